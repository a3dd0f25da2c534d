"""评估: results from outside as the report has them, scales counted out here, and what they give cause to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from caredesk.catalog.assessment import AID, BY_TITLE, HERE, OUTSIDE, SCALES
from caredesk.schema.dates import show_day
from caredesk.schema.errors import Invalid, Problem, UserError
from caredesk.schema.ids import Id
from caredesk.schema.record import Record
from caredesk.schema.report import Chart, Series
from caredesk.schema.scale import Result, Scale
from caredesk.schema.spans import reaching
from caredesk.services.access import Right
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

_GRAVITY = ("一般", "重点", "高风险")
_RAW = ("answers", "closed_answers")


@dataclass(frozen=True, slots=True)
class RiskProposal:
    """A risk level that an assessment suggests, beside the one on the register."""

    person: Id
    name: str
    risk: str
    now: str
    because: str


class Assessing:
    """Use cases around assessments."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def scales(self, form: str = "") -> Sequence[Scale]:
        """All scales, those for people of a visit form first."""
        return sorted(SCALES, key=lambda one: form not in one.serves)

    def complete(self, values: dict[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
        """Score and level of a scale done here, its version, how long it is valid, the person's village.

        Raises Invalid for questions left open, UserError when raw answers of an earlier assessment would change:
        what was answered and what came of it stay together.
        """
        if values.get("village") is None:
            person = values.get("person")
            row = self._work.records.row(self._work.kind("person"), person) if isinstance(person, Id) else None
            values["village"] = row["village"] if row else None
        scale = BY_TITLE.get(values.get("scale") or "")
        if old:
            kept = (*_RAW, "scale", "origin", *(("score", "level") if old.get("origin") != OUTSIDE else ()))
            if any((values.get(name) or None) != (old.get(name) or None) for name in kept):
                raise UserError("评估的量表、答案和算出来的结果存了以后不能改。打错了请删掉这一次，重新评。")
            return values
        if scale is None:
            return values
        values["version"] = values.get("version") or scale.version
        if values.get("origin") == HERE and scale.aid:
            values["origin"] = AID
        if values.get("origin") != OUTSIDE:
            self._count(scale, values)
        if scale.months_valid and values.get("valid_until") is None and isinstance(values.get("assessed_on"), date):
            values["valid_until"] = reaching(values["assessed_on"], "月", scale.months_valid)
        return values

    def of(self, person: Id) -> list[Record]:
        """The assessments of somebody, the latest first, as far as the role may see them."""
        self._work.user.must(Right.SEE)
        kind = self._work.kind("assessment")
        ids = self._work.query.ids(Selection(record=kind.key, equal={"person": person}, order=("-assessed_on", "-rid")))
        found = self._work.records.many(kind, ids)
        return self._work.gate.records(kind, [found[one] for one in ids if one in found])

    def charts(self, person: Id) -> list[Chart]:
        """How the score went, a chart for each scale with two scores or more, the earliest first."""
        by_scale: dict[str, list[tuple[date, int]]] = {}
        for one in reversed(self.of(person)):
            told = self._work.kind("assessment").values(one)
            if told["score"] is not None and told["scale"] in BY_TITLE:
                by_scale.setdefault(told["scale"], []).append((told["assessed_on"], told["score"]))
        made = []
        for title, scores in by_scale.items():
            if len(scores) < 2:
                continue
            way = "高分好" if BY_TITLE[title].high_is == "good" else "高分重"
            days = [on.isoformat() for on, _ in scores]
            series = Series(label="得分", values=[score for _, score in scores])
            made.append(Chart(title=f"{title}：得分（{way}）", categories=days, series=(series,), unit="分"))
        return made

    def second_look(self, assessment: Id) -> list[str]:
        """What is worth checking in an assessment just saved, a sentence each; nothing of it was refused."""
        self._work.user.must(Right.SEE)
        kind = self._work.kind("assessment")
        row = self._work.records.row(kind, assessment)
        scale = BY_TITLE.get(row["scale"]) if row else None
        if row is None or scale is None or not self._work.gate.opens(kind, "level"):
            return []
        return [*_bands_said(scale, row), *self._registered_said(scale, row)]

    def proposed_risk(self, assessment: Id) -> RiskProposal | None:
        """The risk level that a saved assessment suggests, to be asked and never just set.

        None where it suggests none, the person has it, a later assessment by the same scale exists, or the role may
        neither read the result nor change people.
        """
        self._work.user.must(Right.SEE)
        kind, people = self._work.kind("assessment"), self._work.kind("person")
        row = self._work.records.row(kind, assessment)
        scale = BY_TITLE.get(row["scale"]) if row else None
        if row is None or scale is None or not self._work.gate.opens(kind, "level"):
            return None
        risk, person = scale.suggests.get(row["level"] or "", ""), self._work.records.row(people, row["person"])
        latest = self._work.query.ids(
            Selection(
                record=kind.key, equal={"person": row["person"], "scale": row["scale"]},
                order=("-assessed_on", "-rid"), limit=1,
            )
        )  # fmt: skip
        if not risk or person is None or person["risk"] == risk or latest != [assessment]:
            return None
        if not self._work.user.may(Right.EDIT):
            return None
        because = f"{show_day(row['assessed_on'])}“{scale.title}”评的是“{row['level']}”"
        return RiskProposal(row["person"], person["name"], risk, person["risk"] or "", because)

    def _count(self, scale: Scale, values: dict[str, Any]) -> None:
        told = [one for name in _RAW for one in values.get(name) or ()]
        try:
            answers = scale.read(told)
        except ValueError as error:
            raise Invalid([Problem("answers", f"{error}，请重新选")]) from error
        result: Result = scale.result(answers, values.get("score"))
        left = [Problem(name, "请选一项，全部答完才有结果") for name in scale.fields()
                if name.startswith("i") and name not in answers]  # fmt: skip
        if left:
            raise Invalid(left)
        if not scale.counted and result.total is None and not result.level:
            raise Invalid([Problem("score", f"请填“{scale.title}”的合计分")])
        values["score"], values["level"] = result.total, result.level or values.get("level")

    def _registered_said(self, scale: Scale, row: Mapping[str, Any]) -> list[str]:
        """A level on the register that differs from the one just found."""
        if not scale.kept_as or not row["level"]:
            return []
        episodes = self._work.kind("episode")
        open_ones = self._work.records.find(episodes, {"person": row["person"], "until": None})
        said = []
        for one in self._work.gate.records(episodes, open_ones):
            held = episodes.values(one)
            if held[scale.kept_as] and held[scale.kept_as] != row["level"]:
                label = episodes.fields[scale.kept_as].label
                said.append(
                    f"“{held['category']}”里登记的{label}是“{held[scale.kept_as]}”，这次评的是“{row['level']}”，"
                    "请核对要不要改。"
                )
        return said


def _bands_said(scale: Scale, row: Mapping[str, Any]) -> list[str]:
    """A score on a report that the scale's own bands put elsewhere (a level may be moved by rule, or miscopied)."""
    if row["origin"] != OUTSIDE or row["score"] is None or not scale.bands:
        return []
    meant = scale.level_of(row["score"])
    if not meant:
        return [f"“{scale.title}”没有{row['score']}分这一档，请对照报告核对得分。"]
    if row["level"] and row["level"] != meant:
        return [f"{row['score']}分按“{scale.title}”是“{meant}”，填的是“{row['level']}”；报告上调过级的不用改。"]
    return []
