"""Makes docs/manual/pictures: grabs of the real window on the demo station, as small indexed PNGs.

    PYTHONPATH=src python scripts/build_manual.py [PICTURE ...]

Without names all pictures are made. The people are the demo's: made up, with numbers that can be nobody's.
"""

import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from manual_lists import take_two_lists
from manual_needs import assess, needs
from manual_plan import plan
from manual_rosters import ROSTER, people_to_meet, write_roster
from manual_rounds import typed_in, village_sheets
from manual_studio import HEIGHT, PASSWORD, WIDTH, Studio, grabbed, save
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from caredesk.ui.entry import EntryWindow
from caredesk.ui.pages.compare.page import ComparePage
from caredesk.ui.pages.monthly import MonthlyPage
from caredesk.ui.pages.roster import RosterPage
from caredesk.ui.pages.visit import VisitPage
from caredesk.ui.setting_up import SetUp

PICTURES = Path(__file__).parents[1] / "docs/manual/pictures"
LARGEST = 150_000


Shot = Callable[[Studio], QWidget]
SHOTS: dict[str, Shot] = {}


def shot(make: Shot) -> Shot:
    """Enter a picture under its function's name; the function returns the window that is grabbed."""
    SHOTS[make.__name__.replace("_", "-")] = make
    return make


def entry(studio: Studio, name: str) -> EntryWindow:
    """The window before sign-in; ``name`` is the station's folder, or the one that a new station is made in."""

    def make_setup() -> QWidget:
        return SetUp(studio.stations, studio.folder / name, lambda _title, _codes: None)

    made = EntryWindow(studio.stations, make_setup)
    made.resize(WIDTH, HEIGHT)
    made.show()
    return made


@shot
def sign_in(studio: Studio) -> QWidget:
    window = entry(studio, "")
    window.show_sign_in(Path("C:/关爱台账"))
    studio.settle()
    return window


def new_station(studio: Studio, folder: str) -> tuple[EntryWindow, SetUp]:
    window = entry(studio, folder)
    window.show_sign_in(None)
    window.set_up()
    made = window.stack.currentWidget()
    assert isinstance(made, SetUp)
    for field, text in ((made.name, "青石镇社会工作服务站"), (made.county, "云溪县"), (made.township, "青石镇")):
        field.line.setText(text)
    return window, made


@shot
def set_up(studio: Studio) -> QWidget:
    window, made = new_station(studio, "set-up")
    made.folder.line.setText("C:/关爱台账")
    studio.settle()
    return window


@shot
def papers(studio: Studio) -> QWidget:
    window, made = new_station(studio, "papers")
    made.to_head()
    made.head.line.setText("周敏")
    for field in (made.password, made.again):
        field.line.setText(PASSWORD)
    made.make()
    studio.settle()
    return window


@shot
def today(studio: Studio) -> QWidget:
    studio.open("home")
    return studio.window


@shot
def people(studio: Studio) -> QWidget:
    studio.open("people")
    return studio.window


@shot
def search(studio: Studio) -> QWidget:
    studio.open("people")
    studio.window.finder.setFocus()
    QTest.keyClicks(studio.window.finder, "wxy")
    studio.settle()
    return studio.window


@shot
def person(studio: Studio) -> QWidget:
    studio.open("person", id=studio.somebody())
    return studio.window


@shot
def reason(studio: Studio) -> QWidget:
    page = studio.open("person", id=studio.somebody())
    eye = next(made for made in page.findChildren(QWidget) if made.accessibleName() == "显示完整身份证号")
    QTest.mouseClick(eye, Qt.MouseButton.LeftButton)
    studio.settle()
    return studio.window


@shot
def visit(studio: Studio) -> QWidget:
    page = studio.open("visit", person=studio.somebody())
    assert isinstance(page, VisitPage)
    assert page.form is not None
    visitor = next(one for one in studio.desk.records.find("visitor", {"name": "林悦"}))
    for name, value in (
        ("visited_on", date(2026, 11, 3)), ("mode", "上门入户"), ("visitor", visitor.id), ("met", "见到本人"),
    ):  # fmt: skip
        page.form.set_value(name, value)
    page.form.go_to(page.form.rows["situation"])
    page.area.verticalScrollBar().setValue(0)
    studio.settle()
    return studio.window


def roster(studio: Studio) -> RosterPage:
    """收县里的表 with a county list read."""
    page = studio.open("roster")
    assert isinstance(page, RosterPage)
    page.restart()
    file = studio.folder / ROSTER
    write_roster(file, people_to_meet(studio))
    page.read(str(file))
    studio.settle()
    return page


@shot
def import_file(studio: Studio) -> QWidget:
    roster(studio)
    return studio.window


@shot
def import_columns(studio: Studio) -> QWidget:
    page = roster(studio)
    page.aside()
    page.layout_step.columns.mark(4)
    studio.settle()
    return studio.window


@shot
def import_sheet(studio: Studio) -> QWidget:
    page = roster(studio)
    page.aside()
    page.layout_step.show_view(1)
    studio.settle()
    return studio.window


@shot
def import_check(studio: Studio) -> QWidget:
    page = roster(studio)
    page.check()
    studio.settle()
    page.check_step.show_outcome("needs_decision")
    view = page.check_step.decisions
    place = next(at for at, id_ in enumerate(view.rows.ids("")) if view.rows.case(id_).register_sides)
    view.table.selectRow(place)
    studio.settle()
    return studio.window


@shot
def ledger(studio: Studio) -> QWidget:
    studio.open("ledger", period=studio.desk.work.period("2026-10"))
    return studio.window


@shot
def preview(studio: Studio) -> QWidget:
    studio.open("preview", sheet=studio.desk.ledgers.sheet("visits", "2026-10"), ledger="visits")
    return studio.window


@shot
def monthly(studio: Studio) -> QWidget:
    studio.open("monthly")
    return studio.window


@shot
def names(studio: Studio) -> QWidget:
    page = studio.open("monthly")
    assert isinstance(page, MonthlyPage)
    page.open_names("hazards", "发现隐患")
    studio.settle()
    return studio.window


@shot
def backup(studio: Studio) -> QWidget:
    studio.open("backup")
    return studio.window


@shot
def compare(studio: Studio) -> QWidget:
    take_two_lists(studio)
    page = studio.open("compare", part="lists")
    assert isinstance(page, ComparePage)
    page.lists.show_kind("退出")
    studio.settle()
    return studio.window


@shot
def compare_stops(studio: Studio) -> QWidget:
    take_two_lists(studio)
    studio.open("compare", part="stops")
    return studio.window


def settings(part: str) -> None:
    """Enter a picture of one part of 设置."""

    def make(studio: Studio) -> QWidget:
        studio.open("settings", part=part)
        return studio.window

    SHOTS[f"settings-{part}"] = make


SHOTS |= {"plan": plan, "needs": needs, "assess": assess, "rounds": typed_in, "village-sheets": village_sheets}
for part in ("station", "visitors", "users", "traces"):
    settings(part)


def main() -> None:
    """Make the pictures asked for."""
    wanted = sys.argv[1:] or list(SHOTS)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        studio = Studio(Path(folder))
        for name in wanted:
            window = SHOTS[name](studio)
            size = save(grabbed(window), PICTURES / f"{name}.png")
            assert size < LARGEST, (name, size)
            print(f"{name}: {size // 1000} kB")
            if window is not studio.window:
                window.close()
        studio.close()


if __name__ == "__main__":
    main()
