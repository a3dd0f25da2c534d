"""Long lists of people who are due: whose turn it is stands ready, the lines are made for those that are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol, overload

from caredesk.schema.cadence import Standing
from caredesk.schema.ids import Id
from caredesk.services.people import PersonRow

if TYPE_CHECKING:
    from caredesk.store.standings import StandingTable

_LOT = 500


@dataclass(frozen=True, slots=True)
class DueRow:
    """Somebody who is to be visited, with the standing that put them into the list and all the others."""

    person: PersonRow
    standing: Standing
    others: tuple[Standing, ...] = ()


Pick = Callable[[Sequence[Standing]], Standing | None]
"""Which of a person's standings, that come by urgency, puts them into a list; None: none does."""


def picked(rows: Sequence[DueRow], pick: Pick) -> list[DueRow]:
    """The rows under the standing that is picked, without those that have none."""
    found = []
    for row in rows:
        standings = (row.standing, *row.others)
        if (chosen := pick(standings)) is not None:
            found.append(DueRow(row.person, chosen, tuple(one for one in standings if one is not chosen)))
    return found


class Judging(Protocol):
    """Who judges the people of a list: the desk that reads it."""

    @property
    def standing_table(self) -> StandingTable:
        """How everybody stands, kept ready."""

    def due(self, on: date | None = None, people: Sequence[Id] | None = None) -> list[DueRow]:
        """The standings of some people."""


class DueList(Sequence[DueRow]):
    """People in order; their lines are judged when they are read, by the desk that reads them.

    A list made on one thread is read on another :meth:`through` the desk there. ``find`` gives the ids in an order
    ("", "name", "place", "last", "due", "-" downwards). Who has changed since and stands in it no more is left out.
    """

    def __init__(
        self,
        visits: Judging,
        count: int,
        find: Callable[[StandingTable, str], list[Id]],
        pick: Pick,
    ) -> None:
        self._visits, self._count, self._find, self._pick = visits, count, find, pick
        self._ids: list[Id] | None = None

    @property
    def ids(self) -> list[Id]:
        """Everybody in the list, in its order."""
        if self._ids is None:
            self._ids = self._find(self._visits.standing_table, "")
        return self._ids

    def sorted(self, order: str) -> list[Id]:
        """Everybody in another order."""
        return self._find(self._visits.standing_table, order) if order else self.ids

    def rows(self, ids: Sequence[Id]) -> list[DueRow]:
        """The lines of some of them, in the order of the ids."""
        found = {row.person.id: row for row in picked(self._visits.due(None, ids), self._pick)}
        return [found[one] for one in ids if one in found]

    def among(self, people: Sequence[Id]) -> DueList:
        """The list with only these people, in their order; sorted as the whole list is."""
        wanted = set(people)

        def find(table: StandingTable, order: str) -> list[Id]:
            return [one for one in self._find(table, order) if one in wanted] if order else list(people)

        return DueList(self._visits, len(people), find, self._pick)

    def through(self, visits: Judging) -> DueList:
        """The same list for the thread of another desk."""
        made = DueList(visits, self._count, self._find, self._pick)
        made._ids = self._ids
        return made

    def __len__(self) -> int:
        return self._count if self._ids is None else len(self._ids)

    def __iter__(self) -> Iterator[DueRow]:
        for start in range(0, len(self.ids), _LOT):
            yield from self.rows(self.ids[start : start + _LOT])

    @overload
    def __getitem__(self, place: int) -> DueRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[DueRow]: ...
    def __getitem__(self, place: int | slice) -> DueRow | list[DueRow]:
        if isinstance(place, slice):
            return self.rows(self.ids[place])
        (row,) = self.rows([self.ids[place]])
        return row

    def __repr__(self) -> str:
        return f"DueList({len(self)})"
