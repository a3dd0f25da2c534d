"""The rows that were not taken, on the sender's own sheets: which are marked, and why."""

from __future__ import annotations

from collections.abc import Sequence

from caredesk.schema.roster import CellProblem
from caredesk.schema.roster_marks import MarkedRow, MarkedSheet
from caredesk.services.importing.plan import Plan
from caredesk.services.importing.recognised import Recognised
from caredesk.services.importing.row import heading_of

_NOT_TAKEN = ("needs_decision", "rejected")


def marked_sheets(recognised: Recognised, plan: Plan) -> tuple[list[MarkedSheet], int]:
    """Every sheet that holds a table, as read, with its rows not taken; and how many these are."""
    reasons = {(row.sheet, row.row - 1): row.reason for row in plan.outcomes if row.outcome in _NOT_TAKEN}
    problems: dict[tuple[str, int], list[CellProblem]] = {}
    for problem in plan.problems:
        if (problem.sheet, problem.row - 1) in reasons:
            problems.setdefault((problem.sheet, problem.row - 1), []).append(problem)
    columns = _columns(recognised)
    sheets = []
    for sheet, finding in zip(recognised.workbook.sheets, recognised.findings, strict=True):
        own = recognised.own_tables.get(sheet.name)
        headers = [layout.header for layout in finding.layouts] or ([(own.header, own.header)] if own else [])
        if not headers:
            continue
        marked = {}
        for (name, row), reason in reasons.items():
            if name == sheet.name:
                found = problems.get((name, row), [])
                cells = {columns.get((name, problem.column), -1) for problem in found} - {-1}
                marked[row] = MarkedRow(_said(reason, found), frozenset(cells))
        sheets.append(MarkedSheet(sheet, tuple(headers), marked))
    return sheets, sum(len(sheet.marked) for sheet in sheets)


def _columns(recognised: Recognised) -> dict[tuple[str, str], int]:
    """Where the columns stand, by sheet and by how problems call them."""
    found: dict[tuple[str, str], int] = {}
    for _, layout in recognised.tables:
        for guess in layout.columns:
            found.setdefault((layout.sheet, heading_of(guess)), guess.column)
    for target, said in (
        ("village", "村（社区）"),
        ("id_number", "身份证号"),
        ("sex", "性别"),
        ("birth_date", "出生日期"),
    ):
        for _, layout in recognised.tables:
            if (own := layout.column_of(target)) is not None:
                found.setdefault((layout.sheet, said), own.column)
    return found


def _said(reason: str, problems: Sequence[CellProblem]) -> str:
    """The row's reason, then what to do about it."""
    told = [reason] if reason else [problem.reason for problem in problems]
    advice = dict.fromkeys(problem.advice for problem in problems)
    new = [one for one in advice if one and one.partition("，")[0] not in reason]
    return "。".join(part.rstrip("。") for part in [*told, *new] if part)
