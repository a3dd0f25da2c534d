"""Giving columns to targets: heading and content together, each target once, with confidence and reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from caredesk.documents.layout.agreement import compare_with_numbers, own_column
from caredesk.documents.layout.bids import ACCEPTED, Bid, bid_for
from caredesk.documents.layout.cells import trimmed
from caredesk.documents.layout.content import Content
from caredesk.documents.layout.further import members_of, twins_of
from caredesk.documents.layout.headings import Headings, Reading, without_common_groups
from caredesk.documents.layout.people import TWO_PEOPLE, People
from caredesk.documents.layout.unheaded import recognise_by_content, rivals
from caredesk.schema.roster import MEMBER, TWIN, Cell, ColumnGuess, Evidence


@dataclass(frozen=True)
class Columns:
    """What every column is about. ``unsure`` says why the person's columns must be asked for, "" when they are clear.

    ``name`` and ``numbers`` are the columns that tell rows apart, asked for or not; the person's own number is first.
    """

    guesses: tuple[ColumnGuess, ...]
    unsure: str
    name: int | None
    numbers: tuple[int, ...]


Kind = TypeVar("Kind")
Paths = Mapping[int, tuple[str, ...]]
Contents = Mapping[int, Content]
Sampled = Mapping[int, Sequence[Cell]]


def guess_columns(paths: Paths, contents: Contents, sampled: Sampled, headings: Headings) -> Columns:
    """Decide what every column is about. ``sampled`` are the cells the contents were made of."""
    whole, paths = paths, without_common_groups(paths)
    blocks = twins_of(paths, contents)
    if not blocks:
        return _guessed(paths, contents, sampled, headings, whole)
    found = [
        _guessed(_only(paths, block), _only(contents, block), _only(sampled, block), headings, whole)
        for block in blocks
    ]
    guesses = [guess for one in found for guess in one.guesses]
    for nth, one in enumerate(found[1:], 2):
        mine = {guess.column for guess in one.guesses}
        guesses = [_right_hand(guess, nth) if guess.column in mine else guess for guess in guesses]
    unsure = next((one.unsure for one in found if one.unsure), "")
    return Columns(tuple(guesses), unsure, found[0].name, tuple(at for one in found for at in one.numbers))


def _only(of: Mapping[int, Kind], block: Sequence[int]) -> dict[int, Kind]:
    return {column: of[column] for column in block if column in of}


def _right_hand(guess: ColumnGuess, nth: int) -> ColumnGuess:
    """A column of the ``nth`` of several tables side by side."""
    owner = f"{TWIN}{nth}/{guess.owner}" if guess.owner else f"{TWIN}{nth}"
    return replace(guess, owner=owner, lent="") if guess.target else guess


def _guessed(paths: Paths, contents: Contents, sampled: Sampled, headings: Headings, whole: Paths) -> Columns:
    """``whole`` are the paths with the groups that stand over most of the table."""
    read = {column: headings.read(paths[column]) if column in paths else () for column in contents}
    members = members_of({column: whole[column] for column in paths})
    read.update({column: _of_member(headings, *members[column]) for column in members if column in contents})
    bids = [
        bid
        for column, content in contents.items()
        for reading in read[column]
        if (bid := bid_for(column, paths[column], reading, content))
    ]
    guesses = {
        column: ColumnGuess(column=column, path=paths.get(column, ()), samples=content.samples)
        for column, content in contents.items()
    }
    prefixes: dict[int, str] = {}
    spare = _assign(bids, guesses, prefixes)
    _first_member_leads(guesses)
    recognise_by_content(guesses, read, contents, headings)
    _villages_called_groups(guesses, sampled, headings)
    people = People(guesses, prefixes, contents, sampled, headings.terms)
    name, number = _first(guesses, "name"), _first(guesses, "id_number")
    unsure = people.settle()
    _follow_neighbours(guesses, headings)
    if not unsure:
        name, number = (own_column(guesses, evidence) for evidence in ("name", "id_number"))
        doubts = compare_with_numbers(guesses, sampled, spare, headings.unnumbered)
        if others := rivals(guesses, contents):
            doubts.append(TWO_PEOPLE.format("、".join(guesses[one].heading or "没有表头的列" for one in others[:6])))
        unsure = people.ask(doubts[0]) if doubts else ""
        if name is None and number is None and (others_only := _of_others(guesses, contents)):
            unsure, name, number = others_only, _first(guesses, "name"), _first(guesses, "id_number")
    further = [at for at, guess in guesses.items() if guess.target == "id_number" and guess.owner.startswith(MEMBER)]
    numbers = (*([] if number is None else [number]), *further)
    return Columns(tuple(guesses[column] for column in sorted(guesses)), unsure, name, numbers)


def _villages_called_groups(guesses: dict[int, ColumnGuess], sampled: Sampled, headings: Headings) -> None:
    """A column 村民小组 that holds villages of the list is the village, where no other column is."""
    known = headings.terms.villages
    if any(guess.target == "village" and guess.is_own for guess in guesses.values()):
        return
    for column, guess in guesses.items():
        said = [text for cell in sampled.get(column, ()) if (text := trimmed(cell))]
        if guess.target == "group" and guess.is_own and said and sum(text in known for text in said) > 0.8 * len(said):
            reasons = (*guess.reasons, "里面写的是村")
            guesses[column] = replace(guess, target="village", evidence="village", confidence=0.6, reasons=reasons)
            return


def _of_others(guesses: Mapping[int, ColumnGuess], contents: Contents) -> str:
    """Why a table must be asked about whose names and numbers are all somebody else's (丈夫姓名, 妻子姓名), or ""."""
    numbers = [one for one in guesses.values() if one.evidence == "id_number" and contents[one.column].sound >= 0.5]
    names = [one for one in guesses.values() if one.evidence == "name" and one.target and contents[one.column].filled]
    if not numbers or not names:
        return ""
    return TWO_PEOPLE.format("、".join(one.heading for one in [*names, *numbers][:6]))


