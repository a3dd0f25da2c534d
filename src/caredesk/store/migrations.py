"""What cannot be worked out from the declarations: renames, splits, cleaning. A released step is never edited."""

from __future__ import annotations

from collections.abc import Callable

from caredesk.schema.declarations import Declarations
from caredesk.schema.errors import StoreTrouble
from caredesk.store.connection import Connection, write_transaction
from caredesk.store.search_index import SearchIndex
from caredesk.store.tables import OWN_TABLES, match_tables


def leaner_log(connection: Connection) -> None:
    """Who, when and on which device are told once an act and no longer in every operation; one index less."""
    connection.execute("DROP INDEX IF EXISTS search_source")
    for name in ("op_device", "op_record", "act_what"):  # op_act stays with the former table, to be used below
        connection.execute(f"DROP INDEX IF EXISTS {name}")
    connection.execute("ALTER TABLE op RENAME TO former_op")
    connection.execute("ALTER TABLE act RENAME TO former_act")
    for statement in OWN_TABLES:
        connection.execute(statement)
    connection.execute(
        "INSERT INTO act (id, at, user, what, title, undone_by) "
        "SELECT id, at, user, what, title, undone_by FROM former_act ORDER BY at, id"
    )
    connection.execute("INSERT INTO device (name) SELECT device FROM former_op GROUP BY device ORDER BY min(seq)")
    connection.execute(
        "INSERT INTO op (seq, device, dseq, clock, act, kind, record, action, before, after) "
        "SELECT f.seq, d.number, f.dseq, f.clock, a.number, f.kind, f.record, f.action, f.before, f.after "
        "FROM former_op f JOIN device d ON d.name = f.device JOIN act a ON a.id = f.act ORDER BY f.seq"
    )
    connection.execute(
        "UPDATE act SET (first, last) = (SELECT min(seq), max(seq) FROM former_op f WHERE f.act = act.id) "
        "WHERE id IN (SELECT act FROM former_op)"
    )
    connection.execute("DROP TABLE former_op")
    connection.execute("DROP TABLE former_act")


STEPS: tuple[Callable[[Connection], None], ...] = (leaner_log,)
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
