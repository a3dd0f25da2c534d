"""The one door to the database driver: keyed connections, safe transactions, errors told apart.

SQLCipher takes the place of ``pysqlite3`` *before* sqlite-utils is imported, because sqlite-utils catches the driver's
own exception classes: with the wrong driver a failed statement would leave a transaction open that swallows later
writes. Import ``Database`` (sqlite-utils) from here, never from sqlite_utils itself.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3
from sqlcipher3 import dbapi2 as driver

from caredesk.schema.errors import Cancelled, StoreTrouble
from caredesk.store.durable import PRIVATE_FILE

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = driver

if TYPE_CHECKING:
    from sqlite3 import Connection  # the same interface, with type hints

    from sqlite_utils import Database
else:
    Connection = driver.Connection

__all__ = [
    "Connection",
    "Damaged",
    "Database",
    "DriverError",
    "driver",
    "filling_temporary",
    "open_connection",
    "user_errors",
    "write_transaction",
]

#: Every error of the driver; it is *not* a ``sqlite3.Error``.
DriverError: type[Exception] = driver.Error

KEY_BYTES = 32
BUSY_SECONDS = 20.0
"""A large import or its undo locks the station for a second or two, on an old PC for several: others wait, and save."""
#: Before 3.51.3 a reset of the write-ahead log could corrupt the file.
OLDEST_SQLITE = (3, 51, 3)

# Primary result codes of SQLite (the driver does not name them all).
_BUSY, _READONLY, _INTERRUPT, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 8, 9, 10, 11, 13, 14, 26

STOPPED = "已取消，没有留下任何改动。"

_SENTENCES = {
    _BUSY: "数据文件正被另一个程序占用。请稍等片刻再试，并关掉其他打开本站的窗口。",
    _READONLY: "数据文件是只读的，不能保存。请检查站点文件夹的写入权限。",
    _IOERR: "读写硬盘时出错，这次没有保存。请检查硬盘是否已满、是否连接正常，然后再试。",
    _CORRUPT: "数据文件有损坏。请不要继续录入，从最近一次备份恢复；没有能用的备份，可以抢救（见“出了问题怎么办”）。",
    _FULL: "硬盘空间不足，这次没有保存。请清理出一些空间后再试。",
    _CANTOPEN: "打不开数据文件。请检查站点文件夹是否还在、是否有读写权限。",
    _NOTADB: "打不开数据文件：钥匙与文件不相符，或者文件已损坏。请从最近一次备份恢复；"
    "没有能用的备份，可以抢救（见“出了问题怎么办”）。",
}


class Damaged(StoreTrouble):
    """A file that cannot be read with this key: damaged, emptied or another one."""


def _assert_driver() -> None:
    """Fail at import, not at the first lost write, when the set-up of this module did not take."""
    if tuple(driver.sqlite_version_info) < OLDEST_SQLITE:
        raise ImportError(f"SQLite {driver.sqlite_version} is older than {'.'.join(map(str, OLDEST_SQLITE))}")
    loaded = sys.modules.get("sqlite_utils.utils")
    if loaded is not None and getattr(loaded, "sqlite3", None) is not sqlcipher3:
        raise ImportError("sqlite_utils was imported before caredesk.store.connection and uses another driver")


_assert_driver()


def __getattr__(name: str) -> Any:
    """``Database`` of sqlite-utils when somebody asks for it: half of this module's start-up cost otherwise."""
    if name != "Database":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import sqlite_utils

    _assert_driver()
    return sqlite_utils.Database


@contextmanager
def user_errors() -> Iterator[None]:
    """Turn what the disk or another program did into a sentence; leave our bugs alone.

    Raises StoreTrouble for a busy, full, read-only or missing file, Damaged for a damaged or foreign one, Cancelled for
    an interrupted statement; every other driver error (a constraint, bad SQL) passes unchanged.
    """
    try:
        yield
    except driver.Error as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if code == _INTERRUPT:
            raise Cancelled(STOPPED) from error
        if code not in _SENTENCES:
            raise
        kind = Damaged if code in {_CORRUPT, _NOTADB} else StoreTrouble
        raise kind(_SENTENCES[code]) from error


