"""The lines on a person's page: visits with their day, parts with their fields, changes with who made them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from caredesk.schema.dates import show_day
from caredesk.schema.fields import Note
from caredesk.schema.ids import Id
from caredesk.schema.kinds import Ref
from caredesk.schema.record import RecordType
from caredesk.services.access import Right
from caredesk.services.desk import Desk
from caredesk.ui.form_around import title_of
from caredesk.ui.page import Frame
from caredesk.ui.style import colour, scale_of
from caredesk.ui.widgets import across, button, down, line, pill, words

Reveal = Callable[[str, Id, str, QLabel], None]
_MOST_VISITS = 40
_MOST_CHANGES = 80
_MODE_TONES = {"上门入户": "info", "电话": "ok", "视频": "ok"}


class Dot(QWidget):
    """The dot of a time line, with the line running on below it."""

    def __init__(self, tone: str) -> None:
        super().__init__()
        self._tone = tone
        self.setFixedWidth(round(18 * scale_of(self)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        scale = scale_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, y = 7 * scale, 13 * scale
        painter.setPen(QPen(colour("line"), 2))
        painter.drawLine(QPointF(x, y), QPointF(x, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._tone))
        painter.drawEllipse(QPointF(x, y), 5 * scale, 5 * scale)


def visit_lines(frame: Frame, person: Id) -> list[QWidget]:
    """The visits to a person, newest first, each with what was found and done."""
    desk = frame.desk
    visits = desk.visits.of(person)
    kind = desk.declarations.by_key["visit"]
    names = {one.id: str(getattr(one, "name", "")) for one in desk.records.find("visitor")}
    may = desk.user.may(Right.VISIT)
    made: list[QWidget] = []
    for visit in visits[:_MOST_VISITS]:
        values = kind.values(visit)
        tone = _MODE_TONES.get(values["mode"], "plain")
        act = partial(frame.go, "visit", id=visit.id) if may else None
        went = names.get(values["visitor"], "") or values["visitor_names"]
        head = across(
            words(show_day(values["visited_on"]), "h3"),
            *(pill(said, tone) for said in (values["mode"],) if said),
            *(pill(said, "plain") for said in (values["origin"],) if said),
            words(" · ".join(said for said in (values["met"], went) if said), "second"),
            None,
            gap=8,
        )
        if act is not None and visit.id is not None:
            head.addWidget(button("修改", act, kind="quiet", name="visit.edit"))
            away = partial(ask_bin, frame, kind, visit.id, show_day(values["visited_on"]))
            head.addWidget(button("删除", away, kind="quiet", name="visit.bin"))
        told = visit_in_words(kind, values)
        text = words(told, wrap=True) if told else words("没有写情况。", "second")
        body = down(head, text, gap=2, margins=(0, 0, 0, 10))
        one = QWidget()
        row = across(Dot(tone), body, gap=8)
        row.setStretch(1, 1)
        one.setLayout(row)
        made.append(one)
    if len(visits) > _MOST_VISITS:
        made.append(words(f"更早的还有{len(visits) - _MOST_VISITS}次，请到台账里看。", "small"))
    return made


def visit_in_words(kind: RecordType, values: Mapping[str, Any]) -> str:
    """What a visit found and did, in one line."""
    parts = [values.get("situation")]
    for name in ("body", "mood", "self_care", "hazard_note", "problems", "action", "needs"):
        if values.get(name) and name in kind.fields:
            parts.append(f"{kind.fields[name].label}：{kind.fields[name].show(values[name])}")
    return "；".join(str(part).rstrip("。；") for part in parts if part)


def part_lines(frame: Frame, kind: RecordType, person: Id, reveal: Reveal) -> list[QWidget]:
    """The records of a kind that belong to a person, each with its fields in words."""
    return [_part(frame, kind, record.id, kind.values(record), reveal) for record in frame.desk.records.parts(
        kind.key, person)]  # fmt: skip


def _part(frame: Frame, kind: RecordType, id_: Id | None, values: Mapping[str, Any], reveal: Reveal) -> QWidget:
    title = kind.fields[kind.title_field]
    values = {field: _linked(frame.desk, kind, field, value) for field, value in values.items()}
    starred = title.masked(values[kind.title_field])
    name = words(starred, "h3")
    head = across(name, gap=8)
    user = frame.desk.user
    if id_ is not None and starred != title.show(values[kind.title_field]) and user.may(Right.FULL_NUMBER):
        head.addWidget(_eye(title.label, partial(reveal, kind.key, id_, title.name, name)))
    head.addStretch(1)
    if user.may(Right.EDIT) and id_ is not None:
        fixed = {kind.part_of: values[kind.part_of]}
        edit = partial(frame.go, "record", kind=kind.key, id=id_, fixed=fixed, about=starred)
        head.addWidget(button("修改", edit, kind="quiet"))
        head.addWidget(button("删除", partial(ask_bin, frame, kind, id_, starred), kind="quiet"))
    column = down(head, gap=2, margins=(0, 4, 0, 8))
    told = []
    for field, spec in kind.fields.items():
        value = values.get(field)
        if field in (kind.title_field, kind.part_of) or value in (None, "", (), False) or not kind.shown(field, values):
            continue
        hidden = spec.masked(value) if not isinstance(spec, Note) else spec.show(value)
        if hidden != spec.show(value) and id_ is not None and user.may(Right.FULL_NUMBER):
            shown = words(hidden)
            eye = _eye(spec.label, partial(reveal, kind.key, id_, field, shown))
            column.addLayout(across(words(f"{spec.label}：", "second"), shown, eye, None, gap=4))
        else:
            told.append(f"{spec.label}：{hidden}")
    if told:
        column.addWidget(words("；".join(told), "second", wrap=True))
    column.addWidget(line())
    made = QWidget()
    made.setLayout(column)
    return made


def _linked(desk: Desk, kind: RecordType, field: str, value: Any) -> Any:
    """A value as it is, of a link to another record than the owner its name."""
    spec = kind.fields[field]
    return title_of(desk, spec.to, value) if isinstance(spec, Ref) and value and field != kind.part_of else value


def _eye(label: str, act: Callable[[], None]) -> QWidget:
    return button(f"显示完整{label}", act, kind="eye", picture="eye")


def ask_bin(frame: Frame, kind: RecordType, id_: Id, title: str) -> None:
    """Ask, and put a record into the bin."""
    def bin_it() -> None:
        if frame.session.did(lambda desk: desk.records.bin(kind.key, id_)):
            said = f"已删除{kind.title}“{title}”，可以在“设置”的回收站取回。"
            frame.messages.done(said, ("撤销", partial(take_back, frame)))

    frame.messages.ask(f"删除{kind.title}“{title}”吗？", ("删除", bin_it), ("不删", lambda: None), danger=True)


def first_photo(frame: Frame, names: Sequence[str] | None, size: QSize) -> QPixmap | None:
    """The first of a record's photos, filling a square; None without one."""
    picture = QPixmap()
    if names and (data := frame.session.do(lambda desk: desk.photos.read(names[0]))):
        picture.loadFromData(data)
    if picture.isNull():
        return None
    fill = Qt.AspectRatioMode.KeepAspectRatioByExpanding
    return picture.scaled(size, fill, Qt.TransformationMode.SmoothTransformation)


