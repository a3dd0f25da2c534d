"""Who belonged to which household on which day: a return of a past month counts who was a member then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from caredesk.schema.conditions import Known
from caredesk.schema.ids import Id
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection, Through

MEMBERSHIP = (
    Through("person", "id", "household", "household_since"),
    Through("stay", "person", "household", "since", "until"),
)
"""How a household's category reaches people: those who live there, and those who did until some day."""


@dataclass(frozen=True, slots=True)
class Member:
    """A household that somebody belongs to, from one day to another; open ends are None, undated means always."""

    household: Id
    since: date | None
    until: date | None

    def on(self, day: date) -> bool:
        """Whether the day lies within."""
        return (self.since is None or self.since <= day) and (self.until is None or self.until >= day)

    def during(self, since: date | None, until: date | None) -> tuple[date | None, date | None] | None:
        """The part of a stretch of days that was lived there; None when there is none."""
        begun = max((one for one in (self.since, since) if one), default=None)
        ended = min((one for one in (self.until, until) if one), default=None)
        return None if begun and ended and ended < begun else (begun, ended)


def members(work: Workspace, people: Sequence[Id] | None) -> dict[Id, list[Member]]:
    """The households of people (None: of everybody), past ones too, in no order."""
    among = None if people is None else list(people)
    chosen = Selection(record="person", where=Known("household"), among=among)
    found: dict[Id, list[Member]] = {}
    for one, (home, since, birth) in work.query.rows(chosen, ["household", "household_since", "birth_date"]):
        # Nobody belonged anywhere before they were born.
        begun = since or birth
        found[one] = [Member(home, begun.first if begun else None, None)]
    left = work.query.belonging("stay", "person", people, ("household", "since", "until"))
    for one, stays in left.items():
        found.setdefault(one, []).extend(
            Member(home, since.first if since else None, until) for home, since, until in stays
        )
    return found


def lived_in(told: Mapping[Id, Iterable[Member]], person: Id, day: date | None) -> list[Id]:
    """The households of somebody on a day (None: ever)."""
    return [one.household for one in told.get(person, ()) if day is None or one.on(day)]
