"""Working days of a station: what was announced and comes with the program, and what the station changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from caredesk.catalog.cadence_records import WORKED
from caredesk.resources import resource
from caredesk.schema.calendar import MarkedDay, WorkCalendar


def announced() -> WorkCalendar:
    """The days off and the weekends worked that come with the program, year by year as they were announced."""
    told = json.loads(resource("calendar/workdays.json").read_text("utf-8"))
    days = {
        date.fromisoformat(day): MarkedDay(works, name)
        for part, works in (("off", False), ("work", True))
        for day, name in told[part].items()
    }
    return WorkCalendar(days, date.fromisoformat(told["last"]))


def with_changes(calendar: WorkCalendar, own: Iterable[tuple[date, str, str]]) -> WorkCalendar:
    """A calendar with days of the station's own (day, 放假 or 上班, name), which win."""
    changed = {day: MarkedDay(kind == WORKED, name) for day, kind, name in own}
    known = [one for one in (calendar.last, *changed) if one]
    return WorkCalendar({**calendar.days, **changed}, max(known, default=None))
