"""Small files that are there whole after a power cut: written beside, synced, read back, renamed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from caredesk.schema.errors import StoreTrouble

#: Only the account that runs the desk may read the station's files.
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
_CHUNK = 1 << 20


@contextmanager
def disk_errors(what: str) -> Iterator[None]:
    """Turn an OSError while ``what`` (Chinese, for example 写备份) into a StoreTrouble with what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}:
            raise StoreTrouble(f"{what}时硬盘空间不足。请清理出一些空间后再试。") from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise StoreTrouble(f"{what}时没有写入权限。请换一个能写入的文件夹，或请装机的人开通权限。") from error
        if error.errno in {errno.ENOENT, errno.ENOTDIR}:
            raise StoreTrouble(f"{what}时找不到文件或文件夹。请检查它是否被移走、硬盘是否接好。") from error
        raise StoreTrouble(f"{what}时读写硬盘出错。请检查硬盘是否连接正常，然后再试。") from error


def write_durably(path: Path, content: bytes, *, sync: bool = True) -> None:
    """Replace ``path`` by ``content`` so that a crash leaves the old or the new file, never a piece of one.

    ``sync`` False skips the wait for the disk: for marks that may lag behind but must never be torn by a kill.
    Raises OSError; wrap with ``disk_errors``.
    """
    part = path.with_name(path.name + ".part")
    try:
        with _create_private(part) as file:
            file.write(content)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        _must_equal(part, part.read_bytes(), content)
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    if sync:
        sync_folder(path.parent)


def make_private_folder(path: Path) -> None:
    """Make a folder (with its parents) that only this account can enter; an existing one is left as it is."""
    path.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)


def sync_file(path: Path) -> None:
    """Wait until a closed file's content is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk (Windows and some network shares do this by themselves)."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}:
            raise
    finally:
        os.close(handle)


def sha256_of(path: Path, *, from_disk: bool = False) -> str:
    """Return the hex SHA-256 of a closed file; ``from_disk`` drops the system's memory of it first where it can."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        if from_disk and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def copy_durably(source: Path, target: Path) -> str:
    """Copy a closed file, wait for the disk, read the copy back; returns its hex SHA-256.

    Raises OSError when the copy reads back differently from what was written.
    """
    digest = hashlib.sha256()
    with source.open("rb") as reading, _create_private(target) as writing:
        while chunk := reading.read(_CHUNK):
            digest.update(chunk)
            writing.write(chunk)
        writing.flush()
        os.fsync(writing.fileno())
    _must_equal(target, sha256_of(target, from_disk=True), digest.hexdigest())
    return digest.hexdigest()


def _create_private(path: Path) -> BinaryIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, PRIVATE_FILE), "wb")


def _must_equal(path: Path, read: str | bytes, written: str | bytes) -> None:
    if read != written:
        raise OSError(errno.EIO, "the file reads back differently", str(path))
