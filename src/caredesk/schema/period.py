"""Periods of ledgers, rates and closings: month (also with a cut-off day), quarter, half-year, year, 项目年度."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from caredesk.schema.errors import UserError


class PeriodKind(Enum):
    """What a period is a stretch of."""

    MONTH = "月"
    QUARTER = "季度"
    HALF = "半年"
    YEAR = "年"
    PROJECT_YEAR = "项目年度"


@dataclass(frozen=True)
class StationMonth:
    """How a station cuts its time.

    ``cut_off``: the last day of the station's month, 0 for natural months (25: October is 26 Sept to 25 Oct).
    ``project_start``: the month in which a project year begins (7: July to June).
    """

    cut_off: int = 0
    project_start: int = 7

    def month(self, year: int, month: int) -> tuple[date, date]:
        """First and last day of a station's month."""
        first = date(year, month, 1)
        if not self.cut_off:
            return first, _next_month(first) - timedelta(days=1)
        before = (first - timedelta(days=1)).replace(day=1)
        return before.replace(day=self.cut_off) + timedelta(days=1), first.replace(day=self.cut_off)


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


@dataclass(frozen=True)
class Period:
    """A named stretch of days, both ends counted."""

    kind: PeriodKind
    first: date
    last: date
    key: str
    label: str

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


_SHAPE = re.compile(r"^(\d{4})(?:-(\d{1,2})|-?[Qq]([1-4])|-?[Hh]([12])|-?([Pp]))?$")


def parse_period(text: str, months: StationMonth | None = None) -> Period:
    """Read 2026-10, 2026-Q4, 2026-H1, 2026, 2026-P (项目年度 beginning in 2026); UserError when there is none such."""
    cut = months or StationMonth()
    found = _SHAPE.match(text.strip().replace("年", "-").removesuffix("月").removesuffix("-"))
    year = int(found.group(1)) if found else 0
    if not found or not 1950 <= year <= 2150:
        raise _no_such(text)
    month, quarter, half, project = found.group(2), found.group(3), found.group(4), found.group(5)
    if month:
        if not 1 <= int(month) <= 12:
            raise _no_such(text)
        return month_period(year, int(month), cut)
    if quarter:
        start = 3 * int(quarter) - 2
        return _span(
            PeriodKind.QUARTER,
            cut,
            (year, start),
            3,
            f"{year}-Q{quarter}",
            f"{year}年第{'一二三四'[int(quarter) - 1]}季度",
        )
    if half:
        return _span(
            PeriodKind.HALF,
            cut,
            (year, 6 * int(half) - 5),
            6,
            f"{year}-H{half}",
            f"{year}年{'上下'[int(half) - 1]}半年",
        )
    if project:
        label = f"{year}—{year + 1}项目年度"
        return _span(PeriodKind.PROJECT_YEAR, cut, (year, cut.project_start), 12, f"{year}-P", label)
    return _span(PeriodKind.YEAR, cut, (year, 1), 12, f"{year}", f"{year}年")


def month_period(year: int, month: int, months: StationMonth | None = None) -> Period:
    """The station's month of that name."""
    first, last = (months or StationMonth()).month(year, month)
    return Period(PeriodKind.MONTH, first, last, f"{year}-{month:02d}", f"{year}年{month}月")


def month_of(day: date, months: StationMonth | None = None) -> Period:
    """The station's month that a day falls in."""
    made = month_period(day.year, day.month, months)
    if day > made.last:
        following = _next_month(day.replace(day=1))
        return month_period(following.year, following.month, months)
    return made


def previous(period: Period, months: StationMonth | None = None) -> Period:
    """The month before a month period."""
    year, month = (int(part) for part in period.key.split("-"))
    return month_period(year - (month == 1), 12 if month == 1 else month - 1, months)


def _span(kind: PeriodKind, cut: StationMonth, start: tuple[int, int], length: int, key: str, label: str) -> Period:
    year, month = start
    end = year * 12 + month - 1 + length - 1
    return Period(kind, cut.month(year, month)[0], cut.month(end // 12, end % 12 + 1)[1], key, label)


def _no_such(text: str) -> UserError:
    return UserError(
        f"没有“{text}”这个时段。月份写 2026-10，季度写 2026-Q4，半年写 2026-H1，全年写 2026，项目年度写 2026-P。"
    )
