"""Backups, the check, the log file, drafts and photos, and what is written down when somebody comes and goes."""

from __future__ import annotations

import logging
import threading
from datetime import date

import pytest

from caredesk.schema.errors import FileTrouble, NotAllowed, StoreTrouble
from caredesk.store.logfile import LOG_NAME
from tests.conftest import PASSWORD

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)


def test_a_backup_is_due_once_a_day(desk, clock):
    assert desk.safety.backup_due()
    made = desk.safety.daily_backup()
    assert made.why == "daily"
    assert not desk.safety.backup_due()
    assert desk.safety.daily_backup() is None
    clock.move_to(date(2026, 11, 22))
    assert desk.safety.backup_due()


def test_the_daily_backup_is_made_whoever_is_signed_in(desk, stations, folder):
    desk.safety.add_user("刘观", "只读", PASSWORD)
    desk.close()
    reader = stations.sign_in(folder, "刘观", PASSWORD)
    assert reader.safety.daily_backup()
    assert reader.safety.backup("exit")
    with pytest.raises(NotAllowed):
        reader.safety.backup()
    reader.close()


def test_a_second_copy_goes_where_it_was_told_and_its_failure_is_said_after_the_first_was_made(desk, tmp_path):
    second = tmp_path / "U盘"
    desk.safety.choose_second_folder(second)
    desk.safety.backup()
    assert list(second.glob("*/station.db"))
    blocked = tmp_path / "blocked"
    blocked.write_text("a file", "utf-8")
    before = desk.safety.backups()[0].mark.sequence
    with pytest.raises(StoreTrouble, match="本机的备份已做好，但没能拷到"):
        desk.safety.backup(to=blocked)
    assert desk.safety.backups()[0].mark.sequence > before
    assert desk.safety.traces()[0].what == "备份"


def test_backup_and_check_can_run_on_another_thread(desk):
    told = []

    def work():
        with desk.elsewhere() as other:
            told.append(other.safety.backup("daily").path)
            told.append(other.safety.check())
            told.append(other.records.save("village", {"name": "白庙村", "kind": "村"}))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told[1] == []
    assert [one.id for one in desk.records.find("village")] == [told[2]]


def test_the_check_finds_a_link_to_nothing_and_a_damaged_photo(desk):
    village = desk.records.save("village", {"name": "白庙村", "kind": "村"})
    desk.records.save("visitor", {"name": "陈静", "role": "社工", "village": village})
    connection = desk.work.records.connection
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("DELETE FROM village")
    (desk.safety.folder / "attachments" / ("0" * 64)).write_bytes(b"broken")
    assert [text[:6] for text in desk.safety.check()] == ["有1条记录指", "有1张照片的"]


def test_coming_and_going_and_looking_are_written_down(desk, stations, folder):
    desk.close()
    again = stations.sign_in(folder, "站长", PASSWORD)
    assert [trace.what for trace in again.safety.traces()[:3]] == ["登录", "退出", "登录"]
    again.close()
    again.close()  # harmless


def test_a_full_number_is_shown_for_a_reason_and_the_trace_names_whose_it_was(desk):
    person = desk.records.save("person", {"name": "王秀英", "state": "在册", "id_type": "没有证件"})
    phone = desk.records.save("phone", {"person": person, "number": "14900000001"})
    for reason in ("", "  "):
        with pytest.raises(Exception, match="写明用途"):
            desk.people.full_number("phone", phone, "number", reason)
    assert desk.people.full_number("phone", phone, "number", "核对低保") == "14900000001"
    trace = desk.safety.traces()[0]
    assert (trace.what, trace.about, trace.reason) == ("查看完整号码", "电话“149****0001”", "核对低保")


def test_a_full_ledger_on_screen_and_on_disk_leaves_a_trace_and_a_starred_one_when_it_leaves(desk, tmp_path):
    desk.ledgers.sheet("people")
    before = len(desk.safety.traces())
    desk.ledgers.sheet("people", full=True, reason="县里核对")
    desk.ledgers.write("people", None, tmp_path / "a.json")
    told = [(trace.what, trace.about, trace.reason) for trace in desk.safety.traces()][: -before or None]
    assert told == [("导出", "服务对象花名册", ""), ("查看完整号码", "服务对象花名册", "县里核对")]


# --- the log


def test_the_log_is_open_while_somebody_works_and_closed_after(desk, folder, stations):
    logger = logging.getLogger("caredesk")
    logger.info("ready %d", 3)
    desk.close()
    assert not any(str(folder) in getattr(handler, "baseFilename", "") for handler in logger.handlers)
    text = (folder / "log" / LOG_NAME).read_text("utf-8")
    assert "ready 3" in text
    assert str(desk.user.id) in text
    assert "站长" not in text


