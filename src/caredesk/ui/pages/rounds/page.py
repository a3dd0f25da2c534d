"""走访路线 | 村级登记表: a page of two lists, a new round, and typing a sheet in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from caredesk.schema.ids import Id
from caredesk.ui.page import Frame, Page
from caredesk.ui.pages.rounds import papers
from caredesk.ui.pages.rounds.board import Board
from caredesk.ui.pages.rounds.choosing import Choosing
from caredesk.ui.pages.rounds.entry import Entry
from caredesk.ui.pages.rounds.routes import Routes
from caredesk.ui.widgets import Scroll, across, button

PARTS = (("routes", "走访路线"), ("sheets", "村级登记表"))


class RoundsPage(Page):
    """``arrive(part="routes" | "sheets")``, ``arrive(round=...)`` to type one in, with ``onwards`` form by form."""

    shows = frozenset({"round", "visit", "person", "village", "visitor"})
    help = "rounds"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self.at = "routes"
        self.group = QButtonGroup(self)
        self.chips = QWidget()
        chips = across(gap=8)
        for key, label in PARTS:
            chip = button(label, partial(self.show_part, key), kind="chip", name=f"part.{key}")
            chip.setCheckable(True)
            self.group.addButton(chip)
            chips.addWidget(chip)
        chips.addStretch(1)
        self.chips.setLayout(chips)
        self.column.addWidget(self.chips)
        self.routes = Routes(frame, self._new, self.type_in)
        self.board = Board(frame, self.type_in)
        self.choosing = Choosing(frame, self.to_list, self._was_made)
        self.entry = Entry(frame, self.to_list, self._form)
        self.stack = QStackedWidget()
        for part in (self.routes, self.board, self.choosing, self.entry):
            self.stack.addWidget(Scroll(part))
        self.column.addWidget(self.stack, 1)

    def arrive(self, **what: Any) -> None:
        self._stale = False
        if part := what.get("part"):
            self.at = part
        if "round" not in what:
            self.show_part(self.at)
            return
        self.type_in(what["round"])
        if what.get("onwards"):
            self.entry.next_form()

    def reload(self) -> None:
        """A grid in sight is not drawn anew: what is being typed there stands."""
        if self._in_sight() in (self.routes, self.board):
            self.show_part(self.at)

    def show_part(self, key: str) -> None:
        """Show one of the two lists, as the station stands now."""
        self.at = key
        for made in self.group.buttons():
            made.setChecked(made.objectName() == f"part.{key}")
        self._show(self.routes if key == "routes" else self.board)
        (self.routes if key == "routes" else self.board).reload()

    def to_list(self) -> None:
        """Back to the list."""
        self.entry.leave()
        self.show_part(self.at)

    def type_in(self, round_: Id) -> None:
        """Open a sheet to be typed in."""
        self._show(self.entry)
        self.entry.show_round(round_)

    def leave(self, go: Callable[[], None]) -> None:
        if self._in_sight() is self.entry:
            self.entry.leave()
        go()

    def save(self) -> None:
        if self._in_sight() is self.entry:
            self.entry.save()
        elif self._in_sight() is self.choosing:
            self.choosing.save()

    def print_page(self) -> None:
        part = self._in_sight()
        row = part.row if isinstance(part, Entry) else getattr(part, "chosen", None)
        if row is not None and not isinstance(part, Choosing):
            papers.show_sheet(self.frame, row.id)

    def _new(self) -> None:
        self._show(self.choosing)
        self.choosing.begin()

    def _was_made(self, round_: Id) -> None:
        self.show_part("routes")
        papers.show_sheet(self.frame, round_)

    def _form(self, round_: Id, person: Id) -> None:
        self.frame.go("visit", person=person, round=round_)

    def _in_sight(self) -> QWidget:
        held = self.stack.currentWidget()
        assert isinstance(held, Scroll)
        return held.widget()

    def _show(self, part: QWidget) -> None:
        listed = (self.routes, self.board, self.choosing, self.entry)
        self.stack.setCurrentIndex(listed.index(part))
        self.chips.setVisible(part in (self.routes, self.board))
