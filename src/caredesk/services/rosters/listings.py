"""The lists that the station has kept, put together by category, sender and month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from caredesk.catalog.differences import ENDED, WHOLE
from caredesk.schema.errors import StoreTrouble
from caredesk.schema.ids import Id
from caredesk.services.rosters.lines import Line, packed, unpacked
from caredesk.services.rosters.scopes import Listing, Scope
from caredesk.services.workspace import Workspace
from caredesk.store.attachments import Attachments
from caredesk.store.query import Selection


@dataclass(frozen=True)
class Kept:
    """A list as it is kept: its record's values and its lines."""

    values: Mapping[str, Any]
    lines: Sequence[Line]

    @property
    def ends(self) -> bool:
        """Whether it names those who leave."""
        return bool(self.values["extent"] == ENDED)

    def scope(self) -> Scope:
        """What it speaks for."""
        told = self.values
        villages = frozenset(line.village for line in self.lines if line.village is not None)
        return Scope(
            villages, bool(told["whole_town"]), told["subtype"] or "", told["area"] or "",
            told["extent"] in (None, WHOLE), told["extent"] == WHOLE,
        )  # fmt: skip


class Listings:
    """Reads and writes kept lists; their lines lie in encrypted attachments."""

    def __init__(self, workspace: Workspace, attachments: Attachments) -> None:
        self._work = workspace
        self._attachments = attachments
        self._read: dict[str, list[Line]] = {}

    def put(self, lines: Sequence[Line]) -> str:
        """Keep the lines of a list; returns their name. The same lines have the same name."""
        return self._attachments.put(packed(lines))

    def lines(self, values: Mapping[str, Any]) -> list[Line]:
        """The lines of a kept list; StoreTrouble when they are missing or damaged."""
        (name,) = values["content"] or ("",)
        if not name:
            return []
        if name not in self._read:
            self._read[name] = unpacked(self._attachments.get(name))
        return self._read[name]

    def rows(self, category: str | None, month: date | None = None) -> list[tuple[Id, dict[str, Any]]]:
        """The records of lists of a category, the oldest first."""
        kind = self._work.kind("roster_list")
        equal: dict[str, Any] = {"category": category} | ({"month": month} if month else {})
        chosen = Selection(record=kind.key, equal=equal, order=("month", "rid"))
        names = list(kind.fields)
        return [(id_, dict(zip(names, told, strict=True))) for id_, told in self._work.query.rows(chosen, names)]

    def kept(self, rows: Iterable[Mapping[str, Any]]) -> list[Kept]:
        """Records with their lines; lists whose lines cannot be read are passed over."""
        found = []
        for values in rows:
            with suppress(StoreTrouble):
                found.append(Kept(values, self.lines(values)))
        return found

    def of_month(self, category: str, sender: str | None, month: date) -> list[Kept]:
        """What one sender sent of a category in a month."""
        rows = [values for _, values in self.rows(category, month) if values["sender"] == sender]
        return self.kept(rows)

    def before(self, category: str, sender: str | None, month: date) -> Listing | None:
        """The latest month before that has a whole list: of the same sender, or where either side names none."""
        rows = [values for _, values in self.rows(category) if values["month"] < month]
        for wanted in ({sender}, {sender, None}, set() if sender else {one["sender"] for one in rows}):
            months = sorted({one["month"] for one in rows if one["sender"] in wanted}, reverse=True)
            for one in months:
                made = listing(self.kept([r for r in rows if r["month"] == one and r["sender"] in wanted]))
                if any(scope.complete for scope in made.scopes):
                    return made
        return None


def listing(lists: Sequence[Kept]) -> Listing:
    """Lists of one month together; where a later one repeats an earlier one by half or more, it corrects it."""
    kept: list[Kept] = []
    for one in lists:
        kept = [left for earlier in kept if (left := _uncorrected(earlier, one)) is not None]
        kept.append(one)
    here = [one for one in kept if not one.ends]
    return Listing(
        tuple(line for one in here for line in one.lines),
        tuple(one.scope() for one in here),
        tuple(line for one in kept if one.ends for line in one.lines),
    )


def _uncorrected(earlier: Kept, later: Kept) -> Kept | None:
    """What of an earlier list a later one leaves standing: other villages, or all of it; None for nothing."""
    told, newer = earlier.values, later.values
    broader = all(newer[name] in (None, told[name]) for name in ("subtype", "area"))
    if told["extent"] != newer["extent"] or not broader:
        return earlier
    villages, people = {line.village for line in later.lines}, {_who(line) for line in later.lines}
    shared = [line for line in earlier.lines if line.village in villages]
    if not shared or sum(1 for line in shared if _who(line) in people) * 2 < len(shared):
        return earlier
    rest = [line for line in earlier.lines if line.village not in villages]
    return Kept(told, rest) if rest else None


def _who(line: Line) -> object:
    return line.number or line.person or (line.name, line.where)
