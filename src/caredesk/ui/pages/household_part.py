"""户 on a person's page: whose household it is, who lives in it since when, who left, and what it is registered for."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caredesk.catalog.codes import RELATIONS
from caredesk.schema.dates import PartialDate, age_on, parse_typed, show_day
from caredesk.schema.ids import Id
from caredesk.schema.record import Record
from caredesk.services.access import Right
from caredesk.services.desk import Desk
from caredesk.ui.form_around import title_of
from caredesk.ui.page import Frame
from caredesk.ui.pages.person_parts import Reveal, part_lines, take_back
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import across, button, down, line, pill, words

_RANKS = {name: place for place, name in enumerate(("户主", *RELATIONS))}


def household_lines(frame: Frame, person: Id, reveal: Reveal) -> list[QWidget]:
    """The household of a person, and the ones they belonged to before."""
    desk = frame.desk
    home = getattr(desk.records.get("person", person), "household", None)
    household = desk.records.get("household", home) if home else None
    kinds = desk.declarations.by_key
    made = [_nowhere(frame, person)]
    if household is not None and home is not None:
        made = [_home(frame, person, household, home)]
        made += part_lines(frame, kinds["household_episode"], home, reveal)
    before = part_lines(frame, kinds["stay"], person, reveal)
    if before:
        made += [words("以前的户", "h3"), *before]
    return made


def _nowhere(frame: Frame, person: Id) -> QWidget:
    """Nobody's household yet: how it is registered."""
    said = "还没有登记是哪一户。打户主的姓名就行，没有的会问要不要新增。"
    row: list[QWidget] = [words(said, "second", wrap=True)]
    if frame.desk.user.may(Right.EDIT):
        go = partial(frame.go, "record", kind="person", id=person, at="household")
        row.append(button("登记是哪一户", go, picture="house", name="to_household"))
    made = QWidget()
    line_up = across(*row, gap=12, margins=(0, 8, 0, 8))
    line_up.setStretch(0, 1)
    made.setLayout(down(line_up, None))
    return made


def _home(frame: Frame, person: Id, household: Record, home: Id) -> QWidget:
    desk = frame.desk
    may = desk.user.may(Right.EDIT)
    members = sorted(desk.records.find("person", {"household": home}), key=_rank)
    head = across(words(f"户主：{getattr(household, 'head_name', '')}", "h3"), None, gap=8)
    if may:
        head.addWidget(button("修改这一户", partial(frame.go, "record", kind="household", id=home), kind="quiet"))
        add = partial(frame.go, "record", kind="household_episode", fixed={"household": home})
        head.addWidget(button("新增户类别", add, kind="quiet", name="household_episode.new"))
    if may and len(members) > 1:
        head.addWidget(button("分户", partial(_ask_split, frame, person, home), kind="quiet", name="household.split"))
    column = down(head, gap=4, margins=(0, 4, 0, 8))
    if where := _place(desk, household):
        column.addWidget(words(where, "second", wrap=True))
    for one in members:
        column.addLayout(_member(frame, one))
    for stay in desk.records.find("stay", {"household": home}):
        column.addWidget(words(_left(desk, stay), "second", wrap=True))
    column.addWidget(line())
    made = QWidget()
    made.setLayout(column)
    return made


def _rank(one: Record) -> tuple[int, str]:
    """The head first, then as the register of households lists them."""
    return _RANKS.get(getattr(one, "relation", None) or "", len(_RANKS)), str(getattr(one, "name", ""))


def _place(desk: Desk, household: Record) -> str:
    village = getattr(household, "village", None)
    name = title_of(desk, "village", village) if village else ""
    place = f"{name}{getattr(household, 'group', None) or ''}"
    address = str(getattr(household, "address", None) or "")
    return address if place and address.startswith(place) else " · ".join(part for part in (place, address) if part)


def _member(frame: Frame, one: Record) -> Any:
    """A member's name, which opens their page, with what they are to the head, their age and since when."""
    who = button(str(getattr(one, "name", "")), partial(frame.go, "person", id=one.id), kind="quiet")
    who.setMinimumWidth(round(96 * scale_of(who)))
    age = age_on(getattr(one, "birth_date", None), frame.desk.clock.today())
    since: PartialDate | None = getattr(one, "household_since", None)
    parts = (
        getattr(one, "relation", None) or "关系未了解",
        "" if age is None else f"{age}岁",
        f"{_day(since)}起在这户" if since else "",
    )
    row = across(who, words(" · ".join(part for part in parts if part)), gap=8)
    state = str(getattr(one, "state", "") or "")
    if state not in ("", "在册"):
        row.addWidget(pill(state))
    row.addStretch(1)
    return row


def _left(desk: Desk, stay: Record) -> str:
    """Who belonged to the household once: 以前在这户：夏建军（子），2026年9月30日离开."""
    name = title_of(desk, "person", getattr(stay, "person"))  # noqa: B009  a record of any declared kind
    relation = getattr(stay, "relation", None)
    until = getattr(stay, "until", None)
    told = f"以前在这户：{name}" + (f"（{relation}）" if relation else "")
    return f"{told}，{show_day(until)}离开" if until else told


def _day(since: PartialDate) -> str:
    if since.full:
        return show_day(since.full)
    return f"{since.year}年{since.month}月" if since.month else f"{since.year}年"


def _ask_split(frame: Frame, person: Id, home: Id) -> None:
    """Ask from which day somebody has a household of their own."""
    name = str(getattr(frame.desk.records.get("person", person), "name", ""))

    def split(said: str) -> None:
        try:
            day = parse_typed(said, frame.desk.clock.today())
        except ValueError as error:
            frame.messages.trouble(f"{error}。没有分户，请再点一次“分户”。")
            return
        if frame.session.did(lambda desk: desk.people.split_household(home, [person], person, day)):
            told = f"“{name}”从{show_day(day)}起自己一户，类别还在原来那户。一起分出去的人，请在他的档案里改“户”。"
            frame.messages.done(told, ("撤销", partial(take_back, frame)))

    question = f"“{name}”从这户分出去，自己当户主？"
    frame.messages.ask_words(question, "哪天分的户（如 2026-11-20）", split, yes="分户", offered=("今天", "昨天"))
