"""The doubtful rows of a check as a list: whose, why, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from caredesk.schema.privacy import mask_numbers_in_words
from caredesk.services.importing.answers import Decision
from caredesk.services.importing.questions import Case, Question
from caredesk.ui.pages.roster.hand import Hand
from caredesk.ui.table import Cell, State, TableColumn


class CaseRows:
    """The doubtful rows of a plan; ids are (place of the question, place of the case)."""

    columns = (
        TableColumn("工作表", 100, rank=3),
        TableColumn("第几行", 76, right=True, rank=2),
        TableColumn("姓名", 90),
        TableColumn("为什么", 150, grows=True, rank=1),
        TableColumn("怎么定", 176),
    )

    def __init__(self) -> None:
        self.hand: Hand | None = None
        self.kind = ""
        self.text = ""
        self._of: tuple[object, ...] = ()
        self._ids: list[tuple[int, int]] = []

    @property
    def questions(self) -> Sequence[Question]:
        """What the plan asks."""
        plan = self.hand.plan if self.hand else None
        return plan.questions if plan else ()

    def ids(self, sort: str) -> Sequence[Any]:  # noqa: ARG002  by question, in the order of the file
        of = (self.questions, self.kind, self.text)
        if of != self._of:
            wanted = self.text.split()
            self._of, self._ids = (
                of,
                [
                    (at, nth)
                    for at, one in enumerate(self.questions)
                    if not self.kind or one.key == self.kind
                    for nth, case in enumerate(one.cases)
                    if not wanted or all(word in f"{case.place[0]} {case.name} {case.reason}" for word in wanted)
                ],
            )
        return self._ids

    def cases(self) -> list[Case]:
        """All that are listed."""
        return [self.case(id_) for id_ in self.ids("")]

    def open_count(self) -> int:
        """How many rows nobody has decided."""
        if self.hand is None:
            return 0
        total = sum(len(one.cases) for one in self.questions)
        if not self.hand.open:
            return total
        return total - sum(1 for one in self.questions for case in one.cases if self.decided(case) is not None)

    def proposed(self) -> list[Case]:
        """The open rows that speak for themselves."""
        return [one for one in self.cases() if one.proposal is not None and self.decided(one) is None]

    def rows(self, ids: Sequence[Any]) -> Sequence[Sequence[Cell]]:
        return [self._cells(self.case(id_)) for id_ in ids]

    def case(self, id_: tuple[int, int]) -> Case:
        """The doubtful row behind an id."""
        return self.questions[id_[0]].cases[id_[1]]

    def decided(self, case: Case) -> Decision | None:
        """What was decided since the check, None while open."""
        assert self.hand is not None
        now = self.hand.answers.decisions.get(case.place)
        if now is None and (case.place[0], case.place[1]) in self.hand.answers.left_out:
            return Decision("leave")
        return None if now == case.answered else now

    def _cells(self, case: Case) -> Sequence[Cell]:
        sheet, row, _ = case.place
        decision = self.decided(case)
        if decision is not None:
            state = State(case.says(decision.kind), "plain" if decision.kind == "leave" else "ok")
        elif case.proposal is not None:
            state = State(f"像：{case.says(case.proposal.kind)}", "warning")
        else:
            state = State("请定", "warning")
        return (sheet, str(row), case.name, mask_numbers_in_words(case.reason), state)
