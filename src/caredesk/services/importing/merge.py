"""Laying a row over what is known of its person: fields, telephones, contacts, certificates, categories, household."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from caredesk.catalog.place import HOUSEHOLD_EPISODE
from caredesk.schema.dates import PartialDate
from caredesk.schema.ids import Id
from caredesk.schema.privacy import mask_id_number, mask_phone
from caredesk.services.importing.categories import Registered
from caredesk.services.importing.homes import Several, Wanted
from caredesk.services.importing.register import KnownRegister, Part
from caredesk.services.importing.row import RowFacts
from caredesk.services.importing.staging import Staging
from caredesk.services.importing.weighing import Subject, Weighing
from caredesk.services.life_dates import died_on

_BY_NUMBER = ("sex", "birth_date")
_ONE_EACH = ("父亲", "母亲")
Labels = list[str]


class Merger:
    """Stages one row at a time; every method returns the labels of what it changed."""

    def __init__(
        self,
        register: KnownRegister,
        staging: Staging,
        weighing: Weighing,
        today: date,
    ) -> None:
        self._register = register
        self._staging = staging
        self.weighing = weighing
        self._today = today

    def add_person(self, id_: Id, facts: RowFacts, village: Id | None) -> None:
        """Stage somebody new."""
        values = {**facts.person, "name": facts.name, "id_number": facts.sound_number or None, "village": village}
        self._staging.insert("person", {name: value for name, value in values.items() if value is not None}, id_=id_)

    def update_person(self, subject: Subject, facts: RowFacts, village: Id | None) -> Labels:
        """Lay the row's fields over somebody known; a sound number fills a missing one, with the birth date it says.

        Another name or number than the registered one is asked about.
        """
        now = self._staging.person(subject.person)
        wanted = {**facts.person, "village": village, "name": facts.name}
        if now.get("id_number"):  # the number says both
            wanted = {name: value for name, value in wanted.items() if name not in _BY_NUMBER or not now.get(name)}
        taken = self._weigh(subject, "person", now, wanted)
        if (number := facts.sound_number) and now.get("id_number") != number and self._is_free(number, subject.person):
            taken |= self._weigh(subject, "person", now, {"id_number": number})
        born = facts.person.get("birth_date")
        if "id_number" in taken:
            taken |= {"birth_date": born, "sex": facts.person.get("sex"), "id_type": "居民身份证"}
        elif born and now.get("birth_date") and now["birth_date"].full is None and now["birth_date"].agrees_with(born):
            taken["birth_date"] = born
        if taken.get("risk") not in (None, now.get("risk")):  # nobody was late under a level that was not known
            self._staging.change("person", subject.person, now, {"risk_since": self._today})
        return self._staging.change("person", subject.person, now, taken)

    def _is_free(self, number: str, person: Id) -> bool:
        known = self._register.by_number.get(number)
        return known is None or known.id == person

    def _weigh(
        self, subject: Subject, key: str, now: Mapping[str, Any], wanted: Mapping[str, Any], part: str = ""
    ) -> dict[str, Any]:
        return self.weighing.weigh(subject, self._staging.kind(key), now, wanted, part)

    def make_parts(self, id_: Id, facts: RowFacts, registered: Registered) -> None:
        """Stage telephones, contacts, certificates, categories and household of somebody new."""
        insert = self._staging.insert
        for number, whose in facts.phones.items():
            insert("phone", {"number": number, "whose": whose or None}, id_)
        for values in facts.contacts.values():
            insert("contact", values, id_)
        for kind, number in facts.certificates.items():
            insert("certificate", {"kind": kind, "number": number}, id_)
        for values in registered.person:
            insert("episode", values, id_)
        self._household(id_, facts, registered)

    def lay_parts(self, subject: Subject, facts: RowFacts, registered: Registered) -> Labels:
        """Lay telephones, contacts, certificates, categories and household over somebody known."""
        changed = self._phones(subject, facts)
        for owner, values in facts.contacts.items():
            changed += self._contact(subject, facts, owner, values)
        changed += self._certificates(subject, facts)
        for values in registered.person:
            changed += self._episode(subject, "episode", subject.person, values)
        changed += self._household(subject.person, facts, registered, subject)
        return list(dict.fromkeys(changed))

    def _household(self, id_: Id, facts: RowFacts, registered: Registered, subject: Subject | None = None) -> Labels:
        if not registered.household and not facts.head.get("name"):
            return []
        subject = subject or Subject(facts.sheet, facts.row, id_, facts.name, known=False)
        if not self._staging.person(id_).get("household"):
            head = facts.head.get("name") or facts.name
            if not self.weighing.adds(subject, "household", "户", f"户主{head}"):
                return []
        try:
            home, changed = self._home(id_, facts)
        except Several:
            head = facts.head.get("name") or facts.name
            said = f"这个村不止一户的户主叫“{head}”，分不清{facts.name}是哪一户的，没有放进户里"
            facts.problem("户主", head, said, "请补上户主身份证号再收一次，或到这个人的资料里选户")
            return []
        for values in registered.household:
            changed += self._episode(subject, "household_episode", home, _within_bounds(facts, values))
        return changed

    def _phones(self, subject: Subject, facts: RowFacts) -> Labels:
        if not facts.phones:
            return []
        known = {values["number"] for _, values in self._staging.parts("phone", subject.person)}
        changed: Labels = []
        for nth, (number, whose) in enumerate(facts.phones.items(), start=1):
            if number in known:
                continue
            if self.weighing.adds(subject, f"phone.{nth}", "电话", mask_phone(number)):
                self._staging.insert("phone", {"number": number, "whose": whose or None}, owner=subject.person)
                changed = ["电话"]
        return changed

    def _contact(self, subject: Subject, facts: RowFacts, owner: str, values: Mapping[str, Any]) -> Labels:
        role = values["role"]
        same_role = [part for part in self._staging.parts("contact", subject.person) if part[1].get("role") == role]
        for part_id, now in same_role:
            if now.get("name") == values["name"]:
                taken = self._weigh(subject, "contact", now, values, f"contact.{owner}")
                labels = self._staging.change("contact", part_id, now, taken)
                return [f"{role}的{label}" for label in labels]
        if same_role and role in _ONE_EACH:
            said = f"{role}登记的是“{same_role[0][1].get('name')}”，表里是“{values['name']}”，没有改"
            facts.problem(role, values["name"], said, "请到这个人的资料里核对")
            return []
        if not self.weighing.adds(subject, f"contact.{owner}", role, values["name"]):
            return []
        self._staging.insert("contact", values, owner=subject.person)
        return [role]

    def _certificates(self, subject: Subject, facts: RowFacts) -> Labels:
        changed: Labels = []
        for kind, number in facts.certificates.items():
            parts = self._staging.parts("certificate", subject.person)
            known = [part for part in parts if part[1].get("kind") == kind]
            if any(now.get("number") == number for _, now in known):
                continue
            if known and kind == "残疾人证":
                # A re-graded person gets a new number; it is the same certificate.
                id_, now = known[0]
                taken = self._weigh(subject, "certificate", now, {"number": number}, f"certificate.{kind}")
                if not self._staging.change("certificate", id_, now, taken):
                    continue
            elif self.weighing.adds(subject, f"certificate.{kind}", kind, mask_id_number(number)):
                self._staging.insert("certificate", {"kind": kind, "number": number}, owner=subject.person)
            else:
                continue
            changed.append(kind)
        return changed

    def _episode(self, subject: Subject, key: str, owner: Id, values: Mapping[str, Any]) -> Labels:
        """A category in force takes the row's attributes; one that has ended, or is not there, begins anew."""
        category, subtype = values["category"], values.get("subtype")
        active = [part for part in self._staging.parts(key, owner) if self._in_force(part, category)]
        same = [part for part in active if part[1].get("subtype") == subtype]
        if not same and active and subtype is None:
            same = active[:1]
        place = f"{key}.{category}{subtype or ''}"
        if not same:
            said = f"{category}（{subtype}）" if subtype else category
            if not self.weighing.adds(subject, place, "类别", said):
                return []
            self._staging.insert(key, values, owner=owner)
            return [category]
        id_, now = same[0]
        wanted = {name: value for name, value in values.items() if name != "subtype"}
        return self._staging.change(key, id_, now, self._weigh(subject, key, now, wanted, place))

    def _in_force(self, part: Part, category: str) -> bool:
        until = part[1].get("until")
        return part[1].get("category") == category and (until is None or until >= self._today)

    def _home(self, id_: Id, facts: RowFacts) -> tuple[Id, Labels]:
        """The person's household: their own, the head's, one known by number or name, else a new one; or Several."""
        now, homes = self._staging.person(id_), self._register.homes
        said = self._said_of_home(now, facts)
        if now.get("household"):
            home: Id = now["household"]
            homes.meet(homes.of(home), said)
            return home, []
        heads = None if said.own else self._home_of_head(said.number)
        known = homes.of(heads) if heads else homes.find(said)
        if known is None:
            told = {name: now.get(name) for name in ("village", "group", "address")} | {"head_name": said.head}
            known = homes.of(self._staging.insert("household", {name: value for name, value in told.items() if value}))
            self._register.meet_home(known.id, new=True)
        else:
            self._register.meet_home(known.id)
        homes.meet(known, said)
        found = known.id
        wanted: dict[str, Any] = {"household": found}
        if said.own and not now.get("relation"):
            wanted["relation"] = "户主"
        if id_ in self._register.people and self._register.parts("household_episode", found):
            # It was registered for relief, and they were here without it: past months keep their members.
            died = died_on(now)
            wanted["household_since"] = PartialDate.of(min(self._today, died or self._today))
        self._staging.change("person", id_, now, wanted)
        return found, ["户"]

    def _said_of_home(self, now: Mapping[str, Any], facts: RowFacts) -> Wanted:
        own = facts.is_head or not facts.head.get("name")
        number = facts.head.get("id_number", "")
        if own:
            number = now.get("id_number") or facts.sound_number or number
        certificate = str(facts.household.get("certificate_number") or "")
        head = facts.name if own else facts.head["name"]
        return Wanted(head, now.get("village"), number, certificate, own)

    def _home_of_head(self, number: str) -> Id | None:
        known = self._register.by_number.get(number)
        if known is None:
            return None
        home: Id | None = self._staging.person(known.id).get("household") or known.household
        return home


def _within_bounds(facts: RowFacts, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The household's figures without those that cannot be (保障人口 above 家庭人口)."""
    kept = dict(values)
    for problem in [found for rule in HOUSEHOLD_EPISODE.rules for found in rule(kept)]:
        facts.problem(HOUSEHOLD_EPISODE.fields[problem.field].label, str(kept.pop(problem.field, "")), problem.text)
    return kept
