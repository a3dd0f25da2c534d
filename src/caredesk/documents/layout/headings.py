"""Reading headings: which target and whose, from the words of all header levels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from caredesk.documents.layout.cells import heading_key
from caredesk.documents.layout.codes import without_codes
from caredesk.documents.layout.vocabulary import LEAST_TICK, Vocabulary
from caredesk.schema.roster import RosterTerms, Target

EXACT = 0.95
STRANGER = "?"
"""Begins the owner of a name or number whose heading says somebody unknown (配偶情况/姓名, 班主任姓名)."""
_BARE = 0.65
_NAME = "姓名"
_FILLER = ("基本情况", "基本信息", "情况", "信息", "资料", "的", "之", "人员")
_NOBODY = frozenset(
    (
        "基本", "其他", "补充", "主要", "详细", "身份", "家庭", "户籍", "居住", "登记", "个人", "人员", "本人", "对象",
        "服务对象", "群众", "有效", "二代", "第二代", "居民", "公民", "真实", "中文", "完整", "法定", "现", "常用",
        "户口簿", "户口本",
    )
)  # fmt: skip
"""Words before 姓名 or 身份证号, and of groups above them, that name nobody else."""
_GROUP_DRESS = re.compile(r"^[一二三四五六七八九十\d]+(?=..)|(基本)?(情况|信息|资料|部分|登记|栏)$")


_BEHIND = re.compile(r"^(.+?)[(（]([^()（）]{2,8})[)）]$")
_KINDS = frozenset(
    ("", "结对", "帮扶", "受助", "关爱", "探访", "走访", "慰问", "享受", "补贴", "发放", "保障", "救助", "供养", "服务",
     "困难", "重点", "特殊", "农村", "城市", "城镇", "贫困", "低保", "特困", "低收入", "分散供养", "集中供养")
)  # fmt: skip
_PEOPLE = ("对象", "人员", "老人", "老年人", "儿童", "者", "人", "户")


@dataclass(frozen=True)
class Reading:
    """A heading read as a target of an owner ("" = the row's person), with a score from 0 to 1.

    ``prefix`` is the word for the row's person (儿童, 申请人) where the heading has one: a name and a number go
    together only under the same one. Owners that begin with `STRANGER` are people that no vocabulary knows.
    """

    target: Target
    owner: str
    score: float
    prefix: str = ""


class Headings:
    """The heading vocabulary of `RosterTerms`, prepared once; readings are remembered."""

    def __init__(self, terms: RosterTerms) -> None:
        self.terms = terms
        words = ((heading_key(word), owner) for owner in terms.owners for word in owner.words)
        self._owners = sorted(words, key=lambda pair: -len(pair[0]))
        self._targets = [(target, self._words_of(target)) for target in terms.targets]
        self._vocabulary = Vocabulary(self._targets)
        self._subjects = sorted((heading_key(word) for word in terms.subject_words), key=len, reverse=True)
        self._own_exact = {word for target, words in self._targets if not target.owner for word in words}
        self._persons = frozenset(self._subjects) - _NOBODY | {"对象", "服务对象"}
        self._nobody = _NOBODY | self._own_exact
        self.unnumbered = frozenset(owner.key for owner in terms.owners if owner.unnumbered)
        self._names = [one for one in terms.targets if one.evidence == "name" and not one.owner]
        self.read = lru_cache(maxsize=4096)(self._read)
        self._scored = self._vocabulary.scores

    def _words_of(self, target: Target) -> list[str]:
        """A target's headings, without those that name somebody else (户主身份证号 is the head's number)."""
        words = [heading_key(word) for word in target.synonyms]
        if target.owner or target.evidence not in ("name", "id_number"):
            return words
        return [word for word in words if not any(len(said) > 1 and said in word for said, _ in self._owners)]

    def _read(self, path: tuple[str, ...]) -> tuple[Reading, ...]:
        """All readings of a heading path, best first."""
        keys = [key for level in path if (key := heading_key(self._outside(without_codes(level))))]
        if not keys:
            return ()
        bare = ""
        leaf, groups = keys[-1], keys[:-1]
        owner = next((found for group in reversed(groups) if (found := self._owner_in(group)[0])), "")
        subject = next((word for group in reversed(groups) for word in self._subjects if word in group), "")
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
        if not owner:
            readings += self._with_group(leaf, groups)
            if leaf in self._persons or _names_people(leaf, readings):
                readings += [Reading(target, "", _BARE) for target in self._names]
            said = "" if subject else next((left for group in reversed(groups) if (left := group_says(group))), "")
            readings = [self._belonging(reading, leaf, base, subject, said) for reading in readings]
        return tuple(sorted(readings, key=lambda reading: -reading.score))

    def _outside(self, level: str) -> str:
        """身份证号（监护人） as 监护人身份证号: whose it is may stand in brackets."""
        if (found := _BEHIND.match(level)) is None:
            return level
        inside = heading_key(found.group(2))
        whose = inside in self._subjects or any(inside == word for word, _ in self._owners if len(word) > 1)
        alone = heading_key(found.group(1)) in self._subjects or self._owner_in(heading_key(found.group(1)))[0]
        return inside + found.group(1) if whose and not alone else level

    def _with_group(self, leaf: str, groups: Sequence[str]) -> list[Reading]:
        """身份证/号码 and 残疾情况/等级 read in one piece, where that is a heading."""
        stems = [stem for group in groups[-1:] if (stem := group_says(group))]
        return [
            Reading(target, "", score + 0.01)
            for stem in stems
            for target, score in self._scored(heading_key(stem + leaf), "")
            if score >= EXACT
        ]

    def _belonging(self, reading: Reading, leaf: str, base: str, subject: str, group: str) -> Reading:
        """A name or number of the row's person under its word for that person, or of somebody unknown."""
        if reading.target.evidence not in ("name", "id_number"):
            return reading
        if reading.score == _BARE and reading.target in self._names and not reading.prefix and base == leaf:
            return Reading(reading.target, "", _BARE, leaf)
        words = next(words for target, words in self._targets if target is reading.target)
        prefix = next((word for word in self._subjects if leaf.startswith(word) and leaf != word), "") or subject
        before = ""
        if base not in self._own_exact:
            inside = max((word for word in words if word in base), key=len, default="")
            before = base[: base.find(inside)] if inside else ""
            if before in _KINDS and before:
                # 老人姓名 is a heading too, but 结对老人 is one word for one person.
                shortest = min((word for word in words if word in base), key=len)
                before = base[: base.find(shortest)]
        kind = next((word for word in self._subjects if before.endswith(word)), "")
        if kind and before.removesuffix(kind) in _KINDS:
            # 结对老人姓名 and 困难群众身份证号 say what kind of person the row's is.
            return Reading(reading.target, "", max(reading.score, EXACT), before)
        stranger = next((word for word in (before, group) if word and word not in self._nobody), "")
        if stranger and not (prefix and not before):
            return Reading(reading.target, STRANGER + stranger, reading.score)
        score = max(reading.score, EXACT) if before and reading.score >= 0.7 else reading.score
        return Reading(reading.target, "", score, "" if prefix in _NOBODY else prefix)

    def read_as(self, path: tuple[str, ...], owner: str) -> Reading | None:
        """The best reading of the last level as a column of ``owner``, whatever the heading says itself."""
        found = [
            Reading(target, owner, score) for target, score in self._scored(heading_key(without_codes(path[-1])), owner)
        ]
        return max(found, key=lambda reading: reading.score, default=None)

    def best(self, text: str) -> Reading | None:
        """The best reading of a lone cell."""
        found = self.read((text,))
        return found[0] if found else None

    def _owner_in(self, key: str) -> tuple[str, str]:
        """The owner named in a heading and what remains behind its word; ("", key) when nobody is named."""
        for word, owner in self._owners:
            place = key.find(word)
            if place < 0 or (len(word) == 1 and place > 0) or key[:place].endswith("被"):
                continue
            rest = _without_filler(key[place + len(word) :])
            if len(word) == 1 and rest not in self._vocabulary.words:
                continue
            return owner.key, rest
        return "", key

    def _without_subject(self, key: str) -> str:
        for word in self._subjects:
            if key.startswith(word) and len(key) > len(word):
                return _without_filler(key[len(word) :]) or key
        return key


