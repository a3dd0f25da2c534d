"""需求 -> 办理 -> 结果: what a visit found is followed up once, by somebody, by a day, until it has a result."""

from datetime import date

import pytest

from caredesk.schema.errors import Invalid, UserError
from caredesk.services.need_lists import NeedFilter
from tests.services.test_stopping import somebody

DAY = date(2026, 11, 18)


@pytest.fixture
def village(desk):
    return desk.records.save("village", {"name": "白庙村", "kind": "村", "official_order": 1})


@pytest.fixture
def worker(desk):
    return desk.records.save("visitor", {"name": "林悦", "role": "社工"})


@pytest.fixture
def wang(desk, village):
    return somebody(desk, village)


def visited(desk, person, worker, day=DAY, **more):
    values = {"person": person, "visited_on": day, "mode": "上门入户", "visitor": worker, "met": "见到本人"}
    return desk.records.save("visit", {**values, **more})


@pytest.fixture
def visit(desk, wang, worker):
    return visited(
        desk, wang, worker, hazard_found=True, hazard_note="电线老化", problems="没有人做饭",
        needs=("助餐(送餐)", "助浴"),
        promise="带一份低保申请表", promised_by=date(2026, 11, 25), referral_matter="评残", referred_to="残联",
    )  # fmt: skip


FOUND = [
    ("隐患", "电线老化"), ("问题", "没有人做饭"), ("需求", "助餐(送餐)"), ("需求", "助浴"),
    ("答应的事", "带一份低保申请表"), ("转介事项", "评残（转残联）"),
]  # fmt: skip


def proposed(desk, visit):
    return [(one.kind, one.what) for one in desk.needs.proposed(visit)]


def test_a_visit_proposes_what_it_found_and_enters_nothing_by_itself(desk, visit):
    assert proposed(desk, visit) == FOUND
    assert desk.needs.needs() == []


def test_what_was_taken_has_an_owner_and_a_day_and_is_not_proposed_again(desk, visit):
    desk.needs.take(visit, desk.needs.proposed(visit), due=date(2026, 12, 3))
    rows = {row.what: row for row in desk.needs.needs()}
    assert {row.owner for row in rows.values()} == {"林悦"}
    assert rows["助浴"].due == date(2026, 12, 3)
    assert rows["带一份低保申请表"].due == date(2026, 11, 25)
    assert {(row.name, row.village, row.found_on, row.state) for row in rows.values()} == {
        ("王秀英", "白庙村", DAY, "待办")
    }
    assert proposed(desk, visit) == []


def test_the_same_found_again_is_no_second_need_while_the_first_is_open(desk, wang, worker, visit):
    taken = desk.needs.take(visit, desk.needs.proposed(visit))
    again = visited(desk, wang, worker, date(2026, 11, 20), needs=("助浴", "日托"))
    assert proposed(desk, again) == [("需求", "日托")]
    bath = next(row.id for row in desk.needs.needs() if row.what == "助浴")
    desk.needs.close([bath], "浴室装好了扶手", date(2026, 11, 20))
    later = visited(desk, wang, worker, date(2026, 11, 21), needs=("助浴",))
    assert proposed(desk, later) == [("需求", "助浴")]
    assert len(taken) == len(FOUND)


def test_a_need_that_was_thrown_away_is_not_proposed_by_its_visit_again(desk, visit):
    ids = desk.needs.take(visit, desk.needs.proposed(visit))
    desk.records.bin("need", ids[0])
    assert proposed(desk, visit) == []


def test_taking_needs_is_one_act_that_can_be_taken_back(desk, visit):
    desk.needs.take(visit, desk.needs.proposed(visit))
    desk.records.undo_last()
    assert desk.needs.needs() == []
    assert proposed(desk, visit) == FOUND


def test_an_other_need_is_proposed_only_where_no_words_tell_of_it(desk, wang, worker):
    assert proposed(desk, visited(desk, wang, worker, needs=("其他",))) == [("需求", "其他")]
    told = visited(desk, wang, worker, date(2026, 11, 20), needs=("其他", "助浴"), problems="棉被薄")
    assert proposed(desk, told) == [
        ("问题", "棉被薄"),
        ("需求", "助浴"),
    ]


def test_answers_that_say_there_is_nothing_propose_nothing(desk, wang, worker):
    assert proposed(desk, visited(desk, wang, worker, needs=("没有",), hazard_found=False)) == []


