"""Builds resources/calendar/workdays.json: days off and shifted working days, as the State Council announced them.

    .venv/bin/pip install chinese-calendar==1.11.0 --target BUILD
    .venv/bin/python scripts/build_calendar.py BUILD

The package (MIT) gathers the yearly announcements of the State Council's office; a year is in it once it was announced,
usually in November of the year before. What a station changes by hand stands in its own records and wins.
"""

import importlib.util
import json
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "resources" / "calendar" / "workdays.json"
VERSION = "1.11.0"


def main(build: Path) -> None:
    """Write the table from the package unpacked in a folder."""
    path = build / "chinese_calendar" / "constants.py"
    spec = importlib.util.spec_from_file_location("constants", path)
    assert spec
    assert spec.loader
    constants = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(constants)
    named = {one.value: one.chinese for one in constants.Holiday}
    off = {day.isoformat(): named[name] for day, name in sorted(constants.holidays.items())}
    work = {day.isoformat(): named[name] for day, name in sorted(constants.workdays.items())}
    told = {
        "source": f"chinese_calendar {VERSION}（MIT），整理自国务院办公厅每年的放假通知",
        "first": min(off)[:4] + "-01-01",
        "last": max(off)[:4] + "-12-31",
        "off": off,
        "work": work,
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(told, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(f"{TARGET}: {len(off)} days off, {len(work)} shifted, {told['first']} to {told['last']}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
