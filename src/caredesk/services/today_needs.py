"""需求未回应 and 转介待反馈 on 今天要办."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from caredesk.services.need_lists import NeedFilter, NeedLists, NeedRow, ReferralRow
from caredesk.services.today_lines import Morning, TodayLine, Tone, by_day

_OPEN = NeedFilter(open_only=True)


def unanswered(morning: Morning) -> Sequence[TodayLine]:
    """Needs that nobody has begun with, and those whose day has gone by."""
    rows = NeedLists(morning.work).needs(_OPEN)
    return [_line(row, f"{row.kind}：{row.what}", row.due, morning) for row in rows if row.nags]


def without_feedback(morning: Morning) -> Sequence[TodayLine]:
    """Referrals that were sent and that nobody has answered."""
    rows = NeedLists(morning.work).referrals(_OPEN)
    return [_line(row, f"转{row.to}：{row.matter}", row.feedback_due, morning) for row in rows if row.waits]


def _line(row: NeedRow | ReferralRow, about: str, due: date | None, morning: Morning) -> TodayLine:
    said: tuple[str, Tone] = by_day(due, morning.today) if due else ("没有定期限", "warning")
    return TodayLine(str(row.id), row.name, row.village, about, *said, due, None, row.person, why=about, opens=row)
