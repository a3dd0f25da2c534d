"""What differs between a list, the list before and the register: pure, no clock, no store.

A list speaks only for what it covers: the villages it names (or the whole town), its subtypes, its 城乡. Nobody
outside that is missing from it. A list of which only a part came in tells who joined, never who left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from caredesk.catalog.differences import CHANGED, JOINED, LEFT, ONLY_OURS, ONLY_THEIRS
from caredesk.schema.ids import Id
from caredesk.schema.privacy import mask_id_number
from caredesk.services.rosters.lines import Line
from caredesk.services.rosters.scopes import Listing, Scope

_FEW = 8
"""Lists shorter than this are never taken for parts because they have little in common."""


@dataclass(frozen=True)
class Held:
    """Somebody, or a household with its head, in the category on the list's day; ``people`` are all it stands for."""

    person: Id
    name: str
    number: str = ""
    village: Id | None = None
    household: Id | None = None
    subtype: str = ""
    area: str = ""
    people: frozenset[Id] = frozenset()


@dataclass(frozen=True)
class Holding:
    """The register's side: who held the category, and everybody's state.

    ``held`` are those of the list's day who still hold it, ``any`` the people and households who hold it now or held
    it then. ``numbers`` find people by ID number, ``gone`` says 死亡（2026-10-03） of those off the register that day.
    """

    held: Sequence[Held] = ()
    any: frozenset[Id] = frozenset()
    numbers: Mapping[str, Id] = field(default_factory=dict)
    gone: Mapping[Id, str] = field(default_factory=dict)

    def person(self, line: Line) -> Id | None:
        """Whom a line speaks of, as far as the register knows."""
        return line.person or self.numbers.get(line.number)

    def holds(self, line: Line) -> bool:
        """Whether the person of a line, or the household, is in the category, and still there."""
        person = self.person(line)
        if person is not None and person in self.gone:
            return False
        return person in self.any or (line.household is not None and line.household in self.any)


@dataclass(frozen=True)
class Difference:
    """One thing to look into; ``number`` is starred. ``what`` says what differs, in words."""

    kind: str
    name: str
    person: Id | None = None
    household: Id | None = None
    village: Id | None = None
    number: str = ""
    subtype: str = ""
    area: str = ""
    what: str = ""


@dataclass(frozen=True)
class Comparison:
    """All differences, in the order of the kinds; ``doubt`` is why nobody is reported missing ("" = all is reported).

    ``uncovered`` counts those of the list before whose villages this one does not name, ``strangers`` those of it who
    are not registered so when they are most of it: the list is of something else, or was not taken in.
    """

    differences: tuple[Difference, ...]
    doubt: str = ""
    uncovered: int = 0
    strangers: int = 0

    def of(self, kind: str) -> list[Difference]:
        """Those of one kind."""
        return [one for one in self.differences if one.kind == kind]


def compare(now: Listing, before: Listing | None, register: Holding, names: Mapping[Id, str]) -> Comparison:
    """Everything that differs; ``names`` are the villages'. Without a list before nobody joined, left or changed."""
    now = replace(now, lines=tuple(_once(now.lines)))
    pairs = _Pairs(now.lines, _once(before.lines) if before else ())
    scopes, doubt = _believed(now.scopes, pairs, register, compared=before is not None)
    now = replace(now, scopes=scopes)
    found: list[Difference] = []
    if before is not None:
        new = [line for line in pairs.joined if before.had_room_for(line, now)]
        found += [_of(JOINED, line, "上一份名单里没有") for line in new]
        gone = [line for line in pairs.left if now.covers(line.village, line.subtype, line.area)]
        found += [_left(line, now.lines, register) for line in gone]
    found += [_ended(line, register) for line in now.ended if register.holds(line)]
    found += _changed(pairs, names)
    found += _only_ours(now, register, found)
    strangers = [line for line in now.lines if not register.holds(line)]
    many = len(strangers) if len(strangers) > _FEW and len(strangers) * 2 > len(now.lines) else 0
    found += [_only_theirs(line, register) for line in (strangers if not many else ())]
    uncovered = sum(1 for line in pairs.left if not now.covers(line.village, line.subtype, line.area))
    return Comparison(tuple(found), doubt, 0 if doubt else uncovered, many)


def _once(lines: Iterable[Line]) -> list[Line]:
    """Each person once; a line that was taken in stands before one that was not."""
    best: dict[object, Line] = {}
    for line in lines:
        key = line.number or line.person or (line.name, line.village, line.where)
        if key not in best or (best[key].doubt and not line.doubt):
            best[key] = line
    return list(best.values())


class _Pairs:
    """Lines of two lists that are the same person: by id, by number, by name and village where a number is missing.

    What is left over on both sides with one name in one village is one person whose number was corrected.
    """

    def __init__(self, now: Sequence[Line], old: Sequence[Line]) -> None:
        self.both: list[tuple[Line, Line]] = []
        self.joined, self.left = list(now), list(old)
        self._match(lambda line: line.person)
        self._match(lambda line: line.number or None)
        self._match(_named, lambda one, other: not (one.number and other.number))
        self._match(_named, lambda one, other: bool(one.number and other.number))

    def _match(self, key: Callable[[Line], object], fits: Callable[[Line, Line], bool] | None = None) -> None:
        waiting: dict[object, list[Line]] = {}
        for line in self.left:
            if (told := key(line)) is not None:
                waiting.setdefault(told, []).append(line)
        gone: set[int] = set()
        rest: list[Line] = []
        for line in self.joined:
            alike = waiting.get(key(line), [])
            if len(alike) == 1 and (fits is None or fits(line, alike[0])):
                self.both.append((line, alike.pop()))
                gone.add(id(self.both[-1][1]))
            else:
                rest.append(line)
        self.joined, self.left = rest, [line for line in self.left if id(line) not in gone]


