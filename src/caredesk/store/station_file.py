"""One station open on this PC: its lock, keys and connections. Closing it leaves nothing held."""

from __future__ import annotations

import contextlib
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
from caredesk.store.attachments import Attachments
from caredesk.store.backup import make_backup
from caredesk.store.backup_copies import kept_marks
from caredesk.store.connection import Connection, open_connection, user_errors, write_transaction
from caredesk.store.durable import disk_errors
from caredesk.store.folder import StationFolder, find_station, make_folder
from caredesk.store.migrations import bring_up_to_date, needs_migration
from caredesk.store.records import Records
from caredesk.store.trail import Trail
from caredesk.store.vault import Cost, Keys, NewUser

Now = Callable[[], datetime]
_DOUBT = "doubt"


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
        stack: ExitStack,
        *,
        new: bool = False,
        max_pages: int | None = None,
    ) -> None:
        """Open the file and bring it up to date; what must be closed goes onto ``stack`` (see :meth:`hold`)."""
        self.folder = folder
        self.keys = keys
        self.declarations = declarations
        self._now = now
        self._held: ExitStack | None = None
        self._max_pages = max_pages
        self.connection = self._open(new=new)
        stack.callback(self._close_connection)
        if needs_migration(self.connection):
            make_backup(folder, keys, now(), "before_upgrade")
        bring_up_to_date(self.connection, declarations)
        audit.make_audit_table(self.connection)
        self.device = self._device()

    @property
    def open(self) -> bool:
        """Whether :meth:`close` has not been called."""
        return self._held is not None

    def connect(self) -> Connection:
        """A further connection, for a job on another thread; the caller closes it."""
        return self._open()

    def _open(self, *, new: bool = False) -> Connection:
        return open_connection(self.folder.database, self.keys.data, create=new, max_pages=self._max_pages)

    def records(self, connection: Connection | None = None) -> Records:
        """The records over a connection (the station's own by default)."""
        return Records(connection or self.connection, self.declarations, self._now, self.device)

    def trail(self, connection: Connection | None = None) -> Trail:
        """The audit trail over a connection."""
        return Trail(connection or self.connection, self.keys.audit, self._now, self.folder.mark)

    def findings(self, connection: Connection | None = None) -> list[str]:
        """What is not sound in the data, one sentence each; empty when all is well."""
        asked = connection or self.connection
        found = []
        with user_errors():
            if asked.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                found.append("数据文件的内部结构有损坏。请先备份现有文件夹，再从最近一次备份恢复。")
            if asked.execute("PRAGMA cipher_integrity_check").fetchall():
                found.append("数据文件有页面被改动或损坏。请从最近一次备份恢复。")
            if broken := asked.execute("PRAGMA foreign_key_check").fetchall():
                found.append(f"有{len(broken)}条记录指向不存在的记录。请从最近一次备份恢复。")
            if (row := self.trail(asked).first_broken()) is not None:
                found.append(f"操作留痕从第{row}条起被改动或缺失。请保留这份数据，并报告乡镇。")
        if damaged := Attachments(self.folder.attachments, self.keys).check():
            found.append(f"有{len(damaged)}张照片的文件已损坏。请从备份恢复，或重新添加。")
        if doubt := self.doubt(asked) or self.lost_work(asked):
            found.append(doubt)
        return found

    def lost_work(self, connection: Connection | None = None) -> str | None:
        """A notice when the file is older than what was noted outside it, or nothing is noted there; or None."""
        asked = connection or self.connection
        marks = kept_marks(self.folder, self.device)
        return audit.lost_since(asked, marks) or audit.unmarked(asked, marks)

    def note_doubt(self) -> str:
        """The notice that :meth:`lost_work` gives or gave, until it is settled; "" = none.

        Kept in the file, for the next act notes a new place outside it, and the doubt would be gone with the old one.
        """
        if lost := self.lost_work():
            self.set_meta(_DOUBT, lost)
        return self.doubt()

    def doubt(self, connection: Connection | None = None) -> str:
        """The notice that is not settled yet; "" = none."""
        return self.meta(_DOUBT, connection) or ""

    def settle_doubt(self, connection: Connection | None = None) -> None:
        """Forget the notice: somebody has looked and said why."""
        self.set_meta(_DOUBT, "", connection)

    @contextmanager
    def elsewhere(self) -> Iterator[Connection]:
        """A connection of its own for another thread, closed at the end."""
        connection = self.connect()
        try:
            yield connection
        finally:
            connection.close()

    def meta(self, key: str, connection: Connection | None = None) -> str | None:
        """A fact about this copy of the file that does not travel (device, second backup folder)."""
        with user_errors():
            asked = (connection or self.connection).execute("SELECT value FROM meta WHERE key = ?", (key,))
            found = asked.fetchone()
        return str(found[0]) if found else None

    def set_meta(self, key: str, value: str, connection: Connection | None = None) -> None:
        """Keep such a fact."""
        used = connection or self.connection
        with write_transaction(used):
            used.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))

    def _device(self) -> str:
        known = self.meta("device")
        if known is None:
            known = secrets.token_hex(8)
            self.set_meta("device", known)
        return known

    def _close_connection(self) -> None:
        with user_errors():
            self.connection.close()

    def hold(self, held: ExitStack) -> None:
        """Take over what :meth:`close` lets go of: the connection and the folder's lock."""
        self._held = held

    def close(self) -> None:
        """Note how far the trail has come, close the file and give the folder free; harmless to repeat."""
        held, self._held = self._held, None
        if held is None:
            return
        with held, contextlib.suppress(StoreTrouble), user_errors():  # a mark may lag behind; leaving must not fail
            audit.write_mark(self.folder.mark, audit.head(self.connection), sync=True)


