"""The order in which a list of people is walked through: villages as the township counts them, groups, names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from caredesk.schema.ids import Id
from caredesk.services.workspace import Workspace
from caredesk.store.search import name_sort_key

_NAMES = {
    "person": ("", "name"), "visit": ("person.", "person.name"), "household": ("", "head_name"),
    "planned_visit": ("person.", "person.name"),
}  # fmt: skip
_NUMERALS = str.maketrans({"一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8",
                           "九": "9", "十": "10"})  # fmt: skip
_LAST = 10_000


def in_walking_order(work: Workspace, record: str, ids: Sequence[Id]) -> list[Id]:
    """People, visits or households by village (official order), group (2组 before 10组) and name, visits then by day;
    what is planned goes by the person.

    Whoever is gone meanwhile stands at the end: a list has as many lines as its figure says.
    """
    if record not in _NAMES:
        return list(ids)
    before, name = _NAMES[record]
    paths = [f"{before}village.official_order", f"{before}village.name", f"{before}group", name]
    if record == "visit":
        paths.append("visited_on")
    found = work.query.by_id(record, ids, paths)

    def key(one: Id) -> tuple[Any, ...]:
        place, village, group, said, *day = found[one]
        order = _LAST if place is None else place
        return village is None, order, village or "", _counted(group or ""), name_sort_key(said or ""), *day

    return [*sorted(found, key=key), *(one for one in ids if one not in found)]


def _counted(group: str) -> str:
    """A group with its number at full length: 三组 before 10组."""
    return re.sub(r"\d+", lambda digits: digits.group().zfill(6), group.translate(_NUMERALS))
