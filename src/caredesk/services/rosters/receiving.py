"""What lists a committed import holds: which category each is about, of which month, whole or a part, and its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import PurePath
from typing import Any

from caredesk.catalog.categories import Match, recognise
from caredesk.catalog.differences import ENDED, TITLE_EXTENTS
from caredesk.catalog.person import EPISODE
from caredesk.catalog.place import HOUSEHOLD_EPISODE
from caredesk.catalog.roster import in_title
from caredesk.documents.layout.cells import trimmed
from caredesk.schema.identity import check_id_number
from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.schema.roster import Layout, RawSheet
from caredesk.services.importing.listed import TakenRow
from caredesk.services.importing.plan import Plan
from caredesk.services.importing.row import RowFacts
from caredesk.services.importing.staging import Staging
from caredesk.services.rosters.lines import Line

_SAID: Sequence[tuple[RecordType, tuple[str, ...]]] = (
    (HOUSEHOLD_EPISODE, ("amount", "extra", "dibao_class", "insured_count")),
    (EPISODE, ("disability_class", "disability_grade", "self_care", "institution")),
)
"""What a later list may say otherwise (elderly 1.4: 增加、减少保障金, 变更供养方式)."""
_MONEY = "ignored:金额"


@dataclass
class Received:
    """One list on its way to being kept; ``category`` is None where nothing says it, ``period`` as its title has it."""

    title: str
    category: Match | None
    period: str
    sender: str
    extent: str | None
    lines: list[Line] = field(default_factory=list)

    def values(self) -> dict[str, Any]:
        """The fields of its record that do not need the station."""
        one = self.category
        return {
            "title": self.title[:200],
            "category": one.category.name if one else None,
            "subtype": (one.subtype or None) if one else None,
            "area": (one.facts.get("city_rural") if one else None),
            "sender": self.sender[:100] or None,
            "extent": self.extent,
            "lines": len(self.lines),
            "not_taken": sum(1 for line in self.lines if line.doubt),
        }


@dataclass
class _Table:
    """The people of one table: those taken in, and those that were not, with the reason.

    Those who have ``left`` by their row make a table of their own.
    """

    sheet: RawSheet
    layout: Layout
    taken: list[TakenRow] = field(default_factory=list)
    others: list[tuple[RowFacts | None, Id | None, int, str]] = field(default_factory=list)
    left: bool = False


def received(file: str, plan: Plan, sender: str) -> list[Received]:
    """The lists of an import, with everybody on them; those of one category and month in a file are one list."""
    found: dict[tuple[Any, ...], Received] = {}
    for one in _tables(plan):
        titles = [*one.layout.titles, PurePath(file).stem]
        for match, chosen in _about(one, PurePath(file).stem):
            said = titles[0] if titles[0].strip() else PurePath(file).stem
            key = (
                match and (match.category.code, match.subtype, match.facts.get("city_rural")),
                one.layout.period,
                one.left,
            )
            if key not in found:
                found[key] = Received(said, match, one.layout.period, sender, ENDED if one.left else _extent(titles))
            found[key].lines += _lines(one, match, chosen, plan.staging)
    return [one for one in found.values() if one.lines]


def _tables(plan: Plan) -> list[_Table]:
    made = [_Table(sheet, layout) for sheet, layout in plan.listed.tables]
    place: dict[tuple[str, int], _Table] = {}
    for table in made:
        place |= {(table.layout.sheet, row + 1): table for row, kind in table.layout.rows if kind == "data"}
    gone = {id(table): replace(table, left=True, taken=[], others=[]) for table in made} if plan.listed.left else {}
    place |= {at: gone[id(place[at])] for at in plan.listed.left if at in place}
    reasons = {(one.sheet, one.row): one.reason for one in plan.outcomes if one.outcome not in ("new", "unchanged")}
    seen: set[tuple[str, int]] = set()
    for row in plan.listed.taken:
        if (mine := place.get(at := (row.facts.sheet, row.facts.row))) is not None:
            mine.taken.append(row)
            seen.add(at)
    for waiting in plan.listed.waiting:
        if (mine := place.get(at := (waiting.facts.sheet, waiting.facts.row))) is not None:
            mine.others.append((waiting.facts, waiting.village, at[1], reasons.get(at, "等您定")))
            seen.add(at)
    for at, table in place.items():
        if at not in seen:
            table.others.append((None, None, at[1], reasons.get(at) or "没有收"))
    return [*made, *(one for one in gone.values() if one.taken or one.others)]


def _about(table: _Table, file: str) -> list[tuple[Match | None, list[TakenRow]]]:
    """Which categories a table is a list of, each with its people.

    The title's; else the file's name, where its rows bear it out; else what a column of categories says row by row;
    else unknown. A mixed table without title and month is unknown too.
    Ticks beside one another (独居 空巢 低保) describe people; they make no list of each.
    """
    for title in table.layout.titles:
        matches = in_title(title)
        if len({one.category.code for one in matches}) == 1:
            return [(matches[0], table.taken)]
        if matches:
            break
    else:
        named = in_title(file)
        if len({one.category.code for one in named}) == 1 and _mostly(table.taken, named[0].category.name):
            return [(named[0], table.taken)]
    by: dict[str, list[TakenRow]] = {}
    for row in table.taken:
        for name in dict.fromkeys(known.category.name for word in row.facts.words if (known := recognise(word))):
            by.setdefault(name, []).append(row)
    if len(by) > 1 and not table.layout.period and not any(title.strip() for title in table.layout.titles):
        # 人员类别 beside each person, no title, no month: nothing says that everybody of any of them is on it.
        return [(None, table.taken)]
    if by:
        return [(recognise(name), rows) for name, rows in by.items()]
    ticked = {tag.partition(":")[0] for row in table.taken for tag in row.facts.tags}
    if len(ticked) == 1:
        return [(recognise(ticked.pop()), [row for row in table.taken if row.facts.tags])]
    return [] if ticked else [(None, table.taken)]


def _mostly(rows: Sequence[TakenRow], name: str) -> bool:
    """Whether most rows register the category."""
    known = sum(any(o["category"] == name for o in (*r.registered.person, *r.registered.household)) for r in rows)
    return bool(rows) and known * 2 >= len(rows)


def _extent(titles: Sequence[str]) -> str | None:
    for title in titles:
        for extent, words in TITLE_EXTENTS.items():
            if any(word in title for word in words):
                return extent
    return None


def _lines(table: _Table, match: Match | None, chosen: Sequence[TakenRow], staging: Staging) -> list[Line]:
    column = next((guess.column for guess in table.layout.columns if guess.target == _MONEY), -1)
    name = match.category.name if match else ""
    area = match.facts.get("city_rural", "") if match else ""
    made = []
    for row in chosen:
        facts, person = row.facts, staging.person(row.person)
        own = next(
            (one for one in (*row.registered.person, *row.registered.household) if one["category"] == name), None
        )
        line = Line(
            facts.name,
            facts.sound_number or person.get("id_number") or "",
            row.person,
            person.get("household"),
            row.village or person.get("village"),
            facts.village,
            (own.get("subtype") if own else None) or (match.subtype if match else "") or "",
            (own.get("city_rural") if own else None) or area or "",
            _said(table, facts, column),
            registered=own is not None or not name,
        )
        made.append(line)
    for undecided, village, at, reason in table.others:
        if (left := _not_taken(table, undecided, village, at, reason, match)) is not None:
            made.append(left)
    return made


def _said(table: _Table, facts: RowFacts, column: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, names in _SAID:
        held = facts.household if kind is HOUSEHOLD_EPISODE else facts.episode
        found |= {kind.fields[n].label: kind.fields[n].show(held[n]) for n in names if held.get(n) is not None}
    if column >= 0 and (text := trimmed(table.sheet.cell(facts.row - 1, column))):
        try:
            found.setdefault("金额", f"{Decimal(text.replace(',', '').removesuffix('元')):.2f}")
        except InvalidOperation:
            found.setdefault("金额", text[:40])
    return found


def _not_taken(
    table: _Table, facts: RowFacts | None, village: Id | None, at: int, reason: str, match: Match | None
) -> Line | None:
    """A row that was not taken in, as far as it can be read; one that nothing was read of still has its cells."""
    subtype, area = (match.subtype, match.facts.get("city_rural", "")) if match else ("", "")
    if facts is not None:
        if (
            match
            and facts.words
            and all((hit := recognise(w)) and hit.category is not match.category for w in facts.words)
        ):
            return None
        return Line(facts.name or "（没有姓名）", facts.sound_number, None, None, village, facts.village, subtype, area,
                    {}, reason, registered=False)  # fmt: skip
    texts = []
    for target in ("name", "id_number"):
        guess = table.layout.column_of(target)
        texts.append(trimmed(table.sheet.cell(at - 1, guess.column)) if guess else "")
    checked = check_id_number(texts[1]) if texts[1] else None
    sound = checked.number if checked and checked.sound else ""
    if not texts[0] and not sound:
        return None
    return Line(texts[0][:50] or "（没有姓名）", sound, subtype=subtype, area=area, doubt=reason, registered=False)
