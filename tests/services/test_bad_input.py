"""What goes wrong around a station: each a clear sentence, nothing lost, nothing half written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest

import caredesk
from caredesk.catalog import DECLARATIONS
from caredesk.schema.errors import Invalid, StoreTrouble, UserError
from caredesk.services import stations as stations_module
from caredesk.services.stations import NewStation
from caredesk.store import station_file
from caredesk.store.disks import Disk, check_disk
from tests.conftest import NEW, PASSWORD

NOBODY = 65534
ALIVE = {"state": "在册", "id_type": "没有证件"}


def give_to_nobody(path: Path) -> None:
    """Make an ordinary account the owner of a folder with all that lies in it."""
    if os.getuid() == 0:
        for item in [path, *path.rglob("*")]:
            os.chown(item, NOBODY, NOBODY)


@pytest.fixture
def open_place():
    """A folder that everybody may enter (pytest's own are closed to other accounts)."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def as_nobody(open_place):
    """Exit code and sentences of a command carried out by an ordinary account."""

    def carry_out(*words: object) -> tuple[int, str]:
        warm = Path(tempfile.mkdtemp(dir=open_place))
        data = Path(str(words[words.index("--data") + 1]))
        if data.is_dir():
            shutil.copytree(data, warm / data.name)
        script = Path(__file__).with_name("as_nobody.py")
        environment = {**os.environ, "PYTHONPATH": str(Path(caredesk.__file__).parents[1])}
        told = subprocess.run(
            [sys.executable, "-B", str(script), str(NOBODY), str(warm), *map(str, words)],
            capture_output=True, encoding="utf-8", env=environment, check=False, cwd="/",
        )  # fmt: skip
        assert "Traceback" not in told.stderr, told.stderr
        assert "warm-up failed" not in told.stderr, told.stderr
        return told.returncode, told.stderr

    return carry_out


@pytest.fixture
def secret(open_place):
    file = open_place / "password"
    file.write_text(PASSWORD, "utf-8")
    file.chmod(0o644)
    return file


@pytest.fixture
def theirs(stations, open_place):
    """A station with a village in it that belongs to the ordinary account."""
    made, _ = stations.create(open_place / "station", NEW)
    made.records.save("village", {"name": "白庙村", "kind": "村"})
    made.close()
    give_to_nobody(open_place / "station")
    yield open_place / "station"
    (open_place / "station").chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are given differently on Windows")
def test_a_folder_that_an_ordinary_account_cannot_write_is_said(as_nobody, theirs, secret, open_place):
    start = ["--password-file", secret, "--data"]
    assert as_nobody(*start, theirs, "list", "village")[0] == 0
    theirs.chmod(0o555)
    code, said = as_nobody(*start, theirs, "list", "village")
    assert code == 3
    assert "没有写入权限" in said
    locked = open_place / "locked"
    locked.mkdir(mode=0o755)
    names = ["--station", "甲", "--county", "乙", "--township", "丙"]
    code, said = as_nobody(*start, locked / "new", "init", *names)
    assert code == 3
    assert "没有写入权限" in said
    assert list(locked.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="rights are given differently on Windows")
@pytest.mark.parametrize("words", [["ledger", "people", "--out"], ["backup", "--to"]])
def test_a_place_outside_that_cannot_be_written_is_said_and_the_station_is_well(
    as_nobody, theirs, secret, open_place, words
):
    locked = open_place / "locked"
    locked.mkdir(mode=0o755)
    start = ["--password-file", secret, "--data", theirs]
    code, said = as_nobody(*start, *words, locked / ("a.xlsx" if words[0] == "ledger" else "backups"))
    assert code == 3
    assert "权限" in said
    assert list(locked.iterdir()) == []
    code, said = as_nobody(*start, "check")
    assert (code, said.splitlines()[-1]) == (0, "数据完好。")


@pytest.mark.skipif(sys.platform == "win32", reason="rights are given differently on Windows")
def test_a_station_of_another_account_is_said(as_nobody, theirs, secret):
    if os.getuid() == 0:
        for item in [theirs, *theirs.rglob("*")]:
            os.chown(item, 0, 0)
    else:
        theirs.chmod(0)
    code, said = as_nobody("--password-file", secret, "--data", theirs, "list", "village")
    assert code == 3
    assert "权限" in said


def test_a_full_disk_loses_nothing_that_was_saved_and_writes_nothing_by_halves(desk, stations, folder):
    desk.records.save("village", {"name": "白庙村", "kind": "村"})
    desk.close()
    pages = (folder / "station.db").stat().st_size // 4096
    small = stations.sign_in(folder, "站长", PASSWORD, max_pages=pages + 20)
    saved = []
    batch = [{"name": f"王{number}", "remarks": "长" * 400, **ALIVE} for number in range(5)]

    def fill_up():
        while True:
            saved.extend(small.records.save_all("person", batch))

    with pytest.raises(StoreTrouble, match="硬盘空间不足，这次没有保存"):
        fill_up()
    with pytest.raises(StoreTrouble, match="硬盘空间不足"):
        small.records.save_all("person", batch * 10)
    assert len(saved) == len(small.records.find("person")) > 0
    small.close()
    again = stations.sign_in(folder, "站长", PASSWORD)
    assert {one.id for one in again.records.find("person")} == set(saved)
    assert again.safety.check() == []
    assert again.people.search("王1")
    again.records.save_all("person", batch)  # and it goes on
    again.close()


def test_a_set_up_that_breaks_off_leaves_the_folder_as_it_was(stations, folder, monkeypatch):
    def break_off(*_):
        raise StoreTrouble("硬盘空间不足，这次没有保存。")

    for module, name in ((station_file, "bring_up_to_date"), (stations_module, "type_of")):
        with monkeypatch.context() as broken:
            broken.setattr(module, name, break_off)
            with pytest.raises(StoreTrouble):
                stations.create(folder, NEW)
        left = [path for path in folder.rglob("*") if path.is_file() and path.name != "station.lock"] \
            if folder.exists() else []  # fmt: skip
        assert left == []
    desk, _ = stations.create(folder, NEW)
    desk.close()


def test_settings_that_will_not_do_are_refused_before_anything_is_made(stations, folder):
    with pytest.raises(Invalid, match="最多"):
        stations.create(folder, NewStation("站" * 200, "云溪县", "青石镇", PASSWORD))
    assert not folder.exists()


def test_a_station_open_here_is_not_opened_again(desk, stations, folder):
    with pytest.raises(StoreTrouble, match="已经在另一个窗口打开"):
        stations.sign_in(folder, "站长", PASSWORD)
    desk.records.save("village", {"name": "白庙村", "kind": "村"})


def test_what_failed_on_the_way_in_holds_nothing(desk, stations, folder, monkeypatch):
    desk.close()

    def break_off(*_):
        raise StoreTrouble("读写硬盘时出错。")

    monkeypatch.setattr(station_file, "bring_up_to_date", break_off)
    with pytest.raises(StoreTrouble, match="读写硬盘"):
        stations.sign_in(folder, "站长", PASSWORD)
    monkeypatch.undo()
    stations.sign_in(folder, "站长", PASSWORD).close()


@pytest.mark.parametrize("kind", ["network", "removable"])
def test_a_disk_that_loses_data_is_refused_with_where_to_go(kind, tmp_path):
    with pytest.raises(StoreTrouble, match="请把站点文件夹放在本机硬盘上"):
        check_disk(tmp_path, Disk(kind, "nfs4"))


def test_a_missing_data_file_is_not_made_anew(desk, stations, folder):
    desk.close()
    for file in folder.glob("station.db*"):
        file.unlink()
    with pytest.raises(StoreTrouble, match=r"缺少数据文件.*从最近一次备份恢复"):
        stations.sign_in(folder, "站长", PASSWORD)
    assert not (folder / "station.db").exists()


def test_a_truncated_data_file_is_said_and_left_alone(desk, stations, folder):
    desk.close()
    content = (folder / "station.db").read_bytes()
    (folder / "station.db").write_bytes(content[:6000])
    with pytest.raises(StoreTrouble, match="备份"):
        stations.sign_in(folder, "站长", PASSWORD)
    assert (folder / "station.db").read_bytes() == content[:6000]


def test_a_file_older_than_what_was_noted_outside_it_is_said(desk, stations, folder):
    desk.close()
    older = (folder / "station.db").read_bytes()
    later = stations.sign_in(folder, "站长", PASSWORD)
    later.records.save("village", {"name": "白庙村", "kind": "村"})
    later.close()
    for file in folder.glob("station.db*"):
        file.unlink()
    (folder / "station.db").write_bytes(older)
    again = stations.sign_in(folder, "站长", PASSWORD)
    assert any("少了" in notice or "不是同一份" in notice for notice in again.notices)
    again.close()


@pytest.mark.parametrize("with_the_mark", [True, False], ids=["older file", "older file, mark removed"])
def test_a_file_exchanged_for_an_older_one_is_reported_until_somebody_has_looked(desk, stations, folder, with_the_mark):
    desk.close()
    older = (folder / "station.db").read_bytes()
    later = stations.sign_in(folder, "站长", PASSWORD)
    later.records.save("village", {"name": "白庙村", "kind": "村"})
    later.close()
    for file in folder.glob("station.db*"):
        file.unlink()
    (folder / "station.db").write_bytes(older)
    for backup in (folder / "backups").iterdir():
        shutil.rmtree(backup)
    if not with_the_mark:
        (folder / "mark.json").unlink()
    for _ in range(2):  # the first opening notes a new place outside the file; the doubt must outlive it
        again = stations.sign_in(folder, "站长", PASSWORD)
        assert again.safety.doubt
        assert again.safety.doubt in again.notices
        assert again.safety.check() == [again.safety.doubt]
        again.close()
    last = stations.sign_in(folder, "站长", PASSWORD)
    with pytest.raises(UserError, match="写明"):
        last.safety.settle_doubt(" ")
    last.safety.settle_doubt("断电丢了一个村，已补录")
    assert last.safety.check() == []
    assert any(trace.reason == "断电丢了一个村，已补录" for trace in last.safety.traces())
    last.close()
    settled = stations.sign_in(folder, "站长", PASSWORD)
    assert not settled.notices
    settled.close()


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "30/02/2026", "昨天", ""])
def test_a_day_that_does_not_exist_is_never_turned_into_another(desk, text):
    spec = DECLARATIONS.by_key["visit"].fields["visited_on"]
    try:
        assert spec.parse(text) is None
    except ValueError as error:
        assert text in str(error)  # noqa: PT017


def test_a_name_of_two_hundred_characters_is_refused_and_one_of_fifty_is_kept(desk):
    with pytest.raises(Invalid, match="最多50个字，现在有200个"):
        desk.records.save("person", {"name": "王" * 200, **ALIVE})
    assert desk.records.find("person") == []
    person = desk.records.save("person", {"name": "王" * 50, **ALIVE})
    assert [row.id for row in desk.people.search("王" * 50)] == [person]
    assert desk.records.get("person", person).name == "王" * 50
    assert date(2026, 11, 21) == desk.clock.today()


@pytest.mark.skipif(os.name == "nt", reason="the modes of files are those of POSIX")
def test_only_this_account_may_read_the_files_of_a_station(desk, stations, folder):
    desk.close()
    (folder / "station.db").chmod(0o644)  # as an older program left it
    again = stations.sign_in(folder, "站长", PASSWORD)
    again.records.save("village", {"name": "白庙村", "kind": "村"})
    lax = [file.name for file in folder.rglob("*") if file.is_file() and file.stat().st_mode & 0o077]
    again.close()
    assert lax == []
