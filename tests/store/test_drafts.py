from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from caredesk.schema.errors import StoreTrouble
from caredesk.store.connection import open_connection
from caredesk.store.drafts import Draft, Drafts
from caredesk.store.vault import Keys

KEYS = Keys(b"d" * 32, b"a" * 32)
AT = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
PERSON, AUTHOR, OTHER = UUID(int=7), UUID(int=1), UUID(int=2)
TYPED = '{"note": "老人说膝盖疼"}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "drafts.db"


@pytest.fixture
def drafts(path: Path) -> Iterator[Drafts]:
    opened = Drafts(path, KEYS)
    yield opened
    opened.close()


def test_a_draft_is_there_again_after_the_program_was_closed(drafts: Drafts, path: Path) -> None:
    drafts.save(PERSON, "visit", AUTHOR, TYPED, AT)
    drafts.close()
    again = Drafts(path, KEYS)
    assert again.load(PERSON, "visit", AUTHOR) == Draft(PERSON, "visit", AUTHOR, AT, TYPED)
    assert not again.put_aside
    again.close()


def test_the_latest_typing_replaces_the_earlier(drafts: Drafts) -> None:
    drafts.save(PERSON, "visit", AUTHOR, "{}", AT)
    drafts.save(PERSON, "visit", AUTHOR, TYPED, AT + timedelta(seconds=2))
    assert [draft.values_json for draft in drafts.list_for(AUTHOR)] == [TYPED]


def test_a_draft_belongs_to_its_person_form_and_author(drafts: Drafts) -> None:
    drafts.save(PERSON, "visit", AUTHOR, TYPED, AT)
    assert drafts.load(UUID(int=8), "visit", AUTHOR) is None
    assert drafts.load(PERSON, "person", AUTHOR) is None
    assert drafts.load(PERSON, "visit", OTHER) is None
    assert drafts.list_for(OTHER) == []


def test_someone_not_yet_saved_can_have_a_draft(drafts: Drafts) -> None:
    drafts.save(None, "person", AUTHOR, TYPED, AT)
    drafts.save(PERSON, "person", AUTHOR, "{}", AT + timedelta(minutes=1))
    assert [draft.person for draft in drafts.list_for(AUTHOR)] == [PERSON, None]
    found = drafts.load(None, "person", AUTHOR)
    assert found
    assert found.person is None


def test_a_discarded_draft_is_gone_and_the_others_stay(drafts: Drafts) -> None:
    for form in ("visit", "person"):
        drafts.save(PERSON, form, AUTHOR, TYPED, AT)
    drafts.discard(PERSON, "visit", AUTHOR)
    assert [draft.form for draft in drafts.list_for(AUTHOR)] == ["person"]


def test_the_file_is_encrypted_with_a_key_of_its_own(drafts: Drafts, path: Path) -> None:
    drafts.save(PERSON, "visit", AUTHOR, TYPED, AT)
    drafts.close()
    assert "膝盖".encode() not in path.read_bytes()
    with pytest.raises(StoreTrouble):
        open_connection(path, KEYS.data)


def test_a_damaged_drafts_file_is_put_aside_and_keeps_nobody_out(path: Path) -> None:
    path.write_bytes(b"damaged" * 1000)
    drafts = Drafts(path, KEYS)
    assert drafts.put_aside
    drafts.save(PERSON, "visit", AUTHOR, TYPED, AT)
    drafts.close()
    assert (path.parent / "drafts.damaged.db").exists()


def test_a_drafts_file_in_use_is_not_mistaken_for_a_damaged_one(drafts: Drafts, path: Path) -> None:
    other = open_connection(path, KEYS.subkey("drafts"))
    other.execute("BEGIN IMMEDIATE")
    drafts._connection.execute("PRAGMA busy_timeout = 0")
    with pytest.raises(StoreTrouble, match="另一个程序占用"):
        drafts.save(PERSON, "visit", AUTHOR, TYPED, AT)
    other.execute("ROLLBACK")
    other.close()
    drafts.save(PERSON, "visit", AUTHOR, TYPED, AT)
    assert not (path.parent / "drafts.damaged.db").exists()
