"""A round and the sheets of villages on the demo station, for the pictures of 走访路线."""

from datetime import date

from manual_studio import Studio
from PySide6.QtWidgets import QWidget

from caredesk.catalog.rounds import ROUTE
from caredesk.schema.ids import Id
from caredesk.services.rounds.rounds import NewRound
from caredesk.ui.pages.rounds.page import RoundsPage

DAY = date(2026, 11, 3)


def a_round(studio: Studio) -> Id:
    """A round of the first village, made once."""
    desk = studio.desk
    if listed := desk.rounds.listed(ROUTE):
        return listed[0].id
    village = desk.records.find("village", {}, ("official_order",))[0].id
    visitor = next(one.id for one in desk.records.find("visitor", {"name": "林悦"}))
    people = [one.person.id for one in desk.rounds.choosable(village, DAY)][:14]
    return desk.rounds.make(NewRound(ROUTE, DAY, village, DAY, visitor), people)


def typed_in(studio: Studio) -> QWidget:
    """The grid with a few lines in it."""
    page = studio.open("rounds", round=a_round(studio))
    assert isinstance(page, RoundsPage)
    assert page.entry.model is not None
    assert page.entry.grid is not None
    told = (("见到本人", "手脚利索，菜地还种着", "没有"), ("无人应答", "敲门没人，邻居说赶集去了", ""),
            ("见到本人", "膝盖疼，走路慢", "助医(就医陪护)"))  # fmt: skip
    cells = [(row, 5 + place, words) for row, line in enumerate(told) for place, words in enumerate(line) if words]
    page.entry.model.grid.enter(cells)
    page.entry.grid.go(3, 5, typing=True)
    studio.settle()
    return studio.window


def village_sheets(studio: Studio) -> QWidget:
    """The board, some sheets of it handed in."""
    desk, month = studio.desk, studio.desk.work.this_month()
    desk.rounds.make_sheets(month, [row.village for row in desk.rounds.board(month)])
    for row in desk.rounds.board(month)[:3]:
        if row.sheet is not None:
            desk.rounds.hand_in(row.sheet.id, DAY, row.sheet.visitor)
    studio.open("rounds", part="sheets")
    studio.settle()
    return studio.window
