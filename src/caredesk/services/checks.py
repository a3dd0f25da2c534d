"""What a declaration cannot check by itself: the clock, links to other records, numbers already used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import Problem, UserError
from caredesk.schema.ids import Id
from caredesk.schema.kinds import Day, PartialDay, Ref
from caredesk.schema.record import RecordType
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace


class Checks:
    """Checks values against the station as it stands."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def problems(
        self, kind: RecordType, values: Mapping[str, Any], id_: Id | None, before: Mapping[str, Any] | None = None
    ) -> list[Problem]:
        """Everything wrong with a record's values here; ``before`` are those it had: a kept link is not asked again."""
        found = [problem for name in kind.fields for problem in self._field(kind, name, values.get(name), before or {})]
        return found + self.used_already(kind, values, id_)

    def _field(self, kind: RecordType, name: str, value: Any, before: Mapping[str, Any]) -> list[Problem]:
        spec = kind.fields[name]
        if value is None:
            return []
        if isinstance(spec, Day | PartialDay) and spec.past and _first(value) > (today := self._work.clock.today()):
            return [Problem(name, f"“{spec.label}”不能晚于今天（{today.isoformat()}），请核对")]
        if isinstance(spec, Ref) and value != before.get(name):
            return self._link(name, spec, value)
        return []

    def _link(self, name: str, spec: Ref, value: Id) -> list[Problem]:
        binned = self._work.records.in_bin(self._work.kind(spec.to), value)
        if binned is None:
            return [Problem(name, f"“{spec.label}”指的记录找不到，请重新选择")]
        if binned:
            return [Problem(name, f"“{spec.label}”指的记录在回收站里，请先取回它，或重新选择")]
        return []

    def used_already(self, kind: RecordType, values: Mapping[str, Any], id_: Id | None) -> list[Problem]:
        """Groups of values that no two records in use may share, and another one has."""
        found = []
        for group in kind.unique:
            equal = {name: values.get(name) for name in group}
            if any(value is None for value in equal.values()):
                continue
            others = [other for other in self._work.records.find(kind, equal) if other.id != id_]
            if others:
                labels = "、".join(kind.fields[name].label for name in group)
                title = Wording(self._work).text(kind, kind.title_field, getattr(others[0], kind.title_field))
                found.append(Problem(group[0], f"{labels}与“{title}”的重复，请核对是不是同一个"))
        return found

    def must_be_free(self, kind: RecordType, id_: Id, *, binned: bool = False) -> None:
        """Raise UserError when other records than its parts link to a record; ``binned`` counts those in the bin."""
        parts = {part.key for part in self._work.declarations.parts_of(kind.key)}
        found = self._work.records.referring(kind.key, id_, binned=binned)
        told = [f"“{self._work.kind(key).title}”{len(ids)}条" for key, ids in found.items() if key not in parts]
        if told:
            title = Wording(self._work).title(kind.key, id_)
            raise UserError(
                f"还有{'、'.join(told)}记着{kind.title}“{title}”，不能删除。请先把它们删除或改到别处；"
                "去世、迁出或合并的，改状态就行，不用删除。"
            )


def _first(value: date | PartialDate) -> date:
    return value.first if isinstance(value, PartialDate) else value
