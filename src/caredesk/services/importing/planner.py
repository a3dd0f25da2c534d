"""From facts to a plan: what becomes of every row, and what exactly would be written. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from caredesk.catalog.person import IN_REGISTER
from caredesk.schema.dates import show_day
from caredesk.schema.fields import Choice
from caredesk.schema.ids import Id
from caredesk.schema.roster import Outcome, RowKind, RowOutcome
from caredesk.services.importing.answers import Policy
from caredesk.services.importing.categories import CategoryReader, Registered
from caredesk.services.importing.deciding import LEFT, Deciding, Found, OpenRow
from caredesk.services.importing.departures import Departure
from caredesk.services.importing.listed import TakenRow, WaitingRow
from caredesk.services.importing.merge import Merger
from caredesk.services.importing.plan import ImportedPerson, Plan
from caredesk.services.importing.register import KnownRegister
from caredesk.services.importing.row import RowFacts
from caredesk.services.importing.villages import VillageBook
from caredesk.services.importing.weighing import Subject

SKIPPED: Mapping[RowKind, str] = {
    "total": "合计行",
    "signature": "制表、签字一行",
    "note": "说明文字",
    "index": "栏号一行",
    "header": "重复的表头",
    "title": "标题文字",
    "section": "村名一行",
    "numbered": "只有序号，没有内容",
}
_RANKS: Mapping[Outcome, int] = {
    "needs_decision": 5, "rejected": 4, "new": 3, "updated": 2, "unchanged": 1, "skipped": 0,
}  # fmt: skip
"""Of several people of a row the gravest outcome is the row's."""


class _Row(NamedTuple):
    """A sound person with the place of their row among the outcomes."""

    at: int
    found: Found
    registered: Registered
    policies: Mapping[str, Policy]


@dataclass(frozen=True)
class Table:
    """What holds for all rows of a table."""

    categories: CategoryReader
    policies: Mapping[str, Policy] = field(default_factory=dict)
    last_visit: int = -1
    """The column of a roster whose days are taken as visits, -1 for none."""


