"""The desk at work on a disk that really fills up: every use case says so in a sentence and leaves nothing half done.

Run with ``./caredesk.sh proof``; the disk is a tiny tmpfs and needs the right to mount (root).
"""

from __future__ import annotations

import os
import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest

from caredesk.catalog import DECLARATIONS
from caredesk.schema.errors import FileTrouble, StoreTrouble, UserError
from caredesk.services.clock import SetClock
from caredesk.services.stations import Stations
from tests.conftest import CHEAP, NEW, PASSWORD

ALIVE = {"state": "在册", "id_type": "没有证件"}
ROSTER = Path(__file__).parents[1] / "data" / "rosters" / "dibao_csv.csv"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100_000)


@pytest.fixture
def disk(tmp_path):
    """A disk of 40 MB."""
    if os.geteuid():
        pytest.skip("mounting a tiny disk needs root: run the proofs as root, as CI does")
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m,mode=700", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def stations():
    return Stations(DECLARATIONS, SetClock(datetime(2026, 11, 21, 9)), CHEAP)  # noqa: DTZ001


def fill_up(place: Path, leave: int = 0) -> Path:
    """Fill the disk to its last byte, then give back some."""
    ballast = place / "ballast"
    with ballast.open("ab", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            file.truncate(max(0, file.tell() - leave))
    return ballast


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_every_use_case_on_a_full_disk_is_a_sentence_and_the_station_goes_on(disk, stations, tmp_path):
    desk, _ = stations.create(disk / "station", NEW)
    village = desk.records.save("village", {"name": "白庙村", "kind": "村"})
    person = desk.records.save("person", {"name": "王秀英", "village": village, **ALIVE})
    desk.drafts.save(None, "person", {"values": {}})
    picture = tmp_path / "a.png"
    picture.write_bytes(PICTURE)
    ballast = fill_up(disk, leave=400_000)
    saved = []

    def go_on_saving():
        while True:
            saved.append(desk.records.save("person", {"name": f"王{len(saved)}", "remarks": "长" * 1900, **ALIVE}))

    with pytest.raises(StoreTrouble, match=r"硬盘空间不足|读写硬盘"):
        go_on_saving()
    fill_up(disk)
    before, rows = files(disk), len(desk.records.find("person"))
    for name, call in {
        "ledger": lambda: desk.ledgers.write("people", None, disk / "a.xlsx"),
        "pdf": lambda: desk.ledgers.write("people", None, disk / "a.pdf"),
        "return": lambda: desk.returns.write("monthly", "2026-11", disk / "a.pdf"),
        "everything": lambda: desk.exports.everything(disk),
        "backup": lambda: desk.safety.backup("daily"),
        "photo": lambda: desk.photos.keep(picture),
        "draft": lambda: desk.drafts.save(person, "visit", {"values": {"situation": "长" * 20_000}}),
        "roster": lambda: desk.imports.run(ROSTER),
        "password": lambda: desk.safety.add_user("陈静", "社工", PASSWORD),
        "save": lambda: desk.records.save_all("person", [{"name": f"李{n}", "remarks": "长" * 1900, **ALIVE}
                                                         for n in range(50)]),
    }.items():  # fmt: skip
        with pytest.raises((StoreTrouble, FileTrouble)) as refused:
            call()
        assert isinstance(refused.value, UserError), name
        assert str(refused.value).endswith("。"), name
        left = files(disk) - before - {"station/station.db-wal", "station/drafts.db-wal"}
        assert left == set(), name
        assert len(desk.records.find("person")) == rows, name
    desk.close()
    ballast.unlink()
    again = stations.sign_in(disk / "station", "站长", PASSWORD)
    assert {one.id for one in again.records.find("person")} == {person, *saved}
    assert again.safety.check() == []
    assert again.drafts.load(None, "person") is not None
    assert again.imports.run(ROSTER).batch
    assert again.safety.backup()
    again.close()


def test_a_set_up_that_finds_the_disk_full_leaves_the_folder_empty(disk, stations, monkeypatch):
    monkeypatch.setattr("caredesk.store.folder.NO_SPACE", 0)
    ballast = fill_up(disk, leave=60_000)
    with pytest.raises(StoreTrouble, match=r"空间不足|读写硬盘"):
        stations.create(disk / "station", NEW)
    assert [path for path in files(disk) if path not in ("ballast", "station/station.lock")] == []
    ballast.unlink()
    desk, _ = stations.create(disk / "station", NEW)
    assert desk.clock.today() == date(2026, 11, 21)
    desk.close()
