"""Sheets of a round and of a village: who is on them, what stands on paper, and the visits typed in from them."""

from __future__ import annotations

import io
from datetime import date

import pypdfium2
import pytest

from caredesk.catalog.categories import CATEGORIES
from caredesk.catalog.rounds import ROUTE, ROUTE_COLUMNS, SHEET_COLUMNS, VILLAGE_SHEET
from caredesk.catalog.visit import VISIT
from caredesk.documents.metrics import Metrics
from caredesk.documents.pdf import write_forms_pdf, write_ledger_pdf
from caredesk.resources import resource
from caredesk.schema.errors import Invalid, NotAllowed, UserError
from caredesk.schema.fields import Choice
from caredesk.schema.privacy import Privacy
from caredesk.services.rounds.discretion import ELSEWHERE, discreet, secret_words
from caredesk.services.rounds.rounds import NewRound
from tests.conftest import PASSWORD
from tests.services.planted import Planter
from tests.ui.conftest import settle

DAY = date(2026, 11, 21)


@pytest.fixture
def town(desk, clock):
    settle(desk, clock)
    return desk


def village(desk, name="白庙村"):
    return desk.records.find("village", {"name": name})[0].id


def visitor(desk):
    return desk.records.find("visitor", {"name": "陈静"})[0].id


def a_round(desk, count=3, on=DAY):
    there = [one.person.id for one in desk.rounds.choosable(village(desk), on)][:count]
    return desk.rounds.make(NewRound(ROUTE, on, village(desk), on, visitor(desk)), there), there


def facts(desk, **more):
    told = {"visited_on": date(2026, 11, 20), "mode": "上门入户", "visitor": visitor(desk), "met": "见到本人"}
    return {**told, **more}


def text_of(sheet_or_forms):
    out = io.BytesIO()
    write = write_forms_pdf if hasattr(sheet_or_forms, "forms") else write_ledger_pdf
    write(sheet_or_forms, out, Metrics(resource))
    document = pypdfium2.PdfDocument(out.getvalue())
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def plain(text):
    return "".join(text.split())


def test_whose_visit_is_due_stands_first_then_the_walking_order(town):
    found = town.rounds.choosable(village(town), DAY)
    assert {one.person.village for one in found} == {"白庙村"}
    assert [one.now for one in found] == sorted((one.now for one in found), reverse=True)
    assert any(one.now for one in found)
    everywhere = [one.person.village for one in town.rounds.choosable(None, DAY) if one.now]
    assert everywhere == sorted(everywhere, key=("白庙村", "东塘村", "北河村").index)


def test_a_round_keeps_its_people_and_their_order_and_has_a_number_that_is_read(town):
    first, people = a_round(town)
    second, _ = a_round(town)
    assert town.rounds.one(first).number == "白庙村 2026年11月 第1张"
    assert town.rounds.one(second).number == "白庙村 2026年11月 第2张"
    assert [line.person for line in town.rounds.lines(first)] == people
    town.rounds.put_in_order(first, people[::-1])
    assert [line.person for line in town.rounds.lines(first)] == people[::-1]
    assert town.rounds.of_number("白庙村2026年11月第2张") == second
    town.records.save("visit", facts(town, person=people[0]))
    assert len(town.rounds.lines(first)) == len(people), "somebody who was visited meanwhile stays on the paper"


def test_a_line_is_saved_with_all_checks_of_the_form_and_names_its_sheet(town):
    sheet, people = a_round(town)
    with pytest.raises(Invalid) as refused:
        town.rounds.save_line(sheet, people[0], facts(town, met=None, visited_on=date(2026, 12, 1)))
    assert {one.field for one in refused.value.problems} == {"met"}
    with pytest.raises(Invalid, match="不能晚于今天"):
        town.rounds.save_line(sheet, people[0], facts(town, visited_on=date(2026, 12, 1)))
    visit = town.rounds.save_line(sheet, people[0], facts(town, risk="高风险"))
    saved = town.records.get("visit", visit)
    assert (saved.round, saved.village, saved.backfilled) == (sheet, village(town), True)
    assert town.records.get("person", people[0]).risk == "高风险"
    row = town.rounds.one(sheet)
    assert (row.typed, row.people, row.state) == (1, 3, "已交")
    with pytest.raises(UserError, match="已经录过"):
        town.rounds.save_line(sheet, people[0], facts(town))
    with pytest.raises(UserError, match="不在这张单上"):
        town.rounds.save_line(sheet, village(town), facts(town))


