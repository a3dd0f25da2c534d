"""How the desk looks: the only file with colours, and the one template that turns them into a style sheet."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from caredesk.resources import resource

BASE = 15
"""Height of ordinary text in pixels at 标准; every size in the template is given for it."""

COLOURS: Mapping[str, str] = {
    "bg": "#F4F6F8",
    "surface": "#FFFFFF",
    "raised": "#F8FAFB",
    "head": "#EDF1F4",
    "text": "#1A2733",
    "second": "#4D5B68",
    "disabled": "#697683",
    "line": "#DCE3E8",
    "edge": "#77858F",
    "edge_hover": "#4D5B68",
    "primary": "#0B6B62",
    "primary_hover": "#095A53",
    "primary_pressed": "#074A44",
    "primary_soft": "#DDF0ED",
    "on_primary": "#FFFFFF",
    "selected": "#D5EBE7",
    "hover": "#EAF3F2",
    "danger": "#B3261E",
    "danger_hover": "#93201A",
    "danger_soft": "#FDE8E7",
    "warning": "#8A5300",
    "warning_soft": "#FDF0D9",
    "warning_line": "#C98A2B",
    "ok": "#1B6E3C",
    "ok_soft": "#E0F3E6",
    "info": "#1C5D99",
    "info_soft": "#E3EEF9",
    "plain": "#4D5B68",
    "plain_soft": "#E9EDF1",
    "nav": "#12343B",
    "nav_hover": "#1C464E",
    "nav_on": "#0B6B62",
    "nav_text": "#DCE8EA",
    "nav_second": "#A9C0C4",
    "scroll": "#B4C0C9",
    "scroll_hover": "#8B99A5",
    "bar_1": "#0B6B62",
    "bar_2": "#E0A458",
    "bar_3": "#1C5D99",
}

PAIRS: tuple[tuple[str, str], ...] = (
    ("text", "bg"),
    ("text", "surface"),
    ("text", "raised"),
    ("text", "head"),
    ("text", "selected"),
    ("text", "hover"),
    ("second", "bg"),
    ("second", "surface"),
    ("second", "raised"),
    ("second", "head"),
    ("second", "hover"),
    ("second", "selected"),
    ("disabled", "surface"),
    ("primary", "surface"),
    ("primary", "bg"),
    ("primary", "primary_soft"),
    ("primary", "hover"),
    ("primary", "selected"),
    ("on_primary", "primary"),
    ("on_primary", "primary_hover"),
    ("on_primary", "primary_pressed"),
    ("on_primary", "danger"),
    ("on_primary", "danger_hover"),
    ("danger", "surface"),
    ("danger", "bg"),
    ("text", "danger_soft"),
    ("danger", "danger_soft"),
    ("warning", "warning_soft"),
    ("warning", "surface"),
    ("warning", "bg"),
    ("text", "warning_soft"),
    ("ok", "ok_soft"),
    ("ok", "surface"),
    ("text", "ok_soft"),
    ("info", "info_soft"),
    ("info", "surface"),
    ("text", "info_soft"),
    ("plain", "plain_soft"),
    ("nav_text", "nav"),
    ("nav_text", "nav_hover"),
    ("on_primary", "nav_on"),
    ("nav_second", "nav"),
)
"""Every pair of text and what it stands on (WCAG AA: 4.5 to 1)."""

EDGES: tuple[tuple[str, str], ...] = (
    ("edge", "surface"),
    ("edge", "bg"),
    ("primary", "surface"),
    ("primary", "bg"),
    ("danger", "danger_soft"),
    ("bar_1", "surface"),
    ("bar_3", "surface"),
)
"""Every border and shape that carries meaning (WCAG AA: 3 to 1)."""

TONES = ("danger", "warning", "ok", "info", "plain")
"""Tones of states; each has a text colour and a soft background, and is never shown without words."""


class TextSize(Enum):
    """The user's text size; the value is the factor on every size of the template."""

    STANDARD = 1.0
    LARGE = 1.25
    LARGER = 1.5

    @property
    def label(self) -> str:
        """The words in 设置."""
        return {"STANDARD": "标准", "LARGE": "大", "LARGER": "特大"}[self.name]


@dataclass(frozen=True)
class Look:
    """A text size with the fonts found; makes the style sheet and dresses an application."""

    size: TextSize = TextSize.STANDARD

    def px(self, height: float) -> int:
        """Pixels for a size that is given for 标准."""
        return round(height * self.size.value)

    def sheet(self) -> str:
        """The style sheet: ``$name`` is a colour, ``12u`` is 12 pixels at 标准."""
        template = resource("style/desk.qss").read_text(encoding="utf-8")
        icons = resource("style").as_posix()
        coloured = re.sub(r"\$([a-z_0-9]+)", lambda found: COLOURS[found.group(1)], template)
        sized = re.sub(r"(?<![\w#.])(\d+(?:\.\d+)?)u\b", lambda found: f"{self.px(float(found.group(1)))}px", coloured)
        return sized.replace("style:", icons + "/")

    def dress(self, app: QApplication) -> None:
        """Give the application our fonts, palette and style sheet."""
        app.setStyle(QStyleFactory.create("Fusion"))
        font = QFont()
        font.setFamilies([*(["Microsoft YaHei UI"] if sys.platform == "win32" else []), *_bundled_families()])
        font.setPixelSize(self.px(BASE))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        app.setFont(font)
        app.setPalette(_palette())
        app.setStyleSheet(self.sheet())


def _bundled_families() -> list[str]:
    """Families of the fonts that come with the desk, the one for rare characters of names last; loaded once."""
    families = ["CareDesk Hei", "CareDesk Rare"]
    if not set(families) <= set(QFontDatabase.families()):
        for name in ("hei", "hei-bold", "rare"):
            QFontDatabase.addApplicationFont(str(resource(f"fonts/{name}.ttf")))
    return families


def _palette() -> QPalette:
    palette = QPalette()
    for role, name in (
        (QPalette.ColorRole.Window, "bg"),
        (QPalette.ColorRole.Base, "surface"),
        (QPalette.ColorRole.AlternateBase, "raised"),
        (QPalette.ColorRole.Text, "text"),
        (QPalette.ColorRole.WindowText, "text"),
        (QPalette.ColorRole.ButtonText, "text"),
        (QPalette.ColorRole.Button, "surface"),
        (QPalette.ColorRole.Highlight, "primary"),
        (QPalette.ColorRole.HighlightedText, "on_primary"),
        (QPalette.ColorRole.PlaceholderText, "disabled"),
        (QPalette.ColorRole.ToolTipBase, "text"),
        (QPalette.ColorRole.ToolTipText, "surface"),
        (QPalette.ColorRole.Link, "primary"),
    ):
        palette.setColor(role, colour(name))
    return palette


def colour(name: str) -> QColor:
    """A colour of the desk for painting."""
    return QColor(COLOURS[name])


def scale_of(widget: QWidget) -> float:
    """The factor of the text size that a widget lives under (its application's font)."""
    app = QApplication.instance()
    height = app.font().pixelSize() if isinstance(app, QApplication) else widget.font().pixelSize()
    return max(height, BASE) / BASE


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours written as #RRGGBB, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(text: str) -> float:
    parts = [int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
