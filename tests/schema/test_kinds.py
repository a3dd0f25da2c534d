"""Every kind of field: parsed, shown, checked, and the same after a trip through the database and JSON."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from caredesk.schema import fields, kinds
from caredesk.schema.dates import PartialDate
from caredesk.schema.fields import Field
from caredesk.schema.privacy import Privacy

ONE = UUID(int=0x1234)
HASH = "ab" * 32
NUMBER = "429021194608199975"

# kind: (field, value, what a person would type, what is shown, what is shown starred)
SAMPLES: dict[str, tuple[Field, Any, str, str, str]] = {
    "text": (fields.Text(label="姓名"), "阿依古丽·买买提", " 阿依古丽·买买提 ", "阿依古丽·买买提", "阿依古丽·买买提"),
    "note": (fields.Note(label="备注"), "甲\n电话14900000001", "甲\r\n电话14900000001", "甲\n电话14900000001",
    "甲\n电话149****0001"),
    "choice": (fields.Choice(label="性别", options=("男", "女")), "男", "男", "男", "男"),
    "choices": (
        fields.Choices(label="慢性病", options=("高血压", "中风(脑梗、脑出血)", "其他")),
        ("高血压", "中风(脑梗、脑出血)"), "中风（脑梗、脑出血），高血压", "高血压、中风(脑梗、脑出血)",
        "高血压、中风(脑梗、脑出血)",
    ),
    "words": (fields.Words(label="别名"), ("石桥", "老石桥"), "石桥；老石桥", "石桥、老石桥", "石桥、老石桥"),
    "photos": (fields.Photos(label="照片"), (HASH, "cd" * 32), "", "2张", "2张"),
    "yes_no": (fields.YesNo(label="寄宿"), False, "无", "否", "否"),
    "date": (kinds.Day(label="日期"), date(2026, 11, 21), "2026年11月21日", "2026-11-21", "2026-11-21"),
    "partial_date": (kinds.PartialDay(label="出生日期"), PartialDate(1950, 3), "1950.3", "1950-03", "1950-03"),
    "number": (kinds.Number(label="人口", unit="人"), 3, "3人", "3", "3"),
    "amount": (kinds.Amount(label="保障金"), 83805, "838.05元", "838.05", "838.05"),
    "ref": (kinds.Ref(label="村", to="village"), ONE, str(ONE), str(ONE), str(ONE)),
    "id_number": (kinds.IdNumber(label="身份证号"), NUMBER, "429021 19460819 9975", NUMBER, "429***********9975"),
    "certificate_number": (
        kinds.CertificateNumber(label="证号"), "4290212600001", "4290212600001", "4290212600001", "429******0001",
    ),
    "phone": (kinds.Phone(label="电话"), "14900000001", "149 0000 0001", "14900000001", "149****0001"),
}  # fmt: skip


def _all_kinds() -> set[str]:
    found, open_classes = set(), [Field]
    while open_classes:
        cls = open_classes.pop()
        open_classes += cls.__subclasses__()
        found.add(cls.kind)
    return found - {""}


def test_every_kind_has_a_sample() -> None:
    assert set(SAMPLES) == _all_kinds()


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_value_survives_the_database_and_json(kind: str) -> None:
    spec, value, _, _, _ = SAMPLES[kind]
    assert spec.from_sql(spec.to_sql(value)) == value
    assert spec.from_json(json.loads(json.dumps(spec.to_json(value)))) == value
    assert spec.from_sql(spec.to_sql(None)) is None
    assert spec.from_json(spec.to_json(None)) is None
    assert isinstance(spec.to_sql(value), {"TEXT": str, "INTEGER": int, "BLOB": bytes}[spec.sql])


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_value_is_read_shown_and_starred(kind: str) -> None:
    spec, value, typed, shown, starred = SAMPLES[kind]
    if typed:
        assert spec.parse(typed) == value
    assert spec.check(value) is None
    assert spec.show(value) == shown
    assert spec.masked(value) == starred
    assert spec.show(None) == ""
    assert spec.masked(None) == ""


@pytest.mark.parametrize("kind", SAMPLES)
def test_blank_is_unknown_and_refused_only_where_needed(kind: str) -> None:
    spec = SAMPLES[kind][0]
    assert spec.parse("") is None
    assert spec.parse("  ") is None
    assert spec.from_json("") is None
    assert spec.check(None) == f"请填写“{spec.label}”"


WRONG: list[tuple[str, str]] = [
    ("choice", "中"), ("yes_no", "也许"), ("date", "2026-02-30"), ("date", "2026-11"), ("partial_date", "1950-13"),
    ("number", "三"), ("number", "3.5"), ("amount", "很多"), ("amount", "inf"), ("amount", "nan"), ("ref", "石桥村"),
    ("id_number", "429021194608199979"), ("photos", "一张"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed"), WRONG)
def test_what_cannot_be_read_is_refused_in_chinese(kind: str, typed: str) -> None:
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]{2}"):
        SAMPLES[kind][0].parse(typed)


UNFIT: list[tuple[str, Any]] = [
    ("text", "字" * 200), ("text", 5), ("text", "看\x07不见"), ("choice", "中"), ("choices", ("高血压", "感冒")),
    ("words", ("字" * 60,)), ("photos", ("../../etc",)), ("yes_no", 1), ("date", "2026-11-21"), ("partial_date",
    "1950"),
    ("number", -1), ("number", True), ("number", "3"), ("amount", -5), ("amount", 1.5), ("ref", "x"),
    ("id_number", "42902119460819997x"), ("id_number", "110105491231002"), ("phone", "打不通"), ("phone", "123"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), UNFIT)
def test_a_value_that_does_not_fit_is_refused_with_the_label(kind: str, value: Any) -> None:
    spec = SAMPLES[kind][0]
    said = spec.check(value)
    assert said
    assert spec.label in said or kind == "id_number"


def test_a_name_of_two_hundred_characters_is_told_its_length() -> None:
    assert fields.Text(label="姓名", longest=50).check("长" * 200) == "“姓名”最多50个字，现在有200个，请写短些"


def test_a_line_of_words_stays_one_line() -> None:
    assert fields.Text(label="姓名").parse("丁\n纨\t") == "丁 纨"


def test_options_are_read_with_brackets_and_commas_of_either_width() -> None:
    spec = fields.Choice(
        label="办理", options=("助餐(送餐)", "服刑（强制戒毒）"), aliases={"送饭（上门）": "助餐(送餐)"}
    )
    assert spec.parse("助餐（送餐）") == "助餐(送餐)"
    assert spec.parse("服刑(强制戒毒)") == "服刑（强制戒毒）"
    assert spec.parse("送饭(上门)") == "助餐(送餐)"
    assert spec.parse("未了解") is None


def test_money_is_counted_in_cents_without_losing_one() -> None:
    spec = kinds.Amount(label="金额")
    assert [spec.parse(said) for said in ("0.285", "1,234.5", "838.00元", "￥110", "0")] == [
        29,
        123450,
        83800,
        11000,
        0,
    ]


def test_numbers_from_spreadsheets_lose_their_zero_decimals() -> None:
    assert kinds.Number(label="人数").parse("3.0") == 3
    assert kinds.Phone(label="电话").parse("14900000001.0") == "14900000001"
    assert kinds.Phone(label="电话").parse("+86-14900000001") == "14900000001"


def test_a_moment_is_read_as_its_day() -> None:
    assert kinds.Day(label="日期").from_json(datetime(2026, 11, 21, 8, 0)) == date(2026, 11, 21)  # noqa: DTZ001


def test_lists_of_words_may_come_as_one_text() -> None:
    assert fields.Words(label="别名").from_json("石桥、老石桥") == ("石桥", "老石桥")
    with pytest.raises(ValueError, match="别名"):
        fields.Words(label="别名").from_json(5)


def test_a_choice_may_follow_another() -> None:
    spec = fields.Choice(
        label="结果",
        name="met",
        options=("见到", "接通"),
        follows="mode",
        options_by={"上门": ("见到",), "电话": ("接通",)},
    )
    assert spec.options_for({"mode": "上门"}) == ("见到",)
    assert spec.options_for({"mode": None}) == ()


def test_an_option_may_be_more_private_than_its_field() -> None:
    spec = fields.Choice(label="类别", options=("低保", "失独"), option_privacy={"失独": Privacy.RESTRICTED})
    assert spec.privacy_of("失独") is Privacy.RESTRICTED
    assert spec.privacy_of("低保") is Privacy.ORDINARY
    assert spec.privacy_of(None) is Privacy.ORDINARY
