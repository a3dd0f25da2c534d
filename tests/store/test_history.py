"""Taking back: what was done since is never lost unseen, and what is kept keeps what it needs."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from caredesk.schema.identity import made_up_id
from caredesk.store.history import Conflict
from tests.store.opened import (
    KIND,
    WHO,
    act_of,
    assert_whole,
    fresh_id,
    history,
    open_records,
    person,
    tables,
)

WANG = made_up_id("429021", date(1946, 8, 19), sequence=997)


@pytest.fixture
def records():
    return open_records()


def imported(records):
    """A batch as an import writes it: a village, two people in it, a telephone; returns its act and ids."""
    ids = {name: fresh_id(records) for name in ("village", "wang", "li", "phone")}
    with records.write(WHO, "import", "收表：花名册.xlsx") as write:
        write.insert(KIND["village"], {"name": "白庙村", "kind": "村"}, ids["village"])
        for key, name in (("wang", "王秀英"), ("li", "李国强")):
            values = {"name": name, "id_type": "居民身份证", "state": "在册", "village": ids["village"]}
            write.insert(KIND["person"], values, ids[key])
        write.insert(KIND["phone"], {"person": ids["wang"], "number": "14900000001"}, ids["phone"])
    return act_of(records), ids


def change(records, key, id_, **values):
    with records.write(WHO, "save") as write:
        write.update(KIND[key], id_, values)
    return act_of(records)


def test_a_batch_taken_back_leaves_the_station_as_it_was(records):
    person(records, "张三")
    before = tables(records)
    act, _ = imported(records)
    assert history(records).edited_since(act) == []
    assert history(records).undo(act, WHO, "撤销收表") == 4
    assert tables(records) == before
    assert [one.id for one in history(records).acts(("import",))] == []
    assert_whole(records)


def test_what_was_edited_since_is_named(records):
    act, ids = imported(records)
    change(records, "person", ids["wang"], remarks="有狗")
    (edited,) = history(records).edited_since(act)
    assert (edited.kind, edited.record) == ("person", ids["wang"])
    assert [operation.after for operation in edited.by] == [{"remarks": "有狗"}]


def test_what_others_link_to_since_is_named(records):
    act, ids = imported(records)
    newcomer = person(records, "赵六", village=ids["village"])
    (edited,) = history(records).edited_since(act)
    assert edited.record == ids["village"]
    assert edited.referred_by == (("person", newcomer),)


def test_an_edit_that_was_itself_taken_back_does_not_count(records):
    act, ids = imported(records)
    edit = change(records, "person", ids["wang"], remarks="有狗")
    history(records).undo(edit, WHO, "撤销")
    assert history(records).edited_since(act) == []


def test_an_edit_beside_one_that_was_taken_back_still_counts(records):
    act, ids = imported(records)
    change(records, "person", ids["wang"], remarks="有狗")
    second = change(records, "person", ids["wang"], group="2组")
    history(records).undo(second, WHO, "撤销")
    (edited,) = history(records).edited_since(act)
    assert len(edited.by) == 1


def test_a_kept_record_keeps_its_village_and_its_telephone(records):
    act, ids = imported(records)
    change(records, "person", ids["wang"], remarks="有狗")
    history(records).undo(act, WHO, "撤销收表", [ids["wang"]])
    left = {id_ for _, id_ in tables(records)}
    assert left == {ids["village"], ids["wang"], ids["phone"]}
    assert_whole(records)


def test_a_kept_record_that_moved_since_keeps_where_it_is_now(records):
    act, ids = imported(records)
    other = fresh_id(records)
    with records.write(WHO, "import") as write:
        write.insert(KIND["village"], {"name": "青石村", "kind": "村"}, other)
        write.update(KIND["person"], ids["wang"], {"village": other})
    history(records).undo(act_of(records), WHO, "撤销收表", [ids["wang"]])
    assert records.row(KIND["person"], ids["wang"])["village"] == other
    assert act != act_of(records)
    assert_whole(records)


def test_a_later_record_in_the_way_stops_the_undo_and_nothing_is_written(records):
    one = person(records, "王秀英", id_number=WANG)
    with records.write(WHO, "bin") as write:
        write.bin(KIND["person"], one)
    act = act_of(records)
    person(records, "王秀英", id_number=WANG)
    before = tables(records)
    with pytest.raises(Conflict, match="不能撤销"):
        history(records).undo(act, WHO, "撤销")
    assert tables(records) == before
    assert_whole(records)


def test_taking_back_a_village_that_somebody_moved_to_stops_too(records):
    act, ids = imported(records)
    person(records, "赵六", village=ids["village"])
    before = tables(records)
    with pytest.raises(Conflict):
        history(records).undo(act, WHO, "撤销收表")
    assert tables(records) == before


def test_what_is_done_beside_an_undo_is_done_with_it_or_not_at_all(records):
    act, _ = imported(records)
    before = tables(records)

    def fail(write):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        history(records).undo(act, WHO, "撤销收表", also=fail)
    assert tables(records) == before


def test_acts_are_listed_newest_first_with_what_they_were(records):
    imported(records)
    person(records, "张三")
    batch, *rest = history(records).acts(("import",))
    assert (batch.title, rest) == ("收表：花名册.xlsx", [])
    assert history(records).title_of(batch.id) == "收表：花名册.xlsx"
    assert history(records).title_of(UUID(int=9)) == ""
    assert [act.what for act in history(records).acts(("import", "save"))] == ["save", "import"]


def test_an_undone_removal_brings_a_record_back_to_where_it_lay(records):
    one = person(records, "王秀英")
    with records.write(WHO, "bin") as write:
        write.bin(KIND["person"], one)
    with records.write(WHO, "clean") as write:
        write.remove(KIND["person"], one)
    history(records).undo(act_of(records), WHO, "撤销")
    assert records.in_bin(KIND["person"], one) is True
    assert_whole(records)
