"""打了电话: a telephone or video contact in ten seconds from a person's row, by keys only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QWidget

from caredesk.catalog.visit_terms import OUTCOMES_BY_MODE
from caredesk.schema.errors import Problem
from caredesk.schema.ids import Id
from caredesk.ui.editors import Editor, make_editor
from caredesk.ui.editors.lines import TextEditor
from caredesk.ui.form_around import surroundings
from caredesk.ui.page import Frame
from caredesk.ui.pages.person_parts import take_back
from caredesk.ui.pages.visit_state import ask_state
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Elided, across, button, down, in_sight, words

KEY = "T"
"""The key on a list that opens it for the marked person."""
MODES = ("电话", "视频")
_FIELDS = ("mode", "met", "situation", "next_visit_on", "visitor")


class QuickContact(QFrame):
    """Stands below ``table``, hidden until :meth:`begin`. Enter goes on and at last saves, Esc puts it away."""

    def __init__(self, frame: Frame, table: QWidget) -> None:
        super().__init__()
        self._frame, self._table = frame, table
        self._person: Id | None = None
        self.setProperty("role", "card")
        self.setObjectName("quick_contact")
        self._kind = frame.desk.declarations.by_key["visit"]
        self.editors: dict[str, Editor] = {}
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._labels: dict[str, QWidget] = {}
        for place, name in enumerate(_FIELDS):
            self._put(name, place)
        mode = self.editors["mode"]
        mode.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.title = Elided("", "h3")
        self.problem = words("", "problem", wrap=True)
        self.problem.hide()
        self.save_button = button("保存（Enter）", self.save, kind="primary", name="contact.save")
        quit_ = button("不记了（Esc）", self.put_away, kind="quiet", name="contact.quit")
        head = across(self.title, mode, quit_, self.save_button, gap=8)
        head.setStretch(0, 1)
        self.setLayout(down(head, self._grid, self.problem, gap=8, margins=(16, 10, 16, 12)))
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.put_away)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hide()

    def begin(self, person: Id, name: str) -> None:
        """Ask about a contact with somebody; the keys go to whether they were reached."""
        me = self._frame.session.do(lambda desk: desk.visit_forms.me())
        self._person = person
        self.title.set_words(f"打了电话 · {name}")
        for editor in self.editors.values():
            editor.fill(None)
        self.editors["mode"].fill(MODES[0])
        self.editors["visitor"].fill(me)
        for widget in (self._labels["visitor"], self.editors["visitor"]):
            widget.setVisible(me is None)
        self._narrow()
        self._tell(())
        self.show()
        in_sight(self)
        self.editors["met"].heart.setFocus()

    def put_away(self) -> None:
        """Nothing is recorded; the keys go back to the list."""
        self._person = None
        self.hide()
        self._table.setFocus()

    def save(self) -> None:
        """Keep the contact as a visit of today; nothing while it is put away."""
        person = self._person
        told = self._read()
        if person is None or told is None:
            return
        session = self._frame.session
        saved = session.do(
            lambda desk: desk.records.save("visit", {**desk.visit_forms.begun(person), **told}), self._tell
        )
        if saved is None:
            return
        name = self.title.whole().rpartition("· ")[2]
        self.put_away()
        self._frame.messages.done(
            f"已记{told['mode']}联系：{name}，{told['met']}。", ("撤销", partial(take_back, self._frame))
        )
        ask_state(self._frame, saved)

    def _read(self) -> dict[str, Any] | None:
        told: dict[str, Any] = {}
        problems = []
        for name, editor in self.editors.items():
            try:
                told[name] = editor.value()
            except ValueError as error:
                problems.append(Problem(name, str(error)))
        if problems:
            self._tell(problems)
            return None
        return told

    def _tell(self, problems: Sequence[Problem]) -> None:
        self.problem.setText("；".join(one.text for one in problems))
        self.problem.setVisible(bool(problems))
        wrong = [one.field for one in problems]
        for name, editor in self.editors.items():
            editor.mark(wrong=name in wrong)
        if "visitor" in wrong:
            self.editors["visitor"].show()
            self._labels["visitor"].show()
        if at := next((name for name in _FIELDS if name in wrong), ""):
            self.editors[at].heart.setFocus()

    def _put(self, name: str, place: int) -> None:
        spec = self._kind.fields[name]
        around = surroundings(self._frame.desk)
        editor = TextEditor(spec, around) if name == "situation" else make_editor(spec, around)
        label = {"met": "接通没有", "situation": "说了什么", "visitor": "谁打的", "mode": "方式"}.get(name, spec.label)
        made = words(label, "key")
        made.setContentsMargins(0, round(8 * scale_of(self)), 0, 0)
        self._labels[name], self.editors[name] = made, editor
        editor.heart.setObjectName(f"contact.{name}")
        if name != "mode":  # it stands beside the title: seldom changed, and a line less
            self._grid.addWidget(made, place, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(editor, place, 1)
        editor.entered.connect(partial(self._next, place))
        if name == "mode":
            editor.offer(MODES)
            editor.changed.connect(self._narrow)

    def _narrow(self) -> None:
        self.editors["met"].offer(OUTCOMES_BY_MODE[self.editors["mode"].value() or MODES[0]])

    def _next(self, place: int) -> None:
        following = [self.editors[name] for name in _FIELDS[place + 1 :] if self.editors[name].isVisibleTo(self)]
        if following:
            following[0].heart.setFocus()
        else:
            self.save()
