"""A scale (量表): scored questions, what overrides the score, and how both become a level. Pure data and arithmetic.

Old results are never counted anew: an assessment keeps the score, the level and the version that it was given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from caredesk.schema.evidence import Strength
from caredesk.schema.fields import Choice, Choices, Field, YesNo
from caredesk.schema.privacy import Privacy

NONE_OF_THESE = "都没有"
_EMPTY = (None, "", ())


@dataclass(frozen=True, kw_only=True)
class Question:
    """One answer of a few, each with its score."""

    text: str
    options: tuple[tuple[str, int], ...]
    part: str = ""
    help: str = ""
    privacy: Privacy = Privacy.SENSITIVE

    @property
    def range(self) -> tuple[int, int]:
        """The least and the most it can score."""
        scores = [score for _, score in self.options]
        return min(scores), max(scores)

    def field(self, name: str) -> Field:
        """The question as a field of a form."""
        return Choice(
            label=self.text, name=name, options=tuple(option for option, _ in self.options), required=False,
            help=self.help, privacy=self.privacy, section=self.part,
        )  # fmt: skip

    def score(self, answer: Any) -> int:
        """What an answer counts; KeyError for one that is none."""
        return dict(self.options)[answer]


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """Any number of signs: ``clean`` points when there is none, nothing as soon as there is one."""

    text: str
    signs: tuple[str, ...]
    clean: int
    part: str = ""
    help: str = ""
    privacy: Privacy = Privacy.SENSITIVE

    @property
    def range(self) -> tuple[int, int]:
        """The least and the most it can score."""
        return 0, self.clean

    def field(self, name: str) -> Field:
        """The list as a field of a form."""
        return Choices(
            label=self.text, name=name, options=(*self.signs, NONE_OF_THESE), required=False,
            help=self.help, privacy=self.privacy, section=self.part,
        )  # fmt: skip

    def score(self, answer: Any) -> int:
        """What an answer counts; KeyError for a sign that is none."""
        if strange := set(answer) - {*self.signs, NONE_OF_THESE}:
            raise KeyError(*strange)
        return self.clean if tuple(answer) == (NONE_OF_THESE,) else 0


@dataclass(frozen=True, kw_only=True)
class Override:
    """A yes that outweighs the score: it lifts the result to ``level``, or makes it ``worse`` by so many levels.

    Of several that make it worse the strongest counts once. Unanswered means no.
    """

    text: str
    level: str = ""
    worse: int = 0
    part: str = "另外看这几条"
    help: str = ""
    privacy: Privacy = Privacy.SENSITIVE

    def field(self, name: str) -> Field:
        """The condition as a field of a form."""
        return YesNo(
            label=self.text, name=name, required=False, help=self.help, privacy=self.privacy, section=self.part
        )


@dataclass(frozen=True)
class Band:
    """Scores from ``least`` to ``most`` mean this level."""

    least: int
    most: int
    level: str


@dataclass(frozen=True)
class Result:
    """What answers come to. ``total`` and ``level`` stay open (None, "") while questions are."""

    total: int | None
    level: str
    so_far: int
    answered: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """A scale as declared. ``levels`` go from the best to the worst.

    ``by`` says how the level is found: the bands of the sum, or the worst answer (then an answer's score is the place
    of its level). ``aid``: the station may count it out, but the result is no official one. ``high_is`` is the
    direction of scoring. ``suggests``: a risk level by level, for a person to decide on. ``serves``: visit forms of
    the people it is meant for. ``kept_as``: the field of a category in which the level is registered.
    """

    key: str
    title: str
    version: str
    high_is: Literal["good", "bad"]
    levels: tuple[str, ...]
    source: str
    strength: Strength
    items: tuple[Question | Checklist, ...] = ()
    overrides: tuple[Override, ...] = ()
    bands: tuple[Band, ...] = ()
    by: Literal["sum", "worst"] = "sum"
    aid: bool = False
    months_valid: int | None = None
    suggests: Mapping[str, str] = field(default_factory=dict)
    serves: tuple[str, ...] = ()
    kept_as: str = ""
    notes: tuple[str, ...] = ()

    @property
    def done_here(self) -> bool:
        """Whether the station can do it itself: there is something to ask."""
        return bool(self.items or self.overrides)

    @property
    def counted(self) -> bool:
        """Whether the score comes from the answers; of some scales only the total is known, and typed."""
        return bool(self.items)

    @property
    def range(self) -> tuple[int, int] | None:
        """The least and the most it can score, None where that is not known."""
        if self.items:
            least, most = zip(*(item.range for item in self.items), strict=True)
            return sum(least), sum(most)
        return (min(b.least for b in self.bands), max(b.most for b in self.bands)) if self.bands else None

    def fields(self) -> dict[str, Field]:
        """The questions as fields of a form, in order: i1, i2 ... and o1, o2 ..."""
        named = [(f"i{n}", item) for n, item in enumerate(self.items, 1)]
        more = [(f"o{n}", one) for n, one in enumerate(self.overrides, 1)]
        return {name: asked.field(name) for name, asked in [*named, *more]}

    def parts(self) -> tuple[str, ...]:
        """The headings that the questions stand under, in order."""
        return tuple(dict.fromkeys(one.part for one in (*self.items, *self.overrides)))

    def result(self, answers: Mapping[str, Any], typed: int | None = None) -> Result:
        """Score and level of answers by field name; ``typed`` is the total of a scale whose items are not known.

        An override that names a level decides even before everything is answered. KeyError for an unknown answer.
        """
        given = {name: value for name, value in answers.items() if value not in _EMPTY}
        scores = [item.score(given[f"i{n}"]) for n, item in enumerate(self.items, 1) if f"i{n}" in given]
        total = typed if not self.items else sum(scores) if len(scores) == len(self.items) else None
        held = [one for n, one in enumerate(self.overrides, 1) if given.get(f"o{n}") is True]
        found = "" if total is None else self._worst(scores) if self.by == "worst" else self.level_of(total)
        place = self.levels.index(found) if found else -1
        forced = max((self.levels.index(one.level) for one in held if one.level), default=-1)
        worse = max((one.worse for one in held), default=0) if place >= 0 else 0
        final = min(max(place + worse, forced), len(self.levels) - 1)
        why = "、".join(one.text for one in held) if final > place else ""
        return Result(total, self.levels[final] if final >= 0 else "", sum(scores), len(scores), why)

    def level_of(self, total: int) -> str:
        """The level of a score by the bands, "" where no band holds it."""
        return next((band.level for band in self.bands if band.least <= total <= band.most), "")

    def _worst(self, scores: Sequence[int]) -> str:
        return self.levels[max(scores)] if scores else ""

    def told(self, answers: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Answers as they are kept, 问题=答案 each: those that may be read, and those only the head may read.

        Kept in words, they can be read without the declaration that they were given under.
        """
        kept: dict[bool, list[str]] = {True: [], False: []}
        for name, spec in self.fields().items():
            if answers.get(name) not in _EMPTY:
                said = "+".join(answers[name]) if isinstance(spec, Choices) else spec.show(answers[name])
                kept[spec.privacy >= Privacy.RESTRICTED].append(f"{spec.label}={said}")
        return tuple(kept[False]), tuple(kept[True])

    def read(self, told: Sequence[str]) -> dict[str, Any]:
        """Kept answers by field name; ValueError says which one is not of this scale."""
        by_label = {spec.label: (name, spec) for name, spec in self.fields().items()}
        found: dict[str, Any] = {}
        for one in told:
            label, _, said = one.partition("=")
            if label not in by_label:
                raise ValueError(f"“{self.title}”没有“{label}”这一项")
            name, spec = by_label[label]
            value = tuple(said.split("+")) if isinstance(spec, Choices) else spec.parse(said)
            if problem := spec.wrong(value):
                raise ValueError(problem)
            found[name] = value
        return found
