"""What a ledger says of one visit, as values of its fields; what fits none is kept as it stands, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from caredesk.catalog.visit import VISIT
from caredesk.catalog.visit_history import MET_WORDS, MODE_IN_TITLE, MODE_WORDS, NOT_MET_WORDS
from caredesk.catalog.visit_terms import OUTCOMES_BY_MODE
from caredesk.documents.layout.cells import squeezed
from caredesk.schema.ids import Id
from caredesk.schema.privacy import Privacy
from caredesk.services.importing.parsing import parsed_as, plain_name

_MODES = {word: mode for mode, words in MODE_WORDS.items() for word in (mode, *words)}
_MODES |= dict(VISIT.fields["mode"].aliases or {})  # type: ignore[attr-defined]
_CHECKED = re.compile(r"[☑√✓✔■]\s*([\u3400-\u9fff]+)|([\u3400-\u9fff]+)\s*[☑√✓✔■]")
_NAMES = re.compile(r"[、,，;；/\s]+|(?<=[\u3400-\u9fff])(?:和|及)(?=[\u3400-\u9fff]{2})")
_ON_SITE = ("上门入户", "在养老院/福利院见的")
_JOINED = ("situation", "problems", "action", "remarks", "result")
"""Texts of several columns that mean one field stand one after another."""
REMARKS, LEFT_OVER = "remarks", "left_over"


@dataclass
class VisitWords:
    """One visit on its way: ``values`` are fields, ``kept`` words that fit none, with whether they are sensitive."""

    values: dict[str, Any] = field(default_factory=dict)
    kept: list[tuple[str, bool]] = field(default_factory=list)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    """(heading, what stands there, why it was not taken)."""

    def keep(self, heading: str, text: str, name: str = "") -> None:
        """Keep words as they stand, under their heading; those of a sensitive field stay as private as it is."""
        private = name in VISIT.fields and VISIT.privacy(name) > Privacy.ORDINARY
        self.kept.append((f"{heading}：{text}" if heading else text, private))

    def finished(self) -> dict[str, Any]:
        """The values with what was kept: 原表：... behind the remarks, or where only some may read it."""
        made = dict(self.values)
        for name, private in ((REMARKS, False), (LEFT_OVER, True)):
            kept = list(dict.fromkeys(text for text, mine in self.kept if mine is private))
            if kept:
                said = ("" if private else "原表：") + "；".join(kept)
                made[name] = "；".join(part for part in (made.get(name), said) if part)[:2000]
        return made


def mode_of(text: str) -> str:
    """The mode that a word means, "" for one that nobody knows; ☑入户 □电话 is what is ticked."""
    plain = squeezed(text)
    ticked = [one or other for one, other in _CHECKED.findall(plain)]
    if len(ticked) == 1:
        plain = ticked[0]
    return _MODES.get(plain, "")


def mode_in(titles: Iterable[str]) -> str:
    """The mode of all visits of a table, as its title says it; "" where it names none or two."""
    found = {mode for title in titles for word, mode in MODE_IN_TITLE if word in title}
    return found.pop() if len(found) == 1 else ""


def met_of(text: str, mode: str) -> str | None:
    """Whether the person was met, in the words of the mode; None for words that nobody knows."""
    plain = squeezed(text)
    if plain in MET_WORDS:
        return "见到本人" if mode in _ON_SITE else "接通" if mode else None
    said = NOT_MET_WORDS.get(plain, plain)
    options = OUTCOMES_BY_MODE.get(mode) or VISIT.fields["met"].options  # type: ignore[attr-defined]
    if said == "无人应答" and said not in options:
        said = "无人接听"
    return said if said in options else None


def take(into: VisitWords, name: str, heading: str, text: str) -> None:
    """Take one cell into a visit's field; words that it cannot hold are kept."""
    if name == "mode":
        if mode := mode_of(text):
            into.values[name] = mode
        else:
            into.keep(heading, text)
            into.wrong.append((heading, text, f"看不出“{text[:20]}”是哪种走访方式，记作未了解，原话记在备注里"))
        return
    spec = VISIT.fields[name]
    value, wrong = parsed_as(spec, text)
    if wrong:
        into.keep(heading, text, name)
    elif value is not None and name in _JOINED and into.values.get(name):
        into.values[name] = f"{into.values[name]}；{value}"
    elif value is not None and into.values.setdefault(name, value) != value:
        into.keep(heading, text, name)


def take_met(into: VisitWords, heading: str, text: str) -> None:
    """Take whether the person was met, once the mode is known."""
    met = met_of(text, into.values.get("mode", ""))
    if met:
        into.values["met"] = met
    else:
        into.keep(heading, text)


def names_in(text: str) -> list[str]:
    """The names of a cell."""
    return [name for part in _NAMES.split(text) if (name := plain_name(part))]


def take_visitors(into: VisitWords, text: str, known: Mapping[str, Sequence[Id]]) -> None:
    """Visitors by name: those on the station's list, the others as they stand; of two of one name neither is meant."""
    found: list[Id] = []
    others: list[str] = []
    for name in names_in(text):
        meant = known.get(name, ())
        if len(meant) == 1 and len(found) < 2 and meant[0] not in found:
            found.append(meant[0])
        else:
            others.append(name)
    for field_name, id_ in zip(("visitor", "second_visitor"), found, strict=False):
        into.values[field_name] = id_
    said = "、".join(others)
    if len(said) <= 100:
        into.values["visitor_names"] = said or None
    else:
        into.keep("走访人", text)


def settled(into: VisitWords, labels: Mapping[str, str]) -> dict[str, Any]:
    """Values that the record's rules allow, the others kept in words: hidden questions, a next visit in the past ..."""
    values = {name: value for name, value in into.values.items() if value not in (None, "", ())}
    for _ in range(len(VISIT.fields)):
        whole = {**dict.fromkeys(VISIT.fields), **values}
        hidden = [name for name in values if not VISIT.shown(name, whole)]
        bad = hidden or [one.field for one in VISIT.problems(whole) if values.get(one.field) is not None]
        if not bad:
            break
        for name in bad:
            value = values.pop(name, None)
            if value is not None:
                into.keep(labels.get(name, VISIT.fields[name].label), VISIT.fields[name].show(value), name)
    into.values = values
    return into.finished()
