"""A figure of a return: what is counted, in which unit, by which date; one query gives the number and the names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from caredesk.schema.conditions import Condition

CountedUnit = Literal["人", "人次", "户", "户次", "个", "件", "元"]


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """``distinct``: the path whose different values are counted ("" = every record: 人次, 件).

    ``date_field`` cuts by the period; ``where`` keeps the records counted. ``source`` is the domain page and section.
    """

    key: str
    label: str
    unit: CountedUnit
    record: str
    date_field: str
    distinct: str = ""
    where: Condition | None = None
    group: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A percentage whose numerator and denominator are named in words; both lists can be opened."""

    key: str
    label: str
    numerator: str
    denominator: str
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Return:
    """A return (报表) of the station for a period."""

    key: str
    title: str
    indicators: tuple[Indicator, ...]
    rates: tuple[Rate, ...] = ()
    source: str = ""