def _named(line: Line) -> tuple[str, Id | str] | None:
    where = line.village or line.where
    return (line.name, where) if line.name and where else None


def _believed(
    scopes: Sequence[Scope],
    pairs: _Pairs,
    register: Holding,
    *,
    compared: bool,
) -> tuple[tuple[Scope, ...], str]:
    """The scopes with those no longer complete that nobody has called whole and that look like a part; and why."""
    kept, doubt = [], ""
    for scope in scopes:
        if scope.complete and not scope.sure and (said := _doubt(scope, pairs, register, compared=compared)):
            doubt = doubt or said
            kept.append(replace(scope, complete=False))
        else:
            kept.append(scope)
    return tuple(kept), doubt


def _doubt(scope: Scope, pairs: _Pairs, register: Holding, *, compared: bool) -> str:
    if compared:
        same = sum(1 for _, old in pairs.both if scope.covers(old.village, old.subtype, old.area))
        due = same + sum(1 for line in pairs.left if scope.covers(line.village, line.subtype, line.area))
        if due > _FEW and same * 2 < due:
            return f"上一份名单在这些村有{due}人，这一份只有其中的{same}人"
        return ""
    ours = [one for one in register.held if scope.covers(one.village, one.subtype, one.area)]
    listed = _listed([line for line, _ in pairs.both] + pairs.joined)
    there = sum(1 for one in ours if _on_list(one, *listed))
    if len(ours) > _FEW and there * 2 < len(ours):
        return f"站里这一类在这些村登记了{len(ours)}个，名单上只有其中的{there}个"
    return ""


def _left(line: Line, now: Sequence[Line], register: Holding) -> Difference:
    others = sum(1 for one in now if line.household is not None and one.household == line.household)
    said = f"这一份名单里没有；同户还有{others}人在名单上" if others else "这一份名单里没有"
    gone = register.gone.get(line.person) if line.person else None
    return _of(LEFT, line, f"{said}；站里登记：{gone}" if gone else said)


def _ended(line: Line, register: Holding) -> Difference:
    """Somebody on a list of those who left, also where the row itself was not taken in."""
    person = register.person(line)
    held = next((one for one in register.held if person in one.people), None) if line.household is None else None
    there = replace(line, person=person, household=held.household if held else line.household)
    return _of(LEFT, there, "在县里的退出（停发）名单上")


def _changed(pairs: _Pairs, names: Mapping[Id, str]) -> list[Difference]:
    found = []
    for line, old in pairs.both:
        told = [
            ("姓名", old.name, line.name),
            ("证号", mask_id_number(old.number), mask_id_number(line.number)) if old.number != line.number else None,
            ("村", *(names.get(one.village, one.where) if one.village else one.where for one in (old, line))),
            ("细类", old.subtype, line.subtype),
            *((label, old.said.get(label, ""), line.said.get(label, "")) for label in {**old.said, **line.said}),
        ]
        said = [f"{one[0]}：{one[1]} → {one[2]}" for one in told if one and one[1] != one[2] and one[1] and one[2]]
        if old.number and line.number and old.number != line.number and not any("证号" in one for one in said):
            said.append("证号：改了")
        if said:
            found.append(_of(CHANGED, line, "；".join(said)))
    return found


def _listed(lines: Sequence[Line]) -> tuple[set[object], set[Id]]:
    """Persons and numbers on a list, and households."""
    subjects: set[object] = {line.person for line in lines if line.person}
    subjects |= {line.number for line in lines if line.number}
    return subjects, {line.household for line in lines if line.household}


def _on_list(one: Held, subjects: set[object], homes: set[Id]) -> bool:
    if one.person in subjects or (one.number and one.number in subjects) or not subjects.isdisjoint(one.people):
        return True
    return one.household is not None and one.household in homes


def _only_ours(now: Listing, register: Holding, found: Sequence[Difference]) -> list[Difference]:
    """Whoever is registered and not listed; those who just left the list are told as that, once."""
    listed = _listed(now.lines)
    gone = {subject for one in found if one.kind == LEFT for subject in (one.person, one.household) if subject}
    return [
        Difference(
            ONLY_OURS, one.name, one.person, one.household, one.village, mask_id_number(one.number), one.subtype,
            one.area, "站里登记着，县里名单上没有",
        )
        for one in register.held
        if now.covers(one.village, one.subtype, one.area) and not _on_list(one, *listed)
        and gone.isdisjoint((one.household, one.person) if one.household else (one.person, *one.people))
    ]  # fmt: skip


def _only_theirs(line: Line, register: Holding) -> Difference:
    person = register.person(line)
    gone = register.gone.get(person) if person else None
    if gone:
        said = f"站里已登记{gone}，县里名单上还有"
    else:
        said = f"没有收：{line.doubt}" if line.doubt else "站里没有登记这一类"
    return replace(_of(ONLY_THEIRS, line, said), person=person)


def _of(kind: str, line: Line, what: str) -> Difference:
    number = mask_id_number(line.number) if line.number else ""
    who = (line.name, line.person, line.household, line.village, number, line.subtype, line.area)
    return Difference(kind, *who, what[:500])