def _of_member(headings: Headings, number: int, path: tuple[str, ...]) -> tuple[Reading, ...]:
    """The readings of a numbered member's column: what could be the row's person's is the member's."""
    own = [reading for reading in headings.read(path) if not reading.owner]
    return tuple(replace(reading, owner=f"{MEMBER}{number}", prefix="") for reading in own)


def _first_member_leads(guesses: dict[int, ColumnGuess]) -> None:
    """Where only numbered members are named, the first of them is the row's person."""
    names = [guess for guess in guesses.values() if guess.evidence == "name" and guess.target]
    numbered = [guess.owner for guess in names if guess.owner.startswith(MEMBER)]
    if not numbered or len(numbered) < len([guess for guess in names if guess.owner not in ("staff", "visitor")]):
        return
    first = min(numbered, key=lambda owner: int(owner.removeprefix(MEMBER)))
    for column, guess in guesses.items():
        if guess.owner == first:
            guesses[column] = replace(guess, owner="")


def _first(guesses: Mapping[int, ColumnGuess], evidence: Evidence) -> int | None:
    """The column that tells rows apart while it is open whose names and numbers are the person's."""
    found = (guess.column for guess in guesses.values() if guess.evidence == evidence and guess.target)
    own = own_column(guesses, evidence)
    return next(found, None) if own is None else own


def _assign(bids: list[Bid], guesses: dict[int, ColumnGuess], prefixes: dict[int, str]) -> list[Bid]:
    """Give every column its best target, and each target one column; returns bids that came too late.

    Names and numbers of people who may be the row's person are given to every column: whose they are is settled later.
    """
    taken: set[tuple[str, str]] = set()
    late: list[Bid] = []
    for bid in sorted(bids, key=lambda bid: (bid.weak, -bid.score, bid.column)):
        guess, what = guesses[bid.column], (bid.target.key, bid.owner)
        if bid.score < ACCEPTED or guess.target:
            continue
        many = bid.target.many or (bid.target.evidence in ("name", "id_number") and not bid.weak)
        if what in taken and not many:
            late.append(bid)
            continue
        taken.add(what)
        prefixes[bid.column] = bid.prefix
        guesses[bid.column] = bid.given(guess)
    return late


def _follow_neighbours(guesses: dict[int, ColumnGuess], headings: Headings) -> None:
    """A second 联系电话 or a lone 关系 right of 监护人 belongs to that person, though its heading does not say so."""
    own = Counter(guess.target for guess in guesses.values() if guess.is_own)
    owner, distance = "", 9
    for column in sorted(guesses):
        guess = guesses[column]
        if guess.target and guess.owner:
            owner, distance = guess.owner, 0
            continue
        distance += 1
        if (guess.target and own[guess.target] < 2) or not guess.path or distance > 2 or not owner:
            continue
        reading = headings.read_as(guess.path, owner)
        if reading is None or reading.score < 0.9:
            continue
        taken = any(g.target == reading.target.key and g.owner == owner for g in guesses.values())
        doubled = own[reading.target.key] > bool(guess.target) or reading.target.evidence == "relation"
        if doubled and not taken:
            distance = 0
            own[guess.target] -= 1
            reasons = (f"表头像“{reading.target.label}”", "紧跟在那个人后面")
            guesses[column] = replace(
                guess,
                target=reading.target.key,
                owner=owner,
                evidence=reading.target.evidence,
                confidence=0.6,
                reasons=reasons,
            )
