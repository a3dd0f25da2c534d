"""The station's log: what happened to the program, never to whom.

Only ids, numbers and the names of types get in. A log call's template is written as it stands in the source; of its
arguments, texts are replaced by their length. Of an exception the types and the places in our code are kept, its
message is not: a driver's message may quote a value.
"""

from __future__ import annotations

import contextlib
import logging
import traceback
from datetime import timedelta
from enum import Enum
from logging.handlers import RotatingFileHandler
from pathlib import Path
from uuid import UUID

from caredesk.store.durable import PRIVATE_FILE, disk_errors, make_private_folder

LOG_NAME = "caredesk.log"
_BYTES, _FILES = 512 * 1024, 5


class NamelessFormatter(logging.Formatter):
    """Formats records without any value that could be a person's."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """One line, then one line for each exception and frame."""
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {_message(record)}"
        error = record.exc_info[1] if record.exc_info else None
        return "\n".join([line, *_frames(error)]) if error else line


class _QuietFile(RotatingFileHandler):
    """A log that a full disk cannot turn into a crash, and that does not print its records instead."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        """Let the line go: printing it, as logging does, would show its arguments."""

    def close(self) -> None:
        with contextlib.suppress(OSError):
            super().close()


def open_log(folder: Path) -> logging.Handler:
    """Return a handler that writes the rotating log into ``folder``; the caller attaches it and closes it at the end.

    Raises StoreTrouble when the folder cannot be written.
    """
    with disk_errors("打开日志"):
        make_private_folder(folder)
        path = folder / LOG_NAME
        path.touch(mode=PRIVATE_FILE)
        handler = _QuietFile(path, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8")
    handler.setFormatter(NamelessFormatter())
    return handler


def _message(record: logging.LogRecord) -> str:
    template = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    if not record.args:
        return template
    arguments = record.args
    safe = (
        {name: _safe(value) for name, value in arguments.items()}
        if isinstance(arguments, dict)
        else tuple(_safe(value) for value in arguments)
    )
    try:
        return template % safe
    except (TypeError, ValueError):
        return template


def _safe(value: object) -> object:
    if value is None or isinstance(value, (bool, int, float, UUID, timedelta)):
        return _small(value)
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, str):
        return value if _is_id(value) else f"<text of {len(value)}>"
    if isinstance(value, type):
        return value.__name__
    return f"<{type(value).__name__}>"


def _small(value: object) -> object:
    """A count or a duration, but not a telephone or ID number."""
    if isinstance(value, (int, float)) and abs(value) >= 10_000_000:
        return "<long number>"
    return value


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _frames(error: BaseException) -> list[str]:
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    word = "error"
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        code = getattr(current, "sqlite_errorname", None) or getattr(current, "errno", None) or ""
        lines.append(f"  {word} {type(current).__module__}.{type(current).__qualname__} {code}".rstrip())
        for frame in traceback.extract_tb(current.__traceback__):
            lines.append(f"    {'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}")
        if isinstance(current, BaseExceptionGroup):
            for part in current.exceptions:
                lines += ["  part of the group:", *_frames(part)]
        word = "caused by" if current.__cause__ else "while handling"
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return lines
