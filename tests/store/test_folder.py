from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import caredesk
from caredesk.schema.errors import StoreTrouble
from caredesk.store import folder as folders
from caredesk.store.disks import Disk, check_disk, disk_in, disk_of
from caredesk.store.durable import disk_errors, write_durably
from caredesk.store.folder import StationFolder, find_station, make_folder

MOUNTS = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
28 27 0:40 / /home/u/share rw - nfs4 server:/export rw
29 27 0:41 / /home/u/win\\040share rw - cifs //server/x rw
30 27 0:42 / /home/u/ssh rw - fuse.sshfs u@h:/ rw
31 27 0:43 / /mnt/c rw - 9p C:\\134 rw
32 27 8:17 / /media/u/STICK rw - vfat /dev/sdb1 rw
33 27 8:33 / /media/u/DISK rw - ext4 /dev/sdc1 rw
34 27 0:44 / /run/x rw - tmpfs tmpfs rw
35 27 0:45 / /over rw - ext4 /dev/vdb rw
36 27 0:46 / /over rw - smb3 //server/y rw
a torn line
"""
STICKS = {"8:17", "8:33"}


def _disk(path: str, mounts: str = MOUNTS) -> Disk:
    return disk_in(mounts, path, lambda device, source: device in STICKS)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/u/station", "fixed"),
        ("/home/u/share/station", "network"),
        ("/home/u/share", "network"),
        ("/home/u/shared", "fixed"),
        ("/home/u/win share/a/b", "network"),
        ("/home/u/ssh/x", "network"),
        ("/mnt/c/Users/station", "network"),
        ("/media/u/STICK/station", "removable"),
        ("/media/u/DISK/station", "removable"),
        ("/run/x/y", "unknown"),
        ("/over/x", "network"),
    ],
)
def test_the_kind_of_disk_is_read_from_the_mounts(path: str, kind: str) -> None:
    assert _disk(path).kind == kind


@pytest.mark.parametrize("filesystem", ["overlay", "9p", "virtiofs", "fakeowner"])
def test_the_root_of_a_container_is_unknown_not_refused(filesystem: str) -> None:
    assert _disk("/data", f"1 0 0:30 / / rw - {filesystem} none rw\n").kind == "unknown"


def test_without_mounts_the_disk_is_unknown() -> None:
    assert _disk("/data", "").kind == "unknown"


def test_this_computers_own_disk_is_looked_up_even_for_a_folder_to_come(tmp_path: Path) -> None:
    assert disk_of(tmp_path / "not" / "yet") == disk_of(tmp_path)
    assert disk_of(tmp_path).kind in {"fixed", "unknown"}


@pytest.mark.parametrize(("kind", "said"), [("network", "网络盘或共享文件夹"), ("removable", "U盘或移动硬盘")])
def test_network_and_removable_disks_are_refused_with_what_to_do(kind: str, said: str) -> None:
    with pytest.raises(StoreTrouble, match=f"{said}.*请把站点文件夹放在本机硬盘上"):
        check_disk(Path("/x"), Disk(kind, "nfs4"))  # type: ignore[arg-type]


def test_an_unknown_disk_and_a_synced_folder_get_a_notice() -> None:
    assert check_disk(Path("/x"), Disk("fixed", "ext4")) == []
    [unknown] = check_disk(Path("/x"), Disk("unknown", "overlay"))
    assert "overlay" in unknown
    [synced] = check_disk(Path("/home/u/OneDrive/站点"), Disk("fixed", "ntfs"))
    assert "同步" in synced


def test_a_new_station_gets_its_folder_which_only_this_account_can_enter(tmp_path: Path) -> None:
    folder, _ = make_folder(tmp_path / "青石镇" / "站点")
    assert sorted(item.name for item in folder.root.iterdir()) == ["attachments", "backups", "log"]
    if os.name != "nt":
        assert folder.root.stat().st_mode & 0o777 == 0o700


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "照片.jpg").write_bytes(b"x")
    with pytest.raises(StoreTrouble, match="不是空文件夹"):
        make_folder(tmp_path)
    assert [item.name for item in tmp_path.iterdir()] == ["照片.jpg"]


def test_a_set_up_that_failed_half_way_can_be_begun_again(tmp_path: Path) -> None:
    make_folder(tmp_path / "s")
    make_folder(tmp_path / "s")
    (tmp_path / "s" / "backups" / "x").touch()
    with pytest.raises(StoreTrouble, match="不是空文件夹"):
        make_folder(tmp_path / "s")


def test_a_station_is_recognised_and_never_made_over(tmp_path: Path) -> None:
    folder, _ = make_folder(tmp_path / "s")
    folder.database.touch()
    assert find_station(tmp_path / "s") == folder
    with pytest.raises(StoreTrouble, match="已经有一个站点"):
        make_folder(tmp_path / "s")


def test_a_folder_that_is_no_station_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="没有站点数据"):
        find_station(tmp_path)
    with pytest.raises(StoreTrouble, match="找不到文件夹"):
        find_station(tmp_path / "gone")


def test_a_backup_is_not_opened_as_a_station(tmp_path: Path) -> None:
    (tmp_path / "station.db").touch()
    (tmp_path / "manifest.json").touch()
    with pytest.raises(StoreTrouble, match="是一份备份"):
        find_station(tmp_path)


def test_an_existing_station_passes_its_check_and_leaves_no_trace(tmp_path: Path) -> None:
    folder, notices = make_folder(tmp_path / "s")
    before = sorted(folder.root.rglob("*"))
    assert folder.check() == notices
    assert sorted(folder.root.rglob("*")) == before


def test_little_space_is_a_notice_and_none_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = make_folder(tmp_path / "s")
    monkeypatch.setattr(folders, "free_bytes", lambda at: 100 * 1024 * 1024)
    assert "硬盘只剩 100 MB" in folder.check()[-1]
    monkeypatch.setattr(folders, "free_bytes", lambda at: 1024)
    with pytest.raises(StoreTrouble, match="硬盘几乎满了"):
        folder.check()


@contextmanager
def _as_ordinary_user() -> Iterator[Path]:
    """A folder that the acting user may read but not write."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        root.chmod(0o755)
        (root / "s").mkdir(mode=0o755)
        if os.geteuid() == 0:
            os.seteuid(65534)
            try:
                yield root / "s"
            finally:
                os.seteuid(0)
        else:
            (root / "s").chmod(0o555)
            try:
                yield root / "s"
            finally:
                (root / "s").chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="rights work differently on Windows")
