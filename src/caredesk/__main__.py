"""Start the program: the composition root that joins declarations, store, services and a window or a command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the worker, a command, or the window; returns the exit code."""
    told = list(sys.argv[1:] if arguments is None else arguments)
    if told[:1] == ["--worker"]:
        from caredesk.documents.worker import serve

        return serve()
    from caredesk.cli import run, wants_window

    if wants_window(told):
        from caredesk.ui.app import start

        return start(told)
    return run(told)


if __name__ == "__main__":
    sys.exit(main())
