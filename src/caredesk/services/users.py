"""Who may sign in: adding people, new passwords, leaving and coming back, a new head put in place by the township."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path

from caredesk.catalog.station import ROLES, DeskUser
from caredesk.schema.errors import Invalid, NotAllowed, Problem, UserError
from caredesk.schema.ids import Id, new_id
from caredesk.schema.record import type_of
from caredesk.services.access import Right, User
from caredesk.services.heads import head_alias, logins_of
from caredesk.services.workspace import Workspace
from caredesk.store import vault
from caredesk.store.attempts import Attempt, Attempts
from caredesk.store.audit import Action
from caredesk.store.connection import write_transaction
from caredesk.store.durable import disk_errors, write_durably
from caredesk.store.records import Write
from caredesk.store.station_file import StationFile
from caredesk.store.vault import KEYS_COPY, KEYS_FILE, Cost, NewUser, Paper

HEAD, TOWNSHIP = "站长", "乡镇管理员"


class Users:
    """Use cases on the people who sign in; ``cost`` is what a password guess costs (cheap in tests only).

    A user is a record and a wrap in the key file: both are written, or neither.
    """

    def __init__(self, workspace: Workspace, station: StationFile, cost: Cost | None = None) -> None:
        self._work = workspace
        self._station = station
        self._cost = cost

    @property
    def folder(self) -> Path:
        """The station's folder."""
        return self._station.folder.root

    def users(self) -> list[DeskUser]:
        """Everybody who may sign in, those who left included."""
        found = self._work.records.find(type_of(DeskUser), order=("role", "name"))
        return [one for one in found if isinstance(one, DeskUser)]

    def add_user(self, name: str, role: str, password: str) -> Id:
        """Let somebody sign in; Invalid when the name is taken or the role is none.

        Who may record visits stands on the list of 探访人 from then on, whoever let them in.
        """
        self._may_add(role)
        kind = type_of(DeskUser)
        made = kind.build({"name": name.strip(), "role": role, "active": True})
        for one in self.users():
            if one.name == name.strip():
                said = "请在名字后加一个字来区分" if one.active else "停用了的人请用“重新启用”"
                raise Invalid([Problem("name", f"已经有人叫“{name}”，{said}")])
        user = User(new_id(self._work.clock.now()), name.strip(), role)
        with self._together(f"新增{role}", user.id):
            for login in _logins(user, password):
                vault.add_user(self.folder, self._station.keys, login, self._cost)
            with self._work.records.write(self._work.user.id, "users", f"新增{role}") as write:
                write.insert(kind, kind.values(made), user.id)
                self._put_on_visitors(write, user)
        return user.id

    def set_password(self, user: Id, password: str, old: str = "") -> None:
        """Give somebody a new password; everybody may change their own who knows the ``old`` one.

        A wrong old one is Invalid and counts as a failed sign-in; after three of them UserError says how long to wait.
        """
        known = self._known(user)
        if user != self._work.user.id:
            self._may_change(known.role)
        else:
            self._prove(known, old)
        if not known.active:
            raise UserError(f"“{known.name}”已停用。请用“重新启用”，同时设新密码。")
        with self._together("改密码", user):
            for login in _logins(User(user, known.name, known.role), password):
                vault.change_password(self.folder, self._station.keys, login, self._cost)

    def _prove(self, known: DeskUser, password: str) -> None:
        """Whoever sits down at an open desk must not get to keep it: the password in use is asked for."""
        attempts = Attempts(self._station.folder.attempts)
        now = self._work.clock.now()
        if seconds := ceil(attempts.wait_seconds(now)):
            raise UserError(f"密码输错了几次，请等{seconds}秒再试。忘了密码请退出，用救急密码纸打开。")
        try:
            vault.unlock(self.folder, known.name, password)
        except vault.WrongPassword as error:
            attempts.add(Attempt(now, known.id))
            raise Invalid([Problem("old", "现在的密码不对，请检查大小写和输入法后重新输入")]) from error

    def retire(self, user: Id) -> None:
        """Keep somebody from signing in; their records stay theirs."""
        known = self._known(user)
        self._may_change(known.role)
        if user == self._work.user.id:
            raise UserError("不能停用自己。请让另一位站长或乡镇管理员来办。")
        with self._together("停用", user):
            for login in logins_of(User(user, known.name, known.role)):
                vault.remove_user(self.folder, login)
            with self._work.records.write(self._work.user.id, "users", "停用人员") as write:
                write.update(type_of(DeskUser), user, {"active": False})

    def reinstate(self, user: Id, password: str) -> None:
        """Let somebody who left sign in again, with a new password."""
        known = self._known(user)
        self._may_add(known.role)
        if known.active:
            raise UserError(f"“{known.name}”没有停用，可以照常登录。忘了密码请用“改密码”。")
        with self._together("重新启用", user):
            for login in _logins(User(user, known.name, known.role), password):
                vault.add_user(self.folder, self._station.keys, login, self._cost)
            with self._work.records.write(self._work.user.id, "users", "重新启用人员") as write:
                write.update(type_of(DeskUser), user, {"active": True})

    def replace_head(self, name: str, password: str) -> Id:
        """The township puts a new head in place; the former one can no longer sign in."""
        self._work.user.must(Right.REPLACE_HEAD)
        with self._together("更换站长", self._work.user.id):
            for one in self.users():
                if one.role == HEAD and one.active and one.id is not None:
                    self.retire(one.id)
            return self.add_user(name, HEAD, password)

    def new_recovery(self, paper: Paper) -> str:
        """Print a recovery paper anew; the former one stops working."""
        self._work.user.must(Right.USERS)
        if paper == "township" and any(one.role == TOWNSHIP and one.active for one in self.users()):
            self._may_change(TOWNSHIP)
        code = vault.replace_recovery(self.folder, self._station.keys, paper, self._cost)
        self._work.note(Action.USERS, "paper", paper, "重印救急密码纸")
        return code

    @contextmanager
    def _together(self, what: str, user: Id) -> Iterator[None]:
        """Records, key file and audit trail change together, or not at all."""
        before = vault.key_file_of(self.folder)
        try:
            with write_transaction(self._work.records.connection):
                yield
                self._work.note(Action.USERS, "desk_user", user, what)
        except BaseException:
            with disk_errors("写站点的钥匙文件"):
                for name in (KEYS_FILE, KEYS_COPY):
                    write_durably(self.folder / name, before)
            raise
        self._work.trail.keep_mark()

    def _put_on_visitors(self, write: Write, user: User) -> None:
        """Who goes and sees people stands on the list of 探访人 too, unless the name is there already."""
        kind = self._work.kind("visitor")
        if user.may(Right.VISIT) and not self._work.records.find(kind, {"name": user.name}):
            write.insert(kind, kind.values(kind.build({"name": user.name, "role": "社工"})))

    def _known(self, user: Id) -> DeskUser:
        for one in self.users():
            if one.id == user:
                return one
        raise UserError("找不到这位使用人员。请刷新后再试。")

    def _may_add(self, role: str) -> None:
        """The head lets in everybody but a second head and a second township; the township everybody."""
        self._work.user.must(Right.USERS)
        if role not in ROLES:
            raise Invalid([Problem("role", f"没有“{role}”这个角色，可选：{'、'.join(ROLES)}")])
        if any(one.role == role and one.active for one in self.users()):
            self._may_change(role)

    def may_change(self, role: str) -> bool:
        """Whether the signed-in user may change somebody of this role: what the window offers."""
        try:
            self._may_change(role)
        except NotAllowed:
            return False
        return True

    def _may_change(self, role: str) -> None:
        """The head changes everybody but heads and the township, which could put the head out; that one everybody."""
        self._work.user.must(Right.USERS)
        if role == HEAD and not self._work.user.may(Right.REPLACE_HEAD):
            raise NotAllowed("更换或增加站长由乡镇管理员办理。请联系镇民政（社会事务）办。")
        if role == TOWNSHIP and not self._work.user.may(Right.REPLACE_HEAD):
            raise NotAllowed("乡镇管理员的登录和密码由乡镇管理员自己办理。请联系镇民政（社会事务）办。")


def _logins(user: User, password: str) -> list[NewUser]:
    alias = head_alias(user, password) if user.role == HEAD else []
    return [NewUser(user.id, user.name, password), *alias]
