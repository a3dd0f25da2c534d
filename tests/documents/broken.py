"""Seeded damage to files: bytes, numbers and texts changed, also inside the parts of a zip whose checks still fit.

Run as a program it reads damaged files until one is neither read nor refused in a sentence:
python -m tests.documents.broken SEED FIRST COUNT [FILE ...]
"""

from __future__ import annotations

import contextlib
import io
import random
import re
import resource
import sys
import traceback
import zipfile
from collections.abc import Iterator
from pathlib import Path

from caredesk.documents.reading.book import read_workbook
from caredesk.schema.errors import FileTrouble
from caredesk.schema.roster import Cell, RawWorkbook
from tests.documents.odd_workbooks import bare_records, xlsb

DATA = Path(__file__).parent.parent / "data"
ODD_WORDS = (
    b"-1", b"0", b"99999999999999999999", b"4294967296", b"2147483648", b"65536", b"1e999", b"NaN", b"", b"\xff\xfe",
    b"\x00", b"&#0;", b"&amp;", b"]]>", b"<![CDATA[", b"<!--", b"'", b'"', b"<", b">", b"XFD1048576", b"true", b"=1+1",
)  # fmt: skip
NUMBER = re.compile(rb"\d+")
QUOTED = re.compile(rb'"[^"<>]{0,40}"')


def samples() -> dict[str, bytes]:
    """A file of every format that is read."""
    found = {
        path.name: path.read_bytes()
        for folder in ("rosters", "workbooks")
        for path in sorted((DATA / folder).glob("*.*"))
    }
    kept = {name: data for name, data in found.items() if not name.endswith(".json") and not name.startswith("locked")}
    return kept | {"odd.xlsb": xlsb(), "bare.xls": bare_records(["姓名", "号"], ["傅超茗", 12.0], ["吕环勇", 1e300])}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The file with one to four wounds."""
    if data.startswith(b"PK") and chance.random() < 0.8:
        return _inside(data, chance)
    for _ in range(chance.randint(1, 4)):
        data = _wound(data, chance)
    return data


def _inside(data: bytes, chance: random.Random) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels", ".bin"))]
        told = [name for name in names if "sheet" in name or "content" in name or "workbook" in name] or names
        chosen = chance.choice(told if chance.random() < 0.7 else names)
        for name in old.namelist():
            content = old.read(name)
            if name == chosen:
                for _ in range(chance.randint(1, 4)):
                    content = _wound(content, chance)
                if chance.random() < 0.03:
                    continue
            new.writestr(name, content)
    return target.getvalue()


def _wound(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    how, at = chance.randrange(8), chance.randrange(len(data))
    if how == 0:
        return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    if how == 1:
        return data[:at] + data[at + chance.randint(1, 64) :]
    if how == 2:
        return data[:at] + chance.choice(ODD_WORDS) + data[at:]
    if how == 3:
        return (
            data[:at] if chance.random() < 0.3 else data[:at] + data[at : at + chance.randint(1, 400)] * 2 + data[at:]
        )
    if how == 4:
        number = chance.choice((0, 1, 0x7F, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 1 << 20))
        return data[:at] + number.to_bytes(4, "little") + data[at + 4 :]
    pattern = NUMBER if how in (5, 6) else QUOTED
    found = pattern.search(data, at) or pattern.search(data)
    if found is None:
        return data
    word = chance.choice(ODD_WORDS)
    return data[: found.start()] + (word if how != 7 else b'"' + word + b'"') + data[found.end() :]


def judged(data: bytes) -> str:
    """读到了, or the sentence that refuses; anything else is raised."""
    said = "读到了。"
    try:
        check(read_workbook(data))
    except FileTrouble as trouble:
        said = str(trouble)
    assert said.endswith("。")
    return said


def check(book: RawWorkbook) -> None:
    """What every workbook that was read keeps to."""
    for sheet in book.sheets:
        assert len(sheet.rows) <= 1 << 20
        for row in sheet.rows:
            assert not row or row[-1] != ""
            for cell in row:
                assert isinstance(cell, Cell)
                assert cell not in (float("inf"), float("-inf"))
                assert cell == cell
        assert all(top <= bottom and left <= right for top, left, bottom, right in sheet.merges), sheet.merges


def trials(seed: int, first: int, count: int, names: list[str]) -> Iterator[tuple[str, int, bytes]]:
    """Damaged files, the same ones for a seed: name, number, content."""
    known = samples()
    for number in range(first, first + count):
        chance = random.Random(f"{seed}/{number}")
        name = chance.choice(names or sorted(known))
        yield name, number, damaged(known[name], chance)


def main(seed: int, first: int, count: int, *names: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (1500 << 20, 1500 << 20))  # as the worker is capped
    said: dict[str, int] = {}
    for name, number, data in trials(seed, first, count, list(names)):
        print(f"{name} {number}", flush=True)
        try:
            verdict = judged(data)
        except MemoryError:
            verdict = "MemoryError"
        except BaseException:  # noqa: BLE001  that is what is looked for
            print(f"FIND seed {seed}, number {number}, {name}")
            traceback.print_exc(file=sys.stdout)
            return 1
        said[verdict[:24]] = said.get(verdict[:24], 0) + 1
    for verdict, times in sorted(said.items(), key=lambda one: -one[1]):
        print(f"{times:6} {verdict}")
    return 0


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main(*map(int, sys.argv[1:4]), *sys.argv[4:]))
