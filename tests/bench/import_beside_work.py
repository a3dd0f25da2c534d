"""50,000 rows taken in by the worker thread of an open window, while somebody types: what the rest of the desk feels.

One process, as it ships: the window with a desk, a heartbeat of the screen's thread every 5 ms, and a draft kept every
quarter of a second. Told by phase (read, check, commit, undo): how long it took, the longest time the screen's thread
stood still (goal: 100 ms; ``unloaded`` is the same heartbeat with the worker idle: what this machine itself does), the
slowest keeping of a draft, and the most memory so far (goal: 400 MB; the workbook itself is read in another process).
Then the check and the commit are cancelled: whatever is left behind is told (goal: nothing).
Run: python -m tests.bench.import_beside_work [ROWS]
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
from multiprocessing import Process
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from caredesk.ui.app import make_application
from caredesk.ui.places import places
from caredesk.ui.style import Look, TextSize
from caredesk.ui.window import MainWindow
from tests.bench.import_rows import PLAIN, roster, station

BEAT, TYPING = 5, 250


class Watch:
    """The screen's heartbeat and somebody who types, while a job is under way."""

    def __init__(self, desk) -> None:
        self._desk = desk
        self.stood, self.slowest, self.drafts, self._last = 0.0, 0.0, 0, time.perf_counter()
        self._beat, self._typing = QTimer(), QTimer()
        self._beat.timeout.connect(self._beats)
        self._typing.timeout.connect(self._type)

    def __enter__(self):
        self._last = time.perf_counter()
        self._beat.start(BEAT)
        self._typing.start(TYPING)
        return self

    def __exit__(self, *_):
        self._beats()
        self._beat.stop()
        self._typing.stop()

    def _beats(self) -> None:
        now = time.perf_counter()
        self.stood = max(self.stood, now - self._last)
        self._last = now

    def _type(self) -> None:
        started = time.perf_counter()
        self._desk.drafts.save(None, "visit", {"values": {"situation": f"老人说膝盖疼{self.drafts}"}})
        self.slowest = max(self.slowest, time.perf_counter() - started)
        self.drafts += 1


def resident(key: str) -> int:
    """Megabytes of this process: VmRSS now, VmHWM at most."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(key))


def phase(window, desk, task, *, stop_at=None):
    """Do a task as a page does it; its answer (None when cancelled) and what was felt meanwhile."""
    answers, started = [], time.perf_counter()
    with Watch(desk) as watch:
        job = window.session.work(task, answers.append, lambda: answers.append(None))
        if stop_at is not None:
            job.progress.connect(lambda _done, _total, words: job.cancel() if stop_at(words) else None)
        while window.worker.working:
            QApplication.processEvents()
            time.sleep(0.001)
        QApplication.processEvents()
    told = {"seconds": round(time.perf_counter() - started, 2), "stood_still_ms": round(watch.stood * 1000),
            "slowest_draft_ms": round(watch.slowest * 1000), "drafts": watch.drafts,
            "megabytes": resident("VmRSS"), "most_megabytes": resident("VmHWM")}  # fmt: skip
    return answers[0], told


def row_of(words: str) -> int:
    """The row that a progress tells of, 0 for none."""
    found = re.search(r"第 (\d+) 行", words)
    return int(found[1]) if found else 0


def everything(desk) -> dict[str, int]:
    """How many rows every table holds, temporary ones as well."""
    read = desk.work.records.connection.execute
    names = [f'main."{name}"' for (name,) in read("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    names += [f'temp."{name}"' for (name,) in read("SELECT name FROM temp.sqlite_master").fetchall()]
    return {name: read(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names if "search_name" not in name}


def main(rows: int) -> None:
    app = make_application(["bench"])
    Look(TextSize.STANDARD).dress(app)
    with tempfile.TemporaryDirectory() as name:
        writer = Process(target=roster, args=(Path(name) / "名单.xlsx", rows, PLAIN))
        writer.start()  # what writing a workbook takes is no part of it
        writer.join()
        desk = station(Path(name) / "station")
        window = MainWindow(desk, places(desk.user, lambda _: None))
        window.resize(1366, 768)
        window.show()
        desk.drafts.save(None, "visit", {})
        app.processEvents()
        told = {"start_megabytes": resident("VmRSS")}
        told["unloaded"] = phase(window, desk, lambda _desk, _: time.sleep(2))[1]
        file = Path(name) / "名单.xlsx"
        found, told["read"] = phase(
            window, desk, lambda desk, told: desk.imports.read(file, progress=told.say, cancelled=told.stopped)
        )

        def check(desk, told):
            return desk.imports.check(found, progress=told.say, cancelled=told.stopped)

        before = everything(desk)
        # A plan that came after all (the stop was too late) is not held: its memory would count twice.
        stopped = phase(window, desk, check, stop_at=lambda words: row_of(words) > rows // 3)[1]
        plan, told["check"] = phase(window, desk, check)
        left = {key: count for key, count in everything(desk).items() if before.get(key) != count}
        told["cancelled_check"] = {**stopped, "left_behind": left}
        result, told["commit"] = phase(window, desk, lambda desk, _: desk.imports.commit(found, plan))
        assert result.plan.counts()["new"] > rows * 0.99, result.plan.counts()
        batch, plan, result, found = result.batch, None, None, None
        before = everything(desk)

        def undo(desk, told):
            return desk.imports.undo(batch, progress=told.say, cancelled=told.stopped)

        stopped = phase(window, desk, undo, stop_at=lambda words: words == "正在退回")[1]
        left = {key: count for key, count in everything(desk).items() if before.get(key) != count}
        told["cancelled_undo"] = {**stopped, "left_behind": left}
        told["undo"] = phase(window, desk, undo)[1]
        window.leave_now()
        window.worker.close()
        desk.close()
    print(json.dumps({"bench": "import_beside_work", "rows": rows, "goal_ms": 100, "goal_megabytes": 400, **told},
                     ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
