"""When somebody is to be visited next, as the head of their page says it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel

from caredesk.schema.cadence import Standing, Verdict
from caredesk.schema.dates import show_day
from caredesk.ui.widgets import pill, words

_MOST_RULES = 2
"""So many further rules are shown; the tool tip tells all of them."""


def due_labels(standings: Sequence[Standing]) -> list[QLabel]:
    """When to go next, and how that stands; under it the other rules that wait for a visit."""
    if (standing := next(iter(standings), None)) is None:
        return []
    tones = {Verdict.OVERDUE: "danger", Verdict.FIRST: "info", Verdict.DUE: "warning", Verdict.DONE: "ok",
             Verdict.PAUSED: "plain"}  # fmt: skip
    said = f"超期 {standing.days} 天" if standing.verdict is Verdict.OVERDUE else standing.verdict.value
    said = "本期还没访" if standing.verdict is Verdict.DUE else said  # as 今天要办 says it
    made = [words(f"最晚 {show_day(standing.due)}去", "second"), pill(said, tones[standing.verdict])]
    made[-1].setToolTip("\n".join(f"{one.rule.title}：{one.verdict.value}，{show_day(one.due)}" for one in standings))
    waiting = [one for one in standings[1:] if one.verdict in (Verdict.OVERDUE, Verdict.FIRST, Verdict.DUE)]
    return made + [words(f"{one.rule.title}：最晚{one.due:%m-%d}", "small") for one in waiting[:_MOST_RULES]]
