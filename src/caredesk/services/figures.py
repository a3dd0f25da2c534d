"""The figures of a return for a period, each with exactly the records behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from caredesk.schema.ids import Id
from caredesk.schema.indicator import Rate, Return
from caredesk.schema.period import Period, PeriodKind
from caredesk.services.register import Balance, Expected

MOVES = ("opening", "joined", "left", "closing")
"""期初, 新增, 退出, 期末 of a balance."""
TITLES = {
    PeriodKind.MONTH: "工作月报",
    PeriodKind.QUARTER: "工作季报",
    PeriodKind.HALF: "工作半年报",
    PeriodKind.YEAR: "工作年报",
    PeriodKind.PROJECT_YEAR: "工作年报",
}
"""The monthly return counts any period; on paper it is called by what it covers."""


@dataclass(frozen=True)
class Figure:
    """A figure of a return: its unit and exactly the records behind it (``record`` is their kind)."""

    key: str
    group: str
    label: str
    unit: str
    record: str
    ids: tuple[Id, ...]

    @property
    def value(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Figures:
    """All figures of a return for a period; those without data are not there."""

    declared: Return
    period: Period
    counted: tuple[Figure, ...]
    balances: tuple[Balance, ...]
    expected: tuple[Expected, ...]
    villages: tuple[tuple[Id | None, str], ...]
    by_village: Mapping[Id | None, tuple[frozenset[Id], frozenset[Id]]] = field(default_factory=dict)
    """Due and seen people by village, over all monthly rules."""
    households: tuple[Balance, ...] = ()
    everybody: frozenset[Id] = frozenset()
    """All on the register at the end of the period."""
    visited: frozenset[Id] = frozenset()
    """Those of them who were visited in it, however it went."""

    @property
    def title(self) -> str:
        """工作月报, 工作季报 ... by the period."""
        return TITLES[self.period.kind] if self.declared.title == TITLES[PeriodKind.MONTH] else self.declared.title

    def rate(self, key: str) -> Rate | None:
        """A declared rate by its key."""
        return next((one for one in self.declared.rates if one.key == key), None)

    @cached_property
    def lists(self) -> Mapping[str, tuple[str, tuple[Id, ...]]]:
        """The kind of record and the ids behind every key that the report's tables carry."""
        found = {one.key: (one.record, one.ids) for one in self.counted}
        people = {"everybody": self.everybody, "visited": self.visited}
        for balance in self.balances:
            people |= {f"{move}:{balance.category}": getattr(balance, move) for move in MOVES}
        for told in self.expected:
            people |= {f"due:{told.category}": told.due, f"seen:{told.category}": told.seen}
        for village, (due, seen) in self.by_village.items():
            people |= {f"village_due:{village}": due, f"village_seen:{village}": seen}
        homes = {
            f"home_{move}:{balance.category}": getattr(balance, move) for balance in self.households for move in MOVES
        }
        found |= {key: ("person", tuple(sorted(ids))) for key, ids in people.items()}
        return found | {key: ("household", tuple(sorted(ids))) for key, ids in homes.items()}

    def behind(self, key: str) -> tuple[str, tuple[Id, ...]]:
        """The kind of record and the ids behind a figure's key; nothing for an unknown one."""
        return self.lists.get(key, ("person", ()))
