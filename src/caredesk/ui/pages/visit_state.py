"""Around a visit: what it suggests about the person's state, and what the one before it said."""

from __future__ import annotations

from functools import partial

from caredesk.schema.dates import show_day
from caredesk.schema.ids import Id
from caredesk.services.desk import Desk
from caredesk.ui.page import Frame
from caredesk.ui.pages.person_parts import take_back, visit_in_words


def ask_state(frame: Frame, visit: Id) -> None:
    """Ask once whether somebody found dead, moved away or in a home is to be marked so; nothing is done by itself."""
    told = frame.session.do(lambda desk: desk.visits.proposed_state(visit))
    if told is None:
        return
    values = {"state": told.state, "state_on": told.on, "state_reason": told.reason}

    def mark() -> None:
        if frame.session.did(lambda desk: desk.people.change_state(told.person, told.state, told.on, told.reason)):
            said = f"已把“{told.name}”标为“{told.state}”，日期{show_day(told.on)}。"
            frame.messages.done(said, ("撤销", partial(take_back, frame)))
            for words in frame.session.do(lambda desk: desk.reviews.after("person", told.person)) or ():
                frame.messages.warn(words)

    frame.messages.ask(
        f"要把“{told.name}”标为“{told.state}”吗？日期：{show_day(told.on)}（走访那天）。",
        (f"标为“{told.state}”", mark),
        ("日期不是这天", partial(frame.go, "record", kind="person", id=told.person, values=values, about=told.name)),
        ("先不标", lambda: None),
        detail=f"走访里记的是“{told.outcome}”。标了以后不再排进“今天要办”，档案和走访都还在，可以撤销。",
    )


def last_visit(desk: Desk, person: Id, but: Id | None = None) -> str:
    """The latest visit to a person in words, for above the form; "" when there was none."""
    kind = desk.declarations.by_key["visit"]
    for visit in desk.visits.of(person):
        if visit.id == but:
            continue
        values = kind.values(visit)
        told = visit_in_words(kind, values)
        text = "，".join([f"上次走访 {show_day(values['visited_on'])}", *filter(None, (values["mode"], values["met"]))])
        return f"{text}：{told}" if told else text
    return ""
