"""Which village a roster's words mean: 白庙村, 白庙村委会, 青石镇白庙村 and a former name are one and the same."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches

from caredesk.catalog.place import Village
from caredesk.documents.layout.content import SURNAMES
from caredesk.schema.ids import Id

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_TOWNSHIP = re.compile(rf"^[{_HAN}]{{2,}}?(?:街道办事处|街道|镇|乡|苏木)(?=[{_HAN}]{{2,}})")
_COUNTY = re.compile(rf"^[{_HAN}]{{2,}}?(?:省|自治区|市|自治州|盟|县|区|旗)(?=[{_HAN}]{{2,}})")
_ENDINGS = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("村民委员会", "村"),
    ("村居委会", "村"),
    ("村委会", "村"),
    ("行政村", "村"),
)
_NUMBERED = r"第?[\d一二三四五六七八九十]{1,3}(?:组|队|社|屯)"
_NAMED = rf"[{_HAN}]{{1,6}}(?:组|屯|自然村)"
_GROUP = re.compile(rf"^([{_HAN}]{{1,12}}(?:村|社区))({_NUMBERED}|{_NAMED})$")

LONGEST = 20
"""A longer text names no village."""
_CONTRASTS = ("上下", "东西南北中", "前后", "左右", "里外内", "大小", "新老", "一二三四五六七八九十")
"""Characters in which neighbouring villages differ on purpose: 上坪村 and 下坪村 are two."""


class UnknownVillage(KeyError):
    """A village that is not on the list and may not be taken over; ``like`` is the one it may be a slip for."""

    def __init__(self, said: str, like: str = "") -> None:
        super().__init__(said)
        self.like = like


class VillageBook:
    """The station's villages by every name, and the ones a roster brings along.

    ``adopting``: names of villages that nobody has entered or confirmed may be taken over from rosters, once there
    are villages only those that are `expected` in two rows and are no slip for one of them.
    """

    def __init__(
        self, villages: Iterable[Village], county: str, township: str, *, adopting: bool, make_id: Callable[[], Id]
    ) -> None:
        self._own = (county, township)
        self._adopting = adopting
        self._make_id = make_id
        self.adopted: dict[str, Id] = {}
        self.names: dict[Id, str] = {}
        self._by_name: dict[str, Id] = {}
        self._remembered: dict[str, tuple[Id | None, str]] = {}
        self._rows: Counter[str] = Counter()
        self._nowhere: set[str] = set()
        known = [village for village in villages if village.id]
        for village in known:
            if village.id:
                self.names[village.id] = village.name
        for village in known:
            # People of a village that was merged belong to the one it went into.
            where = village.merged_into or village.id
            for name in (village.name, *(village.aliases or ())):
                if where:
                    self._by_name.setdefault(self.plain(name), where)
                    self._by_name.setdefault(name, where)

        self._stored = frozenset(self.names.values())

    @property
    def wants_counts(self) -> bool:
        """Whether it matters how often a new village is named."""
        return self._adopting and bool(self._stored)

    def expect(self, rows: Mapping[str, int]) -> None:
        """Be told how many rows of the file name which village, as written."""
        for said, count in rows.items():
            self._rows[self._parted(said)[0]] += count

    def known_names(self) -> dict[str, str]:
        """Every name in use with the village's present name, for layout finding."""
        return {name: self.names.get(where, name) for name, where in self._by_name.items()}

    def add(self, names: Iterable[str]) -> None:
        """Put names on the list that the user wants there."""
        for name in names:
            plain = self.plain(name)
            if plain and len(plain) <= LONGEST and plain not in self._by_name:
                self.adopted[plain] = self._by_name[plain] = where = self._make_id()
                self.names[where] = plain

    def mean(self, words: Mapping[str, str]) -> None:
        """Be told what names mean: one of the list, or "" for none. A meaning that is not on the list is no help."""
        for said, meant in words.items():
            plain = self.spelled(said)
            if where := self.known(meant) if meant else None:
                self._by_name[plain] = where
            elif not meant and plain:
                self._nowhere.add(plain)

    def spelled(self, said: str) -> str:
        """What different spellings of one village have in common, for putting them together."""
        return self._parted(said)[0]

    def like(self, said: str) -> str:
        """The village on the list that a name is most likely a slip for, or ""."""
        plain = self.spelled(said)
        if found := next((name for name in sorted(self._stored) if _is_slip(plain, name)), ""):
            return found
        return next(iter(get_close_matches(plain, sorted(self._stored), 1, 0.75)), "")

    def listed(self) -> list[str]:
        """The names on the list."""
        return sorted(self._stored)

    def find(self, said: str) -> tuple[Id | None, str]:
        """The village and the 组 that a text names; (None, "") where it names none. Raises UnknownVillage."""
        if said not in self._remembered:
            self._remembered[said] = self._find(said)
        return self._remembered[said]

    def known(self, said: str) -> Id | None:
        """The village of a name, without taking over a new one."""
        plain = self.plain(said)
        return self._by_name.get(plain) or self._by_short_name(plain)

    def _find(self, said: str) -> tuple[Id | None, str]:
        plain, group = self._parted(said)
        if not plain or plain in self._own or plain in self._nowhere:
            return None, ""
        where = self._by_name.get(plain) or self._by_short_name(plain)
        if where is None:
            if not self._adopting or not plain.endswith(("村", "社区", "嘎查", "居")) or len(plain) > LONGEST:
                raise UnknownVillage(said)
            if like := next((name for name in sorted(self._stored) if _is_slip(plain, name)), ""):
                raise UnknownVillage(said, like)
            if self._stored and self._rows[plain] < 2:
                raise UnknownVillage(said)
            where = self._make_id()
            self.adopted[plain] = self._by_name[plain] = where
            self.names[where] = plain
        return where, group

    def _parted(self, said: str) -> tuple[str, str]:
        """A village's plain name and the 组 behind it."""
        plain = self.plain(said)
        if plain not in self._by_name and (parts := _GROUP.match(plain)):
            return parts.group(1), parts.group(2)
        return plain, ""

    def _by_short_name(self, plain: str) -> Id | None:
        """上坪 for 上坪村, and 河口村 for 河口社区, where only one village can be meant."""
        short = plain.removesuffix("村").removesuffix("社区")
        found = {
            where for name, where in self._by_name.items() if name.removesuffix("村").removesuffix("社区") == short
        }
        return found.pop() if len(found) == 1 and len(short) >= 2 else None

    def plain(self, said: str) -> str:
        """A village's name without county and township before it and with one kind of ending."""
        made = re.sub(r"\s", "", unicodedata.normalize("NFKC", said))
        for own in self._own:
            if own and made.startswith(own) and made != own:
                made = made[len(own) :]
        if made not in self._by_name:
            for pattern in (_COUNTY, _COUNTY, _TOWNSHIP):
                made = pattern.sub("", made, count=1)
        for ending, short in _ENDINGS:
            if made.endswith(ending) and len(made) > len(ending):
                base = made.removesuffix(ending)
                return base if base.endswith(short) else base + short
        return made


def _is_slip(said: str, known: str) -> bool:
    """Whether two names differ by one character, and not as villages do on purpose (王家村 and 李家村)."""
    if len(said) == len(known):
        differing = [(at, a, b) for at, (a, b) in enumerate(zip(said, known, strict=True)) if a != b]
        if len(differing) != 1:
            return False
        at, one, other = differing[0]
        families = at == 0 and one in SURNAMES and other in SURNAMES
        return not families and not any(one in group and other in group for group in _CONTRASTS)
    short, long = sorted((said, known), key=len)
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
