"""A return ready for paper: what the painter of returns and the page on screen are both given.

All texts are final; figures that could not be known are left out by whoever makes the return. What is empty is not
printed: a section without blocks, a table without rows, a chart without a single value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from caredesk.schema.sheet import SheetColumn


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Running text; ``indent`` begins it two characters in; ``key`` names what lies behind the figure in it."""

    text: str
    indent: bool = True
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    """A small ruled table: ``columns`` as in a ledger, ``totals`` printed in bold below, ``notes`` in small type.

    ``keys`` (one list a row, one text a column, "" = nothing to open; a further list for ``totals``) name what lies
    behind each figure, for screens that open the people behind it; they are never printed.
    """

    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    totals: Sequence[str] | None = None
    notes: Sequence[str] = ()
    keys: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, kw_only=True)
class Series:
    """One kind of bar: a value for each category of its chart, None where nothing is known (no bar, no 0)."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars: for each of ``categories`` (villages, kinds of people) one bar a series; ``unit`` stands at the axis."""

    title: str
    categories: Sequence[str]
    series: Sequence[Series]
    unit: str = ""

    @property
    def empty(self) -> bool:
        """Whether no value is known at all: such a chart is not drawn."""
        return all(value is None for one in self.series for value in one.values)


Block: TypeAlias = Paragraph | ReportTable | Chart


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the return; the heading is printed with its Chinese number (一、二、), which is not given here."""

    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True, kw_only=True)
class Report:
    """A titled return. ``info``, ``signature``, ``notes``, ``watermark`` and ``metadata`` are those of ``Sheet``."""

    title: str
    sections: Sequence[Section]
    info: Sequence[str] = ()
    signature: Sequence[str] = ()
    notes: Sequence[str] = ()
    watermark: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
