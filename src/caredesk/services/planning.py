"""约定走访: visits that somebody wants made by a day, until one is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from caredesk.schema.errors import UserError
from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A visit that is still to be made, in words."""

    id: Id
    person: Id
    name: str
    planned_on: date
    visitor: str
    why: str
    late: bool


class Planning:
    """Use cases around planned visits."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def plan(self, people: Mapping[Id, str], on: date, visitor: Id | None = None) -> int:
        """Plan a visit to each of these people, with why, by a day; one act. Returns how many were planned.

        Raises Invalid for a day that is none, UserError when there is nobody.
        """
        kind = self._work.kind("planned_visit")
        with self._work.writing(Right.VISIT, "save", "约定走访") as write:
            for person, why in people.items():
                told = {"person": person, "planned_on": on, "made_on": self._work.clock.today(), "why": why}
                write.insert(kind, kind.values(kind.build({**told, "visitor": visitor})))
        if not people:
            raise UserError("选中的都没有登记在站里，没有可以约的人。请先把人登记进来。")
        return len(people)

    def drop(self, ids: Sequence[Id]) -> int:
        """不去了: planned visits that nobody wants any more; returns how many changed."""
        kind, done = self._work.kind("planned_visit"), 0
        with self._work.writing(Right.VISIT, "save", "取消约定走访") as write:
            for one in ids:
                if self._work.records.row(kind, one) is None:
                    raise UserError("找不到这次约定走访，可能已经撤销。请刷新后再试。")
                done += write.update(kind, one, {"dropped": True})
        return done

    def waiting(self) -> list[PlannedRow]:
        """Planned visits that no recorded visit has met, the nearest day first."""
        self._work.user.must(Right.SEE)
        work, today, wording = self._work, self._work.clock.today(), Wording(self._work)
        kind = work.kind("planned_visit")
        chosen = Selection(record=kind.key, equal={"dropped": False}, order=("planned_on",))
        names = ["person", "planned_on", "made_on", "visitor", "why", "person.state"]
        rows = [(id_, dict(zip(names, told, strict=True))) for id_, told in work.query.rows(chosen, names)]
        went = work.query.belonging("visit", "person", {row["person"] for _, row in rows}, ("visited_on",))
        found = []
        for id_, row in rows:
            met = any(on is not None and on >= row["made_on"] for (on,) in went.get(row["person"], ()))
            if not met and row["person.state"] == "在册":
                name, visitor, why = (wording.text(kind, one, row[one]) for one in ("person", "visitor", "why"))
                late = row["planned_on"] < today
                found.append(PlannedRow(id_, row["person"], name, row["planned_on"], visitor, why, late))
        return found
