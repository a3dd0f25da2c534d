"""Editors with all options in sight: one of a few, any of a few, yes or no; made for the keyboard first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLayout, QPushButton, QSizePolicy, QWidget

from caredesk.schema.fields import Choice, Choices, Field
from caredesk.schema.privacy import Privacy
from caredesk.ui.editors.base import Editor, Surroundings
from caredesk.ui.icons import icon
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import across, clear, down, set_look, words
from caredesk.ui.wrapping import Wrapping

_FORWARD = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)
_EMPTY = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class OptionButton(QPushButton):
    """One option; as wide as its bold words, so that nothing moves when it is chosen."""

    def __init__(self, text: str, *, many: bool) -> None:
        super().__init__(text)
        self.setCheckable(True)
        self.setProperty("kind", "option")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(text)
        shape = "box" if many else "radio"
        size = round(18 * scale_of(self))
        self.setIcon(icon(f"{shape}-off", "edge", "primary", size, name_on=f"{shape}-on"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        hint = super().sizeHint()
        return QSize(hint.width() + max(2, round(len(self.text()) * 0.6)), hint.height())


class Options(QWidget):
    """A group of options with one stop for Tab: arrows move, Space or a digit chooses, Delete empties.

    ``values`` are the options chosen. With ``many`` any number of them, else at most one. Where there are ``notes``
    each option has a line of its own with its note below.
    """

    chosen = Signal()

    def __init__(
        self, options: Sequence[str], *, many: bool = False, notes: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self._many = many
        self._notes = notes or {}
        self._at = 0
        self.buttons: list[OptionButton] = []
        self._row: QLayout = down(gap=2) if notes else Wrapping(8, 8)
        self.setLayout(self._row)
        self.offer(options)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    @property
    def values(self) -> tuple[str, ...]:
        """The options chosen, in their order."""
        return tuple(made.text() for made in self.buttons if made.isChecked())

    def offer(self, options: Sequence[str]) -> None:
        """Put other options up; what was chosen stays chosen when it is still there."""
        if [made.text() for made in self.buttons] == list(options):
            return
        held = self.values
        clear(self._row)
        self._at = 0
        self.buttons = [OptionButton(text, many=self._many) for text in options]
        for place, made in enumerate(self.buttons):
            made.clicked.connect(lambda _=False, place=place: self._pressed(place))
            self._row.addWidget(made)
            made.show()
            if note := self._notes.get(made.text()):
                made.setAccessibleDescription(note)
                under = words(note, "small", wrap=True)
                under.setContentsMargins(round(14 * scale_of(self)), 0, 0, round(8 * scale_of(self)))
                self._row.addWidget(under)
        self.choose(held)
        self.updateGeometry()

    def choose(self, values: Sequence[str]) -> None:
        """Show these as chosen; tells nobody."""
        for place, made in enumerate(self.buttons):
            made.setChecked(made.text() in values)
            if made.isChecked() and not self._many:
                self._at = place
        self._tell_readers()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = event.key()
        if not self.buttons:
            super().keyPressEvent(event)
        elif key in _FORWARD or key in _BACK:
            self._move(1 if key in _FORWARD else -1)
        elif key == Qt.Key.Key_Space:
            self._pressed(self._at, toggle=True)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and key - Qt.Key.Key_1 < len(self.buttons) and not event.modifiers():
            self._at = key - Qt.Key.Key_1
            self._pressed(self._at, toggle=True)
        elif key in _EMPTY:
            self.choose(())
            self.chosen.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self._ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self._ring()

    def mark(self, *, wrong: bool) -> None:
        """Show that a choice is missing."""
        for made in self.buttons:
            set_look(made, wrong=wrong)

    def _move(self, step: int) -> None:
        started = self._many or bool(self.values)
        self._at = (self._at + step) % len(self.buttons) if started else 0
        if self._many:
            self._ring()
        else:
            self._pressed(self._at)

    def _pressed(self, place: int, *, toggle: bool = False) -> None:
        """A click has already turned the button round; a key has not."""
        self._at = place
        pressed = self.buttons[place]
        if self._many and toggle:
            pressed.setChecked(not pressed.isChecked())
        elif not self._many:
            for made in self.buttons:
                made.setChecked(made is pressed)
        if not self.hasFocus():
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._ring()
        self._tell_readers()
        self.chosen.emit()

    def _ring(self) -> None:
        for place, made in enumerate(self.buttons):
            set_look(made, at=self.hasFocus() and place == self._at)

    def _tell_readers(self) -> None:
        self.setAccessibleDescription("已选：" + ("、".join(self.values) or "未了解"))


class OptionsEditor(Editor):
    """What the three editors below share: a group of options."""

    def __init__(self, spec: Field, around: Surroundings, offered: Sequence[str], *, many: bool = False) -> None:
        super().__init__(spec, around)
        self.options = Options(offered, many=many, notes=spec.notes if isinstance(spec, Choices) else None)
        self.options.chosen.connect(self.changed)
        self.setLayout(across(self.options))
        self.settle(self.options)

    def mark(self, *, wrong: bool) -> None:
        self.options.mark(wrong=wrong)


class ChoiceEditor(OptionsEditor):
    """One of a few, side by side; restricted options are offered only to those who may see them."""

    def __init__(self, spec: Field, around: Surroundings) -> None:
        super().__init__(spec, around, offered(spec, around.clearance))

        self._after = ""
        self._first = words("", "small")
        self._first.hide()
        row = self.layout()
        if row is not None:
            row.addWidget(self._first)

    def value(self) -> Any:
        return next(iter(self.options.values), None)

    def follow(self, label: str) -> None:
        """Name the question that must be answered first."""
        self._after = label

    def offer(self, options: Sequence[str]) -> None:
        allowed = offered(self.spec, self.around.clearance)
        self.options.offer([option for option in options if option in allowed])
        self.options.setVisible(bool(options))
        self._first.setText("" if options else f"先填“{self._after}”" if self._after else "先填上面那一项")
        self._first.setVisible(not options)

    def fill(self, value: Any) -> None:
        self.options.choose((value,) if value else ())


class ChoicesEditor(OptionsEditor):
    """Any of a few."""

    def __init__(self, spec: Field, around: Surroundings) -> None:
        super().__init__(spec, around, spec.options if isinstance(spec, Choices) else (), many=True)

    def value(self) -> Any:
        return self.options.values or None

    def fill(self, value: Any) -> None:
        self.options.choose(value or ())


class YesNoEditor(OptionsEditor):
    """Yes or no; neither is 未了解."""

    def __init__(self, spec: Field, around: Surroundings) -> None:
        super().__init__(spec, around, ("是", "否"))

    def value(self) -> Any:
        return {"是": True, "否": False}.get(next(iter(self.options.values), ""))

    def fill(self, value: Any) -> None:
        self.options.choose(() if value is None else (self.spec.show(value),))


def offered(spec: Field, clearance: Privacy) -> tuple[str, ...]:
    """The options of a choice that somebody with this clearance may see."""
    if not isinstance(spec, Choice):
        return ()
    return tuple(option for option in spec.options if spec.privacy_of(option) <= clearance)
