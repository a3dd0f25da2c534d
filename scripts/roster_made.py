"""What a made-up roster file is: its pages, whom it names, and what must come out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from roster_files import Cell, Page
from roster_people import Person, Town, is_ticked
from roster_tables import Table

Answer = dict[str, str]


@dataclass
class Made:
    """A roster with its answers. ``facts`` say more of single people by ID number, ``hidden`` are those of hidden
    sheets. ``left_out`` are words of why a file is not taken in at all, ``asked``: nobody before the user was asked."""

    pages: list[Page] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    facts: dict[str, dict[str, Cell | list[str]]] = field(default_factory=dict)
    hidden: list[Answer] = field(default_factory=list)
    left_out: str = ""
    asked: bool = False

    def told(self, facts: Mapping[str, Mapping[str, Cell | list[str]]]) -> Made:
        """The same with further facts."""
        for number, said in facts.items():
            self.facts.setdefault(number, {}).update(said)
        return self

    def answers(self, file: str) -> dict[str, object]:
        """What must come out, in the form of the samples' own answers."""
        sound = [] if self.asked else [person for person in self.people if not person.bad]
        made: dict[str, object] = {
            "file": file,
            "data_rows": len(self.people),
            "bad_rows": len(self.people) - len(sound),
            "people": [person.answer() for person in sound],
            "headers": [[page.name, *one] for page in self.pages for one in page.headers if not self.left_out],
        }
        more = {"facts": self.facts, "hidden": self.hidden, "left_out": self.left_out, "asked": self.asked}
        return made | {name: said for name, said in more.items() if said}


Maker = Callable[[Town], Made]
LAYOUTS: dict[str, tuple[str, Maker]] = {}
"""Kind of file and maker of every layout, by name; the modules of layouts fill it."""


def layout(name: str, kind: str = "xlsx") -> Callable[[Maker], Maker]:
    """Have a layout made under a name, as a kind of file of `roster_files.WRITERS`."""

    def listed(maker: Maker) -> Maker:
        assert name not in LAYOUTS
        LAYOUTS[name] = kind, maker
        return maker

    return listed


def one_table(table: Table, *, sheet: str = "Sheet1", people: Sequence[Person] = (), village: str = "") -> Made:
    """A file of one table. ``village`` is where all of them live, whatever they were made with."""
    whom = list(people or table.people)
    if village:
        for person in whom:
            person.village = village
    return Made([table.lay(Page(sheet))], whom)


def bad(person: Person, **said: Cell) -> Person:
    """Somebody whose row may not be stored as it is."""
    person.bad = True
    person.said.update(said)
    return person


def tagged(people: Sequence[Person], ticks: Mapping[int, str]) -> dict[str, dict[str, Cell | list[str]]]:
    """The categories that the tick columns 1, 2 ... must give."""
    return {one.number: {"tags": sorted(tag for at, tag in ticks.items() if is_ticked(one, at))} for one in people}
