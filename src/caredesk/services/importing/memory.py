"""What earlier files taught: how the columns of a layout were meant, and what a sender's words mean.

Headings and words only: nothing of a person is remembered. Answers are found again by a fingerprint of the headings.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from caredesk.catalog.import_memory import ImportLayout, ImportWord
from caredesk.documents.layout.cells import heading_key, shown
from caredesk.schema.record import type_of
from caredesk.schema.roster import Layout, RawSheet, SheetFinding
from caredesk.schema.roster_marks import REASON_HEADING
from caredesk.services.access import Right
from caredesk.services.importing.answers import POLICIES, Answers, Policy, TableAnswer
from caredesk.services.importing.recognised import Recognised
from caredesk.services.workspace import Workspace

_TOLD = re.compile(r"(?:填报单位|报送单位|制表单位|单位|报送)(?:（盖章）|\(盖章\))?[:：]\s*([\u3400-\u9fff]{2,20})")
_OFFICE = re.compile(
    r"((?:(?![年月日度的于])[\u3400-\u9fff]){0,8}?(?:省|市|县|区|旗|镇|乡|街道)?"
    r"(?:民政局|民政办|残疾人联合会|残联|妇联|妇女联合会|卫健局|卫健委|乡村振兴局|农业农村局|教育局|团委|社工部|老龄办))"
)
_WORDS_OF = (
    "village", "relation", "ethnicity", "education", "marital", "census", "residence_state", "schooling", "health",
)  # fmt: skip
_POINTED = re.compile(r"(\d+)-(\d+):([0-9a-f]{32})")
_MOVED = 6
_DIGITS = re.compile(r"\d{4}")
_LONGEST_WORD = 50
_PREFIXES = ("episode.", "household_episode.", "tag:", "visit.m", "visit.p", "visit.l")
_ABOUT = "about:"
"""Beside the constants: what the user said that the tables are."""


def fingerprint(layout: Layout) -> str:
    """The table's headings in normal form, whatever their order, as one word."""
    paths = [guess.path for guess in layout.columns if guess.path and guess.path[-1] != REASON_HEADING]
    keys = sorted({"/".join(heading_key(part) for part in path) for path in paths})
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:32]


def fingerprints(findings: Sequence[SheetFinding]) -> dict[tuple[str, int], str]:
    """Those of all tables, also of hidden sheets, by sheet and place on it."""
    return {
        (finding.sheet, nth): fingerprint(layout)
        for finding in findings
        for nth, layout in enumerate(finding.layouts or finding.hidden)
    }


def sender_in(layouts: Iterable[Layout]) -> str:
    """Who sends a list, as its lines say: 填报单位：云溪县民政局, or an office that a title names."""
    lines = [line for layout in layouts for line in (*layout.info, *layout.titles)]
    for pattern in (_TOLD, _OFFICE):
        for line in lines:
            if found := pattern.search(line):
                return found.group(1)
    return ""


