"""Errors by whose fault they are. Anything else that escapes is a bug of ours."""

from __future__ import annotations

from dataclasses import dataclass


class UserError(Exception):
    """Something a user can put right; ``str(error)`` is one or two Chinese sentences with what to do."""


class NotAllowed(UserError):
    """The signed-in role may not do this."""


class StoreTrouble(UserError):
    """The station's folder cannot be read or written: locked, full, newer, damaged, wrong password."""


class FileTrouble(UserError):
    """A file given from outside cannot be read, or a file asked for cannot be written."""


class LockedFile(FileTrouble):
    """A workbook asks for a password: none was given, or the one given is not it. It can be read again with one."""


class Cancelled(Exception):
    """The user pressed 取消; everything begun was rolled back."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one field of a record; ``text`` says what to do."""

    field: str
    text: str


class Invalid(UserError):
    """A record was refused with all its problems; nothing was written."""

    def __init__(self, problems: list[Problem], where: str = "") -> None:
        super().__init__(where + "；".join(problem.text for problem in problems))
        self.problems = problems
