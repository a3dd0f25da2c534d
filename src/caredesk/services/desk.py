"""The desk: one signed-in user on one open station, with every use case. The window and the command line hold one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from caredesk.catalog.station import Station
from caredesk.schema.declarations import Declarations
from caredesk.schema.errors import StoreTrouble
from caredesk.services.access import User
from caredesk.services.clock import Clock
from caredesk.services.subjects import Subjects
from caredesk.services.workspace import Workspace
from caredesk.store.audit import Action
from caredesk.store.station_file import StationFile
from caredesk.store.vault import Cost


class Desk(Subjects):
    """Who is signed in, and for how long. One desk belongs to one thread; a job elsewhere asks for :meth:`elsewhere`.

    What can be done here is said subject by subject by `Subjects`.
    """

    def __init__(
        self,
        station: StationFile,
        user: User,
        clock: Clock,
        notices: list[str],
        work: Workspace | None = None,
        cost: Cost | None = None,
    ) -> None:
        """A desk over the station's own connection, or over that of ``work``; ``cost`` is a password guess's."""
        self.user = user
        self.clock = clock
        self.notices = notices
        super().__init__(station, work or Workspace(station.records(), station.trail(), clock, user, notices), cost)

    @property
    def declarations(self) -> Declarations:
        """What this station has declared."""
        return self.work.declarations

    @property
    def settings(self) -> Station:
        """The station's settings."""
        return self.work.settings

    def take_changes(self) -> frozenset[str]:
        """The kinds of record written since last asked; screens that show them reload."""
        return self.work.records.take_changed()

    @contextmanager
    def elsewhere(self) -> Iterator[Desk]:
        """A desk for another thread, with its own connection; close it by leaving the block."""
        with self._station.elsewhere() as connection:
            work = Workspace(self._station.records(connection), self._station.trail(connection), self.clock, self.user)
            desk = Desk(self._station, self.user, self.clock, [], work, self._cost)
            with desk._closing:
                yield desk

    def close(self) -> None:
        """Sign out and give the station free; harmless to repeat."""
        if self._station.open:
            with suppress(StoreTrouble):  # a full disk must not keep anybody from leaving
                self.work.note(Action.SIGN_OUT)
        try:
            self._closing.close()
        finally:
            self._station.close()
