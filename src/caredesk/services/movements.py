"""增减变动表: per category 期初, who came and who left with the reason, 期末; counted as the monthly return counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from caredesk.catalog.differences import JOINED, LEFT
from caredesk.catalog.person import IN_REGISTER
from caredesk.schema.dates import show_day
from caredesk.schema.ids import Id, made_at
from caredesk.schema.period import Period
from caredesk.schema.privacy import Privacy
from caredesk.schema.sheet import Sheet, SheetColumn
from caredesk.services.access import Right
from caredesk.services.collecting import SHOWN_AS
from caredesk.services.households import members
from caredesk.services.ledgers import Ledgers, must_be_written_as
from caredesk.services.register import Balance, Register
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.audit import Action
from caredesk.store.query import Selection

TITLE = "增减变动表"
_COLUMNS = (
    ("category", "类别", "", 22, False), ("unit", "单位", "", 5, False), ("opening", "期初", "", 7, True),
    ("joined", "新增", "", 7, True), ("left", "减少", "", 7, True), ("closing", "期末", "", 7, True),
    ("move", "增减", "变动的人", 6, False), ("name", "姓名", "变动的人", 10, False),
    ("village", "村(社区)", "变动的人", 12, False), ("id_number", "身份证号", "变动的人", 20, False),
    ("on", "日期", "变动的人", 11, False), ("reason", "原因", "变动的人", 26, False),
)  # fmt: skip
_PERSON = ("name", "id_number", "state", "state_on", "state_reason", "village.name")
_HOME = ("head_name", "village.name")


@dataclass(frozen=True)
class _Spell:
    """A category of somebody: from when to when, why it ended, what it rests on."""

    since: date
    until: date | None
    end_reason: str
    evidence: str


class Movements:
    """The month's movements of the register. They go to the county: nothing restricted stands on them."""

    def __init__(self, workspace: Workspace) -> None:
        self._user = workspace.user
        self._work = workspace.lowered(Privacy.SENSITIVE)

    def sheet(self, period: Period | str) -> Sheet:
        """The table of a period, ready for screen or paper; numbers are starred."""
        self._user.must(Right.LEDGER)
        span = self._work.period(period) if isinstance(period, str) else period
        register = Register(self._work)
        rows: list[Sequence[str]] = []
        for balance in register.balances(span):
            rows += self._rows(balance, "人", _People(self._work, balance, span))
        for balance in register.household_balances(span):
            rows += self._rows(balance, "户", _Homes(self._work, balance, span))
        settings, today = self._work.settings, show_day(self._work.clock.today())
        days = f"时段：{show_day(span.first)}至{show_day(span.last)}"
        return Sheet(
            title=f"{settings.township}{span.label}{TITLE}",
            columns=[
                SheetColumn(key=key, label=label, group=group, width=width, number=number,
                            align="right" if number else "left")
                for key, label, group, width, number in _COLUMNS
            ],
            rows=rows,
            keys=["" for _ in rows],
            info=[f"填报单位：{settings.name}", days, f"日期：{today}"],
            signature=[f"{label}：" for label in settings.signature or ()],
            notes=["期初＋新增－减少＝期末，和工作月报的“在册服务对象”是同一个数。一人可属多类。"]
            + ([f"报送：{settings.addressee}"] if settings.addressee else []),
            watermark="演示数据" if settings.demo else "",
            sheet_name=TITLE,
            metadata={"ledger": "movements", "period": span.key},
        )  # fmt: skip

    def write(self, period: Period | str, path: Path) -> int:
        """Write the table as .xlsx, .pdf or .json by the file's ending; returns the number of rows."""
        self._user.must(Right.LEDGER)
        must_be_written_as(path, (".xlsx", ".pdf", ".json"))
        sheet = self.sheet(period)
        self._work.note(Action.EXPORT, "ledger", "movements")
        Ledgers(self._work).write_sheet(sheet, path)
        return len(sheet.rows)

    def _rows(self, balance: Balance, unit: str, who: _Who) -> list[Sequence[str]]:
        counts = [str(len(getattr(balance, move))) for move in ("opening", "joined", "left", "closing")]
        rows: list[Sequence[str]] = [[balance.category, unit, *counts, "", "", "", "", "", ""]]
        for move, ids in (("新增", balance.joined), ("减少", balance.left)):
            told = sorted(who.line(id_, joined=move == "新增") for id_ in ids)
            rows += [["", "", "", "", "", "", move, name, village, *rest] for village, name, *rest in told]
        return rows


