"""What a roster is, between reading a workbook and writing people: sheets as read, layouts, outcomes.

Shared by documents (reading, layout), catalog.roster (which columns a roster can hold) and services.importing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Literal

from caredesk.schema.extent import Extent, extent_of

Cell = str | int | float | bool | date | datetime | time
"""A cell as the workbook holds it; "" is a blank one, and an error cell is its text (#N/A)."""


@dataclass(frozen=True)
class RawSheet:
    """A sheet as it is in the workbook: row ``i`` of ``rows`` is the workbook's row ``i + 1``.

    Rows are as long as their last filled cell. ``merges`` are (first row, first column, last row, last column),
    counted from 0 like ``hidden_rows`` and ``hidden_columns``. ``formulas`` are (row, column) of
    formulas without a value.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    visible: bool = True
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()

    def cell(self, row: int, column: int) -> Cell:
        """The cell, or "" beyond the row's end."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    @cached_property
    def extent(self) -> Extent:
        """How much was read."""
        return extent_of(self.rows)


@dataclass(frozen=True)
class RawWorkbook:
    """All sheets of a file, with what it was recognised as (xlsx, xls, csv ...) and its SHA-256."""

    kind: str
    sheets: Sequence[RawSheet]
    digest: str = ""
    notices: Sequence[str] = ()


Evidence = Literal[
    "name",
    "id_number",
    "disability_certificate",
    "number",
    "birth",
    "date",
    "sex",
    "phone",
    "village",
    "address",
    "tick",
    "relation",
    "option",
    "money",
    "count",
    "text",
]
"""How a column's content can speak for a target; "text" says nothing."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """Something a roster column can be about.

    ``owner`` is whose value it is: "" is the person of the row, else the key of an `Owner`. ``synonyms`` are
    headings as counties write them, without group words (a column 父亲情况/姓名 is matched as 姓名 of the father).
    ``options`` are values known for the column (kind "option": 残疾类别 ...). ``value`` is what a tick column means.
    ``ignored`` targets are recognised only so that nothing else is taken for them (序号, 金额, 签字).
    """

    key: str
    label: str
    synonyms: tuple[str, ...]
    evidence: Evidence = "text"
    owner: str = ""
    options: tuple[str, ...] = ()
    value: str = ""
    many: bool = False
    ignored: bool = False


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose columns stand under a group or prefix: 父亲, 监护人, 户主, 探访人 ...

    ``words`` name the owner in headings. ``may_be_person``: the owner is the person of the row when the sheet
    names nobody else (户主 in a household roster). ``unnumbered``: a bare 身份证号 right of their name is not theirs.
    """

    key: str
    label: str
    words: tuple[str, ...]
    may_be_person: bool = False
    unnumbered: bool = False


@dataclass(frozen=True)
class RosterTerms:
    """What layout finding is told of tables ``about`` people or visits; ``subject_words`` name the row's person.

    ``several_names``: 张三、李四 in one cell are names too.
    """

    targets: Sequence[Target]
    owners: Sequence[Owner]
    subject_words: tuple[str, ...] = ()
    villages: Mapping[str, str] = field(default_factory=dict)
    about: str = "people"
    several_names: bool = False


MEMBER = "成员:"
"""Begins the owner of a further member of the row's household: 成员:1 of 成员一姓名. The row's person is the head."""
TWIN = "右表:"
"""Begins the owner of the people of a table that stands right of another on the same rows: 右表:2."""
REMARK = "remark:"
"""The target of a column that is kept in the person's remarks under its heading."""


@dataclass(frozen=True, kw_only=True)
class ColumnGuess:
    """What a column is about: ``path`` are its heading levels, ``target`` a target's key ("" = unknown).

    An ``owner`` that begins with ? is somebody whom no vocabulary knows; owners that begin with `MEMBER` or `TWIN` are
    further people of the row. ``lent`` is the owner whose column stands for the person (户主姓名 where nobody else is
    named), "" for none.
    ``confidence`` is 0 to 1, ``reasons`` are short Chinese phrases, ``samples`` a few values as shown. ``proposal`` is
    `REMARK` for a column about nothing known that says something: it is left out until the user takes it. ``codes``
    are what its cells mean where heading or content tell.
    """

    column: int
    path: tuple[str, ...]
    target: str = ""
    owner: str = ""
    lent: str = ""
    evidence: Evidence = "text"
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    proposal: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_own(self) -> bool:
        """Whether it is about the person of the row."""
        return bool(self.target) and not self.owner

    @property
    def heading(self) -> str:
        """The heading in one piece: 父亲情况/姓名."""
        return "/".join(self.path)


RowKind = Literal["data", "total", "signature", "note", "index", "header", "title", "section", "numbered"]
"""What a filled row below the first header is; "numbered" holds nothing but its running number.

"section" is a village's name alone, over the rows of its people.
"""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One table found on a sheet. Rows count from 0 as in `RawSheet`.

    ``rows`` are the filled rows below the header with their kind, in order. ``filled`` maps (row, column) of cells
    inside a merged range to the value of its first cell. ``titles`` and ``info`` are the lines above the header.
    ``village`` and ``period`` come from the title or the sheet's name when no column says it ("" = unknown).
    ``unsure`` is why nobody of the table may be taken in before somebody has said which name and number are meant.
    ``end`` is the row after the table's last one. ``constants`` are values that hold for every row without its own,
    by target (village, episode.category ...), as the user told them. ``about`` is that of its `RosterTerms`.
    """

    sheet: str
    header: tuple[int, int]
    columns: tuple[ColumnGuess, ...]
    rows: tuple[tuple[int, RowKind], ...]
    filled: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    info: tuple[str, ...] = ()
    village: str = ""
    period: str = ""
    confidence: float = 0.0
    questions: tuple[str, ...] = ()
    unsure: str = ""
    end: int = 0
    constants: Mapping[str, str] = field(default_factory=dict)
    about: str = "people"

    @property
    def open_question(self) -> str:
        """``unsure``, until name and number have been pointed out."""
        return "" if self.column_of("name") and self.column_of("id_number") else self.unsure

    def column_of(self, target: str) -> ColumnGuess | None:
        """The column that is the row's person's ``target`` (name, id_number), or None."""
        return next((guess for guess in self.columns if guess.target == target and guess.is_own), None)


@dataclass(frozen=True, kw_only=True)
class ToldTable:
    """What the user says of the ``nth`` table of a sheet (counted from 0); None and nothing said stay as found.

    An ``nth`` beyond the tables found is a further table and needs its ``header`` (first and last row). ``end`` is the
    row after the last one. ``columns`` maps columns to (owner, target): ("", "") is left out, ("", `REMARK`) kept as a
    remark. ``constants`` are as in `Layout`.
    """

    nth: int = 0
    header: tuple[int, int] | None = None
    end: int | None = None
    columns: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetFinding:
    """What was made of a sheet: its tables, or why it was left out (a dictionary, empty, hidden).

    ``hidden`` are the tables of a hidden sheet: they wait in place of ``layouts`` until the user takes them.
    """

    sheet: str
    layouts: tuple[Layout, ...]
    left_out: str = ""
    notices: tuple[str, ...] = ()
    hidden: tuple[Layout, ...] = ()


Outcome = Literal["new", "updated", "unchanged", "needs_decision", "rejected", "skipped"]
OUTCOMES: tuple[Outcome, ...] = ("new", "updated", "unchanged", "needs_decision", "rejected", "skipped")
OUTCOME_LABELS: Mapping[Outcome, str] = {
    "new": "新增",
    "updated": "更新",
    "unchanged": "没有变化",
    "needs_decision": "等您定",
    "rejected": "不能收",
    "skipped": "跳过",
}


@dataclass(frozen=True)
class RowOutcome:
    """What becomes of one filled row below a header; ``row`` is the workbook's own number, counted from 1.

    ``name`` is what stands in the name column, for the screen only.
    """

    sheet: str
    row: int
    outcome: Outcome
    reason: str = ""
    name: str = ""


@dataclass(frozen=True)
class CellProblem:
    """One cell to look at: where, what it holds, what is wrong with it and what to do."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str
    advice: str
