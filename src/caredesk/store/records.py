"""Records in and out: every write lands in its table, the operation log and the search keys in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from caredesk.schema.declarations import Declarations
from caredesk.schema.ids import Id, new_id
from caredesk.schema.record import Record, RecordType
from caredesk.store import search
from caredesk.store.connection import Connection, user_errors, write_transaction
from caredesk.store.oplog import Action, OperationLog
from caredesk.store.tables import sorts_by_name

Values = Mapping[str, Any]


class Records:
    """The declared records of one open station.

    ``changed`` gathers the kinds written since :meth:`take_changed`; ``clock`` gives aware datetimes.
    """

    def __init__(
        self, connection: Connection, declarations: Declarations, clock: Callable[[], datetime], device: str
    ) -> None:
        self.connection = connection
        self.declarations = declarations
        self.clock = clock
        self.log = OperationLog(connection, clock, device)
        self._changed: set[str] = set()

    def take_changed(self) -> frozenset[str]:
        """The kinds of record changed since last asked."""
        changed = frozenset(self._changed)
        self._changed.clear()
        return changed

    @contextmanager
    def write(self, user: Id | None, what: str, title: str = "", act: Id | None = None) -> Iterator[Write]:
        """One act in one transaction: everything inside is written, or nothing.

        ``what`` names the use case (save, import, undo ...), ``title`` is what a person reads in the list of acts.
        Raises StoreTrouble for a locked, full or damaged file.
        """
        with write_transaction(self.connection):
            writing = Write(self, user, act or new_id(self.clock()))
            yield writing
            writing.finish(what, title)
        self._changed |= writing.kinds

    def get(self, kind: RecordType, id: Id) -> Record | None:  # noqa: A002
        """One record, also out of the recycle bin, or None."""
        row = self.row(kind, id)
        return None if row is None else kind.make(id=id, **row)

    def row(self, kind: RecordType, id: Id) -> dict[str, Any] | None:  # noqa: A002
        """One record's values by field name, or None."""
        names = list(kind.fields)
        sql = f'SELECT {_columns(names)} FROM "{kind.key}" WHERE id = ?'
        with user_errors():
            found = self.connection.execute(sql, (id.bytes,)).fetchone()
        return None if found is None else _values(kind, names, found)

    def find(
        self, kind: RecordType, equal: Values | None = None, order: Sequence[str] = (), *, binned: bool = False
    ) -> list[Record]:
        """Records whose fields equal the given values (None = missing), in use unless ``binned``."""
        names = list(kind.fields)
        where, arguments = [f"in_bin = {int(binned)}"], []
        for name, value in (equal or {}).items():
            raw = kind.fields[name].to_sql(value)
            where.append(f'"{name}" IS NULL' if raw is None else f'"{name}" = ?')
            arguments += [] if raw is None else [raw]
        by = ", ".join(f'"{name}"' for name in order) or "rid"
        sql = f'SELECT id, {_columns(names)} FROM "{kind.key}" WHERE {" AND ".join(where)} ORDER BY {by}'
        with user_errors():
            rows = self.connection.execute(sql, arguments).fetchall()
        return [kind.make(id=UUID(bytes=row[0]), **_values(kind, names, row[1:])) for row in rows]

    def many(self, kind: RecordType, ids: Iterable[Id]) -> dict[Id, Record]:
        """Records by id, those that exist."""
        names = list(kind.fields)
        wanted = [one.bytes for one in ids]
        found: dict[Id, Record] = {}
        for start in range(0, len(wanted), 500):
            chunk = wanted[start : start + 500]
            marks = ", ".join("?" * len(chunk))
            sql = f'SELECT id, {_columns(names)} FROM "{kind.key}" WHERE id IN ({marks})'
            for row in self.connection.execute(sql, chunk):
                key = UUID(bytes=row[0])
                found[key] = kind.make(id=key, **_values(kind, names, row[1:]))
        return found

    def in_bin(self, kind: RecordType, id: Id) -> bool:  # noqa: A002
        """Whether a record lies in the recycle bin."""
        row = self.connection.execute(f'SELECT in_bin FROM "{kind.key}" WHERE id = ?', (id.bytes,)).fetchone()
        return bool(row and row[0])

    def search(self, text: str, limit: int) -> list[Id]:
        """Ids of the searched kind that a text finds, best first, in use only."""
        owner = self.declarations.searched_owner
        with user_errors():
            found = search.find_owners(self.connection, text, limit)
            ids = []
            for rid in found:
                sql = f'SELECT id FROM "{owner}" WHERE rid = ? AND in_bin = 0'
                row = self.connection.execute(sql, (rid,)).fetchone()
                if row:
                    ids.append(UUID(bytes=row[0]))
        return ids


