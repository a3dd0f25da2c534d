"""Looking at sheets: who can stand on one, what is on it, what came back, and the board of the villages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from caredesk.catalog.rounds import ROUTE, VILLAGE_SHEET
from caredesk.schema.cadence import Standing, Verdict
from caredesk.schema.errors import UserError
from caredesk.schema.ids import Id
from caredesk.schema.period import Period, month_of
from caredesk.services.access import Right
from caredesk.services.people import People
from caredesk.services.rounds.rows import BoardRow, Choosable, LineRow, RoundRow
from caredesk.services.visiting import DueRow, Visiting
from caredesk.services.walking_order import in_walking_order
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

_WAITING = (Verdict.OVERDUE, Verdict.FIRST)
GONE = "找不到这张走访单，可能已被删除。请刷新后再试。"


class Looking:
    """The reading half of :class:`caredesk.services.rounds.rounds.Rounds`."""

    def __init__(self, workspace: Workspace, visits: Visiting) -> None:
        self._work, self._visits = workspace, visits
        self._round, self._line = workspace.kind("round"), workspace.kind("round_line")

    def choosable(self, village: Id | None, on: date) -> list[Choosable]:
        """Everybody registered in a village (None: in all), whose visit is due first, then in the walking order."""
        self._work.user.must(Right.VISIT)
        equal = {"state": "在册", **({"village": village} if village else {})}
        ids = in_walking_order(self._work, "person", self._work.query.ids(Selection(record="person", equal=equal)))
        month = self._month(on)
        standing = {row.person.id: row.standing for row in self._visits.due(on, ids)}
        told = []
        for row in People(self._work).rows(ids):
            one = standing.get(row.id)
            now = one is not None and _waits(one, month)
            told.append(Choosable(row, one.verdict.value if one else "", one.due if one else None, now))
        return sorted(told, key=lambda one: not one.now)  # stable: the walking order stays within both

    def to_visit(self, month: Period, village: Id | None = None) -> list[DueRow]:
        """Everybody who is to be visited in a month, or was in it, in the walking order."""
        self._work.user.must(Right.SEE)
        day = min(max(self._work.clock.today(), month.first), month.last)
        people = None
        if village is not None:
            chosen = Selection(record="person", equal={"state": "在册", "village": village})
            people = self._work.query.ids(chosen)
        rows = {row.person.id: row for row in self._visits.due(day, people)
                if any(_waits(one, month) or _was_met(one, month) for one in (row.standing, *row.others))}  # fmt: skip
        return [rows[one] for one in in_walking_order(self._work, "person", list(rows))]

    def visitor_of(self, village: Id) -> Id | None:
        """The one visitor on the list who goes to a village, None when there is none or several."""
        today = self._work.clock.today()
        chosen = Selection(record="visitor", equal={"village": village})
        found = [id_ for id_, (until,) in self._work.query.rows(chosen, ["until"]) if until is None or until >= today]
        return found[0] if len(found) == 1 else None

    def listed(self, kind: str = ROUTE, month: Period | None = None) -> list[RoundRow]:
        """Sheets of a kind (of a month), the latest first."""
        self._work.user.must(Right.SEE)
        between = ("month", month.first, month.last) if month else None
        order = ("-month", "-planned_on", "-rid")
        chosen = Selection(record="round", equal={"kind": kind}, between=between, order=order)
        return self._rows(self._work.query.ids(chosen))

    def one(self, round: Id) -> RoundRow:  # noqa: A002
        """A sheet; UserError when it is gone."""
        self._work.user.must(Right.SEE)
        if not (rows := self._rows([round])):
            raise UserError(GONE)
        return rows[0]

    def of_number(self, text: str) -> Id | None:
        """The sheet that a number on paper names, blanks aside."""
        self._work.user.must(Right.SEE)
        said = "".join(text.split())
        rows = self._work.query.rows(Selection(record="round", order=("-rid",)), ["number"])
        return next((id_ for id_, (number,) in rows if said and "".join(number.split()) == said), None)

    def lines(self, round: Id) -> list[LineRow]:  # noqa: A002
        """The people on a sheet as it was printed, with the visits typed in so far; who was deleted is left out."""
        self._work.user.must(Right.SEE)
        typed = self._typed([round]).get(round, {})
        chosen = Selection(record="round_line", equal={"round": round}, order=("place", "rid"))
        found = self._work.query.rows(chosen, ["person", "place", "due"])
        ids = [person for _, (person, _, _) in found]
        people = {row.id: row for row in People(self._work).rows(ids)}
        forms = self._forms(ids)
        return [
            LineRow(one.id, place, one.name, one.sex, one.age, one.village, one.group, due, forms[person],
                    typed.get(person))
            for _, (person, place, due) in found if (one := people.get(person))
        ]  # fmt: skip

    def board(self, month: Period) -> list[BoardRow]:
        """Every village with somebody to visit in the month, or with a sheet, in the official order."""
        self._work.user.must(Right.SEE)
        people = [row.person.id for row in self.to_visit(month)]
        counted: dict[Id, int] = {}
        for (village,) in self._work.query.by_id("person", people, ["village"]).values():
            if village is not None:
                counted[village] = counted.get(village, 0) + 1
        sheets = {row.village: row for row in reversed(self.listed(VILLAGE_SHEET, month)) if row.village}
        chosen = Selection(record="village", order=("official_order", "name"))
        rows = self._work.query.rows(chosen, ["name"])
        return [
            BoardRow(id_, name, counted.get(id_, 0), sheets.get(id_))
            for id_, (name,) in rows
            if id_ in counted or id_ in sheets
        ]

    def _month(self, day: date) -> Period:
        return month_of(day, self._work.months)

    def _lines_of(self, round_: Id) -> list[tuple[Id, Id]]:
        """(person, line) of a sheet, in order."""
        chosen = Selection(record="round_line", equal={"round": round_}, order=("place", "rid"))
        return [(person, id_) for id_, (person,) in self._work.query.rows(chosen, ["person"])]

    def _typed(self, rounds: Sequence[Id]) -> dict[Id, dict[Id, Id]]:
        """By sheet: the people typed in, with their visits."""
        found: dict[Id, dict[Id, Id]] = {}
        for one in rounds:
            chosen = Selection(record="visit", equal={"round": one}, order=("rid",))
            found[one] = {person: id_ for id_, (person,) in self._work.query.rows(chosen, ["person"])}
        return found

    def _forms(self, people: Sequence[Id]) -> dict[Id, str]:
        births = self._work.query.by_id("person", people, ["birth_date"])
        return {
            one: self._visits.form_for({"id": one, "birth_date": births[one][0]}) for one in people if one in births
        }

    def _rows(self, ids: Sequence[Id]) -> list[RoundRow]:
        found = self._work.records.many(self._round, ids)
        typed = self._typed(ids)
        counted = self._work.query.belonging("round_line", "round", ids, ("person",)) if ids else {}
        wording, seen = Wording(self._work), self._work.gate.values
        rows = []
        for one in ids:
            if one not in found or self._work.records.in_bin(self._round, one):
                continue
            told = {**dict.fromkeys(self._round.fields), **seen(self._round, self._round.values(found[one]))}
            shown = ("number", "village", "visitor", "handed_in_by")
            names = {name: wording.text(self._round, name, told[name]) for name in shown}
            people = {person for (person,) in counted.get(one, ())}
            rows.append(RoundRow(
                one, names["number"], told["kind"], told["village"], names["village"], told["month"],
                told["planned_on"], told["visitor"], names["visitor"], told["handed_in_on"], names["handed_in_by"],
                told["photos"] or (), bool(told["closed"]), len(people), len(people & typed[one].keys()),
            ))  # fmt: skip
        return rows


def _waits(standing: Standing, month: Period) -> bool:
    """Whether somebody is still to be visited by the end of a month."""
    return standing.verdict in _WAITING or (standing.verdict is Verdict.DUE and standing.due <= month.last)


def _was_met(standing: Standing, month: Period) -> bool:
    """Whether somebody was seen in a month already."""
    return standing.verdict is Verdict.DONE and standing.last_met is not None and standing.last_met >= month.first
