"""Build the further county rosters of tests/data/rosters/layouts, with the people that must come out of each.

Everybody is made up; their ID numbers have the sequences 996-999, which with these birth dates are nobody's. The same
files come out every time. Run: python scripts/build_rosters.py
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

import roster_groups  # noqa: E402, F401
import roster_hard  # noqa: E402, F401
import roster_odd  # noqa: E402, F401
import roster_relief  # noqa: E402, F401
from roster_files import WRITERS  # noqa: E402
from roster_made import LAYOUTS  # noqa: E402
from roster_people import Town  # noqa: E402

TARGET = HERE.parent / "tests" / "data" / "rosters" / "layouts"


def built() -> Iterator[tuple[str, bytes, dict[str, object]]]:
    """File name, content and answers of every layout."""
    for name, (kind, maker) in sorted(LAYOUTS.items()):
        ending, write = WRITERS[kind]
        made = maker(Town(name))
        yield name + ending, write(made.pages), made.answers(name + ending)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for file, content, answers in built():
        (TARGET / file).write_bytes(content)
        told = json.dumps(answers, ensure_ascii=False, indent=0)
        (TARGET / file).with_suffix(".expected.json").write_text(told + "\n", encoding="utf-8")
        print(f"{file}: {len(content)} bytes, {answers['data_rows']} people")


if __name__ == "__main__":
    main()
