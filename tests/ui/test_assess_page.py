"""记评估: the scale is chosen, the report copied or the questions answered by keys; a suggestion is asked about."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from caredesk.catalog.assessment import AID, HERE, OUTSIDE
from caredesk.catalog.scales_child import QIANXI, STATION_GUARDIANSHIP
from caredesk.catalog.scales_elderly import ABILITY_2022, SELF_CARE_SIX
from caredesk.ui.chart import BarChart
from caredesk.ui.messages import Question
from tests.catalog.test_scales import best, every
from tests.services.test_assessing import outside
from tests.services.test_stopping import somebody
from tests.ui.conftest import quiet
from tests.ui.sight import clipped, nameless


@pytest.fixture
def wang(desk):
    village = desk.records.save("village", {"name": "白庙村", "kind": "村", "official_order": 1})
    return somebody(desk, village)


@pytest.fixture
def window(desk, wang, window_on):
    desk.take_changes()
    return window_on(desk, wide=1093, high=582)


def press(widget, name):
    widget.findChild(QPushButton, name).click()


def kept(desk, person):
    return [desk.work.kind("assessment").values(one) for one in desk.assessing.of(person)]


def begin(window, qtbot, wang, name):
    window.go("person", id=wang, part="assessment")
    quiet(qtbot, window)
    press(window.page, "add")
    quiet(qtbot, window)
    press(window.page, name)
    quiet(qtbot, window)
    return window.page


def test_the_six_indicators_are_answered_by_keys_alone_and_counted_on_the_way(window, qtbot, desk, wang):
    page = begin(window, qtbot, wang, "do.self_care_six")
    page.form.go_to(page.form.rows["i1"])
    for n in range(1, 7):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_2 if n == 6 else Qt.Key.Key_1)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert page.counted.whole() == "合计1分 · 部分丧失生活自理能力"
    page.save()
    quiet(qtbot, window)
    (row,) = kept(desk, wang)
    assert (row["score"], row["origin"], row["scale"]) == (1, HERE, SELF_CARE_SIX.title)
    assert row["answers"][-1] == "自主洗澡=不能"


def test_open_questions_are_marked_where_they_stand_and_nothing_is_kept(window, qtbot, desk, wang):
    page = begin(window, qtbot, wang, "do.self_care_six")
    page.form.set_value("i1", "能")
    page.save()
    assert page.form.rows["i2"].problem.text()
    assert not page.form.rows["i1"].problem.text()
    assert kept(desk, wang) == []


def test_the_aid_says_at_every_step_that_it_is_no_report(window, qtbot, desk, wang):
    page = begin(window, qtbot, wang, "do.ability_2022")
    assert "不能当评估报告用" in page.hint.text()
    for name, value in every(ABILITY_2022, best).items():
        page.form.set_value(name, value)
    assert page.counted.whole() == "合计90分 · 能力完好，非正式，仅供参考"
    page.save()
    quiet(qtbot, window)
    assert kept(desk, wang)[0]["origin"] == AID


def test_a_report_is_copied_as_it_stands(window, qtbot, desk, wang):
    page = begin(window, qtbot, wang, "copy.ability_2022")
    assert "i1" not in page.form.rows
    for name, value in {
        "agency": "县人民医院",
        "assessed_on": date(2026, 11, 2),
        "score": 64,
        "level": "中度失能",
    }.items():
        page.form.set_value(name, value)
    page.save()
    quiet(qtbot, window)
    (row,) = kept(desk, wang)
    assert (row["origin"], row["level"], row["agency"]) == (OUTSIDE, "中度失能", "县人民医院")


def test_a_suggested_risk_is_asked_about_and_only_then_set(window, qtbot, desk, wang):
    for answer, risk in ((1, None), (0, "高风险")):
        page = begin(window, qtbot, wang, "do.guardianship_station")
        for name, value in {**every(STATION_GUARDIANSHIP, best), "i4": "失当"}.items():
            page.form.set_value(name, value)
        page.save()
        quiet(qtbot, window)
        asked = next(one for one in window.findChildren(Question) if one.isVisible())
        press(asked, f"answer.{answer}")
        quiet(qtbot, window)
        assert desk.records.get("person", wang).risk == risk


def test_a_draft_comes_back_under_its_own_scale(window, qtbot, desk, wang):
    page = begin(window, qtbot, wang, "do.guardianship_station")
    page.form.set_value("i1", "不足")
    page.form.clock.flush()
    window.go("home")
    quiet(qtbot, window)
    window.go("assess", person=wang)
    quiet(qtbot, window)
    assert window.page._fixed["scale"] == STATION_GUARDIANSHIP.title
    next(one for one in window.findChildren(QPushButton) if one.text() == "接着填").click()
    assert window.page.form.values()["i1"] == "不足"


def test_a_draft_of_another_scale_is_never_laid_over_the_wrong_questions(window, qtbot, desk, wang):
    page = begin(window, qtbot, wang, "do.guardianship_station")
    page.form.set_value("i1", "不足")
    page.form.clock.flush()
    window.page._begin(wang, QIANXI.title, HERE)
    quiet(qtbot, window)
    next(one for one in window.findChildren(QPushButton) if one.text() == "接着填").click()
    assert window.page._fixed["scale"] == STATION_GUARDIANSHIP.title
    assert window.page.form.values()["i1"] == "不足"


def test_the_persons_page_tells_scores_over_time_and_the_answers_when_asked(window, qtbot, desk, wang):
    for year, score in ((2024, 80), (2025, 72), (2026, 64)):
        outside(desk, wang, score, ABILITY_2022.level_of(score), date(year, 6, 1))
    told, _ = SELF_CARE_SIX.told(every(SELF_CARE_SIX, best))
    desk.records.save("assessment", {"person": wang, "scale": SELF_CARE_SIX.title, "origin": HERE,
                                     "assessed_on": date(2026, 11, 2), "answers": told})  # fmt: skip
    desk.take_changes()
    window.go("person", id=wang, part="assessment")
    quiet(qtbot, window)
    (chart,) = window.page.findChildren(BarChart)
    assert "2026-06-01：得分64分" in chart.accessibleDescription()
    press(window.page, "answers")
    assert clipped(window) + nameless(window) == []


def test_what_was_counted_cannot_be_typed_over_later(window, qtbot, desk, wang):
    told, _ = SELF_CARE_SIX.told(every(SELF_CARE_SIX, best))
    made = desk.records.save("assessment", {"person": wang, "scale": SELF_CARE_SIX.title, "origin": HERE,
                                            "assessed_on": date(2026, 11, 2), "answers": told})  # fmt: skip
    window.go("assess", id=made)
    quiet(qtbot, window)
    assert not {"score", "level", "i1"} & set(window.page.form.rows)
    window.page.form.set_value("remark", "女儿在场")
    window.page.save()
    quiet(qtbot, window)
    assert kept(desk, wang)[0]["remark"] == "女儿在场"


def test_choosing_and_answering_can_be_read_in_a_low_window(window, qtbot, desk, wang):
    window.go("assess", person=wang)
    quiet(qtbot, window)
    assert clipped(window) + nameless(window) == []
    for scale in (ABILITY_2022, QIANXI, STATION_GUARDIANSHIP):
        window.page._begin(wang, scale.title, HERE)
        quiet(qtbot, window)
        assert clipped(window) + nameless(window) == [], scale.key
