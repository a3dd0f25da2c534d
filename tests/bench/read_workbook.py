"""50,000 rows of 25 columns read through the worker: what it costs the desk's own process, and how long it stands.

``desk`` is the resident memory of the reading process (goal < 400 MB with the whole window) before, after and at
its most; ``stall`` the longest time for which another thread of it could not run (goal < 100 ms), the median of
the rounds; ``ratio`` the time over a bare calamine read in a process of its own; ``worker`` the memory of the worker.
Prints a JSON line for .xlsx and one for .csv. Run: python -m tests.bench.read_workbook [ROWS]
"""

from __future__ import annotations

import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from tests.bench.import_rows import floor_read

ROUNDS = 3
ROOT = Path(__file__).parents[2]
DESK = """
import gc, json, resource, sys, threading, time
from pathlib import Path
from caredesk.documents.reading.reader import WorkbookReader, worker_command

def memory(key):
    return [int(line.split()[1]) for line in open("/proc/self/status") if line.startswith(key)][0] >> 10

before, waits, over = memory("VmRSS"), [], []

def watch():
    last = time.perf_counter()
    while not over:
        time.sleep(0.002)
        now = time.perf_counter()
        waits.append(now - last)
        last = now

read = []
watcher = threading.Thread(target=watch)
reader = threading.Thread(
    target=lambda: read.append(WorkbookReader(worker_command()).read(Path(sys.argv[1]), progress=lambda said: None)))
begun = time.perf_counter()
watcher.start()
reader.start()
reader.join()
seconds = time.perf_counter() - begun
after = memory("VmRSS")
extent = str(read[0].sheets[0].extent)
del read[:]
over.append(True)
watcher.join()
print(json.dumps({"seconds": seconds, "stall": max(waits), "before": before, "after": after, "most": memory("VmHWM"),
                  "worker": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10, "extent": extent}))
"""


def lines(rows: int) -> Iterator[list[object]]:
    """Headings and people of a made-up roster with 25 columns, 18 of them filled for everybody."""
    chance = random.Random(1)
    yield [f"栏目{number}" for number in range(25)]
    for number in range(rows):
        yield [
            number + 1,
            chance.choice("王李张刘") + chance.choice("秀英建国") + chance.choice("兰志强华"), "男女"[number % 2],
            f"4290211946{number:05d}997", f"{number % 40}坪村", f"{number % 9}组", f"149{number:08d}",
            f"青石镇坪村{number}号", "汉族", "", *(chance.choice(("√", "", "")) for _ in range(5)),
            chance.randint(1, 900) + 0.5, f"说明文字{number}", "无", chance.randint(1, 9), "2026年10月", "已核实",
            f"备注{number % 7}", "是", "否", f"6217{number:012d}",
        ]  # fmt: skip


def write(path: Path, rows: int) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="gb18030", newline="") as target:
            csv.writer(target).writerows(lines(rows))
        return
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        for number, row in enumerate(lines(rows)):
            sheet.write_row(number, 0, row)


def measured(path: Path) -> dict[str, float]:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", DESK, str(path)], check=True, capture_output=True, env=environment)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def floor_text(path: Path) -> float:
    start = time.perf_counter()
    code = "import csv,sys\nprint(len(list(csv.reader(open(sys.argv[1],encoding='gb18030',newline='')))))"
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True)
    return time.perf_counter() - start


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, floor in (("名单.xlsx", floor_read), ("名单.csv", floor_text)):
            path = Path(folder) / name
            write(path, rows)
            rounds = [(measured(path), floor(path)) for _ in range(ROUNDS)]
            ours = [one for one, _ in rounds]
            figures = {key: statistics.median(one[key] for one in ours) for key in ("seconds", "stall")}
            memory = {key: max(one[key] for one in ours) for key in ("before", "after", "most", "worker")}
            print(
                json.dumps(
                    {
                        "bench": "read_workbook", "file": path.suffix, "read": ours[0]["extent"],
                        "seconds": round(figures["seconds"], 2),
                        "ratio": round(figures["seconds"] / statistics.median(bare for _, bare in rounds), 2),
                        "stall_ms": round(figures["stall"] * 1000), "goal_stall_ms": 100,
                        "desk_megabytes": {key: memory[key] for key in ("before", "after", "most")},
                        "goal_megabytes": 400, "worker_megabytes": memory["worker"],
                    },
                    ensure_ascii=False,
                )
            )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
