"""Why a row cannot simply be taken in: one doubt a row, with those it may be about and what may be decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from caredesk.catalog.person import IN_REGISTER
from caredesk.schema.dates import parse_partial
from caredesk.schema.ids import Id
from caredesk.services.importing.answers import Decision, DecisionKind
from caredesk.services.importing.questions import QuestionKind
from caredesk.services.importing.register import Candidates, KnownPerson, KnownRegister
from caredesk.services.importing.row import RowFacts
from caredesk.services.importing.villages import UnknownVillage, VillageBook

WHERE_TO_SAY = "请核对表头，或在“收县里的表”里指出姓名和身份证号两列"
_CONTRADICTION = "性别和出生日期都"
CONTESTED: tuple[DecisionKind, ...] = ("new", "take", "leave")
NO_PERSON: tuple[DecisionKind, ...] = ("leave",)
OWN_CELLS: tuple[DecisionKind, ...] = ("take", "leave")
WHO: tuple[DecisionKind, ...] = ("same", "new", "leave")


@dataclass(frozen=True)
class Doubt:
    """A doubt: ``offered`` decisions truly apply, ``people`` are those it may be about, ``proposed`` the likely one.

    ``labels`` say what decisions mean for this row, where that is something of its own.
    """

    kind: QuestionKind
    reason: str
    offered: tuple[DecisionKind, ...]
    people: tuple[KnownPerson, ...] = ()
    proposed: KnownPerson | None = None
    about: str = ""
    labels: Mapping[DecisionKind, str] = field(default_factory=dict)

    @property
    def proposal(self) -> Decision | None:
        return Decision("same", self.proposed.id) if self.proposed else None


def unreadable(facts: RowFacts) -> Doubt | None:
    """A row of which nobody can tell who it is."""
    if facts.unsure:
        said = f"{facts.unsure}。{WHERE_TO_SAY}"
        return Doubt("columns", said, NO_PERSON)
    if not facts.name and facts.nameless:
        return Doubt("formula", facts.nameless, NO_PERSON)
    return None


def of_village(facts: RowFacts, villages: VillageBook, unknown: UnknownVillage) -> Doubt:
    """A village that is not on the list."""
    said = f"村名单里没有“{facts.village}”" + (f"，像是“{unknown.like}”写错了" if unknown.like else "")
    facts.problem("村（社区）", facts.village, said, "请先在村名单里添加这个村，或把它写成现在的村名")
    reason = "；".join([*facts.doubts, said])
    return Doubt("village", reason, OWN_CELLS, about=villages.spelled(facts.village))


def of_cells(facts: RowFacts, village: Id | None, register: KnownRegister) -> Doubt:
    """What is wrong with the row's own cells: name or number. Precondition: the row has doubts."""
    reason, number = "；".join(facts.doubts), facts.number
    if any(said.startswith("姓名") for said in facts.doubts):
        known = register.by_number.get(facts.sound_number)
        return Doubt("name", reason, ("same", "leave") if known else NO_PERSON, (known,) if known else (), known)
    if number is not None and number.sound:
        known = register.by_number.get(number.number)
        offered: tuple[DecisionKind, ...] = ("same", "take", "leave") if known else OWN_CELLS
        return Doubt("contradiction", reason, offered, (known,) if known else ())
    born = facts.person.get("birth_date")
    found: Candidates = register.possible(facts.name, village, born, number)
    kind: QuestionKind = "number" if number else "formula" if "公式" in reason else "no_number"
    return Doubt(kind, reason, WHO if found.people else OWN_CELLS, found.people, found.proposed)


def take_without(facts: RowFacts) -> None:
    """Drop the cells in doubt: a number that is not sound or not the person's own, with what it said of them."""
    if (
        facts.number is not None
        and facts.number.sound
        and any(said.startswith(_CONTRADICTION) for said in facts.doubts)
    ):
        drop_number(facts)
    if not facts.sound_number:
        facts.number = None
    facts.doubts = [said for said in facts.doubts if said.startswith("姓名")]


def drop_number(facts: RowFacts) -> None:
    """Take the row as if it had no number; sex and birth date are again what its own cells say."""
    facts.number = None
    said = {problem.column: problem.value for problem in facts.problems}
    facts.person.pop("birth_date", None)
    facts.person.pop("sex", None)
    if said.get("性别") in ("男", "女"):
        facts.person["sex"] = said["性别"]
    try:
        if born := parse_partial(said.get("出生日期", "")):
            facts.person["birth_date"] = born
    except ValueError:
        return


def of_likeness(facts: RowFacts, alike: list[KnownPerson], where: str) -> Doubt:
    """Somebody of that name, village and birthday is there already; ``where`` is the earlier row of the file, or ""."""
    other = "号码不同" if alike[0].number else "没有身份证号"
    if where:
        reason = f"和{where}的“{facts.name}”同村同名同生日，{other}，请核对是不是同一个人"
    else:
        reason = f"同村已有同名同生日的“{facts.name}”，{other}，请核对是不是同一个人"
    proposed = alike[0] if len(alike) == 1 and not alike[0].number and facts.sound_number else None
    return Doubt("twice" if where else "alike", reason, WHO, tuple(alike), proposed)


def against_register(facts: RowFacts, village: Id | None, known: KnownPerson, villages: VillageBook) -> Doubt | None:
    """Why a row cannot simply be laid over somebody on the register."""
    people, names = (known,), villages.names
    if known.name != facts.name:
        said = f"这个身份证号登记的是“{known.name}”，表里却是“{facts.name}”"
        return Doubt("renamed", said, ("same", "take", "leave"), people)
    if known.state != IN_REGISTER:
        said = f"这个人已登记为“{known.state}”，表里还有，请核对：是同一个人就改回在册，不该在表里就不收"
        return Doubt("gone", said, ("same", "leave"), people)
    if known.village and village and known.village != village:
        said = f"登记在“{names.get(known.village, '')}”，表里却是“{names.get(village, '')}”，请核对是不是搬了"
        return Doubt("moved", said, ("same", "take", "leave"), people)
    return None


def against_row(
    facts: RowFacts, village: Id | None, first: RowFacts, known: KnownPerson, village_there: Id | None
) -> Doubt | None:
    """Why a second row with the same number cannot simply be laid over the first."""
    where = place_of(first, facts.sheet)
    if facts.name != first.name:
        said = f"身份证号和{where}的“{first.name}”相同，姓名却不同"
        return Doubt("twice", said, ("same", "take", "leave"), (known,))
    if village and village_there and village != village_there:
        return Doubt("twice", f"和{where}是同一个人，村却不同", ("same", "leave"), (known,), known)
    mine, theirs = facts.person.get("address"), first.person.get("address")
    if mine and theirs and mine != theirs:
        return Doubt("twice", f"和{where}是同一个人，现住址却不同", ("same", "leave"), (known,), known)
    return None


def place_of(facts: RowFacts, seen_from: str) -> str:
    """第 5 行, with its sheet where that is another."""
    sheet = f"“{facts.sheet}”" if facts.sheet != seen_from else ""
    return f"{sheet}第 {facts.row} 行"
