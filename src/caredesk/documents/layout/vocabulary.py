"""The words of all targets and how well a heading matches them, by letter pairs: most cells are no heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from caredesk.schema.roster import Target

LEAST_TICK = 0.75
"""低收入 is not 低保边缘: a tick gives somebody a category, so its heading must say which."""
_LEAST = 0.4
_TICK_DRESS = re.compile(r"^(是否享受|是否为|是否属于|是否是|是否|享受|属于)|(对象标志|标志|标识|对象标识|情况)$")
Scores = tuple[tuple[Target, float], ...]


class Vocabulary:
    """Targets with their headings in normal form, prepared once."""

    def __init__(self, targets: Sequence[tuple[Target, Sequence[str]]]) -> None:
        self._targets = [target for target, _ in targets]
        self.words = frozenset(word for _, words in targets for word in words)
        self._by_pair: dict[str, list[tuple[int, str]]] = {}
        for place, (_, words) in enumerate(targets):
            for word in dict.fromkeys(words):
                for pair in _pairs(word) or {word}:
                    self._by_pair.setdefault(pair, []).append((place, word))
        self.scores = lru_cache(maxsize=8192)(self._scores)

    def _scores(self, base: str, owner: str) -> Scores:
        """The targets of an owner that a heading may mean, with scores from 0 to 1, in the order of the targets."""
        ticked = _TICK_DRESS.sub("", base) or base
        best: dict[int, float] = {}
        for place, word in set(self._candidates(base)) | set(self._candidates(ticked)):
            target = self._targets[place]
            if target.owner == owner:
                said, least = (ticked, LEAST_TICK) if target.evidence == "tick" else (base, _LEAST)
                score = _alike(said, word)
                if score >= least and score > best.get(place, 0.0):
                    best[place] = score
        return tuple((self._targets[place], best[place]) for place in sorted(best))

    def _candidates(self, said: str) -> Iterator[tuple[int, str]]:
        """Words that share a pair of letters: no other can be alike."""
        for pair in _pairs(said) or {said}:
            yield from self._by_pair.get(pair, ())


def _alike(said: str, known: str) -> float:
    """How well a heading matches a synonym: 1 the same, less for one inside the other, least for shared letters."""
    if said == known:
        return 1.0
    if not said or not known:
        return 0.0
    share = min(len(said), len(known)) / max(len(said), len(known))
    if len(known) >= 2 and said.endswith(known):
        return 0.7 + 0.2 * share
    if len(known) >= 2 and said.startswith(known):
        return 0.55 + 0.2 * share
    if len(known) >= 2 and known in said:
        return 0.45 + 0.2 * share
    if len(said) >= 2 and said in known:
        return 0.4 + 0.3 * share
    return 0.7 * _shared(said, known)


def _shared(one: str, other: str) -> float:
    """The Dice coefficient of letter pairs."""
    pairs, others = _pairs(one), _pairs(other)
    if not pairs or not others:
        return 0.0
    return 2 * len(pairs & others) / (len(pairs) + len(others))


def _pairs(word: str) -> set[str]:
    return {word[at : at + 2] for at in range(len(word) - 1)}
