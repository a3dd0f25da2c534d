"""A ledger (台账): which columns of which record, in what order, under what title. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from caredesk.schema.conditions import Condition
from caredesk.schema.evidence import Strength
from caredesk.schema.fields import Field
from caredesk.schema.kinds import Ref
from caredesk.schema.record import RecordType
from caredesk.schema.sheet import Align, Paper


@dataclass(frozen=True)
class Path:
    """A field of the record, or of a record it links to: ``person.village.name``."""

    path: str


@dataclass(frozen=True)
class RowNumber:
    """1, 2, 3 ... as printed."""


@dataclass(frozen=True)
class AgeAt:
    """Whole years on the day held by another field (age is computed on the visit's day, never typed)."""

    birth: str
    on: str


@dataclass(frozen=True)
class Collected:
    """Field ``field`` of every record of ``record`` that belongs to the one at ``owner``, joined by 、.

    With ``on`` (a path to a date) only those in force on that day: ``since`` <= day <= ``until``; a partial date
    counts from its first and to its last possible day, an unknown one is open.
    ``detail``: a further field shown in brackets; texts that are the same stand once with all their details:
    特殊困难老年人（独居、失能）、残疾人（二级）. ``also``: further records whose texts follow in the same cell, such as
    the categories of the household a person lives in. ``lived_in``: the records hang on the household that the person
    at ``owner`` belonged to on that day. ``first`` keeps only the first by ``since`` order.
    """

    owner: str
    record: str
    field: str
    on: str = ""
    since: str = "since"
    until: str = "until"
    first: bool = False
    detail: str = ""
    lived_in: bool = False
    also: tuple[Collected, ...] = ()


@dataclass(frozen=True)
class Joined:
    """Several fields in one cell, each with its label unless that is "": 身体：一般；自理：半失能.

    A yes is told by its label alone (补录), a no not at all. ``silent``: everyday answers as (path, text) that go
    without saying; where nothing else was told the cell says ``otherwise``, and stays empty where nothing was told.
    """

    parts: tuple[tuple[str, str], ...]
    separator: str = "；"
    silent: tuple[tuple[str, str], ...] = ()
    otherwise: str = ""


@dataclass(frozen=True)
class Reckoned:
    """What a service works out for each row, by the key under which it is known in services/reckoned.py."""

    key: str


Source = Path | RowNumber | AgeAt | Collected | Joined | Reckoned


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a ledger; ``width`` in half-width characters."""

    key: str
    label: str
    source: Source
    group: str = ""
    width: int = 10
    align: Align = "left"
    number: bool = False


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """``period``: the date field that a period cuts by ("" = a standing list).

    ``order``: paths to sort by; ``name_key`` stands for a searched name in the order of its sound.
    ``walked``: within a day of ``period`` (or throughout) in walking order, groups by their number (2组 before 10组).
    ``where``: only records for which it holds. ``source``: the domain page and section of its headings.
    ``notes`` are printed below the rows.
    """

    key: str
    title: str
    record: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    period: str = ""
    where: Condition | None = None
    walked: bool = False
    paper: Paper = "A3"
    strength: Strength = "proposal"
    source: str = ""
    filters: tuple[str, ...] = field(default=())
    notes: tuple[str, ...] = ()

    def headings(self) -> list[str]:
        """Column labels with their group: 服务对象/姓名."""
        return [f"{column.group}/{column.label}" if column.group else column.label for column in self.columns]


def paths_of(source: Source) -> tuple[str, ...]:
    """The record paths that a column's text is made of."""
    match source:
        case Path():
            return (source.path,)
        case RowNumber() | Reckoned():
            return ()
        case AgeAt():
            return (source.birth, source.on)
        case Collected():
            further = tuple(path for other in source.also for path in paths_of(other))
            return ((source.on,) if source.on else ()) + further
        case Joined():
            return tuple(path for _, path in source.parts)


def resolve(records: Mapping[str, RecordType], start: str, path: str) -> tuple[RecordType, Field]:
    """The record type and field that a path ends at; KeyError for a path that leads nowhere."""
    kind = records[start]
    *steps, last = path.split(".")
    for step in steps:
        link = kind.fields[step]
        if not isinstance(link, Ref):
            raise KeyError(f"{kind.key}.{step} is no link")
        kind = records[link.to]
    return kind, kind.fields[last]
