"""What a check leaves behind for the list itself: who stood on it, taken in or not, whatever that changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from caredesk.schema.ids import Id
from caredesk.schema.roster import Layout, RawSheet
from caredesk.services.importing.categories import Registered
from caredesk.services.importing.row import RowFacts


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A person of a row that was taken in."""

    facts: RowFacts
    registered: Registered
    village: Id | None
    person: Id


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A person of a row that waits for a decision."""

    facts: RowFacts
    village: Id | None


@dataclass
class Listed:
    """The tables of an import with everybody on them; ledgers of ours that come back are left out.

    ``left`` are rows, as (sheet, row), that say that somebody has died, left or is no longer paid.
    """

    tables: list[tuple[RawSheet, Layout]] = field(default_factory=list)
    taken: list[TakenRow] = field(default_factory=list)
    waiting: list[WaitingRow] = field(default_factory=list)
    left: set[tuple[str, int]] = field(default_factory=set)
