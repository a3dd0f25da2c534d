"""Further people of a row: numbered members of a household, and the people of a table standing right of the first."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from caredesk.documents.layout.cells import is_total, squeezed
from caredesk.schema.roster import MEMBER, TWIN, Cell, ColumnGuess, Layout
from caredesk.services.importing.cells import Taker, taker_for
from caredesk.services.importing.row import RowFacts

_SHARED = ("address", "group", "registered_address")
"""What the members of a household have in common with the row's person."""


@dataclass(frozen=True)
class Further:
    """One further person of every row: the takers of their columns, and the columns of name and number (-1 = none)."""

    nth: int
    takers: Sequence[tuple[ColumnGuess, Taker]]
    columns: frozenset[int]
    name: int
    number: int
    is_member: bool
    of_head: bool

    def says_somebody(self, facts: RowFacts, own: RowFacts) -> bool:
        """Whether the columns name anybody: not where they are blank or the row's own person again."""
        if not facts.name and facts.number is None and not facts.certificates:
            return False
        again = facts.number is not None and own.number is not None and facts.number.number == own.number.number
        return not (self.is_member and again and facts.name == own.name)

    def join(self, facts: RowFacts, own: RowFacts) -> None:
        """A member lives with the row's person, who is the head where a heading said 户主."""
        if not self.is_member:
            return
        facts.village = facts.village or own.village
        for name in _SHARED:
            if name in own.person:
                facts.person.setdefault(name, own.person[name])
        if self.of_head or own.is_head:
            facts.head = {"name": own.name, "id_number": own.sound_number}
            own.is_head = True
            own.head.setdefault("name", own.name)
            own.person.setdefault("relation", "户主")
        elif relation := facts.person.pop("relation", ""):
            # 与申请人关系 is no relation to the head.
            facts.person.setdefault("remarks", f"是{own.name}的{relation}")


def totals(cells: Sequence[Cell], columns: Container[int]) -> bool:
    """Whether one of several tables side by side has its total on a row where another has people."""
    return any(is_total(squeezed(cell)) for column, cell in enumerate(cells) if column in columns and cell != "")


def further_people(layout: Layout) -> list[Further]:
    """The further people of a layout's rows, in order."""
    owners = sorted(
        {guess.owner.partition("/")[0] for guess in layout.columns if guess.owner.startswith((MEMBER, TWIN))},
        key=lambda owner: (owner.startswith(MEMBER), int(owner.partition(":")[2])),
    )
    lent_head = any(guess.lent == "head" for guess in layout.columns)
    found = []
    for nth, owner in enumerate(owners, 1):
        guesses = [
            replace(guess, owner=guess.owner.removeprefix(owner).removeprefix("/"))
            for guess in layout.columns
            if guess.owner == owner or guess.owner.startswith(owner + "/")
        ]
        takers = [(guess, taker) for guess in guesses if (taker := taker_for(guess))]
        name, number = (
            next((guess.column for guess in guesses if guess.target == key and not guess.owner), -1)
            for key in ("name", "id_number")
        )
        says_head = any("户主" in level for guess in guesses for level in guess.path)
        columns = frozenset(guess.column for guess in guesses)
        found.append(Further(nth, takers, columns, name, number, owner.startswith(MEMBER), lent_head or says_head))
    return found
