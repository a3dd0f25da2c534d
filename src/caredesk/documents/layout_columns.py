"""Giving columns to targets: heading and content together, each target once, with confidence and reasons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from caredesk.documents.layout_content import Content, birth_agreement, sex_agreement
from caredesk.documents.layout_headings import Headings, Reading
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
_COMPARED: Mapping[Evidence, Callable[[Sequence[Cell], Sequence[Cell]], float | None]] = {
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


def guess_columns(
    paths: Mapping[int, tuple[str, ...]],
    contents: Mapping[int, Content],
    sampled: Mapping[int, Sequence[Cell]],
    headings: Headings,
) -> tuple[ColumnGuess, ...]:
    """Decide what every column is about. ``sampled`` are the cells the contents were made of."""
    bids: list[_Bid] = []
    for column, content in contents.items():
        path = paths.get(column, ())
        readings = headings.read(path) if path else ()
        bids += [bid for reading in readings if (bid := _bid(column, path, reading, content))]
        bids += _bids_by_content(column, readings, content, headings.terms.targets)
    guesses = {
        column: ColumnGuess(column=column, path=paths.get(column, ()), samples=content.samples)
        for column, content in contents.items()
    }
    _assign(bids, guesses)
    _lend_from_owner(guesses, headings)
    _follow_neighbours(guesses, headings)
    _compare(guesses, sampled)
    return tuple(guesses[column] for column in sorted(guesses))


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
    rate = content.rate(target.evidence)
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
    # Numbers of people under a heading that only resembles a certificate's are nobody's certificate.
    if rate < least or (target.evidence == "number" and heading < 0.9 and content.rate("id_number") > 0.5):
        return None
    return _Bid(0.55 * heading + 0.45 * rate, column, target, reading.owner, tuple(reasons))


def _option_rate(target: Target, content: Content) -> float:
    if target.options and content.samples:
        return sum(1 for sample in content.samples if sample in target.options) / len(content.samples)
    if target.evidence in ("relation", "address", "money", "count"):
        return content.rate(target.evidence)
    return 0.0


def _bids_by_content(
    column: int, readings: Sequence[Reading], content: Content, targets: Sequence[Target]
) -> list[_Bid]:
    """Weak bids for unknown headings whose content leaves no doubt; a heading that says whose it is rules them out."""
    if content.filled < 3 or any(reading.score >= 0.6 for reading in readings):
        return []
    found: list[_Bid] = []
    for target in targets:
        if target.owner or target.ignored or target.value:
            continue
        rate = content.rate(target.evidence)
        enough = {
            "id_number": content.sound >= 0.9,
            "name": rate >= 0.85 and content.distinct >= 0.7,
            "sex": rate >= 0.95,
            "disability_certificate": rate >= 0.9,
        }
        if enough.get(target.evidence, False):
            reason = _SEEN[target.evidence].format(f"{rate:.0%}")
            found.append(_Bid(0.5 + 0.01 * rate, column, target, "", ("表头没见过，看内容认出来的", reason)))
    return found


def _assign(bids: list[_Bid], guesses: dict[int, ColumnGuess]) -> None:
    taken: set[tuple[str, str]] = set()
    for bid in sorted(bids, key=lambda bid: (-bid.score, bid.column)):
        guess, what = guesses[bid.column], (bid.target.key, bid.owner)
        if bid.score < ACCEPTED or guess.target or (what in taken and not bid.target.many):
            continue
        taken.add(what)
        guesses[bid.column] = replace(
            guess,
            target=bid.target.key,
            owner=bid.owner,
            evidence=bid.target.evidence,
            confidence=round(min(1.0, bid.score), 2),
            reasons=bid.reasons,
        )


def _lend_from_owner(guesses: dict[int, ColumnGuess], headings: Headings) -> None:
    """户主姓名 is the person of the row where nobody else is named: that owner's columns become the person's."""
    kinds = {(target.key, target.owner) for target in headings.terms.targets}
    own = {guess.target for guess in guesses.values() if guess.is_own}
    if any(guess.evidence == "name" and guess.is_own for guess in guesses.values()):
        return
    for owner in headings.terms.owners:
        columns = [guess for guess in guesses.values() if guess.owner == owner.key and guess.target]
        if not owner.may_be_person or not any(guess.evidence == "name" for guess in columns):
            continue
        for guess in columns:
            if guess.target not in own and (guess.target, "") in kinds:
                reasons = (*guess.reasons, f"没有别的姓名列，{owner.label}就是本人")
                guesses[guess.column] = replace(guess, owner="", lent=owner.key, reasons=reasons)
        return


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


def _compare(guesses: dict[int, ColumnGuess], sampled: Mapping[int, Sequence[Cell]]) -> None:
    """Check the ID column against birth dates and sexes of the same rows, where the sheet has them."""
    own = {guess.evidence: guess for guess in guesses.values() if guess.is_own}
    number = own.get("id_number")
    if number is None or number.column not in sampled:
        return
    for evidence, compare in _COMPARED.items():
        other = own.get(evidence)
        share = compare(sampled[number.column], sampled[other.column]) if other and other.column in sampled else None
        if other is None or share is None:
            continue
        said = f"和身份证号对得上的占{share:.0%}"
        confidence = min(1.0, other.confidence + 0.1) if share > 0.8 else other.confidence * 0.6
        guesses[other.column] = replace(other, confidence=round(confidence, 2), reasons=(*other.reasons, said))
