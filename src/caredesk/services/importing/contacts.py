"""Taking in the cells of those who belong to the row's person: parents, guardians, carers, the household's head."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from caredesk.catalog.person import CONTACT
from caredesk.documents.layout.cells import shown
from caredesk.documents.layout.content import NAMED_PHONE
from caredesk.schema.identity import check_id_number
from caredesk.schema.roster import Cell, ColumnGuess
from caredesk.services.importing.parsing import BLANK, LONGEST_NAME, parsed_as, phones_in, plain_name
from caredesk.services.importing.row import RowFacts, heading_of

ROLES: Mapping[str, str] = {
    "father": "父亲",
    "mother": "母亲",
    "carer": "受委托照护人",
    "guardian": "监护人",
    "contact": "紧急联系人",
}
"""Owners whose columns become contacts; other owners are recognised only to be left out."""

_GONE = {
    "去世": "自然死亡",
    "死亡": "自然死亡",
    "已故": "自然死亡",
    "病故": "自然死亡",
    "失联": "失联",
    "离家出走": "离家出走",
}


def _named_phone(values: dict[str, Any], text: str) -> str:
    """The telephone of a cell; a name before it goes to the contact (张三 14900000001)."""
    named = NAMED_PHONE.match(unicodedata.normalize("NFKC", text))
    if named is None:
        return text
    values.setdefault("name", plain_name(named.group(1)))
    return named.group(2)


def take_contact(facts: RowFacts, guess: ColumnGuess, text: str, cell: Cell, today: date) -> None:
    """A cell of somebody who becomes a contact; ``guess.owner`` is one of `ROLES`."""
    values = facts.contacts.setdefault(guess.owner, {"role": ROLES[guess.owner]})
    if text in BLANK:
        return
    if guess.target == "phone":
        text = _named_phone(values, text)
        if numbers := phones_in(facts, guess, text):
            values["phone"] = numbers[0]
    elif guess.target == "id_number":
        found = check_id_number(shown(cell) if isinstance(cell, float) else text, today=today)
        if found.sound:
            values["id_number"] = found.number
        else:
            facts.problem(heading_of(guess), shown(cell), found.reason, "请核对；这一格没有收")
    elif guess.target == "name":
        values["name"] = plain_name(text)[:LONGEST_NAME]
    elif guess.target == "address" and text in _GONE:
        values["condition"] = _GONE[text]
    elif guess.target in ("relation", "address", "work", "condition"):
        value, said = parsed_as(CONTACT.fields[guess.target], text)
        if value is not None and not said:
            values.setdefault(guess.target, value)


def take_head(facts: RowFacts, guess: ColumnGuess, text: str, cell: Cell, today: date) -> None:
    """A cell of the head of the household, who is somebody else than the row's person."""
    if guess.target == "name":
        facts.head["name"] = plain_name(text)
    elif guess.target == "id_number":
        found = check_id_number(shown(cell) if isinstance(cell, float) else text, today=today)
        facts.head["id_number"] = found.number if found.sound else ""
