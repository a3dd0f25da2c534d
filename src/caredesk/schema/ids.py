"""UUIDv7: ids made before the write, sortable by time, so that a retry after a crash is harmless."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

Id = UUID

_CHANCE = 10  # bytes; 74 bits of them are used
_LAST = (1 << 62) - 1


def new_id(now: datetime) -> Id:
    """Make a UUIDv7 (RFC 9562) for the moment ``now``, which must be aware of its time zone."""
    return next(new_ids(now, 1))


def new_ids(now: datetime, lot: int = 256) -> Iterator[Id]:
    """Ids of one moment without end, for whoever needs many.

    Chance is fetched for a ``lot`` at a time: each fetching lets other threads run, and a thread that does so for every
    id keeps the screen's thread from ever getting its turn.
    """
    milliseconds = int(now.timestamp() * 1000) & 0xFFFFFFFFFFFF
    beginning = milliseconds << 80 | 0x7 << 76 | 0b10 << 62
    while True:
        chance = secrets.token_bytes(_CHANCE * lot)
        for at in range(0, len(chance), _CHANCE):
            bits = int.from_bytes(chance[at : at + _CHANCE], "big")
            yield UUID(int=beginning | (bits & 0xFFF) << 64 | (bits >> 12) & _LAST)


def parse_id(text: str) -> Id | None:
    """Read an id as people paste it, or None when the text is no id."""
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def made_at(id_: Id) -> datetime:
    """The moment a UUIDv7 was made, to the millisecond, in UTC."""
    return datetime.fromtimestamp((id_.int >> 80) / 1000, UTC)