def open_connection(
    path: Path | None,
    key: bytes,
    *,
    create: bool = False,
    read_only: bool = False,
    busy_seconds: float = BUSY_SECONDS,
    max_pages: int | None = None,
    cut_short: bool = False,
) -> Connection:
    """Open an encrypted file with its raw 32-byte key, ready for writing (WAL, FULL, foreign keys).

    ``path`` None is a database in memory, for tests. ``create`` makes the file when it is missing; without it a missing
    or empty file is refused. ``max_pages`` caps the file's size in pages; ``cut_short`` reads also a file shorter than
    it says, as far as it goes. Autocommit: use ``write_transaction``.
    Raises StoreTrouble when the file is missing or cannot be opened, Damaged when it is empty or damaged or the key
    does not fit.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"a raw key has {KEY_BYTES} bytes, not {len(key)}")
    mode = "ro" if read_only else "rwc" if create else "rw"
    if path is not None and mode != "rwc" and not path.exists():
        raise StoreTrouble("站点文件夹里缺少数据文件。请确认文件夹选对了，或从备份恢复。")
    if path is not None and path.exists() and path.stat().st_size == 0:  # never taken for a new one
        raise Damaged("数据文件是空的。请从最近一次备份恢复。")
    if path is not None and not read_only:
        with suppress(OSError):  # what cannot be written is said by the driver; -wal and -shm take on this mode
            path.touch(PRIVATE_FILE)
            path.chmod(PRIVATE_FILE)
    target = ":memory:" if path is None else f"{path.absolute().as_uri()}?mode={mode}"
    with user_errors():
        connection: Connection = driver.connect(target, uri=True, isolation_level=None, timeout=busy_seconds)
        try:
            _configure(connection, key, read_only=read_only, cut_short=cut_short)
            if max_pages is not None:
                connection.execute(f"PRAGMA max_page_count = {int(max_pages)}")
        except BaseException:
            connection.close()
            raise
    return connection


def _configure(connection: Connection, key: bytes, *, read_only: bool, cut_short: bool) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")  # before the key, or a wrong one prints English lines
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    if cut_short:
        connection.execute("PRAGMA writable_schema = ON")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()  # the first read shows whether the key fits
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA secure_delete = FAST")  # what is deleted leaves no words behind in its page
    if read_only:
        connection.execute("PRAGMA query_only = ON")
        return
    connection.execute("PRAGMA synchronous = FULL")
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode not in {"wal", "memory"}:
        raise StoreTrouble("这个硬盘不能安全地保存站点数据。请把站点文件夹放在本机硬盘上。")


@contextmanager
def write_transaction(connection: Connection) -> Iterator[None]:
    """Everything inside is written, or nothing: BEGIN IMMEDIATE outside, a savepoint when already in a transaction.

    Undone on any exception, KeyboardInterrupt included. Raises what ``user_errors`` makes of the driver's errors.
    """
    with user_errors():
        if connection.in_transaction:
            yield from _savepoint(connection)
            return
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite itself rolls back on a full disk
                connection.execute("ROLLBACK")
            raise


@contextmanager
def filling_temporary(connection: Connection) -> Iterator[None]:
    """Write to temporary tables only, as one transaction: nobody is locked out of the station's file by it."""
    yield from _savepoint(connection)


def _savepoint(connection: Connection) -> Iterator[None]:
    name = f"nested_{secrets.token_hex(4)}"
    begun = False
    try:
        connection.execute(f"SAVEPOINT {name}")
        begun = True
        yield
        connection.execute(f"RELEASE {name}")
    except BaseException:
        if begun and connection.in_transaction:
            connection.execute(f"ROLLBACK TO {name}")
            connection.execute(f"RELEASE {name}")
        raise
