"""Whether the sexes and birth dates of a table agree with its ID numbers: numbers that do not may be other people's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from caredesk.documents.layout.bids import Bid
from caredesk.documents.layout.cells import trimmed
from caredesk.documents.layout.content import age_agreement, birth_agreement, looks_like_id, sex_agreement
from caredesk.schema.roster import MEMBER, TWIN, Cell, ColumnGuess, Evidence

_LEAST_AGREEING = ((10, 0.75), (4, 0.5), (2, 0.01), (0, 0.0))
"""How many sexes or births must agree with the numbers, by how many could be compared: strangers agree by chance."""
_OTHERS = "“{}”一列有{}和身份证号对不上，身份证号像是别人的"
_SHARED = "有 {} 行的身份证号和别的行相同，姓名却不同，身份证号像是户主的，不是本人的"
_BEHIND = "“{}”紧跟在“{}”后面，分不清是谁的号码"
_UNDER_ONE_NAME = "有 {} 行和上一行姓名相同，身份证号却不同，像是一户里几个人的号码，姓名只是户主的"
_COMPARED: Mapping[Evidence, Callable[[Sequence[Cell], Sequence[Cell]], tuple[int, int]]] = {
    "birth": birth_agreement,
    "sex": sex_agreement,
}


def _beside_names(guesses: Mapping[int, ColumnGuess], sampled: Mapping[int, Sequence[Cell]], number: int) -> list[str]:
    """What names and ages say against the numbers."""
    doubts, name = [], own_column(guesses, "name")
    if name is not None and name in sampled and (said := _shared_numbers(sampled[number], sampled[name])):
        doubts.append(said)
    ages = next((column for column, guess in guesses.items() if guess.target == "ignored:年龄"), None)
    if ages is not None and ages in sampled:
        agreeing, pairs = age_agreement(sampled[number], sampled[ages])
        if pairs >= 4 and agreeing < 0.5 * pairs:
            doubts.append(_OTHERS.format(guesses[ages].heading or "年龄", f"{1 - agreeing / pairs:.0%}"))
    return doubts


def _ages_agree(guesses: Mapping[int, ColumnGuess], sampled: Mapping[int, Sequence[Cell]], number: int) -> bool:
    ages = next((column for column, guess in guesses.items() if guess.target == "ignored:年龄"), None)
    agreeing, pairs = age_agreement(sampled[number], sampled[ages]) if ages in sampled and ages is not None else (0, 0)
    return pairs >= 4 and agreeing >= 0.9 * pairs


def _shared_numbers(numbers: Sequence[Cell], names: Sequence[Cell]) -> str:
    """Why names and numbers look like different people's: one number beside several names, or the reverse; or ""."""
    first: dict[str, str] = {}
    pairs = [(trimmed(a), trimmed(b)) for a, b in zip(numbers, names, strict=False) if looks_like_id(a) and trimmed(b)]
    under = sum(1 for (one, name), (other, again) in pairwise(pairs) if name == again and one != other)
    if under >= 2 and under >= 0.15 * len(pairs):
        return _UNDER_ONE_NAME.format(under)
    apart = sum(1 for number, name in pairs if first.setdefault(number, name) != name)
    return _SHARED.format(apart) if apart >= 2 and apart >= 0.15 * len(pairs) else ""


def own_column(guesses: Mapping[int, ColumnGuess], evidence: Evidence) -> int | None:
    """The column that is the row's person's, by its evidence."""
    return next((guess.column for guess in guesses.values() if guess.evidence == evidence and guess.is_own), None)


def _behind_somebody_else(guesses: Mapping[int, ColumnGuess], number: int, unnumbered: Collection[str]) -> str:
    """Why a bare number may be somebody else's: 姓名 | 监护人姓名 | 与监护人关系 | 身份证号, or ""."""
    columns = sorted(guesses)
    before = [guesses[column] for column in columns[: columns.index(number)] if guesses[column].target]
    owner = before[-1].owner if before else ""
    if len(guesses[number].path) > 1 or not owner or owner in unnumbered or owner.startswith((MEMBER, TWIN)):
        return ""
    theirs = [guess for guess in guesses.values() if guess.owner == owner and guess.target]
    # A group ends with its last column, and a column without names names nobody.
    names = [guess for guess in theirs if guess.evidence == "name" and guess.samples and len(guess.path) == 1]
    if not names or any(guess.evidence == "id_number" for guess in theirs):
        return ""
    return _BEHIND.format(guesses[number].heading, names[0].heading)


def compare_with_numbers(
    guesses: dict[int, ColumnGuess],
    sampled: Mapping[int, Sequence[Cell]],
    spare: Sequence[Bid],
    unnumbered: Collection[str],
) -> list[str]:
    """Check the ID column against birth dates, sexes and ages of the same rows, where the sheet has them.

    Of several columns of sexes the one that agrees is the person's. ``unnumbered`` are owners to whom no bare
    number belongs. Returns why the numbers look like other people's.
    """
    number, doubts = own_column(guesses, "id_number"), []
    if number is None or number not in sampled:
        return []
    doubts += _beside_names(guesses, sampled, number)
    agreed = _ages_agree(guesses, sampled, number)
    for evidence, compare in _COMPARED.items():
        column = own_column(guesses, evidence)
        if column is None or column not in sampled:
            continue
        agreeing, pairs = compare(sampled[number], sampled[column])
        for bid in spare:
            if bid.target.key == guesses[column].target and not bid.owner and not guesses[bid.column].target:
                better, among = compare(sampled[number], sampled[bid.column])
                if better * pairs > agreeing * among:
                    guesses[bid.column] = bid.given(guesses[bid.column])
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
        agreed |= pairs >= 4 and share >= 0.9
    if not agreed and not doubts and (said := _behind_somebody_else(guesses, number, unnumbered)):
        doubts.append(said)
    return doubts
