"""Texts gathered from the records that belong to another: a person's categories on a day, their telephones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from caredesk.schema.dates import PartialDate
from caredesk.schema.ids import Id
from caredesk.schema.ledger import Collected
from caredesk.services.workspace import Workspace

Row = tuple[Id, Mapping[str, Any]]
"""A record's id and its values by path."""


def collect(
    work: Workspace, source: Collected, rows: Sequence[Row], on: date | None = None, *, full: bool = False
) -> list[str]:
    """One text per row, numbers starred unless ``full``; records above the role's clearance are left out.

    ``on`` is the day for all rows; without it each row's own day at ``source.on`` counts (none: ever).
    """
    told: list[list[tuple[str, str]]] = [[] for _ in rows]
    for one in (source, *source.also):
        for place, pairs in enumerate(_pairs(work, one, rows, on, full=full)):
            told[place] += pairs
    return [in_words(pairs) for pairs in told]


def _pairs(
    work: Workspace, source: Collected, rows: Sequence[Row], on: date | None, *, full: bool
) -> list[list[tuple[str, str]]]:
    kind = work.kind(source.record)
    names = [name for name in (source.field, source.detail, source.since, source.until) if name in kind.fields]
    owners = [values[source.owner] if source.owner else id_ for id_, values in rows]
    belonging = work.query.belonging(source.record, kind.part_of, [o for o in owners if o is not None], names)
    found = []
    for owner, (_, row) in zip(owners, rows, strict=True):
        day = on or (row.get(source.on) if source.on else None)
        kept = []
        for told in belonging.get(owner, ()) if owner is not None else ():
            values = dict(zip(names, told, strict=True))
            if values[source.field] is not None and work.gate.shows(kind, values) and _holds(source, values, day):
                text, detail = (
                    work.gate.shown(kind, name, values.get(name), full=full) if name else ""
                    for name in (source.field, source.detail)
                )
                kept.append((text, detail))
        found.append(kept[:1] if source.first else kept)
    return found


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
