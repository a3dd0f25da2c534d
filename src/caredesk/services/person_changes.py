"""What follows from a change of a person, in the same act: a new state (死亡, 迁出 ...), another household."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from caredesk.catalog.person import IN_REGISTER, derived
from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import Invalid, Problem
from caredesk.schema.ids import Id, made_at
from caredesk.services.access import Right
from caredesk.services.checks import Checks
from caredesk.services.life_dates import LifeDates, died_on
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection
from caredesk.store.records import Write


@dataclass(frozen=True)
class StateChange:
    """A person's state before and after; ``on`` and ``reason`` are None for somebody who is 在册 again."""

    person: Id
    before: str
    after: str
    on: date | None
    reason: str | None


AWAY = ("迁出", "退出")
"""States that somebody comes back from; whoever is 在册 after 死亡 was marked by mistake."""
StateHook = Callable[[Write, StateChange], None]
"""What else is written in the act that changes a person's state."""


class PersonChanges:
    """The one door through which a person changes state or household, by a question, a form or the command line."""

    def __init__(self, workspace: Workspace, hooks: Sequence[StateHook] = ()) -> None:
        self._work = workspace
        self._hooks = tuple(hooks)

    def change_state(self, person: Id, state: str, on: date | None, reason: str | None = None) -> None:
        """Mark a person as of a day, as one act that 撤销 takes back. Invalid with what is wrong about the state.

        Of somebody who is 在册 again the day is that of coming back (None: today); months in between go without them.
        Nothing else of the person is looked at: somebody with a doubtful birth date can die too.
        """
        kind = self._work.kind("person")
        with self._work.writing(Right.EDIT, "save", f"状态改为“{state}”") as write:
            old = self._work.records.row(kind, person)
            if old is None or self._work.records.in_bin(kind, person):
                raise Invalid([Problem("id", "找不到这个人的档案，它可能已放进回收站。请刷新后再试。")])
            told = {"state": state, "state_on": on, "state_reason": reason}
            values = {**old, **told}
            told = {name: value if kind.shown(name, values) else None for name, value in told.items()}
            problems = kind.problems(values) + Checks(self._work).problems(kind, values, person, old)
            if wrong := [one for one in problems if one.field in told]:
                raise Invalid(wrong)
            write.update(kind, person, told)
            self.follow(write, person, {**old, **told}, old, back=on)

    def bring_back(self, write: Write, person: Id) -> None:
        """Mark somebody 在册 again as of today, inside the caller's act: a list that is taken in says they are here."""
        old = self._work.records.row(self._work.kind("person"), person)
        if old is not None and old["state"] != IN_REGISTER:
            told = {"state": IN_REGISTER, "state_on": None, "state_reason": None}
            write.update(self._work.kind("person"), person, told)
            self.follow(write, person, {**old, **told}, old, back=self._work.clock.today())

    def mark(self, write: Write, person: Id, state: str, on: date, reason: str | None) -> None:
        """Mark somebody as 死亡, 迁出 or 退出 inside the caller's act; Invalid for a day that cannot be."""
        kind = self._work.kind("person")
        old = self._work.records.row(kind, person)
        if old is not None and old["state"] != state:
            told = {"state": state, "state_on": on, "state_reason": reason}
            write.update(kind, person, told)
            self.follow(write, person, {**old, **told}, old)

    def complete(self, values: dict[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
        """What the ID number says, and the day of another household where none was given.

        Somebody on the register who leaves a household, or joins one that is registered for relief already, does so
        today (at the latest on the day of their death) unless said otherwise: a return that was handed in does not
        change. Who is new has always lived there. Invalid for a day before they came to the former one.
        """
        values = {**values, **derived(values)}
        if old and values.get("risk") != old.get("risk") and values.get("risk_since") == old.get("risk_since"):
            values["risk_since"] = self._work.clock.today()
        home, former = values.get("household"), old.get("household")
        if home == former:
            return values
        given = values.get("household_since")
        if given is None or given == old.get("household_since"):
            dated = former is not None or (bool(old) and self._has_relief(home))
            today, died = self._work.clock.today(), died_on(values)
            given = values["household_since"] = PartialDate.of(min(today, died or today)) if dated else None
        came: PartialDate | None = old.get("household_since") if former else None
        if given and came and given.last < came.first:
            said = f"入户、离户日期{given.isoformat()}早于进原来那户的日期{came.isoformat()}，请核对"
            raise Invalid([Problem("household_since", said)])
        return values

    def split(self, household: Id, leaving: Sequence[Id], head: Id, on: date) -> Id:
        """分户: some members make a household of their own from a day on; returns it, led by ``head``.

        What the former household is registered for stays there: relief is applied for anew. Invalid when somebody is
        no member, or everybody would leave.
        """
        kind = self._work.kind("person")
        with self._work.writing(Right.EDIT, "save", "分户") as write:
            there = {one.id: kind.values(one) for one in self._work.records.find(kind, {"household": household})}
            if head not in leaving or not set(leaving) <= there.keys():
                raise Invalid([Problem("household", "分出去的人要是这一户的成员，新户主要在里面。请重新选择。")])
            if len(set(leaving)) == len(there):
                raise Invalid(
                    [Problem("household", "不能全部分出去，原来的户至少要留一个人。换了户主请修改户主姓名。")]
                )
            led = there[head]
            told = {"head_name": led["name"], **{name: led[name] for name in ("village", "group", "address")}}
            home_kind = self._work.kind("household")
            home = write.insert(home_kind, home_kind.values(home_kind.build(told)))
            for one in dict.fromkeys(leaving):
                relation = "户主" if one == head else None
                moved = {"household": home, "household_since": PartialDate.of(on), "relation": relation}
                values = self.complete({**there[one], **moved}, there[one])
                if problems := Checks(self._work).problems(kind, moved, one):
                    raise Invalid(problems)
                write.update(kind, one, moved)
                self.follow(write, one, values, there[one])
        return home

    def _has_relief(self, household: Id | None) -> bool:
        chosen = Selection(record="household_episode", equal={"household": household}, limit=1)
        return household is not None and bool(self._work.query.ids(chosen))

    def follow(
        self,
        write: Write,
        person: Id,
        values: Mapping[str, Any],
        old: Mapping[str, Any],
        *,
        back: date | None = None,
    ) -> None:
        """What follows from a saved person; ``old`` is empty for somebody new, ``back`` the day of being 在册 again."""
        LifeDates(self._work).must_fit(person, values, old)
        before, after = old.get("state") or values["state"], values["state"]
        if before != after:
            if before in AWAY and after == IN_REGISTER and old.get("state_on"):
                self._keep_absence(write, person, before, old["state_on"], back or self._work.clock.today())
            change = StateChange(person, before, after, values.get("state_on"), values.get("state_reason"))
            for hook in self._hooks:
                hook(write, change)
        if (former := old.get("household")) and former != values["household"]:
            self._keep_stay(write, person, former, values, old)

    def _keep_absence(self, write: Write, person: Id, state: str, left: date, back: date) -> None:
        """A time away becomes one of the person's past; one of no day at all, or a death, was a mistake."""
        if left < back:
            told = {"person": person, "state": state, "since": left, "until": back - timedelta(days=1)}
            write.insert(self._work.kind("absence"), told)

    def _keep_stay(
        self, write: Write, person: Id, former: Id, values: Mapping[str, Any], old: Mapping[str, Any]
    ) -> None:
        """A household that is left becomes one of the person's past; one of no day at all was a mistake."""
        since: PartialDate | None = old.get("household_since")
        leaves_today = values["household_since"] == PartialDate.of(self._work.clock.today())
        if since is None and leaves_today and self._entered_today(person):  # a mistake put right
            write.update(self._work.kind("person"), person, {"household_since": None})
            return
        until = values["household_since"].first - timedelta(days=1)
        if since is None or since.first <= until:
            told = {"person": person, "household": former, "since": since, "until": until}
            write.insert(self._work.kind("stay"), {**told, "relation": old.get("relation")})

    def _entered_today(self, person: Id) -> bool:
        now = self._work.clock.now()
        return made_at(person).astimezone(now.tzinfo).date() == now.date()
