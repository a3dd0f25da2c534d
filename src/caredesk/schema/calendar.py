"""Working days: which days are off, which weekends are worked, and how far so many working days reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class MarkedDay:
    """A day that is not like its day of the week: off or worked, and why (春节, 国庆节 ...)."""

    works: bool
    name: str


@dataclass(frozen=True)
class WorkCalendar:
    """Marked days on top of the week from Monday to Friday.

    ``last`` is the last day that was announced: what lies behind it is counted by weekends only.
    """

    days: Mapping[date, MarkedDay] = field(default_factory=dict)
    last: date | None = None

    def works(self, day: date) -> bool:
        """Whether a day is a working day."""
        marked = self.days.get(day)
        return day.weekday() < _SATURDAY if marked is None else marked.works

    def after(self, day: date, count: int) -> date:
        """The so many-th working day after a day, which is not counted itself."""
        while count > 0:
            day += _DAY
            count -= self.works(day)
        return day

    def festival(self, day: date) -> str:
        """The festival a day belongs to, "" when it is none; a weekend worked for one belongs to none."""
        marked = self.days.get(day)
        return marked.name if marked is not None and not marked.works else ""
