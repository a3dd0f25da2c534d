"""What every command says and asks: sentences on stderr, JSON on stdout, the password."""

from __future__ import annotations

import argparse
import getpass
import io
import json
import sys
from pathlib import Path
from typing import Any

from caredesk.schema.errors import FileTrouble, UserError


def speak_utf8() -> None:
    """Have both streams speak UTF-8, whatever the terminal's language; Windows would use the code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def say(sentence: str) -> None:
    """A sentence for the person, on stderr."""
    print(sentence, file=sys.stderr)  # noqa: T201  this is the command line


def tell(value: Any) -> None:
    """A JSON value for the program that called, on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=1))  # noqa: T201


def password(asked: argparse.Namespace, *, twice: bool = False) -> str:
    """The password from the file's first line, or typed at a prompt."""
    if asked.password_file is not None:
        return password_in(asked.password_file)
    if not sys.stdin.isatty():
        raise UserError("没有密码。请用 --password-file 指明密码文件。")
    typed = getpass.getpass("密码：")
    if twice and getpass.getpass("再输一遍：") != typed:
        raise UserError("两次输入的密码不一样。请重新来一遍。")
    return typed


def password_in(file: Path) -> str:
    """The first line of a password file; FileTrouble when there is none."""
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileTrouble(f"读不了密码文件“{file}”。请检查路径和权限。") from error
    if not lines or not lines[0]:
        raise FileTrouble(f"密码文件“{file}”第一行是空的。请把密码写在第一行。")
    return lines[0]
