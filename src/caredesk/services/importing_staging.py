"""Writes on their way: what an import would insert and change, with a view of people as they will be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.services.importing_register import KnownRegister, Part
from caredesk.store.records import Write

ORDER = ("village", "household", "person", "phone", "contact", "certificate", "episode", "household_episode")
"""Owners before their parts: the search keys of a part are filed under its owner's row."""


class Staging:
    """Inserts and changes by kind; nothing reaches the store before :meth:`write`."""

    def __init__(self, register: KnownRegister, kinds: Mapping[str, RecordType], make_id: Callable[[], Id]) -> None:
        self._register = register
        self._kinds = kinds
        self._make_id = make_id
        self._inserts: dict[str, dict[Id, dict[str, Any]]] = {key: {} for key in ORDER}
        self._updates: dict[tuple[str, Id], dict[str, Any]] = {}
        self._parts: dict[tuple[str, Id], list[Part]] = {}
        self._defaults = {
            key: {name: spec.default for name, spec in kinds[key].fields.items() if spec.default not in (None, "", ())}
            for key in ORDER
        }

    def is_new(self, key: str, id_: Id) -> bool:
        """Whether a record is made by this import."""
        return id_ in self._inserts[key]

    def insert(self, key: str, values: Mapping[str, Any], owner: Id | None = None, id_: Id | None = None) -> Id:
        """Stage a new record; with ``owner`` as a part of it."""
        made = id_ or self._make_id()
        whole = {**self._defaults[key], **values}
        if owner is not None:
            whole[self._kinds[key].part_of] = owner
            self.parts(key, owner).append((made, whole))
        self._inserts[key][made] = whole
        return made

    def values(self, key: str, id_: Id) -> Mapping[str, Any]:
        """A person's values as they will be."""
        if id_ in self._inserts[key]:
            return self._inserts[key][id_]
        return {**self._register.people.get(id_, {}), **self._updates.get((key, id_), {})}

    def parts(self, key: str, owner: Id) -> list[Part]:
        """The parts of an owner as they will be."""
        place = (key, owner)
        if place not in self._parts:
            self._parts[place] = [(id_, dict(values)) for id_, values in self._register.parts(key, owner)]
        return self._parts[place]

    def change(self, key: str, id_: Id, now: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
        """Stage the fields that differ; a blank never overwrites. Returns their labels."""
        differing = {
            name: value for name, value in wanted.items() if value not in (None, "", ()) and now.get(name) != value
        }
        if not differing:
            return []
        if id_ in self._inserts[key]:
            self._inserts[key][id_].update(differing)
        else:
            self._updates.setdefault((key, id_), {}).update(differing)
        if isinstance(now, dict):
            now.update(differing)
        fields = self._kinds[key].fields
        return [fields[name].label for name in differing if name in fields]

    def counts(self) -> dict[str, int]:
        """How many records of each kind would be made."""
        return {key: len(rows) for key, rows in self._inserts.items() if rows}

    def write(self, writing: Write) -> None:
        """Put everything into the store, inside the caller's transaction."""
        for key in ORDER:
            writing.insert_many(self._kinds[key], list(self._inserts[key].items()))
        for (key, id_), changes in self._updates.items():
            writing.update(self._kinds[key], id_, changes)
