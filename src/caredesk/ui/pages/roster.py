"""收县里的表: file, columns, check, done; nothing is written before the last step, and that can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QProgressBar, QStackedWidget, QWidget

from caredesk.schema.dates import show_day
from caredesk.services.importing import ImportResult, Recognised
from caredesk.services.importing_plan import Plan
from caredesk.ui.page import Frame, Page
from caredesk.ui.pages.roster_steps import CheckStep, ColumnsStep
from caredesk.ui.widgets import Elided, Scroll, across, button, card, clear, down, line, set_look, words
from caredesk.ui.work import Job

_STEPS = ("选文件", "认列", "核对", "收好了")
_ENDINGS = "表格 (*.xlsx *.xls *.et *.csv *.txt *.htm *.html *.xml);;所有文件 (*)"


class DropPlace(QFrame):
    """Where a file is dropped."""

    dropped = Signal(str)

    def __init__(self, inside: Any) -> None:
        super().__init__()
        self.setProperty("role", "drop")
        self.setAcceptDrops(True)
        self.setLayout(inside)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if len(event.mimeData().urls()) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self.dropped.emit(event.mimeData().urls()[0].toLocalFile())


class RosterPage(Page):
    """The four steps; the work of each is done by the desk on the worker's thread."""

    shows = frozenset({"person"})
    help = "import"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self.recognised: Recognised | None = None
        self.plan: Plan | None = None
        self._job: Job | None = None
        self.column.addLayout(self.heading("收县里的表", "原表不会改动；收错了可以整批撤销"))
        self.marks = [words(str(place), "step") for place in range(1, 5)]
        self.labels = [words(label) for label in _STEPS]
        self.column.addWidget(self._steps())
        self.stack = QStackedWidget()
        self.batches = down(gap=4)
        self.columns_step, self.check_step = ColumnsStep(), CheckStep()
        self.done_place = down(gap=10)
        done = QWidget()
        done.setLayout(self.done_place)
        for made in (self._file_step(), self.columns_step, self.check_step, done):
            self.stack.addWidget(Scroll(made))
        self.column.addWidget(self.stack, 1)
        self.column.addWidget(self._bottom())
        self._at(0)

    def reload(self) -> None:
        self._show_batches()

    def choose(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self.window(), "选县里发来的表", "", _ENDINGS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.read)
        dialog.open()

    def read(self, path: str) -> None:
        """Read a file and recognise its columns."""
        file = Path(path)
        self._begin(
            self.frame.session.work(
                lambda desk, report: desk.imports.read(file, progress=report.say, cancelled=report.stopped),
                self._recognised,
                self._over,
            )
        )

    def check(self) -> None:
        """Say what would become of every row."""
        recognised = self.columns_step.chosen()
        if recognised is None:
            self.frame.messages.trouble("一张表也没有选。请至少勾选一张要收的表。")
            return
        self.recognised = recognised
        self._begin(
            self.frame.session.work(
                lambda desk, report: desk.imports.check(recognised, progress=report.say, cancelled=report.stopped),
                self._checked,
                self._over,
            )
        )

    def commit(self) -> None:
        """Write the batch."""
        recognised, plan = self.recognised, self.plan
        if recognised is None or plan is None:
            return
        self._begin(
            self.frame.session.work(lambda desk, _: desk.imports.commit(recognised, plan), self._committed, self._over)
        )

    def ask_undo(self, batch: str, title: str) -> None:
        """Ask before a batch is taken back; what was worked on since is kept unless the user says otherwise."""
        edited = self.frame.session.do(lambda desk: desk.imports.edited_since(batch))
        if edited is None:
            return
        detail = "这一批新增的人会去掉，改过的内容会变回原来的。"
        if edited:
            names = "、".join(dict.fromkeys(one.title for one in edited[:8]))
            detail += f"收进来以后又改过或用到的{len(edited)}条（{names}）会保留。"
        self.frame.messages.ask(
            f"撤销“{title}”吗？",
            ("撤销这一批", partial(self._undo, batch)),
            ("不撤销", lambda: None),
            detail=detail,
            danger=True,
        )

    def restart(self) -> None:
        """Begin with another file."""
        self.recognised = self.plan = None
        self._at(0)
        self._show_batches()

    def _undo(self, batch: str) -> None:
        count = self.frame.session.do(lambda desk: desk.imports.undo(batch, keep_edited=True))
        if count is not None:
            self.restart()
            self.frame.messages.done(f"已撤销，退回{count}条记录。")

    def _recognised(self, recognised: Recognised) -> None:
        self._over()
        self.recognised = recognised
        self.columns_step.show_tables(recognised)
        self._at(1)

    def _checked(self, plan: Plan) -> None:
        self._over()
        self.plan = plan
        self.check_step.show_plan(plan)
        self._at(2)

    def _committed(self, result: ImportResult) -> None:
        self._over()
        clear(self.done_place)
        said = words(result.sentence(), wrap=True)
        row = across(
            button("看服务对象名单", partial(self.frame.go, "people", fresh=True), kind="primary", name="to_people"),
            button("再收一张表", self.restart, name="again"),
            None,
        )
        title = self.recognised.file if self.recognised else ""
        if result.batch:
            row.insertWidget(2, button("撤销这一批", partial(self.ask_undo, result.batch, title), name="undo"))
        head = "收好了" if result.batch else "没有新内容，什么也没改"
        todo = result.plan.counts()["needs_decision"]
        notes = (
            [words(f"还有{todo}行等您定：请照核对页的说明改好原表，再收一次。", tone="warning", wrap=True)]
            if todo
            else []
        )
        self.done_place.addWidget(card(words(head, "h2"), said, *notes, row, gap=10))
        self.done_place.addStretch(1)
        self._at(3)

    def _file_step(self) -> QWidget:
        choose = button("选文件", self.choose, kind="primary", picture="folder-open", name="choose")
        told = words("把县里发来的表拖到这里，或点“选文件”。Excel、WPS、CSV 都行，不用先改格式。", "second", wrap=True)
        told.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        drop = DropPlace(down(None, told, across(None, choose, None), None, gap=14, margins=(24, 32, 24, 32)))
        drop.dropped.connect(self.read)
        self.batch_card = card(words("最近收过的表", "h2"), self.batches, gap=8)
        made = QWidget()
        made.setLayout(down(drop, self.batch_card, None, gap=12))
        return made

    def _show_batches(self) -> None:
        clear(self.batches)
        found = self.frame.session.do(lambda desk: desk.imports.batches(8)) or []
        self.batch_card.setVisible(bool(found))
        for act in found:
            at = act.at.astimezone()
            row = across(
                words(f"{show_day(at.date())} {at:%H:%M}", "second"),
                Elided(act.title.removeprefix("收表：")),
                button("撤销这一批", partial(self.ask_undo, str(act.id), act.title), kind="quiet", name="batch.undo"),
                gap=12,
            )
            row.setStretch(1, 1)
            self.batches.addLayout(row)

    def _bottom(self) -> QWidget:
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("进度")
        self.state = Elided("", "second")
        self.cancel_button = button("取消", self.cancel, name="cancel")
        self.back_button = button("上一步", self._back, name="back")
        self.next_button = button("下一步", self._next, kind="primary", name="next")
        row = across(
            self.state,
            self.progress,
            self.cancel_button,
            self.back_button,
            self.next_button,
            gap=12,
            margins=(16, 8, 8, 8),
        )
        row.setStretch(0, 2)
        row.setStretch(1, 1)
        self.bottom = QFrame()
        self.bottom.setProperty("role", "bottom")
        self.bottom.setLayout(row)
        return self.bottom

    def cancel(self) -> None:
        """Stop what is under way; nothing was written."""
        if self._job is not None:
            self._job.cancel()
            self.state.set_words("正在停下……")

    def _begin(self, job: Job) -> None:
        self._job = job
        job.progress.connect(lambda _done, _total, said: self.state.set_words(said))
        self.state.set_words("正在读……")
        self._busy(busy=True)

    def _over(self) -> None:
        self._job = None
        self._busy(busy=False)
        self._at(self.stack.currentIndex())

    def _busy(self, *, busy: bool) -> None:
        self.bottom.setVisible(busy or self.stack.currentIndex() in (1, 2))
        self.progress.setVisible(busy)
        self.cancel_button.setVisible(busy)
        self.stack.setEnabled(not busy)
        for made in (self.back_button, self.next_button):
            made.setVisible(not busy)

    def _back(self) -> None:
        self._at(max(0, self.stack.currentIndex() - 1))

    def _next(self) -> None:
        (self.check if self.stack.currentIndex() == 1 else self.commit)()

    def _at(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self._busy(busy=self._job is not None)
        for place, (mark, label) in enumerate(zip(self.marks, self.labels, strict=True)):
            mark.setText("✓" if place < step or step == 3 else str(place + 1))
            set_look(mark, at=place == step, done=place < step or step == 3)
            set_look(label, role="h3" if place == step else "second")
        told: Sequence[str] = ("", "请看一眼每列认得对不对，不对的改一下", self._told(), "")
        self.state.set_words(told[step])
        self.next_button.setText(("", "下一步：核对", "收进来", "")[step])
        self.next_button.setEnabled(step != 2 or self._changes() > 0)

    def _changes(self) -> int:
        counts = self.plan.counts() if self.plan else {}
        return counts.get("new", 0) + counts.get("updated", 0)

    def _told(self) -> str:
        if self.plan is None:
            return ""
        return f"点“收进来”就写入 {self._changes()} 行，其余不动" if self._changes() else "没有要写入的内容"

    def _steps(self) -> QWidget:
        row = across(gap=10, margins=(16, 8, 16, 8))
        for place, (mark, label) in enumerate(zip(self.marks, self.labels, strict=True)):
            side = mark.fontMetrics().height() + 10
            mark.setFixedSize(side, side)
            mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
            row.addWidget(mark)
            row.addWidget(label)
            if place < 3:
                row.addWidget(line(), 1)
        made = QFrame()
        made.setProperty("role", "card")
        made.setLayout(row)
        return made
