"""The station of every version that was ever released is opened for ever: a copy of it, with today's program."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import CHEAP
from tests.made_values import full_values

OLD = Path(__file__).parent.parent / "data" / "old"
STATIONS = sorted(path for path in OLD.iterdir() if path.is_dir())
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def test_there_is_a_station_of_every_released_version():
    assert STATIONS


@pytest.fixture(params=STATIONS, ids=lambda path: path.name)
def old(request, tmp_path):
    """A copy of an old station, and what must be found in it."""
    shutil.copytree(request.param, tmp_path / "old")
    return tmp_path / "old", json.loads(request.param.with_suffix(request.param.suffix + ".json").read_text("utf-8"))


@pytest.fixture
def opened(old, stations):
    folder, told = old
    desk = stations.sign_in(folder, "站长", told["password"])
    yield desk, told
    desk.close()


def test_its_people_are_found_by_name_number_and_sound(opened):
    desk, told = opened
    for name, number in told["people"].items():
        for text in (name, name[1:], number, number[-6:]):
            assert name in [row.name for row in desk.people.search(text)], text
    assert {one.id_number for one in desk.records.find("person")} == set(told["people"].values())
    assert desk.people.search("zgq")[0].name == "曾国强"


def test_its_data_is_whole_and_its_history_can_be_read(opened):
    desk, told = opened
    assert desk.safety.check() == []
    for person in desk.records.find("person"):
        assert desk.records.history("person", person.id)[-1].what == "新建"
    assert len(desk.records.binned("person")) == told["binned"]
    assert {one.name for one in desk.safety.users()} == set(told["users"])
    assert [draft.form for draft in desk.drafts.all()] == ["person"]
    photos = [one.photo for one in desk.records.find("person") if one.photo]
    assert desk.photos.read(photos[0][0]) == PICTURE


def test_its_ledger_and_return_come_out(opened, tmp_path):
    desk, told = opened
    assert desk.ledgers.write("visits", told["month"], tmp_path / "a.xlsx") == told["visits"]
    figures = desk.returns.figures("monthly", told["month"])
    assert {one.key: one.value for one in figures.counted}["visits"] == told["visits"]


def test_it_can_be_worked_on(opened):
    desk, _ = opened
    (person, *_) = desk.records.find("person")
    desk.records.save("person", {"remarks": "新版本里改的"}, person.id)
    desk.records.undo_last()
    assert desk.records.get("person", person.id) == person
    desk.records.bin("phone", desk.records.parts("phone", person.id)[0].id)
    assert desk.safety.backup()


def test_its_users_its_paper_and_its_backup_still_open(old, stations, tmp_path):
    folder, told = old
    for name in told["users"]:
        stations.sign_in(folder, name, told["password"]).close()
    stations.restore(folder / "backups" / told["backup"], tmp_path / "restored", "站长", told["password"])
    again = stations.sign_in(tmp_path / "restored", "站长", told["password"])
    assert len(again.records.find("person")) == len(told["people"])
    again.close()
    assert stations.cost == CHEAP
    stations.recover(folder, told["paper"], "xin-mima-2026").close()


def test_every_kind_declared_since_can_be_written_into_it_found_and_taken_back(opened):
    """Also what was declared after that version: its tables, columns and indexes are made when the file is opened."""
    desk, _ = opened
    records, made = desk.work.records, {}

    def one(key):
        if key not in made:
            kind = desk.work.kind(key)
            made[key] = next((old.id for old in records.find(kind)), None)  # a village merged into another
            values = full_values(kind, one)
            with records.write(desk.user.id, "save") as write:
                made[key] = write.insert(kind, values)
            assert records.row(kind, made[key]) == dict.fromkeys(kind.fields) | values
        return made[key]

    for kind in desk.declarations.records:
        one(kind.key)
    before = {kind.key: len(records.find(kind)) for kind in desk.declarations.records}
    for act in desk.work.history.acts(("save",), user=desk.user.id, limit=len(made)):
        if not desk.work.history.edited_since(act.id):
            desk.work.history.undo(act.id, desk.user.id, "撤销")
    after = {kind.key: len(records.find(kind)) for kind in desk.declarations.records}
    assert after == {key: count - 1 for key, count in before.items()}
    assert desk.safety.check() == []
