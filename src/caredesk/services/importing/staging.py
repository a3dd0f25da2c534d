"""Writes on their way: what an import would insert and change, with a view of people as they will be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.services.importing.register import KnownRegister, Part
from caredesk.store.staged import StagedRecords
from caredesk.store.writing import Write

ORDER = ("village", "household", "person", "phone", "contact", "certificate", "episode", "household_episode", "visit")
"""Owners before their parts: the search keys of a part are filed under its owner's row."""


class Staging:
    """Inserts and changes by kind; nothing reaches the store before :meth:`write`."""

    def __init__(self, register: KnownRegister, kinds: Mapping[str, RecordType], make_id: Callable[[], Id]) -> None:
        self._register = register
        self._kinds = kinds
        self._make_id = make_id
        self._inserts: dict[str, list[tuple[Id, dict[str, Any]]]] = {key: [] for key in ORDER}
        self._people: dict[Id, dict[str, Any]] = {}
        self._updates: dict[tuple[str, Id], dict[str, Any]] = {}
        self._parts: dict[str, dict[Id, list[Part]]] = {key: {} for key in ORDER}
        self._filed = dict.fromkeys(ORDER, 0)
        self._defaults = {
            key: {name: spec.default for name, spec in kinds[key].fields.items() if spec.default not in (None, "", ())}
            for key in ORDER
        }

    def kind(self, key: str) -> RecordType:
        """The declared kind of a key."""
        return self._kinds[key]

    def insert(self, key: str, values: Mapping[str, Any], owner: Id | None = None, id_: Id | None = None) -> Id:
        """Stage a new record; with ``owner`` as a part of it."""
        made = id_ or self._make_id()
        whole = {**self._defaults[key], **values}
        if owner is not None:
            whole[self._kinds[key].part_of] = owner
        if key == "person":
            self._people[made] = whole
        self._inserts[key].append((made, whole))
        return made

    def last(self, key: str) -> dict[str, Any]:
        """The values of the record of a kind that was staged last; what is changed in them will be written."""
        return self._inserts[key][-1][1]

    def person(self, id_: Id) -> Mapping[str, Any]:
        """A person's values as they will be."""
        made = self._people.get(id_)
        if made is not None:
            return made
        return {**self._register.people.get(id_, {}), **self._updates.get(("person", id_), {})}

    def parts(self, key: str, owner: Id) -> list[Part]:
        """The parts of an owner as they will be."""
        known, link = self._parts[key], self._kinds[key].part_of
        # Most people of a roster come once and are never asked for: parts are filed when somebody is.
        for made, values in self._inserts[key][self._filed[key] :]:
            self._of(known, key, values[link]).append((made, values))
        self._filed[key] = len(self._inserts[key])
        return self._of(known, key, owner)

    def _of(self, known: dict[Id, list[Part]], key: str, owner: Id) -> list[Part]:
        if owner not in known:
            known[owner] = [(id_, dict(values)) for id_, values in self._register.parts(key, owner)]
        return known[owner]

    def change(self, key: str, id_: Id, now: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
        """Stage the fields that differ from ``now``; a blank never overwrites. Returns their labels.

        ``now`` is what :meth:`person` or :meth:`parts` gave, and shows the change afterwards.
        """
        differing = {
            name: value for name, value in wanted.items() if value not in (None, "", ()) and now.get(name) != value
        }
        if not differing:
            return []
        self._updates.setdefault((key, id_), {}).update(differing)
        if isinstance(now, dict):
            now.update(differing)
        fields = self._kinds[key].fields
        return [fields[name].label for name in differing if name in fields]

    @property
    def empty(self) -> bool:
        """Whether nothing at all would be written."""
        return not self._updates and not any(self._inserts.values())

    def lay_out(self, staged: StagedRecords) -> None:
        """Hand the new records to the store's stage; no lock is needed for that."""
        for key in ORDER:
            staged.add(self._kinds[key], self._inserts[key])

    def write(self, writing: Write, staged: StagedRecords) -> None:
        """Put everything into the store, inside the caller's transaction."""
        writing.insert_staged(staged)
        new = {id_ for rows in self._inserts.values() for id_, _ in rows} if self._updates else set()
        for key in ORDER:
            # What changed on a record made by this import changed in its values before they were laid out.
            told = [(id_, told) for (kind, id_), told in self._updates.items() if kind == key and id_ not in new]
            writing.update_many(self._kinds[key], told)
