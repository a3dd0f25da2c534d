"""Words of a file that nobody knows, put together by what they most likely mean, to be explained once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from caredesk.catalog.categories import CATEGORIES, recognise
from caredesk.catalog.person import CONTACT, EPISODE, PERSON
from caredesk.catalog.place import HOUSEHOLD_EPISODE
from caredesk.catalog.visit import VISIT
from caredesk.schema.fields import Choice, YesNo
from caredesk.schema.roster import CellProblem, ColumnGuess, Layout
from caredesk.services.importing.deciding import OpenRow
from caredesk.services.importing.questions import Offer, ValueCluster
from caredesk.services.importing.row import heading_of
from caredesk.services.importing.villages import VillageBook

_KINDS = {"": PERSON, "episode": EPISODE, "household_episode": HOUSEHOLD_EPISODE, "contact": CONTACT, "visit": VISIT}
_TICKS = (Offer("√", "打了勾"), Offer("", "没有打勾"))
_NOTHING = Offer("", "（不收这个词）")
VILLAGE, CATEGORY = "village", "episode.category"
_LONGEST = 40


class Clustering:
    """Finds the words to explain; ``used`` are those explained already, ``elsewhere`` what others' words meant."""

    def __init__(
        self,
        villages: VillageBook,
        values: Mapping[str, Mapping[str, str]],
        used: Mapping[str, Counter[str]],
        elsewhere: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._villages = villages
        self._values = values
        self._used = used
        self._elsewhere = elsewhere

    def find(
        self, layouts: Sequence[Layout], problems: Iterable[CellProblem], rows: Iterable[OpenRow]
    ) -> list[ValueCluster]:
        """The clusters of a check: villages, categories, then columns in their order; open ones before explained."""
        guesses = _columns(layouts)
        said: dict[str, Counter[str]] = {VILLAGE: Counter(), CATEGORY: Counter()}
        told: dict[str, ColumnGuess] = {}
        for row in rows:
            if row.doubt.kind == "village":
                said[VILLAGE][row.facts.village] += 1
        for problem in problems:
            if problem.column == "类别" and (problem.sheet, "类别") not in guesses:
                said[CATEGORY][problem.value] += 1
                continue
            guess = guesses.get((problem.sheet, problem.column))
            if guess is None or len(problem.value) > _LONGEST:
                continue
            if guess.target == CATEGORY:
                said[CATEGORY][problem.value] += 1
            elif _offers(guess.target):
                told[guess.target] = guess
                said.setdefault(guess.target, Counter())[problem.value] += 1
        found = [one for target, words in said.items() if words for one in self._open(target, words, told.get(target))]
        return found + self._explained(guesses)

    def _open(self, target: str, words: Counter[str], guess: ColumnGuess | None) -> list[ValueCluster]:
        offered = self._offered(target)
        grouped: dict[str, Counter[str]] = {}
        for word, count in words.items():
            key = self._villages.spelled(word) if target == VILLAGE else word
            grouped.setdefault(key, Counter())[word] = count
        label = guess.heading if guess else _LABELS.get(target, target)
        made = [
            ValueCluster(
                target,
                label,
                tuple(spelled.most_common()),
                self._proposal(target, key, spelled, offered),
                offered,
                may_add=target == VILLAGE,
            )
            for key, spelled in grouped.items()
        ]
        return sorted(made, key=lambda one: -one.count)

    def _explained(self, guesses: Mapping[tuple[str, str], ColumnGuess]) -> list[ValueCluster]:
        labels = {guess.target: guess.heading for guess in guesses.values()}
        found = []
        for target, words in self._used.items():
            grouped: dict[str, Counter[str]] = {}
            for word, count in words.items():
                grouped.setdefault(self._values[target][word], Counter())[word] = count
            label = _LABELS.get(target) or labels.get(target, target)
            for meant, spelled in grouped.items():
                told = tuple(spelled.most_common())
                found.append(ValueCluster(target, label, told, meant, self._offered(target), target == VILLAGE, meant))
        return found

    def _offered(self, target: str) -> tuple[Offer, ...]:
        if target == VILLAGE:
            return (*(Offer(name, name) for name in self._villages.listed()), Offer("", "（不写村）"))
        return _offers(target)

    def _proposal(self, target: str, key: str, spelled: Counter[str], offered: Sequence[Offer]) -> str:
        """What the word meant in another sender's list, else what looks most like it."""
        known = self._elsewhere.get(target, {})
        if found := next((known[word] for word in spelled if word in known), ""):
            return found
        if target == VILLAGE:
            return self._villages.like(key)
        meant = [one.meant for one in offered if one.meant]
        within = [one for one in meant if len(one) > 1 and (one in key or key in one)]
        if len(within) == 1:
            return within[0]
        return next(iter(get_close_matches(key, meant, 1, 0.6)), "")


_LABELS = {VILLAGE: "村（社区）", CATEGORY: "类别"}


def _columns(layouts: Sequence[Layout]) -> dict[tuple[str, str], ColumnGuess]:
    """The columns that are about something, by sheet and heading."""
    found: dict[tuple[str, str], ColumnGuess] = {}
    for layout in layouts:
        for guess in layout.columns:
            if guess.target:
                found.setdefault((layout.sheet, heading_of(guess)), guess)
    return found


def _offers(target: str) -> tuple[Offer, ...]:
    """What a word of a column may mean: its options, yes and no, categories; () for columns of free text."""
    if target == CATEGORY:
        words = [one.name for one in CATEGORIES if one.by_name]
        kinds = [(one.name, kind.name) for one in CATEGORIES if one.by_name for kind in one.subtypes]
        subtypes = [Offer(kind, f"{name}（{kind}）") for name, kind in kinds if _means(kind, name)]
        return (*(Offer(word, word) for word in words), *subtypes, _NOTHING)
    if target.startswith("tag:"):
        return _TICKS
    record, _, name = target.rpartition(".")
    spec = _KINDS[record].fields.get(name) if record in _KINDS else None
    if isinstance(spec, Choice):
        return (*(Offer(one, one) for one in spec.options), _NOTHING)
    if isinstance(spec, YesNo):
        return (Offer("是", "是"), Offer("否", "否"), _NOTHING)
    return ()


def _means(word: str, category: str) -> bool:
    found = recognise(word)
    return found is not None and found.category.name == category and found.subtype == word
