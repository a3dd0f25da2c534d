"""The lists in 设置 (villages, visitors): opened with Enter, villages put into their official order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame

from caredesk.schema.ids import Id
from caredesk.services.binning import right_for
from caredesk.ui.page import Frame
from caredesk.ui.pages.person_parts import take_back
from caredesk.ui.style import scale_of
from caredesk.ui.table import HeldRows, RecordTable, TableColumn
from caredesk.ui.widgets import across, button, down, hide_unless, words, wrapping

ORDER = "official_order"
_STEPS: Mapping[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_SKIPPED = ("from_roster",)
_HALF = 7.6
_LEAST, _MOST = 70, 260


class ListPart(QFrame):
    """All records of a small kind. One that has an official order is moved up and down by buttons and Alt+↑, Alt+↓."""

    def __init__(self, frame: Frame, key: str, order: Sequence[str], *, may_go: bool = False) -> None:
        """``may_go``: the marked one can be put into the bin (villages and visitors stay: other records name them)."""
        super().__init__()
        self.frame, self.key = frame, key
        self._order = order
        self.kind = frame.desk.declarations.by_key[key]
        may = frame.desk.user.may(right_for(key))
        self._may = may
        self._fields: list[str] = []
        self.setProperty("role", "card")
        self.rows = HeldRows([])
        self.table = RecordTable(self.rows, self.kind.title)
        if may:
            self.table.opened.connect(lambda id_: frame.go("record", kind=key, id=id_))
        title = self.kind.title
        new = button(f"新增{title}", lambda: frame.go("record", kind=key), picture="plus", name=f"{key}.new")
        hide_unless(new, may)
        up = button("上移", lambda: self.shift(-1), picture="chevron-up", name=f"{key}.up", tip="Alt+↑")
        below = button("下移", lambda: self.shift(1), picture="chevron-down", name=f"{key}.down", tip="Alt+↓")
        self._movers = (up, below)
        self.table.setMinimumHeight(round(160 * scale_of(self)))
        ordered = may and ORDER in self.kind.fields
        for one in self._movers:
            hide_unless(one, ordered)
        if ordered:
            self.table.installEventFilter(self)
        self._told = "，双击或按 Enter 修改" if may else ""
        self._told += "，按 Alt+↑、Alt+↓ 排官方顺序" if ordered else ""
        self.note = words("", "small", wrap=True)
        gone = button("删除", self.remove, picture="trash-2", name=f"{key}.remove", tip="Delete")
        hide_unless(gone, may and may_go)
        if may and may_go:
            QShortcut(QKeySequence("Delete"), self.table, self.remove).setContext(Qt.ShortcutContext.WidgetShortcut)
        head = across(down(words(title, "h2"), self.note, gap=2), wrapping(up, below, gone, new), gap=12)
        head.setStretch(0, 1)
        self.setLayout(down(head, self.table, gap=10, margins=(16, 12, 16, 12)))
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_ends())
        self.reload()

    def reload(self) -> None:
        """Show what the station holds now; the line with the mark keeps it."""
        records = self.frame.desk.records.find(self.key, {}, self._order)
        fields = self.kind.fields
        told = {record.id: self.kind.values(record) for record in records}
        named = [name for name in fields if name not in _SKIPPED]
        filled = [name for name in named[2:] if any(values[name] not in (None, "", ()) for values in told.values())]
        shown = [*named[:2], *filled][:6]
        titles = {one.id: str(getattr(one, "name", "")) for one in self.frame.desk.records.find("village")}
        held = []
        for id_, values in told.items():
            cells = [
                titles.get(values[name], "") if fields[name].kind == "ref" else fields[name].masked(values[name])
                for name in shown
            ]
            held.append((id_, cells, cells))
        if shown != self._fields:
            self._fields = shown
            texts = [[fields[name].label, *(cells[place] for _, cells, _ in held)] for place, name in enumerate(shown)]
            self.rows.columns = [
                TableColumn(one[0], _wide(one), grows=place == len(texts) - 1) for place, one in enumerate(texts)
            ]
        self.rows.hold(held)
        self.table.reload()
        self.table.fit()
        self.note.setText(f"共 {len(held)} 个{self._told}")
        self._show_ends()

    def shift(self, step: int) -> None:
        """Move the marked one a line up (-1) or down (1); all are numbered anew, in one act that 撤销 takes back."""
        ids = list(self.rows.ids(""))
        at = self.table.currentIndex().row()
        to = at + step
        if not (0 <= at < len(ids) and 0 <= to < len(ids)):
            return
        ids[at], ids[to] = ids[to], ids[at]
        self._put(ids)

    def remove(self) -> None:
        """Put the marked one into the bin; it can be taken back."""
        at = self.table.currentIndex().row()
        ids = list(self.rows.ids(self.table.records.sorted_by))
        if not 0 <= at < len(ids):
            return
        if self.frame.session.did(lambda desk: desk.records.bin(self.key, ids[at])):
            self.reload()
            self.frame.messages.done(f"{self.kind.title}已放进回收站。", ("撤销", partial(take_back, self.frame)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        step = _step(event) if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) else 0
        if step:
            self.shift(step)
            return True
        return super().eventFilter(watched, event)

    def _put(self, ids: Sequence[Id]) -> None:
        if self.frame.session.did(lambda desk: desk.records.put_in_order(self.key, ORDER, ids)):
            self.reload()
            self.table.scrollTo(self.table.currentIndex())

    def _show_ends(self) -> None:
        """The first goes no further up, the last no further down."""
        at, last = self.table.currentIndex().row(), self.table.records.rowCount() - 1
        up, below = self._movers
        held = up.hasFocus() or below.hasFocus()
        up.setEnabled(at > 0)
        below.setEnabled(0 <= at < last)
        if held and not (up.hasFocus() or below.hasFocus()):
            self.table.setFocus()  # else the keys would wander off with the button that cannot be pressed any more


def _step(event: QKeyEvent) -> int:
    return _STEPS.get(event.key(), 0) if event.modifiers() & Qt.KeyboardModifier.AltModifier else 0


def _wide(texts: Sequence[str]) -> int:
    """The width that a column's words want at 标准, within reason."""
    longest = max(sum(2 if ord(letter) > 0x2E80 else 1 for letter in text) for text in texts)
    return round(min(_MOST, max(_LEAST, longest * _HALF + 30)))
