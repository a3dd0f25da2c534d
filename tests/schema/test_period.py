"""Periods of ledgers and rates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caredesk.schema.errors import UserError
from caredesk.schema.period import StationMonth, month_of, month_period, parse_period, previous

TO_25 = StationMonth(cut_off=25)

PERIODS = [
    ("2026-10", 0, "2026-10-01", "2026-10-31", "2026年10月"),
    ("2026-2", 0, "2026-02-01", "2026-02-28", "2026年2月"),
    ("2028-02", 0, "2028-02-01", "2028-02-29", "2028年2月"),
    ("2026年10月", 0, "2026-10-01", "2026-10-31", "2026年10月"),
    ("2026-10", 25, "2026-09-26", "2026-10-25", "2026年10月"),
    ("2026-01", 25, "2025-12-26", "2026-01-25", "2026年1月"),
    ("2028-03", 28, "2028-02-29", "2028-03-28", "2028年3月"),
    ("2026-Q4", 0, "2026-10-01", "2026-12-31", "2026年第四季度"),
    ("2026q1", 0, "2026-01-01", "2026-03-31", "2026年第一季度"),
    ("2026-Q4", 25, "2026-09-26", "2026-12-25", "2026年第四季度"),
    ("2026-H1", 0, "2026-01-01", "2026-06-30", "2026年上半年"),
    ("2026-H2", 25, "2026-06-26", "2026-12-25", "2026年下半年"),
    ("2026", 0, "2026-01-01", "2026-12-31", "2026年"),
    ("2026年", 25, "2025-12-26", "2026-12-25", "2026年"),
    ("2026-P", 0, "2026-07-01", "2027-06-30", "2026—2027项目年度"),
]


@pytest.mark.parametrize(("text", "cut", "first", "last", "label"), PERIODS)
def test_a_period_has_its_days_and_its_name(text: str, cut: int, first: str, last: str, label: str) -> None:
    found = parse_period(text, StationMonth(cut_off=cut))
    assert (found.first.isoformat(), found.last.isoformat(), found.label) == (first, last, label)
    assert found.first in found
    assert found.last in found
    assert found.last + timedelta(days=1) not in found


def test_a_project_year_starts_when_the_contract_says() -> None:
    found = parse_period("2026-P", StationMonth(project_start=3))
    assert (found.first, found.last) == (date(2026, 3, 1), date(2027, 2, 28))


@pytest.mark.parametrize("text", ["2026-13", "2026-0", "2026-Q5", "2026-H3", "十月", "", "1900", "2026-10-01", "26-10"])
def test_a_period_that_does_not_exist_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(UserError, match="月份写 2026-10"):
        parse_period(text)


@given(st.dates(date(1951, 1, 1), date(2149, 12, 31)), st.integers(0, 28))
def test_every_day_lies_in_exactly_one_month(day: date, cut: int) -> None:
    months = StationMonth(cut_off=cut)
    found = month_of(day, months)
    assert day in found
    assert month_period(*map(int, found.key.split("-")), months) == found
    before = previous(found, months)
    assert before.last + timedelta(days=1) == found.first


def test_the_month_before_january_is_december() -> None:
    assert previous(parse_period("2026-01", TO_25), TO_25).key == "2025-12"
