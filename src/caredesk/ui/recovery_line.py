"""The code of a recovery paper on screen: shown in two lines of three groups, typed back group by group."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel

from caredesk.schema.errors import UserError
from caredesk.store.recovery_code import GROUP_SIZE, GROUPS, plain_letters, read_code
from caredesk.ui.asking import Field
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import words

_WHOLE = GROUPS * GROUP_SIZE


def in_two_lines(code: str) -> str:
    """A code as people copy it by hand: three groups a line."""
    groups = code.split("-")
    half = len(groups) // 2
    return "\n".join("  ".join(line) for line in (groups[:half], groups[half:]))


def grouped(typed: str) -> str:
    """What was typed so far, in groups: large letters, O read as 0, spaces and dashes as they belong."""
    letters = plain_letters(typed)[:_WHOLE]
    return "-".join(letters[at : at + GROUP_SIZE] for at in range(0, len(letters), GROUP_SIZE))


def differing(one: str, other: str) -> int:
    """The first group (from 1) in which two codes differ, 0 when they are the same."""
    pairs = enumerate(zip(one.split("-"), other.split("-"), strict=False), start=1)
    return next((place for place, (mine, theirs) in pairs if mine != theirs), 0)


def code_label(code: str) -> QLabel:
    """A code to be read from the screen, its letters all of one width."""
    made = words(in_two_lines(code), "code")
    font = QFont(made.font())
    font.setFamilies(["monospace", *font.families()])
    font.setPixelSize(round(17 * scale_of(made)))
    font.setBold(True)
    made.setFont(font)
    return made


class CodeField(Field):
    """A line that puts what is typed into groups, and says of a whole code which group is wrong."""

    def __init__(self, label: str, name: str) -> None:
        super().__init__(label, name, hint="大小写都行，横线不用打")
        self.line.textEdited.connect(self._regroup)

    def read(self) -> str:
        """The code as printed, "" when it cannot be right; why not is said below the line."""
        try:
            return read_code(self.text)
        except UserError as error:
            self.say(str(error))
            return ""

    def _regroup(self, typed: str) -> None:
        """Put it into groups; the cursor stays behind the letter it stood behind."""
        before = len(plain_letters(typed[: self.line.cursorPosition()]))
        shown = grouped(typed)
        if shown != typed:
            self.line.setText(shown)
            at = before + max(0, before - 1) // GROUP_SIZE
            self.line.setCursorPosition(min(at, len(shown)))
        if len(plain_letters(shown)) == _WHOLE:
            self.read()
