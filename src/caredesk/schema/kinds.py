"""Kinds of field that hold dates, figures, links and numbers of people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, ClassVar
from uuid import UUID

from caredesk.schema.dates import PartialDate, normal, parse_day, parse_partial, show_day
from caredesk.schema.fields import Field, SqlType, Text
from caredesk.schema.identity import check_id_number
from caredesk.schema.privacy import Privacy, mask_id_number, mask_phone

_MOST_MONEY = 1_000_000_000_000


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A whole date; ``past`` refuses days to come (the service compares with its clock).

    ``ahead``: it usually lies before us, so month and day typed without a year mean the next such day.
    """

    past: bool = False
    ahead: bool = False
    width: int = 11
    kind: ClassVar[str] = "date"

    def parse(self, text: str) -> date | None:
        return parse_day(text) if normal(text) else None

    def show(self, value: Any) -> str:
        return value.isoformat() if value else ""

    def wrong(self, value: Any) -> str | None:
        return None if isinstance(value, date) else f"“{self.label}”应是日期，如 2026-11-21"

    def to_json(self, value: Any) -> str | None:
        return value.isoformat() if value else None

    def from_json(self, raw: Any) -> date | None:
        if isinstance(raw, datetime):
            return raw.date()
        return raw if isinstance(raw, date) else self.parse(str(raw)) if raw not in (None, "") else None

    def from_sql(self, raw: Any) -> date | None:
        return date.fromisoformat(raw) if raw else None

    def in_words(self, value: date) -> str:
        """2026年11月21日 星期六."""
        return show_day(value, weekday=True)


@dataclass(frozen=True, kw_only=True)
class PartialDay(Field):
    """A date of which only year, or year and month, may be known; ``past`` refuses days to come."""

    past: bool = False
    width: int = 11
    kind: ClassVar[str] = "partial_date"

    def parse(self, text: str) -> PartialDate | None:
        return parse_partial(text) if normal(text) else None

    def show(self, value: Any) -> str:
        return value.isoformat() if value else ""

    def wrong(self, value: Any) -> str | None:
        return None if isinstance(value, PartialDate) else f"“{self.label}”应是日期，如 1950-03-02 或 1950-03"

    def to_json(self, value: Any) -> str | None:
        return value.isoformat() if value else None

    def from_json(self, raw: Any) -> PartialDate | None:
        if isinstance(raw, PartialDate):
            return raw
        return PartialDate.of(raw) if isinstance(raw, date) else self.parse(str(raw)) if raw not in (None, "") else None

    def from_sql(self, raw: Any) -> PartialDate | None:
        return PartialDate.fromisoformat(raw) if raw else None


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A whole number within bounds, with its unit (人, 元, 次)."""

    least: int = 0
    most: int = 1_000_000_000
    unit: str = ""
    width: int = 8
    named: tuple[tuple[int, str], ...] = ()
    """Numbers that mean something of their own, shown in words: 自然月（0）."""
    kind: ClassVar[str] = "number"
    sql: ClassVar[SqlType] = "INTEGER"

    def show(self, value: Any) -> str:
        name = dict(self.named).get(value)
        return f"{name}（{value}）" if name else super().show(value)

    def parse(self, text: str) -> int | None:
        for value, name in self.named:
            if text.strip() in (name, f"{name}（{value}）"):
                return value
        said = normal(text).replace(",", "").removesuffix(self.unit).strip()
        if not said:
            return None
        try:
            # A spreadsheet gives 3 as 3.0; 3.5 people are a mistake.
            return int(re.sub(r"\.0+$", "", said))
        except ValueError as error:
            raise ValueError(f"“{self.label}”应是整数，写的是“{text}”") from error

    def wrong(self, value: Any) -> str | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return f"“{self.label}”应是整数"
        if not self.least <= value <= self.most:
            return f"“{self.label}”应在{self.least}到{self.most}之间"
        return None

    def from_json(self, raw: Any) -> int | None:
        return self.parse(raw) if isinstance(raw, str) else raw

    def from_sql(self, raw: Any) -> int | None:
        return raw if raw is None else int(raw)


@dataclass(frozen=True, kw_only=True)
class Amount(Field):
    """An amount of money in 分 (1/100 元), shown in 元."""

    width: int = 10
    kind: ClassVar[str] = "amount"
    sql: ClassVar[SqlType] = "INTEGER"

    def parse(self, text: str) -> int | None:
        said = normal(text).replace(",", "").removeprefix("¥").removesuffix("元").strip()
        if not said:
            return None
        try:
            return int((Decimal(said) * 100).quantize(Decimal(1), ROUND_HALF_UP))
        except (InvalidOperation, ValueError, OverflowError) as error:
            raise ValueError(f"“{self.label}”应是金额，写的是“{text}”") from error

    def show(self, value: Any) -> str:
        return "" if value is None else f"{value / 100:.2f}"

    def wrong(self, value: Any) -> str | None:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_MONEY:
            return f"“{self.label}”应是金额，在0元到100亿元之间"
        return None

    def to_json(self, value: Any) -> float | None:
        return None if value is None else value / 100

    def from_json(self, raw: Any) -> int | None:
        return raw if raw is None else self.parse(str(raw))

    def to_sql(self, value: Any) -> int | None:
        return None if value is None else int(value)

    def from_sql(self, raw: Any) -> int | None:
        return raw if raw is None else int(raw)


@dataclass(frozen=True, kw_only=True)
class Ref(Field):
    """A link to another record, shown by that record's title field."""

    to: str
    kind: ClassVar[str] = "ref"
    sql: ClassVar[SqlType] = "BLOB"

    def parse(self, text: str) -> UUID | None:
        return self.from_json(text.strip())

    def wrong(self, value: Any) -> str | None:
        return None if isinstance(value, UUID) else f"请选择“{self.label}”"

    def to_sql(self, value: Any) -> bytes | None:
        return value.bytes if value else None

    def from_sql(self, raw: Any) -> UUID | None:
        return UUID(bytes=raw) if raw else None

    def to_json(self, value: Any) -> str | None:
        return str(value) if value else None

    def from_json(self, raw: Any) -> UUID | None:
        if raw is None or isinstance(raw, UUID) or raw == "":
            return raw or None
        try:
            return UUID(str(raw).strip())
        except ValueError as error:
            raise ValueError(f"“{self.label}”指的是哪一个？找不到“{raw}”") from error


