"""The pictures of 需求与转介 and of the assessments on a person's page."""

from datetime import date

from manual_studio import Studio
from PySide6.QtWidgets import QWidget

from caredesk.catalog.assessment import OUTSIDE
from caredesk.catalog.scales_elderly import ABILITY_2022
from caredesk.schema.ids import Id


def needs(studio: Studio) -> QWidget:
    """Nine needs of the last visits, one of them passed on."""
    desk = studio.desk
    visits = [one for one in desk.records.find("visit", {}, ("visited_on",)) if one.id is not None]
    taken: list[Id] = []
    for visit in visits[-60:]:
        if visit.id is not None and len(taken) < 9:
            taken += desk.needs.take(visit.id, desk.needs.proposed(visit.id)[:2], due=desk.clock.today())
    first = desk.needs.needs()[1]
    told = {"person": first.person, "need": first.id, "matter": first.what, "department": "残联", "consent": "同意"}
    desk.records.save("referral", {**told, "sent_on": desk.clock.today()})
    studio.open("needs", part="needs")
    return studio.window


def assess(studio: Studio) -> QWidget:
    """Three results by one scale, a year apart."""
    desk = studio.desk
    person = desk.people.people()[0]
    for year, score in ((2024, 78), (2025, 70), (2026, 63)):
        told = {"scale": ABILITY_2022.title, "origin": OUTSIDE, "assessed_on": date(year, 6, 2), "score": score}
        level = ABILITY_2022.level_of(score)
        desk.records.save("assessment", {**told, "person": person, "level": level, "agency": "云溪县人民医院"})
    studio.open("person", id=person, part="assessment")
    return studio.window
