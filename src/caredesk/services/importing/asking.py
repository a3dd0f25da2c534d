"""Open rows as questions: grouped so that hundreds are answered at once, each with both sides next to one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from caredesk.schema.ids import Id
from caredesk.services.importing.answers import DECISION_LABELS, Decision
from caredesk.services.importing.deciding import Deciding, OpenRow
from caredesk.services.importing.questions import QUESTION_TITLES, Case, Question, QuestionKind, Side
from caredesk.services.importing.register import KnownPerson, KnownRegister
from caredesk.services.importing.row import RowFacts
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace

_OWN = ("name", "id_number", "sex", "birth_date", "village", "group", "address", "relation")
_STATE = "state"
_MANY = 4
"""More people of one name than these are not shown side by side."""


class Asking:
    """Puts open rows into questions. Numbers of the register are starred; what the row says stands as in the file."""

    def __init__(self, workspace: Workspace, register: KnownRegister, who: Deciding) -> None:
        self._wording = Wording(workspace)
        self._kind, self._phone, self._episode = map(workspace.kind, ("person", "phone", "episode"))
        self._register = register
        self._who = who

    def questions(self, rows: Sequence[OpenRow]) -> list[Question]:
        """One question for each kind of doubt, one for each unknown village; every row belongs to exactly one."""
        grouped: dict[tuple[QuestionKind, str], list[Case]] = {}
        for row in rows:
            grouped.setdefault((row.doubt.kind, row.doubt.about), []).append(self._case(row))
        order = list(QUESTION_TITLES)
        found = []
        for (kind, about), cases in sorted(grouped.items(), key=lambda one: (order.index(one[0][0]), -len(one[1]))):
            title = f"{QUESTION_TITLES[kind]}：{about}" if about else QUESTION_TITLES[kind]
            offered = tuple(one for one in DECISION_LABELS if all(one in case.offered for case in cases))
            found.append(Question(f"{kind}:{about}" if about else kind, kind, title, tuple(cases), offered))
        return found

    def _case(self, row: OpenRow) -> Case:
        doubt, facts = row.doubt, row.facts
        proposed = (
            Decision("same", self._who.token(doubt.proposed.id)) if doubt.proposed and "same" in doubt.offered else None
        )
        sides = [self._candidate(one) for one in doubt.people[:_MANY]]
        labels = list(dict.fromkeys(label for side in sides for label, _ in side.values))
        own = self._row_side(facts)
        wanted = [*labels, *(label for label, _ in own.values if label not in labels)]
        return Case(
            row.place,
            facts.name,
            doubt.reason,
            doubt.offered,
            _in_order(own, wanted),
            tuple(_in_order(side, wanted) for side in sides),
            proposed,
            row.answered,
            doubt.kind,
            doubt.labels,
        )

    def _row_side(self, facts: RowFacts) -> Side:
        number = facts.number.number if facts.number else ""
        told: dict[str, Any] = {**facts.person, "name": facts.name, "id_number": number, "village": facts.village}
        values = self._texts(told, lambda name, value: self._kind.fields[name].show(value), village=facts.village)
        extra = [("电话", "、".join(facts.phones)), ("类别", "、".join(facts.words))]
        return Side("这份表", tuple(pair for pair in [*values, *extra] if pair[1]))

    def _candidate(self, known: KnownPerson) -> Side:
        first = self._who.facts_of(known.id)
        if first is not None and known.id not in self._register.people:
            side = self._row_side(first)
            where = f"第 {first.row} 行" if not first.sheet else f"“{first.sheet}”第 {first.row} 行"
            return Side(where, side.values, self._who.token(known.id))
        told = self._register.people.get(known.id, {})
        village = self._wording.title("village", told["village"]) if told.get("village") else ""
        values = self._texts(told, lambda name, value: self._wording.text(self._kind, name, value), village=village)
        phones = "、".join(self._phones(known.id))
        categories = [values["category"] for _, values in self._register.parts("episode", known.id)]
        said = "、".join(dict.fromkeys(self._wording.text(self._episode, "category", one) for one in categories))
        extra = [("电话", phones), ("类别", said)]
        state = told.get(_STATE)
        if state and state != "在册":
            extra.append((self._kind.fields[_STATE].label, str(state)))
        return Side("已登记", tuple(pair for pair in [*values, *extra] if pair[1]), known.id)

    def _phones(self, person: Id) -> list[str]:
        return [
            self._wording.text(self._phone, "number", values["number"])
            for _, values in self._register.parts("phone", person)
        ]

    def _texts(
        self, told: Mapping[str, Any], show: Callable[[str, Any], str], *, village: str
    ) -> list[tuple[str, str]]:
        found = []
        for name in _OWN:
            value = told.get(name)
            text = village if name == "village" else show(name, value) if value not in (None, "", ()) else ""
            found.append((self._kind.fields[name].label, text))
        return found


def _in_order(side: Side, labels: Sequence[str]) -> Side:
    """The side with all labels, "" where it says nothing."""
    said = dict(side.values)
    return Side(side.title, tuple((label, said.get(label, "")) for label in labels), side.person)
