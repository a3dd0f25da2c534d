"""探访计划: visits wanted on a day; who is due is proposed, a recorded visit closes a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from caredesk.catalog.visit import MET
from caredesk.schema.cadence import Verdict
from caredesk.schema.errors import Invalid, Problem, UserError
from caredesk.schema.ids import Id
from caredesk.schema.period import month_of
from caredesk.services.access import Right
from caredesk.services.due_lists import DueList, DueRow
from caredesk.services.plan_fates import OPEN, Fate, fates
from caredesk.services.visiting import Visiting
from caredesk.services.walking_order import in_walking_order
from caredesk.services.whereabouts import NOWHERE, whereabouts
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

_WANTED = (Verdict.OVERDUE, Verdict.FIRST, Verdict.DUE)
MOST = 500
"""People planned at once."""
_FIELDS = ("person", "planned_on", "visitor", "why", "first_on", "moves")


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A planned visit in words; ``late``: its day is over and nobody met the person."""

    id: Id
    person: Id
    name: str
    planned_on: date
    visitor: str
    why: str
    late: bool
    visitor_id: Id | None = None
    village: str = ""
    group: str = ""
    first_on: date | None = None
    moves: int = 0
    fate: Fate = OPEN

    @property
    def open(self) -> bool:
        """Whether the visit is still to be made."""
        return self.fate.done_on is None


@dataclass(frozen=True, slots=True)
class Load:
    """What one visitor ("" and None: nobody yet) has in a stretch of days."""

    visitor: Id | None
    name: str
    planned: int
    done: int


@dataclass(frozen=True)
class Board:
    """A week or a month of the plan.

    ``rows``: what is planned in it, by day and in walking order. ``late``: open plans of days before it. ``proposed``:
    people who are due and not planned, in walking order. ``load``: what each visitor has, the late ones counted.
    ``off``: days of it on which nobody works, with the festival ("" for a plain weekend).
    """

    rows: Sequence[PlannedRow]
    late: Sequence[PlannedRow]
    proposed: Sequence[DueRow]
    load: Sequence[Load]
    off: Mapping[date, str]


