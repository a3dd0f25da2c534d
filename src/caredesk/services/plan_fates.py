"""What became of planned visits: a recorded visit that met the person closes the earliest one that is open."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from caredesk.catalog.visit import MET
from caredesk.schema.ids import Id
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

_LOT = 500


@dataclass(frozen=True, slots=True)
class Fate:
    """When a planned visit was made, or when somebody went last and did not meet the person."""

    done_on: date | None = None
    tried_on: date | None = None

    @property
    def said(self) -> str:
        """The fate in words: 11月18日已访."""
        if self.done_on:
            return f"{self.done_on.month}月{self.done_on.day}日已访"
        return f"{self.tried_on.month}月{self.tried_on.day}日去过，没见到" if self.tried_on else ""


OPEN = Fate()


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it is matched with visits."""

    id: Id
    counts_from: date
    planned_on: date


def fates(work: Workspace, people: Collection[Id]) -> dict[Id, Fate]:
    """The fate of every planned visit to these people that was not dropped, by the plan's id.

    A visit closes one plan: of several, the earliest that was made by then. A failed attempt closes none.
    """
    visits = work.query.belonging("visit", "person", people, ("visited_on", "met"))
    found: dict[Id, Fate] = {}
    for person, plans in _plans(work, list(people)).items():
        went = sorted(visits.get(person, ()), key=lambda one: one[0])
        found |= dict(matched(plans, [(on, met is None or met in MET) for on, met in went]))
    return found


def fates_of(work: Workspace, plans: Sequence[Id]) -> list[str]:
    """What became of these plans, in words: for the paper."""
    owners = work.query.by_id("planned_visit", plans, ["person"])
    told = fates(work, {person for (person,) in owners.values()})
    return [told.get(one, OPEN).said for one in plans]


def _plans(work: Workspace, people: Sequence[Id]) -> Mapping[Id, list[Plan]]:
    found: dict[Id, list[Plan]] = {}
    for start in range(0, len(people), _LOT):
        chosen = Selection(
            record="planned_visit",
            equal={"person": set(people[start : start + _LOT]), "dropped": False},
            order=("planned_on", "rid"),
        )
        for id_, (person, made, since, on) in work.query.rows(
            chosen, ["person", "made_on", "counts_from", "planned_on"]
        ):
            found.setdefault(person, []).append(Plan(id_, since or made, on))
    return found


def matched(plans: Sequence[Plan], went: Sequence[tuple[date, bool]]) -> Iterator[tuple[Id, Fate]]:
    """Each plan with its fate; ``plans`` by their day, ``went`` (day, whether the person was met) by theirs."""
    done: dict[Id, date] = {}
    for on, met in went:
        if met and (plan := next((one for one in plans if one.id not in done and one.counts_from <= on), None)):
            done[plan.id] = on
    for plan in plans:
        tried = [on for on, met in went if not met and on >= plan.counts_from]
        yield plan.id, Fate(done.get(plan.id), max(tried, default=None))
