"""How often somebody is to be visited: rules as data, and what is known of a person when one is judged.

The national measure counts calendar periods, not rolling days (民发〔2022〕73号, domain/practice.md), so a rule's due
day is the end of its calendar period, unless it counts days since the last contact or since an event. Changing a rule
ends one and begins another: what lies before its first day keeps its verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from caredesk.schema.dates import PartialDate
from caredesk.schema.evidence import Strength
from caredesk.schema.spans import DAYS, Unit


@dataclass(frozen=True, kw_only=True)
class Rule:
    """People of ``category`` (and one of ``subtypes`` when given) are to be met ``times`` in every calendar ``unit``.

    ``also`` are further categories that it holds for in the same way; ``subtypes`` narrow all of them. Further narrowed
    by ``risks`` (levels) and by ``youngest`` and ``oldest`` (whole years, both counted; nobody whose birth is unknown).
    ``every`` > 0: not by the calendar, but at the latest so many units after the last contact. ``event``: within
    ``within`` days (``working``: working days) of such an event instead. ``modes``: the modes that count. ``pauses``:
    reasons of an absence during which nothing is asked. ``first_days``: how long somebody never seen may wait for the
    first visit (0: until the period ends). ``active`` is False for presets that do not rest on an official text until
    the head confirms them. ``season`` names why a rule holds for a while only (春节, 高温). ``basis`` is the document,
    ``strength`` how sure it is, ``source`` the domain page and section.
    """

    key: str
    category: str
    unit: Unit
    basis: str
    strength: Strength
    modes: tuple[str, ...]
    also: tuple[str, ...] = ()
    subtypes: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    youngest: int | None = None
    oldest: int | None = None
    times: int = 1
    every: int = 0
    event: str = ""
    within: int = 1
    working: bool = False
    pauses: tuple[str, ...] = ()
    first_days: int = 0
    active: bool = True
    since: date | None = None
    until: date | None = None
    season: str = ""
    source: str = ""

    @property
    def categories(self) -> tuple[str, ...]:
        """All categories that it holds for."""
        return (self.category, *self.also)

    @property
    def who(self) -> str:
        """Whom it is about: 特困人员（分散供养）."""
        narrowed = "、".join((*self.subtypes, *self.risks, *filter(None, (self._ages(),))))
        named = "、".join(self.categories)
        return f"{named}（{narrowed}）" if narrowed else named

    def _ages(self) -> str:
        if self.youngest is not None and self.oldest is not None:
            return f"{self.youngest}—{self.oldest}周岁"
        if self.youngest is not None:
            return f"{self.youngest}周岁以上"
        return "" if self.oldest is None else f"{self.oldest}周岁以下"

    @property
    def title(self) -> str:
        """What a person reads and confirms: 特困人员（分散供养）每月一次."""
        who = f"{self.season}期间{self.who}" if self.season else self.who
        if self.event:
            return f"{who}{self.event}后{self.within}{'个工作日' if self.working else '天'}内"
        if self.every:
            return f"{who}每隔{self.every}{self.unit}一次"
        return f"{who}每{self.unit}{'一' if self.times == 1 else self.times}次"

    def holds(self, day: date) -> bool:
        """Whether it is in use on a day."""
        return self.active and (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def interval(self) -> float:
        """About how many days lie between two visits: the smaller, the stricter."""
        if self.event:
            return self.within
        return DAYS[self.unit] * (self.every or 1) / self.times


@dataclass(frozen=True, slots=True)
class InForce:
    """A category episode as the judge needs it; open ends are None."""

    category: str
    subtype: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Contact:
    """One attempt to see somebody: its day, mode and whether it counts as met."""

    on: date
    mode: str
    met: bool


@dataclass(frozen=True, slots=True)
class Spell:
    """A risk level somebody has, or a reason for which nobody can be met (住院, 外出 ...); open ends are None."""

    what: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that asks for a visit soon (重大变故)."""

    what: str
    on: date


@dataclass(frozen=True)
class Life:
    """What the judge knows of a person besides categories and contacts."""

    birth: PartialDate | None = None
    risks: Sequence[Spell] = ()
    absences: Sequence[Spell] = ()
    events: Sequence[Event] = ()


class Verdict(Enum):
    """Where a person stands under one rule today."""

    FIRST = "待首访"
    OVERDUE = "超期未访"
    DUE = "本期该访"
    DONE = "本期已访"
    PAUSED = "暂停"


@dataclass(frozen=True, slots=True)
class Standing:
    """One rule's verdict on one person: the last day to go, and the days late (positive) or left (negative)."""

    rule: Rule
    verdict: Verdict
    due: date
    days: int
    last_met: date | None
