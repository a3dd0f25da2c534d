"""What the register says against what a row says: which of the two stays, cell by cell, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.services.importing.answers import Policy
from caredesk.services.importing.questions import CellChange
from caredesk.services.wording import Wording

_FILLED_ONLY = frozenset(("remarks", "risk", "evidence", "since", "relation", "sex", "birth_date"))
"""What a roster fills but does not overwrite unless told to: the station's own notes and judgement, and what a number
says."""
_ASKED = frozenset(("name", "id_number"))
"""Who somebody is changes only when a person says so."""
_BLANK = (None, "", ())


def default_policy(name: str) -> Policy:
    """What happens to a field that the register fills otherwise, where the user said nothing.

    The county's list is the newer truth about entitlements, villages and addresses: it overwrites. Telephones are a
    list that only grows. What the station observed itself is filled, never overwritten.
    """
    return "ask" if name in _ASKED else "fill" if name in _FILLED_ONLY else "overwrite"


@dataclass
class Subject:
    """The row that is laid over somebody: where it stands, whose it is, and the policies of its table.

    ``known`` says that the register holds the person already: only then is anything told or asked.
    """

    sheet: str
    row: int
    person: Id
    name: str
    known: bool
    policies: Mapping[str, Policy] = field(default_factory=dict)


class Weighing:
    """Decides between two values and keeps what will change; ``answered`` are the user's answers to single changes."""

    def __init__(self, wording: Wording, answered: Mapping[tuple[str, int, str], bool]) -> None:
        self._wording = wording
        self._answered = answered
        self.changes: list[CellChange] = []

    def weigh(
        self, subject: Subject, kind: RecordType, now: Mapping[str, Any], wanted: Mapping[str, Any], part: str = ""
    ) -> dict[str, Any]:
        """The values of ``wanted`` that are to be written over ``now``.

        ``part`` begins the keys of a part's fields (contact.父亲). A blank never overwrites.
        """
        taken: dict[str, Any] = {}
        for name, value in wanted.items():
            if value in _BLANK or name not in kind.fields or now.get(name) == value:
                continue
            before = now.get(name)
            policy = self._policy(subject, kind, name, part) if before not in _BLANK else "overwrite"
            if policy == "fill" or (policy == "ask" and not subject.known):
                continue
            texts = (self._wording.text(kind, name, before), self._wording.text(kind, name, value))
            label = kind.fields[name].label
            if self.tells(subject, f"{part}.{name}" if part else name, label, *texts, asked=policy == "ask"):
                taken[name] = value
        return taken

    def adds(self, subject: Subject, key: str, label: str, text: str) -> bool:
        """Whether something new is added to somebody (a telephone, a category); told as a change of nothing."""
        return self.tells(subject, key, label, "", text)

    def tells(self, subject: Subject, key: str, label: str, before: str, after: str, *, asked: bool = False) -> bool:
        """Tell a change, and whether it will be written."""
        if not subject.known:
            return True
        taken = self._answered.get((subject.sheet, subject.row, key), not asked)
        told = CellChange(
            subject.sheet, subject.row, subject.person, subject.name, key, label, before, after, asked, taken
        )
        self.changes.append(told)
        return taken

    @staticmethod
    def _policy(subject: Subject, kind: RecordType, name: str, part: str) -> Policy:
        if not subject.policies:
            return default_policy(name)
        owner = part.partition(".")[2]
        keys = (f"{owner}.{name}", f"{kind.key}.{name}") if part else (name,)
        return next((subject.policies[key] for key in keys if key in subject.policies), default_policy(name))
