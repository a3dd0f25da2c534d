"""Who stands where under the rules: one pure function for the today list, the person's page, the return and paper.

A failed contact is recorded but satisfies nothing; one that counts does so for every rule it fits.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from caredesk.schema.cadence import Contact, InForce, Life, Rule, Standing, Verdict
from caredesk.schema.calendar import WorkCalendar
from caredesk.schema.dates import PartialDate
from caredesk.schema.period import StationMonth
from caredesk.schema.spans import reaching, span_of
from caredesk.schema.stretches import Stretch, holding, joined, met, stretch

_DAY = timedelta(days=1)
_ORDER = {Verdict.OVERDUE: 0, Verdict.FIRST: 1, Verdict.DUE: 1, Verdict.DONE: 2}
"""A first visit that may wait stands behind a deadline that is nearer (after an event)."""
NOTICE = 7
"""Days before a contact runs out that the next one becomes due; half the interval where that is shorter."""


def judge(
    rules: Sequence[Rule],
    episodes: Sequence[InForce],
    contacts: Iterable[Contact],
    opened: date,
    today: date,
    months: StationMonth | None = None,
    life: Life | None = None,
    calendar: WorkCalendar | None = None,
) -> list[Standing]:
    """The standing under every rule that applies to a person today: the most urgent first, of two the stricter.

    ``opened`` is the station's 启用日: periods that ended before it get no verdict. Somebody without a known visit is
    待首访, never overdue. A period counts only if it did not end before the person came under the rule; episodes that
    follow each other without a gap (独居, then 空巢) are one stretch. A period whose last day lies in a pause is not
    asked, and days of a pause do not count since a contact.
    """
    known, workdays = life or Life(), calendar or WorkCalendar()
    seen = [contact for contact in contacts if contact.met and contact.on <= today]
    found = []
    for rule in rules:
        under = under_rule(rule, episodes, known, today)
        if under is not None and _is_open(rule, opened, today, months):
            days = sorted({contact.on for contact in seen if contact.mode in rule.modes})
            pauses = joined(stretch(one.since, one.until) for one in known.absences if one.what in rule.pauses)
            events = [one.on for one in known.events if one.what == rule.event and one.on <= today]
            case = _Case(rule, max(opened, under[0]), days, today, months, pauses, events, workdays)
            if (standing := case.standing()) is not None:
                found.append(standing)
    return sorted(found, key=lambda s: (_ORDER.get(s.verdict, len(_ORDER)), s.due, s.rule.interval, s.rule.key))


def under_rule(rule: Rule, episodes: Sequence[InForce], life: Life, day: date) -> Stretch | None:
    """The unbroken stretch of days that a day lies in during which a person is under a rule; None when not."""
    if not rule.holds(day):
        return None
    own = joined(stretch(one.since, one.until) for one in episodes if _fits(rule, one))
    if rule.risks:
        own = met(own, joined(stretch(one.since, one.until) for one in life.risks if one.what in rule.risks))
    if rule.youngest is not None or rule.oldest is not None:
        own = met(own, _of_age(rule, life.birth))
    if rule.since or rule.until:
        own = met(own, [stretch(rule.since, rule.until)])
    return holding(own, day)


def asked(rule: Rule, episodes: Sequence[InForce], life: Life, day: date, last: date) -> bool:
    """Whether somebody under a rule on a day is asked to be seen in the period that ends on ``last``."""
    pauses = (stretch(one.since, one.until) for one in life.absences if one.what in rule.pauses)
    return under_rule(rule, episodes, life, day) is not None and holding(pauses, last) is None


def birthday(birth: PartialDate, age: int) -> date:
    """The day on which somebody is so many years old; one born on 29 February on 1 March where there is none."""
    first = birth.first
    try:
        return first.replace(year=first.year + age)
    except ValueError:
        return date(first.year + age, 3, 1)


def _fits(rule: Rule, episode: InForce) -> bool:
    return episode.category in rule.categories and (not rule.subtypes or episode.subtype in rule.subtypes)


def _of_age(rule: Rule, birth: PartialDate | None) -> list[Stretch]:
    if birth is None:
        return []
    since = birthday(birth, rule.youngest) if rule.youngest is not None else None
    until = birthday(birth, rule.oldest + 1) - _DAY if rule.oldest is not None else None
    return [stretch(since, until)]


def _is_open(rule: Rule, opened: date, today: date, months: StationMonth | None) -> bool:
    """Whether there is a verdict at all: none for a period that ends before the 启用日."""
    return (today if rule.every or rule.event else span_of(rule.unit, today, months)[1]) >= opened


@dataclass(frozen=True)
class _Case:
    """One person under one rule: since when, the days of contacts that count, the pauses and the events."""

    rule: Rule
    begun: date
    days: list[date]
    today: date
    months: StationMonth | None
    pauses: list[Stretch]
    events: list[date]
    calendar: WorkCalendar

    def standing(self) -> Standing | None:
        if self.rule.event:
            return self._after_event()
        paused = holding(self.pauses, self.today)
        found = self._after_contact() if self.rule.every else self._by_calendar()
        if paused is None or found.verdict is Verdict.DONE:
            return found
        after = self.today if paused[1] == date.max else paused[1] + _DAY
        return self._say(Verdict.PAUSED, max(found.due, self._span(after)[1]))

    def _by_calendar(self) -> Standing:
        current = self._span(self.today)
        if self._seen_in(current) >= self.rule.times:
            return self._say(Verdict.DONE, self._span(current[1] + _DAY)[1])
        if not self.days:
            return self._say(Verdict.FIRST, self._first(current[1]))
        span = self._span(max(self.begun, self._held() + _DAY))
        while span[1] < current[0]:
            if holding(self.pauses, span[1]) is None:
                return self._say(Verdict.OVERDUE, span[1])
            span = self._span(span[1] + _DAY)
        return self._say(Verdict.DUE, current[1])

    def _held(self) -> date:
        """The last day that nobody asks about any more: of the latest period held, or of the one before the last visit.

        Both only move on when visits are added: a visit more never makes anybody later.
        """
        spans = (self._span(day) for day in dict.fromkeys(reversed(self.days)))
        held = next((span[1] for span in spans if self._seen_in(span) >= self.rule.times), date.min)
        return max(held, self._span(self.days[-1])[0] - _DAY)

    def _after_contact(self) -> Standing:
        """The calendar does not matter: so many units after the last contact, days of a pause not counted."""
        if not self.days:
            return self._say(Verdict.FIRST, max(self._first(self._reach(self.begun)), self.today))
        last = self.days[-1]
        if last < self.begun:  # seen before anybody asked: a whole interval from then on
            due = self._reach(self.begun)
            return self._say(Verdict.OVERDUE if self.today > due else Verdict.DUE, due)
        due = self._reach(last)
        if self.today > due:
            return self._say(Verdict.OVERDUE, due)
        soon = (due - self.today).days < min(NOTICE, (due - last).days // 2)
        return self._say(Verdict.DUE if soon else Verdict.DONE, due)

    def _after_event(self) -> Standing | None:
        """The earliest event that nobody followed up; of the latest one followed up until its time is over."""
        events = sorted(one for one in self.events if one >= self.begun)
        last = self.days[-1] if self.days else date.min
        waiting = [one for one in events if one > last]
        if waiting:
            due = self._after(waiting[0])
            return self._say(Verdict.OVERDUE if self.today > due else Verdict.DUE, due)
        if events and (due := self._after(events[-1])) >= self.today:
            return self._say(Verdict.DONE, due)
        return None

    def _after(self, event: date) -> date:
        """The last day to go after an event."""
        within = self.rule.within
        return self.calendar.after(event, within) if self.rule.working else event + _DAY * within

    def _first(self, otherwise: date) -> date:
        if not self.rule.first_days:
            return otherwise
        return max(self.begun + _DAY * (self.rule.first_days - 1), self.today)

    def _reach(self, day: date) -> date:
        """So far the interval reaches from a day, longer by the days of pauses that fall into it."""
        due = reaching(day, self.rule.unit, self.rule.every)
        for since, until in self.pauses:
            if until > day and since <= due and until != date.max:
                due += until - max(since, day + _DAY) + _DAY
        return due

    def _span(self, day: date) -> Stretch:
        return span_of(self.rule.unit, day, self.months)

    def _seen_in(self, span: Stretch) -> int:
        """On how many days somebody was met in a period."""
        return bisect_right(self.days, span[1]) - bisect_left(self.days, span[0])

    def _say(self, verdict: Verdict, due: date) -> Standing:
        last = self.days[-1] if self.days else None
        return Standing(self.rule, verdict, due, (self.today - due).days, last)
