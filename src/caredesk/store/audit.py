"""Who looked, printed, exported, changed: a table that only grows, each row sealed to the one before it.

A row's seal is an HMAC-SHA256 over the seal before and the length-prefixed fields, under a key of its own. A changed,
removed or inserted row breaks the chain. A tail that is missing altogether cannot be seen in the table; therefore the
last sequence and seal (a mark) are also kept outside the file and on every backup, and compared at start.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from caredesk.store.connection import Connection, write_transaction
from caredesk.store.durable import disk_errors, write_durably

_FIRST = bytes(32)
_NOTHING = b"\xff\xff\xff\xff"  # no field: no length that a text can have

_TABLE = (
    "CREATE TABLE IF NOT EXISTS audit (sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, user TEXT, action TEXT NOT NULL,"
    " object_kind TEXT, object_id TEXT, reason TEXT, details TEXT, seal BLOB NOT NULL)",
    "CREATE INDEX IF NOT EXISTS audit_object ON audit (object_id) WHERE object_id IS NOT NULL",
    "CREATE TRIGGER IF NOT EXISTS audit_is_not_changed BEFORE UPDATE ON audit BEGIN"
    " SELECT RAISE(ABORT, 'the audit only grows'); END",
    "CREATE TRIGGER IF NOT EXISTS audit_is_not_shortened BEFORE DELETE ON audit BEGIN"
    " SELECT RAISE(ABORT, 'the audit only grows'); END",
)
_COLUMNS = "sequence, at, user, action, object_kind, object_id, reason, details"


class Action(StrEnum):
    """What is audited."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    RECOVERY = "recovery"
    VIEW_FULL = "view_full"
    EXPORT = "export"
    PRINT = "print"
    IMPORT = "import"
    UNDO = "undo"
    CHANGE = "change"
    BACKUP = "backup"
    RESTORE = "restore"
    USERS = "users"
    SETTINGS = "settings"
    SETTLED = "settled"


@dataclass(frozen=True)
class AuditRow:
    """One audited act; ``details`` is a JSON object or empty."""

    sequence: int
    at: datetime
    user: UUID | None
    action: str
    object_kind: str | None
    object_id: str | None
    reason: str | None
    details: dict[str, Any]


@dataclass(frozen=True)
class Mark:
    """How far the audit had come: the last sequence (0 for none) and its seal in hex."""

    sequence: int = 0
    seal: str = ""


def make_audit_table(connection: Connection) -> None:
    """Make the table and the triggers that keep it growing only; harmless when they are there."""
    for statement in _TABLE:
        connection.execute(statement)


def append(
    connection: Connection,
    key: bytes,
    *,
    at: datetime,
    action: Action,
    user: UUID | None = None,
    object_kind: str | None = None,
    object_id: UUID | str | None = None,
    reason: str | None = None,
    details: Mapping[str, object] | None = None,
) -> Mark:
    """Add one row inside the caller's write transaction (or its own); ``at`` is aware. Returns the new mark."""
    if at.tzinfo is None:
        raise ValueError("an audited moment needs its time zone")
    text = json.dumps(details, ensure_ascii=False, sort_keys=True, default=str) if details else None
    with write_transaction(connection):
        sequence, before = _last(connection)
        fields = (
            at.astimezone(UTC).isoformat(timespec="milliseconds"),
            None if user is None else str(user),
            action.value,
            object_kind,
            None if object_id is None else str(object_id),
            reason,
            text,
        )
        seal = _seal(key, before, sequence + 1, fields)
        connection.execute(
            f"INSERT INTO audit ({_COLUMNS}, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (sequence + 1, *fields, seal)
        )
    return Mark(sequence + 1, seal.hex())


