"""The two middle steps of 收县里的表: what each column is, and what becomes of each row."""

from __future__ import annotations

import dataclasses
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from caredesk.catalog.roster import OWNERS, TARGETS
from caredesk.schema.roster import OUTCOME_LABELS, OUTCOMES, CellProblem, ColumnGuess, Layout, Outcome, Target
from caredesk.services.importing import Recognised
from caredesk.services.importing_plan import Plan
from caredesk.ui.style import scale_of
from caredesk.ui.table import HeldRows, RecordTable, TableColumn
from caredesk.ui.table_cells import text_of
from caredesk.ui.widgets import Elided, across, button, card, clear, down, pill, set_look, words, wrapping

_SURE = 0.75
_TONES: dict[Outcome, str] = {
    "new": "ok",
    "updated": "info",
    "unchanged": "plain",
    "needs_decision": "warning",
    "rejected": "danger",
    "skipped": "plain",
}


class ColumnsStep(QWidget):
    """A card for each table found, with a line for each column."""

    def __init__(self) -> None:
        super().__init__()
        self._recognised: Recognised | None = None
        self._tables: list[tuple[QCheckBox, Layout, list[tuple[ColumnGuess, QComboBox]]]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._offered = _offered()

    def show_tables(self, recognised: Recognised) -> None:
        """Show what was made of a workbook."""
        self._recognised = recognised
        self._tables = []
        clear(self._column)
        for _, layout in recognised.tables:
            self._column.addWidget(self._table(layout))
        left_out = [f"“{one.sheet}”：{one.left_out}" for one in recognised.findings if one.left_out]
        if left_out:
            self._column.addWidget(words("没有收的工作表：" + "；".join(left_out), "small", wrap=True))
        self._column.addStretch(1)

    def chosen(self) -> Recognised | None:
        """The workbook as the user left it: tables ticked, columns as chosen; None without any table."""
        if self._recognised is None:
            return None
        changed = {
            id(layout): self._as_chosen(layout, columns) for tick, layout, columns in self._tables if tick.isChecked()
        }
        if not changed:
            return None
        findings = tuple(
            dataclasses.replace(one, layouts=tuple(changed[id(each)] for each in one.layouts if id(each) in changed))
            for one in self._recognised.findings
        )
        return dataclasses.replace(self._recognised, findings=findings)

    def _as_chosen(self, layout: Layout, columns: list[tuple[ColumnGuess, QComboBox]]) -> Layout:
        made = []
        for guess, combo in columns:
            owner, target = combo.currentData() or ("", "")
            same = (owner, target) == (guess.owner, guess.target)
            made.append(guess if same else dataclasses.replace(guess, owner=owner, target=target, confidence=1.0))
        return dataclasses.replace(layout, columns=tuple(made))

    def _table(self, layout: Layout) -> QWidget:
        rows = sum(1 for _, kind in layout.rows if kind == "data")
        tick = QCheckBox(f"收这张表：{layout.sheet or '（没有名字的工作表）'}")
        tick.setChecked(True)
        tick.setAccessibleName(tick.text())
        told = [*layout.titles[:1], f"第{layout.header[1] + 1}行是表头", f"{rows}行"]
        if layout.village:
            told.append(f"村：{layout.village}")
        note = Elided(" · ".join(told), "small")
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        for place, label in enumerate(("表里的列", "收作", "", "前几行")):
            grid.addWidget(words(label, "key"), 0, place)
        columns = []
        for place, guess in enumerate(layout.columns, start=1):
            combo, state = self._combo(guess), pill("")
            combo.currentIndexChanged.connect(partial(self._judge, guess, combo, state))
            self._judge(guess, combo, state)
            heading = Elided(guess.heading or f"第{guess.column + 1}列（没有表头）")
            heading.setMinimumWidth(round(130 * scale_of(self)))
            heading.setToolTip("；".join(guess.reasons))
            grid.addWidget(heading, place, 0)
            grid.addWidget(combo, place, 1)
            grid.addWidget(state, place, 2)
            grid.addWidget(Elided("、".join(guess.samples), "small"), place, 3)
            columns.append((guess, combo))
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(3, 3)
        self._tables.append((tick, layout, columns))
        questions = [words(one, tone="warning", wrap=True) for one in layout.questions]
        head = across(tick, note, gap=12)
        head.setStretch(1, 1)
        return card(head, *questions, grid, gap=10)

    def _combo(self, guess: ColumnGuess) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(f"“{guess.heading}”收作")
        made.addItem("（这列不要）", ("", ""))
        for label, owner, target in self._offered:
            made.addItem(label, (owner, target))
        place = next(
            (at for at in range(made.count()) if made.itemData(at) == (guess.owner, guess.target) and guess.target), 0
        )
        made.setCurrentIndex(place)
        made.setMaxVisibleItems(16)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(1)
        made.setFixedWidth(made.fontMetrics().horizontalAdvance("村" * 8) + round(44 * scale_of(self)))
        return made

    def _judge(self, guess: ColumnGuess, combo: QComboBox, state: QLabel, _index: int = 0) -> None:
        chosen = combo.currentData() or ("", "")
        if not chosen[1]:
            said, tone = "这列不要", "plain"
        elif chosen != (guess.owner, guess.target):
            said, tone = "您选的", "info"
        else:
            said, tone = ("认出来了", "ok") if guess.confidence >= _SURE else ("请看一眼", "warning")
        state.setText(said)
        set_look(state, tone=tone)


def _offered() -> list[tuple[str, str, str]]:
    """What a column can be taken for: label, owner and key, those of the person first."""
    owners = {one.key: one.label for one in OWNERS}
    kept: list[Target] = [one for one in TARGETS if not one.ignored]
    kept.sort(key=lambda one: bool(one.owner))
    found = []
    for one in kept:
        owner = owners.get(one.owner, "")
        label = one.label if not owner or one.label.startswith(owner) else f"{owner}{one.label}"
        found.append((label, one.owner, one.key))
    return found


class CheckStep(QWidget):
    """How many rows have each outcome; the one that is pressed is listed with its reasons and advice."""

    _columns = (
        TableColumn("工作表", 120, rank=3),
        TableColumn("第几行", 76, right=True),
        TableColumn("列", 120, rank=2),
        TableColumn("表里写的", 170),
        TableColumn("为什么", 200, grows=True),
        TableColumn("怎么办", 180, grows=True, rank=1),
    )

    def __init__(self) -> None:
        super().__init__()
        self._plan: Plan | None = None
        self._chips = wrapping(gap=8)
        self._group = QButtonGroup(self)
        self._notices = down(gap=4)
        self.rows = HeldRows(self._columns)
        self.table = RecordTable(self.rows, "核对结果")
        self.table.setMinimumHeight(round(240 * scale_of(self)))
        self.empty = words("", "second")
        self.detail = words("", wrap=True)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _: self._tell(now.row()))
        self.table.records.modelReset.connect(lambda: self._tell(-1))
        self.setLayout(down(card(self._chips, self._notices, gap=8), card(self.table, self.detail, self.empty), gap=12))

    def show_plan(self, plan: Plan) -> None:
        """Show what would become of the rows."""
        self._plan = plan
        layout = self._chips.layout()
        if layout is not None:
            clear(layout)
            for outcome in OUTCOMES:
                count = plan.counts()[outcome]
                made = button(
                    f"{OUTCOME_LABELS[outcome]} {count}", partial(self.show_outcome, outcome), kind="chip", name=outcome
                )
                made.setCheckable(True)
                made.setEnabled(count > 0)
                self._group.addButton(made)
                layout.addWidget(made)
        clear(self._notices)
        for notice in plan.notices:
            self._notices.addWidget(words(notice, "small", wrap=True))
        order: tuple[Outcome, ...] = ("needs_decision", "rejected", "new", "updated", "unchanged", "skipped")
        self.show_outcome(next((one for one in order if plan.counts()[one]), "new"))

    def show_outcome(self, outcome: Outcome) -> None:
        """List the rows of an outcome."""
        plan = self._plan
        if plan is None:
            return
        for made in self._group.buttons():
            made.setChecked(made.objectName() == outcome)
        by_row: dict[tuple[str, int], list[CellProblem]] = {}
        for problem in plan.problems:
            by_row.setdefault((problem.sheet, problem.row), []).append(problem)
        held = []
        for row in plan.outcomes:
            if row.outcome != outcome:
                continue
            problems = by_row.get((row.sheet, row.row)) or [CellProblem(row.sheet, row.row, "", "", row.reason, "")]
            for number, one in enumerate(problems):
                cells = (one.sheet, str(one.row), one.column, one.value, one.reason or row.reason, one.advice)
                held.append(((one.sheet, one.row, number), cells, cells))
        self.rows.hold(held)
        self.table.reload()
        self._tell(self.table.currentIndex().row())
        self.empty.setText(f"{OUTCOME_LABELS[outcome]}：没有。" if not held else "")
        self.empty.setVisible(not held)
        self.table.setVisible(bool(held))

    def _tell(self, row: int) -> None:
        """The marked row in full below the list, where nothing is cut off."""
        cells = [text_of(cell) for cell in self.table.records.row(row)] if row >= 0 else []
        self.detail.setVisible(bool(cells))
        if cells:
            sheet, number, column, value, reason, advice = cells
            place = f"“{sheet}”第{number}行" + (f"“{column}”" if column else "")
            told = [f"{place}写的是“{value}”" if value else place, reason, advice]
            self.detail.setText("。".join(part.rstrip("。") for part in told if part) + "。")