class Memory:
    """Remembers and recalls; one sender's layout is one record, each word another."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace
        self._layouts = type_of(ImportLayout)
        self._words = type_of(ImportWord)

    def senders(self) -> tuple[str, ...]:
        """Everybody whose lists were taken in, the latest first."""
        found = sorted(self._known(), key=lambda one: one.used_on, reverse=True)
        return tuple(dict.fromkeys(one.sender for one in found if one.sender))

    def recall(
        self, recognised: Recognised, prints: Mapping[tuple[str, int], str], sender: str
    ) -> tuple[Answers | None, str, str]:
        """What was answered for these headings, of whose list of when they are, and who seems to send it."""
        known = [one for one in self._known() if one.fingerprint in prints.values()]
        if not known:
            return None, "", sender
        known.sort(key=lambda one: (one.sender == sender, one.used_on), reverse=True)
        latest = known[0]
        chosen = {one.fingerprint: one for one in reversed(known) if one.sender == latest.sender}
        layouts, sheets = _layouts(recognised), {sheet.name: sheet for sheet in recognised.workbook.sheets}
        tables = {
            place: _recalled(chosen[key], layouts[place], sheets[place[0]])
            for place, key in prints.items()
            if key in chosen
        }
        about = json.loads(latest.constants or "{}").get(_ABOUT, "")
        words = self.words(of=latest.sender or "")
        answers = Answers(tables=tables, values=words, sender=latest.sender or "", about=about)
        whose = f" {latest.sender} " if latest.sender else "收过"
        return answers, f"和{latest.used_on.year}年{latest.used_on.month}月{whose}的表一样", latest.sender or ""

    def words(self, *, of: str | None = None, besides: str | None = None) -> dict[str, dict[str, str]]:
        """What words mean in one sender's lists, or in those of everybody else; by target."""
        found: dict[str, dict[str, str]] = {}
        for one in self._work.records.find(self._words):
            if not isinstance(one, ImportWord):
                continue
            sender = one.sender or ""
            if of in (None, sender) and sender != besides:
                found.setdefault(one.target, {})[one.said] = one.meant or ""
        return found

    def remember(self, recognised: Recognised, answers: Answers, names: Iterable[str]) -> None:
        """Keep the layouts and words of a file that was taken in, as an act of its own.

        A word in which one of the file's ``names`` stands, or a number, is not remembered.
        """
        known = {(one.fingerprint, one.sender or ""): one for one in self._known()}
        layouts, sheets = _layouts(recognised), {sheet.name: sheet for sheet in recognised.workbook.sheets}
        kept: dict[tuple[str, str], dict[str, Any]] = {}
        for place, key in recognised.fingerprints.items():
            if place not in layouts or not answers.table(*place).taken:
                continue
            told = _told(layouts[place], sheets[place[0]], answers.table(*place), answers.about)
            kept.setdefault((key, answers.sender), {**told, "used_on": self._work.clock.today()})
        people = frozenset(name for name in names if len(name) > 1)
        told_words = {
            (target, said): meant
            for target, words in answers.values.items()
            if target in _WORDS_OF or target.startswith(_PREFIXES)
            for said, meant in words.items()
            if _may_be_kept(said, people)
        }
        words = {
            (one.target, one.said): one
            for one in self._work.records.find(self._words)
            if isinstance(one, ImportWord) and (one.sender or "") == answers.sender
        }
        with self._work.writing(Right.IMPORT, "import_memory", "记住表的样子") as write:
            for place_, values in kept.items():
                found = known.get(place_)
                whole = {"fingerprint": place_[0], "sender": place_[1] or None, **values}
                if found is None:
                    write.insert(self._layouts, {**dict.fromkeys(self._layouts.fields), **whole})
                elif found.id:
                    write.update(self._layouts, found.id, whole)
            for (target, said), meant in told_words.items():
                word = words.get((target, said))
                whole = {"sender": answers.sender or None, "target": target, "said": said, "meant": meant or None}
                if word is None:
                    write.insert(self._words, {**dict.fromkeys(self._words.fields), **whole})
                elif word.id and (word.meant or "") != meant:
                    write.update(self._words, word.id, {"meant": meant or None})

    def _known(self) -> list[ImportLayout]:
        return [one for one in self._work.records.find(self._layouts) if isinstance(one, ImportLayout)]


def _layouts(recognised: Recognised) -> dict[tuple[str, int], Layout]:
    """The tables, also those of hidden sheets, by sheet and place on it."""
    return {
        (finding.sheet, nth): layout
        for finding in recognised.findings
        for nth, layout in enumerate(finding.layouts or finding.hidden)
    }


def _may_be_kept(said: str, names: frozenset[str]) -> bool:
    """Whether a word is short and speaks of nobody."""
    return len(said) <= _LONGEST_WORD and not _DIGITS.search(said) and not any(name in said for name in names)


def _block(sheet: RawSheet, first: int, last: int) -> str:
    """What stands in a header block, as one word."""
    rows = sheet.rows[first : last + 1]
    texts = ["\t".join(heading_key(shown(cell)) for cell in row).rstrip() for row in rows]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:32]


def _header(known: ImportLayout, sheet: RawSheet) -> tuple[int, int] | None:
    """Where a header that a user once pointed out stands now: there, or a few rows off."""
    found = _POINTED.fullmatch(known.header or "")
    if not found:
        return None
    first, last = int(found.group(1)), int(found.group(2))
    for moved in sorted(range(-_MOVED, _MOVED + 1), key=abs):
        place = first + moved, last + moved
        if place[0] >= 0 and place[1] < len(sheet.rows) and _block(sheet, *place) == found.group(3):
            return place
    return None


def _told(layout: Layout, sheet: RawSheet, answer: TableAnswer, about: str) -> dict[str, Any]:
    """An answer by headings instead of places, so that it holds when a column moves."""
    headings = {guess.column: guess.heading for guess in layout.columns}
    columns = {headings[at]: list(meant) for at, meant in answer.columns.items() if headings.get(at)}
    constants = {target: text for target, text in answer.constants.items() if target.startswith(_PREFIXES)}
    constants |= {_ABOUT: about} if about else {}
    return {
        "columns": json.dumps(columns, ensure_ascii=False) if columns else None,
        "policies": json.dumps(dict(answer.policies)) if answer.policies else None,
        "constants": json.dumps(constants, ensure_ascii=False) if constants else None,
        "header": f"{answer.header[0]}-{answer.header[1]}:{_block(sheet, *answer.header)}" if answer.header else None,
    }


def _recalled(known: ImportLayout, layout: Layout, sheet: RawSheet) -> TableAnswer:
    columns = json.loads(known.columns or "{}")
    policies: dict[str, Policy] = {
        name: said for name, said in json.loads(known.policies or "{}").items() if said in POLICIES
    }
    return TableAnswer(
        header=_header(known, sheet),
        columns={
            guess.column: (columns[guess.heading][0], columns[guess.heading][1])
            for guess in layout.columns
            if guess.heading in columns
        },
        constants={name: one for name, one in json.loads(known.constants or "{}").items() if name != _ABOUT},
        policies=policies,
    )
