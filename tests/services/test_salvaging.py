"""A damaged file gives back what can be read of it, and the operation log what cannot, as a station that opens."""

from __future__ import annotations

import random
import shutil
from datetime import datetime

import pytest

from caredesk.catalog import DECLARATIONS
from caredesk.schema.errors import NotAllowed, StoreTrouble
from caredesk.services.clock import SetClock
from caredesk.services.stations import Stations
from caredesk.store.attachments import attachment_names
from caredesk.store.connection import open_connection
from caredesk.store.vault import WrongPassword
from tests.conftest import CHEAP, NEW, PASSWORD
from tests.services.test_erasing import picture

ALIVE = {"id_type": "居民身份证", "state": "在册"}
PEOPLE = 1500
PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A station with people who have telephones and were changed, somebody in the bin; its folder and key."""
    place = tmp_path_factory.mktemp("whole")
    clock = SetClock(datetime(2026, 11, 21, 9))  # noqa: DTZ001  the station's own time
    desk, _ = Stations(DECLARATIONS, clock, CHEAP).create(place / "station", NEW)
    village = desk.records.save("village", {"name": "白庙村", "kind": "村"})
    photo = desk.photos.keep(picture(place, 1))
    for start in range(0, PEOPLE, 500):
        with desk.work.records.write(desk.user.id, "save") as write:
            for number in range(start, start + 500):
                values = {"name": f"王{number}", "village": village, **ALIVE}
                one = write.insert(desk.work.kind("person"), values)
                write.insert(desk.work.kind("phone"), {"person": one, "number": f"149{number:08d}"})
    desk.records.save("person", {"remarks": "有狗", "photo": (photo,)}, one)
    desk.records.bin("person", desk.records.save("person", {"name": "重复的人", **ALIVE}))
    desk.safety.add_user("刘观", "只读", PASSWORD)
    key = desk.safety._station.keys.data
    desk.close()
    return place / "station", key


@pytest.fixture
def closed(whole, folder):
    """A copy of it to be damaged: its database and the key."""
    shutil.copytree(whole[0], folder)
    return folder / "station.db", whole[1]


def read_of(path, key, sql):
    """Numbers that SQLite itself tells of the file."""
    connection = open_connection(path, key, read_only=True)
    try:
        return [row[0] for row in connection.execute(sql)]
    finally:
        connection.close()


def pages_of(path, key, names):
    """The pages on which tables begin."""
    told = ", ".join(f"'{name}'" for name in names)
    return read_of(path, key, f"SELECT rootpage FROM sqlite_master WHERE name IN ({told})")


def beginning(path, key):
    """So many pages hold the list of tables and where each begins; without them nothing can be read."""
    return max(read_of(path, key, "SELECT rootpage FROM sqlite_master"))


def flip(path, page):
    raw = bytearray(path.read_bytes())
    raw[(page - 1) * PAGE + 1000] ^= 1
    path.write_bytes(raw)


def saved(stations: Stations, folder, to):
    told = stations.salvage(folder, to, "站长", PASSWORD)
    desk = stations.sign_in(to, "站长", PASSWORD)
    try:
        people = {one.name for one in desk.records.find("person")}
        phones = {one.number for one in desk.records.find("phone")}
        found = [row.name for row in desk.people.search("王777")]
        binned = [one.name for one in desk.records.binned("person")]
        findings = desk.safety.check()
        desk.records.save("person", {"name": "新来的", **ALIVE})  # and work goes on
    finally:
        desk.close()
    return told, people, phones, found, binned, findings


EVERYBODY = {f"王{number}" for number in range(PEOPLE)}
ALL_PHONES = {f"149{number:08d}" for number in range(PEOPLE)}


def test_a_sound_station_comes_out_as_it_was(stations, folder, closed, tmp_path):
    told, people, phones, found, binned, findings = saved(stations, folder, tmp_path / "saved")
    assert (people, phones, binned, findings) == (EVERYBODY, ALL_PHONES, ["重复的人"], [])
    assert "王777" in found
    assert (told.rebuilt, told.lost, told.loose) == (0, 0, 0)
    assert list(attachment_names(tmp_path / "saved" / "attachments"))


@pytest.mark.parametrize("table", ["person", "phone", "op", "search_key"])
def test_what_a_damaged_table_lost_the_log_gives_back(stations, folder, closed, tmp_path, table):
    path, key = closed
    flip(path, *pages_of(path, key, [table]))
    before = path.read_bytes()
    told, people, phones, found, binned, _ = saved(stations, folder, tmp_path / "saved")
    assert path.read_bytes() == before
    assert (people, phones, binned) == (EVERYBODY, ALL_PHONES, ["重复的人"])
    assert "王777" in found
    assert bool(told.rebuilt) == (table in ("person", "phone"))


@pytest.mark.parametrize("seed", range(6))
def test_with_any_pages_damaged_a_station_that_opens_comes_out(stations, folder, closed, tmp_path, seed):
    path, key = closed
    pages = path.stat().st_size // PAGE
    for page in random.Random(seed).sample(range(beginning(path, key) + 1, pages + 1), 3):
        flip(path, page)
    _, people, *_ = saved(stations, folder, tmp_path / "saved")
    assert len(people) >= PEOPLE * 0.7


@pytest.mark.parametrize("part", [0.9, 0.7, 0.5])
def test_a_file_cut_short_gives_back_what_is_before_the_cut_and_what_the_log_tells(
    stations, folder, closed, tmp_path, part
):
    path, key = closed
    whole, first = path.read_bytes(), beginning(path, key) * PAGE
    path.write_bytes(whole[: first + int((len(whole) - first) * part) // 512 * 512])
    told, people, *_ = saved(stations, folder, tmp_path / "saved")
    assert people <= EVERYBODY
    assert len(people) >= PEOPLE * part * 0.5
    assert told.lost is None or told.lost >= PEOPLE - len(people)


def test_what_is_not_even_a_list_of_tables_is_a_sentence_and_leaves_nothing(stations, folder, closed, tmp_path):
    path, _ = closed
    flip(path, 1)
    with pytest.raises(StoreTrouble, match="备份"):
        stations.salvage(folder, tmp_path / "saved", "站长", PASSWORD)
    assert not any(one.is_file() and one.name != "station.lock" for one in (tmp_path / "saved").rglob("*"))


def test_only_who_may_restore_may_salvage(stations, folder, closed, tmp_path):
    with pytest.raises(WrongPassword):
        stations.salvage(folder, tmp_path / "a", "站长", "wrong-password")
    with pytest.raises(NotAllowed):
        stations.salvage(folder, tmp_path / "b", "刘观", PASSWORD)
    with pytest.raises(StoreTrouble, match="已经有一个站点"):
        stations.salvage(folder, folder, "站长", PASSWORD)
    for place in (tmp_path / "a", tmp_path / "b"):
        assert not any(one.is_file() and one.name != "station.lock" for one in place.rglob("*"))


def test_a_station_that_is_open_is_not_salvaged(stations, desk, folder, tmp_path):
    with pytest.raises(StoreTrouble, match="打开"):
        stations.salvage(folder, tmp_path / "saved", "站长", PASSWORD)


def test_a_damaged_file_says_how_it_may_be_saved(stations, folder, closed):
    path, _ = closed
    flip(path, 1)
    with pytest.raises(StoreTrouble, match="抢救"):
        stations.sign_in(folder, "站长", PASSWORD)
