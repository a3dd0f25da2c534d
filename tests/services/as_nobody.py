"""The command line as an ordinary account that owns nothing.

``python as_nobody.py UID WARM ARGUMENTS...``: carried out once with all rights on a copy of the station in ``WARM``, so
that everything is loaded (Python itself may lie where the account cannot read), then with the rights given up.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path

from caredesk.cli import run


def elsewhere(words: list[str], warm: Path) -> list[str]:
    """The same command with every place it touches inside ``warm``."""
    told = list(words)
    for place, word in enumerate(words[:-1], start=1):
        if word in ("--data", "--out", "--to"):
            told[place] = str(warm / Path(words[place]).name)
    return told


if __name__ == "__main__":
    uid, warm_up, arguments = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        code = run(elsewhere(arguments, warm_up))
    if code:
        sys.exit(f"the warm-up failed: {said.getvalue()}")
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    sys.exit(run(arguments))
