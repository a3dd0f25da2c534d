"""How often somebody is to be visited: rules as data and one pure function that judges a person.

The function serves the today list, the person's page, the return, the command line and print-outs alike. The national
measure counts calendar periods, not rolling days (民发〔2022〕73号, domain/practice.md), so a rule's due day is the end
of its calendar period. A failed contact is recorded but satisfies nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from typing import Literal

from caredesk.schema.evidence import Strength
from caredesk.schema.period import Period, StationMonth, month_of, parse_period

Unit = Literal["月", "季度", "半年", "年"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """People of ``category`` (and one of ``subtypes`` when given) are to be met once every calendar ``unit``.

    ``modes``: the modes that count. ``active`` is False for presets that do not rest on an official text until the
    head confirms them. ``basis`` is the document, ``strength`` how sure it is, ``source`` the domain page and section.
    """

    key: str
    category: str
    unit: Unit
    basis: str
    strength: Strength
    modes: tuple[str, ...]
    subtypes: tuple[str, ...] = ()
    active: bool = True
    since: date | None = None
    until: date | None = None
    source: str = ""

    @property
    def title(self) -> str:
        """What a person reads and confirms: 特困人员（分散供养）每月一次."""
        who = f"{self.category}（{'、'.join(self.subtypes)}）" if self.subtypes else self.category
        return f"{who}每{self.unit}一次"


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


class Verdict(Enum):
    """Where a person stands under one rule today."""

    FIRST = "待首访"
    OVERDUE = "超期未访"
    DUE = "本期该访"
    DONE = "本期已访"


@dataclass(frozen=True, slots=True)
class Standing:
    """One rule's verdict on one person: the last day to go, and the days late (positive) or left (negative)."""

    rule: Rule
    verdict: Verdict
    due: date
    days: int
    last_met: date | None


def judge(
    rules: Sequence[Rule],
    episodes: Sequence[InForce],
    contacts: Iterable[Contact],
    opened: date,
    today: date,
    months: StationMonth | None = None,
) -> list[Standing]:
    """The standing under every rule that applies to a person today, the most urgent first.

    ``opened`` is the station's 启用日: periods that ended before it get no verdict. Somebody without a known visit is
    待首访, never overdue. A period counts only if it did not end before the person came under the rule; episodes that
    follow each other without a gap (独居, then 空巢) are one stretch.
    """
    met = sorted((c for c in contacts if c.met and c.on <= today), key=lambda c: c.on)
    found = []
    for rule in rules:
        before_opening = calendar_period(rule.unit, today, months).last < opened
        if not before_opening and applying(rule, episodes, today) is not None:
            begun = max(opened, _under_rule_since(rule, episodes, today) or opened, rule.since or opened)
            found.append(_standing(rule, begun, met, today, months))
    order = [Verdict.OVERDUE, Verdict.FIRST, Verdict.DUE, Verdict.DONE]
    return sorted(found, key=lambda s: (order.index(s.verdict), s.due, s.rule.key))


def applying(rule: Rule, episodes: Sequence[InForce], day: date) -> InForce | None:
    """The episode that puts a person under a rule on a day, or None."""
    if not rule.active or (rule.since and day < rule.since) or (rule.until and day > rule.until):
        return None
    for episode in episodes:
        if _fits(rule, episode) and (episode.since or day) <= day <= (episode.until or day):
            return episode
    return None


def _fits(rule: Rule, episode: InForce) -> bool:
    return episode.category == rule.category and (not rule.subtypes or episode.subtype in rule.subtypes)


def _under_rule_since(rule: Rule, episodes: Sequence[InForce], today: date) -> date | None:
    """The first day of the unbroken stretch of episodes that puts a person under a rule today; None = always."""
    begun = today
    while True:
        reaching = [
            episode.since
            for episode in episodes
            if _fits(rule, episode)
            and (episode.since or begun) <= begun
            and (episode.until or begun) >= begun - timedelta(days=1)
        ]
        if None in reaching:
            return None
        earliest = min((since for since in reaching if since is not None), default=begun)
        if earliest == begun:
            return begun
        begun = earliest


def _standing(rule: Rule, begun: date, met: list[Contact], today: date, months: StationMonth | None) -> Standing:
    counting = [contact.on for contact in met if contact.mode in rule.modes]
    last = counting[-1] if counting else None
    current = calendar_period(rule.unit, today, months)
    if last is not None and last >= current.first:
        following = calendar_period(rule.unit, current.last + timedelta(days=1), months)
        return Standing(rule, Verdict.DONE, following.last, (today - following.last).days, last)
    if last is None:
        return Standing(rule, Verdict.FIRST, current.last, (today - current.last).days, None)
    missed = calendar_period(rule.unit, calendar_period(rule.unit, last, months).last + timedelta(days=1), months)
    while missed.last < current.first and missed.last < begun:
        missed = calendar_period(rule.unit, missed.last + timedelta(days=1), months)
    if missed.last < current.first:
        return Standing(rule, Verdict.OVERDUE, missed.last, (today - missed.last).days, last)
    return Standing(rule, Verdict.DUE, current.last, (today - current.last).days, last)


@lru_cache(maxsize=4096)
def calendar_period(unit: Unit, day: date, months: StationMonth | None = None) -> Period:
    """The calendar period of a unit that a day falls in, cut by the station's month."""
    month = month_of(day, months)
    year, number = (int(part) for part in month.key.split("-"))
    match unit:
        case "月":
            return month
        case "季度":
            return parse_period(f"{year}-Q{(number + 2) // 3}", months)
        case "半年":
            return parse_period(f"{year}-H{1 if number <= 6 else 2}", months)
        case "年":
            return parse_period(f"{year}", months)
