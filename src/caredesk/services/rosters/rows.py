"""Lists, comparisons and work items as screens and the command line are given them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from caredesk.catalog.differences import EXTENTS
from caredesk.schema.ids import Id
from caredesk.schema.privacy import mask_numbers_in_words
from caredesk.schema.record import RecordType
from caredesk.services.wording import Wording


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list that was received, in words; ``asks`` is what has to be said before it is compared."""

    id: Id
    title: str
    category: str
    subtype: str
    area: str
    sender: str
    month: date
    extent: str
    whole_town: bool
    lines: int
    not_taken: int
    villages: tuple[str, ...]


@dataclass(frozen=True)
class Stream:
    """The lists of one category, sender and month: one comparison. ``counts`` are its items by kind."""

    category: str
    sender: str
    month: date
    label: str
    lists: tuple[ListRow, ...]
    counts: Mapping[str, int]
    open: int
    late: int


@dataclass(frozen=True)
class Checked:
    """What comparing a stream anew found; ``doubt`` is why nobody is reported missing, ``uncovered`` whom no list of
    this month speaks of although the one before did."""

    made: int
    closed: int
    doubt: str
    uncovered: int
    strangers: int = 0


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A work item in words that the role may read; numbers are starred."""

    id: Id
    person: Id | None
    name: str
    number: str
    village: str
    category: str
    kind: str
    what: str
    visitor: str
    deadline: date | None
    reason: str
    outcome: str
    done_on: date | None
    note: str
    late: bool


def list_row(wording: Wording, kind: RecordType, values: Mapping[str, Any], id_: Id) -> ListRow:
    """A kept list in words."""

    def said(name: str) -> str:
        return wording.text(kind, name, values[name])

    villages = tuple(mask_numbers_in_words(one) for one in values["villages"] or ())
    extent = values["extent"] if values["extent"] in EXTENTS else ""
    return ListRow(
        id_, said("title"), said("category"), said("subtype"), said("area"), said("sender"), values["month"], extent,
        bool(values["whole_town"]), values["lines"] or 0, values["not_taken"] or 0, villages,
    )  # fmt: skip


def item_row(wording: Wording, kind: RecordType, values: Mapping[str, Any], today: date) -> ItemRow:
    """A work item in words."""

    def said(name: str) -> str:
        return wording.text(kind, name, values[name])

    late = values["outcome"] is None and values["deadline"] is not None and values["deadline"] < today
    category = "·".join(part for part in (said("category"), said("subtype")) if part)
    return ItemRow(
        values["id"], values["person"], said("name"), said("number"), said("village"), category, said("kind"),
        said("what"), said("visitor"), values["deadline"], said("reason"), said("outcome"), values["done_on"],
        said("note"), late,
    )  # fmt: skip
