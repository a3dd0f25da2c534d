from __future__ import annotations

import logging
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from uuid import UUID

import pytest

from caredesk.store.connection import driver, open_connection
from caredesk.store.logfile import open_log

NAME, ID_NUMBER, PHONE = "王秀英", "429021194608199978", "14912345678"
WHO = UUID(int=7)


class Log:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.handler = open_log(folder)
        self.logger = logging.Logger("caredesk.test")  # noqa: LOG001  apart from the tests' own logging
        self.logger.addHandler(self.handler)

    def text(self) -> str:
        self.handler.flush()
        return "".join(path.read_text("utf-8") for path in self.folder.iterdir())


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    opened = Log(tmp_path / "log")
    yield opened
    opened.handler.close()


def _fail_with_a_name() -> None:
    def look_up(number: str) -> None:
        raise KeyError(f"{NAME} {number}")

    try:
        look_up(ID_NUMBER)
    except KeyError as error:
        raise ValueError(f"no person {NAME}, {PHONE}") from error


def _no_personal_data(text: str) -> bool:
    return not any(value in text for value in (NAME, ID_NUMBER, PHONE))


def test_an_exception_that_quotes_a_name_is_logged_without_it(log: Log) -> None:
    try:
        _fail_with_a_name()
    except ValueError:
        log.logger.exception("saving failed")
    text = log.text()
    assert _no_personal_data(text)
    for kept in ("saving failed", "ValueError", "caused by", "KeyError", "test_logfile.py:", "look_up"):
        assert kept in text


def test_a_drivers_message_that_quotes_a_value_is_left_out(log: Log) -> None:
    connection = open_connection(None, bytes(32))
    try:
        connection.execute(f'SELECT "{NAME}" FROM "{ID_NUMBER}"')
    except driver.Error:
        log.logger.exception("bad statement")
    connection.close()
    assert _no_personal_data(log.text())
    assert "OperationalError SQLITE_ERROR" in log.text()


def test_a_group_of_exceptions_is_described_without_messages(log: Log) -> None:
    try:
        raise ExceptionGroup(NAME, [ValueError(NAME), KeyError(PHONE)])  # noqa: TRY301
    except ExceptionGroup:
        log.logger.exception("several things failed")
    assert _no_personal_data(log.text())
    assert "ValueError" in log.text()
    assert "KeyError" in log.text()


class Colour(Enum):
    RED = NAME


def test_of_the_arguments_only_ids_and_small_numbers_are_kept(log: Log) -> None:
    for value in (NAME, ID_NUMBER, int(PHONE), float(PHONE), [NAME], {"name": NAME}, Exception(NAME), Colour.RED):
        log.logger.info("value %s", value)
    log.logger.info("named %(a)s", {"a": NAME})
    log.logger.info("person %s, %s, %d rows in %.1f s", WHO, str(WHO), 400, 2.5)
    log.logger.error(ValueError(NAME))
    text = log.text()
    assert _no_personal_data(text)
    assert f"person {WHO}, {WHO}, 400 rows in 2.5 s" in text


def test_a_wrong_template_does_not_break_the_log(log: Log) -> None:
    log.logger.info("%d rows", NAME)
    assert "%d rows" in log.text()


def test_the_log_does_not_grow_without_end(log: Log) -> None:
    log.handler.maxBytes = 2000  # type: ignore[attr-defined]
    for number in range(500):
        log.logger.info("a line of the log, number %d", number)
    log.handler.flush()
    sizes = [path.stat().st_size for path in log.folder.iterdir()]
    assert len(sizes) == 6
    assert max(sizes) <= 2000
