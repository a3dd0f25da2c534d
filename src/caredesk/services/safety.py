"""Users and passwords, recovery papers, backups and the audit trail of an open station."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from caredesk.schema.errors import StoreTrouble, UserError
from caredesk.schema.ids import parse_id
from caredesk.services.access import Right
from caredesk.services.users import Users
from caredesk.services.wording import Wording
from caredesk.store import backup as backups
from caredesk.store.audit import Action, AuditRow
from caredesk.store.backup import Backup, Why
from caredesk.store.backup_copies import check_second_folder, copy_backup, list_backups, thin_backups

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
    Action.SETTLED: "核对过数据文件",
}


_OTHERS = {
    "station": "站里的救急密码纸",
    "township": "镇里的救急密码纸",
    "everything": "全部资料",
    "import_check": "收表核对结果",
}


class Safety(Users):
    """Use cases that keep the station safe: users and papers, backups, the check, the audit trail."""

    # --- backups

    def backup(self, why: Why = "asked", to: Path | None = None) -> Backup:
        """Make a verified backup (and copy it to a second folder), thin old ones; returns it.

        The daily one and the one on leaving are made for everybody. When only the second copy failed, StoreTrouble says
        that the first one is there.
        """
        if why == "asked" or to is not None:
            self._work.user.must(Right.BACKUP)
        made = backups.make_backup(self._station.folder, self._station.keys, self._work.clock.now(), why)
        second = to or self.second_folder
        trouble: StoreTrouble | None = None
        if second is not None:
            try:
                copy_backup(made, self._station.folder, second)
                thin_backups(second, made.station, made.device)
            except StoreTrouble as error:
                trouble = error
        thin_backups(self._station.folder.backups, made.station, made.device)
        self._work.note(Action.BACKUP)
        if trouble:
            raise StoreTrouble(f"本机的备份已做好，但没能拷到“{second}”：{trouble}") from trouble
        return made

    def daily_backup(self) -> Backup | None:
        """Today's backup, unless there is one already."""
        return self.backup("daily") if self.backup_due() else None

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
        told = self._station.meta(_SECOND, self._work.records.connection)
        return Path(told) if told else None

    def choose_second_folder(self, folder: Path | None) -> list[str]:
        """Set where the second copy goes; returns notices about that disk."""
        self._work.user.must(Right.BACKUP)
        notices = check_second_folder(self._station.folder, folder) if folder else []
        self._station.set_meta(_SECOND, str(folder) if folder else "", self._work.records.connection)
        return notices

    def check(self) -> list[str]:
        """What is not sound in the station's data, a sentence each."""
        return self._station.findings(self._work.records.connection)

    @property
    def doubt(self) -> str:
        """Why the data file may be an older one than it should be; "" when nothing speaks for that."""
        return self._station.doubt(self._work.records.connection)

    def settle_doubt(self, reason: str) -> None:
        """Say that the data file was looked at and what was found; UserError without a doubt or without a reason."""
        self._work.user.must(Right.SETTINGS)
        reason = reason.strip()
        if not self.doubt:
            raise UserError("数据文件没有要核对的。")
        if not reason:
            raise UserError("请写明核对的结果，比如“断电丢了两条，已补录”。")
        self._work.note(Action.SETTLED, reason=reason)
        self._station.settle_doubt(self._work.records.connection)

    # --- audit

    def traces(self, newest: int = 300) -> list[Trace]:
        """谁看过谁改过, newest first."""
        self._work.user.must(Right.AUDIT)
        names = {one.id: one.name for one in self.users()}
        wording = Wording(self._work)
        found = []
        for row in self._work.trail.rows(newest):
            about = self._about(row, wording)
            what = _WORDS.get(Action(row.action), row.action)
            who = names.get(row.user, "") if row.user else ""
            found.append(Trace(row.at, who, what, about, _reason(row)))
        return found

    def _about(self, row: AuditRow, wording: Wording) -> str:
        """What an act was about, in words: a record's kind and title, the title of a ledger, return or act."""
        declared, kind, record = self._work.declarations, row.object_kind or "", row.object_id or ""
        id_ = parse_id(record)
        if kind == "act" and id_:
            return self._work.history.title_of(id_)
        if kind in declared.by_key:
            title = wording.title(kind, id_) if id_ else ""
            return f"{declared.by_key[kind].title}{f'“{title}”' if title else ''}"
        titles = {one.key: one.title for one in declared.ledgers} | {one.key: one.title for one in declared.returns}
        return titles.get(record, _OTHERS.get(record, ""))


def _reason(row: AuditRow) -> str:
    """Why something was done, in words; a failed sign-in is kept with its moment, told when somebody got in again."""
    if row.action != Action.SIGN_IN_FAILED or not row.reason:
        return row.reason or ""
    at = datetime.fromisoformat(row.reason).astimezone()
    return f"{at.month}月{at.day}日 {at.hour}:{at:%M} 试过"
