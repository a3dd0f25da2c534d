"""What an eye would see at once on a page: words cut off, things outside the window, controls without a name."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from caredesk.ui.figures import FigureButton
from caredesk.ui.sheet_view import GroupedHeader
from caredesk.ui.widgets import Elided, Scroll


def all_in_sight(window):
    return [made for made in window.findChildren(QWidget) if made.isVisible() and made.width() > 0]


def clipped(window):
    """A sentence for everything that is cut off."""
    found = []
    for made in all_in_sight(window):
        said = _words_cut(made) or _outside(made, window)
        if said:
            found.append(f"{type(made).__name__} {made.objectName()!r} {_text(made)[:30]!r}: {said}")
    return found


def _text(made):
    if isinstance(made, QComboBox):
        return made.currentText()
    return made.text() if isinstance(made, QLabel | QAbstractButton | QLineEdit) else made.accessibleName()


def _words_cut(made):  # noqa: C901  a list of kinds
    if isinstance(made, Elided):
        return ""
    if isinstance(made, QLabel) and made.text():
        if made.wordWrap():
            need = made.heightForWidth(made.width())
            return f"needs {need} high, has {made.height()}" if need > made.height() + 2 else ""
        need = made.sizeHint()
        if need.width() > made.width() + 1:
            return f"needs {need.width()} wide, has {made.width()}"
        return f"needs {need.height()} high, has {made.height()}" if need.height() > made.height() + 1 else ""
    if isinstance(made, FigureButton):
        need = made.minimumSizeHint().height()
        return f"needs {need} high, has {made.height()}" if need > made.height() else ""
    if isinstance(made, QPushButton | QCheckBox) and made.text():
        need = made.sizeHint()
        if need.width() > made.width() + 1 or need.height() > made.height() + 1:
            return f"needs {need.width()}x{need.height()}, has {made.width()}x{made.height()}"
    if isinstance(made, QComboBox):
        option = QStyleOptionComboBox()
        made.initStyleOption(option)
        field = made.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, made
        )
        need = made.fontMetrics().horizontalAdvance(made.currentText())
        return f"needs {need} wide, has {field.width()}" if need > field.width() + 1 else ""
    if isinstance(made, QLineEdit) and made.placeholderText() and not made.text():
        need = made.fontMetrics().horizontalAdvance(made.placeholderText())
        room = made.width() - 24 - (30 if made.actions() else 0)
        return f"hint needs {need} wide, has {room}" if need > room else ""
    if isinstance(made, QHeaderView) and not isinstance(made, GroupedHeader):
        return _heading_cut(made)
    return ""


def _heading_cut(head):
    if head.orientation() != Qt.Orientation.Horizontal or head.model() is None:
        return ""
    for section in range(head.count()):
        if not head.isSectionHidden(section):
            text = str(head.model().headerData(section, Qt.Orientation.Horizontal) or "")
            need = head.fontMetrics().horizontalAdvance(text) + 12
            if need > head.sectionSize(section):
                return f"heading {text!r} needs {need}, has {head.sectionSize(section)}"
    return ""


def _outside(made, window):
    """Beyond the window's edge, or beyond the side of what only scrolls up and down."""
    above = made.parentWidget()
    while above is not None and not isinstance(above, QAbstractScrollArea):
        above = above.parentWidget()
    if above is not None and not isinstance(above, Scroll):
        return ""  # a table or text scrolls both ways by itself
    room = above.viewport() if above is not None else window
    if made is room or isinstance(made, QScrollBar) or not room.isAncestorOf(made):
        return ""
    left = made.mapTo(room, QPoint(0, 0)).x()
    if left < -1 or left + made.width() > room.width() + 1:
        return f"stands at {left}..{left + made.width()} of {room.width()}"
    if above is None:
        top = made.mapTo(window, QPoint(0, 0)).y()
        if top < -1 or top + made.height() > window.height() + 1:
            return f"stands at {top}..{top + made.height()} of {window.height()} high"
    return ""


def nameless(window):
    """Controls that take the keys but have no name for a screen reader."""
    found = []
    for made in window.findChildren(QWidget):
        inner = isinstance(made.parentWidget(), QComboBox | QAbstractSpinBox)
        if (
            made.isVisible()
            and made.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not inner
            and not made.accessibleName()
        ):
            found.append(f"{type(made).__name__} {made.objectName()!r}")
    return found
