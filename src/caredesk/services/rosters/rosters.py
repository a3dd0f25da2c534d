"""新旧名单对照: what the lists of a month differ in, as work items that somebody does, and what is done with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from caredesk.catalog.differences import BY_ITSELF, KINDS
from caredesk.schema.errors import Invalid, Problem, UserError
from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.planning import Planning
from caredesk.services.rosters.differential import Comparison
from caredesk.services.rosters.ending import Ending
from caredesk.services.rosters.keeper import Compared, Keeper
from caredesk.services.rosters.listings import Listings
from caredesk.services.rosters.rows import Checked, ItemRow, ListRow, Stream, item_row, list_row
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.attachments import Attachments
from caredesk.store.query import Selection

_SETTABLE = ("visitor", "deadline", "reason", "outcome", "note")
_OPEN, _LATE = "open", "late"


class Rosters:
    """Use cases on kept lists and their differences."""

    def __init__(self, workspace: Workspace, attachments: Attachments) -> None:
        """Over a workspace and the station's attachments, where the lines of lists lie."""
        self._work = workspace
        self._listings = Listings(workspace, attachments)
        self.keeper = Keeper(workspace, self._listings)
        self._ending = Ending(workspace)
        self._planning = Planning(workspace)

    # --- lists

    def lists(self) -> list[ListRow]:
        """Every list that this role may know of, the latest first."""
        self._work.user.must(Right.SEE)
        kind = self._work.kind("roster_list")
        found = self._work.gate.records(kind, self._work.records.find(kind))
        wording = Wording(self._work)
        rows = [list_row(wording, kind, kind.values(one), one.id) for one in found if one.id is not None]
        return sorted(rows, key=lambda row: (row.month, row.id), reverse=True)

    def describe(self, id: Id, **told: Any) -> Checked | None:  # noqa: A002
        """Say of a list what nobody could tell: ``category``, ``subtype``, ``area``, ``month`` (2026-10), ``extent``,
        ``whole_town``, ``sender``; its month is compared anew. None while its category is unknown.

        Raises Invalid for a word that is none.
        """
        kind = self._work.kind("roster_list")
        old = self._row("roster_list", id, "这份名单")
        if isinstance(told.get("month"), str):
            told["month"] = self._month(told["month"])
        if strange := told.keys() - {"category", "subtype", "area", "month", "extent", "whole_town", "sender"}:
            raise Invalid([Problem(name, f"名单没有“{name}”这一项") for name in sorted(strange)])
        if told.get("category") != old["category"] and "category" in told:
            told.setdefault("subtype", None)
        values = {**old, **told}
        if "month" in told:
            span = self._work.period(f"{values['month']:%Y-%m}")
            values["listed_on"] = min(max(span.first, self._work.clock.today()), span.last)
        built = kind.values(kind.build(values))
        act, title = self._batch(id)
        with self._work.writing(Right.IMPORT, "import", title, act) as write:
            write.update(kind, id, built)
        if not values["category"]:
            return None
        return self.compare(values["category"], values["month"], values["sender"] or "")

    # --- comparing

    def streams(self, month: date | None = None) -> list[Stream]:
        """Every comparison that this role may see, the latest month first."""
        self._work.user.must(Right.SEE)
        by: dict[tuple[str, str, date], list[ListRow]] = {}
        for row in self.lists():
            if row.category and (month is None or row.month == month):
                by.setdefault((row.category, row.sender, row.month), []).append(row)
        today = self._work.clock.today()
        counted = self._counted(today)
        found = []
        for (category, sender, when), lists in by.items():
            told = counted.get((category, sender, when), {})
            label = " · ".join(part for part in (f"{when.year}年{when.month}月", category, sender) if part)
            counts = {kind: told.get(kind, 0) for kind in KINDS}
            found.append(
                Stream(category, sender, when, label, tuple(lists), counts, told.get(_OPEN, 0), told.get(_LATE, 0))
            )
        return found

    def compare(self, category: str, month: date | str, sender: str = "") -> Checked:
        """Compare a month's lists anew with those before and with the register; twice makes nothing double."""
        self._work.user.must(Right.IMPORT)
        when = self._month(month) if isinstance(month, str) else month
        made = self.keeper.compare(category, sender or None, when)
        self._keep(made)
        closed = sum(1 for _, changes in made.changes.changed if changes.get("outcome") in BY_ITSELF)
        return Checked(len(made.changes.made), closed, *_told(made.comparison))

    def look(self, category: str, month: date, sender: str = "") -> Checked:
        """What a comparison would say of its own completeness, without writing anything."""
        self._work.user.must(Right.SEE)
        self._must_open(category)
        made = self.keeper.compare(category, sender or None, month).comparison
        return Checked(0, 0, *_told(made))

    def _keep(self, made: Compared) -> None:
        """Write what changed among the items as part of the import that the newest list came with."""
        if made.changes.empty:
            return
        stream = made.stream
        rows = [one for one in self._listings.rows(stream.category, stream.month) if one[1]["sender"] == stream.sender]
        act, title = self._batch(rows[-1][0]) if rows else (None, f"新旧名单对照：{stream.category}")
        with self._work.writing(Right.IMPORT, "import" if act else "save", title, act) as write:
            made.changes.write(self._work, write)

    def _batch(self, listed: Id) -> tuple[Id, str]:
        """The import that a list came with, and its title.

        What is said of a list, and found by comparing it, is written as part of that import: whoever takes the batch
        back takes this back as well, instead of being told that it stands in the way.
        """
        act = self._work.records.log.of_record(listed)[0].act
        return act, self._work.history.title_of(act)

    # --- items

    def items(self, category: str = "", month: date | None = None, sender: str | None = None) -> list[ItemRow]:
        """Work items as this role may read them, open ones and those with the nearest deadline first."""
        self._work.user.must(Right.SEE)
        equal: dict[str, Any] = {"category": category} if category else {}
        equal |= {"month": month} if month else {}
        kind = self._work.kind("roster_difference")
        found = self._work.gate.records(kind, self._work.records.find(kind, equal))
        rows = [kind.values(one) | {"id": one.id} for one in found]
        if sender is not None:
            rows = [row for row in rows if (row["sender"] or "") == sender]
        return self._in_words(rows)

    def settle(self, ids: Sequence[Id], **told: Any) -> int:
        """Set visitor, deadline, reason, outcome or note of items, one or hundreds; returns how many changed.

        An outcome closes an item today, None opens it again. Raises Invalid for an outcome that does not go with an
        item's kind.
        """
        if strange := told.keys() - set(_SETTABLE):
            raise Invalid([Problem(name, f"名单差异没有“{name}”这一项可以改") for name in sorted(strange)])
        if "outcome" in told:
            told["done_on"] = self._work.clock.today() if told["outcome"] else None
        kind, changed = self._work.kind("roster_difference"), 0
        with self._work.writing(Right.EDIT, "save", f"名单差异 {len(ids)}条") as write:
            for id_ in ids:
                values = self._item(id_)
                built = kind.values(kind.build({**values, **told}))
                changed += write.update(kind, id_, {name: built[name] for name in told})
        return changed

    def end_categories(self, ids: Sequence[Id], on: date, reason: str) -> int:
        """结束类别: end what the items say has ended, as of a day, and settle them, all or nothing; returns how many.

        A household's category ends only with the household: while others of it stand on the list the item is refused.
        Raises Invalid with every item that cannot be settled so.
        """
        return self._ending.end([(one, self._item(one)) for one in ids], on, reason)

    def plan_visits(self, ids: Sequence[Id], on: date, visitor: Id | None = None) -> int:
        """Plan a visit to everybody of these items who is on the register, by a day; returns how many were planned."""
        people: dict[Id, str] = {}
        for one in ids:
            told = self._item(one)
            if told["person"] is not None:
                people.setdefault(told["person"], f"名单核对：{told['kind']}")
        return self._planning.plan(people, on, visitor)

    def waiting(self) -> tuple[int, int]:
        """How many items are open, and how many of them are past their deadline."""
        self._work.user.must(Right.SEE)
        kind, today = self._work.kind("roster_difference"), self._work.clock.today()
        names = ["category", "subtype", "deadline"]
        rows = self._work.query.rows(Selection(record=kind.key, equal={"outcome": None}), names)
        told = [dict(zip(names, row, strict=True)) for _, row in rows]
        seen = [one for one in told if self._work.gate.shows(kind, one)]
        return len(seen), sum(1 for one in seen if one["deadline"] and one["deadline"] < today)

    def _counted(self, today: date) -> dict[tuple[str, str, date], dict[str, int]]:
        kind = self._work.kind("roster_difference")
        names = ["category", "sender", "month", "kind", "outcome", "deadline", "subtype"]
        found: dict[tuple[str, str, date], dict[str, int]] = {}
        for _, told in self._work.query.rows(Selection(record=kind.key), names):
            values = dict(zip(names, told, strict=True))
            if not self._work.gate.shows(kind, values):
                continue
            counts = found.setdefault((values["category"], values["sender"] or "", values["month"]), {})
            is_open = values["outcome"] is None
            late = is_open and values["deadline"] is not None and values["deadline"] < today
            for name, counted in ((values["kind"], True), (_OPEN, is_open), (_LATE, late)):
                counts[name] = counts.get(name, 0) + counted
        return found

    def _in_words(self, rows: Iterable[Mapping[str, Any]]) -> list[ItemRow]:
        kind, today, wording = self._work.kind("roster_difference"), self._work.clock.today(), Wording(self._work)
        found = [item_row(wording, kind, row, today) for row in rows]
        order = {kind: place for place, kind in enumerate(KINDS)}
        far = date.max
        return sorted(
            found, key=lambda r: (bool(r.outcome), order.get(r.kind, 9), r.deadline or far, r.village, r.name)
        )

    def _item(self, id_: Id) -> dict[str, Any]:
        return self._row("roster_difference", id_, "这条差异")

    def _row(self, key: str, id_: Id, called: str) -> dict[str, Any]:
        kind = self._work.kind(key)
        row = self._work.records.row(kind, id_)
        if row is None or not self._work.gate.shows(kind, row) or self._work.records.in_bin(kind, id_):
            raise UserError(f"找不到{called}，可能已随那一批名单撤销了。请刷新后再试。")
        return row

    def _must_open(self, category: str) -> None:
        if not self._work.gate.shows(self._work.kind("roster_list"), {"category": category, "subtype": None}):
            raise UserError(f"您的角色不能看“{category}”的名单。请找站长办理。")

    def _month(self, text: str) -> date:
        return date.fromisoformat(f"{self.keeper.month(text).key}-01")


def _told(one: Comparison) -> tuple[str, int, int]:
    """How far a comparison can be believed."""
    return one.doubt, one.uncovered, one.strangers
