"""What cannot be worked out from the declarations: renames, splits, cleaning. A released step is never edited."""

from __future__ import annotations

from collections.abc import Callable

from caredesk.schema.declarations import Declarations
from caredesk.schema.errors import StoreTrouble
from caredesk.store.connection import Connection, write_transaction
from caredesk.store.search_index import SearchIndex
from caredesk.store.tables import match_tables

STEPS: tuple[Callable[[Connection], None], ...] = ()
"""Step n brings a file of format n to format n + 1."""

FORMAT = 1 + len(STEPS)


def format_of(connection: Connection) -> int:
    """The file's format number, 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def needs_migration(connection: Connection) -> bool:
    """True when opening will run named steps (so that a copy is made first)."""
    return 0 < format_of(connection) < FORMAT


def bring_up_to_date(connection: Connection, declarations: Declarations) -> list[str]:
    """Run the missing steps and add what was declared since, in one transaction; returns what was added.

    Raises StoreTrouble for a file made by a newer program.
    """
    have = format_of(connection)
    if have > FORMAT:
        raise StoreTrouble("这个站点是用更新版本的软件建的，这里打不开。请先把本机的软件升级到同样的版本。")
    with write_transaction(connection):
        if have:
            for step in STEPS[have - 1 :]:
                step(connection)
        added = match_tables(connection, declarations)
        SearchIndex(connection, declarations).match()
        if have != FORMAT:
            connection.execute(f"PRAGMA user_version = {FORMAT}")
    return added
