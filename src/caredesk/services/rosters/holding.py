"""The register's side of a comparison: who is in a category on the list's day, and who is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from caredesk.catalog.categories import category
from caredesk.catalog.person import IN_REGISTER, LEFT_STATES
from caredesk.schema.dates import PartialDate
from caredesk.schema.ids import Id
from caredesk.services.rosters.differential import Held, Holding
from caredesk.services.rosters.lines import Line
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

_AT_ONCE = 500
_PERSON = ("name", "id_number", "village", "state", "state_on", "household", "relation")
_HEADS = ("户主", "本人")


def holding(work: Workspace, name: str, on: date, lines: Sequence[Line], *, arriving: bool = False) -> Holding:
    """Who holds a category on a day.

    With ``arriving`` the lines taken in count as holding it although nothing is written yet. Whoever holds it only on
    the day, or only now, is neither reported as missing here nor as missing there.
    """
    today = work.clock.today()
    everybody = _people(work, name)
    homes = category(name).level == "household"
    held: list[Held] = []
    known: set[Id] = set()
    for subject, subtype, area, since, until in _episodes(work, name, homes=homes):
        then, still = (_covers(since, until, day) for day in (on, today))
        members = everybody.get(subject, [])
        if then or still:
            known |= {subject, *(one["id"] for one in members)}
        there = [one for one in members if all(_registered(one, day) for day in (on, today))]
        if then and still and there:
            head = next((one for one in there if one["relation"] in _HEADS), there[0]) if homes else there[0]
            held.append(_held(head, there, subject if homes else None, subtype, area))
    if arriving:
        taken = [line for line in lines if line.registered]
        known |= {one for line in taken for one in (line.person, line.household) if one is not None}
    return Holding(held, frozenset(known), _numbers(work, lines), _gone(work, on))


def _held(
    head: Mapping[str, Any], there: Sequence[Mapping[str, Any]], home: Id | None, subtype: str, area: str
) -> Held:
    people = frozenset(one["id"] for one in there)
    number = head["id_number"] or ""
    return Held(head["id"], head["name"], number, head["village"], home, subtype, area, people)


def _episodes(
    work: Workspace, name: str, *, homes: bool
) -> Iterator[tuple[Id, str, str, PartialDate | None, date | None]]:
    """Owner, subtype, 城乡, since and until of every episode of a category."""
    chosen = Selection(record="household_episode" if homes else "episode", equal={"category": name})
    paths = ["household", "city_rural", "since", "until"] if homes else [
        "person", "city_rural", "since", "until", "subtype"
    ]  # fmt: skip
    for _, (owner, area, since, until, *subtype) in work.query.rows(chosen, paths):
        yield owner, (subtype[0] or "") if subtype else "", area or "", since, until


def _people(work: Workspace, name: str) -> dict[Id, list[dict[str, Any]]]:
    """The people of each owner of an episode of the category: the person, or the members of the household."""
    found: dict[Id, list[dict[str, Any]]] = {}
    if category(name).level == "person":
        owners = [owner for owner, *_ in _episodes(work, name, homes=False)]
        for id_, values in work.query.by_id("person", owners, _PERSON).items():
            found[id_] = [{**dict(zip(_PERSON, values, strict=True)), "id": id_}]
        return found
    homes = list(dict.fromkeys(owner for owner, *_ in _episodes(work, name, homes=True)))
    for some in _lots(homes):
        chosen = Selection(record="person", equal={"household": set(some)}, order=("rid",))
        for id_, values in work.query.rows(chosen, _PERSON):
            told = {**dict(zip(_PERSON, values, strict=True)), "id": id_}
            found.setdefault(told["household"], []).append(told)
    return found


def _numbers(work: Workspace, lines: Iterable[Line]) -> dict[str, Id]:
    """The people of the register by the ID numbers of lines that name nobody of it."""
    wanted = [line.number for line in lines if line.number and line.person is None]
    found: dict[str, Id] = {}
    for some in _lots(list(dict.fromkeys(wanted))):
        rows = work.query.rows(Selection(record="person", equal={"id_number": set(some)}), ["id_number"])
        found |= {number: id_ for id_, (number,) in rows}
    return found


def _gone(work: Workspace, on: date) -> dict[Id, str]:
    """Those off the register on a day: 死亡（2026-10-03）."""
    chosen = Selection(record="person", equal={"state": set(LEFT_STATES)})
    rows = work.query.rows(chosen, ["state", "state_on"])
    return {
        id_: f"{state}（{when.isoformat()}）" if when else state
        for id_, (state, when) in rows
        if when is None or when <= on
    }


def _registered(person: Mapping[str, Any], on: date) -> bool:
    return person["state"] == IN_REGISTER or (person["state_on"] is not None and person["state_on"] > on)


def _covers(since: PartialDate | None, until: date | None, day: date) -> bool:
    return (since is None or since.first <= day) and (until is None or until >= day)


def _lots(wanted: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(wanted), _AT_ONCE):
        yield wanted[start : start + _AT_ONCE]
