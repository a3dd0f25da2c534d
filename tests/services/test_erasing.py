"""Somebody erased is gone: from the tables, the log, the pages of the file, the photos and everybody's drafts."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from caredesk.schema.errors import StoreTrouble
from caredesk.schema.identity import made_up_id
from caredesk.store.backup_copies import pool_of

NAME = "㞃秀㭎"
NUMBER = made_up_id("429021", date(1946, 8, 19), sequence=997)
ALIVE = {"id_type": "居民身份证", "state": "在册"}
PAGE, IV_AND_SEAL = 4096, 80


def picture(folder, number):
    path = folder / f"{number}.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) + str(number).encode())
    return path


def open_pages(file, key):
    """Everything that lies in the pages of an encrypted file, used or not, as somebody with the key could read it."""
    raw, told = file.read_bytes(), []
    for at in range(0, len(raw), PAGE):
        page = raw[at : at + PAGE]
        page = page[16:] if at == 0 else page  # the salt
        body, iv = page[:-IV_AND_SEAL], page[-IV_AND_SEAL : -IV_AND_SEAL + 16]
        opened = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        told.append(opened.update(body) + opened.finalize())
    return b"".join(told)


@pytest.fixture
def photos(desk, tmp_path):
    return [desk.photos.keep(picture(tmp_path, number)) for number in range(3)]


@pytest.fixture
def somebody(desk, photos):
    """A person with parts, whose photo was replaced once, changed often enough to have lain in many pages."""
    other = desk.records.save("person", {"name": "赵六", "photo": (photos[2],), **ALIVE})
    one = desk.records.save("person", {"name": NAME, "id_number": NUMBER, "photo": (photos[0],), **ALIVE})
    desk.records.save("person", {"photo": (photos[1], photos[2])}, one)
    desk.records.save("phone", {"person": one, "number": "14900000777"})
    for turn in range(40):
        desk.records.save("person", {"remarks": f"{NAME}，{'住在后山，' * turn}{turn}"}, one)
        desk.records.save("person", {"name": f"路人{turn}", **ALIVE})
    return one, other


def erase(desk, one):
    desk.records.bin("person", one)
    desk.records.purge("person", one, "本人要求删除")


def test_no_page_of_the_file_holds_a_word_of_somebody_erased(desk, somebody, folder):
    before = open_pages(folder / "station.db", desk.safety._station.keys.data)
    assert "路人39".encode() in before + open_pages_of_log(desk, folder)
    erase(desk, somebody[0])
    key = desk.safety._station.keys.data
    desk.close()
    told = open_pages(folder / "station.db", key)
    assert "路人39".encode() in told
    assert "赵六".encode() in told
    for word in (NAME, "㞃", NUMBER, NUMBER[::-1], "14900000777", "住在后山"):
        assert word.encode() not in told, word
    assert not (folder / "station.db-wal").exists()


def open_pages_of_log(desk, folder):
    desk.work.records.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return open_pages(folder / "station.db", desk.safety._station.keys.data)


def test_photos_that_nobody_else_shows_go_and_shared_ones_stay(desk, somebody, photos, folder, tmp_path):
    second = tmp_path / "second"
    desk.safety.choose_second_folder(second)
    desk.safety.backup()
    assert {path.name for path in pool_of(second).iterdir()} == set(photos)
    erase(desk, somebody[0])
    for place in (folder / "attachments", pool_of(second)):
        assert {path.name for path in place.iterdir()} == {photos[2]}
    assert desk.photos.read(photos[2])
    with pytest.raises(StoreTrouble, match="不见了"):
        desk.photos.read(photos[0])
    assert desk.safety.check() == []


def test_a_second_folder_that_is_unplugged_does_not_stop_an_erasing(desk, somebody, photos, folder, tmp_path):
    second = tmp_path / "second"
    desk.safety.choose_second_folder(second)
    desk.safety.backup()
    shutil.rmtree(second)
    erase(desk, somebody[0])
    assert {path.name for path in (folder / "attachments").iterdir()} == {photos[2]}


def test_drafts_about_somebody_erased_go_whoever_wrote_them(desk, somebody, stations, folder):
    one, other = somebody
    desk.safety.add_user("陈静", "社工", "shegong-2026")
    desk.drafts.save(one, "visit", {"values": {"situation": "膝盖疼"}})
    desk.drafts.save(None, "contact", {"values": {"person": str(one), "name": "李四"}})
    desk.drafts.save(other, "visit", {"values": {"situation": "睡得好"}})
    desk.close()
    worker = stations.sign_in(folder, "陈静", "shegong-2026")
    worker.drafts.save(one, "visit", {"values": {"situation": "听力不好"}})
    worker.close()
    head = stations.sign_in(folder, "站长", "qingshi-2026")
    erase(head, one)
    assert [draft.person for draft in head.drafts.all()] == [other]
    key = head.safety._station.keys.subkey("drafts")
    head.close()
    told = open_pages(folder / "drafts.db", key)
    assert "睡得好" in json_text(told)
    for word in ("膝盖疼", "听力不好", "李四"):
        assert word not in json_text(told)


def json_text(told):
    return told.decode("utf-8", "ignore")


def test_what_is_left_in_the_log_says_that_there_was_somebody_and_no_more(desk, somebody):
    one, _ = somebody
    erase(desk, one)
    operations = desk.work.records.log.of_record(one)
    assert [one.action for one in operations][:1] == ["create"]
    assert operations[-1].action == "remove"
    assert all(not told.before and not told.after for told in operations)
    assert desk.work.trail.first_broken() is None
