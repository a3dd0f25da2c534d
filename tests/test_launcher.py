"""What happens between a click on caredesk.sh and the desk's first line."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import bootstrap, provision

ROOT = Path(__file__).parent.parent
posix = pytest.mark.skipif(sys.platform == "win32", reason="caredesk.sh is for Linux")


def test_a_library_that_the_loader_finds_is_not_asked_for():
    assert provision.missing_libraries({"libc.so.6": "libc6"}) == []


def test_each_missing_package_is_named_once_in_one_line():
    wanted = {"libno-such-a.so.1": "one", "libno-such-b.so.1": "one", "libno-such-c.so.1": "two"}
    missing = provision.missing_libraries(wanted)
    assert missing == ["one", "two"]
    assert provision.apt_line(missing) == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends one two"
    )


def test_someone_who_is_not_root_gets_the_line_and_nothing_is_installed(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(provision.SetupError, match="sudo apt-get install -y --no-install-recommends libgl1"):
        provision.provide(["libgl1"], list)


def make_tree(folder: Path, main: str) -> Path:
    """A copy of the launcher around a stand-in desk, with an environment that counts as set up."""
    root = folder / "乡镇 社工站" / "关爱台账"
    (root / "src/caredesk").mkdir(parents=True)
    (root / "src/caredesk/__init__.py").touch()
    (root / "src/caredesk/__main__.py").write_text(main, encoding="utf-8")
    shutil.copytree(ROOT / "scripts", root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("caredesk.sh", "requirements.lock", "requirements-dev.lock"):
        shutil.copy2(ROOT / name, root)
    (root / ".venv/bin").mkdir(parents=True)
    (root / ".venv/bin/python").symlink_to(sys.executable)
    for dev in (False, True):
        provision.stamp_file(root, dev).write_text(provision.stamp_text(root, dev))
    return root


def launch(root: Path, *arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment |= {"QT_QPA_PLATFORM": "offscreen", **variables}
    command = [str(root / "caredesk.sh"), *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)


ECHO = "import sys, os; print(sys.argv[1:], os.getcwd(), sep='|'); sys.exit(7)"


@posix
def test_words_with_blanks_arrive_whole_from_any_folder_and_the_exit_code_comes_back(tmp_path):
    root = make_tree(tmp_path, ECHO)
    (root.parent / "别处").mkdir()
    done = launch(root, "cli", "import", "花 名册.xlsx", "--check", cwd=root.parent / "别处")
    assert done.stdout == f"['import', '花 名册.xlsx', '--check']|{root.parent / '别处'}\n"
    assert done.stderr == ""
    assert done.returncode == 7


@posix
def test_a_command_over_a_station_needs_no_display(tmp_path):
    done = launch(make_tree(tmp_path, ECHO), "--data", "站 点", "list", "person", cwd=tmp_path)
    assert done.stdout.startswith("['--data', '站 点', 'list', 'person']")


@posix
def test_a_link_on_the_desktop_finds_the_desk(tmp_path):
    root = make_tree(tmp_path, ECHO)
    (tmp_path / "桌面").mkdir()
    (tmp_path / "桌面/caredesk.sh").symlink_to(root / "caredesk.sh")
    done = launch(tmp_path / "桌面", "cli", "--version", cwd=tmp_path)
    assert done.stdout.startswith("['--version']")


@posix
def test_a_module_lying_in_the_users_folder_is_not_taken_for_ours(tmp_path):
    root = make_tree(tmp_path, "import json; print('sound')")
    (tmp_path / "json.py").write_text("raise SystemExit('taken for ours')")
    assert launch(root, "cli", cwd=tmp_path).stdout == "sound\n"


@posix
def test_the_demo_opens_no_window_where_there_is_no_display(tmp_path):
    root = make_tree(tmp_path, "import sys; print(sys.argv[1:])")
    done = launch(root, "demo", "演示 站", "--password-file", "p.txt", cwd=tmp_path)
    assert done.stdout == "['demo', '演示 站', '--password-file', 'p.txt']\n"
    assert done.returncode == 0


@posix
def test_a_demo_that_failed_hands_its_exit_code_on(tmp_path):
    root = make_tree(tmp_path, ECHO)
    assert launch(root, "demo", "out", "--no-window", cwd=tmp_path).returncode == 7


@pytest.mark.parametrize(
    "words",
    [["out", "--no-window"], ["--password-file", "p", "out"], ["--password-file=p", "out"]],
)
def test_the_demos_folder_is_found_among_its_options(words):
    assert bootstrap.demo_folder(words) == Path("out")


@posix
def test_without_a_desktop_the_window_is_refused_in_a_sentence(tmp_path):
    root = make_tree(tmp_path, ECHO)
    environment = {n: v for n, v in os.environ.items() if n not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run(
        [root / "caredesk.sh"], env=environment, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 3
    assert "没有图形桌面" in done.stderr
    assert done.stdout == ""


@posix
def test_an_unknown_command_is_wrong_usage(tmp_path):
    done = launch(make_tree(tmp_path, ECHO), "dmeo", cwd=tmp_path)
    assert done.returncode == 2
    assert "没有“dmeo”这个命令" in done.stderr


@posix
@pytest.mark.parametrize(("version", "fits"), [("3.10", False), ("3.11", True), ("3.13", True), ("3.14", False)])
def test_only_a_python_that_fits_is_taken(tmp_path, version, fits):
    root = make_tree(tmp_path, ECHO)
    provision.stamp_file(root, dev=False).unlink()  # so that the launcher has to look for a Python
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("readlink", "dirname"):
        (programs / name).symlink_to(shutil.which(name))
    major, minor = version.split(".")
    stand_in = programs / "python3"
    # answers the launcher's question as a Python of that version would; else says that it was chosen
    answer = f'{shlex.quote(sys.executable)} -c "import sys; sys.version_info = ({major}, {minor}); $2"'
    stand_in.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exec {answer}\necho chosen\n')
    stand_in.chmod(0o755)
    command = (root / "caredesk.sh").read_text().replace("/usr/bin/python3", "")
    (root / "caredesk.sh").write_text(command)
    done = subprocess.run(
        ["/bin/sh", root / "caredesk.sh"],
        env={"PATH": str(programs)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.stdout == "chosen\n") is fits
    assert ("需要 3.11、3.12 或 3.13" in done.stderr) is not fits
    assert done.returncode == (0 if fits else 3)


def test_a_changed_lock_makes_the_environment_stale(tmp_path):
    for name in ("requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    python = provision.environment_python(tmp_path)
    python.parent.mkdir(parents=True)
    python.touch()
    for dev in (False, True):
        provision.stamp_file(tmp_path, dev).write_text(provision.stamp_text(tmp_path, dev))
    assert provision.is_ready(tmp_path, dev=True)
    with (tmp_path / "requirements-dev.lock").open("a") as lock:
        lock.write("more==1\n")
    assert provision.is_ready(tmp_path, dev=False)
    assert not provision.is_ready(tmp_path, dev=True)


def test_every_check_runs_though_one_failed_and_the_summary_names_it(tmp_path, capfd):
    (tmp_path / "src").mkdir()
    ran = "import sys; print('ran', sys.argv[1])"
    commands = [
        ("first", [sys.executable, "-c", "raise SystemExit(5)"]),
        ("second", [sys.executable, "-c", ran, "second"]),
    ]
    assert bootstrap.run_all(tmp_path, commands) == 1
    out, err = capfd.readouterr()
    assert out == "ran second\n"
    assert "有 1 项没过：first。" in err
    assert bootstrap.run_all(tmp_path, commands[1:]) == 0


def test_the_test_command_asks_all_four_questions():
    assert [name for name, _ in bootstrap.checks(ROOT, [])] == ["pytest", "ruff", "mypy", "import-linter"]


@posix
def test_fcitx5_is_seen_among_the_running_programs(tmp_path):
    (tmp_path / "12").mkdir()
    (tmp_path / "12/comm").write_text("bash\n")
    assert not bootstrap.fcitx5_runs(tmp_path)
    (tmp_path / "34").mkdir()
    (tmp_path / "34/comm").write_text("fcitx5\n")
    assert bootstrap.fcitx5_runs(tmp_path)


def test_the_windows_launcher_has_windows_line_ends_and_says_that_it_is_untested():
    text = (ROOT / "caredesk.cmd").read_bytes()
    assert text.count(b"\r\n") == text.count(b"\n")
    assert b"UNTESTED" in text
