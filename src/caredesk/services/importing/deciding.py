"""Who a row's person is: nobody yet known, somebody on the register, somebody of an earlier row, or still open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import NAMESPACE_OID, uuid5

from caredesk.catalog.person import IN_REGISTER
from caredesk.documents.layout.content import village_in
from caredesk.schema.ids import Id
from caredesk.schema.roster import Outcome
from caredesk.services.importing import doubts
from caredesk.services.importing.answers import Decision, Place
from caredesk.services.importing.categories import Registered
from caredesk.services.importing.claims import Claims
from caredesk.services.importing.departures import Departure, Departures
from caredesk.services.importing.doubts import Doubt
from caredesk.services.importing.register import KnownPerson, KnownRegister
from caredesk.services.importing.row import RowFacts
from caredesk.services.importing.villages import UnknownVillage, VillageBook

LEFT = "您没有收这一行"


class Found(NamedTuple):
    """A sound row's person: ``new`` to the register, ``again`` where an earlier row was theirs already.

    ``back``: 死亡, 迁出 or 退出 on the register, and 在册 again by the user's word.
    ``departure``: what is written of somebody who left, instead of the row.
    """

    facts: RowFacts
    village: Id | None
    person: Id
    new: bool
    again: bool = False
    back: bool = False
    departure: Departure | None = None


@dataclass(frozen=True)
class OpenRow:
    """A person of a row that waits for a decision; ``answered`` is one that did not settle it."""

    place: Place
    facts: RowFacts
    doubt: Doubt
    answered: Decision | None = None


class Deciding:
    """Decides row by row, in the order of the file, by the register and by what the user has ``decided``."""

    def __init__(
        self,
        register: KnownRegister,
        villages: VillageBook,
        make_id: Callable[[], Id],
        decided: Mapping[Place, Decision],
        claims: Claims | None = None,
        departures: Departures | None = None,
    ) -> None:
        self._register = register
        self._villages = villages
        self._make_id = make_id
        self._decided = decided
        self._claims = claims
        self._departures = departures
        self._in_file: dict[Id, Found] = {}

    def told(self, facts: RowFacts) -> Decision | None:
        """What the user has decided about a row."""
        return self._decided.get((facts.sheet, facts.row, facts.nth)) if self._decided else None

    def take_in(self, facts: RowFacts, village: Id | None, known: KnownPerson | None) -> Found:
        """A row that is somebody's, or somebody new's; later rows know them."""
        made = self._found(facts, village, known)
        self._in_file.setdefault(made.person, made)
        return made

    def who(self, facts: RowFacts, registered: Registered | None = None) -> Found | OpenRow | tuple[Outcome, str]:
        """A person of a data row; an outcome with its reason where nobody is taken in.

        ``registered`` are the categories that the row names, wanted of somebody who has left.
        """
        told = self.told(facts)
        if told and told.kind == "leave":
            return "skipped", LEFT
        if not facts.name and not facts.unsure and not facts.nameless:
            return "rejected", "没有姓名"
        doubt = doubts.unreadable(facts)
        if self._departures and facts.leaving and not doubt and not (told and told.kind == "take"):
            leaving = self._leaving(facts, told, registered or Registered(), self._departures)
            if isinstance(leaving, str):
                return "unchanged", leaving
            made = leaving
        else:
            made = doubt or self._look(facts, told)
        if isinstance(made, Doubt):
            return OpenRow((facts.sheet, facts.row, facts.nth), facts, made, told)
        self._in_file.setdefault(made.person, made)
        return made

    def _look(self, facts: RowFacts, told: Decision | None) -> Found | Doubt:
        """A row with a name or a reason why it has none."""
        village, doubt = self._village(facts)
        taken = told is not None and told.kind == "take"
        if doubt and not taken:
            return doubt
        if taken:
            doubts.take_without(facts)
        known: KnownPerson | None = None
        if facts.doubts:
            known = self._by_words(facts, village)
            if known is None:
                doubt = doubts.of_cells(facts, village, self._register)
                known = self.chosen(told, doubt)
                if known is None and not (told and told.kind == "new" and "new" in doubt.offered):
                    return doubt
        elif number := facts.sound_number:
            known = self._register.by_number.get(number)
            if known is None and (doubt := self._contested(facts, told)):
                return doubt
        return self._matched(facts, told, village, known)

    def _leaving(
        self, facts: RowFacts, told: Decision | None, registered: Registered, departures: Departures
    ) -> Found | Doubt | str:
        """A row that says somebody has left: never laid over them; marked or ended where somebody has said so."""
        village, _ = self._village(facts)
        known = self._register.by_number.get(facts.sound_number) if not facts.doubts else None
        people, proposed = [known] if known else [], known
        if known is None:
            possible = self._register.possible(facts.name, village, facts.person.get("birth_date"), facts.number)
            sound = facts.sound_number
            people = [one for one in possible.people if not (sound and one.number and one.number != sound)]
            proposed = possible.proposed if possible.proposed in people else None
        doubt = departures.doubt(facts, people, proposed, registered)
        if isinstance(doubt, str):
            return doubt
        person = self.chosen(told, doubt)
        if told is None or told.kind not in doubt.offered or (person is None and (told.kind != "mark" or people)):
            return doubt
        ways = departures.ways(facts, person, registered)
        way = ways.get(told.kind) or (next(iter(ways.values()), None) if told.kind == "same" else None)
        return self._found(facts, village, person)._replace(departure=way) if way else doubt

    def _contested(self, facts: RowFacts, told: Decision | None) -> Doubt | None:
        """A number nobody on the register has, and several rows of the file claim; dropped where so decided."""
        taken = told is not None and told.kind == "take"
        said = self._claims.against(facts, numberless=taken) if self._claims else ""
        if said and taken:
            doubts.drop_number(facts)
        elif said and not (told and told.kind == "new"):
            return Doubt("contested", said, doubts.CONTESTED)
        return None

    def _matched(
        self, facts: RowFacts, told: Decision | None, village: Id | None, known: KnownPerson | None
    ) -> Found | Doubt:
        """A row whose person was looked up: laid over them, somebody new, or still doubtful."""
        back = False
        if known is not None:
            first = self._in_file.get(known.id)
            if first:
                doubt = doubts.against_row(facts, village, first.facts, known, first.village)
            else:
                doubt = doubts.against_register(facts, village, known, self._villages)
            if doubt and told and told.kind == "take" and "take" in doubt.offered:
                if doubt.kind == "moved":
                    village = None
                else:  # the number belongs to somebody else: as if it had none
                    doubts.drop_number(facts)
                    known = None
            elif doubt and not self.chosen(told, doubt):
                return doubt
            back = doubt is not None and doubt.kind == "gone"
        if known is None:
            alike = self._alike(facts, village, told)
            if isinstance(alike, Doubt):
                return alike
            known = alike
        return self._found(facts, village, known)._replace(back=back)

    def _alike(self, facts: RowFacts, village: Id | None, told: Decision | None) -> KnownPerson | Doubt | None:
        """Nobody has that number: somebody of that name, village and birthday may still be the same."""
        if told and told.kind == "new":
            return None
        alike = self._register.alike(facts.name, village, facts.person.get("birth_date"))
        if not alike:
            return None
        first = next((self._in_file[one.id].facts for one in alike if one.id in self._in_file), None)
        doubt = doubts.of_likeness(facts, alike, doubts.place_of(first, facts.sheet) if first else "")
        return self.chosen(told, doubt) or doubt

    def _found(self, facts: RowFacts, village: Id | None, known: KnownPerson | None) -> Found:
        if known is None:
            born = facts.person.get("birth_date")
            known = KnownPerson(self._make_id(), facts.name, facts.sound_number, born, village, IN_REGISTER, None)
            self._register.add(known)
            return Found(facts, village, known.id, new=True)
        first = self._in_file.get(known.id)
        if not known.number and facts.sound_number:
            self._register.by_number.setdefault(facts.sound_number, known)
        return Found(facts, village, known.id, first.new if first else False, first is not None)

    def chosen(self, told: Decision | None, doubt: Doubt) -> KnownPerson | None:
        """Whom a decision means; None where it says nothing of that, or not clearly."""
        if told is None or told.kind not in ("same", "mark", "stop") or told.kind not in doubt.offered:
            return None
        if told.person is None:
            return doubt.proposed or (doubt.people[0] if len(doubt.people) == 1 else None)
        for one in doubt.people:
            if told.person in (one.id, self.token(one.id)):
                return one
        return self._register.person(told.person)

    def token(self, person: Id) -> Id:
        """How a decision names somebody: by id, those of an earlier row of the file by that row."""
        first = self._in_file.get(person)
        if first is None or not first.new:
            return person
        return uuid5(NAMESPACE_OID, f"{first.facts.sheet}\n{first.facts.row}\n{first.facts.name}")

    def facts_of(self, person: Id) -> RowFacts | None:
        """The earlier row of somebody who is not on the register."""
        first = self._in_file.get(person)
        return first.facts if first else None

    def _village(self, facts: RowFacts) -> tuple[Id | None, Doubt | None]:
        """The row's village; an unknown one is a doubt. Without a column an address may name a known one."""
        if not facts.village:
            said = village_in(facts.person.get("address") or facts.person.get("registered_address") or "")
            return (self._villages.known(said) if said else None), None
        try:
            where, group = self._villages.find(facts.village)
        except UnknownVillage as unknown:
            return None, doubts.of_village(facts, self._villages, unknown)
        if group:
            facts.person.setdefault("group", group)
        return where, None

    def _by_words(self, facts: RowFacts, village: Id | None) -> KnownPerson | None:
        """A row whose only fault is a missing number, when name, village and birth date can be but one person's."""
        born = facts.person.get("birth_date")
        if facts.number is not None or len(facts.doubts) > 1 or village is None or born is None or not born.full:
            return None
        found = self._register.alike(facts.name, village, born)
        return found[0] if len(found) == 1 and found[0].birth == born and found[0].id not in self._in_file else None
