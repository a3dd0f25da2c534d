"""The result of a check as a sheet, to be printed or kept."""

from __future__ import annotations

from caredesk.schema.privacy import mask_numbers_in_words
from caredesk.schema.roster import OUTCOME_LABELS, CellProblem, Outcome
from caredesk.schema.sheet import Sheet, SheetColumn
from caredesk.services.importing.plan import Plan

_COLUMNS = (
    SheetColumn(key="sheet", label="工作表", width=14),
    SheetColumn(key="row", label="第几行", width=8, align="center", number=True),
    SheetColumn(key="name", label="姓名", width=10),
    SheetColumn(key="outcome", label="结果", width=10, align="center"),
    SheetColumn(key="column", label="列", width=16),
    SheetColumn(key="value", label="表里写的", width=24),
    SheetColumn(key="reason", label="为什么", width=40),
    SheetColumn(key="advice", label="怎么办", width=36),
)
_ORDER: tuple[Outcome, ...] = ("needs_decision", "rejected", "updated", "new", "unchanged", "skipped")


def result_sheet(file: str, plan: Plan, day: str) -> Sheet:
    """Every row with what becomes of it and why; what needs somebody's eye comes first, numbers are starred."""
    counts = plan.counts()
    told = "，".join(f"{OUTCOME_LABELS[one]}{counts[one]}行" for one in _ORDER)
    by_row: dict[tuple[str, int], list[CellProblem]] = {}
    for problem in plan.problems:
        by_row.setdefault((problem.sheet, problem.row), []).append(problem)
    rows = []
    for row in sorted(plan.outcomes, key=lambda one: _ORDER.index(one.outcome)):
        for problem in by_row.get((row.sheet, row.row)) or [CellProblem(row.sheet, row.row, "", "", row.reason, "")]:
            about = (problem.column, problem.value, problem.reason or row.reason, problem.advice)
            head = (row.sheet, str(row.row), row.name, OUTCOME_LABELS[row.outcome])
            rows.append((*head, *(mask_numbers_in_words(text) for text in about)))
    return Sheet(
        title="收表核对结果",
        columns=_COLUMNS,
        rows=rows,
        info=(f"文件：{file}", f"共{len(plan.outcomes)}行：{told}", f"日期：{day}"),
        notes=tuple(plan.notices),
        paper="A4",
        sheet_name="核对结果",
    )