class Planner:
    """Plans one import: rows are added one by one, then :meth:`finish` reads the matched people and stages.

    After it ``open`` holds the rows that need a decision.
    """

    def __init__(
        self, register: KnownRegister, villages: VillageBook, plan: Plan, merger: Merger, who: Deciding
    ) -> None:
        self._register = register
        self._villages = villages
        self._merger = merger
        self._plan = plan
        self._who = who
        self._rows: list[_Row] = []
        self._left_undone: dict[str, int] = {}
        self.open: list[OpenRow] = []
        self.also: set[Id] = set()
        """Further people to be read, and ``villages_used`` further villages that are staged, for visits."""
        self.villages_used: set[Id | None] = set()

    def add(self, people: Sequence[RowFacts], table: Table) -> list[Found]:
        """Decide about the people of one row as far as it can be decided before the matched ones are read.

        Returns those who are sound.
        """
        outcomes, facts = self._plan.outcomes, people[0]
        if facts.kind != "data":
            outcomes.append(RowOutcome(facts.sheet, facts.row, "skipped", SKIPPED[facts.kind]))
            return []
        sound = []
        at = len(outcomes)
        outcomes.append(RowOutcome(facts.sheet, facts.row, "skipped", "", facts.name))
        for one in people:
            said = table.categories.read(one) if one.leaving else None
            decided = self._who.who(one, said)
            if one.leaving and not (isinstance(decided, Found) and decided.departure is None):
                self._plan.listed.left.add((one.sheet, one.row))
            if isinstance(decided, Found):
                self._rows.append(_Row(at, decided, said or table.categories.read(one), table.policies))
                sound.append(decided)
                continue
            self._plan.problems += one.problems
            if isinstance(decided, OpenRow):
                self.open.append(decided)
                self.tell(at, "needs_decision", decided.doubt.reason)
            else:
                self.tell(at, *decided)
        return sound

    def leave_out(self, sheet: str, row: int) -> None:
        """A row that the user does not want."""
        self._plan.outcomes.append(RowOutcome(sheet, row, "skipped", LEFT))

    def finish(self) -> None:
        """Stage every sound row in the order of the file and say what it changes."""
        matched = [row.found.person for row in self._rows if not row.found.new]
        candidates = [one.id for row in self.open for one in row.doubt.people if not self._who.facts_of(one.id)]
        self._register.load([*matched, *candidates, *self.also])
        for row in self._rows:
            labels, found = self._stage(row), row.found
            outcome: Outcome = "new" if found.new and not found.again else "updated" if labels else "unchanged"
            again = "同一个人又出现一次" if found.again else ""
            self.tell(row.at, outcome, f"更新：{'、'.join(labels)}" if outcome == "updated" else again)
            self._plan.problems += found.facts.problems
            if not found.again:
                self._plan.people.append(self._listed(found))
        self._stage_villages()
        self._plan.notices += [f"有 {count} 人标了{said}" for said, count in self._left_undone.items()]
        self._list()

    def _list(self) -> None:
        """Who stood on the lists; a village that comes with nobody is not written, and nobody lives there."""
        listed = self._plan.listed
        listed.taken += [TakenRow(r.found.facts, r.registered, r.found.village, r.found.person) for r in self._rows]
        nowhere = set(self._villages.adopted.values()) - {row.village for row in listed.taken}
        for row in self.open:
            where = self._villages.known(row.facts.village) if row.facts.village else None
            listed.waiting.append(WaitingRow(row.facts, None if where in nowhere else where))

    def tell(self, at: int, outcome: Outcome, reason: str) -> None:
        """What becomes of a row; of several people the gravest stands."""
        before = self._plan.outcomes[at]
        if _RANKS[outcome] >= _RANKS[before.outcome]:
            self._plan.outcomes[at] = RowOutcome(before.sheet, before.row, outcome, reason, before.name)

    def _stage(self, row: _Row) -> list[str]:
        registered, found = row.registered, row.found
        if found.departure is not None:
            return self._depart(found, found.departure, row.policies)
        said = [f"“{name}”。{name}按户登记，没有自动登记，请到他们的户里登记。" for name in registered.homeless]
        said += [f"“{name}”。按规定不能按姓名登记，这个类别没有收。" for name in registered.withheld]
        for one in said:
            self._left_undone[one] = self._left_undone.get(one, 0) + 1
        facts, person = found.facts, found.person
        if found.new and not found.again:
            self._merger.add_person(person, facts, found.village)
            self._merger.make_parts(person, facts, registered)
            return []
        name = self._plan.staging.person(person).get("name") or facts.name
        subject = Subject(facts.sheet, facts.row, person, name, known=not found.new, policies=row.policies)
        labels = self._bring_back(subject) if found.back else []
        labels += self._merger.update_person(subject, facts, found.village)
        return labels + self._merger.lay_parts(subject, facts, registered)

    def _depart(self, found: Found, way: Departure, policies: Mapping[str, Policy]) -> list[str]:
        """Somebody who left, or whose category ends: nothing else of the row is taken."""
        staging, facts, person = self._plan.staging, found.facts, found.person
        if found.new and not found.again:
            self._merger.add_person(person, facts, found.village)
        now = staging.person(person)
        subject = Subject(facts.sheet, facts.row, person, now["name"], known=not found.new, policies=policies)
        weighing, labels = self._merger.weighing, list[str]()
        if way.state:
            label, after = staging.kind("person").fields["state"].label, f"{way.state}（{show_day(way.on)}）"
            if weighing.tells(subject, "state", label, str(now.get("state") or ""), after):
                self._plan.departed.append((person, way))
                labels.append(label)
        for end in way.ends:
            owner = person if end.kind == "episode" else now["household"]
            told = next((told for id_, told in staging.parts(end.kind, owner) if id_ == end.record), None)
            reasons = staging.kind(end.kind).fields["end_reason"]
            reason = way.reason if isinstance(reasons, Choice) and way.reason in reasons.options else "其他"
            key, label = f"{end.kind}.{end.category}{end.subtype or ''}.until", f"{end.category}的结束日期"
            if told is not None and weighing.tells(subject, key, label, "", show_day(way.on)):
                staging.change(end.kind, end.record, told, {"until": way.on, "end_reason": reason})
                labels.append(label)
        return labels

    def _bring_back(self, subject: Subject) -> list[str]:
        """Somebody who left, or was marked dead by mistake, and is on the list again: 在册, unless that is refused."""
        label = self._plan.staging.kind("person").fields["state"].label
        before = str(self._plan.staging.person(subject.person).get("state") or "")
        if not self._merger.weighing.tells(subject, "state", label, before, IN_REGISTER):
            return []
        self._plan.back.append(subject.person)
        return [label]

    def _listed(self, found: Found) -> ImportedPerson:
        person = self._plan.staging.person(found.person)
        born, village = person.get("birth_date"), person.get("village")
        return ImportedPerson(
            person["name"],
            person.get("id_number") or "",
            person.get("sex") or "",
            born.isoformat() if born else "",
            self._villages.names.get(village, "") if village else "",
        )

    def _stage_villages(self) -> None:
        used = {row.found.village for row in self._rows} | self.villages_used
        taken = {name: id_ for name, id_ in self._villages.adopted.items() if id_ in used}
        for name, id_ in taken.items():
            kind = "社区" if name.endswith("社区") else "村"
            self._plan.staging.insert("village", {"name": name, "kind": kind, "from_roster": True}, id_=id_)
        if taken:
            self._plan.new_villages += taken
            self._plan.notices.append(self._plan.village_notice("将新加"))
