"""On what kind of disk a folder lies: the live file belongs on a fixed disk of this computer.

With file locks that are not honoured (network shares, shared folders of virtual machines) 6 % of acknowledged commits
vanished in a measurement while the integrity check said ok; a stick is pulled out while the file is being written.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from caredesk.schema.errors import StoreTrouble

DiskKind = Literal["fixed", "removable", "network", "unknown"]

_FIXED = frozenset(["ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "bcachefs"]) | {
    "ntfs",
    "ntfs3",
    "fuseblk",
    "apfs",
}
_STICKS = frozenset(["vfat", "exfat", "msdos", "iso9660", "udf"])
_NETWORK = frozenset(
    ["nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ncpfs", "ncp", "coda", "davfs", "acfs", "9p"]
    + [
        "ceph",
        "glusterfs",
        "lustre",
        "gfs",
        "gfs2",
        "ocfs2",
        "gpfs",
        "beegfs",
        "virtiofs",
        "vboxsf",
        "vmhgfs",
        "prl_fs",
    ]
    + [f"fuse.{name}" for name in ("sshfs", "glusterfs", "ceph", "rclone", "s3fs", "davfs2", "gvfsd-fuse", "cifs")]
    + [f"fuse.{name}" for name in ("vmhgfs-fuse", "smbnetfs", "curlftpfs", "jfs", "juicefs", "ossfs")]
)
#: Passed through from the host when they are the root itself: a container, not a shared folder.
_SANDBOX_ROOTS = frozenset(["9p", "virtiofs"])
_WINDOWS_DRIVES: dict[int, DiskKind] = {2: "removable", 3: "fixed", 4: "network", 5: "removable"}
_SYNCED = re.compile(r"onedrive|dropbox|nutstore|坚果云|baidusync|百度网盘同步|weiyun|icloud", re.IGNORECASE)


@dataclass(frozen=True)
class Disk:
    """Kind of disk, and the file system's name as the system gives it."""

    kind: DiskKind
    filesystem: str


def disk_of(folder: Path) -> Disk:
    """Find the disk of a folder that need not exist yet."""
    real = _nearest_existing(folder)
    if sys.platform == "win32":
        return _windows_disk(str(real))
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return Disk("unknown", "")
    return disk_in(mounts, str(real), _is_removable)


def check_disk(folder: Path, disk: Disk | None = None) -> list[str]:
    """Return notices (Chinese sentences) about a folder's disk; ``disk`` None looks it up.

    Raises StoreTrouble with the reason and what to do for a network or a removable disk.
    """
    disk = disk or disk_of(folder)
    if disk.kind == "network":
        raise StoreTrouble(
            f"“{folder}”在网络盘或共享文件夹上（{disk.filesystem}），在那里保存会丢数据。"
            "请把站点文件夹放在本机硬盘上；网络盘可以设为第二备份文件夹。"
        )
    if disk.kind == "removable":
        raise StoreTrouble(
            f"“{folder}”在U盘或移动硬盘上，中途拔出会损坏数据。"
            "请把站点文件夹放在本机硬盘上；U盘可以设为第二备份文件夹。"
        )
    notices = []
    if disk.kind == "unknown":
        notices.append(
            f"认不出“{folder}”所在的硬盘类型（{disk.filesystem or '未知'}）。请确认它是本机硬盘，并常做备份。"
        )
    if _SYNCED.search(str(folder)):
        notices.append("站点文件夹好像在网盘的同步目录里，同步软件可能弄坏数据。请移到不同步的文件夹。")
    return notices


def disk_in(mountinfo: str, path: str, is_removable: Callable[[str, str], bool]) -> Disk:
    """Find a real path's disk in the text of /proc/self/mountinfo.

    ``is_removable`` gets the device number ``major:minor`` and the mount's source. The deepest mount wins; of several
    on one place, the last.
    """
    best: tuple[int, str, str, str, str] | None = None
    for line in mountinfo.splitlines():
        left, separator, right = line.partition(" - ")
        fields, types = left.split(" "), right.split(" ")
        if not separator or len(fields) < 5 or len(types) < 2:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[4])
        covers = point in {"/", path} or path.startswith(point + "/")
        if covers and (best is None or len(point) >= best[0]):
            best = (len(point), point, types[0], fields[2], types[1])
    if best is None:
        return Disk("unknown", "")
    _, point, filesystem, device, source = best
    return Disk(_kind(filesystem, point, removable=is_removable(device, source)), filesystem)


def _kind(filesystem: str, point: str, *, removable: bool) -> DiskKind:
    if point == "/" and filesystem in _SANDBOX_ROOTS:
        return "unknown"
    if filesystem in _NETWORK:
        return "network"
    if filesystem in _FIXED | _STICKS:
        return "removable" if removable else "fixed"
    return "unknown"


def _is_removable(device: str, source: str) -> bool:
    """Ask sysfs whether a block device, or one below it (encryption, LVM), can be pulled out: marked so, or on USB."""
    if device.startswith("0:"):  # btrfs and others hide the device's number
        with contextlib.suppress(OSError):
            number = Path(source).stat().st_rdev
            device = f"{os.major(number)}:{os.minor(number)}"
    block = Path("/sys/dev/block", device).resolve()
    if not block.exists():
        return False
    below = [block, *(slave.resolve() for slave in block.glob("slaves/*"))]
    return any("/usb" in str(at) or _marked_removable(at) for at in below)


def _marked_removable(block: Path) -> bool:
    for at in (block, block.parent):  # a partition lies inside its disk
        with contextlib.suppress(OSError):
            if (at / "removable").read_text().strip() == "1":
                return True
    return False


def _windows_disk(path: str) -> Disk:
    import ctypes

    if path.startswith("\\\\") and not path.startswith("\\\\?\\"):
        return Disk("network", "UNC")
    root = os.path.splitdrive(path.removeprefix("\\\\?\\"))[0] + "\\"
    # ctypes.windll exists on Windows only
    number = int(getattr(ctypes, "windll").kernel32.GetDriveTypeW(root))  # noqa: B009
    return Disk(_WINDOWS_DRIVES.get(number, "unknown"), root)


def _nearest_existing(folder: Path) -> Path:
    real = folder.absolute().resolve()
    while not real.exists() and real != real.parent:
        real = real.parent
    return real
