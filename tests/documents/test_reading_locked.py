"""Workbooks with a password open with it, and nothing of it is left anywhere."""

import contextlib
import io
import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import msoffcrypto
import olefile
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.xor_obfuscation import DocumentXOR

from caredesk.documents.reading.book import open_workbook, read_workbook
from caredesk.documents.reading.reader import WorkbookReader, worker_command
from caredesk.documents.reading.sniff import LOCKED
from caredesk.documents.reading.unlock import WRONG
from caredesk.schema.errors import FileTrouble, LockedFile
from tests.documents.odd_workbooks import one_sheet

WORKBOOKS = Path(__file__).parent.parent / "data" / "workbooks"
PASSWORD = "县里2026"
ROWS = [["姓名", "身份证号"], ["傅超茗", "429021202107089978"]]


def agile(password, data=None):
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(data or one_sheet(*ROWS))).encrypt(password, target)
    return target.getvalue()


def obfuscated(password):
    """An .xls hidden by XOR, as Excel 95 did it: the one that LibreOffice locked with RC4, unlocked and hidden anew."""
    locked, plain = msoffcrypto.OfficeFile(io.BytesIO((WORKBOOKS / "locked.xls").read_bytes())), io.BytesIO()
    locked.load_key(password=PASSWORD)
    locked.decrypt(plain)
    with olefile.OleFileIO(plain) as container:
        stream = bytearray(container.openstream("Workbook").read())
    array = DocumentXOR.create_xor_array_method1(password)
    at, hidden = 0, bytearray()
    while at + 4 <= len(stream):
        record, size = struct.unpack("<HH", stream[at : at + 4])
        body = bytes(stream[at + 4 : at + 4 + size])
        if record == 0 and size == 54:  # where the FILEPASS of RC4 was
            key = DocumentXOR.create_xor_key_method1(password)
            check = next(number for number in range(65536) if DocumentXOR.verifypw(password, number))
            hidden += struct.pack("<HHHHH", 0x2F, 6, 0, key, check) + struct.pack("<HH", 0, 44)
            at += 10
            body, size = bytes(44), 44
        else:
            hidden += stream[at : at + 4]
        open_ = size if record in (0x809, 0xE1, 0x194) else 4 if record == 0x85 else 0
        hidden += body[:open_] + bytes(
            (DocumentXOR.rol(byte, 5, 8) ^ array[(at + 4 + size + place) % 16])
            for place, byte in enumerate(body[open_:], open_)
        )
        at += 4 + size
    hidden += stream[at:]
    assert len(hidden) == len(stream)
    with olefile.OleFileIO(plain, write_mode=True) as container:
        container.write_stream("Workbook", bytes(hidden))
    return plain.getvalue()


LOCKED_FILES = {
    "agile": (agile(PASSWORD), PASSWORD),
    "standard": ((WORKBOOKS / "locked.xlsx").read_bytes(), PASSWORD),
    "rc4": ((WORKBOOKS / "locked.xls").read_bytes(), PASSWORD),
    "xor": (obfuscated("xian2026"), "xian2026"),
}


@pytest.mark.parametrize("how", LOCKED_FILES)
def test_a_locked_workbook_asks_for_its_password_and_opens_with_it(how):
    data, password = LOCKED_FILES[how]
    with pytest.raises(LockedFile) as unasked:
        read_workbook(data)
    with pytest.raises(LockedFile) as wrong:
        read_workbook(data, "xian2025")
    assert (str(unasked.value), str(wrong.value)) == (LOCKED, WRONG)
    sheet = read_workbook(data, password).sheets[0]
    assert [cell for cell in sheet.rows[1] if cell][:2] == ROWS[1]
    assert sheet.rows[0][0] == "姓名"


def test_the_digest_of_a_locked_workbook_is_that_of_the_file():
    data, password = LOCKED_FILES["agile"]
    assert open_workbook(data, password).digest == open_workbook(data, password).digest
    assert open_workbook(data, password).digest != open_workbook(one_sheet(*ROWS)).digest


def test_a_workbook_locked_only_against_changes_of_its_structure_simply_reads():
    assert read_workbook(agile("VelvetSweatshop")).sheets[0].rows[1][0] == "傅超茗"


def test_an_opendocument_workbook_with_a_password_says_what_to_do():
    with pytest.raises(FileTrouble, match=r"\.ods") as caught:
        read_workbook((WORKBOOKS / "locked.ods").read_bytes(), PASSWORD)
    assert not isinstance(caught.value, LockedFile)


@pytest.mark.parametrize("how", ["agile", "standard", "rc4"])
def test_a_locked_workbook_cut_off_or_damaged_anywhere_is_a_sentence(how):
    data, password = LOCKED_FILES[how]
    for place in range(0, len(data), len(data) // 12):
        for hurt in (data[:place], data[:place] + b"\x5a" * 4 + data[place + 4 :]):
            with contextlib.suppress(FileTrouble):
                read_workbook(hurt, password)


def test_the_worker_tells_a_locked_file_from_a_bad_one_and_opens_it(tmp_path):
    path = tmp_path / "县里.xls"
    path.write_bytes(LOCKED_FILES["rc4"][0])
    reader = WorkbookReader(worker_command())
    for password, said in (("", LOCKED), ("不是它", WRONG)):
        with pytest.raises(LockedFile) as caught:
            reader.read(path, password=password)
        assert str(caught.value) == said
    assert reader.read(path, password=PASSWORD).sheets[0].rows[1][0] == "傅超茗"


def test_unlocking_writes_no_file(monkeypatch):
    def refused(*_more, **_named):
        raise AssertionError("a file was asked for")

    for name in ("TemporaryFile", "NamedTemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, refused)
    for data, password in LOCKED_FILES.values():
        assert read_workbook(data, password).sheets[0].rows


def test_a_password_reaches_the_worker_by_its_pipe_and_not_among_its_arguments(tmp_path):
    heard = tmp_path / "heard"
    spy = f"import sys; open({str(heard)!r}, 'w').write(repr(sys.argv) + '\\n' + sys.stdin.readline())"
    with pytest.raises(FileTrouble):
        WorkbookReader([sys.executable, "-c", spy]).read(WORKBOOKS / "locked.xls", password=PASSWORD)
    arguments, request = heard.read_text().split("\n", 1)
    assert PASSWORD not in arguments
    assert json.loads(request)["password"] == PASSWORD


def test_what_unlocks_workbooks_loads_nothing_that_talks_to_a_network():
    code = (
        "import sys, io; from caredesk.documents.reading.unlock import unlocked\n"
        f"unlocked(open({str(WORKBOOKS / 'locked.xlsx')!r}, 'rb').read(), {PASSWORD!r})\n"
        "print([m for m in sys.modules if m in ('socket', 'ssl', 'http', 'urllib.request', 'ftplib', 'smtplib')])"
    )
    source = str(Path(__file__).parents[2] / "src")
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env={"PYTHONPATH": source}
    )
    assert done.stdout.strip() == "[]"
