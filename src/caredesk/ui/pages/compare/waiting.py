"""What 今天要办 says of lists and of payments to be stopped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from caredesk.services.access import Right
from caredesk.services.desk import Desk
from caredesk.ui.page import Frame

WAITING = frozenset({"roster_list", "roster_difference", "stop_notice", "planned_visit"})
"""The kinds of record that it tells of."""
Thing = tuple[str, str, str, Callable[[], object]]
"""Tone, words, the button's words and what it opens."""


def waiting_here(desk: Desk, frame: Frame) -> list[Thing]:
    """The things that wait, the gravest first."""
    found: list[Thing] = []
    if stops := desk.stopping.notices(open_only=True):
        late = sum(1 for one in stops if one.late)
        said = f"停发告知还有{len(stops)}项没有告知" + (f"，{late}项过了期限。" if late else "。")
        found.append(("danger" if late else "warning", said, "去告知", partial(frame.go, "compare", part="stops")))
    is_open, late = desk.rosters.waiting()
    if is_open:
        said = f"新旧名单对照还有{is_open}条没有办" + (f"，{late}条过了期限。" if late else "。")
        found.append(("danger" if late else "warning", said, "去办", partial(frame.go, "compare", part="lists")))
    if desk.user.may(Right.IMPORT) and (unknown := sum(1 for one in desk.rosters.lists() if not one.category)):
        go = partial(frame.go, "compare", part="lists")
        found.append(("info", f"有{unknown}份名单不知道是哪一类，还没有对照。", "去说明", go))
    return found