def verify(connection: Connection, key: bytes) -> int | None:
    """Recompute the whole chain; returns the sequence of the first broken or missing row, None when all is whole."""
    before, expected = _FIRST, 1
    for sequence, *fields, seal in connection.execute(f"SELECT {_COLUMNS}, seal FROM audit ORDER BY sequence"):
        if sequence != expected or not hmac.compare_digest(_seal(key, before, sequence, fields), bytes(seal)):
            return expected
        before, expected = bytes(seal), expected + 1
    return None


def head(connection: Connection) -> Mark:
    """How far the audit has come."""
    sequence, seal = _last(connection)
    return Mark(sequence, seal.hex()) if sequence else Mark()


def rows(connection: Connection, *, newest: int = 200, action: Action | None = None) -> list[AuditRow]:
    """The latest rows, newest first, for the audit page."""
    where, values = ("WHERE action = ?", (action.value, newest)) if action else ("", (newest,))
    found = connection.execute(f"SELECT {_COLUMNS} FROM audit {where} ORDER BY sequence DESC LIMIT ?", values)
    return [_row(*row) for row in found]


def lost_since(connection: Connection, marks: Iterable[Mark]) -> str | None:
    """Compare the file with marks kept outside it; returns a notice when something after a mark is gone, or None."""
    last = head(connection).sequence
    for mark in sorted(marks, key=lambda mark: mark.sequence, reverse=True):
        if mark.sequence > last:
            return (
                f"站点数据比上次记下的少了 {mark.sequence - last} 条操作，可能是断电或文件被换成了旧的。"
                "请核对最近录入的内容，缺的补录，或从最近一次备份恢复。"
            )
        row = connection.execute("SELECT seal FROM audit WHERE sequence = ?", (mark.sequence,)).fetchone()
        if mark.sequence and (row is None or bytes(row[0]).hex() != mark.seal):
            return "站点数据与上次记下的不是同一份，可能被换成了别的文件。请核对最近录入的内容，或从最近一次备份恢复。"
    return None


def unmarked(connection: Connection, marks: Iterable[Mark]) -> str | None:
    """A notice when the audit has come some way and nothing outside the file tells how far: somebody removed that."""
    if head(connection).sequence and not any(mark.sequence for mark in marks):
        return (
            "站点文件夹里少了 mark.json（它记着资料录到了哪里），看不出数据文件是不是被换成了旧的。"
            "请核对最近录入的内容，缺的补录，或从最近一次备份恢复。"
        )
    return None


def write_mark(path: Path, mark: Mark, *, sync: bool = False) -> None:
    """Keep a mark outside the file, after each commit (it may lag behind a power cut, never run ahead).

    Raises StoreTrouble when it cannot be written.
    """
    with disk_errors("记录数据位置"):
        write_durably(path, json.dumps({"sequence": mark.sequence, "seal": mark.seal}).encode(), sync=sync)


def read_mark(path: Path) -> Mark:
    """Read a mark; a missing or torn one says nothing."""
    try:
        content = json.loads(path.read_bytes())
        return Mark(int(content["sequence"]), str(content["seal"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Mark()


def _row(sequence: int, at: str, user: str | None, *rest: str | None) -> AuditRow:
    action, kind, object_id, reason, details = rest
    moment, who = datetime.fromisoformat(at), UUID(user) if user else None
    return AuditRow(sequence, moment, who, action or "", kind, object_id, reason, json.loads(details or "{}"))


def _last(connection: Connection) -> tuple[int, bytes]:
    row = connection.execute("SELECT sequence, seal FROM audit ORDER BY sequence DESC LIMIT 1").fetchone()
    return (int(row[0]), bytes(row[1])) if row else (0, _FIRST)


def _seal(key: bytes, before: bytes, sequence: int, fields: Iterable[str | None]) -> bytes:
    parts = [before, sequence.to_bytes(8, "big")]
    for value in fields:
        content = None if value is None else value.encode()
        parts.append(_NOTHING if content is None else len(content).to_bytes(4, "big") + content)
    return hmac.digest(key, b"".join(parts), hashlib.sha256)
