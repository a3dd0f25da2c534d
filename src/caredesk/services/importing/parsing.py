"""What single cells of a roster hold: names without dress, values of fields, telephone numbers."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from caredesk.catalog.person import PERSON, PHONE
from caredesk.schema.fields import Field
from caredesk.schema.roster import ColumnGuess
from caredesk.services.importing.row import RowFacts, heading_of

LONGEST_NAME = 50
BLANK = frozenset(("无", "没有", "未知", "不详", "-", "--", "—", "——", "/", "\\", "0", "未了解"))
_DOTS = re.compile(r"[•．・‧∙⋅]")
_RELATION = PERSON.fields["relation"].label
_OF_THE_HEAD = re.compile(r"^(?:户主)?[之的](?=.)|^户主(?=(?!本人).)")
"""户主之子, 之女 and 户主的母亲 are 子, 女 and 母亲 in a column of relations to the head."""
SPLIT = re.compile(r"[、,，;；/\s]+")


def plain_name(text: str) -> str:
    """A name without inner spaces (韩　香 is 韩香) and with one kind of middle dot; Latin names keep their spaces."""
    made = _DOTS.sub("·", text)
    return re.sub(r"\s+", " " if made.isascii() else "", made).strip()


def parsed_as(spec: Field, text: str) -> tuple[Any, str]:
    """A field's value of a text and "", or None and what is wrong."""
    try:
        value = spec.parse(_OF_THE_HEAD.sub("", text) if spec.label == _RELATION else text)
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
        if wrong := spec.wrong(number) or _miscounted(number):
            facts.problem(heading_of(guess), text, wrong, "请核对电话号码；这一格没有收")
        else:
            found.append(number)
    return found


def _miscounted(number: str) -> str:
    """Why digits are no telephone although there are enough: a mobile of ten places, a number of nine; or ""."""
    if not number.isdigit() or len(number) < 7 or number.startswith(("0", "400", "800")):
        return ""
    mobile = number.startswith("1")
    if len(number) == 11 if mobile else len(number) < 9:
        return ""
    return f"像是手机号，却有{len(number)}位，手机号是11位" if mobile else f"有{len(number)}位，不像电话号码"
