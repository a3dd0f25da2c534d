"""Figures that open a list: a button with a large number on it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

from caredesk.ui.icons import pixmap
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Elided, across, down, words


class FigureButton(QPushButton):
    """A number with its name; pressing it shows who is behind it."""

    def __init__(self, key: str, label: str, picture: str, tone: str) -> None:
        super().__init__()
        self.key, self.label = key, label
        self.setProperty("kind", "figure")
        self.setObjectName(f"figure.{key}")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        scale = scale_of(self)
        badge = self.badge = QLabel()
        badge.setProperty("role", "badge")
        badge.setProperty("tone", tone)
        badge.setFixedSize(round(44 * scale), round(44 * scale))
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        badge.setPixmap(pixmap(picture, tone, round(22 * scale)))
        self.number = words("–", "figure", tone)
        self.under = Elided("", "small")
        title = Elided(label, "second")
        text = down(title, self.number, self.under, gap=0)
        row = across(badge, text, gap=12, margins=(16, 10, 12, 10))
        row.setStretch(1, 1)
        self.setLayout(row)
        for child in (badge, title, self.number, self.under):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_number(self, number: int, under: str = "") -> None:
        """Put the figure up, with a line below it."""
        self.number.setText(f"{number:,}")
        self.under.set_words(under)
        self.setAccessibleName(f"{self.label}：{number}。{under}")
        # A button's own hint, cached before its words were dressed, would leave it two pixels high in a narrow window.
        self.setMinimumHeight(self.minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.badge.setVisible(self.width() >= round(190 * scale_of(self)))

    def sizeHint(self) -> QSize:  # noqa: N802
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        layout = self.layout()
        tall = layout.minimumSize().height() if layout is not None else 0
        return QSize(round(110 * scale_of(self)), tall)
