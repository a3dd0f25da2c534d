"""The audit trail of an open station: who did what when, chained so that a missing or altered row shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from caredesk.schema.ids import Id
from caredesk.store import audit
from caredesk.store.audit import Action, AuditRow, Mark
from caredesk.store.connection import Connection, write_transaction


class Trail:
    """Adds to the chain on one connection.

    ``key`` is the audit key, ``clock`` gives aware datetimes, ``mark`` is the file beside the database that tells how
    far the chain had come (None in memory).
    """

    def __init__(
        self, connection: Connection, key: bytes, clock: Callable[[], datetime], mark: Path | None = None
    ) -> None:
        self._connection = connection
        self._key = key
        self._clock = clock
        self._mark_file = mark
        self._mark: Mark | None = None

    def add(
        self,
        user: Id | None,
        action: Action,
        kind: str | None = None,
        record: Id | str | None = None,
        *,
        reason: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Enter one row, inside the caller's transaction when there is one."""
        nested = self._connection.in_transaction
        with write_transaction(self._connection):
            self._mark = audit.append(
                self._connection,
                self._key,
                at=self._clock(),
                user=user,
                action=action,
                object_kind=kind,
                object_id=record,
                reason=reason,
                details=dict(details or {}),
            )
        if not nested:
            self.keep_mark()

    def keep_mark(self, *, sync: bool = False) -> None:
        """Note outside the file how far the chain has come; called after each commit, never inside one."""
        if self._mark_file is not None and self._mark is not None:
            audit.write_mark(self._mark_file, self._mark, sync=sync)

    def rows(self, newest: int = 200) -> list[AuditRow]:
        """The latest rows, newest first."""
        return audit.rows(self._connection, newest=newest)

    def first_broken(self) -> int | None:
        """The first row that was altered or removed, or None when the chain is whole."""
        return audit.verify(self._connection, self._key)
