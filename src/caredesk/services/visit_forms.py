"""What a visit form begins with: which questions somebody is asked, what was answered before, who else lives there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caredesk.catalog.categories import CATEGORIES
from caredesk.catalog.person import IN_REGISTER
from caredesk.catalog.phrases import ANYWHERE, PLACES, PRESETS
from caredesk.catalog.visit_mental import MENTAL_FIELDS
from caredesk.schema.ids import Id
from caredesk.schema.privacy import Privacy
from caredesk.services.access import Right
from caredesk.services.people import People, PersonRow
from caredesk.services.visiting import Visiting
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

EARLIER = 3
"""With so many visits a text is compared."""
_MENTAL = frozenset(one.name for one in CATEGORIES if one.source.startswith("mental"))


class VisitForms:
    """Use cases around a form that is about to be filled in."""

    def __init__(self, workspace: Workspace, visits: Visiting) -> None:
        self._work = workspace
        self._visits = visits

    def begun(self, person: Id) -> dict[str, Any]:
        """The values that a new visit to somebody starts from: today, the forms of all their categories."""
        self._work.user.must(Right.VISIT)
        kind = self._work.kind("visit")
        values = {name: spec.default for name, spec in kind.fields.items()}
        row = self._work.records.row(self._work.kind("person"), person)
        if row is None:
            return values
        first, *others = self._visits.forms_for({**row, "id": person})
        values.update(person=person, visited_on=self._work.clock.today(), form=first, also=tuple(others) or None)
        if self._asks_mental(person):
            values["mental"] = True
        return values

    def me(self) -> Id | None:
        """The visitor who bears the name of whoever is signed in, None when there is none or several."""
        self._work.user.must(Right.SEE)
        named = self._work.records.find(self._work.kind("visitor"), {"name": self._work.user.name})
        return named[0].id if len(named) == 1 else None

    def left_out(self) -> tuple[str, ...]:
        """Names of the questions that this station does not ask."""
        return () if self._work.settings.mental_contacts else MENTAL_FIELDS

    def earlier(self, person: Id, but: Id | None = None) -> list[Mapping[str, Any]]:
        """What the last visits to somebody say (of a visit that is there: those before it), the latest first.

        Only what the role may read.
        """
        kind = self._work.kind("visit")
        visits = self._visits.of(person)
        known = [one.id for one in visits]
        first = known.index(but) + 1 if but in known else 0
        return [kind.values(one) for one in visits[first : first + EARLIER]]

    def carried(self, person: Id) -> dict[str, Any]:
        """The answers of the last visit that had any, of the questions whose answer seldom changes (照上次)."""
        kind = self._work.kind("visit")
        for values in self.earlier(person):
            told = {name: values[name] for name, spec in kind.fields.items() if spec.carried and known(values[name])}
            if told:
                return told
        return {}

    def at_home(self, person: Id) -> list[PersonRow]:
        """Who else of somebody's household is in the register, the head first."""
        self._work.user.must(Right.SEE)
        row = self._work.records.row(self._work.kind("person"), person)
        if row is None or row["household"] is None:
            return []
        living = Selection(
            record="person", equal={"household": row["household"], "state": IN_REGISTER}, order=("relation", "rid")
        )
        others = [one for one in self._work.query.ids(living) if one != person]
        return People(self._work).rows(others) if others else []

    def phrases(self, field: str) -> list[str]:
        """常用语 for a field: the station's own for it, its own for any field, what came along; [] where none fit."""
        self._work.user.must(Right.SEE)
        if field not in PLACES:
            return []
        kind = self._work.kind("phrase")
        found: list[str] = []
        for place in (PLACES[field], ANYWHERE):
            found += [str(getattr(one, "text", "")) for one in self._work.records.find(kind, {"place": place})]
        return list(dict.fromkeys([*found, *(text for name, text in PRESETS if name == field)]))

    def place(self, field: str) -> str:
        """What a field is called where a phrase says where it belongs, "" when it has none."""
        return PLACES.get(field, "")

    def _asks_mental(self, person: Id) -> bool:
        """Whether the mental-disorder part opens by itself: only for who may know that it concerns this person."""
        work = self._work
        if not work.settings.mental_contacts or work.user.clearance < Privacy.RESTRICTED:
            return False
        held = work.records.find(work.kind("episode"), {"person": person, "until": None})
        return any(getattr(one, "category", "") in _MENTAL for one in held)


def known(value: Any) -> bool:
    """Whether there is an answer."""
    return value not in (None, "", ())
