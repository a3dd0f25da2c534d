"""Recording visits and knowing who is due: one pure judge over categories, rules and contacts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from caredesk.catalog.visit import FORM_BY_CATEGORY, MET, STATE_BY_OUTCOME
from caredesk.catalog.visit_mental import mental_written
from caredesk.schema.cadence import Contact, InForce, Rule, Standing, Verdict
from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import Invalid, Problem
from caredesk.schema.ids import Id
from caredesk.schema.judging import judge
from caredesk.schema.period import Period
from caredesk.schema.record import Record
from caredesk.services.access import Right
from caredesk.services.collecting import SHOWN_AS
from caredesk.services.households import members
from caredesk.services.people import People, PersonRow
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection
from caredesk.store.records import Write

_LOT = 5_000
"""So many people are judged at a time: what is looked up for them never fills the memory."""

_WALK = ("village.official_order", "village.name", "name_key")
"""Among those who are due on the same day: village by village."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """Somebody who is to be visited, with the most urgent rule's standing and all the others."""

    person: PersonRow
    standing: Standing
    others: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class StateProposal:
    """A change of state that a visit suggests, as ``people.change_state`` takes it."""

    person: Id
    name: str
    state: str
    on: date
    reason: str
    outcome: str


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


class Visiting:
    """Use cases around visits."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def complete(self, values: dict[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
        """What the station knows itself: the village as it was, the day of entry, whether it is a back entry (补录).

        Raises Invalid for a visit before the person's birth, or one that met somebody after their death.
        """
        today = self._work.clock.today()
        values["entered_on"] = old.get("entered_on") or today
        visited = values.get("visited_on")
        if isinstance(visited, date):
            values["backfilled"] = visited < values["entered_on"]
        if values.get("number") is None:
            values["number"] = self._next_number(today)
        person = self._person(values.get("person"))
        if person is not None:
            _must_be_alive(person, visited, values.get("met"))
            if values.get("village") is None:
                values["village"] = person["village"]
            if values.get("form") is None:
                values["form"], *others = self.forms_for(person)
                values["also"] = tuple(others) or None
        if not self._work.settings.mental_contacts and mental_written(values, old):
            raise Invalid([Problem("mental", "精神障碍联系还没有启用，不能记。请站长在“设置”的“本站”里启用")])
        return values

    def _next_number(self, today: date) -> str | None:
        """The next number by the station's rule, or None without one.

        {序号} begins anew with what stands before it: with {年} each year, with {月} each month. It is looked for by
        doubling and halving, so that the ten-thousandth visit of a year is entered as fast as the first.
        """
        rule = self._work.settings.numbering
        if not rule or "{序号" not in rule:
            return rule and _numbered(rule, today, 0)
        free = 1
        while self._is_used(_numbered(rule, today, free)):
            free *= 2
        used = free // 2
        while free - used > 1:
            middle = (free + used) // 2
            used, free = (middle, free) if self._is_used(_numbered(rule, today, middle)) else (used, middle)
        return _numbered(rule, today, free)

    def _is_used(self, number: str) -> bool:
        """Whether a visit carries a number, one in the bin as well."""
        return self._work.records.has(self._work.kind("visit"), {"number": number})

    def follow(self, write: Write, visit: Id, values: Mapping[str, Any], old: Mapping[str, Any]) -> None:  # noqa: ARG002
        """The risk level found at the latest visit becomes the person's, in the same act."""
        latest = self._work.query.ids(
            Selection(record="visit", equal={"person": values["person"]}, order=("-visited_on", "-rid"), limit=1)
        )
        if values.get("risk") and latest == [visit]:
            write.update(self._work.kind("person"), values["person"], {"risk": values["risk"]})

    def proposed_state(self, visit: Id) -> StateProposal | None:
        """What a saved visit suggests about the person's state (去世, 搬离, 入住机构), to be asked and never just done.

        None when it suggests nothing, the person is marked already, or whoever is signed in may not change people.
        """
        self._work.user.must(Right.SEE)
        row = self._work.records.row(self._work.kind("visit"), visit)
        state, reason = STATE_BY_OUTCOME.get(row["met"] if row else "", ("", ""))
        person = self._person(row["person"]) if row and state else None
        if row is None or person is None or not self._work.user.may(Right.EDIT):
            return None
        if person["state"] in (state, "死亡") or (person["state"] != "在册" and state != "死亡"):
            return None
        return StateProposal(person["id"], person["name"], state, row["visited_on"], reason, row["met"])

    def _person(self, id_: Any) -> dict[str, Any] | None:
        found = self._work.records.row(self._work.kind("person"), id_) if isinstance(id_, Id) else None
        return {**found, "id": id_} if found else None

    def form_for(self, person: Mapping[str, Any]) -> str:
        """Which visit form serves a person; the first in the taxonomy's order wins."""
        return self.forms_for(person)[0]

    def forms_for(self, person: Mapping[str, Any]) -> list[str]:
        """All visit forms that somebody's categories in force ask for, each once, in the taxonomy's order.

        Restricted categories ask for none: a form named on a visit would tell of them.
        """
        today = self._work.clock.today()
        told = {one.category for one in self._episodes([person["id"]]).get(person["id"], ())
                if (one.since or today) <= today <= (one.until or today)}  # fmt: skip
        forms = list(dict.fromkeys(form for category, form in FORM_BY_CATEGORY.items() if category in told))
        birth: PartialDate | None = person.get("birth_date")
        return forms or ["儿童" if birth and today.year - birth.year < 18 else "老年人"]

    def last(self, person: Id) -> Record | None:
        """The latest visit to somebody, to stand above the form."""
        visits = self.of(person)
        return visits[0] if visits else None

    def of(self, person: Id) -> list[Record]:
        """All visits to somebody, the latest first, as far as the role may see them."""
        self._work.user.must(Right.SEE)
        kind = self._work.kind("visit")
        chosen = Selection(record="visit", equal={"person": person}, order=("-visited_on", "-rid"))
        ids = self._work.query.ids(chosen)
        found = self._work.records.many(kind, ids)
        return self._work.gate.records(kind, [found[one] for one in ids if one in found])

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
        order = [Verdict.OVERDUE, Verdict.FIRST, Verdict.DUE, Verdict.DONE, Verdict.PAUSED]
        return sorted(found, key=lambda row: (order.index(row.standing.verdict), row.standing.due))

    def standings(self, day: date, people: Sequence[Id] | None = None) -> dict[Id, list[Standing]]:
        """The standing of everybody in the register under the rules in force on a day (people without a rule: none).

        A rule whose category is above the role's clearance stays, under another name: the visit is due all the same.
        """
        self._work.user.must(Right.SEE)
        rules = self.rules()
        wanted = list(people) if people is not None else self._registered()
        contacts = self._work.query.latest("visit", "person", ("mode", "met"), "visited_on", day, people)
        episodes = self._episodes(wanted if people is not None else None)
        settings = self._work.settings
        months = self._work.months
        shown = {rule.key: self._shown(rule) for rule in rules}
        found = {}
        for one in wanted:
            told = episodes.get(one)
            if not told:
                continue
            met = [_contact(*known) for known in contacts.get(one, ())]
            standings = judge(rules, told, met, settings.opened_on, day, months)
            if standings:
                found[one] = [
                    standing if (rule := shown[standing.rule.key]) is standing.rule else replace(standing, rule=rule)
                    for standing in standings
                ]
        return found

    def _shown(self, rule: Rule) -> Rule:
        """A rule with its category named as far as this role may read it."""
        kind = self._work.kind("episode")
        told = [("category", rule.category), *(("subtype", subtype) for subtype in rule.subtypes)]
        if all(self._work.gate.opens(kind, name, value) for name, value in told):
            return rule
        return replace(rule, key="other", category=SHOWN_AS.get(rule.category, "其他"), subtypes=(), basis="")

    def _registered(self, *order: str) -> list[Id]:
        return self._work.query.ids(Selection(record="person", equal={"state": "在册"}, order=(*order, "rid")))

    def _episodes(self, people: Sequence[Id] | None) -> dict[Id, list[InForce]]:
        """Own categories by person, and those of the household for as long as the person belonged to it."""
        query = self._work.query
        own = query.belonging("episode", "person", people, ("category", "subtype", "since", "until"))
        found = {
            one: [InForce(c, s or "", since.first if since else None, until) for c, s, since, until in told]
            for one, told in own.items()
        }
        lived = members(self._work, people)
        wanted = None if people is None else {one.household for told in lived.values() for one in told}
        homes = query.belonging("household_episode", "household", wanted, ("category", "since", "until"))
        for one, told in lived.items():
            for stay in told:
                for category, since, until in homes.get(stay.household, ()):
                    if (during := stay.during(since.first if since else None, until)) is not None:
                        found.setdefault(one, []).append(InForce(category, "", *during))
        return found

    def rules(self) -> list[Rule]:
        """The visit rules of this station."""
        return self._work.rules

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


def _contact(mode: str | None, result: str | None, on: date) -> Contact:
    """A visit as the judge sees it; an old ledger (历史导入) that says neither how nor whether met tells of one."""
    return Contact(on, mode or "上门入户", result is None or result in MET)


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


def _must_be_alive(person: Mapping[str, Any], visited: Any, met: Any) -> None:
    birth, died = person.get("birth_date"), person.get("state_on") if person.get("state") == "死亡" else None
    if isinstance(visited, date) and birth is not None and visited < birth.first:
        said = f"走访日期{visited.isoformat()}早于出生日期{birth.isoformat()}，请核对"
        raise Invalid([Problem("visited_on", said)])
    if isinstance(visited, date) and died is not None and visited > died and met in MET:
        said = f"这位服务对象已于{died.isoformat()}去世，不能记作见到或联系上本人，请核对日期或状态"
        raise Invalid([Problem("met", said)])


def _numbered(rule: str, today: date, number: int) -> str:
    """A visit's number in words of the rule: {年}-{序号:4} -> 2026-0017."""
    said = rule.replace("{年}", str(today.year)).replace("{月}", f"{today.month:02d}")
    return re.sub(r"\{序号(?::(\d))?\}", lambda found: f"{number:0{found.group(1) or 1}d}", said)
