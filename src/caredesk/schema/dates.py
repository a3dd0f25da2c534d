"""Dates as people write them: full, partial, typed short, exported by Excel. Never guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

_SEPARATED = re.compile(r"^(\d{4})\s*[-./年\s]\s*(\d{1,2})(?:\s*[-./月\s]\s*(\d{1,2})\s*[日号]?|\s*月?)$")
_YEAR = re.compile(r"^(\d{4})年?$")
_SOLID = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")
_MONTH_DAY = re.compile(r"^(\d{1,2})[-./月](\d{1,2})[日号]?$")
_FIGURES = "零一二三四五六七八九"
_NOUGHTS = str.maketrans("〇○Oo", "零零零零")
_NUMBER = r"(\d{1,2}|(?:[二三]?十|[廿卅])?[一二三四五六七八九]|[二三]?十|[廿卅])"
_SPELLED = re.compile(rf"^(\d{{4}}|[零〇○Oo一二三四五六七八九]{{4}})年(?:{_NUMBER}月份?(?:{_NUMBER}[日号]?)?)?$")
_WEEKDAYS = "一二三四五六日"
_RELATIVE = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3}
_AHEAD = {**_RELATIVE, "明天": 1, "明日": 1, "后天": 2}


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date of which only the year, or the year and month, may be known; missing parts are 0 and sort first."""

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if self.day and not self.month:
            raise ValueError("缺少月份")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def of(cls, full: date) -> PartialDate:
        return cls(full.year, full.month, full.day)

    @classmethod
    def fromisoformat(cls, text: str) -> PartialDate:
        """Read 1950, 1950-03 or 1950-03-02; ValueError otherwise."""
        if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
            raise ValueError(f"“{text}”不是日期")
        return cls(*(int(part) for part in text.split("-")))

    def isoformat(self) -> str:
        parts = [f"{self.year:04d}", f"{self.month:02d}" if self.month else "", f"{self.day:02d}" if self.day else ""]
        return "-".join(part for part in parts if part)

    @property
    def full(self) -> date | None:
        """The whole date, or None while a part is unknown."""
        return date(self.year, self.month, self.day) if self.day else None

    @property
    def first(self) -> date:
        """The earliest day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day it can be."""
        if self.day:
            return date(self.year, self.month, self.day)
        if self.month == 0:
            return date(self.year, 12, 31)
        return date(self.year + self.month // 12, self.month % 12 + 1, 1) - timedelta(days=1)

    def agrees_with(self, other: PartialDate) -> bool:
        """True when no part that both know differs."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine == theirs or not mine or not theirs for mine, theirs in pairs)


def normal(text: str) -> str:
    """Full width to half width, spaces trimmed."""
    return unicodedata.normalize("NFKC", text).strip()


def _in_figures(said: str) -> str:
    """一九三九年二月 and 2024年三月 in figures; other texts, and days of the old calendar (初三), as they are."""
    found = _SPELLED.match(said) if "年" in said else None
    if not found or said.isascii():
        return said
    year = "".join(
        character if character.isdigit() else str(_FIGURES.index(character))
        for character in found.group(1).translate(_NOUGHTS)
        if character.isdigit() or character in _FIGURES
    )
    parts = [year, "年"]
    for number, unit in ((found.group(2), "月"), (found.group(3), "日")):
        if number:
            parts += [str(_counted(number)), unit]
    return "".join(parts)


def _counted(number: str) -> int:
    """三, 十, 十二, 二十, 廿三 or 12 as a number."""
    if number.isdigit():
        return int(number)
    tens, ten, ones = number.replace("廿", "二十").replace("卅", "三十").rpartition("十")
    return (_FIGURES.index(tens) if tens else int(bool(ten))) * 10 + (_FIGURES.index(ones) if ones else 0)


def parse_partial(text: str) -> PartialDate:
    """Read 1950.3.2, 19500302, 1950年3月2号, 1950-8, 195008, 1950; ValueError with a Chinese reason otherwise.

    3/2/1950 is a question, not a date (day or month first?), and 02-30 does not exist.
    """
    said = _in_figures(normal(text))
    found = _SEPARATED.match(said) or _YEAR.match(said) or _SOLID.match(said)
    if not found:
        raise ValueError(f"“{text}”看不出是哪一天，请写成 2026-11-21 这样")
    numbers = [int(part) for part in found.groups() if part]
    try:
        made = PartialDate(*numbers)
    except ValueError as error:
        raise ValueError(f"没有“{text}”这一天，请核对") from error
    if not 1850 <= made.year <= 2200:
        raise ValueError(f"“{text}”的年份不对，请核对")
    return made


def parse_day(text: str) -> date:
    """Read a whole date; ValueError with a Chinese reason when a part is missing or wrong."""
    made = parse_partial(text)
    if made.full is None:
        raise ValueError(f"“{text}”不完整，请写到年月日")
    return made.full


def parse_typed(text: str, today: date, *, ahead: bool = False) -> date:
    """Read what hands type at a desk: 1121, 昨天, 11-21, 21日, besides whole dates; never a day to come by guess.

    Month and day without a year, or a day alone, mean the latest such day that is not after ``today``; where the
    question is ``ahead`` (下次走访) the next one that is not before it.
    """
    said = normal(text)
    words = _AHEAD if ahead else _RELATIVE
    if said in words:
        return today + timedelta(days=words[said])
    short = _MONTH_DAY.match(said) or re.fullmatch(r"(\d{2})(\d{2})", said)
    if short and not (len(said) == 4 and said.isdigit() and int(said[:2]) < 1):
        month, day = int(short.group(1)), int(short.group(2))
        step = 1 if ahead else -1
        for year in range(today.year, today.year + 9 * step, step):
            try:
                made = date(year, month, day)
            except ValueError:
                continue
            if made >= today if ahead else made <= today:
                return made
        raise ValueError(f"没有“{text}”这一天，请核对")
    if single := re.fullmatch(r"(\d{1,2})[日号]", said):
        start = today.replace(day=1)
        for _ in range(3):
            try:
                made = start.replace(day=int(single.group(1)))
            except ValueError:
                made = today + timedelta(days=-1 if ahead else 1)
            if made >= today if ahead else made <= today:
                return made
            start = (start + timedelta(days=32 if ahead else -1)).replace(day=1)
        raise ValueError(f"没有“{text}”这一天，请核对")
    return parse_day(text)


def show_day(day: date, *, weekday: bool = False) -> str:
    """2026年11月21日, with 星期六 behind when asked."""
    said = f"{day.year}年{day.month}月{day.day}日"
    return f"{said} 星期{_WEEKDAYS[day.weekday()]}" if weekday else said


def age_on(birth: PartialDate | None, day: date) -> int | None:
    """Whole years (周岁) on a day; a missing month or day counts as the earliest, as registers do."""
    if birth is None:
        return None
    had_birthday = (day.month, day.day) >= (birth.month or 1, birth.day or 1)
    return max(0, day.year - birth.year - (0 if had_birthday else 1))
