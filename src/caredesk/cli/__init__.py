"""The command line: a second user of the same use cases. JSON on stdout, sentences on stderr.

Exit 0 once it ran, 2 wrong usage, 3 a user's error in one or two Chinese sentences.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from caredesk.schema.errors import Cancelled, Invalid, UserError

RAN, USAGE, USER_ERROR = 0, 2, 3


def wants_window(arguments: Sequence[str]) -> bool:
    """Whether these arguments ask for the window: no command, at most a station's folder (``--data DIR``)."""
    rest = list(arguments)
    if rest[:1] == ["--data"]:
        rest = rest[2:]
    return not rest or rest[0] == "window"


def run(arguments: Sequence[str]) -> int:
    """Carry out one command; returns the exit code."""
    from caredesk.cli.arguments import parse
    from caredesk.cli.commands import COMMANDS
    from caredesk.cli.terminal import speak_utf8

    speak_utf8()
    asked = parse(arguments)
    try:
        COMMANDS[asked.command](asked)
    except Invalid as error:
        for problem in error.problems:
            print(_ended(problem.text), file=sys.stderr)  # noqa: T201  this is the command line
        if len(error.problems) > 1:
            print(f"共{len(error.problems)}处问题，什么也没有写入。请改好后再试。", file=sys.stderr)  # noqa: T201
        return USER_ERROR
    except UserError as error:
        print(_ended(str(error)), file=sys.stderr)  # noqa: T201
        return USER_ERROR
    except (Cancelled, KeyboardInterrupt):
        print("已取消，什么也没有写进去。", file=sys.stderr)  # noqa: T201
        return USER_ERROR
    except BrokenPipeError:
        return RAN
    return RAN


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(("。", "！", "？")) else f"{sentence}。"
