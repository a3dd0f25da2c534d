"""What a table may say once for all its rows, where no column does."""

from __future__ import annotations

from collections.abc import Mapping

from caredesk.catalog.roster import LAST_VISIT
from caredesk.ui.pages.roster.hand import Table

LAST = "visit.last_on"
_OF_PEOPLE: Mapping[str, str] = {
    "period": "哪个月的表",
    "village": "村（社区）",
    "episode.category": "类别",
    "since": "开始时间",
}
_OF_VISITS: Mapping[str, str] = {"village": "村（社区）", "visit.mode": "走访方式", "visit.visitors": "探访人"}
FIXED: Mapping[str, str] = {**_OF_PEOPLE, **_OF_VISITS, LAST: "最近走访日期也收作走访"}
"""What can be said, by target."""
TOLD_OF: Mapping[str, str] = {
    "period": "比较这个月和上个月的名单时用。",
    LAST: "写上“收”，这一列的日期就也收作走访记录，标“历史导入”。",
}
"""What is told of some of it."""
TAKE_LAST = ("收",)
"""What is said of a roster's last visits when they are wanted."""


def fixed_for(table: Table) -> list[str]:
    """What can be said of a table, besides what its columns say."""
    last = any(guess.target == f"ignored:{LAST_VISIT}" for guess in table.layout.columns)
    return list(_OF_VISITS) if table.visits else [*_OF_PEOPLE, *([LAST] if last else [])]
