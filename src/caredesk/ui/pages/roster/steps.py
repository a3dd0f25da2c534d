"""The two middle steps of 收县里的表: what each column is, and what becomes of each row."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from caredesk.catalog.roster import OWNERS, TARGETS
from caredesk.schema.privacy import mask_numbers_in_words
from caredesk.schema.roster import OUTCOME_LABELS, OUTCOMES, CellProblem, ColumnGuess, Layout, Outcome, Target
from caredesk.services.importing.imports import Recognised
from caredesk.services.importing.plan import Plan
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


@dataclass
class Group:
    """Tables with the same columns (a sheet for each village): chosen once for all of them."""

    ticks: list[tuple[QCheckBox, Layout]]
    combos: list[QComboBox]

    def chosen(self) -> dict[int, Layout]:
        """The ticked tables with their columns as chosen, by the identity of what was recognised."""
        return {id(layout): self._as_chosen(layout) for tick, layout in self.ticks if tick.isChecked()}

    def _as_chosen(self, layout: Layout) -> Layout:
        made = []
        for guess, combo in zip(layout.columns, self.combos, strict=True):
            owner, target = combo.currentData() or ("", "")
            same = (owner, target) == (guess.owner, guess.target) or (not target and guess.target.startswith("ignored"))
            made.append(guess if same else dataclasses.replace(guess, owner=owner, target=target, confidence=1.0))
        return dataclasses.replace(layout, columns=tuple(made))


class ColumnsStep(QWidget):
    """A card for each kind of table found, with a line for each column."""

    def __init__(self) -> None:
        super().__init__()
        self._recognised: Recognised | None = None
        self.groups: list[Group] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._offered = _offered()

    def show_tables(self, recognised: Recognised) -> None:
        """Show what was made of a workbook."""
        self._recognised = recognised
        self.groups = []
        clear(self._column)
        alike: dict[object, list[Layout]] = {}
        for _, layout in recognised.tables:
            alike.setdefault(tuple((one.path, one.owner, one.target) for one in layout.columns), []).append(layout)
        for layouts in alike.values():
            self._column.addWidget(self._group(layouts))
        left_out = [f"“{one.sheet}”：{one.left_out}" for one in recognised.findings if one.left_out]
        if left_out:
            self._column.addWidget(words("没有收的工作表：" + "；".join(left_out), "small", wrap=True))
        self._column.addStretch(1)

    def chosen(self) -> Recognised | None:
        """The workbook as the user left it: tables ticked, columns as chosen; None without any table."""
        changed = {key: layout for group in self.groups for key, layout in group.chosen().items()}
        if self._recognised is None or not changed:
            return None
        findings = tuple(
            dataclasses.replace(one, layouts=tuple(changed[id(each)] for each in one.layouts if id(each) in changed))
            for one in self._recognised.findings
        )
        return dataclasses.replace(self._recognised, findings=findings)

    def _group(self, layouts: list[Layout]) -> QWidget:
        first = layouts[0]
        ticks = [(self._tick(layout), layout) for layout in layouts]
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        for place, label in enumerate(("表里的列", "收作", "", "前几行")):
            grid.addWidget(words(label, "key"), 0, place)
        combos = []
        for place, guess in enumerate(first.columns, start=1):
            combo, state = self._combo(guess), pill("")
            combo.currentIndexChanged.connect(partial(self._judge, guess, combo, state))
            self._judge(guess, combo, state)
            heading = Elided(guess.heading or f"第{guess.column + 1}列（没有表头）")
            heading.setMinimumWidth(round(130 * scale_of(self)))
            heading.setToolTip("；".join(guess.reasons))
            samples = Elided(mask_numbers_in_words("、".join(guess.samples)), "small")
            for column, made in enumerate((heading, combo, state, samples)):
                grid.addWidget(made, place, column)
            combos.append(combo)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(3, 3)
        self.groups.append(Group(ticks, combos))
        questions = [
            words(f"{one.sheet}：{said}", tone="warning", wrap=True) for one in layouts for said in one.questions
        ]
        title = words("、".join(dict.fromkeys(first.titles[:1])) or "收哪些表", "h3", wrap=True)
        return card(title, wrapping(*(tick for tick, _ in ticks), gap=16), *questions, grid, gap=10)

    def _tick(self, layout: Layout) -> QCheckBox:
        rows = sum(1 for _, kind in layout.rows if kind == "data")
        made = QCheckBox(f"{layout.sheet or '没有名字的工作表'}（{rows}行）")
        made.setChecked(True)
        made.setAccessibleName(f"收这张表：{made.text()}")
        made.setToolTip(f"第{layout.header[1] + 1}行是表头" + (f"，村：{layout.village}" if layout.village else ""))
        return made

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
        made.setFixedWidth(made.fontMetrics().horizontalAdvance("村" * 9) + round(56 * scale_of(self)))
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
    """How many rows have each outcome; the one that is pressed is listed with its reasons and advice.

    ``left_out`` carries rows that the user does not want, as (sheet, row number of the workbook), ``village_wanted``
    the name of a village that is to go on the list.
    """

    left_out = Signal(list)
    village_wanted = Signal(str)

    _columns = (
        TableColumn("工作表", 120, rank=3),
        TableColumn("第几行", 76, right=True),
        TableColumn("姓名", 90),
        TableColumn("列", 120, rank=2),
        TableColumn("表里写的", 170),
        TableColumn("为什么", 200, grows=True),
        TableColumn("怎么办", 180, grows=True, rank=1),
    )

    def __init__(self, village_column: str) -> None:
        super().__init__()
        self._village_column = village_column
        self._plan: Plan | None = None
        self._chips = wrapping(gap=8)
        self._group = QButtonGroup(self)
        self._notices = down(gap=4)
        self.rows = HeldRows(self._columns)
        self.table = RecordTable(self.rows, "核对结果")
        self.table.setMinimumHeight(round(240 * scale_of(self)))
        self.empty = words("", "second")
        self.detail = words("", wrap=True)
        self.village = button("把这个村加进村名单", self._add_village, name="add_village")
        self.leave = button("选中的行不收", self._leave, name="leave_out")
        self.table.selectionModel().currentRowChanged.connect(lambda now, _: self._tell(now.row()))
        self.table.records.modelReset.connect(lambda: self._tell(-1))
        self.setLayout(
            down(
                card(self._chips, self._notices, gap=8),
                card(self.table, across(self.detail, self.village, self.leave, gap=12), self.empty),
                gap=12,
            )
        )

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
                said = one.reason or row.reason
                cells = (one.sheet, str(one.row), row.name, one.column, one.value, said, one.advice)
                held.append(((one.sheet, one.row, number), cells, cells))
        self.rows.hold(held)
        self.table.reload()
        self._tell(self.table.currentIndex().row())
        self.empty.setText(f"{OUTCOME_LABELS[outcome]}：没有。" if not held else "")
        self.empty.setVisible(not held)
        self.table.setVisible(bool(held))
        self.leave.setVisible(bool(held) and outcome in ("new", "updated", "needs_decision"))

    def _leave(self) -> None:
        self.left_out.emit([(sheet, row) for sheet, row, _ in self.table.chosen_ids()])

    def _add_village(self) -> None:
        cells = self.table.records.row(self.table.currentIndex().row())
        self.village_wanted.emit(text_of(cells[4]))

    def _tell(self, row: int) -> None:
        """The marked row in full below the list, where nothing is cut off."""
        cells = [text_of(cell) for cell in self.table.records.row(row)] if row >= 0 else []
        self.detail.setVisible(bool(cells))
        self.village.setVisible(bool(cells) and cells[3] == self._village_column and bool(cells[4]))
        if cells:
            sheet, number, name, column, value, reason, advice = cells
            place = f"“{sheet}”第{number}行{name}" + (f"的“{column}”" if column else "")
            told = [f"{place}写的是“{value}”" if value else place, reason, advice]
            self.detail.setText("。".join(part.rstrip("。") for part in told if part) + "。")
