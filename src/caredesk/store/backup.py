"""Backups that were opened, checked and counted when they were made.

A backup is a folder ``<day>-<time>`` with the encrypted database, the key file and a manifest without personal data. It
is built as ``.part`` and gets its name only when everything in it has been read back. Photos are not copied: the
station's own are never changed, and a second folder keeps them once for all backups (``backup_copies``).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from caredesk.schema.errors import StoreTrouble
from caredesk.store import audit, vault
from caredesk.store.attachments import attachment_names
from caredesk.store.audit import Mark
from caredesk.store.connection import Connection, Damaged, open_connection, user_errors
from caredesk.store.durable import (
    disk_errors,
    make_private_folder,
    sha256_of,
    sync_file,
    sync_folder,
    write_durably,
)
from caredesk.store.folder import MANIFEST, StationFolder, free_bytes
from caredesk.store.vault import KEYS_FILE, Keys

DATABASE = "station.db"
FORMAT = 1
MARGIN = 20 * 1024 * 1024

Why = Literal["daily", "exit", "asked", "before_restore", "before_upgrade"]


@dataclass(frozen=True)
class Backup:
    """One whole backup and what its manifest says; ``counts`` are rows by table, ``hashes`` SHA-256 by file."""

    path: Path
    made_at: datetime
    why: Why
    station: str
    device: str
    mark: Mark
    counts: dict[str, int]
    hashes: dict[str, str]
    bytes: int
    attachments: tuple[str, ...]


def named(part: Path) -> Path:
    """The name that a ``.part`` folder gets when it is whole."""
    return part.with_suffix("")


@contextmanager
def building(root: Path, at: datetime) -> Iterator[Path]:
    """Give a ``.part`` folder to fill; it gets its name when all went well and is removed when not."""
    with disk_errors("写备份"):
        make_private_folder(root)
        stamp = f"{at:%Y-%m-%d-%H%M%S}"
        names = [stamp, *(f"{stamp}-{number}" for number in range(2, 1000))]
        name = next(name for name in names if not (root / name).exists())
        part = root / f"{name}.part"
        shutil.rmtree(part, ignore_errors=True)
        make_private_folder(part)
        try:
            yield part
            sync_folder(part)
            part.replace(named(part))
            sync_folder(root)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


def make_backup(folder: StationFolder, keys: Keys, at: datetime, why: Why) -> Backup:
    """Copy the open station in one step on a connection of its own, check the copy, and name it.

    Other connections go on writing meanwhile. Raises StoreTrouble when the disk will not, Damaged when the station's
    file or the copy is damaged; nothing half made keeps a backup's name.
    """
    with building(folder.backups, at) as part:
        with user_errors():
            source = open_connection(folder.database, keys.data, read_only=True)  # leaves a damaged file as it is
            try:
                needed = _size(source) + MARGIN
                if free_bytes(folder.backups) < needed:
                    raise StoreTrouble(f"硬盘空间不足，备份还需要约 {needed // 1_000_000} MB。请清理后再备份。")
                source.execute("BEGIN")  # the counts and the copy are of one moment
                counts, mark, device = table_counts(source), audit.head(source), device_of(source)
                _copy_database(source, part / DATABASE, keys)
                source.execute("ROLLBACK")
            finally:
                source.close()
            check_database(part / DATABASE, keys, counts, mark)
        sync_file(part / DATABASE)
        write_durably(part / KEYS_FILE, vault.key_file_of(folder.root))
        hashes = {name: sha256_of(part / name, from_disk=True) for name in (DATABASE, KEYS_FILE)}
        size = sum((part / name).stat().st_size for name in hashes)
        names = tuple(sorted(attachment_names(folder.attachments)))
        station = vault.station_id(part)
        made = Backup(part, at, why, station, device, mark, counts, hashes, size, names)
        write_durably(part / MANIFEST, _manifest(made))
    return read_backup(named(part))


def read_backup(path: Path) -> Backup:
    """Read a backup's manifest. Raises StoreTrouble when the folder is no backup or a newer program's."""
    try:
        content = json.loads((path / MANIFEST).read_bytes())
        if content.pop("format") > FORMAT:
            raise StoreTrouble("这份备份是用更新版本的软件做的。请先升级本软件再恢复。")
        content["made_at"] = datetime.fromisoformat(content["made_at"])
        content["mark"] = Mark(**content["mark"])
        content["attachments"] = tuple(content["attachments"])
        return Backup(path, **content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreTrouble(f"“{path}”不是一份完整的备份。请选择名字是日期时间的备份文件夹。") from error


def check_backup(path: Path) -> Backup:
    """Read a backup and compare its files with the manifest, without any key. Raises Damaged when they differ."""
    backup = read_backup(path)
    with disk_errors("读备份"):
        for name, expected in backup.hashes.items():
            if sha256_of(path / name) != expected:
                raise Damaged("这份备份已损坏，不能用来恢复。请换一份更早的，或第二备份文件夹里的。")
    return backup


def check_database(path: Path, keys: Keys, counts: dict[str, int], mark: Mark) -> None:
    """Open a closed copy and look at everything in it. Raises Damaged when it is not whole or not the same."""
    copy = open_connection(path, keys.data, read_only=True)
    try:
        whole = (
            copy.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            and not copy.execute("PRAGMA cipher_integrity_check").fetchall()
            and not copy.execute("PRAGMA foreign_key_check").fetchall()
            and table_counts(copy) == counts
            and audit.head(copy) == mark
        )
    finally:
        copy.close()
    if not whole:
        raise Damaged("备份没有通过检查，已作废。请检查硬盘后再备份一次；如果仍不行，请从以前的备份恢复。")


def table_counts(connection: Connection) -> dict[str, int]:
    """Rows by table, for those that hold records (not SQLite's own or the search index's inner ones)."""
    tables = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    ).fetchall()
    names = sorted(name for (name,) in tables if not name.startswith("sqlite_"))
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def device_of(connection: Connection) -> str:
    """The device id that the station's file carries."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'device'").fetchone()
    return str(row[0]) if row else ""


def _copy_database(source: Connection, target: Path, keys: Keys) -> None:
    copy = open_connection(target, keys.data, create=True)
    try:
        source.backup(copy, pages=-1)  # one step: stepped copies never end while someone writes
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, readable from a read-only folder
    finally:
        copy.close()


def _size(connection: Connection) -> int:
    pages, page_size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return int(pages) * int(page_size)  # SQLCipher gives the page size as text


def _manifest(backup: Backup) -> bytes:
    content: dict[str, Any] = {"format": FORMAT, **asdict(backup), "made_at": backup.made_at.isoformat()}
    del content["path"]
    return json.dumps(content, indent=1).encode()
