"""The station's keys: two random keys, wrapped once for every user and once for each recovery paper.

The file ``keys.json`` holds only wraps, never a name: a user is an id, and a login name is found by a keyed hash of it.
A wrap is AES-256-GCM under a key that Argon2id makes from the password; its cost is stored with it, so it can grow.
Two identical copies are kept instead of an older one: an older one would still open with a replaced password.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from caredesk.schema.errors import StoreTrouble
from caredesk.store.durable import disk_errors, write_durably
from caredesk.store.recovery_code import new_code, read_code

KEYS_FILE, KEYS_COPY = "keys.json", "keys.copy.json"
KEY_BYTES = 32
SHORTEST_PASSWORD = 6
FORMAT = 1

Paper = Literal["station", "township"]
PAPERS: tuple[Paper, ...] = ("station", "township")


class WrongPassword(StoreTrouble):
    """A name and password that do not fit together."""


@dataclass(frozen=True)
class Cost:
    """What one guess at a password costs (RFC 9106, second recommended option: about 0.2 s)."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4


@dataclass(frozen=True)
class Keys:
    """The opened keys; ``opened_by`` is the user's id, or None when a recovery paper opened them."""

    data: bytes = field(repr=False)
    audit: bytes = field(repr=False)
    opened_by: UUID | None = None

    def subkey(self, purpose: str) -> bytes:
        """A 32-byte key of its own for another file (``drafts``, ``attachments``), derived from the data key."""
        return hmac.new(self.data, b"caredesk subkey 1\0" + purpose.encode(), hashlib.sha256).digest()


@dataclass(frozen=True)
class NewUser:
    """Someone who may open the station: an opaque id, the name typed at sign-in, a password."""

    id: UUID
    login: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class _Wrap:
    kind: str  # user | paper
    id: str  # a user's id | station | township
    lookup: str
    cost: Cost
    salt: str
    nonce: str
    sealed: str


@dataclass(frozen=True)
class _KeyFile:
    station: str
    salt: str
    wraps: tuple[_Wrap, ...]


def create_vault(folder: Path, users: Sequence[NewUser], cost: Cost | None = None) -> tuple[Keys, dict[Paper, str]]:
    """Make new keys in a folder that has none; returns them and the two recovery codes, to be printed once.

    Raises StoreTrouble when the folder already has keys, cannot be written, or a login or password will not do.
    """
    if (folder / KEYS_FILE).exists() or (folder / KEYS_COPY).exists():
        raise StoreTrouble("这个文件夹里已经有一个站点。请另选一个空文件夹。")
    keys = Keys(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))
    file = _KeyFile(secrets.token_hex(16), secrets.token_hex(16), ())
    for user in users:
        file = _with_user(file, keys, user, cost or Cost())
    codes: dict[Paper, str] = {paper: new_code() for paper in PAPERS}
    for paper, code in codes.items():
        file = _with_wrap(file, keys, "paper", paper, "", code, cost or Cost())
    _write(folder, file)
    return keys, codes


def unlock(folder: Path, login: str, password: str) -> Keys:
    """Open the keys with a user's name and password. Raises WrongPassword when they do not fit (not saying which)."""
    file = _read(folder)
    lookup = _lookup(file, login)
    for wrap in file.wraps:
        if wrap.kind == "user" and hmac.compare_digest(wrap.lookup, lookup):
            keys = _unwrap(file, wrap, _plain(password))
            if keys is not None:
                return replace(keys, opened_by=UUID(wrap.id))
            break
    else:  # an unknown name takes as long as a wrong password
        _stretch(_plain(password), bytes(16), file.wraps[0].cost)
    raise WrongPassword("登录名或密码不对。请检查大小写和输入法后重新输入；忘了密码请站长或乡镇管理员重设。")


def unlock_with_recovery(folder: Path, code: str) -> tuple[Keys, Paper]:
    """Open the keys with a recovery paper; returns which paper it was.

    Raises StoreTrouble naming a mistyped group, or when the paper is not (or no longer) this station's.
    """
    file, read = _read(folder), read_code(code)
    for paper in PAPERS:
        for wrap in file.wraps:
            if wrap.kind == "paper" and wrap.id == paper:
                keys = _unwrap(file, wrap, read)
                if keys is not None:
                    return keys, paper
    raise StoreTrouble("这张救急密码纸打不开本站。请确认是本站最近一次打印的那张；旧的一张在重新打印后就作废了。")


def add_user(folder: Path, keys: Keys, user: NewUser, cost: Cost | None = None) -> None:
    """Give one more user a way in. Raises StoreTrouble when the name is taken or the password too short."""
    _write(folder, _with_user(_read(folder), keys, user, cost or Cost()))


def change_password(folder: Path, keys: Keys, user: NewUser, cost: Cost | None = None) -> None:
    """Replace a user's password (and login name); the old one opens nothing in this folder any more."""
    file = _read(folder)
    others = tuple(wrap for wrap in file.wraps if (wrap.kind, wrap.id) != ("user", str(user.id)))
    _write(folder, _with_user(replace(file, wraps=others), keys, user, cost or Cost()))


def remove_user(folder: Path, user: UUID) -> None:
    """Take a user's way in away; the last user stays. Raises StoreTrouble for the last one."""
    file = _read(folder)
    left = tuple(wrap for wrap in file.wraps if (wrap.kind, wrap.id) != ("user", str(user)))
    if not any(wrap.kind == "user" for wrap in left):
        raise StoreTrouble("这是最后一个能登录的用户，不能删除。请先添加另一个用户。")
    _write(folder, replace(file, wraps=left))


