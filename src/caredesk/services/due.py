"""Who is due: the judging half of :class:`caredesk.services.visiting.Visiting`.

One function for the today list, a person's page, ledgers, returns, the command line and paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial

from caredesk.schema.cadence import Rule, Standing, Verdict
from caredesk.schema.errors import StoreTrouble
from caredesk.schema.ids import Id
from caredesk.schema.judging import judge
from caredesk.schema.outlook import of_month
from caredesk.schema.period import Period
from caredesk.services.access import Right
from caredesk.services.collecting import SHOWN_AS
from caredesk.services.due_lists import DueList, DueRow, Pick, picked
from caredesk.services.lives import Lives, life_of
from caredesk.services.outlooks import FIGURES, Outlooks
from caredesk.services.people import People
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection
from caredesk.store.standings import StandingTable

_LOT = 5_000
"""So many people are judged at a time: what is looked up for them never fills the memory."""

_WALK = ("village.official_order", "village.name", "name_key")
"""Among those who are due on the same day: village by village."""
_ORDER = [Verdict.OVERDUE, Verdict.FIRST, Verdict.DUE, Verdict.DONE, Verdict.PAUSED]


@dataclass(frozen=True)
class TodayFigures:
    """The figures of 今天要办; every one opens the list of the same name."""

    overdue: Sequence[DueRow]
    first: Sequence[DueRow]
    due: Sequence[DueRow]
    done: Sequence[DueRow]
    waiting: Sequence[DueRow]
    """All that are not done, the most urgent first."""
    month: str
    villages: Mapping[Id | None, tuple[int, int]] = field(default_factory=dict)
    """By village: how many are to be visited in the month, and how many of them were."""

    @property
    def expected(self) -> int:
        """本月该访: everybody with a verdict in the period."""
        return len(self.overdue) + len(self.first) + len(self.due) + len(self.done)


class Due:
    """Judges people of one station as whoever is signed in may see them."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    @cached_property
    def _outlooks(self) -> Outlooks:
        return Outlooks(self._work)

    @property
    def standing_table(self) -> StandingTable:
        """The kept list of how everybody stands, as it is: lists that were made from it read on in it."""
        return self._outlooks.table

    def rules(self) -> list[Rule]:
        """The visit rules of this station."""
        return self._work.rules

    def due(self, on: date | None = None, people: Sequence[Id] | None = None) -> list[DueRow]:
        """Everybody under an active rule with their standing on a day, the most urgent first."""
        self._work.user.must(Right.SEE)
        day = on or self._work.clock.today()
        everybody = self._registered(*_WALK) if people is None else list(people)
        found = []
        for start in range(0, len(everybody), _LOT):
            standings = self.standings(day, everybody[start : start + _LOT])
            for row in People(self._work).rows(standings):
                first, *others = standings[row.id]
                found.append(DueRow(row, first, tuple(others)))
        return sorted(found, key=lambda row: (_ORDER.index(row.standing.verdict), row.standing.due))

    def standings(self, day: date, people: Sequence[Id] | None = None) -> dict[Id, list[Standing]]:
        """The standing of everybody in the register under the rules in force on a day (people without a rule: none).

        A rule whose category is above the role's clearance stays, under another name: the visit is due all the same.
        """
        self._work.user.must(Right.SEE)
        rules = [rule for rule in self.rules() if rule.holds(day)]
        wanted = list(people) if people is not None else self._registered()
        told = Lives(self._work, people, rules)
        contacts, episodes, lives = told.contacts(day), told.episodes(), told.lives()
        opened, months = self._work.settings.opened_on, self._work.months
        calendar = self._work.calendar if any(rule.working for rule in rules) else None
        shown = self._shown(rules)
        found = {}
        for one in wanted:
            if not (own := episodes.get(one)):
                continue
            met, life = contacts.get(one, ()), life_of(lives, one)
            if standings := judge(rules, own, met, opened, day, months, life, calendar):
                found[one] = [_as_shown(standing, shown) for standing in standings]
        return found

    def today(self) -> TodayFigures:
        """Where the station stands today, each person once under what is most urgent this month.

        Whom a quarterly or yearly rule leaves time beyond the month, or who was seen for it before the month began,
        stands in no figure. The lists stand ready; where that cannot be (a full disk) everybody is judged.
        """
        self._work.user.must(Right.SEE)
        month, day = self._work.this_month(), self._work.clock.today()
        pick = partial(of_month, month=month)
        if (table := self._kept(day)) is None:
            return self._today_judged(month, pick)
        counted = table.by_village(day)
        counts = dict.fromkeys(range(len(FIGURES)), 0)
        villages: dict[Id | None, tuple[int, int]] = {}
        for (village, figure), count in counted.items():
            counts[figure] += count
            due, done = villages.get(village, (0, 0))
            villages[village] = (due + count, done + count * (FIGURES[figure] is Verdict.DONE))

        def among(*places: int) -> DueList:
            return DueList(self, sum(counts[one] for one in places), partial(_in_figures, day, places), pick)

        overdue, first, due_now, done_now = map(among, range(len(FIGURES)))
        return TodayFigures(overdue, first, due_now, done_now, among(0, 1, 2), month.label, villages)

    def _today_judged(self, month: Period, pick: Pick) -> TodayFigures:
        by: dict[Verdict, list[DueRow]] = {verdict: [] for verdict in FIGURES}
        for row in picked(self.due(), pick):
            by[row.standing.verdict].append(row)
        found = {row.person.id: verdict is Verdict.DONE for verdict, rows in by.items() for row in rows}
        villages: dict[Id | None, tuple[int, int]] = {}
        for one, (village,) in self._work.query.by_id("person", found, ("village",)).items():
            due, done = villages.get(village, (0, 0))
            villages[village] = (due + 1, done + found[one])
        overdue, first, due_now, done_now = (by[verdict] for verdict in FIGURES)
        waiting = [*overdue, *first, *due_now]
        return TodayFigures(overdue, first, due_now, done_now, waiting, month.label, villages)

    def soon(self, until: date) -> Sequence[DueRow]:
        """For whom a visit is due by a day to come and not late, each under the nearest rule, the nearest day first."""
        self._work.user.must(Right.SEE)
        day, pick = self._work.clock.today(), partial(_nearest, until)
        table = self._kept(day)
        if table is None:
            return sorted(picked(self.due(), pick), key=lambda row: row.standing.due)
        return DueList(self, table.count_soon(day, until), partial(_due_soon, day, until), pick)

    def after_events(self) -> list[DueRow]:
        """Whom an event (重大变故) has put a deadline on that nobody has met yet, those over as well."""
        self._work.user.must(Right.SEE)
        events = self._work.query.rows(Selection(record="life_event"), ["person", "person.state"])
        people = list(dict.fromkeys(person for _, (person, state) in events if state == "在册"))
        return sorted(picked(self.due(None, people), _after_event), key=lambda row: row.standing.due)

    def _kept(self, day: date) -> StandingTable | None:
        """The list of how everybody stands, None where it cannot be kept."""
        try:
            return self._outlooks.up_to_date(day)
        except StoreTrouble:
            return None

    def _shown(self, rules: Sequence[Rule]) -> dict[str, Rule]:
        """Rules by their keys, with their categories named as far as this role may read them."""
        kind = self._work.kind("episode")
        found = {}
        for rule in rules:
            told = [*(("category", one) for one in rule.categories), *(("subtype", one) for one in rule.subtypes)]
            hidden = not all(self._work.gate.opens(kind, name, value) for name, value in told)
            named = SHOWN_AS.get(rule.category, "其他")
            found[rule.key] = (
                replace(rule, key="other", category=named, also=(), subtypes=(), basis="") if hidden else rule
            )
        return found

    def _registered(self, *order: str) -> list[Id]:
        return self._work.query.ids(Selection(record="person", equal={"state": "在册"}, order=(*order, "rid")))


def _as_shown(standing: Standing, shown: Mapping[str, Rule]) -> Standing:
    rule = shown[standing.rule.key]
    return standing if rule is standing.rule else replace(standing, rule=rule)


def _nearest(until: date, standings: Sequence[Standing]) -> Standing | None:
    waiting = [one for one in standings if one.verdict in (Verdict.DUE, Verdict.FIRST) and one.due <= until]
    return min(waiting, key=lambda one: one.due, default=None)


def _after_event(standings: Sequence[Standing]) -> Standing | None:
    waiting = [one for one in standings if one.rule.event and one.verdict in (Verdict.DUE, Verdict.OVERDUE)]
    return min(waiting, key=lambda one: one.due, default=None)


def _in_figures(day: date, places: Sequence[int], table: StandingTable, order: str) -> list[Id]:
    return table.people(day, places, order)


def _due_soon(day: date, until: date, table: StandingTable, order: str) -> list[Id]:
    return table.soon(day, until, order)
