"""Made-up values for every declared field, so that a test reaches fields that do not exist yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from caredesk.schema.dates import PartialDate
from caredesk.schema.fields import Choice, Choices, Field, Photos, Text, Words, YesNo
from caredesk.schema.identity import made_up_id
from caredesk.schema.ids import Id
from caredesk.schema.kinds import Amount, CertificateNumber, Day, IdNumber, Number, PartialDay, Phone, Ref
from caredesk.schema.record import RecordType

Link = Callable[[str], Id]
"""Gives the id of a record of a kind, making one."""
_FIRST = date(1946, 8, 19)


def value_of(spec: Field, number: int, link: Link) -> Any:  # noqa: C901  one case a kind of field
    """A value for a field; different numbers give different values where the kind of field allows it."""
    match spec:
        case Ref():
            return link(spec.to)
        case Photos():
            return (f"{number:064x}",)
        case Words():
            return (f"词{number}",)
        case Choice():
            return spec.options[number % len(spec.options)]
        case Choices():
            return (spec.options[number % len(spec.options)],)
        case YesNo():
            return bool(number % 2)
        case Day():
            return _FIRST + timedelta(days=number % 20_000)
        case PartialDay():
            return PartialDate.of(_FIRST + timedelta(days=number % 20_000))
        case Number():
            return spec.least + number % (spec.most - spec.least + 1)
        case Amount():
            return 100 * number + 7
        case IdNumber():
            return made_up_id("429021", _FIRST + timedelta(days=number % 20_000), sequence=997)
        case CertificateNumber():
            return f"66620{number:014d}"
        case Phone():
            return f"149{number:08d}"
        case Text():
            return f"独语{number}"[: spec.longest]
    raise AssertionError(f"no value for {spec.kind}")


def full_values(kind: RecordType, link: Link, start: int = 1) -> dict[str, Any]:
    """A value in every field, each with a number of its own; they need not go together."""
    return {name: value_of(spec, start + place, link) for place, (name, spec) in enumerate(kind.fields.items())}
