"""The lists of 今天要办: who and what, until when, from what one look at the morning knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, overload

from caredesk.catalog.visit import MET
from caredesk.schema.cadence import Standing, Verdict
from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.services.drafting import CHANGED, KeptDraft
from caredesk.services.due_lists import DueList, DueRow
from caredesk.services.need_lists import NeedRow, ReferralRow
from caredesk.services.planning import PlannedRow, Planning
from caredesk.services.review_sources import Review
from caredesk.services.reviews import Reviews
from caredesk.services.visiting import TodayFigures, Visiting
from caredesk.services.whereabouts import NOWHERE, whereabouts
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

Tone = Literal["danger", "warning", "info", "ok", "plain"]
MONTH = ("overdue", "first", "due", "done")
"""The figures that together are 本月该访."""
_A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class TodayLine:
    """One thing to do. ``state`` says until when or how late, in words with a tone; ``why`` a visit would be planned.

    ``opens`` is what the line is about besides the person: a planned visit, a review, a draft, a need or a referral.
    """

    key: str
    name: str
    place: str
    about: str
    state: str
    tone: Tone
    by: date | None = None
    last: date | None = None
    person: Id | None = None
    household: Id | None = None
    why: str = ""
    opens: PlannedRow | Review | KeptDraft | NeedRow | ReferralRow | None = None


@dataclass
class Morning:
    """What all figures of one look are made from, each worked out once."""

    work: Workspace
    visits: Visiting
    planning: Planning
    reviews: Reviews
    drafts: Sequence[KeptDraft]

    @cached_property
    def today(self) -> date:
        return self.work.clock.today()

    @cached_property
    def sunday(self) -> date:
        """The last day of this week."""
        return self.today + timedelta(days=6 - self.today.weekday())

    @cached_property
    def month(self) -> TodayFigures:
        """The figures of the month."""
        return self.visits.today()

    def villages(self) -> list[tuple[str, int, int]]:
        """By village in the official order ("" last): how many are to be visited in the month, and how many were."""
        counts = dict(self.month.villages)
        chosen = Selection(record="village", order=("official_order", "name"))
        rows = self.work.query.rows(chosen, ["name"])
        told = [(name, *counts.pop(one)) for one, (name,) in rows if one in counts]
        others = [sum(column) for column in zip(*counts.values(), strict=True)]
        return [*told, ("", *others)] if others else told


def of_month(verdict: str) -> Callable[[Morning], Sequence[TodayLine]]:
    """The finder of one of the figures of the month."""

    def find(morning: Morning) -> Sequence[TodayLine]:
        return due_lines(getattr(morning.month, verdict))

    return find


def this_week(morning: Morning) -> Sequence[TodayLine]:
    """Who is to be visited by Sunday and is not late yet, the nearest day first."""
    return due_lines(morning.visits.soon(morning.sunday))


def events(morning: Morning) -> Sequence[TodayLine]:
    """After an event (重大变故) within its hours or days, those that are over as well."""
    return due_lines(morning.visits.after_events())


class DueLines(Sequence[TodayLine]):
    """The lines of a long list, put into words when they are read; their keys are the people's ids."""

    def __init__(self, due: DueList) -> None:
        self.due = due

    def __len__(self) -> int:
        return len(self.due)

    def __iter__(self) -> Iterator[TodayLine]:
        return (due_line(row, row.standing) for row in self.due)

    def by_key(self, people: Sequence[Id]) -> dict[Id, TodayLine]:
        """The lines of some of the people, of those who still stand in the list."""
        return {row.person.id: due_line(row, row.standing) for row in self.due.rows(people)}

    @overload
    def __getitem__(self, place: int) -> TodayLine: ...
    @overload
    def __getitem__(self, place: slice) -> list[TodayLine]: ...
    def __getitem__(self, place: int | slice) -> TodayLine | list[TodayLine]:
        if isinstance(place, slice):
            return [due_line(row, row.standing) for row in self.due[place]]
        row = self.due[place]
        return due_line(row, row.standing)


def lines_through(lines: Sequence[TodayLine], visits: Visiting) -> Sequence[TodayLine]:
    """A list for the thread of another desk."""
    return DueLines(lines.due.through(visits)) if isinstance(lines, DueLines) else lines


def due_lines(rows: Sequence[DueRow]) -> Sequence[TodayLine]:
    """People to be visited as lines."""
    return DueLines(rows) if isinstance(rows, DueList) else [due_line(row, row.standing) for row in rows]


def due_line(row: DueRow, standing: Standing) -> TodayLine:
    """Somebody to be visited under one rule."""
    person, days = row.person, standing.days
    state, tone = {
        Verdict.OVERDUE: (f"超期 {days} 天", "danger"),
        Verdict.FIRST: (f"{standing.due:%m-%d}，{_left(-days)}", "info"),
        Verdict.DUE: (f"{standing.due:%m-%d}，{_left(-days)}", "warning"),
        Verdict.DONE: ("本月已访", "ok"),
        Verdict.PAUSED: ("暂停", "plain"),
    }[standing.verdict]
    return TodayLine(
        str(person.id), person.name, f"{person.village}{person.group}", person.categories, state, tone,  # type: ignore[arg-type]
        standing.due, standing.last_met, person.id, why=standing.verdict.value,
    )  # fmt: skip


