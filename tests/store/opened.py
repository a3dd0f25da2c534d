"""A station's records in memory, and what must always hold between tables, operation log and search keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from caredesk.catalog import DECLARATIONS
from caredesk.schema.ids import Id, new_id
from caredesk.store import search
from caredesk.store.connection import open_connection
from caredesk.store.history import History, from_json
from caredesk.store.migrations import bring_up_to_date
from caredesk.store.query import Query
from caredesk.store.records import Records

KIND = DECLARATIONS.by_key
WHO = UUID(int=1)
Tables = dict[tuple[str, Id], tuple[bool, dict[str, Any]]]


class Ticking:
    """A clock that moves a second at every look."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 21, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def open_records(path=None, device: str = "one") -> Records:
    connection = open_connection(path, b"k" * 32, create=True)
    bring_up_to_date(connection, DECLARATIONS)
    return Records(connection, DECLARATIONS, Ticking(), device)


def save(records: Records, key: str, what: str = "save", **values: Any) -> Id:
    with records.write(WHO, what, key) as write:
        return write.insert(KIND[key], dict.fromkeys(KIND[key].fields) | values)


def person(records: Records, name: str, **more: Any) -> Id:
    return save(records, "person", name=name, id_type="居民身份证", state="在册", **more)


def act_of(records: Records) -> Id:
    sql = "SELECT act.id FROM op JOIN act ON act.number = op.act ORDER BY seq DESC LIMIT 1"
    return UUID(bytes=records.connection.execute(sql).fetchone()[0])


def history(records: Records) -> History:
    return History(records)


def query(records: Records) -> Query:
    return Query(records.connection, DECLARATIONS)


def tables(records: Records) -> Tables:
    """Every record with its values, and whether it lies in the bin."""
    found: Tables = {}
    for kind in DECLARATIONS.records:
        for (raw,) in records.connection.execute(f'SELECT id FROM "{kind.key}"').fetchall():
            id_ = UUID(bytes=raw)
            row, binned = records.row(kind, id_), records.in_bin(kind, id_)
            assert row is not None
            assert binned is not None
            found[kind.key, id_] = (binned, row)
    return found


def replayed(records: Records) -> Tables:
    """What the operation log says the tables hold."""
    found: Tables = {}
    sql = "SELECT DISTINCT record FROM op"
    for (raw,) in records.connection.execute(sql).fetchall():
        for operation in records.log.of_record(UUID(bytes=raw)):
            kind, place = KIND[operation.kind], (operation.kind, operation.record)
            match operation.action:
                case "create":
                    found[place] = (False, dict.fromkeys(kind.fields) | from_json(kind, operation.after))
                case "change":
                    binned, values = found[place]
                    assert {name: values[name] for name in operation.before} == from_json(kind, operation.before)
                    found[place] = (binned, values | from_json(kind, operation.after))
                case "bin" | "unbin":
                    found[place] = (operation.action == "bin", found[place][1])
                case "remove":
                    del found[place]
    return found


def search_keys(records: Records) -> set[tuple[str, Id, Id]]:
    """Key, owner and source of every search key there is."""
    sql = "SELECT k.key, p.id, k.source FROM search_key k JOIN person p ON p.rid = k.owner"
    rows = records.connection.execute(sql).fetchall()
    assert records.connection.execute("SELECT count(*) FROM search_key").fetchone()[0] == len(rows)
    return {(key, UUID(bytes=owner), UUID(bytes=source)) for key, owner, source in rows}


def expected_search_keys(records: Records) -> set[tuple[str, Id, Id]]:
    """The keys that the records in use should be found by."""
    found = set()
    for (key, id_), (binned, values) in tables(records).items():
        for part in DECLARATIONS.searched:
            if part.record == key and not binned:
                owner = values[KIND[key].part_of] if KIND[key].part_of else id_
                found |= {(one, owner, id_) for one in search.keys_of(part.how, values[part.field])}
    return found


def names_found(records: Records) -> set[Id]:
    """Everybody in the name index."""
    sql = "SELECT p.id FROM search_name n JOIN person p ON p.rid = n.rowid"
    return {UUID(bytes=row[0]) for row in records.connection.execute(sql)}


def expected_names(records: Records) -> set[Id]:
    return {id_ for (key, id_), (binned, values) in tables(records).items() if key == "person" and not binned}


def assert_whole(records: Records) -> None:
    """Tables, log and search say the same, and every link leads somewhere."""
    assert tables(records) == replayed(records)
    assert search_keys(records) == expected_search_keys(records)
    assert names_found(records) == expected_names(records)
    assert records.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def fresh_id(records: Records) -> Id:
    return new_id(records.clock())
