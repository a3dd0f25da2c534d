"""From the rows of a ledger to visits: each is new, there already, or says something else of a day that is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from caredesk.catalog.visit import MET
from caredesk.catalog.visit_history import ORIGIN
from caredesk.schema.errors import Cancelled
from caredesk.schema.ids import Id
from caredesk.schema.roster import Cell, RowOutcome
from caredesk.services.importing.answers import Decision, Place
from caredesk.services.importing.deciding import Deciding, Found, OpenRow
from caredesk.services.importing.doubts import Doubt
from caredesk.services.importing.merge import Merger
from caredesk.services.importing.plan import ImportedPerson, ImportedVisit, Plan
from caredesk.services.importing.planner import SKIPPED, Planner, Table
from caredesk.services.importing.register import KnownRegister
from caredesk.services.importing.villages import VillageBook
from caredesk.services.importing.visit_days import Hint, days_in
from caredesk.services.importing.visit_rows import LedgerRow, SaidVisit
from caredesk.services.importing.visited import Visited
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

_OWN = ("person", "visited_on", "mode", "village", "origin", "entered_on", "backfilled", "visitor", "second_visitor")
_FIRST_PLACE = 1000
"""Decisions about visits carry places from here on, so that they are none about the row's people."""
_AT_ONCE = 500
_TAKE: tuple[Any, ...] = ("take", "leave")


@dataclass
class KnownVisit:
    """A visit of the station, or of an earlier row of the file (``id`` None until it is staged)."""

    values: dict[str, Any]
    id: Id
    exact: bool = True


class _Row(NamedTuple):
    at: int
    said: LedgerRow
    found: Found
    table: Table
    beside: bool = False
    """Told by a roster beside its people, who are its own."""


