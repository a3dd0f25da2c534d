"""今天要办: every figure of the day with the list behind it; a figure is nothing but the length of its list.

One more figure is one more line in ``FIGURES``: a function from what the morning knows to the lines of its list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from caredesk.services.access import Right
from caredesk.services.drafting import KeptDraft
from caredesk.services.planning import Planning
from caredesk.services.reviews import Reviews
from caredesk.services.today_lines import (
    MONTH,
    Morning,
    TodayLine,
    Tone,
    drafts_kept,
    events,
    lines_through,
    of_month,
    planned,
    promised,
    reviews_due,
    this_week,
)
from caredesk.services.today_needs import unanswered, without_feedback
from caredesk.services.visiting import Visiting
from caredesk.services.workspace import Workspace


@dataclass(frozen=True)
class TodayFigure:
    """A figure: its words, how it looks, what its empty list says; ``large`` ones stand as cards, the others as chips.

    ``unit`` counts its lines: 人, 件, 份.
    """

    key: str
    label: str
    picture: str
    tone: Tone
    empty: str
    find: Callable[[Morning], Sequence[TodayLine]]
    large: bool = False
    unit: str = "人"


@dataclass(frozen=True)
class TodayLook:
    """One look at the day: every list by its figure's key, and by village how many are to be visited and how many were.

    ``villages``: (name, to be visited this month, visited) in the official order, "" for nobody's.
    """

    lists: Mapping[str, Sequence[TodayLine]]
    villages: Sequence[tuple[str, int, int]]

    def through(self, visits: Visiting) -> TodayLook:
        """The same look for the thread of another desk, where its long lists are read."""
        return replace(self, lists={key: lines_through(lines, visits) for key, lines in self.lists.items()})

    @property
    def expected(self) -> int:
        """本月该访: everybody with a verdict in the month."""
        return sum(len(self.lists[name]) for name in MONTH)

    @property
    def done(self) -> int:
        """本月已访."""
        return len(self.lists["done"])


class Today:
    """The use case of the first page."""

    def __init__(self, work: Workspace, visits: Visiting, planning: Planning, reviews: Reviews) -> None:
        self._work, self._visits, self._planning, self._reviews = work, visits, planning, reviews

    def look(self, drafts: Sequence[KeptDraft] = ()) -> TodayLook:
        """All figures with their lists. ``drafts`` are the user's own; they belong to the screen's thread."""
        self._work.user.must(Right.SEE)
        morning = Morning(self._work, self._visits, self._planning, self._reviews, drafts)
        return TodayLook({figure.key: figure.find(morning) for figure in FIGURES}, morning.villages())


FIGURES: tuple[TodayFigure, ...] = (
    TodayFigure("overdue", "超期未访", "triangle-alert", "danger", "没有超期的，很好。", of_month("overdue"), True),
    TodayFigure("due", "本月还没访", "calendar-clock", "warning", "这个月该访的都访过了。", of_month("due"), True),
    TodayFigure("first", "待首访", "user-plus", "info", "没有等着第一次走访的人。", of_month("first"), True),
    TodayFigure("done", "本月已访", "circle-check", "ok", "这个月还没有走访记录。", of_month("done"), True),
    TodayFigure("events", "限时要办", "triangle-alert", "danger", "没有限时要办的。", events),
    TodayFigure("week", "本周到期", "calendar-clock", "warning", "这个星期没有到期的。", this_week),
    TodayFigure("planned", "约好要去", "clipboard-pen", "info", "没有约好要去的。", planned, unit="次"),
    TodayFigure("promised", "上次答应再去", "calendar-clock", "warning", "没有答应了还没去的。", promised),
    TodayFigure("reviews", "要复核", "search", "warning", "没有要复核的。", reviews_due, unit="件"),
    TodayFigure("needs", "需求未回应", "heart-handshake", "warning", "没有等着办的需求。", unanswered, unit="项"),
    TodayFigure("referrals", "转介待反馈", "arrow-right", "warning", "没有等反馈的转介。", without_feedback, unit="件"),
    TodayFigure("drafts", "草稿没交", "file-text", "info", "没有没交的草稿。", drafts_kept, unit="份"),
)  # fmt: skip
"""In the order of the page; whatever else waits adds its line here."""
