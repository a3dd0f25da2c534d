"""Questions to the records: one description of a selection gives the rows, the number and the list of ids.

Paths step over links (``person.village.name``). All conditions are declared data, compiled to SQL here only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from caredesk.schema.conditions import All, Condition, Either, Is, Known, Not
from caredesk.schema.declarations import Declarations
from caredesk.schema.fields import Choices, Field, Text
from caredesk.schema.ids import Id
from caredesk.schema.ledger import resolve
from caredesk.schema.record import RecordType
from caredesk.store.connection import Connection, user_errors


@dataclass(frozen=True)
class Through:
    """A dated link in between: records of ``record`` lead from their ``owner`` to their ``link``."""

    record: str
    owner: str
    link: str
    since: str
    until: str = ""


@dataclass(frozen=True)
class Having:
    """Only records to whose owner (at path ``owner``, "" = itself) a record of ``record`` belongs with these values.

    With ``on`` only those in force on that day (``since`` <= day <= ``until``, missing ends are open). ``through``: it
    belongs not to the owner itself but to what one of these links led the owner to on that day.
    """

    owner: str
    record: str
    link: str
    equal: Mapping[str, Any]
    on: date | None = None
    through: Sequence[Through] = ()


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which records of a kind in use: a condition, equal paths, a stretch of days, having, ids (a few hundred at most).

    Sorted by paths, "-" descending, and where they are equal by age; ``limit`` counts for lists, not for numbers.
    """

    record: str
    where: Condition | None = None
    equal: Mapping[str, Any] = field(default_factory=dict)
    between: tuple[str, date | None, date | None] | None = None
    having: Sequence[Having] = ()
    among: Sequence[Id] | None = None
    order: Sequence[str] = ()
    limit: int | None = None


class Query:
    """Runs selections on an open connection."""

    def __init__(self, connection: Connection, declarations: Declarations) -> None:
        self._connection = connection
        self._declarations = declarations

    def rows(self, selection: Selection, paths: Sequence[str]) -> list[tuple[Id, tuple[Any, ...]]]:
        """Each record's id and the field values at the paths, in order."""
        built = _Sql(self._declarations, selection)
        picks = [built.column(path) for path in paths]
        readers = [_reader(resolve(self._declarations.by_key, selection.record, path)[1]) for path in paths]
        sql, arguments = built.statement(", ".join(["t0.id", *picks]))
        with user_errors():
            found = self._connection.execute(sql, arguments).fetchall()
        return [
            (UUID(bytes=row[0]), tuple(read(raw) for read, raw in zip(readers, row[1:], strict=True))) for row in found
        ]

    def by_id(self, record: str, ids: Iterable[Id], paths: Sequence[str]) -> dict[Id, tuple[Any, ...]]:
        """The field values at the paths of records in use, by id; an id that is gone is left out."""
        wanted = dict.fromkeys(ids)
        found: dict[Id, tuple[Any, ...]] = {}
        for chunk in _chunks(wanted) if wanted else ():
            chosen = Selection(record=record, among=tuple(UUID(bytes=one) for one in chunk))
            found.update(self.rows(chosen, paths))
        return found

    def ids(self, selection: Selection) -> list[Id]:
        """The ids only, in order: what lists on screen page over."""
        sql, arguments = _Sql(self._declarations, selection).statement("t0.id")
        with user_errors():
            return [UUID(bytes=row[0]) for row in self._connection.execute(sql, arguments)]

    def count(self, selection: Selection, distinct: str = "") -> int:
        """How many records, or how many different values at the path ``distinct``."""
        built = _Sql(self._declarations, selection)
        what = f"count(DISTINCT {built.column(distinct)})" if distinct else "count(*)"
        sql, arguments = built.statement(what)
        with user_errors():
            return int(self._connection.execute(sql, arguments).fetchone()[0])

    def belonging(
        self, record: str, link: str, owners: Iterable[Id] | None, names: Sequence[str], known: str = ""
    ) -> dict[Id, list[tuple[Any, ...]]]:
        """Field values of the records that link to each owner (None: all owners), by owner; with ``known`` filled."""
        kind = self._declarations.by_key[record]
        columns = ", ".join(f'"{name}"' for name in names)
        readers = [_reader(kind.fields[name]) for name in names]
        sql = f'SELECT "{link}", {columns} FROM "{record}" WHERE in_bin = 0 AND "{known or link}" IS NOT NULL'
        found: dict[Id, list[tuple[Any, ...]]] = {}
        with user_errors():
            for chunk in _chunks(owners):
                among = f' AND "{link}" IN ({", ".join("?" * len(chunk))})' if chunk else ""
                for row in self._connection.execute(f"{sql}{among} ORDER BY rid", chunk):
                    values = tuple(read(raw) for read, raw in zip(readers, row[1:], strict=True))
                    found.setdefault(UUID(bytes=row[0]), []).append(values)
        return found

    def latest(
        self,
        record: str,
        link: str,
        by: Sequence[str],
        day: str,
        until: date,
        owners: Iterable[Id] | None = None,
    ) -> dict[Id, list[tuple[Any, ...]]]:
        """For each owner (None: all) and combination of ``by``, the latest ``day`` not after ``until``: (*by, day)."""
        kind = self._declarations.by_key[record]
        columns = ", ".join(f'"{name}"' for name in by)
        readers = [_reader(kind.fields[name]) for name in (*by, day)]
        found: dict[Id, list[tuple[Any, ...]]] = {}
        with user_errors():
            for chunk in _chunks(owners):
                among = f' AND "{link}" IN ({", ".join("?" * len(chunk))})' if chunk else ""
                sql = (
                    f'SELECT "{link}", {columns}, max("{day}") FROM "{record}" '
                    f'WHERE in_bin = 0 AND "{day}" <= ?{among} GROUP BY "{link}", {columns}'
                )
                for row in self._connection.execute(sql, (until.isoformat(), *chunk)):
                    values = tuple(read(raw) for read, raw in zip(readers, row[1:], strict=True))
                    found.setdefault(UUID(bytes=row[0]), []).append(values)
        return found


