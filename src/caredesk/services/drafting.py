"""Half-filled forms of the signed-in user, kept while typing and offered again; nobody else sees them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from caredesk.schema.fields import Field
from caredesk.schema.ids import Id
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.drafts import Draft, Drafts
from caredesk.store.station_file import StationFile

CHANGED = ":changed"
"""Behind a form's key: the draft belongs to a record that is being changed."""


@dataclass(frozen=True)
class KeptDraft:
    """A draft as its form wrote it: ``values`` is the form's own JSON object; ``person`` None is somebody new.

    Of a record that is being changed (:data:`CHANGED`), ``person`` is that record.
    """

    person: Id | None
    form: str
    at: datetime
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Clash:
    """A field that somebody changed in the record since the draft of it was begun, in words, with both values."""

    field: str
    label: str
    before: str
    mine: str
    theirs: str
    who: str
    at: datetime | None


@dataclass(frozen=True)
class TakenUp:
    """A draft of a changed record, held against the record as it stands.

    ``free``: fields touched in the draft that nobody changed since. ``clashes``: those of which a person decides.
    """

    free: frozenset[str]
    clashes: tuple[Clash, ...]


class Drafting:
    """Use cases on drafts, keyed to the person, the form and its author. Belongs to the screen's thread."""

    def __init__(self, workspace: Workspace, station: StationFile) -> None:
        self._work = workspace
        self._drafts = Drafts(station.folder.drafts, station.keys)
        if self._drafts.put_aside:
            workspace.notices.append("草稿文件损坏了，已放到一边另建新的。没交的草稿要重新填，已保存的记录不受影响。")

    def save(self, person: Id | None, form: str, values: Mapping[str, Any]) -> None:
        """Keep what was typed so far, in the place of the earlier draft."""
        told = json.dumps(dict(values), ensure_ascii=False)
        self._drafts.save(person, form, self._work.user.id, told, self._work.clock.now())

    def load(self, person: Id | None, form: str) -> KeptDraft | None:
        """The draft for a person and form, or None."""
        found = self._drafts.load(person, form, self._work.user.id)
        return _kept(found) if found else None

    def discard(self, person: Id | None, form: str) -> None:
        """Forget a draft, after it was saved or given up."""
        self._drafts.discard(person, form, self._work.user.id)

    def all(self) -> list[KeptDraft]:
        """All drafts of this user, the latest first (已存草稿，还没交)."""
        return [_kept(one) for one in self._drafts.list_for(self._work.user.id)]

    def taken_up(self, key: str, id: Id, draft: Mapping[str, Any]) -> TakenUp:  # noqa: A002
        """Hold a draft's touched fields against the record as it stands.

        ``draft`` has JSON values by field under ``values`` and ``base`` (what stood there when it was begun) and words
        that are no value yet under ``typed``. What both changed to the same value is no clash.
        """
        kind = self._work.kind(key)
        row = self._work.records.row(kind, id) or {}
        wording, free, clashes = Wording(self._work), set(), []
        for name, base in draft.get("base", {}).items():
            if name not in kind.fields:
                continue
            spec, mine = kind.fields[name], draft["values"].get(name)
            now = spec.to_json(row.get(name))
            typed = draft.get("typed", {}).get(name)
            if not self._work.gate.opens(kind, name, row.get(name)) or now == base or (now == mine and typed is None):
                free.add(name)
                continue
            before, theirs = (wording.text(kind, name, _value(spec, one)) for one in (base, now))
            said = str(typed) if typed is not None else wording.text(kind, name, _value(spec, mine))
            clashes.append(Clash(name, spec.label, before, said, theirs, *self._last_to_change(id, name)))
        return TakenUp(frozenset(free), tuple(clashes))

    def _last_to_change(self, record: Id, name: str) -> tuple[str, datetime | None]:
        for one in reversed(self._work.records.log.of_record(record)):
            if name in one.after or name in one.before:
                user = self._work.records.row(self._work.kind("desk_user"), one.user) if one.user else None
                return (user["name"] if user else "", one.at)
        return "", None

    def close(self) -> None:
        """Close the drafts' file."""
        self._drafts.close()


def _value(spec: Field, raw: Any) -> Any:
    """A value written down as JSON, or None for one that no longer fits the declaration."""
    try:
        return None if raw is None else spec.from_json(raw)
    except ValueError:
        return None


def _kept(draft: Draft) -> KeptDraft:
    return KeptDraft(draft.person, draft.form, draft.at, json.loads(draft.values_json))
