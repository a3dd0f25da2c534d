"""Giving columns to targets: heading and content together, each target once, with confidence and reasons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from caredesk.documents.layout.cells import heading_key
from caredesk.documents.layout.content import Content, birth_agreement, sex_agreement
from caredesk.documents.layout.headings import EXACT, STRANGER, Headings, Reading, without_common_groups
from caredesk.documents.layout.people import People
from caredesk.schema.roster import Cell, ColumnGuess, Evidence, Target

_LEAST: Mapping[Evidence, float] = {
    "name": 0.4, "id_number": 0.3, "disability_certificate": 0.4, "birth": 0.4, "date": 0.4, "sex": 0.5,
    "phone": 0.3, "village": 0.3, "tick": 0.7, "number": 0.3,
}  # fmt: skip
"""The share of values that must look right; below it a heading alone gives nothing."""
_SEEN: Mapping[Evidence, str] = {
    "name": "像姓名的占{}", "id_number": "像身份证号的占{}", "disability_certificate": "像残疾证号的占{}",
    "birth": "像日期的占{}", "date": "像日期的占{}", "sex": "是男或女的占{}", "phone": "像电话的占{}",
    "village": "像村（社区）名的占{}", "tick": "打勾的格子占{}", "relation": "像关系的占{}",
}  # fmt: skip
ACCEPTED = 0.5
_LEAST_AGREEING = ((10, 0.75), (4, 0.5), (2, 0.01), (0, 0.0))
"""How many sexes or births must agree with the numbers, by how many could be compared: strangers agree by chance."""
_OTHERS = "“{}”一列有{}和身份证号对不上，身份证号像是别人的"
_COMPARED: Mapping[Evidence, Callable[[Sequence[Cell], Sequence[Cell]], tuple[int, int]]] = {
    "birth": birth_agreement,
    "sex": sex_agreement,
}


@dataclass(frozen=True)
class _Bid:
    score: float
    column: int
    target: Target
    owner: str
    reasons: tuple[str, ...]
    prefix: str = ""
    weak: bool = False


@dataclass(frozen=True)
class Columns:
    """What every column is about. ``unsure`` says why the person's columns must be asked for, "" when they are clear.

    ``name`` and ``number`` are the columns that tell rows apart, asked for or not.
    """

    guesses: tuple[ColumnGuess, ...]
    unsure: str
    name: int | None
    number: int | None


def guess_columns(
    paths: Mapping[int, tuple[str, ...]],
    contents: Mapping[int, Content],
    sampled: Mapping[int, Sequence[Cell]],
    headings: Headings,
) -> Columns:
    """Decide what every column is about. ``sampled`` are the cells the contents were made of."""
    paths = without_common_groups(paths)
    read = {column: headings.read(paths[column]) if column in paths else () for column in contents}
    bids = [
        bid
        for column, content in contents.items()
        for reading in read[column]
        if (bid := _bid(column, paths[column], reading, content))
    ]
    guesses = {
        column: ColumnGuess(column=column, path=paths.get(column, ()), samples=content.samples)
        for column, content in contents.items()
    }
    prefixes: dict[int, str] = {}
    spare = _assign(bids, guesses, prefixes)
    _by_content(guesses, read, contents, headings)
    people = People(guesses, prefixes, contents, sampled, headings.terms)
    name, number = _first(guesses, "name"), _first(guesses, "id_number")
    unsure = people.settle()
    _follow_neighbours(guesses, headings)
    if not unsure:
        name, number = (_own(guesses, evidence) for evidence in ("name", "id_number"))
        doubts = _compare(guesses, sampled, spare)
        unsure = people.ask(doubts[0]) if doubts else ""
    return Columns(tuple(guesses[column] for column in sorted(guesses)), unsure, name, number)


def _own(guesses: Mapping[int, ColumnGuess], evidence: Evidence) -> int | None:
    return next((guess.column for guess in guesses.values() if guess.evidence == evidence and guess.is_own), None)


def _first(guesses: Mapping[int, ColumnGuess], evidence: Evidence) -> int | None:
    """The column that tells rows apart while it is open whose names and numbers are the person's."""
    found = (guess.column for guess in guesses.values() if guess.evidence == evidence and guess.target)
    own = _own(guesses, evidence)
    return next(found, None) if own is None else own


def _bid(column: int, path: tuple[str, ...], reading: Reading, content: Content) -> _Bid | None:
    target, heading = reading.target, reading.score
    reasons = [f"表头像“{target.label}”" if heading < 1 else f"表头就是“{target.label}”"]
    least = _LEAST.get(target.evidence)
    if least is None and heading < 0.6:
        return None
    if content.filled == 0 or least is None:
        rate = _option_rate(target, content)
        score = heading * 0.8 + 0.15 * rate
        return _Bid(score, column, target, reading.owner, tuple(reasons))
    rate, weak = content.rate(target.evidence), False
    if target.evidence == "village" and heading >= 0.95 and re.search("[村居]|社区", path[-1]) and content.length <= 24:
        # 白庙 under 村 is a village too, if perhaps none that anybody knows.
        rate = max(rate, least)
    if target.evidence == "name" and heading >= 0.95:
        # 扎西 and 小明 begin with no surname that anybody lists; 见附件 in every row is nobody.
        rate = max(rate, 0.8 * content.short_words * min(1.0, 2 * content.distinct))
    if target.evidence == "id_number":
        reasons.append(f"校验位对的占{content.sound:.0%}")
    elif target.evidence in _SEEN:
        reasons.append(_SEEN[target.evidence].format(f"{rate:.0%}"))
    if rate < least and heading >= EXACT and _said_plainly(target, path[-1], content):
        # 丁纨（已故） under 姓名 and H12345678 under 身份证号 are looked at row by row; the heading is still right.
        rate, weak = least, True
    # Numbers of people under a heading that only resembles a certificate's are nobody's certificate.
    peoples = content.rate("id_number") > 0.5 or "身份" in path[-1]
    if rate < least or (target.evidence == "number" and heading < 0.9 and peoples):
        return None
    score = 0.55 * heading + 0.45 * rate
    return _Bid(score, column, target, reading.owner, tuple(reasons), reading.prefix, weak)


