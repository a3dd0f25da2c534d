"""What lies of erased records outside the database: their photos, here and in the second backup folder, and drafts."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from caredesk.schema.errors import StoreTrouble
from caredesk.schema.ids import Id
from caredesk.services.safety import Safety
from caredesk.services.workspace import Workspace
from caredesk.store.attachments import Attachments
from caredesk.store.backup_copies import pool_of
from caredesk.store.drafts import Drafts
from caredesk.store.erasing import unused_photos, wipe_leavings
from caredesk.store.station_file import StationFile


class Erasing:
    """Finishes an erasing that is committed. Backups that exist stay as they are, and thin out by their rule."""

    def __init__(self, workspace: Workspace, station: StationFile, safety: Safety) -> None:
        self._work = workspace
        self._station = station
        self._safety = safety

    def forget(self, records: Collection[Id], photos: Collection[str]) -> None:
        """Remove drafts about erased records (of all users) and those of their photos that nothing else shows."""
        connection = self._work.records.connection
        drafts = Drafts(self._station.folder.drafts, self._station.keys)
        try:
            drafts.forget(records)
        finally:
            drafts.close()
        folder, keys, second = self._station.folder, self._station.keys, self._safety.second_folder
        for name in unused_photos(connection, self._work.declarations, photos):
            Attachments(folder.attachments, keys).remove(name)
            with suppress(StoreTrouble):  # the second folder's disk may not be there
                if second is not None:
                    Attachments(pool_of(second), keys).remove(name)
        wipe_leavings(connection)
