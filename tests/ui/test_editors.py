"""Every kind of field has an editor that takes what hands type and says what it understood."""

from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCalendarWidget

from caredesk.schema import fields, kinds
from caredesk.schema.dates import PartialDate
from caredesk.schema.fields import Choice, Choices, Field, Note, Text, Words, YesNo
from caredesk.schema.identity import made_up_id
from caredesk.schema.kinds import Amount, Day, IdNumber, Number, PartialDay, Phone, Ref
from caredesk.schema.privacy import Privacy
from caredesk.ui.editors import EDITORS, Candidate, Surroundings, make_editor
from tests.ui.hands import type_words

TODAY = date(2026, 11, 21)
VILLAGE = UUID(int=7)
ID = made_up_id("429021", date(1948, 5, 12), sequence=998)


def find(kind, text):
    names = {VILLAGE: "北河村", UUID(int=8): "东塘村"}
    return [Candidate(id_, name) for id_, name in names.items() if text in name]


@pytest.fixture
def around():
    return Surroundings(today=lambda: TODAY, find=find, title=lambda _kind, _id: "北河村")


@pytest.fixture
def edit(qtbot, around):
    def make(spec, other=None):
        editor = make_editor(spec, other or around)
        qtbot.addWidget(editor)
        editor.resize(700, 80)
        editor.show()
        editor.heart.setFocus()
        qtbot.waitUntil(editor.heart.hasFocus)
        return editor

    return make


def every_kind(of=Field):
    for kind in of.__subclasses__():
        yield kind
        yield from every_kind(kind)


def test_every_kind_of_field_has_an_editor():
    assert {kind.kind for kind in every_kind() if kind.kind} == set(EDITORS)
    assert fields.Photos.kind in EDITORS
    assert kinds.Phone.kind in EDITORS


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        (Text(label="姓名"), "王秀英"),
        (Note(label="情况"), "第一行\n第二行"),
        (Choice(label="方式", options=("上门", "电话")), "电话"),
        (Choice(label="民族", options=tuple(f"第{n}族民" for n in range(30))), "第7族民"),
        (Choices(label="需求", options=("助餐", "助浴", "助医")), ("助餐", "助医")),
        (Words(label="别名"), ("北河", "老河湾")),
        (YesNo(label="同住"), False),
        (Day(label="日期"), TODAY),
        (PartialDay(label="出生"), PartialDate(1950, 3)),
        (Number(label="人数", unit="人"), 4),
        (Amount(label="金额"), 12050),
        (Ref(label="村", to="village"), VILLAGE),
        (IdNumber(label="身份证号"), ID),
        (Phone(label="电话"), "14912345678"),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_what_is_filled_in_comes_out_and_nothing_means_unknown(edit, spec, value):
    editor = edit(spec)
    changes = []
    editor.changed.connect(lambda: changes.append(1))
    assert editor.value() is None
    editor.fill(value)
    assert editor.value() == value
    editor.fill(None)
    assert editor.value() is None
    assert changes == [], "filling by program is no edit"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1121", date(2026, 11, 21)),
        ("1122", date(2025, 11, 22)),
        ("昨天", date(2026, 11, 20)),
        ("2026.11.3", date(2026, 11, 3)),
        ("２０２６１１０３", date(2026, 11, 3)),
        ("2026年11月3日 星期二", date(2026, 11, 3)),
    ],
)
def test_a_date_is_typed_as_people_type_it_and_shown_in_full(edit, typed, day):
    editor = edit(Day(label="走访日期"))
    type_words(editor.line, typed)
    assert editor.value() == day
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.line.text() == editor.spec.in_words(day)
    assert editor.value() == day


@pytest.mark.parametrize("typed", ["2026-02-30", "3/2/1950", "明年"])
def test_a_date_that_does_not_exist_is_not_taken(edit, typed):
    editor = edit(Day(label="走访日期"))
    type_words(editor.line, typed)
    with pytest.raises(ValueError, match="走访日期"):
        editor.value()
    assert editor.typed() == typed


def test_a_day_without_a_year_that_fell_a_year_back_is_pointed_out(edit):
    editor = edit(Day(label="走访日期"))
    for typed, doubted in (("1225", True), ("1120", False), ("2025-12-25", False)):
        editor.line.clear()
        type_words(editor.line, typed)
        QTest.keyClick(editor.line, Qt.Key.Key_Return)
        assert ("2025年" in editor.said.whole()) == doubted, typed


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_the_calendar_opens_by_key_and_gives_its_day(edit, qtbot):
    editor = edit(Day(label="走访日期"))
    QTest.keyClick(editor.line, Qt.Key.Key_F4)
    frame = editor._calendar
    assert frame is not None
    assert frame.isVisible()

    calendar = frame.findChild(QCalendarWidget)
    calendar.activated.emit(calendar.selectedDate())
    assert editor.value() == TODAY


def test_an_id_number_says_birth_and_sex_as_soon_as_it_is_whole(edit):
    editor = edit(IdNumber(label="身份证号"))
    type_words(editor.line, ID)
    assert editor.said.whole() == "女 · 1948年5月12日生 · 78岁"


def test_a_wrong_id_number_says_what_is_wrong(edit):
    editor = edit(IdNumber(label="身份证号"))
    type_words(editor.line, ID[:-1] + ("0" if ID[-1] != "0" else "1"))
    assert "校验位不对" in editor.said.whole()
    with pytest.raises(ValueError, match="校验位"):
        editor.value()


