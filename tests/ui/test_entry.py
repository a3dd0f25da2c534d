"""Before anybody is signed in: the first start, set-up with its papers, signing in, locking, recovering."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from caredesk.ui.app import Windows
from caredesk.ui.entry import NoStation, SignIn
from caredesk.ui.preferences import Preferences
from caredesk.ui.setting_up import SetUp
from caredesk.ui.style import Look, TextSize
from tests.conftest import NEW, PASSWORD
from tests.ui.conftest import quiet
from tests.ui.hands import press, type_here, type_words
from tests.ui.sight import clipped, nameless


@pytest.fixture
def windows(qtbot, dressed, stations, tmp_path):
    made = Windows(dressed, stations, Preferences(tmp_path / "config" / "window.json"))
    quit_, dressed.quit = dressed.quit, lambda: None
    yield made
    dressed.quit = quit_
    if made.main is not None:
        made.main.leave_now()
        made.main.worker.close()
    if made.desk is not None:
        made.desk.close()
    dressed.focusChanged.disconnect(made.composing._follow)


@pytest.fixture
def station(stations, folder):
    desk, codes = stations.create(folder, NEW)
    desk.close()
    return folder, codes


def page(windows):
    return windows.entry.stack.currentWidget()


def click(place, name):
    place.findChild(QPushButton, name).click()


def open_on(windows, folder, qtbot):
    windows.preferences.station = folder
    windows.open_entry()
    windows.entry.activateWindow()
    qtbot.waitUntil(windows.entry.isActiveWindow)
    return page(windows)


def test_the_first_start_offers_to_make_a_station(windows):
    windows.open_entry()
    assert isinstance(page(windows), NoStation)
    click(page(windows), "making")
    assert isinstance(page(windows), SetUp)


def test_a_station_is_made_its_paper_typed_back_and_entered(windows, qtbot, tmp_path):
    windows.open_entry()
    windows.entry.set_up()
    setup = page(windows)
    setup.to_head()
    assert setup.name.problem.isVisibleTo(setup), "the station needs its name"
    for field, text in ((setup.name, "青石镇社会工作服务站"), (setup.county, "云溪县"), (setup.township, "青石镇")):
        type_words(field.line, text)
    setup.folder.line.setText(str(tmp_path / "新站"))
    setup.to_head()
    for field, text in ((setup.head, "陈晓燕"), (setup.password, "short"), (setup.again, "short")):
        type_words(field.line, text)
    setup.make()
    assert "至少8位" in setup.password.problem.text()
    setup.password.line.setText("qingshi-2026")
    setup.make()
    assert "不一样" in setup.again.problem.text()
    setup.again.line.setText("qingshi-2026")
    setup.make()
    qtbot.waitUntil(lambda: setup.steps.currentIndex() == 2)
    assert setup.password.line.text() == "", "no password stays in the window"
    assert Preferences.read(windows.preferences.file).station == tmp_path / "新站", "even if it is closed now"
    shown = {name: setup.findChild(QLabel, f"code.{name}").text() for name in ("station", "township")}
    assert all([len(line.split()) for line in text.splitlines()] == [3, 3] for text in shown.values())
    codes = {name: "".join(text.split()) for name, text in shown.items()}
    assert codes["station"] != codes["township"]
    type_words(setup.typed.line, codes["township"])
    setup.finish()
    assert "第二张纸" in setup.typed.problem.text()
    setup.typed.line.clear()
    type_words(setup.typed.line, codes["station"].lower().replace("0", "o"))
    assert setup.typed.line.text() == "-".join(shown["station"].split()), "grouped while it is typed"
    setup.finish()
    assert windows.main is not None
    assert windows.desk.user.name == "陈晓燕"
    assert [one.name for one in windows.desk.records.find("visitor")] == ["陈晓燕"]
    assert windows.preferences.station == tmp_path / "新站"
    quiet(qtbot, windows.main)


def test_signing_in_by_keyboard_opens_the_window(windows, station, qtbot):
    sign_in = open_on(windows, station[0], qtbot)
    assert isinstance(sign_in, SignIn)
    qtbot.waitUntil(sign_in.login.line.hasFocus)
    type_here("站长")
    press(Qt.Key.Key_Return)
    type_here(PASSWORD)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: windows.main is not None)
    quiet(qtbot, windows.main)
    assert windows.main.page is not None


def test_a_wrong_password_is_said_and_leaves_nothing_open(windows, station, qtbot):
    sign_in = open_on(windows, station[0], qtbot)
    type_words(sign_in.login.line, "站长")
    type_words(sign_in.password.line, "wrong-password")
    sign_in.sign_in()
    qtbot.waitUntil(sign_in.said.isVisible)
    assert "密码不对" in sign_in.said.text()
    assert windows.main is None
    assert sign_in.enter.isEnabled()


def test_empty_fields_are_named_before_anything_is_tried(windows, station, qtbot):
    sign_in = open_on(windows, station[0], qtbot)
    sign_in.sign_in()
    assert sign_in.login.problem.isVisible()
    assert sign_in.password.problem.isVisible()


def test_a_folder_without_a_station_is_said_in_a_sentence(windows, qtbot, tmp_path):
    sign_in = open_on(windows, tmp_path, qtbot)
    type_words(sign_in.login.line, "站长")
    type_words(sign_in.password.line, PASSWORD)
    sign_in.sign_in()
    qtbot.waitUntil(sign_in.said.isVisible)
    assert sign_in.said.text().endswith("。")


def test_a_recovery_paper_opens_the_station_and_sets_a_new_password(windows, station, stations, qtbot):
    folder, codes = station
    sign_in = open_on(windows, folder, qtbot)
    click(sign_in, "recover")
    type_words(sign_in.code.line, codes["station"])
    type_words(sign_in.fresh.line, "a-new-password")
    sign_in.sign_in()
    qtbot.waitUntil(lambda: windows.main is not None)
    quiet(qtbot, windows.main)
    windows.lock()
    again = stations.sign_in(folder, "站长", "a-new-password")
    again.close()


def test_a_code_copied_wrongly_is_told_by_its_group_before_anything_is_tried(windows, station, qtbot):
    folder, codes = station
    sign_in = open_on(windows, folder, qtbot)
    click(sign_in, "recover")
    groups = codes["station"].split("-")
    wrong = "2" if groups[3][1] != "2" else "3"
    groups[3] = groups[3][0] + wrong + groups[3][2:]
    type_words(sign_in.code.line, "".join(groups)[:-1])
    assert sign_in.code.problem.isHidden(), "nobody is scolded while typing"
    type_words(sign_in.code.line, groups[5][-1])
    assert "第 4 组" in sign_in.code.problem.text()
    type_words(sign_in.fresh.line, "a-new-password")
    sign_in.sign_in()
    assert sign_in.code.line.hasFocus()
    assert sign_in.enter.isEnabled()
    assert windows.main is None


def test_a_letter_put_right_in_the_middle_of_a_code_leaves_the_cursor_there(windows, station, qtbot):
    folder, codes = station
    sign_in = open_on(windows, folder, qtbot)
    click(sign_in, "recover")
    line = sign_in.code.line
    type_words(line, codes["station"].replace("-", "")[:12])
    line.setCursorPosition(8)
    press(Qt.Key.Key_Backspace)
    assert len(line.text().replace("-", "")) == 11
    at = line.cursorPosition()
    type_here(codes["station"].replace("-", "")[6])
    assert line.text() == codes["station"][:14]
    assert line.cursorPosition() == at + 1


def test_locking_closes_the_station_and_asks_for_the_password_again(windows, station, stations, qtbot):
    folder, _ = station
    windows.preferences.station = folder
    windows.open_entry()
    windows.enter(stations.sign_in(folder, "站长", PASSWORD))
    quiet(qtbot, windows.main)
    windows.main.locked.emit()
    assert windows.main is None
    assert windows.desk is None
    assert isinstance(page(windows), SignIn)
    stations.sign_in(folder, "站长", PASSWORD).close()  # the folder was given free


def test_locking_backs_up_what_was_changed_and_signing_in_returns_to_the_page(windows, station, stations, qtbot):
    folder, _ = station
    windows.preferences.station = folder
    windows.open_entry()
    windows.enter(stations.sign_in(folder, "站长", PASSWORD))
    quiet(qtbot, windows.main)
    name = windows.desk.user.name
    person = windows.main.session.do(lambda desk: desk.records.save("person", {"name": "王秀英", "state": "在册"}))
    windows.main.go("person", id=person)
    quiet(qtbot, windows.main)
    windows.main.locked.emit()
    sign_in = page(windows)
    assert windows.main is None, "nobody looks over the shoulder while it is backed up"
    assert sign_in.login.text == name
    qtbot.waitUntil(sign_in.enter.isEnabled, timeout=20_000)
    assert windows.desk is None
    windows.entry.activateWindow()
    qtbot.waitUntil(sign_in.password.line.hasFocus)
    type_here(PASSWORD)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: windows.main is not None)
    quiet(qtbot, windows.main)
    assert windows.desk.safety.backups()[0].why == "exit"
    assert windows.main.here == ("person", {"id": person})
    assert windows.main.page.id == person


def test_another_text_size_does_not_forget_that_a_backup_is_due(windows, station, stations, qtbot):
    windows.enter(stations.sign_in(station[0], "站长", PASSWORD))
    first = windows.main
    quiet(qtbot, first)
    first.session.do(lambda desk: desk.records.save("visitor", {"name": "王芳", "role": "网格员"}))
    windows.set_size(TextSize.STANDARD)
    qtbot.waitUntil(lambda: windows.main is not first and windows.main is not None)
    quiet(qtbot, windows.main)
    assert windows.main.unsaved


def test_enter_goes_through_the_set_up_from_line_to_line(windows, qtbot):
    windows.open_entry()
    windows.entry.set_up()
    windows.entry.activateWindow()
    setup = page(windows)
    setup.name.line.setFocus()
    qtbot.waitUntil(setup.name.line.hasFocus)
    for text in ("青石镇社会工作服务站", "云溪县", "青石镇"):
        type_here(text)
        press(Qt.Key.Key_Return)
    assert setup.folder.line.hasFocus()
    press(Qt.Key.Key_Return)
    assert setup.steps.currentIndex() == 1
    assert setup.head.line.hasFocus()


def test_a_larger_text_size_is_remembered_and_used_at_once(windows, station, stations, dressed, qtbot):
    folder, _ = station
    windows.enter(stations.sign_in(folder, "站长", PASSWORD))
    first = windows.main
    quiet(qtbot, first)
    windows.set_size(TextSize.LARGER)
    qtbot.waitUntil(lambda: windows.main is not first and windows.main is not None)
    quiet(qtbot, windows.main)
    assert dressed.font().pixelSize() == 22
    assert Preferences.read(windows.preferences.file).size is TextSize.LARGER


def test_a_backup_is_brought_back_from_the_sign_in_page(windows, station, stations, qtbot, tmp_path):
    desk = stations.sign_in(station[0], "站长", PASSWORD)
    desk.records.save("visitor", {"name": "王芳", "role": "网格员"})
    made = desk.safety.backup()
    desk.close()
    click(open_on(windows, station[0], qtbot), "restoring")
    restoring = page(windows)
    restoring.backup.line.setText(str(made.path))
    restoring.login.line.setText("站长")
    restoring.password.line.setText("wrong-password")
    restoring.to.line.setText(str(tmp_path / "恢复"))
    restoring.restore()
    qtbot.waitUntil(restoring.said.isVisible)
    assert "密码" in restoring.said.text()
    restoring.password.line.setText(PASSWORD)
    restoring.restore()
    qtbot.waitUntil(lambda: isinstance(page(windows), SignIn))
    assert page(windows).root == tmp_path / "恢复"
    again = stations.sign_in(page(windows).root, page(windows).login.text, PASSWORD)
    assert [one.name for one in again.records.find("visitor")] == ["王芳"]
    again.close()


def test_a_broken_preferences_file_is_begun_anew(tmp_path):
    file = tmp_path / "window.json"
    for content in ("", "[]", '{"size": "HUGE"}', "\0"):
        file.write_text(content)
        assert Preferences.read(file).size is TextSize.STANDARD


@pytest.mark.parametrize("size", [TextSize.STANDARD, TextSize.LARGER], ids=lambda size: size.label)
@pytest.mark.parametrize("wide", [1000, 1366])
def test_nothing_is_cut_off_before_signing_in(windows, station, qtbot, dressed, size, wide):
    Look(size).dress(dressed)
    found = {}
    open_on(windows, station[0], qtbot)
    windows.entry.setFixedSize(wide, 560)
    for name, show in (
        ("sign_in", lambda: None),
        ("recover", lambda: click(page(windows), "recover")),
        ("restore", lambda: windows.entry.restore(station[0])),
        ("first", lambda: windows.entry.show_sign_in(None)),
        ("setup", windows.entry.set_up),
        ("head", lambda: page(windows)._step(1, page(windows).head)),
    ):
        show()
        qtbot.wait(20)
        if said := clipped(windows.entry) + nameless(windows.entry):
            found[name] = said
    assert found == {}
