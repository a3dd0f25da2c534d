"""What a check asks and shows before anything is written: doubtful rows, words to explain, cells that will change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from caredesk.schema.ids import Id
from caredesk.services.importing.answers import DECISION_LABELS, Decision, DecisionKind, Place

QuestionKind = Literal[
    "twice",  # a row of the file like an earlier one
    "alike",  # like somebody on the register: same name, village and birth date
    "contested",  # several rows of the file say that the number is their person's
    "renamed",  # the number is on the register under another name
    "leaving",  # the row, or the whole list, says that somebody died, left or is no longer paid
    "gone",  # the person is 死亡, 迁出 ...
    "moved",  # registered in another village
    "village",  # the village is not on the list
    "number",  # the number is damaged or wrong
    "no_number",
    "name",  # the name cannot be one
    "contradiction",  # sex and birth date both against the number
    "columns",  # which columns are name and number is open
    "formula",  # a formula without a result
    "stranger",  # a ledger names somebody who is not on the register
    "same_day",  # a visit of that day is there, and says something else
    "dead",  # a ledger tells of a visit after a death
]
QUESTION_TITLES: Mapping[QuestionKind, str] = {
    "twice": "这份表里像是同一个人",
    "alike": "像是已经登记的人",
    "contested": "几行说的是同一个号码",
    "renamed": "号码已登记，姓名不同",
    "leaving": "表里说已死亡、迁出或停发",
    "gone": "已登记为死亡、迁出等",
    "moved": "登记的村和表里的村不同",
    "village": "村名单里没有这个村",
    "number": "身份证号有错或损坏",
    "no_number": "没有身份证号",
    "name": "姓名要核对",
    "contradiction": "性别和出生日期都和身份证号对不上",
    "columns": "要先指出姓名和身份证号两列",
    "formula": "公式还没有算出结果",
    "stranger": "登记里没有这个人",
    "same_day": "同一天已有走访，内容不同",
    "dead": "走访日期晚于去世日期",
}


_MEANS_HERE: Mapping[tuple[QuestionKind, DecisionKind], str] = {
    ("stranger", "new"): "照表里的新建",
    ("same_day", "take"): "是另一次，收下",
    ("same_day", "leave"): "是同一次，不收",
    ("dead", "take"): "照表里的收下",
    ("dead", "leave"): "这次走访不收",
    ("gone", "same"): "是同一个人，改回在册",
    ("contested", "new"): "号码是这个人的，收下",
    ("contested", "take"): "号码不是这个人的，不带号码收下",
}
"""Decisions that mean something else than usual in a kind of question."""


@dataclass(frozen=True)
class Side:
    """One of two people side by side: ``values`` are (label, text), with numbers as this user may see them."""

    title: str
    values: tuple[tuple[str, str], ...] = ()
    person: Id | None = None


@dataclass(frozen=True)
class Case:
    """One doubtful row: what it says, whom it may be, and what may be decided about it.

    ``place`` is the key of its decision in `Answers.decisions`. ``proposal`` is what speaks for itself, None where
    nothing does; ``row_side`` and ``register_sides`` carry the same labels in the same order. ``answered`` is a
    decision that was given and did not settle it, or None.
    """

    place: Place
    name: str
    reason: str
    offered: tuple[DecisionKind, ...]
    row_side: Side
    register_sides: tuple[Side, ...] = ()
    proposal: Decision | None = None
    answered: Decision | None = None
    kind: QuestionKind = "alike"
    labels: Mapping[DecisionKind, str] = field(default_factory=dict)

    def says(self, decision: DecisionKind) -> str:
        """What a decision means here, in words."""
        if decision in self.labels:
            return self.labels[decision]
        return _MEANS_HERE.get((self.kind, decision), DECISION_LABELS[decision])


@dataclass(frozen=True)
class Question:
    """All doubtful rows of one kind (of one village where the village is the doubt): answered one by one or at once.

    ``key`` stays the same from check to check. ``offered`` are the decisions that every case allows.
    """

    key: str
    kind: QuestionKind
    title: str
    cases: tuple[Case, ...]
    offered: tuple[DecisionKind, ...]

    def all(self, kind: DecisionKind) -> dict[Place, Decision]:
        """One decision for every case that allows it, for `Answers.with_decisions`."""
        return {case.place: Decision(kind) for case in self.cases if kind in case.offered}

    def proposals(self) -> dict[Place, Decision]:
        """Every case as proposed."""
        return {case.place: case.proposal for case in self.cases if case.proposal}


@dataclass(frozen=True)
class CellChange:
    """One value that the import changes: of whom, what it says now and what it will say.

    ``key`` is its key in `Answers.changes`; ``asked`` waits for an answer there, ``taken`` says whether it will be
    written. ``filled``: nothing stood there before. Texts are shown as this user may see them.
    """

    sheet: str
    row: int
    person: Id
    name: str
    field: str
    label: str
    before: str
    after: str
    asked: bool = False
    taken: bool = True

    @property
    def key(self) -> tuple[str, int, str]:
        return (self.sheet, self.row, self.field)

    @property
    def filled(self) -> bool:
        return not self.before


@dataclass(frozen=True)
class Offer:
    """Something a word may mean: ``meant`` goes into `Answers.values`, ``label`` is read."""

    meant: str
    label: str


@dataclass(frozen=True)
class ValueCluster:
    """Spellings of one word that the vocabulary does not know, or knows only by guessing.

    ``said`` are the spellings with their counts, the most frequent first. ``proposal`` is what they most likely mean
    ("" = no idea), ``offered`` everything they may mean; ``may_add`` says that the word itself may be added to the
    list (`Answers.new_villages`). ``meant`` is the answer given or remembered, None while open.
    """

    target: str
    label: str
    said: tuple[tuple[str, int], ...]
    proposal: str = ""
    offered: tuple[Offer, ...] = field(default_factory=tuple)
    may_add: bool = False
    meant: str | None = None

    @property
    def count(self) -> int:
        """How many rows say it."""
        return sum(count for _, count in self.said)
