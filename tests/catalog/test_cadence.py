"""Who is due when: golden cases as a table, one line a case, judged by the one pure function.

Columns: what the line shows | rule | category stretches | 启用日 | cut-off day | today | contacts | verdict | last day
to go | days late (+) or left (-). A stretch is category[/subtype] since~until (either may be missing); a contact is its
day, mode (上 上门入户, 电, 视, 远 远程监测, 院 在养老院/福利院见的) and ! when it failed. Several are joined by "; ".
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from caredesk.catalog import categories
from caredesk.catalog.cadence import RULES
from caredesk.catalog.visit_terms import MODES as KNOWN_MODES
from caredesk.schema.cadence import Contact, InForce, Rule, Standing, Verdict, judge
from caredesk.schema.period import StationMonth

RULE = {rule.key: rule for rule in RULES}
MODES = {"上": "上门入户", "电": "电话", "视": "视频", "远": "远程监测", "院": "在养老院/福利院见的"}

CASES = """
从没走访过：待首访，月底前去 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-10-01 | 0 | 2026-11-21 | | 待首访 | 2026-11-30 | -9
从没走访过，过了好几个月也不算超期 | elderly_month | 特殊困难老年人/独居 2025-01-01~ | 2025-01-01 | 0 | 2026-11-21 | | 待首访 | 2026-11-30 | -9
月末最后一天还没去：当天还来得及 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-10-01 | 0 | 2026-11-30 | 2026-10-05上 | 本期该访 | 2026-11-30 | 0
过了月末就超期一天 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-10-01 | 0 | 2026-12-01 | 2026-10-05上 | 超期未访 | 2026-11-30 | 1
上月最后一天去过，本月第一天又该访 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-10-01 | 0 | 2026-12-01 | 2026-11-30上 | 本期该访 | 2026-12-31 | -30
本月第一天去过：本期已访，下月底前再去 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-10-01 | 0 | 2026-11-21 | 2026-11-01上 | 本期已访 | 2026-12-31 | -40
今天去的算本期 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-10-01 | 0 | 2026-11-21 | 2026-11-21上 | 本期已访 | 2026-12-31 | -40
按自然月算，不按30天算：10月1日去过，10月31日不超期 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-09-01 | 0 | 2026-10-31 | 2026-10-01上 | 本期已访 | 2026-11-30 | -30
按自然月算：9月30日去过，10月30日仍是本期该访 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-09-01 | 0 | 2026-10-30 | 2026-09-30上 | 本期该访 | 2026-10-31 | -1
漏了两个月：从第一个漏的月算起 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-08-31上 | 超期未访 | 2026-09-30 | 52
漏了一个月 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-09-15上 | 超期未访 | 2026-10-31 | 21
启用日以前的月份不评 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-11-01 | 0 | 2026-11-21 | 2026-05-15上 | 本期该访 | 2026-11-30 | -9
启用日所在的月份要评 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-10-20 | 0 | 2026-11-21 | 2026-05-15上 | 超期未访 | 2026-10-31 | 21
启用日是月末：那个月也评 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-10-31 | 0 | 2026-11-01 | 2026-05-15上 | 超期未访 | 2026-10-31 | 1
启用日就是今天 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-11-21 | 0 | 2026-11-21 | 2026-05-15上 | 本期该访 | 2026-11-30 | -9
历史导入的走访算数，但不追究启用日以前 | elderly_month | 特殊困难老年人/独居 2020-01-01~ | 2026-10-01 | 0 | 2026-10-21 | 2024-03-03上 | 本期该访 | 2026-10-31 | -10
闰年二月：29日还来得及 | elderly_month | 特殊困难老年人/独居 2027-01-01~ | 2027-01-01 | 0 | 2028-02-29 | 2028-01-31上 | 本期该访 | 2028-02-29 | 0
闰年二月过了：3月1日超期一天 | elderly_month | 特殊困难老年人/独居 2027-01-01~ | 2027-01-01 | 0 | 2028-03-01 | 2028-01-31上 | 超期未访 | 2028-02-29 | 1
平年二月只到28日 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2027-02-28 | 2027-01-02上 | 本期该访 | 2027-02-28 | 0
29日去过的，当月已访 | elderly_month | 特殊困难老年人/独居 2027-01-01~ | 2027-01-01 | 0 | 2028-02-29 | 2028-02-29上 | 本期已访 | 2028-03-31 | -31
跨年：12月没去，1月2日超期 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2027-01-02 | 2026-11-30上 | 超期未访 | 2026-12-31 | 2
跨年：12月去过，1月该访 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2027-01-02 | 2026-12-31上 | 本期该访 | 2027-01-31 | -29
截止日25：26日算下个月 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 25 | 2026-11-26 | 2026-11-25上 | 本期该访 | 2026-12-25 | -29
截止日25：25日是最后一天 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 25 | 2026-11-25 | 2026-10-25上 | 本期该访 | 2026-11-25 | 0
截止日25：10月26日去的算11月 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 25 | 2026-11-21 | 2026-10-26上 | 本期已访 | 2026-12-25 | -34
截止日25：26日起11月就超期了 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 25 | 2026-11-26 | 2026-10-25上 | 超期未访 | 2026-11-25 | 1
截止日25跨年：12月26日起是1月 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 25 | 2026-12-28 | 2026-12-26上 | 本期已访 | 2027-02-25 | -59
没见到人的走访不算 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-10-05上; 2026-11-10上! | 本期该访 | 2026-11-30 | -9
没见到人的走访不算：仍超期 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-09-05上; 2026-10-10上!; 2026-10-20上! | 超期未访 | 2026-10-31 | 21
只有没见到人的走访：还是待首访 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-10-05上!; 2026-11-10电! | 待首访 | 2026-11-30 | -9
老年人的电话联系算数 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-11-02电 | 本期已访 | 2026-12-31 | -40
老年人的视频联系算数 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-11-02视 | 本期已访 | 2026-12-31 | -40
在养老院见的算数 | elderly_month | 特殊困难老年人/失能 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-11-02院 | 本期已访 | 2026-12-31 | -40
远程监测不算 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-10-02上; 2026-11-02远 | 本期该访 | 2026-11-30 | -9
电话不算的规则：打了电话还是该访 | tekun_month* | 特困人员/分散供养 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-10-02上; 2026-11-02电 | 本期该访 | 2026-11-30 | -9
电话不算的规则：只打过电话就是待首访 | tekun_month* | 特困人员/分散供养 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-11-02电 | 待首访 | 2026-11-30 | -9
集中供养不归分散供养的规则 | tekun_month* | 特困人员/集中供养 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-10-02上 | - | |
没写供养方式的也不归 | tekun_month* | 特困人员 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-10-02上 | - | |
没启用的规则不评 | tekun_month | 特困人员/分散供养 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | | - | |
类别不同的规则不评 | elderly_month | 残疾人 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | | - | |
类别昨天结束：今天不用访 | elderly_month | 特殊困难老年人/独居 2026-01-01~2026-11-20 | 2026-01-01 | 0 | 2026-11-21 | 2026-09-01上 | - | |
类别今天结束：今天还要访 | elderly_month | 特殊困难老年人/独居 2026-01-01~2026-11-21 | 2026-01-01 | 0 | 2026-11-21 | 2026-11-01上 | 本期已访 | 2026-12-31 | -40
类别明天才开始：今天不用访 | elderly_month | 特殊困难老年人/独居 2026-11-22~ | 2026-01-01 | 0 | 2026-11-21 | | - | |
月中才进来的：进来的那个月要访 | elderly_month | 特殊困难老年人/独居 2026-11-15~ | 2026-01-01 | 0 | 2026-11-21 | 2026-06-01上 | 本期该访 | 2026-11-30 | -9
进来以前的月份不追究 | elderly_month | 特殊困难老年人/独居 2026-10-15~ | 2026-01-01 | 0 | 2026-11-21 | 2026-06-01上 | 超期未访 | 2026-10-31 | 21
不知道哪天开始的类别：一直算 | elderly_month | 特殊困难老年人/独居 ~ | 2026-09-10 | 0 | 2026-11-21 | 2026-06-01上 | 超期未访 | 2026-09-30 | 52
细类接着换：中间没断，照样追究 | elderly_month | 特殊困难老年人/独居 2026-01-01~2026-10-31; 特殊困难老年人/空巢 2026-11-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-08-20上 | 超期未访 | 2026-09-30 | 52
中间断过一个月：从再进来算起 | elderly_month | 特殊困难老年人/独居 2026-01-01~2026-09-30; 特殊困难老年人/独居 2026-11-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-08-20上 | 本期该访 | 2026-11-30 | -9
两个细类同时有：按早的算 | elderly_month | 特殊困难老年人/空巢 2026-11-10~; 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-09-20上 | 超期未访 | 2026-10-31 | 21
明天的走访不算数（录错了日期） | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-10-05上; 2026-11-22上 | 本期该访 | 2026-11-30 | -9
补录：按走访日期算 | elderly_month | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2026-12-03 | 2026-10-05上; 2026-11-29上 | 本期该访 | 2026-12-31 | -28
季度：本季去过就行 | disabled_quarter* | 残疾人 2026-01-01~ | 2026-01-01 | 0 | 2026-12-31 | 2026-10-01上 | 本期已访 | 2027-03-31 | -90
季度：上季去过，本季该访 | disabled_quarter* | 残疾人 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-09-30上 | 本期该访 | 2026-12-31 | -40
季度：漏了三季度 | disabled_quarter* | 残疾人 2026-01-01~ | 2026-01-01 | 0 | 2026-10-01 | 2026-06-30上 | 超期未访 | 2026-09-30 | 1
季度遇截止日25：四季度从9月26日起 | disabled_quarter* | 残疾人 2026-01-01~ | 2026-01-01 | 25 | 2026-10-01 | 2026-09-26上 | 本期已访 | 2027-03-25 | -175
半年：7月1日是下半年 | migrant_half_year* | 流动儿童 2026-01-01~ | 2026-01-01 | 0 | 2026-07-01 | 2026-06-30电 | 本期该访 | 2026-12-31 | -183
半年：上半年漏了 | migrant_half_year* | 流动儿童 2025-01-01~ | 2025-01-01 | 0 | 2026-07-02 | 2025-12-31上 | 超期未访 | 2026-06-30 | 2
一年一次：12月31日还来得及 | dibao_year* | 低保 2025-01-01~ | 2025-01-01 | 0 | 2026-12-31 | 2025-01-01上 | 本期该访 | 2026-12-31 | 0
一年一次：去年漏了 | dibao_year* | 低保 2024-01-01~ | 2024-01-01 | 0 | 2026-01-01 | 2024-12-31上 | 超期未访 | 2025-12-31 | 1
规则从11月起才有：以前不追究 | elderly_month@2026-11-01 | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-06-01上 | 本期该访 | 2026-11-30 | -9
规则还没生效 | elderly_month@2026-12-01 | 特殊困难老年人/独居 2026-01-01~ | 2026-01-01 | 0 | 2026-11-21 | 2026-06-01上 | - | |
"""  # noqa: E501  a table to read across

LINES = [[cell.strip() for cell in line.split("|")] for line in CASES.strip().splitlines()]


def _rule(text: str) -> Rule:
    """A preset; * switches it on as the head does, @ gives the day it starts."""
    key, _, since = text.partition("@")
    rule = RULE[key.rstrip("*")]
    if key.endswith("*"):
        rule = replace(rule, active=True)
    return replace(rule, since=date.fromisoformat(since)) if since else rule


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _stretch(text: str) -> InForce:
    what, span = text.split(" ")
    since, until = span.split("~")
    category, _, subtype = what.partition("/")
    return InForce(category, subtype, _day(since), _day(until))


def _contact(text: str) -> Contact:
    return Contact(date.fromisoformat(text[:10]), MODES[text[10]], not text.endswith("!"))


def _judged(cells: list[str]) -> list[Standing]:
    _, rule, stretches, opened, cut, today, contacts = cells[:7]
    return judge(
        [_rule(rule)],
        [_stretch(one) for one in stretches.split("; ")],
        [_contact(one) for one in contacts.split("; ") if one],
        date.fromisoformat(opened),
        date.fromisoformat(today),
        StationMonth(int(cut)),
    )


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(LINES) >= 40
    assert len({line[0] for line in LINES}) == len(LINES)
    assert {line[7] for line in LINES} == {verdict.value for verdict in Verdict} | {"-"}


@pytest.mark.parametrize("cells", LINES, ids=[line[0] for line in LINES])
def test_who_is_due_when(cells: list[str]) -> None:
    found = _judged(cells)
    verdict, due, days = cells[7:10]
    said = [(one.verdict.value, one.due.isoformat(), str(one.days)) for one in found]
    assert said == ([] if verdict == "-" else [(verdict, due, days)])


def test_the_most_urgent_rule_comes_first() -> None:
    """Several rules on one person: what is overdue stands before what is due, and the nearer day before the later."""
    rules = [_rule("disabled_quarter*"), _rule("elderly_month"), _rule("dibao_year*")]
    stretches = [InForce(name, "", date(2025, 1, 1), None) for name in ("残疾人", "特殊困难老年人", "低保")]
    contacts = [Contact(date(2026, 9, 30), "上门入户", True)]
    found = judge(rules, stretches, contacts, date(2026, 1, 1), date(2026, 11, 21))
    assert [(one.rule.key, one.verdict.value) for one in found] == [
        ("elderly_month", "超期未访"), ("disabled_quarter", "本期该访"), ("dibao_year", "本期已访"),
    ]  # fmt: skip


def test_one_visit_counts_for_every_category_it_serves() -> None:
    rules = [_rule("disabled_quarter*"), _rule("elderly_month")]
    stretches = [InForce(name, "", None, None) for name in ("残疾人", "特殊困难老年人")]
    contacts = [Contact(date(2026, 11, 2), "上门入户", True)]
    found = judge(rules, stretches, contacts, date(2026, 1, 1), date(2026, 11, 21))
    assert {one.verdict for one in found} == {Verdict.DONE}
    assert {one.last_met for one in found} == {date(2026, 11, 2)}


def test_only_the_national_rule_is_active_from_the_start() -> None:
    assert [rule.key for rule in RULES if rule.active] == ["elderly_month"]
    assert RULE["elderly_month"].strength == "official"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_every_rule_names_its_basis_and_categories_and_modes_that_exist(rule: Rule) -> None:
    known = categories.category(rule.category)
    assert set(rule.subtypes) <= {kind.name for kind in known.subtypes}
    assert set(rule.modes) <= set(KNOWN_MODES)
    assert rule.basis
    assert rule.source
    assert not known.privacy, "a rule's name stands in the due list, which everybody sees"


def _random_life(chance: Random) -> tuple[list[Rule], list[InForce], list[Contact], date]:
    """Some rules, stretches of their categories, contacts and a day, over two years."""
    start = date(2026, 1, 1)

    def day() -> date:
        return start + timedelta(days=chance.randrange(730))

    rules = [replace(rule, active=True) for rule in chance.sample(RULES, 3)]
    stretches = []
    for rule in rules:
        for _ in range(chance.randrange(3)):
            since, until = sorted((day(), day()))
            subtype = chance.choice(rule.subtypes or ("",))
            stretches.append(
                InForce(rule.category, subtype, chance.choice((None, since)), chance.choice((None, until)))
            )
    contacts = [Contact(day(), chance.choice(list(MODES.values())), chance.random() < 0.8) for _ in range(6)]
    return rules, stretches, contacts, day()


@pytest.mark.parametrize("seed", range(300))
def test_a_visit_more_makes_nobody_later_and_a_failed_one_changes_nothing(seed: int) -> None:
    chance = Random(seed)
    rules, stretches, contacts, today = _random_life(chance)
    months, opened = StationMonth(chance.choice((0, 25))), date(2026, 1, 1) + timedelta(days=chance.randrange(300))
    before = {one.rule.key: one for one in judge(rules, stretches, contacts, opened, today, months)}
    for rule in rules:
        further = Contact(today - timedelta(days=chance.randrange(400)), rule.modes[0], True)
        after = {one.rule.key: one for one in judge(rules, stretches, [*contacts, further], opened, today, months)}
        assert after.keys() == before.keys()
        for key, one in after.items():
            if before[key].verdict is not Verdict.FIRST:
                assert one.days <= before[key].days
        failed = replace(further, met=False)
        same = {one.rule.key: one for one in judge(rules, stretches, [*contacts, failed], opened, today, months)}
        assert same == before


@pytest.mark.parametrize("seed", range(100))
def test_of_several_rules_each_is_judged_as_if_it_were_alone(seed: int) -> None:
    rules, stretches, contacts, today = _random_life(Random(1000 + seed))
    opened = date(2026, 3, 1)
    together = judge(rules, stretches, contacts, opened, today)
    alone = [one for rule in rules for one in judge([rule], stretches, contacts, opened, today)]
    assert sorted(together, key=lambda one: one.rule.key) == sorted(alone, key=lambda one: one.rule.key)
    order = [Verdict.OVERDUE, Verdict.FIRST, Verdict.DUE, Verdict.DONE]
    assert [order.index(one.verdict) for one in together] == sorted(order.index(one.verdict) for one in together)
