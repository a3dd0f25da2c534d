"""Values in the words that the signed-in role may read: numbers starred, links by their titles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from caredesk.schema.ids import Id
from caredesk.schema.kinds import Ref
from caredesk.schema.record import RecordType
from caredesk.services.workspace import Workspace


class Wording:
    """Puts values into words; titles of linked records are looked up once. Made afresh for each list or sheet.

    ``closely`` stars more of a number where a birth date stands beside it.
    """

    def __init__(self, workspace: Workspace, *, full: bool = False, closely: bool = False) -> None:
        self._work = workspace
        self._full = full
        self.gate = replace(workspace.gate, closely=closely)
        self._words: dict[tuple[str, str], Callable[[Any], str]] = {}
        self._titles: dict[tuple[str, Id], str] = {}

    def text(self, kind: RecordType, name: str, value: Any) -> str:
        """A field's value in words; "" for nothing, and for what may not be seen."""
        spec = kind.fields[name]
        if not isinstance(spec, Ref):
            if (kind.key, name) not in self._words:
                self._words[kind.key, name] = self.gate.wording(kind, name, full=self._full)
            return self._words[kind.key, name](value)
        if value is None or not self.gate.opens(kind, name, value):
            return ""
        return self.title(spec.to, value)

    def title(self, key: str, id: Id) -> str:  # noqa: A002
        """What a record is called; "" when there is none or it may not be seen."""
        if (key, id) not in self._titles:
            kind = self._work.kind(key)
            row = self._work.records.row(kind, id)
            seen = row is not None and self.gate.shows(kind, row)
            self._titles[key, id] = self.text(kind, kind.title_field, row[kind.title_field]) if row and seen else ""
        return self._titles[key, id]
