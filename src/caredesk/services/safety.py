"""Users and passwords, recovery papers, backups and the audit trail of an open station."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from caredesk.catalog.station import ROLES, DeskUser
from caredesk.schema.errors import Invalid, NotAllowed, Problem, UserError
from caredesk.schema.ids import Id, new_id
from caredesk.schema.record import type_of
from caredesk.services.access import Right, User
from caredesk.services.heads import head_alias, logins_of
from caredesk.services.workspace import Workspace
from caredesk.store import backup as backups
from caredesk.store import vault
from caredesk.store.audit import Action
from caredesk.store.backup import Backup, Why
from caredesk.store.backup_copies import check_second_folder, copy_backup, list_backups, thin_backups
from caredesk.store.station_file import StationFile
from caredesk.store.vault import Cost, NewUser, Paper

_SECOND = "second_backup_folder"


@dataclass(frozen=True)
class Trace:
    """A line of 谁看过谁改过, in words."""

    at: datetime
    who: str
    what: str
    about: str
    reason: str


_WORDS = {
    Action.SIGN_IN: "登录",
    Action.SIGN_IN_FAILED: "登录失败",
    Action.SIGN_OUT: "退出",
    Action.RECOVERY: "用救急密码纸打开",
    Action.VIEW_FULL: "查看完整号码",
    Action.EXPORT: "导出",
    Action.PRINT: "打印",
    Action.IMPORT: "收表",
    Action.UNDO: "撤销",
    Action.CHANGE: "修改",
    Action.BACKUP: "备份",
    Action.RESTORE: "恢复",
    Action.USERS: "使用人员变动",
    Action.SETTINGS: "修改设置",
}


class Safety:
    """Use cases that keep the station safe; ``cost`` is what a password guess costs (cheap in tests only)."""

    def __init__(self, workspace: Workspace, station: StationFile, cost: Cost | None = None) -> None:
        self._work = workspace
        self._station = station
        self._cost = cost

    @property
    def folder(self) -> Path:
        """The station's folder."""
        return self._station.folder.root

    # --- users

    def users(self) -> list[DeskUser]:
        """Everybody who may sign in, those who left included."""
        found = self._work.records.find(type_of(DeskUser), order=("role", "name"))
        return [one for one in found if isinstance(one, DeskUser)]

    def add_user(self, name: str, role: str, password: str) -> Id:
        """Let somebody sign in; Invalid when the name is taken or the role is none."""
        self._may_touch(role)
        kind = type_of(DeskUser)
        made = kind.build({"name": name.strip(), "role": role, "active": True})
        if any(one.name == name.strip() for one in self.users()):
            raise Invalid([Problem("name", f"已经有人叫“{name}”，请在名字后加一个字来区分")])
        user = User(new_id(self._work.clock.now()), name.strip(), role)
        for login in self._logins(user, password):
            vault.add_user(self.folder, self._station.keys, login, self._cost)
        with self._work.records.write(self._work.user.id, "users", f"新增{role}") as write:
            write.insert(kind, kind.values(made), user.id)
        self._work.note(Action.USERS, "desk_user", user.id, "新增")
        return user.id

    def set_password(self, user: Id, password: str) -> None:
        """Give somebody a new password; everybody may change their own."""
        known = self._known(user)
        if user != self._work.user.id:
            self._may_touch(known.role)
        for login in self._logins(User(user, known.name, known.role), password):
            vault.change_password(self.folder, self._station.keys, login, self._cost)
        self._work.note(Action.USERS, "desk_user", user, "改密码")

    def retire(self, user: Id) -> None:
        """Keep somebody from signing in; their records stay theirs."""
        known = self._known(user)
        self._may_touch(known.role)
        if user == self._work.user.id:
            raise UserError("不能停用自己。请让另一位站长或乡镇管理员来办。")
        for login in logins_of(User(user, known.name, known.role)):
            vault.remove_user(self.folder, login)
        with self._work.records.write(self._work.user.id, "users", "停用人员") as write:
            write.update(type_of(DeskUser), user, {"active": False})
        self._work.note(Action.USERS, "desk_user", user, "停用")

    def replace_head(self, name: str, password: str) -> Id:
        """The township puts a new head in place; the former one can no longer sign in."""
        self._work.user.must(Right.REPLACE_HEAD)
        for one in self.users():
            if one.role == "站长" and one.active and one.id is not None:
                self.retire(one.id)
        return self.add_user(name, "站长", password)

    def _logins(self, user: User, password: str) -> list[NewUser]:
        alias = head_alias(user, password) if user.role == "站长" else []
        return [NewUser(user.id, user.name, password), *alias]

    def _known(self, user: Id) -> DeskUser:
        for one in self.users():
            if one.id == user:
                return one
        raise UserError("找不到这位使用人员。请刷新后再试。")

    def _may_touch(self, role: str) -> None:
        """Who may change whom: the head everybody but the township, the township everybody."""
        self._work.user.must(Right.USERS)
        if role not in ROLES:
            raise Invalid([Problem("role", f"没有“{role}”这个角色，可选：{'、'.join(ROLES)}")])
        there_is_one = any(one.role == "站长" and one.active for one in self.users())
        if role == "站长" and there_is_one and not self._work.user.may(Right.REPLACE_HEAD):
            raise NotAllowed("更换或增加站长由乡镇管理员办理。请联系镇民政（社会事务）办。")

    # --- recovery papers

    def new_recovery(self, paper: Paper) -> str:
        """Print a recovery paper anew; the former one stops working."""
        self._work.user.must(Right.USERS)
        code = vault.replace_recovery(self.folder, self._station.keys, paper, self._cost)
        self._work.note(Action.USERS, "paper", paper, "重印救急密码纸")
        return code

    # --- backups

    def backup(self, why: Why = "asked", to: Path | None = None) -> Backup:
        """Make a verified backup (and copy it to a second folder), thin old ones; returns it."""
        self._work.user.must(Right.BACKUP)
        made = backups.make_backup(self._station.folder, self._station.keys, self._work.clock.now(), why)
        second = to or self.second_folder
        if second is not None:
            copy_backup(made, self._station.folder, second)
        thin_backups(self._station.folder.backups, made.station, made.device)
        self._work.note(Action.BACKUP)
        return made

    def backup_due(self) -> bool:
        """Whether no backup was made today."""
        latest = self.backups()
        return not latest or latest[0].made_at.astimezone().date() < self._work.clock.today()

    def backups(self) -> list[Backup]:
        """The station's own backups, newest first."""
        return list_backups(self._station.folder.backups)

    @property
    def second_folder(self) -> Path | None:
        """Where this PC puts the second copy, or None."""
        told = self._station.meta(_SECOND)
        return Path(told) if told else None

    def choose_second_folder(self, folder: Path | None) -> list[str]:
        """Set where the second copy goes; returns notices about that disk."""
        self._work.user.must(Right.BACKUP)
        notices = check_second_folder(self._station.folder, folder) if folder else []
        self._station.set_meta(_SECOND, str(folder) if folder else "")
        return notices

    def check(self) -> list[str]:
        """What is not sound in the station's data, a sentence each."""
        return self._station.findings()

    # --- audit

    def traces(self, newest: int = 300) -> list[Trace]:
        """谁看过谁改过, newest first."""
        self._work.user.must(Right.AUDIT)
        names = {one.id: one.name for one in self.users()}
        found = []
        for row in self._work.trail.rows(newest):
            about = self._about(row.object_kind, row.object_id)
            what = _WORDS.get(Action(row.action), row.action)
            found.append(Trace(row.at, names.get(row.user, "") if row.user else "", what, about, row.reason or ""))
        return found

    def _about(self, kind: str | None, record: str | None) -> str:
        if kind == "ledger" and record:
            return self._work.declarations.ledger(record).title
        if kind in self._work.declarations.by_key and kind is not None:
            return self._work.declarations.by_key[kind].title
        return ""
