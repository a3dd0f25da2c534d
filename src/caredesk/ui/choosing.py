"""Choices whose first entry means all: the filters over a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QComboBox

from caredesk.ui.style import scale_of


def choices_of(label: str, everything: str, changed: Callable[[], None], letters: int = 7) -> QComboBox:
    """A combo whose first entry means all; as wide as so many letters, its list as wide as it needs."""
    made = QComboBox()
    made.setAccessibleName(label)
    made.addItem(everything, None)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(1)
    made.setFixedWidth(made.fontMetrics().horizontalAdvance("村" * letters) + round(66 * scale_of(made)))
    made.currentTextChanged.connect(made.setToolTip)
    made.setMaxVisibleItems(14)
    made.activated.connect(lambda _: changed())
    return made


def place_of(combo: QComboBox, value: Any) -> int:
    """Where a value stands in a combo, 0 when it does not. (Qt's own search does not compare our ids.)"""
    return next((place for place in range(combo.count()) if combo.itemData(place) == value), 0)


def offer(combo: QComboBox, items: list[tuple[str, Any]]) -> None:
    """Fill a combo anew behind its first entry (all); what was chosen stays chosen."""
    held = combo.currentData()
    while combo.count() > 1:
        combo.removeItem(1)
    for label, value in items:
        combo.addItem(label, value)
    combo.setCurrentIndex(place_of(combo, held))
    wide = max((combo.fontMetrics().horizontalAdvance(label) for label, _ in items), default=0)
    combo.view().setMinimumWidth(round(wide + 40 * scale_of(combo)))
