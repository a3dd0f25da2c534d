from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from caredesk.schema.errors import StoreTrouble
from caredesk.store import audit, backup, vault
from caredesk.store.attachments import Attachments
from caredesk.store.audit import Action
from caredesk.store.backup import Backup, check_backup, make_backup, read_backup
from caredesk.store.backup_copies import check_second_folder, copy_backup, kept_marks, list_backups, thin_backups
from caredesk.store.connection import Connection, Damaged, open_connection, write_transaction
from caredesk.store.folder import StationFolder, find_station, make_folder
from caredesk.store.restore import restore
from caredesk.store.swap import finish_restore
from caredesk.store.vault import Cost, Keys, NewUser

CHEAP = Cost(passes=1, memory_kib=8, lanes=1)
HEAD = NewUser(UUID(int=1), "站长周敏", "秋天的稻田99")
AT = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
NAMES = [f"王秀英{number}" for number in range(200)]


@dataclass
class Station:
    folder: StationFolder
    keys: Keys
    connection: Connection

    def add(self, name: str) -> None:
        with write_transaction(self.connection):
            self.connection.execute("INSERT INTO person (name) VALUES (?)", (name,))
            audit.append(self.connection, self.keys.audit, at=AT, user=HEAD.id, action=Action.CHANGE)

    def backup(self, at: datetime = AT) -> Backup:
        return make_backup(self.folder, self.keys, at, "daily")


def _make(root: Path, user: NewUser = HEAD, device: str = "device-one") -> Station:
    folder, _ = make_folder(root)
    keys, _ = vault.create_vault(root, [user], CHEAP)
    connection = open_connection(folder.database, keys.data, create=True)
    audit.make_audit_table(connection)
    with write_transaction(connection):
        connection.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID")
        connection.execute("INSERT INTO meta VALUES ('device', ?)", (device,))
        connection.execute("CREATE TABLE person (rid INTEGER PRIMARY KEY, name TEXT)")
        connection.execute("CREATE VIRTUAL TABLE search USING fts5 (letters, content='', contentless_delete=1)")
        connection.executemany("INSERT INTO person (name) VALUES (?)", [(name,) for name in NAMES])
        connection.execute("INSERT INTO search (rowid, letters) VALUES (1, 'w x y')")
        audit.append(connection, keys.audit, at=AT, user=user.id, action=Action.IMPORT)
    return Station(folder, keys, connection)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    made = _make(tmp_path / "station")
    yield made
    made.connection.close()


def _names(database: Path, keys: Keys) -> list[str]:
    connection = open_connection(database, keys.data, read_only=True)
    try:
        return [row[0] for row in connection.execute("SELECT name FROM person ORDER BY rid")]
    finally:
        connection.close()


def _flip_a_bit(path: Path, at: int | None = None) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 if at is None else at] ^= 1
    path.write_bytes(raw)


