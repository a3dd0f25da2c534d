"""Conditions as data (shown when, asked when): forms, checks, documents and SQL all read the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Is:
    """The field holds one of these values (for a multiple choice: at least one of them)."""

    field: str
    values: tuple[Any, ...]

    def __init__(self, field: str, *values: Any) -> None:
        object.__setattr__(self, "field", field)
        object.__setattr__(self, "values", values)

    def holds(self, record: Mapping[str, Any]) -> bool:
        value = record.get(self.field)
        if isinstance(value, tuple | list):
            return any(item in self.values for item in value)
        return value in self.values


@dataclass(frozen=True)
class Known:
    """The field holds anything at all."""

    field: str

    def holds(self, record: Mapping[str, Any]) -> bool:
        return record.get(self.field) not in (None, "", ())


@dataclass(frozen=True)
class All:
    """Every one of the conditions holds."""

    parts: tuple[Condition, ...]

    def __init__(self, *parts: Condition) -> None:
        object.__setattr__(self, "parts", parts)

    def holds(self, record: Mapping[str, Any]) -> bool:
        return all(part.holds(record) for part in self.parts)


@dataclass(frozen=True)
class Either:
    """At least one of the conditions holds."""

    parts: tuple[Condition, ...]

    def __init__(self, *parts: Condition) -> None:
        object.__setattr__(self, "parts", parts)

    def holds(self, record: Mapping[str, Any]) -> bool:
        return any(part.holds(record) for part in self.parts)


@dataclass(frozen=True)
class Not:
    """The condition does not hold."""

    part: Condition

    def holds(self, record: Mapping[str, Any]) -> bool:
        return not self.part.holds(record)


Condition = Is | Known | All | Either | Not


def fields_of(condition: Condition | None) -> frozenset[str]:
    """The names of the fields that a condition looks at."""
    match condition:
        case None:
            return frozenset()
        case Is() | Known():
            return frozenset({condition.field})
        case All() | Either():
            return frozenset().union(*(fields_of(part) for part in condition.parts))
        case Not():
            return fields_of(condition.part)


def in_words(condition: Condition | None, labels: Mapping[str, str]) -> str:
    """Say a condition in Chinese, for documents: 探访方式 是 上门入户."""
    match condition:
        case None:
            return ""
        case Is():
            shown = "、".join(
                "是" if value is True else "否" if value is False else str(value) for value in condition.values
            )
            return f"{labels.get(condition.field, condition.field)} 是 {shown}"
        case Known():
            return f"{labels.get(condition.field, condition.field)} 已填"
        case All():
            return " 且 ".join(in_words(part, labels) for part in condition.parts)
        case Either():
            return "（" + " 或 ".join(in_words(part, labels) for part in condition.parts) + "）"
        case Not():
            return f"不（{in_words(condition.part, labels)}）"
