"""The slow proofs of the station's folder: kills, a disk that really fills up, flipped bits.

Run with ``./caredesk.sh proof``. The full disk is a tiny tmpfs and needs the right to mount (root).
"""

from __future__ import annotations

import logging
import os
import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from caredesk.schema.errors import StoreTrouble
from caredesk.store import audit, vault
from caredesk.store.attachments import Attachments
from caredesk.store.backup import Backup, make_backup
from caredesk.store.backup_copies import copy_backup, list_backups
from caredesk.store.connection import Damaged, open_connection, user_errors
from caredesk.store.drafts import Drafts
from caredesk.store.folder import StationFolder, make_folder
from caredesk.store.logfile import open_log
from caredesk.store.vault import Keys, NewUser
from tests.store.test_killed import assert_nothing_lost, kill_often
from tests.store.writing_station import AT, CHEAP, LOGIN, PASSWORD, SOMEBODY, WHO, add_row, make_station


def test_a_hundred_kills_lose_no_acknowledged_commit(tmp_path: Path) -> None:
    assert kill_often(tmp_path / "station", times=100, seed=20261005) > 1000


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    if os.geteuid() != 0:
        pytest.skip("mounting a tiny disk needs root: run the proofs as root, as CI does")
    place = tmp_path / "tiny"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m,mode=700", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def _fill_up(place: Path) -> Path:
    ballast = place / "ballast"
    with ballast.open("ab", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            return ballast
    raise AssertionError("the disk did not fill up")


def test_a_new_station_is_refused_on_a_disk_without_space(tiny_disk: Path) -> None:
    with pytest.raises(StoreTrouble, match="硬盘几乎满了"):
        make_folder(tiny_disk / "station")


@pytest.fixture
def station(tiny_disk: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[StationFolder, Keys]:
    monkeypatch.setattr("caredesk.store.folder.NO_SPACE", 0)
    return make_station(tiny_disk / "station")


def test_a_station_on_a_disk_that_fills_up_keeps_every_saved_row_and_goes_on(
    tiny_disk: Path, station: tuple[StationFolder, Keys]
) -> None:
    folder, keys = station
    connection = open_connection(folder.database, keys.data)
    saved = 0
    said = ""
    while not said:
        try:
            mark = add_row(connection, keys, saved + 1, "第一次走访" * 40)
            saved += 1
            audit.write_mark(folder.mark, mark)
        except StoreTrouble as trouble:
            said = str(trouble)
    assert "空间不足" in said or "已满" in said
    assert saved > 50
    assert not connection.in_transaction
    assert connection.execute("SELECT count(*) FROM person").fetchone() == (saved,)
    connection.close()
    again = open_connection(folder.database, keys.data)
    assert again.execute("SELECT count(*) FROM person").fetchone() == (saved,)
    assert audit.verify(again, keys.audit) is None
    assert audit.lost_since(again, [audit.read_mark(folder.mark)]) is None
    assert again.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    again.close()


def test_every_file_of_a_station_says_a_sentence_when_the_disk_is_full_and_stays_whole(
    tiny_disk: Path, station: tuple[StationFolder, Keys], tmp_path: Path
) -> None:
    folder, keys = station
    connection = open_connection(folder.database, keys.data)
    drafts = Drafts(folder.drafts, keys)
    attachments = Attachments(folder.attachments, keys)
    drafts.save(SOMEBODY, "visit", WHO, "{}", AT)
    mark = add_row(connection, keys, 1, "第一次走访")
    audit.write_mark(folder.mark, mark)
    backup = _backup_elsewhere(tmp_path / "elsewhere")
    ballast = _fill_up(tiny_disk)
    attempts: list[Callable[[], object]] = [
        lambda: add_row(connection, keys, 2, "第二次走访" * 4000),
        lambda: drafts.save(SOMEBODY, "visit", WHO, "x" * 500_000, AT),
        lambda: attachments.put(b"photo" * 20_000),
        lambda: vault.add_user(folder.root, keys, NewUser(SOMEBODY, "新人", "一个新的密码"), CHEAP),
        lambda: vault.replace_recovery(folder.root, keys, "station", CHEAP),
        lambda: audit.write_mark(folder.mark, audit.Mark(9, "x" * 5000)),
        lambda: make_backup(folder, keys, AT, "daily"),
        lambda: copy_backup(backup, folder, tiny_disk / "second"),
    ]
    accepted = []
    for number, attempt in enumerate(attempts):
        _fill_up(tiny_disk)  # a failed attempt may have given a page back
        accepted += [] if _refused(attempt) else [number]
    assert accepted == []
    assert connection.execute("SELECT rid FROM person").fetchall() == [(1,)]
    found = drafts.load(SOMEBODY, "visit", WHO)
    assert found
    assert found.values_json == "{}"
    assert attachments.names() == []
    assert vault.unlock(folder.root, LOGIN, PASSWORD).data == keys.data
    assert vault.user_ids(folder.root) == [WHO]
    assert audit.read_mark(folder.mark) == mark
    assert list_backups(folder.backups) == list_backups(tiny_disk / "second") == []
    ballast.unlink()
    assert add_row(connection, keys, 2, "第二次走访").sequence == 2
    drafts.save(SOMEBODY, "visit", WHO, "[]", AT)
    attachments.put(b"photo" * 1000)
    drafts.close()
    connection.close()
    assert list(folder.root.rglob("*.part")) == []


def _backup_elsewhere(elsewhere: Path) -> Backup:
    """A backup that lies on a disk with space."""
    return make_backup(*make_station(elsewhere), AT, "daily")


def _refused(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except StoreTrouble as trouble:
        return "空间" in str(trouble) or "已满" in str(trouble)
    return False


def test_a_log_on_a_full_disk_neither_stops_the_desk_nor_prints_what_it_could_not_write(
    tiny_disk: Path, station: tuple[StationFolder, Keys], capfd: pytest.CaptureFixture[str]
) -> None:
    handler = open_log(station[0].log)
    _fill_up(tiny_disk)
    logger = logging.Logger("caredesk.test")  # noqa: LOG001
    logger.addHandler(handler)
    for number in range(2000):
        logger.info("line %d", number)
    handler.close()
    assert capfd.readouterr() == ("", "")


def test_every_flipped_bit_is_noticed_and_never_read_as_sound(tmp_path: Path) -> None:
    folder, keys = make_station(tmp_path / "station")
    connection = open_connection(folder.database, keys.data)
    for number in range(1, 200):
        add_row(connection, keys, number, f"第{number}次走访")
    rows = connection.execute("SELECT * FROM person").fetchall()
    connection.close()
    whole = folder.database.read_bytes()
    chance = random.Random(7)
    unnoticed = []
    for _ in range(120):
        at, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        folder.database.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        if not _noticed(folder, keys, rows):
            unnoticed.append(at)
    assert unnoticed == []


def _noticed(folder: StationFolder, keys: Keys, rows: list[object]) -> bool:
    try:
        connection = open_connection(folder.database, keys.data, read_only=True)
    except Damaged:
        return True
    try:
        with user_errors():
            assert connection.execute("SELECT * FROM person").fetchall() == rows
            return bool(connection.execute("PRAGMA cipher_integrity_check").fetchall())
    except Damaged:
        return True
    finally:
        connection.close()


def test_a_kill_between_two_acknowledged_commits_is_checked_by_a_test_that_can_fail(tmp_path: Path) -> None:
    make_station(tmp_path / "station")
    with pytest.raises(AssertionError):
        assert_nothing_lost(tmp_path / "station", acknowledged=5)
