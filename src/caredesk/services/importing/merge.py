"""Laying a row over what is known of its person: fields, telephones, contacts, certificates, categories, household."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from caredesk.catalog.place import HOUSEHOLD_EPISODE
from caredesk.schema.ids import Id
from caredesk.services.importing.categories import Registered
from caredesk.services.importing.register import KnownRegister, Part
from caredesk.services.importing.row import RowFacts
from caredesk.services.importing.staging import Staging

_FILL_ONLY = frozenset(("remarks", "risk", "evidence", "since", "relation", "sex", "birth_date"))
"""Fields that a roster may fill but not overwrite: the station's own notes and judgement, and what a number says."""
_ONE_EACH = ("父亲", "母亲")
Labels = list[str]


class Merger:
    """Stages one row at a time; every method returns the labels of what it changed."""

    def __init__(self, register: KnownRegister, staging: Staging, today: date, make_id: Callable[[], Id]) -> None:
        self._register = register
        self._staging = staging
        self._today = today
        self._make_id = make_id
        self._homes: dict[tuple[str, Id | None], Id] = {}

    def add_person(self, id_: Id, facts: RowFacts, village: Id | None) -> None:
        """Stage somebody new."""
        values = {**facts.person, "name": facts.name, "id_number": facts.sound_number or None, "village": village}
        self._staging.insert("person", {name: value for name, value in values.items() if value is not None}, id_=id_)

    def update_person(self, id_: Id, facts: RowFacts, village: Id | None) -> Labels:
        """Lay the row's fields over somebody known."""
        now = self._staging.person(id_)
        wanted = {**facts.person, "village": village}
        wanted = {name: value for name, value in wanted.items() if name not in _FILL_ONLY or not now.get(name)}
        born = facts.person.get("birth_date")
        if born and now.get("birth_date") and now["birth_date"].full is None and now["birth_date"].agrees_with(born):
            wanted["birth_date"] = born
        return self._staging.change("person", id_, now, wanted)

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

    def lay_parts(self, id_: Id, facts: RowFacts, registered: Registered) -> Labels:
        """Lay telephones, contacts, certificates, categories and household over somebody known."""
        changed = self._phones(id_, facts)
        for values in facts.contacts.values():
            changed += self._contact(id_, facts, values)
        changed += self._certificates(id_, facts)
        for values in registered.person:
            changed += self._episode("episode", id_, values)
        changed += self._household(id_, facts, registered)
        return list(dict.fromkeys(changed))

    def _household(self, id_: Id, facts: RowFacts, registered: Registered) -> Labels:
        if not registered.household and not facts.head.get("name"):
            return []
        home, changed = self._home(id_, facts)
        for values in registered.household:
            changed += self._episode("household_episode", home, _within_bounds(facts, values))
        return changed

    def _phones(self, id_: Id, facts: RowFacts) -> Labels:
        if not facts.phones:
            return []
        known = {values["number"] for _, values in self._staging.parts("phone", id_)}
        new = [(number, whose) for number, whose in facts.phones.items() if number not in known]
        for number, whose in new:
            self._staging.insert("phone", {"number": number, "whose": whose or None}, owner=id_)
        return ["电话"] if new else []

    def _contact(self, id_: Id, facts: RowFacts, values: Mapping[str, Any]) -> Labels:
        role = values["role"]
        same_role = [part for part in self._staging.parts("contact", id_) if part[1].get("role") == role]
        for part_id, now in same_role:
            if now.get("name") == values["name"]:
                labels = self._staging.change("contact", part_id, now, values)
                return [f"{role}的{label}" for label in labels]
        if same_role and role in _ONE_EACH:
            said = f"{role}登记的是“{same_role[0][1].get('name')}”，表里是“{values['name']}”，没有改"
            facts.problem(role, values["name"], said, "请到这个人的资料里核对")
            return []
        self._staging.insert("contact", values, owner=id_)
        return [role]

    def _certificates(self, id_: Id, facts: RowFacts) -> Labels:
        changed: Labels = []
        for kind, number in facts.certificates.items():
            known = [part for part in self._staging.parts("certificate", id_) if part[1].get("kind") == kind]
            if any(now.get("number") == number for _, now in known):
                continue
            if known and kind == "残疾人证":
                # A re-graded person gets a new number; it is the same certificate.
                self._staging.change("certificate", known[0][0], known[0][1], {"number": number})
            else:
                self._staging.insert("certificate", {"kind": kind, "number": number}, owner=id_)
            changed.append(kind)
        return changed

    def _episode(self, key: str, owner: Id, values: Mapping[str, Any]) -> Labels:
        """A category in force takes the row's attributes; one that has ended, or is not there, begins anew."""
        active = [part for part in self._staging.parts(key, owner) if self._in_force(part, values["category"])]
        same = [part for part in active if part[1].get("subtype") == values.get("subtype")]
        if not same and active and values.get("subtype") is None:
            same = active[:1]
        if not same:
            self._staging.insert(key, values, owner=owner)
            return [values["category"]]
        id_, now = same[0]
        wanted = {name: value for name, value in values.items() if name not in _FILL_ONLY or not now.get(name)}
        wanted.pop("subtype", None)
        return self._staging.change(key, id_, now, wanted)

    def _in_force(self, part: Part, category: str) -> bool:
        until = part[1].get("until")
        return part[1].get("category") == category and (until is None or until >= self._today)

    def _home(self, id_: Id, facts: RowFacts) -> tuple[Id, Labels]:
        """The person's household: their own, the head's, one known by its head, else a new one."""
        now = self._staging.person(id_)
        if now.get("household"):
            home: Id = now["household"]
            return home, []
        village = now.get("village")
        own = facts.is_head or not facts.head.get("name")
        head = facts.name if own else facts.head["name"]
        found = None if own else self._home_of_head(facts.head.get("id_number", ""))
        found = found or self._homes.get((head, village)) or self._register.home_of(head, village, headless=own)
        if found is None:
            told = {"head_name": head, "village": village, "group": now.get("group"), "address": now.get("address")}
            found = self._staging.insert("household", {name: value for name, value in told.items() if value})
        self._homes[head, village] = found
        wanted = {"household": found}
        if own and not now.get("relation"):
            wanted["relation"] = "户主"  # type: ignore[assignment]
        self._staging.change("person", id_, now, wanted)
        return found, ["户"]

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
