"""What the user says of a table's columns, laid over what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from caredesk.documents.layout.columns import Columns
from caredesk.documents.layout.headings import STRANGER
from caredesk.schema.roster import REMARK, ColumnGuess, RosterTerms, ToldTable

_SAID = ("您指定的",)


def as_told(found: Columns, told: ToldTable, terms: RosterTerms) -> Columns:
    """The columns as the user wants them; what else was taken for the same is left out, for each target is once.

    Doubts whose name and number it was end where both have been pointed out.
    """
    evidences = {(one.key, one.owner): one.evidence for one in terms.targets}
    many = {one.key for one in terms.targets if one.many}
    wanted = {said for said in told.columns.values() if said[1] and said[1] not in many and said[1] != REMARK}
    guesses: list[ColumnGuess] = []
    for guess in found.guesses:
        said = told.columns.get(guess.column)
        if said is not None:
            owner, target = said
            evidence = evidences.get((target, owner)) or evidences.get((target, "")) or "text"
            same = (owner, target) == (guess.owner, guess.target)
            guesses.append(
                replace(
                    guess, owner=owner, target=target, evidence=evidence if target else "text", proposal="",
                    lent=guess.lent if same else "", confidence=1.0 if target else 0.0, reasons=_SAID,
                )
            )  # fmt: skip
        elif (guess.owner, guess.target) in wanted:
            guesses.append(replace(guess, owner=STRANGER + guess.heading, lent=""))
        else:
            guesses.append(guess)
    name, numbers = _first(guesses, "name"), _first(guesses, "id_number")
    pointed = name is not None and bool(numbers is not None)
    return Columns(
        tuple(guesses),
        "" if pointed else found.unsure,
        found.name if name is None else name,
        found.numbers if numbers is None else (numbers, *(at for at in found.numbers if at != numbers)),
    )


def nobodys(found: Columns, unsure: str) -> Columns:
    """The columns with nobody's name and number, until the user points them out."""
    guesses = tuple(
        replace(guess, owner=STRANGER + guess.target) if guess.evidence in ("name", "id_number") else guess
        for guess in found.guesses
    )
    return replace(found, guesses=guesses, unsure=unsure)


def _first(guesses: Sequence[ColumnGuess], target: str) -> int | None:
    return next((guess.column for guess in guesses if guess.target == target and guess.is_own), None)
