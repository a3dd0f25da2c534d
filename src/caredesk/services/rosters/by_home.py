"""Differences of lists of households, told once a household and under its head's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from caredesk.catalog.categories import category
from caredesk.schema.ids import Id
from caredesk.services.importing.plan import Plan
from caredesk.services.rosters.differential import Comparison, Difference
from caredesk.services.workspace import Workspace


def by_home(work: Workspace, name: str, comparison: Comparison, arriving: Mapping[Id, str]) -> Comparison:
    """The differences of a category as items: of a household's members one with the head's name, else one a person.

    ``arriving`` are heads' names of households that are not written yet.
    """
    if category(name).level == "person":
        return replace(comparison, differences=tuple(replace(one, household=None) for one in comparison.differences))
    homes = list(dict.fromkeys(one.household for one in comparison.differences if one.household))
    heads = dict(arriving) | {id_: told[0] for id_, told in work.query.by_id("household", homes, ["head_name"]).items()}
    groups: dict[object, list[Difference]] = {}
    for nth, one in enumerate(comparison.differences):
        groups.setdefault((one.kind, one.household, one.subtype) if one.household else nth, []).append(one)
    return replace(comparison, differences=tuple(_one(group, heads) for group in groups.values()))


def _one(group: list[Difference], heads: Mapping[Id, str]) -> Difference:
    head = heads.get(group[0].household, "") if group[0].household else ""
    if not head:
        return group[0]
    said = [one.what if one.name == head else f"{one.name}：{one.what}" for one in group]
    mine = next((one for one in group if one.name == head), replace(group[0], name=head, number=""))
    return replace(mine, what="；".join(dict.fromkeys(said))[:500])


def heads_of(plan: Plan) -> dict[Id, str]:
    """The heads' names of the households whose people an import brings."""
    found: dict[Id, str] = {}
    for row in plan.listed.taken:
        person = plan.staging.person(row.person)
        if not (home := person.get("household")):
            continue
        if row.facts.is_head or person.get("relation") in ("户主", "本人"):
            found[home] = row.facts.name
        elif said := row.facts.head.get("name"):
            found.setdefault(home, said)
    return found