def _names_people(leaf: str, readings: Sequence[Reading]) -> bool:
    """Whether a heading calls the people of the list by their kind: 特困供养对象, 被探访老年人."""
    if not leaf.endswith(_PEOPLE) or len(leaf) < 3:
        return False
    return leaf.startswith("被") or any(one.target.evidence == "tick" and one.score >= LEAST_TICK for one in readings)


def group_says(group: str) -> str:
    """Whom a group heading may name: 配偶 of 配偶情况, nobody of 基本信息."""
    bare, before = heading_key(group), ""
    while bare != before:
        before, bare = bare, _GROUP_DRESS.sub("", bare)
    return "" if bare in _NOBODY else bare


def without_common_groups(paths: Mapping[int, tuple[str, ...]]) -> Mapping[int, tuple[str, ...]]:
    """Paths without an uppermost heading that stands over most of the table: a title says nothing of one column."""
    tops = Counter(path[0] for path in paths.values() if len(path) > 1)
    common = {top for top, times in tops.items() if times > 0.7 * len(paths)}
    return {column: path[1:] if len(path) > 1 and path[0] in common else path for column, path in paths.items()}


def _without_filler(key: str) -> str:
    changed = True
    while changed:
        changed = False
        for word in _FILLER:
            if key.startswith(word) and key != word:
                key, changed = key[len(word) :], True
    return "" if key in _FILLER else key


def key_scores(readings: Sequence[Reading]) -> list[float]:
    """The best score of a heading as a name or ID number column, or nothing: such columns make a table a roster."""
    scores = [reading.score for reading in readings if reading.target.evidence in ("name", "id_number")]
    return [max(scores)] if scores and max(scores) >= 0.6 else []
