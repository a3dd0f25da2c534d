"""``--self-test``: whether this program is whole, proved by doing a little of everything on a station made for it."""

from __future__ import annotations

import json
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from caredesk.catalog import DECLARATIONS
from caredesk.cli.terminal import speak_utf8
from caredesk.resources import resource
from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import Invalid, Problem, StoreTrouble
from caredesk.schema.fields import Choice, Choices, Field, Photos, Text, Words, YesNo
from caredesk.schema.identity import made_up_id
from caredesk.schema.ids import Id
from caredesk.schema.kinds import Amount, CertificateNumber, Day, IdNumber, Number, PartialDay, Phone, Ref
from caredesk.schema.record import RecordType
from caredesk.services.clock import SetClock
from caredesk.services.desk import Desk
from caredesk.services.stations import NewStation, Stations
from caredesk.store.vault import Cost

Part = Callable[[str], AbstractContextManager[None]]
"""``with part("title"):`` one part of the test; it prints its line, and swallows and counts what went wrong."""
Window = Callable[[Desk, Part], None]
"""The window's own parts; handed in, because the command line knows no window."""

TODAY, BORN = date(2026, 10, 20), date(1946, 8, 19)
PERIOD = "2026-10"
NAME = "张建德"
PASSWORD = "self-test-2026"
SHIPPED = {
    "fonts": ("song.ttf", "song-bold.ttf", "hei.ttf", "hei-bold.ttf", "rare.ttf"),
    "icons": ("caredesk.svg", "caredesk-64.png", "heart-handshake.svg"),
    "style": ("desk.qss",),
    "readings": ("readings.txt",),
    "notices": ("overview.txt", "licences.txt"),
    "demo": ("station.json", "diary.jsonl"),
    "manual": ("index.md", "start.md", "visit.md"),
}


class Outcome:
    """Prints a line a part and counts those that failed."""

    def __init__(self) -> None:
        self.done = 0
        self.failed = 0

    @contextmanager
    def part(self, title: str) -> Iterator[None]:
        """One part; what goes wrong inside is told and does not keep the other parts from being tried."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  every fault is this test's to tell
            self.failed += 1
            traceback.print_exc()
            print(f"没过  {title}：{type(error).__name__} {error}", flush=True)  # noqa: T201  this is the command line
        else:
            print(f"通过  {title}", flush=True)  # noqa: T201
        self.done += 1


def self_test(window: Window) -> int:
    """Try every part; returns 0 when all of them pass, else 1."""
    speak_utf8()
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="caredesk-", ignore_cleanup_errors=True) as name:
        _look_at_everything(Path(name), window, outcome.part)
    said = f"有{outcome.failed}项没过。程序不完整，请重新解压或重装一次。" if outcome.failed else "程序完整。"
    print(f"共{outcome.done}项，{said}")  # noqa: T201
    return 1 if outcome.failed else 0


def _look_at_everything(folder: Path, window: Window, part: Part) -> None:
    for room, names in SHIPPED.items():
        with part(f"随程序的文件 {room}"):
            for name in names:
                if not resource(f"{room}/{name}").stat().st_size:
                    raise FileNotFoundError(f"{room}/{name} is empty")
    desk: Desk | None = None
    with part("加密的站点"):
        # a cheap password, on a station that lives for seconds: the slow one would say nothing more
        stations = Stations(DECLARATIONS, SetClock(datetime(2026, 10, 20, 9)), Cost(1, 8, 1))  # noqa: DTZ001
        root = folder / "站点"
        switched_on = {"mental_contacts": True, "mental_basis": "自检"}
        new = NewStation("自检站", "云溪县", "青石镇", PASSWORD, opened_on=TODAY, more=switched_on)
        stations.create(root, new)[0].close()
        desk = stations.sign_in(root, "站长", PASSWORD)
    if desk is None:
        return
    try:
        _use(desk, folder, part)
        window(desk, part)
    finally:
        desk.close()


def _use(desk: Desk, folder: Path, part: Part) -> None:
    saved: dict[str, Id] = {}
    for kind in DECLARATIONS.records:
        with part(f"登记 {kind.title}"):
            _save(desk, kind, saved)
    with part("找人"):
        if not desk.people.search("zjd"):
            raise LookupError("nobody is found by initials")
    with part("收表（另一个进程里读）"):
        roster = min(resource("demo").glob("*.csv"))
        result = desk.imports.run(roster)
        if not result.plan.counts()["new"]:
            raise ValueError("nobody was taken in")
    for ledger in DECLARATIONS.ledgers:
        for ending in ("xlsx", "pdf", "json"):
            with part(f"台账 {ledger.title} .{ending}"):
                file = folder / f"{ledger.key}.{ending}"
                if not desk.ledgers.write(ledger.key, PERIOD if ledger.period else None, file):
                    raise ValueError("no rows")
                _look_into(file)
    for one in DECLARATIONS.returns:
        for ending in ("pdf", "json"):
            with part(f"报表 {one.title} .{ending}"):
                file = folder / f"{one.key}.{ending}"
                desk.returns.write(one.key, PERIOD, file)
                _look_into(file)
    with part("备份并核对"):
        desk.safety.backup("asked")
        if findings := desk.safety.check():
            raise StoreTrouble("".join(findings))


def _look_into(file: Path) -> None:
    """Read a file that was just written, with the program's own reader."""
    if file.suffix == ".json":
        json.loads(file.read_text("utf-8"))
    elif file.suffix == ".pdf":
        from caredesk.documents.preview import page_count, render_page

        data = file.read_bytes()
        if not page_count(data) or len(set(render_page(data, 0, 50).bgrx)) < 3:
            raise ValueError("a blank page")
    else:
        from caredesk.documents.reading.reader import WorkbookReader, worker_command

        if not WorkbookReader(worker_command()).read(file).sheets[0].rows:
            raise ValueError("an empty sheet")


