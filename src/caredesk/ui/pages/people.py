"""服务对象: the list of people, searched and narrowed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from caredesk.schema.fields import Choice
from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.desk import Desk
from caredesk.services.due_lists import DueList
from caredesk.services.people import PeopleFilter, PersonRow
from caredesk.services.visiting import TodayFigures
from caredesk.ui.choosing import choices_of, offer, place_of
from caredesk.ui.folding import Folding
from caredesk.ui.icons import icon
from caredesk.ui.page import Frame, Page
from caredesk.ui.pages.quick_contact import KEY, QuickContact
from caredesk.ui.style import scale_of
from caredesk.ui.table import Cell, RecordTable, State, TableColumn
from caredesk.ui.widgets import across, button, card, down, hide_unless, stacked, words, wrapping

RISK_TONES = {"高风险": "danger", "重点": "warning", "一般": "plain"}
STATE_TONES = {"在册": "ok"}
_DUE = (("超期未访", "overdue"), ("本月还没访", "due"), ("待首访", "first"), ("本月已访", "done"))
"""As 今天要办 says it, with the name of the list there."""
_HINT = "双击或按 Enter 打开档案，点表头排序"
_MOST_FOUND = 500
_PAUSE = 200


class PeopleSource:
    """People as the filter and the search words leave them."""

    columns = (
        TableColumn("姓名", 100, sort="name"),
        TableColumn("性别", 60, rank=5),
        TableColumn("年龄", 70, sort="age", rank=2),
        TableColumn("村（社区）", 150, sort="village"),
        TableColumn("类别", 130, grows=True),
        TableColumn("身份证号", 186, rank=4),
        TableColumn("风险", 90, sort="risk", rank=3),
        TableColumn("状态", 84, sort="state", rank=1),
    )

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.text = ""
        self.only: Sequence[Id] | None = None
        self.due: Collection[Id] | None = None
        """Those who are due as the page was asked, None when that does not matter."""
        self.chosen = PeopleFilter()

    def ids(self, sort: str) -> Sequence[Any]:
        if self.only is not None:
            return self.only
        found = self._desk.people.people(replace(self.chosen, order=sort or "village"))
        if self.due is not None:
            found = [one for one in found if one in self.due]
        if not self.text:
            return found
        named = self.named()
        among = set(found)
        return [one for one in found if one in named] if sort else [one for one in named if one in among]

    def named(self) -> dict[Id, None]:
        """Everybody that the words find, the likeliest first, whatever else is chosen."""
        return dict.fromkeys(row.id for row in self._desk.people.search(self.text, _MOST_FOUND))

    def rows(self, ids: Sequence[Any]) -> Sequence[Sequence[Cell]]:
        found = {row.id: cells(row) for row in self._desk.people.rows(ids)}
        return [found.get(id_, [""] * len(self.columns)) for id_ in ids]


def cells(row: PersonRow) -> Sequence[Cell]:
    """A person's line in the list."""
    return (
        row.name,
        row.sex,
        "" if row.age is None else f"{row.age}",
        f"{row.village}{row.group}",
        row.categories,
        row.id_number,
        State(row.risk, RISK_TONES.get(row.risk, "plain")) if row.risk else "",
        State(row.state, STATE_TONES.get(row.state, "plain")),
    )


