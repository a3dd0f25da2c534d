"""A demo station: made-up people of a made-up town, their rosters taken in and two months of visits played.

Everything goes through the use cases that the window has. The papers of its October carry the mark 演示数据.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from caredesk.catalog import DECLARATIONS
from caredesk.resources import resource
from caredesk.schema.dates import show_day
from caredesk.schema.errors import StoreTrouble
from caredesk.services.clock import SetClock
from caredesk.services.demo_diary import Line, Player, read_diary
from caredesk.services.desk import Desk
from caredesk.services.stations import NewStation, Stations
from caredesk.store.durable import disk_errors
from caredesk.store.folder import StationFolder
from caredesk.store.vault import Cost

PERIOD = "2026-10"
STATION = "station"
LEDGER_XLSX, LEDGER_PDF = f"入户探访台账-{PERIOD}.xlsx", f"入户探访台账-{PERIOD}.pdf"
RETURN_PDF = f"工作月报-{PERIOD}.pdf"
UNFINISHED = "演示还没有做完.txt"
"""Lies in the folder until all is done, so that a run that was cut off can be told from a finished one."""


@dataclass(frozen=True)
class Step:
    """Where the making stands: ``seconds`` is None while a step runs, ``done`` of ``whole`` where it can be counted."""

    title: str
    done: int = 0
    whole: int = 0
    seconds: float | None = None


Told = Callable[[Step], None]


@dataclass
class Demo:
    """What was made: ``users`` are (name, role) pairs, all with the one password; ``steps`` their seconds."""

    out: Path
    users: list[tuple[str, str]] = field(default_factory=list)
    recovery: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    steps: dict[str, float] = field(default_factory=dict)
    people: int = 0
    visits: int = 0
    ledger_rows: int = 0

    @property
    def files(self) -> list[Path]:
        """The station's folder and the three papers."""
        return [self.out / name for name in (STATION, LEDGER_XLSX, LEDGER_PDF, RETURN_PDF)]


