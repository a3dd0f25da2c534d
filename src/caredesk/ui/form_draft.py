"""What was typed and not yet saved: when it is due to be kept, and how it is written down."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from caredesk.schema.record import RecordType
from caredesk.ui.form_rows import Row

PAUSE = 1000
LATEST = 1900
"""Milliseconds: due a second after the last change, and before two have passed since the first unsaved one."""


class DraftClock(QObject):
    """Says when a draft is due. ``due`` comes once for each stretch of typing."""

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pause, self._latest = self._timer(PAUSE), self._timer(LATEST)

    def touch(self) -> None:
        """Something was changed."""
        if not self._latest.isActive():
            self._latest.start()
        self._pause.start()

    def settle(self) -> None:
        """Nothing is unsaved any more."""
        self._pause.stop()
        self._latest.stop()

    def flush(self) -> None:
        """Let what is waiting be due now (the page is left, the window closes)."""
        if self._latest.isActive():
            self._ring()

    def _timer(self, wait: int) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(wait)
        made.timeout.connect(self._ring)
        return made

    def _ring(self) -> None:
        self.settle()
        self.due.emit()


def written(kind: RecordType, values: Mapping[str, Any], rows: Mapping[str, Row]) -> dict[str, Any]:
    """A draft as JSON: ``values`` by field, and under ``typed`` the words that are no value yet."""
    kept = {name: kind.fields[name].to_json(value) for name, value in values.items() if value is not None}
    typed = {name: words for name, row in rows.items() if (words := row.editor.typed()) is not None}
    return {"values": kept, "typed": typed}


def begun_from(kind: RecordType, values: Mapping[str, Any]) -> dict[str, Any]:
    """What stood in a record when its form was opened, as JSON by field."""
    return {name: spec.to_json(values.get(name)) for name, spec in kind.fields.items()}


def touched(draft: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """A draft of a changed record: only what differs from ``base``, and what stood there; {} when nothing does.

    The rest of the record may be changed by others meanwhile, and stays theirs.
    """
    values, typed = draft["values"], draft["typed"]
    names = [name for name in base if name in typed or (values.get(name) or None) != (base[name] or None)]
    kept = {name: values.get(name) for name in names}
    return {"values": kept, "typed": typed, "base": {name: base[name] for name in names}} if names else {}


def laid_over(draft: Mapping[str, Any], base: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """The record as it stands with these fields of a draft, as a draft for the whole form."""
    values = {**base, **{name: draft["values"].get(name) for name in names}}
    typed = {name: words for name, words in draft.get("typed", {}).items() if name in names}
    return {"values": {name: value for name, value in values.items() if value is not None}, "typed": typed}


def read(kind: RecordType, draft: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a draft; what no longer fits the declaration is left out."""
    values: dict[str, Any] = {}
    for name, raw in draft.get("values", {}).items():
        if name in kind.fields:
            try:
                values[name] = kind.fields[name].from_json(raw)
            except ValueError:
                continue
    return values
