"""The file in hand: what was read, what the user has said about it so far, and the queue of files behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from caredesk.catalog.visit_history import VISITS
from caredesk.documents.layout.cells import trimmed
from caredesk.schema.privacy import mask_numbers_in_words
from caredesk.schema.roster import (
    Cell,
    CellProblem,
    ColumnGuess,
    Layout,
    Outcome,
    RawSheet,
    SheetFinding,
)
from caredesk.services.importing.answers import Answers, TableAnswer
from caredesk.services.importing.plan import Plan
from caredesk.services.importing.recognised import Recognised
from caredesk.services.importing.row import heading_of
from caredesk.ui.pages.roster.meanings import Meant, label_of

SURE = 0.75
"""From this confidence on a column needs no look."""

Key = tuple[str, int]


@dataclass(frozen=True)
class Table:
    """One table of a workbook: ``key`` is its place in the answers; one of a hidden sheet waits to be taken."""

    key: Key
    sheet: RawSheet
    layout: Layout
    hidden: bool = False

    @cached_property
    def people(self) -> int:
        """How many rows hold somebody."""
        return sum(1 for _, kind in self.layout.rows if kind == "data")

    @property
    def visits(self) -> bool:
        """Whether it is a ledger of visits."""
        return self.layout.about == VISITS

    @property
    def size(self) -> str:
        """How much it holds: 12人, 走访记录36行."""
        return f"走访记录{self.people}行" if self.visits else f"{self.people}人"

    @property
    def title(self) -> str:
        """What it is called: its sheet, and which on it where there are several."""
        name = self.layout.sheet or "这份表"
        return f"{name}（第{self.key[1] + 1}张）" if self.key[1] else name

    def alike(self) -> tuple[object, ...]:
        """Tables with the same columns have the same."""
        return tuple((one.column, one.path, one.owner, one.target) for one in self.layout.columns)


def tables_of(recognised: Recognised) -> list[Table]:
    """Every table, those on hidden sheets too."""
    return [
        Table((sheet.name, nth), sheet, layout, hidden=bool(finding.hidden))
        for sheet, finding in zip(recognised.workbook.sheets, recognised.findings, strict=True)
        for nth, layout in enumerate(finding.layouts or finding.hidden)
    ]


@dataclass
class Hand:
    """One file on its way through the steps: ``plan`` is what the last check said of the answers ``checked``."""

    recognised: Recognised
    answers: Answers
    found: Recognised
    plan: Plan | None = None
    checked: Answers | None = None
    counts: Mapping[Outcome, int] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)

    @classmethod
    def of(cls, recognised: Recognised) -> Hand:
        """A file just read, with what was kept of it or remembered from the last one like it."""
        begun = recognised.kept or recognised.remembered or Answers()
        if not begun.sender and recognised.sender:
            begun = replace(begun, sender=recognised.sender)
        return cls(recognised, begun, recognised, tables=tables_of(recognised))

    def found_out(self, plan: Plan, answers: Answers) -> None:
        """A check was made with these answers."""
        self.plan, self.checked, self.counts = plan, answers, plan.counts()

    @property
    def writes(self) -> int:
        """How many rows would be written."""
        return self.counts.get("new", 0) + self.counts.get("updated", 0)

    @property
    def open(self) -> int:
        """How many answers were given or taken back since the check."""
        now, then = self.answers, self.checked
        if then is None or now is then:
            return 0
        words = sum(_apart(now.values.get(one, {}), then.values.get(one, {})) for one in {*now.values, *then.values})
        rows = len(now.left_out ^ then.left_out) + len(now.new_villages ^ then.new_villages)
        cells = _apart(now.corrections, then.corrections) + _apart(now.changes, then.changes)
        return words + rows + cells + _apart(now.decisions, then.decisions)

    @property
    def sure(self) -> bool:
        """Whether nobody need look at the columns: all known or remembered, no question open."""
        if self.recognised.own or self.recognised.remembered or self.recognised.kept:
            return True
        taken = [one.layout for one in self.tables if self.takes(one)]
        return bool(taken) and not any(one.open_question or one.questions for one in taken) and not self.doubtful()

    def doubtful(self) -> int:
        """How many columns should be looked at, those of like tables once."""
        seen = {one.alike(): one for one in reversed(self.tables) if self.takes(one)}
        return sum(
            1
            for one in seen.values()
            for guess in one.layout.columns
            if wants_look(guess) and guess.column not in self.answers.table(*one.key).columns
        )

    def takes(self, table: Table) -> bool:
        """Whether a table is to be taken in."""
        wanted = not table.hidden or table.key[0] in self.answers.hidden_sheets
        return wanted and self.answers.table(*table.key).taken

    def take(self, table: Table, *, wanted: bool) -> None:
        """Take a table in, or not."""
        answers = self.answers
        if table.hidden and wanted:
            answers = replace(answers, hidden_sheets=answers.hidden_sheets | {table.key[0]})
        self.answers = answers.with_table(*table.key, replace(answers.table(*table.key), taken=wanted))

    def like(self, table: Table) -> list[Table]:
        """The tables that share this one's columns, itself among them: what is said of one is said of all."""
        return [one for one in self.tables if one.alike() == table.alike()]

    def say(self, table: Table, answer: TableAnswer) -> None:
        """Columns, fixed contents and policies of a table and of those like it; edges and village stay each one's."""
        shared = {target: text for target, text in answer.constants.items() if target != "village"}
        for one in self.like(table):
            before = self.answers.table(*one.key)
            own = answer if one is table else before
            village = {"village": own.constants["village"]} if "village" in own.constants else {}
            said = replace(before, columns=answer.columns, constants=shared | village, policies=answer.policies)
            self.answers = self.answers.with_table(*one.key, said)

    def take_as(self, about: str) -> None:
        """All tables as lists of people, or as visits: what was said of their columns falls away."""
        held = {place: replace(one, columns={}, constants={}) for place, one in self.answers.tables.items()}
        self.answers = replace(self.answers, about=about, tables=held)

    def answer(self, table: Table) -> TableAnswer:
        """What was said of a table."""
        return self.answers.table(*table.key)

    def meant(self, table: Table, guess: ColumnGuess) -> Meant:
        """What a column is taken for: as said, else as recognised."""
        return self.answer(table).columns.get(guess.column, (guess.owner, guess.target))

    def finding(self, sheet: str) -> SheetFinding:
        """What was made of a sheet."""
        return next(one for one in self.found.findings if one.sheet == sheet)

    def looked(self, found: Recognised) -> None:
        """The tables were found anew, with edges where the user put them."""
        self.found = found
        self.tables = tables_of(found)


