"""Starring numbers out."""

from __future__ import annotations

import pytest

from caredesk.schema.privacy import Privacy, mask_beside_birth, mask_id_number, mask_numbers_in_words, mask_phone

NUMBER = "429021194608199975"


def test_an_id_number_keeps_three_and_four_characters() -> None:
    assert mask_id_number(NUMBER) == "429***********9975"
    assert mask_id_number("11010519491231002X") == "110***********002X"
    assert mask_beside_birth("11010519491231002X") == "110**************X"
    assert mask_beside_birth("1234567") == "*******"
    assert mask_id_number("1234567") == "*******"


@pytest.mark.parametrize(("text", "starred"), [
    ("14900000001", "149****0001"),
    ("0716-1234567", "0716-***4567"),
    ("8614900000001", "861******0001"),
])  # fmt: skip
def test_a_phone_keeps_its_ends(text: str, starred: str) -> None:
    assert mask_phone(text) == starred


WORDS = [
    (f"儿子的号码{NUMBER}。", "儿子的号码429***********9975。"),
    (f"身份证：{NUMBER[:-1]}X", f"身份证：429***********{NUMBER[-4:-1]}X"),
    ("电话14900000001打不通", "电话149****0001打不通"),
    ("电话149 0000 0001打不通", "电话149******0001打不通"),
    ("电话１４９００００１２３４", "电话１４９****１２３４"),
    ("429021 19460819 9975", "429*************9975"),
    ("429021 194608199975", "429************9975"),
    ("4290 2119 4608 199975", "429**************9975"),
    ("2026 10 21 2026 10 22 2026 10 23", "2026 10 21 2026 10 22 2026 10 23"),
    ("座机0716-1234567", "座机0716-1**4567"),
    ("卡号6222021234567890123", "卡号622************0123"),
    ("2026-10-21量了血压130/80，10月22日又量", "2026-10-21量了血压130/80，10月22日又量"),
    ("低保金838.00元，20261021发", "低保金838.00元，20261021发"),
    ("2026-10-21 2026-10-22各去一次", "2026-10-21 2026-10-22各去一次"),
]


@pytest.mark.parametrize(("text", "starred"), WORDS)
def test_numbers_typed_into_a_note_are_starred_and_dates_are_not(text: str, starred: str) -> None:
    assert mask_numbers_in_words(text) == starred
    assert mask_numbers_in_words(starred) == starred


def test_the_classes_are_in_order() -> None:
    assert Privacy.ORDINARY < Privacy.SENSITIVE < Privacy.RESTRICTED