def _everything_in(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "station.lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


# making


def test_a_backup_of_the_open_station_holds_everything_and_opens(station: Station) -> None:
    made = station.backup()
    assert made.counts == {"audit": 1, "meta": 1, "person": 200}
    assert (made.device, made.station, made.why) == ("device-one", vault.station_id(station.folder.root), "daily")
    assert _names(made.path / "station.db", station.keys) == NAMES
    assert check_backup(made.path) == made == read_backup(made.path)
    assert vault.unlock(made.path, HEAD.login, HEAD.password).data == station.keys.data


def test_a_backup_is_one_database_file_that_a_write_protected_folder_can_hold(station: Station) -> None:
    made = station.backup()
    assert sorted(path.name for path in made.path.iterdir()) == ["keys.json", "manifest.json", "station.db"]
    assert _names(made.path / "station.db", station.keys) == NAMES
    assert sorted(path.name for path in made.path.iterdir()) == ["keys.json", "manifest.json", "station.db"]


def test_a_write_during_the_backup_neither_stops_it_nor_gets_half_in(station: Station) -> None:
    with write_transaction(station.connection):
        station.connection.execute("INSERT INTO person (name) VALUES ('还没写完')")
        made = station.backup()
    assert made.counts["person"] == 200
    assert station.backup(AT + timedelta(hours=1)).counts["person"] == 201


def test_the_manifest_holds_counts_and_hashes_and_no_name(station: Station) -> None:
    text = (station.backup().path / "manifest.json").read_text("utf-8")
    content = json.loads(text)
    assert content["counts"]["person"] == 200
    assert content["mark"]["sequence"] == 1
    assert set(content["hashes"]) == {"station.db", "keys.json"}
    assert "王秀英" not in text
    assert HEAD.login not in text


def test_a_damaged_station_is_noticed_and_leaves_no_backup(station: Station) -> None:
    station.connection.close()
    _flip_a_bit(station.folder.database)
    with pytest.raises(Damaged, match="损坏"):
        station.backup()
    assert list(station.folder.backups.iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM person WHERE rid = 100",
        "INSERT INTO meta VALUES ('more', 1)",
        "UPDATE audit SET seal = zeroblob(32)",
    ],
)
def test_a_copy_that_is_not_the_same_never_becomes_a_backup(
    station: Station, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    copy_database = backup._copy_database

    def copy_wrongly(source: Connection, target: Path, keys: Keys) -> None:
        copy_database(source, target, keys)
        copy = open_connection(target, keys.data)
        copy.execute("DROP TRIGGER audit_is_not_changed")
        copy.execute(damage)
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.close()

    monkeypatch.setattr(backup, "_copy_database", copy_wrongly)
    with pytest.raises(Damaged, match="没有通过检查"):
        station.backup()
    assert list(station.folder.backups.iterdir()) == []


def test_a_full_disk_is_a_sentence_before_anything_is_written(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "free_bytes", lambda at: 1000)
    with pytest.raises(StoreTrouble, match="硬盘空间不足"):
        station.backup()
    assert list(station.folder.backups.iterdir()) == []


def test_two_backups_in_one_second_both_stay(station: Station) -> None:
    assert [station.backup().path.name for _ in range(2)] == ["2026-10-05-093000", "2026-10-05-093000-2"]


def test_a_damaged_key_file_is_not_what_gets_into_the_backup(station: Station) -> None:
    station.folder.keys.write_bytes(b'{"format": 1}')
    made = station.backup()
    assert vault.unlock(made.path, HEAD.login, HEAD.password).data == station.keys.data


# checking and listing


def test_a_flipped_bit_in_a_backup_is_noticed_without_any_key(station: Station) -> None:
    made = station.backup()
    _flip_a_bit(made.path / "station.db")
    with pytest.raises(Damaged, match="换一份更早的"):
        check_backup(made.path)


@pytest.mark.parametrize("manifest", [None, b"", b"{}", b"[]", b'{"format": 1, "made_at": "x"}'])
def test_a_folder_that_is_no_whole_backup_is_a_sentence(tmp_path: Path, manifest: bytes | None) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_bytes(manifest)
    with pytest.raises(StoreTrouble, match="不是一份完整的备份"):
        check_backup(tmp_path)
    assert list_backups(tmp_path.parent) == []


def test_a_newer_programs_backup_is_refused_politely(station: Station) -> None:
    path = station.backup().path / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 2}))
    with pytest.raises(StoreTrouble, match="先升级本软件"):
        check_backup(path.parent)


def test_backups_are_listed_newest_first_without_half_made_ones(station: Station) -> None:
    first, second = station.backup(), station.backup(AT + timedelta(days=1))
    shutil.copytree(first.path, station.folder.backups / "2026-10-09-000000.part")
    assert list_backups(station.folder.backups) == [second, first]
    assert list_backups(station.folder.root / "gone") == []


# the second folder


