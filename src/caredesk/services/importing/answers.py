"""Everything the user says about a file: which tables and columns, what words mean, what becomes of doubtful rows.

Answers are plain values: they are kept when somebody leaves and comes back, go to and from JSON, and change nothing by
themselves; :meth:`Importing.check` reads a file together with its answers and says what would happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from caredesk.schema.errors import UserError
from caredesk.schema.ids import Id, parse_id

Policy = Literal["fill", "overwrite", "ask"]
POLICIES: tuple[Policy, ...] = ("overwrite", "fill", "ask")
POLICY_LABELS: Mapping[Policy, str] = {"overwrite": "以表为准", "fill": "只填空的", "ask": "逐条问我"}

DecisionKind = Literal["same", "new", "mark", "stop", "take", "leave"]
DECISION_LABELS: Mapping[DecisionKind, str] = {
    "same": "是同一个人",
    "new": "是另一个人",
    "mark": "标为死亡、迁出等",
    "stop": "停发这一类",
    "take": "收下，有疑问的格不要",
    "leave": "这一行不收",
}

Place = tuple[str, int, int]
"""A person on a row: sheet, the workbook's own row number, and which person of the row (0 = the first or only one)."""
LEFT_OUT = ("", "")
"""A column answered so is not taken in."""
REMARK = ("", "remark:")
"""A column answered so is kept in 备注 as 原表的列名：值."""


@dataclass(frozen=True)
class TableAnswer:
    """What the user says about one table.

    ``header`` are the first and last row of the header block and ``end`` the first row below the table, counted from
    0; None leaves what was found. ``columns`` maps columns (from 0) to (owner, target), `LEFT_OUT` or `REMARK`; a
    column not named stays as recognised. ``constants`` maps targets that no column says to the text for every row
    (village, ``episode.category`` ...). ``policies`` maps targets to what happens where the register says otherwise.
    """

    taken: bool = True
    header: tuple[int, int] | None = None
    end: int | None = None
    columns: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """What becomes of a doubtful row.

    "same": it is ``person`` (somebody of the register, or of an earlier row of the file; None = the one proposed),
    "new": somebody else although alike, "take": taken without its doubtful cell, "leave": not taken.
    Of somebody who has left by the list "mark": 死亡, 迁出 or 退出 as of the row's day, "stop": the category ends.
    """

    kind: DecisionKind
    person: Id | None = None


