"""Every page at every size: nothing cut off, everything named."""

from dataclasses import replace
from typing import ClassVar

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from caredesk.catalog.assessment import AID
from caredesk.catalog.rounds import ROUTE
from caredesk.catalog.scales_elderly import ABILITY_2022
from caredesk.services.access import RIGHTS, Right
from caredesk.services.rounds.rounds import NewRound
from caredesk.ui.pages.settings import SettingsPage
from caredesk.ui.style import Look, TextSize
from tests.ui.conftest import quiet
from tests.ui.sight import clipped, nameless


def _person(window):
    return window.session.desk.people.search("王秀英")[0].id


def _visit_with_errors(window):
    window.go("visit", person=_person(window))
    window.page.form.set_value("mode", "上门入户")
    window.page.form.set_value("met", "见到本人")
    for part in window.page.form.parts:
        if part.more.isVisibleTo(part):
            part.more.click()
    window.page.save()


def _record(window):
    window.go("record", kind="person", id=_person(window), about="王秀英")


def _names(window):
    window.go("names", record="person", ids=tuple(window.session.desk.people.people()), said="2026年11月 走访人数")


def _preview(window):
    window.go("preview", sheet=window.session.desk.ledgers.sheet("visits", "2026-11"), ledger="visits")


def _grid(window):
    rounds = window.session.desk.rounds
    sheets = rounds.listed()
    today = window.session.desk.clock.today()
    people = [one.person.id for one in rounds.choosable(None, today)]
    window.go("rounds", round=sheets[0].id if sheets else rounds.make(NewRound(ROUTE, today, None, today), people))


def _questions(window):
    window.go("assess", person=_person(window))
    window.page._begin(_person(window), ABILITY_2022.title, AID)


def _plan(window, view):
    window.go("plan")
    window.page.show_view(view)


PAGES = {
    "home": lambda window: window.go("home"),
    "people": lambda window: window.go("people"),
    "person": lambda window: window.go("person", id=_person(window)),
    "contacts": lambda window: window.go("person", id=_person(window), part="contact"),
    "history": lambda window: window.go("person", id=_person(window), part="history"),
    "record": _record,
    "visit": lambda window: window.go("visit"),
    "visit_errors": _visit_with_errors,
    "plan.week": lambda window: _plan(window, "week"),
    "plan.month": lambda window: _plan(window, "month"),
    "roster": lambda window: window.go("roster"),
    **{
        f"rounds.{part}": lambda window, part=part: window.go("rounds", part=part) for part in ("routes", "sheets")
    },
    "rounds.new": lambda window: (window.go("rounds"), window.page._new()),
    "rounds.grid": _grid,
    **{
        f"compare.{part}": lambda window, part=part: window.go("compare", part=part)
        for part in ("lists", "stops", "moves")
    },
    **{
        f"needs.{part}": lambda window, part=part: window.go("needs", part=part)
        for part in ("needs", "referrals", "resources")
    },
    "person.needs": lambda window: window.go("person", id=_person(window), part="needs"),
    "assessments": lambda window: window.go("person", id=_person(window), part="assessment"),
    "assess": lambda window: window.go("assess", person=_person(window)),
    "assess.questions": _questions,
    "ledger": lambda window: window.go("ledger"),
    "monthly": lambda window: window.go("monthly"),
    "names": _names,
    "preview": _preview,
    "backup": lambda window: window.go("backup"),
    "help": lambda window: window.go("help"),
    **{
        f"settings.{part}": lambda window, part=part: window.go("settings", part=part)
        for part in ("look", "station", "villages", "visitors", "users", "bin", "traces", "about")
    },
}


@pytest.fixture(scope="module")
def held():
    return {}


@pytest.mark.parametrize(("wide", "high"), [(1093, 582), (1366, 768), (1920, 1080)])
@pytest.mark.parametrize("size", [TextSize.STANDARD, TextSize.LARGER], ids=lambda size: size.label)
def test_nothing_is_cut_off_and_every_control_has_a_name(town, window_on, qtbot, dressed, size, wide, high):
    Look(size).dress(dressed)
    window = window_on(town, wide=wide, high=high)
    window.setFixedSize(wide, high)
    found = {}
    for name, open_page in PAGES.items():
        open_page(window)
        quiet(qtbot, window)
        if said := clipped(window) + nameless(window):
            found[name] = said
    assert not found, "\n".join(f"{name}: {said}" for name, told in found.items() for said in told)


def test_every_place_of_the_window_is_walked(town, window_on):
    window = window_on(town)
    assert set(window.places) <= {name.split(".")[0] for name in PAGES} | {"visit", "record"}
    assert SettingsPage.help == "settings"


def test_no_piece_of_a_page_opens_a_window_of_its_own(town, window_on, qtbot, dressed):
    class Watch(QObject):
        seen: ClassVar[list[str]] = []

        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.seen.append(f"{type(watched).__name__} {watched.objectName()!r} {watched.accessibleName()!r}")
            return False

    watch = Watch()
    dressed.installEventFilter(watch)
    try:
        window = window_on(town)
        for open_page in PAGES.values():
            open_page(window)
            quiet(qtbot, window)
    finally:
        dressed.removeEventFilter(watch)
    assert [said for said in watch.seen if not said.startswith("MainWindow")] == []


@pytest.mark.parametrize("role", RIGHTS)
def test_every_role_walks_its_pages_without_a_refusal_or_an_error(town, window_on, qtbot, role):
    """A page that is offered works; numbers and names above the role's clearance do not show."""
    head = town.user
    town.user = town.work.user = replace(head, role=role)
    for used in (
        "visits",
        "records",
        "people",
        "ledgers",
        "returns",
        "imports",
        "safety",
        "drafts",
        "photos",
        "exports",
    ):
        vars(town).pop(used, None)
    try:
        window = window_on(town)
        for name, open_page in PAGES.items():
            if name.partition("_")[0].partition(".")[0] not in window.places or name == "visit_errors":
                continue
            if name == "record" and Right.EDIT not in RIGHTS[role]:
                continue  # a form that nothing leads to: see test_offers
            if name.startswith("settings.") and name.partition(".")[2] not in window_parts(window):
                continue
            open_page(window)
            quiet(qtbot, window)
            assert window.messages.texts() == [], name
    finally:
        town.user = town.work.user = head
        for used in ("visits", "records", "people", "ledgers", "returns", "imports", "safety", "drafts", "exports"):
            vars(town).pop(used, None)


def window_parts(window):
    window.go("settings")
    return set(window.page.tabs)
