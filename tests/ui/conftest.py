"""A window dressed as it ships, over a real station; what a test opens it also closes."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from caredesk.catalog import DECLARATIONS
from caredesk.schema.identity import made_up_id
from caredesk.services.clock import SetClock
from caredesk.services.stations import Stations
from caredesk.ui.app import let_go_of_clipboard
from caredesk.ui.places import places
from caredesk.ui.style import Look, TextSize
from caredesk.ui.window import MainWindow
from tests.conftest import CHEAP, NEW


@pytest.fixture(scope="session")
def _fonts(qapp):
    Look(TextSize.STANDARD).dress(qapp)


@pytest.fixture(autouse=True)
def dressed(_fonts, qapp):
    """The application at 标准; a test that dresses it otherwise is undone. Widgets do not outlive their test."""
    if qapp.font().pixelSize() != 15:
        Look(TextSize.STANDARD).dress(qapp)
    yield qapp
    for widget in QApplication.topLevelWidgets():
        widget.hide()
        widget.deleteLater()
    let_go_of_clipboard()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A station with some life in it; tests that only look share it."""
    clock = SetClock(datetime(2026, 10, 20, 9, 0))  # noqa: DTZ001  the station's own time
    folder = tmp_path_factory.mktemp("town") / "station"
    desk, _ = Stations(DECLARATIONS, clock, CHEAP).create(folder, NEW)
    settle(desk, clock)
    yield desk
    desk.close()


def settle(desk, clock):
    """Villages, visitors, twelve people with categories, telephones and carers, and visits in two months."""
    records = desk.records
    villages = [
        records.save("village", {"name": name, "kind": "村", "official_order": place})
        for place, name in enumerate(("白庙村", "东塘村", "北河村"), start=1)
    ]
    visitor = records.save("visitor", {"name": "陈静", "role": "社工", "village": villages[0]})
    names = [
        "王秀英",
        "李国强",
        "张桂兰",
        "刘春花",
        "陈明桂",
        "杨德福",
        "赵玉珍",
        "黄军玲",
        "周永",
        "吴长霞",
        "徐国文",
        "买买提·艾力",
    ]
    people = []
    for place, name in enumerate(names):
        child = place % 4 == 3
        birth = date(2015 if child else 1940 + place, 3 + place % 9, 11)
        people.append(
            records.save(
                "person",
                {
                    "name": name, "id_type": "居民身份证", "state": "在册", "village": villages[place % 3],
                    "id_number": made_up_id("429021", birth, sequence=996 + place % 4), "group": "三组",
                    "address": f"青石镇{place + 1}号", "risk": ("一般", "重点", "高风险")[place % 3],
                    "entry_hint": "院里有恶犬，须两人同去" if place == 0 else None,
                },
            )
        )  # fmt: skip
        category = {"category": "困境儿童"} if child else {"category": "特殊困难老年人", "subtype": "独居"}
        records.save("episode", {"person": people[-1], **category})
        records.save("phone", {"person": people[-1], "number": f"149{place:08d}", "whose": "本人"})
    records.save(
        "contact", {"person": people[0], "role": "照料人", "name": "王建国", "relation": "侄子", "phone": "14900000099"}
    )
    for day, some in ((date(2026, 10, 12), people[:8]), (date(2026, 11, 18), people[2:5])):
        clock.move_to(day)
        for person in some:
            told = {"situation": "老人精神不错，血压正常，已提醒按时吃药。", "risk": "一般", "action": "讲了用火安全"}
            fact = {"visited_on": day, "mode": "上门入户", "visitor": visitor, "met": "见到本人"}
            records.save("visit", {"person": person, **fact, **told})
    clock.move_to(date(2026, 11, 21))
    desk.take_changes()


@pytest.fixture
def window_on(qtbot):
    """Opens the main window on a desk; closed without a backup at the end."""
    opened = []

    def make(desk, size=TextSize.STANDARD, wide=1366, high=768):
        made = MainWindow(desk, places(desk.user, lambda _: None))
        opened.append(made)
        made.resize(wide, high)
        made.show()
        made.activateWindow()
        made.start()
        qtbot.waitUntil(made.isActiveWindow)
        quiet(qtbot, made)
        return made

    yield make
    for made in opened:
        made.leave_now()
        made.worker.close()
        made.deleteLater()


def quiet(qtbot, window):
    """Wait until no work is under way and everything is laid out."""
    qtbot.waitUntil(lambda: not window.worker.working, timeout=20_000)
    for _ in range(3):
        QCoreApplication.processEvents()