def create_station(
    root: Path,
    users: Sequence[NewUser],
    declarations: Declarations,
    now: Now,
    cost: Cost | None = None,
    *,
    fill: Callable[[StationFile], object] | None = None,
) -> tuple[StationFile, dict[vault.Paper, str], list[str]]:
    """Make a station in an empty folder: keys first, so that the database is encrypted from its first byte.

    ``fill`` writes the first records. Returns the station open, the two recovery codes, and notices. Raises
    StoreTrouble when the folder will not do; whatever goes wrong, the folder is left without a half-made station.
    """
    with disk_errors("建立站点文件夹"):
        folder, notices = make_folder(root)

    def unmake_on_trouble(kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            _unmake(folder)

    with ExitStack() as stack:
        stack.enter_context(folder.hold())
        stack.push(unmake_on_trouble)
        keys, codes = vault.create_vault(root, users, cost)
        made = StationFile(folder, keys, declarations, now, stack, new=True)
        if fill:
            fill(made)
        made.hold(stack.pop_all())
    return made, codes, notices


def open_station(
    root: Path, unlock: Callable[[Path], Keys], declarations: Declarations, now: Now, *, max_pages: int | None = None
) -> tuple[StationFile, Opened]:
    """Open a station's folder; ``unlock`` turns the folder into keys (password or recovery paper).

    Raises StoreTrouble: no station, wrong password, another program has it open, a disk that will not do.
    """
    with disk_errors("打开站点文件夹"):  # a folder of another account cannot even be looked at
        folder = find_station(root)
        notices = folder.check()
    with ExitStack() as stack:
        stack.enter_context(folder.hold())
        keys = unlock(root)
        if not folder.database.exists():
            raise StoreTrouble("站点文件夹里缺少数据文件 station.db。请从最近一次备份恢复。")
        station = StationFile(folder, keys, declarations, now, stack, max_pages=max_pages)
        if doubt := station.note_doubt():
            notices.append(doubt)
        station.hold(stack.pop_all())
    return station, Opened(tuple(notices), keys.opened_by)


def _unmake(folder: StationFolder) -> None:
    """Leave nothing of a station that was not finished; the empty frame may stay."""
    for path in (folder.database, folder.keys, folder.keys.with_name(vault.KEYS_COPY), folder.mark):
        for suffix in ("", "-wal", "-shm", "-journal", ".part"):
            with contextlib.suppress(OSError):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
