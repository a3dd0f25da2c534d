"""A roster read up to the facts of its rows, as the tests and the proof of layouts compare it with its answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from caredesk.catalog.roster import roster_terms
from caredesk.documents.layout.content import village_in
from caredesk.documents.layout.finder import LayoutFinder
from caredesk.documents.reading.book import read_workbook
from caredesk.schema.roster import RawSheet
from caredesk.services.importing.facts import FactReader
from caredesk.services.importing.villages import VillageBook
from tests.documents.mutated import Roster

ROSTERS = Path(__file__).parent.parent / "data" / "rosters"
SAMPLES = sorted(path for path in ROSTERS.iterdir() if path.is_file() and path.suffix != ".json")
LAYOUTS = sorted(path for path in (ROSTERS / "layouts").iterdir() if path.suffix != ".json")
FINDER = LayoutFinder(roster_terms({}))
TODAY = date(2026, 11, 21)
_BOOK = VillageBook([], "云溪县", "青石镇", adopting=True, make_id=lambda: None)


@dataclass
class Found:
    """What came out: the people that would be stored, with the facts, and how often somebody must be asked."""

    people: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)
    everyone: list = field(default_factory=list)
    headers: list = field(default_factory=list)
    asked: bool = False
    hidden: list = field(default_factory=list)
    left_out: list = field(default_factory=list)

    @property
    def rows(self):
        return len(self.everyone)

    @property
    def pairs(self):
        return {person[:2] for person in self.people}


def answers(path):
    return json.loads(path.with_name(path.stem + ".expected.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=128)
def workbook(path):
    return read_workbook(path.read_bytes())


def village_of(facts):
    said = facts.village or village_in(facts.person.get("address") or facts.person.get("registered_address") or "")
    return _BOOK.plain(said) if said else ""


def found_in(sheets, *, villages=True, told=()):
    """Everybody on the sheets; ``villages``: whether their villages count."""
    found = Found()
    for sheet in sheets:
        finding = FINDER.look(sheet, told)
        found.left_out.append(finding.left_out)
        for layout in (*finding.layouts, *finding.hidden):
            reader = FactReader(sheet, layout, TODAY)
            rows = [facts for row, kind in layout.rows if kind == "data" for facts in reader.people(row, kind)]
            sound = [one for one in rows if one.name and not one.doubts and not one.unsure]
            if finding.hidden:
                found.hidden += [(one.name, one.sound_number) for one in sound]
                continue
            found.headers.append([sheet.name, *layout.header])
            found.asked |= bool(layout.open_question)
            found.everyone += rows
            found.people += [
                (
                    one.name,
                    one.sound_number,
                    one.person["sex"],
                    one.person["birth_date"].isoformat(),
                    village_of(one) if villages else "",
                )
                for one in sound
            ]
            found.facts.update({one.sound_number: one for one in sound})
    found.people.sort()
    return found


def taken_apart(path):
    """The tables of a file as rosters to mutate, and whether a column or the sheet's name says the villages."""
    made, villages = [], True
    for sheet in workbook(path).sheets:
        start = 0
        for layout in FINDER.look(sheet).layouts:
            merges = tuple(
                (top - start, left, bottom - start, right)
                for top, left, bottom, right in sheet.merges
                if top >= start and bottom < layout.end
            )
            part = RawSheet(sheet.name, sheet.rows[start : layout.end], merges=merges)
            block = (layout.header[0] - start, layout.header[1] - start)
            made.append(Roster(part, block, any(kind == "index" for _, kind in layout.rows)))
            villages &= bool(layout.column_of("village")) or not layout.village or sheet.name == layout.village
            start = layout.end
    return made, villages
