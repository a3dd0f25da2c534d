"""The table of contents of the window: every page, its words in the navigation, and how it is built when opened."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from caredesk.services.access import Right, User
from caredesk.ui.page import Frame, Page
from caredesk.ui.style import TextSize
from caredesk.ui.window import Place


def places(user: User, set_size: Callable[[TextSize], None]) -> list[Place]:
    """The pages this user may open, in the order of the navigation; a module is loaded when its page is opened."""
    listed = [
        (Place("home", "今天要办", _lazy("home", "HomePage"), "house"), Right.SEE),
        (Place("people", "服务对象", _lazy("people", "PeoplePage"), "users"), Right.SEE),
        (Place("visit", "记一次走访", _lazy("visit", "VisitPage"), "clipboard-pen"), Right.VISIT),
        (Place("plan", "探访计划", _lazy("plan.page", "PlanPage"), "calendar-check"), Right.SEE),
        (Place("rounds", "走访路线", _lazy("rounds.page", "RoundsPage"), "list"), Right.VISIT),
        (Place("needs", "需求与转介", _lazy("needs.page", "NeedsPage"), "heart-handshake"), Right.SEE),
        (Place("roster", "收县里的表", _lazy("roster", "RosterPage"), "file-input"), Right.IMPORT),
        (Place("ledger", "台账", _lazy("ledger", "LedgerPage"), "file-spreadsheet"), Right.LEDGER),
        (Place("monthly", "月报", _lazy("monthly", "MonthlyPage"), "chart-column"), Right.RETURN),
        (Place("backup", "备份", _lazy("backup", "BackupPage"), "hard-drive", more=True), Right.BACKUP),
        (Place("settings", "设置", _sized("settings", "SettingsPage", set_size), "settings", more=True), Right.SEE),
        (Place("person", "档案", _lazy("person", "PersonPage"), belongs="people"), Right.SEE),
        (Place("assess", "记评估", _lazy("assess", "AssessPage"), belongs="people"), Right.EDIT),
        (Place("record", "登记", _lazy("record", "RecordPage"), belongs="people"), Right.SEE),
        (Place("compare", "新旧名单对照", _lazy("compare.page", "ComparePage"), belongs="roster"), Right.SEE),
        (Place("names", "名单", _lazy("names", "NamesPage"), belongs="monthly"), Right.SEE),
        (Place("preview", "预览", _lazy("preview", "PreviewPage"), belongs="ledger"), Right.SEE),
        (Place("help", "帮助", _lazy("help", "HelpPage"), belongs=""), Right.SEE),
    ]
    return [place for place, right in listed if user.may(right)]


def _lazy(module: str, name: str) -> Callable[[Frame], Page]:
    def build(frame: Frame) -> Page:
        made: Page = getattr(import_module(f"caredesk.ui.pages.{module}"), name)(frame)
        return made

    return build


def _sized(module: str, name: str, set_size: Callable[[TextSize], None]) -> Callable[[Frame], Page]:
    def build(frame: Frame) -> Page:
        made: Page = getattr(import_module(f"caredesk.ui.pages.{module}"), name)(frame, set_size)
        return made

    return build
