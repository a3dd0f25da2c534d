"""The desk as it ships, told apart only by what it says on stdout: a JSON line whenever what is in sight changes.

Started by test_window.py as a program of its own; keys come to it through the X server, as from a keyboard.
"""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

import caredesk.ui.app as shipped
from caredesk.__main__ import main
from caredesk.ui.entry import EntryWindow
from caredesk.ui.window import MainWindow

LOOK = 20
"""Milliseconds between looks."""


def seen(app: QApplication) -> dict[str, object]:
    """What stands on the screen now."""
    at = app.focusWidget()
    told: dict[str, object] = {
        "at": at.objectName() if at else "",
        "text": at.text() if isinstance(at, QLineEdit) and at.echoMode() is QLineEdit.EchoMode.Normal else "",
        "listing": bool(getattr(at, "open", False)),
    }
    shown = [window for window in app.topLevelWidgets() if window.isVisible()]
    for window in shown:
        if isinstance(window, EntryWindow):
            told |= {"window": "entry", "keys": window.isActiveWindow()}
    for window in shown:
        if isinstance(window, MainWindow) and window.page is not None:
            page = window.page
            told |= {
                "window": "main", "keys": window.isActiveWindow(), "busy": window.worker.working,
                "page": type(page).__name__, "messages": window.messages.texts(),
                "person": str(getattr(page, "owner", None) or getattr(page, "id", None) or ""),
                "said": page.state.whole() if hasattr(page, "state") else "",
            }  # fmt: skip
    return told


def watched(make):
    """The application with somebody looking on."""

    def made(arguments):
        app = make(arguments)
        before: list[dict[str, object]] = [{}]

        def look() -> None:
            now = seen(app)
            if now != before[0]:
                before[0] = now
                print(json.dumps(now), flush=True)

        timer = QTimer(app)
        timer.timeout.connect(look)
        timer.start(LOOK)
        return app

    return made


if __name__ == "__main__":
    shipped.make_application = watched(shipped.make_application)
    sys.exit(main(sys.argv[1:]))