def _left(days: int) -> str:
    return f"还有 {days} 天" if days > 0 else "今天" if days == 0 else f"过了 {-days} 天"


def by_day(day: date, today: date) -> tuple[str, Tone]:
    """How far away a day is, in words with a tone."""
    left = (day - today).days
    tone: Tone = "danger" if left < 0 else "warning" if left <= 6 else "info"
    said = f"{day:%m-%d}" if day.year == today.year else day.isoformat()
    return f"{said}，{_left(left)}", tone


def planned(morning: Morning) -> list[TodayLine]:
    """Planned visits that nobody has made yet, however far away."""
    found = []
    for row in morning.planning.waiting():
        state, tone = by_day(row.planned_on, morning.today)
        about = "，".join(part for part in (row.why, row.visitor and f"{row.visitor}去", row.fate.said) if part)
        found.append(TodayLine(
            str(row.id), row.name, f"{row.village}{row.group}", about, state, tone, row.planned_on, None, row.person,
            why=row.why, opens=row,
        ))  # fmt: skip
    return found


def promised(morning: Morning) -> list[TodayLine]:
    """Follow-ups that the last visits promised by this Sunday (下次走访) and that nobody has made."""
    work = morning.work
    chosen = Selection(
        record="visit",
        between=("next_visit_on", morning.today - _A_YEAR, morning.sunday),
        order=("next_visit_on",),
    )
    rows = work.query.rows(chosen, ["person", "visited_on", "next_visit_on", "person.state"])
    known = sorted((told for _, told in rows if told[3] == "在册"), key=lambda told: told[1])
    latest = {person: (on, then) for person, on, then, _ in known}
    went = work.query.belonging("visit", "person", latest, ("visited_on", "met"))
    open_ = {
        person: (then, max((day for day, met in went.get(person, ()) if met is None or met in MET), default=None))
        for person, (on, then) in latest.items()
        if not any(day > on and (met is None or met in MET) for day, met in went.get(person, ()))
    }
    where = whereabouts(work, "person", open_)
    found = []
    for person, (then, last) in sorted(open_.items(), key=lambda pair: pair[1][0]):
        who = where.get(person, NOWHERE)
        state, tone = by_day(then, morning.today)
        found.append(TodayLine(
            str(person), who.name, who.place, "上次走访约好的", state, tone, then, last, person,
            why="上次走访约好的",
        ))  # fmt: skip
    return found


def reviews_due(morning: Morning) -> list[TodayLine]:
    """What is to be looked at again."""
    work, due = morning.work, morning.reviews.due(morning.today)
    where = {
        kind: whereabouts(work, kind, [one.owner for one in due if one.owner_kind == kind])
        for kind in ("person", "household")
    }
    found = []
    for one in due:
        is_home = one.owner_kind == "household"
        who = where[one.owner_kind].get(one.owner, NOWHERE)
        state, tone = by_day(one.on, morning.today)
        found.append(TodayLine(
            f"{one.why}{one.id}", f"{who.name}家" if is_home else who.name, who.place, one.said, state, tone, one.on,
            person=None if is_home else one.owner, household=one.owner if is_home else None, why=one.said, opens=one,
        ))  # fmt: skip
    return found


def drafts_kept(morning: Morning) -> list[TodayLine]:
    """Forms that this user began and has not handed in."""
    work, person = morning.work, morning.work.kind("person")
    kinds = work.declarations.by_key
    told = [(draft, kinds[key]) for draft in morning.drafts if (key := draft.form.removesuffix(CHANGED)) in kinds]
    owners = {id(draft): _owner(work, draft, kind) for draft, kind in told}
    where = whereabouts(work, person.key, {one for one in owners.values() if one is not None})
    found = []
    for draft, kind in told:
        owner = owners[id(draft)]
        who = where.get(owner, NOWHERE) if owner else NOWHERE
        about = f"{'修改' if draft.form.endswith(CHANGED) else ''}{kind.title}：已存草稿，还没交"
        at = f"{draft.at.astimezone():%m-%d %H:%M}"
        found.append(TodayLine(
            f"{draft.form}{draft.person}", who.name, who.place, about, at, "info", draft.at.date(),
            person=owner if owner in where else None, opens=draft,
        ))  # fmt: skip
    return found


def _owner(work: Workspace, draft: KeptDraft, kind: RecordType) -> Id | None:
    """The person that a draft is about."""
    if draft.person is None or not draft.form.endswith(CHANGED) or kind.key == "person":
        return draft.person
    row = work.records.row(kind, draft.person)
    owner = row.get("person") if row else None
    return owner if isinstance(owner, Id) else None
