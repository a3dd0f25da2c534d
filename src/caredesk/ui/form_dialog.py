"""A few fields of a declared record asked for over the window: for one record, or for many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from caredesk.schema.errors import Problem
from caredesk.schema.record import RecordType
from caredesk.ui.editors import Surroundings
from caredesk.ui.form import RecordForm
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Scroll, across, button, down, words

Refused = Callable[[Sequence[Problem]], object]
Then = Callable[[dict[str, Any], Refused], bool]
"""What is done with the values; False keeps the dialog open, problems go to the fields."""


class FormDialog(QDialog):
    """Asks for the ``fields`` of a kind; the other ``values`` are kept and decide which options are offered."""

    def __init__(
        self,
        window: QWidget,
        title: str,
        kind: RecordType,
        around: Surroundings,
        fields: Sequence[str],
        values: Mapping[str, Any],
        then: Then,
        *,
        said: str = "",
        yes: str = "保存",
    ) -> None:
        super().__init__(window)
        self.setObjectName("question")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fields, self._then = tuple(fields), then
        self.form = RecordForm(kind, around, [name for name in kind.fields if name not in fields])
        self.form.fill({**dict.fromkeys(kind.fields), **values})
        ok = button(yes, self.save, kind="primary", name="dialog.save")
        row = across(None, button("取消", self.reject, name="dialog.cancel"), ok, gap=8)
        inside = QWidget()
        inside.setLayout(down(self.form, gap=0))
        told = [words(said, "second", wrap=True)] if said else []
        column = down(words(title, "h2", wrap=True), *told, Scroll(inside), row, gap=12, margins=(24, 20, 24, 20))
        column.setStretch(1 + len(told), 1)
        self.setLayout(column)
        self.form.finished.connect(ok.setFocus)
        scale = scale_of(self)
        tall = self.form.sizeHint().height() + round((250 if said else 220) * scale)
        self.resize(min(round(760 * scale), window.width() - 60), min(tall, window.height() - 60))

    def save(self) -> None:
        """Hand the values over, or show what is wrong with them."""
        problems = [one for one in self.form.problems() if one.field in self._fields and self._typed(one.field)]
        if problems:
            self.form.show_problems(problems)
            return
        values = self.form.values()
        if self._then({name: values[name] for name in self._fields}, self.form.show_problems):
            self.accept()

    def _typed(self, name: str) -> bool:
        """Whether something was typed, or has to be: what a whole record needs may be left open for many at once."""
        row = self.form.rows[name]
        return bool(row.unread()) or row.value() not in (None, "", ())
