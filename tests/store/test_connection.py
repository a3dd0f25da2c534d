# ruff: noqa: PT012  a failing transaction has several statements

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import caredesk
from caredesk.schema.errors import Cancelled, StoreTrouble
from caredesk.store.connection import Damaged, Database, driver, open_connection, user_errors, write_transaction

KEY = bytes(range(32))
OTHER_KEY = bytes(32)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "station.db"
    connection = open_connection(path, KEY, create=True)
    connection.execute("CREATE TABLE t (a INTEGER UNIQUE)")
    connection.close()
    return path


def _rows(path: Path) -> list[int]:
    connection = open_connection(path, KEY)
    try:
        return [row[0] for row in connection.execute("SELECT a FROM t ORDER BY a")]
    finally:
        connection.close()


def test_sqlite_utils_works_over_the_encrypting_driver(file: Path) -> None:
    connection = open_connection(file, KEY)
    database = Database(connection, execute_plugins=False)
    with pytest.raises(driver.IntegrityError):
        database.table("t").insert_all([{"a": 1}, {"a": 1}])
    assert not connection.in_transaction
    connection.close()


def test_importing_sqlite_utils_first_is_noticed_at_start() -> None:
    code = "import sqlite_utils, caredesk.store.connection"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(Path(caredesk.__file__).parents[1])},
        check=False,
    )
    assert done.returncode != 0
    assert "uses another driver" in done.stderr


def test_the_file_is_written_so_that_an_acknowledged_commit_survives(file: Path) -> None:
    connection = open_connection(file, KEY)

    def pragma(name: str) -> object:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("foreign_keys") == 1
    assert pragma("temp_store") == 2
    assert pragma("trusted_schema") == 0
    assert pragma("busy_timeout") == 20_000
    assert pragma("cipher_status") == "1"
    connection.close()


def test_the_file_is_encrypted_from_its_first_byte(file: Path) -> None:
    assert not file.read_bytes().startswith(b"SQLite format 3")


def test_a_wrong_key_is_a_sentence_and_prints_nothing(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StoreTrouble, match="钥匙与文件不相符"):
        open_connection(file, OTHER_KEY)
    assert capfd.readouterr() == ("", "")


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreTrouble, match="从最近一次备份恢复"):
        open_connection(path, KEY)


def test_a_missing_file_is_not_quietly_made_anew(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="缺少数据文件"):
        open_connection(tmp_path / "station.db", KEY)
    assert not (tmp_path / "station.db").exists()


@pytest.mark.parametrize("create", [True, False])
def test_an_emptied_file_is_not_taken_for_a_new_station(tmp_path: Path, create: bool) -> None:
    (tmp_path / "station.db").touch()
    with pytest.raises(Damaged, match="数据文件是空的"):
        open_connection(tmp_path / "station.db", KEY, create=create)


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="打不开数据文件"):
        open_connection(tmp_path / "gone" / "station.db", KEY, create=True)


def test_a_key_of_the_wrong_length_is_our_bug(file: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_connection(file, b"short")


def test_a_path_with_odd_characters_opens(tmp_path: Path) -> None:
    folder = tmp_path / "台账 100% #1?"
    folder.mkdir()
    open_connection(folder / "station.db", KEY, create=True).close()
    assert (folder / "station.db").exists()


def test_a_reading_connection_cannot_write(file: Path) -> None:
    connection = open_connection(file, KEY, read_only=True)
    with pytest.raises(StoreTrouble, match="只读"), user_errors():
        connection.execute("INSERT INTO t VALUES (1)")
    connection.close()


def test_a_transaction_is_written_whole_or_not_at_all(file: Path) -> None:
    connection = open_connection(file, KEY)
    with write_transaction(connection):
        connection.execute("INSERT INTO t VALUES (1)")
    with pytest.raises(driver.IntegrityError), write_transaction(connection):
        connection.execute("INSERT INTO t VALUES (2)")
        connection.execute("INSERT INTO t VALUES (1)")
    assert not connection.in_transaction
    connection.close()
    assert _rows(file) == [1]


def test_ctrl_c_undoes_what_was_begun(file: Path) -> None:
    connection = open_connection(file, KEY)
    with pytest.raises(KeyboardInterrupt), write_transaction(connection):
        connection.execute("INSERT INTO t VALUES (1)")
        raise KeyboardInterrupt
    assert not connection.in_transaction
    connection.close()
    assert _rows(file) == []


def test_a_failed_step_inside_is_undone_alone(file: Path) -> None:
    connection = open_connection(file, KEY)
    with write_transaction(connection):
        connection.execute("INSERT INTO t VALUES (1)")
        with pytest.raises(ValueError, match="step"), write_transaction(connection):
            connection.execute("INSERT INTO t VALUES (2)")
            with write_transaction(connection):
                connection.execute("INSERT INTO t VALUES (3)")
            raise ValueError("step")
        with write_transaction(connection):
            connection.execute("INSERT INTO t VALUES (4)")
    connection.close()
    assert _rows(file) == [1, 4]


def test_an_interrupted_statement_is_a_cancellation(file: Path) -> None:
    connection = open_connection(file, KEY)
    connection.set_progress_handler(lambda: 1, 1000)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(Cancelled), write_transaction(connection):
        connection.execute("INSERT INTO t VALUES (1)")
        connection.execute(endless).fetchall()
    connection.close()
    assert _rows(file) == []


def test_two_writers_get_a_sentence_not_a_traceback(file: Path) -> None:
    first, second = open_connection(file, KEY), open_connection(file, KEY, busy_seconds=0)
    with write_transaction(first), pytest.raises(StoreTrouble, match="另一个程序占用"), write_transaction(second):
        pass
    with write_transaction(second):
        second.execute("INSERT INTO t VALUES (1)")
    first.close()
    second.close()
    assert _rows(file) == [1]


def test_a_full_disk_loses_nothing_that_was_saved(file: Path) -> None:
    connection = open_connection(file, KEY, max_pages=20)
    connection.execute("CREATE TABLE big (b BLOB)")
    with write_transaction(connection):
        connection.execute("INSERT INTO t VALUES (1)")
    with pytest.raises(StoreTrouble, match="硬盘空间不足"), write_transaction(connection):
        connection.execute("INSERT INTO t VALUES (2)")
        with write_transaction(connection):
            connection.execute("INSERT INTO big VALUES (zeroblob(1000000))")
    assert not connection.in_transaction
    with write_transaction(connection):
        connection.execute("INSERT INTO t VALUES (3)")
    connection.close()
    assert _rows(file) == [1, 3]


def test_a_flipped_bit_is_noticed(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[len(raw) - 2000] ^= 1
    file.write_bytes(raw)
    connection = open_connection(file, KEY)
    with pytest.raises(StoreTrouble, match="损坏"), user_errors():
        connection.execute("SELECT a FROM t INDEXED BY sqlite_autoindex_t_1").fetchall()
    connection.close()
