"""What is to be looked at again: a decision that has run its time, an age that no longer fits, a certificate expiring.

Where it comes from stands in review_sources. Everything here is a proposal: ages give a notice, never a refusal;
ending a category is the act of a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from caredesk.catalog.categories import CATEGORIES, Category
from caredesk.catalog.person import IN_REGISTER
from caredesk.catalog.visit_elderly import self_care_by_indicators
from caredesk.schema.dates import age_on, show_day
from caredesk.schema.errors import UserError
from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.assessing import Assessing
from caredesk.services.review_sources import MATTERS, SOURCES, Review, runs_out
from caredesk.services.second_looks import person_said, visit_said, visitor_said
from caredesk.services.workspace import Workspace

HEAD = "户主"
_BY_NAME: Mapping[str, Category] = {one.name: one for one in CATEGORIES}


class Reviews:
    """Use cases around what runs out."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def due(self, on: date | None = None) -> list[Review]:
        """Everything of people on the register that comes due within a month, or is, the earliest first."""
        self._work.user.must(Right.SEE)
        day = on or self._work.clock.today()
        found = [one for find in SOURCES for one in find(self._work, day)]
        return sorted(found, key=lambda one: (one.on, one.kind, one.id))

    def done(self, reviews: Sequence[Review], **told: Any) -> int:
        """Note that these were looked at again (复核过了), as one act; returns how many records that made.

        ``told``: ``reviewed_on``, ``visitor``, ``result`` and ``note`` of the records. Raises UserError for one that is
        closed by mending what it is about (an expired certificate, a category to be ended).
        """
        kind = self._work.kind("review")
        if any(one.why not in MATTERS for one in reviews):
            raise UserError("到期的认定和证件，改好它的日期就不再提醒。请打开档案去改。")
        with self._work.writing(Right.VISIT, "save", "复核记录") as write:
            for one in reviews:
                whose = {one.owner_kind: one.owner, "matter": MATTERS[one.why]}
                write.insert(kind, kind.values(kind.build({**told, **whose})))
        return len(reviews)

    def after(self, key: str, id: Id) -> list[str]:  # noqa: A002
        """What is worth a second look in a record just saved, a sentence each; nothing of it was refused."""
        self._work.user.must(Right.SEE)
        kind = self._work.kind(key)
        row = self._work.records.row(kind, id)
        if row is None or not self._work.gate.shows(kind, row):
            return []
        match key:
            case "episode":
                return [*self._age_said(row["person"], [row]), *_validity_said(row, self._work.clock.today())]
            case "household_episode":
                return _validity_said(row, self._work.clock.today())
            case "person":
                episodes = self._work.records.find(self._work.kind("episode"), {"person": id})
                shown = self._work.gate.records(self._work.kind("episode"), episodes)
                said = self._age_said(id, [self._work.kind("episode").values(one) for one in shown])
                return [*said, *self._heads_said(id, row), *person_said(self._work, id, row)]
            case "visit":
                return [*self._self_care_said(row), *visit_said(self._work, row)]
            case "visitor":
                return visitor_said(self._work, id, row)
            case "assessment":
                return Assessing(self._work).second_look(id)
            case _:
                return []

    def _age_said(self, person: Id, episodes: list[dict[str, Any]]) -> list[str]:
        row = self._work.records.row(self._work.kind("person"), person)
        today = self._work.clock.today()
        age = (
            age_on(row["birth_date"], today)
            if row and self._work.gate.opens(self._work.kind("person"), "birth_date")
            else None
        )
        said = []
        for one in episodes:
            category = _BY_NAME[one["category"]]
            if age is None or (one.get("until") and one["until"] < today) or category.fits(age):
                continue
            said.append(f"“{category.name}”{category.age_note}，这个人{age}周岁，请核对；情况属实的不用改。")
        return said

    def _heads_said(self, person: Id, row: Mapping[str, Any]) -> list[str]:
        """A second head of the same household."""
        if row["relation"] != HEAD or not row["household"]:
            return []
        led = {"household": row["household"], "relation": HEAD, "state": IN_REGISTER}
        others = [one for one in self._work.records.find(self._work.kind("person"), led) if one.id != person]
        names = "、".join(str(getattr(one, "name", "")) for one in others)
        return [f"这一户的户主还登记着“{names}”，一户只有一个户主，请核对。"] if names else []

    def _self_care_said(self, visit: Mapping[str, Any]) -> list[str]:
        """Six answers of a 特困人员 that mean another level than the one on the register."""
        level = self_care_by_indicators(visit)
        if level is None or not self._work.gate.opens(self._work.kind("visit"), "eats"):
            return []
        found = self._work.records.find(
            self._work.kind("episode"), {"person": visit["person"], "category": "特困人员", "until": None}
        )
        return [
            f"六项都问了，按特困人员的标准是“{level}”，登记的是“{held}”，请核对要不要重新评估。"
            for one in found
            if (held := getattr(one, "self_care", None)) and held != level
        ]


def _validity_said(row: Mapping[str, Any], today: date) -> list[str]:
    category = _BY_NAME[row["category"]]
    ends = runs_out(row["since"], category.months_valid) if category.months_valid else None
    if ends is None:
        return []
    if row["until"] is not None:
        said = f"“{category.name}”一次认定最长{category.months_valid}个月，到{show_day(ends)}为止，请核对结束日期。"
        return [said] if row["until"] > ends else []
    if ends >= today:
        return [f"“{category.name}”一次认定最长{category.months_valid}个月，{show_day(ends)}满期，到时要重新申请。"]
    return [f"“{category.name}”{show_day(ends)}已经满期，没有重新认定的请填结束日期和“期满”。"]
