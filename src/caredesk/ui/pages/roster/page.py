"""收县里的表: file, columns, check, done; nothing is written before the last step, and that can be taken back."""

from __future__ import annotations

import gc
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QStackedWidget, QWidget

from caredesk.services.desk import Desk
from caredesk.services.importing.plan import Plan
from caredesk.services.importing.recognised import ImportResult, Recognised
from caredesk.ui.page import Frame, Page
from caredesk.ui.pages.roster.batch_view import BatchView
from caredesk.ui.pages.roster.check_step import CheckStep
from caredesk.ui.pages.roster.done_step import DoneStep
from caredesk.ui.pages.roster.files import FileStep
from caredesk.ui.pages.roster.frame import Batches, Bottom, Steps
from caredesk.ui.pages.roster.hand import Hand
from caredesk.ui.pages.roster.intake import Intake
from caredesk.ui.pages.roster.layout_step import LayoutStep, known_words
from caredesk.ui.pages.roster.papers import Papers
from caredesk.ui.pages.roster.under_way import Keeping, UnderWay
from caredesk.ui.pages.roster.way_on import offer_check, offer_columns, offer_file
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Scroll, across
from caredesk.ui.work import Report

FILE, LAYOUT, CHECK, DONE, BATCH = range(5)
_BESIDE = 800
"""From this width on (at 标准) what can be said about a row stands beside its list."""
_LOW = 620
"""Below this height (at 标准) the line under the title goes: the lists need the room."""


