"""Who is due: the judging half of :class:`caredesk.services.visiting.Visiting`.

One function for the today list, a person's page, ledgers, returns, the command line and paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from caredesk.schema.cadence import Rule, Standing, Verdict
from caredesk.schema.ids import Id
from caredesk.schema.judging import judge
from caredesk.schema.period import Period
from caredesk.services.access import Right
from caredesk.services.collecting import SHOWN_AS
from caredesk.services.lives import Lives, life_of
from caredesk.services.people import People, PersonRow
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

_LOT = 5_000
"""So many people are judged at a time: what is looked up for them never fills the memory."""

_WALK = ("village.official_order", "village.name", "name_key")
"""Among those who are due on the same day: village by village."""
_ORDER = [Verdict.OVERDUE, Verdict.FIRST, Verdict.DUE, Verdict.DONE, Verdict.PAUSED]


@dataclass(frozen=True, slots=True)
class DueRow:
    """Somebody who is to be visited, with the most urgent rule's standing and all the others."""

    person: PersonRow
    standing: Standing
    others: tuple[Standing, ...] = ()


@dataclass(frozen=True)
class TodayFigures:
    """The figures of 今天要办; every one opens the list of the same name."""

    overdue: Sequence[DueRow]
    first: Sequence[DueRow]
    due: Sequence[DueRow]
    done: Sequence[DueRow]
    month: str

    @property
    def expected(self) -> int:
        """本月该访: everybody with a verdict in the period."""
        return len(self.overdue) + len(self.first) + len(self.due) + len(self.done)


class Due:
    """Judges people of one station as whoever is signed in may see them."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

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

    def today(self, due: Sequence[DueRow] | None = None) -> TodayFigures:
        """Where the station stands today, each person once under what is most urgent this month (of ``due``, if known).

        Whom a quarterly or yearly rule leaves time beyond the month, or who was seen for it before the month began,
        stands in no figure.
        """
        month = self._work.this_month()
        by: dict[Verdict, list[DueRow]] = {verdict: [] for verdict in Verdict}
        for row in self.due() if due is None else due:
            standings = (row.standing, *row.others)
            urgent = next((one for one in standings if _this_month(one, month)), None)  # they stand by urgency
            if urgent is not None:
                others = tuple(one for one in standings if one is not urgent)
                by[urgent.verdict].append(DueRow(row.person, urgent, others))
        return TodayFigures(by[Verdict.OVERDUE], by[Verdict.FIRST], by[Verdict.DUE], by[Verdict.DONE], month.label)

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


def _this_month(standing: Standing, month: Period) -> bool:
    """Whether a standing belongs to the figures of a month."""
    match standing.verdict:
        case Verdict.DUE:
            return standing.due <= month.last
        case Verdict.DONE:
            return standing.last_met is not None and standing.last_met >= month.first
        case Verdict.PAUSED:
            return False
        case _:
            return True
