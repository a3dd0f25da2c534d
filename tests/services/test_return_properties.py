"""The monthly return over random registers: its identities hold, and every figure is exactly as long as its list.

The oracle below reads the same records day by day, and knows nothing of how the return is counted.
"""

from datetime import date, timedelta
from random import Random

import pytest

from caredesk.catalog.visit import MET, OUTCOMES_BY_MODE
from caredesk.schema.dates import PartialDate
from caredesk.schema.report import ReportTable

MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11", "2026-Q4", "2026-H2", "2026", "2026-P")
FIRST, DAYS = date(2026, 8, 1), 130
OWN = ("特殊困难老年人", "高龄老年人", "残疾人", "农村留守儿童", "特困人员", "监护不当儿童")
HOUSE = ("低保", "低保边缘家庭")


def a_day(chance, rarely_none=0.2):
    return None if chance.random() < rarely_none else FIRST + timedelta(days=chance.randrange(-40, DAYS))


def stretch(chance):
    since, until = a_day(chance), a_day(chance, 0.5)
    if since and until and until < since:
        since, until = until, since
    return PartialDate.of(since) if since else None, until


class Town:
    """Random people, households with dated members, categories and visits, past the rules of the forms."""

    def __init__(self, desk, seed):
        self.desk, chance = desk, Random(seed)
        kinds = desk.declarations.by_key
        with desk.work.records.write(None, "save") as write:

            def put(key, **values):
                kind = kinds[key]
                whole = {name: spec.default for name, spec in kind.fields.items()}
                return write.insert(kind, {**whole, **values})

            villages = [put("village", name=f"{letter}村", kind="村") for letter in "甲乙丙"]
            visitor = put("visitor", name="陈静", role="社工")
            self.homes = [put("household", head_name=f"户主{place}") for place in range(5)]
            for home in self.homes:
                for category in HOUSE:
                    since, until = stretch(chance)
                    if since and chance.random() < 0.6:
                        put("household_episode", household=home, category=category, since=since, until=until)
            for place in range(25):
                home = chance.choice([None, *self.homes])
                came = a_day(chance) if home else None
                left = chance.random() < 0.25
                person = put(
                    "person", name=f"人{place}", village=chance.choice([None, *villages]), household=home,
                    household_since=PartialDate.of(came) if came else None,
                    state=chance.choice(("迁出", "死亡")) if left else "在册",
                    state_on=FIRST + timedelta(days=chance.randrange(DAYS)) if left else None,
                )  # fmt: skip
                if came and chance.random() < 0.5:
                    gone = came - timedelta(days=chance.randrange(1, 30))
                    put("stay", person=person, household=chance.choice(self.homes), until=gone,
                        since=PartialDate.of(gone - timedelta(days=chance.randrange(40))))  # fmt: skip
                for category in chance.sample(OWN, chance.randrange(3)):
                    since, until = stretch(chance)
                    if since:
                        put("episode", person=person, category=category, since=since, until=until)
                for _ in range(chance.randrange(5)):
                    mode = chance.choice(list(OUTCOMES_BY_MODE))
                    put("visit", person=person, mode=mode, met=chance.choice(OUTCOMES_BY_MODE[mode]),
                        visited_on=FIRST + timedelta(days=chance.randrange(DAYS)), visitor=visitor,
                        hazard_found=chance.choice((None, True, False)),
                        referral_state=chance.choice((None, "待办", "已办结")))  # fmt: skip

    def holding(self, category, day):
        """Who is in a category on a day, as plainly as it can be said."""
        records, found = self.desk.work.records, set()
        kinds = self.desk.declarations.by_key
        for person in records.find(kinds["person"]):
            if person.state != "在册" and person.state_on <= day:
                continue
            held = [
                e for e in records.find(kinds["episode"], {"person": person.id}) if self.name(e.category) == category
            ]
            homes = [person.household] if person.household and covers(person.household_since, None, day) else []
            homes += [
                s.household for s in records.find(kinds["stay"], {"person": person.id}) if covers(s.since, s.until, day)
            ]
            for home in homes:
                told = records.find(kinds["household_episode"], {"household": home})
                held += [e for e in told if e.category == category]
            if any(covers(e.since, e.until, day) for e in held):
                found.add(person.id)
        return found

    def name(self, category):
        return "困境儿童" if category == "监护不当儿童" else category


