"""20,000 rows from the file to the station, against a bare calamine read and executemany of ready tuples.

The floor reads with calamine in a worker process that does nothing else, and puts the very tuples that our import
wrote into the same tables, indexes, search keys and log of a fresh encrypted station. ``ratio`` is ours over that floor
(goal <= 2.5); ``bare_table`` is ours over the same read and one table without any index; ``lock`` is how long the
station was locked for others (goal <= 0.5 s), ``lock_by_table`` what it did meanwhile: with an index or more of each
record, its operation and the encryption of some 15,000 pages (10 us each) it comes near the goal for a wide roster and
keeps it for a plain one. Prints a JSON line for a plain roster (a person and a telephone a
row) and one for a wide roster (five records a row). Run: python -m tests.bench.import_rows [ROWS]
"""

from __future__ import annotations

import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

import caredesk
from caredesk.catalog import DECLARATIONS
from caredesk.schema.identity import made_up_id
from caredesk.services.clock import SystemClock
from caredesk.services.stations import NewStation, Stations
from caredesk.store import search
from caredesk.store.vault import Cost

ROUNDS = 3
TABLES = ("village", "person", "phone", "contact", "episode", "op", "act", "search_key")
PLAIN = ("序号", "姓名", "性别", "公民身份号码", "村（社区）", "组", "联系电话", "家庭住址", "民族", "备注")
WIDE = (*PLAIN, "独居", "空巢", "留守", "失能", "重残", "监护人姓名", "监护人关系", "监护人电话")
READ = (
    "import io,sys\nfrom python_calamine import CalamineWorkbook\n"
    "book=CalamineWorkbook.from_object(io.BytesIO(open(sys.argv[1],'rb').read()))\n"
    "print(sum(len(list(book.get_sheet_by_name(n).iter_rows())) for n in book.sheet_names))"
)


def roster(path: Path, rows: int, headings: tuple[str, ...]) -> None:
    """A made-up county roster; the wide one has a guardian and two or three ticks a person besides."""
    chance = random.Random(1)
    surnames, given = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗", "秀英建国桂兰志强丽华明珍玉梅德福春生海燕"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, ["2026年服务对象花名册"])
        sheet.write_row(1, 0, headings)
        for number in range(rows):
            born = date(1930, 1, 1) + timedelta(days=number % 11000)
            made = made_up_id(f"42{1000 + number // 11000}", born, sequence=996 + number % 4)
            name = chance.choice(surnames) + chance.choice(given) + chance.choice(given)
            village = f"{'上下东西南北'[number % 6]}坪村"
            told = {
                "序号": number + 1, "姓名": name, "性别": "男" if int(made[16]) % 2 else "女", "公民身份号码": made,
                "村（社区）": village, "组": f"{number % 9 + 1}组", "联系电话": f"149{number:08d}",
                "家庭住址": f"青石镇{village}{number % 99}号", "民族": "汉族", "备注": "", "监护人姓名": "李小明",
                "监护人关系": "子", "监护人电话": f"148{number:08d}",
            }  # fmt: skip
            sheet.write_row(number + 2, 0, [told.get(name, chance.choice(("√", ""))) for name in headings])


def station(folder: Path):
    stations = Stations(DECLARATIONS, SystemClock(), Cost(passes=1, memory_kib=8, lanes=1))
    desk, _ = stations.create(
        folder, NewStation("青石镇社工站", "云溪县", "青石镇", "qingshi-2026", opened_on=date(2026, 9, 1))
    )
    return desk


class Lock:
    """How long write transactions last from now on, and what they do meanwhile, heard from the statements."""

    def __init__(self) -> None:
        self.lasted: list[float] = []
        self.parts: list[dict[str, float]] = []
        self._began: float | None = None

    def heard(self, statement: str, started: float) -> None:
        now = time.perf_counter()
        if statement.startswith("BEGIN IMMEDIATE"):
            self._began = now
            self.parts.append({})
        elif self._began is not None:
            found = re.search(r'INTO (?:main\.)?"?(\w+)', statement)
            name = found[1] if found else "commit" if statement == "COMMIT" else "rest"
            self.parts[-1][name] = self.parts[-1].get(name, 0.0) + now - started
            if statement == "COMMIT":
                self.lasted.append(now - self._began)
                self._began = None

    def longest(self) -> tuple[float, dict[str, float]]:
        """Seconds of the longest one, and of its parts from a hundredth of a second on."""
        lasted, parts = max(zip(self.lasted, self.parts, strict=True), key=lambda told: told[0])
        large = sorted(((taken, name) for name, taken in parts.items() if taken > 0.01), reverse=True)
        return lasted, {name: round(taken, 3) for taken, name in large}


