"""Keeping the lists of an import and what they differ in, as part of the import's own act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from caredesk.catalog.station import DIFFERENCE_DAYS
from caredesk.schema.errors import UserError
from caredesk.schema.ids import Id
from caredesk.schema.period import Period, PeriodKind, month_of
from caredesk.services.importing.plan import Plan
from caredesk.services.importing.recognised import Recognised
from caredesk.services.rosters.by_home import by_home, heads_of
from caredesk.services.rosters.differential import Comparison, Holding, compare
from caredesk.services.rosters.holding import holding
from caredesk.services.rosters.items import Judge, Stream, Sync, existing
from caredesk.services.rosters.lines import Line
from caredesk.services.rosters.listings import Kept, Listings, listing
from caredesk.services.rosters.receiving import Received, received
from caredesk.services.rosters.scopes import Listing
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection
from caredesk.store.records import Write


@dataclass
class Keeping:
    """Lists ready to be written, and what follows from them; nothing needs the store's lock before :meth:`write`."""

    work: Workspace
    lists: list[dict[str, Any]] = field(default_factory=list)
    syncs: list[Sync] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to keep: no list, or only such as are kept already."""
        return not self.lists

    def write(self, write: Write) -> None:
        """Write lists and items, inside the import's transaction."""
        kind = self.work.kind("roster_list")
        for values in self.lists:
            write.insert(kind, values)
        for one in self.syncs:
            one.write(self.work, write)


@dataclass(frozen=True)
class Compared:
    """One stream compared: what was found, and what it changes among the items."""

    stream: Stream
    comparison: Comparison
    changes: Sync


class Keeper:
    """Keeps lists and compares streams of them."""

    def __init__(self, workspace: Workspace, listings: Listings) -> None:
        self._work = workspace
        self.listings = listings

    def of_import(self, recognised: Recognised, plan: Plan) -> Keeping:
        """Put the lines of an import's lists away and compare them; nothing is kept that is kept already."""
        made = Keeping(self._work)
        streams: dict[tuple[str, str | None, date], list[Kept]] = {}
        names = self.village_names()
        sender = plan.answers.sender or recognised.sender
        for one in received(recognised.file, plan, sender):
            values = self._values(one, names)
            values["content"] = (self.listings.put(one.lines),)
            if self._kept_already(values):
                continue
            made.lists.append(values)
            if values["category"]:
                key = (values["category"], values["sender"], values["month"])
                streams.setdefault(key, []).append(Kept(values, one.lines))
        heads = heads_of(plan) if streams else {}
        for key, fresh in streams.items():
            made.syncs.append(self.compare(*key, fresh, names, heads).changes)
        return made

    def compare(
        self,
        category: str,
        sender: str | None,
        month: date,
        fresh: Sequence[Kept] = (),
        names: dict[Id, str] | None = None,
        heads: Mapping[Id, str] | None = None,
    ) -> Compared:
        """Compare a month's lists with those before and with the register; ``fresh`` are not written yet.

        ``heads`` are the names of heads of households that come with them.
        """
        kept = [*self.listings.of_month(category, sender, month), *fresh]
        now = listing(kept)
        listed_on = max((one.values["listed_on"] for one in kept), default=month)
        stream = Stream(category, sender, month, listed_on)
        lines: list[Line] = [*now.lines, *now.ended]
        register = holding(self._work, category, listed_on, lines, arriving=bool(fresh))
        before = self.listings.before(category, sender, month)
        comparison = compare(now, before, register, names or self.village_names())
        comparison = by_home(self._work, category, comparison, heads or {})
        return Compared(stream, comparison, self._judge(stream, now, comparison, register))

    def _judge(self, stream: Stream, now: Listing, comparison: Comparison, register: Holding) -> Sync:
        given = self._work.settings.difference_days
        days = DIFFERENCE_DAYS if given is None else given
        judge = Judge(stream, now, comparison, register, self._work.clock.today(), days)
        return judge.sync(existing(self._work, stream))

    def _values(self, one: Received, names: dict[Id, str]) -> dict[str, Any]:
        kind = self._work.kind("roster_list")
        month = self.month(one.period)
        today = self._work.clock.today()
        written = ((names.get(line.village, "") if line.village else "") or line.where for line in one.lines)
        told = {
            "month": date.fromisoformat(f"{month.key}-01"),
            "listed_on": today if today in month or today < month.first else month.last,
            "villages": tuple(dict.fromkeys(name[:50] for name in written if name)) or None,
            "whole_town": None,
            "content": None,
        }
        return dict.fromkeys(kind.fields) | one.values() | told

    def month(self, period: str) -> Period:
        """The station's month that a list is about: as its title says it, a quarter's last, else this one."""
        work = self._work
        try:
            span = work.period(period) if period else work.this_month()
        except UserError:
            return work.this_month()
        if span.kind is PeriodKind.MONTH:
            return span
        return month_of(min(span.last, max(span.first, work.clock.today())), work.months)

    def village_names(self) -> dict[Id, str]:
        """The names of all villages."""
        rows = self._work.query.rows(Selection(record="village"), ["name"])
        return {id_: str(name) for id_, (name,) in rows}

    def _kept_already(self, values: dict[str, Any]) -> bool:
        """Whether the same list of the same month is kept: the same file taken in again."""
        rows = self.listings.rows(values["category"], values["month"])
        same = ("content", "subtype", "area", "sender")
        return any(all(told[name] == values[name] for name in same) for _, told in rows)
