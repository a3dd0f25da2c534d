"""What the cells of the visit ledger say: what a head wants to read, and nothing that stands on every line."""

from datetime import date

import pytest

from caredesk.schema.identity import made_up_id


@pytest.fixture
def told(desk):
    """Record a visit and read its line in the ledger of its month."""
    number = made_up_id("429021", date(1948, 5, 12), sequence=998)
    named = {"name": "王秀英", "id_number": number, "state": "在册", "id_type": "居民身份证"}
    person = desk.records.save("person", named)
    visitor = desk.records.save("visitor", {"name": "陈静", "role": "社工"})

    def line(**found):
        values = {"mode": "上门入户", "met": "见到本人", "form": "老年人", "visited_on": date(2026, 11, 21)}
        desk.records.save("visit", {"person": person, "visitor": visitor} | values | found)
        sheet = desk.ledgers.sheet("visits", "2026-11")
        return {column.key: text for column, text in zip(sheet.columns, sheet.rows[-1], strict=True)}

    return line


def test_everyday_answers_go_without_saying(told):
    row = told(
        situation="在院里晒太阳", body="慢性病", self_care="自理", mood="正常", living="独居", hazard_found=False,
        needs=["没有"],
    )  # fmt: skip
    assert row["situation"] == "在院里晒太阳；身体：慢性病；居住：独居"
    assert row["problems"] == "无"


def test_what_is_not_everyday_is_said(told):
    row = told(
        body="失能", self_care="半失能", mood="经常觉得孤独", living="与孙子女", hazard_found=True,
        hazard_note="电线老化", needs=["助餐(送餐)", "代购"],
    )  # fmt: skip
    assert row["situation"] == "身体：失能；自理：半失能；心情：经常觉得孤独"
    assert row["problems"] == "隐患：电线老化；需求：助餐(送餐)、代购"


def test_only_everyday_answers_are_one_word(told):
    row = told(body="良好", self_care="自理", mood="正常", needs=["没有"])
    assert (row["situation"], row["problems"]) == ("正常", "无")


def test_what_was_not_asked_stays_empty_and_who_was_not_met_is_said(told):
    row = told(met="无人应答")
    assert (row["situation"], row["problems"]) == ("无人应答", "")


@pytest.mark.parametrize(("day", "remarks", "shown"), [(3, None, "补录"), (3, "雨天", "补录；雨天"), (21, None, "")])
def test_a_visit_entered_late_says_so_in_one_word(told, day, remarks, shown):
    assert told(visited_on=date(2026, 11, day), remarks=remarks)["remarks"] == shown
