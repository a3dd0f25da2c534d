"""评估: what a report says is kept with its scale, what is counted out here is never counted anew."""

from datetime import date

import pytest

from caredesk.catalog.assessment import AID, HERE, OUTSIDE
from caredesk.catalog.person import SELF_CARE
from caredesk.catalog.scales_child import FIVE_LEVELS, QIANXI, STATION_GUARDIANSHIP
from caredesk.catalog.scales_elderly import ABILITY_2022, SELF_CARE_SIX
from caredesk.schema.errors import Invalid, UserError
from tests.catalog.test_scales import best, every, worst
from tests.conftest import PASSWORD
from tests.services.test_stopping import registered, somebody

DAY = date(2026, 11, 18)


@pytest.fixture
def village(desk):
    return desk.records.save("village", {"name": "白庙村", "kind": "村", "official_order": 1})


@pytest.fixture
def wang(desk, village):
    return somebody(desk, village)


def done_here(desk, person, scale, answers, **more):
    told, closed = scale.told(answers)
    values = {"person": person, "scale": scale.title, "origin": HERE, "assessed_on": DAY}
    return desk.records.save("assessment", {**values, "answers": told, "closed_answers": closed, **more})


def outside(desk, person, score, level, day=DAY, **more):
    values = {"person": person, "scale": ABILITY_2022.title, "origin": OUTSIDE, "assessed_on": day, "score": score}
    return desk.records.save("assessment", {**values, "level": level, "agency": "县人民医院", **more})


def kept(desk, id_):
    return desk.work.records.row(desk.work.kind("assessment"), id_)


def test_the_six_indicators_are_counted_and_the_answers_kept(desk, wang):
    answers = {**every(SELF_CARE_SIX, best), "i6": "不能"}
    row = kept(desk, done_here(desk, wang, SELF_CARE_SIX, answers))
    assert (row["score"], row["level"], row["version"]) == (1, SELF_CARE[1], "特困人员认定办法")
    assert SELF_CARE_SIX.read(row["answers"]) == answers


def test_the_aid_is_never_kept_as_an_official_result(desk, wang):
    row = kept(desk, done_here(desk, wang, ABILITY_2022, every(ABILITY_2022, best)))
    assert (row["origin"], row["score"], row["level"]) == (AID, 90, "能力完好")


def test_open_questions_are_named_one_by_one(desk, wang):
    answers = every(SELF_CARE_SIX, best)
    del answers["i2"], answers["i5"]
    with pytest.raises(Invalid) as refused:
        done_here(desk, wang, SELF_CARE_SIX, answers)
    assert [one.field for one in refused.value.problems] == ["i2", "i5"]


def test_what_only_a_total_is_known_of_asks_for_it_unless_an_emergency_decides(desk, wang):
    with pytest.raises(Invalid):
        done_here(desk, wang, FIVE_LEVELS, {})
    assert kept(desk, done_here(desk, wang, FIVE_LEVELS, {}, score=17))["level"] == "二级"
    assert kept(desk, done_here(desk, wang, FIVE_LEVELS, {"o2": True}))["level"] == "一级"


def test_an_outside_result_stays_as_the_report_has_it(desk, wang):
    row = kept(desk, outside(desk, wang, 70, "中度失能"))
    assert (row["score"], row["level"], row["version"]) == (70, "中度失能", "GB/T 42195-2022")


def test_a_level_that_does_not_go_with_the_score_or_the_register_is_worth_a_look(desk, wang):
    registered(desk, wang, "特殊困难老年人", subtype="失能", ability_level="轻度失能")
    said = desk.reviews.after("assessment", outside(desk, wang, 70, "中度失能"))
    assert any("轻度失能”，填的是“中度失能" in one for one in said)
    assert any("登记的能力评估等级是“轻度失能”" in one for one in said)
    assert desk.reviews.after("assessment", outside(desk, wang, 70, "轻度失能")) == []


def test_a_score_beyond_the_scale_is_refused(desk, wang):
    for score in (91, 600):
        with pytest.raises(Invalid):
            outside(desk, wang, score, "能力完好")


