"""What is to be looked at again: a decision that has run its time, an age that no longer fits, a certificate expiring.

Everything here is a proposal. Ages give a notice, never a refusal; ending a category is the act of a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from caredesk.catalog.categories import CATEGORIES, Category
from caredesk.catalog.person import IN_REGISTER
from caredesk.catalog.visit_elderly import self_care_by_indicators
from caredesk.schema.dates import PartialDate, age_on, show_day
from caredesk.schema.ids import Id
from caredesk.schema.judging import birthday
from caredesk.services.access import Right
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

HEAD = "户主"
BEFOREHAND = timedelta(days=30)
"""So long before a decision or certificate expires it is on the list."""
Why = Literal["期满", "超过年龄", "证件到期"]
_BY_NAME: Mapping[str, Category] = {one.name: one for one in CATEGORIES}


@dataclass(frozen=True, slots=True)
class Review:
    """A record to look at again: whose it is (a person or a household), what it is, and the day it runs out."""

    why: Why
    kind: str
    id: Id
    owner_kind: Literal["person", "household"]
    owner: Id
    what: str
    on: date

    @property
    def said(self) -> str:
        """What it is about, the same for all of its kind: “刚性支出困难家庭”到期，要复核."""
        return {
            "期满": f"“{self.what}”快到期或已到期，要复核",
            "超过年龄": f"“{self.what}”快超过或已超过年龄，要复核",
            "证件到期": f"{self.what}快到期或已到期，要换证",
        }[self.why]


class Reviews:
    """Use cases around what runs out."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def due(self, on: date | None = None) -> list[Review]:
        """Everything of people on the register that runs out within a month, or has, the earliest first."""
        self._work.user.must(Right.SEE)
        day = on or self._work.clock.today()
        found = [*self._households(day), *self._people(day), *self._certificates(day)]
        return sorted(found, key=lambda one: (one.on, one.kind, one.id))

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
                return [*said, *self._heads_said(id, row)]
            case "visit":
                return self._self_care_said(row)
            case _:
                return []

    def _households(self, day: date) -> Iterator[Review]:
        for name, months in ((one.name, one.months_valid) for one in CATEGORIES if one.months_valid):
            for kind, owner in (("household_episode", "household"), ("episode", "person")):
                if name not in self._work.kind(kind).fields["category"].options:  # type: ignore[attr-defined]
                    continue
                chosen = Selection(record=kind, equal={"category": name, "until": None})
                for id_, (whose, since) in self._work.query.rows(chosen, [owner, "since"]):
                    ends = runs_out(since, months)
                    if ends is not None and ends - BEFOREHAND <= day and self._known(owner, whose):
                        yield Review("期满", kind, id_, owner, whose, name, ends)  # type: ignore[arg-type]

    def _people(self, day: date) -> Iterator[Review]:
        limited = {one.name: one.oldest for one in CATEGORIES if one.oldest is not None and self._may_read(one)}
        chosen = Selection(record="episode", equal={"category": set(limited), "until": None, "person.state": "在册"})
        for id_, (whose, category, birth) in self._work.query.rows(chosen, ["person", "category", "person.birth_date"]):
            outgrown = birthday(birth, (limited[category] or 0) + 1) if birth else None
            if outgrown is not None and outgrown - BEFOREHAND <= day:
                yield Review("超过年龄", "episode", id_, "person", whose, category, outgrown)

    def _certificates(self, day: date) -> Iterator[Review]:
        chosen = Selection(
            record="certificate", between=("valid_until", None, day + BEFOREHAND), equal={"person.state": "在册"}
        )
        for id_, (whose, kind, until) in self._work.query.rows(chosen, ["person", "kind", "valid_until"]):
            yield Review("证件到期", "certificate", id_, "person", whose, kind, until)

    def _known(self, owner: str, id_: Id) -> bool:
        """Whether anybody on the register is concerned."""
        if owner == "household":
            chosen = Selection(record="person", equal={"household": id_, "state": "在册"}, limit=1)
            return bool(self._work.query.ids(chosen))
        row = self._work.records.row(self._work.kind("person"), id_)
        return row is not None and row["state"] == "在册"

    def _may_read(self, category: Category) -> bool:
        kind = self._work.kind("episode")
        options = kind.fields["category"].options  # type: ignore[attr-defined]
        return category.name in options and self._work.gate.opens(kind, "category", category.name)

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


def runs_out(since: PartialDate | None, months: int) -> date | None:
    """The last day of a decision that lasts so many months; None without a beginning."""
    if since is None:
        return None
    first = since.first
    month = first.month - 1 + months
    year, month = first.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=first.day - 1), following) - timedelta(days=1)


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
