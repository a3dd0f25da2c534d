"""From the start of the program to the first paint of the sign-in window, against a bare PySide6 window.

Both are programs of their own, started one after the other several times, with all files in the system's memory. The
clock is stopped when the window has got its first paint event and painted it. ``offscreen`` draws without a screen;
``x11`` is a real X server (Xvfb), where there is one. ``seconds.ours`` is the figure to watch (goal < 1 s), ``ratio``
is ours over the bare window. Run: python -m tests.bench.first_paint
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.big_station import PASSWORD, stations

ROUNDS = 7
WATCH = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWidgetType():
            QTimer.singleShot(0, self.tell)  # once the whole window has been painted
        return False
    def tell(self):
        print(time.monotonic(), flush=True)
        QApplication.instance().quit()
"""
HELLO = (
    WATCH
    + """
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
watch = Watch()
app.installEventFilter(watch)
label = QLabel("你好")
label.resize(1000, 620)
label.show()
app.exec()
"""
)
OURS = """
import sys, time
from caredesk.ui import app as ours
from caredesk.__main__ import main
make = ours.make_application
def watched(arguments):
    made = make(arguments)
    exec(WATCH, globals())
    globals()["QApplication"] = type(made)
    made.watch = Watch()
    made.installEventFilter(made.watch)
    return made
ours.make_application = watched
main(["--data", sys.argv[1]])
"""


def start(code: str, *arguments: str, platform: str, home: Path) -> float:
    """Seconds from starting Python to the painted window."""
    environment = os.environ | {"QT_QPA_PLATFORM": platform, "XDG_CONFIG_HOME": str(home), "HOME": str(home)}
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment, check=True
    )
    return float(done.stdout.split()[0]) - begun


def on(platform: str, station: Path, home: Path) -> dict[str, object]:
    """The figures on one platform."""
    ours, bare = [], []
    for _ in range(ROUNDS):
        bare.append(start(HELLO, platform=platform, home=home))
        ours.append(start(f"WATCH = {WATCH!r}\n{OURS}", str(station), platform=platform, home=home))
    seconds = {"ours": round(statistics.median(ours[1:]), 3), "bare_window": round(statistics.median(bare[1:]), 3)}
    return {"seconds": seconds, "ratio": round(seconds["ours"] / seconds["bare_window"], 2)}


def main() -> None:
    from caredesk.services.stations import NewStation

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stations().create(folder / "station", NewStation("青石镇社工站", "云溪县", "青石镇", PASSWORD))[0].close()
        told: dict[str, object] = {"bench": "first_paint", "goal_seconds": 1.0}
        told["offscreen"] = on("offscreen", folder / "station", folder)
        if shutil.which("Xvfb"):
            reading, writing = os.pipe()
            server = subprocess.Popen(
                ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
                pass_fds=[writing], stderr=subprocess.DEVNULL,
            )  # fmt: skip
            os.close(writing)
            with os.fdopen(reading) as said:
                os.environ["DISPLAY"] = f":{said.readline().strip()}"
            try:
                told["x11"] = on("xcb", folder / "station", folder)
            finally:
                server.terminate()
                server.wait()
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
