"""The search keys of the records in use: kept with every write, made anew when the way of making them changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from caredesk.schema.declarations import Declarations
from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.store import search
from caredesk.store.connection import Connection
from caredesk.store.rows import columns, lots, marks
from caredesk.store.tables import sorts_by_name

_META = "search_keys"
_LOT = 500


class SearchIndex:
    """Adds and removes the keys of records, inside the caller's transaction."""

    def __init__(self, connection: Connection, declarations: Declarations) -> None:
        self._connection = connection
        self._declarations = declarations
        self._owner = declarations.searched_owner
        self._parts = {
            kind.key: [part for part in declarations.searched if part.record == kind.key]
            for kind in declarations.records
        }

    def looks_at(self, kind: RecordType, names: Iterable[str]) -> bool:
        """Whether a change of these fields changes what a record is found by."""
        parts = self._parts[kind.key]
        watched = {part.field for part in parts} | ({self._link(kind)} if parts else set())
        return not watched.isdisjoint(names)

    def add(self, kind: RecordType, rows: Sequence[tuple[Id, Mapping[str, Any]]]) -> None:
        """Make records findable; only the values of searched fields (and the link to the owner) are looked at."""
        keys, letters = self._keys(kind, rows)
        self._connection.executemany("INSERT OR IGNORE INTO search_key (key, owner, source) VALUES (?, ?, ?)", keys)
        self._connection.executemany("INSERT OR REPLACE INTO search_name (rowid, letters) VALUES (?, ?)", letters)

    def remove(self, kind: RecordType, rows: Sequence[tuple[Id, Mapping[str, Any]]]) -> None:
        """Make records unfindable that have these values; their owners' rows must still be there."""
        keys, letters = self._keys(kind, rows)
        self._connection.executemany("DELETE FROM search_key WHERE key = ? AND owner = ? AND source = ?", keys)
        self._connection.executemany("DELETE FROM search_name WHERE rowid = ?", [(rid,) for rid, _ in letters])

    def remove_whole(self, kind: RecordType, id_: Id, values: Mapping[str, Any]) -> None:
        """Make a record unfindable whose row is about to go, by its parts as well: their keys are filed under it."""
        if kind.key == self._owner:
            for part in self._declarations.records:
                if self._parts[part.key] and part.key != self._owner:
                    self.remove(part, self._rows(part, f'WHERE "{self._link(part)}" = ?', (id_.bytes,)))
        self.remove(kind, [(id_, values)])

    def keys_among(
        self, kind: RecordType, ids: str
    ) -> Iterator[tuple[list[tuple[str, int, bytes]], list[tuple[int, str]]]]:
        """In lots, the keys and letters of those records of a kind (and of their parts) whose ids a query gives."""
        if not self._parts[kind.key]:
            return
        where = f"WHERE in_bin = 0 AND id IN ({ids})"
        if link := self._link(kind):
            where += f' UNION SELECT {self._columns(kind)} FROM "{kind.key}" WHERE in_bin = 0 AND "{link}" IN ({ids})'
        told = self._rows(kind, where)
        for start in range(0, len(told), 10 * _LOT):
            yield self._keys(kind, told[start : start + 10 * _LOT])

    def _keys(
        self, kind: RecordType, rows: Sequence[tuple[Id, Mapping[str, Any]]]
    ) -> tuple[list[tuple[str, int, bytes]], list[tuple[int, str]]]:
        """The (key, owner, source) of records, and the (owner, letters) of names; none of one without an owner."""
        parts = self._parts[kind.key]
        keys: list[tuple[str, int, bytes]] = []
        letters: list[tuple[int, str]] = []
        if not parts or not rows:
            return keys, letters
        link = self._link(kind)
        owners = {id_: values[link] if link else id_ for id_, values in rows}
        rids = self._rids([owner for owner in owners.values() if owner is not None])
        for id_, values in rows:
            rid = rids.get(owners[id_])
            if rid is None:
                continue
            for part in parts:
                value = values.get(part.field)
                keys += [(key, rid, id_.bytes) for key in search.keys_of(part.how, value)]
                if part.how == "name" and value and not link:
                    letters.append((rid, search.spaced(value)))
        return keys, letters

    def match(self) -> bool:
        """Make all keys anew where they were made by other rules; returns whether that was done."""
        wanted = repr((search.KEYS_VERSION, [(p.record, p.field, p.how) for p in self._declarations.searched]))
        kept = self._connection.execute("SELECT value FROM meta WHERE key = ?", (_META,)).fetchone()
        if kept is not None and kept[0] == wanted:
            return False
        self.rebuild()
        self._connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_META, wanted))
        return True

    def rebuild(self) -> None:
        """Make the keys and the name order of every record in use anew."""
        self._connection.execute("DELETE FROM search_key")
        self._connection.execute("DELETE FROM search_name")
        for kind in self._declarations.records:
            parts = self._parts[kind.key]
            if not parts:
                continue
            told = self._rows(kind, "WHERE in_bin = 0")
            for start in range(0, len(told), 10 * _LOT):
                self.add(kind, told[start : start + 10 * _LOT])
            self._sort_anew(kind)

    def _rows(self, kind: RecordType, where: str, arguments: Sequence[Any] = ()) -> list[tuple[Id, dict[str, Any]]]:
        """Ids and searched values (with the link to the owner) of records of a kind."""
        specs = [kind.fields[name] for name in self.names(kind)]
        sql = f'SELECT {self._columns(kind)} FROM "{kind.key}" {where}'
        return [
            (UUID(bytes=row[0]), {s.name: s.from_sql(raw) for s, raw in zip(specs, row[1:], strict=True)})
            for row in self._connection.execute(sql, arguments).fetchall()
        ]

    def names(self, kind: RecordType) -> list[str]:
        """The fields that say what a record is found by, and under whom."""
        link = self._link(kind)
        return list(dict.fromkeys([*(part.field for part in self._parts[kind.key]), *([link] if link else [])]))

    def _columns(self, kind: RecordType) -> str:
        return f"id, {columns(self.names(kind))}"

    def _sort_anew(self, kind: RecordType) -> None:
        if not sorts_by_name(self._declarations, kind):
            return
        names = self._connection.execute(f'SELECT rid, "{kind.title_field}" FROM "{kind.key}"').fetchall()
        self._connection.executemany(
            f'UPDATE "{kind.key}" SET name_key = ? WHERE rid = ?',
            ((search.name_sort_key(name or ""), rid) for rid, name in names),
        )

    def _link(self, kind: RecordType) -> str:
        """The field that leads to the record that is found, "" for that kind itself."""
        return "" if kind.key == self._owner else kind.part_of

    def _rids(self, ids: Sequence[Id]) -> dict[Id, int]:
        found: dict[Id, int] = {}
        for chunk in lots([id_.bytes for id_ in dict.fromkeys(ids)]):
            sql = f'SELECT id, rid FROM "{self._owner}" WHERE id IN ({marks(chunk)})'
            found.update((UUID(bytes=row[0]), row[1]) for row in self._connection.execute(sql, chunk))
        return found