def test_a_visit_taken_back_frees_its_line(town):
    sheet, people = a_round(town)
    visit = town.rounds.save_line(sheet, people[0], facts(town))
    with pytest.raises(UserError, match="不能删除"):
        town.rounds.drop(sheet)
    town.records.bin("visit", visit)
    assert [line.visit for line in town.rounds.lines(sheet)] == [None, None, None]
    town.rounds.drop(sheet)
    assert town.rounds.listed() == []
    assert town.rounds.listed(ROUTE) == []
    town.records.bin("person", person_without_visits(town))


def person_without_visits(desk):
    """Somebody on no list but the one that was dropped."""
    told = {"name": "新来的", "village": village(desk), "state": "在册", "id_type": "没有证件"}
    made = desk.records.save("person", told)
    desk.rounds.make(NewRound(ROUTE, DAY, village(desk), DAY), [made])
    return made


def test_the_months_sheets_hold_everybody_who_is_to_be_visited_and_the_board_says_how_far_they_are(town):
    month = town.work.this_month()
    board = town.rounds.board(month)
    assert [row.state for row in board] == ["没有做表"] * 3
    made = town.rounds.make_sheets(month, [row.village for row in board])
    assert len(made) == 3
    assert town.rounds.make_sheets(month, [row.village for row in board]) == [], "one a village and month"
    assert [row.sheet.people for row in town.rounds.board(month)] == [row.due for row in board]
    first = town.rounds.board(month)[0]
    assert (first.state, first.sheet.number, first.sheet.visitor_name) == ("未交", "白庙村 2026年11月 登记表", "陈静")
    town.rounds.hand_in(first.sheet.id, date(2026, 11, 20), visitor(town))
    assert town.rounds.board(month)[0].state == "已交"
    for line in town.rounds.lines(first.sheet.id)[1:]:
        town.rounds.save_line(first.sheet.id, line.person, facts(town))
    assert town.rounds.board(month)[0].state == "已交"
    town.rounds.close(first.sheet.id)
    assert town.rounds.board(month)[0].state == "已录"
    with pytest.raises(Invalid):
        town.rounds.hand_in(first.sheet.id, date(2026, 11, 30))


def test_a_photo_of_the_sheet_is_kept_with_it(town, tmp_path):
    sheet, _ = a_round(town)
    picture = tmp_path / "sheet.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    name = town.photos.keep(picture)
    town.rounds.attach(sheet, [name])
    assert town.rounds.one(sheet).photos == (name,)
    assert town.photos.read(name) == picture.read_bytes()


def test_the_route_sheet_has_whom_where_and_what_was_promised(town):
    _, (first, *_) = a_round(town)
    town.records.save(
        "visit", facts(town, person=first, situation="电话号码换了", promise="帮忙问低保", promised_by=DAY)
    )
    people = [first, *(one.id for one in town.people.search("王秀英"))]
    sheet = town.rounds.make(NewRound(ROUTE, DAY, village(town), DAY, visitor(town)), people)
    said = plain(text_of(town.rounds.paper.sheet(sheet)))
    assert plain(town.rounds.one(sheet).number) in said
    for line in town.rounds.lines(sheet):
        assert line.name in said
    assert "帮忙问低保" in said
    assert "电话号码换了" in said
    assert "院里有恶犬，须两人同去" in said
    for phone in town.records.find("phone", {"person": people[0]}):
        assert phone.number in said, "a starred number cannot be called"
    assert any("完整号码" in repr(trace) for trace in town.safety.traces(5))
    number = town.records.get("person", people[0]).id_number
    assert number not in said


def test_the_forms_print_what_is_known_and_ask_the_rest_with_boxes(town):
    sheet, people = a_round(town)
    forms = town.rounds.paper.forms(sheet)
    assert len(forms.forms) == len(people)
    said = plain(text_of(forms))
    assert said.count("☐见到本人") == len(people)
    assert "2026年11月21日" in said
    assert "☐高血压" in said
    child = next(one for one in town.people.people() if town.visits.form_for({"id": one, "birth_date": None}) == "儿童")
    other = town.rounds.make(NewRound(ROUTE, DAY, None, DAY), [child])
    questions = [blank.label for part in town.rounds.paper.forms(other).forms[0].parts for blank in part.blanks]
    assert "孩子的需求" in questions
    assert "需求" not in questions
    assert "受侵害的迹象" not in questions


