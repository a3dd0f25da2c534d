"""The window's own composition: application, fonts, sign-in, main window, locking and closing."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from caredesk.resources import resource
from caredesk.schema.errors import UserError
from caredesk.services.clock import SystemClock
from caredesk.services.desk import Desk
from caredesk.services.stations import Stations
from caredesk.ui.chinese import speak_chinese
from caredesk.ui.composing import Composing
from caredesk.ui.entry import EntryWindow
from caredesk.ui.preferences import Preferences
from caredesk.ui.style import Look, TextSize
from caredesk.ui.work import Report, Worker

if TYPE_CHECKING:
    from caredesk.ui.window import MainWindow


class Windows(QObject):
    """Which window is in sight: the entry before sign-in and while locked, the main window after it."""

    def __init__(self, app: QApplication, stations: Stations, preferences: Preferences) -> None:
        super().__init__()
        self.app, self.stations, self.preferences = app, stations, preferences
        self.composing = Composing(app)
        self.entry: EntryWindow | None = None
        self.main: MainWindow | None = None
        self.desk: Desk | None = None
        self.worker = Worker(self)
        self._left: tuple[str, str, Mapping[str, Any]] | None = None
        Look(preferences.size).dress(app)

    def open_entry(self) -> EntryWindow:
        """Show the sign-in page of the last station, or the first-start page; after locking with the name filled in."""
        made = EntryWindow(self.stations, self._set_up)
        made.entered.connect(self.enter)
        made.left.connect(self._gone)
        made.show_sign_in(self.preferences.station, self._left[0] if self._left else "")
        self.entry = made
        made.show()
        return made

    def enter(self, desk: Desk) -> None:
        """Somebody signed in: open the main window."""
        from caredesk.ui.places import places
        from caredesk.ui.window import MainWindow

        self.desk = desk
        self._remember(desk.safety.folder)
        main = MainWindow(desk, places(desk.user, self.set_size), self.preferences.choices)
        main.locked.connect(self.lock)
        main.closing.connect(self._closed)
        self.main = main
        bring_up(main, self.app)
        main.start()
        left, self._left = self._left, None
        if left is not None and left[0] == desk.user.name and left[1] in main.places:
            main.go(left[1], **left[2])
        if self.entry is not None:
            self.entry.hide()
            self.entry.deleteLater()
            self.entry = None

    def lock(self) -> None:
        """Ask for the password again at once; what was changed is backed up, then the station is closed."""
        main, self.main = self.main, None
        unsaved = main is not None and main.unsaved
        if main is not None and self.desk is not None:
            self._left = (self.desk.user.name, *main.here)
            main.closing.disconnect(self._closed)
            main.leave_now()
            main.deleteLater()
        entry = self.open_entry()
        if self.desk is None or not unsaved:
            self._close_desk()
            return
        desk = self.desk
        entry.wait("正在备份，备好就能登录……")

        def back_up(_report: Report) -> None:
            with desk.elsewhere() as other:
                other.safety.backup("exit")

        self.worker.start(back_up, lambda _: self._backed_up(""), self._not_backed_up)

    def _backed_up(self, said: str) -> None:
        self._close_desk()
        if self.entry is not None:
            self.entry.wait("", said)

    def _not_backed_up(self, error: Exception) -> None:
        self._backed_up("锁定时的备份没有做成，资料都已存好。登录后请到“备份”看看。")
        if not isinstance(error, UserError):
            raise error

    def _gone(self) -> None:
        """The entry was closed: what is being backed up is finished first."""
        self.worker.close()
        self._close_desk()
        self.app.quit()

    def tell_bug(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A mistake of ours: keep the place in the log (never a value), and say that the step did not happen."""
        logging.getLogger("caredesk").error("%s at %s", kind.__name__, _places(trace))
        sys.__excepthook__(kind, error, trace)
        if self.main is not None:
            self.main.messages.trouble(
                "程序出了错，刚才这一步没有做成，以前存的都在。请再试一次；还不行，请重新打开程序。"
            )

    def set_size(self, size: TextSize) -> None:
        """Use another text size from now on; the window is built anew where it stands."""
        self.preferences.size = size
        self.preferences.write()
        Look(size).dress(self.app)
        if self.main is not None and self.desk is not None:
            QTimer.singleShot(0, self._rebuild)

    def _rebuild(self) -> None:
        main, desk = self.main, self.desk
        if main is not None and desk is not None:
            unsaved = main.unsaved
            main.closing.disconnect(self._closed)
            main.leave_now()
            main.deleteLater()
            self.enter(desk)
            if self.main is not None:
                self.main.unsaved = unsaved
                self.main.frame.go("settings")

    def _closed(self) -> None:
        self._close_desk()
        self.app.quit()

    def _close_desk(self) -> None:
        desk, self.desk = self.desk, None
        if desk is not None:
            desk.close()

    def _set_up(self) -> QWidget:
        from caredesk.ui.setting_up import SetUp

        made = SetUp(self.stations, Path.home(), self._print_papers)
        made.entered.connect(self.enter)
        made.given_up.connect(self._given_up)
        made.stands.connect(self._remember)
        return made

    def _remember(self, folder: Path) -> None:
        self.preferences.station = folder
        self.preferences.write()

    def _given_up(self) -> None:
        if self.entry is not None:
            self.entry.show_sign_in(self.preferences.station)

    def _print_papers(self, title: str, codes: Mapping[str, str]) -> None:
        from caredesk.ui.printing import print_papers

        if self.entry is not None:
            print_papers(self.entry, title, codes)