class DemoMaker:
    """Makes the demo in one folder; ``told`` hears of every step, ``cost`` is what a password guess costs."""

    def __init__(self, out: Path, password: str, told: Told, cost: Cost | None = None) -> None:
        self._password = password
        self._told = told
        self._setup = json.loads(resource("demo/station.json").read_text("utf-8"))
        self._clock = SetClock(datetime.fromisoformat(f"{self._setup['opened_on']}T08:30"))
        self._stations = Stations(DECLARATIONS, self._clock, cost)
        self._made = Demo(out)
        self._running = ""

    def make(self) -> Demo:
        """Make everything; raises StoreTrouble when the folder holds something already, and writes nothing then."""
        claim(self._made.out)
        station = self._made.out / STATION
        with self._step("建站"), _closing(self._create(station)) as desk:
            self._set_up(desk)
        with _closing(self._signed_in(self._setup["clerk"])) as desk:
            self._live(desk, read_diary(resource("demo/diary.jsonl")))
        self._clock.move_to(date.fromisoformat(self._setup["present"]), 17)
        with _closing(self._signed_in("站长")) as desk:
            self._write(desk)
        with disk_errors("收尾"):
            (self._made.out / UNFINISHED).unlink()
        return self._made

    def _create(self, station: Path) -> Desk:
        told = self._setup
        new = NewStation(
            told["name"], told["county"], told["township"], self._password, told["head"],
            date.fromisoformat(told["opened_on"]), {**told["more"], "demo": True, "villages_confirmed": True},
        )  # fmt: skip
        desk, codes = self._stations.create(station, new)
        self._made.recovery = {str(paper): code for paper, code in codes.items()}
        self._made.notices += desk.notices
        self._made.users.append((told["head"], "站长"))
        return desk

    def _set_up(self, desk: Desk) -> None:
        """Villages, visitors and users, as a head types them in on the first day."""
        told = self._setup["villages"]
        villages = desk.records.save_all("village", [desk.records.from_json("village", one) for one in told])
        named = dict(zip((one["name"] for one in told), villages, strict=True))
        visitors: list[dict[str, Any]] = [dict(one) for one in self._setup["visitors"]]
        for one in visitors:
            one["village"] = named.get(one.get("village", ""))
        desk.records.save_all("visitor", visitors)
        for user in self._setup["users"]:
            desk.safety.add_user(user["name"], user["role"], self._password)
            self._made.users.append((user["name"], user["role"]))

    def _live(self, desk: Desk, lines: list[Line]) -> None:
        """The two months: rosters as they come in, and between them what the days bring."""
        player = Player(desk, self._clock)
        for are_rosters, group in groupby(lines, key=lambda line: "roster" in line):
            part = list(group)
            if not are_rosters:
                first, last = (date.fromisoformat(str(part[place]["day"])) for place in (0, -1))
                with self._step(f"记走访：{show_day(first)}至{show_day(last)}"):
                    player.play(part, self._moved)
            for line in part if are_rosters else ():
                self._clock.move_to(date.fromisoformat(line["day"]), 10)
                with self._step(f"收表：{line['roster']}"):
                    desk.imports.run(resource("demo") / line["roster"])

    def _write(self, desk: Desk) -> None:
        """The papers of October, and the proof that what lies in the station is sound."""
        made = self._made
        with self._step(LEDGER_XLSX):
            made.ledger_rows = desk.ledgers.write("visits", PERIOD, made.out / LEDGER_XLSX, progress=self._counted)
        with self._step(LEDGER_PDF):
            desk.ledgers.write("visits", PERIOD, made.out / LEDGER_PDF, progress=self._counted)
        with self._step(RETURN_PDF):
            desk.returns.write("monthly", PERIOD, made.out / RETURN_PDF)
        with self._step("备份并核对"):
            counts = desk.safety.backup("asked").counts
            made.people, made.visits = counts["person"], counts["visit"]
            if findings := desk.safety.check():
                raise StoreTrouble(f"演示站点核对时发现问题：{findings[0]}请删掉这个文件夹再做一次。")

    def _signed_in(self, login: str) -> Desk:
        return self._stations.sign_in(self._made.out / STATION, login, self._password)

    @contextmanager
    def _step(self, title: str) -> Iterator[None]:
        self._running = title
        self._told(Step(title))
        started = time.perf_counter()
        yield
        seconds = time.perf_counter() - started
        self._made.steps[title] = round(seconds, 2)
        self._told(Step(title, seconds=seconds))

    def _moved(self, done: int, whole: int) -> None:
        self._told(Step(self._running, done, whole))

    def _counted(self, done: int, whole: int) -> bool:
        self._moved(done, whole)
        return True


@contextmanager
def _closing(desk: Desk) -> Iterator[Desk]:
    try:
        yield desk
    finally:
        desk.close()


def claim(out: Path) -> None:
    """Take an empty or new folder for the demo, and clear away what an earlier run that was cut off left in it.

    Raises StoreTrouble when anything else lies there: a finished demo is never written over.
    """
    with disk_errors("准备演示文件夹"):
        if out.exists() and not out.is_dir():
            raise StoreTrouble(f"“{out}”是一个文件。请另选一个新文件夹来放演示。")
        if (out / UNFINISHED).is_file():
            _clear(out)
        elif (out / STATION).exists():
            raise StoreTrouble(f"“{out}”里已经有做好的演示，不会覆盖它。请另选一个新文件夹，或直接打开其中的站点。")
        if out.exists() and any(item.name != UNFINISHED for item in out.iterdir()):
            raise StoreTrouble(f"“{out}”里已经有别的文件。请另选一个新文件夹来放演示。")
        out.mkdir(parents=True, exist_ok=True)
        said = "演示正在做，或者中途停了。再做一次演示时，这里做了一半的东西会被清掉。\n"
        (out / UNFINISHED).write_text(said, "utf-8")


def _clear(out: Path) -> None:
    """Remove our own half-made files; StoreTrouble while a program has the half-made station open."""
    station = out / STATION
    if station.is_dir():
        with StationFolder(station).hold():
            pass
        shutil.rmtree(station)
    for name in (LEDGER_XLSX, LEDGER_PDF, RETURN_PDF):
        (out / name).unlink(missing_ok=True)
