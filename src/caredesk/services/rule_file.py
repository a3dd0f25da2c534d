"""A file of visit rules that one station hands to another: plain JSON, checked line by line before it is taken."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from caredesk.schema.errors import FileTrouble, Invalid, UserError
from caredesk.schema.record import RecordType
from caredesk.services.rule_versions import as_rule

_WHAT = "关爱台账探访规则"
_LARGEST = 1_000_000
_NO_DIFFERENCE = ("since", "active", "lineage", "until")


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """A rule of a file beside the station's own: its title, 新的, 改了, 一样 or 不能用, and the difference in words."""

    title: str
    what: str
    told: tuple[str, ...]
    values: Mapping[str, Any]

    @property
    def takes(self) -> bool:
        """Whether taking the file writes this one."""
        return self.what in ("新的", "改了")


def as_text(kind: RecordType, station: str, on: date, rules: Sequence[Mapping[str, Any]]) -> str:
    """The file: whose rules they are, of which day, and each rule with its fields that say something."""
    told = [
        {name: kind.fields[name].to_json(value) for name, value in values.items() if value is not None}
        for values in rules
    ]
    return json.dumps(
        {"what": _WHAT, "station": station, "on": on.isoformat(), "rules": told}, ensure_ascii=False, indent=1
    )


def read_values(kind: RecordType, path: Path) -> list[Mapping[str, Any]]:
    """The rules of a file as they were written, not yet checked. FileTrouble, UserError when it is none."""
    try:
        if path.stat().st_size > _LARGEST:
            raise UserError(f"“{path.name}”太大，不是规则文件。请选由“导出”存下的规则文件。")
        told = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise FileTrouble(f"读不了“{path}”。请检查文件还在不在、能不能打开。") from error
    except (ValueError, RecursionError):
        told = None
    rules = told.get("rules") if isinstance(told, dict) and told.get("what") == _WHAT else None
    if not isinstance(rules, list) or not all(isinstance(one, dict) for one in rules):
        raise UserError(f"“{path.name}”不是规则文件。请选由“导出”存下的规则文件。")
    return [{name: one.get(name) for name in kind.fields} for one in rules]


def differences(
    kind: RecordType, found: Sequence[Mapping[str, Any]], here: Mapping[str, Mapping[str, Any]], first: date
) -> list[RuleDifference]:
    """Each rule of a file beside the one in use here; a change counts from ``first`` on, or the file's later day."""
    rows = []
    for told in found:
        title = str(told.get("category") or "没写类别的一条")
        try:
            values = {name: spec.from_json(told[name]) for name, spec in kind.fields.items()}
            values["since"] = max(values["since"] or first, first)
            values = kind.values(kind.build(values))
            title = as_rule(values).title
        except Invalid as refused:
            rows.append(RuleDifference(title, "不能用", tuple(one.text for one in refused.problems), {}))
            continue
        except (ValueError, TypeError) as refused:
            rows.append(RuleDifference(title, "不能用", (str(refused),), {}))
            continue
        rows.append(_beside(kind, title, values, here.get(values["lineage"])))
    return rows


def _beside(kind: RecordType, title: str, values: Mapping[str, Any], own: Mapping[str, Any] | None) -> RuleDifference:
    if own is None:
        return RuleDifference(title, "新的", (), values)
    told = tuple(
        f"{spec.label}：{spec.show(own.get(name)) or '空着'} → {spec.show(values[name]) or '空着'}"
        for name, spec in kind.fields.items()
        if name not in _NO_DIFFERENCE and (own.get(name) or None) != (values[name] or None)
    )
    return RuleDifference(title, "改了" if told else "一样", told, values)
