"""The round on paper and the village's sheet: made, handed in, and the visits typed in from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from caredesk.catalog.rounds import ROUTE, VILLAGE_SHEET
from caredesk.schema.errors import Invalid, Problem, UserError
from caredesk.schema.ids import Id
from caredesk.schema.period import Period
from caredesk.services.access import Right
from caredesk.services.recording import Recording
from caredesk.services.rounds.looking import GONE, Looking
from caredesk.services.visiting import Visiting
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace

if TYPE_CHECKING:  # paper is made seldom
    from caredesk.services.rounds.paper import RoundPaper

MOST = 200
"""People on one sheet: more is no round."""


@dataclass(frozen=True)
class NewRound:
    """What a new sheet says besides its people; ``month`` is any day of it."""

    kind: str
    month: date
    village: Id | None = None
    planned_on: date | None = None
    visitor: Id | None = None
    second_visitor: Id | None = None


class Rounds(Looking):
    """Use cases around sheets. A sheet's people stay as they were printed; their visits name the sheet."""

    def __init__(self, workspace: Workspace, visits: Visiting, records: Recording) -> None:
        super().__init__(workspace, visits)
        self._records = records

    @property
    def paper(self) -> RoundPaper:
        """The papers of a sheet."""
        from caredesk.services.rounds.paper import RoundPaper

        return RoundPaper(self._work, self)

    def make(self, new: NewRound, people: Sequence[Id]) -> Id:
        """Write a sheet with these people in this order, as one act; returns its id.

        Raises UserError without people or with more than 200, Invalid for facts that do not fit.
        """
        self._work.user.must(Right.VISIT)
        self._may_hold(people)
        due = {row.person.id: row.standing.due for row in self._visits.due(new.planned_on, people)}
        with self._work.writing(Right.VISIT, "save", new.kind) as write:
            month = self._month(new.month)
            values = self._round.values(self._round.build({
                "kind": new.kind, "number": self._next_number(new, month), "month": month.first,
                "village": new.village, "planned_on": new.planned_on, "visitor": new.visitor,
                "second_visitor": new.second_visitor,
            }))  # fmt: skip
            made = write.insert(self._round, values)
            for place, person in enumerate(dict.fromkeys(people), start=1):
                line = {"round": made, "person": person, "place": place, "due": due.get(person)}
                write.insert(self._line, self._line.values(self._line.build(line)))
        return made

    def make_sheets(self, month: Period, villages: Sequence[Id]) -> list[Id]:
        """The month's 村级月探访登记表 for each of these villages that has none and somebody to visit."""
        self._work.user.must(Right.VISIT)
        there = {row.village for row in self.listed(VILLAGE_SHEET, month)}
        by: dict[Id, list[Id]] = {}
        homes = self._work.query.by_id("person", (rows := {r.person.id: r for r in self.to_visit(month)}), ["village"])
        for one in rows:
            (village,) = homes[one]
            by.setdefault(village, []).append(one)
        made = []
        for village in villages:
            if village not in there and by.get(village):
                new = NewRound(VILLAGE_SHEET, month.first, village, visitor=self.visitor_of(village))
                made.append(self.make(new, by[village]))
        return made

    def put_in_order(self, round: Id, people: Sequence[Id]) -> None:  # noqa: A002
        """Change the order of the people on a sheet; the same ones, as one act."""
        self._work.user.must(Right.VISIT)
        lines = dict(self._lines_of(round))
        if set(people) != set(lines):
            raise UserError("单子上的人和给的顺序对不上。请刷新后再排。")
        with self._work.writing(Right.VISIT, "save", "走访单的顺序") as write:
            for place, person in enumerate(people, start=1):
                write.update(self._line, lines[person], {"place": place})

    def drop(self, round: Id) -> None:  # noqa: A002
        """Put a sheet of which nothing was typed in into the recycle bin, with its lines; UserError otherwise."""
        self._work.user.must(Right.VISIT)
        if self._typed([round]).get(round):
            raise UserError("这张单已经录了走访，不能删除。没走到的人可以标“其余没有走访”。")
        with self._work.writing(Right.VISIT, "bin", "删除走访单") as write:
            for _, line in self._lines_of(round):
                write.bin(self._line, line)
            write.bin(self._round, round)

    def hand_in(self, round: Id, on: date | None, by: Id | None = None) -> None:  # noqa: A002
        """Note the day a sheet came back, and who brought it; None takes it back.

        Who brought a sheet that names nobody is taken for its visitor. Raises Invalid for a day to come.
        """
        self._work.user.must(Right.VISIT)
        if on is not None and on > self._work.clock.today():
            raise Invalid([Problem("handed_in_on", "“哪天交来”不能晚于今天，请核对")])
        row = self._work.records.row(self._round, round) or {}
        visitor = {"visitor": by} if on and by and row.get("visitor") is None else {}
        self._change(round, {"handed_in_on": on, "handed_in_by": by if on else None, **visitor}, "走访单交来")

    def attach(self, round: Id, photos: Sequence[str]) -> None:  # noqa: A002
        """Keep these photos or scans (names that ``photos.keep`` gave) with a sheet, in the place of the former."""
        self._change(round, {"photos": tuple(photos) or None}, "走访单的照片")

    def close(self, round: Id, *, closed: bool = True) -> None:  # noqa: A002
        """Say that nothing more comes from a sheet: whoever was not typed in was not visited; or open it again."""
        self._change(round, {"closed": closed}, "走访单录完")

    def save_line(self, round: Id, person: Id, values: Mapping[str, Any]) -> Id:  # noqa: A002
        """Record the visit of a line with all checks of the visit form; returns its id.

        Raises Invalid with every problem, UserError for somebody who is not on the sheet or was typed in already.
        """
        self._work.user.must(Right.VISIT)
        if person not in dict(self._lines_of(round)):
            raise UserError("这个人不在这张单上。请到“记一次走访”里单独记。")
        if person in self._typed([round]).get(round, {}):
            raise UserError("这一行已经录过了。要改，请打开那次走访。")
        return self._records.save("visit", {**values, "person": person, "round": round})

    def _may_hold(self, people: Sequence[Id]) -> None:
        if not people:
            raise UserError("单子上还没有人。请先选要走访的人。")
        if len(people) > MOST:
            raise UserError(f"一张单最多{MOST}人，选了{len(people)}人。请分成几张。")

    def _next_number(self, new: NewRound, month: Period) -> str:
        """青石村 2026年11月 第3张: counted by village and month; a village's sheet has a number from the second on."""
        place = Wording(self._work).title("village", new.village) if new.village else "全镇"
        stem = f"{place} {month.label}" + ("" if new.kind == ROUTE else " 登记表")
        nth = 1
        while self._work.records.has(self._round, {"number": (said := _numbered(new.kind, stem, nth))}):
            nth += 1
        return said

    def _change(self, round_: Id, changes: Mapping[str, Any], title: str) -> None:
        row = self._work.records.row(self._round, round_)
        if row is None or self._work.records.in_bin(self._round, round_):
            raise UserError(GONE)
        with self._work.writing(Right.VISIT, "save", title) as write:
            write.update(self._round, round_, self._round.values(self._round.build({**row, **changes})))


def _numbered(kind: str, stem: str, nth: int) -> str:
    return stem if kind == VILLAGE_SHEET and nth == 1 else f"{stem} 第{nth}张"
