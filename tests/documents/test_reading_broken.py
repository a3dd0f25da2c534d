"""Damaged files of every format are read or refused, never a crash: a seeded part of what tests/proof does for long.

Finds of the long runs stand here as tests of their own.
"""

import os
import re
import struct
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from caredesk.documents.reading.book import read_workbook
from caredesk.schema.errors import FileTrouble
from tests.documents.odd_workbooks import repacked, written, xlsb

ROOT = Path(__file__).parents[2]
TOLD = re.compile(r"^\S+ (\d+)$", re.MULTILINE)


def died_at(seed: int, count: int) -> list[int]:
    """Read damaged files in processes of their own; the numbers of those that ended one, as they end a worker.

    Fails on a find: an error that is no sentence, or a workbook that breaks its own rules.
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), "RUST_BACKTRACE": "0"}
    first, died = 0, []
    while first < count:
        command = [sys.executable, "-m", "tests.documents.broken", str(seed), str(first), str(count - first)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
        if done.returncode == 0:
            break
        assert done.returncode < 0, done.stdout[-3000:] + done.stderr[-3000:]
        died.append(int(TOLD.findall(done.stdout)[-1]))
        first = died[-1] + 1
    return died


def test_damaged_files_are_read_or_refused_and_seldom_end_the_process_that_reads_them():
    assert len(died_at(20261122, 1200)) < 20


def test_merged_cells_that_end_before_they_begin_are_left_out():
    def fill(book):
        book.add_worksheet().merge_range(2, 1, 4, 2, "白庙村")

    data = written(fill)
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(BytesIO(data)) as archive:
        content = archive.read(sheet).replace(b'ref="B3:C5"', b'ref="C5:B3"')
    book = read_workbook(repacked(data, **{sheet: content}))
    assert all(top <= bottom and left <= right for top, left, bottom, right in book.sheets[0].merges)


@pytest.mark.parametrize("where", ["row", "column"])
def test_a_place_far_out_in_a_binary_workbook_is_refused_before_it_is_read(where):

    data, sheet = xlsb(), "xl/worksheets/sheet1.bin"
    with zipfile.ZipFile(BytesIO(data)) as archive:
        content = archive.read(sheet)
    cell = struct.pack("<II", 1, 1) + struct.pack("<d", 1234)
    row = struct.pack("<IIH", 1, 0, 300)
    old = row if where == "row" else cell
    new = struct.pack("<I", 1 << 30) + old[4:]
    assert old in content
    with pytest.raises(FileTrouble, match="损坏"):
        read_workbook(repacked(data, **{sheet: content.replace(old, new)}))
