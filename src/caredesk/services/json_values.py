"""Values as programs give them: ISO dates, options in Chinese, a link as id, title or {"id_number": ...}."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from caredesk.schema.errors import Invalid, Problem
from caredesk.schema.fields import Choice, Choices, Field, Text, YesNo
from caredesk.schema.identity import check_id_number
from caredesk.schema.ids import Id, parse_id
from caredesk.schema.kinds import IdNumber, Ref
from caredesk.schema.record import RecordType
from caredesk.services.workspace import Workspace


class JsonValues:
    """Reads JSON objects as field values."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def read(self, kind: RecordType, told: Mapping[str, Any]) -> dict[str, Any]:
        """Field values of a JSON object; Invalid carries everything that cannot be read."""
        values: dict[str, Any] = {}
        problems = []
        for name, raw in told.items():
            spec = kind.fields.get(name)
            if spec is None:
                problems.append(Problem(name, f"“{kind.title}”没有“{name}”这一项，请删去"))
                continue
            try:
                values[name] = self._value(spec, raw)
            except ValueError as error:
                problems.append(Problem(name, str(error)))
        if problems:
            raise Invalid(problems)
        return values

    def _value(self, spec: Field, raw: Any) -> Any:
        _must_be_writable(spec, raw)
        if raw is None or raw == "":
            return None
        if isinstance(spec, Ref):
            return self._link(spec, raw)
        if not _has_shape(spec, raw):
            raise ValueError(f"“{spec.label}”不能写成 {json.dumps(raw, ensure_ascii=False)[:40]} 这样，请照 forms 改")
        if isinstance(spec, Choice) and isinstance(raw, str):
            return spec.parse(raw)
        if isinstance(spec, Text) and isinstance(raw, int | float):
            return spec.from_json(str(raw))
        return spec.from_json(raw)

    def _link(self, spec: Ref, raw: Any) -> Id | None:
        if isinstance(raw, str) and (known := parse_id(raw)):
            return known
        target = self._work.kind(spec.to)
        asked = raw if isinstance(raw, dict) else {target.title_field: raw}
        if not asked or asked.keys() - target.fields.keys():
            raise ValueError(f'“{spec.label}”看不懂，请写成记录的编号，或 {{"id_number": "…"}}')
        equal = {name: self._asked(target, name, value) for name, value in asked.items()}
        found = self._work.records.find(target, equal)
        if len(found) != 1:
            raise ValueError(f"“{spec.label}”{'找不到' if not found else '不止一个'}，请核对后写得更明确些")
        return found[0].id

    def _asked(self, target: RecordType, name: str, raw: Any) -> Any:
        """A value that a linked record is looked up by; the role must be allowed to see it."""
        spec = target.fields[name]
        number = isinstance(spec, IdNumber) and isinstance(raw, str)
        value = check_id_number(raw).number if number else self._value(spec, raw)
        if value is None or not self._work.gate.opens(target, name, value):
            raise ValueError(f"不能按“{spec.label}”来找“{target.title}”，请写成记录的编号")
        return value


def _has_shape(spec: Field, raw: Any) -> bool:
    """Whether a JSON value is of a shape that the field can be read from."""
    if isinstance(raw, list):
        return isinstance(spec, Choices) and all(isinstance(one, str) for one in raw)
    return not isinstance(raw, dict) and (isinstance(spec, YesNo) or not isinstance(raw, bool))


def _must_be_writable(spec: Field, raw: Any) -> None:
    """Refuse half of a surrogate pair, which no file can hold."""
    try:
        json.dumps(raw, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"“{spec.label}”里有坏掉的字，请删去后重填") from error


def objects(text: str) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    """The JSON objects of a text, one a line, with the line's number; None for a line that is none."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            told = None
        yield number, told if isinstance(told, dict) else None
