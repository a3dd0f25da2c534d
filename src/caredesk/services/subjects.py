"""Everything a signed-in user can do, subject by subject: each use case is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING

from caredesk.services.assessing import Assessing
from caredesk.services.drafting import Drafting
from caredesk.services.erasing import Erasing
from caredesk.services.exporting import Exporting
from caredesk.services.ledgers import Ledgers
from caredesk.services.life_dates import LifeDates
from caredesk.services.movements import Movements
from caredesk.services.needs import Needs
from caredesk.services.people import People
from caredesk.services.person_changes import PersonChanges
from caredesk.services.photos import Photos
from caredesk.services.planning import Planning
from caredesk.services.recording import Follow, Recording
from caredesk.services.returns import Returns
from caredesk.services.reviews import Reviews
from caredesk.services.rules import Rules
from caredesk.services.safety import Safety
from caredesk.services.stopping import Stopping
from caredesk.services.today import Today
from caredesk.services.visit_forms import VisitForms
from caredesk.services.visiting import Visiting
from caredesk.services.workspace import Workspace
from caredesk.store.attachments import Attachments
from caredesk.store.station_file import StationFile
from caredesk.store.vault import Cost

if TYPE_CHECKING:  # not at start: most sessions take in no roster
    from caredesk.services.importing.imports import Importing
    from caredesk.services.rosters.rosters import Rosters
    from caredesk.services.rounds.rounds import Rounds


class Subjects:
    """The use cases over one connection, by subject; what holds something open is closed with the desk."""

    def __init__(self, station: StationFile, work: Workspace, cost: Cost | None) -> None:
        self._station = station
        self.work = work
        self.planning = Planning(work, self.visits)
        self.stopping = Stopping(work)
        self.needs = Needs(work)
        self.rules = Rules(work)
        self.assessing = Assessing(work)
        self.movements = Movements(work)
        self.visit_forms = VisitForms(work, self.visits)
        self._closing = ExitStack()
        self._cost = cost

    @cached_property
    def visits(self) -> Visiting:
        """Recording visits, and who is due."""
        return Visiting(self.work)

    @cached_property
    def records(self) -> Recording:
        """Records of any declared kind."""
        finishers = {
            "visit": self.visits.complete,
            "person": self._person_changes.complete,
            "episode": self.people.complete_episode,
            "certificate": LifeDates(self.work).complete_certificate,
            "cadence_rule": self.rules.complete,
            "need": self.needs.complete,
            "referral": self.needs.complete_referral,
            "resource_request": self.needs.complete,
            "assessment": self.assessing.complete,
        }
        followers: dict[str, Follow] = {
            "visit": self.visits.follow,
            "person": self._person_changes.follow,
            "referral": self.needs.follow,
            "resource_request": self.needs.follow,
        }
        forget = Erasing(self.work, self._station, self.safety).forget
        return Recording(self.work, finishers, followers, forget)

    @cached_property
    def people(self) -> People:
        """Finding and listing people."""
        return People(self.work, self._person_changes)

    @cached_property
    def _person_changes(self) -> PersonChanges:
        """What follows when a person's state changes; whoever has something to add to that act stands in ``hooks``."""
        return PersonChanges(self.work, hooks=(self.stopping.follow,))

    @cached_property
    def ledgers(self) -> Ledgers:
        """Ledgers on screen, as workbooks and on paper."""
        return Ledgers(self.work)

    @cached_property
    def returns(self) -> Returns:
        """The figures of a period, each with its names."""
        return Returns(self.work)

    @cached_property
    def imports(self) -> Importing:
        """Taking in rosters, and taking a batch back."""
        from caredesk.services.importing.imports import Importing
        from caredesk.services.importing.kept import KeptAnswers

        kept = KeptAnswers(self.work, self._station)
        self.at_close(kept.close)
        return Importing(self.work, kept=kept, lists=self.rosters.keeper, changes=self._person_changes)

    @cached_property
    def rosters(self) -> Rosters:
        """Lists that were received, what they differ in, and what is done about it."""
        from caredesk.services.rosters.rosters import Rosters

        return Rosters(self.work, Attachments(self._station.folder.attachments, self._station.keys))

    @cached_property
    def rounds(self) -> Rounds:
        """Rounds on paper and the sheets of villages."""
        from caredesk.services.rounds.rounds import Rounds

        return Rounds(self.work, self.visits, self.records)

    @cached_property
    def safety(self) -> Safety:
        """Users, passwords, recovery papers, backups, the audit trail."""
        return Safety(self.work, self._station, self._cost)

    @cached_property
    def drafts(self) -> Drafting:
        """Half-filled forms of this user."""
        made = Drafting(self.work, self._station)
        self.at_close(made.close)
        return made

    @cached_property
    def photos(self) -> Photos:
        """Pictures kept with records."""
        return Photos(self.work, self._station)

    @cached_property
    def reviews(self) -> Reviews:
        """What is to be looked at again."""
        return Reviews(self.work)

    @cached_property
    def today(self) -> Today:
        """The first page: every figure of the day with its list."""
        return Today(self.work, self.visits, self.planning, self.reviews)

    @cached_property
    def exports(self) -> Exporting:
        """Everything as Excel."""
        return Exporting(self.work)

    def at_close(self, call: Callable[[], object]) -> None:
        """Call something when the desk is closed, the last first."""
        self._closing.callback(call)
