"""A figure of a return: what is counted, in which unit, by which date; one query gives the number and the names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from caredesk.schema.conditions import Condition
from caredesk.schema.evidence import Strength

CountedUnit = Literal["人", "人次", "户", "户次", "个", "件", "元"]


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """``distinct``: the path whose different values are counted ("" = every record: 人次, 件).

    ``by_household``: counted is the household that the person at ``distinct`` belonged to on the record's day; somebody
    without one is a household of one. ``along``: a further path; different pairs are counted (a household and a day:
    户次).
    ``date_field`` cuts by the period; ``where`` keeps the records counted. ``group`` is a path to split the figure by.
    ``source`` is the domain page and section.
    """

    key: str
    label: str
    unit: CountedUnit
    record: str
    date_field: str
    distinct: str = ""
    by_household: bool = False
    along: str = ""
    where: Condition | None = None
    group: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A percentage whose numerator and denominator are named in words; both lists can be opened.

    ``group``: what the rate is split by besides the whole (category, village).
    """

    key: str
    label: str
    numerator: str
    denominator: str
    group: tuple[str, ...] = ()
    source: str = ""
    strength: Strength = "proposal"


@dataclass(frozen=True, kw_only=True)
class Balance:
    """A register's balance by group: 期初 + 新增 - 退出 = 期末, counted over dated records.

    A record is in the register on a day when ``since`` <= day <= ``until`` (missing ends are open). 期初 are those of
    the day before the period, 期末 those of its last day; somebody who left and came back within it counts in neither
    新增 nor 退出. ``owner`` is the path whose different values are counted, ``also_left`` a path to the day on which
    the owner left altogether (死亡, 迁出).
    """

    key: str
    label: str
    unit: CountedUnit
    record: str
    owner: str
    group: str
    since: str = "since"
    until: str = "until"
    also_left: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Return:
    """A return (报表) of the station for a period."""

    key: str
    title: str
    indicators: tuple[Indicator, ...]
    rates: tuple[Rate, ...] = ()
    balances: tuple[Balance, ...] = ()
    source: str = ""
    strength: Strength = "proposal"
