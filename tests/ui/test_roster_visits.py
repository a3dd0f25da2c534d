"""收作走访记录 on the page: an old ledger through the same steps, by keys, and seen as such everywhere."""

import pytest

from tests.ui.conftest import quiet, settle
from tests.ui.rosters import check, known, read, write

HEAD = ("序号", "走访日期", "村", "姓名", "走访方式", "走访人", "走访情况")


@pytest.fixture
def lively(desk, clock):
    settle(desk, clock)
    return desk


@pytest.fixture
def window(lively, window_on):
    return window_on(lively, wide=1093, high=582)


@pytest.fixture
def page(window, qtbot):
    window.go("roster")
    quiet(qtbot, window)
    return window.page


def ledger(desk, folder):
    rows = []
    for number, name in enumerate(("王秀英", "李国强"), start=1):
        person = known(desk, name)
        where = desk.records.get("village", person.village).name
        rows.append((f"2025.3.{number}", where, name, "入户", "周敏、老高", "身体还好"))
    return write(folder, rows, name="走访.csv", head=HEAD, title="青石镇2025年走访台账")


def test_an_old_ledger_is_shown_as_visits_checked_and_taken_in(page, window, lively, qtbot, tmp_path):
    read(page, window, qtbot, ledger(lively, tmp_path))
    assert "2 行走访记录" in page.bottom.state.text()
    page.aside()
    quiet(qtbot, window)
    assert page.layout_step.visits.isChecked()
    offered = [page.layout_step.columns.target.itemText(at) for at in range(page.layout_step.columns.target.count())]
    assert {"走访日期", "走访方式", "探访人"} <= set(offered)
    check(page, window, qtbot)
    assert [one.name for one in page.hand.plan.visits] == ["王秀英", "李国强"]
    page.bottom.next_button.click()
    quiet(qtbot, window)
    assert "收作走访记录 2 次" in page.done_step.said.text()
    assert len(lively.records.find("visit", {"origin": "历史导入"})) == 2


def test_whoever_wants_a_list_of_people_of_it_says_so(page, window, lively, qtbot, tmp_path):
    read(page, window, qtbot, ledger(lively, tmp_path))
    page.aside()
    quiet(qtbot, window)
    page.layout_step.visits.click()
    quiet(qtbot, window)
    assert not page.hand.tables[0].visits
    assert not page.layout_step.visits.isChecked()
    page.layout_step.visits.click()
    quiet(qtbot, window)
    assert page.hand.tables[0].visits


def test_what_a_decision_means_is_said_in_words_of_the_question(page, window, lively, qtbot, tmp_path):
    rows = [("2025.3.9", "白庙村", "查无此人", "入户", "周敏", "身体还好")]
    read(page, window, qtbot, write(tmp_path, rows, name="走访.csv", head=HEAD, title="青石镇2025年走访台账"))
    check(page, window, qtbot)
    decisions = page.check_step.decisions
    offered = [one.text() for one in decisions.buttons.values() if not one.isHidden()]
    assert offered == ["2 照表里的新建", "4 这一行不收"]
