"""ID numbers and disability certificates: what is sound, what is damaged, what the reason says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caredesk.schema.dates import PartialDate
from caredesk.schema.identity import (
    check_character,
    check_disability_certificate,
    check_id_number,
    made_up_id,
)

SOUND = [
    # as written, normal form, birth, sex: the first two are the samples printed in GB 11643
    ("11010519491231002X", "11010519491231002X", "1949-12-31", "女"),
    ("440524188001010014", "440524188001010014", "1880-01-01", "男"),
    ("429021194608199975", "429021194608199975", "1946-08-19", "男"),
    ("11010519491231002x", "11010519491231002X", "1949-12-31", "女"),
    ("11010519491231002Ｘ", "11010519491231002X", "1949-12-31", "女"),
    ("11010519491231002×", "11010519491231002X", "1949-12-31", "女"),
    ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", "1949-12-31", "女"),
    (" 110105 19491231 002X ", "11010519491231002X", "1949-12-31", "女"),
    ("110105\u300019491231\u3000002X", "11010519491231002X", "1949-12-31", "女"),
    ("110105-19491231-002X", "11010519491231002X", "1949-12-31", "女"),
    ("'429021194608199975", "429021194608199975", "1946-08-19", "男"),
    ("429021194608199975\t", "429021194608199975", "1946-08-19", "男"),
    ("“429021194608199975”", "429021194608199975", "1946-08-19", "男"),
    ("\ufeff429021194608199975", "429021194608199975", "1946-08-19", "男"),
    ("429021194608199975.0", "429021194608199975", "1946-08-19", "男"),
    ("429021202402299978", "429021202402299978", "2024-02-29", "男"),
]


@pytest.mark.parametrize(("text", "number", "birth", "sex"), SOUND, ids=[repr(row[0]) for row in SOUND])
def test_a_sound_number_is_read_however_it_was_typed(text: str, number: str, birth: str, sex: str) -> None:
    found = check_id_number(text)
    assert (found.verdict, found.number, found.sex) == ("sound", number, sex)
    assert found.birth == PartialDate.fromisoformat(birth)


WRONG = [
    ("", "invalid", "没有号码"),
    ("无", "invalid", "不是身份证号"),
    ("42902119460819997", "invalid", "这里是17位"),
    ("4290211946081999758", "invalid", "这里是19位"),
    ("429021194608199979", "invalid", "校验位不对"),
    ("429021194613199975", "invalid", "出生日期不存在"),
    ("429021202302299976", "invalid", "出生日期不存在"),
    ("42902119460819997A", "invalid", "不该有的字"),
    ("4.29021194608200E+17", "damaged", "科学计数法"),
    ("4.2902119400116e+17", "damaged", "科学计数法"),
    ("429021194609199000", "damaged", "变成了000"),
    ("429021460819996", "invalid", "百岁老人"),
    ("429021461319001", "invalid", "15位旧号码里的出生日期不存在"),
]


@pytest.mark.parametrize(("text", "verdict", "reason"), WRONG, ids=[row[0] or "nothing" for row in WRONG])
def test_a_wrong_number_is_never_sound_and_says_why(text: str, verdict: str, reason: str) -> None:
    found = check_id_number(text)
    assert found.verdict == verdict
    assert reason in found.reason
    assert not found.sound


def test_fifteen_digits_become_eighteen() -> None:
    found = check_id_number("110105491231002")
    assert found.number == "11010519491231002X"
    assert found.notices == ("15位旧号码，已换算成18位",)


def test_a_birth_day_to_come_is_refused_when_today_is_known() -> None:
    number = made_up_id("429021", date(2026, 12, 1), sequence=997)
    assert check_id_number(number).sound
    assert "今天以后" in check_id_number(number, today=date(2026, 11, 21)).reason


def test_an_unknown_county_is_only_a_notice() -> None:
    number = made_up_id("990101", date(1950, 1, 1), sequence=996)
    found = check_id_number(number)
    assert found.sound
    assert found.notices


@given(st.dates(date(1900, 1, 1), date(2026, 11, 21)), st.integers(996, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(birth: date, sequence: int, place: int, shift: int) -> None:
    number = made_up_id("429021", birth, sequence=sequence)
    assert check_id_number(number).sound
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not check_id_number(wrong).sound


@given(st.text(max_size=24))
def test_no_text_breaks_the_check(text: str) -> None:
    found = check_id_number(text)
    assert found.sound or found.reason
    assert check_disability_certificate(text).sound in (True, False)


def test_made_up_numbers_are_nobodys() -> None:
    with pytest.raises(ValueError, match="centenarians"):
        made_up_id("429021", date(1950, 1, 1), sequence=1)
    number = made_up_id("429021", date(1946, 8, 19), sequence=997)
    assert number == "429021194608199975"
    assert check_character(number[:17]) == number[17]


CERTIFICATES = [
    ("42902119460819997542", "肢体", "二级"),
    ("42902119460819997511", "视力", "一级"),
    ("42902119460819997564B1", "精神", "四级"),
    ("11010519491231002x73b2", "多重", "三级"),
    ("4290211946081999 7542", "肢体", "二级"),
]


@pytest.mark.parametrize(("text", "kind", "grade"), CERTIFICATES)
def test_a_disability_certificate_says_person_class_and_grade(text: str, kind: str, grade: str) -> None:
    found = check_disability_certificate(text)
    assert (found.sound, found.disability_class, found.disability_grade) == (True, kind, grade)
    assert check_id_number(found.id_number).sound


@pytest.mark.parametrize(
    "text", ["429021194608199975", "42902119460819997582", "42902119460819997545", "42902119460819997642", "1234"]
)
def test_a_wrong_disability_certificate_says_why(text: str) -> None:
    found = check_disability_certificate(text)
    assert not found.sound
    assert found.reason


@pytest.mark.parametrize(
    ("region", "known"),
    [
        ("429021", True),  # 神农架林区
        ("110105", True),
        ("510214", True),  # 重庆 before 1997: abolished, and on thousands of cards
        ("320503", True),  # abolished in 2012
        ("429099", False),
        ("990101", False),
        ("422199", False),
    ],
)
def test_a_county_code_that_was_never_given_out_is_a_notice_and_no_error(region: str, known: bool) -> None:
    found = check_id_number(made_up_id(region, date(1946, 8, 19), sequence=997))
    assert found.sound
    assert bool(found.notices) is not known
