"""What is odd is said after saving and refused by nobody; a number given twice is refused."""

from datetime import date

import pytest

from caredesk.catalog.codes import FEMALE_RELATIONS, MALE_RELATIONS, RELATIONS
from caredesk.schema.errors import Invalid


@pytest.fixture
def wang(desk):
    return desk.records.save("person", {"name": "王秀英"})


@pytest.fixture
def visit(desk, wang):
    visitor = desk.records.save("visitor", {"name": "陈静", "role": "社工"})

    def values(**more):
        told = {"person": wang, "visited_on": date(2026, 11, 20), "mode": "上门入户", "visitor": visitor}
        return {**told, "met": "见到本人", **more}

    return values


def test_a_number_that_another_visit_carries_is_refused_with_its_day(desk, visit):
    desk.records.save("visit", visit(number="2026-0001"))
    with pytest.raises(Invalid, match=r"2026-0001.*2026年11月20日.*王秀英"):
        desk.records.save("visit", visit(number="2026-0001", visited_on=date(2026, 11, 21)))
    other = desk.records.save("visit", visit(visited_on=date(2026, 11, 21)))
    with pytest.raises(Invalid, match="2026-0001"):
        desk.records.save("visit", {"number": "2026-0001"}, other)
    with pytest.raises(Invalid, match="2026-0009"):
        desk.records.save_all("visit", [visit(number="2026-0009"), visit(number="2026-0009")])
    desk.records.save("visit", {"remarks": "补记"}, other)


def test_the_third_visit_of_a_day_by_the_same_visitor_in_the_same_way_is_told_of(desk, visit):
    told = [desk.reviews.after("visit", desk.records.save("visit", visit())) for _ in range(3)]
    assert told[:2] == [[], []]
    assert "3次“上门入户”" in told[2][0]
    assert desk.reviews.after("visit", desk.records.save("visit", visit(mode="电话", met="接通"))) == []


@pytest.mark.parametrize(
    ("sex", "relation", "odd"), [("男", "妻", True), ("女", "夫", True), ("女", "妻", False), ("男", "孙辈", False)]
)
def test_a_relation_that_the_sex_speaks_against_is_told_of(desk, sex, relation, odd):
    one = desk.records.save("person", {"name": "某人", "sex": sex, "relation": relation})
    said = desk.reviews.after("person", one)
    assert bool(said) is odd
    assert not odd or (f"“{sex}”" in said[0] and f"“{relation}”" in said[0])


def test_relations_of_men_and_women_are_declared_ones():
    assert set(RELATIONS) >= MALE_RELATIONS | FEMALE_RELATIONS
    assert not MALE_RELATIONS & FEMALE_RELATIONS


def test_a_second_visitor_of_the_same_name_in_the_same_village_is_told_of(desk):
    here, there = (desk.records.save("village", {"name": name, "kind": "村"}) for name in ("甲村", "乙村"))
    _first, second, elsewhere = (
        desk.records.save("visitor", {"name": "陈静", "village": village}) for village in (here, here, there)
    )
    assert "陈静" in desk.reviews.after("visitor", second)[0]
    assert desk.reviews.after("visitor", elsewhere) == []


def test_a_category_that_may_only_be_counted_is_refused_by_the_name_it_was_given(desk, wang):
    told = f'{{"person": "{wang}", "category": "受艾滋病影响儿童"}}'
    with pytest.raises(Invalid, match=r"受艾滋病影响儿童.*只报人数"):
        desk.records.save_text("episode", told)
