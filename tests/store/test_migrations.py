"""A file grows with what is declared; what only a newer program knows is refused."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from caredesk.schema.declarations import Declarations
from caredesk.schema.errors import StoreTrouble
from caredesk.store import migrations
from caredesk.store.connection import open_connection
from caredesk.store.migrations import FORMAT, bring_up_to_date, format_of, needs_migration
from caredesk.store.records import Records
from tests.conftest import NEW, PASSWORD
from tests.store.opened import DECLARATIONS, KIND, Ticking, open_records, person


def schema(connection):
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    return {(kind, name): sql for kind, name, sql in rows}


def without(key, *names):
    """The declarations before these fields (or, without names, this kind) were declared."""
    records = []
    for declared in DECLARATIONS.records:
        kind = declared
        if kind.key == key and not names:
            continue
        if kind.key == key:
            fields = {name: spec for name, spec in kind.fields.items() if name not in names}
            indexes = tuple(group for group in kind.indexes if not set(group) & set(names))
            kind = dataclasses.replace(kind, fields=fields, indexes=indexes)
        records.append(kind)
    return Declarations(records=tuple(records), searched=DECLARATIONS.searched)


def test_opening_again_changes_nothing():
    records = open_records()
    before = schema(records.connection)
    assert bring_up_to_date(records.connection, DECLARATIONS) == []
    assert schema(records.connection) == before


def test_a_field_declared_later_gets_its_column_and_keeps_what_is_there():
    connection = open_connection(None, b"k" * 32)
    older = without("person", "remarks", "village")
    bring_up_to_date(connection, older)
    with Records(connection, older, Ticking(), "one").write(None, "save") as write:
        id_ = write.insert(older.by_key["person"], {"name": "王秀英", "id_type": "居民身份证", "state": "在册"})
    assert bring_up_to_date(connection, DECLARATIONS) == ["person.village", "person.remarks"]
    records = Records(connection, DECLARATIONS, Ticking(), "one")
    assert records.row(KIND["person"], id_)["name"] == "王秀英"
    assert records.row(KIND["person"], id_)["remarks"] is None
    fresh = open_records()
    assert set(schema(connection)) == set(schema(fresh.connection))


def test_a_kind_declared_later_gets_its_table():
    connection = open_connection(None, b"k" * 32)
    bring_up_to_date(connection, without("visit"))
    assert bring_up_to_date(connection, DECLARATIONS) == ["visit"]
    assert set(schema(connection)) == set(schema(open_records().connection))


def test_a_file_of_a_newer_program_is_refused_and_left_alone():
    records = open_records()
    person(records, "王秀英")
    records.connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    before = records.connection.execute("SELECT total_changes()").fetchone()
    with pytest.raises(StoreTrouble, match="更新版本"):
        bring_up_to_date(records.connection, DECLARATIONS)
    assert records.connection.execute("SELECT total_changes()").fetchone() == before


def test_a_step_that_fails_leaves_the_file_as_it_was(monkeypatch):
    records = open_records()
    before = schema(records.connection)

    def step(connection):
        connection.execute("CREATE TABLE half (x)")
        raise RuntimeError

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, step))
    monkeypatch.setattr(migrations, "FORMAT", FORMAT + 1)
    assert needs_migration(records.connection)
    with pytest.raises(RuntimeError):
        bring_up_to_date(records.connection, DECLARATIONS)
    assert schema(records.connection) == before
    assert format_of(records.connection) == FORMAT


def test_the_station_is_backed_up_before_it_is_brought_up_to_date(monkeypatch, desk, stations, folder):
    desk.records.save("village", {"name": "白庙村", "kind": "村"})
    desk.close()
    more = (*migrations.STEPS, lambda connection: connection.execute("DELETE FROM village"))
    monkeypatch.setattr(migrations, "STEPS", more)
    monkeypatch.setattr(migrations, "FORMAT", FORMAT + 1)
    again = stations.sign_in(folder, "站长", PASSWORD)
    (backup,) = again.safety.backups()
    assert backup.why == "before_upgrade"
    assert backup.counts["village"] == 1
    assert again.records.find("village") == []
    again.close()


def test_a_station_of_a_newer_program_is_not_opened(monkeypatch, desk, stations, folder):
    desk.close()
    monkeypatch.setattr(migrations, "FORMAT", 0)
    with pytest.raises(StoreTrouble, match="更新版本"):
        stations.sign_in(folder, "站长", PASSWORD)
    monkeypatch.undo()
    stations.sign_in(folder, "站长", PASSWORD).close()  # nothing is held, nothing was harmed


def test_the_year_that_a_made_up_station_opened_is_what_it_was_told(desk):
    assert desk.settings.opened_on == NEW.opened_on == date(2026, 9, 1)
