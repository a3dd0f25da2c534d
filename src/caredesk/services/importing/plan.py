"""From facts to a plan: what becomes of every row, and what exactly would be written. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from caredesk.catalog.person import IN_REGISTER
from caredesk.documents.layout.content import village_in
from caredesk.schema.ids import Id
from caredesk.schema.roster import OUTCOMES, CellProblem, Outcome, RowKind, RowOutcome
from caredesk.services.importing.categories import CategoryReader, Registered
from caredesk.services.importing.merge import Merger
from caredesk.services.importing.questions import CellChange, Question, ValueCluster
from caredesk.services.importing.register import KnownPerson, KnownRegister
from caredesk.services.importing.row import RowFacts
from caredesk.services.importing.staging import Staging
from caredesk.services.importing.villages import UnknownVillage, VillageBook

_SKIPPED: Mapping[RowKind, str] = {
    "total": "合计行",
    "signature": "制表、签字一行",
    "note": "说明文字",
    "index": "栏号一行",
    "header": "重复的表头",
    "title": "标题文字",
    "section": "村名一行",
    "numbered": "只有序号，没有内容",
}
Decision = tuple[Outcome, str]


@dataclass(frozen=True)
class ImportedPerson:
    """A sound row's person, as the result lists them; ``birth_date`` is ISO."""

    name: str
    id_number: str
    sex: str
    birth_date: str
    village: str


@dataclass
class Plan:
    """What an import would do. ``outcomes`` has one entry per filled row below a header, in order.

    ``changes`` are the cells of people on the register that it changes, ``questions`` hold every row that needs a
    decision exactly once, ``clusters`` the words to be explained.
    """

    staging: Staging
    outcomes: list[RowOutcome] = field(default_factory=list)
    people: list[ImportedPerson] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    new_villages: list[str] = field(default_factory=list)
    changes: list[CellChange] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    clusters: list[ValueCluster] = field(default_factory=list)

    def village_notice(self, verb: str) -> str:
        """What happens to the list of villages."""
        named = "、".join(self.new_villages)
        return f"村名单里{verb} {len(self.new_villages)} 个：{named}。请到村名单里核对名称和顺序。"

    def written(self) -> None:
        """What was going to happen has happened."""
        before, after = self.village_notice("将新加"), self.village_notice("新加了")
        self.notices[:] = [after if said == before else said for said in self.notices]

    def counts(self) -> dict[Outcome, int]:
        """How many rows have each outcome; they add up to the rows read."""
        found = dict.fromkeys(OUTCOMES, 0)
        for row in self.outcomes:
            found[row.outcome] += 1
        return found


@dataclass(frozen=True)
class _Row:
    """A sound data row: whose it is, whether that person is new, and whether an earlier row was theirs already."""

    place: int
    facts: RowFacts
    registered: Registered
    village: Id | None
    person: Id
    new: bool
    again: bool = False


