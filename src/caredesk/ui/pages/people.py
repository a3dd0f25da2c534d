"""服务对象: the list of people, searched and narrowed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QLineEdit

from caredesk.schema.fields import Choice
from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.desk import Desk
from caredesk.services.people import PeopleFilter, PersonRow
from caredesk.ui.folding import Folding
from caredesk.ui.icons import icon
from caredesk.ui.page import Frame, Page
from caredesk.ui.style import scale_of
from caredesk.ui.table import Cell, RecordTable, State, TableColumn
from caredesk.ui.widgets import button, card, hide_unless, stacked, wrapping

RISK_TONES = {"高风险": "danger", "重点": "warning", "一般": "plain"}
STATE_TONES = {"在册": "ok"}
_HINT = "双击或按 Enter 打开档案，点表头排序"
_MOST_FOUND = 500
_PAUSE = 200


class PeopleSource:
    """People as the filter and the search words leave them."""

    columns = (
        TableColumn("姓名", 100, sort="name"),
        TableColumn("性别", 60, rank=3),
        TableColumn("年龄", 70, sort="age"),
        TableColumn("村（社区）", 130, sort="village"),
        TableColumn("类别", 220, grows=True),
        TableColumn("身份证号", 186, rank=2),
        TableColumn("风险", 90, sort="risk", rank=1),
        TableColumn("状态", 84, sort="state"),
    )

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.text = ""
        self.only: Sequence[Id] | None = None
        self.chosen = PeopleFilter()

    def ids(self, sort: str) -> Sequence[Any]:
        if self.only is not None:
            return self.only
        if self.text:
            return [row.id for row in self._desk.people.search(self.text, _MOST_FOUND)]
        chosen = self.chosen
        return self._desk.people.people(
            PeopleFilter(chosen.village, chosen.category, chosen.state, chosen.risk, sort or "village")
        )

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
    """``arrive(ids=..., said=...)`` shows exactly these people (behind a figure of the return)."""

    shows = frozenset({"person", "episode", "household_episode", "village"})
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
        scale = scale_of(self)
        self.words = QLineEdit()
        self.words.setObjectName("people.words")
        self.words.setAccessibleName("在名单里找")
        self.words.setPlaceholderText("姓名、拼音、证号、电话")
        self.words.setMinimumWidth(round(240 * scale))
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
        self.state = choices_of("状态", "全部状态", self.search)
        self.risk = choices_of("风险等级", "全部风险等级", self.search)
        self.clear_button = button("清空条件", self.clear, kind="quiet", name="clear")
        self._hint = _HINT
        self.table.records.counted.connect(lambda number: self.under.set_words(f"共 {number:,} 人 · {self._hint}"))
        self.folding = Folding(self._show_filters)
        narrowing = (self.village, self.category, self.state, self.risk)
        filters = wrapping(self.words, *narrowing, self.clear_button, self.folding.button, gap=8)
        self.table.setMinimumHeight(round(230 * scale))
        shown = card(self.table, gap=0, pad=1)
        shown.layout().setContentsMargins(1, 1, 1, 1)  # type: ignore[union-attr]
        self.column.addWidget(stacked(card(filters, pad=12), shown), 1)
        self._fill_choices()

    def arrive(self, **what: Any) -> None:
        ids = what.get("ids")
        self.source.only = list(ids) if ids is not None else None
        self._hint = what.get("said") or _HINT
        if ids is not None or what.get("fresh"):
            self.clear(keep=True)
        self.table.reload()
        self.words.setFocus()

    def reload(self) -> None:
        self._fill_choices()
        self.table.reload()

    def search(self) -> None:
        """Show what the words and the choices leave."""
        self._pause.stop()
        self.source.only = None
        self.source.text = self.words.text().strip()
        self.source.chosen = PeopleFilter(
            self.village.currentData(), self.category.currentData() or "", self.state.currentData() or "",
            self.risk.currentData() or "",
        )  # fmt: skip
        for combo in (self.village, self.category, self.state, self.risk):
            combo.setEnabled(not self.source.text)
        self._show_filters()
        self.frame.session.do(lambda _: self.table.reload())

    def clear(self, *, keep: bool = False) -> None:
        """Forget words and choices."""
        self.words.clear()
        for combo in (self.village, self.category, self.risk):
            combo.setCurrentIndex(0)
        self.state.setCurrentIndex(place_of(self.state, "在册"))
        if not keep:
            self.search()

    def fit(self, *, wide: bool) -> None:  # noqa: ARG002
        self.folding.fit(self)

    def _show_filters(self) -> None:
        """Hide what is folded away; the list keeps the room."""
        narrowing = (self.village, self.category, self.state, self.risk)
        for made in (*narrowing, self.clear_button):
            made.setVisible(not self.folding.folded)
        self.folding.say(narrowing)

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


def choices_of(label: str, everything: str, changed: Callable[[], None], letters: int = 7) -> QComboBox:
    """A combo whose first entry means all; as wide as so many letters, its list as wide as it needs."""
    made = QComboBox()
    made.setAccessibleName(label)
    made.addItem(everything, None)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(1)
    made.setFixedWidth(made.fontMetrics().horizontalAdvance("村" * letters) + round(66 * scale_of(made)))
    made.currentTextChanged.connect(made.setToolTip)
    made.setMaxVisibleItems(14)
    made.activated.connect(lambda _: changed())
    return made


def place_of(combo: QComboBox, value: Any) -> int:
    """Where a value stands in a combo, 0 when it does not. (Qt's own search does not compare our ids.)"""
    return next((place for place in range(combo.count()) if combo.itemData(place) == value), 0)


def offer(combo: QComboBox, items: list[tuple[str, Any]]) -> None:
    """Fill a combo anew behind its first entry (all); what was chosen stays chosen."""
    held = combo.currentData()
    while combo.count() > 1:
        combo.removeItem(1)
    for label, value in items:
        combo.addItem(label, value)
    combo.setCurrentIndex(place_of(combo, held))
    wide = max((combo.fontMetrics().horizontalAdvance(label) for label, _ in items), default=0)
    combo.view().setMinimumWidth(round(wide + 40 * scale_of(combo)))


__all__ = ["PeoplePage", "PeopleSource", "categories_of", "cells", "choices_of", "offer", "place_of"]
