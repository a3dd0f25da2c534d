"""Taking out what an act made and nobody touched since, by a few statements however many records it made.

What has to be known for it (which records, their search keys) is laid out in temporary tables while others may still
write; should anybody write in between, it is laid out anew under the lock. The log tells of every record what the
taking out one by one tells: what it held is what it was made with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from caredesk.schema.declarations import Declarations
from caredesk.schema.errors import Cancelled
from caredesk.schema.ids import Id
from caredesk.store.connection import STOPPED, Connection, filling_temporary, user_errors
from caredesk.store.oplog import OF_ACT
from caredesk.store.search_index import SearchIndex
from caredesk.store.writing import Write

MADE = "unmade"
_KEYS, _NAMES = "unmade_keys", "unmade_names"
_STEPS_BETWEEN_LOOKS = 20_000

_PREPARE = (
    f"CREATE TEMP TABLE {MADE} (no INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, kind, id BLOB NOT NULL UNIQUE)",
    f"CREATE TEMP TABLE {_KEYS} (key, owner, source)",
    f"CREATE TEMP TABLE {_NAMES} (rid INTEGER PRIMARY KEY)",
)
_FIND = (
    f"INSERT INTO temp.{MADE} (seq, kind, id) SELECT op.seq, op.kind, op.record FROM act "
    f"JOIN op ON op.act = act.number WHERE {OF_ACT} AND op.action = 'create' "
    "AND NOT EXISTS (SELECT 1 FROM op later WHERE later.record = op.record AND later.seq > op.seq) ORDER BY op.seq DESC"
)


class Unmaking:
    """The untouched new records of an act, laid out in ``temp.unmade`` (no, seq of the operation, kind, id)."""

    def __init__(self, connection: Connection, declarations: Declarations, act: Id, kept: Iterable[Id]) -> None:
        self._connection = connection
        self._declarations = declarations
        self._act = act
        self._kept = [(one.bytes,) for one in kept]
        self._seen = -1
        self.count = 0

    @classmethod
    @contextmanager
    def on(cls, connection: Connection, declarations: Declarations, act: Id, kept: Iterable[Id]) -> Iterator[Unmaking]:
        """The records of an act without those ``kept``; the temporary tables go at the end."""
        made = cls(connection, declarations, act, kept)
        with user_errors():
            try:
                for statement in _PREPARE:
                    connection.execute(statement)
                yield made
            finally:
                for name in (MADE, _KEYS, _NAMES):
                    connection.execute(f"DROP TABLE IF EXISTS temp.{name}")

    def lay_out(self, progress: Callable[[str], object], cancelled: Callable[[], bool]) -> None:
        """Find the records and their search keys as they stand now. Cancelled when it is stopped."""
        progress("正在找出这一批的记录")
        read = self._connection
        (self._seen,) = read.execute("SELECT coalesce(max(seq), 0) FROM op").fetchone()
        for name in (MADE, _KEYS, _NAMES):
            read.execute(f"DELETE FROM temp.{name}")
        read.execute(_FIND, (self._act.bytes,))
        read.executemany(f"DELETE FROM temp.{MADE} WHERE id = ?", self._kept)
        (self.count,) = read.execute(f"SELECT count(*) FROM temp.{MADE}").fetchone()
        index = SearchIndex(read, self._declarations)
        with filling_temporary(read):
            for kind in self._declarations.records:
                for done, (keys, names) in enumerate(index.keys_among(kind, f"SELECT id FROM temp.{MADE}")):
                    progress(f"正在准备退回{kind.title}，第{done + 1}批")
                    if cancelled():
                        raise Cancelled(STOPPED)
                    read.executemany(f"INSERT INTO temp.{_KEYS} VALUES (?, ?, ?)", keys)
                    read.executemany(f"INSERT INTO temp.{_NAMES} VALUES (?)", [(rid,) for rid, _ in names])

    def write(self, writing: Write, cancelled: Callable[[], bool]) -> None:
        """Take the records out inside the caller's transaction, the last made first. Cancelled when it is stopped."""
        run = self._connection.execute
        if run("SELECT coalesce(max(seq), 0) FROM op").fetchone()[0] != self._seen:
            self.lay_out(lambda _said: None, cancelled)
        if not self.count:
            return
        self._connection.set_progress_handler(lambda: int(cancelled()), _STEPS_BETWEEN_LOOKS)
        try:
            run(f"DELETE FROM search_key WHERE (key, owner, source) IN (SELECT key, owner, source FROM temp.{_KEYS})")
            run(f"DELETE FROM search_name WHERE rowid IN (SELECT rid FROM temp.{_NAMES})")
            for (key,) in run(f"SELECT kind FROM temp.{MADE} GROUP BY kind ORDER BY min(no)").fetchall():
                run(f'DELETE FROM "{key}" WHERE id IN (SELECT id FROM temp.{MADE} WHERE kind = ?)', (key,))
                writing.kinds.add(key)
            rows = (
                "SELECT u.no AS no, u.kind AS kind, u.id AS record, o.after AS before, NULL AS after "
                f"FROM temp.{MADE} u JOIN op o ON o.seq = u.seq"
            )
            writing.log_from("remove", self.count, rows)
        finally:
            self._connection.set_progress_handler(None, 0)
