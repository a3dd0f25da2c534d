"""What comes out of the steps of an import: a file understood, and what was done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from caredesk.schema.roster import Layout, RawSheet, RawWorkbook, SheetFinding
from caredesk.services.importing.answers import Answers
from caredesk.services.importing.own import OwnTable
from caredesk.services.importing.plan import Plan
from caredesk.services.importing.questions import CellChange, Question


@dataclass(frozen=True)
class Recognised:
    """A workbook with what was made of each sheet; ``layouts`` may be replaced by the user's own.

    ``kept`` are answers about this very file that somebody left half done, ``remembered`` what earlier files with the
    same headings were answered (both None where there is nothing); a page begins with the first of them.
    ``layout_seen`` says so (和 2026年10月 县民政局 的表一样), "" for headings never seen. ``sender`` is who seems to
    send the list, ``senders`` are those known from earlier lists. ``own`` names the ledger of ours that comes back,
    "" for a stranger's: it needs no choice of columns. ``fingerprints`` are those of the headings as first found, by
    sheet and place.
    """

    file: str
    workbook: RawWorkbook
    findings: tuple[SheetFinding, ...]
    kept: Answers | None = None
    remembered: Answers | None = None
    layout_seen: str = ""
    sender: str = ""
    senders: tuple[str, ...] = ()
    own: str = ""
    own_tables: Mapping[str, OwnTable] = field(default_factory=dict)
    fingerprints: Mapping[tuple[str, int], str] = field(default_factory=dict)

    @property
    def tables(self) -> list[tuple[RawSheet, Layout]]:
        """Every table with its sheet."""
        return [
            (sheet, layout)
            for sheet, finding in zip(self.workbook.sheets, self.findings, strict=True)
            for layout in finding.layouts
        ]


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or with ``batch`` "" would do; ``to_json`` is the command line's answer."""

    plan: Plan
    batch: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON: counts, people, rows, problems, notices, batch."""
        plan = self.plan
        return {
            "rows_read": len(plan.outcomes),
            **{str(outcome): count for outcome, count in plan.counts().items()},
            "people": [asdict(person) for person in plan.people],
            "visits": [asdict(visit) for visit in plan.visits],
            "rows": [
                {"sheet": row.sheet, "row": row.row, "outcome": row.outcome, "reason": row.reason}
                for row in plan.outcomes
                if row.outcome not in ("new", "unchanged")
            ],
            "problems": [asdict(problem) for problem in plan.problems],
            "notices": list(plan.notices),
            "changes": [_change_to_json(change) for change in plan.changes],
            "questions": [_question_to_json(question) for question in plan.questions],
            "batch": self.batch or None,
        }

    def sentence(self) -> str:
        """What happened, in one sentence."""
        counts, visits = self.plan.counts(), len(self.plan.visits)
        told = f"收作走访记录 {visits} 次。" if visits else ""
        return told + (
            f"读了 {len(self.plan.outcomes)} 行：新增 {counts['new']}，更新 {counts['updated']}，"
            f"没有变化 {counts['unchanged']}，等您定 {counts['needs_decision']}，"
            f"不能收 {counts['rejected']}，跳过 {counts['skipped']}。"
        )


def _change_to_json(change: CellChange) -> dict[str, Any]:
    return {
        "sheet": change.sheet,
        "row": change.row,
        "name": change.name,
        "field": change.field,
        "label": change.label,
        "before": change.before,
        "after": change.after,
        "asked": change.asked,
        "taken": change.taken,
    }


def _question_to_json(question: Question) -> dict[str, Any]:
    return {
        "key": question.key,
        "kind": question.kind,
        "title": question.title,
        "offered": list(question.offered),
        "rows": [
            {
                "sheet": sheet,
                "row": row,
                "nth": nth,
                "name": case.name,
                "reason": case.reason,
                "offered": list(case.offered),
                "proposal": case.proposal.kind if case.proposal else None,
            }
            for case in question.cases
            for sheet, row, nth in [case.place]
        ],
    }
