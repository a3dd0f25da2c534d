"""A form for any declared record: sections, live conditions, problems under their field, drafts while typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caredesk.schema.conditions import fields_of
from caredesk.schema.errors import Problem
from caredesk.schema.fields import Choice
from caredesk.schema.record import RecordType
from caredesk.ui.editors import Editor, Surroundings
from caredesk.ui.form_rows import Part, Row, line_up, parts_of
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Scroll

PAUSE = 1000
LATEST = 1900
"""Milliseconds: a draft is due a second after the last change, and before two have passed since the first."""


class RecordForm(QWidget):
    """Editors for every field this role may see. The page that owns it saves; the form shows what was refused.

    ``altered``: something was changed by hand. ``draft_due`` carries what to keep. ``finished``: Enter on the last
    field. ``saving``: Ctrl+S inside the form is the page's own shortcut, so the form needs none.
    """

    altered = Signal()
    draft_due = Signal(dict)
    finished = Signal()

    def __init__(self, kind: RecordType, around: Surroundings, leave_out: Sequence[str] = ()) -> None:
        super().__init__()
        self.kind, self.around = kind, around
        self._held: dict[str, Any] = {}
        self._tried = False
        self.rows: dict[str, Row] = {}
        self.setObjectName("form")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(12)
        self.parts: list[Part] = parts_of(kind, around, leave_out)
        for part in self.parts:
            self._column.addWidget(part)
            for row in part.rows:
                self.rows[row.spec.name] = row
                self._listen(row)
        self._column.addStretch(1)
        self._watched = {name: self._depends(name) for name in self.rows}
        self._pause, self._latest = self._timer(PAUSE), self._timer(LATEST)
        self.fill({name: row.spec.default for name, row in self.rows.items()})

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        line_up(self.parts, self.width(), scale_of(self))

    def scrolled(self) -> Scroll:
        """The form in a frame that scrolls, and keeps the field with the keys in sight."""
        self._scroll = Scroll(self)
        return self._scroll

    def values(self) -> dict[str, Any]:
        """Every value held, hidden answers and fields not shown here included; unreadable ones are None."""
        found = dict(self._held)
        for name, row in self.rows.items():
            found[name] = row.value()
        return found

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show a record's values (fields without an editor are kept as they are); tells nobody."""
        self._held = {name: values.get(name) for name in self.kind.fields if name in values or name not in self.rows}
        self._tried = False
        for name, row in self.rows.items():
            row.editor.fill(values.get(name))
            row.show_problem("")
        self._pause.stop()
        self._latest.stop()
        self._refresh()

    def set_value(self, name: str, value: Any) -> None:
        """Put one value in by program (derived from another); counts as an edit."""
        if name in self.rows:
            self.rows[name].editor.fill(value)
            self._changed(name)

    def problems(self) -> list[Problem]:
        """What is wrong now: what cannot be read first, then what the declaration says."""
        unread = {name: said for name, row in self.rows.items() if (said := row.unread())}
        shown = [Problem(name, said) for name, said in unread.items() if self.kind.shown(name, self.values())]
        rest = [one for one in self.kind.problems(self.values()) if one.field not in unread]
        order = {name: place for place, name in enumerate(self.kind.fields)}
        return sorted([*shown, *rest], key=lambda one: order.get(one.field, len(order)))

    def check(self) -> bool:
        """Show all problems; True when there are none."""
        return self.show_problems(self.problems())

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Put each problem under its field and the keys on the first; problems of fields not here are left to the page.

        True when nothing was to be shown.
        """
        self._tried = True
        said: dict[str, str] = {}
        for problem in problems:
            said.setdefault(problem.field, problem.text)
        for name, row in self.rows.items():
            row.show_problem(said.get(name, ""))
        first = next((row for name, row in self.rows.items() if name in said and row.isVisibleTo(self)), None)
        if first is not None:
            self.go_to(first)
        return not problems

    def pending(self) -> list[str]:
        """Names of asked fields still open (待补)."""
        return [name for name in self.kind.pending(self.values()) if name in self.rows]

    def dropped(self) -> list[str]:
        """Labels of answers that saving will drop, because their question no longer applies."""
        return self.kind.dropped(self.values())

    def draft(self) -> dict[str, Any]:
        """Everything typed, as JSON: ``values`` by field, and under ``typed`` the words that are no value yet."""
        held = self.values()
        values = {name: self.kind.fields[name].to_json(value) for name, value in held.items() if value is not None}
        typed = {name: words for name, row in self.rows.items() if (words := row.editor.typed()) is not None}
        return {"values": values, "typed": typed}

    def take_draft(self, draft: Mapping[str, Any]) -> None:
        """Put a draft back; what no longer fits the declaration is left out."""
        values: dict[str, Any] = {}
        for name, raw in draft.get("values", {}).items():
            if name in self.kind.fields:
                try:
                    values[name] = self.kind.fields[name].from_json(raw)
                except ValueError:
                    continue
        self.fill(values)
        for name, words in draft.get("typed", {}).items():
            if name in self.rows:
                self.rows[name].editor.retype(words)
        self._refresh()

    def flush(self) -> None:
        """Ask for the draft now if one is due (the page is left, the window closes)."""
        if self._latest.isActive():
            self._due()

    def settle(self) -> None:
        """Nothing is unsaved any more."""
        self._pause.stop()
        self._latest.stop()

    def start(self) -> None:
        """Put the keys on the first field."""
        first = next((row for row in self.rows.values() if row.isVisibleTo(self)), None)
        if first is not None:
            self.go_to(first)

    def go_to(self, row: Row) -> None:
        """Put the keys on a field and bring it into sight."""
        row.editor.heart.setFocus()
        area = self.parentWidget()
        scroll = area.parentWidget() if area else None
        if isinstance(scroll, Scroll):
            scroll.ensureWidgetVisible(row, 0, 48)

    def editor(self, name: str) -> Editor:
        """The editor of a field."""
        return self.rows[name].editor

    def _timer(self, wait: int) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(wait)
        made.timeout.connect(self._due)
        return made

    def _due(self) -> None:
        self.settle()
        self.draft_due.emit(self.draft())

    def _listen(self, row: Row) -> None:
        name = row.spec.name
        row.editor.changed.connect(partial(self._changed, name))
        row.editor.entered.connect(partial(self._next, row))
        row.editor.left.connect(partial(self._left, row))

    def _depends(self, name: str) -> bool:
        """Whether other questions come and go, or are asked, by this answer."""
        conditions = [self.kind.shown_when(other) for other in self.rows]
        conditions += [row.spec.asked_when for row in self.rows.values()]
        followed = any(isinstance(row.spec, Choice) and row.spec.follows == name for row in self.rows.values())
        return followed or any(name in fields_of(condition) for condition in conditions)

    def _changed(self, name: str) -> None:
        row = self.rows[name]
        row.show_problem("")
        if self._watched[name]:
            self._refresh()
        else:
            self._show_pending()
        if not self._latest.isActive():
            self._latest.start()
        self._pause.start()
        self.altered.emit()

    def _left(self, row: Row) -> None:
        """Say at once what is wrong with a value just typed; an empty field is not scolded."""
        said = row.unread()
        value = None if said else row.value()
        if not said and value not in (None, "", ()):
            said = row.spec.wrong(value) or ""
        if said or not self._tried:
            row.show_problem(said)

    def _next(self, row: Row) -> None:
        rows = [one for one in self.rows.values() if one.isVisibleTo(self)]
        at = rows.index(row) + 1 if row in rows else 0
        if at < len(rows):
            self.go_to(rows[at])
        else:
            self._left(row)
            self.finished.emit()

    def _refresh(self) -> None:
        """Show and hide what the answers decide, narrow the choices that follow others, mark what is 待补."""
        values = self.values()
        for row in self.rows.values():
            if isinstance(row.spec, Choice) and row.spec.follows:
                row.editor.offer(row.spec.options_for(values))
            row.setVisible(self.kind.shown(row.spec.name, values))
        for part in self.parts:
            part.setVisible(any(not row.isHidden() for row in part.rows))
        self._show_pending()

    def _show_pending(self) -> None:
        open_ones = set(self.pending())
        for name, row in self.rows.items():
            row.show_pending(name in open_ones)