def _said_plainly(target: Target, heading: str, content: Content) -> bool:
    """Whether an exact heading stands although its content is odd: not where every row says 见附件."""
    if content.distinct < 0.5 and content.filled > 1:
        return False
    if target.evidence == "name":
        return content.rate("id_number") < 0.5 and content.rate("phone") < 0.9
    return target.evidence == "id_number" and "身份" in heading_key(heading)


def _option_rate(target: Target, content: Content) -> float:
    if target.options and content.samples:
        return sum(1 for sample in content.samples if sample in target.options) / len(content.samples)
    if target.evidence in ("relation", "address", "money", "count"):
        return content.rate(target.evidence)
    return 0.0


def _by_content(
    guesses: dict[int, ColumnGuess],
    read: Mapping[int, Sequence[Reading]],
    contents: Mapping[int, Content],
    headings: Headings,
) -> None:
    """Unknown headings whose content leaves no doubt, where no heading says which column it is.

    A heading that says whose it is rules it out; names or numbers in several such columns stay what they are.
    """
    for target in headings.terms.targets:
        if target.owner or target.ignored or target.value:
            continue
        told = [guess for guess in guesses.values() if guess.target and guess.evidence == target.evidence]
        if any(guess.owner in ("", *_lenders(headings)) or guess.owner.startswith(STRANGER) for guess in told):
            continue
        found = [
            column
            for column, content in contents.items()
            if not guesses[column].target and content.filled >= 3 and _leaves_no_doubt(target.evidence, content)
            if not any(reading.score >= 0.6 for reading in read[column])
        ]
        several = len(found) > 1 and target.evidence in ("name", "id_number")
        for column in found if several else found[:1]:
            seen = _SEEN[target.evidence].format(f"{contents[column].rate(target.evidence):.0%}")
            guesses[column] = replace(
                guesses[column],
                target=target.key,
                evidence=target.evidence,
                confidence=0.51,
                reasons=("表头没见过，看内容认出来的", seen),
            )


def _lenders(headings: Headings) -> list[str]:
    return [owner.key for owner in headings.terms.owners if owner.may_be_person]


def _leaves_no_doubt(evidence: Evidence, content: Content) -> bool:
    rate = content.rate(evidence)
    enough = {
        "id_number": content.sound >= 0.9,
        "name": rate >= 0.85 and content.distinct >= 0.7,
        "sex": rate >= 0.95,
        "disability_certificate": rate >= 0.9,
    }
    return enough.get(evidence, False)


def _assign(bids: list[_Bid], guesses: dict[int, ColumnGuess], prefixes: dict[int, str]) -> list[_Bid]:
    """Give every column its best target, and each target one column; returns bids that came too late.

    Names and numbers of people who may be the row's person are given to every column: whose they are is settled later.
    """
    taken: set[tuple[str, str]] = set()
    late: list[_Bid] = []
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
        guesses[bid.column] = _taken(guess, bid)
    return late


def _taken(guess: ColumnGuess, bid: _Bid) -> ColumnGuess:
    return replace(
        guess,
        target=bid.target.key,
        owner=bid.owner,
        evidence=bid.target.evidence,
        confidence=round(min(1.0, bid.score), 2),
        reasons=bid.reasons,
    )


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


def _compare(
    guesses: dict[int, ColumnGuess], sampled: Mapping[int, Sequence[Cell]], spare: Sequence[_Bid]
) -> list[str]:
    """Check the ID column against birth dates and sexes of the same rows, where the sheet has them.

    Of several columns of sexes the one that agrees is the person's. Returns why the numbers look like other people's.
    """
    number, doubts = _own(guesses, "id_number"), []
    if number is None or number not in sampled:
        return []
    for evidence, compare in _COMPARED.items():
        column = _own(guesses, evidence)
        if column is None or column not in sampled:
            continue
        agreeing, pairs = compare(sampled[number], sampled[column])
        for bid in spare:
            if bid.target.key == guesses[column].target and not bid.owner and not guesses[bid.column].target:
                better, among = compare(sampled[number], sampled[bid.column])
                if better * pairs > agreeing * among:
                    guesses[bid.column] = _taken(guesses[bid.column], bid)
                    guesses[column] = replace(guesses[column], target="", evidence="text", confidence=0.0)
                    column, agreeing, pairs = bid.column, better, among
        if not pairs:
            continue
        share, other = agreeing / pairs, guesses[column]
        said = f"和身份证号对得上的占{share:.0%}"
        confidence = min(1.0, other.confidence + 0.1) if share > 0.8 else other.confidence * 0.6
        guesses[column] = replace(other, confidence=round(confidence, 2), reasons=(*other.reasons, said))
        if share < next(least for enough, least in _LEAST_AGREEING if pairs >= enough):
            doubts.append(_OTHERS.format(other.heading or other.target, f"{1 - share:.0%}"))
    return doubts