# --- drafts


def test_a_draft_comes_back_to_its_author_only(desk, stations, folder):
    desk.safety.add_user("陈静", "社工", PASSWORD)
    person = desk.records.save("person", {"name": "王秀英", "state": "在册", "id_type": "没有证件"})
    desk.drafts.save(person, "visit", {"values": {"situation": "精神不错"}, "typed": {"visited_on": "昨"}})
    desk.drafts.save(None, "person", {"values": {"name": "李"}})
    assert desk.drafts.load(person, "visit").values["typed"] == {"visited_on": "昨"}
    desk.close()
    other = stations.sign_in(folder, "陈静", PASSWORD)
    assert other.drafts.load(person, "visit") is None
    assert other.drafts.all() == []
    other.close()
    again = stations.sign_in(folder, "站长", PASSWORD)
    assert [(one.form, one.person) for one in again.drafts.all()] == [("person", None), ("visit", person)]
    again.drafts.discard(person, "visit")
    assert again.drafts.load(person, "visit") is None
    again.close()


def test_a_damaged_file_of_drafts_keeps_nobody_out(desk, stations, folder):
    desk.drafts.save(None, "person", {"values": {}})
    desk.close()
    (folder / "drafts.db").write_bytes(b"x" * 5000)
    again = stations.sign_in(folder, "站长", PASSWORD)
    assert again.drafts.load(None, "person") is None
    assert any("草稿文件损坏" in notice for notice in again.notices)
    again.close()


# --- photos


def test_a_photo_goes_in_encrypted_and_comes_out(desk, tmp_path):
    file = tmp_path / "王秀英.png"
    file.write_bytes(PICTURE)
    name = desk.photos.keep(file)
    assert desk.photos.read(name) == PICTURE
    assert PICTURE not in (desk.safety.folder / "attachments" / name).read_bytes()
    village = desk.records.save("village", {"name": "白庙村", "kind": "村"})
    person = desk.records.save("person", {"name": "王", "village": village, "photo": (name,), "state": "在册",
                                          "id_type": "没有证件"})  # fmt: skip
    assert desk.records.texts("person")[0][-1] == "1张"
    assert desk.records.get("person", person).photo == (name,)


def test_what_is_no_picture_is_refused(desk, tmp_path):
    file = tmp_path / "a.png"
    for content in (b"", b"hello", b"%PDF-1.7"):
        file.write_bytes(content)
        with pytest.raises(FileTrouble, match="不是能用的照片"):
            desk.photos.keep(file)
    with pytest.raises(FileTrouble, match="读不了"):
        desk.photos.keep(tmp_path / "none.png")


def test_old_backups_are_thinned_out_in_the_second_folder_too(desk, clock, tmp_path):
    """Of a day the last one is kept: a disk that copies are put on every day would be full one day."""
    second = tmp_path / "U盘"
    desk.safety.choose_second_folder(second)
    for hour in (9, 11, 15):
        clock.move_to(date(2026, 11, 21), hour)
        desk.safety.backup()
    clock.move_to(date(2026, 11, 22))
    desk.safety.backup()
    own = [path.parent.name for path in (desk.safety.folder / "backups").glob("*/manifest.json")]
    copies = [path.parent.name for path in second.glob("*/manifest.json")]
    assert len(copies) == 2
    assert sorted(copies) == sorted(own)


@pytest.mark.parametrize("role", ["站长", "社工", "乡镇管理员", "只读"])
def test_who_may_make_backups_may_bring_one_back_and_nobody_else(desk, stations, tmp_path, role):
    login = "站长"
    if role != "站长":
        login = "刘某"
        desk.safety.add_user(login, role, PASSWORD)
    backup, new = desk.safety.backup().path, tmp_path / "restored"
    if role == "只读":
        with pytest.raises(NotAllowed, match="只读不能备份、恢复"):
            stations.restore(backup, new, login, PASSWORD)
        assert not any(path.is_file() and path.name != "station.lock" for path in new.rglob("*"))
    else:
        stations.restore(backup, new, login, PASSWORD)
        stations.sign_in(new, login, PASSWORD).close()


def test_a_folder_that_holds_a_station_is_never_restored_into(desk, stations, folder):
    backup = desk.safety.backup().path
    desk.close()
    with pytest.raises(StoreTrouble, match="已经有一个站点"):
        stations.restore(backup, folder, "站长", PASSWORD)