def covers(since, until, day):
    return (since is None or since.first <= day) and (until is None or day <= until)


@pytest.fixture(params=range(4))
def town(request, stations, folder, clock):
    from tests.conftest import NEW

    clock.move_to(date(2026, 12, 20))
    desk, _ = stations.create(folder, NEW)
    yield Town(desk, request.param)
    desk.close()


def test_the_balance_is_that_of_the_days_and_its_identity_holds(town):
    for month in MONTHS:
        span = town.desk.work.period(month)
        figures = town.desk.returns.figures("monthly", month)
        told = {one.category: one for one in figures.balances}
        if span.last < town.desk.settings.opened_on:
            assert not told
            continue
        for category in (*OWN[:-1], *HOUSE, "困境儿童"):
            before = town.holding(category, span.first - timedelta(days=1))
            after = town.holding(category, span.last)
            one = told.get(category)
            if one is None:
                assert not before | after, (month, category)
                continue
            assert (one.opening, one.closing) == (before, after), (month, category)
            assert not one.opening & one.joined
            assert one.left <= one.opening | one.joined
            assert (one.opening | one.joined) - one.left == one.closing
            assert len(one.opening) + len(one.joined) - len(one.left) == len(one.closing)
        for one in figures.households:
            assert not one.opening & one.joined
            assert (one.opening | one.joined) - one.left == one.closing


def test_a_month_opens_as_the_one_before_closed(town):
    closed = {one.category: one.closing for one in town.desk.returns.figures("monthly", "2026-09").balances}
    for month in ("2026-10", "2026-11"):
        figures = {one.category: one for one in town.desk.returns.figures("monthly", month).balances}
        for category in closed.keys() | figures.keys():
            opening = figures[category].opening if category in figures else frozenset()
            assert opening == closed.get(category, frozenset()), (month, category)
        closed = {category: one.closing for category, one in figures.items()}


def test_every_figure_is_as_long_as_its_list_and_none_is_zero(town):
    for month in MONTHS:
        report, figures = town.desk.returns.report("monthly", month)
        seen = 0
        for section in report.sections:
            for table in (block for block in section.blocks if isinstance(block, ReportTable)):
                for row, keys in zip(table.rows, table.keys, strict=True):
                    for text, key in zip(row, keys, strict=True):
                        if key:
                            seen += 1
                            record, ids = figures.behind(key)
                            assert len(ids) == len(set(ids)) == int(text), (month, key)
                            kind = town.desk.declarations.by_key[record]
                            assert len(town.desk.work.records.many(kind, ids)) == len(ids)
        assert seen
        assert all(one.value for one in figures.counted), "a figure without data is left out"
        assert all(one.opening or one.joined for one in figures.balances)
        assert all(told.due for told in figures.expected)


def test_what_is_counted_is_what_was_recorded(town):
    records, kinds = town.desk.work.records, town.desk.declarations.by_key
    for month in MONTHS:
        span = town.desk.work.period(month)
        visits = [one for one in records.find(kinds["visit"]) if one.visited_on in span]
        told = {one.key: one.value for one in town.desk.returns.figures("monthly", month).counted}
        expected = {
            "visits": len(visits),
            "people_visited": len({one.person for one in visits}),
            "people_met": len({one.person for one in visits if one.met in MET}),
            "by_phone": sum(one.mode == "电话" for one in visits),
            "hazards": sum(one.hazard_found is True for one in visits),
            "settled": sum(one.referral_state == "已办结" for one in visits),
        }
        assert {key: told.get(key, 0) for key in expected} == expected
        assert told.get("household_visits", 0) <= told.get("visits", 0)


def test_rates_are_parts_of_wholes_and_villages_add_up(town):
    for month in MONTHS[:4]:
        figures = town.desk.returns.figures("monthly", month)
        assert figures.visited <= figures.everybody
        for told in figures.expected:
            assert told.seen <= told.due
        due = set().union(*(told.due for told in figures.expected))
        parts = list(figures.by_village.values())
        assert sum(len(one) for one, _ in parts) == len(due)
        assert set().union(*(one for one, _ in parts)) == due
        assert all(seen <= one for one, seen in parts)
