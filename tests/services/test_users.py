"""Who signs in, who may change whom, and that a user's record, key and trace change together or not at all."""

from __future__ import annotations

import re

import pytest

from caredesk.schema.errors import Invalid, NotAllowed, StoreTrouble, UserError
from caredesk.store import vault
from tests.conftest import PASSWORD

OTHER = "青石镇的月亮2026"


@pytest.fixture
def staff(desk):
    """A social worker and a township beside the head; passwords cheap."""
    return {
        "社工": desk.safety.add_user("陈静", "社工", PASSWORD),
        "乡镇管理员": desk.safety.add_user("赵镇", "乡镇管理员", PASSWORD),
    }


@pytest.fixture
def enter(desk, stations, folder, staff):
    """Sign in as somebody, the one before signed out."""
    opened = [desk]

    def sign_in(name, password=PASSWORD):
        while opened:
            opened.pop().close()
        opened.append(stations.sign_in(folder, name, password))
        return opened[-1]

    yield sign_in
    for one in opened:
        one.close()


def test_everybody_signs_in_by_name_and_the_head_also_as_head(enter):
    assert enter("陈静").user.role == "社工"
    assert enter("赵镇").user.role == "乡镇管理员"
    assert enter("站长").user.role == "站长"


def test_a_name_can_be_taken_once(desk, staff):
    for name in ("陈静", " 陈静 "):
        with pytest.raises(Invalid, match="已经有人叫"):
            desk.safety.add_user(name, "只读", PASSWORD)
    with pytest.raises(Invalid, match="没有“厨师”这个角色"):
        desk.safety.add_user("厨子", "厨师", PASSWORD)


def test_a_password_that_is_too_short_leaves_no_half_user(desk, staff):
    before = vault.key_file_of(desk.safety.folder)
    for call in (
        lambda: desk.safety.add_user("新人", "社工", "123"),
        lambda: desk.safety.set_password(staff["社工"], "1"),
    ):
        with pytest.raises(StoreTrouble, match="密码太短"):
            call()
    assert {one.name for one in desk.safety.users()} == {"站长", "陈静", "赵镇"}
    assert vault.key_file_of(desk.safety.folder) == before