def locked(desk) -> Lock:
    """Listens to the statements of a desk's connection."""
    lock = Lock()

    class Listening:
        def __init__(self, inner):
            self._inner = inner

        def execute(self, statement, *more):
            started = time.perf_counter()
            done = self._inner.execute(statement, *more)
            lock.heard(statement, started)
            return done

        def executemany(self, statement, *more):
            started = time.perf_counter()
            done = self._inner.executemany(statement, *more)
            lock.heard(statement, started)
            return done

        def __getattr__(self, name):
            return getattr(self._inner, name)

    for holder in (desk.work.records, desk.work.records.log, desk.work.trail):
        for name, value in list(vars(holder).items()):
            if value is CONNECTIONS[id(desk)]:
                setattr(holder, name, Listening(value))
    return lock


CONNECTIONS: dict[int, object] = {}


def ours(path: Path, folder: Path):
    """Seconds for read, check and commit, and for the lock."""
    desk = station(folder)
    CONNECTIONS[id(desk)] = desk.work.records.connection
    lock = locked(desk)
    importing = desk.imports  # with the keeper of lists, as the desk runs it
    start = time.perf_counter()
    recognised = importing.read(path)
    read = time.perf_counter()
    plan = importing.check(recognised)
    checked = time.perf_counter()
    importing.commit(recognised, plan)
    end = time.perf_counter()
    assert plan.counts()["new"] == len(recognised.workbook.sheets[0].rows) - 2, plan.counts()
    return desk, (end - start, read - start, checked - read, end - checked, *lock.longest())


def ready_tuples(desk):
    """The rows that the import wrote, by table, as they lie in the file."""
    connection = CONNECTIONS[id(desk)]
    found = {}
    for table in TABLES:
        columns = [f'"{row[1]}"' for row in connection.execute(f'PRAGMA table_info("{table}")')]
        found[table] = (columns, connection.execute(f'SELECT {", ".join(columns)} FROM "{table}"').fetchall())
    names = connection.execute("SELECT rid, name FROM person").fetchall()
    found["search_name"] = (["rowid", "letters"], [(rid, search.spaced(name)) for rid, name in names])
    return found


def floor_write(tuples, folder: Path) -> float:
    desk = station(folder)
    connection = desk.work.records.connection
    for table in TABLES:
        connection.execute(f'DELETE FROM "{table}"')
    start = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for table, (columns, rows) in tuples.items():
        marks = ", ".join("?" * len(columns))
        connection.executemany(f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({marks})', rows)
    connection.execute("COMMIT")
    taken = time.perf_counter() - start
    desk.close()
    return taken


def bare_write(tuples, folder: Path) -> float:
    desk = station(folder)
    connection = desk.work.records.connection
    columns, rows = tuples["person"]
    connection.execute(f"CREATE TABLE bare ({', '.join(columns)})")
    start = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * len(columns))})", rows)
    connection.execute("COMMIT")
    taken = time.perf_counter() - start
    connection.execute("DROP TABLE bare")
    desk.close()
    return taken


def floor_read(path: Path) -> float:
    environment = dict(os.environ, PYTHONPATH=str(Path(caredesk.__file__).parent.parent))
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", READ, str(path)], check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def measure(rows: int, layout: str, headings: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        roster(folder / "名单.xlsx", rows, headings)
        times, reads, writes, bares = [], [], [], []
        for turn in range(ROUNDS):
            desk, taken = ours(folder / "名单.xlsx", folder / f"ours{turn}")
            times.append(taken)
            tuples = ready_tuples(desk)
            desk.close()
            reads.append(floor_read(folder / "名单.xlsx"))
            writes.append(floor_write(tuples, folder / f"floor{turn}"))
            bares.append(bare_write(tuples, folder / f"bare{turn}"))
    *measured, parts = zip(*times, strict=True)
    whole, read, check, commit, lock = (statistics.median(part) for part in measured)
    floor = statistics.median(reads) + statistics.median(writes)
    bare = statistics.median(reads) + statistics.median(bares)
    figures = {"ours": whole, "read": read, "check": check, "commit": commit, "lock": lock,
               "floor_read": statistics.median(reads), "floor_write": statistics.median(writes),
               "ratio": whole / floor, "bare_table": whole / bare}  # fmt: skip
    besides = ("op", "act", "search_key", "search_name")
    records = sum(len(told) for table, (_, told) in tuples.items() if table not in besides)
    print(
        json.dumps(
            {
                "rows": rows,
                "layout": layout,
                "records": records,
                **{key: round(value, 3) for key, value in figures.items()},
                "lock_by_table": parts[measured[-1].index(lock)],
            }
        )
    )


def main(rows: int) -> None:
    search.readings()
    measure(rows, "plain", PLAIN)
    measure(rows, "wide", WIDE)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
