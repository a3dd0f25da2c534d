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
    # elderly 1.2: the terms of 民发〔2022〕73号, of Fangshan, Nanjing and govBuy.xls
    ("独居老年人", "特殊困难老年人", "独居", {}),
    ("空巢老年人", "特殊困难老年人", "空巢", {}),
    ("农村留守老年人", "特殊困难老年人", "留守", {}),
    ("重残老年人", "特殊困难老年人", "重残", {}),
    ("计划生育特殊家庭老年人", "特殊困难老年人", "计生特殊家庭", {}),
    ("计划生育特殊困难", "特殊困难老年人", "计生特殊家庭", {}),
    ("中度以上失能老年人", "特殊困难老年人", "失能", {}),
    ("百岁老人", "高龄老年人", "百岁老人", {}),
    ("特困老年人", "特困人员", "", {}),
    ("失智", "失智老年人", "", {}),
    ("孤寡老人", "孤寡老年人", "", {}),
    ("老养残", "与重残子女共居老年人", "", {}),
    ("低保老人", "低保", "", {}),
    ("分散供养特困人员", "特困人员", "分散供养", {}),
    ("重点优抚对象", "重点优抚对象", "", {}),
    ("重度残疾人", "残疾人", "", {}),
    # elderly 1.3: sub-tags seen in real files
    ("一户多残", "残疾人", "一户多残", {}),
    ("依老养残", "残疾人", "依老养残", {}),
    ("重度残疾人单人户(单人保)", "残疾人", "重度残疾人单人户", {}),
    ("孤独症儿童", "残疾人", "孤独症儿童", {}),
    ("困难残疾人生活补贴", "残疾人两项补贴对象", "困难残疾人生活补贴", {}),
    # elderly 1.4: 单人保 alone is a kind of 低保, not of disability
    ("单人保", "低保", "", {}),
    ("低保边缘家庭", "低保边缘家庭", "", {}),
    ("支出型困难家庭", "刚性支出困难家庭", "", {}),
    ("脱贫不稳定户", "防止返贫致贫对象", "", {}),
    ("突发严重困难户", "防止返贫致贫对象", "", {}),
    ("防止返贫致贫对象", "防止返贫致贫对象", "", {}),
    ("其他困难人员", "其他困难人员", "", {}),
    # elderly 1.5: 救助类型 and 家庭类型 of the Shandong system
    ("分散供养五保", "特困人员", "分散供养", {}),
    ("抚恤定补优抚对象", "重点优抚对象", "", {}),
    ("五保户", "特困人员", "", {}),
    ("低保户", "低保", "", {}),
    # children 1.1: the national, the older county, the Taizhou and the Jiangsu lists
    ("农村留守儿童", "农村留守儿童", "", {}),
    ("流动儿童监测摸排对象", "流动儿童", "监测摸排对象", {}),
    ("流动儿童统计分析对象", "流动儿童", "统计分析对象", {}),
    ("重点关爱服务对象(流动)", "流动儿童", "重点关爱服务对象", {}),
    ("困境儿童", "困境儿童", "", {}),
    ("集中养育孤儿", "孤儿", "集中养育", {}),
    ("社会散居孤儿", "孤儿", "散居", {}),
    ("事实无人抚养", "事实无人抚养儿童", "", {}),
    ("父母监护缺失儿童", "事实无人抚养儿童", "", {}),
    ("父母无力履行监护职责儿童", "事实无人抚养儿童", "", {}),
    ("艾滋病病毒感染儿童", "艾滋病病毒感染儿童", "", {}),
    ("流浪儿童", "流浪儿童", "", {}),
    ("未保中心救助儿童", "流浪儿童", "未保中心救助", {}),
    ("服刑在押人员未成年子女", "服刑（强制戒毒）人员未成年子女", "", {}),
    ("服刑戒毒人员子女", "服刑（强制戒毒）人员未成年子女", "", {}),
    ("受暴力侵害儿童", "监护不当儿童", "", {}),
    ("监护不当儿童", "监护不当儿童", "", {}),
    ("重病重残", "重病重残儿童", "", {}),
    ("重残、重病儿童", "重病重残儿童", "", {}),
    ("贫困家庭儿童", "贫困家庭儿童", "", {}),
    ("残疾青少年", "残疾儿童", "", {}),
    # mental 2 and 3
    ("严重精神障碍", "严重精神障碍患者", "", {}),
    ("精康服务对象", "精神障碍社区康复服务对象", "", {}),
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
    named = one.privacy < Privacy.RESTRICTED  # a form named on a visit would tell of a restricted category
    assert FORM_BY_CATEGORY.get(one.name) == (one.form if named else None)
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


AGES = [
    # elderly 1.2 and children 1.1; both ends counted, a notice outside
    ("特殊困难老年人", 60, None), ("高龄老年人", 80, None), ("失智老年人", 60, None), ("孤寡老年人", 60, None),
    ("与重残子女共居老年人", 60, None), ("农村留守儿童", None, 15), ("流动儿童", None, 15), ("困境儿童", None, 17),
    ("孤儿", None, 17), ("事实无人抚养儿童", None, 17), ("残疾儿童", None, 17), ("流浪儿童", None, 17),
    ("重病重残儿童", None, 17), ("贫困家庭儿童", None, 17), ("残疾人", None, None), ("特困人员", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "youngest", "oldest"), AGES, ids=[row[0] for row in AGES])
def test_the_ages_are_those_of_the_pages(name: str, youngest: int | None, oldest: int | None) -> None:
    one = categories.category(name)
    assert (one.youngest, one.oldest) == (youngest, oldest)
    assert one.fits(youngest or 0)
    assert youngest is None or not one.fits(youngest - 1)
    assert oldest is None or (one.fits(oldest) and not one.fits(oldest + 1))


def test_relief_of_families_belongs_to_households_and_all_else_to_people() -> None:
    """Elderly 1.1: 低保 has a 户主 and 保障人口; 特困 is the person, though ledgers also count households."""
    assert set(categories.names("household")) == {
        "低保", "低保边缘家庭", "刚性支出困难家庭", "防止返贫致贫对象",
    }  # fmt: skip
    assert "特困人员" in categories.names("person")
