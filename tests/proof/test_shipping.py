"""The desk as it is handed on: a wheel, and a folder that runs without Python."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ["src", "resources", "docs", "setup.py", "pyproject.toml", "MANIFEST.in", "LICENSE", "build.spec"]
PARTS += ["requirements.lock", "requirements-dev.lock"]
FIND = "from caredesk.resources import resource; print(resource('fonts/song.ttf').parents[1])"


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    """What a program says; its failure is the test's, with everything it said."""
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


@pytest.fixture
def tree(tmp_path):
    """A copy of the source, so that building leaves nothing behind in it."""
    root = tmp_path / "源 码"
    root.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, root / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy2(source, root)
    return root


def test_an_installed_wheel_finds_what_comes_with_it(tree, tmp_path):
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    run(*pip, "wheel", ".", "--no-deps", "--no-build-isolation", "-w", tmp_path, cwd=tree)
    wheel = next(tmp_path.glob("caredesk-*.whl"))
    installed = tmp_path / "装好"
    run(*pip, "install", "--no-deps", "--no-index", "--target", installed, wheel, cwd=tmp_path)
    said = run(sys.executable, "-P", "-c", FIND, cwd=tmp_path, PYTHONPATH=str(installed))
    assert said.strip() == str(installed / "caredesk/bundled")


def test_the_built_program_tests_itself(tree, tmp_path):
    run(sys.executable, "-m", "PyInstaller", "build.spec", "--noconfirm", "--log-level=ERROR", cwd=tree)
    folder = tmp_path / "U 盘" / "关爱台账"
    shutil.move(tree / "dist/caredesk", folder)
    shutil.rmtree(tree)  # nothing of the source may be needed
    run(folder / ("caredesk.exe" if sys.platform == "win32" else "caredesk"), "--self-test", cwd=tmp_path)
    inside = {file.name for file in folder.rglob("*")}
    assert {"overview.txt", "licences.txt", "LICENSE", "rare.ttf", "qtbase_zh_CN.qm"} <= inside
    assert not [name for name in inside if name.startswith(("libQt6Qml", "libQt6Quick", "libQt6Network"))]
