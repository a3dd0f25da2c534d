"""Records copied in from a stage lie in the station exactly as records written one by one."""

import json
from datetime import date

import pytest

from caredesk.schema.identity import made_up_id
from caredesk.schema.ids import new_id
from caredesk.store.staged import StagedRecords

PEOPLE = [
    {
        "name": "曾秀英",
        "id_type": "居民身份证",
        "state": "在册",
        "id_number": made_up_id("429021", date(1946, 8, 19), sequence=997),
    },
    {"name": "单建国", "id_type": "居民身份证", "state": "在册", "address": "青石镇1组"},
]


LOGGED = (
    "SELECT dseq, act.user, kind, record, action, before, after FROM op JOIN act ON act.number = op.act ORDER BY seq"
)


def rows(desk, clock):
    """Two people with a telephone each, by kind."""
    people = [(new_id(clock.now()), values) for values in PEOPLE]
    phones = [(new_id(clock.now()), {"person": id_, "number": f"1490000000{at}"}) for at, (id_, _) in enumerate(people)]
    return {"person": people, "phone": phones}


def written(desk, told):
    with desk.work.records.write(desk.user.id, "import") as write:
        for key, some in told.items():
            write.insert_many(desk.work.kind(key), some)


def staged(desk, told):
    records = desk.work.records
    with StagedRecords.on(records.connection, records.declarations) as stage:
        for key, some in told.items():
            stage.add(desk.work.kind(key), some)
        with records.write(desk.user.id, "import") as write:
            write.insert_staged(stage)


def everything(desk):
    """All that lies in the tables and is no clock time."""
    read = desk.work.records.connection.execute
    return {
        "person": read("SELECT * FROM person ORDER BY rid").fetchall(),
        "phone": read("SELECT * FROM phone ORDER BY rid").fetchall(),
        "keys": read("SELECT * FROM search_key ORDER BY key, owner, source").fetchall(),
        "names": read("SELECT rowid FROM search_name").fetchall(),
        "log": [(*row[:-1], json.loads(row[-1] or "{}")) for row in read(LOGGED)],
    }


def test_staged_records_lie_in_the_tables_as_written_ones(desk, clock):
    told = rows(desk, clock)
    written(desk, told)
    first = everything(desk)
    (act,) = desk.work.history.acts(("import",))
    desk.work.history.undo(act.id, desk.user.id, "撤销")
    desk.work.records.connection.execute("DELETE FROM op WHERE kind IN ('person', 'phone')")
    staged(desk, told)
    assert everything(desk) == first


def test_staged_people_are_found_like_any_others(desk, clock):
    staged(desk, rows(desk, clock))
    for text in ("曾秀", "zxy", "cxy", "shanjianguo", "14900000000", PEOPLE[0]["id_number"][-4:]):
        found = [row.name for row in desk.people.search(text)]
        assert found, text


def test_a_telephone_staged_for_somebody_known_is_filed_under_them(desk, clock):
    staged(desk, rows(desk, clock))
    (known,) = [one for one in desk.records.find("person") if one.name == "单建国"]
    staged(desk, {"phone": [(new_id(clock.now()), {"person": known.id, "number": "14977776666"})]})
    assert [row.name for row in desk.people.search("14977776666")] == ["单建国"]


def test_log_numbers_and_clocks_go_on_without_gaps_or_returns(desk, clock):
    staged(desk, rows(desk, clock))
    desk.records.save("village", {"name": "白庙村", "kind": "村"})
    read = desk.work.records.connection.execute
    numbers = [row[0] for row in read("SELECT dseq FROM op ORDER BY seq")]
    clocks = [row[0] for row in read("SELECT clock FROM op ORDER BY seq")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert clocks == sorted(set(clocks))


def test_a_failing_copy_leaves_nothing_in_the_station_and_no_table_behind(desk, clock):
    told = rows(desk, clock)
    told["phone"].append((told["phone"][0][0], told["phone"][0][1]))  # the same id twice
    with pytest.raises(Exception, match=r"UNIQUE|重"):
        staged(desk, told)
    assert desk.records.find("person") == []
    left = desk.work.records.connection.execute("SELECT name FROM temp.sqlite_master").fetchall()
    assert left == []


def test_a_stage_locks_nobody_out_while_it_is_filled(desk, clock):
    told = rows(desk, clock)
    records = desk.work.records
    with StagedRecords.on(records.connection, records.declarations) as stage:
        stage.add(desk.work.kind("person"), told["person"])
        with desk.elsewhere() as other:
            other.records.save("village", {"name": "白庙村", "kind": "村"})
    assert [village.name for village in desk.records.find("village")] == ["白庙村"]
