"""The head's second sign-in: the word 站长 opens the station whatever the head's name."""

from __future__ import annotations

from uuid import UUID, uuid5

from caredesk.schema.ids import Id
from caredesk.services.access import User
from caredesk.store.vault import NewUser

HEAD_LOGIN = "站长"
_HEAD = UUID("0191d5a0-0000-7000-8000-7a1b2c3d4e5f")


def alias_of(user: Id) -> Id:
    """The id of a head's second key wrap."""
    return uuid5(_HEAD, str(user))


def head_alias(user: User, password: str) -> list[NewUser]:
    """The second sign-in of a head, unless 站长 is their name already."""
    return [] if user.name == HEAD_LOGIN else [NewUser(alias_of(user.id), HEAD_LOGIN, password)]


def logins_of(user: User) -> list[Id]:
    """The ids of all key wraps of a user."""
    return [user.id, alias_of(user.id)] if user.role == "站长" and user.name != HEAD_LOGIN else [user.id]
