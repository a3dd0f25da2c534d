"""走访单: a round on paper and a village's sheet, with the people on it; the visits typed in from it name it.

Both are one record because they are one thing: people in an order, a paper that goes out with a number on it, and the
lines that come back (practice.md, X10 of the product page). What is printed and typed follows the visit's own form.
"""

from __future__ import annotations

from datetime import date

from caredesk.catalog.place import SENSITIVE
from caredesk.schema.declare import choice, day, number, photos, ref, text, yes_no
from caredesk.schema.ids import Id
from caredesk.schema.record import Record, record, type_of

ROUTE, VILLAGE_SHEET = "走访路线单", "村级月探访登记表"

ROUTE_COLUMNS = (
    ("visited_on",), ("mode",), ("met",), ("situation",), ("needs", "child_needs"), ("promise",), ("promised_by",),
    ("visitor",),
)  # fmt: skip
"""What a line of a round holds, in the order of its paper; a column asks the first of its fields that is shown."""

SHEET_COLUMNS = (
    ("visited_on",), ("mode",), ("met",), ("body",), ("mood",), ("hazard_found",), ("hazard_note",),
    ("needs", "child_needs"), ("situation",), ("action",), ("visitor",),
)  # fmt: skip
"""What a line of a village's sheet holds.

No published form of it was found: what every source asks at each contact (elderly 3.1: 健康, 精神, 安全, 需求; elderly
3.2 for the words), on one line a person (practice.md). A proposal.
"""


@record(
    "round",
    "走访单",
    title_field="number",
    unique=(("number",),),
    indexes=(("kind", "month"), ("village", "month")),
    source="practice",
    strength="proposal",
)
class Round(Record):
    """A sheet of people that goes out on paper under a number, and comes back to be typed in."""

    number: str = text("单号", longest=80, width=24, source="practice")
    kind: str = choice("哪一种", ROUTE, VILLAGE_SHEET, source="practice")
    village: Id | None = ref("村（社区）", to="village", default=None, source="practice")
    month: date = day("月份", source="practice")
    planned_on: date | None = day("哪天去", ahead=True, default=None, source="practice")
    visitor: Id | None = ref("谁去", to="visitor", default=None, source="practice")
    second_visitor: Id | None = ref("第二位", to="visitor", default=None, source="practice")
    handed_in_on: date | None = day("哪天交来", past=True, default=None, source="practice")
    handed_in_by: Id | None = ref("谁交来", to="visitor", default=None, source="practice")
    closed: bool | None = yes_no("录完了，其余没有走访", default=False, source="practice")
    photos: tuple[str, ...] | None = photos("单子的照片、扫描件", privacy=SENSITIVE, source="practice")


@record(
    "round_line",
    "走访单上的人",
    title_field="place",
    part_of="person",
    indexes=(("round", "place"),),
    source="practice",
    strength="proposal",
)
class RoundLine(Record):
    """Somebody on a sheet, in the place where the paper has them; it does not change when others become due."""

    round: Id = ref("走访单", to="round", source="practice")
    person: Id = ref("服务对象", to="person", source="practice")
    place: int = number("第几个", least=1, most=9999, source="practice")
    due: date | None = day("最晚哪天去", default=None, source="practice")


ROUND, ROUND_LINE = map(type_of, (Round, RoundLine))

SAID_NOWHERE = (
    "艾滋", "HIV", "hiv", "精神病", "精神分裂", "精神障碍", "重精", "服刑", "坐牢", "监狱", "戒毒", "吸毒", "失独",
    "性侵", "家暴", "家庭暴力", "虐待",
)  # fmt: skip
"""Words by which people tell of what is restricted: a sentence with one stays off every paper that goes out.

Besides the names and other words of the restricted categories themselves (practice.md, Safety).
"""
