"""收县里的表: file, columns, check, done; nothing is written before the last step, and that can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QStackedWidget, QWidget

from caredesk.services.desk import Desk
from caredesk.services.importing.imports import ImportResult, Recognised
from caredesk.services.importing.plan import Plan
from caredesk.ui.page import Frame, Page
from caredesk.ui.pages.roster.frame import Batches, Bottom, DropPlace, Steps
from caredesk.ui.pages.roster.steps import CheckStep, ColumnsStep
from caredesk.ui.widgets import Scroll, across, button, card, clear, down, words
from caredesk.ui.work import Job, Report

_ENDINGS = "表格 (*.xlsx *.xls *.et *.csv *.txt *.htm *.html *.xml);;所有文件 (*)"


class RosterPage(Page):
    """The four steps; the work of each is done by the desk on the worker's thread."""

    shows = frozenset({"person"})
    help = "import"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self.recognised: Recognised | None = None
        self.plan: Plan | None = None
        self._left_out: set[tuple[str, int]] = set()
        self._job: Job | None = None
        self.column.addLayout(self.heading("收县里的表", "原表不会改动；收错了可以整批撤销"))
        self.steps = Steps(("选文件", "认列", "核对", "收好了"))
        self.column.addWidget(self.steps)
        self.stack = QStackedWidget()
        self.batches = Batches(frame, self.ask_undo)
        self.columns_step = ColumnsStep()
        self.check_step = CheckStep(self.desk.declarations.by_key["village"].title)
        self.check_step.left_out.connect(self.leave_out)
        self.check_step.village_wanted.connect(self.add_village)
        self.done_place = down(gap=10)
        done = QWidget()
        done.setLayout(self.done_place)
        for made in (self._file_step(), self.columns_step, self.check_step, done):
            self.stack.addWidget(Scroll(made))
        self.column.addWidget(self.stack, 1)
        self.bottom = Bottom(self.cancel, lambda: self._at(self.stack.currentIndex() - 1), self._next)
        self.column.addWidget(self.bottom)
        self._at(0)

    def reload(self) -> None:
        self.batches.show_batches()

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
        left_out = frozenset(self._left_out)

        def task(desk: Desk, report: Report) -> Plan:
            return desk.imports.check(recognised, leave_out=left_out, progress=report.say, cancelled=report.stopped)

        self._begin(self.frame.session.work(task, self._checked, self._over))

    def leave_out(self, rows: list[tuple[str, int]]) -> None:
        """Check again without these rows."""
        self._left_out.update(rows)
        self.check()

    def add_village(self, name: str) -> None:
        """Put a village on the list, and check again."""
        if self.frame.session.do(lambda desk: desk.records.save("village", {"name": name, "kind": "村"})):
            self.check()

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
        self.batches.show_batches()

    def _undo(self, batch: str) -> None:
        count = self.frame.session.do(lambda desk: desk.imports.undo(batch, keep_edited=True))
        if count is not None:
            self.restart()
            self.frame.messages.done(f"已撤销，退回{count}条记录。")

    def _recognised(self, recognised: Recognised) -> None:
        self._over()
        self.recognised = recognised
        self._left_out = set()
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
        made = QWidget()
        made.setLayout(down(drop, self.batches, None, gap=12))
        return made

    def cancel(self) -> None:
        """Stop what is under way; nothing was written."""
        if self._job is not None:
            self._job.cancel()
            self.bottom.say("正在停下……")

    def _begin(self, job: Job) -> None:
        self._job = job
        job.progress.connect(lambda _done, _total, said: self.bottom.say(said))
        self.bottom.say("正在读……")
        self._at(self.stack.currentIndex())

    def _over(self) -> None:
        self._job = None
        self._at(self.stack.currentIndex())

    def _next(self) -> None:
        (self.check if self.stack.currentIndex() == 1 else self.commit)()

    def _at(self, step: int) -> None:
        busy = self._job is not None
        self.stack.setCurrentIndex(step)
        if busy and self.isVisible():
            self.setFocus()  # else the keys would go to the navigation when this is disabled
        self.stack.setEnabled(not busy)
        self.steps.show_step(step)
        self.bottom.setVisible(busy or step in (1, 2))
        self.bottom.show_busy(busy=busy)
        if not busy:
            told: Sequence[str] = ("", "请看一眼每列认得对不对，不对的改一下", _told(self.plan), "")
            self.bottom.say(told[step])
            self.bottom.offer(("", "下一步：核对", "收进来", "")[step], enabled=step != 2 or changes_of(self.plan) > 0)
            if self.isVisible() and (at := _keys(self, step)) is not None:
                at.setFocus()


def _keys(page: RosterPage, step: int) -> QWidget | None:
    """What takes the keys at the beginning of a step."""
    if step == 2 and page.check_step.table.isVisibleTo(page):
        return page.check_step.table
    if step in (1, 2):
        return page.bottom.next_button
    return page.findChild(QPushButton, "choose" if step == 0 else "to_people")


def changes_of(plan: Plan | None) -> int:
    """How many rows would be written."""
    counts = plan.counts() if plan else {}
    return counts.get("new", 0) + counts.get("updated", 0)


def _told(plan: Plan | None) -> str:
    changes = changes_of(plan)
    return f"点“收进来”就写入 {changes} 行，其余不动" if changes else "没有要写入的内容"
