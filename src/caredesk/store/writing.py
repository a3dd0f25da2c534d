"""One act being written: every change lands in its table, the operation log and the search keys together."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from caredesk.schema.declarations import Declarations
from caredesk.schema.ids import Id, new_id
from caredesk.schema.record import RecordType
from caredesk.store import search
from caredesk.store.connection import Connection
from caredesk.store.erasing import photos_of
from caredesk.store.oplog import Action, OperationLog
from caredesk.store.rows import insert_rows, lies_in_bin, read_row, read_rows
from caredesk.store.search_index import SearchIndex
from caredesk.store.staged import StagedRecords
from caredesk.store.tables import sorts_by_name

Values = Mapping[str, Any]


class Write:
    """One act being written; made by ``Records.write``."""

    def __init__(
        self,
        connection: Connection,
        declarations: Declarations,
        log: OperationLog,
        clock: Callable[[], datetime],
        act: Id,
        number: int,
    ) -> None:
        self._connection = connection
        self._declarations = declarations
        self._oplog = log
        self._clock = clock
        self._index = SearchIndex(connection, declarations)
        self.act = act
        self._number = number
        self.kinds: set[str] = set()
        self.written = 0

    def insert(
        self,
        kind: RecordType,
        values: Values,
        id: Id | None = None,  # noqa: A002
        *,
        binned: bool = False,
    ) -> Id:
        """Write a new record (values as built, already checked), in use or ``binned`` at once; returns its id."""
        made = id or new_id(self._clock())
        self.insert_many(kind, [(made, values)], binned=binned)
        return made

    def insert_many(self, kind: RecordType, rows: Sequence[tuple[Id, Values]], *, binned: bool = False) -> None:
        """Write new records of one kind; a batch costs little more than bare inserts."""
        if not rows:
            return
        by_name = search.name_sort_key if sorts_by_name(self._declarations, kind) else None
        insert_rows(self._connection, kind, rows, name_key=by_name, binned=binned)
        self._log(kind, [(kind.key, id_, "create", None, _json(kind, _held(values))) for id_, values in rows])
        if binned:
            self._log(kind, [(kind.key, id_, "bin", None, None) for id_, _ in rows])
        else:
            self._index.add(kind, rows)

    def insert_staged(self, staged: StagedRecords) -> None:
        """Write all records of a stage; the lock lasts for a few statements however many they are."""
        owner = self._declarations.searched_owner
        (base,) = self._connection.execute(f'SELECT coalesce(max(rid), 0) FROM "{owner}"').fetchone()
        staged.copy(base)
        for table in staged.tables:
            rows = f"SELECT no, ? AS kind, id AS record, NULL AS before, told AS after FROM temp.{table.name}"
            self.log_from("create", table.count, rows, (table.kind.key,))
            self.kinds.add(table.kind.key)

    def log_from(self, action: Action, count: int, rows: str, arguments: Sequence[Any] = ()) -> None:
        """Log many changes by one statement (see ``OperationLog.append_from``)."""
        self._oplog.append_from(self._number, action, count, rows, arguments)
        self.written += count

    def update(self, kind: RecordType, id: Id, changes: Values) -> bool:  # noqa: A002
        """Change fields of a record; False when nothing differs. KeyError when there is no such record."""
        return self.update_many(kind, [(id, changes)]) == 1

    def update_many(self, kind: RecordType, rows: Sequence[tuple[Id, Values]]) -> int:
        """Change fields of records of one kind, each once; returns how many differed. KeyError for an unknown one."""
        names = {name for _, changes in rows for name in changes}
        names |= set(self._index.names(kind)) if self._index.looks_at(kind, names) else set()
        before = read_rows(self._connection, kind, [id_ for id_, _ in rows], names)
        by_name = sorts_by_name(self._declarations, kind)
        together: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        log: list[tuple[str, Id, Action, str | None, str | None]] = []
        found_by: list[tuple[Id, Values, Values]] = []
        for id_, changes in rows:
            if id_ not in before:
                raise KeyError(f"{kind.key} {id_}")
            binned, old = before[id_]
            differing = {name: value for name, value in changes.items() if old[name] != value}
            if not differing:
                continue
            told = {name: kind.fields[name].to_sql(value) for name, value in differing.items()}
            if by_name and kind.title_field in differing:
                told["name_key"] = search.name_sort_key(differing[kind.title_field] or "")
            together.setdefault(tuple(told), []).append((*told.values(), id_.bytes))
            former = {name: old[name] for name in differing}
            log.append((kind.key, id_, "change", _json(kind, former), _json(kind, differing)))
            if not binned and self._index.looks_at(kind, differing):
                found_by.append((id_, old, {**old, **differing}))
        for changed, values in together.items():
            assigned = ", ".join(f'"{name}" = ?' for name in changed)
            self._connection.executemany(f'UPDATE "{kind.key}" SET {assigned} WHERE id = ?', values)
        if log:
            self._log(kind, log)
        self._index.remove(kind, [(id_, old) for id_, old, _ in found_by])
        self._index.add(kind, [(id_, new) for id_, _, new in found_by])
        return len(log)

    def bin(self, kind: RecordType, id: Id, *, back: bool = False) -> bool:  # noqa: A002
        """Put a record into the recycle bin, or take it ``back`` out; False when it was there already."""
        values = read_row(self._connection, kind, id)
        if values is None:
            raise KeyError(f"{kind.key} {id}")
        if lies_in_bin(self._connection, kind, id) is not back:
            return False
        self._connection.execute(f'UPDATE "{kind.key}" SET in_bin = ? WHERE id = ?', (int(not back), id.bytes))
        self._log(kind, [(kind.key, id, "unbin" if back else "bin", None, None)])
        if back:
            self._index.add(kind, [(id, values)])
        else:
            self._index.remove(kind, [(id, values)])
        return True

    def remove(self, kind: RecordType, id: Id) -> None:  # noqa: A002
        """Take a record out of its table (undo of its creation); the log keeps what it was."""
        before = read_row(self._connection, kind, id)
        if before is None:
            return
        self._index.remove_whole(kind, id, before)
        self._connection.execute(f'DELETE FROM "{kind.key}" WHERE id = ?', (id.bytes,))
        self._log(kind, [(kind.key, id, "remove", _json(kind, before), None)])

    def purge(self, kind: RecordType, id: Id) -> set[str]:  # noqa: A002
        """Erase a record and what the log says of it; returns the names of its photos, which lie outside the file.

        That there was a record, who wrote it when and who erased it stays: a removal that tells nothing of what was
        removed, so that other desks erase it too. It cannot be taken back.
        """
        self._connection.execute("PRAGMA secure_delete = ON")  # zeros where it stood, also in pages that become free
        photos = photos_of(self._connection, kind, id)
        if (before := read_row(self._connection, kind, id)) is not None:
            self._index.remove_whole(kind, id, before)
        self._connection.execute(f'DELETE FROM "{kind.key}" WHERE id = ?', (id.bytes,))
        self._connection.execute("DELETE FROM standing WHERE id = ?", (id.bytes,))
        self._log(kind, [(kind.key, id, "remove", None, None)])
        self._connection.execute("UPDATE op SET before = NULL, after = NULL WHERE record = ?", (id.bytes,))
        return photos

    def _log(self, kind: RecordType, changes: list[tuple[str, Id, Action, str | None, str | None]]) -> None:
        self._oplog.append(self._number, changes)
        self.kinds.add(kind.key)
        self.written += len(changes)


def _held(values: Values) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def _json(kind: RecordType, values: Values) -> str:
    """Fields as a JSON object; a whole record leaves out what is missing, a change says what was emptied."""
    told = {name: kind.fields[name].to_json(value) for name, value in values.items() if value is not None}
    cleared = {name: None for name, value in values.items() if value is None} if len(values) < len(kind.fields) else {}
    return json.dumps({**told, **cleared}, ensure_ascii=False, separators=(",", ":"))
