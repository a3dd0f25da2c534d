"""Who was on the register in which category at which time, and who was to be visited: the grounds of every rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from caredesk.catalog.categories import CATEGORIES
from caredesk.schema.cadence import InForce, Rule
from caredesk.schema.ids import Id, made_at
from caredesk.schema.judging import asked
from caredesk.schema.period import Period
from caredesk.schema.privacy import Privacy
from caredesk.services.collecting import SHOWN_AS
from caredesk.services.households import members
from caredesk.services.lives import Lives, contact_of, life_of
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

Spell = tuple[str, str, date | None, date | None]
"""Category, subtype, first and last day in force, both open when None."""


@dataclass(frozen=True)
class Balance:
    """期初 + 新增 - 退出 = 期末 of one category, each as the people behind it."""

    category: str
    opening: frozenset[Id]
    joined: frozenset[Id]
    left: frozenset[Id]
    closing: frozenset[Id]


@dataclass(frozen=True)
class Expected:
    """月探访率: the people to be visited in the period under one rule, and those of them who were.

    ``category`` names them: by the rule's categories, with what narrows them where several rules have the same.
    """

    category: str
    rule: Rule
    due: frozenset[Id]
    seen: frozenset[Id]


class Register:
    """Reads the register once and answers for any day; made afresh for each return."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace
        self.people = self._people()
        self.members = members(workspace, None)
        self._absences = workspace.query.belonging("absence", "person", None, ("since", "until"))
        self.spells = self._spells()

    def _people(self) -> dict[Id, tuple[Id | None, str, date | None]]:
        """Village, state and its date of everybody ever on the register."""
        rows = self._work.query.rows(Selection(record="person"), ["village", "state", "state_on"])
        return {id_: (village, state, on) for id_, (village, state, on) in rows}

    def _spells(self) -> dict[Id, list[Spell]]:
        own = self._dated("episode", "person", "subtype")
        self.homes = self._dated("household_episode", "household", "city_rural")
        found: dict[Id, list[Spell]] = {}
        for one in self.people:
            told = list(own.get(one, ()))
            for stay in self.members.get(one, ()):
                for category, _, since, until in self.homes.get(stay.household, ()):
                    if (during := stay.during(since, until)) is not None:
                        told.append((category, "", *during))
            if told:
                found[one] = told
        return found

    def _dated(self, record: str, link: str, detail: str) -> dict[Id, list[Spell]]:
        """Categories by whom they belong to; one without a beginning counts from the day it was entered.

        Otherwise a return already handed in would change with every later entry.
        """
        rows = self._work.query.rows(Selection(record=record), [link, "category", detail, "since", "until"])
        zone = self._work.clock.now().tzinfo
        found: dict[Id, list[Spell]] = {}
        for id_, (owner, category, subtype, since, until) in rows:
            begun = since.first if since else made_at(id_).astimezone(zone).date()
            found.setdefault(owner, []).append((category, subtype or "", begun, until))
        return found

    def _name(self, category: str) -> str:
        """A category as a return may call it: one that may not stand there counts under the name that stands for it."""
        return category if self.may_stand(category) else SHOWN_AS.get(category, category)

    def registered(self, one: Id, on: date) -> bool:
        """Whether somebody was on the register on a day; a change of state counts from its day, until a return."""
        _, state, changed = self.people[one]
        if any(since <= on <= until for since, until in self._absences.get(one, ())):
            return False
        return state == "在册" or (changed is not None and changed > on)

    def holding(self, on: date) -> dict[str, set[Id]]:
        """People on the register by category in force on a day."""
        found: dict[str, set[Id]] = {}
        for one, spells in self.spells.items():
            if self.registered(one, on):
                for category, _, since, until in spells:
                    if (since is None or since <= on) and (until is None or until >= on):
                        found.setdefault(self._name(category), set()).add(one)
        return found

    def household_balances(self, period: Period) -> list[Balance]:
        """The same balance of households by their own category (在册户数)."""
        if period.last < self._work.settings.opened_on:
            return []
        day_before = period.first - timedelta(days=1)
        found = []
        for category in (one for one in CATEGORIES if one.level == "household" and self.may_stand(one.name)):
            spells = {
                home: [(since, until) for name, _, since, until in told if name == category.name]
                for home, told in self.homes.items()
            }
            opening, closing = (
                {home for home, told in spells.items() if any(_covers(one, day) for one in told)}
                for day in (day_before, period.last)
            )
            during = {home for home, told in spells.items() if any(since in period for since, _ in told)}
            joined = (during | closing) - opening
            if opening or joined:
                parts = (frozenset(part) for part in (opening, joined, (opening | joined) - closing, closing))
                found.append(Balance(category.name, *parts))
        return found

    def visited(self, period: Period) -> frozenset[Id]:
        """Everybody on the register at the period's end who was visited in it, however it went (探访覆盖率)."""
        chosen = Selection(record="visit", between=("visited_on", period.first, period.last))
        rows = self._work.query.rows(chosen, ["person"])
        return frozenset(person for _, (person,) in rows) & self.everybody(period.last)

    def everybody(self, on: date) -> frozenset[Id]:
        """Everybody on the register on a day, whatever the category."""
        zone = self._work.clock.now().tzinfo
        return frozenset(
            one for one in self.people if self.registered(one, on) and made_at(one).astimezone(zone).date() <= on
        )

    def may_stand(self, category: str) -> bool:
        """Whether a category may stand on a return made by this role: restricted ones never, returns travel."""
        most = min(self._work.user.clearance, Privacy.SENSITIVE)
        return any(one.privacy <= most for one in CATEGORIES if one.name == category)

    def balances(self, period: Period) -> list[Balance]:
        """The balance of each category that may stand on paper, in the taxonomy's order.

        Somebody who joined and left within the period counts in both.
        """
        if period.last < self._work.settings.opened_on:
            return []
        before = self.holding(period.first - timedelta(days=1))
        after = self.holding(period.last)
        during = self._during(period)
        found = []
        for category in CATEGORIES:
            opening, closing = before.get(category.name, set()), after.get(category.name, set())
            joined = during.get(category.name, set()) - opening | closing - opening
            left = (opening | joined) - closing
            if self.may_stand(category.name) and (opening or joined):
                parts = (frozenset(part) for part in (opening, joined, left, closing))
                found.append(Balance(category.name, *parts))
        return found

    def _during(self, period: Period) -> dict[str, set[Id]]:
        """People who came into a category within the period while on the register."""
        found: dict[str, set[Id]] = {}
        for one, spells in self.spells.items():
            for category, _, since, _ in spells:
                if since is not None and since in period and self.registered(one, since):
                    found.setdefault(self._name(category), set()).add(one)
        return found

    def expected(self, period: Period) -> list[Expected]:
        """Who was due under each active monthly rule on the period's last day (or today), and who was seen in it.

        Periods that ended before the 启用日 have none: they get no verdict.
        """
        if period.last < self._work.settings.opened_on:
            return []
        day = min(period.last, self._work.clock.today())
        rules = [
            one for one in self._work.rules if one.holds(day) and one.unit == "月" and not (one.every or one.event)
        ]
        known = [("、".join(rule.categories), rule) for rule in rules]
        lives, contacts = Lives(self._work, None, rules).lives(), self._contacts(period)
        found = []
        for name, rule in known:
            due = {
                one
                for one, spells in self.spells.items()
                if self.registered(one, day)
                and asked(rule, [InForce(*spell) for spell in spells], life_of(lives, one), day, period.last)
            }
            seen = {one for one in due if _times_met(contacts.get(one, {}), rule) >= rule.times}
            alone = sum(other == name for other, _ in known) == 1
            if due:
                found.append(Expected(name if alone else rule.who, rule, frozenset(due), frozenset(seen)))
        return found

    def named(self, expected: Expected) -> bool:
        """Whether a rule's people may stand on a return under their categories."""
        return all(self.may_stand(one) for one in expected.rule.categories)

    def _contacts(self, period: Period) -> dict[Id, dict[str, set[date]]]:
        """On which days of a period somebody was met, by the mode."""
        chosen = Selection(record="visit", between=("visited_on", period.first, period.last))
        found: dict[Id, dict[str, set[date]]] = {}
        for _, (person, *told) in self._work.query.rows(chosen, ["person", "mode", "met", "visited_on"]):
            contact = contact_of(*told)
            if contact.met:
                found.setdefault(person, {}).setdefault(contact.mode, set()).add(contact.on)
        return found

    def by_village(self, people: frozenset[Id]) -> Mapping[Id | None, frozenset[Id]]:
        """The people split by the village they live in."""
        found: dict[Id | None, set[Id]] = {}
        for one in people:
            found.setdefault(self.people[one][0], set()).add(one)
        return {village: frozenset(ones) for village, ones in found.items()}


def _times_met(days: Mapping[str, set[date]], rule: Rule) -> int:
    return len(set().union(*(days.get(mode, ()) for mode in rule.modes)))


def _covers(spell: tuple[date | None, date | None], day: date) -> bool:
    since, until = spell
    return (since is None or since <= day) and (until is None or until >= day)
