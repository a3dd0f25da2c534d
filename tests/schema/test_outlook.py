"""What is kept of the days to come tells the same as the judge asked on each of those days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from caredesk.catalog.cadence import RULES
from caredesk.schema.cadence import Contact, Event, InForce, Life, Rule, Spell, Verdict
from caredesk.schema.calendar import MarkedDay, WorkCalendar
from caredesk.schema.dates import PartialDate
from caredesk.schema.judging import judge
from caredesk.schema.outlook import of_month, outlooks, own_ends, shared_ends
from caredesk.schema.period import StationMonth, month_of

START, DAYS = date(2026, 1, 1), 730
MODES = ("上门入户", "电话", "视频", "远程监测")


def made(chance: Random) -> tuple[list[Rule], list[InForce], list[Contact], Life]:
    def day() -> date:
        return START + timedelta(days=chance.randrange(DAYS))

    def span() -> tuple[date | None, date | None]:
        since, until = sorted((day(), day()))
        return chance.choice((None, since)), chance.choice((None, until))

    rules = []
    for rule in chance.sample(RULES, 3):
        told = replace(rule, active=True, risks=chance.choice(((), rule.risks, ("高风险",))))
        match chance.randrange(6):
            case 0:
                told = replace(told, event="", unit=chance.choice(("天", "周", "半月")), times=chance.choice((1, 2)))
            case 1:
                told = replace(told, event="", unit=chance.choice(("天", "周", "月")), every=chance.choice((1, 2, 30)))
            case 2:
                told = replace(told, pauses=("住院",), first_days=chance.choice((0, 10)))
            case 3:
                told = replace(told, youngest=chance.choice((None, 80)), oldest=chance.choice((None, 81)))
            case 4:
                told = replace(told, event="重大变故", within=chance.choice((1, 5)), working=chance.random() < 0.5)
        since, until = span()
        rules.append(replace(told, since=since, until=until) if chance.random() < 0.3 else told)
    episodes = [
        InForce(rule.category, chance.choice(rule.subtypes or ("",)), *span())
        for rule in rules
        for _ in range(chance.randrange(1, 3))
    ]
    contacts = [Contact(day(), chance.choice(MODES), chance.random() < 0.8) for _ in range(8)]
    life = Life(
        PartialDate(1946, chance.randrange(1, 13), chance.randrange(1, 28)),
        [Spell(chance.choice(("高风险", "重点")), *span()) for _ in range(2)],
        [Spell("住院", *span()) for _ in range(2)],
        [Event("重大变故", day()) for _ in range(2)],
    )
    return rules, episodes, contacts, life


@pytest.mark.parametrize("seed", range(300))
def test_every_day_to_come_stands_as_the_judge_says_on_that_day(seed: int) -> None:
    chance = Random(seed)
    rules, episodes, contacts, life = made(chance)
    months, opened = StationMonth(chance.choice((0, 25))), START + timedelta(days=chance.randrange(300))
    first = START + timedelta(days=chance.randrange(DAYS))
    last = first + timedelta(days=70)
    calendar = WorkCalendar({first + timedelta(days=9): MarkedDay(works=False, name="节")})
    known = [one for one in contacts if one.on <= first]

    def judged(day: date):
        return judge(rules, episodes, known, opened, day, months, life, calendar)

    ends = sorted(shared_ends(rules, opened, first, last, months) | own_ends(rules, episodes, life, first, last))
    kept = outlooks(judged, ends, first, last, months)
    assert kept[0].since == first
    assert kept[-1].until == last
    for before, after in pairwise(kept):
        assert after.since == before.until + timedelta(days=1)
    for one in kept:
        for number in range((one.until - one.since).days + 1):
            day = one.since + timedelta(days=number)
            standings = judged(day)
            chosen = of_month(standings, month_of(day, months))
            waiting = [s.due for s in standings if s.verdict in (Verdict.DUE, Verdict.FIRST)]
            said = (one.figure, _due(one.figure, one.due, day), one.last_met, one.soon and max(one.soon, day))
            expected = (chosen and chosen.verdict, chosen and chosen.due, chosen and chosen.last_met)
            assert said == (*expected, min(waiting, default=None)), day


def _due(figure: Verdict | None, due: date | None, day: date) -> date | None:
    return max(due, day) if figure is Verdict.FIRST and due else due
