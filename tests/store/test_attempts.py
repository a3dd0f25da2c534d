from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from caredesk.store.attempts import Attempt, Attempts, sign_in
from caredesk.store.vault import Cost, NewUser, WrongPassword, create_vault

CHEAP = Cost(passes=1, memory_kib=8, lanes=1)
HEAD = NewUser(UUID(int=1), "站长周敏", "秋天的稻田99")
AT = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)


class Door:
    """A station's door with a clock that only waiting moves."""

    def __init__(self, folder: Path) -> None:
        create_vault(folder, [HEAD], CHEAP)
        self.folder, self.now, self.waited = folder, AT, list[float]()
        self.attempts = Attempts(folder / "attempts.json")

    def _wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += timedelta(seconds=seconds)

    def try_(self, password: str, login: str = HEAD.login) -> list[Attempt]:
        _, failures = sign_in(
            self.folder, Attempts(self.folder / "attempts.json"), login, password,
            clock=lambda: self.now, wait=self._wait,
        )  # fmt: skip
        return failures

    def fail(self, login: str = HEAD.login) -> None:
        with pytest.raises(WrongPassword):
            self.try_("猜一猜猜", login)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path)


def test_a_few_slips_cost_nothing_and_guessing_gets_slower(door: Door) -> None:
    for _ in range(11):
        door.fail()
    assert door.waited == [1, 2, 4, 8, 16, 30, 30, 30]


def test_time_that_passed_counts_as_waiting_even_when_the_clock_was_set_back(door: Door) -> None:
    for _ in range(6):
        door.fail()
    assert door.attempts.wait_seconds(door.now) == 8
    assert door.attempts.wait_seconds(door.now + timedelta(seconds=5)) == 3
    assert door.attempts.wait_seconds(door.now + timedelta(hours=1)) == 0
    assert door.attempts.wait_seconds(door.now - timedelta(days=1)) == 8


def test_who_gets_in_learns_of_the_failures_and_the_count_begins_anew(door: Door) -> None:
    door.fail()
    door.fail("没有这个人")
    assert door.try_(HEAD.password) == [Attempt(AT, HEAD.id), Attempt(AT, None)]
    door.attempts.clear()
    assert door.try_(HEAD.password) == []


def test_what_was_typed_is_not_kept(door: Door) -> None:
    door.fail("秋天的稻田99")
    assert "稻田" not in door.attempts.pending().__repr__()
    assert "稻田".encode() not in (door.folder / "attempts.json").read_bytes()


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"[[1,2,3]]", b'[["x", null]]'])
def test_a_damaged_count_keeps_nobody_out(door: Door, content: bytes) -> None:
    (door.folder / "attempts.json").write_bytes(content)
    assert door.try_(HEAD.password) == []
    door.fail()
    assert len(door.attempts.pending()) == 1
