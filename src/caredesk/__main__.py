"""Start the program: the composition root that joins declarations, store, services and a window or a command line."""

from __future__ import annotations

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
        from caredesk.documents.worker import serve

        return serve()
    if told == ["--self-test"]:
        from caredesk.cli.self_test import self_test

        return self_test(_window_test)
    from caredesk.cli import run, wants_window

    if wants_window(told):
        from caredesk.ui.app import start

        return start(told)
    return run(told)


def _window_test(desk: Desk, part: Part) -> None:
    """The window's parts of the self-test; Qt is loaded inside one, so that a broken Qt is told as the others are."""
    with part("窗口"):
        from caredesk.ui.self_test import check_window

        check_window(desk, part)


if __name__ == "__main__":
    sys.exit(main())
