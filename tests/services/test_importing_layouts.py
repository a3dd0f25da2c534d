"""Every roster gives the same people however a county lays it out."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from caredesk.catalog.roster import roster_terms
from caredesk.documents.layout.finder import LayoutFinder
from caredesk.documents.reading.book import read_workbook
from caredesk.services.importing.facts import FactReader
from tests.documents.mutated import Roster, mutated, unmerged

ROSTERS = Path(__file__).parent.parent / "data" / "rosters"
SAMPLES = sorted(path for path in ROSTERS.iterdir() if path.suffix in (".xlsx", ".xls", ".csv"))
FINDER = LayoutFinder(roster_terms({}))
TODAY = date(2026, 11, 21)


def expected(path):
    told = json.loads(path.with_name(path.stem + ".expected.json").read_text(encoding="utf-8"))
    return sorted(tuple(person.values()) for person in told["people"])


def facts_of(sheets):
    """The facts of every row of a person."""
    found = []
    for sheet in sheets:
        for layout in FINDER.look(sheet).layouts:
            reader = FactReader(sheet, layout, TODAY)
            found += [reader.facts(row, kind) for row, kind in layout.rows if kind == "data"]
    return found


def people(found):
    """(name, ID number, sex, birth date, village) of every sound row."""
    return sorted(
        (
            facts.name,
            facts.sound_number,
            facts.person["sex"],
            facts.person["birth_date"].isoformat(),
            facts.village.split("镇")[-1],
        )
        for facts in found
        if facts.name and not facts.doubts
    )


def everything(found):
    """All that the rows say, remarks apart (an added column may be taken for them)."""
    told = []
    for facts in found:
        person = sorted((name, str(value)) for name, value in facts.person.items() if name != "remarks")
        contacts = sorted((owner, sorted(map(str, values.items()))) for owner, values in facts.contacts.items())
        attributes = (sorted(facts.episode.items()), sorted(facts.household.items()), str(facts.since))
        told.append(
            repr(
                (
                    facts.name,
                    facts.sound_number,
                    person,
                    contacts,
                    attributes,
                    sorted(facts.phones),
                    sorted(facts.tags),
                    facts.certificates,
                    len(facts.doubts),
                )
            )
        )
    return sorted(told)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_county_rosters_give_exactly_their_people(path):
    assert people(facts_of(read_workbook(path.read_bytes()).sheets)) == expected(path)


def taken_apart(path):
    """The sheets with people, as rosters to mutate."""
    found = []
    for sheet in read_workbook(path.read_bytes()).sheets:
        for layout in FINDER.look(sheet).layouts:
            found.append(Roster(sheet, layout.header, any(kind == "index" for _, kind in layout.rows)))
    return found


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_two_hundred_other_layouts_of_each_give_the_same_people_and_facts(path):
    rosters, wanted, wrong = taken_apart(path), expected(path), []
    all_facts = everything(facts_of(read_workbook(path.read_bytes()).sheets))
    for seed in range(200):
        sheets = [mutated(roster, seed) for roster in rosters]
        if seed % 5 == 4:
            sheets = [unmerged(sheet) for sheet in sheets]
        found = facts_of(sheets)
        if people(found) != wanted or everything(found) != all_facts:
            wrong.append(seed)
    assert wrong == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_rows_that_name_further_people_give_the_same_people(path):
    rosters, wanted, wrong = taken_apart(path), expected(path), []
    for seed in range(1000, 1120):
        if people(facts_of([mutated(roster, seed, others=True) for roster in rosters])) != wanted:
            wrong.append(seed)
    assert wrong == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_other_layouts_written_to_real_files_give_the_same_people(path):
    rosters, wanted = taken_apart(path), expected(path)
    for seed in (1, 7):
        data = written([mutated(roster, seed) for roster in rosters])
        assert people(facts_of(read_workbook(data).sheets)) == wanted


def written(sheets):
    """The sheets as an .xlsx, merged cells and all."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name or "名单")
        for merge in sheet.merges:
            page.merge_range(*merge, "")
        for number, row in enumerate(sheet.rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, column, cell, day)
                elif cell != "":
                    page.write(number, column, cell)
    book.close()
    return target.getvalue()
