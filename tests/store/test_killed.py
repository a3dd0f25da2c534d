"""What was acknowledged is there after the process was killed; what was not, is whole or absent."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import caredesk
from caredesk.store import audit, vault
from caredesk.store.connection import open_connection
from caredesk.store.folder import StationFolder

SCRIPT = Path(__file__).with_name("writing_station.py")
LOGIN, PASSWORD = "站长周敏", "秋天的稻田99"


def kill_while_writing(root: Path, commits: int) -> int:
    """Let a station write, kill it some commits after it was heard; returns the last number it called safe."""
    environment = {**os.environ, "PYTHONPATH": str(Path(caredesk.__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-B", str(SCRIPT), "count", str(root)], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout
        last = 0
        for _ in range(commits):
            last = int(process.stdout.readline())
        process.kill()
        for line in process.stdout:  # what it had said before it died
            last = int(line) if line.endswith("\n") else last
    return last


def assert_nothing_lost(root: Path, acknowledged: int) -> None:
    folder, keys = StationFolder(root), vault.unlock(root, LOGIN, PASSWORD)
    with folder.hold():
        connection = open_connection(folder.database, keys.data)
        numbers = [row[0] for row in connection.execute("SELECT rid FROM person ORDER BY rid")]
        assert numbers == list(range(1, len(numbers) + 1))
        assert acknowledged <= len(numbers) <= acknowledged + 1
        assert audit.head(connection).sequence == len(numbers)
        assert audit.verify(connection, keys.audit) is None
        mark = audit.read_mark(folder.mark)
        assert acknowledged <= mark.sequence <= len(numbers)
        assert audit.lost_since(connection, [mark]) is None
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        connection.close()


def kill_often(root: Path, times: int, seed: int) -> int:
    """Kill and look, again and again; returns the number of acknowledged commits."""
    chance = random.Random(seed)
    acknowledged = 0
    for _ in range(times):
        acknowledged = kill_while_writing(root, chance.randint(1, 60))
        assert_nothing_lost(root, acknowledged)
    return acknowledged


def test_a_killed_window_loses_nothing_that_was_saved(tmp_path: Path) -> None:
    assert kill_often(tmp_path / "station", times=3, seed=1) >= 3
