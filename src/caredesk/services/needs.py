"""需求 -> 办理 -> 结果: what visits found, who sees to it by when, what was passed on, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from caredesk.catalog.needs import CLOSED, OPEN, SETTLED, UNDER_WAY, WAITING
from caredesk.resources import resource
from caredesk.schema.errors import Invalid, Problem, UserError
from caredesk.schema.form_sheet import FormSheets
from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.services.access import Right
from caredesk.services.ledgers import must_be_written_as
from caredesk.services.need_lists import NeedLists
from caredesk.services.referral_paper import ReferralPaper
from caredesk.store.audit import Action
from caredesk.store.query import Selection
from caredesk.store.records import Write

_NOTHING, _OTHER = "没有", "其他"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class NeedProposal:
    """Something that a visit's form tells of and that is not followed up yet."""

    kind: str
    what: str
    due: date | None = None


class Needs(NeedLists):
    """Use cases around needs, referrals and resources."""

    # --- from a visit

    def proposed(self, visit: Id) -> list[NeedProposal]:
        """What a saved visit found and nobody follows up yet; asked about, never entered by itself.

        Something open of the same person in the same words is not proposed again, nor what this visit led to already.
        """
        self._work.user.must(Right.SEE)
        kind = self._work.kind("visit")
        row = self._work.records.row(kind, visit)
        if row is None or not self._work.user.may(Right.EDIT):
            return []
        told = self._work.gate.values(kind, row)
        known = self._known(row["person"], visit)
        return [one for one in dict.fromkeys(_found_in(told)) if (one.kind, one.what) not in known]

    def take(
        self, visit: Id, proposals: Sequence[NeedProposal], owner: Id | None = None, due: date | None = None
    ) -> list[Id]:
        """Enter what a visit found, one act; a proposal's own day stands before ``due``. Without ``owner``: who went.

        What was entered meanwhile is left out. Raises UserError when the visit is gone, Invalid for a day before it.
        """
        row = self._work.records.row(self._work.kind("visit"), visit)
        if row is None:
            raise UserError("找不到这次走访，可能已被删除。请刷新后再试。")
        kind, known = self._work.kind("need"), self._known(row["person"], visit)
        made = []
        with self._work.writing(Right.EDIT, "save", f"{kind.title} {len(proposals)}项") as write:
            for one in proposals:
                if (one.kind, one.what) in known:
                    continue
                values = {
                    "person": row["person"], "village": row["village"], "kind": one.kind, "what": one.what,
                    "found_on": row["visited_on"], "found_by": "走访发现", "visit": visit,
                    "owner": owner or row["visitor"], "due": one.due or due, "case_wanted": row["case_opened"],
                }  # fmt: skip
                made.append(write.insert(kind, kind.values(kind.build(values))))
        return made

    def complete(self, values: dict[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """The village the person lives in, and today for what is closed without a day."""
        if values.get("village") is None and isinstance(values.get("person"), Id):
            row = self._work.records.row(self._work.kind("person"), values["person"])
            values["village"] = row["village"] if row else None
        if values.get("state") in CLOSED and values.get("result") and not values.get("closed_on"):
            values["closed_on"] = self._work.clock.today()
        return values

    def complete_referral(self, values: dict[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
        """The same for a referral, which also gets a number."""
        if not values.get("number"):
            values["number"] = self._next_number()
        return self.complete(values, old)

    def follow(self, write: Write, _id: Id, values: Mapping[str, Any], old: Mapping[str, Any]) -> None:
        """A need that is passed on or asked help for is under way, in the same act."""
        need = values.get("need")
        if need is None or need == old.get("need"):
            return
        kind = self._work.kind("need")
        row = self._work.records.row(kind, need)
        if row is not None and row["state"] in (None, WAITING):
            write.update(kind, need, {"state": UNDER_WAY})

    # --- what is done

    def close(self, ids: Sequence[Id], result: str, on: date, state: str = SETTLED) -> int:
        """Close needs or referrals with a result; returns how many changed. Raises Invalid with what is wrong."""
        return self._change(ids, {"state": state, "result": result, "closed_on": on}, "办结")

    def assign(self, ids: Sequence[Id], owner: Id | None = None, due: date | None = None) -> int:
        """Give needs an owner, a day, or both (None leaves it as it is); returns how many changed."""
        told = {name: value for name, value in (("owner", owner), ("due", due)) if value is not None}
        return self._change(ids, told, "派人办") if told else 0

    # --- on paper

    def paper(self, referral: Id, *, full: bool = False, reason: str = "") -> FormSheets:
        """The 转介单 of a referral; ``full`` shows whole numbers and needs a reason, which is recorded."""
        self._work.user.must(Right.LEDGER)
        if full:
            self._work.user.must(Right.FULL_EXPORT)
            if not reason.strip():
                raise UserError("打印完整号码要写明用途，例如“转县残联评残”。请填写后再打印。")
            self._work.note(Action.VIEW_FULL, "referral", referral, reason)
        row = self._work.records.row(self._work.kind("referral"), referral)
        if row is None:
            raise UserError("找不到这次转介，可能已被删除。请刷新后再试。")
        return ReferralPaper(self._work, full=full).forms(row)

    def write_paper(self, referral: Id, path: Path, *, full: bool = False, reason: str = "") -> None:
        """Write the 转介单 as PDF; it is entered in the audit trail before it leaves the station."""
        must_be_written_as(path, (".pdf",))
        forms = self.paper(referral, full=full, reason=reason)
        self._work.note(Action.EXPORT, "referral", referral, reason)
        from caredesk.documents.metrics import Metrics
        from caredesk.documents.pdf import write_forms_pdf

        write_forms_pdf(forms, path, Metrics(resource))

    def _change(self, ids: Sequence[Id], told: Mapping[str, Any], title: str) -> int:
        done = 0
        if (on := told.get("closed_on")) is not None and on > self._work.clock.today():
            raise Invalid([Problem("closed_on", "办结日期不能晚于今天，请核对")])
        with self._work.writing(Right.EDIT, "save", f"{title} {len(ids)}项") as write:
            for id_ in ids:
                kind, row = self._one(id_)
                built = kind.values(kind.build({**row, **told}))
                done += write.update(kind, id_, {name: built[name] for name in told})
        return done

    def _one(self, id_: Id) -> tuple[RecordType, dict[str, Any]]:
        """A need or referral in use."""
        for kind in (self._work.kind("need"), self._work.kind("referral")):
            row = self._work.records.row(kind, id_)
            if row is not None and not self._work.records.in_bin(kind, id_):
                return kind, row
        raise UserError("选中的有一项找不到了，可能已被删除。请刷新后再试。")

    def _known(self, person: Id, visit: Id) -> set[tuple[str, str]]:
        """What is followed up already: open of this person, or entered from this visit, in the bin as well."""
        kind = self._work.kind("need")
        found = [*self._work.records.find(kind, {"person": person}),
                 *self._work.records.find(kind, {"visit": visit}, binned=True)]  # fmt: skip
        told = [kind.values(one) for one in found]
        return {(one["kind"], one["what"]) for one in told if one["state"] in (None, *OPEN) or one["visit"] == visit}

    def _next_number(self) -> str:
        """转2026-0001, the first that no referral carries, one in the bin included."""
        year, kind = self._work.clock.today().year, self._work.kind("referral")
        number = self._work.query.count(Selection(record="referral")) + 1
        while self._work.records.has(kind, {"number": f"转{year}-{number:04d}"}):
            number += 1
        return f"转{year}-{number:04d}"


def _found_in(visit: Mapping[str, Any]) -> list[NeedProposal]:
    """What a visit's answers tell of, in the order of its form."""
    found = [NeedProposal("隐患", visit["hazard_note"])] if visit.get("hazard_note") else []
    if visit.get("hazard_found") and not found:
        found.append(NeedProposal("隐患", "发现隐患，走访里没有写是什么"))
    if visit.get("problems"):
        found.append(NeedProposal("问题", visit["problems"]))
    vague = (_NOTHING, _OTHER) if found else (_NOTHING,)  # what 其他 stands for is told in words then
    found += [NeedProposal("需求", one) for one in visit.get("needs") or () if one not in vague]
    found += [NeedProposal("需求", f"孩子：{one}") for one in visit.get("child_needs") or () if one != _NOTHING]
    if visit.get("promise"):
        found.append(NeedProposal("答应的事", visit["promise"], visit.get("promised_by")))
    if visit.get("referral_matter") and visit.get("referral_state") not in CLOSED:
        to = f"（转{visit['referred_to']}）" if visit.get("referred_to") else ""
        found.append(NeedProposal("转介事项", f"{visit['referral_matter']}{to}"))
    return [NeedProposal(one.kind, _one_line(one.what), one.due) for one in found]


def _one_line(said: str) -> str:
    text = " ".join(said.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
