"""One editor for each kind of field; a form is nothing but these."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from caredesk.schema.fields import Choice, Field
from caredesk.ui.editors.base import Candidate, Editor, Surroundings
from caredesk.ui.editors.dates import DayEditor, PartialDayEditor
from caredesk.ui.editors.lines import (
    AmountEditor,
    CertificateEditor,
    IdNumberEditor,
    NoteEditor,
    NumberEditor,
    TextEditor,
    WordsEditor,
)
from caredesk.ui.editors.link import LongChoiceEditor, RefEditor
from caredesk.ui.editors.options import ChoiceEditor, ChoicesEditor, YesNoEditor
from caredesk.ui.editors.photos import PhotosEditor

EDITORS: Mapping[str, Callable[[Field, Surroundings], Editor]] = {
    "text": TextEditor,
    "note": NoteEditor,
    "choice": ChoiceEditor,
    "choices": ChoicesEditor,
    "words": WordsEditor,
    "yes_no": YesNoEditor,
    "date": DayEditor,
    "partial_date": PartialDayEditor,
    "number": NumberEditor,
    "amount": AmountEditor,
    "ref": RefEditor,
    "id_number": IdNumberEditor,
    "certificate_number": CertificateEditor,
    "phone": TextEditor,
    "photos": PhotosEditor,
}
"""The editor of every kind; a test asserts that no kind lacks one."""

_ON_SIGHT = 6
_ON_SIGHT_LETTERS = 40


def make_editor(spec: Field, around: Surroundings) -> Editor:
    """The editor for a field: few options stand side by side, many are searched."""
    if isinstance(spec, Choice):
        many = len(spec.options) > _ON_SIGHT and sum(map(len, spec.options)) > _ON_SIGHT_LETTERS
        if not spec.follows and (many or max(map(len, spec.options)) > 16):
            return LongChoiceEditor(spec, around)
    return EDITORS[spec.kind](spec, around)


__all__ = ["EDITORS", "Candidate", "Editor", "Surroundings", "make_editor"]
