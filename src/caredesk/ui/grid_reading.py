"""What is typed or pasted into a cell becomes a value of its field: dates short, options by number or by a part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from caredesk.schema.dates import normal, parse_typed
from caredesk.schema.fields import Choice, Choices, Field, Words, YesNo
from caredesk.schema.kinds import Day, Ref
from caredesk.ui.editors.base import Candidate, Surroundings
from caredesk.ui.editors.link import sounds_like

_APART = re.compile(r"[、，,；;\s]+")
_YES_NO = (Candidate(True, "是"), Candidate(False, "否"))


def read_cell(spec: Field, text: str, values: Mapping[str, Any], around: Surroundings) -> Any:
    """The value of a cell's words, None for none; ValueError with the Chinese reason when they are no value."""
    said = normal(text)
    if not said:
        return None
    match spec:
        case Day():
            return _day(spec, said, around)
        case Ref() | YesNo():
            return _picked(spec, said, values, around)
        case Choice():
            return _option(spec, text, spec_options(spec, values, around))
        case Choices() if spec.options and not isinstance(spec, Words):
            return _options(spec, text, around, values)
    return spec.parse(text)


def spec_options(spec: Field, values: Mapping[str, Any], around: Surroundings) -> Sequence[str]:
    """The options that may be chosen while the line holds these values."""
    if isinstance(spec, Choice):
        return tuple(one for one in spec.options_for(values) if spec.privacy_of(one) <= around.clearance)
    return getattr(spec, "options", ())


def candidates(spec: Field, text: str, values: Mapping[str, Any], around: Surroundings) -> Sequence[Candidate]:
    """What fits the words typed so far: of several options, the last one that is being typed."""
    if isinstance(spec, Ref):
        return around.find(spec.to, normal(text))
    if isinstance(spec, YesNo):
        return _fitting(_YES_NO, normal(text))
    options = [Candidate(one, one, str(nth)) for nth, one in enumerate(spec_options(spec, values, around), start=1)]
    return _fitting(options, normal(last_part(text) if isinstance(spec, Choices) else text))


def last_part(text: str) -> str:
    """What is being typed after the options that stand there already."""
    return re.split(r"[、，,；;\s]", text)[-1]


def show_cell(spec: Field, value: Any, around: Surroundings) -> str:
    """A value as it stands in a cell; several lines on one."""
    if value is None:
        return ""
    if isinstance(spec, Ref):
        return around.title(spec.to, value)
    return " ".join(spec.show(value).split("\n"))


def picks(spec: Field) -> bool:
    """Whether a field's values are picked from a list."""
    return isinstance(spec, Ref | YesNo | Choice) or (isinstance(spec, Choices) and not isinstance(spec, Words))


def _day(spec: Field, said: str, around: Surroundings) -> Any:
    try:
        return parse_typed(said, around.today(), ahead=isinstance(spec, Day) and spec.ahead)
    except ValueError as error:
        raise ValueError(f"“{spec.label}”{error}") from error


def _picked(spec: Field, said: str, values: Mapping[str, Any], around: Surroundings) -> Any:
    found = candidates(spec, said, values, around)
    same = [one for one in found if one.title == said and not one.asks]
    if len(same or found) == 1:
        return (same or found)[0].key
    if isinstance(spec, YesNo):
        return spec.parse(said)
    several = "有几个都像" if len(same or found) > 1 else "名单里没有"
    raise ValueError(f"“{spec.label}”没有选定：{several}“{said}”，请从列出的里面选一个，或清空")


def _option(spec: Choice | Choices, text: str, options: Sequence[str]) -> str | None:
    said = normal(text)
    if said.isdigit() and 1 <= int(said) <= len(options):
        return options[int(said) - 1]
    if isinstance(spec, Choice):
        try:
            return spec.parse(text)
        except ValueError:
            pass
    found = [one.key for one in _fitting([Candidate(one, one) for one in options], said)]
    exact = [one for one in found if normal(one) == said]
    if len(exact or found) == 1:
        return str((exact or found)[0])
    raise ValueError(f"“{spec.label}”没有“{text.strip()}”这一项，可填：{'、'.join(options)}")


def _options(spec: Choices, text: str, around: Surroundings, values: Mapping[str, Any]) -> Any:
    whole = spec.parse(text)
    if whole is None or spec.wrong(whole) is None:
        return whole
    options = spec_options(spec, values, around)
    return spec.from_json([_option(spec, part, options) for part in _APART.split(text) if part])


def _fitting(options: Sequence[Candidate], said: str) -> list[Candidate]:
    if not said:
        return list(options)
    if said.isdigit():
        return [one for nth, one in enumerate(options, start=1) if str(nth) == said]
    return [one for one in options if said in normal(one.title) or sounds_like(one.title, said)]
