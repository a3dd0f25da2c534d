"""UUIDv7: ids made before the write, sortable by time, so that a retry after a crash is harmless."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from uuid import UUID

Id = UUID


def new_id(now: datetime) -> Id:
    """Make a UUIDv7 (RFC 9562) for the moment ``now``, which must be aware of its time zone."""
    milliseconds = int(now.timestamp() * 1000) & 0xFFFFFFFFFFFF
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)


def parse_id(text: str) -> Id | None:
    """Read an id as people paste it, or None when the text is no id."""
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def made_at(id_: Id) -> datetime:
    """The moment a UUIDv7 was made, to the millisecond, in UTC."""
    return datetime.fromtimestamp((id_.int >> 80) / 1000, UTC)
