"""改动记录: who changed what when, from the operation log, in words that the role may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.services.access import Right
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.history import from_json
from caredesk.store.oplog import Operation


@dataclass(frozen=True)
class Change:
    """One entry of a record's history, in words: who, when, what, and the fields before and after."""

    at: datetime
    who: str
    what: str
    fields: tuple[tuple[str, str, str], ...]


_ERASED = "彻底删除"
_WORDS = {"create": "新建", "change": "修改", "bin": "放进回收站", "unbin": "从回收站取回", "remove": "撤销新建"}


class Changes:
    """Reads the history of records."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def of(self, key: str, id: Id) -> list[Change]:  # noqa: A002
        """A record's changes, newest first.

        Of a record that ever held an option above the role's clearance nothing is told: its other fields (evidence,
        remarks) may speak of it. Fields above the clearance are left out, not starred.
        """
        self._work.user.must(Right.SEE)
        kind = self._work.kind(key)
        told = [(operation, _read(kind, operation)) for operation in self._work.records.log.of_record(id)]
        if not all(self._work.gate.shows(kind, values) for _, sides in told for values in sides):
            return []
        wording, names = Wording(self._work), self._names()
        return [
            Change(
                operation.at,
                names.get(operation.user, "") if operation.user else "",
                _ERASED if operation.action == "remove" and not operation.before else _WORDS[operation.action],
                self._fields(kind, wording, *sides),
            )
            for operation, sides in reversed(told)
        ]

    def _fields(
        self, kind: RecordType, wording: Wording, before: dict[str, Any], after: dict[str, Any]
    ) -> tuple[tuple[str, str, str], ...]:
        found = []
        for name in kind.fields:
            old, new = before.get(name), after.get(name)
            if (old is None and new is None) or not all(self._work.gate.opens(kind, name, one) for one in (old, new)):
                continue
            found.append((kind.fields[name].label, wording.text(kind, name, old), wording.text(kind, name, new)))
        return tuple(found)

    def _names(self) -> dict[Id | None, str]:
        kind = self._work.kind("desk_user")
        everybody = self._work.records.find(kind) + self._work.records.find(kind, binned=True)
        return {user.id: str(getattr(user, "name", "")) for user in everybody}


def _read(kind: RecordType, operation: Operation) -> tuple[dict[str, Any], dict[str, Any]]:
    return from_json(kind, operation.before), from_json(kind, operation.after)
