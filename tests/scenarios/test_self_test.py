"""The program can tell whether it is whole."""

import os
import subprocess
import sys
from pathlib import Path

from caredesk.catalog import DECLARATIONS
from caredesk.cli.self_test import SHIPPED, Outcome
from caredesk.services.access import User
from caredesk.ui.places import places

ROOT = Path(__file__).parents[2]


def run(folder, *arguments):
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(folder), "PYTHONIOENCODING": "gbk"}
    return subprocess.run(
        [sys.executable, "-P", "-W", "error", "-m", "caredesk", *arguments],
        cwd=folder, env=environment, capture_output=True, check=False,
    )  # fmt: skip


def test_every_part_of_the_program_is_tried_and_nothing_is_left_behind(tmp_path):
    done = run(tmp_path, "--self-test")
    said = done.stdout.decode()
    assert done.returncode == 0, said + done.stderr.decode()
    lines = said.splitlines()
    assert {line.split("  ")[0] for line in lines[:-1]} == {"通过"}
    told = {line.partition("  ")[2] for line in lines[:-1]}
    assert {f"随程序的文件 {room}" for room in SHIPPED} <= told
    assert {f"登记 {kind.title}" for kind in DECLARATIONS.records} <= told
    papers = {f"台账 {one.title} .{end}" for one in DECLARATIONS.ledgers for end in ("xlsx", "pdf", "json")}
    papers |= {f"报表 {one.title} .{end}" for one in DECLARATIONS.returns for end in ("pdf", "json")}
    assert papers <= told
    assert {f"窗口：{place.title}" for place in places(User(None, "", "站长"), print)} <= told
    assert list(tmp_path.iterdir()) == []


def test_what_is_broken_is_told_counted_and_does_not_stop_the_rest(capsys):
    outcome = Outcome()
    with outcome.part("坏的"):
        raise FileNotFoundError("song.ttf")
    with outcome.part("好的"):
        pass
    said = capsys.readouterr()
    assert said.out.splitlines() == ["没过  坏的：FileNotFoundError song.ttf", "通过  好的"]
    assert "Traceback" in said.err
    assert (outcome.done, outcome.failed) == (2, 1)


def test_with_other_words_it_is_wrong_usage(tmp_path):
    done = run(tmp_path, "--self-test", "forms")
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[0] == "命令写得不对：--self-test 要单独用，后面什么也不跟。"
