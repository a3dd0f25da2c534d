"""Which household somebody belongs to: by the head's ID number, by its certificate, and only then by name and village.

Two heads of one name in one village are two households; what tells them apart is the number of the head or of the
certificate (低保证号), and different ones are never one household.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from caredesk.schema.ids import Id


@dataclass(eq=False)
class Home:
    """What is known of a household; ``leads`` are its heads' ID numbers, "" for a head whose number is not known."""

    id: Id
    leads: set[str] = field(default_factory=set)
    certificates: set[str] = field(default_factory=set)

    def may_be(self, wanted: Wanted) -> bool:
        """Whether nothing speaks against it."""
        leads = self.leads - {""}
        if wanted.number and leads:
            return wanted.number in leads
        if wanted.certificate and self.certificates and wanted.certificate not in self.certificates:
            return False
        same = wanted.certificate in self.certificates
        return same or not (wanted.own and self.leads)


@dataclass(frozen=True)
class Wanted:
    """What a row says of its household; ``own``: the row's person leads it, or nobody is named."""

    head: str
    village: Id | None
    number: str = ""
    certificate: str = ""
    own: bool = False


class Homes:
    """The households of the register and those that earlier rows of the file have made."""

    def __init__(self) -> None:
        self._by_name: dict[tuple[str, Id | None], list[Home]] = {}
        self._by_id: dict[Id, Home] = {}
        self._by_number: dict[str, Home] = {}
        self._last: dict[tuple[str, Id | None], Home] = {}

    def add(self, home: Home, head: str, village: Id | None) -> None:
        """Take in a household of the register."""
        self._by_id[home.id] = home
        self._by_name.setdefault((head, village), []).append(home)

    def of(self, id_: Id) -> Home:
        """A household by its id, known or just made."""
        return self._by_id.setdefault(id_, Home(id_))

    def find(self, wanted: Wanted) -> Home | None:
        """The household that a row means, None for one nobody knows; Several where two fit and nothing tells."""
        if wanted.number and (known := self._by_number.get(wanted.number)):
            return known
        fits = [one for one in self._by_name.get((wanted.head, wanted.village), ()) if one.may_be(wanted)]
        for surer in (
            [one for one in fits if wanted.number and wanted.number in one.leads],
            [one for one in fits if wanted.certificate and wanted.certificate in one.certificates],
        ):
            if len(surer) == 1:
                return surer[0]
        last = self._last.get((wanted.head, wanted.village))
        if last in fits:  # the rows below a head are those of the household
            return last
        if len(fits) > 1 and not wanted.number and not wanted.certificate:
            raise Several
        return fits[0] if len(fits) == 1 else None

    def meet(self, home: Home, wanted: Wanted) -> None:
        """Remember what a row has told of its household."""
        same = self._by_name.setdefault((wanted.head, wanted.village), [])
        if home not in same:
            same.append(home)
        self._last[wanted.head, wanted.village] = home
        home.certificates |= {wanted.certificate} - {""}
        if wanted.number:
            self._by_number[wanted.number] = home
        if wanted.number or wanted.own:
            home.leads.add(wanted.number)


class Several(Exception):
    """Two households fit and nothing tells which is meant."""


def known_homes(
    rows: Iterable[tuple[Id, str, Id | None]], leads: dict[Id, set[str]], certificates: Iterable[tuple[Id, str]]
) -> Homes:
    """The register's households (id, head's name, village) with their heads' numbers and their certificates."""
    homes = Homes()
    for id_, head, village in rows:
        homes.add(Home(id_, set(leads.get(id_, ()))), head, village)
    for id_, number in certificates:
        if number:
            homes.of(id_).certificates.add(number)
    return homes