class RosterPage(Page):
    """The four steps and the page of a past batch; the work of each is done by the desk on the worker's thread."""

    shows = frozenset({"person"})
    help = "import"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self.hand: Hand | None = None
        self._before = FILE
        self.steps = Steps(("选文件", "认列", "核对", "收好了"))
        head = across(self.heading("收县里的表", "原表不会改动；收错了可以整批撤销"), self.steps, gap=20)
        head.setStretch(0, 1)
        head.setStretch(1, 2)
        self.column.addLayout(head)
        self.bottom = Bottom(self.back, self.go_on, self.aside)
        self.work = UnderWay(frame, self.bottom)
        self.work.changed.connect(self._show_bottom)
        self.keeping = Keeping(frame)
        self.papers = Papers(frame, self.work, lambda: self.hand)
        self.batch = BatchView(frame, self.work)
        self.batches = Batches(frame, self.batch.ask)
        self.files = FileStep(self.batches)
        self.intake = Intake(self.files, self.work)
        self.layout_step = LayoutStep(known_words(self.desk))
        self.check_step, self.done_step = CheckStep(), DoneStep()
        self.stack = QStackedWidget()
        for made in (self.files, self.layout_step, self.check_step, self.done_step, self.batch):
            self.stack.addWidget(Scroll(made))
        self.column.addWidget(self.stack, 1)
        self.column.addWidget(self.bottom)
        self._connect()
        self._at(FILE)

    def _connect(self) -> None:
        self.intake.recognised.connect(self._recognised)
        self.intake.emptied.connect(self.restart)
        found, check, done = self.files.found, self.check_step, self.done_step
        done.compare.connect(partial(self.frame.go, "compare", part="lists"))
        found.altered.connect(self._answered)
        found.sent.connect(self._answered)
        found.resume.connect(self.check)
        found.afresh.connect(self._afresh)
        self.layout_step.altered.connect(self._answered)
        self.layout_step.edges.connect(self._look_again)
        check.altered.connect(self._answered)
        check.export.connect(self.papers.errors)
        check.save.connect(self.papers.save)
        check.print_.connect(self.papers.preview)
        done.people.connect(partial(self.frame.go, "people", fresh=True))
        done.again.connect(self.restart)
        done.following.connect(self.intake.go_on)
        done.undo.connect(self.batch.ask)
        done.export.connect(self.papers.errors)
        self.batch.shown.connect(lambda: self._at(BATCH))
        self.batch.undone.connect(self.restart)
        self.batch.left.connect(lambda: self._at(self._before))

    def reload(self) -> None:
        self.batches.show_batches()

    def read(self, path: str) -> None:
        """Take a file in."""
        self.intake.add([path])

    def restart(self) -> None:
        """Wait for another file."""
        self.hand = None
        gc.unfreeze()  # what reading and checking had put aside
        self.intake.clear()
        self.files.show_nothing()
        self.batches.show_batches()
        self._at(FILE)

    def fit(self, *, wide: bool) -> None:  # noqa: ARG002  these lists and panels need less room than other pages
        beside = self.width() >= _BESIDE * scale_of(self)
        self.under.setVisible(self.window().height() >= _LOW * scale_of(self))
        self.layout_step.fit(wide=beside)
        self.check_step.fit(wide=beside)

    def print_page(self) -> None:
        if self.stack.currentIndex() == CHECK:
            self.papers.preview()

    def save(self) -> None:
        """Ctrl+S goes on, as the button at the foot does."""
        if self.bottom.next_button.isVisible() and self.bottom.next_button.isEnabled():
            self.go_on()

    # --- answers

    def _recognised(self, recognised: Recognised) -> None:
        self.hand = Hand.of(recognised)
        self.files.show_found(self.hand)
        if recognised.kept is not None or recognised.remembered is not None:
            self._look_again()
        else:
            self._at(FILE)

    def _afresh(self) -> None:
        """Forget what was answered about this file before."""
        if self.hand is not None:
            self.keeping.forget(self.hand)
            self._recognised(replace(self.hand.recognised, kept=None))

    def _answered(self) -> None:
        if self.hand is not None:
            self.keeping.keep(self.hand)
            self._show_bottom()

    def _look_again(self) -> None:
        """Find the tables anew with what the user said of their edges."""
        hand, at = self.hand, self.stack.currentIndex()
        if hand is None:
            return
        answers = hand.answers

        def looked(found: Recognised) -> None:
            hand.looked(found)
            self.files.show_found(hand)
            if at == LAYOUT:
                self.layout_step.show_hand(hand)
                self._answered()
            self._at(LAYOUT if at == LAYOUT else FILE)

        self.work.start(lambda desk, _: desk.imports.look_again(hand.recognised, answers), looked, "正在重新认这张表……")

    # --- the steps

    def check(self) -> None:
        """Say what would become of every row."""
        hand = self.hand
        if hand is None:
            return
        if not hand.recognised.own and not any(hand.takes(one) for one in hand.tables):
            self.work.trouble("一张表也没有选。请至少勾选一张要收的表。")
            return
        answers = hand.answers

        def task(desk: Desk, report: Report) -> Plan:
            return desk.imports.check(hand.recognised, answers, progress=report.say, cancelled=report.stopped)

        def checked(plan: Plan) -> None:
            hand.found_out(plan, answers)
            self.check_step.show_hand(hand)
            self._at(CHECK)

        self.work.start(task, checked, "正在核对……")

    def commit(self) -> None:
        """Write the batch."""
        hand = self.hand
        plan = hand.plan if hand else None
        if hand is None or plan is None:
            return

        def committed(result: ImportResult) -> None:
            self.intake.have_done("收好了")
            following = self.intake.following
            title = hand.recognised.file
            self.done_step.show_result(result, title, following.path.name if following else "")
            self._at(DONE)

        self.work.start(lambda desk, _: desk.imports.commit(hand.recognised, plan), committed, "正在写入……")

    def go_on(self) -> None:
        """The way on from where one is."""
        at, hand = self.stack.currentIndex(), self.hand
        if at == CHECK and hand is not None and not hand.open:
            self.commit()
        elif at == FILE and hand is not None and not hand.sure:
            self._columns()
        else:
            self.check()

    def back(self) -> None:
        """The step before."""
        at = self.stack.currentIndex()
        self._columns() if at == CHECK else self._at(FILE)

    def aside(self) -> None:
        """The other way on: look at columns that need no look, or leave those that do."""
        self._columns() if self.hand is not None and self.hand.sure else self.check()

    def _columns(self) -> None:
        if self.hand is not None:
            self.layout_step.show_hand(self.hand)
            self._at(LAYOUT)

    # --- where one is

    def _at(self, step: int) -> None:
        if step == BATCH and self.stack.currentIndex() != BATCH:
            self._before = self.stack.currentIndex()
        self.stack.setCurrentIndex(step)
        self.steps.show_step(min(step, DONE))
        self.steps.setVisible(step != BATCH)
        self._show_bottom()
        if not self.work.busy and self.isVisible() and (at := _keys(self)) is not None:
            at.setFocus()

    def _show_bottom(self) -> None:
        step, hand, bottom = self.stack.currentIndex(), self.hand, self.bottom
        busy = self.work.busy
        if busy and self.isVisible() and self.stack.isEnabled():
            self.setFocus()  # else the keys would go to the navigation when the step is disabled
        self.stack.setEnabled(not busy)
        bottom.setVisible(busy or step in (LAYOUT, CHECK) or (step == FILE and hand is not None))
        if busy:
            bottom.show_busy()
        elif hand is not None:
            if step == CHECK:
                offer_check(bottom, hand, self.check_step.waiting())
            else:
                (offer_columns if step == LAYOUT else offer_file)(bottom, hand)


def _keys(page: RosterPage) -> QWidget | None:
    """What takes the keys at the beginning of a step."""
    step = page.stack.currentIndex()
    if step == CHECK and page.check_step.waiting():
        return page.check_step.list
    if step == DONE:
        return page.done_step.first
    if step == BATCH:
        return page.batch.first
    return page.files.first if page.hand is None else page.bottom.next_button
