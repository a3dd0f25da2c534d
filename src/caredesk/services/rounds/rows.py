"""What lists and boards of sheets are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caredesk.schema.ids import Id
from caredesk.services.people import PersonRow

NOT_MADE, OUT, IN, TYPED = "没有做表", "未交", "已交", "已录"


@dataclass(frozen=True, slots=True)
class Choosable:
    """Somebody who can be put on a sheet; ``due`` is the last day to go under the strictest rule, None without one.

    ``now``: the visit is due by the end of the month.
    """

    person: PersonRow
    verdict: str
    due: date | None
    now: bool


@dataclass(frozen=True, slots=True)
class LineRow:
    """Somebody on a sheet; ``visit`` is the one typed in from it, ``form`` the visit form that serves the person."""

    person: Id
    place: int
    name: str
    sex: str
    age: int | None
    village: str
    group: str
    due: date | None
    form: str
    visit: Id | None


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A sheet in a list: how many people stand on it, and how many of them were typed in."""

    id: Id
    number: str
    kind: str
    village: Id | None
    village_name: str
    month: date
    planned_on: date | None
    visitor: Id | None
    visitor_name: str
    handed_in_on: date | None
    handed_in_by: str
    photos: tuple[str, ...]
    closed: bool
    people: int
    typed: int

    @property
    def state(self) -> str:
        """未交, 已交 or 已录. A sheet of which something was typed in has come back, whoever noted it."""
        if self.closed or (self.people and self.typed >= self.people):
            return TYPED
        return IN if self.handed_in_on or self.typed else OUT


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A village in the month's board: how many are to be visited, and its sheet if one was made."""

    village: Id
    name: str
    due: int
    sheet: RoundRow | None

    @property
    def state(self) -> str:
        """没有做表, 未交, 已交 or 已录."""
        return self.sheet.state if self.sheet else NOT_MADE
