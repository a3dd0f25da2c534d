"""A form for any declared record: sections, live conditions, problems under their field, drafts while typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caredesk.schema.conditions import fields_of
from caredesk.schema.errors import Problem
from caredesk.schema.fields import Choice
from caredesk.schema.record import RecordType
from caredesk.ui import form_draft
from caredesk.ui.editors import Surroundings
from caredesk.ui.editors.options import ChoiceEditor
from caredesk.ui.form_rows import Part, Row, line_up, parts_of
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Scroll

_EMPTY = (None, "", ())


class RecordForm(QWidget):
    """Editors for every field this role may see. The page that owns it saves; the form shows what was refused.

    ``altered``: something was changed by hand. ``draft_due`` carries what to keep. ``finished``: Enter on the last
    field. ``brief`` puts questions that are neither needed nor asked behind a button in each part. ``woken``: rows of
    a part that was not shown before were made.
    """

    altered = Signal(str)
    draft_due = Signal(dict)
    finished = Signal()
    woken = Signal(list)

    def __init__(
        self, kind: RecordType, around: Surroundings, leave_out: Sequence[str] = (), *, brief: bool = False
    ) -> None:
        super().__init__()
        self.kind, self._brief = kind, brief
        self._today = around.today
        self._held: dict[str, Any] = {}
        self._tried = False
        self.rows: dict[str, Row] = {}
        self.setObjectName("form")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(12)
        self.parts: list[Part] = parts_of(kind, around, leave_out)
        for part in self.parts:
            column.addWidget(part)
            part.opened.connect(self._refresh)
        column.addStretch(1)
        self._watched = deciding(kind)
        self._whole = frozenset(section.key for section in kind.sections if section.whole)
        self.clock = form_draft.DraftClock(self)
        self.clock.due.connect(lambda: self.draft_due.emit(self.draft()))
        self.fill({name: kind.fields[name].default for part in self.parts for name in part.names})

    def values(self) -> dict[str, Any]:
        """Every value held, hidden answers and fields not shown here included; unreadable ones are None."""
        return {**self._held, **{name: row.value() for name, row in self.rows.items()}}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show a record's values (fields without an editor are kept as they are); tells nobody."""
        self._held = {name: value for name, value in values.items() if name in self.kind.fields}
        self._tried = False
        for row in self.rows.values():
            row.put(values, brief=self._brief and row.spec.section not in self._whole)
        for part in self.parts:
            part.fold()
        self.clock.settle()
        self._refresh()

    def set_value(self, name: str, value: Any) -> None:
        """Put one value in by program (derived from another answer); counts as an edit."""
        if name in self.rows:
            self.rows[name].editor.fill(value)
            self.rows[name].extra = False
            self._changed(name)
            self._refresh()
        elif name in self.kind.fields:
            self._held[name] = value
            self.clock.touch()
            self.altered.emit(name)

    def problems(self) -> list[Problem]:
        """What is wrong now: what cannot be read, and what the declaration says, in the order of the form."""
        values = self.values()
        unread = {name: said for name, row in self.rows.items() if (said := row.unread())}
        found = [Problem(name, said) for name, said in unread.items() if self.kind.shown(name, values)]
        found += [one for one in self.kind.problems(values) if one.field not in unread]
        order = {name: place for place, name in enumerate(self.kind.fields)}
        return sorted(found, key=lambda one: order.get(one.field, len(order)))

    def show_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """Put each problem under its field and the keys on the first; returns those whose field is not in the form."""
        self._tried = True
        said: dict[str, str] = {}
        for problem in problems:
            said.setdefault(problem.field, problem.text)
        for name, row in self.rows.items():
            row.extra = row.extra and name not in said
            row.show_problem(said.get(name, ""))
        self._refresh()
        first = next((row for name, row in self.rows.items() if name in said and row.isVisibleTo(self)), None)
        if first is not None:
            self.go_to(first)
        return [problem for problem in problems if problem.field not in self.rows]

    def pending(self) -> list[str]:
        """Names of asked fields still open (待补)."""
        return [name for name in self.kind.pending(self.values()) if name in self.rows]

    def dropped(self) -> list[str]:
        """Labels of answers that saving will drop, because their question no longer applies."""
        return self.kind.dropped(self.values())

    def draft(self) -> dict[str, Any]:
        """Everything typed, to be put back with :meth:`take_draft`."""
        return form_draft.written(self.kind, self.values(), self.rows)

    def take_draft(self, draft: Mapping[str, Any]) -> None:
        """Put a draft back."""
        self.fill(form_draft.read(self.kind, draft))
        for name, words in draft.get("typed", {}).items():
            if name in self.rows:
                self.rows[name].editor.retype(words)
                self.rows[name].extra = False
        self._refresh()

    def keep_near(self, names: Sequence[str]) -> None:
        """Show these questions at once, though they are neither needed nor asked."""
        for name in names:
            if name in self.rows:
                self.rows[name].extra = False
        self._refresh()

    def start(self, name: str = "") -> None:
        """Put the keys on a field, or on the first empty one."""
        self.keep_near([name])
        rows = [row for row in self.rows.values() if row.isVisibleTo(self)]
        first = next((row for row in rows if row.value() in _EMPTY), rows[0] if rows else None)
        if (wanted := self.rows.get(name, first)) is not None:
            self.go_to(wanted)

    def go_to(self, row: Row) -> None:
        """Put the keys on a field and bring it into sight."""
        row.editor.heart.setFocus()
        above: QWidget | None = self
        while above is not None and not isinstance(above, Scroll):
            above = above.parentWidget()
        if above is not None:
            above.settle()
            above.ensureWidgetVisible(row, 0, 48)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        line_up(self.parts, self.width(), scale_of(self))

    def _changed(self, name: str) -> None:
        self.rows[name].show_problem("")
        if name in self._watched:
            self._refresh()
        else:
            self._show_pending()
        self.clock.touch()
        self.altered.emit(name)

    def _left(self, row: Row) -> None:
        """Say at once what is wrong with a value just typed; an empty field is not scolded."""
        said = row.unread()
        value = None if said else row.value()
        if not said and value not in _EMPTY:
            said = row.spec.wrong(value) or ""
        if said or not self._tried:
            row.show_problem(said)

    def _next(self, row: Row) -> None:
        self._left(row)
        rows = list(self.rows.values())
        following = rows[rows.index(row) + 1 :]
        after = next((one for one in following if one.editor.heart.isVisibleTo(self)), None)
        if after is not None:
            self.go_to(after)
        else:
            self.finished.emit()

    def _refresh(self) -> None:
        """Show and hide what the answers decide, narrow the choices that follow others, mark what is 待补."""
        values = self.values()
        for part in self.parts:
            behind = 0
            concerned = concerns(part, self.kind, values, self._today())
            if concerned and not part.rows and any(self.kind.shown(name, values) for name in part.names):
                self._wake(part, values)
            for row in part.rows:
                shown = concerned and self.kind.shown(row.spec.name, values)
                if isinstance(row.spec, Choice) and row.spec.follows:
                    options = row.spec.options_for(values)
                    row.editor.offer(options)
                    shown = shown and (bool(options) or not values.get(row.spec.follows))
                behind += shown and row.extra
                row.setVisible(shown and (part.is_open or not row.extra))
            part.settle(behind)
        self._show_pending()

    def _wake(self, part: Part, values: Mapping[str, Any]) -> None:
        """Make the rows of a part that is shown for the first time; the keys go through the parts in their order."""
        made = part.wake()
        for row in made:
            row.editor.changed.connect(partial(self._changed, row.spec.name))
            row.editor.entered.connect(partial(self._next, row))
            row.editor.left.connect(partial(self._left, row))
            if isinstance(row.spec, Choice) and row.spec.follows and isinstance(row.editor, ChoiceEditor):
                row.editor.follow(self.kind.fields[row.spec.follows].label)
            row.put(values, brief=self._brief and part.key not in self._whole)
        self.rows = {row.spec.name: row for part in self.parts for row in part.rows}
        line_up(self.parts, self.width(), scale_of(self))
        self.woken.emit(made)

    def _show_pending(self) -> None:
        open_ones = set(self.pending())
        for name, row in self.rows.items():
            row.show_pending(name in open_ones)


def concerns(part: Part, kind: RecordType, values: Mapping[str, Any], today: date) -> bool:
    """Whether a part is asked of somebody of this age, or has answers already."""
    ages = next((section.ages for section in kind.sections if section.key == part.key), None)
    answered = any(values.get(name) not in _EMPTY for name in part.names)
    return ages is None or answered or ages.hold(values, today)


def deciding(kind: RecordType) -> frozenset[str]:
    """The answers by which other questions come and go, are asked, or change their options."""
    found = {section.ages.birth for section in kind.sections if section.ages}
    for name, spec in kind.fields.items():
        found |= fields_of(kind.shown_when(name)) | fields_of(spec.asked_when)
        if isinstance(spec, Choice) and spec.follows:
            found.add(spec.follows)
    return frozenset(found)
