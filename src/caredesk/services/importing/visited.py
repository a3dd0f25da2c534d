"""Who a ledger's row is about: by ID number, else by name and village where only one can be meant, else asked."""

from __future__ import annotations

from caredesk.schema.ids import Id
from caredesk.schema.roster import Outcome
from caredesk.services.importing.answers import DecisionKind
from caredesk.services.importing.deciding import LEFT, Deciding, Found, OpenRow
from caredesk.services.importing.doubts import WHO, Doubt, unreadable
from caredesk.services.importing.register import KnownPerson, KnownRegister
from caredesk.services.importing.row import RowFacts
from caredesk.services.importing.villages import UnknownVillage, VillageBook

_STRANGERS: tuple[DecisionKind, ...] = ("new", "leave")
Key = tuple[str, str, str]


class Visited:
    """Finds the people of ledgers. Somebody decided once is known on all later rows that say the same of them."""

    def __init__(self, register: KnownRegister, villages: VillageBook, who: Deciding) -> None:
        self._register = register
        self._villages = villages
        self._who = who
        self._decided: dict[Key, KnownPerson] = {}

    def who(self, facts: RowFacts) -> Found | OpenRow | tuple[Outcome, str]:
        """The person of a row; an open row with the doubt, or an outcome with its reason where nobody is meant."""
        told = self._who.told(facts)
        if told and told.kind == "leave":
            return "skipped", LEFT
        if not facts.name and not facts.sound_number and not facts.nameless:
            return "rejected", "没有姓名"
        village = self._village(facts)
        key = (facts.name, facts.village, facts.number.number if facts.number else "")
        known = self._decided.get(key)
        if known is not None and not (told and told.kind == "same" and told.person):
            return self._who.take_in(facts, village, known)
        found = self._look(facts, village)
        if isinstance(found, Doubt):
            chosen = self._who.chosen(told, found)
            if chosen is None and not (told and told.kind == "new" and "new" in found.offered):
                return OpenRow((facts.sheet, facts.row, facts.nth), facts, found, told)
            made = self._who.take_in(facts, village if chosen else self._home(facts, village), chosen)
            person = chosen or self._register.person(made.person)
            if person:
                self._decided[key] = person
            return made
        return self._who.take_in(facts, village, found)

    def _look(self, facts: RowFacts, village: Id | None) -> KnownPerson | Doubt:
        if doubt := unreadable(facts):
            return doubt
        if number := facts.sound_number:
            known = self._register.by_number.get(number)
            if known and facts.name and known.name != facts.name:
                said = f"这个身份证号登记的是“{known.name}”，表里却是“{facts.name}”"
                return Doubt("renamed", said, ("same", "leave"), (known,))
            if known:
                return known
        named = self._register.by_name.get(facts.name, [])
        if facts.sound_number:
            # The register may not know the number yet; another number is another person.
            named = [one for one in named if not one.number]
        agreeing = [one for one in named if not self._against(facts, one)]
        here = [one for one in agreeing if village and one.village == village]
        if len(here) == 1 and not facts.sound_number and len([o for o in named if o.village == village]) == 1:
            return here[0]
        return self._doubt(facts, here or agreeing or named, in_village=bool(here))

    def _doubt(self, facts: RowFacts, people: list[KnownPerson], *, in_village: bool) -> Doubt:
        if not people:
            return self._stranger(facts)
        proposed = people[0] if len(people) == 1 and not self._against(facts, people[0]) else None
        if in_village and len(people) > 1:
            return Doubt("alike", f"“{facts.name}”在这个村登记了{len(people)}个人，请指是哪一个", WHO, tuple(people))
        where = f"“{self._villages.names.get(people[0].village, '')}”" if people[0].village else "没有写村"
        reason = f"登记里有同名的人（{where}），" + ("表里没有写村，" if not facts.village else "村和表里的对不上，")
        if facts.sound_number:
            reason = "登记里同名的人没有身份证号，"
        elif any(self._against(facts, one) for one in people):
            reason = "登记里有同名的人，性别或出生日期和表里的不一样，"
        return Doubt("alike", f"{reason}请核对是不是同一个人", WHO, tuple(people), proposed)

    def _stranger(self, facts: RowFacts) -> Doubt:
        number = "身份证号和姓名都没有登记过" if facts.sound_number else "这个姓名没有登记过"
        if facts.number is not None and not facts.number.sound:
            number = f"{facts.number.reason}；{number}"
        return Doubt("stranger", f"{number}，可以照表里的新建，也可以不收", _STRANGERS)

    def _against(self, facts: RowFacts, one: KnownPerson) -> bool:
        """Whether sex or birth date of a row speak against somebody of the same name."""
        born = facts.person.get("birth_date")
        if born and one.birth and not one.birth.agrees_with(born):
            return True
        number = facts.number
        if number is not None and number.verdict == "damaged" and one.number and one.number[:14] != number.number[:14]:
            return True
        sex = facts.person.get("sex")
        return bool(sex and len(one.number) == 18 and sex != ("男" if int(one.number[16]) % 2 else "女"))

    def _village(self, facts: RowFacts) -> Id | None:
        """The row's village; one that the list does not know names nobody's."""
        return self._villages.known(facts.village) if facts.village else None

    def _home(self, facts: RowFacts, village: Id | None) -> Id | None:
        """The village of somebody new, which may come on the list with them."""
        if village is not None or not facts.village:
            return village
        try:
            where, group = self._villages.find(facts.village)
        except UnknownVillage:
            return None
        if group:
            facts.person.setdefault("group", group)
        return where
