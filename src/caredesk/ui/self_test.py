"""The window's part of ``--self-test``: Qt with its plugins and Chinese texts, and every page, without a screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo
from PySide6.QtWidgets import QApplication

from caredesk.services.desk import Desk
from caredesk.services.stations import Stations
from caredesk.ui.app import Windows, make_application
from caredesk.ui.places import places
from caredesk.ui.preferences import Preferences
from caredesk.ui.style import Look, TextSize
from caredesk.ui.window import MainWindow

Part = Callable[[str], AbstractContextManager[None]]


def check_window(desk: Desk, part: Part) -> None:
    """Open every window and page on a signed-in desk that has a record of every kind."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app: QApplication | None = None
    with part("窗口：图形组件"):
        plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
        if not list(plugins.glob({"win32": "*qwindows*", "darwin": "*qcocoa*"}.get(sys.platform, "*qxcb*"))):
            raise FileNotFoundError(f"no platform plugin for a screen in {plugins}")
        app = make_application(["caredesk"])
        Look(TextSize.STANDARD).dress(app)
    if app is None:
        return
    with part("窗口：Qt 自己的中文"):
        said = QCoreApplication.translate("QPlatformTheme", "Cancel")
        if said != "取消":
            raise FileNotFoundError(f"qtbase_zh_CN is not there: {said}")
    with part("窗口：登录和建站"):
        windows = Windows(app, Stations(desk.declarations, desk.clock), Preferences(desk.safety.folder / "window.json"))
        entry = windows.open_entry()
        entry.show_sign_in(desk.safety.folder)
        entry.set_up()
        _draw(app, entry)
        entry.close()
    _pages(app, desk, part)


def _pages(app: QApplication, desk: Desk, part: Part) -> None:
    window = MainWindow(desk, places(desk.user, lambda _: None))
    window.resize(1366, 768)
    window.show()
    try:
        for place in window.places.values():
            with part(f"窗口：{place.title}"):
                window.go(place.key, **_shown(desk, place.key))
                _draw(app, window)
                if window.page is not window.pages[place.key] or window.messages.texts():
                    raise RuntimeError("".join(window.messages.texts()) or "the page did not open")
    finally:
        window.leave_now()
        window.worker.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _shown(desk: Desk, key: str) -> dict[str, Any]:
    """What a page is to show that needs to be told."""
    people = tuple(desk.people.people())
    match key:
        case "person":
            return {"id": people[0]}
        case "assess":
            return {"person": people[0]}
        case "record":
            return {"kind": "person", "id": people[0], "about": "张建德"}
        case "names":
            return {"record": "person", "ids": people, "said": "自检"}
        case "preview":
            ledger = desk.declarations.ledgers[0]
            return {"sheet": desk.ledgers.sheet(ledger.key, "2026-10"), "ledger": ledger.key}
        case _:
            return {}


def _draw(app: QApplication, window: Any) -> None:
    """Let everything under way end, then paint the window."""
    worker = getattr(window, "worker", None)
    for _ in range(3):
        app.processEvents()
    while worker is not None and worker.working:
        app.processEvents()
    drawn = window.grab().toImage()
    if len({drawn.pixel(x, y) for x in range(0, drawn.width(), 7) for y in range(0, drawn.height(), 7)}) < 3:
        raise RuntimeError("nothing was painted")
