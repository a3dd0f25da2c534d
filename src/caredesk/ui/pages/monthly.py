"""月报: the return of a period; every figure opens exactly the names behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QGridLayout, QWidget

from caredesk.schema.period import previous
from caredesk.schema.report import Block, Chart, Paragraph, Report, ReportTable
from caredesk.services.figures import Figures
from caredesk.ui.chart import BarChart
from caredesk.ui.page import WIDE, Frame, Page
from caredesk.ui.periods import PeriodPicker
from caredesk.ui.saving import ask_where, file_name, say_written
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Elided, Scroll, across, button, card, clear, down, hide_unless, line, words, wrapping


class MonthlyPage(Page):
    """Begins with the month before this one: that is the one to hand in."""

    shows = frozenset({"person", "visit", "episode", "household_episode", "village", "station"})
    help = "monthly"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        desk = self.desk
        self.report: Report | None = None
        self.figures: Figures | None = None
        paper = button("预览、打印", self.preview, picture="printer", name="preview", tip="Ctrl+P")
        pdf = button("存为 PDF", self.export, kind="primary", picture="file-text", name="pdf")
        self.column.addLayout(self.heading("月报", "点数字就能看到是哪些人", paper, pdf))
        self.which = QComboBox()
        self.which.setAccessibleName("哪张报表")
        for one in desk.declarations.returns:
            self.which.addItem(one.title, one.key)
        self.which.activated.connect(lambda _: self.reload())
        hide_unless(self.which, self.which.count() > 1)
        self.period = PeriodPicker(desk.clock.today(), desk.work.months)
        if desk.clock.today().day <= 15:
            self.period.put(previous(self.period.period, desk.work.months))
        self.period.picked.connect(lambda _: self.reload())
        self.info = Elided("", "small")
        self.column.addWidget(card(wrapping(self.which, self.period), pad=12))
        self.left, self.right = down(gap=12), down(gap=12)
        self._row = across(self.left, self.right, gap=12)
        self._row.setStretch(0, 1)
        self._row.setStretch(1, 1)
        inside = QWidget()
        inside.setLayout(down(self._row, None))
        self.column.addWidget(Scroll(inside), 1)

    def reload(self) -> None:
        name, period = self.which.currentData(), self.period.period
        self.frame.session.work(lambda desk, _: desk.returns.report(name, period), lambda made: self.show_report(*made))

    def show_report(self, report: Report, figures: Figures) -> None:
        """Show a return with its figures."""
        self.report, self.figures = report, figures
        self.set_heading(f"{figures.period.label}{figures.title}", "点数字就能看到是哪些人")
        for column in (self.left, self.right):
            clear(column)
        tall = [0, 0]
        columns = (self.left, self.right)
        for section in report.sections:
            made = card(words(section.heading, "h2"), *(self._block(block) for block in section.blocks), gap=10)
            side = 0 if tall[0] <= tall[1] else 1
            tall[side] += made.sizeHint().height()
            columns[side].addWidget(made)
        if not report.sections:
            self.left.addWidget(card(words("这个时段还没有数据。换一个月份看看。", "second")))
        for note in report.notes:
            self.left.addWidget(words(note, "small", wrap=True))
        for column in columns:
            column.addStretch(1)

    def open_names(self, key: str, said: str) -> None:
        """Show whose records are behind a figure."""
        if self.figures is not None:
            record, ids = self.figures.behind(key)
            self.frame.go("names", record=record, ids=ids, said=f"{self.figures.period.label} · {said}")

    def export(self) -> None:
        """Ask where, and write the return."""
        title = self.figures.title if self.figures is not None else self.which.currentText()
        ask_where(self, file_name(title, self.period.period, ".pdf"), self.write)

    def write(self, path: Path) -> None:
        """Write the return as PDF."""
        name, period = self.which.currentData(), self.period.period
        self.frame.session.work(
            lambda desk, _: desk.returns.write(name, period, path), lambda _: say_written(self.frame, path, "写好了")
        )

    def preview(self) -> None:
        """Show the pages as they will be printed."""
        if self.report is not None:
            self.frame.go("preview", report=self.report, name=self.which.currentData())

    def print_page(self) -> None:
        self.preview()

    def fit(self, *, wide: bool) -> None:
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _block(self, block: Block) -> QWidget:
        if isinstance(block, Paragraph):
            return self._paragraph(block)
        if isinstance(block, Chart):
            return BarChart(block)
        return self._table(block)

    def _paragraph(self, block: Paragraph) -> QWidget:
        """Running text; the figure in it opens the names behind it, as those of a table do."""
        figure = re.search(r"\d+", block.text) if block.key else None
        if figure is None:
            return words(block.text, wrap=True)
        before, after = block.text[: figure.start()], block.text[figure.end() :]
        cell = self._cell(figure.group(), block.key, block.text.rstrip("。"), number=True, bold=False)
        return wrapping(words(before), cell, words(after), gap=0)

    def _table(self, table: ReportTable) -> QWidget:
        made = QFrame()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        for place, column in enumerate(table.columns):
            label = column.label if self.width() >= WIDE * scale_of(self) - 200 else column.label.replace("（", "\n（")
            head = words(label, "figure-head" if column.number else "key")
            head.setAlignment(Qt.AlignmentFlag.AlignBottom | _side(number=column.number))
            grid.addWidget(head, 0, place, _side(number=column.number))
        grid.addWidget(line(), 1, 0, 1, len(table.columns))
        rows: list[Sequence[str]] = [*table.rows, *([table.totals] if table.totals else [])]
        for at, row in enumerate(rows):
            keys = table.keys[at] if at < len(table.keys) else [""] * len(row)
            bold = table.totals is not None and at == len(rows) - 1
            for place, text in enumerate(row):
                said = f"{row[0]} {table.columns[place].label} {text}"
                made_cell = self._cell(text, keys[place], said, number=table.columns[place].number, bold=bold)
                grid.addWidget(made_cell, at + 2, place, _side(number=table.columns[place].number))
        grid.setColumnStretch(0, 1)
        for note in table.notes:
            grid.addWidget(words(note, "small", wrap=True), grid.rowCount(), 0, 1, len(table.columns))
        return made

    def _cell(self, text: str, key: str, said: str, *, number: bool, bold: bool) -> QWidget:
        if key and text not in ("", "0"):
            made = button(text, partial(self.open_names, key, said), kind="figure-link", name=f"figure.{key}")
            made.setAccessibleName(f"{said}，点开看名单")
            return made
        return words(text, "figure-total" if bold and number else "figure-cell" if number else "h3" if bold else "")


def _side(*, number: bool) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
