"""No name and no number of a person can be read in any file, while the station is open and after a crash."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import caredesk

TEXTS = ["欧阳秀英", "429021194608199978", "14912345678", "鄂㞃镇𡋾子村二组"]
ENCODINGS = ["utf-8", "utf-16-le", "utf-16-be", "gb18030"]


def found_in(folder: Path) -> list[tuple[str, str, str]]:
    """Every place where one of the texts can be read: file, text, encoding. File names count as well."""
    found = []
    for path in folder.rglob("*"):
        content = os.fsencode(path.name) + (path.read_bytes() if path.is_file() else b"")
        for text in TEXTS:
            found += [(str(path), text, coding) for coding in ENCODINGS if text.encode(coding) in content]
    return found


@pytest.fixture
def station_at_work(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has written the texts everywhere and lives with every folder of its own under ``tmp_path``."""
    own = {}
    for name in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
                 "XDG_STATE_HOME", "SQLITE_TMPDIR"):  # fmt: skip
        own[name] = str(tmp_path / name)
        Path(own[name]).mkdir()
    script = Path(__file__).with_name("writing_station.py")
    environment = {**os.environ, **own, "PYTHONPATH": str(Path(caredesk.__file__).parents[1])}
    command = [sys.executable, "-B", str(script), "fill", str(tmp_path / "station"), *TEXTS]
    with (
        (tmp_path / "stderr").open("wb") as errors,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
        ) as process,
    ):
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def test_nothing_can_be_read_while_the_station_is_open_and_after_it_was_killed(
    tmp_path: Path, station_at_work: subprocess.Popen[str]
) -> None:
    assert found_in(tmp_path) == []
    if sys.platform == "linux":  # temporary files that were unlinked at once
        handles = [str(handle.readlink()) for handle in Path(f"/proc/{station_at_work.pid}/fd").iterdir()]
        assert [target for target in handles if "(deleted)" in target] == []
    station_at_work.kill()
    station_at_work.wait()
    files = {path.name for path in (tmp_path / "station").rglob("*")}
    assert {"station.db", "station.db-wal", "drafts.db", "drafts.db-wal", "keys.json", "caredesk.log"} <= files
    assert list((tmp_path / "second folder").rglob("manifest.json"))
    assert found_in(tmp_path) == []


@pytest.mark.parametrize("coding", ENCODINGS)
def test_the_search_would_find_a_text_that_can_be_read(tmp_path: Path, coding: str) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "x.bin").write_bytes(b"\x00" * 1001 + f"记录{TEXTS[0]}记录".encode(coding) + b"\xff")
    assert (str(tmp_path / "deep" / "x.bin"), TEXTS[0], coding) in found_in(tmp_path)


def test_the_search_would_find_a_text_in_a_files_name(tmp_path: Path) -> None:
    (tmp_path / f"{TEXTS[0]}.jpg").touch()
    assert len(found_in(tmp_path)) == 1