def take_back(frame: Frame) -> None:
    """Undo what was done last, and say what that was."""
    what = frame.session.do(lambda desk: desk.records.undo_last())
    if what:
        frame.messages.notice(f"已撤销：{what}。")


def history_lines(desk: Desk, person: Id) -> list[QWidget]:
    """Who changed what of a person, its parts and its visits, newest first."""
    found = [("", change) for change in desk.records.history("person", person)]
    held = {kind.key: desk.records.parts(kind.key, person) for kind in desk.declarations.parts_of("person")}
    for key, records in {**held, "visit": desk.visits.of(person)}.items():
        kind = desk.declarations.by_key[key]
        for record in records:
            if record.id is not None:
                found += [(kind.title, change) for change in desk.records.history(key, record.id)]
    found.sort(key=lambda one: one[1].at, reverse=True)
    made: list[QWidget] = []
    for about, change in found[:_MOST_CHANGES]:
        at = change.at.astimezone()
        when, who = words(f"{show_day(at.date())} {at:%H:%M}", "h3"), words(f"{change.who} {change.what}", "second")
        which = [pill(about)] if about and about not in change.what else []
        head = across(when, who, *which, None, gap=8)
        told = [
            f"{label}：{before} → {after}" if before else f"{label}：{after}"
            for label, before, after in change.fields
            if before or after
        ]
        column = down(head, gap=2, margins=(0, 4, 0, 8))
        if told:
            column.addWidget(words("；".join(told), "second", wrap=True))
        column.addWidget(line())
        one = QWidget()
        one.setLayout(column)
        made.append(one)
    return made