def test_no_paper_of_a_round_tells_of_anything_restricted(desk):
    """Every restricted field and option of every declared record is planted; free words tell of each as well."""
    world = Planter(desk).plant()
    words = sorted(secret_words(desk.declarations))
    assert len(words) > 20
    kind, people = desk.work.kind("visit"), list(world.ids["person"])
    with desk.work.records.write(None, "save") as write:
        for said in words:
            told = f"今天还好。他是{said}，要保密。多喝水。"
            born = {"name": "某人", "state": "在册", "entry_hint": told, "address": told}
            people.append(
                write.insert(desk.work.kind("person"), {**dict.fromkeys(desk.work.kind("person").fields), **born})
            )
            note = dict.fromkeys(("problems", "hazard_note", "situation", "promise"), told)
            values = {"visited_on": DAY, "mode": "上门入户", "met": "见到本人", "form": "儿童", **note}
            write.insert(kind, {**dict.fromkeys(kind.fields), "person": people[-1], "visitor": world.ids["visitor"][0],
                                **values})  # fmt: skip
    made = [desk.rounds.make(NewRound(one, DAY, None, DAY), people) for one in (ROUTE, VILLAGE_SHEET)]
    paper = desk.rounds.paper
    texts = [plain(text_of(one)) for one in (*map(paper.sheet, made), paper.forms(made[0]))]
    for text in texts:
        assert text.count("多喝水") >= len(words)
        for said in words:
            assert f"他是{plain(said)}" not in text
        for one in world.closed_to(Privacy.SENSITIVE):
            assert not any(plain(word) in text for word in one.texts), one.where
        for number in world.numbers:
            if not number.where.startswith("phone."):
                assert not any(word in text for word in number.texts), number.where


def test_every_restricted_name_is_a_secret_word(desk):
    words = secret_words(desk.declarations)
    for one in CATEGORIES:
        if one.privacy >= Privacy.RESTRICTED:
            assert {one.name, *one.aliases} <= words
    for kind in desk.declarations.records:
        for spec in kind.fields.values():
            if isinstance(spec, Choice):
                secret = {o for o, level in (spec.option_privacy or {}).items() if level >= Privacy.RESTRICTED}
                assert secret <= words
    assert "正常" not in words


def test_only_the_sentence_with_the_secret_is_left_out():
    assert discreet("腿脚不好。他在服刑！按时吃药", frozenset({"服刑"})) == f"腿脚不好。按时吃药{ELSEWHERE}"
    assert discreet("腿脚不好", frozenset({"服刑"})) == "腿脚不好"


def test_papers_are_written_as_pdf_and_nothing_else(town, tmp_path):
    sheet, people = a_round(town)
    assert town.rounds.paper.write(sheet, "sheet", tmp_path / "a.pdf") == len(people)
    assert town.rounds.paper.write(sheet, "forms", tmp_path / "b.pdf") == len(people)
    with pytest.raises(UserError, match="pdf"):
        town.rounds.paper.write(sheet, "sheet", tmp_path / "a.xlsx")


def test_who_may_not_record_visits_makes_no_sheet(town, stations, folder):
    sheet, people = a_round(town)
    town.safety.add_user("刘观", "只读", PASSWORD)
    town.close()
    other = stations.sign_in(folder, "刘观", PASSWORD)
    for call in (
        lambda: other.rounds.make(NewRound(ROUTE, DAY), people),
        lambda: other.rounds.save_line(sheet, people[0], {}),
        lambda: other.rounds.hand_in(sheet, DAY),
        lambda: other.rounds.attach(sheet, []),
        lambda: other.rounds.drop(sheet),
        lambda: other.rounds.paper.sheet(sheet),
        lambda: other.rounds.paper.forms(sheet),
        lambda: other.rounds.choosable(None, DAY),
    ):
        with pytest.raises(NotAllowed):
            call()
    assert other.rounds.one(sheet).people == len(people)
    other.close()


def test_the_columns_of_both_sheets_are_fields_of_the_visit():
    for names in (*ROUTE_COLUMNS, *SHEET_COLUMNS):
        for name in names:
            assert VISIT.privacy(name) < Privacy.RESTRICTED
