"""One program at a time on a station: a lock of the operating system, which a crash cannot leave behind."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caredesk.schema.errors import StoreTrouble
from caredesk.store.durable import PRIVATE_FILE, disk_errors

#: The locked byte lies far behind the text, so that another program can read who holds the lock (Windows locks bytes).
_LOCKED_BYTE = 1 << 20


@contextmanager
def only_instance(lock_file: Path) -> Iterator[None]:
    """Hold the station for this process; the file says which process on which computer holds it.

    Raises StoreTrouble when another process holds it, or the file cannot be written.
    """
    with disk_errors("打开站点"):
        handle = os.open(lock_file, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        if not _try_lock(handle):
            raise StoreTrouble(f"本站已经在另一个窗口打开{_holder(handle)}。请先关掉那个窗口再试。")
        _write(handle, json.dumps({"pid": os.getpid(), "host": platform.node()}).encode())
        try:
            yield
        finally:
            _write(handle, b"")
            _unlock(handle)
    finally:
        os.close(handle)


def _holder(handle: int) -> str:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        said = json.loads(os.read(handle, 4096))
        return f"（电脑 {said['host']}，进程号 {int(said['pid'])}）"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _write(handle: int, content: bytes) -> None:
    with disk_errors("打开站点"):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, content)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
