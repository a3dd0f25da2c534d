"""One filled row of a roster on its way in: what it says, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from caredesk.schema.dates import PartialDate
from caredesk.schema.identity import IdCheck
from caredesk.schema.roster import CellProblem, ColumnGuess, RowKind
from caredesk.services.importing.leaving import Leaving

_AGAIN = "改好后再收一次"
CHECK = f"请照证件核对，{_AGAIN}"


@dataclass
class RowFacts:
    """One filled row: ``row`` is the workbook's own number. ``doubts`` are the reasons why somebody must decide.

    ``person`` holds a person's field values without name, number and village (``village`` is as written). ``phones``
    maps numbers to whose they are. ``contacts`` are by owner key (father ...), ``head`` is the household's head where
    that is somebody else. ``episode`` and ``household`` are attributes for categories, ``tags`` ticked
    ``CODE:SUBTYPE``, ``words`` what a column of categories says. ``is_head``: the row's person is the head.
    ``unsure`` is why nobody of the whole table can be taken in, ``nameless`` why the name is blank (a formula).
    ``nth`` is which person of the row it is (0 = the row's own). ``leaving``: the row says that they died or left.
    """

    sheet: str
    row: int
    kind: RowKind
    name: str = ""
    number: IdCheck | None = None
    village: str = ""
    is_head: bool = False
    unsure: str = ""
    nameless: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, dict[str, Any]] = field(default_factory=dict)
    certificates: dict[str, str] = field(default_factory=dict)
    episode: dict[str, Any] = field(default_factory=dict)
    household: dict[str, Any] = field(default_factory=dict)
    head: dict[str, Any] = field(default_factory=dict)
    since: PartialDate | None = None
    tags: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    nth: int = 0
    leaving: Leaving | None = None

    def problem(self, heading: str, value: str, reason: str, advice: str = CHECK) -> None:
        """Note something wrong with one cell; advice that the reason ends with is said once, as advice."""
        told, _, asked = reason.partition("，请")
        if asked:
            reason, advice = told, f"请{asked}，{_AGAIN}" if advice == CHECK else advice
        self.problems.append(CellProblem(self.sheet, self.row, heading, value[:60], reason, advice))

    @property
    def sound_number(self) -> str:
        """The ID number where it is sound, else ""."""
        return self.number.number if self.number and self.number.sound else ""


def heading_of(guess: ColumnGuess) -> str:
    """How a column is called in problems: its heading, or its letter where it has none."""
    if guess.path:
        return guess.heading
    number, letters = guess.column + 1, ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}列"
