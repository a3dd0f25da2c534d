"""核对: counts that add up, each with its list; words to explain, rows to decide, cells that will change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QMenu, QSizePolicy, QStackedWidget, QWidget

from caredesk.schema.roster import OUTCOME_LABELS, OUTCOMES, Outcome
from caredesk.ui.icons import icon
from caredesk.ui.pages.roster.changes_view import ChangesView
from caredesk.ui.pages.roster.decisions_view import DecisionsView
from caredesk.ui.pages.roster.hand import Hand
from caredesk.ui.pages.roster.rows_view import RowsView
from caredesk.ui.pages.roster.words_view import WordsView
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import button, card, clear, down, words, wrapping

WORDS, CHANGES = "words", "changes"


class CheckStep(QWidget):
    """``altered``: something was answered; ``export``, ``save`` and ``print`` what was found."""

    altered = Signal()
    export = Signal()
    save = Signal()
    print_ = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.hand: Hand | None = None
        self.at = ""
        self._chips = wrapping(gap=8, row_gap=6)
        self._group = QButtonGroup(self)
        self.notices = words("", "small", wrap=True)
        self.rows, self.decisions, self.words, self.changes = RowsView(), DecisionsView(), WordsView(), ChangesView()
        self.stack = QStackedWidget()
        self.stack.setObjectName("inner")
        for view in (self.rows, self.decisions, self.words, self.changes):
            self.stack.addWidget(view)
            view.altered.connect(self._altered)
        self.search = QLineEdit()
        self.search.setAccessibleName("在结果里找")
        self.search.setPlaceholderText("找姓名、村名")
        self.search.setFixedWidth(round(190 * scale_of(self)))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "second"), QLineEdit.ActionPosition.LeadingPosition)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(200)
        self._pause.timeout.connect(self.show_list)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.out = button("导出、打印", self.open_menu, kind="quiet", picture="download", name="result_out")
        self.menu = self._make_menu()
        tools = wrapping(
            self.search, self.decisions.which_kind, self.decisions.proposed, self.words.all, self.out, gap=8
        )
        self.setLayout(down(card(self._chips, self.notices, tools, self.stack, gap=8, pad=14), gap=0))

    def show_hand(self, hand: Hand) -> None:
        """Show what would become of the rows; what waits for an answer comes first."""
        self.hand = hand
        plan = hand.plan
        if plan is None:
            return
        counts = hand.counts
        layout = self._chips.layout()
        if layout is not None:
            clear(layout)
            for outcome in OUTCOMES:
                self._chip(outcome, f"{OUTCOME_LABELS[outcome]} {counts[outcome]}", enabled=counts[outcome] > 0)
            if plan.clusters:
                self._chip(WORDS, f"要对一下的词 {len(plan.clusters)}")
            if plan.changes:
                self._chip(CHANGES, f"会改的内容 {len(plan.changes)}")
        self.notices.setText("\n".join(plan.notices[:6]))
        self.notices.setVisible(bool(plan.notices))
        self.errors.setEnabled(counts["needs_decision"] + counts["rejected"] > 0)
        self.at = self._first(counts)
        self.search.clear()
        self.show_list()

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAccessibleName("导出、打印")
        for label, name, told in (
            ("导出没收的行（发表的人照着改）", "export_errors", self.export),
            ("存核对结果", "save_result", self.save),
            ("打印核对结果", "print_result", self.print_),
        ):
            action = menu.addAction(label)
            action.setObjectName(name)
            action.triggered.connect(told)
        self.errors = menu.actions()[0]
        return menu

    def open_menu(self) -> None:
        """Offer what can leave the check."""
        self.menu.popup(self.out.mapToGlobal(QPoint(0, self.out.height())))

    def _first(self, counts: Mapping[Outcome, int]) -> str:
        plan = self.hand.plan if self.hand else None
        if plan is not None and any(one.meant is None for one in plan.clusters):
            return WORDS
        if counts["needs_decision"]:
            return "needs_decision"
        if plan is not None and any(one.asked for one in plan.changes):
            return CHANGES
        order: tuple[Outcome, ...] = ("rejected", "new", "updated", "unchanged", "skipped")
        return next((one for one in order if counts[one]), "new")

    def _chip(self, name: str, label: str, *, enabled: bool = True) -> None:
        made = button(label, partial(self.show_outcome, name), kind="chip", name=name)
        made.setCheckable(True)
        made.setEnabled(enabled)
        self._group.addButton(made)
        layout = self._chips.layout()
        if layout is not None:
            layout.addWidget(made)

    def show_outcome(self, name: str) -> None:
        """List the rows of an outcome, the words (`WORDS`) or the cells that change (`CHANGES`)."""
        self.at = name
        self.show_list()
        self.list.setFocus()

    def show_list(self) -> None:
        """List what is chosen, narrowed by what is searched for."""
        hand, text = self.hand, self.search.text()
        if hand is None or hand.plan is None:
            return
        for made in self._group.buttons():
            made.setChecked(made.objectName() == self.at)
        views: dict[str, tuple[QWidget, Callable[[], object]]] = {
            WORDS: (self.words, partial(self.words.show_words, hand)),
            CHANGES: (self.changes, partial(self.changes.show_changes, hand, text)),
            "needs_decision": (self.decisions, partial(self.decisions.show_questions, hand, text)),
        }
        outcome: Outcome = next((one for one in OUTCOMES if one == self.at), OUTCOMES[0])
        view, show = views.get(self.at, (self.rows, partial(self.rows.show_rows, hand, outcome, text)))
        self._show(view)
        self.search.setVisible(self.at != WORDS)
        self.decisions.which_kind.hide()
        self.decisions.proposed.hide()
        self.words.all.hide()
        show()

    def _show(self, view: QWidget) -> None:
        """Only the view in sight asks for height: a stack would ask for as much as its tallest."""
        for at in range(self.stack.count()):
            one = self.stack.widget(at)
            policy = QSizePolicy.Policy.Preferred if one is view else QSizePolicy.Policy.Ignored
            one.setSizePolicy(policy, policy)
        self.stack.setCurrentWidget(view)

    @property
    def list(self) -> QWidget:
        """What takes the keys."""
        tables = {WORDS: self.words.table, CHANGES: self.changes.table, "needs_decision": self.decisions.table}
        return tables.get(self.at, self.rows.table)

    def waiting(self) -> str:
        """What is still to be said, in words; "" when nothing is."""
        hand = self.hand
        if hand is None or hand.plan is None:
            return ""
        self.words.rows.hand = self.decisions.rows.hand = self.changes.rows.hand = hand
        parts = [
            (self.words.open_count(), "个词要对"),
            (self.decisions.rows.open_count(), "行等您定"),
            (self.changes.open_count(), "处改不改"),
        ]
        return "、".join(f"{count}{said}" for count, said in parts if count)

    def fit(self, *, wide: bool) -> None:
        """Put the panels beside or below."""
        self.decisions.fit(wide=wide)
        self.words.fit(wide=wide)

    def _altered(self) -> None:
        self.altered.emit()
