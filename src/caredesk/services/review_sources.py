"""Where reviews come from: one function each for decisions, ages, certificates, relief and risk levels.

A further source (an assessment whose validity ends) is a function and a line in ``SOURCES``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from caredesk.catalog.categories import CATEGORIES
from caredesk.catalog.reviews import AGE, LASTS_YEARS, RELIEF, RELIEF_REVIEW_MONTHS, RISK, STATUS_AGES
from caredesk.schema.dates import PartialDate
from caredesk.schema.ids import Id
from caredesk.schema.judging import birthday
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

_DAY = timedelta(days=1)
BEFOREHAND = timedelta(days=30)
"""So long before a day something is on the list."""
AFTERWARDS = timedelta(days=90)
"""So long a birthday stays on it when nobody notes that it was seen to."""
Why = Literal["期满", "超过年龄", "证件到期", "到年龄", "低保核查", "风险等级", "评估到期"]
MATTERS: Mapping[str, str] = {"到年龄": AGE, "低保核查": RELIEF, "风险等级": RISK}
"""Those that a note closes (复核记录); the others are closed by mending what they are about."""


@dataclass(frozen=True, slots=True)
class Review:
    """A record to look at again: whose it is (a person or a household), what it is, and the day it comes due."""

    why: Why
    kind: str
    id: Id
    owner_kind: Literal["person", "household"]
    owner: Id
    what: str
    on: date

    @property
    def said(self) -> str:
        """What it is about, the same for all of its kind: “刚性支出困难家庭”到期，要复核."""
        return {
            "期满": f"“{self.what}”快到期或已到期，要复核",
            "超过年龄": f"“{self.what}”快超过或已超过年龄，要复核",
            "证件到期": f"{self.what}快到期或已到期，要换证",
            "到年龄": self.what,
            "低保核查": "低保家庭到了核查的时候",
            "风险等级": "风险等级该重新评了",
            "评估到期": f"{self.what}快到期或已到期，要重新评估",
        }[self.why]


Source = Callable[[Workspace, date], Iterator[Review]]


def decisions(work: Workspace, day: date) -> Iterator[Review]:
    """Decisions that last so many months (刚性支出困难家庭: 12)."""
    for name, months in ((one.name, one.months_valid) for one in CATEGORIES if one.months_valid):
        for kind, owner in (("household_episode", "household"), ("episode", "person")):
            if name not in work.kind(kind).fields["category"].options:  # type: ignore[attr-defined]
                continue
            chosen = Selection(record=kind, equal={"category": name, "until": None})
            rows = [(id_, whose, runs_out(since, months)) for id_, (whose, since) in work.query.rows(
                chosen, [owner, "since"])]  # fmt: skip
            coming = [(id_, whose, ends) for id_, whose, ends in rows if ends and ends - BEFOREHAND <= day]
            alive = _lived_in(work) if owner == "household" and coming else _registered(work) if coming else set()
            for id_, whose, ends in coming:
                if whose in alive:
                    yield Review("期满", kind, id_, owner, whose, name, ends)  # type: ignore[arg-type]


def outgrown(work: Workspace, day: date) -> Iterator[Review]:
    """Categories that end with an age (留守: 16, children: 18)."""
    kind = work.kind("episode")
    options = kind.fields["category"].options  # type: ignore[attr-defined]
    limited = {
        one.name: one.oldest for one in CATEGORIES
        if one.oldest is not None and one.name in options and work.gate.opens(kind, "category", one.name)
    }  # fmt: skip
    chosen = Selection(record="episode", equal={"category": set(limited), "until": None})
    for id_, (whose, category, birth) in _of_the_living(work, chosen, ["person", "category", "person.birth_date"]):
        over = birthday(birth, (limited[category] or 0) + 1) if birth else None
        if over is not None and over - BEFOREHAND <= day:
            yield Review("超过年龄", "episode", id_, "person", whose, category, over)


def birthdays(work: Workspace, day: date) -> Iterator[Review]:
    """Birthdays that change something, from a month before until a note says that it was seen to, or for 90 days.

    None before the 启用日: nobody asks about those.
    """
    if not work.gate.opens(work.kind("person"), "birth_date"):
        return
    opened = work.settings.opened_on
    coming = []
    for one in STATUS_AGES:
        # Two days more at both ends: a month without its day counts from its first, one born on 29 February moves.
        first, last = (_years_before(end, one.age) for end in (day - AFTERWARDS, day + BEFOREHAND))
        chosen = Selection(record="person", between=("birth_date", first - 2 * _DAY, last + 2 * _DAY))
        for id_, (birth, state) in work.query.rows(chosen, ["birth_date", "state"]):
            if state != "在册" or birth is None or not birth.month:
                continue
            on = birthday(birth, one.age)
            if on - BEFOREHAND <= day <= on + AFTERWARDS and on >= opened:
                coming.append((one, id_, on))
    seen = _reviewed(work, "person", {id_ for _, id_, _ in coming}, AGE)
    within = {one: _within(work, one.categories) for one in STATUS_AGES if one.categories}
    for one, id_, on in coming:
        if seen.get(id_, date.min) < on - BEFOREHAND and (one not in within or id_ in within[one]):
            yield Review("到年龄", "person", id_, "person", id_, one.said, on)


def certificates(work: Workspace, day: date) -> Iterator[Review]:
    """Certificates that expire; where no last day was typed in, after the years that their kind lasts."""
    dated = Selection(record="certificate", between=("valid_until", None, day + BEFOREHAND), order=("valid_until",))
    for id_, (whose, kind, until) in _of_the_living(work, dated, ["person", "kind", "valid_until"]):
        yield Review("证件到期", "certificate", id_, "person", whose, kind, until)
    for kind, years in LASTS_YEARS.items():
        undated = Selection(record="certificate", equal={"kind": kind, "valid_until": None})
        for id_, (whose, since) in _of_the_living(work, undated, ["person", "valid_from"]):
            until = birthday(PartialDate(since.year, since.month, since.day), years) if since else None
            if until is not None and until - BEFOREHAND <= day:
                yield Review("证件到期", "certificate", id_, "person", whose, kind, until)


def relief(work: Workspace, day: date) -> Iterator[Review]:
    """低保 that is to be looked into again: so many months after the last time, or the first such day since 启用日."""
    settings = work.settings
    months = RELIEF_REVIEW_MONTHS if settings.relief_review_months is None else settings.relief_review_months
    if not months:
        return
    chosen = Selection(record="household_episode", equal={"category": "低保", "until": None})
    rows = work.query.rows(chosen, ["household", "since"])
    seen = _reviewed(work, "household", {home for _, (home, _) in rows}, RELIEF) if rows else {}
    coming = []
    for id_, (home, since) in rows:
        on = _after(seen.get(home), since, months, settings.opened_on)
        if on is not None and on - BEFOREHAND <= day:
            coming.append((id_, home, on))
    alive = _lived_in(work) if coming else set()
    yield from (
        Review("低保核查", "household_episode", id_, "household", home, "低保", on)
        for id_, home, on in coming
        if home in alive
    )


def risks(work: Workspace, day: date) -> Iterator[Review]:
    """Risk levels of people that no visit has confirmed for so many months; off unless the head sets a number."""
    settings = work.settings
    months = settings.risk_review_months
    if not months or not work.gate.opens(work.kind("person"), "risk"):
        return
    levels = set(work.kind("person").fields["risk"].options)  # type: ignore[attr-defined]
    people = work.query.ids(Selection(record="person", equal={"risk": levels, "state": "在册"}))
    visits = work.query.latest("visit", "person", ("risk",), "visited_on", day, people) if people else {}
    seen = _reviewed(work, "person", set(people), RISK)
    for one in people:
        rated = [on for risk, on in visits.get(one, ()) if risk]
        last = max([*rated, *([seen[one]] if one in seen else [])], default=None)
        on = _after(last, None, months, settings.opened_on) if last else max(settings.opened_on, day)
        if on is not None and on - BEFOREHAND <= day:
            yield Review("风险等级", "person", one, "person", one, "风险等级", on)


def assessments(work: Workspace, day: date) -> Iterator[Review]:
    """Assessments whose validity ends; a later one by the same scale takes their place."""
    ending = Selection(record="assessment", between=("valid_until", None, day + BEFOREHAND), order=("valid_until",))
    rows = _of_the_living(work, ending, ["person", "scale", "assessed_on", "valid_until"])
    people = {whose for _, (whose, *_) in rows}
    later = work.query.latest("assessment", "person", ("scale",), "assessed_on", date.max, people) if rows else {}
    for id_, (whose, scale, on, until) in rows:
        if (scale, on) in later.get(whose, ()):
            yield Review("评估到期", "assessment", id_, "person", whose, scale, until)


def _of_the_living(work: Workspace, chosen: Selection, paths: Sequence[str]) -> list[tuple[Id, tuple[Any, ...]]]:
    """Rows of records whose person is on the register; asked of each, as the database would begin with everybody."""
    rows = work.query.rows(chosen, [*paths, "person.state"])
    return [(id_, tuple(told)) for id_, (*told, state) in rows if state == "在册"]


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


SOURCES: tuple[Source, ...] = (decisions, outgrown, birthdays, certificates, relief, risks, assessments)


def runs_out(since: PartialDate | None, months: int) -> date | None:
    """The last day of a decision that lasts so many months; None without a beginning."""
    return _months_on(since.first, months) - timedelta(days=1) if since is not None else None


def _months_on(first: date, months: int) -> date:
    """The same day so many months on, the first of the following month where there is none."""
    month = first.month - 1 + months
    year, month = first.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=first.day - 1), following)


def _after(last: date | None, since: PartialDate | None, months: int, opened: date) -> date | None:
    """So many months after it was looked at; never yet: the first such day not before the 启用日."""
    if last is not None:
        return _months_on(last, months)
    if since is None:
        return None
    times = 1
    while (on := _months_on(since.first, months * times)) < opened:
        times += 1
    return on


def _reviewed(work: Workspace, link: str, owners: set[Id], matter: str) -> dict[Id, date]:
    """When each owner's matter was last noted as looked at."""
    found: dict[Id, date] = {}
    for owner, told in (
        work.query.belonging("review", link, owners, ("matter", "reviewed_on")).items() if owners else ()
    ):
        days = [on for what, on in told if what == matter]
        if days:
            found[owner] = max(days)
    return found


def _within(work: Workspace, categories: tuple[str, ...]) -> set[Id]:
    """The people in one of these categories now."""
    chosen = Selection(record="episode", equal={"category": set(categories), "until": None})
    return {person for _, (person,) in work.query.rows(chosen, ["person"])}


def _registered(work: Workspace) -> set[Id]:
    return set(work.query.ids(Selection(record="person", equal={"state": "在册"})))


def _lived_in(work: Workspace) -> set[Id]:
    """Households where somebody on the register lives."""
    rows = work.query.rows(Selection(record="person", equal={"state": "在册"}), ["household"])
    return {home for _, (home,) in rows if home is not None}