class Planning:
    """Use cases around planned visits."""

    def __init__(self, workspace: Workspace, visits: Visiting | None = None) -> None:
        self._work = workspace
        self._kind = workspace.kind("planned_visit")
        self._visits = visits or Visiting(workspace)

    def plan(self, people: Mapping[Id, str], on: date, visitor: Id | None = None, *, by_village: bool = False) -> int:
        """Plan a visit to each of these people, with why, on a day; one act. Returns how many were planned.

        ``by_village``: whoever goes to the person's village goes, where that is one visitor only. Who has an open plan
        for that very day is left as planned. Raises Invalid for a day that is over, UserError when there is nobody.
        """
        if len(people) > MOST:
            raise UserError(f"一次最多排{MOST}人，选了{len(people)}人。请按村分几次排。")
        if not people:
            raise UserError("选中的都没有登记在站里，没有可以约的人。请先把人登记进来。")
        today = self._work.clock.today()
        _not_over(on, today)
        there = {row.person for row in self._open(people) if row.planned_on == on}
        seen = self._met_on(today, people) if on > today else set()
        goes = self._goes_to(people) if by_village else {}
        with self._work.writing(Right.VISIT, "save", "约定走访") as write:
            wanted = [one for one in people if one not in there]
            for person in wanted:
                told: dict[str, Any] = {"person": person, "planned_on": on, "made_on": today, "why": people[person]}
                told["counts_from"] = today + timedelta(days=1) if person in seen else None
                told["visitor"] = goes.get(person, visitor)
                write.insert(self._kind, self._kind.values(self._kind.build(told)))
        return len(wanted)

    def move(self, ids: Sequence[Id], on: date) -> int:
        """Put planned visits on another day; where they stood first is kept. Returns how many changed."""
        _not_over(on, self._work.clock.today())
        return self._change(ids, "改走访日子", lambda row: _moved(row, on))

    def assign(self, ids: Sequence[Id], visitor: Id | None) -> int:
        """Say who goes (None: nobody yet); returns how many changed."""
        return self._change(ids, "安排谁去", lambda _: {"visitor": visitor})

    def drop(self, ids: Sequence[Id], why: str | None = None) -> int:
        """不去了: planned visits that nobody wants any more, with the reason; returns how many changed."""
        return self._change(ids, "取消约定走访", lambda _: {"dropped": True, "dropped_why": why})

    def waiting(self) -> list[PlannedRow]:
        """Planned visits that no recorded visit has met, the nearest day first."""
        return self._rows(Selection(record="planned_visit", equal={"dropped": False, "person.state": "在册"}))

    def board(self, first: date, last: date, *, village: Id | None = None, visitor: Id | None = None) -> Board:
        """The plan from one day to another, narrowed to a village or a visitor (who is due: the visitor's village)."""
        self._work.user.must(Right.SEE)
        narrowed: dict[str, Any] = {"dropped": False}
        narrowed |= {"person.village": village} if village else {}
        narrowed |= {"visitor": visitor} if visitor else {}
        spanned = Selection(record="planned_visit", equal=narrowed, between=("planned_on", first, last))
        rows = self._rows(spanned, only_open=False)
        today, late = self._work.clock.today(), []
        if last >= today:
            before = ("planned_on", None, min(first, today) - timedelta(days=1))
            alive = {**narrowed, "person.state": "在册"}
            late = self._rows(Selection(record="planned_visit", equal=alive, between=before))
        calendar = self._work.calendar
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        off = {day: calendar.festival(day) for day in days if not calendar.works(day)}
        return Board(
            rows, late, self._proposed(first, last, village or self._home(visitor)), _loads([*rows, *late]), off
        )

    def _home(self, visitor: Id | None) -> Id | None:
        """The village that a visitor goes to: whose people are proposed for them."""
        row = self._work.records.row(self._work.kind("visitor"), visitor) if visitor else None
        return row["village"] if row else None

    def _proposed(self, first: date, last: date, village: Id | None) -> Sequence[DueRow]:
        """Who is due by the end of the month that a stretch ends in (strictest rule) and has no open plan.

        Of this month and all villages it is a list that is read line by line (see due_lists).
        """
        work, today = self._work, self._work.clock.today()
        until = month_of(last, work.months).last
        planned = {row.person for row in self.waiting()}
        if village is None and until == work.this_month().last:
            waiting = self._visits.today().waiting
            if isinstance(waiting, DueList):
                return waiting.among(self._walked([one for one in waiting.ids if one not in planned]))
        people = None
        if village is not None:
            people = work.query.ids(Selection(record="person", equal={"village": village, "state": "在册"}))
        due = self._visits.due(max(first, today), people)
        wanted = {row.person.id: row for row in due if row.standing.verdict in _WANTED and row.standing.due <= until}
        return [wanted[one] for one in self._walked([one for one in wanted if one not in planned])]

    def _walked(self, people: Sequence[Id]) -> list[Id]:
        return in_walking_order(self._work, "person", people)

    def _open(self, people: Mapping[Id, Any]) -> list[PlannedRow]:
        """Open plans of some of these people."""
        return [row for row in self.waiting() if row.person in people]

    def _rows(self, chosen: Selection, *, only_open: bool = True) -> list[PlannedRow]:
        """Plans by day and in walking order, with what became of them."""
        self._work.user.must(Right.SEE)
        work, today, wording = self._work, self._work.clock.today(), Wording(self._work)
        found = {id_: dict(zip(_FIELDS, told, strict=True)) for id_, told in work.query.rows(chosen, _FIELDS)}
        people = {row["person"] for row in found.values()}
        told, where = fates(work, people), whereabouts(work, "person", people)
        wanted = [one for one in found if not only_open or told[one].done_on is None]
        rows = []
        for id_ in in_walking_order(work, "planned_visit", wanted):
            row, fate = found[id_], told[id_]
            visitor, why = (wording.text(self._kind, one, row[one]) for one in ("visitor", "why"))
            person = where.get(row["person"], NOWHERE)
            late = row["planned_on"] < today and fate.done_on is None
            rows.append(PlannedRow(
                id_, row["person"], person.name, row["planned_on"], visitor, why, late, row["visitor"],
                person.village, person.group, row["first_on"], row["moves"] or 0, fate,
            ))  # fmt: skip
        return sorted(rows, key=lambda row: row.planned_on)  # stable: the walking order stays within a day

    def _change(self, ids: Sequence[Id], title: str, changes: Any) -> int:
        done = 0
        with self._work.writing(Right.VISIT, "save", title) as write:
            for one in ids:
                row = self._work.records.row(self._kind, one)
                if row is None:
                    raise UserError("找不到这次约定走访，可能已经撤销。请刷新后再试。")
                told = {**row, **changes(row)}
                done += write.update(self._kind, one, self._kind.values(self._kind.build(told)))
        return done

    def _met_on(self, day: date, people: Mapping[Id, Any]) -> set[Id]:
        went = self._work.query.belonging("visit", "person", people, ("visited_on", "met"))
        return {one for one, told in went.items() if any(on == day and (m is None or m in MET) for on, m in told)}

    def _goes_to(self, people: Mapping[Id, Any]) -> dict[Id, Id]:
        """The one visitor on the list for each person's village, where there is one only."""
        today = self._work.clock.today()
        chosen = Selection(record="visitor", order=("rid",))
        by: dict[Id, list[Id]] = {}
        for id_, (village, until) in self._work.query.rows(chosen, ["village", "until"]):
            if village is not None and (until is None or until >= today):
                by.setdefault(village, []).append(id_)
        homes = self._work.query.by_id("person", people, ["village"])
        return {one: by[village][0] for one, (village,) in homes.items() if len(by.get(village, ())) == 1}


def _moved(row: Mapping[str, Any], on: date) -> dict[str, Any]:
    if row["planned_on"] == on:
        return {}
    return {"planned_on": on, "first_on": row["first_on"] or row["planned_on"], "moves": (row["moves"] or 0) + 1}


def _not_over(on: date, today: date) -> None:
    if isinstance(on, date) and on < today:
        raise Invalid([Problem("planned_on", f"{on.month}月{on.day}日已经过去了，请选今天或以后的日子")])


def _loads(rows: Sequence[PlannedRow]) -> list[Load]:
    counted: dict[Id | None, list[PlannedRow]] = {}
    for row in rows:
        counted.setdefault(row.visitor_id, []).append(row)
    found = [Load(who, some[0].visitor, len(some), sum(1 for one in some if not one.open))
             for who, some in counted.items()]  # fmt: skip
    return sorted(found, key=lambda one: (one.visitor is None, -one.planned, one.name))
