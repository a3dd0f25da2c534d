"""The display list: a page as plain drawing operations that any painter can follow.

The layout passes (ledger, return) make pages; ``pdf`` paints them into a file and the window paints the same pages
on a printer. All coordinates are points (1/72 inch) from the **top-left** corner of the page, y downwards; a text's
``y`` is its baseline. Operations are painted in order (what comes first lies behind). Colours are ``0xRRGGBB``.

Fonts are roles, each one file in ``resources/fonts``: ``song`` body, ``song-bold`` titles, ``hei`` headings,
``hei-bold`` emphasis, ``rare`` characters that the others lack.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

Role = Literal["song", "song-bold", "hei", "hei-bold", "rare"]

BLACK = 0x000000

MILLIMETRE = 72 / 25.4


class Text(NamedTuple):
    """A run in one font, its left end at ``x`` and its baseline at ``y``; no painter has to break or align it.

    ``meant`` is set when no font has the character: ``text`` is then the sign drawn in its place (〓) and ``meant``
    what must come out when the text is copied or searched.
    """

    x: float
    y: float
    role: Role
    size: float
    text: str
    color: int = BLACK
    meant: str = ""


class Slant(NamedTuple):
    """A text turned anticlockwise by ``angle`` degrees with its middle at ``x``, ``y`` (a watermark).

    ``width`` is the length of the text in points, so that a painter need not measure it.
    """

    x: float
    y: float
    role: Role
    size: float
    text: str
    width: float
    angle: float
    color: int


class Line(NamedTuple):
    """A straight line ``width`` points thick."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    color: int = BLACK


class Rect(NamedTuple):
    """A filled box without an edge; ``x``, ``y`` is its top-left corner."""

    x: float
    y: float
    w: float
    h: float
    fill: int


Op: TypeAlias = Text | Slant | Line | Rect


@dataclass(frozen=True)
class Page:
    """One page: its size in points and what to paint on it."""

    width: float
    height: float
    ops: Sequence[Op]


def paper_size(paper: Literal["A4", "A3"], *, landscape: bool) -> tuple[float, float]:
    """Width and height in points of a sheet of paper lying or standing."""
    short, long = {"A4": (210, 297), "A3": (297, 420)}[paper]
    size = (short * MILLIMETRE, long * MILLIMETRE)
    return (size[1], size[0]) if landscape else size