def replace_recovery(folder: Path, keys: Keys, paper: Paper, cost: Cost | None = None) -> str:
    """Make a new code for one paper, to be printed once; the old paper opens nothing any more."""
    file, code = _read(folder), new_code()
    others = tuple(wrap for wrap in file.wraps if (wrap.kind, wrap.id) != ("paper", paper))
    _write(folder, _with_wrap(replace(file, wraps=others), keys, "paper", paper, "", code, cost or Cost()))
    return code


def user_ids(folder: Path) -> list[UUID]:
    """The ids of everyone who can sign in, without opening anything."""
    return [UUID(wrap.id) for wrap in _read(folder).wraps if wrap.kind == "user"]


def user_of(folder: Path, login: str) -> UUID | None:
    """The id behind a login name, for the record of a failed sign-in; None when there is none."""
    file = _read(folder)
    return next((UUID(wrap.id) for wrap in file.wraps if wrap.lookup == _lookup(file, login)), None)


def station_id(folder: Path) -> str:
    """The random id that this station's key file and all its backups carry."""
    return _read(folder).station


def key_file_of(folder: Path) -> bytes:
    """The key file's content for a copy elsewhere, taken from whichever of the two copies is whole."""
    return _content(_read(folder))


def _with_user(file: _KeyFile, keys: Keys, user: NewUser, cost: Cost) -> _KeyFile:
    lookup = _lookup(file, user.login)
    if not _plain(user.login):
        raise StoreTrouble("登录名不能为空。请输入登录时用的名字。")
    if len(_plain(user.password)) < SHORTEST_PASSWORD:
        raise StoreTrouble(f"密码太短。请至少用 {SHORTEST_PASSWORD} 个字符，可以用一句好记的话。")
    if any(wrap.lookup == lookup for wrap in file.wraps):
        raise StoreTrouble("这个登录名已经有人用了。请换一个，例如加上村名或数字。")
    return _with_wrap(file, keys, "user", str(user.id), lookup, _plain(user.password), cost)


def _with_wrap(file: _KeyFile, keys: Keys, kind: str, id_: str, lookup: str, secret: str, cost: Cost) -> _KeyFile:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_stretch(secret, salt, cost)).encrypt(nonce, keys.data + keys.audit, _bound_to(file, kind, id_))
    wrap = _Wrap(kind, id_, lookup, cost, salt.hex(), nonce.hex(), base64.b64encode(sealed).decode())
    return replace(file, wraps=(*file.wraps, wrap))


def _unwrap(file: _KeyFile, wrap: _Wrap, secret: str) -> Keys | None:
    key = _stretch(secret, bytes.fromhex(wrap.salt), wrap.cost)
    bound = _bound_to(file, wrap.kind, wrap.id)
    try:
        plain = AESGCM(key).decrypt(bytes.fromhex(wrap.nonce), base64.b64decode(wrap.sealed), bound)
    except InvalidTag:
        return None
    return Keys(plain[:KEY_BYTES], plain[KEY_BYTES:])


def _bound_to(file: _KeyFile, kind: str, id_: str) -> bytes:
    """A wrap opens only as what it was made for: another user's row cannot be passed off as it."""
    return json.dumps([FORMAT, file.station, kind, id_]).encode()


def _stretch(secret: str, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(secret.encode(), salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID)


def _plain(text: str) -> str:
    """One spelling for what looks alike: full width as half width, no spaces at the ends."""
    return unicodedata.normalize("NFKC", text).strip()


def _lookup(file: _KeyFile, login: str) -> str:
    name = _plain(login).casefold().encode()
    return hashlib.blake2b(name, key=bytes.fromhex(file.salt), digest_size=16).hexdigest()


def _read(folder: Path) -> _KeyFile:
    """Read the key file, or its copy when it is damaged. Raises StoreTrouble when neither can be read."""
    for name in (KEYS_FILE, KEYS_COPY):
        try:
            return _parse(json.loads((folder / name).read_bytes()))
        except FileNotFoundError:
            continue
        except (ValueError, KeyError, TypeError):
            continue
        except OSError as error:
            raise StoreTrouble("读不了站点的钥匙文件。请检查站点文件夹的读取权限。") from error
    if not (folder / KEYS_FILE).exists() and not (folder / KEYS_COPY).exists():
        raise StoreTrouble("这个文件夹里没有站点的钥匙文件。请确认文件夹选对了，或从备份恢复。")
    raise StoreTrouble("站点的钥匙文件已损坏。请从最近一次备份恢复。")


def _parse(content: Any) -> _KeyFile:
    if content["format"] > FORMAT:
        raise StoreTrouble("这个站点是用更新版本的软件建立的。请先升级本软件再打开。")
    wraps = tuple(_Wrap(**{**wrap, "cost": Cost(**wrap["cost"])}) for wrap in content["wraps"])
    if not wraps:
        raise ValueError("a key file without wraps")
    return _KeyFile(content["station"], content["salt"], wraps)


def _write(folder: Path, file: _KeyFile) -> None:
    content = _content(file)
    with disk_errors("写站点的钥匙文件"):
        for name in (KEYS_FILE, KEYS_COPY):
            write_durably(folder / name, content)


def _content(file: _KeyFile) -> bytes:
    return json.dumps({"format": FORMAT, **asdict(file)}, indent=1).encode()
