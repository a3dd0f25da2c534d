"""探访规则 in 设置: every rule with its grounds, confirmed, changed from a day on, taken from a file."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from caredesk.schema.evidence import STRENGTH_LABELS
from caredesk.ui.messages import Question
from tests.conftest import PASSWORD
from tests.ui.conftest import quiet


@pytest.fixture
def window(desk, window_on):
    made = window_on(desk)
    made.go("settings", part="rules")
    return made


def part(window):
    return window.page._shown


def mark(window, lineage):
    table = part(window).table
    table.selectRow(table.records.row_of(lineage))


def answer(window, qtbot, number):
    asked = next(one for one in window.findChildren(Question) if one.isVisible())
    asked.findChild(QPushButton, f"answer.{number}").click()
    quiet(qtbot, window)


def test_each_rule_says_what_it_rests_on_and_the_head_confirms_it(desk, window, qtbot):
    quiet(qtbot, window)
    for row in desk.rules.listed():
        mark(window, row.lineage)
        said = part(window).grounds.text()
        assert said.startswith(STRENGTH_LABELS[row.rule.strength])
        assert row.rule.basis.removeprefix("建议；") in said
    mark(window, "tekun_month")
    acts = part(window).acts
    assert acts["confirm"].isEnabled()
    assert not acts["stop"].isEnabled()
    acts["confirm"].click()
    answer(window, qtbot, 0)
    assert [row.lineage for row in desk.rules.listed() if row.used] == ["elderly_month", "tekun_month"]
    quiet(qtbot, window)
    assert "2条在用" in part(window).note.text()


def test_a_rule_is_changed_in_the_form_from_a_day_on(desk, window, qtbot):
    mark(window, "elderly_month")
    qtbot.keyClick(part(window).table, Qt.Key.Key_Return)
    page = window.page
    assert "特殊困难老年人每月一次" in page.title.text()
    page.form.set_value("unit", "季度")
    page.form.set_value("since", date(2026, 10, 1))
    page.save()
    assert len(desk.records.find("cadence_rule")) == 0, "October has its verdict"
    page.form.set_value("since", date(2026, 12, 1))
    page.save()
    (row,) = [row for row in desk.rules.listed() if row.used]
    assert row.planned == "2026年12月1日起改为“特殊困难老年人每季度一次”"


def test_a_season_is_added_beside_the_rule(desk, window, qtbot):
    mark(window, "elderly_month")
    part(window).acts["season"].click()
    page = window.page
    for name, value in {"unit": "周", "since": date(2026, 12, 1), "until": date(2026, 12, 31), "season": "寒潮",
                        "basis": "云溪县寒潮通知"}.items():  # fmt: skip
        page.form.set_value(name, value)
    page.save()
    assert {row.rule.title for row in desk.rules.listed() if row.rule.active} == {
        "特殊困难老年人每月一次", "寒潮期间特殊困难老年人每周一次",
    }  # fmt: skip


def test_a_file_is_shown_before_it_is_taken(desk, window, qtbot, tmp_path):
    path = tmp_path / "县里的规则.json"
    desk.rules.write(path)
    path.write_text(path.read_text("utf-8").replace('"times": 1', '"times": 2'), "utf-8")
    part(window).look(path)
    answer(window, qtbot, 0)
    assert desk.rules.listed()[0].rule.title == "特殊困难老年人每月2次"
    path.write_text("[]", "utf-8")
    part(window).look(path)
    assert len(desk.records.find("cadence_rule")) == 1


def test_who_may_not_change_rules_reads_them_only(desk, stations, folder, window_on, qtbot):
    desk.safety.add_user("林悦", "社工", PASSWORD)
    desk.close()
    other = stations.sign_in(folder, "林悦", PASSWORD)
    made = window_on(other)
    made.go("settings", part="rules")
    acts = part(made).acts
    assert [name for name, one in acts.items() if not one.isHidden()] == ["write"]


def test_the_calendar_tells_the_days_off_and_takes_the_stations_own(desk, window, qtbot):
    window.go("settings", part="calendar")
    said = " ".join(one.text() for one in window.page._shown.findChildren(QLabel))
    assert "春节：2月15日至23日放假，2月14日、28日上班" in said
    assert "2027年：国务院还没有公布" in said
    desk.records.save("calendar_day", {"on": date(2027, 1, 1), "kind": "放假", "name": "元旦"})
    assert desk.rules.holidays(2027) == ["元旦：1月1日放假"]
