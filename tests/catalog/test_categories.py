"""The taxonomy: what rosters' words mean, and what may not be turned into a category without asking."""

from __future__ import annotations

import pytest

from caredesk.catalog import categories
from caredesk.catalog.categories import ASK_ABOUT, CATEGORIES, Category, recognise
from caredesk.catalog.person import EPISODE
from caredesk.catalog.place import HOUSEHOLD_EPISODE
from caredesk.catalog.visit_terms import FORM_BY_CATEGORY
from caredesk.schema.evidence import STRENGTH_LABELS
from caredesk.schema.privacy import Privacy

WORDS = [
    ("独居", "特殊困难老年人", "独居", {}),
    ("空 巢", "特殊困难老年人", "空巢", {}),
    ("失能(半失能)老年人", "特殊困难老年人", "失能", {}),
    ("半失能", "特殊困难老年人", "失能", {"self_care": "部分丧失生活自理能力"}),
    ("计生特殊家庭", "特殊困难老年人", "计生特殊家庭", {}),
    ("失独", "特殊困难老年人", "计生特殊家庭", {}),
    ("高龄", "高龄老年人", "", {}),
    ("低保", "低保", "", {}),
    ("城市低保", "低保", "", {"city_rural": "城市"}),
    ("农村低保", "低保", "", {"city_rural": "农村"}),
    ("享受低保", "低保", "", {}),
    ("最低生活保障", "低保", "", {}),
    ("低保边缘", "低保边缘家庭", "", {}),
    ("五保", "特困人员", "", {}),
    ("农村五保", "特困人员", "", {"city_rural": "农村"}),
    ("分散供养", "特困人员", "分散供养", {}),
    ("集中供养五保", "特困人员", "集中供养", {}),
    ("三无", "特困人员", "", {}),
    ("防止返贫监测对象", "防止返贫致贫对象", "", {}),
    ("边缘易致贫户", "防止返贫致贫对象", "", {}),
    ("事实无人扶养", "事实无人抚养儿童", "", {}),
    ("事实孤儿", "事实无人抚养儿童", "", {}),
    ("散居孤儿", "孤儿", "散居", {}),
    ("留守儿童", "农村留守儿童", "", {}),
    ("残疾儿童", "残疾儿童", "", {}),
    ("服刑（强制戒毒）人员未成年子女", "服刑（强制戒毒）人员未成年子女", "", {}),
    ("吸毒家庭子女", "服刑（强制戒毒）人员未成年子女", "", {}),
    ("重度残疾人护理补贴", "残疾人两项补贴对象", "重度残疾人护理补贴", {}),
    ("重性精神病", "严重精神障碍患者", "", {}),
]


@pytest.mark.parametrize(("word", "category", "subtype", "facts"), WORDS, ids=[row[0] for row in WORDS])
def test_a_rosters_word_is_understood(word: str, category: str, subtype: str, facts: dict[str, str]) -> None:
    found = recognise(word)
    assert found
    assert (found.category.name, found.subtype, dict(found.facts)) == (category, subtype, facts)


@pytest.mark.parametrize("word", [*ASK_ABOUT, "", "好人", "1"])
def test_a_word_that_means_something_else_is_asked_about(word: str) -> None:
    assert recognise(word) is None


@pytest.mark.parametrize("one", CATEGORIES, ids=lambda one: one.code)
def test_a_category_is_complete_and_says_where_it_comes_from(one: Category) -> None:
    assert one.definition
    assert one.source
    assert one.strength in STRENGTH_LABELS
    assert categories.category(one.name) is one
    assert categories.category(one.code) is one
    assert recognise(one.name) == categories.Match(one)
    assert FORM_BY_CATEGORY[one.name] == one.form
    record = EPISODE if one.level == "person" else HOUSEHOLD_EPISODE
    assert one.name in record.fields["category"].options
    for kind in one.subtypes:
        assert recognise(one.name + kind.name) == categories.Match(one, kind.name)
    for fact in ((match := recognise(one.aliases[0]) if one.aliases else None) and match.facts) or ():
        assert fact in record.fields


def test_codes_and_names_are_unique() -> None:
    assert len({one.code for one in CATEGORIES}) == len(CATEGORIES)
    assert len({one.name for one in CATEGORIES}) == len(CATEGORIES)
    with pytest.raises(KeyError):
        categories.category("好人")


def test_words_of_the_past_are_never_options() -> None:
    options = {*EPISODE.fields["category"].options, *EPISODE.fields["subtype"].options}
    options |= set(HOUSEHOLD_EPISODE.fields["category"].options)
    for word in ("建档立卡", "五保", "三无", "新农合", "劳动教养", "农业户口", "重性精神病", "监测"):
        assert not any(word in option for option in options if option != "监测摸排对象"), word


def test_what_must_stay_among_few_is_restricted() -> None:
    spec = EPISODE.fields["category"]
    for name in ("艾滋病病毒感染儿童", "服刑（强制戒毒）人员未成年子女", "严重精神障碍患者", "监护不当儿童"):
        assert spec.privacy_of(name) is Privacy.RESTRICTED
        assert categories.category(name).aliases
    assert EPISODE.fields["subtype"].privacy_of("计生特殊家庭") is Privacy.RESTRICTED
    assert spec.privacy_of("特殊困难老年人") is Privacy.ORDINARY


def test_a_child_with_hiv_is_only_counted_and_called_something_else() -> None:
    found = categories.category("艾滋病病毒感染儿童")
    assert (found.by_name, found.shown_as) == (False, "困境儿童")


def test_hardship_by_rigid_spending_lasts_a_year_at_most() -> None:
    assert categories.category("刚性支出困难家庭").months_valid == 12
