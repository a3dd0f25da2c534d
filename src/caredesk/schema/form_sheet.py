"""A form on paper: what is known is printed, what is asked stands as boxes to tick or as room to write in.

All texts are final; the painter decides only where things stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Blank:
    """One question: its ``label`` and what stands behind it ("" = room to write), with ``lines`` at least.

    ``wide`` takes the whole width, the others stand two in a row.
    """

    label: str
    text: str = ""
    lines: int = 1
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class FormPart:
    """Questions under a heading."""

    heading: str
    blanks: Sequence[Blank]


@dataclass(frozen=True, kw_only=True)
class FormSheet:
    """One person's form; it begins a page. ``info``, ``signature`` and ``notes`` are those of a ``Sheet``."""

    title: str
    parts: Sequence[FormPart]
    info: Sequence[str] = ()
    signature: Sequence[str] = ()
    notes: Sequence[str] = ()
    foot: str = ""


@dataclass(frozen=True, kw_only=True)
class FormSheets:
    """Forms that are printed one after the other."""

    title: str
    forms: Sequence[FormSheet]
    watermark: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
