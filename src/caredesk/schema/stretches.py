"""Stretches of days: what holds from one day to another, joined, met and cut. Both ends count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

Stretch = tuple[date, date]
_DAY = timedelta(days=1)


def stretch(since: date | None, until: date | None) -> Stretch:
    """From a day to a day, open ends as far as days go."""
    return since or date.min, until or date.max


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same days in as few stretches as possible: those that touch or follow without a gap become one."""
    found: list[Stretch] = []
    for since, until in sorted(one for one in stretches if one[0] <= one[1]):
        if found and (found[-1][1] == date.max or since <= found[-1][1] + _DAY):
            found[-1] = found[-1][0], max(found[-1][1], until)
        else:
            found.append((since, until))
    return found


def met(ones: Iterable[Stretch], others: Iterable[Stretch]) -> list[Stretch]:
    """The days that lie in both."""
    known = list(others)
    both = ((max(a[0], b[0]), min(a[1], b[1])) for a in ones for b in known)
    return joined(one for one in both if one[0] <= one[1])


def holding(stretches: Iterable[Stretch], day: date) -> Stretch | None:
    """The stretch that a day lies in, or None."""
    return next((one for one in stretches if one[0] <= day <= one[1]), None)
