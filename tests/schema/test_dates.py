"""Dates as people write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caredesk.schema.dates import PartialDate, age_on, parse_day, parse_partial, parse_typed, show_day

TODAY = date(2026, 11, 21)

TYPED = [
    ("1121", "2026-11-21"),
    ("1122", "2025-11-22"),
    ("0229", "2024-02-29"),
    ("11-20", "2026-11-20"),
    ("11.20", "2026-11-20"),
    ("11/20", "2026-11-20"),
    ("11月20日", "2026-11-20"),
    ("11月20号", "2026-11-20"),
    ("１１２１", "2026-11-21"),
    ("今天", "2026-11-21"),
    ("今日", "2026-11-21"),
    ("昨天", "2026-11-20"),
    ("前天", "2026-11-19"),
    ("大前天", "2026-11-18"),
    ("21日", "2026-11-21"),
    ("5号", "2026-11-05"),
    ("22日", "2026-10-22"),
    ("31日", "2026-10-31"),
    ("2026-10-31", "2026-10-31"),
    ("2026.10.31", "2026-10-31"),
    ("2026/10/31", "2026-10-31"),
    ("2026年10月31日", "2026-10-31"),
    ("20261031", "2026-10-31"),
    (" 2026-10-31 ", "2026-10-31"),
]


@pytest.mark.parametrize(("text", "day"), TYPED)
def test_hands_type_dates_in_many_ways(text: str, day: str) -> None:
    assert parse_typed(text, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "gap"),
    [("今天", 0), ("明天", 1), ("后天", 2), ("昨天", -1)],
)
def test_words_of_days_mean_the_same_ahead(text: str, gap: int) -> None:
    assert parse_typed(text, TODAY, ahead=True) == TODAY + timedelta(days=gap)


@pytest.mark.parametrize("gap", [0, 1, 30, 200, 364])
def test_a_day_of_a_question_that_lies_ahead_is_the_next_such_day(gap: int) -> None:
    wanted = TODAY + timedelta(days=gap)
    assert parse_typed(f"{wanted:%m%d}", TODAY, ahead=True) == wanted
    assert parse_typed(f"{wanted:%m%d}", TODAY) <= TODAY
    if gap < 28:
        assert parse_typed(f"{wanted.day}日", TODAY, ahead=True) == wanted


def test_a_leap_day_ahead_is_that_of_the_next_leap_year() -> None:
    assert parse_typed("0229", date(2026, 3, 1), ahead=True) == date(2028, 2, 29)
    assert parse_typed("31日", date(2026, 1, 31), ahead=True) == date(2026, 1, 31)
    assert parse_typed("31日", date(2026, 2, 1), ahead=True) == date(2026, 3, 31)


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026年2月29日", "0230", "1301", "32日", "2026-13-01", "3/2/1950", "明天", "2026-11", "1950", "x"],
)
def test_a_day_that_does_not_exist_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=f"{text}"):
        parse_typed(text, TODAY)


def test_the_sentence_says_that_there_is_no_such_day() -> None:
    with pytest.raises(ValueError, match="没有“2026-02-30”这一天"):
        parse_day("2026-02-30")


PARTIAL = [
    ("1950.3.2", "1950-03-02"),
    ("1950年3月2号", "1950-03-02"),
    ("1958-8", "1958-08"),
    ("1958年8月", "1958-08"),
    ("195808", "1958-08"),
    ("2021.7", "2021-07"),
    ("1950", "1950"),
    ("1950年", "1950"),
    ("19500302", "1950-03-02"),
]


@pytest.mark.parametrize(("text", "iso"), PARTIAL)
def test_partial_dates_stay_partial(text: str, iso: str) -> None:
    found = parse_partial(text)
    assert found.isoformat() == iso
    assert PartialDate.fromisoformat(iso) == found


@pytest.mark.parametrize(("iso", "first", "last"), [
    ("1950", "1950-01-01", "1950-12-31"),
    ("1950-12", "1950-12-01", "1950-12-31"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2023-02", "2023-02-01", "2023-02-28"),
    ("2023-02-05", "2023-02-05", "2023-02-05"),
])  # fmt: skip
def test_a_partial_date_knows_the_days_it_can_be(iso: str, first: str, last: str) -> None:
    found = PartialDate.fromisoformat(iso)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


def test_parts_that_both_know_must_agree() -> None:
    known = PartialDate(1950, 3, 2)
    assert known.agrees_with(PartialDate(1950))
    assert known.agrees_with(PartialDate(1950, 3))
    assert not known.agrees_with(PartialDate(1950, 4))
    assert not known.agrees_with(PartialDate(1951))


@given(st.dates(date(1850, 1, 1), date(2200, 12, 31)))
def test_every_day_survives_writing_and_reading(day: date) -> None:
    assert parse_day(day.isoformat()) == day
    assert parse_day(f"{day.year}年{day.month}月{day.day}日") == day
    assert PartialDate.of(day).full == day


@given(st.text(max_size=14))
def test_no_text_breaks_the_reader(text: str) -> None:
    for read in (parse_partial, parse_day, lambda said: parse_typed(said, TODAY)):
        with suppress(ValueError):  # anything else is a bug
            assert read(text)


AGES = [
    ("1950-11-21", 76), ("1950-11-22", 75), ("1950", 76), ("1950-12", 75), ("2020-02-29", 6), ("2026-12-01", 0),
]  # fmt: skip


@pytest.mark.parametrize(("birth", "age"), AGES)
def test_age_is_counted_in_whole_years_on_a_day(birth: str, age: int) -> None:
    assert age_on(PartialDate.fromisoformat(birth), TODAY) == age


def test_a_leap_day_child_turns_a_year_on_the_first_of_march() -> None:
    born = PartialDate(2020, 2, 29)
    assert age_on(born, date(2026, 2, 28)) == 5
    assert age_on(born, date(2026, 3, 1)) == 6
    assert age_on(None, TODAY) is None


def test_a_day_is_shown_with_its_weekday() -> None:
    assert show_day(TODAY) == "2026年11月21日"
    assert show_day(TODAY, weekday=True) == "2026年11月21日 星期六"
