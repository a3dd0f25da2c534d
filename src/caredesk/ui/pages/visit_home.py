"""One visit to several people of a home: what holds for all of them is typed once, each keeps answers of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from caredesk.schema.errors import Problem
from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.services.people import PersonRow

Values = dict[str, Any]


class HomeVisit:
    """The people of a home and what is recorded of each; ``at`` is the one whose answers are on the form."""

    def __init__(self, kind: RecordType, people: Sequence[PersonRow], first: Id, values: Mapping[str, Any]) -> None:
        self.people = list(people)
        self.at = first
        self._kind = kind
        self._shared = [name for name, spec in kind.fields.items() if spec.of_home]
        self._told: dict[Id, Values] = {first: dict(values)}

    @property
    def together(self) -> list[Id]:
        """Those who are recorded, in the order in which they stand on screen."""
        return [one.id for one in self.people if one.id in self._told]

    def name(self, person: Id) -> str:
        """What somebody is called."""
        return next((one.name for one in self.people if one.id == person), "")

    def hold(self, values: Mapping[str, Any]) -> None:
        """Keep what the form says of the one who is on it, and of all what holds for the home."""
        self._told[self.at] = dict(values)
        shared = {name: values.get(name) for name in self._shared}
        for told in self._told.values():
            told.update(shared)

    def go_to(self, person: Id, begun: Mapping[str, Any]) -> Values:
        """Whose turn it is; who was not yet recorded begins from ``begun`` and what holds for the home."""
        if person not in self._told:
            shared = {name: self._told[self.at].get(name) for name in self._shared}
            self._told[person] = {**begun, **shared}
        self.at = person
        return self._told[person]

    def knows(self, person: Id) -> bool:
        """Whether somebody is recorded."""
        return person in self._told

    def leave_out(self, person: Id) -> None:
        """Do not record somebody after all."""
        self._told.pop(person, None)

    def beside(self, step: int) -> Id:
        """The one before or after whose turn it is, round and round."""
        order = [one.id for one in self.people]
        return order[(order.index(self.at) + step) % len(order)]

    def rows(self) -> list[Values]:
        """The visits as they are to be saved, in the order of ``together``."""
        return [{**self._told[one], "person": one} for one in self.together]

    def problems(self) -> list[tuple[Id, list[Problem]]]:
        """What is wrong with whose answers."""
        found = [(one, self._kind.problems({**self._told[one], "person": one})) for one in self.together]
        return [(one, problems) for one, problems in found if problems]

    def state(self) -> dict[Id, str]:
        """How far each of them is, as it stands behind the name."""
        found = {}
        for one in self.together:
            told = {**self._told[one], "person": one}
            needed = {name for name, spec in self._kind.fields.items() if spec.required}
            wrong = any(problem.field in needed for problem in self._kind.problems(told))
            found[one] = "（没填完）" if wrong else " ✓"
        return found

    def whose(self, problems: Sequence[Problem]) -> tuple[Id, list[Problem]]:
        """The first person of whom something was refused while saving, with what it is (its fields bear a line)."""
        line = int(problems[0].field.partition(".")[0])
        said = [Problem(one.field.partition(".")[2], one.text.partition("：")[2] or one.text)
                for one in problems if one.field.startswith(f"{line}.")]  # fmt: skip
        return self.together[line - 1], said
