"""How everybody stands, kept ready: worked out anew only for those whom something written since concerns."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from caredesk.schema.cadence import InForce, Life, Rule, Standing, Verdict
from caredesk.schema.ids import Id
from caredesk.schema.judging import judge
from caredesk.schema.outlook import Outlook, outlooks, own_ends, shared_ends
from caredesk.schema.period import month_of
from caredesk.services.lives import Lives, life_of
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection
from caredesk.store.standings import Kept, StandingTable

FIGURES = (Verdict.OVERDUE, Verdict.FIRST, Verdict.DUE, Verdict.DONE)
"""The figures of the month; a kept standing tells its figure by its place here."""
_LINKS = {
    "visit": "person", "episode": "person", "stay": "person", "suspension": "person", "life_event": "person",
    "household_episode": "household",
}  # fmt: skip
"""What the judge looks at besides the person's own record, and whom it concerns."""
_MADE = "2"
"""To be raised whenever the judge or what is kept of it changes: what older programs kept is then worked out anew."""
_LOT = 5_000
_DAY = timedelta(days=1)


class Outlooks:
    """The list of how everybody on the register stands, brought up to date when it is asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace
        self.table = StandingTable(workspace.records.connection, _LINKS)

    def up_to_date(self, day: date) -> StandingTable:
        """The list as it is right on a day. Raises StoreTrouble when it cannot be kept."""
        rules = [rule for rule in self._work.rules if rule.active]
        stamp, seq = self._stamp(rules), self.table.latest()
        people = self.table.out_of_date(stamp, day)
        if people is None or people:
            everybody = self._registered(people)
            rows = [
                Kept(one, told.since, told.until, FIGURES.index(told.figure) if told.figure else None, told.due,
                     told.last_met, told.soon)
                for start in range(0, len(everybody), _LOT)
                for one, some in self.of(everybody[start : start + _LOT], rules, day).items()
                for told in some
            ]  # fmt: skip
            self.table.keep(rows, people, stamp, seq, day)
        return self.table

    def of(self, people: Sequence[Id], rules: Sequence[Rule], day: date) -> dict[Id, list[Outlook]]:
        """How each of these people stands from a day to the end of the month after it, as far as it is known."""
        work, opened, months = self._work, self._work.settings.opened_on, self._work.months
        last = month_of(month_of(day, months).last + _DAY, months).last
        ahead = [rule for rule in rules if (rule.until or date.max) >= day and (rule.since or date.min) <= last]
        told = Lives(work, people, ahead)
        contacts, episodes, lives = told.contacts(day), told.episodes(), told.lives()
        calendar = work.calendar if any(rule.working for rule in ahead) else None
        shared, later = shared_ends(ahead, opened, day, last, months), self._visits_ahead(day)
        nobody = outlooks(lambda _: (), sorted(shared_ends((), opened, day, last, months)), day, last, months)
        found = {}
        for one in people:
            if not (own := episodes.get(one)):
                found[one] = nobody
                continue
            life, met = life_of(lives, one), contacts.get(one, ())

            def judged(on: date, own: Sequence[InForce] = own, life: Life = life, met: Sequence[object] = met,
                       ) -> list[Standing]:  # fmt: skip
                return judge(ahead, own, met, opened, on, months, life, calendar)  # type: ignore[arg-type]

            until = min(last, later[one] - _DAY) if one in later else last
            ends = sorted(shared | own_ends(ahead, own, life, day, until))
            found[one] = outlooks(judged, ends, day, until, months)
        return found

    def _visits_ahead(self, day: date) -> Mapping[Id, date]:
        """The first visit of each person that is dated after a day: a clock was wrong, or it is set back."""
        chosen = Selection(record="visit", between=("visited_on", day + _DAY, None), order=("-visited_on",))
        return {person: on for _, (person, on) in self._work.query.rows(chosen, ["person", "visited_on"])}

    def _registered(self, people: Collection[Id] | None) -> list[Id]:
        if people is None:
            return self._work.query.ids(Selection(record="person", equal={"state": "在册"}))
        found = self._work.query.by_id("person", people, ("state",))
        return [one for one, (state,) in found.items() if state == "在册"]

    def _stamp(self, rules: Sequence[Rule]) -> str:
        """What the list rests on besides records of people."""
        work = self._work
        calendar = sorted(work.calendar.days.items()) if any(rule.working for rule in rules) else ()
        told = (_MADE, work.settings.opened_on, work.months, sorted(map(repr, rules)), calendar)
        return hashlib.sha256(repr(told).encode()).hexdigest()
