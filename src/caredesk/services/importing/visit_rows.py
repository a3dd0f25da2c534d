"""The rows of a visit ledger: who was visited, and every visit that the row tells, as values ready for records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from caredesk.catalog.visit_history import NOT_MET_WORDS, ORIGIN, says_visits
from caredesk.documents.layout.cells import shown, squeezed, trimmed
from caredesk.documents.layout.content import looks_like_id, looks_like_name
from caredesk.schema.ids import Id
from caredesk.schema.roster import REMARK, Cell, ColumnGuess, Layout, RawSheet, RowKind
from caredesk.services.importing.facts import FactReader
from caredesk.services.importing.row import RowFacts, heading_of
from caredesk.services.importing.visit_days import Hint, SaidDay, days_in, hint_of, month_cell
from caredesk.services.importing.visit_words import (
    VisitWords,
    met_of,
    mode_in,
    mode_of,
    settled,
    take,
    take_met,
    take_visitors,
)  # fmt: skip

_ORDINAL = re.compile(r"第?[一二三四五六七八九十\d]{1,2}(?:次|季度|轮)|[上下]半年|^[一二三四五六七八九十\d]{1,2}月份?$")
_PARTS = ("part:year", "part:month", "part:day")
_OF_EACH = ("mode", "visitors", "companions", "met", "purpose")
_NO_DAY = "没有走访日期"
_UNKNOWN_DAY = "没有写哪天，记在当月1日"
_SPLIT_NAMES = re.compile(r"[、,，;；/\s\n]+")


@dataclass(frozen=True)
class SaidVisit:
    """One visit of a row: its day, and ``values`` by field. Not ``exact`` where only the month is known."""

    on: date
    exact: bool
    values: Mapping[str, object]


@dataclass
class LedgerRow:
    """One person of a row with their visits; ``wrong`` is why a visit of theirs cannot be taken, "" for none."""

    facts: RowFacts
    visits: list[SaidVisit] = field(default_factory=list)
    wrong: str = ""


@dataclass(frozen=True)
class _Part:
    """Columns that tell one visit of a row (第一次走访, 3月); ``days`` say when, ``name`` is their group."""

    name: str
    days: tuple[tuple[ColumnGuess, str], ...]
    told: tuple[tuple[ColumnGuess, str], ...]


class LedgerReader:
    """Reads the rows of one ledger; ``visitors`` are the station's by name, ``file`` may say the year."""

    def __init__(
        self, sheet: RawSheet, layout: Layout, file: str, today: date, visitors: Mapping[str, Sequence[Id]]
    ) -> None:
        self._sheet, self._layout, self._today, self._visitors = sheet, layout, today, visitors
        mine = [(guess, name) for guess in layout.columns if (name := _visit_column(guess))]
        columns = {guess.column for guess, _ in mine}
        others = tuple(guess for guess in layout.columns if guess.column not in columns)
        constants = {key: text for key, text in layout.constants.items() if not key.startswith("visit.")}
        self._people = FactReader(sheet, replace(layout, columns=others, constants=constants), today)
        self._name = next((one.column for one in others if one.target == "name" and not one.owner), -1)
        self._number = next((one.column for one in others if one.target == "id_number" and not one.owner), -1)
        first, last = layout.header
        headings = " ".join(trimmed(cell) for row in sheet.rows[first : last + 1] for cell in row)
        above = [sheet.name, *layout.titles, *layout.info, headings, file]
        self._hint = hint_of(above)
        self._hints = _section_hints(sheet, layout, self._hint)
        said = {key.removeprefix("visit."): text for key, text in layout.constants.items() if key.startswith("visit.")}
        self._constants = {"mode": mode_in([sheet.name, *layout.titles, file])} | said
        self._common, self._groups = _parts(mine)
        self._labels = {name: heading_of(guess) for guess, name in mine}
        self._ones_are_ticks = not any(
            trimmed(cell).isdigit() and 1 < int(trimmed(cell)) <= 31
            for guess, name in mine
            if name.startswith("month:")
            for row, kind in layout.rows
            if kind == "data" and len(trimmed(cell := sheet.cell(row, guess.column))) < 3
        )

    def rows(self, row: int, kind: RowKind) -> list[LedgerRow]:
        """Everybody whom a row names with the visits it tells; of other rows than data one without any."""
        if kind != "data":
            return [LedgerRow(self._people.facts(row, kind))]
        made = []
        for nth, facts in enumerate(self._named(row, kind)):
            facts.nth = nth
            facts.person.pop("remarks", None)
            one = LedgerRow(facts)
            self._tell(one, row)
            made.append(one)
        return made

    def villages(self) -> Counter[str]:
        """How many rows name which village, as written."""
        return self._people.villages()

    def _named(self, row: int, kind: RowKind) -> Iterator[RowFacts]:
        """The row's person; 张三、李四 in one cell are two, with as many numbers beside them or none."""
        cells = list(self._sheet.rows[row])
        cells += [""] * (max(self._name, self._number) + 1 - len(cells))
        said = self._cell(row, self._name) if self._name >= 0 else ""
        names = [one for one in _SPLIT_NAMES.split(trimmed(said)) if one]
        if len(names) < 2 or not all(looks_like_name(one) for one in names) or "".join(names).isascii():
            yield self._people.facts(row, kind)
            return
        told = trimmed(self._cell(row, self._number)) if self._number >= 0 else ""
        numbers = [one for one in _SPLIT_NAMES.split(told) if looks_like_id(one)]
        for at, name in enumerate(names):
            cells[self._name] = name
            if self._number >= 0:
                cells[self._number] = numbers[at] if len(numbers) == len(names) else ""
            yield self._people.facts(row, kind, cells)

    def _tell(self, into: LedgerRow, row: int) -> None:
        """The visits of a row: one for each group of columns, month column and day."""
        hint, facts = self._hints.get(row, self._hint), into.facts
        said: list[tuple[_Part, SaidDay]] = []
        for part in self._groups:
            try:
                days = self._days(part, row, hint)
            except ValueError as error:
                heading = heading_of(part.days[0][0])
                cell = next((text for one, _ in part.days if (text := shown(self._cell(row, one.column)))), "")
                into.wrong = into.wrong or str(error)
                facts.problem(heading, cell, str(error), "请把日期写完整，改好后再收一次；这次走访没有收")
                continue
            said += [(part, day) for day in days]
        last = max((day.on for _, day in said), default=None)
        for part, day in said:
            self._add(into, part, row, day, last=day.on == last)
        if not into.visits and not into.wrong:
            by_month = any(name.startswith("month:") for one in self._groups for _, name in one.days)
            into.wrong = "各月都没有打勾，也没有写日期" if by_month else _NO_DAY

    def _days(self, part: _Part, row: int, hint: Hint) -> list[SaidDay]:
        parts = {name: trimmed(self._cell(row, guess.column)) for guess, name in part.days if name in _PARTS}
        if parts:
            return _from_parts(parts, hint.under(part.name))
        found: list[SaidDay] = []
        for guess, name in part.days:
            cell = self._cell(row, guess.column)
            under = hint.under(*guess.path[:-1])
            if name.startswith("month:"):
                under = replace(under, month=int(name.partition(":")[2]))
                found += month_cell(cell, under, ones_are_ticks=self._ones_are_ticks)
            else:
                found += days_in(cell, under)
        return found

    def _add(self, into: LedgerRow, part: _Part, row: int, day: SaidDay, *, last: bool) -> None:
        """One visit; what a row of several says once of all is told of the last of them."""
        facts = into.facts
        if day.on > self._today:
            into.wrong = f"走访日期{day.on.isoformat()}晚于今天"
            facts.problem(heading_of(part.days[0][0]), day.on.isoformat(), into.wrong, "请核对日期，改好后再收一次")
            return
        words = VisitWords({"visited_on": day.on, "origin": ORIGIN})
        own = {name for _, name in part.told}
        shared = [one for one in self._common if one[1] not in own and (last or one[1] in _OF_EACH)]
        columns = [*part.told, *shared]
        self._take(words, columns, row)
        heading = heading_of(part.days[0][0]) if len(part.days) == 1 else "走访日期"
        if day.kept:
            words.keep(heading, day.kept + ("" if day.exact else f"（{_UNKNOWN_DAY}）"))
        elif not day.exact:
            words.keep("", f"{day.on.month}月（{_UNKNOWN_DAY}）")
        if day.more:
            self._more(words, heading, day.more)
        for heading, text, why in words.wrong:
            facts.problem(heading, text, why, "可以在“这些词”里说明它是什么意思")
        into.visits.append(SaidVisit(day.on, day.exact, settled(words, self._labels)))

    def _take(self, words: VisitWords, columns: Sequence[tuple[ColumnGuess, str]], row: int) -> None:
        told = [
            (name, heading_of(guess), cell) for guess, name in columns if trimmed(cell := self._cell(row, guess.column))
        ]
        said = {name for name, _, _ in told}
        told += [(name, "整张表", text) for name, text in self._constants.items() if text and name not in said]
        # What was met is told in words of the mode, so the mode comes first.
        for name, heading, cell in sorted(told, key=lambda one: one[0] == "met"):
            text = trimmed(cell)
            if name == "visitors":
                take_visitors(words, text, self._visitors)
            elif name == "met":
                take_met(words, heading, text)
            elif name in ("kept", "last_on"):
                words.keep(heading, text)
            elif name == "next_visit_on":
                self._next(words, heading, cell)
            else:
                take(words, name, heading, text)

    def _next(self, words: VisitWords, heading: str, cell: Cell) -> None:
        on: date = words.values["visited_on"]
        try:
            days = days_in(cell, Hint(on.year, on.month))
        except ValueError:
            days = []
        if len(days) == 1 and days[0].exact and not days[0].more and days[0].on >= on:
            words.values["next_visit_on"] = days[0].on
        else:
            words.keep(heading, trimmed(cell))

    def _more(self, words: VisitWords, heading: str, text: str) -> None:
        """Words beside a day: how it was, or what was found."""
        mode = mode_of(text)
        met = met_of(text, words.values.get("mode", "")) if squeezed(text) in NOT_MET_WORDS or not mode else None
        if mode:
            words.values["mode"] = mode
        elif met and "met" not in words.values:
            words.values["met"] = met
        else:
            words.keep(heading, text)

    def _cell(self, row: int, column: int) -> Cell:
        said = self._sheet.cell(row, column)
        return said if said != "" else self._layout.filled.get((row, column), "")


