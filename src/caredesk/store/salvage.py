"""The last resort: rows out of a damaged file when no backup will do.

SQLCipher refuses a damaged page as a whole. Reading a table by ranges of its row id and halving each range that fails
recovers every row but those on damaged pages. The result is a new file to look at; nothing is written to the damaged
one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from caredesk.store.connection import Connection, Damaged, driver, open_connection, user_errors, write_transaction
from caredesk.store.vault import Keys

_STEP = 4096
_POINTS = 256

Row = tuple[Any, ...]
#: First and last row id that could not be read; None is the unknown end of the table.
Gap = tuple[int, int | None]


@dataclass
class Salvaged:
    """Rows written by table, and its gaps (None for a damaged table without row ids: nobody knows)."""

    rows: dict[str, int] = field(default_factory=dict)
    lost: dict[str, list[Gap] | None] = field(default_factory=dict)


def salvage(damaged: Path, target: Path, keys: Keys) -> Salvaged:
    """Copy what can be read of a closed, damaged file into a new one at ``target``; search indexes come out empty.

    Raises Damaged when not even the list of tables can be read, StoreTrouble when the target cannot be written.
    """
    result = Salvaged()
    source = _Source(damaged, keys)
    new = open_connection(target, keys.data, create=True)
    try:
        new.execute("PRAGMA foreign_keys = OFF")  # a lost row must not pull others with it
        new.execute(f"PRAGMA user_version = {source.version}")
        for kind, name, sql in source.schema():
            with write_transaction(new):
                if kind == "table":
                    new.execute(sql)
                    _copy_table(source, new, name, result)
                elif kind == "virtual":
                    new.execute(sql)
        for kind, _, sql in source.schema():
            if kind in {"index", "trigger", "view"}:
                _try(new, sql)
    finally:
        source.close()
        new.close()
    return result


class _Source:
    """The damaged file, opened anew after each error: a connection that met one is not trusted again."""

    def __init__(self, path: Path, keys: Keys) -> None:
        self._path, self._keys = path, keys
        self._connection = _open(path, keys)

    @property
    def version(self) -> int:
        """The format of the file; it stands on the first page, without which nothing is read at all."""
        return int((self.read("PRAGMA user_version") or [(0,)])[0][0])

    def read(self, sql: str, values: tuple[Any, ...] = ()) -> list[Row] | None:
        """All rows of a query, or None when a damaged page is in the way."""
        try:
            with user_errors():
                return self._connection.execute(sql, values).fetchall()
        except Damaged:
            self._connection.close()
            self._connection = _open(self._path, self._keys)
            return None

    def read_while_whole(self, sql: str) -> list[Row]:
        """The rows of a query up to the first damaged page."""
        rows: list[Row] = []
        try:
            with user_errors():
                rows.extend(self._connection.execute(sql))
        except Damaged:
            self._connection.close()
            self._connection = _open(self._path, self._keys)
        return rows

    def schema(self) -> list[tuple[str, str, str]]:
        """Kind, name and SQL of everything declared, without SQLite's and the search index's inner tables."""
        rows = self.read("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
        if rows is None:
            raise Damaged("数据文件的目录页已损坏，抢救不出内容。请从备份恢复。")
        virtual = {name for kind, name, sql in rows if kind == "table" and sql.upper().startswith("CREATE VIRTUAL")}
        inner = tuple(f"{name}_" for name in virtual)
        return [
            ("virtual" if name in virtual else kind, name, sql)
            for kind, name, sql in rows
            if not name.startswith("sqlite_") and not (inner and name.startswith(inner))
        ]

    def close(self) -> None:
        self._connection.close()


def _open(path: Path, keys: Keys) -> Connection:
    return open_connection(path, keys.data, read_only=True, cut_short=True)


def _copy_table(source: _Source, new: Connection, name: str, result: Salvaged) -> None:
    if new.execute("SELECT wr FROM pragma_table_list WHERE name = ?", (name,)).fetchone()[0]:
        whole = source.read(f'SELECT * FROM "{name}"')
        result.lost[name] = [] if whole is not None else None
        parts: Iterable[list[Row]] = [whole] if whole is not None else _from_both_ends(source, new, name)
    else:
        lost: list[Gap] = []
        result.lost[name] = lost
        parts = _by_row_id(source, name, lost)
    result.rows[name] = sum(_insert(new, name, rows) for rows in parts)


def _from_both_ends(source: _Source, new: Connection, name: str) -> list[list[Row]]:
    """A table without row ids: forwards and backwards to the damage, between them nothing is known."""
    key = ", ".join(
        f'"{column}" DESC'
        for (column,) in new.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (name,))
    )
    return [source.read_while_whole(f'SELECT * FROM "{name}"'),
            source.read_while_whole(f'SELECT * FROM "{name}" ORDER BY {key}')]  # fmt: skip


def _by_row_id(source: _Source, name: str, lost: list[Gap]) -> Iterator[list[Row]]:
    rows = source.read(f'SELECT max(rowid) FROM "{name}"')
    last = int(rows[0][0] or 0) if rows is not None else _last_readable(source, name)
    for start in range(0, last + 1, _STEP):
        yield from _halving(source, name, range(start, min(start + _STEP, last + 1)), lost)
    if rows is None:
        lost.append((last + 1, None))


def _halving(source: _Source, name: str, wanted: range, lost: list[Gap]) -> Iterator[list[Row]]:
    rows = source.read(f'SELECT rowid, * FROM "{name}" WHERE rowid BETWEEN ? AND ?', (wanted[0], wanted[-1]))
    if rows is not None:
        yield [row[1:] for row in rows]
    elif len(wanted) == 1:
        if lost and lost[-1][1] == wanted[0] - 1:
            lost[-1] = (lost[-1][0], wanted[0])
        else:
            lost.append((wanted[0], wanted[0]))
    else:
        middle = len(wanted) // 2
        yield from _halving(source, name, wanted[:middle], lost)
        yield from _halving(source, name, wanted[middle:], lost)


def _last_readable(source: _Source, name: str) -> int:
    """The row id before a damaged end of the table: there, everything beyond reads as damaged without end.

    The highest readable of the powers of two, then of evenly spaced points above it (damage in the middle is passed
    over by them), then halving up to the edge.
    """

    def readable(row_id: int) -> bool:
        sql = f'SELECT rowid FROM "{name}" WHERE rowid <= ? ORDER BY rowid DESC LIMIT 1'
        return source.read(sql, (row_id,)) is not None

    low = max((1 << power for power in range(40) if readable(1 << power)), default=0)
    step = 3 * low // _POINTS + 1  # beyond the next power of two, in case that one fell into damage
    low = max((low + step * point for point in range(_POINTS + 1) if readable(low + step * point)), default=0)
    high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if readable(middle) else (low, middle)
    return low


def _insert(new: Connection, name: str, rows: list[Row]) -> int:
    if not rows:
        return 0
    marks = ", ".join("?" * len(rows[0]))
    before = new.total_changes
    new.executemany(f'INSERT OR IGNORE INTO "{name}" VALUES ({marks})', rows)
    return new.total_changes - before


def _try(new: Connection, sql: str) -> None:
    """An index that must be unique may not fit what was recovered; it is left out then."""
    with user_errors(), contextlib.suppress(driver.IntegrityError):
        new.execute(sql)
