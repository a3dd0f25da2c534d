"""Filters that fold away behind one button where the window is too low for them and the list together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from caredesk.ui.style import scale_of
from caredesk.ui.widgets import button

_LOW = 560
"""Below this height (at 标准) a page keeps its room for the list."""


class Folding:
    """Knows whether filters are folded away; ``button`` opens them and says how many of them narrow the list."""

    def __init__(self, turned: Callable[[], None]) -> None:
        self._turned = turned
        self._low = False
        self._opened = False
        self.button = button("更多条件", self._turn, kind="quiet", picture="chevron-down", name="more_filters")
        self.button.hide()

    @property
    def folded(self) -> bool:
        """Whether the filters are to be hidden now."""
        return self._low and not self._opened

    def fit(self, page: QWidget) -> None:
        """Look at the height of the window that the page stands in."""
        low = page.window().height() < _LOW * scale_of(page)
        if low != self._low:
            self._low = low
            self.button.setVisible(low)
            self._turned()

    def say(self, filters: Sequence[QComboBox]) -> None:
        """Tell how many filters narrow the list, so that none does so unseen."""
        chosen = sum(1 for one in filters if one.currentData() is not None)
        told = "收起条件" if not self.folded else f"更多条件（已选{chosen}项）" if chosen else "更多条件"
        self.button.setText(f" {told}")
        self.button.setAccessibleName(told)

    def _turn(self) -> None:
        self._opened = not self._opened
        self._turned()
