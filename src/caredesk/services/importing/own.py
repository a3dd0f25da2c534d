"""Our own exports coming back: known by their hidden key column, no question what their columns are.

A cell that still says what the export said is left alone; one that was edited changes its field; starred numbers and
blanks never overwrite.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from caredesk.documents.layout.cells import trimmed
from caredesk.schema.dates import parse_partial
from caredesk.schema.declarations import Declarations
from caredesk.schema.ids import Id, parse_id
from caredesk.schema.roster import RawSheet

KEY_LABEL = "系统编号"
_DEEPEST = 12
_MADE = re.compile(r"日期：\s*(\d{4}年\d{1,2}月\d{1,2}日)")


@dataclass(frozen=True)
class OwnTable:
    """One exported sheet: of which ledger ("" = all records of a kind) and kind, its header's last row, its columns.

    ``columns`` maps columns to the ledger's column key, or to the kind's field. ``keys`` maps rows (from 0) to record
    ids; rows that somebody added have none. ``made`` is the day of the export, None where its line is gone.
    """

    sheet: str
    title: str
    ledger: str
    kind: str
    header: int
    key_column: int
    columns: Mapping[int, str]
    keys: Mapping[int, Id]
    made: date | None

    def filled(self, sheet: RawSheet) -> list[int]:
        """The rows with a key, and filled ones between them; what stands below is notes and signatures."""
        last = max(self.keys, default=self.header)
        rows = range(self.header + 1, min(last + 1, len(sheet.rows)))
        return [row for row in rows if row in self.keys or any(trimmed(cell) for cell in sheet.rows[row])]


def own_tables(sheets: Sequence[RawSheet], declarations: Declarations) -> dict[str, OwnTable]:
    """Our own exports among the sheets, by sheet."""
    found = {}
    for sheet in sheets:
        if made := _own_table(sheet, declarations):
            found[sheet.name] = made
    return found


def _own_table(sheet: RawSheet, declarations: Declarations) -> OwnTable | None:
    for row, cells in enumerate(sheet.rows[:_DEEPEST]):
        texts = [trimmed(cell) for cell in cells]
        if KEY_LABEL not in texts:
            continue
        key_column = texts.index(KEY_LABEL)
        above = [trimmed(cell) for cell in sheet.rows[row - 1]] if row else []
        known = _known(texts[:key_column], above, declarations)
        if known is None:
            return None
        ledger, kind, columns = known
        keys = {
            at: id_
            for at in range(row + 1, len(sheet.rows))
            if len(sheet.rows[at]) > key_column and (id_ := parse_id(trimmed(sheet.rows[at][key_column])))
        }
        title = declarations.ledger(ledger).title if ledger else declarations.by_key[kind].title
        return OwnTable(sheet.name, title, ledger, kind, row, key_column, columns, keys, _made(sheet, row))
    return None


def _labels(texts: Sequence[str], above: Sequence[str]) -> list[str]:
    """Each column's heading with its group, as `Ledger.headings` writes them."""
    found, group = [], ""
    for place, text in enumerate(texts):
        upper = above[place] if place < len(above) else ""
        # A heading merged with the cell above it has no group.
        group = (upper or group) if text else ""
        found.append(f"{group}/{text}" if group else text or upper)
    return found


def _known(
    texts: Sequence[str], above: Sequence[str], declarations: Declarations
) -> tuple[str, str, Mapping[int, str]] | None:
    """Ledger, kind and what each column is called, where most headings are those of one of our exports."""
    best: tuple[float, str, str, Mapping[int, str]] = (0.6, "", "", {})
    offered = [
        (one.key, one.record, dict(zip(one.headings(), (column.key for column in one.columns), strict=True)))
        for one in declarations.ledgers
    ]
    offered += [("", one.key, {spec.label: name for name, spec in one.fields.items()}) for one in declarations.records]
    for labels in (_labels(texts, above), list(texts)):
        for ledger, kind, names in offered:
            columns = {place: names[label] for place, label in enumerate(labels) if label in names}
            share = len(columns) / max(len(labels), len(names), 1)
            if share > best[0]:
                best = share, ledger, kind, columns
    return best[1:] if best[2] else None


def _made(sheet: RawSheet, header: int) -> date | None:
    for cells in sheet.rows[:header]:
        for cell in cells:
            if found := _MADE.search(trimmed(cell)):
                try:
                    day = parse_partial(found.group(1))
                except ValueError:
                    return None
                return day.first if day else None
    return None
