"""Reading runs in a process of its own: whatever a file does to it, the desk gets a sentence."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from caredesk.documents.reading.book import read_workbook
from caredesk.documents.reading.reader import WorkbookReader, worker_command
from caredesk.schema.errors import Cancelled, FileTrouble

ROSTERS = Path(__file__).parent.parent / "data" / "rosters"
SAMPLES = sorted(path for path in ROSTERS.iterdir() if path.suffix not in ("", ".json"))


def refusal(reader, path):
    with pytest.raises(FileTrouble) as caught:
        reader.read(path)
    return str(caught.value)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_worker_sends_exactly_what_reading_here_gives(path):
    said = []
    assert WorkbookReader(worker_command()).read(path, progress=said.append) == read_workbook(path.read_bytes())
    assert all(line.startswith("正在读") for line in said)


def test_the_worker_loads_neither_qt_nor_the_database():
    code = "import sys, caredesk.documents.reading.worker; print([m for m in sys.modules if m.startswith(('PySide6', 'sqlc', 'caredesk.store', 'caredesk.ui', 'python_calamine', 'lxml'))])"  # noqa: E501
    source = str(Path(__file__).parents[2] / "src")
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env={"PYTHONPATH": source}
    )
    assert done.stdout.strip() == "[]"


def test_a_file_that_needs_more_memory_than_allowed_is_refused(tmp_path):
    path = tmp_path / "大.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "姓名")
        sheet.write(1_000_000, 20, "x")  # 21 million cells of 32 bytes, in 5 KB of file
    assert "没有收" in refusal(WorkbookReader(worker_command(), memory=400 << 20), path)


def test_a_worker_that_dies_or_does_not_start_is_a_sentence():
    path = SAMPLES[0]
    assert "出了问题" in refusal(WorkbookReader([sys.executable, "-c", "import os; os.abort()"]), path)
    assert "出了问题" in refusal(WorkbookReader([sys.executable, "-c", "print('hello, this is no frame')"]), path)
    assert "没能启动" in refusal(WorkbookReader(["/there/is/no/such/program"]), path)


def test_a_worker_that_does_not_end_is_stopped():
    endless = [sys.executable, "-c", "import sys; sys.stdin.read(); input()\nwhile True: pass"]
    stuck = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    for command in (endless, stuck):
        assert "停下" in refusal(WorkbookReader(command, seconds=0), SAMPLES[0])


def test_cancelling_stops_the_worker():
    stuck = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    with pytest.raises(Cancelled):
        WorkbookReader(stuck).read(SAMPLES[0], cancelled=lambda: True)


def test_a_file_that_is_gone_or_a_folder_is_a_sentence(tmp_path):
    reader = WorkbookReader(worker_command())
    assert "找不到" in refusal(reader, tmp_path / "没有.xlsx")
    assert "是一个文件夹" in refusal(reader, tmp_path)


def test_bad_files_come_back_from_the_worker_with_the_same_sentence(tmp_path):
    path = tmp_path / "坏.xls"
    path.write_bytes((ROSTERS / "disabled_xls.xls").read_bytes()[:9000])
    with pytest.raises(FileTrouble) as here:
        read_workbook(path.read_bytes())
    assert refusal(WorkbookReader(worker_command()), path) == str(here.value)


def test_reading_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    WorkbookReader(worker_command()).read(SAMPLES[0])
    assert list(tmp_path.iterdir()) == []


def test_a_thousand_rows_arrive_in_order(tmp_path):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    for number in range(1700):
        sheet.write(number, 0, number)
    book.close()
    path = tmp_path / "长.xlsx"
    path.write_bytes(target.getvalue())
    rows = WorkbookReader(worker_command()).read(path).sheets[0].rows
    assert rows == [(number,) for number in range(1700)]
