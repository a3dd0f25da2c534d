"""What 今天要办 says of lists, payments to be stopped and planned visits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from caredesk.services.access import Right
from caredesk.services.desk import Desk
from caredesk.ui.page import Frame

WAITING = frozenset({"roster_list", "roster_difference", "stop_notice", "planned_visit"})
"""The kinds of record that it tells of."""
_MOST = 3
Thing = tuple[str, str, str, Callable[[], object]]
"""Tone, words, the button's words and what it opens."""


def waiting_here(desk: Desk, frame: Frame) -> list[Thing]:
    """The things that wait, the gravest first."""
    found: list[Thing] = []
    if stops := desk.stopping.notices(open_only=True):
        late = sum(1 for one in stops if one.late)
        said = f"停发告知还有{len(stops)}项没有告知" + (f"，{late}项过了期限。" if late else "。")
        found.append(("danger" if late else "warning", said, "去告知", partial(frame.go, "compare", part="stops")))
    is_open, late = desk.rosters.waiting()
    if is_open:
        said = f"新旧名单对照还有{is_open}条没有办" + (f"，{late}条过了期限。" if late else "。")
        found.append(("danger" if late else "warning", said, "去办", partial(frame.go, "compare", part="lists")))
    if desk.user.may(Right.IMPORT) and (unknown := sum(1 for one in desk.rosters.lists() if not one.category)):
        go = partial(frame.go, "compare", part="lists")
        found.append(("info", f"有{unknown}份名单不知道是哪一类，还没有对照。", "去说明", go))
    plans = desk.planning.waiting()
    for one in plans[:_MOST]:
        said = f"约好去看{one.name}（{one.why}），最晚{one.planned_on.month}月{one.planned_on.day}日。"
        act = (
            partial(frame.go, "visit", person=one.person)
            if desk.user.may(Right.VISIT)
            else partial(frame.go, "person", id=one.person)
        )
        found.append(
            ("warning" if one.late else "info", said, "记走访" if desk.user.may(Right.VISIT) else "看档案", act)
        )
    if len(plans) > _MOST:
        found.append(("info", f"还约好了{len(plans) - _MOST}人的走访。", "看名单", partial(_names, frame, desk)))
    return found


def _names(frame: Frame, desk: Desk) -> None:
    people = list(dict.fromkeys(one.person for one in desk.planning.waiting()))
    frame.go("names", record="person", ids=people, said="约好要去走访的人")