def test_a_stored_number_is_shown_with_stars_until_it_is_typed_anew(edit, around):
    starred = Surroundings(today=around.today, starred=True)
    editor = edit(IdNumber(label="身份证号"), starred)
    editor.fill(ID)
    assert "*" in editor.line.text()
    assert ID not in editor.line.text()
    assert editor.value() == ID
    other = made_up_id("429021", date(1950, 1, 2), sequence=997)
    editor.line.selectAll()
    type_words(editor.line, other)
    assert editor.value() == other


def test_options_are_chosen_by_arrow_digit_and_emptied_by_delete(edit):
    editor = edit(Choice(label="方式", options=("上门", "电话", "视频")))
    QTest.keyClick(editor.options, Qt.Key.Key_Right)
    assert editor.value() == "上门"
    QTest.keyClick(editor.options, Qt.Key.Key_Right)
    assert editor.value() == "电话"
    QTest.keyClick(editor.options, Qt.Key.Key_3)
    assert editor.value() == "视频"
    QTest.keyClick(editor.options, Qt.Key.Key_Delete)
    assert editor.value() is None
    assert "未了解" in editor.options.accessibleDescription()


def test_several_options_are_marked_with_space_and_digits(edit):
    editor = edit(Choices(label="需求", options=("助餐", "助浴", "助医")))
    QTest.keyClick(editor.options, Qt.Key.Key_Space)
    QTest.keyClick(editor.options, Qt.Key.Key_3)
    assert editor.value() == ("助餐", "助医")
    QTest.keyClick(editor.options, Qt.Key.Key_1)
    assert editor.value() == ("助医",)


def test_a_restricted_option_is_not_offered_to_those_who_may_not_see_it(edit, around):
    spec = Choice(label="类别", options=("低保", "服刑"), option_privacy={"服刑": Privacy.RESTRICTED})
    editor = edit(spec, Surroundings(today=around.today, clearance=Privacy.SENSITIVE))
    assert [made.text() for made in editor.options.buttons] == ["低保"]


def test_a_record_is_picked_by_a_part_of_its_name(edit, qtbot):
    editor = edit(Ref(label="村", to="village"))
    type_words(editor.line, "塘")
    qtbot.waitUntil(lambda: editor.line.open)
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == UUID(int=8)
    assert editor.line.text() == "东塘村"


def test_a_name_that_was_not_picked_is_no_value(edit):
    editor = edit(Ref(label="村", to="village"))
    type_words(editor.line, "什么村")
    with pytest.raises(ValueError, match="没有选定"):
        editor.value()
    assert editor.typed() == "什么村"


def test_many_options_are_searched_and_aliases_lead_to_them(edit, qtbot):
    options = tuple(f"民族第{n}个" for n in range(12))
    editor = edit(Choice(label="民族", options=options, aliases={"老名": options[5]}))
    type_words(editor.line, "老名")
    qtbot.waitUntil(lambda: editor.line.open)
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == options[5]


def test_arrow_down_and_enter_take_the_marked_one_from_an_empty_line(edit):
    editor = edit(Ref(label="村", to="village"))
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.line.text() == "东塘村"
    assert editor.value() == UUID(int=8)


def test_arrow_down_shows_every_option_and_marks_the_one_held(edit):
    options = tuple(f"第{n}个少数民族" for n in range(58))
    editor = edit(Choice(label="民族", options=options))
    editor.fill(options[40])
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    assert editor.line.found.count() == 58
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == options[41]


def test_a_click_alone_chooses_nothing(edit):
    editor = edit(Ref(label="村", to="village"))
    QTest.mouseClick(editor.line, Qt.MouseButton.LeftButton)
    assert editor.line.open
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() is None


def test_options_are_found_by_pinyin(edit, qtbot):
    options = ("特困人员", "低保边缘家庭", "孤儿", *(f"其他第{n}种情形" for n in range(9)))
    editor = edit(Choice(label="类别", options=options))
    type_words(editor.line, "dbby")
    qtbot.waitUntil(lambda: editor.line.open)
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == "低保边缘家庭"


def test_nothing_found_is_said_and_cannot_be_taken(edit, qtbot):
    editor = edit(Ref(label="村", to="village"))
    type_words(editor.line, "没有的")
    qtbot.waitUntil(lambda: editor.line.open)
    assert editor.line.found.item(0).data(Qt.ItemDataRole.UserRole).title == "没有找到"
    assert not editor.line.take()


def test_an_editor_tells_its_name_and_help_to_screen_readers(edit):
    editor = edit(Text(label="入户提示", help="如：有恶犬"))
    assert editor.heart.accessibleName() == "入户提示"
    assert editor.heart.accessibleDescription() == "如：有恶犬"


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_a_day_to_come_is_doubted_quietly_whether_it_was_typed_or_picked(edit):
    editor = edit(Day(label="走访日期", past=True))
    for typed, doubted in (("2026-11-30", True), ("今天", False), ("2027.1.1", True)):
        editor.line.clear()
        type_words(editor.line, typed)
        QTest.keyClick(editor.line, Qt.Key.Key_Return)
        assert ("还没到" in editor.said.whole()) == doubted, typed
    for picked, doubted in ((QDate(2026, 11, 29), True), (QDate(2026, 11, 2), False)):
        editor.open_calendar()
        editor._calendar.findChild(QCalendarWidget).clicked.emit(picked)
        assert ("还没到" in editor.said.whole()) == doubted, picked
    free = edit(Day(label="下次走访"))
    type_words(free.line, "2027.1.1")
    QTest.keyClick(free.line, Qt.Key.Key_Return)
    assert "还没到" not in free.said.whole()