def _apart(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> int:
    """In how many keys two answers differ."""
    if one is other:
        return 0
    more = sum(1 for key in other if key not in one)
    return more + sum(1 for key, value in one.items() if key not in other or other[key] != value)


def wants_look(guess: ColumnGuess) -> bool:
    """Whether a column was recognised, but not for sure."""
    return bool(guess.target) and not guess.target.startswith("ignored") and guess.confidence < SURE


@dataclass
class Waiting:
    """A file of the queue that has its turn later, or had it."""

    path: Path
    state: str = "等着"


# --- single cells


def place_of(hand: Hand, problem: CellProblem) -> tuple[Table, int] | None:
    """The table and column (from 0) of the cell that a problem is about, or None when it is about the whole row."""
    row = problem.row - 1
    for table in hand.tables:
        if table.key[0] == problem.sheet and table.layout.header[1] < row < _end(table.layout):
            for guess in table.layout.columns:
                if problem.column in (heading_of(guess), label_of(hand.meant(table, guess))):
                    return table, guess.column
    return None


def said_of(hand: Hand, sheet: str, number: int) -> str:
    """What tells a row's person from others: number and village as written, the number starred."""
    row = number - 1
    for table in hand.tables:
        if table.key[0] == sheet and table.layout.header[1] < row < _end(table.layout):
            told = [guess for target in ("id_number", "village") if (guess := table.layout.column_of(target))]
            return mask_numbers_in_words(" ".join(raw_text(table, row, one.column) for one in told))
    return ""


def raw_text(table: Table, row: int, column: int) -> str:
    """What stands in a cell, merged ones included; ``row`` from 0."""
    return trimmed(_cell(table, row, column))


def same_cells(hand: Hand, table: Table, row: int, column: int) -> list[tuple[str, int, int]]:
    """The other cells of the column, in this table and those like it, that say the same; ``row`` from 0."""
    said = _cell(table, row, column)
    if said == "":
        return []
    return [
        (one.key[0], at + 1, column)
        for one in hand.like(table)
        for at, kind in one.layout.rows
        if kind == "data" and _cell(one, at, column) == said and (at != row or one.key != table.key)
    ]


def _cell(table: Table, row: int, column: int) -> Cell:
    """A cell, merged ones included; fast, because a selection asks for all of a column."""
    cells = table.sheet.rows[row]
    said = cells[column] if column < len(cells) else ""
    return said if said != "" else table.layout.filled.get((row, column), "")


def _end(layout: Layout) -> int:
    return max(layout.end, (layout.rows[-1][0] if layout.rows else layout.header[1]) + 1)
