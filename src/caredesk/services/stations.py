"""Making, opening and signing in to a station."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from caredesk.catalog.station import DeskUser, Station
from caredesk.schema.declarations import Declarations
from caredesk.schema.errors import NotAllowed, StoreTrouble
from caredesk.schema.ids import Id, new_id
from caredesk.schema.record import type_of
from caredesk.services.access import Right, User
from caredesk.services.clock import Clock
from caredesk.services.desk import Desk
from caredesk.services.heads import HEAD_LOGIN, alias_of, head_alias
from caredesk.services.salvaging import Rescue, rescue
from caredesk.store import vault
from caredesk.store.attempts import Attempt, Attempts, sign_in
from caredesk.store.audit import Action
from caredesk.store.backup import check_backup
from caredesk.store.connection import Connection
from caredesk.store.durable import disk_errors
from caredesk.store.folder import StationFolder
from caredesk.store.logfile import open_log
from caredesk.store.migrations import bring_up_to_date
from caredesk.store.records import Records
from caredesk.store.restore import restore
from caredesk.store.station_file import StationFile, create_station, open_station
from caredesk.store.vault import Cost, Keys, NewUser, Paper

_LOG = logging.getLogger("caredesk")


@dataclass(frozen=True)
class NewStation:
    """What the set-up page and ``init`` ask for; ``head`` is the head's name at sign-in."""

    name: str
    county: str
    township: str
    password: str = field(repr=False)
    head: str = HEAD_LOGIN
    opened_on: date | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stations:
    """Use cases before anybody is signed in; ``cost`` is what a password guess costs (cheap in tests only)."""

    declarations: Declarations
    clock: Clock
    cost: Cost | None = None

    def create(self, root: Path, asked: NewStation) -> tuple[Desk, dict[Paper, str]]:
        """Make a station in an empty folder; returns it signed in as its head, and the two recovery codes.

        Raises Invalid for wrong settings, StoreTrouble when the folder or password will not do.
        """
        kind = type_of(Station)
        told = {"name": asked.name, "county": asked.county, "township": asked.township, **asked.more}
        told.setdefault("opened_on", asked.opened_on or self.clock.today())
        defaults = {name: spec.default for name, spec in kind.fields.items()}
        settings = kind.values(kind.build({**defaults, **told}))
        user = User(new_id(self.clock.now()), asked.head, "站长")
        logins = [NewUser(user.id, asked.head, asked.password), *head_alias(user, asked.password)]

        def fill(station: StationFile) -> None:
            records = station.records()
            with records.write(user.id, "init", "建站") as write:
                write.insert(kind, settings)
                write.insert(type_of(DeskUser), {"name": user.name, "role": user.role, "active": True}, user.id)

        station, codes, notices = create_station(root, logins, self.declarations, self.clock.now, self.cost, fill=fill)
        return self._desk(station, user, notices, Action.SIGN_IN), codes

    def _desk(self, station: StationFile, user: User, notices: list[str], action: Action) -> Desk:
        """A signed-in user's desk, with the station's log open beside it."""
        try:
            desk = Desk(station, user, self.clock, notices, cost=self.cost)
            handler = open_log(station.folder.log)
            desk.at_close(lambda: _close_log(handler))
            _LOG.addHandler(handler)
            _LOG.setLevel(logging.INFO)
            desk.work.note(action)
        except BaseException:
            station.close()
            raise
        _LOG.info("signed in: %s", user.id)
        return desk

    def sign_in(self, root: Path, login: str, password: str, *, max_pages: int | None = None) -> Desk:
        """Open a station with a name and password (``站长`` always means the head).

        Raises StoreTrouble for a wrong password or a station open elsewhere, NotAllowed for somebody who left.
        """
        attempts = Attempts(StationFolder(root).attempts)
        failed: list[Attempt] = []

        def unlock(folder: Path) -> Keys:
            keys, earlier = sign_in(folder, attempts, login, password, clock=self.clock.now)
            failed.extend(earlier)
            return keys

        station, opened = open_station(root, unlock, self.declarations, self.clock.now, max_pages=max_pages)
        try:
            user = _user(station.records(), opened.user)
        except BaseException:
            station.close()
            raise
        desk = self._desk(station, user, list(opened.notices), Action.SIGN_IN)
        for attempt in failed:
            desk.work.trail.add(attempt.user, Action.SIGN_IN_FAILED, reason=attempt.at.isoformat(timespec="seconds"))
        if failed:
            attempts.clear()
        return desk

    def restore(self, backup: Path, to: Path, login: str, password: str) -> dict[str, Any]:
        """Bring a backup into an empty folder as a desk of its own (a new device id); tells what is there.

        Who may make backups may bring one back, as the backup itself says: it is a whole copy of the station, and the
        desk that it becomes is nobody's but theirs at first. Raises StoreTrouble for a damaged backup, a wrong
        password, or a folder that is not empty, NotAllowed for anybody else and for who had left by then.
        """
        with disk_errors("打开要恢复到的文件夹"):
            if StationFolder(to).is_station():
                raise StoreTrouble(f"“{to}”里已经有一个站点。请另选一个空文件夹来恢复，原来的不会动。")
        found = check_backup(backup)
        keys = vault.unlock(backup, login, password)

        def prove(connection: Connection) -> None:
            bring_up_to_date(connection, self.declarations)
            records = Records(connection, self.declarations, self.clock.now, found.device)
            _user(records, keys.opened_by).must(Right.BACKUP)

        done = restore(backup, to, keys, at=self.clock.now(), user=keys.opened_by, prove=prove)
        return {"folder": str(to), "device": done.device, "counts": found.counts, "missing": done.missing_attachments}

    def salvage(self, damaged: Path, to: Path, login: str, password: str) -> Rescue:
        """Save what can be read of a closed, damaged station into an empty folder (see :func:`rescue`)."""
        return rescue(damaged, to, login, password, self.declarations, self.clock.now())

    def recover(self, root: Path, code: str, password: str) -> Desk:
        """Open with a recovery paper and give a new password to whose paper it is; returns that user's desk.

        The station's paper is the head's, the township's the 乡镇管理员's; where there is none of them, the other's.
        """
        papers: list[Paper] = []

        def unlock(folder: Path) -> Keys:
            keys, paper = vault.unlock_with_recovery(folder, code)
            papers.append(paper)
            return keys

        station, _ = open_station(root, unlock, self.declarations, self.clock.now)
        try:
            user = _owner(station, papers[0])
            aliases = head_alias(user, password) if user.role == "站长" else []
            for login in [NewUser(user.id, user.name, password), *aliases]:
                vault.change_password(root, station.keys, login, self.cost)
        except BaseException:
            station.close()
            raise
        return self._desk(station, user, [], Action.RECOVERY)


def _close_log(handler: logging.Handler) -> None:
    _LOG.removeHandler(handler)
    handler.close()


def _owner(station: StationFile, paper: Paper) -> User:
    users = [one for one in station.records().find(type_of(DeskUser)) if isinstance(one, DeskUser) and one.active]
    for role in ("站长", "乡镇管理员") if paper == "station" else ("乡镇管理员", "站长"):
        for one in users:
            if one.role == role and one.id is not None:
                return User(one.id, one.name, one.role)
    raise StoreTrouble("这个站点没有在用的站长和乡镇管理员。请从较早的备份恢复。")


def _user(records: Records, id_: Id | None) -> User:
    for one in records.find(type_of(DeskUser)):
        if isinstance(one, DeskUser) and one.id is not None and id_ in (one.id, alias_of(one.id)):
            if not one.active:
                raise NotAllowed("这个登录名已停用。请找站长重新启用。")
            return User(one.id, one.name, one.role)
    raise StoreTrouble("密码对，但站里已没有这个登录名。请找站长或乡镇管理员。")
