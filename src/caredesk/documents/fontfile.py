"""TrueType files read just far enough to measure text and to cut out the glyphs a document needs.

reportlab's own reader takes 0.3 s a font and maps ToUnicode wrongly above U+FFFF; this one looks characters up when
they are asked for. Only outlines of the ``glyf`` kind are understood, which is what we ship.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

_COMPOSITE_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080


class FontFile:
    """One TrueType file, held in memory: characters to glyphs, advance widths, subsets.

    Raises ``ValueError`` for a file that is not a TrueType font with glyf outlines.
    """

    def __init__(self, path: Path) -> None:
        self._data = path.read_bytes()
        if self._data[:4] not in (b"\x00\x01\x00\x00", b"true"):
            raise ValueError(f"{path.name}: not a TrueType font")
        count = struct.unpack_from(">H", self._data, 4)[0]
        records = (struct.unpack_from(">4sLLL", self._data, 12 + 16 * n) for n in range(count))
        self._tables = {tag.decode("latin-1"): (offset, length) for tag, _, offset, length in records}
        if "glyf" not in self._tables:
            raise ValueError(f"{path.name}: no TrueType outlines")
        head, hhea, maxp = (self._tables[tag][0] for tag in ("head", "hhea", "maxp"))
        self.units_per_em: int = struct.unpack_from(">H", self._data, head + 18)[0]
        self.box: tuple[int, int, int, int] = struct.unpack_from(">4h", self._data, head + 36)
        self.ascent, self.descent = struct.unpack_from(">2h", self._data, hhea + 4)
        self._full_metrics: int = struct.unpack_from(">H", self._data, hhea + 34)[0]
        self._long_loca: bool = struct.unpack_from(">h", self._data, head + 50)[0] == 1
        self.glyph_count: int = struct.unpack_from(">H", self._data, maxp + 4)[0]
        self._read_character_map()

    @property
    def postscript_name(self) -> str:
        """The name the font goes by inside a PDF."""
        start = self._tables["name"][0]
        count, strings = struct.unpack_from(">HH", self._data, start + 2)
        for n in range(count):
            platform, _, _, name, length, offset = struct.unpack_from(">6H", self._data, start + 6 + 12 * n)
            if name == 6:
                raw = self._data[start + strings + offset :][:length]
                text = raw.decode("utf-16-be" if platform in (0, 3) else "latin-1", "ignore")
                return "".join(c for c in text if c.isascii() and (c.isalnum() or c == "-")) or "Font"
        return "Font"

    def glyph(self, char: str) -> int:
        """The number of the glyph for one character, 0 when the font has none."""
        code = ord(char)
        n = bisect_right(self._starts, code) - 1
        if n < 0 or code > self._ends[n]:
            return 0
        return self._maps[n] + code - self._starts[n] if self._format == 12 else self._glyph_in_segment(n, code)

    def advance(self, glyph: int) -> float:
        """How far the pen moves after a glyph, in em."""
        start = self._tables["hmtx"][0]
        at = min(glyph, self._full_metrics - 1)
        return float(struct.unpack_from(">H", self._data, start + 4 * at)[0]) / self.units_per_em

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """A font file with just these glyphs, numbered in the order given (parts of composites are added after them).

        The same glyph may be named twice. There is no character map: a PDF addresses the glyphs by number.
        """
        chosen = list(glyphs)
        places = {glyph: n for n, glyph in reversed(list(enumerate(chosen)))}
        outlines: list[bytes] = []
        at = 0
        while at < len(chosen):  # grows while composites bring in their parts
            outlines.append(self._renumbered(self._outline(chosen[at]), chosen, places))
            at += 1
        offsets, position, glyf = [0], 0, []
        for outline in outlines:
            padded = outline + b"\0" * (-len(outline) % 4)
            glyf.append(padded)
            position += len(padded)
            offsets.append(position)
        metrics = b"".join(self._metric(glyph) for glyph in chosen)
        tables = {tag: self._table(tag) for tag in ("cvt ", "fpgm", "prep") if tag in self._tables}
        tables["glyf"] = b"".join(glyf)
        tables["head"] = _patched(self._table("head"), 50, 1)
        tables["hhea"] = _patched(self._table("hhea"), 34, len(chosen))
        tables["hmtx"] = metrics
        tables["loca"] = struct.pack(f">{len(offsets)}L", *offsets)
        tables["maxp"] = _patched(self._table("maxp"), 4, len(chosen))
        return _file_of(tables)

    def _table(self, tag: str) -> bytes:
        offset, length = self._tables[tag]
        return self._data[offset : offset + length]

    def _metric(self, glyph: int) -> bytes:
        start, full = self._tables["hmtx"][0], self._full_metrics
        if glyph < full:
            return self._data[start + 4 * glyph : start + 4 * glyph + 4]
        bearing = start + 4 * full + 2 * (glyph - full)
        return self._data[start + 4 * full - 4 : start + 4 * full - 2] + self._data[bearing : bearing + 2]

    def _outline(self, glyph: int) -> bytes:
        start = self._tables["loca"][0]
        if self._long_loca:
            begin, end = struct.unpack_from(">2L", self._data, start + 4 * glyph)
        else:
            begin, end = (2 * n for n in struct.unpack_from(">2H", self._data, start + 2 * glyph))
        glyf = self._tables["glyf"][0]
        return self._data[glyf + begin : glyf + end]

    @staticmethod
    def _renumbered(outline: bytes, chosen: list[int], places: dict[int, int]) -> bytes:
        """The outline with its parts (if it is a composite) named by their place in the subset."""
        if len(outline) < 2 or struct.unpack_from(">h", outline)[0] >= 0:
            return outline
        patched = bytearray(outline)
        for position, part in _parts(outline):
            if part not in places:
                places[part] = len(chosen)
                chosen.append(part)
            struct.pack_into(">H", patched, position, places[part])
        return bytes(patched)

    def _read_character_map(self) -> None:
        start = self._tables["cmap"][0]
        count = struct.unpack_from(">H", self._data, start + 2)[0]
        found: dict[int, int] = {}
        for n in range(count):
            _, _, offset = struct.unpack_from(">HHL", self._data, start + 4 + 8 * n)
            found[struct.unpack_from(">H", self._data, start + offset)[0]] = start + offset
        self._format = 12 if 12 in found else 4
        if self._format not in found:
            raise ValueError("no Unicode character map")
        at = found[self._format]
        if self._format == 12:
            groups = struct.unpack_from(">L", self._data, at + 12)[0]
            numbers = struct.unpack_from(f">{3 * groups}L", self._data, at + 16)
            self._starts, self._ends, self._maps = (array("L", numbers[n::3]) for n in range(3))
            return
        segments = struct.unpack_from(">H", self._data, at + 6)[0] // 2
        numbers = struct.unpack_from(f">{4 * segments + 1}H", self._data, at + 14)
        self._ends = array("L", numbers[:segments])
        self._starts = array("L", numbers[segments + 1 : 2 * segments + 1])
        self._maps = array("L", numbers[2 * segments + 1 : 3 * segments + 1])
        self._ranges = at + 16 + 6 * segments

    def _glyph_in_segment(self, n: int, code: int) -> int:
        place = self._ranges + 2 * n
        offset = struct.unpack_from(">H", self._data, place)[0]
        if not offset:
            return int(code + self._maps[n]) & 0xFFFF
        glyph = int(struct.unpack_from(">H", self._data, place + offset + 2 * (code - self._starts[n]))[0])
        return int(glyph + self._maps[n]) & 0xFFFF if glyph else 0


def _parts(outline: bytes) -> Iterator[tuple[int, int]]:
    """(position of the number, number) of each glyph that a composite is made of."""
    position, flags = 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">2H", outline, position)
        yield position + 2, part
        position += 8 if flags & _COMPOSITE_WORDS else 6
        position += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0


def _patched(table: bytes, offset: int, value: int) -> bytes:
    return table[:offset] + struct.pack(">H", value) + table[offset + 2 :]


def _file_of(tables: dict[str, bytes]) -> bytes:
    """A font file of these tables, in the order and with the checksums that the format asks for."""
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(">LHHHH", 0x00010000, count, 16 << power, power, (count << 4) - (16 << power))
    directory, body, offset = [], [], 12 + 16 * count
    for tag in sorted(tables):
        data = tables[tag]
        padded = data + b"\0" * (-len(data) % 4)
        directory.append(struct.pack(">4sLLL", tag.encode("latin-1"), _checksum(padded), offset, len(data)))
        body.append(padded)
        offset += len(padded)
    return header + b"".join(directory) + b"".join(body)


def _checksum(padded: bytes) -> int:
    return int(sum(struct.unpack(f">{len(padded) // 4}L", padded))) & 0xFFFFFFFF
