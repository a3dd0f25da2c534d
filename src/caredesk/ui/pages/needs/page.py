"""需求与转介: three lists by village, by who sees to it, by day; the open ones first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QPushButton

from caredesk.services.access import Right
from caredesk.services.ledgers import LedgerFilter
from caredesk.services.need_lists import NeedFilter, NeedRow, ReferralRow, ResourceRow
from caredesk.ui.choosing import choices_of, offer, place_of
from caredesk.ui.page import Frame, Page
from caredesk.ui.pages.needs.acts import NeedActs
from caredesk.ui.pages.needs.rows import BY_KEY, LISTINGS, AnyRow, sorts
from caredesk.ui.saving import ask_where, file_name, say_written
from caredesk.ui.style import scale_of
from caredesk.ui.table import HeldRows, RecordTable
from caredesk.ui.widgets import Elided, across, button, card, hide_unless, words, wrapping


class NeedsPage(Page):
    """``arrive(part="needs" | "referrals" | "resources", at=...)``; list and filters stay while the page is left."""

    shows = frozenset({"need", "referral", "resource_request", "person", "village", "visitor"})
    help = "needs"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self.at = "needs"
        self._held: dict[Any, AnyRow] = {}
        self.acts = NeedActs(frame, self, self.reload)
        new = button("登记需求", self.add, kind="primary", picture="plus", name="new")
        paper = button("预览、打印", self.print_page, picture="printer", name="preview", tip="Ctrl+P")
        excel = button("导出 Excel", partial(self.export, ".xlsx"), picture="file-spreadsheet", name="xlsx")
        for made in (paper, excel):
            hide_unless(made, self.desk.user.may(Right.LEDGER))
        self.new = new
        hide_unless(new, self.desk.user.may(Right.EDIT))
        self.column.addLayout(self.heading("需求与转介", "", paper, excel, new))
        self.group = QButtonGroup(self)
        chips = []
        for one in LISTINGS:
            chip = button(one.label, partial(self.show_part, one.key), kind="chip", name=f"part.{one.key}")
            chip.setCheckable(True)
            self.group.addButton(chip)
            chips.append(chip)
        self.village = choices_of("村（社区）", "全部村（社区）", self.reload)
        self.owner = choices_of("谁来办", "不管谁来办", self.reload)
        self.only_open = QCheckBox("只看没办结的")
        self.only_open.setAccessibleName("只看没办结的")
        self.only_open.setChecked(True)
        self.only_open.toggled.connect(lambda _: self.reload())
        self.column.addWidget(wrapping(*chips, self.village, self.owner, self.only_open, gap=10))
        self.note = Elided("", "second")
        self.rows = HeldRows(LISTINGS[0].columns)
        self.table = RecordTable(self.rows, "需求与转介")
        self.table.opened.connect(self.edit)
        self.table.chosen.connect(lambda _: self._say_chosen())
        self.table.setMinimumHeight(round(180 * scale_of(self)))
        self.empty = words("", "second", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.chosen = Elided("", "second")
        self.foot = QFrame()
        self.buttons = self._make_buttons()
        foot = across(self.chosen, *self.buttons.values(), gap=8)
        foot.setStretch(0, 1)
        self.foot.setLayout(foot)
        self.column.addWidget(card(self.note, self.table, self.empty, self.foot, gap=8, pad=12), 1)

    def _make_buttons(self) -> dict[str, QPushButton]:
        """What may be done with the chosen rows, by the list it belongs to."""
        made = {
            "person": button("档案", self.open_person, picture="user", name="person"),
            "needs.assign": button("派给谁办", self._with(self.acts.assign), name="assign"),
            "needs.ask": button("要资源", self._with_one(self.acts.ask_for), name="ask"),
            "needs.pass": button("转给别的部门", self._with_one(self.acts.pass_on), name="pass"),
            "needs.close": button("办结", self._with(self.acts.close), kind="primary", name="close"),
            "referrals.print": button("转介单", self._with_one(self.acts.print_out), picture="printer", name="print"),
            "referrals.answer": button("记回执、反馈", self._with_one(self.acts.answer), name="answer"),
            "referrals.close": button("办结", self._with(self.acts.close), kind="primary", name="close_referral"),
            "resources.receive": button("记到位", self._with_one(self.acts.receive), kind="primary", name="receive"),
        }
        may = self.desk.user.may(Right.EDIT)
        for key, one in made.items():
            one.setProperty("offered", may or key in ("person", "referrals.print"))
        return made

    def arrive(self, **what: Any) -> None:
        self._stale = False
        self.show_part(what.get("part", self.at))
        if (row := self.table.records.row_of(what.get("at"))) >= 0:
            self.table.selectRow(row)
        self.table.setFocus()

    def show_part(self, key: str) -> None:
        """Show one of the three lists."""
        if key != self.at:
            self.table.records.sorted_by = ""
            self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.at = key
        self.reload()

    def reload(self) -> None:
        listing = BY_KEY[self.at]
        for made in self.group.buttons():
            made.setChecked(made.objectName() == f"part.{self.at}")
        for key, one in self.buttons.items():
            one.setVisible(bool(one.property("offered")) and (key == "person" or key.startswith(f"{self.at}.")))
        self.new.setText({"needs": "登记需求", "referrals": "登记转介", "resources": "登记资源"}[self.at])
        self.owner.setVisible(listing.owner)
        self._fill_filters()
        told = self._filter()
        found = self.frame.session.do(lambda desk: listing.find(desk, told)) or []
        self._held = {row.id: row for row in found}
        self.rows.columns = listing.columns
        lines = [(row, listing.cells(row)) for row in found]
        self.rows.hold([(row.id, cells, sorts(row, n, cells)) for n, (row, cells) in enumerate(lines)])
        self.table.setAccessibleName(listing.label)
        self.table.reload()
        self.table.fit()
        self.note.set_words(_count(found))
        for part in (self.table, self.foot):
            part.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.empty.setText(listing.empty if not (told.village or told.owner) else "这样选没有要办的，放宽条件看看。")
        self._say_chosen()

    def add(self) -> None:
        """Enter something by hand."""
        day = {"needs": "found_on", "referrals": "sent_on", "resources": "asked_on"}[self.at]
        self.frame.go("record", kind=BY_KEY[self.at].kind, values={day: self.desk.clock.today()})

    def edit(self, id_: Any) -> None:
        """Change one; who may not is shown the person."""
        row = self._held.get(id_)
        if row is None:
            return
        if not self.desk.user.may(Right.EDIT):
            self.frame.go("person", id=row.person, part="needs")
            return
        self.frame.go("record", kind=BY_KEY[self.at].kind, id=row.id, fixed={"person": row.person}, about=row.name)

    def open_person(self) -> None:
        """The page of whom the chosen row is about."""
        if rows := self._chosen():
            self.frame.go("person", id=rows[0].person, part="needs")

    def print_page(self) -> None:
        sheet = self.frame.session.do(lambda desk: desk.ledgers.sheet(*self._ledger()))
        if sheet is not None:
            self.frame.go("preview", sheet=sheet, ledger=BY_KEY[self.at].ledger)

    def export(self, ending: str) -> None:
        """Ask where, and write the ledger of this month."""
        name, period, _ = self._ledger()
        ask_where(self, file_name(self.desk.declarations.ledger(name).title, period, ending), self.write)

    def write(self, path: Path) -> None:
        """Write this month's ledger of what is shown."""
        name, period, chosen = self._ledger()
        self.frame.session.work(
            lambda desk, _: desk.ledgers.write(name, period, path, chosen),
            lambda rows: say_written(self.frame, path, f"写好了，共{rows}行"),
        )

    def _ledger(self) -> tuple[str, Any, LedgerFilter]:
        listing = BY_KEY[self.at]
        return listing.ledger, self.desk.work.this_month(), LedgerFilter(village=self.village.currentData())

    def _filter(self) -> NeedFilter:
        owner = self.owner.currentData() if BY_KEY[self.at].owner else None
        return NeedFilter(self.village.currentData(), owner, open_only=self.only_open.isChecked())

    def _fill_filters(self) -> None:
        desk = self.desk
        villages = [(str(getattr(one, "name", "")), one.id) for one in desk.records.find(
            "village", {}, ("official_order", "name"))]  # fmt: skip
        offer(self.village, villages)
        offer(self.owner, [(str(getattr(one, "name", "")), one.id) for one in desk.records.find("visitor")])
        for combo in (self.village, self.owner):
            combo.setCurrentIndex(place_of(combo, combo.currentData()))

    def _chosen(self) -> list[AnyRow]:
        return [self._held[id_] for id_ in self.table.chosen_ids() if id_ in self._held]

    def _say_chosen(self) -> None:
        rows = self._chosen()
        for key, one in self.buttons.items():
            single = key.endswith((".ask", ".pass", ".print", ".answer", ".receive")) or key == "person"
            one.setEnabled(len(rows) == 1 if single else bool(rows))
        said = f"选中{len(rows)}项" if len(rows) > 1 else _whole(rows[0]) if rows else ""
        self.chosen.set_words(said)

    def _with(self, act: Any) -> Any:
        """An act on all chosen rows."""

        def do() -> None:
            if rows := self._chosen():
                act(rows)

        return do

    def _with_one(self, act: Any) -> Any:
        """An act on the one chosen row."""

        def do() -> None:
            if rows := self._chosen():
                act(rows[0])

        return do


def _count(rows: Sequence[AnyRow]) -> str:
    waiting = sum(1 for row in rows if row.open)
    late = sum(1 for row in rows if getattr(row, "late", False))
    said = f"共{len(rows)}项，{waiting}项没有办结" if rows else ""
    return f"{said}，{late}项过了期限" if late else said


def _whole(row: AnyRow) -> str:
    match row:
        case NeedRow():
            return f"{row.name}：{row.what}"
        case ReferralRow():
            return f"{row.number} {row.name}：{row.matter}"
        case ResourceRow():
            return f"{row.name}：{row.what}"
