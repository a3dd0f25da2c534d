"""One station open on this PC: its lock, keys and connections. Closing it leaves nothing held."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from caredesk.schema.declarations import Declarations
from caredesk.schema.errors import StoreTrouble
from caredesk.schema.ids import Id
from caredesk.store import audit, vault
from caredesk.store.backup_copies import kept_marks
from caredesk.store.connection import Connection, open_connection, user_errors, write_transaction
from caredesk.store.folder import StationFolder, find_station, make_folder
from caredesk.store.migrations import bring_up_to_date
from caredesk.store.records import Records
from caredesk.store.trail import Trail
from caredesk.store.vault import Cost, Keys, NewUser

Now = Callable[[], datetime]


@dataclass(frozen=True)
class Opened:
    """What opening told: notices for the user, and whom the key belongs to (None: a recovery paper)."""

    notices: tuple[str, ...]
    user: Id | None


class StationFile:
    """An open station; one program at a time (the folder's lock is held until :meth:`close`)."""

    def __init__(
        self,
        folder: StationFolder,
        keys: Keys,
        declarations: Declarations,
        now: Now,
        held: ExitStack,
        max_pages: int | None = None,
    ) -> None:
        self.folder = folder
        self.keys = keys
        self.declarations = declarations
        self._now = now
        self._held = held
        self._closed = False
        self._max_pages = max_pages
        self.connection = self.connect()
        held.callback(self._close_connection)
        bring_up_to_date(self.connection, declarations)
        audit.make_audit_table(self.connection)
        self.device = self._device()

    def connect(self) -> Connection:
        """A further connection, for a job on another thread; the caller closes it."""
        return open_connection(self.folder.database, self.keys.data, create=True, max_pages=self._max_pages)

    def records(self, connection: Connection | None = None) -> Records:
        """The records over a connection (the station's own by default)."""
        return Records(connection or self.connection, self.declarations, self._now, self.device)

    def trail(self, connection: Connection | None = None) -> Trail:
        """The audit trail over a connection."""
        return Trail(connection or self.connection, self.keys.audit, self._now, self.folder.mark)

    def findings(self) -> list[str]:
        """What is not sound in the data, one sentence each; empty when all is well."""
        found = []
        with user_errors():
            if self.connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                found.append("数据文件的内部结构有损坏。")
            if self.connection.execute("PRAGMA cipher_integrity_check").fetchall():
                found.append("数据文件有页面被改动或损坏。")
            if broken := self.connection.execute("PRAGMA foreign_key_check").fetchall():
                found.append(f"有{len(broken)}条记录指向不存在的记录。")
            if (row := self.trail().first_broken()) is not None:
                found.append(f"操作留痕从第{row}条起被改动或缺失。")
        if lost := self.lost_work():
            found.append(lost)
        return found

    def lost_work(self) -> str | None:
        """A notice when the file is older than what was noted outside it, or None."""
        return audit.lost_since(self.connection, kept_marks(self.folder, self.device))

    @contextmanager
    def elsewhere(self) -> Iterator[Connection]:
        """A connection of its own for another thread, closed at the end."""
        connection = self.connect()
        try:
            yield connection
        finally:
            connection.close()

    def meta(self, key: str) -> str | None:
        """A fact about this copy of the file that does not travel (device, second backup folder)."""
        found = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(found[0]) if found else None

    def set_meta(self, key: str, value: str) -> None:
        """Keep such a fact."""
        with write_transaction(self.connection):
            self.connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))

    def _device(self) -> str:
        known = self.meta("device")
        if known is None:
            known = secrets.token_hex(8)
            self.set_meta("device", known)
        return known

    def _close_connection(self) -> None:
        with user_errors():
            self.connection.close()

    def close(self) -> None:
        """Note how far the trail has come, close the file and give the folder free; harmless to repeat."""
        if self._closed:
            return
        self._closed = True
        with user_errors():
            audit.write_mark(self.folder.mark, audit.head(self.connection), sync=True)
        self._held.close()


def create_station(
    root: Path, users: Sequence[NewUser], declarations: Declarations, now: Now, cost: Cost | None = None
) -> tuple[StationFile, dict[vault.Paper, str], list[str]]:
    """Make a station in an empty folder: keys first, so that the database is encrypted from its first byte.

    Returns it open, the two recovery codes, and notices. Raises StoreTrouble when the folder will not do.
    """
    folder, notices = make_folder(root)
    with ExitStack() as stack:
        stack.enter_context(folder.hold())
        keys, codes = vault.create_vault(root, users, cost)
        made = StationFile(folder, keys, declarations, now, stack.pop_all())
    return made, codes, notices


def open_station(
    root: Path, unlock: Callable[[Path], Keys], declarations: Declarations, now: Now, *, max_pages: int | None = None
) -> tuple[StationFile, Opened]:
    """Open a station's folder; ``unlock`` turns the folder into keys (password or recovery paper).

    Raises StoreTrouble: no station, wrong password, another program has it open, a disk that will not do.
    """
    folder = find_station(root)
    notices = folder.check()
    with ExitStack() as stack:
        stack.enter_context(folder.hold())
        keys = unlock(root)
        if not folder.database.exists():
            raise StoreTrouble("站点文件夹里缺少数据文件 station.db。请从最近一次备份恢复。")
        station = StationFile(folder, keys, declarations, now, stack, max_pages)
        if lost := station.lost_work():
            notices.append(lost)
        stack.pop_all()
    return station, Opened(tuple(notices), keys.opened_by)