def test_the_head_cannot_make_or_change_a_second_head_or_the_township(desk, staff):
    for call in (
        lambda: desk.safety.add_user("第二", "站长", PASSWORD),
        lambda: desk.safety.add_user("第二", "乡镇管理员", PASSWORD),
        lambda: desk.safety.set_password(staff["乡镇管理员"], OTHER),
        lambda: desk.safety.retire(staff["乡镇管理员"]),
        lambda: desk.safety.new_recovery("township"),
        lambda: desk.safety.replace_head("第二", PASSWORD),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_somebody_who_left_cannot_come_in_until_let_in_again(desk, enter, staff):
    desk.safety.retire(staff["社工"])
    with pytest.raises(StoreTrouble, match="密码不对"):
        enter("陈静")
    head = enter("站长")
    with pytest.raises(Invalid, match="重新启用"):
        head.safety.add_user("陈静", "社工", PASSWORD)
    head.safety.reinstate(staff["社工"], OTHER)
    assert enter("陈静", OTHER).user.id == staff["社工"]


def test_everybody_may_change_their_own_password_and_nobody_elses(enter, staff):
    worker = enter("陈静")
    worker.safety.set_password(staff["社工"], OTHER, PASSWORD)
    with pytest.raises(NotAllowed):
        worker.safety.set_password(staff["乡镇管理员"], OTHER)
    assert enter("陈静", OTHER)
    with pytest.raises(StoreTrouble):
        enter("陈静", PASSWORD)


def test_who_changes_their_own_password_must_know_it_and_wrong_guesses_count_as_failed_sign_ins(enter, staff, clock):
    worker = enter("陈静")
    for wrong in ("", "不是这个2026", "也不是这个2026"):
        with pytest.raises(Invalid, match="现在的密码不对"):
            worker.safety.set_password(staff["社工"], OTHER, wrong)
    with pytest.raises(UserError, match="请等1秒再试"):
        worker.safety.set_password(staff["社工"], OTHER, PASSWORD)
    clock.move_to(clock.today(), hour=10)
    worker.safety.set_password(staff["社工"], OTHER, PASSWORD)
    assert enter("陈静", OTHER)
    traces = [trace for trace in enter("站长").safety.traces() if trace.what == "登录失败"]
    assert [trace.who for trace in traces] == ["陈静"] * 3
    assert all(re.fullmatch(r"\d{1,2}月\d{1,2}日 \d{1,2}:\d\d 试过", trace.reason) for trace in traces)


def test_the_head_cannot_lock_out_themselves(desk, enter, staff):
    with pytest.raises(NotAllowed):
        desk.safety.retire(desk.user.id)
    township = enter("赵镇")
    with pytest.raises(UserError, match="不能停用自己"):
        township.safety.retire(township.user.id)


def test_the_township_replaces_the_head_and_the_word_head_means_the_new_one(enter):
    township = enter("赵镇")
    new = township.safety.replace_head("周敏", OTHER)
    with pytest.raises(StoreTrouble, match="密码不对"):
        enter("站长")
    assert enter("站长", OTHER).user.id == new
    assert enter("周敏", OTHER).user.id == new
    assert [one.name for one in enter("赵镇").safety.users() if one.role == "站长" and one.active] == ["周敏"]


def test_a_replacement_that_fails_leaves_the_old_head_in_place(enter):
    township = enter("赵镇")
    for name, password in (("周敏", "1"), ("陈静", OTHER)):
        with pytest.raises(UserError):
            township.safety.replace_head(name, password)
    assert enter("站长").user.role == "站长"
    assert enter("站长").safety.check() == []


def test_a_recovery_paper_brings_the_head_back_and_an_old_one_does_not(stations, folder, desk):
    code = desk.safety.new_recovery("station")
    newer = desk.safety.new_recovery("station")
    desk.close()
    with pytest.raises(StoreTrouble, match="打不开本站"):
        stations.recover(folder, code, OTHER)
    again = stations.recover(folder, newer, OTHER)
    assert again.user.role == "站长"
    assert "用救急密码纸打开" in [trace.what for trace in again.safety.traces()]
    again.close()
    stations.sign_in(folder, "站长", OTHER).close()
    with pytest.raises(StoreTrouble):
        stations.sign_in(folder, "站长", PASSWORD)


def test_every_change_of_a_user_leaves_a_trace(desk, staff):
    desk.safety.set_password(staff["社工"], OTHER)
    desk.safety.retire(staff["社工"])
    told = [(trace.what, trace.about, trace.reason) for trace in desk.safety.traces()]
    assert told[:4] == [
        ("使用人员变动", "使用人员“陈静”", "停用"),
        ("使用人员变动", "使用人员“陈静”", "改密码"),
        ("使用人员变动", "使用人员“赵镇”", "新增乡镇管理员"),
        ("使用人员变动", "使用人员“陈静”", "新增社工"),
    ]


def test_who_records_visits_stands_on_the_list_of_visitors_whoever_let_them_in(enter):
    """Also the head whom the township puts in place, who may not keep that list itself."""
    township = enter("赵镇")
    township.safety.replace_head("周敏", OTHER)
    township.safety.add_user("刘看看", "只读", OTHER)
    names = [one.name for one in township.records.find("visitor")]
    assert names.count("周敏") == 1
    assert "刘看看" not in names


def test_nobody_stands_on_the_list_of_visitors_twice(desk):
    desk.records.save("visitor", {"name": "林悦", "role": "社工"})
    desk.safety.add_user("林悦", "社工", OTHER)
    assert len(desk.records.find("visitor", {"name": "林悦"})) == 1
