from __future__ import annotations

import os
from pathlib import Path

import pytest

from caredesk.schema.errors import StoreTrouble
from caredesk.store.attachments import Attachments
from caredesk.store.vault import Keys

KEYS = Keys(b"d" * 32, b"a" * 32)
PHOTO = "照片：王秀英".encode() * 100


@pytest.fixture
def attachments(tmp_path: Path) -> Attachments:
    return Attachments(tmp_path, KEYS)


def test_a_photo_comes_back_as_it_was(attachments: Attachments) -> None:
    for content in (PHOTO, b"", os.urandom(1 << 20)):
        assert attachments.get(attachments.put(content)) == content
    assert attachments.check() == []


def test_the_same_photo_is_kept_once(attachments: Attachments, tmp_path: Path) -> None:
    assert attachments.put(PHOTO) == attachments.put(PHOTO)
    assert len(list(tmp_path.iterdir())) == 1


def test_neither_content_nor_name_tells_anything_without_the_key(attachments: Attachments, tmp_path: Path) -> None:
    name = attachments.put(PHOTO)
    assert "王秀英".encode() not in (tmp_path / name).read_bytes()
    assert Attachments(tmp_path, Keys(b"x" * 32, b"a" * 32)).put(PHOTO) != name


def test_a_changed_byte_is_noticed_wherever_it_is(attachments: Attachments, tmp_path: Path) -> None:
    names = [attachments.put(PHOTO + bytes([number])) for number in range(3)]
    path = tmp_path / names[1]
    whole = path.read_bytes()
    for at in (0, 12, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert attachments.check() == [names[1]]
        with pytest.raises(StoreTrouble, match="已损坏"):
            attachments.get(names[1])
    path.write_bytes(whole[:5])
    assert attachments.check() == [names[1]]


def test_one_photo_put_in_the_place_of_another_is_noticed(attachments: Attachments, tmp_path: Path) -> None:
    one, other = attachments.put(b"one"), attachments.put(b"other")
    (tmp_path / one).write_bytes((tmp_path / other).read_bytes())
    assert attachments.check() == [one]


def test_a_missing_photo_is_a_sentence(attachments: Attachments, tmp_path: Path) -> None:
    name = attachments.put(PHOTO)
    (tmp_path / name).unlink()
    with pytest.raises(StoreTrouble, match="不见了"):
        attachments.get(name)


def test_a_name_cannot_lead_out_of_the_folder(attachments: Attachments) -> None:
    with pytest.raises(ValueError, match="name"):
        attachments.get("../keys.json")
