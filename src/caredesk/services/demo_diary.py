"""Plays a diary into a station: each line on its day, through the same use cases that people at the desk have."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from caredesk.schema.ids import Id
from caredesk.services.clock import SetClock
from caredesk.services.desk import Desk

Line = Mapping[str, Any]
Moved = Callable[[int, int], None]
"""Called with (lines done, all lines)."""

AT_DESK = 16
"""The hour at which a day's work is typed in."""


def read_diary(file: Path) -> list[Line]:
    """The lines of a diary, one JSON object each, in the order of their ``day``."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


class Player:
    """One signed-in user typing in what the diary says; people are named by ID number, others by name."""

    def __init__(self, desk: Desk, clock: SetClock) -> None:
        self._desk = desk
        self._clock = clock
        self._people: dict[str, Id] = {}
        self._visits: dict[str, Id] = {}
        self._visitors = {getattr(one, "name", ""): one.id for one in desk.records.find("visitor")}
        self._villages = {getattr(one, "name", ""): one.id for one in desk.records.find("village")}
        self._acts: dict[str, Callable[[Line], None]] = {
            "settle": self._settle, "set": self._set, "phone": self._phone, "household": self._household,
        }  # fmt: skip

    def play(self, lines: list[Line], moved: Moved) -> None:
        """Type in the lines, day by day; visits that follow each other go in as one act.

        Raises Invalid when a line does not fit its form: a mistake in the diary.
        """
        done = 0
        for day, of_day in groupby(lines, key=lambda line: str(line["day"])):
            self._clock.move_to(date.fromisoformat(day), AT_DESK)
            for are_visits, group in groupby(of_day, key=lambda line: "visit" in line):
                typed = list(group)
                if are_visits:
                    self._enter(typed)
                for line in [] if are_visits else typed:
                    next(act for name, act in self._acts.items() if name in line)(line)
                done += len(typed)
                moved(done, len(lines))

    def _person(self, number: str) -> Id:
        if number not in self._people:
            found = self._desk.records.find("person")
            self._people = {getattr(one, "id_number", ""): one.id for one in found if one.id is not None}
        return self._people[number]

    def _fields(self, kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
        return self._desk.records.from_json(kind, told)

    def _enter(self, lines: list[Line]) -> None:
        rows = [
            {
                **self._fields("visit", line["fields"]),
                "person": self._person(line["person"]),
                "visitor": self._visitors[line["visitor"]],
                "second_visitor": self._visitors[line["second"]] if "second" in line else None,
            }
            for line in lines
        ]
        saved = self._desk.records.save_all("visit", rows)
        self._visits.update(zip((str(line["visit"]) for line in lines), saved, strict=True))

    def _settle(self, line: Line) -> None:
        self._desk.records.save("visit", self._fields("visit", line["fields"]), self._visits[line["settle"]])

    def _set(self, line: Line) -> None:
        """Change a person; ``end`` closes the categories in force."""
        person = self._person(line["person"])
        self._desk.records.save("person", self._fields("person", line["set"]), person)
        for episode in self._desk.records.parts("episode", person) if "end" in line else ():
            if getattr(episode, "until", None) is None:
                self._desk.records.save("episode", self._fields("episode", line["end"]), episode.id)

    def _phone(self, line: Line) -> None:
        added = {"number": line["number"], "whose": line["whose"], "person": self._person(line["phone"])}
        self._desk.records.save("phone", added)

    def _household(self, line: Line) -> None:
        told = {**line["household"], "village": self._villages[line["household"]["village"]]}
        home = self._desk.records.save("household", told)
        for number, relation in line["members"].items():
            self._desk.records.save("person", {"household": home, "relation": relation}, self._person(number))