def _reader(spec: Field) -> Callable[[Any], Any]:
    """How a column's values are read; days, links and lists of options repeat, so each is made once."""
    if isinstance(spec, Text):
        return spec.from_sql
    return cache(spec.from_sql)


def _chunks(owners: Iterable[Id] | None) -> Iterator[list[bytes]]:
    """Owners in lots small enough for one statement; one empty lot stands for everybody."""
    if owners is None:
        yield []
        return
    wanted = [owner.bytes for owner in dict.fromkeys(owners)]
    for start in range(0, len(wanted), 500):
        yield wanted[start : start + 500]


class _Sql:
    """A selection on its way to SQL: joins are added as paths ask for them."""

    def __init__(self, declarations: Declarations, selection: Selection) -> None:
        self._declarations = declarations
        self._selection = selection
        self._joins: dict[str, tuple[str, str]] = {"": ("t0", selection.record)}
        self._arguments: list[Any] = []

    def column(self, path: str) -> str:
        *steps, last = path.split(".")
        alias, record = self._join(".".join(steps))
        if last in {"rid", "id", "name_key"}:
            return f'{alias}."{last}"'
        return f'{alias}."{self._declarations.by_key[record].fields[last].name}"'

    def _join(self, prefix: str) -> tuple[str, str]:
        if prefix not in self._joins:
            head, _, last = prefix.rpartition(".")
            _, parent = self._join(head)
            target = self._declarations.by_key[parent].refs()[last].to
            self._joins[prefix] = (f"t{len(self._joins)}", target)
        return self._joins[prefix]

    def statement(self, what: str) -> tuple[str, list[Any]]:
        chosen = self._selection
        conditions = ["t0.in_bin = 0"]
        if chosen.where is not None:
            conditions.append(self._condition(chosen.where))
        conditions += [self._equal(self.column(path), path, value) for path, value in chosen.equal.items()]
        if chosen.between:
            conditions += self._between(*chosen.between)
        conditions += [self._having(having) for having in chosen.having]
        if chosen.among is not None:
            conditions.append(f"t0.id IN ({', '.join('?' * len(chosen.among))})")
            self._arguments += [one.bytes for one in chosen.among]
        order = ", ".join([self._order(path) for path in chosen.order] + ["t0.rid"] * ("rid" not in chosen.order))
        joins = [
            f'LEFT JOIN "{record}" {alias} ON {alias}.id = {self.column(prefix)}'
            for prefix, (alias, record) in list(self._joins.items())
            if prefix
        ]
        sql = f'SELECT {what} FROM "{chosen.record}" t0 {" ".join(joins)} WHERE {" AND ".join(conditions)}'
        if "count(" in what:
            return sql, self._arguments
        return f"{sql} ORDER BY {order}" + (f" LIMIT {int(chosen.limit)}" if chosen.limit else ""), self._arguments

    def _order(self, path: str) -> str:
        plain = path.removeprefix("-")
        # Whoever has no village stands behind the villages; an own column without NULLS goes by its index.
        last = " NULLS LAST" if "." in plain else ""
        return f"{self.column(plain)}{' DESC' if path != plain else ''}{last}"

    def _equal(self, column: str, path: str, value: Any) -> str:
        spec = resolve(self._declarations.by_key, self._selection.record, path)[1]
        values = value if isinstance(value, list | set | frozenset) else [value]
        return self._any_of(column, spec.to_sql, values)

    def _any_of(self, column: str, to_sql: Any, values: Iterable[Any]) -> str:
        raws = [to_sql(value) for value in values]
        told = [raw for raw in raws if raw is not None]
        self._arguments += told
        parts = [f"{column} IN ({', '.join('?' * len(told))})"] if told or not raws else []
        if None in raws:
            parts.append(f"{column} IS NULL")
        return f"({' OR '.join(parts)})"

    def _between(self, name: str, first: date | None, last: date | None) -> list[str]:
        found = []
        for bound, sign in ((first, ">="), (last, "<=")):
            if bound is not None:
                found.append(f"{self.column(name)} {sign} ?")
                self._arguments.append(bound.isoformat())
        return found

    def _condition(self, condition: Condition) -> str:
        match condition:
            case Is():
                return self._is(condition)
            case Known():
                return f"{self.column(condition.field)} IS NOT NULL"
            case All():
                return "(" + " AND ".join(self._condition(part) for part in condition.parts) + ")"
            case Either():
                return "(" + " OR ".join(self._condition(part) for part in condition.parts) + ")"
            case Not():
                return f"NOT coalesce({self._condition(condition.part)}, 0)"

    def _is(self, condition: Is) -> str:
        column = self.column(condition.field)
        spec = resolve(self._declarations.by_key, self._selection.record, condition.field)[1]
        if isinstance(spec, Choices):
            self._arguments += list(condition.values)
            marks = ", ".join("?" * len(condition.values))
            return f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value IN ({marks}))"
        return self._any_of(column, spec.to_sql, condition.values)

    def _having(self, having: Having) -> str:
        kind = self._declarations.by_key[having.record]
        owner = self.column(having.owner or "id")  # a link's column holds the owner's id
        if not having.through:
            return f'{owner} IN (SELECT h."{having.link}" FROM "{having.record}" h WHERE {self._held(having, kind)})'
        parts = []
        for step in having.through:
            held = self._held(having, kind)
            dated = self._in_force(f's."{step.since}"', f's."{step.until}"' if step.until else "NULL", having.on)
            parts.append(
                f'SELECT s."{step.owner}" FROM "{step.record}" s JOIN "{having.record}" h '
                f'ON h."{having.link}" = s."{step.link}" WHERE {" AND ".join(["s.in_bin = 0", held, *dated])}'
            )
        return f"{owner} IN ({' UNION ALL '.join(parts)})"

    def _held(self, having: Having, kind: RecordType) -> str:
        parts = ["h.in_bin = 0"]
        for name, value in having.equal.items():
            values = value if isinstance(value, list | set | frozenset) else [value]
            parts.append(self._any_of(f'h."{name}"', kind.fields[name].to_sql, values))
        return " AND ".join([*parts, *self._in_force("h.since", "h.until", having.on)])

    def _in_force(self, since: str, until: str, on: date | None) -> list[str]:
        if on is None:
            return []
        self._arguments += [on.isoformat(), on.isoformat()]
        return [f"({since} IS NULL OR {since} <= ?) AND ({until} IS NULL OR {until} >= ?)"]
