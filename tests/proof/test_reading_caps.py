"""The slow proofs of reading foreign workbooks: huge files within 30 s and 1.5 GB, a small desk, and long damage.

Run with ``./caredesk.sh proof``; CAREDESK_BROKEN_FILES says how many damaged files (30,000).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents.hostile_workbooks import HOSTILE, HUGE
from tests.documents.test_reading_broken import died_at

ROOT = Path(__file__).parents[2]
DESK = """
import json, resource, sys, time
from pathlib import Path
from caredesk.documents.reading.reader import WorkbookReader, worker_command
from caredesk.schema.errors import FileTrouble
begun = time.monotonic()
try:
    book, said = WorkbookReader(worker_command()).read(Path(sys.argv[1])), ""
except FileTrouble as trouble:
    said = str(trouble)
seconds = time.monotonic() - begun
desk = [int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")][0] >> 10
worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
print(json.dumps([said, seconds, desk, worker]))
"""


@pytest.mark.parametrize("name", [*HUGE, *HOSTILE])
def test_a_hostile_file_costs_the_desk_little(name: str, tmp_path: Path) -> None:
    path = tmp_path / "县里.xlsx"
    path.write_bytes({**HUGE, **HOSTILE}[name]())
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", DESK, str(path)], capture_output=True, check=True, env=environment)
    said, seconds, desk, worker = json.loads(done.stdout)
    assert said.endswith("。") or not said
    assert (seconds < 31, desk < 200, worker < 1500) == (True, True, True), (seconds, desk, worker)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_long_damage_finds_nothing(seed: int) -> None:
    count = int(os.environ.get("CAREDESK_BROKEN_FILES", "30000")) // 3
    assert len(died_at(seed, count)) < count // 20
