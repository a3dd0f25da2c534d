"""Bringing a backup back: proved on a scratch copy first, swapped in so that a crash half way is finished at the next
start, with the present put aside and no backup rotated away.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from caredesk.schema.errors import StoreTrouble
from caredesk.store import audit, vault
from caredesk.store.audit import Action, Mark
from caredesk.store.backup import DATABASE, Backup, check_backup, check_database, make_backup
from caredesk.store.backup_copies import copy_attachments
from caredesk.store.connection import Connection, Damaged, open_connection, user_errors, write_transaction
from caredesk.store.disks import check_disk
from caredesk.store.durable import copy_durably, disk_errors, make_private_folder, sync_folder, write_durably
from caredesk.store.folder import MANIFEST, StationFolder, find_station, free_bytes, make_folder
from caredesk.store.swap import READY, finish_restore, plan_swap
from caredesk.store.vault import KEYS_COPY, KEYS_FILE, Keys

_MARGIN = 20 * 1024 * 1024


@dataclass(frozen=True)
class Restored:
    """What a restore did: the new device id, where the present was put (None when there was none), photos not found."""

    folder: StationFolder
    device: str
    aside: Path | None
    missing_attachments: int


def restore(
    backup_path: Path,
    to: Path,
    keys: Keys,
    *,
    at: datetime,
    user: UUID | None,
    prove: Callable[[Connection], object] | None = None,
    held: bool = False,
) -> Restored:
    """Bring a backup into an empty folder, or in place of a station that is closed.

    ``keys`` were opened from the backup (``vault.unlock(backup_path, ...)``) or from the same station; ``prove`` opens
    the scratch copy with the program's own code (migrations) and raises when it will not do; ``held`` says that the
    caller holds the folder (and has closed its connections). In the same station the present users and passwords stay.
    Raises StoreTrouble (also when a window has the station open), Damaged; until the swap the present is untouched.
    """
    backup = check_backup(backup_path)
    folder = _target(to)
    with nullcontext() if held else folder.hold():
        return _restore_into(folder, backup, keys, at, user, prove)


def _restore_into(
    folder: StationFolder,
    backup: Backup,
    keys: Keys,
    at: datetime,
    user: UUID | None,
    prove: Callable[[Connection], object] | None,
) -> Restored:
    same_station = _present_station(folder) == backup.station
    if free_bytes(folder.root) < 2 * backup.bytes + _MARGIN:
        raise StoreTrouble(f"硬盘空间不足，恢复需要约 {2 * backup.bytes // 1_000_000 + 20} MB。请清理后再恢复。")
    scratch = folder.root / f"{READY}.part"
    with disk_errors("恢复备份"):
        shutil.rmtree(scratch, ignore_errors=True)
        make_private_folder(scratch)
        try:
            copy_durably(backup.path / DATABASE, scratch / DATABASE)
            check_database(scratch / DATABASE, keys, backup.counts, backup.mark)
            device, mark = _become_another_device(scratch / DATABASE, keys, backup, at, user, prove)
            content = vault.key_file_of(folder.root if same_station else backup.path)
            for name in (KEYS_FILE, KEYS_COPY):
                write_durably(scratch / name, content)
            audit.write_mark(scratch / "mark.json", mark, sync=True)
            around = backup.path.absolute().parents
            pools = [around[0] / "attachments", around[1] / "attachments"]
            missing = copy_attachments(pools, folder.attachments, backup.attachments)
            aside = plan_swap(folder.root, scratch, at, same_station=same_station)
            _save_present(folder, keys, at, same_station=same_station)
            sync_folder(scratch)
            scratch.replace(folder.root / READY)  # from here on the restore happens, now or at the next start
            sync_folder(folder.root)
        except BaseException:
            shutil.rmtree(scratch, ignore_errors=True)
            raise
    finish_restore(folder.root)
    return Restored(folder, device, aside if aside.exists() else None, missing)


def _target(to: Path) -> StationFolder:
    if not (to / MANIFEST).exists() and not StationFolder(to).is_station():
        return make_folder(to)[0]  # refuses what is neither empty nor a station
    folder = find_station(to)
    check_disk(to)
    for place in (folder.attachments, folder.log, folder.backups):
        make_private_folder(place)
    return folder


def _present_station(folder: StationFolder) -> str | None:
    try:
        return vault.station_id(folder.root)
    except StoreTrouble:
        return None


def _become_another_device(
    path: Path,
    keys: Keys,
    backup: Backup,
    at: datetime,
    user: UUID | None,
    prove: Callable[[Connection], object] | None,
) -> tuple[str, Mark]:
    """The program's proof, a new device id (or the sequences of the two would collide), an audit row."""
    device = secrets.token_hex(8)
    connection = open_connection(path, keys.data)
    try:
        if prove:
            prove(connection)
        with write_transaction(connection):
            connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('device', ?)", (device,))
            details = {"made_at": backup.made_at.isoformat(), "from_device": backup.device, "device": device}
            mark = audit.append(connection, keys.audit, at=at, user=user, action=Action.RESTORE, details=details)
        with user_errors():
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()
    return device, mark


def _save_present(folder: StationFolder, keys: Keys, at: datetime, *, same_station: bool) -> None:
    """A proper backup of the present where that is possible; the files themselves are put aside in any case."""
    if same_station and folder.database.exists():
        try:
            make_backup(folder, keys, at, "before_restore")
        except Damaged:
            return  # that is why someone restores
