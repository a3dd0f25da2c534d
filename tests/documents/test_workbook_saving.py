"""A file asked for comes out whole, or the old one stays and a sentence says why."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from caredesk.documents.metrics import Metrics
from caredesk.documents.pdf import write_ledger_pdf
from caredesk.documents.saving import writing
from caredesk.documents.workbook import write_workbook
from caredesk.resources import resource
from caredesk.schema.errors import FileTrouble
from tests.documents.made_up import visit_ledger


@pytest.fixture
def ordinary_user() -> Iterator[Path]:
    """A folder that belongs to the ordinary user which the test runs as (root would be allowed everything)."""
    before = os.geteuid()
    with tempfile.TemporaryDirectory() as name:
        if before == 0:
            os.chown(name, 65534, -1)
            os.seteuid(65534)
        try:
            yield Path(name)
        finally:
            os.seteuid(before)


def test_an_older_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "台账.xlsx"
    target.write_bytes(b"old")
    write_workbook(visit_ledger(2), target)
    assert target.read_bytes()[:2] == b"PK"
    write_ledger_pdf(visit_ledger(2), tmp_path / "台账.pdf", Metrics(resource))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["台账.pdf", "台账.xlsx"]


def test_after_an_error_in_the_middle_the_older_file_is_still_whole(tmp_path: Path) -> None:
    target = tmp_path / "台账.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(TypeError), writing(target) as stream:
        stream.writelines([b"half", "not bytes"])  # type: ignore[list-item]
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("台账.xlsx", b"old")]


def test_a_folder_without_permission_is_named_in_a_sentence(ordinary_user: Path) -> None:
    closed = ordinary_user / "closed"
    closed.mkdir()
    closed.chmod(0o500)
    with pytest.raises(FileTrouble, match=r"没有权限把文件写到“.*closed”，请换一个文件夹"):
        write_workbook(visit_ledger(1), closed / "a.xlsx")
    assert not list(closed.iterdir())


def test_a_write_protected_older_file_is_not_overwritten(ordinary_user: Path) -> None:
    target = ordinary_user / "a.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o400)
    with pytest.raises(FileTrouble, match="请关掉它再试，或者换一个文件名"):
        write_workbook(visit_ledger(1), target)
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize("lock", ["~${}", ".~{}", ".~lock.{}#"])
def test_a_file_open_in_excel_wps_or_libreoffice_is_not_overwritten(tmp_path: Path, lock: str) -> None:
    target = tmp_path / "台账.xlsx"
    target.write_bytes(b"old")
    tmp_path.joinpath(lock.format(target.name)).write_bytes(b"")
    with pytest.raises(FileTrouble, match=r"“台账\.xlsx”正在别的程序里打开着"):
        write_workbook(visit_ledger(1), target)
    assert target.read_bytes() == b"old"


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(FileTrouble, match="磁盘满了"):
        write_workbook(visit_ledger(1), target)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.xlsx", b"old")]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing/a.xlsx", "找不到文件夹"),
        ("folder", "是一个文件夹"),
        ("名" * 100 + ".xlsx", "文件名太长"),
        ("file/a.xlsx", "找不到文件夹"),
    ],
)
def test_an_impossible_place_is_refused_with_what_to_do(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileTrouble, match=sentence):
        write_workbook(visit_ledger(1), tmp_path / name)
