"""What the user said about cells and words, put in the place of what the sheet says before it is understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from caredesk.documents.layout.cells import trimmed
from caredesk.schema.roster import Cell, Layout, RawSheet
from caredesk.services.importing.row import RowFacts

WORDS_BY_ROW = ("village", "episode.category")
"""Targets whose words are explained once the row is read: a village may stand above its rows, categories several in a
cell."""


class Explaining:
    """Puts corrections and explained words in; ``used`` counts which words were met, by target."""

    def __init__(
        self, corrections: Mapping[tuple[str, int, int], str], values: Mapping[str, Mapping[str, str]]
    ) -> None:
        self._corrections = corrections
        self._values = {target: meant for target, meant in values.items() if meant}
        self.used: dict[str, Counter[str]] = {}

    def corrected(self, sheet: RawSheet) -> RawSheet:
        """The sheet with single cells as the user wants them."""
        own = {(row - 1, column): text for (name, row, column), text in self._corrections.items() if name == sheet.name}
        own = {place: text for place, text in own.items() if 0 <= place[0] < len(sheet.rows)}
        if not own:
            return sheet
        rows = list(sheet.rows)
        for (row, column), text in own.items():
            cells: list[Cell] = list(rows[row])
            cells += [""] * (column + 1 - len(cells))
            cells[column] = text
            rows[row] = cells
        return replace(sheet, rows=rows, formulas=sheet.formulas - own.keys())

    def unfilled(self, layout: Layout) -> Layout:
        """The layout without merged values in cells that were corrected."""
        own = {(row - 1, column) for name, row, column in self._corrections if name == layout.sheet}
        if not own & layout.filled.keys():
            return layout
        return replace(layout, filled={place: cell for place, cell in layout.filled.items() if place not in own})

    def explained(self, sheet: RawSheet, layout: Layout) -> RawSheet:
        """The sheet with the words of its columns as the user explained them."""
        columns = {
            guess.column: guess.target
            for guess in layout.columns
            if guess.target in self._values and guess.target not in WORDS_BY_ROW
        }
        if not columns:
            return sheet
        rows = list(sheet.rows)
        for row, kind in layout.rows:
            cells = rows[row]
            for column, target in columns.items() if kind == "data" else ():
                said = trimmed(cells[column]) if column < len(cells) else ""
                if said in self._values[target]:
                    made: list[Cell] = list(cells)
                    made[column] = self._meant(target, said)
                    cells = rows[row] = made
        return replace(sheet, rows=rows)

    def explain(self, facts: RowFacts) -> None:
        """The row's categories as the user explained them; its village is looked up so (`VillageBook.mean`)."""
        if facts.village in self._values.get("village", ()):
            self._meant("village", facts.village)
        known = self._values.get("episode.category")
        if known and facts.words:
            meant = [self._meant("episode.category", word) if word in known else word for word in facts.words]
            facts.words = [word for word in meant if word]

    def _meant(self, target: str, said: str) -> str:
        self.used.setdefault(target, Counter())[said] += 1
        return self._values[target][said]
