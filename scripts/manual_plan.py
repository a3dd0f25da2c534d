"""The picture of 探访计划."""

from datetime import timedelta

from manual_studio import Studio
from PySide6.QtWidgets import QWidget

from caredesk.ui.pages.plan.page import PlanPage


def plan(studio: Studio) -> QWidget:
    """A week with three visitors under way."""
    desk = studio.desk
    monday = desk.clock.today() - timedelta(days=desk.clock.today().weekday())
    due = [row.person.id for row in desk.planning.board(monday, monday + timedelta(days=6)).proposed]
    visitors = [one.id for one in desk.records.find("visitor", {"role": "社工"})]
    for number in range(5):
        day = monday + timedelta(days=number)
        if day >= desk.clock.today():
            some = due[number * 8 : number * 8 + 3 + number]
            desk.planning.plan(dict.fromkeys(some, "本期该访"), day, visitors[number % len(visitors)])
    page = studio.open("plan")
    assert isinstance(page, PlanPage)
    page.proposed.table.selectRow(0)
    studio.settle()
    return studio.window
