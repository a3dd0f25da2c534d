"""Resident memory of a signed-in desk on 50,000 people, without a window and with it.

Each figure is a process of its own: a bare Python, a bare PySide6 window with one label (the floor), the desk that has
found somebody and listed who is due, the window after signing in with 今天要办 in sight (all 50,000 are due), and the
same after a round through 服务对象, a person and a visit form. ``signed_in`` is the figure to watch (goal < 200 MB).
Run: python -m tests.bench.memory_signed_in [PEOPLE]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.big_station import PASSWORD, build, stations

TELL = """
def told():
    lines = open("/proc/self/status").read().splitlines()
    print(*(line.split()[1] for key in ("VmRSS", "VmHWM") for line in lines if line.startswith(key)))
"""
HELLO = """
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel("你好")
label.show()
app.processEvents()
label.grab()
told()
"""
DESK = """
import sys
from pathlib import Path
from tests.bench.memory_signed_in import desk_at_work
desk = desk_at_work(Path(sys.argv[1]))
told()
desk.close()
"""
WINDOW = """
import sys
from pathlib import Path
from tests.bench.memory_signed_in import window_at_work
window_at_work(Path(sys.argv[1]), told, round_trip=len(sys.argv) > 2)
"""


def desk_at_work(folder: Path):
    """Signed in, with a search and the list of who is due done."""
    desk = stations().sign_in(folder, "站长", PASSWORD)
    desk.people.search("wxy", 12)
    desk.visits.today()
    return desk


def window_at_work(folder: Path, then, *, round_trip: bool) -> None:
    """The window after signing in, or after a round through its pages."""
    from PySide6.QtWidgets import QApplication

    from caredesk.ui.app import make_application
    from caredesk.ui.places import places
    from caredesk.ui.style import Look, TextSize
    from caredesk.ui.window import MainWindow

    app = make_application(["bench"])
    Look(TextSize.STANDARD).dress(app)
    desk = stations().sign_in(folder, "站长", PASSWORD)
    window = MainWindow(desk, places(desk.user, lambda _: None))
    window.resize(1366, 768)
    window.show()
    somebody = desk.people.search("wxy", 1)[0].id
    pages = [("home", {}), ("people", {}), ("person", {"id": somebody}), ("visit", {"person": somebody})]
    for page, what in pages if round_trip else pages[:1]:
        window.go(page, **what)
        while window.worker.working:
            QApplication.processEvents()
        QApplication.processEvents()
        window.grab()
    then()
    window.leave_now()
    window.worker.close()
    desk.close()


def megabytes(code: str, *arguments: str) -> dict[str, float]:
    """What a process that runs the code says of itself."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", TELL + code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    now, most = (round(int(word) / 1024, 1) for word in done.stdout.split())
    return {"now": now, "most": most}


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "station"
        build(folder, people)
        found = {
            "bare_python": megabytes("told()"), "bare_window": megabytes(HELLO), "desk": megabytes(DESK, str(folder)),
            "signed_in": megabytes(WINDOW, str(folder)), "after_a_round": megabytes(WINDOW, str(folder), "round"),
        }  # fmt: skip
    ratio = round(found["signed_in"]["now"] / found["bare_window"]["now"], 2)
    print(json.dumps({"bench": "memory_signed_in", "people": people, "megabytes": found, "ratio": ratio,
                      "goal_megabytes": 200}, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
