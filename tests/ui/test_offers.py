"""What a role is offered it may also do: every button of every page is pressed as each role, every list opened."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QTableView

from caredesk.schema.errors import NotAllowed
from caredesk.services.access import RIGHTS
from caredesk.ui.editors.options import OptionButton
from caredesk.ui.form_page import FormPage
from caredesk.ui.table import RecordTable
from tests.ui.conftest import quiet
from tests.ui.test_every_page import PAGES

_NOT_PRESSED = ("nav.", "size.", "lock", "help", "message.close", "calendar", "period.")
_USED = ("visits", "records", "people", "ledgers", "returns", "imports", "safety", "drafts", "photos", "exports")


@contextmanager
def signed_in_as(desk, role):
    """The same desk in the hands of somebody of another role."""
    head = desk.user
    desk.user = desk.work.user = replace(head, role=role)
    for used in _USED:
        vars(desk).pop(used, None)
    try:
        yield desk
    finally:
        desk.user = desk.work.user = head
        for used in _USED:
            vars(desk).pop(used, None)


def offered_pages(window):
    """The pages that this role can reach, by the names that PAGES gives them."""
    window.go("settings")
    parts = set(window.page.tabs)
    for name, open_page in PAGES.items():
        place, _, part = name.partition(".")
        if name == "visit_errors" or (part and part not in parts):
            continue
        if {"contacts": "person", "history": "person"}.get(place, place) in window.places:
            yield name, open_page


def close_what_opened(window):
    for dialog in window.findChildren(QDialog):
        dialog.close()
        dialog.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def press_all(window, qtbot, name, open_page, tell):
    """Press each button of a page once, and open the first line of each of its lists."""
    open_page(window)
    quiet(qtbot, window)
    page, done = window.page, set()
    while True:
        if window.page is not page or page.isHidden():
            open_page(window)
            quiet(qtbot, window)
        one = next(
            (made for made in page.findChildren(QPushButton) if _to_press(made) and _name(made) not in done), None
        )
        if one is None:
            break
        done.add(_name(one))
        tell(f"{name} → {_name(one)}")
        one.click()
        quiet(qtbot, window)
        close_what_opened(window)
    open_page(window)
    quiet(qtbot, window)
    for table in page.findChildren(QTableView):
        if table.isVisible() and hasattr(table, "opened") and table.model().rowCount():
            tell(f"{name} → Enter in {table.accessibleName()}")
            table.doubleClicked.emit(table.model().index(0, 0))
            quiet(qtbot, window)
            if isinstance(window.page, FormPage):
                window.page.save()


def _name(made):
    return made.accessibleName() or made.text()


def _to_press(made):
    mute = isinstance(made, OptionButton) or made.objectName().startswith(_NOT_PRESSED)
    return made.isVisible() and made.isEnabled() and not mute


@pytest.mark.parametrize("role", [role for role in RIGHTS if role != "站长"])
def test_what_a_role_is_offered_is_not_refused(town, window_on, qtbot, role):
    refused, at = [], [""]
    with signed_in_as(town, role):
        window = window_on(town)
        say = window.session.refuse

        def listening(error, told=None):
            if isinstance(error, NotAllowed):
                refused.append(f"{at[0]}: {error}")
            say(error, told)

        window.session.refuse = listening
        for name, open_page in list(offered_pages(window)):
            if name == "record" and role in ("只读", "乡镇管理员"):
                continue  # a form that nothing leads to
            press_all(window, qtbot, name, open_page, lambda told: at.__setitem__(0, told))
    assert refused == []


def test_who_only_reads_sees_villages_without_a_way_to_change_them(town, window_on, qtbot):
    with signed_in_as(town, "只读"):
        window = window_on(town)
        window.go("settings", part="villages")
        table = window.page.findChild(RecordTable)
        table.doubleClicked.emit(table.model().index(0, 0))
        quiet(qtbot, window)
        assert window.here[0] == "settings"
        assert not any("修改" in said.text() for said in window.page.findChildren(QLabel))
