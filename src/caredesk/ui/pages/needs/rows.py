"""The three lists of 需求与转介: their columns, and a row in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from caredesk.services.desk import Desk
from caredesk.services.need_lists import NeedFilter, NeedRow, ReferralRow, ResourceRow
from caredesk.ui.table import Cell, State, TableColumn

AnyRow = NeedRow | ReferralRow | ResourceRow


@dataclass(frozen=True)
class Listing:
    """One of the lists: what it is called, where its rows come from, and what stands in them."""

    key: str
    label: str
    kind: str
    ledger: str
    columns: Sequence[TableColumn]
    find: Callable[[Desk, NeedFilter], Sequence[AnyRow]]
    cells: Callable[[Any], Sequence[Cell]]
    empty: str
    owner: bool = True


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _until(due: date | None, *, late: bool, said: str) -> State:
    if due is None:
        return State(said, "warning")
    return State(f"{'过期，' if late else ''}最晚 {due:%m-%d}", "danger" if late else "warning")


def _need(row: NeedRow) -> Sequence[Cell]:
    if not row.open:
        state = State(f"{row.closed_on:%m-%d} {row.state}" if row.closed_on else row.state, "ok")
    else:
        state = _until(row.due, late=row.late, said="没有定期限")
    how = row.result or row.passed_on or row.action or row.state
    return row.name, row.village, row.kind, row.what, row.owner, how, state


def _referral(row: ReferralRow) -> Sequence[Cell]:
    if not row.open:
        state: Cell = State(row.state, "ok")
    elif row.waits:
        state = _until(row.feedback_due, late=row.late, said="待反馈")
    else:
        state = State("已反馈，待办结" if row.feedback_on else "还没转出" if row.sent_on is None else row.state, "info")
    answer = row.result or row.feedback or row.accepted
    to = row.to if row.direction == "转出" else f"从{row.to}转来"
    return row.name, row.village, to, row.matter, _day(row.sent_on), answer, state


def _resource(row: ResourceRow) -> Sequence[Cell]:
    state = State(f"{row.received_on:%m-%d} 到位", "ok") if row.received_on else State("还没到位", "warning")
    return row.name, row.village, row.what, row.kind, row.provider, _day(row.asked_on), state


_WHO = (TableColumn("姓名", 96, sort="0"), TableColumn("村（社区）", 100, sort="1", rank=3))
LISTINGS = (
    Listing(
        "needs", "需求", "need", "needs",
        (*_WHO, TableColumn("哪一种", 84, sort="2", rank=4), TableColumn("是什么", 200, grows=True),
         TableColumn("谁来办", 84, sort="4", rank=2), TableColumn("办得怎样", 150, grows=True, rank=1),
         TableColumn("期限", 150, sort="6")),
        lambda desk, told: desk.needs.needs(told), _need,
        "没有需求。记走访时填的需求、隐患、问题，存完会问要不要登记到这里；也可以直接登记。",
    ),
    Listing(
        "referrals", "转介", "referral", "referrals",
        (*_WHO, TableColumn("转给谁", 150, sort="2"), TableColumn("转介事项", 180, grows=True),
         TableColumn("转介日期", 110, sort="4", rank=2), TableColumn("反馈", 130, grows=True, rank=1),
         TableColumn("状态", 150, sort="6")),
        lambda desk, told: desk.needs.referrals(told), _referral,
        "没有转介。在“需求”里选中一项，点“转给别的部门”。",
    ),
    Listing(
        "resources", "资源", "resource_request", "resources",
        (*_WHO, TableColumn("要什么", 160, grows=True), TableColumn("类型", 90, sort="3", rank=3),
         TableColumn("提供方", 140, grows=True, rank=1), TableColumn("申请日期", 110, sort="5", rank=2),
         TableColumn("状态", 130, sort="6")),
        lambda desk, told: desk.needs.resources(told), _resource,
        "没有资源链接。在“需求”里选中一项，点“要资源”。", owner=False,
    ),
)  # fmt: skip
BY_KEY = {one.key: one for one in LISTINGS}


def sorts(row: AnyRow, place: int, cells: Sequence[Cell]) -> Sequence[Any]:
    """What the columns of a row sort by: as they read, the last one in the order the list came in."""
    return [*(cell if isinstance(cell, str) else "" for cell in cells[:-1]), (not row.open, place)]
