"""Line icons (Lucide) in the colours of the desk."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from caredesk.resources import resource
from caredesk.ui.style import COLOURS

_RATIO = 2.0  # drawn twice as fine as asked, so that 125 % and 200 % screens stay sharp


def icon(name: str, colour: str = "text", on: str = "", size: int = 20, name_on: str = "") -> QIcon:
    """An icon by its file name below resources/icons; ``on`` and ``name_on`` are for a checked button."""
    made = QIcon()
    made.addPixmap(pixmap(name, colour, size), QIcon.Mode.Normal, QIcon.State.Off)
    made.addPixmap(pixmap(name_on or name, on or colour, size), QIcon.Mode.Normal, QIcon.State.On)
    made.addPixmap(pixmap(name, "disabled", size), QIcon.Mode.Disabled, QIcon.State.Off)
    made.addPixmap(pixmap(name_on or name, "disabled", size), QIcon.Mode.Disabled, QIcon.State.On)
    return made


def pixmap(name: str, colour: str = "text", size: int = 20) -> QPixmap:
    """The same as a picture of ``size`` pixels."""
    drawn = QPixmap(QSize(size, size) * _RATIO)
    drawn.setDevicePixelRatio(_RATIO)
    drawn.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", COLOURS[colour]).encode()))
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawn


def _source(name: str) -> str:
    try:
        return resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        return resource(f"style/{name}.svg").read_text(encoding="utf-8")
