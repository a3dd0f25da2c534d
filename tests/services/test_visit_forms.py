"""What a visit form begins with, what is carried over from the last visit, and the mental-disorder part's switch."""

from datetime import date

import pytest

from caredesk.catalog import DECLARATIONS
from caredesk.catalog.phrases import ANYWHERE, PLACES, PRESETS
from caredesk.catalog.visit_mental import MENTAL_FIELDS
from caredesk.schema.errors import Invalid
from caredesk.schema.privacy import Privacy
from caredesk.services.access import User
from caredesk.services.desk import Desk
from tests.conftest import CHEAP

VISIT = DECLARATIONS.by_key["visit"]


@pytest.fixture
def visitor(desk):
    return desk.records.save("visitor", {"name": "陈静", "role": "社工"})


def person(desk, name="王秀英", *categories, **more):
    made = desk.records.save("person", {"name": name, **more})
    for one in categories:
        desk.records.save("episode", {"person": made, "category": one})
    return made


def visit(desk, who, visitor, on=date(2026, 10, 12), **more):
    told = {"person": who, "visited_on": on, "mode": "上门入户", "visitor": visitor, "met": "见到本人", **more}
    return desk.records.save("visit", told)


def as_worker(desk):
    return Desk(desk._station, User(desk.user.id, "林悦", "社工"), desk.clock, [], cost=CHEAP)


def test_the_forms_of_all_categories_are_asked_and_the_first_leads(desk):
    home = desk.records.save("household", {"head_name": "王秀英"})
    desk.records.save("household_episode", {"household": home, "category": "低保"})
    wang = person(desk, "王秀英", "残疾人", "特殊困难老年人", household=home)
    begun = desk.visit_forms.begun(wang)
    assert (begun["form"], begun["also"]) == ("老年人", ("残疾人", "困难家庭"))
    assert (begun["visited_on"], begun["person"]) == (desk.clock.today(), wang)


def test_a_visit_from_elsewhere_gets_its_forms_by_itself(desk, visitor):
    wang = person(desk, "王秀英", "残疾人", "特困人员")
    made = desk.records.get("visit", visit(desk, wang, visitor))
    assert (made.form, made.also) == ("残疾人", ("困难家庭",))


def test_a_restricted_category_names_no_form(desk):
    wang = person(desk, "王秀英", "精神障碍社区康复服务对象")
    assert desk.visit_forms.begun(wang)["form"] == "老年人"


def test_what_seldom_changes_is_carried_over_and_no_observation(desk, visitor):
    wang = person(desk)
    visit(desk, wang, visitor, on=date(2026, 9, 3), living="独居", body="慢性病", chronic=("高血压",), mood="正常",
          chronic_note="150/90", situation="屋里暖和", self_care="自理")  # fmt: skip
    visit(desk, wang, visitor, on=date(2026, 10, 12), mode="电话", met="无人接听")
    assert desk.visit_forms.carried(wang) == {"living": "独居", "body": "慢性病", "chronic": ("高血压",)}
    carried = {name for name, spec in VISIT.fields.items() if spec.carried}
    assert carried.isdisjoint({"mood", "chronic_note", "situation", "visited_on", "met", "self_care", "risk", "house"})
    assert all(VISIT.privacy(name) < Privacy.RESTRICTED for name in carried), "nothing restricted is copied unseen"


def test_a_worker_is_not_handed_what_the_role_may_not_read(desk, visitor):
    wang = person(desk)
    visit(desk, wang, visitor, form="儿童", harm_signs=("欺凌",))
    assert desk.visit_forms.earlier(wang)[0]["harm_signs"] == ("欺凌",)
    assert as_worker(desk).visit_forms.earlier(wang)[0]["harm_signs"] is None


def test_earlier_visits_of_one_that_is_changed_are_those_before_it(desk, visitor):
    wang = person(desk)
    ids = [visit(desk, wang, visitor, on=date(2026, 10, day), situation=str(day)) for day in (1, 2, 3, 4, 5)]
    assert [one["situation"] for one in desk.visit_forms.earlier(wang)] == ["5", "4", "3"]
    assert [one["situation"] for one in desk.visit_forms.earlier(wang, ids[2])] == ["2", "1"]


