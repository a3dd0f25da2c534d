"""What a list speaks for, and everybody on the lists of one category, sender and month."""

from __future__ import annotations

from dataclasses import dataclass

from caredesk.schema.ids import Id
from caredesk.services.rosters.lines import Line


@dataclass(frozen=True)
class Scope:
    """What one list speaks for: villages or the whole town, a subtype ("" = all), 城乡 ("" = both).

    ``complete``: who is not on it has left; ``sure``: somebody has said so, it is not asked again.
    """

    villages: frozenset[Id] = frozenset()
    whole_town: bool = False
    subtype: str = ""
    area: str = ""
    complete: bool = True
    sure: bool = False

    @property
    def broad(self) -> bool:
        """Whether it is a list of the town rather than of one village."""
        return self.whole_town or len(self.villages) != 1

    def covers(self, village: Id | None, subtype: str, area: str, *, anywhere: bool = False) -> bool:
        """Whether somebody of that village, subtype and 城乡 would stand on it; what is unknown is not covered.

        With ``anywhere`` a list of several villages speaks for those as well where it names nobody.
        """
        where = self.whole_town or village in self.villages or (anywhere and self.broad)
        return where and self.subtype in ("", subtype) and self.area in ("", area)


@dataclass(frozen=True)
class Listing:
    """Everybody on the lists of one category, sender and month; ``ended`` are those named as leaving."""

    lines: tuple[Line, ...]
    scopes: tuple[Scope, ...]
    ended: tuple[Line, ...] = ()

    def covers(self, village: Id | None, subtype: str, area: str) -> bool:
        """Whether somebody missing from the lists is really missing."""
        return any(scope.complete and scope.covers(village, subtype, area) for scope in self.scopes)

    def had_room_for(self, line: Line, later: Listing) -> bool:
        """Whether somebody of a later list would have stood on this one.

        Of two lists of the town the earlier one need not name their village: nobody there was on it.
        """
        town = any(scope.broad for scope in later.scopes)
        told = (line.village, line.subtype, line.area)
        return any(scope.complete and scope.covers(*told, anywhere=town) for scope in self.scopes)
