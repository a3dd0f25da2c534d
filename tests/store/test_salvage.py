from __future__ import annotations

import random
from pathlib import Path

import pytest

from caredesk.store.connection import Damaged, open_connection, write_transaction
from caredesk.store.salvage import Salvaged, salvage
from caredesk.store.vault import Keys

KEYS = Keys(b"d" * 32, b"a" * 32)
PEOPLE = 20_000


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "station.db"
    connection = open_connection(path, KEYS.data, create=True)
    with write_transaction(connection):
        connection.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID")
        connection.execute("CREATE TABLE person (rid INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        connection.execute("CREATE UNIQUE INDEX person_name ON person (name)")
        connection.execute("CREATE VIRTUAL TABLE search USING fts5 (letters)")
        connection.execute("CREATE TRIGGER kept BEFORE DELETE ON person BEGIN SELECT RAISE(ABORT, 'no'); END")
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [(f"key {n:05}", "x" * 30) for n in range(2000)])
        connection.executemany("INSERT INTO person (name) VALUES (?)", [(f"第{n}人",) for n in range(PEOPLE)])
        connection.execute("INSERT INTO search (letters) VALUES ('w x y')")
    connection.close()
    return path


def _rescue(whole: Path, folder: Path, damaged_pages: list[int]) -> tuple[Salvaged, dict[str, list[object]]]:
    raw = bytearray(whole.read_bytes())
    for page in damaged_pages:
        raw[page * 4096 + 1000] ^= 1
    (folder / "damaged.db").write_bytes(raw)
    told = salvage(folder / "damaged.db", folder / "new.db", KEYS)
    assert (folder / "damaged.db").read_bytes() == raw
    connection = open_connection(folder / "new.db", KEYS.data)
    tables = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in ("person", "meta")}
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert {name: len(rows) for name, rows in tables.items()} == told.rows
    connection.close()
    return told, tables


def test_a_sound_file_comes_out_whole_with_its_indexes_and_triggers(whole: Path, tmp_path: Path) -> None:
    told, _ = _rescue(whole, tmp_path, [])
    assert told.rows == {"meta": 2000, "person": PEOPLE}
    assert told.lost == {"meta": [], "person": []}
    connection = open_connection(tmp_path / "new.db", KEYS.data)
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('index', 'trigger')")}
    assert {"person_name", "kept"} <= names
    connection.close()


@pytest.mark.parametrize("seed", range(5))
def test_all_but_the_damaged_pages_rows_come_back(whole: Path, tmp_path: Path, seed: int) -> None:
    pages = whole.stat().st_size // 4096
    damaged = random.Random(seed).sample(range(5, pages), 2)
    told, tables = _rescue(whole, tmp_path, damaged)
    gaps = [(first, last or PEOPLE) for first, last in told.lost["person"] or []]
    lost = {number for first, last in gaps for number in range(first, last + 1)}
    assert {row[0] for row in tables["person"]} >= set(range(1, PEOPLE + 1)) - lost  # type: ignore[index]
    assert all(row[1] == f"第{row[0] - 1}人" for row in tables["person"])  # type: ignore[index]
    assert len(lost) < PEOPLE / 5


def test_with_the_last_page_damaged_the_others_still_come_back(whole: Path, tmp_path: Path) -> None:
    pages = whole.stat().st_size // 4096
    people = [_rescue_people(whole, tmp_path / str(page), page) for page in range(pages - 6, pages)]
    assert min(people) > PEOPLE - 1000
    assert max(people) == PEOPLE


def _rescue_people(whole: Path, folder: Path, page: int) -> int:
    folder.mkdir()
    return len(_rescue(whole, folder, [page])[1]["person"])


def test_a_file_whose_first_page_is_gone_is_a_sentence(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        _rescue(whole, tmp_path, [0])