def test_many_are_closed_at_once_and_none_without_a_result(desk, visit):
    ids = desk.needs.take(visit, desk.needs.proposed(visit))
    with pytest.raises(Invalid):
        desk.needs.close(ids, "", date(2026, 11, 20))
    with pytest.raises(Invalid):
        desk.needs.close(ids, "办好了", date(2026, 11, 22))
    with pytest.raises(Invalid):
        desk.needs.close(ids, "办好了", date(2026, 11, 1))
    assert desk.needs.close(ids, "办好了", date(2026, 11, 20)) == len(ids)
    assert {row.state for row in desk.needs.needs()} == {"已办结"}
    assert desk.needs.needs(NeedFilter(open_only=True)) == []


def test_needs_are_given_to_somebody_by_a_day_and_listed_by_village_and_owner(desk, village, worker, visit):
    other = desk.records.save("visitor", {"name": "何建国", "role": "社工"})
    ids = desk.needs.take(visit, desk.needs.proposed(visit))
    desk.needs.assign(ids[:2], other, date(2026, 11, 20))
    assert {row.id for row in desk.needs.needs(NeedFilter(owner=other))} == set(ids[:2])
    assert {row.id for row in desk.needs.needs(NeedFilter(owner=worker))} == set(ids[2:])
    assert len(desk.needs.needs(NeedFilter(village=village))) == len(ids)
    assert [row.late for row in desk.needs.needs()][:3] == [True, True, False]
    with pytest.raises(UserError):
        desk.needs.close([other], "办好了", DAY)


def test_what_nobody_answered_nags_on_the_first_page(desk, wang, visit):
    ids = desk.needs.take(visit, desk.needs.proposed(visit), due=date(2026, 11, 19))
    refer(desk, wang, ids[0], feedback_due=date(2026, 11, 19))
    refer(desk, wang, None, sent_on=None)
    desk.records.save("resource_request", {"person": wang, "what": "轮椅", "asked_on": DAY, "need": ids[1]})
    rows = desk.needs.needs()
    assert sum(row.state == "待办" for row in rows) == len(ids) - 2
    assert sum(row.late for row in rows) == len(ids) - 1  # what was promised has a day of its own
    figures = desk.today.look().lists
    assert {line.opens for line in figures["needs"]} == {row for row in rows if row.nags}
    assert len(figures["needs"]) == len(ids)
    assert [(row.waits, row.late) for row in desk.needs.referrals()] == [(True, True), (False, False)]
    assert [line.opens for line in figures["referrals"]] == desk.needs.referrals()[:1]
    assert [row.open for row in desk.needs.resources()] == [True]


def refer(desk, person, need=None, **more):
    values = {"person": person, "matter": "评残", "department": "残联", "consent": "同意", "sent_on": DAY, "need": need}
    return desk.records.save("referral", {**values, **more})


def test_a_need_that_is_passed_on_is_under_way_and_says_where(desk, wang, visit):
    ids = desk.needs.take(visit, desk.needs.proposed(visit))
    made = refer(desk, wang, ids[-1])
    row = next(row for row in desk.needs.needs() if row.id == ids[-1])
    assert (row.state, row.passed_on) == ("办理中", "转残联，待反馈")
    desk.records.save("referral", {"feedback": "已评二级", "feedback_on": date(2026, 11, 20), "accepted": "接收"}, made)
    row = next(row for row in desk.needs.needs() if row.id == ids[-1])
    assert row.passed_on == "转残联，已反馈"
    assert desk.today.look().lists["referrals"] == []


def test_a_referral_gets_a_number_of_its_own(desk, wang):
    for _ in range(2):
        refer(desk, wang)
    assert sorted(row.number for row in desk.needs.referrals()) == ["转2026-0001", "转2026-0002"]
    desk.records.bin("referral", desk.needs.referrals()[0].id)
    refer(desk, wang)
    assert len({row.number for row in desk.needs.referrals()}) == 2
    assert "转2026-0003" in {row.number for row in desk.needs.referrals()}


def test_nobody_is_passed_on_against_their_will_but_the_law_may_ask_for_it(desk, wang):
    for refused in ({"consent": "不同意"}, {"consent": None}, {"department": None}):
        with pytest.raises(Invalid):
            refer(desk, wang, **refused)
    refer(desk, wang, consent="紧急保护")
    refer(desk, wang, consent="不同意", sent_on=None)


def test_who_may_only_look_is_proposed_nothing(desk, stations, folder, visit):
    from tests.conftest import PASSWORD

    desk.safety.add_user("刘观", "只读", PASSWORD)
    desk.close()
    other = stations.sign_in(folder, "刘观", PASSWORD)
    assert other.needs.proposed(visit) == []
    other.close()
