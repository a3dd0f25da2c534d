"""The station's visit rules, and what holds for the judge whatever the rules: golden cases are in tests/schema."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from caredesk.catalog import categories
from caredesk.catalog.cadence import CONFIRMED_BY_TITLE, RULES
from caredesk.catalog.visit_terms import MODES as KNOWN_MODES
from caredesk.schema.cadence import Contact, InForce, Life, Rule, Spell, Verdict
from caredesk.schema.judging import judge
from caredesk.schema.period import StationMonth

RULE = {rule.key: rule for rule in RULES}
MODES = {"上": "上门入户", "电": "电话", "视": "视频", "远": "远程监测", "院": "在养老院/福利院见的"}


def _rule(text: str) -> Rule:
    """A preset; * switches it on as the head does, @ gives the day it starts."""
    key, _, since = text.partition("@")
    rule = RULE[key.rstrip("*")]
    if key.endswith("*"):
        rule = replace(rule, active=True)
    return replace(rule, since=date.fromisoformat(since)) if since else rule


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
    known = [categories.category(name) for name in rule.categories]
    assert set(rule.subtypes) <= {kind.name for one in known for kind in one.subtypes}
    assert set(rule.modes) <= set(KNOWN_MODES)
    assert rule.basis
    assert rule.source
    assert rule.active <= (not any(one.privacy for one in known)), "what not everybody may read waits for the head"
    assert not any(one.privacy for one in known[1:]), "a kept rule is hidden by its first category"


def test_titles_of_presets_are_told_apart() -> None:
    assert len({rule.title for rule in RULES}) == len(RULES)
    assert len(RULE) == len(RULES)
    assert [rule.title for rule in CONFIRMED_BY_TITLE] == [rule.title for rule in RULES[1:13]], "stations hold them"


def _widened(rule: Rule, chance: Random) -> Rule:
    """The rule as it is, or with another interval, several times, since the last contact, or with pauses."""
    unit = chance.choice(("天", "周", "半月", rule.unit))
    match chance.randrange(4):
        case 0:
            return rule
        case 1:
            return replace(rule, unit=unit, times=chance.choice((1, 1, 2)))
        case 2:
            return replace(rule, unit=unit, every=chance.choice((1, 2, 30)))
        case _:
            return replace(rule, unit=unit, pauses=("住院",))


def _random_life(chance: Random) -> tuple[list[Rule], list[InForce], list[Contact], date, Life]:
    """Some rules, stretches of their categories, contacts and a day, over two years."""
    start = date(2026, 1, 1)

    def day() -> date:
        return start + timedelta(days=chance.randrange(730))

    rules = [_widened(replace(rule, active=True), chance) for rule in chance.sample(RULES, 3)]
    stretches = []
    for rule in rules:
        for _ in range(chance.randrange(3)):
            since, until = sorted((day(), day()))
            subtype = chance.choice(rule.subtypes or ("",))
            stretches.append(
                InForce(rule.category, subtype, chance.choice((None, since)), chance.choice((None, until)))
            )
    contacts = [Contact(day(), chance.choice(list(MODES.values())), chance.random() < 0.8) for _ in range(6)]
    gone = sorted((day(), day()))
    return rules, stretches, contacts, day(), Life(absences=[Spell("住院", gone[0], chance.choice((None, gone[1])))])


@pytest.mark.parametrize("seed", range(300))
def test_a_visit_more_makes_nobody_later_and_a_failed_one_changes_nothing(seed: int) -> None:
    chance = Random(seed)
    rules, stretches, contacts, today, life = _random_life(chance)
    months, opened = StationMonth(chance.choice((0, 25))), date(2026, 1, 1) + timedelta(days=chance.randrange(300))
    before = {one.rule.key: one for one in judge(rules, stretches, contacts, opened, today, months, life)}
    for rule in rules:
        further = Contact(today - timedelta(days=chance.randrange(400)), rule.modes[0], True)
        after = {
            one.rule.key: one for one in judge(rules, stretches, [*contacts, further], opened, today, months, life)
        }
        assert after.keys() == before.keys()
        for key, one in after.items():
            if before[key].verdict is not Verdict.FIRST:
                assert one.days <= before[key].days
        failed = replace(further, met=False)
        same = {one.rule.key: one for one in judge(rules, stretches, [*contacts, failed], opened, today, months, life)}
        assert same == before


@pytest.mark.parametrize("seed", range(100))
def test_of_several_rules_each_is_judged_as_if_it_were_alone(seed: int) -> None:
    rules, stretches, contacts, today, life = _random_life(Random(1000 + seed))
    opened = date(2026, 3, 1)
    together = judge(rules, stretches, contacts, opened, today, None, life)
    alone = [one for rule in rules for one in judge([rule], stretches, contacts, opened, today, None, life)]
    assert sorted(together, key=lambda one: one.rule.key) == sorted(alone, key=lambda one: one.rule.key)
    order = [Verdict.OVERDUE, Verdict.FIRST, Verdict.DUE, Verdict.DONE, Verdict.PAUSED]
    assert [order.index(one.verdict) for one in together] == sorted(order.index(one.verdict) for one in together)
