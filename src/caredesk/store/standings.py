"""A list of how everybody stands, kept beside the records it was worked out from.

It is no record: it is in no log and travels nowhere, and may be thrown away at any time. It knows up to which operation
of the log it is right, so whatever wrote since (a save, an import, an undo, another desk) tells whom to work out anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caredesk.schema.ids import Id
from caredesk.store.connection import Connection, user_errors, write_transaction
from caredesk.store.rows import lots, marks

_MOST_OPERATIONS = 20_000
"""After more than so many it is as quick to work everybody out anew."""
_ON = "s.since <= ?1 AND s.until >= ?1"
_ORDERS = {
    "": "s.figure, s.due, v.official_order NULLS LAST, v.name NULLS LAST, s.name_key",
    "due": "s.due {down}, s.name_key",
    "last": "s.last_met {down}, s.name_key",
    "name": "s.name_key {down}",
    "place": "v.official_order {down} NULLS LAST, v.name {down}, s.name_key",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """How somebody stands from one day to another; ``figure`` is the caller's number for it (None: in no list)."""

    id: Id
    since: date
    until: date
    figure: int | None
    due: date | None
    last_met: date | None
    soon: date | None


class StandingTable:
    """Reads and writes the list over one connection. ``links``: by kind of record, the field that names its person."""

    def __init__(self, connection: Connection, links: Mapping[str, str]) -> None:
        self._connection = connection
        self._links = links

    def latest(self) -> int:
        """The number of the last operation of the log."""
        with user_errors():
            (seq,) = self._connection.execute("SELECT seq FROM op ORDER BY seq DESC LIMIT 1").fetchone() or (0,)
        return int(seq)

    def out_of_date(self, stamp: str, day: date) -> set[Id] | None:
        """Whom to work out anew before the list is right on a day; None: everybody.

        ``stamp`` says by which rules it was worked out: another one makes all of it worthless.
        """
        run = self._connection.execute
        with user_errors():
            made = run("SELECT stamp, seq, first, last FROM standing_made").fetchone()
            if made is None or made[0] != stamp or made[2] > day.isoformat():
                return None
            touched = self._touched(int(made[1]))
            if touched is None or made[3] >= day.isoformat():
                return touched
            over = run("SELECT id FROM standing GROUP BY id HAVING max(until) < ?", (day.isoformat(),))
            return touched | {UUID(bytes=row[0]) for row in over}

    def _touched(self, since: int) -> set[Id] | None:
        run = self._connection.execute
        if self.latest() == since:
            return set()
        kinds = [*self._links, "person"]
        among = f"FROM op WHERE seq > ? AND kind IN ({marks(kinds)})"
        (count,) = run(f"SELECT count(*) {among}", (since, *kinds)).fetchone()
        if self.latest() < since or count > _MOST_OPERATIONS:
            return None
        changed = run("SELECT record FROM op WHERE seq > ? AND kind = 'person'", (since,))
        found = {UUID(bytes=row[0]) for row in changed}
        for kind, link in self._links.items():
            owners = self._owners(kind, link, since)
            if owners is None:
                return None
            found |= owners if link == "person" else self._members(owners)
        return found

    def _owners(self, kind: str, link: str, since: int) -> set[Id] | None:
        """To whom the written records of a kind belonged and belong; None when one is gone that tells it no more."""
        owners: dict[bytes, set[Id]] = {}
        sql = (
            f"SELECT o.record, json_extract(o.before, '$.{link}'), json_extract(o.after, '$.{link}'), t.\"{link}\" "
            f'FROM op o LEFT JOIN "{kind}" t ON t.id = o.record WHERE o.seq > ? AND o.kind = ?'
        )
        for record, before, after, now in self._connection.execute(sql, (since, kind)):
            told = owners.setdefault(record, set())
            told.update(UUID(one) for one in (before, after) if one)
            told.update(UUID(bytes=one) for one in (now,) if one)
        return set().union(*owners.values()) if all(owners.values()) else None

    def _members(self, households: Collection[Id]) -> set[Id]:
        """Everybody who lives or lived in a household."""
        found: set[Id] = set()
        for lot in lots([one.bytes for one in households]):
            for sql in (f"SELECT id FROM person WHERE household IN ({marks(lot)})",
                        f"SELECT person FROM stay WHERE household IN ({marks(lot)})"):  # fmt: skip
                found |= {UUID(bytes=row[0]) for row in self._connection.execute(sql, lot)}
        return found

    def keep(self, rows: Sequence[Kept], people: Collection[Id] | None, stamp: str, seq: int, day: date) -> None:
        """Put the rows, worked out on a day, in the place of what was known of ``people`` (None: of everybody).

        They are right up to the operation ``seq``. Raises StoreTrouble when the file cannot be written.
        """
        run, ends = self._connection, {one.id: one.until for one in rows}  # in order of days: the last one stays
        last, first = min(ends.values(), default=date.max).isoformat(), day.isoformat()
        with write_transaction(run):
            if people is None:
                run.execute("DELETE FROM standing")
            else:
                for lot in lots([one.bytes for one in people]):
                    run.execute(f"DELETE FROM standing WHERE id IN ({marks(lot)})", lot)
            run.executemany(
                "INSERT INTO standing SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, village, name_key FROM person WHERE id = ?1",
                ((one.id.bytes, *map(_day, (one.since, one.until)), one.figure,
                  *map(_day, (one.due, one.last_met, one.soon))) for one in rows),
            )  # fmt: skip
            if people is None:
                run.execute("INSERT OR REPLACE INTO standing_made VALUES (1, ?, ?, ?, ?)", (stamp, seq, first, last))
            else:
                run.execute(
                    "UPDATE standing_made SET seq = ?1, first = max(first, ?2), last = CASE WHEN last >= ?2 "
                    "THEN min(last, ?3) ELSE (SELECT coalesce(min(u), ?3) FROM "
                    "(SELECT max(until) u FROM standing GROUP BY id)) END",
                    (seq, first, last),
                )

    def people(self, day: date, figures: Sequence[int], order: str = "") -> list[Id]:
        """Who stands in some figures on a day, figure by figure, the nearest day to go first and village by village;
        or by name, place, last or due ("-" downwards)."""
        among = ", ".join(str(int(one)) for one in figures)
        return self._ids(f"s.figure IN ({among})", _order(order), day)

    def soon(self, day: date, until: date, order: str = "") -> list[Id]:
        """For whom a visit is due by a day to come and not late, in the same orders."""
        by = _order(order).removeprefix("s.figure, ").replace("s.due", "s.soon")
        return self._ids("s.soon <= ?2", by, day, until)

    def count_soon(self, day: date, until: date) -> int:
        """How many they are."""
        sql = f"SELECT count(*) FROM standing s WHERE s.soon <= ?2 AND {_ON}"
        with user_errors():
            return int(self._connection.execute(sql, (day.isoformat(), until.isoformat())).fetchone()[0])

    def _ids(self, where: str, order: str, *days: date) -> list[Id]:
        sql = (
            "SELECT s.id FROM standing s LEFT JOIN village v ON v.id = s.village "
            f"WHERE {where} AND {_ON} ORDER BY {order}, s.id"
        )
        with user_errors():
            return [UUID(bytes=row[0]) for row in self._connection.execute(sql, [*map(_day, days)])]

    def by_village(self, day: date) -> dict[tuple[Id | None, int], int]:
        """How many stand in each figure, village by village."""
        sql = (
            f"SELECT village, figure, count(*) FROM standing s WHERE figure NOT NULL AND {_ON} GROUP BY village, figure"
        )
        with user_errors():
            rows: Sequence[tuple[bytes | None, int, int]] = self._connection.execute(sql, (day.isoformat(),)).fetchall()
        return {(UUID(bytes=village) if village else None, figure): count for village, figure, count in rows}


def _order(word: str) -> str:
    return _ORDERS[word.removeprefix("-")].format(down="DESC" if word.startswith("-") else "")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
