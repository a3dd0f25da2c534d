"""The layers hold, and each contract that says so has been seen to fail."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
]
CHECK = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True, no_cache=True))"


def broken_contracts(root: Path) -> list[str]:
    """The names of the contracts that the tree below a folder breaks."""
    environment = os.environ | {"PYTHONPATH": str(root / "src"), "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-c", CHECK], cwd=root, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    kept = re.findall(r"^(.+) (?:KEPT|BROKEN)\b", done.stdout, re.MULTILINE)
    assert kept == CONTRACTS, done.stdout + done.stderr  # else the tree was not checked at all
    return re.findall(r"^(.+) BROKEN\b", done.stdout, re.MULTILINE)


@pytest.fixture
def tree(tmp_path):
    """A copy of the package and its contracts."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_tree_keeps_every_contract():
    assert broken_contracts(ROOT) == []


PLANTED = [
    ("Layers", {"schema/__init__.py": "import caredesk.services"}),
    ("Layers", {"catalog/__init__.py": "import caredesk.documents"}),
    ("Layers", {"newcomer.py": ""}),
    ("Engines know no form by name", {"ui/form.py": "import caredesk.catalog"}),
    ("Qt only in ui", {"services/__init__.py": "import PySide6.QtCore"}),
    ("The database driver only in store", {"services/__init__.py": "import sqlite3"}),
    ("Spreadsheets and PDF only in documents", {"services/__init__.py": "import lxml.etree"}),
    ("Declarations are pure", {"catalog/__init__.py": "import random"}),
    ("Nothing reaches the network", {"store/__init__.py": "import urllib.request"}),
    ("No cycles", {"store/left.py": "import caredesk.store.right", "store/right.py": "import caredesk.store.left"}),
]


@pytest.mark.parametrize(("contract", "lines"), PLANTED, ids=[f"{name}: {next(iter(at))}" for name, at in PLANTED])
def test_a_planted_import_breaks_its_contract(tree, contract, lines):
    for module, line in lines.items():
        with (tree / "src/caredesk" / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    assert contract in broken_contracts(tree)


def test_every_contract_has_been_seen_to_fail():
    assert {name for name, _ in PLANTED} == set(CONTRACTS)


def imported(source: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_qt_is_not_a_way_to_the_network_either():
    # the contracts see PySide6 as one module; its network part has to be looked for
    modules = (ROOT / "src").rglob("*.py")
    assert [file for file in modules if "PySide6.QtNetwork" in imported(file.read_text("utf-8"))] == []
    assert "PySide6.QtNetwork" in imported("from PySide6 import QtNetwork")
