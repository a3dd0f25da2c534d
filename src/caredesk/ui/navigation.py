"""The navigation: every page by its words; in a low window those needed seldom fold away behind 更多."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from caredesk.ui.icons import icon, pixmap
from caredesk.ui.preferences import Choices
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Scroll, across, down, words

_CHOICE = "navigation.more"
_GAP = 4


class Navigation(Scroll):
    """``entries``: a page's key, words, picture, and whether it may fold away. ``go`` opens one."""

    def __init__(
        self, entries: Sequence[tuple[str, str, str, bool]], go: Callable[[str], object], choices: Choices
    ) -> None:
        self.buttons: dict[str, QPushButton] = {}
        self._choices = choices
        self._seldom = [key for key, _, _, more in entries if more]
        self._lit = ""
        self._body = QWidget()
        self._body.setObjectName("nav")
        self._body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        super().__init__(self._body)
        scale = scale_of(self)
        self.setObjectName("navScroll")
        logo = QLabel()
        logo.setPixmap(pixmap("heart-handshake", "on_primary", round(26 * scale)))
        brand = across(logo, words("关爱台账", "brand"), None, gap=10, margins=(10, 14, 8, 8))
        self._column = down(brand, gap=_GAP, margins=(10, 0, 10, 10))
        for number, (key, title, picture, _) in enumerate(entries, start=1):
            made = _entry(title, picture, scale)
            made.setCheckable(True)
            made.setObjectName(f"nav.{key}")
            if number <= 9:
                made.setToolTip(f"Alt+{number}")
            made.clicked.connect(partial(self._go, go, key))
            self.buttons[key] = made
        for key, made in self.buttons.items():
            if key not in self._seldom:
                self._column.addWidget(made)
        self.more = _entry("更多", "ellipsis", scale)
        self.more.setObjectName("nav.more")
        self.more.clicked.connect(self._turn)
        self._column.addWidget(self.more)
        for key in self._seldom:
            self._column.addWidget(self.buttons[key])
        self._column.addStretch(1)
        self._foot = words("不联网 · 已加密", "nav-foot")
        self._column.addWidget(self._foot)
        self._body.setLayout(self._column)
        bold = self.fontMetrics().horizontalAdvance("收县里的表")
        self.setFixedWidth(round(bold * 1.08 + 92 * scale))
        self._fold()

    def light(self, key: str) -> None:
        """Show which page is open; an entry that folds away stays in sight while its page does."""
        self._lit = key
        for name, made in self.buttons.items():
            made.setChecked(name == key)
        self._fold()

    @property
    def folds(self) -> bool:
        """Whether the window is too low for all entries."""
        tall = self._column.contentsMargins().bottom() + 54 * scale_of(self)  # the brand
        each = max(made.sizeHint().height() for made in self.buttons.values()) + _GAP
        return tall + each * len(self.buttons) + self._foot.sizeHint().height() > self.height()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fold()

    def _go(self, go: Callable[[str], object], key: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        self.buttons[key].setChecked(key == self._lit)  # lit when the page opens: the one in sight may not let go
        go(key)

    def _turn(self) -> None:
        self._choices.put(_CHOICE, "shut" if self._open else "open")
        self._fold()

    @property
    def _open(self) -> bool:
        return self._choices.get(_CHOICE, "shut") == "open"

    def _fold(self) -> None:
        folds = bool(self._seldom) and self.folds
        self.more.setVisible(folds)
        self._foot.setVisible(not folds)
        said = "收起" if self._open else "更多"
        self.more.setText(f"  {said}")
        self.more.setAccessibleName(said)
        for key in self._seldom:
            self.buttons[key].setVisible(not folds or self._open or key == self._lit)


def _entry(title: str, picture: str, scale: float) -> QPushButton:
    made = QPushButton(icon(picture, "nav_text", "on_primary", round(20 * scale)), f"  {title}")
    made.setProperty("kind", "nav")
    made.setAccessibleName(title)
    return made
