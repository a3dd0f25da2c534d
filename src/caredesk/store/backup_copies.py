"""Where backups lie: the station's own and a second folder, what is kept there and what is thinned out."""

from __future__ import annotations

import shutil
from collections.abc import Hashable
from pathlib import Path

from caredesk.schema.errors import StoreTrouble
from caredesk.store import audit
from caredesk.store.audit import Mark
from caredesk.store.backup import MARGIN, Backup, building, named, read_backup
from caredesk.store.connection import Damaged
from caredesk.store.durable import copy_durably, disk_errors, make_private_folder, write_durably
from caredesk.store.folder import MANIFEST, StationFolder, free_bytes

#: Of so many days, weeks and months (that have backups) the last one is kept.
KEPT_DAYS, KEPT_WEEKS, KEPT_MONTHS = 14, 8, 24


def check_second_folder(folder: StationFolder, other: Path) -> list[str]:
    """Return notices about a second backup folder (any kind of disk will do).

    Raises StoreTrouble when it lies inside the station's folder.
    """
    inside, station = other.absolute().resolve(), folder.root.absolute().resolve()
    if inside == station or station in inside.parents:
        raise StoreTrouble("第二备份文件夹不能放在站点文件夹里面。请选另一块硬盘、U盘或网络盘上的文件夹。")
    with disk_errors("查看第二备份文件夹"):
        make_private_folder(other)
        if other.stat().st_dev == folder.root.stat().st_dev:
            return ["第二备份文件夹和站点在同一块硬盘上，硬盘坏了两份都会丢。最好换到另一块硬盘、U盘或网络盘上。"]
    return []


def copy_backup(backup: Backup, folder: StationFolder, other: Path) -> Backup:
    """Put a backup and the photos not there yet into a second folder: synced, read back from the disk, compared.

    ``folder`` is the station it was made from. Raises StoreTrouble when the other disk will not or keeps something
    else.
    """
    check_second_folder(folder, other)
    with building(other, backup.made_at) as part:
        if free_bytes(other) < backup.bytes + MARGIN:
            raise StoreTrouble(
                f"第二备份文件夹的硬盘空间不足，还需要约 {backup.bytes // 1_000_000 + 20} MB。请清理后再备份。"
            )
        for name, expected in backup.hashes.items():
            if copy_durably(backup.path / name, part / name) != expected:
                raise Damaged("要复制的备份已损坏。请重新备份一次。")
        copy_attachments([folder.attachments], pool_of(other), backup.attachments)
        write_durably(part / MANIFEST, (backup.path / MANIFEST).read_bytes())
    return read_backup(named(part))


def pool_of(other: Path) -> Path:
    """Where a second folder keeps the photos of all its backups, each once."""
    return other / "attachments"


def copy_attachments(sources: list[Path], target: Path, names: tuple[str, ...]) -> int:
    """Copy the photos that are missing in ``target``; returns how many were found nowhere."""
    missing = 0
    if names:
        make_private_folder(target)
    for name in names:
        if (target / name).exists():
            continue
        found = next((source / name for source in sources if (source / name).exists()), None)
        if found is None:
            missing += 1
            continue
        copy_durably(found, target / f"{name}.part")
        (target / f"{name}.part").replace(target / name)
    return missing


def list_backups(root: Path) -> list[Backup]:
    """Every whole backup in a folder, the newest first; anything else is passed over."""
    found = []
    for path in sorted(root.iterdir()) if root.is_dir() else ():
        if path.is_dir() and path.suffix != ".part" and (path / MANIFEST).exists():
            try:
                found.append(read_backup(path))
            except StoreTrouble:
                continue
    return sorted(found, key=lambda backup: (backup.made_at, backup.path.name), reverse=True)


def thin_backups(root: Path, station: str, device: str) -> list[Path]:
    """Remove backups of this station and device beyond the last of each day, week and month; returns what went.

    The newest and the furthest one always stay, and so does everything from before a restore (another device id, or
    made for it). Periods are counted by those that have backups, so a wrong clock removes nothing in a hurry.
    """
    all_ = [backup for backup in list_backups(root) if (backup.station, backup.device) == (station, device)]
    own = [backup for backup in all_ if backup.why != "before_restore"]
    if not own:
        return []
    kept = {own[0].path, max(own, key=lambda backup: backup.mark.sequence).path}
    for name, limit in (("%Y-%m-%d", KEPT_DAYS), ("%G-%V", KEPT_WEEKS), ("%Y-%m", KEPT_MONTHS)):
        last: dict[Hashable, Path] = {}
        for backup in own:
            last.setdefault(backup.made_at.strftime(name), backup.path)
        kept |= set(list(last.values())[:limit])
    gone = [backup.path for backup in own if backup.path not in kept]
    with disk_errors("清理旧备份"):
        for path in gone:
            leaving = path.with_name(path.name + ".part")  # half removed, it must not look whole
            path.replace(leaving)
            shutil.rmtree(leaving)
    return gone


def kept_marks(folder: StationFolder, device: str) -> list[Mark]:
    """What is known outside the file about how far the audit had come: the mark and this device's backups."""
    backups = [backup.mark for backup in list_backups(folder.backups) if backup.device == device]
    return [audit.read_mark(folder.mark), *backups]
