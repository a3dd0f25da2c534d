"""One description of a selection gives the rows, the number and the ids; lists go by an index."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caredesk.schema.conditions import All, Either, Is, Known, Not
from caredesk.store.query import Having, Selection
from tests.store.opened import KIND, WHO, open_records, person, query, save, tables

FIRST = date(2026, 10, 1)


@pytest.fixture(scope="module")
def records():
    """Three villages, thirty people, ninety visits; one person and one visit in the bin."""
    made = open_records()
    named = (("甲村", 3), ("乙村", 2), ("丙村", 1))
    villages = [save(made, "village", name=name, kind="村", official_order=order) for name, order in named]
    visitor = save(made, "visitor", name="陈静", role="社工")
    people = []
    for number in range(30):
        one = person(
            made, "王李张"[number % 3] + "一二三四五六七八九十"[number % 10],
            village=villages[number % 3] if number % 5 else None, risk=("高风险", "重点", "一般", None)[number % 4],
            income_sources=(("低保金",), ("房租", "低保金"), None)[number % 3],
        )  # fmt: skip
        people.append(one)
        save(made, "episode", person=one, category=("残疾人", "特困人员")[number % 2], since=None,
             until=FIRST + timedelta(days=number) if number % 7 == 0 else None)  # fmt: skip
        for times in range(3):
            save(made, "visit", person=one, visited_on=FIRST + timedelta(days=(number * 7 + times * 11) % 60),
                 mode=("上门入户", "电话")[times % 2], visitor=visitor, met=("见到本人", "接通")[times % 2],
                 village=villages[number % 3])  # fmt: skip
    with made.write(WHO, "bin") as write:
        write.bin(KIND["person"], people[-1])
        write.bin(KIND["visit"], made.find(KIND["visit"])[0].id)
    return made


conditions = st.recursive(
    st.one_of(
        st.builds(Is, st.just("mode"), st.sampled_from(("上门入户", "电话", None))),
        st.builds(Is, st.just("met"), st.sampled_from(("见到本人", "接通"))),
        st.builds(Known, st.sampled_from(("risk", "village", "situation"))),
        st.builds(Is, st.just("watch"), st.sampled_from((True, False))),
    ),
    lambda inner: st.one_of(st.builds(All, inner, inner), st.builds(Either, inner, inner), st.builds(Not, inner)),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(conditions, st.integers(0, 70), st.integers(0, 70))
def test_number_list_and_rows_of_any_selection_are_what_its_condition_says(records, where, first, more):
    span = (FIRST + timedelta(days=first), FIRST + timedelta(days=first + more))
    order = ("village.name", "-visited_on")
    chosen = Selection(record="visit", where=where, between=("visited_on", *span), order=order)
    ids = query(records).ids(chosen)
    rows = query(records).rows(chosen, ["visited_on", "person.name"])
    assert len(ids) == query(records).count(chosen) == len(set(ids))
    assert ids == [id_ for id_, _ in rows]
    expected = {
        id_ for (key, id_), (binned, values) in tables(records).items()
        if key == "visit" and not binned and where.holds(values) and span[0] <= values["visited_on"] <= span[1]
    }  # fmt: skip
    assert set(ids) == expected


def test_rows_step_over_links_and_keep_those_without(records):
    rows = query(records).rows(Selection(record="person", order=("village.official_order",)), ["name", "village.name"])
    assert len(rows) == 29
    assert {village for _, (_, village) in rows} == {"甲村", "乙村", "丙村", None}


def test_equal_takes_several_values_and_nothing(records):
    risky = query(records).count(Selection(record="person", equal={"risk": ["高风险", "重点"]}))
    none = query(records).count(Selection(record="person", equal={"risk": None}))
    either = query(records).count(Selection(record="person", equal={"risk": ["高风险", "重点", None]}))
    assert either == risky + none
    assert query(records).count(Selection(record="person", equal={"risk": []})) == 0


def test_a_multiple_choice_is_met_by_any_of_its_values(records):
    chosen = Selection(record="person", where=Is("income_sources", "房租"))
    assert query(records).count(chosen) == 10
    assert query(records).count(Selection(record="person", where=Is("income_sources", "房租", "低保金"))) == 20


def test_having_looks_at_what_belongs_and_was_in_force(records):
    def having(on):
        return Selection(record="person", having=(Having("", "episode", "person", {"category": "残疾人"}, on),))

    always = query(records).count(having(None))
    late = query(records).count(having(FIRST + timedelta(days=40)))
    assert late < always == 15
    visits = Selection(record="visit", having=(Having("person", "episode", "person", {"category": "残疾人"}, None),))
    assert query(records).count(visits, "person") == always


def test_a_limit_cuts_the_list_and_not_the_number(records):
    chosen = Selection(record="visit", limit=7)
    assert len(query(records).ids(chosen)) == 7
    assert query(records).count(chosen) == 89


def test_values_are_read_by_id_in_any_number(records):
    ids = [one.id for one in records.find(KIND["person"])]
    told = query(records).by_id("person", [*ids, *ids], ["name", "village.name"])
    assert set(told) == set(ids)
    assert query(records).by_id("person", [], ["name"]) == {}
    binned = [one.id for one in records.find(KIND["person"], binned=True)]
    assert query(records).by_id("person", binned, ["name"]) == {}


def test_the_latest_day_is_told_by_person_and_way(records):
    day = FIRST + timedelta(days=30)
    told = query(records).latest("visit", "person", ("mode",), "visited_on", day)
    visits = [v for (key, _), (binned, v) in tables(records).items() if key == "visit" and not binned]
    for one, pairs in told.items():
        for mode, latest in pairs:
            assert latest == max(v["visited_on"] for v in visits
                                 if v["person"] == one and v["mode"] == mode and v["visited_on"] <= day)  # fmt: skip
    one = next(iter(told))
    assert query(records).latest("visit", "person", ("mode",), "visited_on", day, [one]) == {one: told[one]}


def test_counting_different_values_leaves_out_the_missing(records):
    chosen = Selection(record="person")
    assert query(records).count(chosen, "village") == 3