def bring_up(window: QMainWindow, app: QApplication) -> None:
    """Show a window as large as is sensible on this screen."""
    room = app.primaryScreen().availableGeometry()
    if room.width() <= 1400 or room.height() <= 800:
        window.resize(room.width(), room.height())
        window.showMaximized()
    else:
        window.resize(min(1440, room.width() - 80), min(900, room.height() - 60))
        window.show()


def _places(trace: TracebackType | None) -> str:
    """Where it happened, by file and line; no values, which could be somebody's name."""
    return " < ".join(f"{Path(at.filename).name}:{at.lineno}" for at in reversed(traceback.extract_tb(trace)))


def make_application(arguments: Sequence[str]) -> QApplication:
    """The application with its name, icon and Chinese texts of Qt's own dialogs."""
    os.environ.setdefault("LC_TIME", "zh_CN.UTF-8")  # Qt's file dialog says days as the system does, else in English
    app = QApplication(list(arguments))
    app.setApplicationName("caredesk")
    app.setApplicationDisplayName("关爱台账")
    app.setQuitOnLastWindowClosed(False)  # locking closes the last window for a moment
    app.setWindowIcon(QIcon(str(resource("icons/caredesk-64.png"))))
    speak_chinese(app)
    return app


def start(arguments: Sequence[str]) -> int:
    """Run the window on the folder given with ``--data``, or on the last station; returns the exit code."""
    from caredesk.catalog import DECLARATIONS

    app = make_application(sys.argv[:1])
    config = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation))
    preferences = Preferences.read(config / "window.json")
    told = list(arguments)
    if "--data" in told[:-1]:
        preferences.station = Path(told[told.index("--data") + 1])
    windows = Windows(app, Stations(DECLARATIONS, SystemClock()), preferences)
    sys.excepthook = windows.tell_bug
    windows.open_entry()
    code = app.exec()
    let_go_of_clipboard()
    return code


def let_go_of_clipboard() -> None:
    """Leave what was copied as plain text of Qt's own: data made here would be destroyed after Python is gone."""
    clipboard = QGuiApplication.clipboard()
    unshared = QGuiApplication.platformName() in {"offscreen", "minimal"}  # these never say that they own it
    if unshared or clipboard.ownsClipboard():
        clipboard.setText(clipboard.text())
