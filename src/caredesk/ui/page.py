"""What a page is: built when first opened, told what to show, and told when what it shows has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.desk import Desk
from caredesk.ui.messages import Messages
from caredesk.ui.preferences import Choices
from caredesk.ui.session import Session
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Elided, across, down, hide_unless, words

WIDE = 1200
"""From this window width on, side columns stand beside the main one."""


class Go(Protocol):
    """Opens another page by its key, with what it is to show."""

    def __call__(self, page: str, **what: Any) -> None: ...


@dataclass(frozen=True)
class Frame:
    """What a page is handed by its window."""

    session: Session
    go: Go
    back: Callable[[], None]
    choices: Choices = field(default_factory=Choices)

    @property
    def desk(self) -> Desk:
        return self.session.desk

    @property
    def messages(self) -> Messages:
        return self.session.messages


class Page(QWidget):
    """``shows``: kinds of record whose change makes the page stale. ``help``: the chapter behind F1."""

    shows: ClassVar[frozenset[str]] = frozenset()
    help: ClassVar[str] = "index"

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.frame = frame
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._stale = True
        self.belongs = ""
        """The entry of the navigation that is lit instead of the place's own, by what the page shows just now."""
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 14, 20, 16)
        self.column.setSpacing(12)
        frame.session.changed.connect(self.outdated)

    @property
    def desk(self) -> Desk:
        """The desk behind the window."""
        return self.frame.desk

    def heading(self, title: str, under: str = "", *actions: QWidget) -> QBoxLayout:
        """The page's title and the line under it on the left, its buttons on the right."""
        self.title = Elided(title, "h1")
        self.under = Elided(under, "second")
        hide_unless(self.under, bool(under))
        row = across(down(self.title, self.under, gap=2), *actions, gap=8)
        row.setStretch(0, 1)
        row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        return row

    def set_heading(self, title: str, under: str = "") -> None:
        """Change title and line."""
        self.title.set_words(title)
        self.under.set_words(under)
        self.under.setVisible(bool(under))

    def arrive(self, **what: Any) -> None:
        """The page was opened, perhaps to show something in particular."""

    def reload(self) -> None:
        """Show what the station holds now."""

    def leave(self, go: Callable[[], None]) -> None:
        """The user wants to go; call ``go`` now, or after a question."""
        go()

    def save(self) -> None:
        """Ctrl+S."""

    def print_page(self) -> None:
        """Ctrl+P."""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.fit(wide=self.window().width() >= WIDE * scale_of(self))

    def fit(self, *, wide: bool) -> None:
        """Put side columns beside or below."""

    def refresh(self) -> None:
        """Reload if something shown here has changed since."""
        if self._stale and self.isVisible():
            self._stale = False
            self.reload()

    def outdated(self, kinds: frozenset[str]) -> None:
        """Records of these kinds were written: reload if they are shown here, now or when the page is seen next."""
        if kinds & self.shows:
            self._stale = True
            self.refresh()


def open_record(frame: Frame, kind: str, id: Id) -> None:  # noqa: A002
    """Open the page of a person or of a visit; who may not change visits is shown the person's."""
    desk = frame.desk
    if kind == "visit" and not desk.user.may(Right.VISIT):
        visit = desk.records.get("visit", id)
        kind, id = "person", getattr(visit, "person", id)  # noqa: A001
    if kind in ("person", "visit"):
        frame.go(kind, id=id)


def facts(pairs: list[tuple[str, str]], width: int) -> QLayout:
    """A column of 'what: value' lines with the values lined up; empty values are left out."""
    column = down(gap=6)
    for label, value in pairs:
        if not value:
            continue
        key = words(label, "key")
        key.setFixedWidth(width)
        key.setAlignment(Qt.AlignmentFlag.AlignTop)
        said: QLabel = words(value, wrap=True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = across(key, said, gap=12)
        row.setStretch(1, 1)
        column.addLayout(row)
    return column
