"""Files on their way in: a queue that is read one after another, passwords asked for in place, blocks from WPS."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from caredesk.schema.errors import LockedFile
from caredesk.services.desk import Desk
from caredesk.services.importing.recognised import Recognised
from caredesk.ui.pages.roster.files import FileStep
from caredesk.ui.pages.roster.hand import Waiting
from caredesk.ui.pages.roster.under_way import UnderWay
from caredesk.ui.work import Report

_ENDINGS = "表格 (*.xlsx *.xls *.et *.xlsb *.ods *.csv *.tsv *.txt *.htm *.html *.xml);;所有文件 (*)"
WAITS, IN_HAND = "等着", "正在收"


class Intake(QObject):
    """``recognised`` carries a file that was read; ``emptied`` comes when the queue has nothing more."""

    recognised = Signal(object)
    emptied = Signal()

    def __init__(self, step: FileStep, work: UnderWay) -> None:
        super().__init__(step)
        self._step, self._work = step, work
        self.files: list[Waiting] = []
        step.drop.choose.connect(self.choose)
        step.drop.paste.connect(self.paste)
        step.pasted.connect(self.paste)
        step.dropped.connect(self.add)
        step.locked.opened.connect(self._read)
        step.locked.given_up.connect(self.skip)
        step.found.other.connect(self.skip)
        step.queue.removed.connect(self.remove)

    @property
    def current(self) -> Waiting | None:
        """The file that has its turn."""
        return next((one for one in self.files if one.state == IN_HAND), None)

    @property
    def following(self) -> Waiting | None:
        """The first that waits."""
        return next((one for one in self.files if one.state == WAITS), None)

    def choose(self) -> None:
        """Ask for files."""
        dialog = QFileDialog(self._step.window(), "选县里发来的表", "", _ENDINGS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.add)
        dialog.open()

    def add(self, paths: Sequence[str]) -> None:
        """Take files in; the first is read at once when none has its turn."""
        self.files += [Waiting(Path(path)) for path in paths]
        if self.current is None:
            self.go_on()
        self._show()

    def paste(self) -> None:
        """Take in what was copied in WPS or Excel, or files copied in a folder."""
        held = QGuiApplication.clipboard().mimeData()
        files = [url.toLocalFile() for url in held.urls() if url.isLocalFile()] if held is not None else []
        text = held.text() if held is not None else ""
        if files:
            self.add(files)
        elif text.strip():
            self.have_done("没有收")
            self._work.start(
                lambda desk, _: desk.imports.read_block(text), self.recognised.emit, "正在读剪贴板里的内容……"
            )
        else:
            self._work.trouble("剪贴板里没有表。请先在 WPS 或 Excel 里选中表头和要收的行，复制，再来这里。")

    def go_on(self) -> None:
        """Read the next file."""
        following = self.following
        if following is None:
            self.emptied.emit()
            return
        following.state = IN_HAND
        self._read()

    def have_done(self, state: str) -> None:
        """The file in hand had its turn."""
        if (one := self.current) is not None:
            one.state = state
        self._show()

    def skip(self) -> None:
        """The file in hand is not taken in; the next has its turn."""
        self.have_done("没有收")
        self.go_on()

    def remove(self, place: int) -> None:
        """A file that waits is not wanted."""
        del self.files[place]
        self._show()

    def clear(self) -> None:
        """Forget the queue."""
        self.files = []
        self._show()

    def _read(self, password: str = "") -> None:
        one = self.current
        if one is None:
            return
        path = one.path

        def task(desk: Desk, report: Report) -> Recognised | LockedFile:
            try:
                return desk.imports.read(path, password, progress=report.say, cancelled=report.stopped)
            except LockedFile as locked:
                return locked

        self._show()
        self._work.start(task, partial(self._done, wrong=bool(password)), "正在读……", self._failed)

    def _done(self, found: Recognised | LockedFile, *, wrong: bool) -> None:
        if isinstance(found, LockedFile):
            one = self.current
            self._step.show_locked(one.path.name if one else "", wrong=wrong)
        else:
            self.recognised.emit(found)

    def _failed(self) -> None:
        self.have_done("没收成")
        self.go_on()

    def _show(self) -> None:
        self._step.queue.show_files(self.files)
