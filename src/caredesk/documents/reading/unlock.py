"""Workbooks with a password: encrypted .xlsx and .xlsb (agile, standard) and .xls (RC4, RC4 CryptoAPI, XOR)."""

from __future__ import annotations

import io
import types
from typing import Any

from caredesk.documents.reading.sniff import BROKEN, LOCKED
from caredesk.schema.errors import FileTrouble, LockedFile

WRONG = "密码不对，这个工作簿没有打开。请核对大小写和输入法，再填一次。"
_OTHER_WAY = (
    "这个工作簿的加密方式这里解不开（例如 WPS 账号加密、权限管理）。请用 Excel 或 WPS 打开，取消加密后另存一份再收。"
)
_WITHOUT_ASKING = "VelvetSweatshop"
"""What Excel encrypts with when only the structure is protected: such a file opens without asking anybody."""


def unlocked(data: bytes, password: str) -> bytes:
    """The workbook without its encryption; all in memory, nothing is written.

    Raises LockedFile without a password or with a wrong one, FileTrouble for an encryption nobody can open here.
    """
    import msoffcrypto

    try:
        locked = msoffcrypto.OfficeFile(io.BytesIO(data))
    except Exception as error:
        raise FileTrouble(_cause(error)) from error
    for tried in (_WITHOUT_ASKING, password):
        if tried and (opened := _opened(locked, tried)):
            return opened
    raise LockedFile(WRONG if password else LOCKED)


def _opened(locked: Any, password: str) -> bytes:
    """The content; b"" when the password is not it."""
    from msoffcrypto.exceptions import InvalidKeyError

    target = io.BytesIO()
    try:
        if locked.format == "ooxml":
            locked.load_key(password=password, verify_password=True)
        else:
            locked.load_key(password=password)
            _keep_in_memory()
        locked.decrypt(target)
    except InvalidKeyError:
        return b""
    except MemoryError:
        raise
    except Exception as error:
        raise FileTrouble(_cause(error)) from error
    return target.getvalue()


def _cause(error: Exception) -> str:
    from msoffcrypto.exceptions import DecryptionError, FileFormatError

    return _OTHER_WAY if isinstance(error, (DecryptionError, FileFormatError)) else BROKEN


def _keep_in_memory() -> None:
    """Have the library put a decrypted .xls together in memory; by itself it lays the plain text in a file."""
    from msoffcrypto.format import xls97

    xls97.tempfile = types.SimpleNamespace(TemporaryFile=io.BytesIO)
