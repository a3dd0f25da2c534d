"""Start the program: the composition root that joins declarations, store, services and a window or a command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caredesk.cli.self_test import Part
    from caredesk.services.desk import Desk


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the worker, a command, or the window; returns the exit code."""
    told = list(sys.argv[1:] if arguments is None else arguments)
    if told[:1] == ["--worker"]:
        from caredesk.documents.reading.worker import serve

        return serve()
    if told == ["--self-test"]:
        from caredesk.cli.self_test import self_test

        return self_test(_window_test)
    from caredesk.cli import run, wants_window

    if wants_window(told):
        if not _has_display():
            print("这里没有图形桌面，开不了窗口。请在桌面上打开，或用命令行（caredesk --help）。", file=sys.stderr)  # noqa: T201
            return 3
        from caredesk.ui.app import start

        return start(told)
    return run(told)


def _has_display() -> bool:
    """Whether Qt has somewhere to draw; without this check it would end the program with a line of English."""
    told = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in told)


def _window_test(desk: Desk, part: Part) -> None:
    """The window's parts of the self-test; Qt is loaded inside one, so that a broken Qt is told as the others are."""
    with part("窗口"):
        from caredesk.ui.self_test import check_window

        check_window(desk, part)


if __name__ == "__main__":
    sys.exit(main())
