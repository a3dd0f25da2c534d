"""Answers about a file that somebody left half done: kept in the encrypted drafts' file, found by the file's digest."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cached_property
from uuid import uuid5

from caredesk.schema.errors import UserError
from caredesk.services.importing.answers import Answers
from caredesk.services.workspace import Workspace
from caredesk.store.drafts import Drafts
from caredesk.store.station_file import StationFile

DAYS = 60
"""So long kept answers wait; then they are forgotten."""


class KeptAnswers:
    """One user's kept answers; the drafts' file is opened by the first question. Belongs to one thread.

    They lie under an author of their own, for they are no half-filled forms.
    """

    def __init__(self, workspace: Workspace, station: StationFile) -> None:
        self._work = workspace
        self._station = station
        self._author = uuid5(workspace.user.id, "import")

    @cached_property
    def _drafts(self) -> Drafts:
        return Drafts(self._station.folder.drafts, self._station.keys)

    def save(self, digest: str, answers: Answers) -> None:
        """Keep, in the place of what was kept before; what is older than 60 days is forgotten."""
        told = json.dumps(answers.to_json(), ensure_ascii=False)
        self._drafts.save(None, digest, self._author, told, self._work.clock.now())
        for one in self._drafts.list_for(self._author):
            if self._work.clock.now() - one.at > timedelta(days=DAYS):
                self._drafts.discard(None, one.form, self._author)

    def load(self, digest: str) -> Answers | None:
        """What was kept of a file, None where there is nothing (any more)."""
        found = self._drafts.load(None, digest, self._author)
        if found is None:
            return None
        if self._work.clock.now() - found.at > timedelta(days=DAYS):
            self.discard(digest)
            return None
        try:
            return Answers.from_json(json.loads(found.values_json))
        except (UserError, ValueError):  # written by another version: better asked again than not opened
            return None

    def discard(self, digest: str) -> None:
        """Forget what was kept of a file."""
        if self._drafts.load(None, digest, self._author):
            self._drafts.discard(None, digest, self._author)

    def close(self) -> None:
        """Close the drafts' file, if it was opened."""
        if "_drafts" in self.__dict__:
            self._drafts.close()
