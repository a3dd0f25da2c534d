"""Half-filled forms of the signed-in user, kept while typing and offered again; nobody else sees them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from caredesk.schema.ids import Id
from caredesk.services.workspace import Workspace
from caredesk.store.drafts import Draft, Drafts
from caredesk.store.station_file import StationFile


@dataclass(frozen=True)
class KeptDraft:
    """A draft as its form wrote it: ``values`` is the form's own JSON object; ``person`` None is somebody new."""

    person: Id | None
    form: str
    at: datetime
    values: Mapping[str, Any]


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

    def close(self) -> None:
        """Close the drafts' file."""
        self._drafts.close()


def _kept(draft: Draft) -> KeptDraft:
    return KeptDraft(draft.person, draft.form, draft.at, json.loads(draft.values_json))
