"""Calendar periods of every length a visit rule may have, and how far an interval reaches from a day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from caredesk.schema.period import StationMonth, month_of, parse_period

Unit = Literal["天", "周", "半月", "月", "季度", "半年", "年"]
DAYS: dict[str, int] = {"天": 1, "周": 7, "半月": 15, "月": 30, "季度": 91, "半年": 182, "年": 365}
"""About how many days a unit has: which of two rules is the stricter."""
_MONTHS = {"月": 1, "季度": 3, "半年": 6, "年": 12}


@lru_cache(maxsize=8192)
def span_of(unit: Unit, day: date, months: StationMonth | None = None) -> tuple[date, date]:
    """First and last day of the calendar period that a day falls in, from the month upwards cut by the station's month.

    Weeks go from Monday to Sunday; a half month is the first fifteen days of the station's month, or the rest of it.
    """
    if unit == "天":
        return day, day
    if unit == "周":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    month = month_of(day, months)
    if unit == "半月":
        half = month.first + timedelta(days=14)
        return (month.first, half) if day <= half else (half + timedelta(days=1), month.last)
    if unit == "月":
        return month.first, month.last
    year, number = (int(part) for part in month.key.split("-"))
    keys = {"季度": f"{year}-Q{(number + 2) // 3}", "半年": f"{year}-H{1 if number <= 6 else 2}", "年": f"{year}"}
    period = parse_period(keys[unit], months)
    return period.first, period.last


def reaching(day: date, unit: Unit, every: int = 1) -> date:
    """The last day of so many units counted from a day: 30 days from 1 March is 31 March, a month from 31 January is
    28 or 29 February."""
    if unit not in _MONTHS:
        return day + timedelta(days=DAYS[unit] * every)
    month = day.month - 1 + _MONTHS[unit] * every
    year, number = day.year + month // 12, month % 12 + 1
    following = date(year + number // 12, number % 12 + 1, 1)
    return min(date(year, number, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))