class Write:
    """One act being written; made by :meth:`Records.write`."""

    def __init__(self, records: Records, user: Id | None, act: Id) -> None:
        self._records = records
        self._connection = records.connection
        self._user = user
        self.act = act
        self.kinds: set[str] = set()
        self.written = 0

    def insert(self, kind: RecordType, values: Values, id: Id | None = None) -> Id:  # noqa: A002
        """Write a new record (values as built, already checked); returns its id."""
        made = id or new_id(self._records.clock())
        self.insert_many(kind, [(made, values)])
        return made

    def insert_many(self, kind: RecordType, rows: Sequence[tuple[Id, Values]]) -> None:
        """Write new records of one kind; a batch costs little more than bare inserts."""
        if not rows:
            return
        specs = [(name, spec.to_sql) for name, spec in kind.fields.items()]
        by_name = sorts_by_name(self._records.declarations, kind)
        extra = ", name_key" if by_name else ""
        marks = ", ".join("?" * (len(specs) + 1 + by_name))
        sql = f'INSERT INTO "{kind.key}" (id, {_columns([name for name, _ in specs])}{extra}) VALUES ({marks})'

        def tuples() -> Iterator[tuple[Any, ...]]:
            for id_, values in rows:
                row = [id_.bytes, *(to_sql(values.get(name)) for name, to_sql in specs)]
                if by_name:
                    row.append(search.name_sort_key(values.get(kind.title_field) or ""))
                yield tuple(row)

        self._connection.executemany(sql, tuples())
        self._log(kind, [(kind.key, id_, "create", None, _json(kind, values)) for id_, values in rows])
        self._index(kind, rows)

    def update(self, kind: RecordType, id: Id, changes: Values) -> bool:  # noqa: A002
        """Change fields of a record; False when nothing differs. KeyError when there is no such record."""
        before = self._records.row(kind, id)
        if before is None:
            raise KeyError(f"{kind.key} {id}")
        differing = {name: value for name, value in changes.items() if before[name] != value}
        if not differing:
            return False
        self._set(kind, id, {name: kind.fields[name].to_sql(value) for name, value in differing.items()})
        old = {name: before[name] for name in differing}
        self._log(kind, [(kind.key, id, "change", _json(kind, old), _json(kind, differing))])
        self._reindex(kind, id, {**before, **differing}, differing)
        return True

    def bin(self, kind: RecordType, id: Id, *, back: bool = False) -> None:  # noqa: A002
        """Put a record into the recycle bin, or take it ``back`` out."""
        self._set(kind, id, {"in_bin": int(not back)})
        self._log(kind, [(kind.key, id, "unbin" if back else "bin", None, None)])

    def remove(self, kind: RecordType, id: Id) -> None:  # noqa: A002
        """Take a record out of its table for good (undo of its creation, purge); the log keeps what it was."""
        before = self._records.row(kind, id)
        if before is None:
            return
        self._unindex(kind, id)
        self._connection.execute(f'DELETE FROM "{kind.key}" WHERE id = ?', (id.bytes,))
        self._log(kind, [(kind.key, id, "remove", _json(kind, before), None)])

    def finish(self, what: str, title: str, details: str | None = None) -> None:
        """Name the act; called once at the end of the transaction."""
        at = self._records.clock().astimezone(UTC).isoformat(timespec="milliseconds")
        self._connection.execute(
            "INSERT INTO act (id, at, user, what, title, details) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET at = excluded.at, title = excluded.title",
            (self.act.bytes, at, self._user.bytes if self._user else None, what, title, details),
        )

    def _set(self, kind: RecordType, id_: Id, columns: Mapping[str, Any]) -> None:
        assigned = ", ".join(f'"{name}" = ?' for name in columns)
        done = self._connection.execute(
            f'UPDATE "{kind.key}" SET {assigned} WHERE id = ?', (*columns.values(), id_.bytes)
        )
        if done.rowcount != 1:
            raise KeyError(f"{kind.key} {id_}")

    def _log(self, kind: RecordType, changes: list[tuple[str, Id, Action, str | None, str | None]]) -> None:
        self._records.log.append(self._user, self.act, changes)
        self.kinds.add(kind.key)
        self.written += len(changes)

    def _index(self, kind: RecordType, rows: Sequence[tuple[Id, Values]]) -> None:
        parts = [part for part in self._records.declarations.searched if part.record == kind.key]
        if not parts:
            return
        owner = self._records.declarations.searched_owner
        link = "" if kind.key == owner else kind.part_of
        rids = self._rids(owner, [(values[link] if link else id_) for id_, values in rows])
        keys: list[tuple[str, int, bytes]] = []
        letters: list[tuple[int, str]] = []
        for id_, values in rows:
            rid = rids[values[link] if link else id_]
            for part in parts:
                value = values.get(part.field)
                keys += [(key, rid, id_.bytes) for key in search.keys_of(part.how, value)]
                if part.how == "name" and value:
                    letters.append((rid, search.spaced(value)))
        self._connection.executemany("INSERT OR IGNORE INTO search_key (key, owner, source) VALUES (?, ?, ?)", keys)
        self._connection.executemany("INSERT INTO search_name (rowid, letters) VALUES (?, ?)", letters)

    def _rids(self, owner: str, ids: Sequence[Id]) -> dict[Id, int]:
        found: dict[Id, int] = {}
        wanted = [id_.bytes for id_ in ids]
        for start in range(0, len(wanted), 500):
            chunk = wanted[start : start + 500]
            sql = f'SELECT id, rid FROM "{owner}" WHERE id IN ({", ".join("?" * len(chunk))})'
            found.update((UUID(bytes=row[0]), row[1]) for row in self._connection.execute(sql, chunk))
        return found

    def _reindex(self, kind: RecordType, id_: Id, values: Values, differing: Values) -> None:
        parts = [part for part in self._records.declarations.searched if part.record == kind.key]
        if not any(part.field in differing for part in parts):
            return
        self._unindex(kind, id_)
        self._index(kind, [(id_, values)])
        if sorts_by_name(self._records.declarations, kind):
            self._set(kind, id_, {"name_key": search.name_sort_key(values.get(kind.title_field) or "")})

    def _unindex(self, kind: RecordType, id_: Id) -> None:
        self._connection.execute("DELETE FROM search_key WHERE source = ?", (id_.bytes,))
        if kind.key == self._records.declarations.searched_owner:
            self._connection.execute(
                f'DELETE FROM search_name WHERE rowid = (SELECT rid FROM "{kind.key}" WHERE id = ?)', (id_.bytes,)
            )


def _columns(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _values(kind: RecordType, names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    return {name: kind.fields[name].from_sql(raw) for name, raw in zip(names, row, strict=True)}


def _json(kind: RecordType, values: Values) -> str:
    told = {name: kind.fields[name].to_json(value) for name, value in values.items() if value is not None}
    cleared = {name: None for name, value in values.items() if value is None} if len(values) < len(kind.fields) else {}
    return json.dumps({**told, **cleared}, ensure_ascii=False, separators=(",", ":"))
