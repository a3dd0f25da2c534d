"""Conditions as data, and the records that ask by them."""

from __future__ import annotations

import pytest

from caredesk.schema.conditions import All, Either, Is, Known, Not, fields_of, in_words
from caredesk.schema.declare import choice, choices, text, yes_no
from caredesk.schema.errors import Invalid
from caredesk.schema.record import Record, Section, record, type_of

HOME = All(Is("mode", "上门"), Not(Is("met", False)))


@record(
    "look",
    "看望",
    title_field="mode",
    sections=(Section(key="home", title="家里", shown_when=Is("mode", "上门")), Section(key="all", title="都有")),
)
class Look(Record):
    """A small record to test with."""

    mode: str = choice("方式", "上门", "电话", section="all")
    met: bool | None = yes_no("见到", default=None, asked=True, section="all")
    stove: str | None = choice("用火", "正常", "有隐患", default=None, asked_when=HOME, section="home")
    stove_note: str | None = text("隐患", default=None, shown_when=Is("stove", "有隐患"), section="home")
    kind: str | None = choice(
        "细类", "甲一", "乙一", default=None, follows="mode", options_by={"上门": ("甲一",)}, section="all"
    )
    ills: tuple[str, ...] | None = choices("病", "痛", "痒", default=None, section="all")


LOOK = type_of(Look)


@pytest.mark.parametrize(("condition", "values", "holds"), [
    (Is("mode", "上门", "电话"), {"mode": "电话"}, True),
    (Is("mode", "上门"), {}, False),
    (Is("ills", "痛"), {"ills": ("痛", "痒")}, True),
    (Is("ills", "痛"), {"ills": ()}, False),
    (Known("ills"), {"ills": ()}, False),
    (Known("met"), {"met": False}, True),
    (HOME, {"mode": "上门"}, True),
    (HOME, {"mode": "上门", "met": False}, False),
    (Either(Is("mode", "上门"), Known("met")), {"met": True}, True),
    (Not(Known("met")), {"met": None}, True),
])  # fmt: skip
def test_a_condition_holds_for_what_a_form_holds(condition, values, holds) -> None:
    assert condition.holds(values) is holds


def test_a_condition_names_its_fields_and_reads_as_chinese() -> None:
    assert fields_of(HOME) == {"mode", "met"}
    assert fields_of(None) == frozenset()
    labels = {"mode": "方式", "met": "见到"}
    assert in_words(HOME, labels) == "方式 是 上门 且 不（见到 是 否）"
    assert in_words(Either(Known("met"), Is("mode", "电话")), labels) == "（见到 已填 或 方式 是 电话）"
    assert in_words(None, labels) == ""


def test_what_is_asked_depends_on_the_answers() -> None:
    assert LOOK.pending({"mode": "上门"}) == ["met", "stove"]
    assert LOOK.pending({"mode": "上门", "met": False}) == []
    assert LOOK.pending({"mode": "电话"}) == ["met"]
    assert LOOK.pending({"mode": "电话", "met": True}) == []


def test_a_hidden_answer_is_kept_while_editing_and_dropped_on_save() -> None:
    values = {"mode": "电话", "stove": "有隐患", "stove_note": "煤炉在床边"}
    assert LOOK.dropped(values) == ["用火", "隐患"]
    built = LOOK.build(values)
    assert (built.stove, built.stove_note) == (None, None)


def test_a_hidden_answer_is_not_checked() -> None:
    assert LOOK.problems({"mode": "电话", "stove": "着火"}) == []
    assert [one.field for one in LOOK.problems({"mode": "上门", "stove": "着火"})] == ["stove"]


def test_a_choice_that_does_not_go_with_the_one_it_follows_is_refused() -> None:
    with pytest.raises(Invalid, match="“上门”的“细类”没有“乙一”，可填：甲一"):
        LOOK.build({"mode": "上门", "kind": "乙一"})
    with pytest.raises(Invalid, match="“电话”不用填“细类”，请留空"):
        LOOK.build({"mode": "电话", "kind": "甲一"})
    assert LOOK.build({"mode": "上门", "kind": "甲一"}).kind == "甲一"


def test_all_problems_are_told_at_once_and_strangers_are_refused() -> None:
    with pytest.raises(Invalid) as refused:
        LOOK.build({"mode": "骑车", "ills": ("痛", "酸")})
    assert [one.field for one in refused.value.problems] == ["mode", "ills"]
    with pytest.raises(Invalid, match="没有“shoe”这一项"):
        LOOK.build({"mode": "上门", "shoe": 1})


def test_a_record_that_exists_cannot_be_changed() -> None:
    built = LOOK.build({"mode": "上门", "met": True})
    with pytest.raises(AttributeError):
        built.mode = "电话"
    assert LOOK.values(built)["met"] is True
