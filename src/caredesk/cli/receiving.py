"""``import``: a roster taken in with the answers of a file and of memory, its rows not taken sent back if asked."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from caredesk.cli.terminal import password_in
from caredesk.schema.errors import FileTrouble, LockedFile
from caredesk.services.desk import Desk
from caredesk.services.importing.answers import Answers
from caredesk.services.importing.recognised import ImportResult


def received(desk: Desk, asked: argparse.Namespace) -> ImportResult:
    """The steps of an import one after another; nothing is written to the station with ``--check``."""
    given = asked.workbook_password_file
    told = _answers(asked.answers) if asked.answers else None
    try:
        recognised = desk.imports.read(asked.file, password_in(given) if given else "", about=asked.about)
    except LockedFile as locked:
        raise LockedFile(f"{locked}把密码写进一个文件，用 --workbook-password-file 指明。") from locked
    answers = told or recognised.remembered or Answers(sender=recognised.sender)
    if asked.sender:
        answers = replace(answers, sender=asked.sender)
    if asked.about:
        answers = replace(answers, about=asked.about)
    plan = desk.imports.check(recognised, answers)
    if asked.errors:
        desk.imports.error_workbook(recognised, plan, asked.errors, asked.reason)
    return ImportResult(plan) if asked.check else desk.imports.commit(recognised, plan)


def _answers(file: Path) -> Answers:
    try:
        told = json.loads(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise FileTrouble(f"读不了“{file}”。请检查路径，内容应是 UTF-8 的 JSON。") from error
    except ValueError as error:
        raise FileTrouble(f"“{file}”里不是 JSON，看不懂。请核对这个文件。") from error
    return Answers.from_json(told)
