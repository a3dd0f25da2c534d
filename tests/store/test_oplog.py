"""The operation log: one row a changed record, in order on every device, with what was before and after."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from caredesk.store.connection import open_connection
from caredesk.store.records import Records
from tests.store.opened import DECLARATIONS, KIND, WHO, Ticking, open_records, person, save


def rows(records, columns="device, dseq, clock, kind, action"):
    return records.connection.execute(f"SELECT {columns} FROM op ORDER BY seq").fetchall()


def test_a_change_is_logged_with_the_fields_before_and_after_only():
    records = open_records()
    one = person(records, "王秀英", remarks="有狗")
    with records.write(WHO, "save") as write:
        write.update(KIND["person"], one, {"remarks": None, "group": "2组", "name": "王秀英"})
    made, changed = records.log.of_record(one)
    assert made.action == "create"
    assert made.before == {}
    assert made.after == {"name": "王秀英", "id_type": "居民身份证", "state": "在册", "remarks": "有狗"}
    assert (changed.before, changed.after) == ({"remarks": "有狗", "group": None}, {"remarks": None, "group": "2组"})
    assert changed.user == WHO


def test_sequences_have_no_gaps_and_clocks_never_go_back():
    records = open_records()
    for number in range(5):
        person(records, f"王{number}")
    records.clock.at -= timedelta(days=3)  # somebody set the PC's clock back
    person(records, "李")
    told = rows(records)
    assert [row[1] for row in told] == [1, 2, 3, 4, 5, 6]
    clocks = [row[2] for row in told]
    assert clocks == sorted(set(clocks))


def test_two_connections_of_a_desk_share_one_sequence(tmp_path):
    first = open_records(tmp_path / "station.db")
    second = Records(open_connection(tmp_path / "station.db", b"k" * 32), DECLARATIONS, Ticking(), "one")
    second.clock.at -= timedelta(hours=5)
    person(first, "王")
    person(second, "李")
    person(first, "张")
    told = rows(first)
    assert [row[1] for row in told] == [1, 2, 3]
    assert [row[2] for row in told] == sorted({row[2] for row in told})
    first.connection.close()
    second.connection.close()


def test_a_restored_station_counts_as_another_device():
    records = open_records(device="one")
    person(records, "王")
    restored = Records(records.connection, DECLARATIONS, records.clock, "two")
    person(restored, "李")
    told = rows(records)
    assert [(row[0], row[1]) for row in told] == [(1, 1), (2, 1)]
    named = records.connection.execute("SELECT number, name FROM device ORDER BY number").fetchall()
    assert named == [(1, "one"), (2, "two")]
    assert told[1][2] > told[0][2]


def test_a_sequence_cannot_be_used_twice():
    records = open_records()
    person(records, "王")
    sql = "INSERT INTO op (device, dseq, clock, act, kind, record, action) VALUES (1, 1, 1, 1, '', 1, '')"
    with pytest.raises(Exception, match="UNIQUE"):
        records.connection.execute(sql)


def test_the_log_holds_dates_options_and_links_as_people_and_programs_can_read_them():
    records = open_records()
    village = save(records, "village", name="白庙村", kind="村", aliases=("白庙大队",))
    one = person(records, "王秀英", village=village, income_sources=("低保金",), boarding=True)
    (told,) = [json.loads(row[0]) for row in rows(records, "after") if "王秀英" in row[0]]
    assert told["village"] == str(village)
    assert told["income_sources"] == ["低保金"]
    assert told["boarding"] is True
    assert records.log.of_record(one)[0].after == told
