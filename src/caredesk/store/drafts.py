"""Half-filled forms, saved while someone types, in an encrypted file of their own.

Of their own, because the screen's thread must never wait for the main file while a job writes it (an autosave stalled
for a second behind an import). A draft belongs to a person (or none yet), a form and its author.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from caredesk.store.connection import Connection, Damaged, open_connection, user_errors, write_transaction
from caredesk.store.vault import Keys

_TABLE = (
    "CREATE TABLE IF NOT EXISTS draft (person TEXT NOT NULL, form TEXT NOT NULL, author TEXT NOT NULL,"
    " at TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (author, form, person)) WITHOUT ROWID"
)


@dataclass(frozen=True)
class Draft:
    """What was typed so far: ``values_json`` is the form's own business; ``person`` None is someone not yet saved."""

    person: UUID | None
    form: str
    author: UUID
    at: datetime
    values_json: str


class Drafts:
    """The drafts' file, open for one thread."""

    def __init__(self, path: Path | None, keys: Keys) -> None:
        """Open the file, making it when missing; None is a file in memory.

        A damaged file is put aside as ``drafts.damaged.db`` and begun anew: a lost draft must not keep anyone out.
        """
        key = keys.subkey("drafts")
        self.put_aside = False
        try:
            self._connection = _open(path, key)
        except Damaged:
            if path is None:
                raise
            _put_aside(path)
            self.put_aside = True
            self._connection = _open(path, key)

    def save(self, person: UUID | None, form: str, author: UUID, values_json: str, at: datetime) -> None:
        """Keep what was typed, replacing the earlier draft. Raises StoreTrouble when the disk will not."""
        with write_transaction(self._connection):
            self._connection.execute(
                "INSERT INTO draft (person, form, author, at, content) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET at = excluded.at, content = excluded.content",
                (_text(person), form, str(author), at.astimezone(UTC).isoformat(), values_json),
            )

    def load(self, person: UUID | None, form: str, author: UUID) -> Draft | None:
        """The author's draft for a person and form, or None."""
        found = self._read("person = ? AND form = ? AND author = ?", (_text(person), form, str(author)))
        return found[0] if found else None

    def discard(self, person: UUID | None, form: str, author: UUID) -> None:
        """Forget a draft, after it was saved or given up."""
        with write_transaction(self._connection):
            self._connection.execute(
                "DELETE FROM draft WHERE person = ? AND form = ? AND author = ?", (_text(person), form, str(author))
            )

    def forget(self, records: Collection[UUID]) -> None:
        """Remove everybody's drafts about records that were erased, and those that name them."""
        told = self._connection.execute("SELECT author, form, person, content FROM draft").fetchall()
        ids = [str(record) for record in records]
        gone = [row[:3] for row in told if row[2] in ids or any(id_ in row[3] for id_ in ids)]
        with write_transaction(self._connection):
            self._connection.execute("PRAGMA secure_delete = ON")
            self._connection.executemany("DELETE FROM draft WHERE author = ? AND form = ? AND person = ?", gone)
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def list_for(self, author: UUID) -> list[Draft]:
        """All drafts of an author, the latest first."""
        return self._read("author = ? ORDER BY at DESC", (str(author),))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _read(self, where: str, values: tuple[Any, ...]) -> list[Draft]:
        with user_errors():
            rows = self._connection.execute(
                f"SELECT person, form, author, at, content FROM draft WHERE {where}", values
            ).fetchall()
        return [
            Draft(UUID(person) if person else None, form, UUID(author), datetime.fromisoformat(at), content)
            for person, form, author, at, content in rows
        ]


def _text(person: UUID | None) -> str:
    return str(person) if person else ""


def _open(path: Path | None, key: bytes) -> Connection:
    connection = open_connection(path, key, create=True)
    try:
        with write_transaction(connection):
            connection.execute(_TABLE)
            connection.execute("SELECT count(*) FROM draft").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _put_aside(path: Path) -> None:
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.replace(path.with_name(f"{path.stem}.damaged{path.suffix}"))
