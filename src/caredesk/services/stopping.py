"""停发告知: when somebody dies, moves, goes to prison or into a home, each payment gets a line: who is told, when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from caredesk.catalog.benefits import (
    CHANGES,
    DIED,
    EVENTS,
    HOME,
    LESSENS,
    MOVED,
    PLAINLY,
    STOPS,
    Benefit,
    benefit_of,
    event_of,
)
from caredesk.catalog.person import IN_REGISTER
from caredesk.catalog.station import STOP_DAYS
from caredesk.schema.errors import Invalid, Problem, UserError
from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.households import lived_in, members
from caredesk.services.person_changes import StateChange
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection
from caredesk.store.records import Write

_SAID = ("benefit", "asked_for", "event", "told_as", "tell", "told", "means", "receipt")


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A payment to be stopped, in words that the role may read."""

    id: Id
    person: Id
    name: str
    village: str
    benefit: str
    asked_for: str
    event: str
    event_on: date | None
    tell: str
    due: date | None
    told: str
    told_on: date | None
    means: str
    receipt: str
    late: bool


class Stopping:
    """Use cases around 停发告知."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def follow(self, write: Write, change: StateChange) -> None:
        """A line for every payment of somebody whose state changed; who is 在册 again loses those nobody was told."""
        if change.after == IN_REGISTER:
            self._withdraw(write, change.person)
        elif change.on is not None:
            self._add(write, change.person, event_of(change.after, change.reason), change.on)

    def report(self, person: Id, event: str, on: date) -> int:
        """Note an event that leaves somebody on the register (服刑, 入住机构 ...); returns how many lines it made.

        Raises Invalid for a day to come or an event that is none, UserError when the person is paid nothing.
        """
        kind = self._work.kind("person")
        row = self._work.records.row(kind, person)
        problems = [] if event in EVENTS else [Problem("event", f"没有“{event}”这种情形")]
        if event in (DIED, MOVED):
            problems.append(Problem("event", f"{event}请在档案里改状态，待遇会自动列出来"))
        if on > self._work.clock.today():
            problems.append(Problem("event_on", "发生日期不能晚于今天，请核对"))
        if row is None or self._work.records.in_bin(kind, person):
            problems.append(Problem("person", "找不到这个人的档案，它可能已放进回收站。请刷新后再试。"))
        if problems:
            raise Invalid(problems)
        with self._work.writing(Right.EDIT, "save", f"停发告知：{event}") as write:
            made = self._add(write, person, event, on)
        if not made:
            raise UserError("这个人没有登记在发钱的类别里，或者已经在停发告知清单上了，没有新加。")
        return made

    def tell(self, ids: Sequence[Id], told: str, on: date, means: str | None = None, receipt: str | None = None) -> int:
        """Note who was told, when and how; returns how many lines. Raises Invalid with what is wrong."""
        kind, done = self._work.kind("stop_notice"), 0
        if on > self._work.clock.today():
            raise Invalid([Problem("told_on", "告知日期不能晚于今天，请核对")])
        with self._work.writing(Right.EDIT, "save", f"停发告知 {len(ids)}条") as write:
            for id_ in ids:
                row = self._work.records.row(kind, id_)
                if row is None or not self._work.gate.shows(kind, row):
                    raise UserError("找不到这条停发告知，可能已经撤销。请刷新后再试。")
                values = {**row, "told": told, "told_on": on, "means": means, "receipt": receipt or row["receipt"]}
                built = kind.values(kind.build(values))
                done += write.update(kind, id_, {n: built[n] for n in ("told", "told_on", "means", "receipt")})
        return done

    def notices(self, *, open_only: bool = False) -> list[NoticeRow]:
        """All lines as this role may read them: those not told first, the nearest day first."""
        self._work.user.must(Right.SEE)
        kind = self._work.kind("stop_notice")
        today, wording = self._work.clock.today(), Wording(self._work)
        rows = []
        found = self._work.records.find(kind, {"told_on": None} if open_only else {})
        for one in self._work.gate.records(kind, found):
            told = kind.values(one)
            if one.id is None or told["person"] is None:
                continue
            (where,) = self._work.query.by_id("person", [told["person"]], ["village.name"]).get(told["person"], ("",))
            late = told["told_on"] is None and told["due"] is not None and told["due"] < today
            said = {name: wording.text(kind, name, told[name]) for name in _SAID}
            row = NoticeRow(
                one.id, told["person"], wording.title("person", told["person"]), where or "", said["benefit"],
                said["asked_for"], said["event"] or said["told_as"], told["event_on"], said["tell"], told["due"],
                said["told"], told["told_on"], said["means"], said["receipt"], late,
            )  # fmt: skip
            rows.append(row)
        return sorted(rows, key=lambda r: (r.told_on is not None, r.due or date.max, r.village, r.name))

    def _add(self, write: Write, person: Id, event: str, on: date) -> int:
        kind = self._work.kind("stop_notice")
        there = {(told["category"], told["subtype"], told["event"]) for told in self._lines(person)}
        given = self._work.settings.stop_days
        due = self._work.clock.today() + timedelta(days=STOP_DAYS if given is None else given)
        made = 0
        for benefit, category, subtype, others in self._benefits(person, on):
            if event not in benefit.events or (category, subtype, event) in there:
                continue
            asked = CHANGES if event == HOME and category == "特困人员" else LESSENS if others else STOPS
            values = {
                "person": person, "category": category, "subtype": subtype, "benefit": benefit.name, "event": event,
                "told_as": PLAINLY.get(event, event), "event_on": on, "tell": benefit.tell, "due": due,
                "asked_for": asked,
            }  # fmt: skip
            write.insert(kind, kind.values(kind.build(values)))
            made += 1
        return made

    def _withdraw(self, write: Write, person: Id) -> None:
        """Lines that nobody was told go into the bin when the event was a mistake."""
        kind = self._work.kind("stop_notice")
        for told in self._lines(person):
            if told["told_on"] is None:
                write.bin(kind, told["id"])

    def _lines(self, person: Id) -> list[dict[str, Any]]:
        kind = self._work.kind("stop_notice")
        return [{**kind.values(one), "id": one.id} for one in self._work.records.find(kind, {"person": person})]

    def _benefits(self, person: Id, on: date) -> list[tuple[Benefit, str, str | None, bool]]:
        """Payments in force on a day, own and the household's; whether others of the household go on being paid."""
        query = self._work.query
        own = query.belonging("episode", "person", [person], ("category", "subtype", "since", "until"))
        found = [(c, s, False) for c, s, since, until in own.get(person, ()) if _in_force(since, until, on)]
        there = members(self._work, [person])
        # Somebody entered late counts as a member from then on; what is paid for them is paid all the same.
        homes = dict.fromkeys([*lived_in(there, person, on), *lived_in(there, person, self._work.clock.today())])
        paid = query.belonging("household_episode", "household", homes, ("category", "since", "until"))
        for home, told in paid.items():
            chosen = Selection(record="person", equal={"household": home, "state": IN_REGISTER})
            others = any(one != person for one in query.ids(chosen))
            found += [(c, None, others) for c, since, until in told if _in_force(since, until, on)]
        benefits = ((benefit_of(c, s), c, s, others) for c, s, others in found)
        return [(one, c, s, others) for one, c, s, others in benefits if one is not None]


def _in_force(since: Any, until: date | None, on: date) -> bool:
    return (since is None or since.first <= on) and (until is None or until >= on)
