"""What the pages do with a real station behind them."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from caredesk.services.access import RIGHTS
from caredesk.ui.messages import Question
from caredesk.ui.pages.people import PeopleSource
from tests.ui.conftest import quiet, settle
from tests.ui.hands import press, type_here, type_words

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def lively(desk, clock):
    settle(desk, clock)
    return desk


@pytest.fixture
def window(lively, window_on):
    return window_on(lively)


def open_page(window, qtbot, key, **what):
    window.go(key, **what)
    quiet(qtbot, window)
    return window.page


def person(desk, name="王秀英"):
    return desk.people.search(name)[0].id


def texts(page):
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def question(window):
    return next(one for one in window.findChildren(Question) if one.isVisible())


def press_button(page, name):
    page.findChild(QPushButton, name).click()


# --- today


def test_every_figure_of_today_opens_as_many_names_as_it_says(window, lively, qtbot):
    page = open_page(window, qtbot, "home")
    figures = lively.visits.today()
    for key in ("overdue", "first", "due", "done"):
        page.show_list(key)
        assert page.table.records.rowCount() == len(getattr(figures, key)) == int(page.figures[key].number.text())
    assert f"本月该访{figures.expected}人，已访{len(figures.done)}人" in page.under.whole()


def test_today_follows_what_is_saved_elsewhere(window, lively, qtbot):
    page = open_page(window, qtbot, "home")
    before = int(page.figures["done"].number.text())
    chosen = lively.visits.today().first or lively.visits.today().due
    told = {"visited_on": lively.clock.today(), "mode": "电话", "met": "接通"}
    visitor = lively.records.find("visitor")[0].id
    window.session.do(
        lambda desk: desk.records.save("visit", {"person": chosen[0].person.id, "visitor": visitor, **told})
    )
    qtbot.waitUntil(lambda: int(page.figures["done"].number.text()) == before + 1)


def test_ctrl_k_finds_somebody_from_anywhere(window, lively, qtbot):
    open_page(window, qtbot, "backup")
    press(Qt.Key.Key_K, CTRL)
    type_here("lgq")
    qtbot.waitUntil(lambda: window.finder.open)
    press(Qt.Key.Key_Return)
    assert window.page.name.whole() == "李国强"


# --- people


def test_the_list_is_narrowed_by_words_village_category_state_and_risk(window, lively, qtbot):
    page = open_page(window, qtbot, "people")
    assert page.table.records.rowCount() == 12
    page.village.setCurrentIndex(page.village.findText("白庙村"))
    page.search()
    assert page.table.records.rowCount() == 4
    page.reload()
    assert page.village.currentText() == "白庙村", "a choice stays when the list is read anew"
    page.category.setCurrentIndex(page.category.findText("困境儿童"))
    page.search()
    assert page.table.records.rowCount() == 1
    page.clear()
    page.risk.setCurrentIndex(page.risk.findText("高风险"))
    page.search()
    assert page.table.records.rowCount() == 2, "the risk found at a visit is the person's"
    page.clear()
    type_words(page.words, "王秀英")
    page.search()
    assert page.table.records.rowCount() == 1
    assert "共 1 人" in page.under.whole()


def test_words_and_choices_narrow_together_and_say_who_else_has_that_name(window, lively, qtbot):
    page = open_page(window, qtbot, "people")
    page.village.setCurrentIndex(page.village.findText("白庙村"))
    type_words(page.words, "李国强")
    page.search()
    assert page.table.isHidden()
    assert "全站有 1 人对得上" in page.empty.text()
    press_button(page, "anyway")
    assert page.table.records.rowCount() == 1
    assert page.table.isVisible()


def test_the_list_shows_who_is_due_as_today_does(window, lively, qtbot):
    page = open_page(window, qtbot, "people")
    figures = lively.visits.today()
    for label, key in (("超期未访", "overdue"), ("待首访", "first"), ("本月已访", "done")):
        page.due.setCurrentIndex(page.due.findText(label))
        page.search()
        quiet(qtbot, window)
        assert set(page.source.ids("")) == {row.person.id for row in getattr(figures, key)}
        assert f"共 {len(getattr(figures, key))} 人" in page.under.whole() or not getattr(figures, key)


def test_words_and_choices_stay_while_somebodys_page_is_looked_at(window, lively, qtbot):
    page = open_page(window, qtbot, "people")
    page.village.setCurrentIndex(page.village.findText("白庙村"))
    type_words(page.words, "王")
    page.search()
    open_page(window, qtbot, "person", id=person(lively))
    window.finder.setText("李")
    page = open_page(window, qtbot, "people")
    assert (page.words.text(), page.village.currentText()) == ("王", "白庙村")
    assert page.words.selectedText() == "王", "typing replaces it"
    assert page.table.records.rowCount() == 1
    assert window.finder.text() == "", "what was looked for does not follow to the next page"


def test_an_empty_station_is_told_how_people_get_in(desk, window_on, qtbot):
    window = window_on(desk)
    page = open_page(window, qtbot, "home")
    assert page.begin.take.hasFocus()
    assert page.list_card.isHidden()
    assert "还没有服务对象" in texts(page)
    assert "名单里还没有人" in texts(open_page(window, qtbot, "people"))
    open_page(window, qtbot, "home")
    press_button(page, "begin")
    quiet(qtbot, window)
    assert window.here[0] == "roster"
    window.session.do(lambda desk: desk.records.save("person", {"name": "王秀英", "state": "在册"}))
    page = open_page(window, qtbot, "home")
    assert page.begin.isHidden()
    assert page.list_card.isVisible()


def test_the_list_stars_every_number(lively):
    source = PeopleSource(lively)
    for row in source.rows(source.ids("")):
        assert row[5].count("*") == 11


def test_names_sort_as_they_sound_and_ages_by_age(window, lively, qtbot):
    page = open_page(window, qtbot, "people")
    page.table.records.sort(2, Qt.SortOrder.DescendingOrder)
    ages = [int(page.table.records.row(row)[2]) for row in range(12)]
    assert ages == sorted(ages, reverse=True)


# --- a person


def test_a_whole_number_is_shown_only_for_a_reason_and_leaves_a_trace(window, lively, qtbot):
    page = open_page(window, qtbot, "person", id=person(lively))
    whole = lively.records.get("person", page.id).id_number
    assert whole not in texts(page)
    eye = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "显示完整身份证号")
    eye.click()
    asked = question(window)
    type_words(asked._line, "核对低保申请")
    asked.findChild(QPushButton, "answer.0").click()
    assert whole in texts(page)
    trace = next(one for one in lively.safety.traces() if one.what == "查看完整号码")
    assert trace.reason == "核对低保申请"


def test_parts_are_added_shown_and_put_into_the_bin(window, lively, qtbot):
    id_ = person(lively)
    page = open_page(window, qtbot, "person", id=id_, part="phone")
    page.add()
    form = window.page.form
    form.set_value("number", "14912345678")
    form.set_value("whose", "儿子")
    window.page.save()
    quiet(qtbot, window)
    assert window.page is page
    page.show_part("phone")
    quiet(qtbot, window)
    assert "149****5678" in texts(page)
    away = [b for b in page.findChildren(QPushButton) if b.text() == "删除"][-1]
    away.click()
    question(window).findChild(QPushButton, "answer.0").click()
    assert len(lively.records.parts("phone", id_)) == 1


def test_changing_a_person_shows_in_the_history_with_who_did_it(window, lively, qtbot):
    id_ = person(lively)
    open_page(window, qtbot, "person", id=id_)
    open_page(window, qtbot, "record", kind="person", id=id_)
    window.page.form.set_value("address", "青石镇老街9号")
    window.page.save()
    quiet(qtbot, window)
    window.page.show_part("history")
    quiet(qtbot, window)
    assert "现住址：青石镇1号 → 青石镇老街9号" in texts(window.page)


def test_somebody_new_is_shown_with_the_categories_and_told_that_one_is_missing(window, lively, qtbot):
    page = open_page(window, qtbot, "record", kind="person")
    page.form.set_value("name", "钱小梅")
    page.save()
    quiet(qtbot, window)
    assert window.page.id == person(lively, "钱小梅")
    assert window.page.at == "episode"
    assert "还没有类别" in window.messages.texts()[0]


def test_a_visit_is_put_into_the_bin_and_taken_back(window, lively, qtbot):
    id_ = person(lively)
    before = len(lively.visits.of(id_))
    page = open_page(window, qtbot, "person", id=id_)
    press_button(page, "visit.bin")
    press_button(question(window), "answer.0")
    quiet(qtbot, window)
    assert len(lively.visits.of(id_)) == before - 1
    next(b for b in window.messages.place.findChildren(QPushButton) if b.text() == "撤销").click()
    assert len(lively.visits.of(id_)) == before


def test_the_history_of_a_person_tells_of_visits_and_telephones(window, lively, qtbot):
    page = open_page(window, qtbot, "person", id=person(lively), part="history")
    for word in ("走访", "电话", "见到本人"):
        assert word in texts(page)


def test_a_change_that_was_not_saved_is_kept_and_offered(window, lively, qtbot):
    id_ = person(lively)
    page = open_page(window, qtbot, "record", kind="person", id=id_, at="address")
    page.form.rows["address"].editor.heart.setFocus()
    page.form.rows["address"].editor.heart.selectAll()
    type_here("99")
    window.go("home")
    quiet(qtbot, window)
    window.page.show_list("drafts")
    assert window.page.table.records.row(0)[0] == "王秀英"
    assert window.page.table.records.row(0)[2].startswith("修改服务对象")
    page = open_page(window, qtbot, "record", kind="person", id=id_)
    assert page.form.values()["address"] != "99", "offered, not applied"
    next(b for b in window.messages.place.findChildren(QPushButton) if b.text() == "接着填").click()
    assert page.form.values()["address"] == "99"
    page.save()
    assert lively.records.get("person", id_).address == "99"
    assert lively.drafts.all() == []


def test_a_dead_persons_state_needs_its_day(window, lively, qtbot):
    page = open_page(window, qtbot, "record", kind="person", id=person(lively))
    page.form.set_value("state", "死亡")
    page.save()
    assert "请填写是哪一天" in page.form.rows["state_on"].problem.text()


def test_a_second_person_with_the_same_number_is_stopped_at_the_field(window, lively, qtbot):
    number = lively.records.get("person", person(lively)).id_number
    page = open_page(window, qtbot, "record", kind="person")
    page.form.set_value("name", "王秀")
    page.form.set_value("id_number", number)
    page.save()
    assert "重复" in page.form.rows["id_number"].problem.text()


def test_a_binned_person_is_gone_from_the_list_and_comes_back_from_settings(window, lively, qtbot):
    page = open_page(window, qtbot, "people")
    open_page(window, qtbot, "person", id=person(lively, "买买提"))
    window.page.ask_bin()
    question(window).findChild(QPushButton, "answer.0").click()
    quiet(qtbot, window)
    assert window.page is page
    assert page.table.records.rowCount() == 11
    settings = open_page(window, qtbot, "settings", part="bin")
    back = next(
        button for button in settings.findChildren(QPushButton)
        if button.text() == "取回" and "服务对象" in texts(button.parentWidget())
    )  # fmt: skip
    back.click()
    assert lively.people.search("买买提")


def test_somebody_with_visits_is_not_binned_and_the_reason_is_said(window, lively, qtbot):
    page = open_page(window, qtbot, "person", id=person(lively))
    page.ask_bin()
    question(window).findChild(QPushButton, "answer.0").click()
    assert window.page is page
    assert "不能删除" in window.messages.texts()[0]


def test_a_household_is_registered_from_the_person_and_shows_its_members(window, lively, qtbot):
    id_ = person(lively)
    page = open_page(window, qtbot, "person", id=id_, part="household")
    press_button(page, "to_household")
    quiet(qtbot, window)
    assert window.page.form.rows["household"].editor.heart.hasFocus()
    type_here("王建国")
    qtbot.waitUntil(lambda: window.page.form.rows["household"].editor.line.open)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    window.page.save()
    home = lively.records.get("person", id_).household
    assert lively.records.get("household", home).head_name == "王建国"
    page = open_page(window, qtbot, "person", id=id_, part="household")
    press_button(page, "household_episode.new")
    window.page.form.set_value("category", "低保")
    window.page.save()
    page = open_page(window, qtbot, "person", id=id_, part="household")
    quiet(qtbot, window)
    assert "户主：王建国" in texts(page)
    assert "低保" in texts(page)


def test_a_household_says_who_lives_there_since_when_and_who_left(window, lively, qtbot):
    villages = lively.records.find("village")
    told = {"head_name": "王秀英", "village": villages[0].id, "address": "白庙村三组1号"}
    home = lively.records.save("household", told)
    head, wife, son = (person(lively, name) for name in ("王秀英", "李国强", "张桂兰"))
    for id_, relation in ((son, "子"), (wife, "配偶"), (head, "户主")):
        lively.records.save("person", {"household": home, "relation": relation}, id_)
    lively.people.split_household(home, [son], son, date(2026, 11, 5))
    page = open_page(window, qtbot, "person", id=wife, part="household")
    said = texts(page)
    assert said.index("户主 · 86岁") < said.index("配偶 · 85岁")
    assert "以前在这户：张桂兰（子），2026年11月4日离开" in said
    page = open_page(window, qtbot, "person", id=son, part="household")
    said = texts(page)
    assert "2026年11月5日起在这户" in said
    assert "以前的户" in said
    assert page.findChild(QPushButton, "part.stay") is None, "it stands below the household"


def test_somebody_alike_is_shown_before_a_second_record_is_made(window, lively, qtbot):
    there = lively.records.get("person", person(lively))
    page = open_page(window, qtbot, "record", kind="person")
    for name in ("name", "birth_date", "village"):
        page.form.set_value(name, getattr(there, name))
    page.save()
    asked = question(window)
    assert "是同一个人吗" in asked.accessibleName()
    asked.findChild(QPushButton, "answer.1").click()
    assert len(lively.records.find("person", {"name": "王秀英"})) == 2


# --- ledger, return


def test_the_list_of_people_is_printed_as_it_is_narrowed(window, lively, qtbot):
    page = open_page(window, qtbot, "people")
    page.village.setCurrentIndex(page.village.findText("白庙村"))
    page.search()
    press_button(page, "to_ledger")
    quiet(qtbot, window)
    assert window.page.view.cells.rowCount() == 4


def test_in_a_low_window_filters_fold_away_and_say_what_they_hold(lively, window_on, qtbot):
    window = window_on(lively, wide=1093, high=500)
    window.setFixedSize(1093, 500)
    for key, held in (("people", "已选1项"), ("ledger", "更多条件")):
        page = open_page(window, qtbot, key)
        combo = page.village if key == "people" else page.filters["village"]
        more = page.findChild(QPushButton, "more_filters")
        assert more.isVisible()
        assert held in more.text()
        assert not combo.isVisible()
        more.click()
        assert combo.isVisible()


def test_a_ledger_offers_the_filters_it_knows(window, lively, qtbot):
    page = open_page(window, qtbot, "ledger")
    assert page.filters["visitor"].isVisible()
    assert not page.filters["state"].isVisible()
    page.filters["visitor"].setCurrentIndex(1)
    page.filters["mode"].setCurrentIndex(page.filters["mode"].findText("电话"))
    page.reload()
    quiet(qtbot, window)
    assert page.view.cells.rowCount() == 0


def test_the_ledger_opens_the_visit_behind_a_row_and_narrows(window, lively, qtbot):
    page = open_page(window, qtbot, "ledger")
    assert page.view.cells.rowCount() == 3
    assert "共 3 行" in page.info.whole()
    page.view.narrow("李国强")
    assert page.view.cells.rowCount() == 0
    page.view.narrow("")
    page.view.selectRow(0)
    page.view.setFocus()
    press(Qt.Key.Key_Return)
    quiet(qtbot, window)
    assert type(window.page).__name__ == "VisitPage"
    assert window.page.id is not None


def test_a_reader_who_may_not_change_visits_is_shown_the_person(desk, clock, window_on, qtbot):
    settle(desk, clock)
    desk.user = desk.work.user = replace(desk.user, role="只读")
    window = window_on(desk)
    page = open_page(window, qtbot, "ledger")
    page._open(page.view.cells.key_at(0))
    assert type(window.page).__name__ == "PersonPage"
    assert not window.page.findChild(QPushButton, "edit").isVisible()


def test_stars_come_off_for_a_reason_only(window, lively, qtbot):
    page = open_page(window, qtbot, "ledger")
    assert all("***" in row[7] for row in page.sheet.rows)
    page.starred.click()
    assert page.starred.isChecked(), "still starred while the question stands"
    asked = question(window)
    type_words(asked._line, "县民政局核对")
    asked.findChild(QPushButton, "answer.0").click()
    quiet(qtbot, window)
    assert not any("*" in row[7] for row in page.sheet.rows)


@pytest.mark.parametrize("ending", [".xlsx", ".pdf"])
def test_a_ledger_is_written_as_a_file(window, lively, qtbot, tmp_path, ending):
    page = open_page(window, qtbot, "ledger")
    path = tmp_path / f"台账{ending}"
    page.write(path)
    quiet(qtbot, window)
    assert path.stat().st_size > 1000
    assert any("写好了，共3行" in text for text in window.messages.texts())


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(window, lively, qtbot, tmp_path):
    page = open_page(window, qtbot, "ledger")
    page.write(tmp_path / "没有的文件夹" / "台账.xlsx")
    quiet(qtbot, window)
    assert window.messages.texts()
    assert "写好了" not in window.messages.texts()[0]


def test_the_preview_shows_every_page(window, lively, qtbot):
    ledger = open_page(window, qtbot, "ledger")
    ledger.preview()
    quiet(qtbot, window)
    page = window.page
    assert page.place.text() == "第 1 页 / 共 1 页"
    assert not page.paper.pixmap().isNull()


def test_every_figure_of_the_return_opens_exactly_its_names(window, lively, qtbot):
    page = open_page(window, qtbot, "monthly")
    links = [b for b in page.findChildren(QPushButton) if b.objectName().startswith("figure.")]
    assert len(links) >= 8
    for link in links:
        number = int(link.text())
        key = link.objectName().removeprefix("figure.")
        page.open_names(key, "")
        quiet(qtbot, window)
        assert window.page.table.records.rowCount() == number, key
        window.back()


def test_the_figure_in_the_text_of_the_return_opens_its_names_too(window, lively, qtbot):
    page = open_page(window, qtbot, "monthly")
    link = page.findChild(QPushButton, "figure.everybody")
    assert "期末在册服务对象" in link.accessibleName()
    link.click()
    quiet(qtbot, window)
    assert window.page.table.records.rowCount() == 12
    places = [window.page.table.records.row(row)[3] for row in range(12)]
    assert places == sorted(places, key=["白庙村三组", "东塘村三组", "北河村三组"].index)


def test_households_behind_a_figure_are_named_and_open_at_a_member(window, lively, qtbot):
    home = lively.records.save("household", {"head_name": "王秀英", "address": "青石镇1号"})
    someone = person(lively)
    lively.records.save("person", {"household": home, "relation": "户主"}, someone)
    page = open_page(window, qtbot, "names", record="household", ids=(home,), said="在册户数")
    assert page.title.whole() == "名单：共 1 户"
    assert list(page.table.records.row(0)) == ["王秀英", "", "青石镇1号", "王秀英"]
    page.table.opened.emit(home)
    quiet(qtbot, window)
    assert window.here == ("person", {"id": someone, "part": "household"})


def test_a_list_of_names_is_copied_for_a_spreadsheet(window, lively, qtbot):
    page = open_page(window, qtbot, "names", record="person", ids=tuple(lively.people.people()), said="全部")
    page.copy.click()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 13


# --- the rest


def test_a_backup_is_made_checked_and_listed(window, lively, qtbot):
    page = open_page(window, qtbot, "backup")
    page.make()
    quiet(qtbot, window)
    assert [one.why for one in lively.safety.backups()][:1] == ["asked"]
    assert page.table.records.row(0)[1] == "手动"
    assert any("服务对象12人" in text for text in window.messages.texts())


def test_the_keys_stay_on_the_page_after_a_backup(window, lively, qtbot):
    page = open_page(window, qtbot, "backup")
    page.make_button.setFocus()
    press(Qt.Key.Key_Return)
    quiet(qtbot, window)
    assert lively.safety.backups()[0].why == "asked"
    assert page.make_button.hasFocus()


def test_today_no_longer_asks_for_a_backup_once_the_daily_one_is_made(window, lively, qtbot):
    page = open_page(window, qtbot, "home")
    assert lively.safety.backups()
    assert "备份" not in texts(page)


def test_a_message_moves_nothing_on_the_page(window, lively, qtbot):
    page = open_page(window, qtbot, "people")
    before = page.table.mapTo(window, page.table.rect().topLeft())
    window.messages.trouble("盘满了，请删掉一些文件再试。")
    quiet(qtbot, window)
    assert page.table.mapTo(window, page.table.rect().topLeft()) == before
    place = window.messages.place
    assert window.rect().contains(place.mapTo(window, place.rect().bottomRight()))
    assert place.height() >= place.layout().totalHeightForWidth(place.width())


def test_after_ctrl_k_the_keys_are_on_the_person_not_in_the_navigation(window, lively, qtbot):
    press(Qt.Key.Key_K, CTRL)
    type_here("李国强")
    press(Qt.Key.Key_Return)
    quiet(qtbot, window)
    at = QApplication.focusWidget()
    assert window.page is at or window.page.isAncestorOf(at)


def test_somebody_is_let_in_with_a_role(window, lively, qtbot):
    page = open_page(window, qtbot, "settings", part="users")
    press_button(page, "user.new")
    for name, text in (("user.name", "李建军"), ("user.first", "jianjun-2026"), ("user.again", "jianjun-2026")):
        type_words(page.findChild(QLineEdit, name), text)
    from caredesk.ui.editors.options import Options

    page.findChild(Options).choose(("社工",))
    press_button(page, "user.save")
    assert [(one.name, one.role) for one in lively.safety.users() if one.role == "社工"] == [("李建军", "社工")]
    assert len(lively.records.find("visitor", {"name": "李建军"})) == 1, "who visits stands on the list of visitors"


def test_the_township_puts_another_head_in_place(desk, clock, window_on, qtbot):
    settle(desk, clock)
    desk.user = desk.work.user = replace(
        desk.user, role="乡镇管理员", id=desk.safety.add_user("镇民政办", "乡镇管理员", "minzheng-2026")
    )
    vars(desk).pop("safety")
    window = window_on(desk)
    page = open_page(window, qtbot, "settings", part="users")
    press_button(page, "user.head")
    for name, text in (("user.name", "林悦"), ("user.first", "linyue-2026"), ("user.again", "linyue-2026")):
        type_words(page.findChild(QLineEdit, name), text)
    press_button(page, "user.save")
    heads = [(one.name, one.active) for one in desk.safety.users() if one.role == "站长"]
    assert sorted(heads) == sorted([("站长", False), ("林悦", True)])


@pytest.mark.parametrize("role", RIGHTS)
def test_a_role_finds_only_the_pages_it_may_open(desk, window_on, role):
    desk.user = desk.work.user = replace(desk.user, role=role)
    window = window_on(desk)
    shown = set(window.buttons)
    assert ("visit" in shown) == (role in ("站长", "社工"))
    assert ("roster" in shown) == (role in ("站长", "社工"))
    assert ("backup" in shown) == (role != "只读")


def test_the_next_and_the_previous_period_are_one_step_away(window, lively, qtbot):
    page = open_page(window, qtbot, "ledger")
    page.period.step(-1)
    quiet(qtbot, window)
    assert page.period.period.key == "2026-10"
    assert page.view.cells.rowCount() == 8
    page.period.kind.setCurrentIndex(1)
    page.period.kind.activated.emit(1)
    quiet(qtbot, window)
    assert page.period.period.key == "2026-Q4"
    assert page.view.cells.rowCount() == 11


def test_help_opens_at_the_page_and_goes_back(window, lively, qtbot):
    open_page(window, qtbot, "backup")
    press(Qt.Key.Key_F1)
    assert type(window.page).__name__ == "HelpPage"
    window.back()
    assert type(window.page).__name__ == "BackupPage"


def test_the_window_backs_up_what_was_changed_before_it_closes(window, lively, qtbot):
    window.session.do(lambda desk: desk.records.save("visitor", {"name": "王芳", "role": "网格员"}))
    with qtbot.waitSignal(window.closing, timeout=20_000):
        window.close()
    assert lively.safety.backups()[0].why == "exit"


def test_a_window_in_which_nothing_was_changed_closes_at_once(window, lively, qtbot):
    before = len(lively.safety.backups())
    with qtbot.waitSignal(window.closing):
        window.close()
    assert len(lively.safety.backups()) == before
