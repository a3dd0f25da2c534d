"""Working days of a station: what was announced and comes with the program, and what the station changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta

from caredesk.catalog.cadence_records import WORKED
from caredesk.resources import resource
from caredesk.schema.calendar import MarkedDay, WorkCalendar

_DAY = timedelta(days=1)


def announced() -> WorkCalendar:
    """The days off and the weekends worked that come with the program, year by year as they were announced."""
    told = json.loads(resource("calendar/workdays.json").read_text("utf-8"))
    days = {
        date.fromisoformat(day): MarkedDay(works, name)
        for part, works in (("off", False), ("work", True))
        for day, name in told[part].items()
    }
    return WorkCalendar(days, date.fromisoformat(told["last"]))


def year_in_words(calendar: WorkCalendar, year: int) -> list[str]:
    """The days off of a year, a line each: 春节：2月15日至23日放假，2月14日、28日上班. Empty when none is known."""
    days = sorted(day for day in calendar.days if day.year == year)
    off: dict[str, list[date]] = {}
    worked: dict[str, list[date]] = {}
    for day in days:
        marked = calendar.days[day]
        (worked if marked.works else off).setdefault(marked.name, []).append(day)
    names = sorted({*off, *worked}, key=lambda name: (off.get(name) or worked[name])[0])
    lines = []
    for name in names:
        told = [f"{_stretches(off[name])}放假"] if name in off else []
        told += [f"{_stretches(worked[name])}上班"] if name in worked else []
        lines.append(f"{name}：{'，'.join(told)}")
    return lines


def _stretches(days: list[date]) -> str:
    """Days in words, those that follow each other together: 2月15日至23日、28日."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == _DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    told, month = [], 0
    for run in runs:
        first, last = run[0], run[-1]
        begun = f"{first.day}日" if first.month == month else f"{first.month}月{first.day}日"
        ended = f"{last.day}日" if last.month == first.month else f"{last.month}月{last.day}日"
        told.append(begun if first == last else f"{begun}至{ended}")
        month = last.month
    return "、".join(told)


def with_changes(calendar: WorkCalendar, own: Iterable[tuple[date, str, str]]) -> WorkCalendar:
    """A calendar with days of the station's own (day, 放假 or 上班, name), which win."""
    changed = {day: MarkedDay(kind == WORKED, name) for day, kind, name in own}
    known = [one for one in (calendar.last, *changed) if one]
    return WorkCalendar({**calendar.days, **changed}, max(known, default=None))
