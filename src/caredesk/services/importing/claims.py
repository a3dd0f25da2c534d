"""Numbers that several rows of a file claim, found in one pass over its cells before any row is decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from caredesk.documents.layout.cells import trimmed
from caredesk.schema.identity import clean_id_text
from caredesk.schema.roster import MEMBER, TWIN, Layout, RawSheet
from caredesk.services.importing.answers import Decision, Place
from caredesk.services.importing.parsing import plain_name
from caredesk.services.importing.row import RowFacts

_LONG = 18
Cells = tuple[int, int, int, int]
"""A table, a row of it counted from 0, and the columns of name and number."""


class Claims:
    """Who claims which number. Rows ``left_out``, and those decided to come without a number or not at all, do not."""

    def __init__(self, decided: Mapping[Place, Decision], left_out: Collection[tuple[str, int]]) -> None:
        self._left = {place[:2] for place, one in decided.items() if one.kind == "leave"} | set(left_out)
        self._numberless = {place[:2] for place, one in decided.items() if one.kind == "take"}
        self._tables: list[tuple[RawSheet, Layout]] = []
        self._first: dict[str, Cells] = {}
        self._several: dict[str, list[Cells]] = {}

    def add(self, sheet: RawSheet, layout: Layout) -> None:
        """Note the claims of a table's rows."""
        table = len(self._tables)
        self._tables.append((sheet, layout))
        rows, filled, first = sheet.rows, layout.filled, self._first
        for name, number in _pairs(layout):
            for row, kind in layout.rows:
                cells = rows[row]
                cell = cells[number] if number < len(cells) else ""
                text = trimmed(cell if cell != "" else filled.get((row, number), ""))
                if kind != "data" or not text:
                    continue
                said = text.upper() if len(text) == _LONG else clean_id_text(text)
                mine = (table, row, name, number)
                if len(said) == _LONG and (before := first.setdefault(said, mine)) is not mine:
                    self._several.setdefault(said, [before]).append(mine)

    def against(self, facts: RowFacts, *, numberless: bool = False) -> str:
        """Why a row's sound number may not be its person's: another row claims it under another name, or the row's own
        birth date or sex speaks against a number that another row claims too; "" where nothing does.

        With ``numberless`` the row itself is one of those that were decided to come without.
        """
        claims = self._several.get(facts.sound_number) if self._several else None
        contradicted = any(one.column in ("性别", "出生日期") and "身份证号" in one.reason for one in facts.problems)
        for table, row, name, _ in claims or ():
            sheet, layout = self._tables[table]
            place = (sheet.name, row + 1)
            if place in self._left or (place in self._numberless and not numberless):
                continue
            cell = sheet.cell(row, name) if name >= 0 else ""
            said = plain_name(trimmed(cell if cell != "" else layout.filled.get((row, name), "")))
            where = f"{f'“{sheet.name}”' if sheet.name != facts.sheet else ''}第 {row + 1} 行的“{said}”"
            if said and said != facts.name:
                return f"身份证号和{where}相同，姓名却不同"
            if contradicted and place != (facts.sheet, facts.row):
                return f"身份证号和{where}相同，出生日期或性别却和号码对不上"
        return ""


def _pairs(layout: Layout) -> Sequence[tuple[int, int]]:
    """The columns of name and number of the row's person and of further people; -1 for no column of names."""
    found = []
    for owner in dict.fromkeys(guess.owner for guess in layout.columns):
        if owner and not owner.startswith((MEMBER, TWIN)):
            continue
        at = {guess.target: guess.column for guess in layout.columns if guess.owner == owner}
        if "id_number" in at:
            found.append((at.get("name", -1), at["id_number"]))
    return found