class VisitPlanner:
    """Plans the ledgers of one import beside its rosters; after :meth:`finish` ``open`` holds what must be decided."""

    def __init__(
        self, workspace: Workspace, register: KnownRegister, villages: VillageBook, plan: Plan, who: Deciding,
        planner: Planner, merger: Merger, decided: Mapping[Place, Decision],
    ) -> None:  # fmt: skip
        self._work = workspace
        self._register, self._villages = register, villages
        self._plan, self._planner, self._merger = plan, planner, merger
        self._who = who
        self._visited = Visited(register, villages, who)
        self._decided = decided
        self._rows: list[_Row] = []
        self._known: dict[Id, list[KnownVisit]] = {}
        self._unlisted: dict[str, None] = {}
        self.open: list[OpenRow] = []
        self.visitors: dict[str, list[Id]] = {}
        """Who goes on visits, by name."""
        for id_, (name,) in workspace.query.rows(Selection(record="visitor"), ["name"]):
            self.visitors.setdefault(name, []).append(id_)

    def add(self, people: Sequence[LedgerRow], table: Table) -> None:
        """Decide who a row is about; its visits wait until the people are read."""
        facts, outcomes = people[0].facts, self._plan.outcomes
        if facts.kind != "data":
            outcomes.append(RowOutcome(facts.sheet, facts.row, "skipped", SKIPPED[facts.kind]))
            return
        at = len(outcomes)
        name = "、".join(one.facts.name for one in people)
        outcomes.append(RowOutcome(facts.sheet, facts.row, "skipped", "", name))
        for one in people:
            if not one.visits:
                self._plan.problems += one.facts.problems
                self._planner.tell(at, "rejected", one.wrong)
                continue
            decided = self._visited.who(one.facts)
            if isinstance(decided, Found):
                self._rows.append(_Row(at, one, decided, table))
                self._planner.villages_used.add(decided.village if decided.new else None)
            elif isinstance(decided, OpenRow):
                self._plan.problems += one.facts.problems
                self.open.append(decided)
                self._planner.tell(at, "needs_decision", decided.doubt.reason)
            else:
                self._planner.tell(at, *decided)

    def add_last(self, people: Sequence[Found], cell: Cell, table: Table) -> None:
        """The day on which a roster's person was seen last, as a visit; what is no whole day is left alone."""
        try:
            days = days_in(cell, Hint())
        except ValueError:
            return
        if people and len(days) == 1 and days[0].exact and days[0].on <= self._work.clock.today():
            said = SaidVisit(days[0].on, True, {"visited_on": days[0].on})
            row = LedgerRow(people[0].facts, [said])
            self._rows.append(_Row(len(self._plan.outcomes) - 1, row, people[0], table, beside=True))

    def look_up(self) -> None:
        """Name the people whom the planner is to read, and read what is known of their visits."""
        people = {row.found.person for row in self._rows if not row.found.new}
        doubtful = {one.id for row in self.open for one in row.doubt.people if not self._who.facts_of(one.id)}
        self._planner.also |= people | doubtful
        kind = self._work.kind("visit")
        names = list(kind.fields)
        wanted = sorted(people)
        for start in range(0, len(wanted), _AT_ONCE):
            among = Selection(record="visit", equal={"person": set(wanted[start : start + _AT_ONCE])}, order=("rid",))
            for id_, told in self._work.query.rows(among, names):
                values = dict(zip(names, told, strict=True))
                inexact = values["origin"] == ORIGIN and "（没有写哪天" in (values["remarks"] or "")
                self._known.setdefault(values["person"], []).append(KnownVisit(values, id_, not inexact))

    def finish(self, progress: Callable[[str], object], cancelled: Callable[[], bool]) -> None:
        """Stage new people and visits in the order of the file and say what becomes of every row.

        Cancelled when the user stopped it.
        """
        for done, row in enumerate(self._rows):
            if done % _AT_ONCE == 0:
                progress(f"正在核对走访，第 {done + 1} 行")
                if cancelled():
                    raise Cancelled
            found, facts = row.found, row.said.facts
            if found.new and not found.again and not row.beside:
                self._merger.add_person(found.person, facts, found.village)
                self._merger.make_parts(found.person, facts, row.table.categories.read(facts))
                self._plan.people.append(self._listed(found.person))
            self._plan.problems += [] if row.beside else facts.problems
            if row.said.wrong:
                self._planner.tell(row.at, "rejected", row.said.wrong)
            # Days first, so that a tick for the month finds the day that is known.
            for nth, visit in enumerate(sorted(row.said.visits, key=lambda one: (not one.exact, one.on))):
                self._lay(row, visit, (facts.sheet, facts.row, _FIRST_PLACE * (facts.nth + 1) + nth))
        if self._unlisted:
            named = "、".join(list(self._unlisted)[:20])
            self._plan.notices.append(
                f"这些人不在探访人名单里，名字照原表记在走访里：{named}。要算到谁名下，请先把他加进名单再收。"
            )

    def _lay(self, row: _Row, visit: SaidVisit, place: Place) -> None:
        person = row.found.person
        values = self._values(row, visit)
        told = self._decided.get(place)
        if told and told.kind == "leave":
            self._planner.tell(row.at, "skipped", "您没有收这次走访")
            return
        doubt, taken = self._impossible(person, values), told is not None and told.kind == "take"
        if doubt and not (taken and "take" in doubt.offered):
            self._ask(row, place, doubt, told)
            return
        near = [one for one in self._known.get(person, []) if one.values["visited_on"] == visit.on]
        month = [one for one in self._known.get(person, []) if _same_month(one.values["visited_on"], visit.on)]
        if not visit.exact and month:
            self._planner.tell(row.at, "unchanged", "当月的走访已经有了")
            return
        same = [one for one in near if _other_mode(one.values, values) is False]
        for one in same:
            if not _differing(one.values, values):
                self._fill(row, one, values)
                return
        if same and not taken:
            self._ask(row, place, Doubt("same_day", self._unlike(same[0].values, values), _TAKE), told)
            return
        self._insert(row, visit, values)

    def _unlike(self, known: Mapping[str, Any], values: Mapping[str, Any]) -> str:
        """What two visits of a day say otherwise."""
        kind, name = self._work.kind("visit"), _differing(known, values)[0]
        spec = kind.fields[name]
        there, here = (spec.show(one[name])[:40] for one in (known, values))
        both = (
            f"{spec.label}已记“{there}”，表里是“{here}”"
            if self._work.gate.opens(kind, name, known[name])
            else spec.label
        )
        return f"{values['visited_on'].isoformat()}已有一次走访，内容不同（{both}）；是另一次就收下，是同一次就不收"

    def _ask(self, row: _Row, place: Place, doubt: Doubt, told: Decision | None) -> None:
        self.open.append(OpenRow(place, row.said.facts, doubt, told))
        self._planner.tell(row.at, "needs_decision", doubt.reason)

    def _insert(self, row: _Row, visit: SaidVisit, values: dict[str, Any]) -> None:
        id_ = self._plan.staging.insert("visit", {name: one for name, one in values.items() if one is not None})
        self._known.setdefault(row.found.person, []).append(
            KnownVisit(self._plan.staging.last("visit"), id_, visit.exact)
        )
        name = self._plan.staging.person(row.found.person).get("name") or row.said.facts.name
        self._plan.visits.append(
            ImportedVisit(name, visit.on.isoformat(), values.get("mode") or "", values.get("met") or "")
        )
        for one in str(values.get("visitor_names") or "").split("、"):
            if one:
                self._unlisted[one] = None
        if not row.beside:
            self._planner.tell(row.at, "new", "")
        elif self._plan.outcomes[row.at].outcome == "unchanged":
            self._planner.tell(row.at, "updated", "更新：最近一次走访")

    def _fill(self, row: _Row, known: KnownVisit, values: Mapping[str, Any]) -> None:
        """The same visit again: what it did not say yet is added, nothing is overwritten."""
        wanted = {
            name: value for name, value in values.items()
            if name not in _OWN and value not in (None, "", ()) and known.values.get(name) in (None, "", ())
        }  # fmt: skip
        if known.values.get("origin") != ORIGIN:
            wanted = {name: value for name, value in wanted.items() if name not in ("visitor_names", "left_over")}
        if not wanted:
            self._planner.tell(row.at, "unchanged", "这次走访已经有了")
            return
        kind = self._work.kind("visit")
        together = {**known.values, **wanted}
        bad = {one.field for one in kind.problems(together)}
        fitting = {name: one for name, one in wanted.items() if name not in bad and kind.shown(name, together)}
        if labels := self._plan.staging.change("visit", known.id, known.values, fitting):
            self._planner.tell(row.at, "updated", f"补上：{'、'.join(labels)}")
        else:
            self._planner.tell(row.at, "unchanged", "这次走访已经有了")

    def _values(self, row: _Row, visit: SaidVisit) -> dict[str, Any]:
        facts, person = row.said.facts, self._plan.staging.person(row.found.person)
        where = self._villages.known(facts.village) if facts.village else None
        values = {**visit.values, "person": row.found.person, "village": where or person.get("village")}
        return {**values, "entered_on": self._work.clock.today(), "backfilled": False, "origin": ORIGIN}

    def _impossible(self, id_: Id, values: Mapping[str, Any]) -> Doubt | None:
        """Why a visit cannot have been as written: before a birth, or after a death."""
        person, on = self._plan.staging.person(id_), values["visited_on"]
        born, died = person.get("birth_date"), person.get("state_on") if person.get("state") == "死亡" else None
        if born is not None and on < born.first:
            said = f"走访日期{on.isoformat()}早于出生日期{born.isoformat()}，请核对日期，或不收这次走访"
            return Doubt("dead", said, ("leave",))
        if died is not None and on > died:
            said = f"这个人已于{died.isoformat()}去世，走访日期{on.isoformat()}在这以后，请核对"
            return Doubt("dead", said, ("leave",) if values.get("met") in MET else _TAKE)
        return None

    def _listed(self, id_: Id) -> ImportedPerson:
        person = self._plan.staging.person(id_)
        born, village = person.get("birth_date"), person.get("village")
        return ImportedPerson(
            person["name"], person.get("id_number") or "", person.get("sex") or "",
            born.isoformat() if born else "", self._villages.names.get(village, "") if village else "",
        )  # fmt: skip


def _same_month(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def _other_mode(known: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether two visits of a day were made in two ways."""
    modes = known.get("mode"), said.get("mode")
    return all(modes) and modes[0] != modes[1]


def _differing(known: Mapping[str, Any], said: Mapping[str, Any]) -> list[str]:
    """The fields that two visits both tell and tell differently; words inside the other's words agree."""
    found = []
    for name, value in said.items():
        other = known.get(name)
        if name in _OWN or value in (None, "", ()) or other in (None, "", ()) or value == other:
            continue
        if isinstance(value, str) and isinstance(other, str) and (_plain(value) in _plain(other)):
            continue
        found.append(name)
    return found


def _plain(text: str) -> str:
    return "".join(text.removeprefix("原表：").split())
