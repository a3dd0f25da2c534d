"""名单对照: the comparison of a month, five figures, the items behind each, and what is done with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QWidget

from caredesk.catalog.differences import CHANGED, JOINED, KINDS, LEFT, ONLY_OURS, ONLY_THEIRS, PART, WHOLE
from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.desk import Desk
from caredesk.services.rosters.rows import Checked, ItemRow, ListRow, Stream
from caredesk.ui.figures import FigureButton
from caredesk.ui.page import Frame
from caredesk.ui.pages.compare.acts import Acts
from caredesk.ui.style import scale_of
from caredesk.ui.table import Cell, HeldRows, RecordTable, State, TableColumn
from caredesk.ui.widgets import Elided, across, button, card, clear, down, hide_unless, words

COLUMNS = (
    TableColumn("姓名", 96, sort="0"),
    TableColumn("村（社区）", 100, sort="1"),
    TableColumn("内容", 220, grows=True, rank=1),
    TableColumn("原因", 100, sort="3", rank=3),
    TableColumn("经办人", 80, sort="4", rank=2),
    TableColumn("期限", 110, sort="5"),
    TableColumn("办理结果", 190, sort="6"),
)
_LOOKS = {
    JOINED: ("user-plus", "info", "上一份没有的人"),
    LEFT: ("log-out", "warning", "这一份没有的人"),
    CHANGED: ("pencil", "info", "金额、档次、村改了"),
    ONLY_OURS: ("circle-alert", "danger", "核实后结束类别或报县里"),
    ONLY_THEIRS: ("circle-question-mark", "danger", "没收的行，或已去世的人"),
}
_SHORT = {ONLY_OURS: "我站有县里没有", ONLY_THEIRS: "县里有我站没有"}


@dataclass(frozen=True)
class _Shown:
    """What one visit to the page shows: the comparison, its items, and how complete it is."""

    stream: Stream
    items: Sequence[ItemRow]
    checked: Checked


class Differences(QWidget):
    """``counted`` carries a line about what is shown, for the page's heading."""

    counted = Signal(str)

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self._frame = frame
        self._shown: _Shown | None = None
        self.at = JOINED
        self.acts = Acts(frame, self, self.reload)
        self.streams: list[Stream] = []
        self.unknown: list[ListRow] = []
        self.which = QComboBox()
        self.which.setAccessibleName("哪一份对照")
        self.which.activated.connect(lambda _: self.show_stream())
        self.describe_button = button("说明这份名单", self._describe_latest, picture="pencil", name="describe")
        self.again = button("重新对照", self._compare, picture="refresh-cw", name="compare")
        self.note = Elided("", "small")
        may_import, may_edit = (frame.desk.user.may(right) for right in (Right.IMPORT, Right.EDIT))
        for made in (self.describe_button, self.again):
            hide_unless(made, may_import)
        head = across(self.which, self.note, self.describe_button, self.again, gap=10)
        head.setStretch(1, 1)
        self.bars = down(gap=6)
        self.figures = {kind: FigureButton(kind, _SHORT.get(kind, kind), *_LOOKS[kind][:2]) for kind in KINDS}
        group = QButtonGroup(self)
        cards = across(gap=10)
        for kind, figure in self.figures.items():
            group.addButton(figure)
            figure.clicked.connect(lambda _=False, kind=kind: self.show_kind(kind))
            figure.setMinimumWidth(round(96 * scale_of(self)))  # five of them fit where the text is 特大
            cards.addWidget(figure)
        self.rows = HeldRows(COLUMNS)
        self.table = RecordTable(self.rows, "差异")
        self.table.opened.connect(self.open_item)
        self.table.chosen.connect(lambda _: self._say_chosen())
        self.table.setMinimumHeight(round(150 * scale_of(self)))
        self.empty = words("", "second", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._make_foot(may_edit=may_edit)
        listed = card(self.table, self.empty, self.foot, gap=8, pad=12)
        column = down(head, self.bars, cards, listed, gap=10)
        column.setStretch(3, 1)
        self.setLayout(column)

    def _make_foot(self, *, may_edit: bool) -> None:
        """What can be done with the marked items."""
        self.chosen = Elided("", "second")
        self.settle_button = button("填办理结果", self._settle, kind="primary", picture="clipboard-pen", name="settle")
        self.end_button = button("结束类别", self._end, picture="calendar-check", name="end")
        self.plan_button = button("约走访", self._plan, picture="calendar-clock", name="plan")
        self.open_button = button("打开档案", lambda: self.open_item(None), name="open_item")
        for made in (self.settle_button, self.end_button):
            hide_unless(made, may_edit)
        hide_unless(self.plan_button, self._frame.desk.user.may(Right.VISIT))
        foot = across(self.chosen, self.open_button, self.plan_button, self.end_button, self.settle_button, gap=8)
        foot.setStretch(0, 1)
        self.foot = QFrame()
        self.foot.setLayout(foot)

    def reload(self) -> None:
        """Show what the station holds now."""
        held = self.which.currentData()
        self.streams = self._frame.session.do(lambda desk: desk.rosters.streams()) or []
        lists = self._frame.session.do(lambda desk: desk.rosters.lists()) or []
        self.unknown = [one for one in lists if not one.category]
        self.which.clear()
        for place, one in enumerate(self.streams):
            self.which.addItem(f"{one.label}（{one.open}条没办）" if one.open else one.label, _key(one))
            if _key(one) == held:
                self.which.setCurrentIndex(place)
        letters = self.which.fontMetrics().horizontalAdvance
        wide = max((letters(self.which.itemText(place)) for place in range(self.which.count())), default=0)
        self.which.setFixedWidth(min(wide + round(66 * scale_of(self)), round(520 * scale_of(self))))
        self.show_stream()

    def put(self, month: date | None = None) -> None:
        """Show the comparison of a month with the most to do."""
        wanted = [one for one in self.streams if month in (None, one.month)]
        best = max(wanted, key=lambda one: (one.month, one.open), default=None)
        if best is not None:
            self.which.setCurrentIndex(self.streams.index(best))

    @property
    def stream(self) -> Stream | None:
        """The comparison that is shown."""
        at = self.which.currentIndex()
        return self.streams[at] if 0 <= at < len(self.streams) else None

    def show_stream(self) -> None:
        """Read the chosen comparison's items."""
        stream = self.stream
        for made in (self.which, self.note, self.again, self.describe_button):
            made.setEnabled(stream is not None)
        if stream is None:
            self._show_nothing()
            return

        def read(desk: Desk, _: object) -> _Shown:
            asked = (stream.category, stream.month, stream.sender)
            return _Shown(stream, desk.rosters.items(*asked), desk.rosters.look(*asked))

        self._frame.session.work(read, self.show)

    def show(self, shown: _Shown) -> None:  # type: ignore[override]
        """Put the figures up and the list behind the one that was pressed."""
        self._shown = shown
        lists = shown.stream.lists
        people, waiting = sum(one.lines for one in lists), sum(one.not_taken for one in lists)
        said = f"{len(lists)}份名单，{people}人" + (f"，其中{waiting}人没有收" if waiting else "")
        self.note.set_words(said)
        self.counted.emit(f"{shown.stream.label}：{shown.stream.open}条还没有办")
        for kind, figure in self.figures.items():
            some = [one for one in shown.items if one.kind == kind]
            still = sum(1 for one in some if not one.outcome)
            figure.show_number(len(some), f"{still}条没办" if still else "都办了" if some else _LOOKS[kind][2])
        self._show_bars(shown)
        if not any(one.kind == self.at for one in shown.items):
            self.at = next((one.kind for one in shown.items if not one.outcome), self.at)
        self.show_kind(self.at)

    def show_kind(self, kind: str) -> None:
        """Show whose names are behind a figure."""
        self.at = kind
        self.figures[kind].setChecked(True)
        items = [one for one in self._shown.items if one.kind == kind] if self._shown else []
        self.rows.hold([(one.id, _cells(one), _sorts(one)) for one in items])
        self.table.reload()
        for made in (self.table, self.foot):
            made.setVisible(bool(items))
        self.empty.setVisible(not items)
        self.empty.setText("没有“" + kind + "”的人。")
        self.end_button.setEnabled(kind in (LEFT, ONLY_OURS))
        self._say_chosen()

    def _show_nothing(self) -> None:
        self._shown = None
        self.note.set_words("")
        for figure in self.figures.values():
            figure.show_number(0)
        self._show_bars(None)
        self.show_kind(self.at)
        self.empty.setText("还没有可以对照的名单。收了县里的名单，这里就会列出谁新增、谁退出、谁和站里的登记对不上。")
        self.counted.emit("和上一份名单比，也和站里的登记比")

    def _show_bars(self, shown: _Shown | None) -> None:
        """What has to be said before the figures can be believed."""
        clear(self.bars)
        may = self._frame.desk.user.may(Right.IMPORT)
        if shown and shown.checked.doubt:
            said = f"{shown.checked.doubt}，可能只是一部分，所以没有算谁退出。这张表是全部名单吗？"
            tell = partial(self.acts.tell, shown.stream.lists)
            whole, part = partial(tell, extent=WHOLE), partial(tell, extent=PART)
            self._bar(said, ("是全部名单", whole), ("只有一部分", part), may=may)
        elif shown and shown.checked.uncovered:
            said = f"上一份名单里有{shown.checked.uncovered}人的村，这一份没有说到，没有算他们退出。"
            self._bar(
                said, ("全镇的村都在这里了", partial(self.acts.tell, shown.stream.lists, whole_town=True)), may=may
            )
        if shown and shown.checked.strangers:
            said = (
                f"名单上有{shown.checked.strangers}人站里没有登记这一类，像是还没有收进来，或者类别不对，没有逐个列出。"
            )
            self._bar(said, ("说明这份名单", partial(self.acts.describe, shown.stream.lists[0])), may=may)
        if self.unknown:
            first = self.unknown[0]
            said = f"“{first.title}”还没有对照：这张表是哪类人、哪个月的完整名单？"
            self._bar(said, ("说明这份名单", partial(self.acts.describe, first)), may=may)

    def _bar(self, said: str, *answers: tuple[str, Any], may: bool) -> None:
        bar = QFrame()
        bar.setProperty("role", "bar")
        bar.setProperty("tone", "warning")
        row = across(words(said, wrap=True), gap=10, margins=(14, 4, 8, 4))
        row.setStretch(0, 1)
        for label, act in answers if may else ():
            row.addWidget(button(label, act, kind="quiet", name="bar.answer"))
        bar.setLayout(row)
        self.bars.addWidget(bar)

    def _say_chosen(self) -> None:
        items = self.chosen_items()
        for made in (self.settle_button, self.plan_button, self.open_button):
            made.setEnabled(bool(items))
        one = items[0] if len(items) == 1 else None
        self.open_button.setEnabled(one is not None and one.person is not None)
        told = f"{one.name}：{one.note or one.what}" if one else f"选中{len(items)}条" if items else ""
        self.chosen.set_words(told.replace("\n", "；"))

    def chosen_items(self) -> list[ItemRow]:
        """The items marked in the list."""
        held = {one.id: one for one in self._shown.items} if self._shown else {}
        return [held[id_] for id_ in self.table.chosen_ids() if id_ in held]

    def open_item(self, id_: Id | None) -> None:
        """Open the person of an item; of somebody who is not registered say so."""
        held = {one.id: one for one in self._shown.items} if self._shown else {}
        one = held.get(id_) if id_ is not None else next(iter(self.chosen_items()), None)
        if one is not None and one.person is not None:
            self._frame.go("person", id=one.person)
        elif one is not None:
            self._frame.messages.notice(f"“{one.name}”没有登记在站里，没有档案可以打开。")

    def _compare(self) -> None:
        if self.stream is not None:
            self.acts.compare(self.stream)

    def _describe_latest(self) -> None:
        if self.stream is not None and self.stream.lists:
            self.acts.describe(self.stream.lists[0])

    def _settle(self) -> None:
        self.acts.settle(self.chosen_items())

    def _end(self) -> None:
        if self.stream is not None:
            self.acts.end(self.chosen_items(), self.stream)

    def _plan(self) -> None:
        self.acts.plan(self.chosen_items())


def _key(stream: Stream) -> tuple[str, str, date]:
    return stream.category, stream.sender, stream.month


def _cells(one: ItemRow) -> Sequence[Cell]:
    due = one.deadline.strftime("%m-%d") if one.deadline else ""
    when: Cell = "" if one.outcome else State(f"过期 {due}", "danger") if one.late else due
    result: Cell = State(one.outcome, "ok") if one.outcome else State("没有办", "warning")
    return one.name, one.village, one.what, one.reason, one.visitor, when, result


def _sorts(one: ItemRow) -> Sequence[Any]:
    return one.name, one.village, one.what, one.reason, one.visitor, one.deadline or date.max, one.outcome
