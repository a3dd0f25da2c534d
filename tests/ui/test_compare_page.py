"""新旧名单对照 on the page: figures open lists, items are settled, payments are told, tables go out."""

from datetime import date

import pytest
from PySide6.QtWidgets import QPushButton

from caredesk.catalog.differences import CHANGED, JOINED, KINDS, LEFT, ONLY_OURS
from caredesk.ui.form_dialog import FormDialog
from tests.services.test_rosters import receive, row
from tests.ui.conftest import quiet
from tests.ui.sight import clipped, nameless


@pytest.fixture
def compared(desk, clock):
    """Two months of 特困人员 and a death."""
    desk.records.save("visitor", {"name": "林悦", "role": "社工"})
    clock.move_to(date(2026, 10, 8))
    receive(desk, [row(place) for place in range(4)], 10)
    clock.move_to(date(2026, 11, 5))
    receive(desk, [row(1), row(2, amount="900"), row(4), row(5), row(6)])
    gone = next(one for one in desk.records.find("person") if one.name == "王秀丁")
    desk.people.change_state(gone.id, "死亡", date(2026, 11, 2), "死亡")
    desk.take_changes()
    return desk


@pytest.fixture
def window(compared, window_on):
    return window_on(compared, wide=1093, high=582)


@pytest.fixture
def page(window, qtbot):
    window.go("compare")
    quiet(qtbot, window)
    return window.page


def press(page, name):
    page.findChild(QPushButton, name).click()


def dialog(window):
    return next(one for one in window.findChildren(FormDialog) if one.isVisible())


def save(window, qtbot, **values):
    made = dialog(window)
    for name, value in values.items():
        made.form.set_value(name, value)
    made.findChild(QPushButton, "dialog.save").click()
    quiet(qtbot, window)


def test_every_part_can_be_read(page, window, qtbot):
    found = {}
    for kind in KINDS:
        page.lists.show_kind(kind)
        quiet(qtbot, window)
        found[kind] = clipped(window) + nameless(window)
    for part in ("stops", "moves", "lists"):
        page.show_part(part)
        quiet(qtbot, window)
        found[part] = clipped(window) + nameless(window)
    assert {name: said for name, said in found.items() if said} == {}


def test_a_figure_opens_exactly_its_people(page, window, qtbot, compared):
    items = compared.rosters.items()
    for kind, figure in page.lists.figures.items():
        figure.click()
        quiet(qtbot, window)
        assert int(figure.number.text()) == len(page.lists.rows.ids(""))
        assert set(page.lists.rows.ids("")) == {one.id for one in items if one.kind == kind}


def test_many_items_are_settled_at_once(page, window, qtbot, compared):
    page.lists.show_kind(JOINED)
    page.lists.table.selectAll()
    press(page, "settle")
    visitor = compared.records.find("visitor")[0].id
    save(window, qtbot, outcome="情况属实", visitor=visitor)
    told = {(one.outcome, one.visitor, one.deadline) for one in compared.rosters.items() if one.kind == JOINED}
    assert told == {("情况属实", "林悦", date(2026, 11, 15))}
    assert page.lists.figures[JOINED].under.whole() == "都办了"


def test_a_category_is_ended_from_its_item(page, window, qtbot, compared):
    page.lists.show_kind(LEFT)
    place = next(at for at, id_ in enumerate(page.lists.rows.ids("")) if page.lists.rows.rows([id_])[0][0] == "王秀甲")
    page.lists.table.selectRow(place)
    press(page, "end")
    dialog(window).findChild(QPushButton, "dialog.save").click()
    assert dialog(window).form.rows["end_reason"].problem.text(), "a reason is asked for"
    save(window, qtbot, end_reason="不再符合条件")
    person = next(one for one in compared.records.find("person") if one.name == "王秀甲")
    (episode,) = compared.records.parts("episode", person.id)
    assert (episode.until, episode.end_reason) == (date(2026, 10, 31), "不再符合条件")


def test_a_planned_visit_waits_on_the_first_page_until_somebody_went(page, window, qtbot, compared):
    page.lists.show_kind(CHANGED)
    page.lists.table.selectRow(0)
    press(page, "plan")
    save(window, qtbot)
    (plan,) = compared.planning.waiting()
    assert (plan.name, plan.planned_on) == ("王秀丙", date(2026, 11, 12))
    window.go("home")
    quiet(qtbot, window)
    said = [label.text() for label in window.page.waiting_card.findChildren(type(window.page.list_title))]
    window.page.show_list("planned")
    assert window.page.table.records.row(0)[0] == "王秀丙"
    assert any("停发告知还有1项" in text for text in said)
    visitor = compared.records.find("visitor")[0].id
    compared.records.save(
        "visit",
        {"person": plan.person, "visited_on": date(2026, 11, 5), "mode": "上门入户", "visitor": visitor,
         "met": "见到本人"},
    )  # fmt: skip
    assert compared.planning.waiting() == []


def test_who_was_told_is_noted(page, window, qtbot, compared):
    page.show_part("stops")
    quiet(qtbot, window)
    page.stops.table.selectRow(0)
    press(page, "tell")
    save(window, qtbot, told="县民政局刘科长", means="电话")
    (notice,) = compared.stopping.notices()
    assert (notice.told, notice.told_on, notice.means) == ("县民政局刘科长", date(2026, 11, 5), "电话")


def test_a_doubtful_list_is_settled_with_one_button(window, qtbot, compared, clock):
    clock.move_to(date(2026, 12, 4))
    receive(compared, [row(place) for place in range(12)], 11, file="更正.xlsx")
    receive(compared, [row(1)], 12)
    window.go("compare", month=date(2026, 12, 1))
    quiet(qtbot, window)
    page = window.page
    assert not [one for one in compared.rosters.items(month=date(2026, 12, 1)) if one.kind == LEFT]
    page.findChild(QPushButton, "bar.answer").click()
    quiet(qtbot, window)
    left = [one for one in compared.rosters.items(month=date(2026, 12, 1)) if one.kind == LEFT]
    assert len(left) > 5


def test_each_part_goes_out_as_excel_and_on_paper(page, window, qtbot, tmp_path):
    for part in ("lists", "stops", "moves"):
        page.show_part(part)
        quiet(qtbot, window)
        for ending in (".xlsx", ".pdf"):
            page.write(tmp_path / f"{part}{ending}")
            quiet(qtbot, window)
            assert (tmp_path / f"{part}{ending}").stat().st_size > 1000
        page.preview()
        quiet(qtbot, window)
        assert "共" in window.page.place.text()
        window.back()
        quiet(qtbot, window)


def test_the_last_step_of_an_import_leads_here(window, qtbot):
    window.go("roster")
    quiet(qtbot, window)
    window.page.done_step.compared.click()
    quiet(qtbot, window)
    assert window.page is window.pages["compare"]
    assert ONLY_OURS in window.page.lists.figures
