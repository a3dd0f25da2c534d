"""Words that are to be explained once: spellings of villages, relations and categories, mapped in one list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QHBoxLayout, QWidget

from caredesk.services.importing.questions import ValueCluster
from caredesk.ui.pages.roster.frame import LowTable
from caredesk.ui.pages.roster.hand import Hand
from caredesk.ui.style import scale_of
from caredesk.ui.table import Cell, State, TableColumn
from caredesk.ui.widgets import button, down, words, wrapping

_OUT = "（这个词不要）"


class ClusterRows:
    """The words of a plan; ids are their places in it."""

    columns = (
        TableColumn("是什么", 106),
        TableColumn("表里写的", 130, grows=True),
        TableColumn("几行", 64, right=True, rank=1),
        TableColumn("当作", 140, grows=True),
    )

    def __init__(self) -> None:
        self.hand: Hand | None = None

    @property
    def clusters(self) -> Sequence[ValueCluster]:
        """The words, those that are open first."""
        plan = self.hand.plan if self.hand else None
        return plan.clusters if plan else ()

    def ids(self, sort: str) -> Sequence[Any]:  # noqa: ARG002  the open ones first
        return sorted(range(len(self.clusters)), key=lambda at: self.clusters[at].meant is not None)

    def rows(self, ids: Sequence[Any]) -> Sequence[Sequence[Cell]]:
        made: list[Sequence[Cell]] = []
        for at in ids:
            one = self.clusters[at]
            said = "、".join(f"{text}（{count}）" if len(one.said) > 1 else text for text, count in one.said)
            made.append((one.label, said, str(one.count), self.state(one)))
        return made

    def answer(self, one: ValueCluster) -> str | None:
        """What a word was said to mean since the check, or before it; None while open."""
        assert self.hand is not None
        said = one.said[0][0]
        if said in self.hand.answers.new_villages:
            return said
        return self.hand.answers.values.get(one.target, {}).get(said, one.meant)

    def state(self, one: ValueCluster) -> State:
        """The answer in words."""
        assert self.hand is not None
        meant = self.answer(one)
        if meant is None:
            label = _named(one, one.proposal)
            return State(f"请定：像是{label}" if one.proposal else "请定", "warning")
        if one.said[0][0] in self.hand.answers.new_villages:
            return State("新加进村名单", "ok")
        return State(_named(one, meant) if meant else "这个词不要", "ok" if meant else "plain")


def _named(one: ValueCluster, meant: str) -> str:
    return next((offer.label for offer in one.offered if offer.meant == meant), meant)


class WordsView(QWidget):
    """``altered``: a word was explained."""

    altered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = ClusterRows()
        self.table = LowTable(self.rows, "要对一下的词")
        self.table.setMinimumHeight(round(150 * scale_of(self)))
        self.table.opened.connect(lambda _: self._into())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        self.table.records.modelReset.connect(self._tell)
        self.told = words("", wrap=True)
        self.meant = QComboBox()
        self.meant.setAccessibleName("当作")
        self.meant.setPlaceholderText("请选一个")
        self.meant.setMaxVisibleItems(14)
        self.meant.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.meant.setMinimumContentsLength(12)
        self.meant.activated.connect(lambda _: self._say(self.meant.currentData()))
        self.right = button("对，就是它", self._agree, kind="primary", name="word_right")
        self.add = button("加进村名单", self._add, name="add_village")
        self.all = button("照建议的都对上", self._all, name="words_all")
        panel = QFrame()
        panel.setProperty("role", "panel")
        tools = wrapping(self.meant, self.right, self.add)
        panel.setLayout(down(self.told, tools, None, gap=10, margins=(14, 12, 14, 12)))
        self.panel = panel
        self._row: QBoxLayout = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._row.addWidget(self.table, 1)
        self._row.addWidget(panel)
        self.setLayout(self._row)

    def fit(self, *, wide: bool) -> None:
        """Beside the list where there is room, else below it."""
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.panel.setMinimumWidth(round(340 * scale_of(self)) if wide else 0)
        self.panel.setMaximumWidth(round(340 * scale_of(self)) if wide else 16_777_215)

    def show_words(self, hand: Hand) -> None:
        """Show the words of a plan; the first open one is marked."""
        self.rows.hand = hand
        self.table.reload()
        self.table.selectRow(0)
        self._tell()

    def open_count(self) -> int:
        """How many words are open still."""
        return sum(1 for one in self.rows.clusters if self.rows.answer(one) is None) if self.rows.hand else 0

    def _at(self) -> ValueCluster | None:
        row = self.table.currentIndex().row()
        return self.rows.clusters[self.table.records.id_at(row)] if 0 <= row < self.table.records.rowCount() else None

    def _into(self) -> None:
        self.meant.setFocus()
        self.meant.showPopup()

    def _tell(self) -> None:
        one = self._at()
        if one is None:
            return
        said = "、".join(f"“{text}”" for text, _ in one.said[:6])
        self.told.setText(f"{one.label}写的是{said}，共{one.count}行。这是哪一个？")
        self.meant.clear()
        for offer in one.offered:
            self.meant.addItem(offer.label, offer.meant)
        if self.meant.findData("") < 0:
            self.meant.addItem(_OUT, "")
        now = self.rows.answer(one)
        wanted = one.proposal if now is None else now
        self.meant.setCurrentIndex(self.meant.findData(wanted) if now is not None or wanted else -1)
        self.right.setVisible(now is None and bool(one.proposal))
        self.add.setVisible(one.may_add)
        proposed = [each for each in self.rows.clusters if each.proposal and self.rows.answer(each) is None]
        self.all.setText(f"照建议的都对上（{len(proposed)}个）")
        self.all.setAccessibleName(self.all.text())
        self.all.setVisible(len(proposed) > 1)

    def _agree(self) -> None:
        if (one := self._at()) is not None:
            self._say(one.proposal)

    def _say(self, meant: str) -> None:
        if (one := self._at()) is not None:
            self._put(one, meant)
            self._done()

    def _all(self) -> None:
        for one in self.rows.clusters:
            if one.proposal and self.rows.answer(one) is None:
                self._put(one, one.proposal)
        self._done()

    def _add(self) -> None:
        hand, one = self.rows.hand, self._at()
        if hand is not None and one is not None:
            name = one.said[0][0]
            others = {text: name for text, _ in one.said[1:]}
            known = hand.answers.values.get(one.target, {})
            kept = {text: meant for text, meant in known.items() if text != name}
            hand.answers = replace(
                hand.answers,
                new_villages=hand.answers.new_villages | {name},
                values={**hand.answers.values, one.target: {**kept, **others}},
            )
            self._done()

    def _put(self, one: ValueCluster, meant: str) -> None:
        hand = self.rows.hand
        if hand is None:
            return
        answers = replace(hand.answers, new_villages=hand.answers.new_villages - {one.said[0][0]})
        for text, _ in one.said:
            answers = answers.with_value(one.target, text, meant)
        hand.answers = answers

    def _done(self) -> None:
        """Mark the next word that is open."""
        at = self.table.currentIndex().row()
        ids = self.rows.ids("")
        self.table.records.reload()
        order = [*range(at + 1, len(ids)), *range(max(0, at))]
        following = next((row for row in order if self.rows.answer(self.rows.clusters[ids[row]]) is None), at)
        self.table.selectRow(max(0, following))
        self._tell()
        self.table.setFocus()
        self.altered.emit()
