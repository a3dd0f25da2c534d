"""A roster going back to its sender: the sheet as it was read, with the rows that could not be taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from caredesk.schema.roster import RawSheet

REASON_HEADING = "为什么没收"
"""The heading of the column that says why; known to the import, so that it is left out when the file comes back."""


@dataclass(frozen=True)
class MarkedRow:
    """A row that was not taken: why, and which of its cells (columns from 0) are to be looked at."""

    reason: str
    cells: frozenset[int] = frozenset()


@dataclass(frozen=True)
class MarkedSheet:
    """A sheet as read with its header blocks (first and last row) and its marked rows, all counted from 0."""

    sheet: RawSheet
    headers: tuple[tuple[int, int], ...] = ()
    marked: Mapping[int, MarkedRow] = field(default_factory=dict)
