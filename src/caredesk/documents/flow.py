"""Filling pages from top to bottom: what stays together, what may be dealt out over pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from caredesk.documents.pen import Pen

Draw: TypeAlias = Callable[[Pen, float], None]
"""Paints something whose top is at the y given."""

DrawRows: TypeAlias = Callable[[Pen, float, int, int], None]
"""Paints rows ``first`` to ``last`` (exclusive), with their head, from the y given."""


class Flow:
    """Things placed one below the other between ``top`` and ``bottom`` (points from the upper edge of each page)."""

    def __init__(self, top: float, bottom: float) -> None:
        self._top, self._bottom = top, bottom
        self.pages: list[list[tuple[float, Draw]]] = [[]]
        self._y = top

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on the page yet."""
        return not self.pages[-1]

    def skip(self, gap: float) -> None:
        """Leave room, but none at the top of a page."""
        if not self.fresh:
            self._y += gap

    def place(self, height: float, draw: Draw, keep: float = 0.0) -> None:
        """Put something here, or on the next page when it and ``keep`` points below it do not fit."""
        if height + keep > self._bottom - self._y and not self.fresh:
            self._turn()
        self._put(height, draw)

    def place_rows(
        self, heights: Sequence[float], draw: DrawRows, *, head: float, keep: float, least: int, whole: bool
    ) -> None:
        """Put rows on this page and the following ones, each time below a head of ``head`` points.

        No page gets fewer than ``least`` rows; ``whole``: they stay together when a page holds them; ``keep``: points
        wanted below the last one.
        """
        first = 0
        for n, count in enumerate(self._dealt(heights, head, keep, least=least, whole=whole)):
            if n:
                self._turn()
            if count:
                last = first + count
                self._put(head + sum(heights[first:last]), _rows(draw, first, last))
                first = last

    def _turn(self) -> None:
        self.pages.append([])
        self._y = self._top

    def _put(self, height: float, draw: Draw) -> None:
        self.pages[-1].append((self._y, draw))
        self._y += height

    def _dealt(self, heights: Sequence[float], head: float, keep: float, *, least: int, whole: bool) -> list[int]:
        """How many rows go on this page (perhaps none) and on each of the following ones."""
        dealt: list[int] = []
        full, done, fresh = self._bottom - self._top, 0, self.fresh
        room = self._bottom - self._y
        whole = whole and head + sum(heights) + keep <= full
        while head + sum(heights[done:]) + keep > room:
            fits = min(_how_many(heights[done:], room - head), len(heights) - done - least)
            if not fresh and (fits < least or whole):
                fits = 0
            elif fits < 1:
                if len(heights) - done == 1:
                    break
                fits = 1
            dealt.append(fits)
            done, room, fresh = done + fits, full, True
        return [*dealt, len(heights) - done]


def _rows(draw: DrawRows, first: int, last: int) -> Draw:
    return lambda pen, y: draw(pen, y, first, last)


def _how_many(heights: Sequence[float], room: float) -> int:
    for n, height in enumerate(heights):
        room -= height
        if room < 0:
            return n
    return len(heights)
