"""What the station knows already, looked up once per import: people by number and by name, and their parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from caredesk.schema.dates import PartialDate
from caredesk.schema.identity import IdCheck
from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.services.importing.homes import Homes, known_homes
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

Part = tuple[Id, Mapping[str, Any]]
_AT_ONCE = 500


class KnownPerson(NamedTuple):
    """The facts that tell people apart."""

    id: Id
    name: str
    number: str
    birth: PartialDate | None
    village: Id | None
    state: str
    household: Id | None


@dataclass(frozen=True)
class Candidates:
    """People whom a row may be about, and the one who is proposed."""

    people: tuple[KnownPerson, ...] = ()
    proposed: KnownPerson | None = None


class KnownRegister:
    """The register at the moment of the check; ``matched`` people are read whole with :meth:`load`."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace
        self.by_number: dict[str, KnownPerson] = {}
        self.by_name: dict[str, list[KnownPerson]] = {}
        self._led: dict[Id, set[str]] = {}
        paths = ["name", "id_number", "birth_date", "village", "state", "household", "relation"]
        rows = workspace.query.rows(Selection(record="person"), paths)
        for id_, (name, number, birth, village, state, household, relation) in rows:
            self.add(KnownPerson(id_, name, number or "", birth, village, state, household))
            if household and relation in ("户主", "本人"):
                self._led.setdefault(household, set()).add(number or "")
        self._whole: dict[str, dict[Id, list[Part]]] = {}
        self._met: set[Id] = set()
        self.people: dict[Id, Mapping[str, Any]] = {}

    def add(self, person: KnownPerson) -> None:
        """Take somebody in, from the station or from an earlier row of the file."""
        if person.number:
            self.by_number[person.number] = person
        self.by_name.setdefault(person.name, []).append(person)

    def alike(self, name: str, village: Id | None, birth: PartialDate | None) -> list[KnownPerson]:
        """People of that name in that village whose birth date, as far as known, agrees."""
        return [one for one in self.by_name.get(name, ()) if one.village == village and _may_be(one, birth)]

    def possible(self, name: str, village: Id | None, birth: PartialDate | None, number: IdCheck | None) -> Candidates:
        """Whom a row without a sound number may be about: people of its name whose village and birth date agree.

        Somebody whose number begins as a damaged one does, or differs from a wrong one in one place, is proposed; so
        is the only one whose whole birth date and village are the row's.
        """
        found = [one for one in self.by_name.get(name, ()) if number and _nearly(one.number, number)]
        proposed = found[0] if len(found) == 1 else None
        for one in self.by_name.get(name, ()):
            near = village is None or one.village is None or one.village == village
            if one not in found and near and _may_be(one, birth):
                found.append(one)
        if proposed is None and len(found) == 1 and village and found[0].village == village:
            proposed = found[0] if birth and birth.full and found[0].birth == birth else None
        return Candidates(tuple(found), proposed)

    def person(self, id_: Id) -> KnownPerson | None:
        """Somebody of the register, or of an earlier row, by id."""
        return next((one for found in self.by_name.values() for one in found if one.id == id_), None)

    @cached_property
    def homes(self) -> Homes:
        """Every household, and what tells those of one head's name apart."""
        rows = self._work.query.rows(Selection(record="household"), ["head_name", "village"])
        certified = self._work.query.rows(Selection(record="household_episode"), ["household", "certificate_number"])
        return known_homes(
            ((id_, name, where) for id_, (name, where) in rows),
            self._led,
            ((told[0], told[1] or "") for _, told in certified),
        )

    def load(self, ids: Iterable[Id]) -> None:
        """Read these people of the register and everything that belongs to them."""
        wanted = list(dict.fromkeys(ids))
        person = self._work.kind("person")
        found = self._work.records.many(person, wanted)
        self.people = {id_: person.values(record) for id_, record in found.items()}
        for key in ("phone", "contact", "certificate", "episode"):
            self._whole[key] = self._parts(self._work.kind(key), "person", wanted)
        homes = [values["household"] for values in self.people.values() if values["household"]]
        kind = self._work.kind("household_episode")
        self._whole["household_episode"] = self._parts(kind, "household", list(dict.fromkeys(homes)))
        self._met = set(homes)

    def meet_home(self, home: Id, *, new: bool = False) -> None:
        """Read what a household is registered for, when it was found by its head and none of its people were loaded."""
        if home not in self._met and not new:
            self._whole.setdefault("household_episode", {}).update(
                self._parts(self._work.kind("household_episode"), "household", [home])
            )
        self._met.add(home)

    def parts(self, key: str, owner: Id) -> list[Part]:
        """The records of a kind that belong to one owner, with their ids."""
        return self._whole.get(key, {}).get(owner, [])

    def _parts(self, kind: RecordType, link: str, owners: list[Id]) -> dict[Id, list[Part]]:
        names = [name for name in kind.fields if name != link]
        found: dict[Id, list[Part]] = {}
        for start in range(0, len(owners), _AT_ONCE):
            among = Selection(record=kind.key, equal={link: set(owners[start : start + _AT_ONCE])}, order=("rid",))
            for id_, (owner, *values) in self._work.query.rows(among, [link, *names]):
                found.setdefault(owner, []).append((id_, dict(zip(names, values, strict=True))))
        return found


def _may_be(one: KnownPerson, birth: PartialDate | None) -> bool:
    return one.birth is None or birth is None or one.birth.agrees_with(birth)


def _nearly(known: str, said: IdCheck) -> bool:
    """Whether a number that is not sound may be a known one: its first 15 digits, or all places but one."""
    if len(known) != 18 or said.sound:
        return False
    digits = re.sub(r"[eE].*|\D", "", said.number)
    if said.verdict == "damaged":
        return len(digits) >= 15 and digits[:15] == known[:15]
    number = said.number
    if len(number) == 18:
        return sum(a != b for a, b in zip(number, known, strict=True)) == 1
    short, long = sorted((number, known), key=len)
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
