"""Tables of rosters laid out on a page; headings are written as 监护人{姓名:name | 电话:phone}."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from roster_files import Cell, Page
from roster_people import Person, value

Style = Literal["merged", "blank", "filled", "flat"]


@dataclass(frozen=True)
class Column:
    """A column: its heading levels from the top and what it says."""

    path: tuple[str, ...]
    key: str


def columns_of(text: str) -> list[Column]:
    """序号:n | 父亲{姓名:father_name | 电话:father_phone} as columns; \\n breaks a line, （ ） stay as they are."""
    tokens = re.findall(r"[{}|]|[^{}|]+", text)
    return list(_parsed(iter(token.strip() if token.strip(" \n") else "" for token in tokens), ()))


def _parsed(tokens: Iterator[str], above: tuple[str, ...]) -> Iterator[Column]:
    waiting = ""
    for token in tokens:
        if token in ("", "|"):
            continue
        if token == "}":
            return
        if token == "{":
            yield from _parsed(tokens, (*above, waiting))
        elif ":" in token:
            heading, _, key = token.rpartition(":")
            yield Column((*above, heading.replace("\\n", "\n")), key.strip())
        else:
            waiting = token


@dataclass
class Table:
    """One table. ``above`` and ``below`` are lines: a text is merged over the table, a list is a row of cells.

    ``inside`` are rows before the person of that place (0 = the first). ``down`` are keys of columns whose equal
    neighbours are merged; ``index`` begins the row of column numbers ("" = none).
    """

    columns: str
    people: Sequence[Person]
    above: Sequence[str | list[Cell]] = ()
    below: Sequence[str | list[Cell]] = ()
    inside: Mapping[int, Sequence[list[Cell] | str]] = field(default_factory=dict)
    down: tuple[str, ...] = ()
    index: Literal["", "1", "(1)", "甲"] = ""
    style: Style = "merged"
    deeper: int = 0
    """How many rows the header is taller than its levels."""
    roster: bool = True

    def lay(self, page: Page, left: int = 0, top: int | None = None) -> Page:
        """Write the table below what the page holds, or at a row beside it."""
        columns = columns_of(self.columns)
        at = len(page.rows) if top is None else top
        at = self._lines(page, self.above, at, left, len(columns))
        header = self.header(columns)
        _put(page, at, left, header)
        if self.style == "merged":
            page.merges += [(a + at, b + left, c + at, d + left) for a, b, c, d in self._merged(columns, len(header))]
        if self.roster:
            page.headers.append((at, at + len(header) - 1))
        at += len(header)
        if self.index:
            _put(page, at, left, [self._numbers(len(columns))])
            at += 1
        places: list[int] = []
        for place, person in enumerate(self.people):
            at = self._lines(page, self.inside.get(place, ()), at, left, len(columns))
            places.append(at)
            _put(page, at, left, [[value(person, column.key) for column in columns]])
            at += 1
        at = self._lines(page, self.inside.get(len(self.people), ()), at, left, len(columns))
        self._merge_down(page, columns, places, left)
        self._lines(page, self.below, at, left, len(columns))
        return page

    def header(self, columns: Sequence[Column]) -> list[list[Cell]]:
        depth = max(len(column.path) for column in columns) + self.deeper
        if self.style == "flat":
            return [["/".join(column.path) for column in columns]]
        rows: list[list[Cell]] = [["" for _ in columns] for _ in range(depth)]
        for place, column in enumerate(columns):
            for level in range(depth):
                text = column.path[min(level, len(column.path) - 1)] if self.style == "filled" else ""
                if level < len(column.path) and (self.style == "filled" or not self._same(columns, place, level)):
                    text = column.path[level]
                rows[level][place] = text
        return rows

    def _same(self, columns: Sequence[Column], place: int, level: int) -> bool:
        """Whether the column left of this one stands under the same group."""
        before = columns[place - 1].path if place else ()
        path = columns[place].path
        return len(path) > level + 1 and len(before) > level + 1 and before[: level + 1] == path[: level + 1]

    def _merged(self, columns: Sequence[Column], depth: int) -> Iterator[tuple[int, int, int, int]]:
        for place, column in enumerate(columns):
            if len(column.path) < depth:
                yield len(column.path) - 1, place, depth - 1, place
            for level in range(len(column.path) - 1):
                if self._same(columns, place, level):
                    continue
                end = place
                while end + 1 < len(columns) and self._same(columns, end + 1, level):
                    end += 1
                if end > place:
                    yield level, place, level, end

    def _numbers(self, count: int) -> list[Cell]:
        if self.index == "甲":
            return [*"甲乙丙"[: min(3, count)], *range(1, count - 2)]
        return [f"({at})" if self.index == "(1)" else at for at in range(1, count + 1)]

    def _lines(self, page: Page, lines: Sequence[str | list[Cell]], at: int, left: int, width: int) -> int:
        for line in lines:
            if isinstance(line, str) and line and width > 1:
                page.merges.append((at, left, at, left + width - 1))
            _put(page, at, left, [[line] if isinstance(line, str) else line])
            at += 1
        return at

    def _merge_down(self, page: Page, columns: Sequence[Column], places: Sequence[int], left: int) -> None:
        for number, column in enumerate(columns, left):
            if column.key not in self.down:
                continue
            start = 0
            for place in range(1, len(places) + 1):
                same = place < len(places) and places[place] == places[place - 1] + 1
                told = [value(self.people[one], column.key) for one in (start, min(place, len(places) - 1))]
                household = [self.people[one].head or self.people[one] for one in (start, min(place, len(places) - 1))]
                apart = column.key.startswith("head") and household[0] is not household[1]
                if same and told[0] == told[1] and not apart:
                    continue
                if place - 1 > start and told[0] != "":
                    page.merges.append((places[start], number, places[place - 1], number))
                    for row in places[start + 1 : place]:
                        page.rows[row][number] = ""
                start = place


def _put(page: Page, top: int, left: int, rows: Sequence[Sequence[Cell]]) -> None:
    while len(page.rows) < top + len(rows):
        page.rows.append([])
    for number, cells in enumerate(rows, top):
        row = page.rows[number]
        row += [""] * (left + len(cells) - len(row))
        row[left : left + len(cells)] = cells
