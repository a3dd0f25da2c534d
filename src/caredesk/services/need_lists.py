"""Lists of needs, referrals and resources in words, what waits in front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from caredesk.catalog.needs import OPEN, OUT, WAITING
from caredesk.schema.conditions import All, Condition, Is, Known, Not
from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

_WALK = ("village.official_order", "village.name", "person.name_key")
_NEED = ("person", "village", "kind", "what", "found_on", "visit", "owner", "due", "state", "action", "result",
         "closed_on")  # fmt: skip
_REFERRAL = ("person", "village", "number", "direction", "department", "agency", "matter", "worker", "sent_on",
             "feedback_due", "accepted", "feedback", "feedback_on", "state", "result", "need")  # fmt: skip
_RESOURCE = ("person", "village", "kind", "what", "provider", "asked_on", "received_on", "effect", "need")
_SENT = All(Is("direction", OUT), Is("state", *OPEN), Known("sent_on"), Not(Known("feedback_on")))
"""Passed on, and nobody has answered yet."""
_NOT_COME = Not(Known("received_on"))
Row = tuple[Id, Mapping[str, Any], Mapping[str, str]]
"""A record's id, its values, and what of them is read."""


@dataclass(frozen=True)
class NeedFilter:
    """What a list is narrowed to; empty means all."""

    village: Id | None = None
    owner: Id | None = None
    person: Id | None = None
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need in words that the role may read; ``passed_on`` says where it went, ``late`` that its day has gone by."""

    id: Id
    person: Id
    name: str
    village: str
    kind: str
    what: str
    found_on: date
    visit: Id | None
    owner: str
    due: date | None
    state: str
    action: str
    result: str
    closed_on: date | None
    passed_on: str
    late: bool

    @property
    def open(self) -> bool:
        """Whether it still waits for a result."""
        return self.state in OPEN

    @property
    def nags(self) -> bool:
        """Whether nobody has begun with it, or its day has gone by."""
        return self.state == WAITING or self.late


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A referral in words; ``waits``: it was sent and nobody answered, ``late``: the day for an answer has gone by."""

    id: Id
    person: Id
    name: str
    village: str
    number: str
    direction: str
    to: str
    matter: str
    worker: str
    sent_on: date | None
    feedback_due: date | None
    accepted: str
    feedback: str
    feedback_on: date | None
    state: str
    result: str
    need: Id | None
    waits: bool
    late: bool

    @property
    def open(self) -> bool:
        """Whether it still waits for a result."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """Help that was asked for, in words."""

    id: Id
    person: Id
    name: str
    village: str
    kind: str
    what: str
    provider: str
    asked_on: date
    received_on: date | None
    effect: str
    need: Id | None

    @property
    def open(self) -> bool:
        """Whether it has not come yet."""
        return self.received_on is None


class NeedLists:
    """What may be looked at of needs; :class:`caredesk.services.needs.Needs` adds what may be done."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def needs(self, chosen: NeedFilter | None = None) -> list[NeedRow]:
        """Needs: the open ones first, the nearest day first, then by village."""
        told, today = chosen or NeedFilter(), self._work.clock.today()
        rows = self._rows("need", _NEED, told, Is("state", *OPEN), "owner", "due")
        passed = self._passed_on([row["person"] for _, row, _ in rows])
        made = [
            NeedRow(
                id_, row["person"], said["person"], said["village"], said["kind"], said["what"], row["found_on"],
                row["visit"], said["owner"], row["due"], row["state"] or WAITING, said["action"], said["result"],
                row["closed_on"], passed.get(id_, ""), row["state"] in OPEN and _gone_by(row["due"], today),
            )
            for id_, row, said in rows
        ]  # fmt: skip
        return sorted(made, key=lambda one: (not one.open, one.due or date.max))

    def referrals(self, chosen: NeedFilter | None = None) -> list[ReferralRow]:
        """Referrals: those that wait for an answer first, the nearest day first."""
        told, today = chosen or NeedFilter(), self._work.clock.today()
        rows = self._rows("referral", _REFERRAL, told, Is("state", *OPEN), "worker", "feedback_due")
        made = [
            ReferralRow(
                id_, row["person"], said["person"], said["village"], said["number"], said["direction"],
                "、".join(filter(None, (said["department"], said["agency"]))), said["matter"], said["worker"],
                row["sent_on"], row["feedback_due"], said["accepted"], said["feedback"], row["feedback_on"],
                row["state"] or WAITING, said["result"], row["need"], waits := _SENT.holds(row),
                waits and _gone_by(row["feedback_due"], today),
            )
            for id_, row, said in rows
        ]  # fmt: skip
        return sorted(made, key=lambda one: (not one.open, not one.waits, one.feedback_due or date.max))

    def resources(self, chosen: NeedFilter | None = None) -> list[ResourceRow]:
        """Help asked for: what has not come yet first, the longest waited for first."""
        rows = self._rows("resource_request", _RESOURCE, chosen or NeedFilter(), _NOT_COME, "", "asked_on")
        made = [
            ResourceRow(
                id_, row["person"], said["person"], said["village"], said["kind"], said["what"], said["provider"],
                row["asked_on"], row["received_on"], said["effect"], row["need"],
            )
            for id_, row, said in rows
        ]  # fmt: skip
        return sorted(made, key=lambda one: (not one.open, one.asked_on))

    def _rows(
        self, key: str, names: Sequence[str], told: NeedFilter, is_open: Condition, owner: str, first: str
    ) -> list[Row]:
        """Rows of a kind in the order ``first``, then by village; ``owner`` is the field that somebody's own go by."""
        self._work.user.must(Right.SEE)
        wording, kind = Wording(self._work), self._work.kind(key)
        asked = (("village", told.village), (owner, told.owner), ("person", told.person))
        equal = {name: value for name, value in asked if name and value is not None}
        where = is_open if told.open_only else None
        chosen = Selection(record=key, where=where, equal=equal, order=(first, *_WALK))
        made: list[Row] = []
        for id_, values in self._work.query.rows(chosen, names):
            row = dict(zip(names, values, strict=True))
            said = {n: wording.text(kind, n, row[n]) for n in names if n not in ("visit", "need")}
            made.append((id_, row, said))
        return made

    def _passed_on(self, people: Sequence[Id]) -> dict[Id, str]:
        """By need, where its latest referral went and whether an answer came."""
        names = ("need", "department", "agency", "sent_on", "feedback_on", "accepted")
        kind, wording = self._work.kind("referral"), Wording(self._work)
        found: dict[Id, str] = {}
        for rows in self._work.query.belonging("referral", "person", people, names).values():
            for need, department, agency, sent_on, feedback_on, accepted in rows:
                to = wording.text(kind, "department", department) or wording.text(kind, "agency", agency)
                how = "已反馈" if feedback_on else accepted or ("待反馈" if sent_on else "还没转出")
                if need is not None:
                    found[need] = f"转{to}，{how}"
        return found


def _gone_by(day: date | None, today: date) -> bool:
    return day is not None and day < today
