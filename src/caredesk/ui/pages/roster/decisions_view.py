"""等您定: every doubtful row in one list, decided by keys one by one or many at once, both sides beside each other."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QHBoxLayout, QWidget

from caredesk.schema.privacy import mask_numbers_in_words
from caredesk.services.importing.answers import DECISION_LABELS, Decision, DecisionKind
from caredesk.services.importing.questions import Case
from caredesk.ui.pages.roster.case_rows import CaseRows
from caredesk.ui.pages.roster.correcting import CellLine
from caredesk.ui.pages.roster.frame import LowTable
from caredesk.ui.pages.roster.hand import Hand
from caredesk.ui.pages.roster.sides import SideBySide
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Scroll, button, down, words, wrapping

KINDS: tuple[DecisionKind, ...] = ("same", "new", "take", "leave", "mark", "stop")


class CaseTable(LowTable):
    """The digits decide; ``digit`` carries which."""

    digit = Signal(int)
    edit_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_F2:
            self.edit_wanted.emit()
        elif (
            Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_6 and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self.digit.emit(event.key() - Qt.Key.Key_0)
        else:
            super().keyPressEvent(event)


class DecisionsView(QWidget):
    """``altered``: rows were decided, or a cell was put right."""

    altered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = CaseRows()
        self.which_kind = QComboBox()
        self.which_kind.setAccessibleName("哪一种")
        self.which_kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which_kind.setMinimumContentsLength(16)
        self.which_kind.activated.connect(lambda _: self._narrow())
        self.proposed = button("照建议的定", self._as_proposed, name="as_proposed")
        self.table = CaseTable(self.rows, "等您定的行")
        self.table.setMinimumHeight(round(150 * scale_of(self)))
        self.table.digit.connect(self._by_digit)
        self.table.edit_wanted.connect(self._edit)
        self.table.opened.connect(lambda _: self._first_button())
        self.table.chosen.connect(lambda _: self._tell())
        self.table.records.modelReset.connect(self._tell)
        self._which = 0
        self.panel = self._make_panel()
        self._row: QBoxLayout = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._row.addWidget(self.table, 1)
        self._row.addWidget(self.panel, 1)
        self.setLayout(self._row)

    def _make_panel(self) -> QFrame:
        self.reason = words("", wrap=True)
        self.sides = SideBySide()
        inside = QWidget()
        inside.setLayout(down(self.sides, None, gap=0))
        self.area = Scroll(inside)
        self.other = button("看另一个人", self._turn, kind="quiet", name="other_person")
        self.buttons = {
            kind: button(
                "", partial(self.decide, kind), kind="primary" if kind == "same" else "", name=f"decide.{kind}"
            )
            for kind in KINDS
        }
        self.again = button("0 再想想", partial(self._by_digit, 0), kind="quiet", name="decide.again")
        self.cell = CellLine()
        self.cell.corrected.connect(self._corrected)
        panel = QFrame()
        panel.setProperty("role", "panel")
        answers = wrapping(*self.buttons.values(), self.again, self.other, row_gap=6)
        made = down(self.reason, self.area, self.cell, answers, gap=8, margins=(14, 10, 14, 12))
        made.setStretch(1, 1)
        panel.setLayout(made)
        return panel

    def fit(self, *, wide: bool) -> None:
        """Beside the list where there is room, else below it."""
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.area.setMinimumHeight(round((100 if wide else 190) * scale_of(self)))

    def show_questions(self, hand: Hand, text: str = "") -> None:
        """List the doubtful rows that hold the words; the first open one is marked."""
        other = self.rows.hand is not hand or [
            self.which_kind.itemData(at) for at in range(1, self.which_kind.count())
        ] != [one.key for one in (hand.plan.questions if hand.plan else ())]
        self.rows.hand, self.rows.text = hand, text
        if other:
            self._offer_kinds()
        self.table.reload()
        if other:
            self._mark_open(-1)
        self._offer_proposed()
        self._tell()

    def decide(self, kind: DecisionKind) -> None:
        """Decide the marked rows, and go on to the next that is open."""
        hand, cases = self.rows.hand, [case for case in self._chosen() if kind in case.offered]
        if hand is None or not cases:
            return
        person = self._person() if kind == "same" and len(cases) == 1 else None
        hand.answers = hand.answers.with_decisions({case.place: Decision(kind, person) for case in cases})
        self._decided()

    def _person(self) -> Any:
        case = self._chosen()[0]
        return case.register_sides[self._which].person if self._which < len(case.register_sides) else None

    def _as_proposed(self) -> None:
        hand = self.rows.hand
        if hand is not None:
            said = {case.place: case.proposal for case in self.rows.proposed() if case.proposal is not None}
            hand.answers = hand.answers.with_decisions(said)
            self._decided()

    def _by_digit(self, digit: int) -> None:
        if digit:
            self.decide(KINDS[digit - 1])
            return
        hand = self.rows.hand
        if hand is not None:
            gone = {case.place for case in self._chosen()}
            kept = {place: one for place, one in hand.answers.decisions.items() if place not in gone}
            hand.answers = replace(hand.answers, decisions=kept)
            self.table.records.reload()
            self.altered.emit()

    def _decided(self) -> None:
        at = max(self.table.chosen_rows(), default=-1)
        self.table.records.reload()
        self._mark_open(at)
        self._offer_proposed()
        self.table.setFocus()
        self.altered.emit()

    def _mark_open(self, after: int) -> None:
        ids = self.rows.ids("")
        order = chain(range(after + 1, len(ids)), range(max(0, after + 1)))
        found = next((at for at in order if self.rows.decided(self.rows.case(ids[at])) is None), max(0, after))
        if ids:
            self.table.selectRow(found)
            self.table.scrollTo(self.table.records.index(found, 0))

    def _chosen(self) -> list[Case]:
        return [self.rows.case(id_) for id_ in self.table.chosen_ids()]

    def _narrow(self) -> None:
        self.rows.kind = self.which_kind.currentData() or ""
        self.table.reload()
        self._mark_open(-1)
        self._offer_proposed()
        self._tell()

    def _offer_kinds(self) -> None:
        kept = self.rows.kind
        self.which_kind.clear()
        self.which_kind.addItem(f"全部 {sum(len(one.cases) for one in self.rows.questions)} 行", "")
        for one in self.rows.questions:
            self.which_kind.addItem(f"{one.title}（{len(one.cases)}行）", one.key)
        at = max(0, self.which_kind.findData(kept))
        self.which_kind.setCurrentIndex(at)
        self.rows.kind = self.which_kind.itemData(at) or ""
        self.which_kind.setVisible(len(self.rows.questions) > 1)

    def _tell(self) -> None:
        """The marked rows in the panel: the first in full, and what may be decided about all of them."""
        cases, hand = self._chosen(), self.rows.hand
        self.panel.setVisible(bool(cases))
        if not cases or hand is None:
            return
        case, self._which = cases[0], 0
        many = f"选中的 {len(cases)} 行都：" if len(cases) > 1 else ""
        sheet = f"“{case.place[0]}”" if case.place[0] else ""
        told = f"{many or f'{sheet}第{case.place[1]}行'}{'' if many else case.name + '：'}{case.reason}。"
        self.reason.setText(mask_numbers_in_words(told))
        self.sides.show_case(case)
        for number, (kind, made) in enumerate(self.buttons.items(), start=1):
            said = {one.says(kind) for one in cases if kind in one.offered}
            label = said.pop() if len(said) == 1 else DECISION_LABELS[kind]
            made.setText(f"{number} {label}")
            made.setAccessibleName(f"{many}{label}")
            made.setVisible(any(kind in one.offered for one in cases))
        self.again.setVisible(bool(hand.open) and any(self.rows.decided(one) is not None for one in cases))
        self.other.setVisible(len(cases) == 1 and len(case.register_sides) > 1)
        problems = hand.plan.problems if hand.plan and len(cases) == 1 else ()
        self.cell.show_problem(hand, next((one for one in problems if (one.sheet, one.row) == case.place[:2]), None))

    def _offer_proposed(self) -> None:
        """How many open rows speak for themselves."""
        count = len(self.rows.proposed())
        self.proposed.setText(f"照建议的定（{count}行）")
        self.proposed.setAccessibleName(self.proposed.text())
        self.proposed.setVisible(count > 0)

    def _turn(self) -> None:
        cases = self._chosen()
        if cases and cases[0].register_sides:
            self._which = (self._which + 1) % len(cases[0].register_sides)
            self.sides.show_case(cases[0], self._which)

    def _edit(self) -> None:
        self.cell.edit()

    def _first_button(self) -> None:
        shown = [made for made in self.buttons.values() if made.isVisible()]
        if shown:
            shown[0].setFocus()

    def _corrected(self) -> None:
        self.table.records.reload()
        self.table.setFocus()
        self.altered.emit()
