"""Who somebody is and where, in the words that this user may read: the beginning of nearly every line of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from caredesk.schema.ids import Id
from caredesk.services.workspace import Workspace

_NAMES = {"person": "name", "household": "head_name"}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A person's name, or a household head's, with village and group."""

    name: str
    village: str
    group: str

    @property
    def place(self) -> str:
        """Village and group in one: 白庙村三组."""
        return f"{self.village}{self.group}"


NOWHERE = Whereabouts("", "", "")


def whereabouts(work: Workspace, record: str, ids: Iterable[Id]) -> dict[Id, Whereabouts]:
    """People or households by id; whoever is gone is left out."""
    kind = work.kind(record)
    name = _NAMES[record]
    named, grouped = work.gate.wording(kind, name), work.gate.wording(kind, "group")
    found = work.query.by_id(record, ids, [name, "village.name", "group"])
    return {
        one: Whereabouts(named(said), village or "", grouped(group)) for one, (said, village, group) in found.items()
    }
