"""设置: the station, villages, visitors, users, the recycle bin, 谁看过谁改过, text size, about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QWidget

from caredesk.services.access import Right
from caredesk.ui.page import Frame, Page
from caredesk.ui.pages.settings_about import AboutPart
from caredesk.ui.pages.settings_lists import ListPart
from caredesk.ui.pages.settings_parts import bin_part, calendar_part, station_part, trace_part
from caredesk.ui.pages.settings_rules import RulesPart
from caredesk.ui.pages.settings_users import UsersPart
from caredesk.ui.style import TextSize
from caredesk.ui.widgets import Scroll, button, card, clear, down, words, wrapping

_TALL = ("villages", "visitors", "rules", "calendar", "phrases", "traces", "about")
"""Parts that take the whole height of the page."""


class SettingsPage(Page):
    """``arrive(part=...)``."""

    shows = frozenset({
        "station", "village", "visitor", "phrase", "desk_user", "person", "visit", "phone", "contact", "cadence_rule",
        "calendar_day",
    })  # fmt: skip
    help = "settings"

    def __init__(self, frame: Frame, set_size: Callable[[TextSize], None]) -> None:
        super().__init__(frame)
        self._set_size = set_size
        self.at = ""
        self.column.addLayout(self.heading("设置"))
        user = self.desk.user
        parts = [
            ("look", "显示", Right.SEE),
            ("station", "本站", Right.SEE),
            ("villages", "村（社区）", Right.SEE),
            ("visitors", "探访人", Right.SEE),
            ("rules", "探访规则", Right.SEE),
            ("calendar", "放假和调休", Right.SEE),
            ("phrases", "常用语", Right.VISIT),
            ("users", "使用人员", Right.SEE),
            ("bin", "回收站", Right.EDIT),
            ("traces", "谁看过谁改过", Right.AUDIT),
            ("about", "关于", Right.SEE),
        ]
        self._group = QButtonGroup(self)
        self.tabs: dict[str, QWidget] = {}
        for key, label, right in parts:
            if user.may(right):
                made = button(label, partial(self.show_part, key), kind="chip", name=f"part.{key}")
                made.setCheckable(True)
                self._group.addButton(made)
                self.tabs[key] = made
        self.column.addWidget(wrapping(*self.tabs.values(), gap=8))
        self._shown: QWidget | None = None
        self._shown_key = ""
        self.inside = QWidget()
        self._content = down(gap=12)
        self.inside.setLayout(self._content)
        self.column.addWidget(Scroll(self.inside), 1)

    def arrive(self, **what: Any) -> None:
        self.at = what.get("part") or self.at or "look"
        self._stale = True

    def reload(self) -> None:
        if isinstance(self._shown, ListPart | RulesPart) and self._shown_key == self.at:
            self._shown.reload()  # the keys stay where they are
        else:
            self.show_part(self.at or "look")

    def show_part(self, key: str) -> None:
        """Show one part."""
        self.at = key
        for name, made in self.tabs.items():
            made.setChecked(name == key)  # type: ignore[attr-defined]
        clear(self._content)
        self._shown, self._shown_key = self._part(key), key
        self._content.addWidget(self._shown, 1 if key in _TALL else 0)
        if key not in _TALL:
            self._content.addStretch(1)

    def _part(self, key: str) -> QWidget:
        frame = self.frame
        makers: dict[str, Callable[[], QWidget]] = {
            "look": self._look,
            "station": lambda: station_part(frame),
            "villages": lambda: ListPart(frame, "village", ("official_order", "name")),
            "visitors": lambda: ListPart(frame, "visitor", ("role", "name")),
            "phrases": lambda: ListPart(frame, "phrase", ("place", "text"), may_go=True),
            "rules": lambda: RulesPart(frame),
            "calendar": lambda: calendar_part(frame),
            "users": lambda: UsersPart(frame),
            "bin": lambda: bin_part(frame, self.reload),
            "traces": lambda: trace_part(frame),
            "about": AboutPart,
        }
        return makers[key]()

    def _look(self) -> QWidget:
        group = []
        for size in TextSize:
            made = button(size.label, partial(self._set_size, size), kind="chip", name=f"size.{size.name}")
            made.setCheckable(True)
            made.setChecked(abs(size.value - self._scale()) < 0.01)
            group.append(made)
        told = "只改这台电脑上的显示，打印件不变。"
        return card(words("字的大小", "h2"), wrapping(*group), words(told, "small", wrap=True), gap=10)

    def _scale(self) -> float:
        from caredesk.ui.style import scale_of

        return scale_of(self)