class PeoplePage(Page):
    """Words and choices narrow the list together; they stay as they were when the page is opened again."""

    shows = frozenset({"person", "episode", "household_episode", "village", "visit"})
    help = "people"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        may_edit, may_import = self.desk.user.may(Right.EDIT), self.desk.user.may(Right.IMPORT)
        new = button(
            "新增服务对象",
            lambda: frame.go("record", kind="person"),
            kind="primary",
            picture="user-plus",
            name="new_person",
        )
        roster = button("收县里的表", lambda: frame.go("roster"), picture="file-input", name="roster")
        hide_unless(new, may_edit)
        hide_unless(roster, may_import)
        listed = button("打印、导出名单", self._to_ledger, picture="file-spreadsheet", name="to_ledger")
        hide_unless(listed, self.desk.user.may(Right.LEDGER))
        self.column.addLayout(self.heading("服务对象", _HINT, listed, roster, new))
        self.source = PeopleSource(self.desk)
        self.table = RecordTable(self.source, "服务对象名单")
        self.table.opened.connect(lambda id_: frame.go("person", id=id_))
        filters = self._make_filters()
        self.table.records.counted.connect(self._count)
        self.table.setMinimumHeight(round(150 * scale_of(self)))
        self.empty = words("", "second", wrap=True)
        self.anyway = button("不管条件，都列出来", self._drop_choices, kind="quiet", name="anyway")
        self._nobody = QWidget()
        row = across(self.empty, self.anyway, gap=8, margins=(16, 12, 16, 12))
        row.setStretch(0, 1)
        self._nobody.setLayout(down(row, None))
        for hidden in (self._nobody, self.anyway):
            hidden.hide()
        shown = card(self._nobody, self.table, gap=0, pad=1)
        shown.layout().setContentsMargins(1, 1, 1, 1)  # type: ignore[union-attr]
        self.contact = QuickContact(frame, self.table)
        listed_and_called = QWidget()
        column = down(shown, self.contact, gap=12)
        column.setStretch(0, 1)
        listed_and_called.setLayout(column)
        self.column.addWidget(stacked(card(filters, pad=12), listed_and_called), 1)
        if self.desk.user.may(Right.VISIT):
            made = QShortcut(QKeySequence(KEY), self.table, self.telephone)
            made.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._fill_choices()

    def _make_filters(self) -> QWidget:
        scale = scale_of(self)
        self.words = QLineEdit()
        self.words.setObjectName("people.words")
        self.words.setAccessibleName("在名单里找：姓名、拼音、证号、电话")
        self.words.setPlaceholderText("姓名、证号、电话")
        self.words.setMinimumWidth(round(190 * scale))
        self.words.setClearButtonEnabled(True)
        self.words.addAction(icon("search", "second"), QLineEdit.ActionPosition.LeadingPosition)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.search)
        self.words.textEdited.connect(lambda _: self._pause.start())
        self.words.returnPressed.connect(self.search)
        self.village = choices_of("村（社区）", "全部村（社区）", self.search)
        self.category = choices_of("类别", "全部类别", self.search)
        self.state = choices_of("状态", "全部状态", self.search, 5)
        self.risk = choices_of("风险等级", "全部风险等级", self.search, 6)
        self.due = choices_of("该不该走访", "不分走访", self.search, 5)
        offer(self.due, list(_DUE))
        self.narrowing = (self.village, self.category, self.state, self.risk, self.due)
        self.clear_button = button("清空条件", self.clear, kind="quiet", name="clear")
        self.folding = Folding(self._show_filters)
        called = button("电话", self.telephone, picture="phone", name="phone_chosen", tip=f"记一次电话，快捷键 {KEY}")
        hide_unless(called, self.desk.user.may(Right.VISIT))
        return wrapping(self.words, *self.narrowing, self.clear_button, self.folding.button, called, gap=8)

    def arrive(self, **_what: Any) -> None:
        self.words.setFocus()
        self.words.selectAll()  # to go on with, or to type over

    def reload(self) -> None:
        self._fill_choices()
        self.search()

    def search(self) -> None:
        """Show what the words and the choices leave."""
        self._pause.stop()
        self.source.text = self.words.text().strip()
        self.source.chosen = PeopleFilter(
            self.village.currentData(), self.category.currentData() or "", self.state.currentData() or "",
            self.risk.currentData() or "",
        )  # fmt: skip
        self._show_filters()
        wanted = self.due.currentData()
        if wanted is None:
            self.source.due = None
            self.frame.session.do(lambda _: self.table.reload())
            return

        def take(figures: TodayFigures) -> None:
            if self.due.currentData() == wanted:
                rows = getattr(figures, wanted)
                here = rows.through(self.desk.visits).ids if isinstance(rows, DueList) else [r.person.id for r in rows]
                self.source.due = set(here)
                self.frame.session.do(lambda _: self.table.reload())

        self.frame.session.work(lambda desk, _: desk.visits.today(), take)

    def save(self) -> None:
        self.contact.save()

    def telephone(self) -> None:
        """A telephone contact with the marked person, recorded below the list."""
        if chosen := self.table.chosen_ids():
            name = self.desk.people.rows(chosen[:1])[0].name
            self.contact.begin(chosen[0], name)

    def clear(self) -> None:
        """Forget words and choices."""
        self.words.clear()
        for combo in self.narrowing:
            combo.setCurrentIndex(0)
        self.state.setCurrentIndex(place_of(self.state, "在册"))
        self.search()

    def _drop_choices(self) -> None:
        """Keep the words only."""
        for combo in self.narrowing:
            combo.setCurrentIndex(0)
        self.search()
        self.table.setFocus()

    def _count(self, number: int) -> None:
        """How many there are; when nobody, why, and whom the words alone would find."""
        self.under.set_words(f"共 {number:,} 人 · {_HINT}" if number else "")
        self.under.setVisible(bool(number))
        others = len(self.source.named()) if self.source.text and not number else 0
        told = "没有符合条件的人。换个写法，或清空条件看看。"
        if others:
            told = f"条件里没有这个人，全站有 {others} 人对得上。"
        elif not self.source.text and not any(one.currentData() for one in self.narrowing if one is not self.state):
            told = "名单里还没有人。" + ("先收县里的表，或一个一个新增。" if self.desk.user.may(Right.EDIT) else "")
        self.empty.setText(told)
        self._nobody.setVisible(not number)
        self.anyway.setVisible(bool(others))
        self.table.setVisible(bool(number))

    def fit(self, *, wide: bool) -> None:  # noqa: ARG002
        self.folding.fit(self)

    def _show_filters(self) -> None:
        """Hide what is folded away; the list keeps the room."""
        for made in (*self.narrowing, self.clear_button):
            made.setVisible(not self.folding.folded)
        self.folding.say(self.narrowing)

    def _to_ledger(self) -> None:
        ledger = next((one.key for one in self.desk.declarations.ledgers if one.record == "person"), "")
        narrowed = {"village": self.village, "category": self.category, "state": self.state, "risk": self.risk}
        self.frame.go("ledger", ledger=ledger, **{name: combo.currentData() for name, combo in narrowed.items()})

    def _fill_choices(self) -> None:
        person = self.desk.declarations.by_key["person"]
        villages = self.desk.records.find("village", {}, ("official_order", "name"))
        offer(self.village, [(str(getattr(one, "name", "")), one.id) for one in villages])
        offer(self.category, [(one, one) for one in categories_of(self.desk)])
        for combo, name in ((self.state, "state"), (self.risk, "risk")):
            spec = person.fields[name]
            if isinstance(spec, Choice):
                fresh = combo.count() == 1
                offer(combo, [(one, one) for one in spec.options])
                if fresh and name == "state":
                    combo.setCurrentIndex(place_of(combo, "在册"))


def categories_of(desk: Desk) -> list[str]:
    """The categories that this role may ask for, those of people and of households."""
    offered: list[str] = []
    for key in ("episode", "household_episode"):
        spec = desk.declarations.by_key[key].fields["category"]
        if isinstance(spec, Choice):
            offered += [one for one in spec.options if spec.privacy_of(one) <= desk.user.clearance]
    return offered


__all__ = ["PeoplePage", "PeopleSource", "categories_of", "cells", "choices_of", "offer", "place_of"]
