"""探访规则: the rules a station goes by, each with its source; changed from a day on, handed on as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from caredesk.schema.cadence import Rule
from caredesk.schema.dates import show_day
from caredesk.schema.errors import Invalid, Problem, UserError
from caredesk.schema.evidence import STRENGTH_LABELS
from caredesk.schema.ids import new_id
from caredesk.services.access import Right
from caredesk.services.rule_file import RuleDifference, as_text, differences, read_values
from caredesk.services.rule_versions import as_rule, as_values, in_force, lineage_of
from caredesk.services.workdays import year_in_words
from caredesk.services.workspace import Workspace
from caredesk.store.audit import Action
from caredesk.store.durable import disk_errors

_DAY = timedelta(days=1)
OWN = "own"
"""What a rule goes on from that is none of the presets, until it is kept."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as the list shows it: what holds today, or the first that will.

    ``lineage`` stays the same through all its changes; ``planned`` says what changes next and when, "" for nothing.
    """

    lineage: str
    rule: Rule
    state: str
    strength: str
    planned: str

    @property
    def used(self) -> bool:
        """Whether it is in use today."""
        return self.state == "在用"


class Rules:
    """Use cases around the rules themselves; who is due under them is told by ``desk.visits``."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def listed(self) -> list[RuleRow]:
        """Every rule this role may read about, those in use first; one whose time is over for good is left out."""
        self._work.user.must(Right.SEE)
        today, by = self._work.clock.today(), self._by_lineage()
        rows = [row for lineage, rules in by.items() if (row := _row(lineage, rules, today)) is not None]
        return sorted(rows, key=lambda row: not row.used)  # stable: presets in the order of the catalog

    def holidays(self, year: int) -> list[str]:
        """The days off of a year and the weekends worked for them, in words; empty before they are announced."""
        self._work.user.must(Right.SEE)
        return year_in_words(self._work.calendar, year)

    def first_day(self) -> date:
        """The earliest day that a change may count from: past months keep their verdict."""
        return self._work.this_month().first

    def values(self, lineage: str) -> dict[str, Any]:
        """What a form begins with to change a rule: as it stands, from the first day of this month on."""
        row = self._one(lineage)
        return {**self._as_kept(row.rule, self._begins(row.rule)), "active": True}

    def confirm(self, lineages: Sequence[str], since: date | None = None) -> int:
        """The head confirms: the station goes by these rules from a day on (None: the first of this month)."""
        return self._switch(lineages, since, active=True)

    def stop(self, lineages: Sequence[str], since: date | None = None) -> int:
        """The station does not go by these rules any more from a day on (None: the first of this month)."""
        return self._switch(lineages, since, active=False)

    def complete(self, values: dict[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
        """A rule of the station's own gets its name; Invalid for a day in a month that has its verdict already."""
        if values.get("lineage") in (None, "", OWN):
            values["lineage"] = f"{OWN}-{new_id(self._work.clock.now()).hex[-12:]}"
        since, first = values.get("since"), self.first_day()
        if old and all(values.get(name) == old[name] for name in old):
            return values
        if old and old["since"] < first:
            ends_only = all(values.get(name) == old[name] for name in old if name != "until")
            if not ends_only or (values.get("until") or date.max) < first - _DAY:
                said = "这条规则以前的月份已经用过，不能改。请在规则列表里点“修改”，从本月起另立一条。"
                raise Invalid([Problem("since", said)])
        elif isinstance(since, date) and since < first:
            said = f"“从哪天起”最早填本月第一天{show_day(first)}：以前的月份照原来的规则，不改"
            raise Invalid([Problem("since", said)])
        return values

    def write(self, path: Path) -> int:
        """Write the rules in use, today or from a later day, to a file that another station can take; returns how many.

        Nothing about any person is in it. Raises StoreTrouble when the disk will not.
        """
        self._work.user.must(Right.SEE)
        today = self._work.clock.today()
        ahead = [rule for rules in self._by_lineage().values() for rule in rules if _still(rule, today)]
        kept = [self._as_kept(rule, rule.since or self.first_day()) for rule in ahead if rule.active]
        text = as_text(self._work.kind("cadence_rule"), self._work.settings.name, today, kept)
        with disk_errors("保存规则文件"):
            path.write_text(text, "utf-8")
        self._work.note(Action.EXPORT, "cadence_rule")
        return len(kept)

    def read(self, path: Path, since: date | None = None) -> list[RuleDifference]:
        """What a file of rules would change here, rule by rule; nothing is written. UserError for another file."""
        self._work.user.must(Right.SETTINGS)
        kind = self._work.kind("cadence_rule")
        here = {row.lineage: self._as_kept(row.rule, row.rule.since) for row in self.listed() if row.used}
        return differences(kind, read_values(kind, path), here, max(since or date.min, self.first_day()))

    def take(self, found: Iterable[RuleDifference]) -> int:
        """Take the new and changed rules of a file as they were shown, in one act; returns how many."""
        self._work.user.must(Right.SETTINGS)
        wanted = [one.values for one in found if one.takes]
        return self._keep(wanted, "收下规则文件") if wanted else 0

    def _switch(self, lineages: Sequence[str], since: date | None, *, active: bool) -> int:
        self._work.user.must(Right.SETTINGS)
        made = []
        for lineage in lineages:
            rule = self._one(lineage).rule
            if rule.active is not active:
                made.append({**self._as_kept(rule, since or self._begins(rule)), "active": active})
        return self._keep(made, "启用探访规则" if active else "停用探访规则") if made else 0

    def _keep(self, rows: Sequence[Mapping[str, Any]], title: str) -> int:
        kind = self._work.kind("cadence_rule")
        with self._work.writing(Right.SETTINGS, "save", title, action=Action.SETTINGS) as write:
            for values in rows:
                write.insert(kind, kind.values(kind.build(self.complete(dict(values), {}))))
        return len(rows)

    def _as_kept(self, rule: Rule, since: date | None) -> dict[str, Any]:
        """A rule as the station keeps it from a day on; that a later one ends it is none of its own days."""
        own = {as_rule(values).key: values["until"] for values in self._kept()}
        return {**as_values(rule, since), "until": own.get(rule.key)}

    def _kept(self) -> list[dict[str, Any]]:
        kind = self._work.kind("cadence_rule")
        return [kind.values(one) for one in self._work.gate.records(kind, self._work.records.find(kind))]

    def _begins(self, rule: Rule) -> date:
        """The first day a change of a rule may count from: one that has not begun yet keeps its own."""
        return max(rule.since or date.min, self.first_day())

    def _one(self, lineage: str) -> RuleRow:
        for row in self.listed():
            if row.lineage == lineage:
                return row
        raise UserError("找不到这条规则，可能刚被改过。请刷新后再试。")

    def _by_lineage(self) -> dict[str, list[Rule]]:
        kind = self._work.kind("cadence_rule")
        may = partial(self._work.gate.opens, kind, "category")
        presets = [one for one in self._work.declarations.rules if all(map(may, one.categories))]
        found: dict[str, list[Rule]] = {}
        for rule in in_force(presets, self._work.settings.confirmed_rules or (), self._kept()):
            found.setdefault(lineage_of(rule), []).append(rule)
        return found


def _still(rule: Rule, today: date) -> bool:
    """Whether its days are not over, and there are any."""
    return (rule.until is None or today <= rule.until) and (rule.until or date.max) >= (rule.since or date.min)


def _row(lineage: str, rules: Sequence[Rule], today: date) -> RuleRow | None:
    ahead = [rule for rule in rules if _still(rule, today)]
    if not ahead:
        return None
    rule, *later = ahead
    begun = rule.since is None or rule.since <= today
    state = "没有启用" if not rule.active else "在用" if begun else "还没开始"
    planned = ""
    if not begun and rule.since:
        planned = f"{show_day(rule.since)}起"
    elif later and later[0].since:
        planned = f"{show_day(later[0].since)}起{_becomes(rule, later[0])}"
    elif rule.until and rule.active:
        planned = f"到{show_day(rule.until)}为止"
    return RuleRow(lineage, rule, state, STRENGTH_LABELS[rule.strength], planned)


def _becomes(before: Rule, after: Rule) -> str:
    if not after.active:
        return "停用"
    same = replace(after, key=before.key, since=before.since, until=before.until, active=True)
    return "启用" if not before.active and same == replace(before, active=True) else f"改为“{after.title}”"
