"""Recording visits, and what follows from one; who is due stands in :mod:`caredesk.services.due`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from caredesk.catalog.visit import FORM_BY_CATEGORY, MET, STATE_BY_OUTCOME
from caredesk.catalog.visit_mental import mental_written
from caredesk.schema.dates import PartialDate, show_day
from caredesk.schema.errors import Invalid, Problem
from caredesk.schema.ids import Id
from caredesk.schema.record import Record
from caredesk.services.access import Right
from caredesk.services.due import Due, TodayFigures
from caredesk.services.due_lists import DueRow
from caredesk.services.lives import Lives
from caredesk.store.query import Selection
from caredesk.store.records import Write

__all__ = ["DueRow", "StateProposal", "TodayFigures", "Visiting"]


@dataclass(frozen=True, slots=True)
class StateProposal:
    """A change of state that a visit suggests, as ``people.change_state`` takes it."""

    person: Id
    name: str
    state: str
    on: date
    reason: str
    outcome: str


class Visiting(Due):
    """Use cases around visits."""

    def complete(self, values: dict[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
        """What the station knows itself: the village as it was, the day of entry, whether it is a back entry (补录).

        Raises Invalid for a visit before the person's birth, or one that met somebody after their death.
        """
        today = self._work.clock.today()
        values["entered_on"] = old.get("entered_on") or today
        visited = values.get("visited_on")
        if isinstance(visited, date):
            values["backfilled"] = visited < values["entered_on"]
        if values.get("number") is None:
            values["number"] = self._next_number(today)
        person = self._person(values.get("person"))
        if person is not None:
            if any(values.get(name) != old.get(name) for name in ("person", "visited_on", "met")):
                _must_be_alive(person, visited, values.get("met"))
            if values.get("village") is None:
                values["village"] = person["village"]
            if values.get("form") is None:
                values["form"], *others = self.forms_for(person)
                values["also"] = tuple(others) or None
        if not self._work.settings.mental_contacts and mental_written(values, old):
            raise Invalid([Problem("mental", "精神障碍联系还没有启用，不能记。请站长在“设置”的“本站”里启用")])
        return values

    def _next_number(self, today: date) -> str | None:
        """The next number by the station's rule, or None without one.

        {序号} begins anew with what stands before it: with {年} each year, with {月} each month. It is looked for by
        doubling and halving, so that the ten-thousandth visit of a year is entered as fast as the first.
        """
        rule = self._work.settings.numbering
        if not rule or "{序号" not in rule:
            return rule and numbered(rule, today, 0)
        free = 1
        while self._is_used(numbered(rule, today, free)):
            free *= 2
        used = free // 2
        while free - used > 1:
            middle = (free + used) // 2
            used, free = (middle, free) if self._is_used(numbered(rule, today, middle)) else (used, middle)
        return numbered(rule, today, free)

    def _is_used(self, number: str) -> bool:
        """Whether a visit carries a number, one in the bin as well."""
        return self._work.records.has(self._work.kind("visit"), {"number": number})

    def _number_must_be_free(self, visit: Id, values: Mapping[str, Any], old: Mapping[str, Any]) -> None:
        """Raise Invalid for a number given to another visit; a rule without {序号} gives the same to many."""
        number, rule = values["number"], self._work.settings.numbering or ""
        counted = "{序号" in rule or number != numbered(rule, self._work.clock.today(), 0)
        if not number or not counted or number == old.get("number"):
            return
        chosen = Selection(record="visit", equal={"number": number}, limit=2)
        for other, (day, name) in self._work.query.rows(chosen, ["visited_on", "person.name"]):
            if other != visit:
                said = f"编号“{number}”是{show_day(day)}走访“{name}”那次的，请换一个，或空着由程序编号"
                raise Invalid([Problem("number", said)])

    def follow(self, write: Write, visit: Id, values: Mapping[str, Any], old: Mapping[str, Any]) -> None:
        """The number must be its own; the risk level found at the latest visit becomes the person's, in the same act.

        Raises Invalid.
        """
        self._number_must_be_free(visit, values, old)
        latest = self._work.query.ids(
            Selection(record="visit", equal={"person": values["person"]}, order=("-visited_on", "-rid"), limit=1)
        )
        if values.get("risk") and latest == [visit]:
            kind = self._work.kind("person")
            person = self._work.records.row(kind, values["person"])
            if person is not None and person["risk"] != values["risk"]:
                write.update(kind, values["person"], {"risk": values["risk"], "risk_since": values["visited_on"]})

    def proposed_state(self, visit: Id) -> StateProposal | None:
        """What a saved visit suggests about the person's state (去世, 搬离, 入住机构), to be asked and never just done.

        None when it suggests nothing, the person is marked already, or whoever is signed in may not change people.
        """
        self._work.user.must(Right.SEE)
        row = self._work.records.row(self._work.kind("visit"), visit)
        state, reason = STATE_BY_OUTCOME.get(row["met"] if row else "", ("", ""))
        person = self._person(row["person"]) if row and state else None
        if row is None or person is None or not self._work.user.may(Right.EDIT):
            return None
        if person["state"] in (state, "死亡") or (person["state"] != "在册" and state != "死亡"):
            return None
        return StateProposal(person["id"], person["name"], state, row["visited_on"], reason, row["met"])

    def _person(self, id_: Any) -> dict[str, Any] | None:
        found = self._work.records.row(self._work.kind("person"), id_) if isinstance(id_, Id) else None
        return {**found, "id": id_} if found else None

    def form_for(self, person: Mapping[str, Any]) -> str:
        """Which visit form serves a person; the first in the taxonomy's order wins."""
        return self.forms_for(person)[0]

    def forms_for(self, person: Mapping[str, Any]) -> list[str]:
        """All visit forms that somebody's categories in force ask for, each once, in the taxonomy's order.

        Restricted categories ask for none: a form named on a visit would tell of them.
        """
        today = self._work.clock.today()
        told = {one.category for one in Lives(self._work, [person["id"]], ()).episodes().get(person["id"], ())
                if (one.since or today) <= today <= (one.until or today)}  # fmt: skip
        forms: list[str] = list(dict.fromkeys(form for category, form in FORM_BY_CATEGORY.items() if category in told))
        birth: PartialDate | None = person.get("birth_date")
        return forms or ["儿童" if birth and today.year - birth.year < 18 else "老年人"]

    def last(self, person: Id) -> Record | None:
        """The latest visit to somebody, to stand above the form."""
        visits = self.of(person)
        return visits[0] if visits else None

    def of(self, person: Id) -> list[Record]:
        """All visits to somebody, the latest first, as far as the role may see them."""
        self._work.user.must(Right.SEE)
        kind = self._work.kind("visit")
        chosen = Selection(record="visit", equal={"person": person}, order=("-visited_on", "-rid"))
        ids = self._work.query.ids(chosen)
        found = self._work.records.many(kind, ids)
        return self._work.gate.records(kind, [found[one] for one in ids if one in found])


def _must_be_alive(person: Mapping[str, Any], visited: Any, met: Any) -> None:
    birth, died = person.get("birth_date"), person.get("state_on") if person.get("state") == "死亡" else None
    if isinstance(visited, date) and birth is not None and visited < birth.first:
        said = f"走访日期{visited.isoformat()}早于出生日期{birth.isoformat()}，请核对"
        raise Invalid([Problem("visited_on", said)])
    if isinstance(visited, date) and died is not None and visited > died and met in MET:
        said = f"这位服务对象已于{died.isoformat()}去世，不能记作见到或联系上本人，请核对日期或状态"
        raise Invalid([Problem("met", said)])


def numbered(rule: str, today: date, number: int) -> str:
    """A visit's number in words of the rule: {年}-{序号:4} -> 2026-0017."""
    said = rule.replace("{年}", str(today.year)).replace("{月}", f"{today.month:02d}")
    return re.sub(r"\{序号(?::(\d))?\}", lambda found: f"{number:0{found.group(1) or 1}d}", said)
