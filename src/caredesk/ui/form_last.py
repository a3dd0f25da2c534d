"""照上次: answers of the last visit taken over where they seldom change, and what differs from last time marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject

from caredesk.schema.fields import Choice, Choices, Photos, Text, Words, YesNo
from caredesk.schema.kinds import Amount, Number
from caredesk.ui.form import RecordForm
from caredesk.ui.form_rows import Row

_SAID = (Choice, Choices, YesNo, Number, Amount)
"""Kinds whose answers are short enough to be told beside the new one."""
_ALWAYS_NEW = ("visited_on", "mode", "met", "form", "also", "purpose", "arranged")
_TIMES = 3


class LastTime(QObject):
    """Stands beside a form."""

    def __init__(self, form: RecordForm) -> None:
        super().__init__(form)
        self.form = form
        self.carried: dict[str, Any] = {}
        """What 照上次 may take over."""
        self._earlier: list[Mapping[str, Any]] = []
        self._waiting: dict[str, Any] = {}
        self._taken: set[str] = set()
        form.altered.connect(self._altered)
        form.woken.connect(self._look)

    def show(self, earlier: Sequence[Mapping[str, Any]], carried: Mapping[str, Any]) -> None:
        """Another person's form: the values of their earlier visits, the latest first."""
        self.carried, self._earlier = dict(carried), list(earlier)
        self._waiting, self._taken = {}, set()
        self._look(list(self.form.rows.values()))

    def take_over(self) -> int:
        """Put last time's answers into open questions; those that come up later get theirs then. Returns how many."""
        self._waiting = dict(self.carried)
        self._hand_out()
        self._look(list(self.form.rows.values()))
        return len(self._taken)

    def _altered(self, name: str) -> None:
        if self._waiting:
            self._waiting.pop(name, None)
            self._hand_out()
        if name in self.form.rows:
            self._look([self.form.rows[name]])

    def _hand_out(self) -> None:
        """One answer may bring up the question of the next, until no more fits."""
        values = self.form.values()
        while name := next((name for name in self._waiting if self.form.kind.shown(name, values)), ""):
            value = self._waiting.pop(name)
            if values.get(name) in (None, "", ()):
                self._taken.add(name)
                self.form.set_value(name, value)
            values = self.form.values()

    def _look(self, rows: Sequence[Row]) -> None:
        for row in rows:
            said, tone = self._beside(row)
            row.hint(said, tone)

    def _beside(self, row: Row) -> tuple[str, str]:
        """What to say below an answer, and how loud."""
        name, spec, value = row.spec.name, row.spec, row.value()
        if not self._earlier or value in (None, "", ()) or name in _ALWAYS_NEW or isinstance(spec, Photos | Words):
            return "", ""
        if isinstance(spec, Text):
            again = len(self._earlier) >= _TIMES and all(one.get(name) == value for one in self._earlier[:_TIMES])
            return (f"和前{_TIMES}次写的一字不差，请看看有没有新情况。", "info") if again else ("", "")
        before = self._earlier[0].get(name)
        if not isinstance(spec, _SAID) or before in (None, "", ()):
            return "", ""
        if before != value:
            return f"和上次不同，上次：{spec.show(before)}", "warning"
        return ("照上次", "") if name in self._taken else ("", "")