def test_a_second_folder_gets_the_backup_and_each_photo_once(station: Station, tmp_path: Path) -> None:
    attachments = Attachments(station.folder.attachments, station.keys)
    names = [attachments.put(b"photo 1"), attachments.put(b"photo 2")]
    other = tmp_path / "U盘"
    copied = copy_backup(station.backup(), station.folder, other)
    assert check_backup(copied.path).counts["person"] == 200
    names.append(attachments.put(b"photo 3"))
    copy_backup(station.backup(AT + timedelta(days=1)), station.folder, other)
    assert len(list_backups(other)) == 2
    assert Attachments(other / "attachments", station.keys).names() == sorted(names)
    assert Attachments(other / "attachments", station.keys).check() == []


def test_a_disk_that_keeps_something_else_gets_no_backup_name(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = station.backup()
    monkeypatch.setattr("caredesk.store.durable.sha256_of", lambda path, from_disk=False: "0")
    with pytest.raises(StoreTrouble, match="写备份时读写硬盘出错"):
        copy_backup(made, station.folder, tmp_path / "other")
    assert list_backups(tmp_path / "other") == []


def test_a_backup_that_went_bad_is_not_copied_on(station: Station, tmp_path: Path) -> None:
    made = station.backup()
    _flip_a_bit(made.path / "station.db")
    with pytest.raises(Damaged):
        copy_backup(made, station.folder, tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_the_second_folder_lies_outside_the_station_and_better_on_another_disk(
    station: Station, tmp_path: Path
) -> None:
    for inside in (station.folder.root, station.folder.backups, station.folder.root / "x" / "y"):
        with pytest.raises(StoreTrouble, match="不能放在站点文件夹里面"):
            check_second_folder(station.folder, inside)
    [notice] = check_second_folder(station.folder, tmp_path / "other")
    assert "同一块硬盘" in notice


# thinning


def test_thinning_keeps_the_last_of_each_day_week_and_month(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    one = station.backup()
    for number in range(1, 400):
        moment = AT + timedelta(hours=12 * number)
        path = station.folder.backups / f"{moment:%Y-%m-%d-%H%M%S}"
        path.mkdir()
        content = json.loads((one.path / "manifest.json").read_text())
        (path / "manifest.json").write_text(json.dumps({**content, "made_at": moment.isoformat()}))
    before = list_backups(station.folder.backups)
    gone = thin_backups(station.folder.backups, one.station, one.device)
    left = list_backups(station.folder.backups)
    assert len(before) == len(gone) + len(left)
    days = {backup.made_at.date() for backup in before}
    kept_days = {backup.made_at.date() for backup in left}
    assert set(sorted(days)[-14:]) <= kept_days
    assert {f"{day:%Y-%m}" for day in kept_days} == {f"{day:%Y-%m}" for day in days}
    assert {f"{day:%G-%V}" for day in sorted(days)[-7 * 7 :]} <= {f"{day:%G-%V}" for day in kept_days}
    assert len(left) < 14 + 8 + 9
    for backup_left in left:  # each is the last of its day
        same_day = [backup for backup in before if backup.made_at.date() == backup_left.made_at.date()]
        assert backup_left == same_day[0] or backup_left.made_at == AT


def test_thinning_leaves_other_stations_other_devices_and_saved_presents_alone(station: Station) -> None:
    first = station.backup()
    for number, change in enumerate(
        ({"station": "other"}, {"device": "before the restore"}, {"why": "before_restore"})
    ):
        path = station.folder.backups / f"2026-10-05-0800{number:02}"
        shutil.copytree(first.path, path)
        content = json.loads((path / "manifest.json").read_text())
        (path / "manifest.json").write_text(json.dumps({**content, **change}))
    again = [station.backup(AT + timedelta(minutes=minute)) for minute in (1, 2)]
    gone = thin_backups(station.folder.backups, first.station, first.device)
    assert gone == [again[0].path, first.path]
    assert len(list_backups(station.folder.backups)) == 4


def test_a_clock_that_was_wrong_does_not_cost_the_fullest_backup(station: Station) -> None:
    station.add("新来的人")
    full = station.backup(AT)
    shutil.copytree(full.path, station.folder.backups / "later")
    content = json.loads((full.path / "manifest.json").read_text())
    changed = {**content, "made_at": (AT + timedelta(hours=1)).isoformat(), "mark": {"sequence": 1, "seal": "0"}}
    (station.folder.backups / "later" / "manifest.json").write_text(json.dumps(changed))
    assert thin_backups(station.folder.backups, full.station, full.device) == []


# restoring


def test_a_backup_comes_back_into_an_empty_folder_as_another_device(station: Station, tmp_path: Path) -> None:
    name = Attachments(station.folder.attachments, station.keys).put(b"photo")
    copied = copy_backup(station.backup(), station.folder, tmp_path / "stick")
    keys = vault.unlock(copied.path, HEAD.login, HEAD.password)
    done = restore(copied.path, tmp_path / "new", keys, at=AT, user=HEAD.id)
    assert done.device not in {"", "device-one"}
    assert (done.aside, done.missing_attachments) == (None, 0)
    connection = open_connection(done.folder.database, vault.unlock(tmp_path / "new", HEAD.login, HEAD.password).data)
    assert backup.device_of(connection) == done.device
    assert backup.table_counts(connection) == {**copied.counts, "audit": copied.counts["audit"] + 1}
    assert audit.verify(connection, keys.audit) is None
    assert audit.rows(connection)[0].action == "restore"
    assert audit.lost_since(connection, kept_marks(done.folder, done.device)) is None
    connection.close()
    assert Attachments(done.folder.attachments, keys).get(name) == b"photo"
    assert sorted(path.name for path in done.folder.root.iterdir()) == [
        "attachments", "backups", "keys.copy.json", "keys.json", "log", "mark.json", "station.db", "station.lock",
    ]  # fmt: skip


def test_a_restore_in_place_saves_the_present_and_keeps_todays_passwords(station: Station) -> None:
    old = station.backup()
    station.add("新来的人")
    changed = NewUser(HEAD.id, HEAD.login, "新的密码2026")
    vault.change_password(station.folder.root, station.keys, changed, CHEAP)
    station.connection.close()
    done = restore(old.path, station.folder.root, station.keys, at=AT + timedelta(days=1), user=HEAD.id)
    assert _names(done.folder.database, station.keys) == NAMES
    assert vault.unlock(done.folder.root, HEAD.login, changed.password).data == station.keys.data
    saved = next(item for item in list_backups(done.folder.backups) if item.why == "before_restore")
    assert _names(saved.path / "station.db", station.keys) == [*NAMES, "新来的人"]
    assert done.aside
    assert (done.aside / "station.db").exists()
    assert old in list_backups(done.folder.backups)
    thin_backups(done.folder.backups, old.station, done.device)
    assert [saved, old] == list_backups(done.folder.backups)
    restore(saved.path, done.folder.root, station.keys, at=AT + timedelta(days=2), user=HEAD.id)
    assert _names(done.folder.database, station.keys) == [*NAMES, "新来的人"]


def test_unsaved_work_of_a_crashed_present_is_put_aside_with_its_log(station: Station, tmp_path: Path) -> None:
    old = station.backup()
    station.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    station.add("只在日志里的人")
    crashed = tmp_path / "crashed"
    shutil.copytree(station.folder.root, crashed)  # with the write-ahead log, as after a crash
    assert (crashed / "station.db-wal").stat().st_size
    for at in range(6000, (crashed / "station.db").stat().st_size, 4096):
        _flip_a_bit(crashed / "station.db", at)
    done = restore(crashed / "backups" / old.path.name, crashed, station.keys, at=AT, user=HEAD.id)
    assert _names(done.folder.database, station.keys) == NAMES
    assert done.aside
    assert {"station.db", "station.db-wal", "keys.json"} <= {path.name for path in done.aside.iterdir()}
    assert [item.why for item in list_backups(done.folder.backups)] == ["daily"]


def test_another_stations_drafts_go_aside_with_it(station: Station, tmp_path: Path) -> None:
    other = _make(tmp_path / "other", NewUser(UUID(int=9), "别站的人", "另一个密码8"))
    other.connection.close()
    other.folder.drafts.write_bytes(b"drafts")
    made = station.backup()
    done = restore(made.path, other.folder.root, station.keys, at=AT, user=HEAD.id)
    assert done.aside
    assert (done.aside / "drafts.db").read_bytes() == b"drafts"
    assert not done.folder.drafts.exists()
    assert vault.unlock(done.folder.root, HEAD.login, HEAD.password).data == station.keys.data
    assert vault.unlock(done.aside, "别站的人", "另一个密码8").data == other.keys.data


@pytest.mark.parametrize("what", ["station.db", "keys.json"])
def test_a_damaged_backup_changes_nothing(station: Station, what: str) -> None:
    made = station.backup()
    station.connection.close()
    _flip_a_bit(made.path / what)
    before = _everything_in(station.folder.root)
    with pytest.raises(Damaged):
        restore(made.path, station.folder.root, station.keys, at=AT, user=HEAD.id)
    assert _everything_in(station.folder.root) == before


def test_wrong_keys_and_a_failed_proof_change_nothing(station: Station) -> None:
    made = station.backup()
    station.connection.close()
    before = _everything_in(station.folder.root)
    with pytest.raises(Damaged):
        restore(made.path, station.folder.root, Keys(bytes(32), bytes(32)), at=AT, user=HEAD.id)

    def newer(connection: Connection) -> None:
        raise StoreTrouble("更新版本")

    with pytest.raises(StoreTrouble, match="更新版本"):
        restore(made.path, station.folder.root, station.keys, at=AT, user=HEAD.id, prove=newer)
    assert _everything_in(station.folder.root) == before


def test_a_folder_with_other_things_and_a_backup_itself_are_no_place_to_restore_to(
    station: Station, tmp_path: Path
) -> None:
    made = station.backup()
    (tmp_path / "things").mkdir()
    (tmp_path / "things" / "照片.jpg").touch()
    with pytest.raises(StoreTrouble, match="不是空文件夹"):
        restore(made.path, tmp_path / "things", station.keys, at=AT, user=HEAD.id)
    with pytest.raises(StoreTrouble, match="是一份备份"):
        restore(made.path, made.path, station.keys, at=AT, user=HEAD.id)


def test_a_station_that_a_window_has_open_is_not_restored_over(station: Station) -> None:
    made = station.backup()
    with station.folder.hold(), pytest.raises(StoreTrouble, match="另一个窗口"):
        restore(made.path, station.folder.root, station.keys, at=AT, user=HEAD.id)
    station.connection.close()
    with station.folder.hold():
        restore(made.path, station.folder.root, station.keys, at=AT, user=HEAD.id, held=True)


class Crash(BaseException):
    pass


@pytest.mark.parametrize("survived", range(11))
def test_a_restore_that_crashed_is_finished_at_the_next_start(
    station: Station, monkeypatch: pytest.MonkeyPatch, survived: int
) -> None:
    old = station.backup()
    station.add("新来的人")
    station.connection.close()
    (station.folder.root / "station.db-wal").touch()
    moves = 0
    replace = Path.replace

    def crash_after(self: Path, target: Path) -> Path:
        nonlocal moves
        if (station.folder.root / "restoring").exists():
            moves += 1
            if moves > survived:
                raise Crash
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", crash_after)
    try:
        restore(old.path, station.folder.root, station.keys, at=AT + timedelta(days=1), user=HEAD.id)
    except Crash:
        pass
    else:
        assert survived == 10, "every move of the swap was interrupted once, and one restore ran through"
    monkeypatch.undo()
    with find_station(station.folder.root).hold():  # the next start
        assert not finish_restore(station.folder.root)
    assert _names(station.folder.database, station.keys) == NAMES
    assert vault.unlock(station.folder.root, HEAD.login, HEAD.password).data == station.keys.data
    [aside] = [path for path in station.folder.backups.iterdir() if path.name.startswith("put-aside")]
    assert _names(aside / "station.db", station.keys) == [*NAMES, "新来的人"]
    assert not list(station.folder.root.glob("restoring*"))