def test_a_folder_that_cannot_be_written_is_a_sentence() -> None:
    with _as_ordinary_user() as root:
        with pytest.raises(StoreTrouble, match="没有写入权限"):
            StationFolder(root).check()
        with pytest.raises(StoreTrouble, match="没有写入权限"):
            make_folder(root / "neu")
        with pytest.raises(StoreTrouble, match="没有写入权限"), StationFolder(root).hold():
            pass


HOLDER = """
import sys
from pathlib import Path
from caredesk.store.folder import StationFolder
with StationFolder(Path(sys.argv[1])).hold():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other_window(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(caredesk.__file__).parents[1])},
    )
    with process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_window_learns_who_holds_the_station(tmp_path: Path, other_window: subprocess.Popen[str]) -> None:
    with (
        pytest.raises(StoreTrouble, match=rf"已经在另一个窗口打开（电脑 .*，进程号 {other_window.pid}）"),
        StationFolder(tmp_path).hold(),
    ):
        pass


def test_a_killed_window_leaves_no_lock_behind(tmp_path: Path, other_window: subprocess.Popen[str]) -> None:
    other_window.kill()
    other_window.wait()
    with StationFolder(tmp_path).hold():
        assert str(os.getpid()) in (tmp_path / "station.lock").read_text()
    with StationFolder(tmp_path).hold():
        pass
    assert (tmp_path / "station.lock").read_text() == ""


def test_the_same_program_does_not_open_a_station_twice(tmp_path: Path) -> None:
    folder = StationFolder(tmp_path)
    with folder.hold(), pytest.raises(StoreTrouble, match="另一个窗口"), folder.hold():
        pass


def test_a_small_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys.json"
    write_durably(path, b"first")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreTrouble, match="写钥匙时硬盘空间不足"), disk_errors("写钥匙"):
        write_durably(path, b"second")
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_keeps_something_else_than_was_written_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "keys.json"
    write_durably(path, b"first")
    monkeypatch.setattr(Path, "read_bytes", lambda self: b"torn")
    with pytest.raises(StoreTrouble, match="读写硬盘出错"), disk_errors("写钥匙"):
        write_durably(path, b"second")
    monkeypatch.undo()
    assert path.read_bytes() == b"first"
