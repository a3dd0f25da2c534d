"""Which categories a row registers somebody in: ticks, a column of words, and the roster's title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from caredesk.catalog.categories import ASK_ABOUT, Match, category, recognise
from caredesk.catalog.person import EPISODE
from caredesk.catalog.place import HOUSEHOLD_EPISODE
from caredesk.catalog.roster import in_title
from caredesk.schema.record import RecordType
from caredesk.services.importing.row import RowFacts


@dataclass
class Registered:
    """Episode values of a row, of person and household.

    ``homeless`` are household categories without a head, ``withheld`` those that may not be kept by name.
    """

    person: list[dict[str, Any]] = field(default_factory=list)
    household: list[dict[str, Any]] = field(default_factory=list)
    homeless: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)


class CategoryReader:
    """Reads the categories of one table's rows; ``titles`` are its title lines."""

    def __init__(self, titles: Sequence[str]) -> None:
        found = [(title, meant) for title in titles for meant in in_title(title)]
        codes = {meant.category.code for _, meant in found}
        self.from_title = found[0][1] if len(codes) == 1 else None
        self.ambiguous = len(codes) > 1
        self._evidence = found[0][0][:100] if found else ""

    def read(self, facts: RowFacts) -> Registered:
        """The categories a row says; words that must be asked about become problems."""
        meant = [Match(category(tag.partition(":")[0]), tag.partition(":")[2]) for tag in facts.tags]
        for word in facts.words:
            if known := _recognised(word):
                meant.append(known)
            else:
                reason = ASK_ABOUT.get(word, f"没有“{word}”这种类别")
                facts.problem("类别", word, reason, "这个类别没有登记，请在服务对象里补上")
        named = {one.category.code for one in meant}
        title = self.from_title
        if title and (title.category.code not in named or (title.subtype and not _has_subtype(meant, title))):
            meant.append(title)
        if "disability_class" in facts.episode and not named & {"CJR", "CJET"}:
            meant.append(Match(category("CJR")))
        return self._values(facts, meant)

    def _values(self, facts: RowFacts, meant: Sequence[Match]) -> Registered:
        made = Registered()
        done: set[tuple[str, str]] = set()
        with_subtype = {one.category.code for one in meant if one.subtype}
        dated = self._dated(meant)
        for one in meant:
            # 独居 ticked on a list of 特殊困难老年人 says all: no second row without a subtype.
            told = one.subtype or (facts.episode.get("subtype") if one.category.code == "TK" else "") or ""
            if (one.category.code, told) in done or (not told and one.category.code in with_subtype):
                continue
            done.add((one.category.code, told))
            if not one.category.by_name:
                made.withheld.append(one.category.name)
                continue
            values: dict[str, Any] = {"category": one.category.name, **one.facts}
            if self._evidence:
                values["evidence"] = self._evidence
            if facts.since and one.category.code == dated:
                values["since"] = facts.since
            if one.category.level == "household":
                if facts.is_head or facts.head.get("name") or one is self.from_title:
                    made.household.append(_fitting(HOUSEHOLD_EPISODE, {**facts.household, **values}))
                else:
                    made.homeless.append(one.category.name)
            else:
                made.person.append(_fitting(EPISODE, {**facts.episode, **values, "subtype": told or None}))
        return made

    def _dated(self, meant: Sequence[Match]) -> str:
        """The one category that a 起始年月 column speaks of: the title's, else the only one."""
        if self.from_title:
            return self.from_title.category.code
        codes = {one.category.code for one in meant}
        return codes.pop() if len(codes) == 1 else ""


@lru_cache(maxsize=1024)
def _recognised(word: str) -> Match | None:
    return recognise(word)


def _has_subtype(meant: Sequence[Match], wanted: Match) -> bool:
    return any(one.category.code == wanted.category.code and one.subtype == wanted.subtype for one in meant)


def _fitting(kind: RecordType, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that this category has, as building the record would keep them."""
    return {
        name: value
        for name, value in values.items()
        if value is not None and name in kind.fields and kind.shown(name, values)
    }
