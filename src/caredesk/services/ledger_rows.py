"""Pieces of a ledger's rows: in which order they are walked, by what they are narrowed, and cells of several fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from caredesk.schema.dates import age_on
from caredesk.schema.ids import Id
from caredesk.schema.ledger import Collected, Column, Joined, Ledger, Path
from caredesk.schema.record import RecordType
from caredesk.services.walking_order import in_walking_order
from caredesk.services.workspace import Workspace

Row = tuple[Id, dict[str, Any]]


def walked(work: Workspace, ledger: Ledger, rows: Sequence[Row]) -> list[Row]:
    """Rows in walking order, within each day of the ledger's period where it has one."""
    place = {one: at for at, one in enumerate(in_walking_order(work, ledger.record, [id_ for id_, _ in rows]))}
    by_day = ledger.period

    def key(row: Row) -> tuple[date, int]:
        return row[1][by_day] if by_day and row[1].get(by_day) else date.min, place[row[0]]

    return sorted(rows, key=key)


def narrowing(work: Workspace, kind: RecordType, name: str, value: Any = None) -> str | None:
    """The path by which records of a kind are narrowed: a field of theirs or of whom they belong to; None for none."""
    if name in kind.fields:
        return name if work.gate.opens(kind, name, value) else None
    owner = work.kind(kind.refs()[kind.part_of].to) if kind.part_of else None
    if owner is None or name not in owner.fields or not work.gate.opens(owner, name, value):
        return None
    return f"{kind.part_of}.{name}"


def joined(source: Joined, values: Mapping[str, Any], text: Callable[[str, Mapping[str, Any]], str]) -> str:
    """The parts of a cell that say something; everyday answers are left out, a yes is its label."""
    told = [(label, path, text(path, values)) for label, path in source.parts if values[path] is not False]
    parts = [
        label if label and values[path] is True else f"{label}：{said}" if label else said
        for label, path, said in told
        if said and (path, said) not in source.silent
    ]
    return source.separator.join(parts) if parts or not any(said for *_, said in told) else source.otherwise


def age_in_words(birth: Any, on: Any) -> str:
    """Whole years on a day, "" where either is unknown."""
    age = age_on(birth, on) if on else None
    return "" if age is None else str(age)


def tells_birth(ledger: Ledger) -> bool:
    """Whether the birth date of the people stands on a ledger, and not only their age."""
    paths = [column.source.path for column in ledger.columns if isinstance(column.source, Path)]
    return any(path.rpartition(".")[2] == "birth_date" for path in paths)


def collected_in(column: Column) -> list[Collected]:
    """The gathered sources of a column, further ones included."""
    if not isinstance(column.source, Collected):
        return []
    return [column.source, *column.source.also]
