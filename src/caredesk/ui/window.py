"""The window: navigation on the left, 找人 on top, messages over its foot, one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from caredesk.services.desk import Desk
from caredesk.ui.editors.base import Candidate
from caredesk.ui.editors.pick import line_in
from caredesk.ui.icons import icon
from caredesk.ui.messages import Messages, OverFoot
from caredesk.ui.navigation import Navigation
from caredesk.ui.page import Frame, Page
from caredesk.ui.preferences import Choices
from caredesk.ui.session import Session
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Elided, across, button, down
from caredesk.ui.work import Worker


@dataclass(frozen=True)
class Place:
    """A page of the window: ``build`` is called when it is first opened.

    Without a ``picture`` it is not in the navigation; ``belongs`` then says which entry is lit. ``more``: folds away
    in a low window.
    """

    key: str
    title: str
    build: Callable[[Frame], Page]
    picture: str = ""
    belongs: str = ""
    more: bool = False


class MainWindow(QMainWindow):
    """``locked``: the user wants to be away. ``closing``: the window was closed."""

    locked = Signal()
    closing = Signal()

    def __init__(self, desk: Desk, places: Sequence[Place], choices: Choices | None = None) -> None:
        super().__init__()
        self.setWindowTitle(f"{desk.settings.name} · 关爱台账")  # ends so: the system then adds no second one
        self.worker = Worker(self)
        self.messages = Messages(self)
        self.session = Session(desk, self.messages, self.worker)
        self.session.changed.connect(self._wrote)
        self.unsaved = False
        self.frame = Frame(self.session, self.go, self.back, choices or Choices())
        self.places: Mapping[str, Place] = {place.key: place for place in places}
        self.pages: dict[str, Page] = {}
        self._trail: list[str] = []
        self._told: dict[str, Mapping[str, Any]] = {}
        self.stack = QStackedWidget()
        self.finder = line_in(self, self._found, "找人（Ctrl+K）", "find")
        self.finder.setToolTip("姓名、拼音首字母、证号尾数、电话、村名都行")
        self.finder.picked.connect(self._picked)
        body = down(self._top(), self.stack, gap=0)
        body.setStretch(1, 1)
        desk_widget = QWidget()
        desk_widget.setObjectName("desk")
        self.navigation = self._navigation()
        self.buttons = self.navigation.buttons
        row = across(self.navigation, body, gap=0)
        row.setStretch(1, 1)
        desk_widget.setLayout(row)
        self.setCentralWidget(desk_widget)
        self._foot = OverFoot(self.messages, self.stack, desk_widget)
        self._shortcuts()
        self.setMinimumSize(720, 480)

    @property
    def page(self) -> Page | None:
        """The page in sight."""
        found = self.stack.currentWidget()
        return found if isinstance(found, Page) else None

    def go(self, page: str, **what: Any) -> None:
        """Open a page, once the one in sight lets go."""
        if self.page is None:
            self._open(page, what)
        else:
            self.page.leave(lambda: self._open(page, what))

    def back(self) -> None:
        """Return to the page that was in sight before this one."""
        if len(self._trail) > 1:
            self._trail.pop()
            before = self._trail.pop()
            if self.page is not None:
                self.page.leave(lambda: self._open(before, None))

    def start(self) -> None:
        """Show the first page and what the desk had to say when it was opened."""
        self.go(next(iter(self.places)))
        desk = self.session.desk
        for notice in desk.notices:
            self.messages.notice(notice)
        if desk.safety.backup_due():
            self.session.work(lambda other, _: other.safety.daily_backup(), lambda _: self._backed_up())

    @property
    def here(self) -> tuple[str, Mapping[str, Any]]:
        """The page in sight and what it was opened with."""
        key = self._trail[-1] if self._trail else next(iter(self.places))
        return key, self._told.get(key, {})

    def leave_now(self) -> None:
        """Close without a backup (whoever locks or changes the text size sees to it: ``unsaved``)."""
        self.unsaved = False
        self.close()

    def _backed_up(self) -> None:
        for page in self.pages.values():
            page.outdated(frozenset({"station"}))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """What is typed is kept as a draft; what was changed since sign-in is backed up first."""
        if self.page is not None:
            self.page.leave(lambda: None)
        if self.unsaved:
            event.ignore()
            self.unsaved = False
            self.setEnabled(False)
            self.messages.notice("正在备份，备好就退出……")
            self.session.work(lambda desk, _: desk.safety.backup("exit"), lambda _: self.close(), self._no_backup)
            return
        self.worker.close()
        super().closeEvent(event)
        self.closing.emit()

    def _no_backup(self) -> None:
        self.setEnabled(True)
        self.messages.ask(
            "备份没有做成，仍然退出吗？",
            ("先不退出", lambda: None),
            ("退出", self.close),
            detail="资料都已存好，只是少一份备份。",
        )

    def _wrote(self, _kinds: frozenset[str]) -> None:
        self.unsaved = True
        self.messages.outdated()

    def _open(self, key: str, what: Mapping[str, Any] | None) -> None:
        """``what`` is None when returning: the page then stays as it was."""
        place = self.places[key]
        if key not in self.pages:
            self.pages[key] = place.build(self.frame)
            self.stack.addWidget(self.pages[key])
        page = self.pages[key]
        self.messages.clear()
        self.finder.clear()  # what was looked for belongs to the page that was left
        self.finder.hide_list()
        self.stack.setCurrentWidget(page)
        if not self._trail or self._trail[-1] != key:
            self._trail.append(key)
        page.setFocus()  # Tab then begins with the page's first control, unless the page knows better
        if what is not None:
            self._told[key] = what
            page.arrive(**what)
        lit = page.belongs or place.belongs or key
        self.navigation.light(lit)
        page.refresh()

    def _top(self) -> QFrame:
        user = self.session.desk.user
        self.finder.setMinimumWidth(round(200 * scale_of(self)))
        self.finder.setMaximumWidth(round(400 * scale_of(self)))
        self.finder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.finder.addAction(icon("search", "second"), self.finder.ActionPosition.LeadingPosition)
        who = Elided(f"{user.name} · {user.role}" if user.name != user.role else user.name, "second")
        who.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        helping = button("帮助（F1）", self.help, kind="icon", picture="circle-question-mark", name="help")
        lock = button("锁定", self.locked.emit, picture="lock", name="lock", tip="离开一会儿（Ctrl+L）")
        top = QFrame()
        top.setObjectName("top")
        row = across(self.finder, None, who, helping, lock, gap=12, margins=(20, 8, 20, 8))
        row.setStretch(0, 10)
        top.setLayout(row)
        return top

    def _navigation(self) -> Navigation:
        listed = [place for place in self.places.values() if place.picture]
        made = Navigation([(p.key, p.title, p.picture, p.more) for p in listed], self.go, self.frame.choices)
        for number, place in enumerate(listed[:9], start=1):
            QShortcut(QKeySequence(f"Alt+{number}"), self, partial(self.go, place.key))
        return made

    def _shortcuts(self) -> None:
        for keys, act in (
            ("Ctrl+K", self._to_find),
            ("Ctrl+S", partial(self._tell_page, Page.save)),
            ("Ctrl+P", partial(self._tell_page, Page.print_page)),
            ("Ctrl+L", self.locked.emit),
            ("F1", self.help),
            ("F5", partial(self._tell_page, Page.reload)),
            ("Alt+Left", self.back),
        ):
            QShortcut(QKeySequence(keys), self, act)

    def _tell_page(self, what: Callable[[Page], None]) -> None:
        """Call the page's own way of doing it."""
        if self.page is not None:
            getattr(self.page, what.__name__)()

    def help(self) -> None:
        """Open the manual at the chapter of the page in sight."""
        if self.page is not None and "help" in self.places:
            self.go("help", chapter=self.page.help)

    def _to_find(self) -> None:
        self.finder.setFocus()
        self.finder.selectAll()

    def _found(self, text: str) -> list[Candidate]:
        rows = self.session.do(lambda desk: desk.people.search(text, 12)) or []
        return [Candidate(row.id, row.name, about(row)) for row in rows]

    def _picked(self, candidate: Candidate) -> None:
        self.finder.clear()
        self.go("person", id=candidate.key)


def about(row: Any) -> str:
    """What tells a person of a list from namesakes: 女 · 78岁 · 北河村3组 · 独居老人 · 证号…1224."""
    age = "" if row.age is None else f"{row.age}岁"
    tail = f"证号…{row.id_number[-4:]}" if row.id_number else ""
    state = "" if row.state == "在册" else row.state
    parts = (row.sex, age, f"{row.village}{row.group}", tail, state, row.categories)
    return " · ".join(part for part in parts if part)
