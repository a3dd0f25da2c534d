"""What the made-up visit ledgers are built of: twelve people, a year of their visits, and the answers."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from roster_files import Page
from roster_people import Person, Town

WORKERS = ("周敏", "林悦", "何建国")
"""Visitors that the tests put on the station's list."""
OTHERS = ("村委会老高", "赵小兰")
"""Who went along, but is on no list."""
FINDINGS = (
    "身体还好，一个人住",
    "血压偏高，药按时吃",
    "儿子在外务工，电话常打",
    "精神不错，在院里晒太阳",
    "腿脚不便，邻居帮着买菜",
)
TROUBLES = ("", "", "灯泡坏了", "想申请高龄津贴", "屋顶漏雨")
DONE = ("陪着聊天，提醒防火", "帮着打扫了屋子", "讲了低保政策", "送大米一袋", "联系村里换灯泡")


@dataclass
class Visit:
    """One visit as it was: what must come out, whatever the ledger looks like."""

    person: Person
    on: date
    mode: str | None = "上门入户"
    met: str | None = None
    visitors: tuple[str, ...] = ()
    said: str = ""
    exact: bool = True

    def answer(self) -> dict[str, object]:
        return {
            "name": self.person.name, "id_number": self.person.number, "visited_on": self.on.isoformat(),
            "mode": self.mode, "met": self.met, "visitors": list(self.visitors), "situation": self.said or None,
            "exact": self.exact,
        }  # fmt: skip


@dataclass
class Ledger:
    """A file's pages with its visits, rows of people, rows left aside, and rows that must not come in."""

    pages: list[Page]
    visits: list[Visit]
    rows: int
    skipped: int = 0
    rejected: int = 0
    file: str = ""


@dataclass
class Year:
    """A year of the station's visits: three villages, twelve people, drawn from one seed."""

    year: int
    people: list[Person]
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def day(self, month: int) -> date:
        return date(self.year, month, 1) + timedelta(days=self.chance.randrange(2, 27))

    def visit(self, person: Person, on: date, **more: object) -> Visit:
        said = self.chance.choice(FINDINGS)
        return Visit(person, on, said=said, visitors=(self.chance.choice(WORKERS),), **more)  # type: ignore[arg-type]


LAYOUTS: dict[str, tuple[str, int, Callable[[Year], Ledger]]] = {}


def layout(name: str, kind: str, year: int) -> Callable[[Callable[[Year], Ledger]], Callable[[Year], Ledger]]:
    def kept(maker: Callable[[Year], Ledger]) -> Callable[[Year], Ledger]:
        LAYOUTS[name] = (kind, year, maker)
        return maker

    return kept


def people() -> list[Person]:
    """Twelve people of three villages, everybody with another name."""
    found: dict[str, Person] = {}
    for one in Town("ledgers").people(40):
        if one.name not in found and 2 <= len(one.name) <= 3:
            found[one.name] = one
    chosen = list(found.values())[:12]
    for at, one in enumerate(chosen):
        one.village = ("上坪村", "白庙村", "大湾村")[at % 3]
    return chosen
