"""``compare``: the lists of a month against those before and the register, as lines or as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from caredesk.schema.errors import UserError
from caredesk.schema.period import PeriodKind
from caredesk.services.access import Right
from caredesk.services.desk import Desk
from caredesk.services.rosters.rows import ItemRow, Stream


def compared(desk: Desk, category: str, period: str) -> list[dict[str, Any]]:
    """Every comparison of a month (the latest one that has a list), brought up to date by whoever may take in lists."""
    month = _month(desk, period) if period else max((one.month for one in desk.rosters.streams()), default=None)
    wanted = [one for one in desk.rosters.streams(month) if category in ("", one.category)]
    if not wanted:
        said = f"“{category}”" if category else ""
        raise UserError(f"没有{said}可以对照的名单。请先用 import 收县里的名单，或换一个月份。")
    return [_told(desk, one) for one in wanted]


def _month(desk: Desk, period: str) -> date:
    span = desk.work.period(period)
    if span.kind is not PeriodKind.MONTH:
        raise UserError(f"名单按月对照，“{period}”不是一个月。请写成 2026-10 这样。")
    return date.fromisoformat(f"{span.key}-01")


def _told(desk: Desk, stream: Stream) -> dict[str, Any]:
    asked = (stream.category, stream.month, stream.sender)
    checked = desk.rosters.compare(*asked) if desk.user.may(Right.IMPORT) else desk.rosters.look(*asked)
    items = desk.rosters.items(*asked)
    return {
        "category": stream.category,
        "sender": stream.sender or None,
        "month": f"{stream.month:%Y-%m}",
        "lists": [
            {"title": one.title, "people": one.lines, "not_taken": one.not_taken, "villages": list(one.villages)}
            for one in stream.lists
        ],
        "doubt": checked.doubt or None,
        "uncovered": checked.uncovered,
        "strangers": checked.strangers,
        "made": checked.made,
        "closed": checked.closed,
        "items": [_item(one) for one in items],
    }


def _item(row: ItemRow) -> dict[str, Any]:
    return {
        "kind": row.kind, "name": row.name, "id_number": row.number or None, "village": row.village or None,
        "what": row.what or None, "owner": row.visitor or None, "reason": row.reason or None,
        "outcome": row.outcome or None, "deadline": row.deadline.isoformat() if row.deadline else None,
        "done_on": row.done_on.isoformat() if row.done_on else None, "note": row.note or None,
    }  # fmt: skip


def lines(told: list[dict[str, Any]]) -> list[str]:
    """One line an item, as a person reads it."""
    return [
        "\t".join((one["month"], one["category"], row["kind"], row["village"] or "", row["name"], row["what"] or "",
                   row["outcome"] or "没有办"))
        for one in told
        for row in one["items"]
    ]  # fmt: skip
