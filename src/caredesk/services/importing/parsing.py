"""What single cells of a roster hold: names without dress, values of fields, telephone numbers."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from caredesk.catalog.person import PHONE
from caredesk.schema.fields import Field
from caredesk.schema.roster import ColumnGuess
from caredesk.services.importing.row import RowFacts, heading_of

LONGEST_NAME = 50
BLANK = frozenset(("无", "没有", "未知", "不详", "-", "--", "—", "——", "/", "\\", "0", "未了解"))
_DOTS = re.compile(r"[•．・‧∙⋅]")
SPLIT = re.compile(r"[、,，;；/\s]+")


def plain_name(text: str) -> str:
    """A name without inner spaces (韩　香 is 韩香) and with one kind of middle dot; Latin names keep their spaces."""
    made = _DOTS.sub("·", text)
    return re.sub(r"\s+", " " if made.isascii() else "", made).strip()


def parsed_as(spec: Field, text: str) -> tuple[Any, str]:
    """A field's value of a text and "", or None and what is wrong."""
    try:
        value = spec.parse(text)
    except ValueError as error:
        return None, str(error)
    if value in (None, "", ()):
        return None, ""
    return (None, said) if (said := spec.wrong(value)) else (value, "")


def phones_in(facts: RowFacts, guess: ColumnGuess, text: str) -> list[str]:
    """The telephone numbers of a cell, several parted by 、 or blanks; what is none becomes a problem."""
    if len(text) == 11 and text.isascii() and text.isdigit():
        return [text]
    spec, found = PHONE.fields["number"], []
    said = unicodedata.normalize("NFKC", text)
    for part in SPLIT.split(said):
        number = spec.parse(part.removesuffix(".0"))
        if not number or number in BLANK:
            continue
        if wrong := spec.wrong(number):
            facts.problem(heading_of(guess), text, wrong, "请核对电话号码；这一格没有收")
        else:
            found.append(number)
    return found
