"""What the judge is told of people: categories, contacts, ages, risk levels by their days, pauses and events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from caredesk.catalog.visit import MET
from caredesk.schema.cadence import Contact, Event, InForce, Life, Rule, Spell
from caredesk.schema.dates import PartialDate
from caredesk.schema.ids import Id
from caredesk.services.households import members
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

_DAY = timedelta(days=1)
_NOTHING = Life()


@dataclass(frozen=True)
class Lives:
    """What is known of the people asked about (None: of everybody); read a part only when a rule looks at it."""

    work: Workspace
    people: Sequence[Id] | None
    rules: Sequence[Rule]

    def episodes(self) -> dict[Id, list[InForce]]:
        """Own categories by person, and those of the household for as long as the person belonged to it."""
        query = self.work.query
        own = query.belonging("episode", "person", self.people, ("category", "subtype", "since", "until"))
        found = {
            one: [InForce(c, s or "", since.first if since else None, until) for c, s, since, until in told]
            for one, told in own.items()
        }
        lived = members(self.work, self.people)
        wanted = None if self.people is None else {one.household for told in lived.values() for one in told}
        homes = query.belonging("household_episode", "household", wanted, ("category", "since", "until"))
        for one, told in lived.items():
            for stay in told:
                for category, since, until in homes.get(stay.household, ()):
                    if (during := stay.during(since.first if since else None, until)) is not None:
                        found.setdefault(one, []).append(InForce(category, "", *during))
        return found

    def contacts(self, until: date) -> dict[Id, list[Contact]]:
        """Who was met when and how, up to a day. The latest of a kind is enough unless a rule asks for several."""
        query = self.work.query
        if any(rule.active and rule.times > 1 for rule in self.rules):
            told = query.belonging("visit", "person", self.people, ("mode", "met", "visited_on"))
            return {one: [contact_of(*known) for known in some if known[2] <= until] for one, some in told.items()}
        told = query.latest("visit", "person", ("mode", "met"), "visited_on", until, self.people)
        return {one: [contact_of(*known) for known in some] for one, some in told.items()}

    def lives(self) -> dict[Id, Life]:
        """Ages, risk levels, pauses and events, as far as a rule in use asks for them; who is left out has none."""
        active = [rule for rule in self.rules if rule.active]
        risks = self._risks() if any(rule.risks for rule in active) else {}
        births = self._births() if any(rule.youngest is not None or rule.oldest is not None for rule in active) else {}
        absences = self._dated("suspension", "reason", "until") if any(rule.pauses for rule in active) else {}
        events = self._dated("life_event", "what") if any(rule.event for rule in active) else {}
        asked = births.keys() | risks.keys() | absences.keys() | events.keys()
        return {
            one: Life(
                births.get(one),
                risks.get(one, ()),
                [Spell(*told) for told in absences.get(one, ())],
                [Event(*told) for told in events.get(one, ())],
            )
            for one in asked
        }

    def _persons(self, names: Sequence[str]) -> Mapping[Id, tuple[Any, ...]]:
        if self.people is not None:
            return self.work.query.by_id("person", self.people, names)
        return dict(self.work.query.rows(Selection(record="person"), names))

    def _births(self) -> dict[Id, PartialDate]:
        return {one: birth for one, (birth,) in self._persons(("birth_date",)).items() if birth is not None}

    def _dated(self, record: str, what: str, *days: str) -> dict[Id, list[tuple[Any, ...]]]:
        first = "since" if days else "happened_on"
        return self.work.query.belonging(record, "person", self.people, (what, first, *days))

    def _risks(self) -> dict[Id, list[Spell]]:
        """Risk levels by their days: as visits found them, and as the person's own record says since when."""
        rated = self.work.query.belonging("visit", "person", self.people, ("visited_on", "risk"), known="risk")
        return {
            one: spells
            for one, (risk, since) in self._persons(("risk", "risk_since")).items()
            if (spells := risk_spells(rated.get(one, ()), risk, since))
        }


def risk_spells(rated: Iterable[tuple[date, str]], risk: str | None, since: date | None) -> list[Spell]:
    """The levels found on days, each until the next, and the one that stands now, since its day.

    Without a day what stands now takes the place of the latest found; without any it has always been so.
    """
    points = dict(sorted(rated, key=itemgetter(0)))
    if since is not None:
        points = {day: level for day, level in points.items() if day <= since} | {since: risk or ""}
    elif risk and points:
        points[max(points)] = risk
    elif risk:
        return [Spell(risk, None, None)]
    days = list(points)
    ends = (*(day - _DAY for day in days[1:]), None)
    return [Spell(points[day], day, end) for day, end in zip(days, ends, strict=False) if points[day]]


def contact_of(mode: str | None, result: str | None, on: date) -> Contact:
    """A visit as the judge sees it; an old ledger (历史导入) that says neither how nor whether met tells of one."""
    return Contact(on, mode or "上门入户", result is None or result in MET)


def life_of(lives: Mapping[Id, Life], one: Id) -> Life:
    """What is known of somebody."""
    return lives.get(one, _NOTHING)
