"""选文件: files dropped, chosen or pasted; what was found in the one in hand, and which wait behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QWidget

from caredesk.ui.pages.roster.hand import Hand, Table, Waiting
from caredesk.ui.pages.roster.sheet_rows import SheetRows
from caredesk.ui.style import scale_of
from caredesk.ui.table import RecordTable
from caredesk.ui.widgets import Elided, across, button, clear, down, hide_unless, pill, words

_TOLD = "把县里发来的表拖到这里，或点“选文件”。Excel、WPS、CSV 都行，不用先改格式；几张表可以一起拖。"
_TALLEST = 6


class DropPlace(QFrame):
    """Where files are dropped, chosen or pasted; the page itself takes what is dropped."""

    choose = Signal()
    paste = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "drop")
        told = words(_TOLD, "second", wrap=True)
        told.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.chosen = button("选文件", self.choose.emit, kind="primary", picture="folder-open", name="choose")
        pasted = button(
            "从剪贴板收", self.paste.emit, picture="clipboard-list", name="paste", tip="先在 WPS 里复制，再按 Ctrl+V"
        )
        self.setLayout(
            down(None, told, across(None, self.chosen, pasted, None, gap=12), None, gap=16, margins=(24, 40, 24, 40))
        )


class Locked(QFrame):
    """A workbook that asks for its password, in place. ``opened`` carries what was typed."""

    opened = Signal(str)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.told = words("", "h3", wrap=True)
        self.line = QLineEdit()
        self.line.setObjectName("workbook_password")
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName("这份表的密码")
        self.line.setMaximumWidth(round(280 * scale_of(self)))
        self.line.returnPressed.connect(self._open)
        self.problem = words("", "problem", wrap=True)
        go = button("打开", self._open, kind="primary", name="open_locked")
        leave = button("不收这份", self.given_up.emit, name="leave_locked")
        row = across(self.line, go, leave, None, gap=10)
        row.setStretch(0, 1)
        self.setLayout(down(self.told, row, self.problem, gap=10, margins=(16, 12, 16, 14)))

    def ask(self, file: str, *, wrong: bool) -> None:
        """Ask for the password of a file, the second time saying that it was wrong."""
        self.told.setText(f"“{file}”有密码。请输入发表的人给的密码：")
        self.problem.setText("密码不对，请再输一次。大小写也要一样。" if wrong else "")
        self.problem.setVisible(wrong)
        self.line.clear()
        self.show()
        self.line.setFocus()

    def _open(self) -> None:
        if self.line.text():
            self.opened.emit(self.line.text())
        else:
            self.line.setFocus()


class Found(QFrame):
    """What was found in the file in hand. ``altered``: a table was taken or left; ``sent`` who sends it."""

    altered = Signal()
    sent = Signal()
    resume = Signal()
    afresh = Signal()
    other = Signal()
    straight = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.hand: Hand | None = None
        self.name = Elided("", "h2")
        self.seen = words("", tone="ok", wrap=True)
        self.half = words("这份表上次核对到一半，您答过的都还在。", tone="info", wrap=True)
        self.go_on = button("接着做", self.resume.emit, kind="primary", name="resume")
        self.again = button("重新开始", self.afresh.emit, name="afresh")
        self._half = QWidget()
        self._half.setLayout(across(self.half, self.go_on, self.again, gap=10))
        self.whose = QComboBox()
        self.whose.setEditable(True)
        self.whose.setAccessibleName("谁发来的")
        self.whose.setMinimumWidth(round(220 * scale_of(self)))
        line = self.whose.lineEdit()
        if line is not None:
            line.setPlaceholderText("如：县民政局")
            line.setAccessibleName("谁发来的")
            line.textEdited.connect(self._send)
        self.whose.activated.connect(lambda _: self._send(self.whose.currentText()))
        self.rows = SheetRows()
        self.table = RecordTable(self.rows, "文件里的工作表")
        self.table.opened.connect(lambda _: self.turn())
        self.table.chosen.connect(lambda _: self._offer())
        self.take = button("", self.turn, name="take_table")
        self.notices = words("", "small", wrap=True)
        said = across(
            words("谁发来的", "key"), self.whose, words("下个月同样的表，就照这次的来", "small", wrap=True), gap=10
        )
        said.setStretch(2, 1)
        head = across(self.name, button("换一个文件", self.other.emit, kind="quiet", name="other"), gap=10)
        head.setStretch(0, 1)
        foot = across(self.take, self.notices, gap=12)
        foot.setStretch(1, 1)
        self.setLayout(down(head, self.seen, self._half, self.table, foot, said, gap=10, margins=(16, 12, 16, 12)))

    def show_hand(self, hand: Hand) -> None:
        """Show what was found in a file."""
        self.hand = self.rows.hand = hand
        read = hand.recognised
        self.name.set_words(read.file)
        told = f"这是站里自己导出的{read.own}，不用认列" if read.own else read.layout_seen
        self.seen.setText(told + ("，认列照上次的" if read.layout_seen and not read.own else ""))
        self.seen.setVisible(bool(told))
        self._half.setVisible(read.kept is not None)
        self.whose.blockSignals(True)
        self.whose.clear()
        self.whose.addItems(list(read.senders))
        self.whose.setEditText(hand.answers.sender)
        self.whose.blockSignals(False)
        notices = [*read.workbook.notices, *(said for one in read.findings for said in one.notices)]
        self.notices.setText("；".join(dict.fromkeys(notices)))
        self.notices.setVisible(bool(notices))
        self.table.reload()
        lines = min(max(self.table.records.rowCount(), 1), _TALLEST) + 1
        self.table.setFixedHeight(round(40 * scale_of(self)) * lines + 4)
        self._offer()

    def turn(self) -> None:
        """Take the marked table, or leave it."""
        table = self._marked()
        if self.hand is not None and table is not None:
            self.hand.take(table, wanted=not self.hand.takes(table))
            self.table.reload()
            self._offer()
            self.altered.emit()

    def _send(self, sender: str) -> None:
        if self.hand is not None:
            self.hand.answers = replace(self.hand.answers, sender=sender.strip())
            self.sent.emit()

    def _marked(self) -> Table | None:
        chosen = self.table.chosen_ids()
        return chosen[0][1] if chosen else None

    def _offer(self) -> None:
        table = self._marked()
        several = self.hand is not None and (len(self.hand.tables) > 1 or any(one.hidden for one in self.hand.tables))
        self.take.setVisible(table is not None and several)
        if table is not None and self.hand is not None:
            self.take.setText("这张不收" if self.hand.takes(table) else "收这张")
            self.take.setAccessibleName(f"{self.take.text()}：{table.title}")


class Queue(QFrame):
    """The files that wait for their turn, each with its state; hidden while there is none."""

    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._rows = down(gap=4)
        self.setLayout(down(words("这次要收的文件", "h3"), self._rows, gap=6, margins=(16, 10, 16, 10)))
        hide_unless(self, wanted=False)

    def show_files(self, files: Sequence[Waiting]) -> None:
        """Show the files in their order."""
        clear(self._rows)
        self.setVisible(len(files) > 1)
        tones = {"正在收": "info", "收好了": "ok", "没收成": "danger", "没有收": "plain"}
        for place, one in enumerate(files):
            state = pill(one.state, tones.get(one.state, "plain"))
            row = across(Elided(one.path.name), state, gap=12)
            row.setStretch(0, 1)
            if one.state == "等着":
                away = button("不收这份", partial(self.removed.emit, place), kind="quiet", name="queue.remove")
                away.setAccessibleName(f"不收这份：{one.path.name}")
                row.addWidget(away)
            self._rows.addLayout(row)


class FileStep(QWidget):
    """The first step: either the place to drop files and past batches, or what was found.

    ``dropped`` carries files that were dropped anywhere on it; ``pasted`` that Ctrl+V was pressed.
    """

    dropped = Signal(list)
    pasted = Signal()

    def __init__(self, batches: QWidget) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.pasted.emit)
        self.drop, self.locked, self.found, self.queue = DropPlace(), Locked(), Found(), Queue()
        self.batches = batches
        self._bare = QWidget()
        self._bare.setLayout(down(self.drop, self.batches, gap=12))
        self.setLayout(down(self._bare, self.locked, self.found, self.queue, None, gap=12))
        self.show_nothing()

    def show_nothing(self) -> None:
        """Wait for a file."""
        self._only(self._bare)

    def show_locked(self, file: str, *, wrong: bool) -> None:
        """Ask for a password."""
        self._only(self.locked)
        self.locked.ask(file, wrong=wrong)

    def show_found(self, hand: Hand) -> None:
        """Show what was found."""
        self._only(self.found)
        self.found.show_hand(hand)

    @property
    def first(self) -> QWidget:
        """What takes the keys while no file is in hand."""
        return self.locked.line if self.locked.isVisibleTo(self) else self.drop.chosen

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self.dropped.emit([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def _only(self, wanted: QWidget) -> None:
        for one in (self._bare, self.locked, self.found):
            one.setVisible(one is wanted)
