"""The station's folder: which file lies where, whether it is sound to work in, making and recognising one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from caredesk.schema.errors import StoreTrouble
from caredesk.store.disks import check_disk
from caredesk.store.durable import disk_errors, make_private_folder
from caredesk.store.instance import only_instance
from caredesk.store.swap import READY, finish_restore
from caredesk.store.vault import KEYS_COPY, KEYS_FILE

#: Lies in a backup, never in a station.
MANIFEST = "manifest.json"
#: Below this a station still opens, with a notice; a backup checks what it needs itself.
LITTLE_SPACE = 500 * 1024 * 1024
#: Below this nothing is begun.
NO_SPACE = 20 * 1024 * 1024


@dataclass(frozen=True)
class StationFolder:
    """The places in one station's folder; making this object touches nothing."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "station.db"

    @property
    def drafts(self) -> Path:
        return self.root / "drafts.db"

    @property
    def keys(self) -> Path:
        return self.root / KEYS_FILE

    @property
    def attachments(self) -> Path:
        return self.root / "attachments"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def mark(self) -> Path:
        return self.root / "mark.json"

    @property
    def attempts(self) -> Path:
        return self.root / "attempts.json"

    @property
    def lock_file(self) -> Path:
        return self.root / "station.lock"

    def is_station(self) -> bool:
        """True when the folder holds a station (or what is left of one)."""
        return any((self.root / name).exists() for name in ("station.db", KEYS_FILE, KEYS_COPY, READY))

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep every other program out while inside, and first finish a restore that crashed half way.

        Raises StoreTrouble when another program is in.
        """
        with only_instance(self.lock_file):
            finish_restore(self.root)
            yield

    def check(self) -> list[str]:
        """Look at disk, rights and space before opening; returns notices.

        Raises StoreTrouble for a network or removable disk, a folder that cannot be written, no space at all.
        """
        notices = check_disk(self.root)
        _check_writable(self.root)
        free = free_bytes(self.root)
        if free < NO_SPACE:
            raise StoreTrouble("硬盘几乎满了，不能安全地保存。请清理出至少 500 MB 空间后再打开。")
        if free < LITTLE_SPACE:
            notices.append(f"硬盘只剩 {free // (1024 * 1024)} MB。请尽快清理，备份可能放不下。")
        return notices


def make_folder(root: Path) -> tuple[StationFolder, list[str]]:
    """Prepare an empty or new folder for a station; returns it with notices about its disk.

    Raises StoreTrouble when something lies in it already, or it cannot be a station's folder (see ``check``).
    """
    folder = StationFolder(root)
    if folder.is_station():
        raise StoreTrouble(f"“{root}”里已经有一个站点。请另选一个空文件夹，或直接打开它。")
    notices = check_disk(root)
    with disk_errors("建立站点文件夹"):
        if root.exists() and (not root.is_dir() or _holds_something(root)):
            raise StoreTrouble(f"“{root}”不是空文件夹。请另选一个空文件夹来建站。")
        for place in (root, folder.attachments, folder.log, folder.backups):
            make_private_folder(place)
    folder.check()
    return folder, notices


def find_station(root: Path) -> StationFolder:
    """Recognise a station's folder. Raises StoreTrouble when it is none."""
    folder = StationFolder(root)
    if not root.is_dir():
        raise StoreTrouble(f"找不到文件夹“{root}”。请检查它是否被移走或改名。")
    if (root / MANIFEST).exists():
        raise StoreTrouble(f"“{root}”是一份备份，不能直接打开。请用“恢复”把它恢复到另一个文件夹。")
    if not folder.is_station():
        raise StoreTrouble(f"“{root}”里没有站点数据。请选择建站时的那个文件夹，或先新建站点。")
    return folder


def free_bytes(at: Path) -> int:
    """Free space on the disk of a folder, for this account."""
    with disk_errors("查看硬盘空间"):
        return shutil.disk_usage(at).free


def _holds_something(root: Path) -> bool:
    """True for anything but the empty frame that an earlier, failed set-up left behind."""
    frame = {StationFolder(root).attachments, StationFolder(root).log, StationFolder(root).backups}
    for item in root.iterdir():
        if item == StationFolder(root).lock_file:
            continue
        if item not in frame or not item.is_dir() or any(item.iterdir()):
            return True
    return False


def _check_writable(root: Path) -> None:
    with disk_errors("打开站点文件夹"):
        handle, name = tempfile.mkstemp(prefix="write-test-", dir=root)
        os.close(handle)
        Path(name).unlink()
