"""What is bid for a column by its heading and content together, and how a bid becomes a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from caredesk.documents.layout.cells import heading_key
from caredesk.documents.layout.content import Content
from caredesk.documents.layout.headings import EXACT, Reading
from caredesk.schema.roster import ColumnGuess, Evidence, Target

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
_RELIEF = ("低保", "特困", "五保", "边缘", "救助", "保障", "供养")


@dataclass(frozen=True)
class Bid:
    """A column offered to a target of an owner. ``weak``: the heading says so although the content is odd."""

    score: float
    column: int
    target: Target
    owner: str
    reasons: tuple[str, ...]
    prefix: str = ""
    weak: bool = False

    def given(self, guess: ColumnGuess) -> ColumnGuess:
        """The guess once the bid has won."""
        return replace(
            guess,
            target=self.target.key,
            owner=self.owner,
            evidence=self.target.evidence,
            confidence=round(min(1.0, self.score), 2),
            reasons=self.reasons,
        )


def seen(evidence: Evidence, rate: float) -> str:
    """What was seen of a column's content, in words; "" for content that says nothing."""
    return _SEEN[evidence].format(f"{rate:.0%}") if evidence in _SEEN else ""


def bid_for(column: int, path: tuple[str, ...], reading: Reading, content: Content) -> Bid | None:
    """The bid of one reading of a heading over its column's content; None for one that the content speaks against."""
    target, heading = reading.target, reading.score
    reasons = [f"表头像“{target.label}”" if heading < 1 else f"表头就是“{target.label}”"]
    least = _LEAST.get(target.evidence)
    if least is None and heading < 0.6:
        return None
    if content.filled == 0 or least is None:
        return _by_heading(column, reading, content, reasons)
    rate, weak = _rate(path, reading, content, least), False
    if target.evidence == "id_number":
        reasons.append(f"校验位对的占{content.sound:.0%}")
    elif said := seen(target.evidence, rate):
        reasons.append(said)
    if rate < least and heading >= EXACT and _said_plainly(target, path[-1], content):
        # 丁纨（已故） under 姓名 and H12345678 under 身份证号 are looked at row by row; the heading is still right.
        rate, weak = least, True
    if rate < least or (target.evidence == "number" and _numbers_of_people(path, heading, content)):
        return None
    score = 0.55 * heading + 0.45 * rate
    if target.evidence == "village" and any("户籍" in level or "户口" in level for level in path):
        # Where somebody lives comes first, where both stand in the table.
        score -= 0.1
    return Bid(score, column, target, reading.owner, tuple(reasons), reading.prefix, weak)


def _rate(path: tuple[str, ...], reading: Reading, content: Content, least: float) -> float:
    """The share of values that speak for a reading; a clear heading makes up for values that only look odd."""
    kind, clear = reading.target.evidence, reading.score >= 0.95
    rate = content.rate(kind)
    if kind == "village" and clear and re.search("[村居]|社区", path[-1]) and content.length <= 24:
        # 白庙 under 村 is a village too, if perhaps none that anybody knows.
        return max(rate, least)
    if kind == "name" and clear:
        # 扎西 and 小明 begin with no surname that anybody lists; 见附件 in every row is nobody.
        return max(rate, 0.8 * content.short_words * min(1.0, 2 * content.distinct))
    if kind == "id_number" and not _says_id(path):
        # 证件号码 may be a relief certificate of 15 or 18 places: numbers of people keep their checksum.
        return min(rate, content.whole)
    return rate


def _by_heading(column: int, reading: Reading, content: Content, reasons: list[str]) -> Bid | None:
    """A bid for a target that content can hardly speak for."""
    target, rate = reading.target, _option_rate(reading.target, content)
    if target.options and reading.score < 0.9 and not rate and len(set(content.samples)) > 1:
        # 失能等级 with 轻度, 中度 is no 残疾等级.
        return None
    return Bid(reading.score * 0.8 + 0.15 * rate, column, target, reading.owner, tuple(reasons))


def _numbers_of_people(path: tuple[str, ...], heading: float, content: Content) -> bool:
    """Whether numbers are people's and nobody's certificate: under a heading that only resembles one's, or 证件号."""
    if content.rate("id_number") <= 0.5 and "身份" not in path[-1]:
        return False
    return heading < 0.9 or (content.whole > 0.5 and not any(word in level for level in path for word in _RELIEF))


def _says_id(path: tuple[str, ...]) -> bool:
    return any(word in level for level in map(heading_key, path) for word in ("身份", "公民"))


def _said_plainly(target: Target, heading: str, content: Content) -> bool:
    """Whether an exact heading stands although its content is odd: not where every row says 见附件."""
    if content.distinct < 0.5 and content.filled > 1:
        return False
    if target.evidence == "phone":
        # Numbers that are all a place short are telephones still, to be said of each.
        return content.rate("count") >= 0.5 and content.length >= 5
    if target.evidence == "name":
        return content.rate("id_number") < 0.5 and content.rate("phone") < 0.9
    return target.evidence == "id_number" and "身份" in heading_key(heading)


def _option_rate(target: Target, content: Content) -> float:
    if target.options and content.samples:
        return sum(1 for sample in content.samples if sample in target.options) / len(content.samples)
    if target.evidence in ("relation", "address", "money", "count"):
        return content.rate(target.evidence)
    return 0.0