@dataclass(frozen=True, kw_only=True)
class IdNumber(Text):
    """A citizen's ID number, stored only when sound."""

    longest: int = 18
    width: int = 20
    privacy: Privacy = Privacy.SENSITIVE
    kind: ClassVar[str] = "id_number"

    def parse(self, text: str) -> str | None:
        if not text.strip():
            return None
        found = check_id_number(text)
        if not found.sound:
            raise ValueError(found.reason)
        return found.number

    def wrong(self, value: Any) -> str | None:
        found = check_id_number(str(value))
        return None if found.sound and found.number == value else found.reason or "身份证号请写成18位"

    def masked(self, value: Any) -> str:
        return mask_id_number(value) if value else ""

    def from_json(self, raw: Any) -> str | None:
        return self.parse(str(raw)) if raw else None

    def from_sql(self, raw: Any) -> str | None:
        return str(raw) if raw else None


@dataclass(frozen=True, kw_only=True)
class CertificateNumber(Text):
    """A certificate's number of any kind (残疾证, 低保证 ...), starred out on masked paper."""

    longest: int = 40
    width: int = 22
    privacy: Privacy = Privacy.SENSITIVE
    kind: ClassVar[str] = "certificate_number"

    def masked(self, value: Any) -> str:
        return mask_id_number(value) if value else ""


@dataclass(frozen=True, kw_only=True)
class Phone(Text):
    """A telephone number, kept as text."""

    longest: int = 20
    width: int = 14
    privacy: Privacy = Privacy.SENSITIVE
    kind: ClassVar[str] = "phone"

    def parse(self, text: str) -> str | None:
        said = normal(text).replace(" ", "").removesuffix(".0").strip("'’`")
        return said.removeprefix("+86").removeprefix("-") or None

    def wrong(self, value: Any) -> str | None:
        digits = value.replace("-", "").replace("(", "").replace(")", "")
        if not digits.isdigit() or not 5 <= len(digits) <= 12:
            return f"“{self.label}”应是电话号码，写的是“{value}”"
        return None

    def masked(self, value: Any) -> str:
        return mask_phone(value) if value else ""
