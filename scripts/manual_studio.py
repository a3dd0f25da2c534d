"""The real window on the demo station, ready to be looked at, and grabs of it as small pictures."""

import os
from datetime import datetime
from io import BytesIO
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QPoint, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QWidget

from caredesk.catalog import DECLARATIONS
from caredesk.schema.ids import Id
from caredesk.services.clock import SetClock
from caredesk.services.demo import STATION, DemoMaker
from caredesk.services.stations import Stations
from caredesk.store.vault import Cost
from caredesk.ui.app import make_application
from caredesk.ui.page import Page
from caredesk.ui.places import places
from caredesk.ui.style import Look, TextSize
from caredesk.ui.window import MainWindow

WIDTH, HEIGHT = 1366, 768
PASSWORD = "qingshi-2026"
NOW = datetime(2026, 11, 4, 9, 0)  # noqa: DTZ001  as the demo's own clock: the local time
_COLOURS = 200
_CHEAP = Cost(passes=1, memory_kib=8, lanes=1)


class Studio:
    """The application, a demo station on one November morning, and its window."""

    def __init__(self, folder: Path) -> None:
        self.app = make_application(["manual"])
        Look(TextSize.STANDARD).dress(self.app)
        self.folder = folder
        DemoMaker(folder / "demo", PASSWORD, lambda _: None, _CHEAP).make()
        self.stations = Stations(DECLARATIONS, SetClock(NOW), _CHEAP)
        self.desk = self.stations.sign_in(folder / "demo" / STATION, "站长", PASSWORD)
        self.window = MainWindow(self.desk, places(self.desk.user, lambda _: None))
        self.window.resize(WIDTH, HEIGHT)
        self.window.show()
        self.window.start()
        self.settle()

    def close(self) -> None:
        """Sign out."""
        self.window.leave_now()
        self.desk.close()

    def settle(self) -> None:
        """Let jobs end and timers ring."""
        for _ in range(4):
            while self.window.worker.working:
                self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
            wait = QEventLoop()
            QTimer.singleShot(90, wait.quit)
            wait.exec()

    def open(self, place: str, **what: object) -> Page:
        """Go to a page and wait until it stands; what was looked at before leaves nothing behind."""
        self.window.finder.clear()
        self.window.finder.hide_list()
        self.window.go(place, **what)
        self.settle()
        assert self.window.page is not None
        self.window.messages.clear()
        return self.window.page

    def somebody(self) -> Id:
        """A person worth looking at: the most often visited of those with a hint for visitors, the first by name."""
        people = [one for one in self.desk.records.find("person", {"state": "在册"}) if getattr(one, "entry_hint", "")]
        most = max(people, key=lambda one: (len(self.desk.visits.of(one.id)), getattr(one, "name", "")))
        return most.id


def grabbed(window: QWidget) -> QPixmap:
    """A window with the question that stands over it; the question is closed."""
    picture = window.grab()
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            painter = QPainter(picture)
            painter.fillRect(picture.rect(), QColor(0, 0, 0, 70))
            box = dialog.grab()
            painter.drawPixmap(QPoint((WIDTH - box.width()) // 2, (HEIGHT - box.height()) // 2), box)
            painter.end()
            dialog.close()
    return picture


def save(picture: QPixmap, file: Path) -> int:
    """Write a picture with few colours; returns its size in bytes."""
    raw = QBuffer()
    raw.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(raw, "PNG")
    image = Image.open(BytesIO(bytes(raw.data().data()))).convert("RGB")
    small = image.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(file, optimize=True)
    return file.stat().st_size
