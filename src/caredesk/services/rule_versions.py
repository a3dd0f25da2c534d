"""The rules of a station: presets, and what the station keeps of its own from a day on, as one list for the judge."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from caredesk.catalog.cadence_records import AFTER_EVENT, CALENDAR, ROLLING
from caredesk.schema.cadence import Rule
from caredesk.schema.evidence import STRENGTH_LABELS
from caredesk.schema.spans import Unit

_DAY = timedelta(days=1)
_STRENGTHS = {label: strength for strength, label in STRENGTH_LABELS.items()}
BETWEEN = "@"
"""Stands in a kept rule's key between what it goes on from and the day it begins."""


def in_force(presets: Sequence[Rule], confirmed: Collection[str], kept: Sequence[Mapping[str, Any]]) -> list[Rule]:
    """Every rule with the days it holds for: a kept one ends what it goes on from the day before it begins.

    ``confirmed`` are titles of presets that the head confirmed in the settings; ``kept`` are values of kept rules in
    the order they were written: of two from the same day the later one holds.
    """
    versions: dict[str, dict[date, Mapping[str, Any]]] = {}
    for one in kept:
        versions.setdefault(one["lineage"], {})[one["since"]] = one
    found = []
    for preset in presets:
        base = replace(preset, active=preset.active or preset.title in confirmed)
        later = versions.pop(preset.key, {})
        found += [_ended(base, min(later)) if later else base, *_chain(later)]
    for later in versions.values():
        found += _chain(later)
    return found


def _chain(versions: Mapping[date, Mapping[str, Any]]) -> list[Rule]:
    days = sorted(versions)
    rules = [as_rule(versions[day]) for day in days]
    return [_ended(rule, day) for rule, day in zip(rules, days[1:], strict=False)] + rules[-1:]


def _ended(rule: Rule, following: date) -> Rule:
    last = following - _DAY
    return rule if rule.until and rule.until < last else replace(rule, until=last)


def as_rule(values: Mapping[str, Any]) -> Rule:
    """A kept rule as the judge takes it."""
    how = values["how"]
    return Rule(
        key=f"{values['lineage']}{BETWEEN}{values['since'].isoformat()}",
        category=values["category"],
        also=tuple(one for one in values["also"] or () if one != values["category"]),
        subtypes=tuple(values["subtypes"] or ()),
        risks=tuple(values["risks"] or ()),
        youngest=values["youngest"],
        oldest=values["oldest"],
        unit="天" if how == AFTER_EVENT else cast("Unit", values["unit"] or "月"),
        times=(values["times"] or 1) if how == CALENDAR else 1,
        every=(values["every"] or 1) if how == ROLLING else 0,
        event=(values["event"] or "") if how == AFTER_EVENT else "",
        within=1 if values["within"] is None else values["within"],
        working=bool(values["working"]),
        modes=tuple(values["modes"] or ()),
        pauses=tuple(values["pauses"] or ()),
        first_days=values["first_days"] or 0,
        active=bool(values["active"]),
        since=values["since"],
        until=values["until"],
        season=values["season"] or "",
        basis=values["basis"],
        strength=_STRENGTHS.get(values["strength"] or "", "proposal"),
        source=values["origin"] or "",
    )


def as_values(rule: Rule, since: date | None) -> dict[str, Any]:
    """A rule as a station keeps it from a day on (None: its own first day)."""
    how = AFTER_EVENT if rule.event else ROLLING if rule.every else CALENDAR
    return {
        "lineage": lineage_of(rule),
        "category": rule.category,
        "also": rule.also or None,
        "subtypes": rule.subtypes or None,
        "risks": rule.risks or None,
        "youngest": rule.youngest,
        "oldest": rule.oldest,
        "how": how,
        "unit": None if rule.event else rule.unit,
        "times": rule.times if how == CALENDAR else None,
        "every": rule.every or None,
        "event": rule.event or None,
        "within": rule.within if rule.event else None,
        "working": rule.working if rule.event else None,
        "modes": rule.modes,
        "pauses": rule.pauses or None,
        "first_days": rule.first_days or None,
        "since": since or rule.since,
        "until": rule.until,
        "season": rule.season or None,
        "active": rule.active,
        "basis": rule.basis,
        "strength": STRENGTH_LABELS[rule.strength],
        "origin": rule.source or None,
    }


def lineage_of(rule: Rule) -> str:
    """What a rule goes on from: a preset's key, or one of the station's own."""
    return rule.key.rpartition(BETWEEN)[0] or rule.key
