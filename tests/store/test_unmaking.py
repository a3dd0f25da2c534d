"""A batch taken back at once leaves exactly what taking it back record by record leaves."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caredesk.schema.errors import Cancelled
from caredesk.schema.identity import made_up_id
from caredesk.schema.ids import new_id
from caredesk.store import history as past
from caredesk.store.connection import driver, open_connection
from caredesk.store.history import Conflict
from caredesk.store.records import Records
from caredesk.store.staged import StagedRecords
from tests.store.opened import (
    DECLARATIONS,
    KIND,
    WHO,
    Ticking,
    act_of,
    assert_whole,
    history,
    open_records,
    person,
    replayed,
    save,
    search_keys,
    tables,
)

NAMES = ("王秀英", "曾国强", "欧阳小明", "单于解", "Anna Li")
NUMBERS = tuple(made_up_id("429021", date(1946, 8, day), sequence=997) for day in range(1, 4))
ALIVE = {"id_type": "居民身份证", "state": "在册"}

made = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from((None, *NUMBERS)),
    st.integers(0, 2),  # telephones
    st.sampled_from(("", "特殊困难老年人", "残疾人")),
    st.booleans(),  # in the batch's village
)
meddling = st.tuples(
    st.sampled_from(("rename", "rename and back", "bin", "bin and back", "phone", "move phone", "erase", "visit it")),
    st.integers(0, 50),
)
batches = st.tuples(
    st.lists(made, min_size=1, max_size=6),
    st.booleans(),  # laid out and copied in, as an import does it, or written one by one
    st.lists(st.sampled_from(("rename", "group", "bin", "bin own", "clear")), max_size=3),
    st.lists(meddling, max_size=4),
    st.sampled_from(("all", "kept")),
)


@pytest.fixture(autouse=True)
def however_few(monkeypatch):
    """A small batch is taken back as a large one is."""
    monkeypatch.setattr(past, "FEW", 0)


def batch(records, told, *, staged, changes):
    """An import: a village, people with their parts, and changes to people who were there before and to its own."""
    now, village = records.clock(), new_id(records.clock())
    rows = {"village": [(village, {"name": "白庙村", "kind": "村"})], "person": [], "phone": [], "episode": []}
    for name, number, phones, category, at_home in told:
        one = new_id(now)
        home = village if at_home else None
        rows["person"].append((one, ALIVE | {"name": name, "id_number": number, "village": home}))
        rows["phone"] += [(new_id(now), {"person": one, "number": f"1490000000{at}"}) for at in range(phones)]
        if category:
            rows["episode"].append((new_id(now), {"person": one, "category": category}))
    known = [one.id for one in records.find(KIND["person"])]
    with StagedRecords.on(records.connection, DECLARATIONS) as stage:
        for key, some in rows.items() if staged else ():
            stage.add(KIND[key], some)
        with records.write(WHO, "import", "收表：花名册.xlsx") as write:
            if staged:
                write.insert_staged(stage)
            for key, some in rows.items() if not staged else ():
                write.insert_many(KIND[key], some)
            own = rows["person"][0][0]
            for change, one in zip(changes, [*known, own], strict=False):
                if change.startswith("bin"):
                    write.bin(KIND["person"], own if change == "bin own" else one)
                else:
                    to = {"rename": {"name": "改了名"}, "group": {"group": "9组"}, "clear": {"remarks": None}}[change]
                    write.update(KIND["person"], one, to)
    return act_of(records)


def meddle(records, act, what, chance):  # noqa: C901  a case a way
    """What somebody does to the batch afterwards."""
    made_by = [one for one in records.log.of_act(act) if one.action == "create"]
    people = [one.record for one in made_by if one.kind == "person" and records.row(KIND["person"], one.record)]
    phones = [one.record for one in made_by if one.kind == "phone" and records.row(KIND["phone"], one.record)]
    if not people:
        return
    one = people[chance % len(people)]
    if what.startswith(("rename", "bin")):
        with records.write(WHO, "save") as write:
            if what.startswith("rename"):
                write.update(KIND["person"], one, {"name": "后来改的"})
            else:
                write.bin(KIND["person"], one)
        if what.endswith("back"):
            history(records).undo(act_of(records), WHO, "撤销")
    elif what == "phone":
        save(records, "phone", person=one, number="14999999999")
    elif what == "move phone" and phones:
        with records.write(WHO, "save") as write:
            write.update(KIND["phone"], phones[chance % len(phones)], {"person": one})
    elif what == "erase":
        with records.write(WHO, "purge") as write:
            for kind in DECLARATIONS.parts_of("person"):
                for part in records.find(kind, {"person": one}):
                    write.purge(kind, part.id)
            write.purge(KIND["person"], one)
    elif what == "visit it":
        visitor = save(records, "visitor", name=f"陈{chance}", role="社工")
        save(records, "visit", person=one, visited_on=date(2026, 11, 2), mode="电话", visitor=visitor, met="接通")


def copied(records):
    """The same station once more, with its clock at the same time."""
    other = open_connection(None, b"k" * 32)
    records.connection.backup(other)
    clock = Ticking()
    clock.at = records.clock.at
    return Records(other, DECLARATIONS, clock, "one")


def one_by_one(records, act, keep):
    """Taking an act back as it was done first: each operation by its opposite, the last first."""
    ours = history(records)
    kept = ours._kept(act, keep)
    taken = [one for one in ours._of_act(act) if one.record not in kept]
    if kept and not taken:
        return 0
    try:
        with records.write(WHO, "undo", "撤销收表") as writing:
            for operation in reversed(taken):
                ours._reverse(writing, [operation])
            if not kept:
                sql = "UPDATE act SET undone_by = ? WHERE id = ?"
                records.connection.execute(sql, (writing.act.bytes, act.bytes))
    except driver.IntegrityError as error:
        raise Conflict("") from error
    return len({one.record for one in taken})


def state(records):
    log = records.connection.execute(
        "SELECT op.kind, record, action, before, after, what, undone_by IS NULL FROM op JOIN act ON number = act"
    ).fetchall()
    told = sorted((*row[:3], *(json.dumps(json.loads(one or "null"), sort_keys=True) for one in row[3:5]), *row[5:])
                  for row in log)  # fmt: skip
    names = records.connection.execute("SELECT rowid FROM search_name").fetchall()
    return tables(records), search_keys(records), names, told


def tried(call):
    try:
        return call()
    except Conflict:
        return "conflict"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(batches)
def test_a_batch_taken_back_at_once_is_taken_back_as_record_by_record(told):
    rows, staged, changes, meddlings, how = told
    records = open_records()
    for name in ("张三", "李四"):
        person(records, name, remarks="先有的")
    try:
        act = batch(records, rows, staged=staged, changes=changes)
    except driver.IntegrityError:
        return
    for what, chance in meddlings:
        with suppress(driver.IntegrityError):  # a number twice, somebody erased who is visited: refused as a whole
            meddle(records, act, what, chance)
    keep = [one.record for one in history(records).edited_since(act)] if how == "kept" else []
    other = copied(records)
    records.take_changed()
    at_once = tried(lambda: history(records).undo(act, WHO, "撤销收表", keep))
    singly = tried(lambda: one_by_one(other, act, keep))
    assert at_once == singly
    assert state(records) == state(other)
    assert records.take_changed() == other.take_changed()
    assert tables(records) == {place: row for place, row in replayed(records).items() if place in tables(records)}
    if at_once != "conflict" and not any(what == "erase" for what, _ in meddlings):
        assert_whole(records)
    for one in (records, other):
        one.connection.close()


def imported(records, people=3):
    told = [(NAMES[at % len(NAMES)], None, 1, "残疾人", True) for at in range(people)]
    return batch(records, told, staged=True, changes=[])


@pytest.mark.parametrize("touched", [True, False])
def test_an_undo_that_is_stopped_leaves_everything_as_it_was(touched):
    """In the few statements for what nobody touched, and among the operations that go one by one."""
    records = open_records()
    act = imported(records, people=1 if touched else 300)
    for one in records.find(KIND["person"]) if touched else ():
        with records.write(WHO, "save") as write:
            write.update(KIND["person"], one.id, {"group": "2组"})
    before = state(records)
    with pytest.raises(Cancelled):
        history(records).undo(act, WHO, "撤销收表", cancelled=lambda: True)
    assert state(records) == before
    assert records.connection.execute("SELECT name FROM temp.sqlite_master").fetchall() == []
    assert history(records).undo(act, WHO, "撤销收表")


def test_what_is_saved_while_an_undo_is_laid_out_is_not_lost(tmp_path):
    records = open_records(tmp_path / "station.db")
    act = imported(records)
    other = Records(open_connection(tmp_path / "station.db", b"k" * 32), DECLARATIONS, Ticking(), "one")
    other.clock.at = records.clock.at
    somebody = records.find(KIND["person"])[0].id
    saved = []

    def meanwhile(statement):
        if statement.startswith("INSERT INTO temp.unmade_names") and not saved:
            saved.append(save(other, "phone", person=somebody, number="14999999999"))

    records.connection.set_trace_callback(meanwhile)
    with pytest.raises(Conflict):
        history(records).undo(act, WHO, "撤销收表")
    records.connection.set_trace_callback(None)
    assert records.row(KIND["phone"], saved[0])
    assert_whole(records)
    for one in (records, other):
        one.connection.close()
