"""The list that is kept of how everybody stands tells what judging everybody tells, whatever was written in between."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest

from caredesk.catalog.cadence import ANY_CONTACT, AWAY_WHY
from caredesk.schema.cadence import Verdict
from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import StoreTrouble, UserError
from caredesk.schema.outlook import of_month
from caredesk.services.due_lists import DueList
from caredesk.store.connection import driver

CATEGORIES = ("特殊困难老年人", "残疾人", "孤儿", "困境儿童")
RULES = ("disabled_quarter", "elderly_high_week", "elderly_high_event", "dibao_year", "orphan_month",
         "elderly_aged_week", "child_high_week")  # fmt: skip
FIGURES = {"overdue": Verdict.OVERDUE, "first": Verdict.FIRST, "due": Verdict.DUE, "done": Verdict.DONE}


def kept(desk):
    """What the lists of 今天要办 hold, made of the list that is kept."""
    figures = desk.visits.today()
    assert isinstance(figures.overdue, DueList)
    soon = desk.visits.soon(desk.clock.today() + timedelta(days=6))
    told = {name: [(row.person.id, row.standing) for row in getattr(figures, name)] for name in FIGURES}
    assert {name: len(getattr(figures, name)) for name in FIGURES} == {name: len(rows) for name, rows in told.items()}
    assert [row.person.id for row in figures.waiting] == [one for name in ("overdue", "first", "due")
                                                          for one, _ in told[name]]  # fmt: skip
    day = desk.clock.today()
    stored = {UUID(bytes=one): rest for one, *rest in desk.work.records.connection.execute(
        "SELECT id, due, last_met FROM standing WHERE figure NOT NULL AND since <= ?1 AND until >= ?1",
        (day.isoformat(),))}  # fmt: skip
    for one, standing in (pair for rows in told.values() for pair in rows):
        due = max(standing.due, day) if standing.verdict is Verdict.FIRST else standing.due
        assert stored.pop(one) == [due.isoformat(), standing.last_met and standing.last_met.isoformat()]
    assert not stored
    return told, {(row.person.id, row.standing.due) for row in soon}, dict(figures.villages)


def judged(desk):
    """The same, everybody judged: the list equals the sum of the persons."""
    day, month = desk.clock.today(), desk.work.this_month()
    told = {name: [] for name in FIGURES}
    soon, villages = set(), {}
    for person in desk.records.find("person"):
        standings = desk.visits.standings(day, [person.id]).get(person.id, []) if person.state == "在册" else []
        if (chosen := of_month(standings, month)) is not None:
            name = next(name for name, verdict in FIGURES.items() if verdict is chosen.verdict)
            told[name].append((person.id, chosen))
            due, done = villages.get(person.village, (0, 0))
            villages[person.village] = (due + 1, done + (name == "done"))
        waiting = [one.due for one in standings if one.verdict in (Verdict.DUE, Verdict.FIRST)]
        if waiting and min(waiting) <= day + timedelta(days=6):
            soon.add((person.id, min(waiting)))
    return told, soon, villages


def same(desk):
    found, soon, villages = kept(desk)
    expected, sooner, counted = judged(desk)
    by = {name: {one: standing for one, standing in rows} for name, rows in expected.items()}  # noqa: C416
    assert {name: dict(rows) for name, rows in found.items()} == by
    for rows in found.values():
        days = [standing.due for _, standing in rows]
        assert days == sorted(days)
    assert (soon, villages) == (sooner, counted)


class Town:
    """A small town in which random things happen."""

    def __init__(self, desk, clock, chance, tmp_path):
        self.desk, self.clock, self.chance, self.folder = desk, clock, chance, tmp_path
        self.villages = [desk.records.save("village", {"name": name, "kind": "村"}) for name in ("白庙村", "大湾村")]
        self.homes = [desk.records.save("household", {"head_name": name}) for name in ("甲", "乙")]
        self.visitor = desk.records.save("visitor", {"name": "陈静"})
        self.batches = []
        desk.rules.confirm(RULES)
        self.change_rule()
        for number in range(6):
            self.somebody(number)

    def somebody(self, number=99):
        birth = PartialDate(self.chance.choice((1944, 1946, 1947, 2012)), 11, self.chance.choice((20, 25)))
        person = self.desk.records.save("person", {"name": f"人{number}", "village": self.chance.choice(self.villages),
                                                   "birth_date": birth})  # fmt: skip
        self.category(person)

    def person(self):
        return self.chance.choice([one.id for one in self.desk.records.find("person")])

    def day(self, ahead=0):
        return self.clock.today() - timedelta(days=self.chance.randrange(-ahead, 100))

    def category(self, person=None):
        since, until = self.chance.choice(
            ((None, self.day(60)), (None, None), (PartialDate(2026, 3), None), (PartialDate(2026, 11, 10), None))
        )
        told = {"person": person or self.person(), "category": self.chance.choice(CATEGORIES), "until": until,
                "since": since}  # fmt: skip
        self.desk.records.save("episode", told)

    def visit(self, desk=None):
        mode, met = self.chance.choice((("上门入户", "见到本人"), ("电话", "接通"), ("上门入户", "无人应答")))
        risk = self.chance.choice((None, "高风险", "重点", "一般"))
        told = {"person": self.person(), "visited_on": min(self.day(), self.clock.today()), "mode": mode, "met": met,
                "visitor": self.visitor, "risk": risk}  # fmt: skip
        (desk or self.desk).records.save("visit", told)

    def elsewhere(self):
        with self.desk.elsewhere() as desk:
            self.visit(desk)

    def edit_visit(self):
        if visits := self.desk.records.find("visit"):
            one = self.chance.choice(visits)
            on = min(self.day(), self.clock.today())
            changes = self.chance.choice(({"person": self.person()}, {"visited_on": on}, {"met": "拒访"}))
            self.desk.records.save("visit", changes, one.id)

    def bin(self):
        key = self.chance.choice(("visit", "episode", "suspension", "life_event", "person"))
        if found := self.desk.records.find(key):
            self.desk.records.bin(key, self.chance.choice(found).id)

    def restore(self):
        key = self.chance.choice(("visit", "episode", "suspension", "life_event", "person"))
        if found := self.desk.records.binned(key):
            self.desk.records.restore(key, self.chance.choice(found).id)

    def purge(self):
        key = self.chance.choice(("visit", "episode"))
        if found := self.desk.records.binned(key):
            self.desk.records.purge(key, self.chance.choice(found).id, "试")

    def undo(self):
        self.desk.records.undo_last()

    def state(self):
        person = self.desk.records.get("person", self.person())
        if person.state == "在册":
            self.desk.people.change_state(person.id, self.chance.choice(("死亡", "迁出")), self.clock.today())
        else:
            self.desk.people.change_state(person.id, "在册", None)

    def move(self):
        changes = {"village": self.chance.choice(self.villages), "household": self.chance.choice((*self.homes, None)),
                   "risk": self.chance.choice((None, "高风险"))}  # fmt: skip
        self.desk.records.save("person", changes, self.person())

    def relief(self):
        told = {"household": self.chance.choice(self.homes), "category": "低保",
                "since": self.chance.choice((None, PartialDate(2026, 10)))}  # fmt: skip
        self.desk.records.save("household_episode", told)

    def pause(self):
        since = self.day(30)
        told = {"person": self.person(), "reason": self.chance.choice(AWAY_WHY), "since": since,
                "until": self.chance.choice((None, since + timedelta(days=20)))}  # fmt: skip
        self.desk.records.save("suspension", told)

    def event(self):
        on = min(self.clock.today(), self.clock.today() - timedelta(days=self.chance.randrange(5)))
        self.desk.records.save("life_event", {"person": self.person(), "what": "重大变故", "happened_on": on})

    def confirm(self):
        act = self.chance.choice((self.desk.rules.confirm, self.desk.rules.stop))
        act(self.chance.sample(RULES, 2))

    def change_rule(self):
        told = {**self.desk.rules.values("elderly_month"), "pauses": ("住院",), "times": self.chance.choice((1, 2)),
                "unit": self.chance.choice(("周", "半月", "月")),
                "since": self.clock.today() + timedelta(days=self.chance.randrange(15))}  # fmt: skip
        self.desk.records.save("cadence_rule", told)

    def settings(self):
        changes = self.chance.choice(({"cut_off": self.chance.choice((0, 25))}, {"opened_on": self.day(10)}))
        self.desk.records.save("station", changes, self.desk.settings.id)

    def take_in(self):
        path = self.folder / "名单.csv"
        rows = "".join(f"新{self.chance.randrange(5)},白庙村,独居老人\n" for _ in range(3))
        path.write_text(f"姓名,村,人员类别\n{rows}", "utf-8-sig")
        if batch := self.desk.imports.run(path).batch:
            self.batches.append(batch)

    def give_back(self):
        if self.batches:
            self.desk.imports.undo(self.batches.pop(), keep_edited=True)

    def later(self):
        self.clock.move_to(self.clock.today() + timedelta(days=self.chance.choice((1, 1, 3, 10, 31, 70, -2))))

    def happen(self):
        acts = (
            self.visit, self.visit, self.visit, self.elsewhere, self.edit_visit, self.bin, self.restore, self.purge,
            self.undo, self.state, self.move, self.relief, self.pause, self.event, self.confirm, self.change_rule,
            self.settings, self.category, self.somebody, self.take_in, self.give_back, self.later, self.later,
        )  # fmt: skip
        with suppress(UserError):  # what the station refuses changes nothing
            self.chance.choice(acts)()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_the_kept_list_is_that_of_judging_everybody(desk, clock, tmp_path, seed):
    town = Town(desk, clock, Random(seed), tmp_path)
    same(desk)
    for _ in range(40):
        for _ in range(town.chance.choice((1, 1, 3))):
            town.happen()
        same(desk)


@pytest.fixture
def wang(desk):
    """Somebody in a household on relief, under rules that look at events, pauses and households."""
    desk.records.save("cadence_rule", {**desk.rules.values("dibao_year"), "modes": ANY_CONTACT})
    told = {**desk.rules.values("elderly_high_event"), "risks": None}
    desk.records.save("cadence_rule", told)
    desk.records.save("cadence_rule", {**desk.rules.values("elderly_month"), "pauses": ("住院",)})
    homes = [desk.records.save("household", {"head_name": name}) for name in ("甲", "乙")]
    for home, since in zip(homes, (PartialDate(2025, 1), PartialDate(2026, 11, 11)), strict=True):
        desk.records.save("household_episode", {"household": home, "category": "低保", "since": since})
    person = desk.records.save("person", {"name": "王秀英", "household": homes[0]})
    desk.records.save("person", {"household": homes[1], "household_since": PartialDate(2026, 11, 11)}, person)
    desk.records.save("episode", {"person": person, "category": "特殊困难老年人", "since": PartialDate(2026, 1)})
    visitor = desk.records.save("visitor", {"name": "陈静"})
    told = {"person": person, "visited_on": date(2026, 10, 3), "mode": "电话", "met": "接通", "visitor": visitor}
    desk.records.save("visit", told)
    return person


@pytest.mark.parametrize("kind", ["visit", "episode", "suspension", "life_event", "household_episode", "person"])
def test_whatever_is_written_of_somebody_reaches_the_list_as_does_taking_it_back(desk, wang, kind):
    told = {"suspension": {"reason": "住院", "since": date(2026, 11, 1)},
            "life_event": {"what": "重大变故", "happened_on": date(2026, 11, 21)}}.get(kind)  # fmt: skip
    before = kept(desk)
    if told is not None:
        desk.records.save(kind, {"person": wang, **told})
    elif kind == "person":
        desk.records.save(kind, {"state": "死亡", "state_on": date(2026, 11, 20)}, wang)
    else:
        for one in desk.records.find(kind):
            desk.records.bin(kind, one.id)
    after = kept(desk)
    same(desk)
    if kind != "household_episode":
        assert after != before
        assert desk.records.undo_last()
        assert kept(desk) == before
    (found,) = desk.visits.standings(desk.clock.today(), [wang]).values()
    assert len(found) == (1 if kind == "household_episode" else 2)


def test_the_relief_of_the_household_reaches_the_list(desk, wang, clock):
    desk.rules.stop(["elderly_month"])
    (visit,) = desk.records.find("visit")
    desk.records.bin("visit", visit.id)
    assert kept(desk)[0]["first"]
    for one in desk.records.find("household_episode"):
        desk.records.save("household_episode", {"until": date(2026, 11, 20)}, one.id)
    assert not kept(desk)[0]["first"]
    same(desk)


def test_a_former_household_reaches_the_list(desk, wang):
    """Without the former household the person has been on relief since 11 November only."""
    desk.rules.stop(["elderly_month"])
    desk.records.save("cadence_rule", {**desk.rules.values("dibao_year"), "unit": "周", "since": date(2026, 11, 1)})
    (stay,) = desk.records.parts("stay", wang)
    for act, due in ((None, date(2026, 11, 1)), (desk.records.bin, date(2026, 11, 15)),
                     (desk.records.restore, date(2026, 11, 1))):  # fmt: skip
        if act:
            act("stay", stay.id)
        ((_, standing),) = kept(desk)[0]["overdue"]
        assert standing.due == due
        same(desk)


def test_only_whom_it_concerns_is_judged_anew(desk, clock, tmp_path):
    """A visit to one person leaves the rows of the others as they were."""
    town = Town(desk, clock, Random(1), tmp_path)
    desk.visits.today()
    connection = desk.work.records.connection
    connection.execute("UPDATE standing SET last_met = '1999-01-01'")
    town.visit()
    desk.visits.today()
    count = connection.execute("SELECT count(DISTINCT id) FROM standing WHERE last_met = '1999-01-01'").fetchone()[0]
    assert count == len(desk.records.find("person", {"state": "在册"})) - 1


def test_the_list_of_a_new_month_needs_no_new_judging(desk, clock, tmp_path):
    town = Town(desk, clock, Random(2), tmp_path)
    clock.move_to(date(2026, 11, 30))
    desk.visits.today()
    connection = desk.work.records.connection
    caught = []
    clock.move_to(date(2026, 12, 1))
    connection.set_trace_callback(caught.append)
    desk.visits.today()
    connection.set_trace_callback(None)
    assert not [sql for sql in caught if sql.startswith("INSERT")]
    same(desk)
    town.visit()
    same(desk)


def test_where_nothing_can_be_kept_everybody_is_judged(desk, clock, tmp_path, monkeypatch):
    Town(desk, clock, Random(3), tmp_path)
    expected, _, villages = kept(desk)
    desk.work.records.connection.execute("DELETE FROM standing_made")
    desk.work.records.connection.execute("PRAGMA query_only = ON")
    figures = desk.visits.today()
    assert isinstance(figures.overdue, list)
    told = {name: {row.person.id: row.standing for row in getattr(figures, name)} for name in FIGURES}
    assert told == {name: dict(rows) for name, rows in expected.items()}
    assert figures.villages == villages
    desk.work.records.connection.execute("PRAGMA query_only = OFF")
    assert isinstance(desk.visits.today().overdue, DueList)


def test_a_list_made_on_another_thread_is_read_here(desk, clock, tmp_path):
    Town(desk, clock, Random(4), tmp_path)
    with desk.elsewhere() as other:
        rows = other.visits.today().waiting
    with pytest.raises((StoreTrouble, driver.ProgrammingError)):
        list(rows)
    here = rows.through(desk.visits)
    assert [row.person.id for row in here] == here.ids
    assert here[0].person.id == here.ids[0]
    assert [row.person.id for row in here[1:3]] == here.ids[1:3]
    for order in ("name", "place", "last", "due"):
        assert sorted(here.sorted(order)) == sorted(here.ids)
    names = {row.person.id: row.person.name for row in here}
    assert [names[one] for one in here.sorted("-name")] == [names[one] for one in reversed(here.sorted("name"))]


def test_nothing_of_somebody_erased_stays_in_the_list(desk, clock, tmp_path):
    person = desk.records.save("person", {"name": "王秀英"})
    desk.records.save("episode", {"person": person, "category": "特殊困难老年人"})
    desk.visits.today()
    desk.records.bin("person", person)
    desk.records.purge("person", person, "本人要求")
    assert desk.work.records.connection.execute("SELECT count(*) FROM standing").fetchone() == (0,)
