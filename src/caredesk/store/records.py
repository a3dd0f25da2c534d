"""Records in and out: every write lands in its table, the operation log and the search keys in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from caredesk.schema.declarations import Declarations
from caredesk.schema.ids import Id, new_id
from caredesk.schema.record import Record, RecordType
from caredesk.store import search
from caredesk.store.connection import Connection, user_errors, write_transaction
from caredesk.store.oplog import OperationLog
from caredesk.store.rows import columns, lies_in_bin, lots, marks, read_row, values_of
from caredesk.store.writing import Values, Write

__all__ = ["Records", "Values", "Write"]


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
            made = act or new_id(self.clock())
            number = self.log.begin(user, made, what, title)
            writing = Write(self.connection, self.declarations, self.log, self.clock, made, number)
            yield writing
        self._changed |= writing.kinds

    def get(self, kind: RecordType, id: Id) -> Record | None:  # noqa: A002
        """One record, also out of the recycle bin, or None."""
        row = self.row(kind, id)
        return None if row is None else kind.make(id=id, **row)

    def row(self, kind: RecordType, id: Id) -> dict[str, Any] | None:  # noqa: A002
        """One record's values by field name, also out of the recycle bin, or None."""
        return read_row(self.connection, kind, id)

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
        sql = f'SELECT id, {columns(names)} FROM "{kind.key}" WHERE {" AND ".join(where)} ORDER BY {by}'
        with user_errors():
            rows = self.connection.execute(sql, arguments).fetchall()
        return [kind.make(id=UUID(bytes=row[0]), **values_of(kind, names, row[1:])) for row in rows]

    def has(self, kind: RecordType, equal: Values) -> bool:
        """Whether there is a record with these values, in use or in the bin."""
        where = " AND ".join(f'"{name}" = ?' for name in equal)
        arguments = [kind.fields[name].to_sql(value) for name, value in equal.items()]
        with user_errors():
            found = self.connection.execute(f'SELECT 1 FROM "{kind.key}" WHERE {where} LIMIT 1', arguments).fetchone()
        return found is not None

    def many(self, kind: RecordType, ids: Iterable[Id]) -> dict[Id, Record]:
        """Records by id, those that exist."""
        names = list(kind.fields)
        found: dict[Id, Record] = {}
        with user_errors():
            for chunk in lots([one.bytes for one in ids]):
                sql = f'SELECT id, {columns(names)} FROM "{kind.key}" WHERE id IN ({marks(chunk)})'
                for row in self.connection.execute(sql, chunk):
                    key = UUID(bytes=row[0])
                    found[key] = kind.make(id=key, **values_of(kind, names, row[1:]))
        return found

    def in_bin(self, kind: RecordType, id: Id) -> bool | None:  # noqa: A002
        """Whether a record lies in the recycle bin; None when there is no such record."""
        return lies_in_bin(self.connection, kind, id)

    def referring(self, key: str, id: Id, *, binned: bool = False) -> dict[str, list[Id]]:  # noqa: A002
        """Records that link to one of a kind, by their kind: those in use, with ``binned`` all of them."""
        found: dict[str, list[Id]] = {}
        for kind, name in self.declarations.referring_to(key):
            sql = f'SELECT id FROM "{kind.key}" WHERE "{name}" = ?' + ("" if binned else " AND in_bin = 0")
            with user_errors():
                ids = [UUID(bytes=row[0]) for row in self.connection.execute(sql, (id.bytes,))]
            known = found.setdefault(kind.key, [])
            known += [one for one in ids if one not in known]
        return {kind: ids for kind, ids in found.items() if ids}

    def search(
        self,
        text: str,
        limit: int,
        *,
        among: Mapping[str, Collection[Any]] | None = None,
        whole_numbers: bool = True,
        numbers: bool = True,
    ) -> list[Id]:
        """Ids of the searched kind in use that a text finds, best first.

        ``among`` keeps those whose fields hold one of the values. Without ``whole_numbers`` a number is found by all of
        it or by the tail that its starred form shows, without ``numbers`` by no digit at all.
        """
        kind = self.declarations.by_key[self.declarations.searched_owner]
        conditions, arguments = ["in_bin = 0"], []
        for name, values in (among or {}).items():
            conditions.append(f'"{name}" IN ({marks(values)})')
            arguments += [kind.fields[name].to_sql(value) for value in values]
        where = " AND ".join(conditions)
        with user_errors():
            most = search.MOST_HITS if among else limit
            found = search.find_owners(self.connection, text, most, whole_numbers=whole_numbers, numbers=numbers)
            ids: dict[int, Id] = {}
            for chunk in lots(found):
                sql = f'SELECT rid, id FROM "{kind.key}" WHERE rid IN ({marks(chunk)}) AND {where}'
                ids |= {row[0]: UUID(bytes=row[1]) for row in self.connection.execute(sql, (*chunk, *arguments))}
        return [ids[rid] for rid in found if rid in ids][:limit]
