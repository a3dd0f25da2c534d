"""The first window may not wait for what only imports and papers need."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = [
    "openpyxl", "reportlab", "xlsxwriter", "pypinyin", "python_calamine", "lxml", "xlrd", "msoffcrypto", "pypdfium2",
    "PIL",
]  # fmt: skip


def loaded_by(module: str) -> set[str]:
    """The heavy packages that are in memory once a module is imported in a fresh Python."""
    ask = f"import sys, {module}; print(*[name for name in {HEAVY} if name in sys.modules])"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_nothing_heavy_is_loaded_when_the_window_starts():
    window = "caredesk.ui.app" if importlib.util.find_spec("caredesk.ui.app") else "caredesk.services"
    assert loaded_by(window) == set()


def test_this_test_would_see_a_heavy_package():
    assert loaded_by("openpyxl") >= {"openpyxl"}
