"""What follows from a change of a person: being marked 死亡, 迁出 or 退出, in the same act as what hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from caredesk.schema.errors import Invalid, Problem
from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.checks import Checks
from caredesk.services.workspace import Workspace
from caredesk.store.records import Write


@dataclass(frozen=True)
class StateChange:
    """A person's state before and after; ``on`` and ``reason`` are None for somebody who is 在册 again."""

    person: Id
    before: str
    after: str
    on: date | None
    reason: str | None


StateHook = Callable[[Write, StateChange], None]
"""What else is written in the act that changes a person's state."""


class PersonChanges:
    """The one door through which a person's state changes, whether by a question, a form or the command line."""

    def __init__(self, workspace: Workspace, hooks: Sequence[StateHook] = ()) -> None:
        self._work = workspace
        self._hooks = tuple(hooks)

    def change_state(self, person: Id, state: str, on: date | None, reason: str | None = None) -> None:
        """Mark a person as of a day, as one act that 撤销 takes back. Invalid with what is wrong about the state.

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
            self.follow(write, person, {**old, **told}, old)

    def follow(self, write: Write, person: Id, values: Mapping[str, Any], old: Mapping[str, Any]) -> None:
        """What follows from a saved person; ``old`` is empty for somebody new."""
        before, after = old.get("state") or values["state"], values["state"]
        if before != after:
            change = StateChange(person, before, after, values.get("state_on"), values.get("state_reason"))
            for hook in self._hooks:
                hook(write, change)
