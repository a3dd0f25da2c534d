"""Failed sign-ins: each makes the next wait longer, and all are handed to the audit once someone gets in.

They are counted in a small file of ids and times (never the typed name: people type passwords into that field), because
the audit itself is behind the lock.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from caredesk.store.durable import write_durably
from caredesk.store.vault import Keys, WrongPassword, unlock, user_of

FREE_TRIES = 3
LONGEST_WAIT = 30.0
_KEPT = 500


@dataclass(frozen=True)
class Attempt:
    """A failed sign-in; ``user`` is None when the name is nobody's here."""

    at: datetime
    user: UUID | None


class Attempts:
    """The failed sign-ins since the last successful one, kept in ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def pending(self) -> list[Attempt]:
        """Oldest first; a missing or damaged file counts as none."""
        try:
            content = json.loads(self._path.read_bytes())
            return [Attempt(datetime.fromisoformat(at), UUID(user) if user else None) for at, user in content]
        except (OSError, ValueError, TypeError):
            return []

    def wait_seconds(self, now: datetime) -> float:
        """How long the next try must wait: 1, 2, 4 ... 30 s after the last failure, from the third failure on."""
        failures = self.pending()
        if len(failures) < FREE_TRIES:
            return 0.0
        delay = min(LONGEST_WAIT, 2.0 ** (len(failures) - FREE_TRIES))
        passed = (now - failures[-1].at).total_seconds()
        return min(delay, max(0.0, delay - passed))  # a clock set back does not make it longer

    def add(self, attempt: Attempt) -> None:
        """Count one more failure."""
        self._write([*self.pending(), attempt][-_KEPT:])

    def clear(self) -> None:
        """Begin anew, once the audit holds the failures."""
        self._write([])

    def _write(self, attempts: list[Attempt]) -> None:
        content = [[attempt.at.isoformat(), str(attempt.user) if attempt.user else None] for attempt in attempts]
        with contextlib.suppress(OSError):  # a full disk must not keep the head out
            write_durably(self._path, json.dumps(content).encode(), sync=False)


def sign_in(
    folder: Path,
    attempts: Attempts,
    login: str,
    password: str,
    *,
    clock: Callable[[], datetime],
    wait: Callable[[float], None] = time.sleep,
) -> tuple[Keys, list[Attempt]]:
    """Open the keys as ``vault.unlock`` does, after the wait that earlier failures cost; returns those failures.

    The caller writes them to the audit and then calls ``attempts.clear()``. Raises WrongPassword, StoreTrouble.
    """
    seconds = attempts.wait_seconds(clock())
    if seconds:
        wait(seconds)
    try:
        keys = unlock(folder, login, password)
    except WrongPassword:
        attempts.add(Attempt(clock(), user_of(folder, login)))
        raise
    return keys, attempts.pending()
