"""入户探访: four facts save it, and what is asked follows from mode, outcome and kind of person."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from caredesk.catalog.person import PERSON
from caredesk.catalog.visit import MET, MODES, OUTCOMES_BY_MODE, VISIT
from caredesk.catalog.visit_elderly import INDICATORS, self_care_by_indicators
from caredesk.catalog.visit_mental import MENTAL_FIELDS
from caredesk.schema.errors import Invalid
from caredesk.schema.privacy import Privacy

FACTS: dict[str, Any] = {
    "person": UUID(int=1), "visited_on": date(2026, 10, 8), "mode": "上门入户", "visitor": UUID(int=2),
    "met": "见到本人",
}  # fmt: skip


def visit(**values: Any) -> dict[str, Any]:
    return {**FACTS, **values}


def said(**values: Any) -> dict[str, str]:
    return {problem.field: problem.text for problem in VISIT.problems(visit(**values))}


def shown(values: dict[str, Any]) -> set[str]:
    return {name for name in VISIT.fields if VISIT.shown(name, values)}


def test_a_visit_saves_with_date_mode_who_went_and_whether_met() -> None:
    made = VISIT.build(FACTS)
    assert made.met == "见到本人"
    assert {name for name, spec in VISIT.fields.items() if spec.required} == set(FACTS)


@pytest.mark.parametrize("name", FACTS)
def test_a_visit_without_one_of_the_four_facts_is_refused(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        VISIT.build({**FACTS, name: None})
    assert refused.value.problems[0].field == name


@pytest.mark.parametrize("form", ["老年人", "儿童", "残疾人", "困难家庭", None])
@pytest.mark.parametrize("mode", MODES)
def test_a_telephone_never_asks_for_the_ability_to_dress(mode: str, form: str | None) -> None:
    for met in OUTCOMES_BY_MODE[mode]:
        asked = set(VISIT.pending(visit(mode=mode, met=met, form=form)))
        visible = shown(visit(mode=mode, met=met, form=form))
        seen = mode in ("上门入户", "在养老院/福利院见的") and met == "见到本人"
        if not seen:
            assert visible.isdisjoint(INDICATORS)
            assert "self_care" not in asked
        if mode in ("电话", "视频", "远程监测"):
            assert {"house", "electricity", "fire", "hygiene_home"}.isdisjoint(visible), "nobody looked around"


@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_asked_when_nobody_was_met(mode: str) -> None:
    for met in OUTCOMES_BY_MODE[mode]:
        asked = VISIT.pending(visit(mode=mode, met=met, form="老年人"))
        if met in (*MET, "家属代", "代接"):
            assert "situation" in asked
        else:
            assert asked == [], f"{mode} {met}"


def test_an_elderly_person_seen_at_home_is_asked_about_body_home_and_needs() -> None:
    asked = set(VISIT.pending(visit(form="老年人")))
    assert {"body", "mood", "self_care", "living", "house", "electricity", "needs", "risk", "hazard_found"} <= asked
    assert {"saw", "in_school", "harm_signs"}.isdisjoint(shown(visit(form="老年人")))


def test_a_child_is_asked_about_carers_school_and_water() -> None:
    asked = set(VISIT.pending(visit(form="儿童")))
    assert {"saw", "lives_with", "parents_called", "alone", "in_school", "drowning", "child_needs"} <= asked
    assert {"chronic", "self_care", "needs", "living", "duty"}.isdisjoint(shown(visit(form="儿童")))


def test_all_adults_share_the_core_the_body_and_the_home() -> None:
    for form in ("残疾人", "困难家庭"):
        visible = shown(visit(form=form))
        assert {
            "body",
            "mood",
            "self_care",
            "house",
            "needs",
            "action",
            "living",
            "benefits",
            "barrier_free",
        } <= visible
        assert {"saw", "in_school"}.isdisjoint(visible)
        assert "self_care" not in VISIT.pending(visit(form=form))


def test_a_disabled_person_is_asked_about_treatment_care_and_work() -> None:
    asked = set(VISIT.pending(visit(form="残疾人")))
    assert {"ill_lately", "supported_by", "living", "body"} <= asked
    assert {"work_form", "no_work_reason", "untreated"}.isdisjoint(shown(visit(form="残疾人")))
    assert "work_form" in shown(visit(form="残疾人", employed=True))
    assert {"no_work_living", "no_work_reason"} <= shown(visit(form="残疾人", employed=False))
    assert "ill_lately" not in shown(visit(form="老年人"))


def test_means_are_asked_only_when_the_visit_is_a_check() -> None:
    care = shown(visit(form="困难家庭", checking=False))
    check = visit(form="困难家庭", checking=True)
    means = {"labour", "income_total", "house_kind", "vehicles", "savings_kinds", "still_fits", "supporters_able"}
    assert means.isdisjoint(care)
    assert means <= shown(check)
    assert {"labour", "income_total", "house_kind", "vehicles", "survey_result", "still_fits"} <= set(
        VISIT.pending(check)
    )
    assert means.isdisjoint(shown({**check, "met": "外出"}))


def test_incomes_add_up() -> None:
    check = {"form": "困难家庭", "checking": True, "income_wages": 1_200_000, "income_land": 80_000}
    assert "少于上面各项相加的12800.00元" in said(**check, income_total=1_000_000)["income_total"]
    assert said(**check, income_total=1_280_000) == {}
    assert said(income_wages=1, income_total=0) == {}, "hidden answers are not held against a visit"


def test_somebody_of_several_categories_gets_the_questions_of_each() -> None:
    both = visit(form="儿童", also=("残疾人",))
    assert {"saw", "in_school", "child_needs", "ill_lately", "needs", "chronic"} <= shown(both)
    assert "needs" not in shown(visit(form="儿童"))
    assert {"labour"}.isdisjoint(shown(both))


def test_the_mental_part_opens_with_its_switch_and_only_then() -> None:
    closed = shown(visit(form="残疾人")) & set(MENTAL_FIELDS)
    assert closed == {"mental"}
    opened = visit(form="残疾人", mental=True)
    assert {"mental_with", "mental_seen", "mental_medicine", "mental_locked", "mental_danger_now"} <= set(
        VISIT.pending(opened)
    )
    assert "copied_danger" not in shown(opened), "nothing is copied without a source"
    assert "copied_danger" in shown({**opened, "copied_from": "镇卫生院随访记录"})
    assert {VISIT.privacy(name) for name in MENTAL_FIELDS} == {Privacy.RESTRICTED}


def test_copied_facts_need_source_day_and_assessor() -> None:
    copied = {"mental": True, "copied_from": "镇卫生院随访记录", "copied_danger": "1级"}
    assert set(said(**copied)) == {"copied_on", "copied_by"}
    whole = {**copied, "copied_on": date(2026, 9, 30), "copied_by": "王医生"}
    assert said(**whole) == {}
    assert "晚于走访日期" in said(**{**whole, "copied_on": date(2026, 10, 9)})["copied_on"]


def test_every_mode_has_its_own_reasons_for_not_meeting() -> None:
    assert set(OUTCOMES_BY_MODE) == set(MODES)
    assert "met" in said(mode="上门入户", met="空号")
    assert "met" in said(mode="电话", met="见到本人")
    assert said(mode="电话", met="代接") == {}
    for mode, outcomes in OUTCOMES_BY_MODE.items():
        assert len(set(outcomes) & set(MET)) == 1, mode


def test_hidden_answers_are_dropped_when_the_mode_changes() -> None:
    filled = visit(form="老年人", dresses=True, house="有隐患", body="一般")
    assert VISIT.build(filled).dresses is True
    by_phone = {**filled, "mode": "电话", "met": "接通"}
    assert VISIT.dropped(by_phone) == ["住房", "能自己穿衣"]
    kept = VISIT.build(by_phone)
    assert (kept.dresses, kept.house, kept.body) == (None, None, "一般")


def test_an_explanation_goes_with_the_question_it_explains() -> None:
    filled = visit(form="老年人", mood="其他", mood_note="想儿子")
    assert VISIT.build(filled).mood_note == "想儿子"
    assert VISIT.dropped({**filled, "met": "外出"}) == ["精神头、心情", "心情怎么样"]
    assert VISIT.build({**filled, "met": "外出"}).mood_note is None


def test_days_and_times_must_follow_each_other() -> None:
    assert said(started_at="9点") == {"started_at": "“开始时间”请写成 09:30 这样"}
    assert "ended_at" in said(started_at="10:30", ended_at="09:30")
    assert said(started_at="09:30", ended_at="10:10") == {}
    assert said(next_visit_on=date(2026, 10, 7)) == {
        "next_visit_on": "“下次走访”2026-10-07早于走访日期2026-10-08，请核对"
    }
    referral = {"referral_matter": "办残疾证", "referral_state": "已办结", "referred_on": date(2026, 10, 9)}
    assert "settled_on" in said(**referral, settled_on=date(2026, 10, 8))
    assert said(**referral, settled_on=date(2026, 10, 20)) == {}


def test_a_hidden_day_is_not_held_against_a_visit() -> None:
    """settled_on is only asked for once a referral is settled; what stood there before is dropped, not refused."""
    assert said(settled_on=date(2026, 10, 1)) == {}


def test_two_visitors_are_two_people() -> None:
    assert "second_visitor" in said(second_visitor=FACTS["visitor"])
    assert said(second_visitor=UUID(int=3)) == {}


def test_none_stands_alone() -> None:
    assert said(form="老年人", needs=("助餐(送餐)", "没有")) == {"needs": "选了“没有”，就不能再选别的，请核对"}
    assert said(form="老年人", needs=("没有",)) == {}
    assert "harm_signs" in said(form="儿童", harm_signs=("欺凌", "没有发现"))


def test_signs_of_harm_ask_what_was_seen_and_whether_it_was_reported() -> None:
    values = visit(form="儿童", harm_signs=("家庭暴力",))
    assert {"harm_note", "harm_reported"} <= shown(values)
    assert "harm_reported" in VISIT.pending(values)
    assert "harm_note" not in shown(visit(form="儿童", harm_signs=("没有发现",)))
    VISIT.build(values)  # a duty to report never stands in the way of writing down what was seen


SIX = [
    ((True,) * 6, "具备生活自理能力"),
    ((False, *(True,) * 5), "部分丧失生活自理能力"),
    ((False,) * 3 + (True,) * 3, "部分丧失生活自理能力"),
    ((False,) * 4 + (True,) * 2, "完全丧失生活自理能力"),
    ((False,) * 6, "完全丧失生活自理能力"),
    ((True,) * 5 + (None,), None),
]


@pytest.mark.parametrize(("answers", "level"), SIX)
def test_six_indicators_mean_a_level_of_self_care(answers: tuple[bool | None, ...], level: str | None) -> None:
    assert self_care_by_indicators(dict(zip(INDICATORS, answers, strict=True))) == level


def test_words_of_rosters_and_papers_are_read() -> None:
    assert VISIT.fields["mode"].parse("电访") == "电话"
    assert VISIT.fields["mode"].parse("入户") == "上门入户"
    assert VISIT.fields["chronic"].parse("高血压、中风（脑梗、脑出血）") == ("高血压", "中风(脑梗、脑出血)")
    assert VISIT.fields["self_care"].parse("全护理") == "失能"
    assert VISIT.fields["risk"].parse("高") == "高风险"


def test_one_risk_scale_only() -> None:
    assert VISIT.fields["risk"].options == PERSON.fields["risk"].options == ("高风险", "重点", "一般")


def test_photos_are_never_compulsory() -> None:
    assert not VISIT.fields["photos"].required
    assert not VISIT.fields["photos"].asked
    assert VISIT.fields["photos"].asked_when is None
