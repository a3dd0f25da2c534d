"""What every editor can do, and what a form must hand to editors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from caredesk.schema.fields import Field
from caredesk.schema.ids import Id
from caredesk.schema.privacy import Privacy
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import set_look


@dataclass(frozen=True)
class Candidate:
    """One thing that can be picked: its id or option, its name, and what tells it from its namesakes.

    One that ``asks`` makes something new: it is never marked by itself, so that Enter cannot take it unseen.
    """

    key: Any
    title: str
    detail: str = ""
    asks: bool = False


def _none(_kind: str, _text: str) -> Sequence[Candidate]:
    return ()


def _untitled(_kind: str, _id: Id) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What editors ask for: the day, records to link to (by kind and text), a linked record's name, the clearance.

    ``create`` makes a record of one of the kinds in ``creates`` by its name (a new visitor), None when refused.
    ``starred``: numbers of people that are already stored are shown with stars until they are typed anew.
    ``keep_photo`` puts a picture file into the station and names it, ``photo`` gives its bytes back.
    """

    today: Callable[[], date]
    find: Callable[[str, str], Sequence[Candidate]] = _none
    title: Callable[[str, Id], str] = _untitled
    clearance: Privacy = Privacy.RESTRICTED
    starred: bool = False
    create: Callable[[str, str], Id | None] | None = None
    creates: frozenset[str] = frozenset()
    keep_photo: Callable[[Path], str] | None = None
    photo: Callable[[str], bytes] | None = None


NEXT_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Editor(QWidget):
    """A field's widget. ``changed``: the user altered it. ``entered``: Enter, go on. ``left``: the focus went away.

    What cannot be read as a value stays in the editor: ``value`` then raises ValueError with the Chinese reason.
    """

    changed = Signal()
    entered = Signal()
    left = Signal()
    hinted = Signal(str, str)

    def __init__(self, spec: Field, around: Surroundings) -> None:
        super().__init__()
        self.spec, self.around = spec, around
        self.heart: QWidget = self

    def settle(self, heart: QWidget) -> None:
        """Say which widget takes the keys; called once by each editor when it is put together."""
        self.heart = heart
        if heart is not self:
            self.setFocusProxy(heart)
        heart.setAccessibleName(self.spec.label)
        if self.spec.help:
            heart.setAccessibleDescription(self.spec.help)
        heart.installEventFilter(self)

    def value(self) -> Any:
        """The value, None for 未了解; ValueError when what stands there cannot be read."""
        raise NotImplementedError

    def fill(self, value: Any) -> None:
        """Show a value; tells nobody."""
        raise NotImplementedError

    def offer(self, options: Sequence[str]) -> None:
        """Narrow the options by another answer; only choices can."""

    def typed(self) -> str | None:
        """The words that stand there while they cannot be read as a value, for the draft."""
        return None

    def retype(self, text: str) -> None:
        """Put such words back."""

    def mark(self, *, wrong: bool) -> None:
        """Show that something is wrong with it."""
        set_look(self.heart, wrong=wrong)

    def enter(self) -> bool:
        """Enter was pressed: True to go on to the next field."""
        return True

    def takes_lines(self) -> bool:
        """Whether Enter makes a new line here, and only Ctrl+Enter goes on."""
        return False

    def px(self, width: float) -> int:
        """Pixels for a width given for 标准."""
        return round(width * scale_of(self))

    def room(self) -> int:
        """The width for the declared number of half-width characters, in a few steps so that fields line up."""
        steps = {8: 130, 14: 230, 22: 300, 30: 480}
        return self.px(next((wide for most, wide in steps.items() if self.spec.width <= most), 640))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in NEXT_KEYS:
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if control or not self.takes_lines():
                if self.enter():
                    self.entered.emit()
                return True
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().eventFilter(watched, event)
