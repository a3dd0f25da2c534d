"""How wide each column stands so that a table takes the least paper: one rule for pages and for workbooks.

All widths are in em of the body type and hold texts only; whoever draws adds the space up to the rules. What a column
wishes for is where the search begins; what its texts need decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from caredesk.documents.metrics import cleaned, line_spans, longest_word
from caredesk.schema.sheet import SheetColumn

Glyphs = Mapping[str, float]
"""Characters to their widths in em."""

_SAMPLE = 300
"""How many rows are laid out in trial; the longest words are looked for in all of them."""

_LONGEST_KEPT = 11.0
"""Words up to this many em (an 18-digit ID with a mark) widen a column rather than being broken."""

_SHORT = 4
"""Texts of up to so many characters (names, villages, options) are kept on one line where the paper allows it."""

_WORD = 4.0
"""What a column of longer texts keeps if it wishes for so much, and one that holds nothing: it is filled in by hand."""

_EASY = 0.8
"""Headings of few lines and columns that are easy to read may fix so much of the room, not more."""

_STEPS = (4.0, 2.0, 1.0, 0.5, 0.25)
"""By how many em columns are tried wider and narrower, coarse to fine."""

_ROUNDS, _SHARPNESS = 24, 4.0
"""Of the first dealing out of room: how often it is repeated, and how far a row's highest cell outweighs the rest."""

_PAIRS = 4
"""So many of the most promising columns are tried against one another before a step counts as of no use."""