def test_who_else_lives_there_is_offered_as_long_as_they_are_in_the_register(desk):
    home = desk.records.save("household", {"head_name": "赵大山"})
    one, two, gone = (person(desk, name, household=home) for name in ("赵大山", "赵小军", "赵老太"))
    desk.people.change_state(gone, "死亡", date(2026, 11, 1))
    assert [row.id for row in desk.visit_forms.at_home(one)] == [two]
    assert desk.visit_forms.at_home(person(desk, "独居的人")) == []


def test_the_visitor_of_whoever_is_signed_in_is_found_by_name(desk):
    assert desk.visit_forms.me() is None
    made = desk.records.save("visitor", {"name": desk.user.name, "role": "社工"})
    assert desk.visit_forms.me() == made
    desk.records.save("visitor", {"name": desk.user.name, "role": "网格员"})
    assert desk.visit_forms.me() is None, "two of a name: nobody is guessed"


# --- the mental-disorder part


def switch_on(desk):
    desk.records.save("station", {"mental_contacts": True, "mental_basis": "县卫健局2026年1月协议"}, desk.settings.id)


def test_the_mental_part_is_off_until_the_head_switches_it_on_with_a_written_basis(desk, visitor):
    wang = person(desk)
    assert desk.visit_forms.left_out() == MENTAL_FIELDS
    with pytest.raises(Invalid, match="还没有启用"):
        visit(desk, wang, visitor, mental=True)
    with pytest.raises(Invalid, match="书面依据"):
        desk.records.save("station", {"mental_contacts": True}, desk.settings.id)
    switch_on(desk)
    assert desk.visit_forms.left_out() == ()
    made = desk.records.get("visit", visit(desk, wang, visitor, mental=True, mental_seen="自言自语"))
    assert made.mental_seen == "自言自语"


def test_what_was_recorded_stays_when_it_is_switched_off_again_and_the_visit_can_be_changed(desk, visitor):
    switch_on(desk)
    wang = person(desk)
    made = visit(desk, wang, visitor, mental=True, mental_seen="自言自语")
    desk.records.save("station", {"mental_contacts": False}, desk.settings.id)
    desk.records.save("visit", {"situation": "改过的"}, made)
    assert desk.records.get("visit", made).mental_seen == "自言自语"
    with pytest.raises(Invalid, match="还没有启用"):
        desk.records.save("visit", {"mental_seen": "别的"}, made)


def test_the_mental_part_opens_by_itself_only_for_whoever_may_know_whom_it_concerns(desk, visitor):
    switch_on(desk)
    wang, li = person(desk, "王秀英", "精神障碍社区康复服务对象"), person(desk, "李国强")
    assert desk.visit_forms.begun(wang)["mental"] is True
    assert desk.visit_forms.begun(li)["mental"] is None
    assert as_worker(desk).visit_forms.begun(wang)["mental"] is None


def test_a_worker_writes_it_and_only_the_head_reads_it(desk, visitor):
    switch_on(desk)
    wang, worker = person(desk), as_worker(desk)
    made = visit(worker, wang, visitor, mental=True, mental_seen="自言自语")
    assert worker.records.get("visit", made).mental_seen is None
    worker.records.save("visit", {"situation": "好", "mental": None, "mental_seen": None}, made)
    assert desk.records.get("visit", made).mental_seen == "自言自语"


def test_no_ledger_and_no_return_asks_for_the_mental_part():
    paths = repr([DECLARATIONS.ledgers, DECLARATIONS.returns])
    assert "situation" in paths, "the search would find a field"
    assert [name for name in MENTAL_FIELDS if f"'{name}'" in paths or f".{name}'" in paths] == []


# --- phrases


def test_phrases_of_a_field_come_first_then_those_for_any_then_what_came_along(desk):
    for text, place in (
        ("已联系家属", ANYWHERE),
        ("讲了用火安全", PLACES["action"]),
        ("按时吃药", PLACES["situation"]),
    ):
        desk.records.save("phrase", {"text": text, "place": place})
    presets = [text for field, text in PRESETS if field == "action"]
    assert desk.visit_forms.phrases("action") == ["讲了用火安全", "已联系家属", *presets]
    assert desk.visit_forms.phrases("harm_note") == [], "none for what only the head reads"


def test_a_phrase_names_nobody(desk):
    with pytest.raises(Invalid, match="不能有证件号"):
        desk.records.save("phrase", {"text": "打14912345678", "place": ANYWHERE})


def test_every_place_of_a_phrase_is_one_field():
    assert len(set(PLACES.values())) == len(PLACES)
    assert {field for field, _ in PRESETS} <= set(PLACES)
