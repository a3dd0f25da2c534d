from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest

from caredesk.schema.errors import StoreTrouble
from caredesk.store import audit
from caredesk.store.audit import Action, Mark
from caredesk.store.connection import Connection, driver, open_connection, write_transaction

KEY, AUDIT_KEY = bytes(32), b"a" * 32
AT = datetime(2026, 10, 5, 9, 30, tzinfo=timezone(timedelta(hours=8)))
HEAD = UUID(int=1)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Connection]:
    connection = open_connection(tmp_path / "station.db", KEY, create=True)
    audit.make_audit_table(connection)
    yield connection
    connection.close()


def _note(connection: Connection, action: Action = Action.EXPORT, reason: str | None = "报县里") -> Mark:
    return audit.append(connection, AUDIT_KEY, at=AT, user=HEAD, action=action, reason=reason, details={"rows": 3})


def _tamper(connection: Connection, sql: str) -> None:
    connection.execute("DROP TRIGGER audit_is_not_changed")
    connection.execute("DROP TRIGGER audit_is_not_shortened")
    connection.execute(sql)


def test_an_act_is_written_down_with_who_when_what_and_why(station: Connection) -> None:
    audit.append(
        station, AUDIT_KEY, at=AT, user=HEAD, action=Action.VIEW_FULL, object_kind="person", object_id=UUID(int=7),
        reason="核对身份证", details={"fields": ["id_number"]},
    )  # fmt: skip
    [row] = audit.rows(station)
    assert (row.sequence, row.at, row.user, row.action, row.object_kind) == (1, AT, HEAD, "view_full", "person")
    assert (row.object_id, row.reason, row.details) == (str(UUID(int=7)), "核对身份证", {"fields": ["id_number"]})


def test_rows_are_read_newest_first_and_by_action(station: Connection) -> None:
    for action in (Action.SIGN_IN, Action.EXPORT, Action.SIGN_IN):
        _note(station, action)
    assert [row.sequence for row in audit.rows(station, newest=2)] == [3, 2]
    assert [row.sequence for row in audit.rows(station, action=Action.SIGN_IN)] == [3, 1]


def test_an_untouched_chain_is_whole(station: Connection) -> None:
    assert audit.verify(station, AUDIT_KEY) is None
    marks = [_note(station) for _ in range(5)]
    assert audit.verify(station, AUDIT_KEY) is None
    assert audit.head(station) == marks[-1]
    assert marks[-1].sequence == 5


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit SET reason = '别的理由' WHERE sequence = 3",
        "UPDATE audit SET reason = NULL WHERE sequence = 3",
        "UPDATE audit SET reason = details, details = reason WHERE sequence = 3",
        "UPDATE audit SET user = NULL WHERE sequence = 3",
        "UPDATE audit SET seal = zeroblob(32) WHERE sequence = 3",
        "DELETE FROM audit WHERE sequence = 3",
        "UPDATE audit SET sequence = 9 WHERE sequence = 3",
    ],
)
def test_a_changed_or_missing_row_is_named(station: Connection, tampering: str) -> None:
    for _ in range(5):
        _note(station)
    _tamper(station, tampering)
    assert audit.verify(station, AUDIT_KEY) == 3


def test_someone_with_the_data_key_alone_cannot_write_a_row(station: Connection) -> None:
    _note(station)
    audit.append(station, KEY, at=AT, action=Action.SIGN_IN)
    assert audit.verify(station, AUDIT_KEY) == 2


def test_nothing_and_an_empty_text_are_not_the_same(station: Connection) -> None:
    _note(station, reason="")
    _tamper(station, "UPDATE audit SET reason = NULL")
    assert audit.verify(station, AUDIT_KEY) == 1


@pytest.mark.parametrize("sql", ["UPDATE audit SET reason = ''", "DELETE FROM audit"])
def test_the_program_itself_cannot_change_what_was_audited(station: Connection, sql: str) -> None:
    _note(station)
    with pytest.raises(driver.IntegrityError, match="only grows"):
        station.execute(sql)


def test_an_act_that_is_undone_leaves_no_row_and_no_gap(station: Connection) -> None:
    with pytest.raises(ValueError, match="undone"), write_transaction(station):
        _raise_after(_note(station))
    assert audit.head(station) == Mark()
    assert _note(station).sequence == 1
    assert audit.verify(station, AUDIT_KEY) is None


def _raise_after(mark: Mark) -> None:
    assert mark.sequence == 1
    raise ValueError("undone")


def test_two_connections_continue_one_chain(station: Connection, tmp_path: Path) -> None:
    other = open_connection(tmp_path / "station.db", KEY)
    for connection in (station, other, station, other):
        _note(connection)
    other.close()
    assert audit.verify(station, AUDIT_KEY) is None


def test_a_moment_without_time_zone_is_our_bug(station: Connection) -> None:
    with pytest.raises(ValueError, match="time zone"):
        audit.append(station, AUDIT_KEY, at=AT.replace(tzinfo=None), action=Action.SIGN_IN)


def test_a_mark_outside_the_file_shows_that_the_tail_is_missing(station: Connection, tmp_path: Path) -> None:
    marks = [_note(station) for _ in range(5)]
    audit.write_mark(tmp_path / "mark.json", marks[-1])
    kept = audit.read_mark(tmp_path / "mark.json")
    assert audit.lost_since(station, [kept]) is None
    _note(station)
    assert audit.lost_since(station, [kept, marks[0], Mark()]) is None
    _tamper(station, "DELETE FROM audit WHERE sequence > 3")
    assert audit.verify(station, AUDIT_KEY) is None  # the chain alone cannot see it
    notice = audit.lost_since(station, [Mark(), kept])
    assert notice
    assert "少了 2 条" in notice


def test_a_file_swapped_for_another_is_noticed(station: Connection) -> None:
    kept = _note(station)
    _tamper(station, "DELETE FROM audit")
    for _ in range(3):
        _note(station, reason="另一份")
    assert "不是同一份" in str(audit.lost_since(station, [kept]))


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"sequence": "x"}', b"[]"])
def test_a_missing_or_torn_mark_raises_no_alarm(station: Connection, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "mark.json").write_bytes(content)
    assert audit.lost_since(station, [audit.read_mark(tmp_path / "mark.json")]) is None


def test_a_mark_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="记录数据位置"):
        audit.write_mark(tmp_path / "gone" / "mark.json", Mark(1, "00"))
