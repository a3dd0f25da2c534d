"""The words a declaration is written in: ``text("姓名")``, ``choice("性别", "男", "女")``, ``day("探访日期")`` ...

Each returns a dataclass field for :func:`caredesk.schema.record.record`. A field is needed unless a default is given
(``default=None``: may be unknown). Further keywords (asked, asked_when, shown_when, privacy, help, width, synonyms,
source, section) are those of :class:`caredesk.schema.fields.Field`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from caredesk.schema import fields, kinds
from caredesk.schema.privacy import Privacy

_NEEDED: Any = dataclasses.MISSING


def _declare(spec: fields.Field, default: Any) -> Any:
    if default is _NEEDED:
        return dataclasses.field(metadata={"field": spec})
    made = dataclasses.replace(spec, required=False, default=default)
    return dataclasses.field(default=default, metadata={"field": made})


def text(label: str, *, longest: int = 100, default: Any = _NEEDED, **more: Any) -> Any:
    """Declare a line of words."""
    return _declare(fields.Text(label=label, longest=longest, **more), default)


def note(label: str, *, lines: int = 3, default: Any = _NEEDED, **more: Any) -> Any:
    """Declare words of several lines."""
    return _declare(fields.Note(label=label, lines=lines, **more), default)


def choice(
    label: str,
    *options: str,
    aliases: Mapping[str, str] | None = None,
    option_privacy: Mapping[str, Privacy] | None = None,
    default: Any = _NEEDED,
    **more: Any,
) -> Any:
    """Declare one of a few; ``follows`` and ``options_by`` narrow them by another choice."""
    spec = fields.Choice(label=label, options=options, aliases=aliases, option_privacy=option_privacy, **more)
    return _declare(spec, default)


def choices(label: str, *options: str, default: Any = _NEEDED, **more: Any) -> Any:
    """Declare any number of a few."""
    return _declare(fields.Choices(label=label, options=options, **more), default)


def words(label: str, *, default: Any = _NEEDED, **more: Any) -> Any:
    """Declare a free list of words."""
    return _declare(fields.Words(label=label, **more), default)


def photos(label: str, *, default: Any = None, **more: Any) -> Any:
    """Declare pictures; never needed (2024-08 rules against 过度留痕)."""
    return _declare(fields.Photos(label=label, **more), default)


def yes_no(label: str, *, default: Any = _NEEDED, **more: Any) -> Any:
    """Declare a yes or no."""
    return _declare(fields.YesNo(label=label, **more), default)


def day(label: str, *, past: bool = False, default: Any = _NEEDED, **more: Any) -> Any:
    """Declare a whole date; ``past`` refuses days to come."""
    return _declare(kinds.Day(label=label, past=past, **more), default)


def partial_day(label: str, *, past: bool = False, default: Any = _NEEDED, **more: Any) -> Any:
    """Declare a date of which only a part may be known; ``past`` refuses days to come."""
    return _declare(kinds.PartialDay(label=label, past=past, **more), default)


def number(
    label: str, *, least: int = 0, most: int = 1_000_000_000, unit: str = "", default: Any = _NEEDED, **more: Any
) -> Any:
    """Declare a whole number with its bounds and unit."""
    return _declare(kinds.Number(label=label, least=least, most=most, unit=unit, **more), default)


def amount(label: str, *, default: Any = _NEEDED, **more: Any) -> Any:
    """Declare an amount of money (分 inside, 元 outside)."""
    return _declare(kinds.Amount(label=label, **more), default)


def ref(label: str, *, to: str, default: Any = _NEEDED, **more: Any) -> Any:
    """Declare a link to another kind of record."""
    return _declare(kinds.Ref(label=label, to=to, **more), default)


def id_number(label: str, *, default: Any = _NEEDED, **more: Any) -> Any:
    """Declare a citizen's ID number."""
    return _declare(kinds.IdNumber(label=label, **more), default)


def certificate_number(label: str, *, default: Any = _NEEDED, **more: Any) -> Any:
    """Declare a certificate's number."""
    return _declare(kinds.CertificateNumber(label=label, **more), default)


def phone(label: str, *, default: Any = _NEEDED, **more: Any) -> Any:
    """Declare a telephone number."""
    return _declare(kinds.Phone(label=label, **more), default)
