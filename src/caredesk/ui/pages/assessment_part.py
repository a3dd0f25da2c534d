"""评估 on a person's page: how the score went, and each assessment with the scale that produced it."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caredesk.catalog.assessment import BY_TITLE, OUTSIDE
from caredesk.schema.dates import show_day
from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.ui.chart import BarChart
from caredesk.ui.page import Frame
from caredesk.ui.pages.person_parts import ask_bin
from caredesk.ui.widgets import across, button, down, line, pill, words


def assessment_lines(frame: Frame, person: Id) -> list[QWidget]:
    """The assessments, the latest first, then a chart for each scale that was used more than once."""
    desk = frame.desk
    kind = desk.declarations.by_key["assessment"]
    made: list[QWidget] = []
    may = desk.user.may(Right.EDIT)
    for record in desk.assessing.of(person):
        values = kind.values(record)
        head = across(words(show_day(values["assessed_on"]), "h3"), gap=8)
        if level := values["level"] or values["level_words"]:
            head.addWidget(pill(str(level), "info"))
        if values["score"] is not None:
            head.addWidget(words(_score(values), "second"))
        head.addStretch(1)
        column = down(head, gap=2, margins=(0, 6, 0, 8))
        if values["answers"] or values["closed_answers"]:
            answers = words(_answers(values), "second", wrap=True)
            answers.hide()
            head.addWidget(button("看原始答案", partial(_turn, answers), kind="quiet", name="answers"))
        else:
            answers = None
        if may and record.id is not None:
            edit = partial(frame.go, "assess", id=record.id)
            away = partial(ask_bin, frame, kind, record.id, show_day(values["assessed_on"]))
            head.addWidget(button("修改", edit, kind="quiet", name="edit_assessment"))
            head.addWidget(button("删除", away, kind="quiet"))
        column.addWidget(words(_told(values, desk.clock.today()), "second", wrap=True))
        if answers is not None:
            column.addWidget(answers)
        column.addWidget(line())
        one = QWidget()
        one.setLayout(column)
        made.append(one)
    return [*made, *(BarChart(chart) for chart in desk.assessing.charts(person))]


def _turn(answers: QWidget) -> None:
    answers.setVisible(answers.isHidden())


def _score(values: dict[str, Any]) -> str:
    scale = BY_TITLE.get(values["scale"])
    span = scale.range if scale else None
    return f"{values['score']}分" + (f"（满分{span[1]}）" if span else "")


def _told(values: dict[str, Any], today: Any) -> str:
    until = values["valid_until"]
    valid = f"有效期到{show_day(until)}" + ("，已过期" if until < today else "") if until else ""
    by = "，".join(filter(None, (values["agency"] if values["origin"] == OUTSIDE else "", values["assessors"])))
    version = values["version"] if values["version"] and values["version"] not in values["scale"] else ""
    return "；".join(filter(None, (values["scale"], version, values["origin"], by, valid, values["remark"])))


def _answers(values: dict[str, Any]) -> str:
    told = [*(values["answers"] or ()), *(values["closed_answers"] or ())]
    return "；".join(one.replace("=", "：", 1).replace("+", "、") for one in told)
