"""The small pieces that every page is put together from: words, buttons, cards, chips, rows that wrap."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QMargins, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from caredesk.ui.icons import icon
from caredesk.ui.style import colour, scale_of
from caredesk.ui.wrapping import Wrapping

_BARE = ("icon", "eye")
"""Kinds of button that show no words: those stand in the tool tip and the accessible name."""

Item = QWidget | QLayout | int | None
Margins = tuple[int, int, int, int]
L = TypeVar("L", bound=QBoxLayout)


def set_look(widget: QWidget, **looks: str | bool) -> None:
    """Set style properties (role, kind, tone, at, wrong) and let the style sheet see the change."""
    new = {name: "true" if value is True else "" if value is False else value for name, value in looks.items()}
    if all(widget.property(name) == value for name, value in new.items()):
        return
    for name, value in new.items():
        widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def words(text: str, role: str = "", tone: str = "", *, wrap: bool = False) -> QLabel:
    """A label; plain text always, so that a name can never be read as markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    if wrap:
        made.setWordWrap(True)
    return made


def pill(text: str, tone: str = "plain") -> QLabel:
    """A state in words on its soft colour."""
    made = words(text, "pill", tone)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


class Elided(QLabel):
    """One line that ends in … where there is no room; the whole text stands in the tool tip."""

    def __init__(self, text: str = "", role: str = "", tone: str = "") -> None:
        super().__init__()
        self._whole = ""
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_words(text)

    def set_words(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    def whole(self) -> str:
        """The text before it was shortened."""
        return self._whole

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(self.contentsRect().width(), 0)
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class Push(QPushButton):
    """A push button that Enter presses as Space does.

    The coloured kinds show the keys by a white ring inside, which a style sheet cannot draw.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if self.hasFocus() and self.property("kind") in ("primary", "danger"):
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colour("on_primary"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), 4, 4)


def button(
    text: str,
    act: Callable[[], object] | None = None,
    *,
    kind: str = "",
    picture: str = "",
    name: str = "",
    tip: str = "",
) -> QPushButton:
    """A push button; ``kind`` is primary, quiet, danger, icon, eye or chip, ``picture`` an icon, ``name`` for tests."""
    made = Push("" if kind in _BARE else f" {text}" if picture else text)
    made.setAccessibleName(text)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    if picture:
        tint = {"primary": "on_primary", "danger": "on_primary", "quiet": "primary"}.get(kind, "second")
        made.setIcon(icon(picture, tint, size=round(18 * scale_of(made))))
    if tip or kind in _BARE:
        made.setToolTip(tip or text)
    if name:
        made.setObjectName(name)
    if act is not None:
        made.clicked.connect(lambda: act())  # noqa: PLW0108  clicked hands over a flag that nobody asked for
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def hide_unless(made: QWidget, wanted: bool) -> None:  # noqa: FBT001
    """Hide a piece before it is put anywhere. (Showing it then would open a window of its own for a moment.)"""
    if not wanted:
        made.hide()


def across(*items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0)) -> QHBoxLayout:
    """A row: widgets and layouts; a number is a fixed gap, None takes all the room that is left."""
    return _filled(QHBoxLayout(), items, gap, margins)


def down(*items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0)) -> QVBoxLayout:
    """A column, in the same words as :func:`across`."""
    return _filled(QVBoxLayout(), items, gap, margins)


def _filled(layout: L, items: tuple[Item, ...], gap: int, margins: Margins) -> L:
    layout.setSpacing(gap)
    layout.setContentsMargins(QMargins(*margins))
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout


def card(*items: Item, gap: int = 8, pad: int = 16, role: str = "card") -> QFrame:
    """A white frame around a column of things."""
    made = QFrame()
    made.setProperty("role", role)
    made.setLayout(down(*items, gap=gap, margins=(pad, pad - 4, pad, pad - 4)))
    return made


def line() -> QFrame:
    """A thin line between two things."""
    made = QFrame()
    made.setProperty("role", "line")
    made.setFixedHeight(1)
    return made


class Scroll(QScrollArea):
    """A column that scrolls up and down when the window is too small for it."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        inside.setObjectName(inside.objectName() or "body")
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)

    def settle(self) -> None:
        """Lay the inside out now, so that a place in it can be scrolled to."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        inside = self.widget()
        wide = inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width() if inside else 0
        return QSize(wide, 80)


def in_sight(widget: QWidget) -> None:
    """Scroll whatever a piece stands in so that all of it can be seen."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, Scroll):
            above.settle()
            above.ensureWidgetVisible(widget, 0, 8)
        above = above.parentWidget()


def stacked(*items: QWidget) -> Scroll:
    """Pieces below one another, the last one growing; they scroll together when the window is too low for them."""
    inside = QWidget()
    column = down(*items, gap=12)
    column.setStretch(len(items) - 1, 1)
    inside.setLayout(column)
    return Scroll(inside)


def wrapping(*items: QWidget, gap: int = 8, row_gap: int = 8) -> QWidget:
    """A widget of things that wrap into rows."""
    made = QWidget()
    layout = Wrapping(gap, row_gap)
    for item in items:
        layout.addWidget(item)
    made.setLayout(layout)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (inside := item.widget()) is not None:
            inside.hide()
            inside.deleteLater()
        elif (deeper := item.layout()) is not None:
            clear(deeper)