def fitted_ems(
    columns: Sequence[SheetColumn], rows: Sequence[Sequence[str]], body: Glyphs, head: Glyphs, room: float
) -> list[float]:
    """A width for each column, together ``room`` em, in which the rows take the fewest lines.

    No word, number or date of up to 11 em is broken while the room allows it, nor after that a name or another short
    text; where there is room enough, no heading takes more than two lines. The same table always gives the same
    widths.
    """
    texts = [dict.fromkeys(cells) for cells in zip(*rows, strict=True)] or [{"": None} for _ in columns]
    least = _least(columns, texts, body, head, room)
    wished = wished_ems(columns, least, room)
    trial = _Trial(rows[:: max(1, -(-len(rows) // _SAMPLE))], body, least)
    if trial.height(wished) == trial.rows:
        return wished
    return trial.improved(min((wished, trial.dealt(wished)), key=trial.height))


def wished_ems(columns: Sequence[SheetColumn], least: Sequence[float], room: float) -> list[float]:
    """What the columns wish for, stretched together until they fill the room, or squeezed down towards ``least``."""
    wishes = [max(column.width / 2, one) for column, one in zip(columns, least, strict=True)]
    if sum(wishes) <= room:
        return [wish * room / sum(wishes) for wish in wishes]
    return _between(least, wishes, room)


def _least(
    columns: Sequence[SheetColumn], texts: Sequence[Iterable[str]], body: Glyphs, head: Glyphs, room: float
) -> list[float]:
    """How narrow each column may become; together never more than the room."""
    unbroken = [max(1.0, longest_word(own, body, _LONGEST_KEPT)) for own in texts]
    whole = [
        max(hard, _short(own, body), column.width / 2 if column.by_hand else 2.0)
        for hard, column, own in zip(unbroken, columns, texts, strict=True)
    ]
    easy = [
        max(low, _heading(column.label, head), _word(column, own))
        for low, column, own in zip(whole, columns, texts, strict=True)
    ]
    if sum(unbroken) > room:
        return _between([min(1.0, room / len(columns))] * len(columns), unbroken, room)
    if sum(whole) > room:
        return _between(unbroken, whole, room)
    limit = max(sum(whole), _EASY * room)
    return easy if sum(easy) <= limit else _between(whole, easy, limit)


def _between(low: Sequence[float], high: Sequence[float], room: float) -> list[float]:
    """All the same part of the way from ``low`` to ``high``, so that they fill the room."""
    share = (room - sum(low)) / max(1e-9, sum(high) - sum(low))
    return [one + (other - one) * share for one, other in zip(low, high, strict=True)]


def _heading(label: str, head: Glyphs) -> float:
    """The width in which a heading takes no more than two lines, a short one only one."""
    text = cleaned(label).replace("\n", "")
    ends = list(accumulate(map(head.__getitem__, text)))
    whole = ends[-1] if ends else 0.0
    width = whole if len(text) <= _SHORT else 2.0
    while width < whole and sum(1 for _ in line_spans(text, ends, width)) > 2:
        width += 0.25
    return min(width, whole)


def _short(texts: Iterable[str], body: Glyphs) -> float:
    """The width of the longest text that is short enough to be kept on one line."""
    lines = (line for text in texts if len(text) <= _SHORT for line in cleaned(text).split("\n"))
    return max((sum(map(body.__getitem__, line)) for line in lines), default=0.0)


def _word(column: SheetColumn, texts: Iterable[str]) -> float:
    """What a column keeps that holds sentences, or nothing."""
    sentences = not any(texts) or any(len(text) > _SHORT for text in texts)
    return min(_WORD, column.width / 2) if sentences else 0.0


class _Cells:
    """The texts of one column in the rows of a trial."""

    def __init__(self, texts: Sequence[str], glyphs: Glyphs) -> None:
        numbers: dict[str, int] = {}
        self._places = [numbers.setdefault(text, len(numbers)) for text in texts]
        self._texts = [
            [(part, list(accumulate(map(glyphs.__getitem__, part)))) for part in cleaned(text).split("\n") if part]
            for text in numbers
        ]
        self._counted: dict[float, list[int]] = {}
        long = [sum(ends[-1] for _, ends in parts) for parts in self._texts]
        self.longest = max((ends[-1] for parts in self._texts for _, ends in parts), default=0.0)
        self.lengths = [long[place] for place in self._places]

    def lines(self, width: float) -> list[int]:
        """How many lines each row's text takes in this width."""
        counted = self._counted.get(width)
        if counted is None:
            each = [self._lines(parts, width) for parts in self._texts]
            counted = self._counted[width] = [each[place] for place in self._places]
        return counted

    @staticmethod
    def _lines(parts: Sequence[tuple[str, Sequence[float]]], width: float) -> int:
        return sum(1 if ends[-1] <= width else sum(1 for _ in line_spans(part, ends, width)) for part, ends in parts)


class _Trial:
    """Rows laid out in widths that are tried: which widths make the fewest lines."""

    def __init__(self, rows: Sequence[Sequence[str]], glyphs: Glyphs, least: Sequence[float]) -> None:
        self.rows = len(rows)
        self._least = least
        self._columns = [_Cells(texts, glyphs) for texts in zip(*rows, strict=True)]

    def height(self, widths: Sequence[float]) -> int:
        """The lines that the rows take together: each as many as its highest cell, and at least one."""
        return sum(self._heights(widths))

    def _heights(self, widths: Sequence[float]) -> list[int]:
        lines = [cells.lines(width) for cells, width in zip(self._columns, widths, strict=False)]
        return [max(1, *row) for row in zip(*lines, strict=True)]

    def dealt(self, widths: Sequence[float]) -> list[float]:
        """Room for each column in proportion to the height that it causes, found by repeated dealing out.

        Lines count in fractions here, so that two columns that hold a row up together are both widened.
        """
        cells = [
            [(n, one.lengths[row]) for n, one in enumerate(self._columns) if one.lengths[row] > self._least[n]]
            for row in range(self.rows)
        ]
        room = sum(widths)
        caps = [max(least, one.longest) for least, one in zip(self._least, self._columns, strict=True)]
        for _ in range(_ROUNDS):
            caused = [0.0] * len(widths)
            for row in cells:
                parts = [(n, (length / widths[n]) ** _SHARPNESS) for n, length in row]
                scale = (1.0 + sum(part for _, part in parts)) ** (1 / _SHARPNESS - 1)
                for n, part in parts:
                    caused[n] += scale * part
            raw = [
                (one * width**_SHARPNESS) ** (1 / (1 + _SHARPNESS)) for one, width in zip(caused, widths, strict=True)
            ]
            widths = _filled(raw, self._least, caps, room)
        return list(widths)

    def improved(self, widths: Sequence[float]) -> list[float]:
        """From these widths on, room moved from column to column as long as a line is saved."""
        best = list(widths)
        for step in _STEPS:
            while moved := self._moved(best, step):
                best = moved
        return best

    def _moved(self, widths: Sequence[float], step: float) -> list[float] | None:
        """The widths after the best move of ``step`` from one column to another, None when none saves a line."""
        lines = [cells.lines(width) for cells, width in zip(self._columns, widths, strict=True)]
        now = [max(1, *row) for row in zip(*lines, strict=True)]
        saved, lost = [], []
        for n, cells in enumerate(self._columns):
            others = [max(1, *row) for row in zip(*lines[:n], *lines[n + 1 :], strict=True)]
            wider = sum(now) - sum(map(max, others, cells.lines(widths[n] + step)))
            if wider:
                saved.append((wider, -n))
            if widths[n] - step >= self._least[n]:
                lost.append((sum(map(max, others, cells.lines(widths[n] - step))) - sum(now), n))
        for gain, grows in sorted(saved, reverse=True)[:_PAIRS]:
            for loss, shrinks in sorted(lost)[:_PAIRS]:
                if shrinks != -grows and gain > loss:
                    tried = list(widths)
                    tried[-grows] += step
                    tried[shrinks] -= step
                    if self.height(tried) < sum(now):
                        return tried
        return None


def _filled(raw: Sequence[float], least: Sequence[float], caps: Sequence[float], room: float) -> list[float]:
    """Widths in proportion to ``raw``, none below its least and, while the room is short, none above its cap."""
    if (spare := room - sum(caps)) >= 0:
        return [cap + spare / len(caps) for cap in caps]
    low, high = 0.0, 1.0
    while sum(_clamped(raw, least, caps, high)) < room and high < 1e12:
        high *= 2
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(_clamped(raw, least, caps, middle)) < room else (low, middle)
    filled = _clamped(raw, least, caps, high)
    return [one * room / sum(filled) for one in filled]


def _clamped(raw: Sequence[float], least: Sequence[float], caps: Sequence[float], scale: float) -> list[float]:
    return [min(cap, max(low, one * scale)) for one, low, cap in zip(raw, least, caps, strict=True)]
