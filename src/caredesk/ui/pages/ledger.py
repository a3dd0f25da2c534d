"""台账: a ledger of a period on screen, as a workbook, as PDF, and on paper."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from caredesk.schema.fields import Choice
from caredesk.schema.ids import parse_id
from caredesk.schema.period import Period
from caredesk.schema.sheet import Sheet
from caredesk.services.access import Right
from caredesk.services.ledgers import LedgerFilter
from caredesk.ui.choosing import choices_of, offer, place_of
from caredesk.ui.folding import Folding
from caredesk.ui.icons import icon
from caredesk.ui.page import Frame, Page, open_record
from caredesk.ui.pages.people import categories_of
from caredesk.ui.periods import PeriodPicker
from caredesk.ui.saving import ask_where, file_name, say_written
from caredesk.ui.sheet_view import SheetView
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Elided, button, card, stacked, words, wrapping

_FILTERS = {
    "village": "村（社区）",
    "category": "类别",
    "visitor": "探访人",
    "mode": "方式",
    "risk": "风险等级",
    "origin": "来源",
    "state": "状态",
}
REASONS = ("县民政局核对", "镇里核对", "入户核对")


class LedgerPage(Page):
    """The sheet is made anew for each change of ledger, period or filter; numbers are starred unless asked for."""

    shows = frozenset(
        {"person", "visit", "episode", "household_episode", "phone", "contact", "village", "visitor", "station"}
    )
    help = "ledger"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._reason = ""
        self.sheet: Sheet | None = None
        paper = button("预览、打印", self.preview, picture="printer", name="preview", tip="Ctrl+P")
        pdf = button("存为 PDF", partial(self.export, ".pdf"), picture="file-text", name="pdf")
        excel = button(
            "导出 Excel", partial(self.export, ".xlsx"), kind="primary", picture="file-spreadsheet", name="xlsx"
        )
        self.column.addLayout(self.heading("台账", "", paper, pdf, excel))
        filters = self._make_filters()
        self.view = SheetView("台账内容")
        self.view.opened.connect(self._open)
        self.view.counted.connect(self._count)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(200)
        self._pause.timeout.connect(lambda: self.view.narrow(self.words.text()))
        self.words.textChanged.connect(lambda _: self._pause.start())
        self.caption = Elided("", "h3")
        self.info = Elided("", "small")
        self.empty = words("这个时段没有记录。换一个月份，或放宽条件看看。", "second")
        self.empty.hide()
        self.view.setMinimumHeight(round(150 * scale_of(self)))  # room for its own bar in a low window
        listed = card(self.caption, self.info, self.view, self.empty, gap=6)
        self.column.addWidget(stacked(filters, listed), 1)
        self._fill_choices()

    def _make_filters(self) -> QWidget:
        self.ledger = QComboBox()
        self.ledger.setAccessibleName("哪本台账")
        for one in self.desk.declarations.ledgers:
            self.ledger.addItem(one.title, one.key)
        self.ledger.activated.connect(lambda _: self.reload())
        self.period = PeriodPicker(self.desk.clock.today(), self.desk.work.months)
        self.period.picked.connect(lambda _: self.reload())
        self.filters = {name: choices_of(label, f"全部{label}", self.reload) for name, label in _FILTERS.items()}
        self.words = QLineEdit()
        self.words.setAccessibleName("在这本台账里找")
        self.words.setPlaceholderText("在表里找")
        self.words.setFixedWidth(round(190 * scale_of(self)))
        self.words.setClearButtonEnabled(True)
        self.words.addAction(icon("search", "second"), QLineEdit.ActionPosition.LeadingPosition)
        self.starred = QCheckBox("号码打星")
        self.starred.setChecked(True)
        self.starred.setAccessibleName("号码打星")
        self.starred.setEnabled(self.desk.user.may(Right.FULL_EXPORT))
        self.starred.clicked.connect(self._turn_stars)
        if not self.starred.isEnabled():
            self.starred.setToolTip("只读人员看到的、导出的号码一律打星")
        self.folding = Folding(self._show_filters)
        narrowing = (*self.filters.values(), self.words, self.starred)
        row = wrapping(self.ledger, self.period, *narrowing, self.folding.button, gap=10)
        return card(row, pad=12)

    def arrive(self, **what: Any) -> None:
        if "ledger" in what:
            self.ledger.setCurrentIndex(place_of(self.ledger, what["ledger"]))
            self._stale = True
        if "ledger" in what:
            self._fill_choices()  # what it offers, before one of it is chosen
        for name, combo in self.filters.items():
            if name in what:
                combo.setCurrentIndex(place_of(combo, what[name]))
                self._stale = True
        if isinstance(what.get("period"), Period):
            self.period.put(what["period"])
            self._stale = True

    def reload(self) -> None:
        self._fill_choices()
        name, period, chosen, full, reason = self._asked()
        self.caption.set_words("正在整理……")
        self.frame.session.work(
            lambda desk, _: desk.ledgers.sheet(name, period, chosen, full=full, reason=reason), self.show_sheet
        )

    def show_sheet(self, sheet: Sheet) -> None:
        """Show a sheet."""
        self.sheet = sheet
        self.caption.set_words(sheet.title)
        self.view.show_sheet(sheet)
        self.view.setVisible(bool(sheet.rows))
        self.empty.setVisible(not sheet.rows)
        if self.words.text():
            self.view.narrow(self.words.text())

    def export(self, ending: str) -> None:
        """Ask where, and write the ledger."""
        title = self.ledger.currentText()
        periodic = self.desk.declarations.ledger(self.ledger.currentData()).period
        today = f"{title}-{self.desk.clock.today()}{ending}"  # a list of people is one of a day
        ask_where(self, file_name(title, self.period.period, ending) if periodic else today, self.write)

    def write(self, path: Path) -> None:
        """Write the ledger as chosen, by the file's ending."""
        name, period, chosen, full, reason = self._asked()
        self.frame.session.work(
            lambda desk, _: desk.ledgers.write(name, period, path, chosen, full=full, reason=reason),
            lambda rows: say_written(self.frame, path, f"写好了，共{rows}行"),
        )

    def preview(self) -> None:
        """Show the pages as they will be printed."""
        if self.sheet is not None:
            self.frame.go("preview", sheet=self.sheet, ledger=self.ledger.currentData())

    def print_page(self) -> None:
        self.preview()

    def _asked(self) -> tuple[str, Period, LedgerFilter, bool, str]:
        held = {name: combo.currentData() for name, combo in self.filters.items() if name in self._offered()}
        chosen = LedgerFilter(**{name: value for name, value in held.items() if value is not None})
        full = not self.starred.isChecked()
        return self.ledger.currentData(), self.period.period, chosen, full, self._reason if full else ""

    def _turn_stars(self, starred: bool) -> None:  # noqa: FBT001  a signal's argument
        if starred:
            self.reload()
            return
        self.starred.setChecked(True)

        def show_all(reason: str) -> None:
            self._reason = reason
            self.starred.setChecked(False)
            self.reload()

        self.frame.messages.ask_words(
            "为什么要完整号码？", "用途会记进“谁看过谁改过”", show_all, yes="显示完整号码", offered=REASONS
        )

    def _count(self, shown: int) -> None:
        if self.sheet is not None:
            whole = len(self.sheet.rows)
            told = f"共 {whole} 行" if shown == whole else f"{whole} 行里找到 {shown} 行"
            self.info.set_words(" · ".join([told, *self.sheet.info]))

    def _open(self, key: str) -> None:
        id_ = parse_id(key)
        ledger = self.desk.declarations.ledger(self.ledger.currentData())
        if id_ is not None:
            open_record(self.frame, ledger.record, id_)

    def _offered(self) -> set[str]:
        """The filters that the chosen ledger knows; every ledger is narrowed by category."""
        return {"category", *self.desk.declarations.ledger(self.ledger.currentData()).filters}

    def fit(self, *, wide: bool) -> None:  # noqa: ARG002
        self.folding.fit(self)

    def _show_filters(self) -> None:
        """The filters that the ledger knows, unless they are folded away."""
        offered = self._offered()
        for name, combo in self.filters.items():
            combo.setVisible(name in offered and not self.folding.folded)
        for made in (self.words, self.starred):
            made.setVisible(not self.folding.folded)
        self.folding.say([combo for name, combo in self.filters.items() if name in offered])

    def _fill_choices(self) -> None:
        ledger = self.desk.declarations.ledger(self.ledger.currentData())
        self.period.setVisible(bool(ledger.period))
        self._show_filters()
        for name, order in (("village", ("official_order", "name")), ("visitor", ("name",))):
            offer(
                self.filters[name],
                [(str(getattr(one, "name", "")), one.id) for one in self.desk.records.find(name, {}, order)],
            )
        fields = self.desk.declarations.by_key[ledger.record].fields
        for name in ("mode", "risk", "state", "origin"):
            spec = fields.get(name)
            offer(self.filters[name], [(one, one) for one in spec.options] if isinstance(spec, Choice) else [])
        offer(self.filters["category"], [(one, one) for one in categories_of(self.desk)])
