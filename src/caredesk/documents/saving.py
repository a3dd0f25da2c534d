"""A file asked for comes out whole or not at all, and a refusal is a sentence."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeAlias

from caredesk.schema.errors import FileTrouble

Target: TypeAlias = Path | BinaryIO
"""Where a document goes: a path (written beside it first, then put in place) or an open stream."""

_OPEN_ELSEWHERE = "“{name}”正在别的程序里打开着（Excel 或 WPS），请关掉它再试，或者换一个文件名。"
_SENTENCES = {
    errno.EACCES: "没有权限把文件写到“{folder}”，请换一个文件夹，比如“桌面”或“文档”。",
    errno.EROFS: "“{folder}”是只读的，写不进去，请换一个文件夹。",
    errno.ENOSPC: "磁盘满了，“{name}”没有写成。请清出一些空间，或者换一个盘再试。",
    errno.ENOENT: "找不到文件夹“{folder}”，可能已被移走或者优盘拔掉了。请重新选一个文件夹。",
    errno.ENAMETOOLONG: "文件名太长，请起一个短一点的名字。",
    errno.EISDIR: "“{name}”是一个文件夹，请换一个文件名。",
}
_SENTENCES |= {
    errno.EPERM: _SENTENCES[errno.EACCES],
    errno.EDQUOT: _SENTENCES[errno.ENOSPC],
    errno.ENOTDIR: _SENTENCES[errno.ENOENT],
    errno.EINVAL: '“{name}”不能用作文件名，请换一个名字（不要用 \\ / : * ? " < > | 这些符号）。',
    errno.EBUSY: _OPEN_ELSEWHERE,
}
_OTHERWISE = "“{name}”没有写成（{reason}）。请换一个文件夹再试。"


@contextmanager
def writing(target: Target) -> Iterator[BinaryIO]:
    """A binary stream for a document; a path is replaced only after everything reached the disk.

    The text goes into ``NAME.part`` in the same folder and is renamed at the end, so an older file stays whole until
    then; after an error or 取消 the part is removed. Raises ``FileTrouble``: folder missing, read-only or full, file
    open in a spreadsheet program.
    """
    if not isinstance(target, Path):
        yield target
        return
    part = target.with_name(target.name + ".part")
    try:
        _refuse_if_open(target)
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except OSError as error:
        _remove(part)
        raise _trouble(error, target) from error
    except BaseException:
        _remove(part)
        raise


def _refuse_if_open(target: Path) -> None:
    """Find out before the work whether the old file may be replaced.

    Windows refuses to open it; on Linux WPS, Excel and LibreOffice leave a lock file beside it, and what is saved
    there later would overwrite ours.
    """
    if target.is_dir():
        raise OSError(errno.EISDIR, "directory")
    if not target.exists():
        return
    locks = (f"~${target.name}", f".~{target.name}", f".~lock.{target.name}#")
    if any(target.with_name(lock).exists() for lock in locks):
        raise OSError(errno.EBUSY, "lock file")
    with target.open("r+b"):
        pass


def _trouble(error: OSError, target: Path) -> FileTrouble:
    shared = getattr(error, "winerror", None) in (32, 33) or (error.errno == errno.EACCES and _is_replaced(target))
    sentence = _OPEN_ELSEWHERE if shared else _SENTENCES.get(error.errno or 0, _OTHERWISE)
    return FileTrouble(
        sentence.format(name=target.name, folder=target.parent, reason=error.strerror or type(error).__name__)
    )


def _is_replaced(target: Path) -> bool:
    """Whether the folder takes files but the old file itself is held or protected."""
    return target.is_file() and os.access(target.parent, os.W_OK)


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return
