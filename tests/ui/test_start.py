"""Starting: nothing heavy is loaded before the sign-in window is there."""

import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
HEAVY = ("reportlab", "xlsxwriter", "python_calamine", "xlrd", "openpyxl", "lxml", "pypdfium2", "PIL", "pypinyin")
LATER = ("caredesk.ui.window", "caredesk.ui.pages.home", "caredesk.services.importing.imports")
SCRIPT = """
import sys, tempfile
from pathlib import Path
from caredesk.catalog import DECLARATIONS
from caredesk.services.clock import SystemClock
from caredesk.services.stations import Stations
from caredesk.ui.app import Windows, make_application
from caredesk.ui.preferences import Preferences
app = make_application(["caredesk"])
with tempfile.TemporaryDirectory() as home:
    preferences = Preferences(Path(home) / "window.json", Path(home))
    windows = Windows(app, Stations(DECLARATIONS, SystemClock()), preferences)
    windows.open_entry()
    app.processEvents()
    windows.entry.grab()
print(" ".join(sys.modules))
"""


def test_nothing_heavy_is_loaded_before_the_sign_in_window_paints():
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, env={
            "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin"
        },
    )  # fmt: skip
    loaded = set(ran.stdout.split())
    assert loaded & {"PySide6.QtWidgets"}
    assert {name for name in loaded if name.split(".")[0] in HEAVY} == set()
    assert loaded & set(LATER) == set()