class _Who:
    """Names, villages and reasons of the people, or households, that a balance moved."""

    def __init__(self, work: Workspace, balance: Balance, span: Period) -> None:
        self._work, self._span, self._category = work, span, balance.category
        self._names = {self._category, *(name for name, shown in SHOWN_AS.items() if shown == self._category)}
        self._moved = sorted(balance.joined | balance.left)
        self._wording = Wording(work)
        self._told = self._settled()

    def line(self, id_: Id, *, joined: bool) -> tuple[str, ...]:
        """Village, name, number, day and reason."""
        raise NotImplementedError

    def _settled(self) -> Mapping[tuple[str, Id], str]:
        """What the work items of the month's lists say, by kind and subject."""
        kind = self._work.kind("roster_difference")
        names = ["kind", "person", "household", "reason"]
        chosen = Selection(
            record=kind.key,
            equal={"category": self._category},
            between=("listed_on", self._span.first, self._span.last),
        )
        found: dict[tuple[str, Id], str] = {}
        for _, (what, person, household, reason) in self._work.query.rows(chosen, names):
            said = self._wording.text(kind, "reason", reason)
            found |= {(what, one): said for one in (person, household) if one is not None and said}
        return found

    def _spells(self, record: str, link: str, owners: Iterable[Id]) -> dict[Id, list[_Spell]]:
        kind, wanted, zone = self._work.kind(record), set(owners), self._work.clock.now().tzinfo
        chosen = Selection(record=record, equal={"category": self._names})
        found: dict[Id, list[_Spell]] = {}
        rows = self._work.query.rows(chosen, [link, "since", "until", "end_reason", "evidence", "category"])
        for id_, (owner, since, until, reason, evidence, category) in rows:
            if owner not in wanted:
                continue
            begun = since.first if since else made_at(id_).astimezone(zone).date()  # as the register counts it
            if category == self._category:
                said = self._wording.text(kind, "end_reason", reason) or ("其他" if reason else "")
                told = _Spell(begun, until, said, evidence or "")
            else:  # a category that is counted under another name: neither its list nor its end is told
                told = _Spell(begun, until, "其他" if until else "", "")
            found.setdefault(owner, []).append(told)
        return found

    def _came(self, spells: Sequence[_Spell], said: str) -> tuple[str, str]:
        new = [one for one in spells if one.since in self._span] or list(spells)
        first = min(new, key=lambda one: one.since, default=None)
        day = first.since.isoformat() if first else ""
        return day, said or (f"依据：{first.evidence}" if first and first.evidence else "")

    def _went(self, spells: Sequence[_Spell], said: str) -> tuple[str, str]:
        ended = [one for one in spells if one.until and self._ends(one.until)]
        last = max(ended, key=lambda one: one.until or date.min, default=None)
        day = last.until.isoformat() if last and last.until else ""
        return day, (last.end_reason if last else "") or said

    def _ends(self, until: date) -> bool:
        """Whether an end falls so that the last day of the period is no longer covered."""
        return until < self._span.last


class _People(_Who):
    def __init__(self, work: Workspace, balance: Balance, span: Period) -> None:
        super().__init__(work, balance, span)
        self._people = work.query.by_id("person", self._moved, _PERSON)
        own = self._spells("episode", "person", self._moved)
        stays = members(work, self._moved)
        homes = self._spells("household_episode", "household", {one.household for s in stays.values() for one in s})
        self._of = {
            one: [*own.get(one, []), *(s for stay in stays.get(one, ()) for s in homes.get(stay.household, []))]
            for one in self._moved
        }

    def line(self, id_: Id, *, joined: bool) -> tuple[str, ...]:
        kind = self._work.kind("person")
        values = dict(zip(_PERSON, self._people.get(id_, (None,) * len(_PERSON)), strict=True))
        number = self._wording.text(kind, "id_number", values["id_number"])
        said = self._told.get((JOINED if joined else LEFT, id_), "")
        day, reason = self._came(self._of[id_], said) if joined else self._left(id_, values, said)
        return values["village.name"] or "", values["name"] or "", number, day, reason

    def _left(self, id_: Id, values: Mapping[str, Any], said: str) -> tuple[str, str]:
        """A change of state is why somebody left, if it came first; else the end of the category is."""
        kind, on = self._work.kind("person"), values["state_on"]
        day, reason = self._went(self._of[id_], said)
        if values["state"] in (None, IN_REGISTER) or on is None or on > self._span.last or (day and day < str(on)):
            return day, reason
        why = self._wording.text(kind, "state_reason", values["state_reason"])
        state = values["state"]
        return on.isoformat(), f"{state}（{why}）" if why and why != state else state


class _Homes(_Who):
    def __init__(self, work: Workspace, balance: Balance, span: Period) -> None:
        super().__init__(work, balance, span)
        self._homes = work.query.by_id("household", self._moved, _HOME)
        self._of = self._spells("household_episode", "household", self._moved)

    def line(self, id_: Id, *, joined: bool) -> tuple[str, ...]:
        head, village = self._homes.get(id_, ("", ""))
        said = self._told.get((JOINED if joined else LEFT, id_), "")
        day, reason = (self._came if joined else self._went)(self._of.get(id_, []), said)
        return village or "", f"{head or ''}（户）", "", day, reason
