"""Keeping records: what is refused and why, the recycle bin, history in words, values as programs give them."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caredesk.catalog import DECLARATIONS
from caredesk.schema.dates import PartialDate
from caredesk.schema.errors import Invalid, NotAllowed, UserError
from caredesk.schema.identity import made_up_id
from caredesk.schema.ids import new_id
from caredesk.services.access import Right
from tests.conftest import PASSWORD

WANG = made_up_id("429021", date(1946, 8, 19), sequence=997)


@pytest.fixture
def town(desk):
    """A village with a visitor and one person with a telephone."""
    records = desk.records
    ids = {"village": records.save("village", {"name": "白庙村", "kind": "村"})}
    ids["visitor"] = records.save("visitor", {"name": "陈静", "role": "社工"})
    ids["wang"] = records.save("person", {"name": "王秀英", "id_number": WANG, "village": ids["village"], **ALIVE})
    ids["phone"] = records.save("phone", {"person": ids["wang"], "number": "14900000001"})
    return ids


ALIVE = {"state": "在册", "id_type": "居民身份证"}


def visit(desk, town, **more):
    values = {"person": town["wang"], "visited_on": date(2026, 11, 20), "mode": "电话", "visitor": town["visitor"],
              "met": "接通", **more}  # fmt: skip
    return desk.records.save("visit", values)


def all_that_is_stored(desk):
    """Every text in every table, as the file holds it."""
    connection = desk.work.records.connection
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    rows = (row for (name,) in tables for row in connection.execute(f'SELECT * FROM "{name}"'))
    return "\n".join(repr(row) for row in rows)


def problems(call):
    with pytest.raises(Invalid) as refused:
        call()
    return [problem.text for problem in refused.value.problems]


# --- saving


def test_all_problems_of_a_record_are_told_at_once(desk):
    wrong = {"name": "王" * 200, "state": "死亡", "id_type": "居民身份证", "id_number": WANG, "sex": "女"}
    told = problems(lambda: desk.records.save("person", wrong))
    assert len(told) == 3
    assert any("最多50个字" in text for text in told)
    assert desk.records.find("person") == []


def test_a_link_to_nothing_or_into_the_bin_is_refused_and_a_kept_one_is_not_asked_again(desk, town):
    nowhere = new_id(desk.clock.now())
    assert "找不到" in problems(lambda: desk.records.save("person", {"name": "李", "village": nowhere, **ALIVE}))[0]
    other = desk.records.save("village", {"name": "青石村", "kind": "村"})
    desk.records.bin("village", other)
    assert "回收站" in problems(lambda: desk.records.save("person", {"village": other}, town["wang"]))[0]
    with desk.work.records.write(None, "merge") as write:
        write.bin(desk.work.kind("village"), town["village"])
    desk.records.save("person", {"remarks": "有狗"}, town["wang"])


def test_a_record_that_is_gone_or_in_the_bin_cannot_be_changed(desk, town):
    assert "找不到" in problems(lambda: desk.records.save("person", {"remarks": "有狗"}, new_id(desk.clock.now())))[0]
    desk.records.bin("phone", town["phone"])
    assert "回收站" in problems(lambda: desk.records.save("phone", {"number": "14900000002"}, town["phone"]))[0]


def test_a_day_to_come_is_refused_where_it_must_lie_behind(desk, town):
    assert "不能晚于今天" in problems(lambda: visit(desk, town, visited_on=date(2026, 11, 22)))[0]
    told = {"name": "李", "birth_date": PartialDate(2027), **ALIVE}
    assert "不能晚于今天" in problems(lambda: desk.records.save("person", told))[0]


def test_a_second_with_the_same_number_is_named(desk, town):
    told = problems(lambda: desk.records.save("person", {"name": "李国强", "id_number": WANG, **ALIVE}))
    assert "王秀英" in told[0]
    desk.records.save("person", {"remarks": "是她本人"}, town["wang"])


def test_users_and_a_second_station_are_not_kept_as_records(desk):
    (me,) = desk.records.find("desk_user")
    for call in (
        lambda: desk.records.save("desk_user", {"name": "贼", "role": "乡镇管理员"}),
        lambda: desk.records.save("desk_user", {"role": "乡镇管理员"}, me.id),
        lambda: desk.records.save_all("desk_user", [{"name": "贼", "role": "站长"}]),
        lambda: desk.records.bin("desk_user", me.id),
        lambda: desk.records.save("station", {"name": "第二个", "county": "甲", "township": "乙"}),
        lambda: desk.records.bin("station", desk.settings.id),
    ):
        with pytest.raises(NotAllowed):
            call()
    assert len(desk.records.find("station")) == 1


def test_the_head_confirms_the_villages_in_the_settings_and_it_leaves_a_trace(desk):
    assert not desk.settings.villages_confirmed
    desk.records.save("station", {"villages_confirmed": True}, desk.settings.id)
    assert desk.settings.villages_confirmed
    assert desk.safety.traces()[0].what == "修改设置"


def test_a_demo_station_stays_a_demo(desk):
    desk.records.save("station", {"demo": True}, desk.settings.id)
    assert "演示" in problems(lambda: desk.records.save("station", {"demo": False}, desk.settings.id))[0]


# --- many at once


def test_lines_are_all_written_or_none_and_every_problem_has_its_line(desk, town):
    good = {"name": "张三", "village": "白庙村", **ALIVE}
    text = "\n".join(
        json.dumps(one, ensure_ascii=False)
        for one in (good, {"name": "李四", "village": "没有村", **ALIVE}, {"nme": "王五"}, {**ALIVE})
    )
    text = text.replace("\n", "\n\n", 1) + "\nno json\n[1]\n"
    before = len(desk.records.find("person"))
    told = problems(lambda: desk.records.save_text("person", text))
    assert [text.split("：")[0] for text in told] == ["第3行", "第4行", "第5行", "第6行", "第7行"]
    assert len(desk.records.find("person")) == before
    assert len(desk.records.save_text("person", json.dumps(good))) == 1


def test_two_lines_with_the_same_number_are_refused(desk):
    line = json.dumps({"name": "王", "id_number": WANG, **ALIVE})
    assert problems(lambda: desk.records.save_text("person", f"{line}\n{line}"))[0].startswith("第2行")


def test_a_line_may_link_to_a_line_above(desk):
    big_, small_ = {"name": "大村", "kind": "村"}, {"name": "小村", "kind": "村", "merged_on": "2020-01-01"}
    text = f"{json.dumps(big_)}\n{json.dumps(small_ | {'merged_into': '大村'})}"
    big, small = desk.records.save_text("village", text)
    assert desk.records.get("village", small).merged_into == big


# --- values as programs give them


@pytest.mark.parametrize(("key", "told", "read"), [
    ("visit", {"visited_on": "2026-10-08", "mode": "电话"}, {"visited_on": date(2026, 10, 8), "mode": "电话"}),
    ("visit", {"mode": "电访", "risk": "中"}, {"mode": "电话", "risk": "重点"}),
    ("visit", {"risk": "未了解", "situation": ""}, {"risk": None, "situation": None}),
    ("visit", {"hazard_found": "有", "watch": False}, {"hazard_found": True, "watch": False}),
    ("visit", {"goods_value": 12.5}, {"goods_value": 1250}),
    ("visit", {"needs": ["代购", "助医(就医陪护)"]}, {"needs": ("助医(就医陪护)", "代购")}),
    ("visit", {"needs": "代购、日托"}, {"needs": ("代购", "日托")}),
    ("phone", {"number": 14900000001}, {"number": "14900000001"}),
    ("village", {"official_order": "3", "aliases": ["大庙", "大庙"]}, {"official_order": 3, "aliases": ("大庙",)}),
    ("person", {"id_number": WANG.lower()}, {"id_number": WANG}),
])  # fmt: skip
def test_json_is_read_as_the_field_means_it(desk, key, told, read):
    assert desk.records.from_json(key, told) == read


@pytest.mark.parametrize(("told", "said"), [
    ({"visited_on": "2026-02-30"}, "2026-02-30"),
    ({"visited_on": "昨天下午"}, "昨天下午"),
    ({"mode": "骑马"}, "可填"),
    ({"person": "没有这个人"}, "找不到"),
    ({"person": {"id_number": "429021194608199999"}}, "找不到"),
    ({"person": {"shoe": 44}}, "看不懂"),
    ({"person": {}}, "看不懂"),
    ({"person": {"village": "没有村"}}, "找不到"),
    ({"situation": {"a": 1}}, "不能写成"),
    ({"situation": [1]}, "不能写成"),
    ({"situation": True}, "不能写成"),
    ({"needs": [1]}, "不能写成"),
    ({"needs": {"a": 1}}, "不能写成"),
    ({"goods_value": "NaN"}, "金额"),
    ({"situation": "\ud800"}, "坏掉的字"),
    ({"没有这一项": 1}, "没有"),
])  # fmt: skip
def test_json_that_cannot_be_meant_is_refused_with_a_sentence(desk, town, told, said):
    assert said in problems(lambda: desk.records.from_json("visit", told))[0]


def test_a_link_is_told_by_id_number_by_title_by_several_fields_and_by_id(desk, town):
    second = desk.records.save("person", {"name": "王秀英", **ALIVE})
    for told in (str(town["wang"]), {"id_number": WANG}, {"name": "王秀英", "village": "白庙村"}):
        assert desk.records.from_json("phone", {"person": told}) == {"person": town["wang"]}
    assert "不止一个" in problems(lambda: desk.records.from_json("phone", {"person": "王秀英"}))[0]
    assert desk.records.from_json("phone", {"person": str(second)}) == {"person": second}


json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(("2026-10-08", "上门入户", "白庙村", WANG, "14900000001", "\ud83d", "9" * 400)),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=2)),
    max_leaves=4,
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_json_value_breaks_any_field(desk, data):
    kind = data.draw(st.sampled_from([one for one in DECLARATIONS.records if one.key not in ("station", "desk_user")]))
    names = data.draw(st.lists(st.sampled_from(list(kind.fields)), max_size=4, unique=True))
    told = {name: data.draw(json_values) for name in names}
    try:
        desk.records.save_text(kind.key, json.dumps(told))
    except Invalid as refused:
        assert all(problem.text.startswith("第1行：") for problem in refused.problems)  # noqa: PT017


def test_what_is_not_kept_is_said_but_no_secret_is_named(desk, stations, folder, town):
    told = {"person": town["wang"], "role": "父亲", "name": "王大", "restraint": ("服刑在押",)}
    father = desk.records.save("contact", told)
    desk.safety.add_user("陈静", "社工", PASSWORD)
    desk.close()
    worker = stations.sign_in(folder, "陈静", PASSWORD)
    with pytest.raises(UserError) as refused:
        worker.records.save("contact", {"role": "邻居"}, father)
    assert "限制情形" not in str(refused.value)
    assert worker.records.notices == []
    worker.close()
    head = stations.sign_in(folder, "站长", PASSWORD)
    visit(head, town, mode="电话", met="无人接听", mood="正常")
    assert "精神头、心情" in head.records.notices[0]
    head.close()


# --- the recycle bin


def test_what_others_use_is_not_deleted_and_it_is_said_by_what(desk, town):
    visit(desk, town)
    for key, id_, by in (("village", town["village"], "服务对象"), ("visitor", town["visitor"], "入户探访"),
                         ("person", town["wang"], "入户探访")):  # fmt: skip
        with pytest.raises(UserError, match=by):
            desk.records.bin(key, id_)
        assert desk.records.get(key, id_)


def test_a_person_goes_in_and_out_with_the_parts_that_went_along(desk, town):
    earlier = desk.records.save("phone", {"person": town["wang"], "number": "14900000009"})
    desk.records.bin("phone", earlier, "打错了")
    desk.records.bin("person", town["wang"], "重复登记")
    assert desk.records.find("phone") == []
    assert [one.name for one in desk.records.binned("person")] == ["王秀英"]
    with pytest.raises(Invalid, match="回收站"):
        desk.records.restore("phone", town["phone"])
    desk.records.restore("person", town["wang"])
    assert [one.number for one in desk.records.find("phone")] == ["14900000001"]
    assert "重复登记" in [trace.reason for trace in desk.safety.traces()]


def test_what_somebody_else_has_become_meanwhile_does_not_come_back(desk, town):
    desk.records.bin("person", town["wang"])
    again = desk.records.save("person", {"name": "王秀英", "id_number": WANG, **ALIVE})
    with pytest.raises(Invalid, match="重复"):
        desk.records.restore("person", town["wang"])
    desk.records.bin("person", again)
    desk.records.restore("person", town["wang"])
    assert [one.id for one in desk.records.find("person")] == [town["wang"]]


def test_erasing_takes_a_reason_and_leaves_only_that_it_was_done(desk, town):
    with pytest.raises(Invalid, match="不在回收站"):
        desk.records.purge("person", town["wang"], "本人要求")
    desk.records.bin("person", town["wang"])
    with pytest.raises(UserError, match="写明原因"):
        desk.records.purge("person", town["wang"], "  ")
    desk.records.purge("person", town["wang"], "本人要求删除")
    assert desk.records.binned("person") == []
    assert desk.records.binned("phone") == []
    everything = all_that_is_stored(desk)
    assert "白庙村" in everything
    assert "王秀英" not in everything
    assert WANG not in everything
    trace = desk.safety.traces()[0]
    assert (trace.about, trace.reason) == ("彻底删除服务对象", "本人要求删除")
    (erased, *_, made) = desk.records.history("person", town["wang"])
    assert (erased.what, made.what, made.fields) == ("彻底删除", "新建", ())
    assert desk.safety.check() == []


# --- history and undo


def test_a_history_is_told_in_words_with_titles_and_stars(desk, town):
    other = desk.records.save("village", {"name": "青石村", "kind": "村"})
    desk.records.save("person", {"village": other, "remarks": "儿子14912345678"}, town["wang"])
    latest, first = desk.records.history("person", town["wang"])
    assert latest.what == "修改"
    assert ("村（社区）", "白庙村", "青石村") in latest.fields
    assert ("备注", "", "儿子149****5678") in latest.fields
    assert (first.what, first.who) == ("新建", "站长")
    assert not any(WANG in text for field in first.fields for text in field)


def test_undo_goes_back_step_by_step_and_stops_where_others_went_on(desk, stations, folder, town):
    desk.records.save("person", {"remarks": "一"}, town["wang"])
    desk.records.save("person", {"remarks": "二"}, town["wang"])
    assert desk.records.undo_last() == "服务对象"
    assert desk.records.get("person", town["wang"]).remarks == "一"
    assert desk.records.undo_last() == "服务对象"
    assert desk.records.get("person", town["wang"]).remarks is None
    assert [desk.records.undo_last() for _ in range(4)] == ["电话", "服务对象", "探访人", "村（社区）"]
    assert desk.records.undo_last() is None
    assert desk.records.find("person") == []
    assert desk.safety.traces()[0].what == "撤销"


def test_an_undo_that_would_lose_later_work_is_refused(desk, town):
    desk.records.save("person", {"remarks": "一"}, town["wang"])
    with desk.work.records.write(None, "import") as write:
        write.update(desk.work.kind("person"), town["wang"], {"remarks": "二"})
    with pytest.raises(UserError, match="又改过"):
        desk.records.undo_last()
    assert desk.records.get("person", town["wang"]).remarks == "二"


def test_yesterdays_work_is_not_undone_by_a_key(desk, clock, town):
    clock.move_to(date(2026, 11, 22))
    assert desk.records.undo_last() is None


def test_one_role_does_not_take_back_what_another_did(desk, town):
    assert desk.user.may(Right.EDIT)
    with desk.work.records.write(new_id(desk.clock.now()), "save") as write:
        write.insert(desk.work.kind("village"), {"name": "他村", "kind": "村"})
    assert desk.records.undo_last() == "电话"
