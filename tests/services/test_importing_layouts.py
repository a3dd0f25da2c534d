"""Every roster gives the same people however a county lays it out."""

import io
import runpy
import sys
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from caredesk.documents.reading.book import read_workbook
from caredesk.schema.errors import FileTrouble
from caredesk.schema.roster import OUTCOMES
from caredesk.services.importing.imports import Importing
from caredesk.services.importing.recognised import ImportResult
from tests.documents.mutated import mutated, unmerged
from tests.services.read_rosters import (
    FINDER,
    LAYOUTS,
    SAMPLES,
    answers,
    found_in,
    taken_apart,
    village_of,
    workbook,
)

SCRIPTS = Path(__file__).parents[2] / "scripts"
NOT_MUTATED = {
    "cards", "patients_police", "head_called_name", "man_and_wife", "no_header", "two_in_a_row", "unknown_headings",
    "twins_on_one_sheet", "twins_touching", "called_by_kind", "members_again_and_again", "second_line_each",
}  # fmt: skip
"""Asked about or left out as they are, or read by the order of their columns, which a mutation shuffles."""
OF_VISITS = {"visit_ledger", "months_ticked"}
"""Ledgers of visits: lists of people only where the user says so."""
MUTATED = [path for path in LAYOUTS if path.stem not in NOT_MUTATED]


def named(path):
    return path.stem


def people_of(told):
    return sorted(tuple(person.values()) for person in told["people"])


def everything(found):
    """All that the rows say, remarks apart (an added column may be taken for them)."""
    told = []
    for facts in found.everyone:
        person = sorted((name, str(value)) for name, value in facts.person.items() if name != "remarks")
        contacts = sorted((owner, sorted(map(str, values.items()))) for owner, values in facts.contacts.items())
        attributes = (sorted(facts.episode.items()), sorted(facts.household.items()), str(facts.since))
        more = (sorted(facts.phones), sorted(facts.tags), facts.certificates, len(facts.doubts))
        told.append(repr((facts.name, facts.sound_number, person, contacts, attributes, *more)))
    return sorted(told)


@pytest.mark.parametrize("path", SAMPLES, ids=named)
def test_the_county_rosters_give_exactly_their_people(path):
    assert found_in(workbook(path).sheets).people == people_of(answers(path))


@pytest.mark.parametrize("path", LAYOUTS, ids=named)
def test_further_layouts_give_exactly_their_people(path):
    told, found = answers(path), found_in(workbook(path).sheets)
    if told.get("left_out"):
        return
    assert found.people == people_of(told)
    assert found.rows == told["data_rows"]
    assert found.asked == told.get("asked", False)
    assert sorted(found.hidden) == sorted((one["name"], one["id_number"]) for one in told.get("hidden", ()))


def test_the_header_of_every_layout_is_found_without_help_or_asked_about():
    found = {path.stem: found_in(workbook(path).sheets) for path in LAYOUTS if not answers(path).get("left_out")}
    wanted = {path.stem: answers(path)["headers"] for path in LAYOUTS if not answers(path).get("left_out")}
    right = [name for name in found if [one[1:] for one in found[name].headers] == [one[1:] for one in wanted[name]]]
    assert len(right) >= 0.95 * len(found)
    assert all(found[name].asked for name in found if name not in right)


@pytest.mark.parametrize("path", [path for path in LAYOUTS if answers(path).get("facts")], ids=named)
def test_further_layouts_say_more_of_their_people(path):
    found = found_in(workbook(path).sheets).facts
    said = {
        "tags": lambda one: sorted(one.tags),
        "relation": lambda one: one.person.get("relation", ""),
        "phone": lambda one: next((number for number, whose in one.phones.items() if not whose), ""),
        "health": lambda one: one.person.get("health"),
        "cause": lambda one: one.household.get("cause"),
        "disability_grade": lambda one: one.episode.get("disability_grade"),
        "guardian_phone": lambda one: one.contacts["guardian"]["phone"],
        "head": lambda one: one.head.get("name", one.name),
    }
    for number, wanted in answers(path)["facts"].items():
        assert {name: said[name](found[number]) for name in wanted} == wanted


@pytest.mark.parametrize("path", [path for path in LAYOUTS if answers(path).get("left_out")], ids=named)
def test_what_is_no_roster_is_left_out_with_its_reason(path, importing_of):
    assert answers(path)["left_out"] in importing_of(path)


@pytest.fixture
def importing_of(desk):
    """Why a file is refused, or left out sheet by sheet."""

    def refused(path):
        try:
            recognised = Importing(desk.work).recognise(path.name, workbook(path))
        except FileTrouble as trouble:
            return " ".join([str(trouble), *(FINDER.look(sheet).left_out for sheet in workbook(path).sheets)])
        return " ".join(finding.left_out for finding in recognised.findings)

    return refused


