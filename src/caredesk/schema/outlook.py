"""How somebody stands in the days to come as long as nothing is written: stretches of days with the same standing.

What a list of many people shows is kept so; where the judge would say something else a stretch ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from caredesk.schema.cadence import InForce, Life, Rule, Standing, Verdict
from caredesk.schema.judging import NOTICE, birthday
from caredesk.schema.period import Period, StationMonth, month_of
from caredesk.schema.spans import span_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outlook:
    """From one day to another: the figure of the month a person stands in (None: in none), its last day to go and the
    day they were last met; ``soon`` is the nearest day of any rule that waits for a visit and is not late yet."""

    since: date
    until: date
    figure: Verdict | None = None
    due: date | None = None
    last_met: date | None = None
    soon: date | None = None


def of_month(standings: Iterable[Standing], month: Period) -> Standing | None:
    """The most urgent standing (they come in order) that belongs to the figures of a month."""
    return next((one for one in standings if _belongs(one, month)), None)


def _belongs(standing: Standing, month: Period) -> bool:
    match standing.verdict:
        case Verdict.DUE:
            return standing.due <= month.last
        case Verdict.DONE:
            return standing.last_met is not None and standing.last_met >= month.first
        case Verdict.PAUSED:
            return False
        case _:
            return True


def outlooks(
    judged: Callable[[date], Sequence[Standing]],
    ends: Sequence[date],
    first: date,
    last: date,
    months: StationMonth | None = None,
) -> list[Outlook]:
    """The stretches from a day to another; ``ends`` are days (ascending) on which what is known or asked may end.

    A wait for the first visit whose day is over goes on being due on the day it is looked at.
    """
    found: list[Outlook] = []
    day, place = first, 0
    while day <= last:
        standings = judged(day)
        while place < len(ends) and ends[place] < day:
            place += 1
        own = (_same_until(one, day, alone=len(standings) == 1) for one in standings)
        until = min([last, *ends[place : place + 1], *(one for one in own if one >= day)])
        found.append(_outlook(standings, day, until, month_of(day, months)))
        day = until + _DAY
    return found


def _outlook(standings: Sequence[Standing], since: date, until: date, month: Period) -> Outlook:
    waiting = [one.due for one in standings if one.verdict in (Verdict.DUE, Verdict.FIRST)]
    soon = min(waiting, default=None)
    chosen = of_month(standings, month)
    if chosen is None:
        return Outlook(since, until, soon=soon)
    return Outlook(since, until, chosen.verdict, chosen.due, chosen.last_met, soon)


def _same_until(standing: Standing, day: date, *, alone: bool) -> date:
    """How long a standing, and its place among others, stay the same where its rule does not go by the calendar."""
    rule, due = standing.rule, standing.due
    if standing.verdict is Verdict.FIRST:
        return due if due > day else date.max if alone else day
    if rule.event:
        return date.max if standing.verdict is Verdict.OVERDUE else due
    if not rule.every or standing.verdict in (Verdict.OVERDUE, Verdict.PAUSED):
        return date.max
    last = standing.last_met
    if standing.verdict is Verdict.DONE and last is not None:
        return due - _DAY * min(NOTICE, (due - last).days // 2)
    return due


def shared_ends(
    rules: Sequence[Rule], opened: date, first: date, last: date, months: StationMonth | None = None
) -> set[date]:
    """The days on which a period of any rule ends, or the rule itself, and the one before the 启用日: for everybody."""
    found = _ends(opened, None)
    for unit in {"月", *(rule.unit for rule in rules if not (rule.every or rule.event))}:
        day = first
        while day <= last:
            end = span_of(unit, day, months)[1]
            found.add(end)
            day = end + _DAY
    for rule in rules:
        found |= _ends(rule.since, rule.until)
    return {day for day in found if first <= day <= last}


def own_ends(rules: Sequence[Rule], episodes: Iterable[InForce], life: Life, first: date, last: date) -> set[date]:
    """The days on which something known of one person ends, or the day before it begins."""
    found: set[date] = set()
    for episode in episodes:
        found |= _ends(episode.since, episode.until)
    for spell in (*life.risks, *life.absences):
        found |= _ends(spell.since, spell.until)
    for event in life.events:
        found |= _ends(event.on, None)
    if life.birth is not None:
        ages = {age for rule in rules for age in (rule.youngest, rule.oldest and rule.oldest + 1) if age is not None}
        for age in ages:
            found |= _ends(birthday(life.birth, age), None)
    return {day for day in found if first <= day <= last}


def _ends(since: date | None, until: date | None) -> set[date]:
    return {*((since - _DAY,) if since and since > date.min else ()), *((until,) if until else ())}
