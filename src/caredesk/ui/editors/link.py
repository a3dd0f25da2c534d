"""Editors that hold one of many, found by typing a part of its name: records and long lists of options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QSizePolicy

from caredesk.schema.fields import Choice, Field
from caredesk.schema.kinds import Ref
from caredesk.ui.editors.base import Candidate, Editor, Surroundings
from caredesk.ui.editors.options import offered
from caredesk.ui.editors.pick import PickLine
from caredesk.ui.widgets import across


@dataclass(frozen=True)
class _New:
    """Stands for a record that is still to be made."""

    name: str


class LinkEditor(Editor):
    """What the two editors below share: a line that holds one picked candidate or nothing."""

    def __init__(self, spec: Field, around: Surroundings) -> None:
        super().__init__(spec, around)
        self.line = PickLine(self.candidates, at_once=True)
        self.line.setPlaceholderText("打字查找，按 ↓ 看全部")
        self.line.setMaximumWidth(self.px(300))
        self.line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._held: Candidate | None = None
        self.line.picked.connect(self._take)
        self.line.textEdited.connect(self._loosen)
        row = across(self.line, None)
        row.setStretch(0, 100)
        self.setLayout(row)
        self.settle(self.line)
        self.left.connect(self._tidy)

    def candidates(self, text: str) -> Sequence[Candidate]:
        """What fits the text."""
        raise NotImplementedError

    def value(self) -> Any:
        if self._held is not None:
            return self._held.key
        if self.line.text().strip():
            raise ValueError(f"“{self.spec.label}”没有选定，请从列出的里面选一个，或清空")
        return None

    def hold(self, candidate: Candidate | None) -> None:
        """Show a candidate as the value."""
        self._held = candidate
        self.line.setText(candidate.title if candidate else "")
        self.line.setCursorPosition(0)

    def typed(self) -> str | None:
        return self.line.text() if self._held is None and self.line.text().strip() else None

    def retype(self, text: str) -> None:
        self._held = None
        self.line.setText(text)

    def enter(self) -> bool:
        """Take the marked candidate; stay while nothing is marked yet but something could be."""
        typed = self._held is None and bool(self.line.text().strip())
        if (self.line.open or typed) and not self.line.take():
            return not (typed and self.line.open and self.line.waits)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.FocusIn:
            self.line.selectAll()
        return super().eventFilter(watched, event)

    def _take(self, candidate: Candidate) -> None:
        self.hold(candidate if candidate.key is not None else None)
        self.changed.emit()

    def _loosen(self, _text: str) -> None:
        self._held = None
        self.changed.emit()

    def _tidy(self) -> None:
        """A name typed in full and not picked is picked when it is the only one of that name."""
        text = self.line.text().strip()
        if self._held is None and text:
            same = [candidate for candidate in self.candidates(text) if candidate.title == text]
            if len(same) == 1:
                self._take(same[0])


class RefEditor(LinkEditor):
    """A link to a record, found by any part of its name; a name that is not there can be added on the spot."""

    def candidates(self, text: str) -> Sequence[Candidate]:
        if self._held is not None and text == self._held.title:
            return self.around.find(self._to, "")
        found = list(self.around.find(self._to, text))
        if text and self._to in self.around.creates and all(text != one.title for one in found):
            found.append(Candidate(_New(text), f"新增“{text}”", "名单里没有：按 ↓ 再按 Enter，就加进去", asks=True))
        return found

    @property
    def _to(self) -> str:
        return self.spec.to if isinstance(self.spec, Ref) else ""

    def _take(self, candidate: Candidate) -> None:
        if isinstance(candidate.key, _New) and self.around.create is not None:
            made = self.around.create(self._to, candidate.key.name)
            candidate = Candidate(made, candidate.key.name)
        super()._take(candidate if candidate.key is not None else Candidate(None, ""))

    def fill(self, value: Any) -> None:
        self.hold(Candidate(value, self.around.title(self._to, value)) if value is not None else None)


def sounds_like(title: str, text: str) -> bool:
    """Whether letters are the beginning of a title's pinyin initials (``zm``) or of its spelling (``zhoumin``)."""
    said = text.lower()
    if not (said.isascii() and said.isalpha()):
        return False
    return any(key.startswith((f"i:{said}", f"f:{said}")) for key in _spellings(title))


@lru_cache(maxsize=1000)
def _spellings(title: str) -> frozenset[str]:
    from caredesk.store.search import name_keys

    return frozenset(name_keys(title))


class LongChoiceEditor(LinkEditor):
    """One of many options, found by a part of its words."""

    def candidates(self, text: str) -> Sequence[Candidate]:
        everything = offered(self.spec, self.around.clearance)
        held = self._held.title if self._held else None
        aliases = self.spec.aliases or {} if isinstance(self.spec, Choice) else {}
        fitting = [one for one in everything if not text or text == held or text in one or sounds_like(one, text)]
        named = [target for word, target in aliases.items() if text and text in word and target not in fitting]
        return [Candidate(option, option) for option in [*fitting, *dict.fromkeys(named)]]

    def fill(self, value: Any) -> None:
        self.hold(Candidate(value, value) if value else None)
