"""Days that cannot be: before somebody's birth, after their death, a death before a visit that met them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from caredesk.catalog.visit import MET
from caredesk.schema.conditions import Is
from caredesk.schema.dates import PartialDate, show_day
from caredesk.schema.errors import Invalid, Problem
from caredesk.schema.ids import Id
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

DEAD = "死亡"
_DAY = timedelta(days=1)


def died_on(person: Mapping[str, Any]) -> date | None:
    """The day of somebody's death, None for the living."""
    return person.get("state_on") if person.get("state") == DEAD else None


class LifeDates:
    """Checks days against a life; a partial date is refused only when no day of it can be, a day kept is not asked."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def must_fit(self, person: Id, values: Mapping[str, Any], old: Mapping[str, Any]) -> None:
        """Raise Invalid for days of a person just written (``old``: before) that its life speaks against."""
        if problems := [*self._state(person, values, old), *self._home(values, old)]:
            raise Invalid(problems)

    def _state(self, person: Id, values: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[Problem]:
        birth: PartialDate | None = values.get("birth_date")
        on: date | None = values.get("state_on")
        if on is None or not _changed(values, old, "state", "state_on", "birth_date"):
            return
        if birth and on < birth.first:
            yield Problem("state_on", f"状态改变日期{show_day(on)}早于出生日期{birth.isoformat()}，请核对")
        if values.get("state") == DEAD and (met := self.met_after(person, on)):
            said = f"{show_day(met)}的走访见到或联系上了本人，去世日期不能早于那一天。请核对日期，或先改那次走访"
            yield Problem("state_on", said)

    def met_after(self, person: Id, day: date) -> date | None:
        """The last day after this one on which a visit met somebody; None without one."""
        chosen = Selection(
            record="visit", equal={"person": person}, where=Is("met", *MET),
            between=("visited_on", day + _DAY, date.max), order=("-visited_on",), limit=1,
        )  # fmt: skip
        return next((met for _, (met,) in self._work.query.rows(chosen, ["visited_on"])), None)

    @staticmethod
    def _home(values: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[Problem]:
        since: PartialDate | None = values.get("household_since")
        birth, died = values.get("birth_date"), died_on(values)
        if since is None or not _changed(values, old, "household_since", "birth_date"):
            return
        if birth and since.last < birth.first:
            said = f"入户、离户日期{since.isoformat()}早于出生日期{birth.isoformat()}，请核对"
            yield Problem("household_since", said)
        if died and since.first > died:
            said = f"入户、离户日期{since.isoformat()}晚于去世日期{show_day(died)}，请核对"
            yield Problem("household_since", said)

    def complete_certificate(self, values: dict[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
        """Refuse a certificate from before its holder's birth; nothing to fill in."""
        for name, label in (("valid_from", "发证日期"), ("valid_until", "有效期止")):
            self.must_fit_owner(values, old, name, label)
        return values

    def must_fit_owner(self, values: Mapping[str, Any], old: Mapping[str, Any], name: str, label: str) -> None:
        """Raise Invalid for a day of a person's part that lies before their birth.

        What begins (``since``) may not lie after their death either.
        """
        day, owner = values.get(name), values.get("person")
        if not isinstance(day, date | PartialDate) or not isinstance(owner, Id) or not _changed(values, old, name):
            return
        person = self._work.records.row(self._work.kind("person"), owner) or {}
        birth, died = person.get("birth_date"), died_on(person)
        first, last = (day.first, day.last) if isinstance(day, PartialDate) else (day, day)
        if birth and last < birth.first:
            raise Invalid([Problem(name, f"{label}{day.isoformat()}早于出生日期{birth.isoformat()}，请核对")])
        if name == "since" and died and first > died:
            raise Invalid([Problem(name, f"{label}{day.isoformat()}晚于去世日期{show_day(died)}，请核对")])


def _changed(values: Mapping[str, Any], old: Mapping[str, Any], *names: str) -> bool:
    return any(values.get(name) != old.get(name) for name in names)
