"""A station at work in a process of its own, for tests that look at its files from outside or kill it.

``python writing_station.py fill ROOT TEXT...`` writes the texts into every kind of file there is and then waits.
``python writing_station.py count ROOT`` commits numbered rows for ever, saying each number once it is safe.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from caredesk.schema.errors import StoreTrouble
from caredesk.store import audit, vault
from caredesk.store.attachments import Attachments
from caredesk.store.audit import Action
from caredesk.store.backup import make_backup
from caredesk.store.backup_copies import copy_backup
from caredesk.store.connection import Connection, open_connection, write_transaction
from caredesk.store.drafts import Drafts
from caredesk.store.folder import StationFolder, make_folder
from caredesk.store.logfile import open_log
from caredesk.store.vault import Cost, Keys, NewUser

CHEAP = Cost(passes=1, memory_kib=8, lanes=1)
AT = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
WHO, SOMEBODY = UUID(int=1), UUID(int=7)
LOGIN, PASSWORD = "站长周敏", "秋天的稻田99"


def make_station(root: Path, login: str = LOGIN, password: str = PASSWORD) -> tuple[StationFolder, Keys]:
    """A small station: keys, tables, one audited act."""
    folder, _ = make_folder(root)
    keys, _ = vault.create_vault(root, [NewUser(WHO, login, password)], CHEAP)
    connection = open_connection(folder.database, keys.data, create=True)
    audit.make_audit_table(connection)
    with write_transaction(connection):
        connection.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID")
        connection.execute("INSERT INTO meta VALUES ('device', 'one')")
        connection.execute("CREATE TABLE person (rid INTEGER PRIMARY KEY, name TEXT, note TEXT)")
        connection.execute("CREATE INDEX person_name ON person (name)")
        connection.execute("CREATE VIRTUAL TABLE notes USING fts5 (note, tokenize='trigram')")
    connection.close()
    return folder, keys


def add_row(connection: Connection, keys: Keys, number: int, text: str) -> audit.Mark:
    """One change as the program makes it: row and audit in one transaction."""
    with write_transaction(connection):
        connection.execute("INSERT INTO person (rid, name, note) VALUES (?, ?, ?)", (number, text, text * 20))
        return audit.append(connection, keys.audit, at=AT, user=WHO, action=Action.CHANGE, reason=text)


def _fill(root: Path, texts: list[str]) -> None:
    folder, keys = make_station(root, texts[0], texts[0] + "的密码")
    connection = open_connection(folder.database, keys.data)
    handler = open_log(folder.log)
    logger = logging.Logger("caredesk.test")  # noqa: LOG001
    logger.addHandler(handler)
    drafts = Drafts(folder.drafts, keys)
    for number, text in enumerate(texts):
        add_row(connection, keys, number + 1, text)
        with write_transaction(connection):
            connection.execute("INSERT INTO notes (note) VALUES (?)", (text,))
        drafts.save(SOMEBODY, "visit", WHO, json.dumps({"note": text}, ensure_ascii=False), AT)
        Attachments(folder.attachments, keys).put(text.encode() * 50)
        logger.info("saved %s", text)
        try:
            raise ValueError(text)  # noqa: TRY301
        except ValueError:
            logger.exception("failed")
    drafts.discard(SOMEBODY, "visit", WHO)
    drafts.save(None, "person", WHO, json.dumps(texts), AT)
    _spill(connection, texts)
    backup = make_backup(folder, keys, AT, "daily")
    copy_backup(backup, folder, root.parent / "second folder")
    with write_transaction(connection):  # left in the write-ahead log
        connection.execute("UPDATE person SET name = name || ?, note = NULL", (texts[0],))
        connection.execute("DELETE FROM person WHERE rid = 1")
    connection.execute("BEGIN IMMEDIATE")  # and a transaction that will never end
    connection.executemany("INSERT INTO person (name, note) VALUES (?, ?)", [(text, text) for text in texts] * 2000)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()


def _spill(connection: Connection, texts: list[str]) -> None:
    """Sort and index more than the cache holds: what would go to temporary files."""
    connection.execute("PRAGMA cache_size = 50")
    connection.execute("CREATE TEMP TABLE much (text TEXT)")
    connection.executemany("INSERT INTO much VALUES (?)", [(text * 50,) for text in texts] * 3000)
    connection.execute("SELECT DISTINCT text || rowid FROM much ORDER BY text DESC, rowid").fetchall()


def _count(root: Path) -> None:
    if not StationFolder(root).is_station():
        make_station(root)
    folder = StationFolder(root)
    keys = vault.unlock(root, LOGIN, PASSWORD)
    with folder.hold():
        connection = open_connection(folder.database, keys.data)
        number = connection.execute("SELECT coalesce(max(rid), 0) FROM person").fetchone()[0]
        while True:
            number += 1
            try:
                mark = add_row(connection, keys, number, f"第{number}次")
                audit.write_mark(folder.mark, mark)
            except StoreTrouble as trouble:
                sys.stdout.write(f"{trouble}\n")
                return
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        _fill(Path(sys.argv[2]), sys.argv[3:])
    else:
        _count(Path(sys.argv[2]))