def test_what_was_answered_cannot_be_changed_but_a_remark_can(desk, wang):
    made = done_here(desk, wang, SELF_CARE_SIX, every(SELF_CARE_SIX, best))
    told, _ = SELF_CARE_SIX.told(every(SELF_CARE_SIX, worst))
    with pytest.raises(UserError):
        desk.records.save("assessment", {"answers": told}, made)
    desk.records.save("assessment", {"remark": "女儿在场"}, made)
    assert (kept(desk, made)["score"], kept(desk, made)["remark"]) == (0, "女儿在场")


def test_the_time_it_is_valid_follows_from_the_scale_and_runs_out_on_the_list_of_reviews(desk, wang, clock):
    made = done_here(desk, wang, STATION_GUARDIANSHIP, every(STATION_GUARDIANSHIP, best))
    assert kept(desk, made)["valid_until"] == date(2028, 11, 18)
    assert not [one for one in desk.reviews.due() if one.kind == "assessment"]
    clock.move_to(date(2028, 11, 1))
    (found,) = [one for one in desk.reviews.due() if one.kind == "assessment"]
    assert (found.owner, found.on) == (wang, date(2028, 11, 18))
    assert "要重新评估" in found.said
    again = done_here(
        desk, wang, STATION_GUARDIANSHIP, every(STATION_GUARDIANSHIP, best), assessed_on=date(2028, 11, 1)
    )
    assert again
    assert not [one for one in desk.reviews.due() if one.kind == "assessment"]


def test_a_level_suggests_a_risk_and_a_person_decides(desk, wang):
    made = done_here(desk, wang, STATION_GUARDIANSHIP, {**every(STATION_GUARDIANSHIP, best), "i4": "失当"})
    told = desk.assessing.proposed_risk(made)
    assert (told.person, told.risk, told.now) == (wang, "高风险", "")
    assert desk.records.get("person", wang).risk is None
    desk.records.save("person", {"risk": "高风险"}, wang)
    assert desk.assessing.proposed_risk(made) is None


def test_an_earlier_assessment_suggests_nothing_any_more(desk, wang):
    earlier = done_here(
        desk, wang, STATION_GUARDIANSHIP, every(STATION_GUARDIANSHIP, worst), assessed_on=date(2026, 3, 1)
    )
    done_here(desk, wang, STATION_GUARDIANSHIP, every(STATION_GUARDIANSHIP, best))
    assert desk.assessing.proposed_risk(earlier) is None


def test_the_scores_of_one_scale_make_a_line_over_the_years(desk, wang):
    for year, score in ((2024, 80), (2025, 72), (2026, 64)):
        outside(desk, wang, score, ABILITY_2022.level_of(score), date(year, 6, 1))
    done_here(desk, wang, SELF_CARE_SIX, every(SELF_CARE_SIX, best))
    (chart,) = desk.assessing.charts(wang)
    assert (list(chart.categories), list(chart.series[0].values)) == (
        ["2024-06-01", "2025-06-01", "2026-06-01"],
        [80, 72, 64],
    )
    assert "高分好" in chart.title


def test_signs_of_abuse_are_for_the_head_and_the_worker_who_gave_them_does_not_lose_them(desk, stations, folder, wang):
    desk.safety.add_user("陈静", "社工", PASSWORD)
    desk.close()
    worker = stations.sign_in(folder, "陈静", PASSWORD)
    made = done_here(worker, wang, QIANXI, {**every(QIANXI, best), "i5": ("性侵隐患",)})
    assert worker.records.get("assessment", made).closed_answers is None
    worker.records.save("assessment", {"remark": "已报站长"}, made)
    worker.close()
    head = stations.sign_in(folder, "站长", PASSWORD)
    assert head.records.get("assessment", made).closed_answers == ("居住安全=性侵隐患",)
    head.close()


def test_the_scales_for_a_child_stand_first_for_a_child(desk):
    assert [one.serves for one in desk.assessing.scales("儿童")][:4] == [("儿童",)] * 4
    assert desk.assessing.scales("老年人")[0] is SELF_CARE_SIX