def _save(desk: Desk, kind: RecordType, saved: dict[str, Id]) -> None:
    """A record of a kind with a value in every field that goes with the others."""
    if kind.key == "desk_user":
        desk.safety.add_user("钱自检", "社工", PASSWORD)
    elif kind.key != "station":  # every station has its one
        saved[kind.key] = desk.records.save(kind.key, sample(kind, saved))
    if not desk.records.find(kind.key):
        raise LookupError("it is not there")


def sample(kind: RecordType, linked: Mapping[str, Id]) -> dict[str, Any]:
    """Made-up values for as many fields as go together; ``linked`` are records that may be pointed at, by kind.

    Raises Invalid when the declaration asks for something that its field alone does not tell.
    """
    values: dict[str, Any] = {}
    for name, spec in kind.fields.items():
        values[name] = _value(spec, values, linked)
    if kind.key == "person":
        values["name"] = NAME
    if "dropped" in values:  # else no plan would be left to print
        values["dropped"] = False
    while problems := kind.problems(values):
        values[_in_the_way(kind, values, problems)] = None
    return values


def _in_the_way(kind: RecordType, values: Mapping[str, Any], problems: list[Problem]) -> str:
    """A field that need not be filled, and without which less is wrong."""
    for name, spec in kind.fields.items():
        held = values[name] is not None and not spec.required
        if held and len(kind.problems({**values, name: None})) < len(problems):
            return name
    raise Invalid(problems)


def _value(spec: Field, before: Mapping[str, Any], linked: Mapping[str, Id]) -> Any:  # noqa: C901, PLR0911  a case a kind
    match spec:
        case Ref():
            return linked.get(spec.to)
        case Photos():
            return None
        case Words():
            return ("旧名",)
        case Choice():
            options = spec.options_for(before)
            return options[0] if options else None
        case Choices():
            return spec.options[:1]
        case YesNo():
            return True
        case Day():
            return TODAY
        case PartialDay():
            return PartialDate.of(BORN)
        case Number():
            return max(spec.least, min(spec.most, 3))
        case Amount():
            return 12_345
        case IdNumber():
            return made_up_id("429021", BORN, sequence=997)
        case CertificateNumber():
            return made_up_id("429021", BORN, sequence=997) + "42"
        case Phone():
            return "14900000001"
        case Text():
            return "自检"[: spec.longest]
    return spec.default