@dataclass(frozen=True)
class Answers:
    """All answers about one file. Rows are the workbook's own numbers (from 1), columns count from 0.

    ``tables`` are by sheet and place on the sheet (0 = its first table). ``hidden_sheets`` are taken although hidden.
    ``corrections`` are what single cells should say; ``values`` what words mean (target -> as written -> as meant, ""
    as meant leaves the word out). ``new_villages`` are names that go on the list of villages with this import.
    ``decisions`` and ``changes`` carry the keys of `Question.cases` and `CellChange`. ``sender`` is who sends the list.
    ``about`` is what the tables are (people, visits), "" as recognised.
    """

    tables: Mapping[tuple[str, int], TableAnswer] = field(default_factory=dict)
    hidden_sheets: frozenset[str] = frozenset()
    corrections: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    new_villages: frozenset[str] = frozenset()
    left_out: frozenset[tuple[str, int]] = frozenset()
    decisions: Mapping[Place, Decision] = field(default_factory=dict)
    changes: Mapping[tuple[str, int, str], bool] = field(default_factory=dict)
    sender: str = ""
    about: str = ""

    def table(self, sheet: str, nth: int) -> TableAnswer:
        """The answer about one table; an empty one where nothing was said."""
        return self.tables.get((sheet, nth)) or TableAnswer()

    def with_table(self, sheet: str, nth: int, answer: TableAnswer) -> Answers:
        """These answers with another answer about one table."""
        return replace(self, tables={**self.tables, (sheet, nth): answer})

    def with_value(self, target: str, said: str, meant: str) -> Answers:
        """These answers with one more word explained."""
        known = {**self.values.get(target, {}), said: meant}
        return replace(self, values={**self.values, target: known})

    def with_decisions(self, decisions: Mapping[Place, Decision]) -> Answers:
        """These answers with more rows decided, one or hundreds at once."""
        return replace(self, decisions={**self.decisions, **decisions})

    def with_changes(self, changes: Mapping[tuple[str, int, str], bool]) -> Answers:
        """These answers with more asked changes taken (True) or refused."""
        return replace(self, changes={**self.changes, **changes})

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON, without what is empty."""
        told: dict[str, Any] = {
            "sender": self.sender,
            "about": self.about,
            "tables": [
                {"sheet": sheet, "table": nth, **_table_to_json(one)} for (sheet, nth), one in self.tables.items()
            ],
            "hidden_sheets": sorted(self.hidden_sheets),
            "corrections": [
                {"sheet": sheet, "row": row, "column": column, "value": value}
                for (sheet, row, column), value in self.corrections.items()
            ],
            "values": {target: dict(meant) for target, meant in self.values.items()},
            "new_villages": sorted(self.new_villages),
            "left_out": [{"sheet": sheet, "row": row} for sheet, row in sorted(self.left_out)],
            "decisions": [
                {"sheet": sheet, "row": row, "nth": nth, "kind": one.kind, "person": str(one.person or "")}
                for (sheet, row, nth), one in self.decisions.items()
            ],
            "changes": [
                {"sheet": sheet, "row": row, "field": name, "taken": taken}
                for (sheet, row, name), taken in self.changes.items()
            ],
        }
        return {name: value for name, value in told.items() if value}

    @classmethod
    def from_json(cls, told: Any) -> Answers:
        """Answers from plain values; UserError when they are none."""
        try:
            return cls(
                tables={(str(one["sheet"]), int(one.get("table", 0))): _table(one) for one in told.get("tables", ())},
                hidden_sheets=frozenset(map(str, told.get("hidden_sheets", ()))),
                corrections={
                    (str(one["sheet"]), int(one["row"]), int(one["column"])): str(one["value"])
                    for one in told.get("corrections", ())
                },
                values={
                    str(target): {str(said): str(meant) for said, meant in words.items()}
                    for target, words in told.get("values", {}).items()
                },
                new_villages=frozenset(map(str, told.get("new_villages", ()))),
                left_out=frozenset((str(one["sheet"]), int(one["row"])) for one in told.get("left_out", ())),
                decisions={
                    (str(one["sheet"]), int(one["row"]), int(one.get("nth", 0))): _decision(one)
                    for one in told.get("decisions", ())
                },
                changes={
                    (str(one["sheet"]), int(one["row"]), str(one["field"])): bool(one["taken"])
                    for one in told.get("changes", ())
                },
                sender=str(told.get("sender", "")),
                about=_about(told.get("about", "")),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UserError("对这份表的答复看不懂，没有用上。请重新核对这份表。") from error


def _table_to_json(answer: TableAnswer) -> dict[str, Any]:
    told: dict[str, Any] = {
        "header": list(answer.header) if answer.header else None,
        "end": answer.end,
        "columns": {str(column): list(meant) for column, meant in answer.columns.items()} or None,
        "constants": dict(answer.constants) or None,
        "policies": dict(answer.policies) or None,
    }
    return {"taken": answer.taken, **{name: value for name, value in told.items() if value is not None}}


def _table(told: Mapping[str, Any]) -> TableAnswer:
    header = told.get("header")
    policies: dict[str, Policy] = {}
    for target, said in told.get("policies", {}).items():
        policies[str(target)] = next(one for one in POLICIES if one == said) if said in POLICIES else _unknown(said)
    return TableAnswer(
        taken=bool(told.get("taken", True)),
        header=(int(header[0]), int(header[1])) if header else None,
        end=int(told["end"]) if told.get("end") is not None else None,
        columns={int(column): (str(owner), str(target)) for column, (owner, target) in told.get("columns", {}).items()},
        constants={str(target): str(text) for target, text in told.get("constants", {}).items()},
        policies=policies,
    )


def _decision(told: Mapping[str, Any]) -> Decision:
    kind = told["kind"]
    person = parse_id(told["person"]) if told.get("person") else None
    if kind not in DECISION_LABELS or (told.get("person") and person is None):
        _unknown(kind)
    return Decision(kind, person)


def _about(said: object) -> str:
    return str(said) if said in ("", "people", "visits") else _unknown(said)


def _unknown(said: object) -> Any:
    raise ValueError(said)