class Planner:
    """Plans one import: rows are added one by one, then :meth:`finish` reads the matched people and stages."""

    def __init__(
        self, register: KnownRegister, villages: VillageBook, staging: Staging, today: date, make_id: Callable[[], Id]
    ) -> None:
        self._register = register
        self._villages = villages
        self._merger = Merger(register, staging, today, make_id)
        self._make_id = make_id
        self._plan = Plan(staging)
        self._rows: list[_Row] = []
        self._in_file: dict[Id, _Row] = {}
        self._left_undone: dict[str, int] = {}

    def add(self, facts: RowFacts, categories: CategoryReader) -> None:
        """Decide about one row as far as it can be decided before the matched people are read."""
        outcomes = self._plan.outcomes
        if facts.kind != "data":
            outcomes.append(RowOutcome(facts.sheet, facts.row, "skipped", _SKIPPED[facts.kind]))
            return
        decided = self._decide(facts, categories)
        if isinstance(decided, _Row):
            self._rows.append(decided)
            outcomes.append(RowOutcome(facts.sheet, facts.row, "new", name=facts.name or ""))
        else:
            self._plan.problems += facts.problems
            outcomes.append(RowOutcome(facts.sheet, facts.row, *decided, name=facts.name or ""))

    def leave_out(self, sheet: str, row: int) -> None:
        """A row that the user does not want."""
        self._plan.outcomes.append(RowOutcome(sheet, row, "skipped", "您没有收这一行"))

    def finish(self) -> Plan:
        """Stage every sound row in the order of the file and say what it changes."""
        self._register.load(row.person for row in self._rows if not row.new)
        for row in self._rows:
            labels = self._stage(row)
            outcome: Outcome = "new" if row.new and not row.again else "updated" if labels else "unchanged"
            reason = f"更新：{'、'.join(labels)}" if outcome == "updated" else "同一个人又出现一次" if row.again else ""
            before = self._plan.outcomes[row.place]
            self._plan.outcomes[row.place] = RowOutcome(before.sheet, before.row, outcome, reason, before.name)
            self._plan.problems += row.facts.problems
            if not row.again:
                self._plan.people.append(self._listed(row))
        self._stage_villages()
        self._plan.notices += [f"有 {count} 人标了{said}" for said, count in self._left_undone.items()]
        return self._plan

    def _stage(self, row: _Row) -> list[str]:
        said = [f"“{name}”。{name}按户登记，没有自动登记，请到他们的户里登记。" for name in row.registered.homeless]
        said += [f"“{name}”。按规定不能按姓名登记，这个类别没有收。" for name in row.registered.withheld]
        for one in said:
            self._left_undone[one] = self._left_undone.get(one, 0) + 1
        if row.new and not row.again:
            self._merger.add_person(row.person, row.facts, row.village)
            self._merger.make_parts(row.person, row.facts, row.registered)
            return []
        labels = self._merger.update_person(row.person, row.facts, row.village)
        return labels + self._merger.lay_parts(row.person, row.facts, row.registered)

    def _decide(self, facts: RowFacts, categories: CategoryReader) -> _Row | Decision:
        if facts.unsure:
            return "needs_decision", f"{facts.unsure}。请核对表头，或在“收县里的表”里指出姓名和身份证号两列"
        if not facts.name:
            return ("needs_decision", facts.nameless) if facts.nameless else ("rejected", "没有姓名")
        village = self._village(facts)
        if facts.doubts:
            known = self._by_words(facts, village)
            if known is None:
                return "needs_decision", "；".join(facts.doubts)
        else:
            known = self._register.by_number.get(facts.sound_number)
        if known is None:
            return self._new(facts, categories, village)
        first = self._in_file.get(known.id)
        reason = self._again(facts, village, first) if first else self._against(facts, village, known)
        if reason:
            return "needs_decision", reason
        new = first.new if first else False
        return self._row(facts, categories, village, known.id, new=new, again=first is not None)

    def _new(self, facts: RowFacts, categories: CategoryReader, village: Id | None) -> _Row | Decision:
        born = facts.person.get("birth_date")
        alike = self._register.alike(facts.name, village, born)
        if alike:
            other = "号码不同" if alike[0].number else "没有身份证号"
            return "needs_decision", f"同村已有同名同生日的“{facts.name}”，{other}，请核对是不是同一个人"
        made = KnownPerson(self._make_id(), facts.name, facts.sound_number, born, village, IN_REGISTER, None)
        self._register.add(made)
        return self._row(facts, categories, village, made.id, new=True)

    def _row(
        self,
        facts: RowFacts,
        categories: CategoryReader,
        village: Id | None,
        person: Id,
        *,
        new: bool,
        again: bool = False,
    ) -> _Row:
        row = _Row(len(self._plan.outcomes), facts, categories.read(facts), village, person, new, again)
        self._in_file.setdefault(person, row)
        return row

    def _village(self, facts: RowFacts) -> Id | None:
        """The row's village; an unknown one becomes a doubt. Without a column an address may name a known one."""
        if not facts.village:
            said = village_in(facts.person.get("address") or facts.person.get("registered_address") or "")
            return self._villages.known(said) if said else None
        try:
            where, group = self._villages.find(facts.village)
        except UnknownVillage as unknown:
            said = f"村名单里没有“{facts.village}”" + (f"，像是“{unknown.like}”写错了" if unknown.like else "")
            facts.doubts.append(said)
            facts.problem("村（社区）", facts.village, said, "请先在村名单里添加这个村，或把它写成现在的村名")
            return None
        if group:
            facts.person.setdefault("group", group)
        return where

    def _by_words(self, facts: RowFacts, village: Id | None) -> KnownPerson | None:
        """A row whose only fault is a missing number, when name, village and birth date can be but one person's."""
        born = facts.person.get("birth_date")
        if facts.number is not None or len(facts.doubts) > 1 or village is None or born is None or not born.full:
            return None
        found = self._register.alike(facts.name, village, born)
        return found[0] if len(found) == 1 and found[0].birth == born and found[0].id not in self._in_file else None

    def _again(self, facts: RowFacts, village: Id | None, first: _Row) -> str:
        """Why a second row with the same number cannot simply be laid over the first, or ""."""
        sheet = f"“{first.facts.sheet}”" if first.facts.sheet != facts.sheet else ""
        where = f"{sheet}第 {first.facts.row} 行"
        if facts.name != first.facts.name:
            return f"身份证号和{where}的“{first.facts.name}”相同，姓名却不同"
        if village and first.village and village != first.village:
            return f"和{where}是同一个人，村却不同"
        mine, theirs = facts.person.get("address"), first.facts.person.get("address")
        return f"和{where}是同一个人，现住址却不同" if mine and theirs and mine != theirs else ""

    def _against(self, facts: RowFacts, village: Id | None, known: KnownPerson) -> str:
        """Why a row cannot simply be laid over somebody on the register, or ""."""
        names = self._villages.names
        if known.name != facts.name:
            return f"这个身份证号登记的是“{known.name}”，表里却是“{facts.name}”"
        if known.state != IN_REGISTER:
            return f"这个人已登记为“{known.state}”，表里还有，请核对"
        if known.village and village and known.village != village:
            return f"登记在“{names.get(known.village, '')}”，表里却是“{names.get(village, '')}”，请核对是不是搬了"
        return ""

    def _listed(self, row: _Row) -> ImportedPerson:
        person = self._plan.staging.person(row.person)
        born, village = person.get("birth_date"), person.get("village")
        return ImportedPerson(
            person["name"],
            person.get("id_number") or "",
            person.get("sex") or "",
            born.isoformat() if born else "",
            self._villages.names.get(village, "") if village else "",
        )

    def _stage_villages(self) -> None:
        used = {row.village for row in self._rows}
        taken = {name: id_ for name, id_ in self._villages.adopted.items() if id_ in used}
        for name, id_ in taken.items():
            kind = "社区" if name.endswith("社区") else "村"
            self._plan.staging.insert("village", {"name": name, "kind": kind, "from_roster": True}, id_=id_)
        if taken:
            self._plan.new_villages += taken
            self._plan.notices.append(self._plan.village_notice("将新加"))
