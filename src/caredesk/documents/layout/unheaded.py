"""Columns whose heading nobody knows, recognised by their content where it leaves no doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from caredesk.documents.layout.bids import seen
from caredesk.documents.layout.content import Content
from caredesk.documents.layout.headings import STRANGER, Headings, Reading
from caredesk.schema.roster import MEMBER, TWIN, ColumnGuess, Evidence, Target

_PERSONS: tuple[Evidence, ...] = ("name", "id_number")
_BY_CONTENT = ("表头没见过，看内容认出来的",)


def recognise_by_content(
    guesses: dict[int, ColumnGuess],
    read: Mapping[int, Sequence[Reading]],
    contents: Mapping[int, Content],
    headings: Headings,
) -> None:
    """Unknown headings whose content leaves no doubt, where no heading says which column it is.

    A heading that says whose it is rules it out; names or numbers in several such columns stay what they are.
    """
    lenders = [owner.key for owner in headings.terms.owners if owner.may_be_person]
    for target in headings.terms.targets:
        if target.owner or target.ignored or target.value:
            continue
        told = [guess for guess in guesses.values() if guess.target and guess.evidence == target.evidence]
        if any(guess.owner in ("", *lenders) or guess.owner.startswith(STRANGER) for guess in told):
            continue
        found = [
            column
            for column, content in contents.items()
            if not guesses[column].target and content.filled >= 3 and _leaves_no_doubt(target, content)
            if not any(_rules_out(reading, target) for reading in read[column])
        ]
        several = len(found) > 1 and target.evidence in ("name", "id_number")
        for column in found if several else found[:1]:
            said = seen(target.evidence, contents[column].rate(target.evidence))
            guesses[column] = replace(
                guesses[column],
                target=target.key,
                evidence=target.evidence,
                confidence=0.51,
                reasons=(*_BY_CONTENT, said),
            )


def _rules_out(reading: Reading, target: Target) -> bool:
    """Whether a heading says that the column is somebody else's, or something that its content can be as well.

    ID Card No. may be read as 序号, which no column of ID numbers is.
    """
    if reading.score < 0.6:
        return False
    return bool(reading.owner) or target.evidence != "id_number" or reading.target.evidence in ("id_number", "number")


def rivals(guesses: Mapping[int, ColumnGuess], contents: Mapping[int, Content]) -> list[int]:
    """Columns that may be meant as well, where the person's name or number was recognised by its content only."""
    own = {guess.evidence: guess for guess in guesses.values() if guess.evidence in _PERSONS and guess.is_own}
    guessed = [guess for guess in own.values() if guess.reasons[:1] == _BY_CONTENT]
    for guess in own.values() if guessed else ():
        others = [
            column
            for column, content in contents.items()
            if column != guess.column and not guesses[column].owner.startswith((MEMBER, TWIN))
            if guess in guessed or not guesses[column].target
            if content.distinct >= 0.3 and content.filled >= 2 and content.rate(guess.evidence) >= 0.7
        ]
        if others:
            return [guess.column, *others]
    return []


def _leaves_no_doubt(target: Target, content: Content) -> bool:
    rate = content.rate(target.evidence)
    enough = {
        # One number in eleven keeps a checksum by chance.
        "id_number": content.sound >= 0.5 and rate >= 0.8,
        "name": rate >= 0.85 and content.distinct >= 0.7,
        "sex": rate >= 0.95,
        "disability_certificate": rate >= 0.9,
        "village": target.key == "village" and rate >= 0.9,
    }
    return enough.get(target.evidence, False)
