"""One record's row in its table, as field values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.store.connection import Connection, user_errors

_LOT = 500
_T = TypeVar("_T")


def read_row(connection: Connection, kind: RecordType, id_: Id) -> dict[str, Any] | None:
    """One record's values by field name, also out of the recycle bin, or None."""
    names = list(kind.fields)
    sql = f'SELECT {columns(names)} FROM "{kind.key}" WHERE id = ?'
    with user_errors():
        found = connection.execute(sql, (id_.bytes,)).fetchone()
    return None if found is None else values_of(kind, names, found)


def insert_rows(
    connection: Connection,
    kind: RecordType,
    rows: Iterable[tuple[Id, Mapping[str, Any]]],
    *,
    name_key: Callable[[str], str] | None = None,
    binned: bool = False,
) -> None:
    """Put new rows into a kind's table and nowhere else; ``name_key`` sorts kinds that go by the sound of a name."""
    specs = [(name, spec.to_sql) for name, spec in kind.fields.items()]
    names = [*(name for name, _ in specs), *(["name_key"] if name_key else [])]
    sql = f'INSERT INTO "{kind.key}" (in_bin, id, {columns(names)}) VALUES ({int(binned)}, ?, {marks(names)})'

    def tuples() -> Iterator[tuple[Any, ...]]:
        for id_, values in rows:
            row = [id_.bytes, *(to_sql(values.get(name)) for name, to_sql in specs)]
            if name_key:
                row.append(name_key(values.get(kind.title_field) or ""))
            yield tuple(row)

    connection.executemany(sql, tuples())


def read_rows(
    connection: Connection, kind: RecordType, ids: Iterable[Id], names: Collection[str]
) -> dict[Id, tuple[bool, dict[str, Any]]]:
    """Records by id, those that exist: whether each lies in the recycle bin, and its values of the named fields."""
    told, found = list(names), {}
    also = f", {columns(told)}" if told else ""
    with user_errors():
        for lot in lots([one.bytes for one in ids]):
            sql = f'SELECT id, in_bin{also} FROM "{kind.key}" WHERE id IN ({marks(lot)})'
            for id_, binned, *row in connection.execute(sql, lot):
                found[UUID(bytes=id_)] = (bool(binned), values_of(kind, told, row))
    return found


def lies_in_bin(connection: Connection, kind: RecordType, id_: Id) -> bool | None:
    """Whether a record lies in the recycle bin; None when there is no such record."""
    sql = f'SELECT in_bin FROM "{kind.key}" WHERE id = ?'
    with user_errors():
        row = connection.execute(sql, (id_.bytes,)).fetchone()
    return None if row is None else bool(row[0])


def values_of(kind: RecordType, names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """Field values of a row's columns."""
    return {name: kind.fields[name].from_sql(raw) for name, raw in zip(names, row, strict=True)}


def columns(names: Iterable[str]) -> str:
    """Names of columns for a statement."""
    return ", ".join(f'"{name}"' for name in names)


def marks(values: Collection[Any]) -> str:
    """Place holders for values."""
    return ", ".join("?" * len(values))


def lots(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Values in lots small enough for one statement."""
    for start in range(0, len(values), _LOT):
        yield values[start : start + _LOT]
