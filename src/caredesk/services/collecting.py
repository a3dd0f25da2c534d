"""Texts gathered from the records that belong to another: a person's categories on a day, their telephones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from caredesk.catalog.categories import CATEGORIES
from caredesk.schema.dates import PartialDate
from caredesk.schema.ids import Id
from caredesk.schema.ledger import Collected
from caredesk.services.households import lived_in, members
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace

Row = tuple[Id, Mapping[str, Any]]
"""A record's id and its values by path."""

SHOWN_AS = {one.name: one.shown_as for one in CATEGORIES if one.shown_as}
"""What stands in the place of a category where its name may not be read."""


def collect(
    work: Workspace,
    source: Collected,
    rows: Sequence[Row],
    on: date | None = None,
    *,
    full: bool = False,
    closely: bool = False,
) -> list[str]:
    """One text per row, numbers starred unless ``full``; records above the role's clearance are left out.

    ``on`` is the day for all rows; without it each row's own day at ``source.on`` counts (none: ever). Of a record
    that is hidden for its detail only, the text stands without it: who is to be visited is no secret, why may be.
    """
    wording = Wording(work, full=full, closely=closely)
    told: list[list[tuple[str, str]]] = [[] for _ in rows]
    for one in (source, *source.also):
        for place, pairs in enumerate(_pairs(work, one, rows, on, wording)):
            told[place] += pairs
    return [in_words(pairs) for pairs in told]


def _pairs(
    work: Workspace, source: Collected, rows: Sequence[Row], on: date | None, wording: Wording
) -> list[list[tuple[str, str]]]:
    kind = work.kind(source.record)
    asked = (source.field, source.detail, source.since, source.until, *kind.hidden_with)
    names = list(dict.fromkeys(name for name in asked if name in kind.fields))
    days = [on or (row.get(source.on) if source.on else None) for _, row in rows]
    owners = _owners(work, source, rows, days)
    belonging = work.query.belonging(source.record, kind.part_of, [one for some in owners for one in some], names)
    found = []
    for some, day in zip(owners, days, strict=True):
        kept = []
        for told in (told for owner in some for told in belonging.get(owner, ())):
            values = dict(zip(names, told, strict=True))
            if _holds(source, values, day) and (pair := _pair(work, source, values, wording)):
                kept.append(pair)
        found.append(kept[:1] if source.first else kept)
    return found


def _owners(work: Workspace, source: Collected, rows: Sequence[Row], days: Sequence[date | None]) -> list[Sequence[Id]]:
    """What each row's records hang on: its owner, or the households that the owner belonged to on its day."""
    owners = [values[source.owner] if source.owner else id_ for id_, values in rows]
    if not source.lived_in:
        return [[] if one is None else [one] for one in owners]
    homes = members(work, list(dict.fromkeys(one for one in owners if one is not None)))
    return [lived_in(homes, one, day) if one else [] for one, day in zip(owners, days, strict=True)]


def _pair(work: Workspace, source: Collected, values: Mapping[str, Any], wording: Wording) -> tuple[str, str] | None:
    """Text and detail of a record as this role may read them, or None when nothing is left to read."""
    kind = work.kind(source.record)
    if work.gate.shows(kind, values):
        text = wording.text(kind, source.field, values[source.field])
        detail = wording.text(kind, source.detail, values[source.detail]) if source.detail else ""
        return (text, detail) if text else None
    if source.field not in kind.hidden_with:
        return None
    text = wording.text(kind, source.field, values[source.field]) or SHOWN_AS.get(values[source.field], "")
    return (text, "") if text else None


def _holds(source: Collected, values: Mapping[str, Any], on: date | None) -> bool:
    """Whether a record is in force on a day; a partial date counts from its first and to its last possible day."""
    if on is None:
        return True
    since, until = values.get(source.since), values.get(source.until)
    begun = since is None or (since.first if isinstance(since, PartialDate) else since) <= on
    return begun and (until is None or (until.last if isinstance(until, PartialDate) else until) >= on)


def in_words(pairs: Sequence[tuple[str, str]]) -> str:
    """特殊困难老年人（独居、空巢）、残疾人: each text once, its details in brackets."""
    grouped: dict[str, list[str]] = {}
    for text, detail in pairs:
        details = grouped.setdefault(text, [])
        if detail and detail not in details:
            details.append(detail)
    return "、".join(f"{text}（{'、'.join(details)}）" if details else text for text, details in grouped.items())
