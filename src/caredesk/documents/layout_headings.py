"""Reading headings: which target and whose, from the words of all header levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from caredesk.documents.layout_cells import heading_key
from caredesk.schema.roster import RosterTerms, Target

EXACT = 0.95
_BARE = 0.65
_NAME = "姓名"
_FILLER = ("基本情况", "基本信息", "情况", "信息", "资料", "的", "之", "人员")


@dataclass(frozen=True)
class Reading:
    """A heading read as a target of an owner ("" = the row's person), with a score from 0 to 1."""

    target: Target
    owner: str
    score: float


class Headings:
    """The heading vocabulary of `RosterTerms`, prepared once; readings are remembered."""

    def __init__(self, terms: RosterTerms) -> None:
        self.terms = terms
        self._targets = [(target, [heading_key(word) for word in target.synonyms]) for target in terms.targets]
        words = ((heading_key(word), owner) for owner in terms.owners for word in owner.words)
        self._owners = sorted(words, key=lambda pair: -len(pair[0]))
        self._subjects = sorted((heading_key(word) for word in terms.subject_words), key=len, reverse=True)
        self._own_exact = {word for target, words in self._targets if not target.owner for word in words}
        self.read = lru_cache(maxsize=4096)(self._read)
        self._scored = lru_cache(maxsize=8192)(self._score_all)

    def _read(self, path: tuple[str, ...]) -> tuple[Reading, ...]:
        """All readings of a heading path, best first."""
        keys = [heading_key(level) for level in path if heading_key(level)]
        if not keys:
            return ()
        bare = ""
        leaf, groups = keys[-1], keys[:-1]
        owner = next((found for group in reversed(groups) if (found := self._owner_in(group)[0])), "")
        subject = any(word in group for group in groups for word in self._subjects)
        if owner:
            base = _without_filler(leaf)
            named, rest = self._owner_in(base)
            if named == owner and base not in self._own_exact:
                base = rest or _NAME
        elif leaf in self._own_exact:
            base = leaf
        else:
            owner, base = self._owner_in(leaf)
            if not owner:
                base = self._without_subject(leaf)
            elif not base:
                # 监护人 alone may be the column of names or the heading of a group.
                base, bare = _NAME, owner
        worth = _BARE if bare else 1.0
        readings = [
            Reading(target, owner, score * worth + (0.02 if subject and not owner else 0.0))
            for target, score in self._scored(base, owner)
        ]
        return tuple(sorted(readings, key=lambda reading: -reading.score))

    def read_as(self, path: tuple[str, ...], owner: str) -> Reading | None:
        """The best reading of the last level as a column of ``owner``, whatever the heading says itself."""
        found = [Reading(target, owner, score) for target, score in self._scored(heading_key(path[-1]), owner)]
        return max(found, key=lambda reading: reading.score, default=None)

    def best(self, text: str) -> Reading | None:
        """The best reading of a lone cell."""
        found = self.read((text,))
        return found[0] if found else None

    def _owner_in(self, key: str) -> tuple[str, str]:
        """The owner named in a heading and what remains behind its word; ("", key) when nobody is named."""
        for word, owner in self._owners:
            place = key.find(word)
            if place < 0 or (len(word) == 1 and place > 0):
                continue
            rest = _without_filler(key[place + len(word) :])
            if len(word) == 1 and not any(rest == said for _, said_words in self._targets for said in said_words):
                continue
            return owner.key, rest
        return "", key

    def _without_subject(self, key: str) -> str:
        for word in self._subjects:
            if key.startswith(word) and len(key) > len(word):
                return _without_filler(key[len(word) :]) or key
        return key

    def _score_all(self, base: str, owner: str) -> tuple[tuple[Target, float], ...]:
        found = []
        for target, words in self._targets:
            if target.owner == owner:
                score = max((_alike(base, word) for word in words), default=0.0)
                if score >= 0.4:
                    found.append((target, score))
        return tuple(found)


def _without_filler(key: str) -> str:
    changed = True
    while changed:
        changed = False
        for word in _FILLER:
            if key.startswith(word) and key != word:
                key, changed = key[len(word) :], True
    return "" if key in _FILLER else key


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
    pairs = {one[at : at + 2] for at in range(len(one) - 1)}
    others = {other[at : at + 2] for at in range(len(other) - 1)}
    if not pairs or not others:
        return 0.0
    return 2 * len(pairs & others) / (len(pairs) + len(others))


def key_scores(readings: Sequence[Reading]) -> list[float]:
    """The best score of a heading as a name or ID number column, or nothing: such columns make a table a roster."""
    scores = [reading.score for reading in readings if reading.target.evidence in ("name", "id_number")]
    return [max(scores)] if scores and max(scores) >= 0.6 else []