def test_the_script_builds_these_very_files(monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    built = runpy.run_path(str(SCRIPTS / "build_rosters.py"))["built"]
    files = {path.name: path for path in LAYOUTS}
    seen = set()
    for name, content, told in built():
        seen.add(name)
        assert answers(files[name]) == told
        if name.endswith((".csv", ".txt")):
            assert files[name].read_bytes() == content
        else:
            assert read_workbook(content).sheets == workbook(files[name]).sheets
    assert seen == set(files)


def test_the_features_of_real_rosters_are_all_among_the_layouts():
    kinds = {workbook(path).kind for path in LAYOUTS}
    assert kinds >= {"xlsx", "xls", "csv", "ods", "html", "spreadsheetml"}
    deepest = [last - first + 1 for path in LAYOUTS for _, first, last in answers(path)["headers"]]
    assert set(deepest) >= {1, 2, 3, 5}
    assert len(LAYOUTS) >= 45


@pytest.mark.parametrize("path", SAMPLES, ids=named)
def test_two_hundred_other_layouts_of_each_give_the_same_people_and_facts(path):
    (rosters, _), wanted, wrong = taken_apart(path), people_of(answers(path)), []
    all_facts = everything(found_in(workbook(path).sheets))
    for seed in range(200):
        sheets = [mutated(roster, seed) for roster in rosters]
        if seed % 5 == 4:
            sheets = [unmerged(sheet) for sheet in sheets]
        found = found_in(sheets)
        if found.people != wanted or everything(found) != all_facts:
            wrong.append(seed)
    assert wrong == []


@pytest.mark.parametrize("path", MUTATED, ids=named)
def test_other_layouts_of_the_further_ones_give_the_same_people_or_ask(path):
    """A few of each; all two hundred are in tests/proof."""
    (rosters, villages), wanted, wrong = taken_apart(path), people_of(answers(path)), []
    wanted = sorted((*person[:4], person[4] if villages else "") for person in wanted)
    for seed in range(0, 200, 17):
        found = found_in([mutated(roster, seed, others=seed % 2 == 1) for roster in rosters], villages=villages)
        if found.people != wanted and not found.asked:
            wrong.append(seed)
        assert found.pairs <= {person[:2] for person in wanted}
    assert wrong == []


@pytest.mark.parametrize("path", SAMPLES, ids=named)
def test_rows_that_name_further_people_give_the_same_people(path):
    (rosters, _), wanted, wrong = taken_apart(path), people_of(answers(path)), []
    for seed in range(1000, 1120):
        if found_in([mutated(roster, seed, others=True) for roster in rosters]).people != wanted:
            wrong.append(seed)
    assert wrong == []


@pytest.mark.parametrize("path", SAMPLES, ids=named)
def test_other_layouts_written_to_real_files_give_the_same_people(path):
    (rosters, _), wanted = taken_apart(path), people_of(answers(path))
    for seed in (1, 7):
        data = written([mutated(roster, seed) for roster in rosters])
        assert found_in(read_workbook(data).sheets).people == wanted


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


def test_the_village_of_a_sheet_is_read_from_its_address_too():
    path = next(path for path in LAYOUTS if path.stem == "city_book")
    assert all(village_of(facts) for facts in found_in(workbook(path).sheets).facts.values())


def test_rosters_are_no_ledgers_of_visits(importing):
    for path in (*SAMPLES, *LAYOUTS):
        if not answers(path).get("left_out"):
            found = {layout.about for _, layout in importing.recognise(path.name, workbook(path)).tables}
            assert found <= ({"visits"} if path.stem in OF_VISITS else {"people"}), path.stem


@pytest.mark.parametrize("path", [path for path in LAYOUTS if not answers(path).get("left_out")], ids=named)
def test_further_layouts_are_checked_to_the_end(path, importing):
    """Through the same door as the command line, with the station's own rules: counts add up, nobody is wrong."""
    told = answers(path)
    about = "people" if path.stem in OF_VISITS else ""
    plan = importing.check(importing.recognise(path.name, workbook(path), about))
    left = sum(len(question.cases) for question in plan.questions if question.kind == "leaving")
    result = ImportResult(plan).to_json()
    got = sorted(tuple(person.values()) for person in result["people"])
    assert {person[:2] for person in got} <= {person[:2] for person in people_of(told)}
    assert len(got) + left == len(people_of(told))  # whoever is on a list of 停发 is asked about
    assert sum(result[outcome] for outcome in OUTCOMES) == result["rows_read"]


@pytest.fixture
def importing(desk):
    return Importing(desk.work)
