"""People, households and their parts: what is refused, and what the ID number says by itself."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from caredesk.catalog.person import CERTIFICATE, CONTACT, EPISODE, PERSON, derived
from caredesk.catalog.place import HOUSEHOLD, HOUSEHOLD_EPISODE, VILLAGE
from caredesk.schema.dates import PartialDate
from caredesk.schema.identity import made_up_id
from caredesk.schema.record import RecordType

MAN = made_up_id("429021", date(1946, 8, 19), sequence=997)
WOMAN = made_up_id("429021", date(1936, 5, 6), sequence=996)
WHO = UUID(int=1)


def said(record: RecordType, /, **values: object) -> dict[str, str]:
    """The problems by field."""
    return {problem.field: problem.text for problem in record.problems(values)}


def test_a_name_is_enough_for_a_person() -> None:
    made = PERSON.build({"name": "丁纨"})
    assert (made.state, made.id_type, made.id_number) == ("在册", "居民身份证", None)


def test_a_person_without_a_name_and_one_with_two_hundred_characters_are_refused() -> None:
    assert said(PERSON) == {"name": "请填写“姓名”"}
    assert said(PERSON, name="长" * 200) == {"name": "“姓名”最多50个字，现在有200个，请写短些"}


def test_birth_date_and_sex_must_agree_with_the_id_number() -> None:
    assert said(PERSON, name="丁纨", id_number=MAN, sex="男", birth_date=PartialDate(1946, 8)) == {}
    found = said(PERSON, name="丁纨", id_number=MAN, sex="女", birth_date=PartialDate(1946, 9))
    assert found == {
        "birth_date": "出生日期1946-09与身份证号上的1946-08-19不一致，请核对",
        "sex": "性别“女”与身份证号上的“男”不一致，请核对",
    }


def test_the_id_number_tells_birth_date_and_sex_where_they_are_missing_or_partial() -> None:
    assert derived({"id_number": WOMAN}) == {"birth_date": PartialDate(1936, 5, 6), "sex": "女"}
    assert derived({"id_number": WOMAN, "birth_date": PartialDate(1936), "sex": "女"}) == {
        "birth_date": PartialDate(1936, 5, 6)
    }
    assert derived({"id_number": WOMAN, "birth_date": PartialDate(1937), "sex": "男"}) == {}
    assert derived({"id_number": None}) == {}
    assert derived({"id_number": "429021194608199979"}) == {}


def test_leaving_the_register_needs_a_day() -> None:
    assert said(PERSON, name="丁纨", state="死亡") == {"state_on": "状态改成了“死亡”，请填写是哪一天"}
    assert said(PERSON, name="丁纨", state="死亡", state_on=date(2026, 10, 5)) == {}
    kept = PERSON.build({"name": "丁纨", "state": "在册", "state_on": date(2026, 10, 5)})
    assert kept.state_on is None, "somebody in the register has left on no day"


def test_another_document_goes_into_certificates() -> None:
    assert "id_type" in said(PERSON, name="丁纨", id_type="没有证件", id_number=MAN)
    assert said(PERSON, name="丁纨", id_type="没有证件") == {}
    assert "id_number" not in PERSON.pending({"name": "丁纨", "id_type": "没有证件"})
    assert "id_number" in PERSON.pending({"name": "丁纨", "id_type": "居民身份证"})


def test_a_damaged_number_is_never_stored_as_sound() -> None:
    assert "校验位" in said(PERSON, name="丁纨", id_number=MAN[:-1] + ("1" if MAN[-1] != "1" else "2"))["id_number"]


@pytest.mark.parametrize(("word", "option"), [
    ("汉", "汉族"), ("土家", "土家族"), ("土家族", "土家族"), ("维吾尔", "维吾尔族"), ("其他", "其他"),
])  # fmt: skip
def test_ethnic_groups_are_read_with_and_without_their_ending(word: str, option: str) -> None:
    assert PERSON.fields["ethnicity"].parse(word) == option


@pytest.mark.parametrize(("field", "word", "option"), [
    ("education", "文盲", "文盲或略识字"), ("education", "大专", "大学专科"), ("education", "本科及以上", "大学本科"),
    ("marital", "离异", "离婚"), ("marital", "丧偶", "丧偶"), ("relation", "儿子", "子"), ("relation", "外婆",
    "外祖母"),
    ("relation", "儿媳", "儿媳"), ("health", "健康或良好", "健康"), ("census", "农业户口", "农村居民户口"),
    ("schooling", "中职", "中专及以上"), ("state", "去世", "死亡"), ("state", "正常", "在册"),
])  # fmt: skip
def test_older_and_local_words_are_read(field: str, word: str, option: str) -> None:
    assert PERSON.fields[field].parse(word) == option


def test_a_category_has_only_its_own_subtypes_and_attributes() -> None:
    base = {"person": WHO, "category": "特困人员"}
    assert said(EPISODE, **base, subtype="分散供养") == {}
    assert said(EPISODE, **base, subtype="独居") == {
        "subtype": "“特困人员”的“细类”没有“独居”，可填：分散供养、集中供养"
    }
    kept = EPISODE.build({**base, "disability_grade": "一级", "self_care": "部分丧失生活自理能力"})
    assert (kept.disability_grade, kept.self_care) == (None, "部分丧失生活自理能力")


def test_an_episode_cannot_end_before_it_began() -> None:
    values = {"person": WHO, "category": "孤儿", "since": PartialDate(2026, 10)}
    assert "until" in said(EPISODE, **values, until=date(2026, 9, 30))
    assert said(EPISODE, **values, until=date(2026, 10, 1)) == {}
    assert said(EPISODE, **values, end_reason="超过年龄") == {"until": "填了结束原因，请填写结束日期"}


@pytest.mark.parametrize(("word", "level"), [
    ("一档", 2), ("A类", None), ("全护理", 2), ("半护理", 1), ("完全自理", 0), ("三档", 0), ("全失能", 2),
    ("半失能", 1),
])  # fmt: skip
def test_first_grade_of_care_means_the_most_dependent(word: str, level: int | None) -> None:
    spec = EPISODE.fields["self_care"]
    options = ("具备生活自理能力", "部分丧失生活自理能力", "完全丧失生活自理能力")
    if level is None:
        with pytest.raises(ValueError, match="生活自理能力"):
            spec.parse(word)
    else:
        assert spec.parse(word) == options[level]


def test_a_disability_certificate_must_fit_and_other_certificates_need_not() -> None:
    good = {"person": WHO, "kind": "残疾人证", "number": MAN + "42"}
    assert said(CERTIFICATE, **good) == {}
    assert "number" in said(CERTIFICATE, **{**good, "number": MAN + "92"})
    assert said(CERTIFICATE, person=WHO, kind="低保证", number="4290212600001") == {}
    days = {"valid_from": date(2026, 1, 1), "valid_until": date(2025, 1, 1)}
    assert "valid_until" in said(CERTIFICATE, **good, **days)


def test_an_emergency_contact_needs_a_telephone() -> None:
    assert said(CONTACT, person=WHO, role="紧急联系人", name="丁山") == {"phone": "紧急联系人请填写电话"}
    assert said(CONTACT, person=WHO, role="父亲", name="丁山") == {}


def test_parents_share_one_list_of_states() -> None:
    """A real system lacks 失联 for mothers and stores it as 宣告失踪 (children 3.5)."""
    options = CONTACT.fields["condition"].options
    assert {"失联", "宣告失踪", "重病和残疾"} <= set(options)
    assert "服刑在押" not in options


def test_nobody_is_insured_beyond_the_household() -> None:
    values = {"household": WHO, "category": "低保", "members": 3}
    assert said(HOUSEHOLD_EPISODE, **values, insured_count=3) == {}
    assert said(HOUSEHOLD_EPISODE, **values, insured_count=4) == {"insured_count": "保障人口4人多于家庭人口3人，请核对"}


def test_dibao_attributes_belong_to_dibao_only() -> None:
    kept = HOUSEHOLD_EPISODE.build({"household": WHO, "category": "低保边缘家庭", "dibao_class": "A类", "extra": 100})
    assert (kept.dibao_class, kept.extra) == (None, None)


def test_a_village_that_was_merged_says_into_which_and_when() -> None:
    assert "merged_on" in said(VILLAGE, name="老街村", merged_into=WHO)
    assert "merged_into" in said(VILLAGE, name="老街村", merged_on=date(2020, 1, 1))
    assert said(VILLAGE, name="老街村", merged_into=WHO, merged_on=date(2020, 1, 1)) == {}
    assert VILLAGE.build({"name": "石桥村"}).from_roster is False
    assert HOUSEHOLD.build({"head_name": "丁山"}).head_name == "丁山"
