"""Whatever is saved, changed, put away and undone: tables, operation log and search keys always say the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caredesk.schema.dates import PartialDate
from caredesk.schema.identity import made_up_id
from caredesk.store.connection import driver
from caredesk.store.history import Conflict
from tests.made_values import full_values, value_of
from tests.store.opened import (
    DECLARATIONS,
    KIND,
    WHO,
    act_of,
    assert_whole,
    history,
    open_records,
    person,
    save,
    tables,
)

NAMES = ("王秀英", "曾国强", "欧阳小明", "阿依古丽·买买提", "𡋾子", "Anna Li", "单于解")
NUMBERS = tuple(made_up_id("429021", date(1946, 8, day), sequence=997) for day in range(1, 5))

person_values = st.fixed_dictionaries(
    {"name": st.sampled_from(NAMES)},
    optional={
        "id_number": st.sampled_from((*NUMBERS, None)),
        "birth_date": st.sampled_from((PartialDate(1946), PartialDate(1946, 8), PartialDate(1946, 8, 1), None)),
        "income_sources": st.sampled_from((("低保金",), ("房租", "储蓄"), None)),
        "remarks": st.sampled_from(("身体好", "", None)),
        "boarding": st.sampled_from((True, False, None)),
    },
)
steps = st.lists(
    st.tuples(
        st.sampled_from(("person", "phone", "change", "renumber", "move", "bin", "unbin", "remove", "undo")),
        st.integers(0, 10_000),
        person_values,
    ),
    min_size=1,
    max_size=25,
)


def carry_out(records, step: tuple[str, int, dict[str, Any]]) -> None:
    """One act; what a unique number or a link forbids is refused as a whole."""
    what, chance, values = step
    people = records.find(KIND["person"]) + records.find(KIND["person"], binned=True)
    phones = records.find(KIND["phone"])
    one = people[chance % len(people)].id if people else None
    with records.write(WHO, "save", what) as write:
        if what == "person":
            write.insert(KIND["person"], {"id_type": "居民身份证", "state": "在册"} | values)
        elif what == "phone" and one:
            write.insert(KIND["phone"], {"person": one, "number": f"1490000{chance:04d}"})
        elif what == "change" and one:
            write.update(KIND["person"], one, values)
        elif what == "renumber" and phones:
            write.update(KIND["phone"], phones[0].id, {"number": f"1491111{chance:04d}"})
        elif what == "move" and phones and one:
            write.update(KIND["phone"], phones[-1].id, {"person": one})
        elif what in ("bin", "unbin") and one:
            write.bin(KIND["person"], one, back=what == "unbin")
        elif what == "remove" and one:
            for phone in records.find(KIND["phone"], {"person": one}):
                write.remove(KIND["phone"], phone.id)
            write.remove(KIND["person"], one)


def undo_some(records, chance: int) -> None:
    acts = history(records).acts(("save",))
    if acts:
        history(records).undo(acts[chance % min(3, len(acts))].id, WHO, "撤销")


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_tables_log_and_search_keys_agree_after_any_acts(told):
    records = open_records()
    for step in told:
        before = tables(records)
        try:
            undo_some(records, step[1]) if step[0] == "undo" else carry_out(records, step)
        except (driver.IntegrityError, Conflict):
            assert tables(records) == before
        assert_whole(records)
    records.connection.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_undoing_any_act_at_once_restores_the_tables(told):
    records = open_records()
    for step in told:
        if step[0] == "undo":
            continue
        before = tables(records)
        try:
            carry_out(records, step)
        except driver.IntegrityError:
            continue
        if tables(records) == before:
            continue
        act = act_of(records)
        assert history(records).edited_since(act) == []
        history(records).undo(act, WHO, "撤销")
        assert tables(records) == before
        assert_whole(records)
        try:
            carry_out(records, step)  # and go on from there
        except driver.IntegrityError:
            continue
    records.connection.close()


def test_undo_after_undo_goes_back_step_by_step():
    records = open_records()
    stages = [tables(records)]
    one = person(records, "王秀英")
    stages.append(tables(records))
    for remark in ("一", "二", "三"):
        with records.write(WHO, "save") as write:
            write.update(KIND["person"], one, {"remarks": remark})
        stages.append(tables(records))
    while len(stages) > 1:
        stages.pop()
        (latest, *_) = history(records).acts(("save",), limit=1)
        assert history(records).edited_since(latest.id) == []
        history(records).undo(latest.id, WHO, "撤销")
        assert tables(records) == stages[-1]
    assert history(records).acts(("save",)) == []


def test_a_write_that_fails_leaves_nothing_behind():
    records = open_records()
    before = tables(records)

    def break_off():
        with records.write(WHO, "save") as write:
            write.insert(KIND["village"], {"name": "白庙村", "kind": "村"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert tables(records) == before
    assert records.take_changed() == frozenset()
    assert records.connection.execute("SELECT count(*) FROM act").fetchone()[0] == 0


def test_the_kinds_that_changed_are_told_once():
    records = open_records()
    village = save(records, "village", name="白庙村", kind="村")
    person(records, "王秀英", village=village)
    assert records.take_changed() == {"village", "person"}
    assert records.take_changed() == frozenset()


def test_a_change_to_what_is_already_there_is_no_change():
    records = open_records()
    one = person(records, "王秀英")
    count = records.connection.execute("SELECT count(*) FROM op").fetchone()[0]
    with records.write(WHO, "save") as write:
        assert not write.update(KIND["person"], one, {"name": "王秀英", "remarks": None})
        assert not write.bin(KIND["person"], one, back=True)
    assert records.connection.execute("SELECT count(*) FROM op").fetchone()[0] == count


def test_a_village_still_in_use_cannot_vanish():
    records = open_records()
    village = save(records, "village", name="白庙村", kind="村")
    person(records, "王秀英", village=village)
    with pytest.raises(driver.IntegrityError), records.write(WHO, "save") as write:
        write.remove(KIND["village"], village)
    assert_whole(records)


def test_an_erased_record_leaves_no_word_in_the_log():
    records = open_records()
    one = person(records, "王秀英", remarks="只有一条腿的狗")
    phone = save(records, "phone", person=one, number="14900000001")
    with records.write(WHO, "purge") as write:
        write.purge(KIND["phone"], phone)
        write.purge(KIND["person"], one)
    log = records.connection.execute("SELECT before, after FROM op").fetchall()
    assert log == [(None, None)] * 4
    assert records.search("王秀英", 5) == []
    for act in history(records).acts(("save",)):  # taking back what was erased brings nothing back
        history(records).undo(act.id, WHO, "撤销")
    assert tables(records) == {}


@pytest.mark.parametrize("kind", DECLARATIONS.records, ids=lambda kind: kind.key)
def test_every_kind_comes_back_from_its_table_as_it_was_written(kind):
    records = open_records()
    values = full_values(kind, lambda key: _made(records, key))
    with records.write(WHO, "save") as write:
        id_ = write.insert(kind, values)
    assert records.row(kind, id_) == dict.fromkeys(kind.fields) | values
    assert tables(records)[kind.key, id_][1] == dict.fromkeys(kind.fields) | values
    assert_whole(records)


def _made(records, key):
    kind = KIND[key]
    needed = {n: _made(records, s.to) for n, s in kind.refs().items() if s.required}
    title = value_of(kind.fields[kind.title_field], 999, lambda key: _made(records, key))
    return save(records, key, **({kind.title_field: title} | needed))
