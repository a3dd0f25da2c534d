"""Photos and scanned papers, each an encrypted file of its own, named by what it holds.

The name is a keyed hash of the content: the same photo is kept once, a changed byte is noticed, and the name tells
nothing to someone without the key. A file is never changed, so a backup copies only what it does not have yet.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from caredesk.schema.errors import StoreTrouble
from caredesk.store.durable import disk_errors, write_durably
from caredesk.store.vault import Keys

_NAME = re.compile(r"[0-9a-f]{64}")
_NONCE = 12


class Attachments:
    """The encrypted files in one folder."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder = folder
        self._cipher = AESGCM(keys.subkey("attachments"))
        self._naming_key = keys.subkey("attachment names")

    def put(self, content: bytes) -> str:
        """Keep content and return its name (64 hex digits); the same content again is not written twice.

        Raises StoreTrouble when the disk will not.
        """
        name = hmac.digest(self._naming_key, content, hashlib.sha256).hex()
        path = self._folder / name
        with disk_errors("保存附件"):
            if not path.exists():
                nonce = secrets.token_bytes(_NONCE)
                write_durably(path, nonce + self._cipher.encrypt(nonce, content, name.encode()))
        return name

    def get(self, name: str) -> bytes:
        """Return the content. Raises StoreTrouble when the file is missing or damaged."""
        if not _NAME.fullmatch(name):
            raise ValueError("not an attachment's name")
        with disk_errors("打开附件"):
            try:
                sealed = (self._folder / name).read_bytes()
            except FileNotFoundError as error:
                raise StoreTrouble("这个附件的文件不见了。请从备份恢复，或重新添加。") from error
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
        except (InvalidTag, ValueError) as error:
            raise StoreTrouble("这个附件的文件已损坏。请从备份恢复，或重新添加。") from error

    def remove(self, name: str) -> None:
        """Remove a file; harmless when it is gone. Raises StoreTrouble when the disk will not."""
        if not _NAME.fullmatch(name):
            raise ValueError("not an attachment's name")
        with disk_errors("删除附件"):
            (self._folder / name).unlink(missing_ok=True)

    def names(self) -> list[str]:
        """The names of all files kept, sorted."""
        return sorted(attachment_names(self._folder))

    def check(self) -> list[str]:
        """Open every file; returns the names of the damaged ones."""
        damaged = []
        for name in self.names():
            try:
                self.get(name)
            except StoreTrouble:
                damaged.append(name)
        return damaged


def attachment_names(folder: Path) -> Iterator[str]:
    """The names of the attachments in a folder, passing over anything else."""
    if folder.is_dir():
        yield from (item.name for item in folder.iterdir() if _NAME.fullmatch(item.name))
