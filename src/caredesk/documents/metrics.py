"""How wide a text is and where its lines break: Chinese typesetting for paper.

A line never begins with a mark that closes (，。；：？！”’》〉…—％) and never ends with one that opens (（《“￥);
Latin words, numbers, dates and masked IDs stay whole as long as they fit into a line by themselves.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from caredesk.documents.drawing import Role
from caredesk.documents.fontfile import FontFile

GETA = "〓"
"""What is drawn for a character that no font has: the printers' mark for a missing sort."""

LEADING = 1.35
"""Distance of baselines in em."""

ASCENT = 0.88
"""How much of an em lies above the baseline, in all of our Chinese fonts."""

NO_START = frozenset("，。、；：？！）》〉」』】〕〗｝］”’…—～·•‥％‰℃°′″,.;:?!)]}%>ー々々〞﹚﹜")
"""May not begin a line."""

NO_END = frozenset("（《〈「『【〔〖｛［“‘￥＄#([{<$¥〝№")
"""May not end a line."""

_BRACKET = 6
"""Brackets of up to so many characters, themselves included, are not torn apart at the end of a line."""

_REPEATED = 40
"""Texts up to so many characters are what ledgers repeat (villages, modes, options): their lines are remembered."""

_LINE_ENDS = re.compile(r"\r\n?|[\n\v\f\u0085\u2028\u2029]")
_WIDE_SPACES = re.compile("[\t\xa0\u2000-\u200a\u202f\u205f]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e01ef]"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_PLAIN = re.compile("[ -~\n一-鿿，。、；：？！（）《》“”％·…—○√〇㐀-䶿０-９Ａ-Ｚａ-ｚ]*").fullmatch
_WORDS = re.compile("[0-9A-Za-z\u00c0-\u024f_+/.,:@&%*'=~\\\\-]+")
_IN_WORDS = frozenset(char for char in map(chr, range(0x250)) if _WORDS.match(char))


class Run(NamedTuple):
    """A stretch of one font: ``text`` is drawn, ``meant`` (when set) is what it stands for."""

    role: Role
    text: str
    width: float
    meant: str = ""


class WrappedLine(NamedTuple):
    """One line of a wrapped text and its width in em."""

    text: str
    width: float


def cleaned(text: str) -> str:
    """The text as paper can show it: ``\\n`` for every kind of line end, no control or invisible characters."""
    if _PLAIN(text):
        return text
    text = _WIDE_SPACES.sub(" ", _LINE_ENDS.sub("\n", text))
    return _LONE_SURROGATE.sub("\ufffd", _UNPRINTABLE.sub("", text))


def _belongs_together(before: str, after: str) -> bool:
    """Whether no line may break between these two neighbours."""
    return after in NO_START or before in NO_END or (after in _IN_WORDS and before in _IN_WORDS)


class _Widths(dict[str, float]):
    """Characters of one base font to widths in em, filled as they are met."""

    def __init__(self, measure: Callable[[str], float]) -> None:
        super().__init__()
        self._measure = measure

    def __missing__(self, char: str) -> float:
        width = self[char] = self._measure(char)
        return width


class Metrics:
    """Measures and breaks texts in the bundled fonts; each font file is opened when a text first needs it.

    ``find`` gives the path of a resource by its name, e.g. ``fonts/song.ttf`` (``caredesk.resources.resource``).
    """

    def __init__(self, find: Callable[[str], Path]) -> None:
        self._find = find
        self._files: dict[Role, FontFile] = {}
        self._runs: dict[tuple[Role, str], Run] = {}
        self._widths: dict[Role, _Widths] = {}
        self._own: dict[Role, set[str]] = {}
        self._wrapped: dict[tuple[str, Role, float], Sequence[WrappedLine]] = {}

    def font(self, role: Role) -> FontFile:
        """The font file of a role."""
        if role not in self._files:
            self._files[role] = FontFile(self._find(f"fonts/{role}.ttf"))
        return self._files[role]

    def width(self, role: Role, text: str) -> float:
        """The length of a text of one line, in em."""
        return sum(map(self.glyphs(role).__getitem__, text))

    def wrap(self, role: Role, text: str, width: float) -> Sequence[WrappedLine]:
        """The lines of a text set in ``width`` em; at least one line, each at least one character long."""
        key = (text, role, width)
        lines = self._wrapped.get(key)
        if lines is None:
            lines = []
            for paragraph in cleaned(text).split("\n"):
                lines += self._wrap_paragraph(role, paragraph, width)
            if len(text) <= _REPEATED:
                self._wrapped[key] = lines
        return lines

    def balanced(self, role: Role, text: str, width: float) -> Sequence[WrappedLine]:
        """As ``wrap``, but no single character on the last line: 风险 / 等级, not 风险等 / 级. For centred texts."""
        lines = self.wrap(role, text, width)
        if len(lines) == 1 or len(text) > _REPEATED or len(lines[-1].text.strip("，、）”。")) > 1:
            return lines
        narrower = width - 0.25
        while narrower * len(lines) >= sum(line.width for line in lines):
            tried = self.wrap(role, text, narrower)
            if len(tried) == len(lines) and len(tried[-1].text) > 1:
                return tried
            narrower -= 0.25
        return lines

    def covers(self, role: Role, text: str) -> bool:
        """Whether the role's own font has every character: such a text is one run."""
        own = self._own.setdefault(role, set())
        if own.issuperset(text):
            return True
        font = self.font(role)
        own.update(char for char in text if font.glyph(char))
        return own.issuperset(text)

    def runs(self, role: Role, text: str) -> list[Run]:
        """The text cut into stretches of one font each, with what to draw for characters that no font has."""
        runs: list[Run] = []
        for char in text:
            run = self._run_of(role, char)
            if runs and runs[-1].role == run.role and not runs[-1].meant and not run.meant:
                runs[-1] = Run(run.role, runs[-1].text + run.text, runs[-1].width + run.width)
            else:
                runs.append(run)
        return runs

    def glyphs(self, role: Role) -> Mapping[str, float]:
        """The width in em of every character in a role, whichever font it is drawn from."""
        if role not in self._widths:
            self._widths[role] = _Widths(lambda char: self._run_of(role, char).width)
        return self._widths[role]

    def _run_of(self, role: Role, char: str) -> Run:
        """One character in the first font that has it: its own, Song, the rare one; else a substitute."""
        key = (role, char)
        if key not in self._runs:
            self._runs[key] = self._searched(role, char)
        return self._runs[key]

    def _searched(self, role: Role, char: str) -> Run:
        order: list[Role] = [role, "song", "rare"]
        for candidate in order:
            glyph = self.font(candidate).glyph(char)
            if glyph:
                return Run(candidate, char, self.font(candidate).advance(glyph))
        substitute = unicodedata.normalize("NFKC", char)
        if len(substitute) != 1 or substitute == char or not self.font("song").glyph(substitute):
            substitute = {"☐": "□", "☑": "□", "☒": "□"}.get(char, GETA)
        glyph = self.font("song").glyph(substitute)
        return Run("song", substitute, self.font("song").advance(glyph), meant=char)

    def _wrap_paragraph(self, role: Role, text: str, width: float) -> list[WrappedLine]:
        ends = list(accumulate(map(self.glyphs(role).__getitem__, text)))
        if not text or ends[-1] <= width:
            return [WrappedLine(text, ends[-1] if text else 0.0)]
        return [
            WrappedLine(text[start:stop], ends[stop - 1] - (ends[start - 1] if start else 0.0))
            for start, stop in line_spans(text, ends, width)
        ]


def longest_word(texts: Iterable[str], glyphs: Mapping[str, float], ceiling: float) -> float:
    """The width in em of the longest word, number or date in the texts that is no wider than ``ceiling`` em."""
    words = set(_WORDS.findall("\n".join(texts)))
    widths = (sum(map(glyphs.__getitem__, word)) for word in words)
    return max((width for width in widths if width <= ceiling), default=0.0)


def line_spans(text: str, ends: Sequence[float], width: float) -> Iterator[tuple[int, int]]:
    """(first, after the last) character of each line of a paragraph; ``ends`` are the running widths, as ``width``.

    Spaces at the end of a line belong to none.
    """
    start, used = 0, 0.0
    while start < len(text):
        stop = max(start + 1, bisect_right(ends, used + width + 1e-6, lo=start))
        if stop < len(text):
            stop = _before_bracket(text, start, _break_before(text, start, stop))
        last = stop
        while last > start + 1 and text[last - 1] == " ":
            last -= 1
        yield start, last
        while stop < len(text) and text[stop] == " ":
            stop += 1
        start, used = stop, ends[stop - 1]


def _before_bracket(text: str, start: int, at: int) -> int:
    """Not in the middle of a short bracket, such as （独居）, but before it, if that leaves half of the line."""
    opens = text.rfind("（", start, at)
    closes = text.find("）", opens, opens + _BRACKET)
    return opens if at <= closes and 2 * (opens - start) >= at - start else at


def _break_before(text: str, start: int, limit: int) -> int:
    """The last place up to ``limit`` where a line begun at ``start`` may break.

    A word longer than the line is broken, but not before a mark that may not begin a line; when even that leaves
    nothing (a row of exclamation marks), the line is cut at ``limit``.
    """
    at = limit
    while at > start and text[at] != " " and _belongs_together(text[at - 1], text[at]):
        at -= 1
    if at > start:
        return at
    at = limit
    while at > start and (text[at] in NO_START or text[at - 1] in NO_END):
        at -= 1
    return at if at > start else limit
