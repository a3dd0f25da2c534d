"""A table ready for paper: what the writers of workbooks, PDFs and screens are all given.

Every cell is already the text to show (masked or not): the writers decide nothing about content.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Align = Literal["left", "center", "right"]
Paper = Literal["A4", "A3"]


@dataclass(frozen=True, kw_only=True)
class SheetColumn:
    """One column: ``group`` is the heading merged above neighbours that share it ("" = none).

    ``width`` is in half-width characters (a Chinese character counts two), as a wish: writers may scale all
    columns to fit the paper. ``number`` columns hold figures and are written as numbers in workbooks. ``by_hand``
    columns are written in with a pen: they keep the width that they wish for as far as the paper allows.
    """

    key: str
    label: str
    group: str = ""
    width: int = 10
    align: Align = "left"
    number: bool = False
    by_hand: bool = False


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A titled table with its information line, signature line and paper.

    ``rows`` hold one text per column; ``keys`` one record id per row (a hidden column in workbooks, so that an
    exported ledger can come back). ``info`` is the line under the title: parts spread from left to right
    (填报单位：…, 日期：…). ``signature`` are the labels of the last line (制表, 审核, 分管领导, 盖章).
    ``metadata`` goes into file properties only, never onto the paper. ``least_lines``: rows are as high as so many
    lines at least, to leave room for a pen.
    """

    title: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[str]]
    keys: Sequence[str] = ()
    info: Sequence[str] = ()
    signature: Sequence[str] = ()
    notes: Sequence[str] = ()
    totals: Sequence[str] | None = None
    paper: Paper = "A3"
    landscape: bool = True
    watermark: str = ""
    sheet_name: str = ""
    least_lines: int = 1
    metadata: dict[str, str] = field(default_factory=dict)
