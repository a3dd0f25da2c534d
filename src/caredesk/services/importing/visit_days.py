"""Days of visits as ledgers write them: 2024.3.5, 3月5日 in a table of 2024, 5日 under 3月, ticks, several, ranges.

A day is never guessed: without its year, or where 3.1 may be 3.10, it is said what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from caredesk.catalog.visit_history import NO_VISIT
from caredesk.documents.layout.cells import NO, YES, shown, trimmed
from caredesk.schema.dates import normal, parse_partial
from caredesk.schema.roster import Cell

_TIMES = re.compile(r"[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?|[上下中]午|[T ]?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?")
_SEVERAL = re.compile(r"[、,;；，\n]|(?<=[日号\d])\s+(?=\d)|(?<=日)和|(?<=日)及|(?<=\d)和(?=\d)")
_RANGE = re.compile(
    r"^(.+?)\s*(?:至|到|~|—+|–|--)\s*(.+)$|^(.*(?:[日号]|\d[./]\d{1,2}))\s*-\s*(\d.*)$|^((?:\d{1,2}月)?\d{1,2})-(\d{1,2}[日号])$"
)
_WHOLE = re.compile(r"^(\d{4}|\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?$")
_DAYS_OR_MONTH = re.compile(r"^(\d{1,2})-(\d{1,2})([日号]?)$")
_MONTH_DAY = re.compile(r"^(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?$")
_DAY = re.compile(r"^(\d{1,2})\s*[日号]?$")
_LEADING = re.compile(
    r"^((?:(?:\d{4}|\d{2})\s*[-./年])?(?:\d{1,2}\s*[-./月])?\d{1,2}(?:[日号]|(?=[^\d./\-年月日号])))\s*[:：,，、;；]?\s*(\D.*)$",
    re.DOTALL,
)
_YEARS = re.compile(r"(?<!\d)(20\d{2})(?![\d人户次名])")
_SPAN = re.compile(r"(20\d{2})年(\d{1,2})月(?:\d{1,2}日)?\s*[-—至到~～]+\s*(20\d{2})年(\d{1,2})月")
_MONTHS = re.compile(r"(?<![\d-])(\d{1,2})\s*月(?!\d|[-—至到~～])")
_WORD_MONTHS = re.compile(r"(十[一二]?|[一二三四五六七八九])月(?!\S*[-—至到~～])")
_WORDS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
_DOTTED = re.compile(r"(?<!\d)(20\d{2})[.\-/](\d{1,2})(?![\d.\-/])")
NO_YEAR = "没有写年份，标题、表名里也没有，不知道是哪一年"
Months = tuple[int, int]


@dataclass(frozen=True)
class Hint:
    """What a table says of its days: year and month, and ``span`` of a table over parts of two years."""

    year: int = 0
    month: int = 0
    span: tuple[Months, Months] | None = None

    def year_of(self, month: int) -> int:
        """The year of a month; ValueError with the reason where nothing says it."""
        if self.span:
            (first, begun), (last, ended) = self.span
            found = [year for year in range(first, last + 1) if (first, begun) <= (year, month) <= (last, ended)]
            if len(found) == 1:
                return found[0]
        if not self.year:
            raise ValueError(NO_YEAR)
        return self.year

    def under(self, *texts: str) -> Hint:
        """The hint where nearer headings say more."""
        own = hint_of(texts)
        if own.year or own.span:
            return Hint(own.year, own.month or self.month, own.span)
        return replace(self, month=own.month) if own.month else self


@dataclass(frozen=True)
class SaidDay:
    """One day; not ``exact`` where only the month is known. ``more`` is what else the cell says, ``kept`` its words."""

    on: date
    exact: bool = True
    more: str = ""
    kept: str = ""


def hint_of(texts: Iterable[str]) -> Hint:
    """Year and month as the nearest text says them: sheet, titles, lines above, file name. Two years say none."""
    year, month, span = 0, 0, None
    for said in texts:
        text = normal(said)
        if (found := _SPAN.search(text)) and not (year or span):
            first, begun, last, ended = (int(part) for part in found.groups())
            span = ((first, begun), (last, ended))
        years = {int(one) for one in _YEARS.findall(text)} | {int(one) for one, _ in _DOTTED.findall(text)}
        if not year and not span and len(years) == 1:
            year = years.pop()
        if not month and not span:
            months = {int(one) for one in _MONTHS.findall(text)} | {int(one) for _, one in _DOTTED.findall(text)}
            months |= {_WORDS.index(one) + 1 for one in _WORD_MONTHS.findall(text)}
            month = months.pop() if len(months) == 1 else 0
    return Hint(year, month if 1 <= month <= 12 else 0, span)


def days_in(cell: Cell, hint: Hint) -> list[SaidDay]:
    """The days of a cell; [] for a blank one. ValueError with a Chinese reason for one that cannot be told."""
    if isinstance(cell, date):
        return [SaidDay(cell.date() if isinstance(cell, datetime) else cell)]
    text = trimmed(cell)
    if not text or text in ("无", "/", "-", "—", "——"):
        return []
    if isinstance(cell, float) and _is_cut(shown(cell)):
        month, day = shown(cell).split(".")
        raise ValueError(f"“{shown(cell)}”可能是{month}月{day}日，也可能是{month}月{day}0日")
    said = _TIMES.sub("", normal(text)).strip()
    if (one := _one(said, hint)) is not None:
        return [one]
    found: list[SaidDay] = []
    for part in _SEVERAL.split(said):
        if not part or not part.strip():
            continue
        carried = replace(hint, year=found[-1].on.year, month=found[-1].on.month, span=None) if found else hint
        one = _one(part.strip(), carried) or _first_of(part.strip(), carried)
        if one is None:
            return [_with_words(text, hint)]
        found.append(one)
    return found


def month_cell(cell: Cell, hint: Hint, *, ones_are_ticks: bool) -> list[SaidDay]:
    """The visits that a cell of a column for one month tells: its days, or a tick (a day not known); [] for none."""
    if isinstance(cell, date):
        return days_in(cell, hint)
    text = normal(trimmed(cell))
    if not text or NO_VISIT.match(text) or (text in NO and text != "0") or text.startswith(("未", "没")):
        return []
    month = date(hint.year_of(hint.month), hint.month, 1)
    if text == "0":
        return []
    if text in YES and not (text == "1" and not ones_are_ticks):
        return [SaidDay(month, exact=False, kept=text)]
    try:
        return days_in(int(text) if text.isdigit() and len(text) < 3 else cell, hint)
    except ValueError:
        if any(character.isdigit() for character in text[:6]):
            raise
        return [SaidDay(month, exact=False, more=text)]


def _is_cut(text: str) -> bool:
    """3.1 as a number may have been 3.10."""
    month, _, day = text.partition(".")
    return day in ("1", "2", "3") and month.isdigit() and (month, day) != ("2", "3") and 1 <= int(month) <= 12


def _one(text: str, hint: Hint) -> SaidDay | None:
    """A text that is one day or one month."""
    if found := _WHOLE.match(text):
        year, month, day = (int(part) for part in found.groups())
        return SaidDay(_day(year + 2000 if year < 100 else year, month, day, text))
    if re.match(r"^\d{4}", text):
        try:
            made = parse_partial(text)
        except ValueError:
            return None
        if made.full:
            return SaidDay(made.full)
        return SaidDay(made.first, exact=False, kept=text) if made.month else None
    if (found := _DAYS_OR_MONTH.match(text)) and (found.group(3) or hint.month not in (0, int(found.group(1)))):
        if found.group(3) and hint.month:
            return None  # 5-7日 under 3月 is a range
        raise ValueError(f"“{text}”可能是几号到几号，也可能是几月几日，请写成 2026-11-21 这样")
    if found := _MONTH_DAY.match(text):
        month, day = (int(part) for part in found.groups())
        return SaidDay(_day(hint.year_of(month), month, day, text))
    if (found := _DAY.match(text)) and hint.month:
        return SaidDay(_day(hint.year_of(hint.month), hint.month, int(found.group(1)), text))
    if (found := re.match(r"^(\d{1,2})月份?$", text)) and 1 <= int(found.group(1)) <= 12:
        month = int(found.group(1))
        return SaidDay(date(hint.year_of(month), month, 1), exact=False, kept=text)
    return None


def _first_of(text: str, hint: Hint) -> SaidDay | None:
    """The first day of a range, with its words."""
    found = _RANGE.match(text)
    if found is None:
        return None
    first, last = (part for part in found.groups() if part is not None)
    begun = _one(first.strip(), hint) or (_one(first.strip() + "日", hint) if last.endswith("日") else None)
    if begun is None and last.endswith(("日", "号")) and (month := re.match(r"^(\d{1,2})月", last)):
        begun = _one(first.strip(), replace(hint, month=int(month.group(1))))
    return replace(begun, kept=text) if begun else None


def _with_words(text: str, hint: Hint) -> SaidDay:
    """A day with words behind it: 5日电话，情况良好."""
    found = _LEADING.match(text)
    day = _one(found.group(1).strip(), hint) if found else None
    if day is None or not found:
        if not hint.month and _DAY.match(text):
            raise ValueError(f"“{text[:20]}”没有写月份，不知道是哪一天")
        raise ValueError(f"“{text[:20]}”看不出是哪一天，请写成 2026-11-21 这样")
    return replace(day, more=found.group(2).strip())


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"没有“{text}”这一天，请核对") from error
