"""What else is to be done besides the lists of 今天要办: lists compared, payments to stop, backups."""

from __future__ import annotations

from collections.abc import Callable

from caredesk.schema.dates import show_day
from caredesk.services.access import Right
from caredesk.services.desk import Desk
from caredesk.ui.page import Frame
from caredesk.ui.pages.compare.waiting import waiting_here

Thing = tuple[str, str, str, Callable[[], object]]
"""Tone, words, the button's words and what it opens."""


def waiting(desk: Desk, frame: Frame) -> list[Thing]:
    """What else is to be done, the gravest first."""
    found: list[Thing] = [*waiting_here(desk, frame)]
    if desk.user.may(Right.BACKUP):
        backups = desk.safety.backups()
        if not backups:
            found.append(("warning", "还没有备份过。", "去备份", lambda: frame.go("backup")))
        elif desk.safety.backup_due():
            on = show_day(backups[0].made_at.astimezone().date())
            found.append(("warning", f"今天还没有备份，上次是{on}。", "去备份", lambda: frame.go("backup")))
    if not desk.settings.villages_confirmed and desk.user.may(Right.SETTINGS) and desk.user.may(Right.EDIT):
        found.append(("info", "村名单还没有核对过。", "去核对", lambda: frame.go("settings", part="villages")))
    return found
