"""The only source of now and today; handed down, so that tests and demos can live on any day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the moment, aware of its time zone, and the local day."""

    def now(self) -> datetime: ...

    def today(self) -> date: ...


class SystemClock:
    """The PC's clock."""

    def now(self) -> datetime:
        return datetime.now().astimezone()  # noqa: TID251  the one place that may ask the PC

    def today(self) -> date:
        return self.now().date()


class SetClock:
    """A clock that stands where it is put and moves a millisecond at every look, for tests and the demo."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone()

    def now(self) -> datetime:
        self._now += timedelta(milliseconds=1)
        return self._now

    def today(self) -> date:
        return self._now.date()

    def move_to(self, day: date, hour: int = 9) -> None:
        """Put the clock to an hour of a day."""
        self._now = self._now.replace(year=day.year, month=day.month, day=day.day, hour=hour, minute=0)