def _visit_column(guess: ColumnGuess) -> str:
    """What a column tells of a visit: a field's name, "kept" for words that are kept, "" for the person's own."""
    if guess.target == REMARK:
        return "kept"
    if guess.owner == "visitor" and guess.target == "name":
        return "visitors" if says_visits(guess.path) else "kept"
    return guess.target.removeprefix("visit.") if guess.target.startswith("visit.") else ""


def _parts(mine: Sequence[tuple[ColumnGuess, str]]) -> tuple[list[tuple[ColumnGuess, str]], list[_Part]]:
    """Columns of all visits of a row, and the groups that tell one visit each (第一次走访/日期, 第一次走访/情况)."""
    grouped: dict[str, list[tuple[ColumnGuess, str]]] = {}
    for guess, name in mine:
        group = next((level for level in guess.path[:-1] if _ORDINAL.search(squeezed(level))), "")
        leaf = guess.path[-1] if guess.path else ""
        if not group and name == "visited_on" and (found := _ORDINAL.search(squeezed(leaf))):
            group = found.group()
        elif not group and name.startswith("month:"):
            group = guess.heading
        grouped.setdefault(group, []).append((guess, name))
    common = grouped.pop("", [])
    groups = [_part(name, columns) for name, columns in grouped.items()]
    whole = _part("", common)
    telling = [one for one in groups if one.days]
    lost = [one for group in groups if not group.days for one in group.told]
    if whole.days:
        telling.insert(0, replace(whole, told=()))
    return [*whole.told, *lost], telling


