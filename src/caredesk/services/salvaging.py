"""抢救: what can still be read of a damaged station, as a station of its own; for when no backup will do."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from caredesk.catalog.station import DeskUser
from caredesk.schema.declarations import Declarations
from caredesk.schema.record import type_of
from caredesk.services.access import Right, User
from caredesk.services.heads import alias_of
from caredesk.store import audit, vault
from caredesk.store.attachments import attachment_names
from caredesk.store.audit import Action
from caredesk.store.backup_copies import copy_attachments
from caredesk.store.connection import Connection, open_connection, write_transaction
from caredesk.store.durable import copy_durably, disk_errors, write_durably
from caredesk.store.folder import StationFolder, find_station, make_folder
from caredesk.store.mending import Mended, mend
from caredesk.store.migrations import bring_up_to_date
from caredesk.store.records import Records
from caredesk.store.salvage import Gap, Salvaged, salvage
from caredesk.store.vault import KEYS_COPY, KEYS_FILE, Keys


@dataclass(frozen=True)
class Rescue:
    """What was saved into ``folder``: records by kind (their titles), how many of them the log had to tell.

    ``lost``: rows in damaged places that nothing tells of, at most (None: nobody knows). ``loose``: links that lead to
    something lost.
    """

    folder: Path
    records: Mapping[str, int]
    rebuilt: int
    lost: int | None
    loose: int

    def sentence(self) -> str:
        """What came out, for the person who asked."""
        lost = "还缺多少说不清" if self.lost is None else f"最多还缺 {self.lost} 条" if self.lost else "没有发现缺的"
        return (
            f"抢救出 {sum(self.records.values())} 条记录，其中 {self.rebuilt} 条是照操作记录补回来的；{lost}。"
            f"已放在“{self.folder}”，用原来的登录名和密码打开，请核对以后再接着用。原来的文件夹没有动过。"
        )


def rescue(
    root: Path, to: Path, login: str, password: str, declarations: Declarations, now: datetime
) -> Rescue:
    """Save what can be read of the closed station at ``root`` into the empty folder ``to``; ``root`` is left as it is.

    Users and passwords are those of the station. Raises StoreTrouble (open elsewhere, wrong password, no space, a
    folder that is not empty), Damaged when nothing can be read at all, NotAllowed for who may not restore a backup.
    """
    with disk_errors("打开站点文件夹"):
        damaged = find_station(root)
    keys = vault.unlock(root, login, password)
    made, _ = make_folder(to)
    try:
        with damaged.hold(), made.hold():
            return _into(made, damaged, keys, declarations, now)
    except BaseException:
        _unmake(made)
        raise


def _into(
    made: StationFolder, damaged: StationFolder, keys: Keys, declarations: Declarations, now: datetime
) -> Rescue:
    copy = made.root / "damaged.part"
    with disk_errors("抢救站点资料"):
        for suffix in ("", "-wal"):  # a copy: looking at the file itself might fold its log into it
            if (source := damaged.database.with_name(damaged.database.name + suffix)).exists():
                copy_durably(source, copy.with_name(copy.name + suffix))
        found = salvage(copy, made.database, keys)
        connection = open_connection(made.database, keys.data)
        try:
            told = _mended(connection, keys, found, declarations, made, now)
        finally:
            connection.close()
        for suffix in ("", "-wal", "-shm"):
            copy.with_name(copy.name + suffix).unlink(missing_ok=True)
        content = vault.key_file_of(damaged.root)
        for name in (KEYS_FILE, KEYS_COPY):
            write_durably(made.root / name, content)
        copy_attachments([damaged.attachments], made.attachments, tuple(attachment_names(damaged.attachments)))
    return told


def _mended(
    connection: Connection, keys: Keys, found: Salvaged, declarations: Declarations, made: StationFolder, now: datetime
) -> Rescue:
    bring_up_to_date(connection, declarations)
    audit.make_audit_table(connection)
    mended = mend(connection, declarations, now)
    records = Records(connection, declarations, lambda: now, "")
    for user in records.find(type_of(DeskUser)):
        if isinstance(user, DeskUser) and user.id is not None and keys.opened_by in (user.id, alias_of(user.id)):
            User(user.id, user.name, user.role).must(Right.BACKUP)
    with write_transaction(connection):  # a device of its own, as after a restore
        device = secrets.token_hex(8)
        connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('device', ?)", (device,))
        details = {"salvaged": sum(found.rows.values()), "rebuilt": sum(mended.rebuilt.values())}
        mark = audit.append(
            connection, keys.audit, at=now, user=keys.opened_by, action=Action.RESTORE, details=details
        )
    audit.write_mark(made.mark, mark, sync=True)
    counts = {
        kind.title: int(connection.execute(f'SELECT count(*) FROM "{kind.key}"').fetchone()[0])
        for kind in declarations.records
    }
    rebuilt = sum(mended.rebuilt.values())
    return Rescue(made.root, {title: count for title, count in counts.items() if count}, rebuilt,
                  _lost(found, mended, declarations), mended.loose)  # fmt: skip


def _lost(found: Salvaged, mended: Mended, declarations: Declarations) -> int | None:
    """Rows in the gaps of the records' tables that the log did not give back; None when a gap has no known end."""
    lost = 0
    for kind in declarations.records:
        gaps: list[Gap] | None = found.lost.get(kind.key, [])
        if gaps is None or any(last is None for _, last in gaps):
            return None
        missing = sum((last or first) - first + 1 for first, last in gaps) - mended.rebuilt.get(kind.key, 0)
        lost += max(missing, mended.beyond.get(kind.key, 0))
    return lost


def _unmake(folder: StationFolder) -> None:
    """Leave an empty frame where nothing could be saved."""
    for path in (folder.root.iterdir() if folder.root.is_dir() else ()):
        if path.is_file():
            path.unlink(missing_ok=True)
    shutil.rmtree(folder.attachments, ignore_errors=True)
