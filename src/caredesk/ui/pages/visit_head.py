"""What stands above a visit's form: the warning, the last visit, 照上次, and who else of the home is recorded too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QFrame, QPushButton

from caredesk.schema.ids import Id
from caredesk.services.people import PersonRow
from caredesk.ui.widgets import across, button, clear, down, hide_unless, words, wrapping

SAME = "Ctrl+R"
NEXT, BEFORE = "Ctrl+PgDown", "Ctrl+PgUp"


class VisitHead(QFrame):
    """``take_over`` is 照上次, ``look`` opens the person's page, ``with_person`` goes to somebody of the same home."""

    def __init__(
        self, take_over: Callable[[], object], look: Callable[[], object], with_person: Callable[[Id], object]
    ) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setProperty("tone", "info")
        self._take_over, self._look, self._with = take_over, look, with_person
        self._column = down(gap=4, margins=(14, 8, 14, 8))
        self.setLayout(self._column)
        self.chips: dict[Id, QPushButton] = {}

    def tell(self, hint: str, last: str, carried: int) -> None:
        """Say what is known before the visit; ``carried``: how many answers 照上次 would take over."""
        clear(self._column)
        self.chips = {}
        if hint:
            self._column.addWidget(words(f"入户提示：{hint}", "h3", wrap=True))
        said = words(last or "这是第一次走访，以前没有记录。", wrap=True)
        same = button(
            f"照上次（{SAME}）", self._take_over, kind="quiet", name="same", tip="住处、病情这些不常变的照上次填"
        )
        hide_unless(same, carried > 0)
        row = across(said, same, gap=8)
        row.setStretch(0, 1)
        if last:
            row.addWidget(button("看以前的", self._look, kind="quiet", name="before"))
        self._column.addLayout(row)

    def tell_home(self, people: Sequence[PersonRow], at: Id, state: Mapping[Id, str]) -> None:
        """Name those who live together; ``state`` says of whom a visit is being recorded, and how far it is."""
        if len(people) < 2:
            return
        chips = []
        for one in people:
            told = state.get(one.id)
            text = f"＋{one.name}" if told is None else f"{one.name}{told}"
            made = button(text, partial(self._with, one.id), kind="chip", name=f"home.{one.name}")
            made.setCheckable(True)
            made.setChecked(one.id == at)
            made.setAccessibleName(f"{one.name}：{'还没一起记' if told is None else '一起记'}")
            self.chips[one.id] = made
            chips.append(made)
        lead = words("同户的一起记：", "key")
        hint = words(f"{NEXT} 下一位；日期、谁去的、房子这些只填一次，一次存完", "small")
        for beside in (lead, hint):
            beside.setMinimumHeight(chips[0].sizeHint().height())
        self._column.addWidget(wrapping(lead, *chips, hint))
