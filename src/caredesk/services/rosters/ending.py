"""结束类别: an item that proved true ends the category in the register, in one transaction with the item itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from caredesk.catalog.categories import category
from caredesk.catalog.differences import ENDED_HERE, LEFT, ONLY_OURS
from caredesk.schema.errors import Invalid, Problem
from caredesk.schema.fields import Choice
from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.services.access import Right
from caredesk.services.checks import Checks
from caredesk.services.workspace import Workspace
from caredesk.store.records import Write

_INSTEAD = {"分户迁出": "迁出"}
"""A reason that an episode does not know, in the nearest word that it knows."""


class Ending:
    """Ends categories for settled items."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def end(self, items: Sequence[tuple[Id, Mapping[str, Any]]], on: date, reason: str) -> int:
        """End the open episodes of each item's category; Invalid names every item for which that cannot be."""
        difference = self._work.kind("roster_difference")
        spec = difference.fields["reason"]
        if said := spec.check(reason):
            raise Invalid([Problem("reason", said)])
        problems: list[Problem] = []
        done = 0
        with self._work.writing(Right.EDIT, "save", f"结束类别 {len(items)}人") as write:
            for id_, told in items:
                found = self._end(write, told, on, reason)
                problems += found
                if not found:
                    settled = {"outcome": ENDED_HERE, "done_on": self._work.clock.today(), "reason": reason}
                    done += write.update(difference, id_, settled)
            if problems:
                raise Invalid(problems)
        return done

    def _end(self, write: Write, told: Mapping[str, Any], on: date, reason: str) -> list[Problem]:
        name = told["name"]
        if told["kind"] not in (LEFT, ONLY_OURS):
            return [Problem("kind", f"“{name}”这一条是“{told['kind']}”，不用结束类别，请直接填办理结果")]
        homes = category(told["category"]).level == "household"
        kind = self._work.kind("household_episode" if homes else "episode")
        owner = told["household"] if homes else told["person"]
        if homes and told["kind"] == LEFT and "同户还有" in (told["what"] or ""):
            return [Problem("household", f"“{name}”那一户还有别人在名单上，不能整户结束，请填办理结果“情况属实”")]
        if owner is None:
            return [Problem("person", f"“{name}”没有登记在站里，没有可以结束的类别")]
        equal = {kind.part_of: owner, "category": told["category"]}
        if told["subtype"] and not homes:
            equal["subtype"] = told["subtype"]
        open_ones = [one for one in self._work.records.find(kind, equal) if self._is_open(kind.values(one), on)]
        if not open_ones:
            return [Problem("person", f"“{name}”的“{told['category']}”已经结束了，请刷新后再看")]
        problems = []
        for one in open_ones:
            values = {**kind.values(one), "until": on, "end_reason": self._reason(kind, reason)}
            wrong = [*kind.problems(values), *Checks(self._work).problems(kind, values, one.id, kind.values(one))]
            problems += [Problem(p.field, f"“{name}”：{p.text}") for p in wrong if p.field in ("until", "end_reason")]
            if one.id is not None and not problems:
                write.update(kind, one.id, {"until": values["until"], "end_reason": values["end_reason"]})
        return problems

    @staticmethod
    def _is_open(values: Mapping[str, Any], on: date) -> bool:
        return values["until"] is None or values["until"] > on

    @staticmethod
    def _reason(kind: RecordType, reason: str) -> str:
        spec = kind.fields["end_reason"]
        options = spec.options if isinstance(spec, Choice) else ()
        if reason in options:
            return reason
        instead = _INSTEAD.get(reason, "其他")
        return instead if instead in options else "其他"
