"""Differences as work items: made once, kept while the next lists come, closed when one of these resolves them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from caredesk.catalog.categories import category
from caredesk.catalog.differences import AGREES, BY_ITSELF, CHANGED, JOINED, LEFT, ONLY_OURS
from caredesk.schema.ids import Id, new_id
from caredesk.schema.privacy import mask_id_number
from caredesk.services.rosters.differential import Comparison, Difference, Holding
from caredesk.services.rosters.scopes import Listing
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection
from caredesk.store.records import Write

Item = tuple[Id, Mapping[str, Any]]
_OF_A_MONTH = (JOINED, LEFT, CHANGED)
"""Between two lists; the others stand between a list and the register, and are the same from month to month."""


@dataclass(frozen=True)
class Stream:
    """Which lists are compared with each other, and the month that is looked at."""

    category: str
    sender: str | None
    month: date
    listed_on: date


@dataclass
class Sync:
    """What a comparison changes among the items."""

    made: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[Id, dict[str, Any]]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not self.made and not self.changed

    def write(self, work: Workspace, write: Write) -> None:
        """Put it into the store, inside the caller's act."""
        kind = work.kind("roster_difference")
        now = work.clock.now()
        write.insert_many(kind, [(new_id(now), values) for values in self.made])
        for id_, changes in self.changed:
            write.update(kind, id_, changes)


def existing(work: Workspace, stream: Stream) -> list[Item]:
    """The items of a stream: of its month, and the open ones of earlier months."""
    kind = work.kind("roster_difference")
    names = list(kind.fields)
    chosen = Selection(record=kind.key, equal={"category": stream.category}, order=("month", "rid"))
    rows = [(id_, dict(zip(names, told, strict=True))) for id_, told in work.query.rows(chosen, names)]
    return [
        (id_, told)
        for id_, told in rows
        if told["month"] == stream.month or (told["month"] < stream.month and told["outcome"] is None)
    ]


class Judge:
    """What becomes of the items of a stream after a comparison; ``days`` is the time given for each new one.

    An item that somebody settled stays settled; one that closed by itself opens again when it is true again.
    """

    def __init__(
        self, stream: Stream, now: Listing, comparison: Comparison, register: Holding, today: date, days: int
    ) -> None:
        self._stream, self._now, self._comparison, self._register = stream, now, comparison, register
        self._today, self._deadline = today, today + timedelta(days=days)
        self._people = {line.person for line in now.lines if line.person is not None}
        self._homes = {line.household for line in now.lines if line.household is not None}
        self._named: dict[str, set[str]] = {}
        for line in now.lines:
            self._named.setdefault(line.name, set()).add(mask_id_number(line.number) if line.number else "")

    def sync(self, items: Sequence[Item]) -> Sync:
        """Bring the items in line; those of another sender are left alone."""
        found = {_key(one): one for one in self._comparison.differences}
        done, known = Sync(), set[object]()
        for id_, told in items:
            old = told["month"] < self._stream.month
            if not old and told["sender"] != self._stream.sender:
                continue
            difference = None if old and told["kind"] in _OF_A_MONTH else found.get(_key(told))
            if difference is not None:
                known.add(_key(told))
            if changes := self._changes(told, difference):
                done.changed.append((id_, changes))
        # Somebody who left the list in an earlier month and is looked into still is not a second thing to look into.
        known |= {(ONLY_OURS, *_key(told)[1:]) for _, told in items if told["kind"] == LEFT and told["outcome"] is None}
        done.made = [self._made(one) for key, one in found.items() if key not in known]
        return done

    def _made(self, one: Difference) -> dict[str, Any]:
        stream = self._stream
        values: dict[str, Any] = {
            "person": one.person, "household": one.household, "name": one.name[:50], "number": one.number or None,
            "village": one.village, "category": stream.category, "subtype": one.subtype or None,
            "area": one.area or None,
            "sender": stream.sender, "month": stream.month, "listed_on": stream.listed_on, "kind": one.kind,
            "what": one.what or None, "deadline": self._deadline,
        }  # fmt: skip
        return values | self._settled(values, there=True)

    def _changes(self, told: Mapping[str, Any], difference: Difference | None) -> dict[str, Any]:
        """The fields of an item that change."""
        settled = self._settled(told, there=difference is not None)
        if told["outcome"] is None and settled:
            return settled
        if difference is None or settled:
            return {}
        if told["outcome"] in BY_ITSELF:
            return {"outcome": None, "done_on": None, "what": difference.what or None}
        fresh = told["outcome"] is None and told["month"] == self._stream.month and told["what"] != difference.what
        return {"what": difference.what or None} if fresh else {}

    def _settled(self, told: Mapping[str, Any], *, there: bool) -> dict[str, Any]:
        """The outcome of an item that nobody has to look into any more; {} for one that is open."""
        said = self._resolved(told, there=there)
        note = told.get("note")
        noted = f"{note}\n{said}"[:2000] if note else said
        return {"outcome": AGREES, "done_on": self._today, "note": noted} if said else {}

    def _resolved(self, told: Mapping[str, Any], *, there: bool) -> str:
        """Why an item is settled by now, "" while it is not; ``there``: the comparison still finds it."""
        kind = told["kind"]
        holds = not {told["person"], told["household"], None}.isdisjoint(self._register.any)
        if kind == LEFT and not holds:
            return "站里已没有登记这一类"
        if there:
            return ""
        listed, this_month = self._is_listed(told), told["month"] == self._stream.month
        off = not listed and self._now.covers(told["village"], told["subtype"] or "", told["area"] or "")
        off = off and not self._comparison.doubt
        if kind == ONLY_OURS:
            return "县里名单上已经有了" if listed else "" if holds else "站里已不再登记这一类"
        if kind == LEFT:
            return "名单上又有了" if listed else ""
        if kind == CHANGED:
            return "名单改回来了" if this_month and listed else ""
        if kind == JOINED:
            return "名单上又没有了" if off else "上一份名单里就有" if this_month and listed else ""
        return "县里名单上已经没有了" if off else "站里已经登记" if holds or listed else ""

    def _is_listed(self, told: Mapping[str, Any]) -> bool:
        if told["person"] in self._people or told["household"] in self._homes:
            return True
        numbers = self._named.get(told["name"], set())
        return bool(numbers) and (not told["number"] or told["number"] in numbers)


def _key(told: Difference | Mapping[str, Any]) -> tuple[object, ...]:
    """What makes two items the same thing to look into."""
    if isinstance(told, Difference):
        told = vars(told)
    # An item of a person that was made beside the household is the person's all the same.
    of_person = "category" in told and category(told["category"]).level == "person"
    subject = (told["person"] if of_person else None) or told["household"] or told["person"]
    if subject is not None:
        return told["kind"], subject, told["subtype"] or ""
    return told["kind"], told["name"], told["number"] or told["village"], told["subtype"] or ""
