"""While a roster is written: a draft is kept at once, and whoever saves something else waits and is not refused."""

from __future__ import annotations

import threading

import pytest

from caredesk.schema.errors import StoreTrouble
from caredesk.store.connection import open_connection, write_transaction
from caredesk.store.records import Records
from tests.store.opened import DECLARATIONS, KIND, WHO, Ticking, assert_whole, open_records


def test_a_draft_is_kept_while_the_station_is_locked(desk):
    """On the same thread: it would never come back if it needed the lock that is held."""
    with desk.work.records.write(desk.user.id, "import") as write:
        write.insert(desk.work.kind("village"), {"name": "白庙村", "kind": "村"})
        desk.drafts.save(None, "visit", {"situation": "老人说膝盖疼"})
        kept = desk.drafts.load(None, "visit")
        assert kept.values == {"situation": "老人说膝盖疼"}
        desk.drafts.discard(None, "visit")
        assert desk.drafts.all() == []


def test_another_save_waits_for_a_long_write_and_goes_through(tmp_path):
    records = open_records(tmp_path / "station.db")
    at_the_door, troubles = threading.Event(), []

    def save() -> None:
        connection = open_connection(tmp_path / "station.db", b"k" * 32)
        connection.set_trace_callback(lambda told: at_the_door.set() if told.startswith("BEGIN IMMEDIATE") else None)
        other = Records(connection, DECLARATIONS, Ticking(), "one")
        try:
            with other.write(WHO, "save") as write:
                write.insert(KIND["village"], {"name": "青石村", "kind": "村"})
        except Exception as error:  # noqa: BLE001  told below, on the test's own thread
            troubles.append(error)
        finally:
            connection.close()

    saving = threading.Thread(target=save)
    with records.write(WHO, "import") as write:
        write.insert(KIND["village"], {"name": "白庙村", "kind": "村"})
        saving.start()
        assert at_the_door.wait(30)
    saving.join(30)
    assert troubles == []
    assert {one.name for one in records.find(KIND["village"])} == {"白庙村", "青石村"}
    assert_whole(records)
    records.connection.close()


def test_who_will_not_wait_is_told_so(tmp_path):
    """The lock is real: without patience the same save is refused with a sentence."""

    records = open_records(tmp_path / "station.db")
    hasty = open_connection(tmp_path / "station.db", b"k" * 32, busy_seconds=0)
    with records.write(WHO, "import") as write:
        write.insert(KIND["village"], {"name": "白庙村", "kind": "村"})
        with pytest.raises(StoreTrouble, match="请稍等"), write_transaction(hasty):
            pass
    hasty.close()
    records.connection.close()