def _part(name: str, columns: Sequence[tuple[ColumnGuess, str]]) -> _Part:
    days = [one for one in columns if one[1] == "visited_on" or one[1].startswith(("month:", "part:"))]
    if any(one[1] == "visited_on" for one in days) and not any(one[1] == "part:day" for one in days):
        days = [one for one in days if not one[1].startswith("part:")]
    return _Part(name, tuple(days), tuple(one for one in columns if one not in days))


def _from_parts(parts: Mapping[str, str], hint: Hint) -> list[SaidDay]:
    """A day in columns 年, 月, 日; what a column does not say the table says."""
    if not any(parts.values()):
        return []
    year, month = (re.sub(r"\D", "", parts.get(one, "")) for one in _PARTS[:2])
    if year:
        hint = Hint(int(year) + (2000 if len(year) == 2 else 0), hint.month)
    if month:
        hint = replace(hint, month=int(month))
    day = parts.get("part:day", "")
    if not day:
        return days_in(f"{hint.month}月", hint) if hint.month else []
    return days_in(day, hint)


def _section_hints(sheet: RawSheet, layout: Layout, hint: Hint) -> dict[int, Hint]:
    """What lines over their rows say of the days below (三月份): the hint of every row under one."""
    found: dict[int, Hint] = {}
    now = hint
    for row, kind in layout.rows:
        if kind in ("title", "section", "note"):
            now = hint.under(" ".join(trimmed(cell) for cell in sheet.rows[row]))
        elif now is not hint:
            found[row] = now
    return found
