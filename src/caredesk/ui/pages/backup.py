"""备份: make one now, put a second copy elsewhere, see what there is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from caredesk.schema.dates import show_day
from caredesk.services.access import Right
from caredesk.services.exporting import Exported
from caredesk.store.backup import Backup
from caredesk.ui.page import Frame, Page
from caredesk.ui.saving import say_written
from caredesk.ui.table import HeldRows, RecordTable, TableColumn
from caredesk.ui.widgets import Elided, Scroll, across, button, card, down, hide_unless, words

_WHY = {
    "daily": "每天自动",
    "exit": "退出时自动",
    "asked": "手动",
    "before_restore": "恢复以前",
    "before_upgrade": "升级以前",
}
_COLUMNS = (
    TableColumn("什么时候", 200, grows=True),
    TableColumn("怎么备的", 130),
    TableColumn("服务对象", 110, right=True),
    TableColumn("走访", 110, right=True),
    TableColumn("大小", 110, right=True, rank=1),
)


class BackupPage(Page):
    """Every backup is opened, checked and counted when it is made; only then is it called one."""

    shows = frozenset({"station"})
    help = "backup"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self.make_button = button("现在备份", self.make, kind="primary", picture="hard-drive", name="make")
        self.column.addLayout(
            self.heading("备份", "每天第一次打开和退出时自动备一份，备完当场打开核对", self.make_button)
        )
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("正在备份")
        self.progress.hide()
        self.column.addWidget(self.progress)
        self.second = Elided("", "")
        choose = button("换个文件夹", self.choose, picture="folder-open", name="choose")
        self.none = button("不要第二份", lambda: self.set_second(None), kind="quiet", name="no_second")
        row = across(down(words("第二份放在哪里", "h2"), self.second, gap=4), self.none, choose, gap=8)
        row.setStretch(0, 1)
        told = "电脑坏了、丢了，靠第二份。可以放在另一块硬盘、U盘或镇里的共享文件夹；里面全是加密的。"
        self.rows = HeldRows(_COLUMNS)
        self.table = RecordTable(self.rows, "已有的备份")
        self.table.setMinimumHeight(self.table.verticalHeader().defaultSectionSize() * 5)
        self.empty = words("还没有备份。点右上角“现在备份”。", "second")
        restore = "要恢复：退出或锁定以后，在登录页点“从备份恢复”，恢复到一个空文件夹，原来的资料不会动。"
        inside = card(row, words(told, "small", wrap=True), gap=8)
        listed = card(words("已有的备份", "h2"), self.table, self.empty, words(restore, "small", wrap=True), gap=8)
        body = card(self._doubting(), inside, listed, self._exporting(), gap=12, pad=0, role="")
        body_layout = body.layout()
        if body_layout is not None:
            body_layout.setContentsMargins(0, 0, 0, 0)
        listed.layout().setAlignment(Qt.AlignmentFlag.AlignTop)  # type: ignore[union-attr]
        self.column.addWidget(Scroll(body), 1)

    def _doubting(self) -> QWidget:
        """What speaks for an exchanged data file, until somebody has looked and said so."""
        self.doubt = words("", wrap=True, tone="warning")
        settle = button("核对过了……", self.ask_settle, name="settle")
        row = across(down(words("数据文件要核对", "h2"), self.doubt, gap=4), settle, gap=12)
        row.setStretch(0, 1)
        self.doubting = card(row)
        hide_unless(settle, self.desk.user.may(Right.SETTINGS))
        return self.doubting

    def ask_settle(self) -> None:
        """Ask what was found."""
        self.frame.messages.ask_words(
            "数据文件核对的结果是什么？",
            "比如：断电丢了两条，已补录。以后在“谁看过谁改过”里看得到。",
            self.settle,
            yes="记下",
        )

    def settle(self, found: str) -> None:
        """Note what was found; the notice goes."""
        if self.frame.session.did(lambda desk: desk.safety.settle_doubt(found)):
            self.frame.messages.done("已记下，不再提示。")
            self.reload()

    def _exporting(self) -> QWidget:
        """The button that takes everything along as Excel."""
        out = button("全部导出成 Excel", self.choose_export, picture="download", name="export")
        told = "按村、按类别各一个表，号码打星。换承接机构、县里来检查时用。"
        row = across(down(words("带走全部资料", "h2"), words(told, "small", wrap=True), gap=4), out, gap=12)
        row.setStretch(0, 1)
        made = card(row)
        hide_unless(made, self.desk.user.may(Right.EXPORT_ALL))
        return made

    def choose_export(self) -> None:
        """Ask for the folder that everything is written into."""
        dialog = QFileDialog(self.window(), "导出到哪个文件夹")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.export(Path(path)))
        dialog.open()

    def export(self, folder: Path) -> None:
        """Write everything into a new folder there."""
        self.progress.show()
        self.frame.session.work(
            lambda desk, report: desk.exports.everything(folder, progress=lambda *_: not report.stopped()),
            self._exported,
            self._over,
        )

    def _exported(self, made: Exported) -> None:
        self._over()
        say_written(self.frame, made.folder, f"导出了{len(made.files)}个表")

    def reload(self) -> None:
        doubt = self.desk.safety.doubt
        self.doubt.setText(doubt)
        self.doubting.setVisible(bool(doubt))
        second = self.desk.safety.second_folder
        self.second.set_words(str(second) if second else "还没有选。只有这台电脑上的一份，不保险。")
        self.none.setVisible(second is not None)
        found = self.frame.session.do(lambda desk: desk.safety.backups()) or []
        self.rows.hold([(str(one.path), _cells(one), ()) for one in found])
        self.table.reload()
        self.table.setVisible(bool(found))
        self.empty.setVisible(not found)

    def make(self) -> None:
        """Make a backup on the worker's thread."""
        self.setFocus()  # else the keys would go to the navigation when the button is disabled
        self.make_button.setEnabled(False)
        self.progress.show()
        self.frame.session.work(lambda desk, _: desk.safety.backup("asked"), self._made, self._over)

    def choose(self) -> None:
        """Ask for the folder of the second copy."""
        dialog = QFileDialog(self.window(), "第二份备份放在哪个文件夹")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.set_second(Path(path)))
        dialog.open()

    def set_second(self, folder: Path | None) -> None:
        """Put the second copy there from now on."""
        notices = self.frame.session.do(lambda desk: desk.safety.choose_second_folder(folder))
        for notice in notices or ():
            self.frame.messages.notice(notice)
        if folder is not None and notices is not None:
            self.frame.messages.notice("以后每次备份都往那里拷一份。", ("现在拷一份", self.make))
        self.reload()

    def _made(self, made: Backup) -> None:
        self._over()
        self.reload()
        people = made.counts.get("person", 0)
        self.frame.messages.done(f"备份好了，已打开核对：服务对象{people}人，走访{made.counts.get('visit', 0)}次。")

    def _over(self) -> None:
        self.make_button.setEnabled(True)
        if self.hasFocus():
            self.make_button.setFocus()
        self.progress.hide()


def _cells(one: Backup) -> tuple[str, ...]:
    at = one.made_at.astimezone()
    counts = (f"{one.counts.get(key, 0):,}" for key in ("person", "visit"))
    return (f"{show_day(at.date())} {at:%H:%M}", _WHY.get(one.why, one.why), *counts, _size(one.bytes))


def _size(number: int) -> str:
    return f"{number / 1024 / 1024:.1f} MB" if number >= 1024 * 1024 else f"{number / 1024:.0f} KB"
