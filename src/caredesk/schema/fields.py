"""What a field is: how it is parsed, shown, checked and stored. One kind, one class."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from caredesk.schema.conditions import Condition
from caredesk.schema.dates import normal
from caredesk.schema.privacy import Privacy, mask_numbers_in_words

SqlType = Literal["TEXT", "INTEGER", "REAL", "BLOB"]
UNKNOWN = "未了解"
_SEPARATORS = re.compile(r"\s*[、,;]\s*")


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field as declared; subclasses are the kinds.

    ``required``: a record without it is refused. ``asked_when``: a missing value counts as 待补 while the condition
    holds (``ALWAYS`` = whenever shown). ``shown_when``: outside it the field is hidden, and a value kept while editing
    is dropped, with notice, on save. ``waived_when``: a required value may be missing while it holds. ``source`` names
    the domain page and section. ``width`` is half-width characters. ``carried``: what was answered last time may be
    taken over, because it seldom changes. ``of_home``: it holds for everybody of a home who is visited together.
    """

    label: str
    name: str = ""
    required: bool = True
    asked: bool = False
    asked_when: Condition | None = None
    shown_when: Condition | None = None
    waived_when: Condition | None = None
    privacy: Privacy = Privacy.ORDINARY
    help: str = ""
    width: int = 12
    synonyms: tuple[str, ...] = ()
    source: str = ""
    section: str = ""
    default: Any = None
    carried: bool = False
    of_home: bool = False

    kind: ClassVar[str] = ""
    sql: ClassVar[SqlType] = "TEXT"

    def parse(self, text: str) -> Any:
        """Turn what a person typed, or a cell held, into a value; ValueError carries the Chinese reason."""
        return text.strip() or None

    def show(self, value: Any) -> str:
        """The words for screen and paper."""
        return "" if value is None else str(value)

    def masked(self, value: Any) -> str:
        """The words with numbers of people starred out."""
        return self.show(value)

    def check(self, value: Any) -> str | None:
        """Say what is wrong with the value and what to do, or None."""
        if value in (None, "", ()):
            return f"请填写“{self.label}”" if self.required else None
        return self.wrong(value)

    def wrong(self, value: Any) -> str | None:  # noqa: ARG002  kinds override it
        """Say what is wrong with a value that is there, or None."""
        return None

    def to_sql(self, value: Any) -> Any:
        return self.to_json(value)

    def from_sql(self, raw: Any) -> Any:
        return self.from_json(raw)

    def to_json(self, value: Any) -> Any:
        """A JSON value: ISO dates, lists, ids as text."""
        return value

    def from_json(self, raw: Any) -> Any:
        """Read a JSON value back; ValueError carries the Chinese reason."""
        return None if raw == "" else raw


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A line of words."""

    longest: int = 100
    kind: ClassVar[str] = "text"

    def parse(self, text: str) -> str | None:
        return re.sub(r"[\r\n\t]+", " ", text).strip() or None

    def from_json(self, raw: Any) -> Any:
        return raw.strip() or None if isinstance(raw, str) else raw

    def wrong(self, value: Any) -> str | None:
        if not isinstance(value, str) or not value.strip():
            return f"“{self.label}”应是文字，不能只有空格"
        if len(value) > self.longest:
            return f"“{self.label}”最多{self.longest}个字，现在有{len(value)}个，请写短些"
        if any(ord(letter) < 32 and letter not in "\n\t" for letter in value):
            return f"“{self.label}”里有看不见的控制字符，请删去后重填"
        return None


@dataclass(frozen=True, kw_only=True)
class Note(Text):
    """Words of several lines; numbers of people in it are starred out on masked paper."""

    longest: int = 2000
    lines: int = 3
    width: int = 30
    kind: ClassVar[str] = "note"

    def parse(self, text: str) -> str | None:
        return text.replace("\r\n", "\n").replace("\r", "\n").strip() or None

    def masked(self, value: Any) -> str:
        return mask_numbers_in_words(self.show(value))


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of a few; ``aliases`` are older or local words read on import; ``option_privacy`` marks options.

    ``follows`` names the choice field that narrows this one: ``options_by`` holds its options for each value there
    (a value without an entry leaves nothing to choose), and ``options`` are all of them.
    """

    options: tuple[str, ...]
    aliases: Mapping[str, str] | None = None
    option_privacy: Mapping[str, Privacy] | None = None
    follows: str = ""
    options_by: Mapping[str, tuple[str, ...]] | None = None
    kind: ClassVar[str] = "choice"

    def parse(self, text: str) -> str | None:
        said = normal(text)
        if not said or said == UNKNOWN:
            return None
        # Both sides are normalised: NFKC turns the full-width brackets and commas of an option into half-width ones.
        for option in self.options:
            if said == normal(option):
                return option
        for alias, option in (self.aliases or {}).items():
            if said == normal(alias):
                return option
        raise ValueError(f"“{self.label}”没有“{text}”这一项，可填：{'、'.join(self.options)}")

    def options_for(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """What may be chosen while the record holds these values."""
        if not self.follows or self.options_by is None:
            return self.options
        return self.options_by.get(values.get(self.follows) or "", ())

    def wrong(self, value: Any) -> str | None:
        if value not in self.options:
            return f"“{self.label}”没有“{value}”这一项，可填：{'、'.join(self.options)}"
        return None

    def privacy_of(self, value: Any) -> Privacy:
        """The class of a value: the field's own, or the option's where that is higher."""
        return max(self.privacy, (self.option_privacy or {}).get(value, Privacy.ORDINARY))


@dataclass(frozen=True, kw_only=True)
class Choices(Field):
    """Any number of a few; a tuple of options in declared order. ``notes`` explain options that need more words."""

    options: tuple[str, ...]
    width: int = 16
    notes: Mapping[str, str] | None = None
    kind: ClassVar[str] = "choices"

    def parse(self, text: str) -> tuple[str, ...] | None:
        rest = _SEPARATORS.sub("、", normal(text)).strip("、")
        known = sorted(((_SEPARATORS.sub("、", normal(o)), o) for o in self.options), key=lambda pair: -len(pair[0]))
        found: list[str] = []
        while rest:
            # Longest first, because an option may hold a 、 itself: 中风(脑梗、脑出血).
            match = next(((said, o) for said, o in known if rest == said or rest.startswith(said + "、")), None)
            said, option = match or (rest.split("、")[0],) * 2
            found.append(option)
            rest = rest[len(said) :].strip("、")
        return self.from_json([part for part in (item.strip() for item in found) if part and part != UNKNOWN])

    def show(self, value: Any) -> str:
        return "、".join(value or ())

    def wrong(self, value: Any) -> str | None:
        strange = [item for item in value if item not in self.options]
        if strange:
            return f"“{self.label}”没有“{'、'.join(map(str, strange))}”，可选：{'、'.join(self.options)}"
        return None

    def to_sql(self, value: Any) -> str | None:
        return json.dumps(list(value), ensure_ascii=False) if value else None

    def from_sql(self, raw: Any) -> tuple[str, ...] | None:
        return tuple(json.loads(raw)) if raw else None

    def to_json(self, value: Any) -> list[str] | None:
        return list(value) if value else None

    def from_json(self, raw: Any) -> tuple[str, ...] | None:
        if raw in (None, "", [], ()):
            return None
        if isinstance(raw, str):
            return self.parse(raw)
        if not isinstance(raw, list | tuple):
            raise ValueError(f"“{self.label}”应是一列选项")  # noqa: TRY004  a user's input, not a bug
        order = {option: place for place, option in enumerate(self.options)}
        return tuple(sorted(dict.fromkeys(raw), key=lambda item: order.get(item, len(order))))


@dataclass(frozen=True, kw_only=True)
class Words(Choices):
    """A free list of words, such as a village's former names."""

    options: tuple[str, ...] = ()
    kind: ClassVar[str] = "words"

    def wrong(self, value: Any) -> str | None:
        return None if all(isinstance(item, str) and len(item) <= 50 for item in value) else f"“{self.label}”有太长的词"

    def from_json(self, raw: Any) -> tuple[str, ...] | None:
        if raw in (None, "", [], ()):
            return None
        if isinstance(raw, str):
            return self.parse(raw)
        if not isinstance(raw, list | tuple):
            raise ValueError(f"“{self.label}”应是一列词")  # noqa: TRY004  a user's input, not a bug
        return tuple(dict.fromkeys(raw))


@dataclass(frozen=True, kw_only=True)
class Photos(Words):
    """Pictures of an attachment folder, by their content hash; people only ever read how many there are."""

    kind: ClassVar[str] = "photos"

    def parse(self, text: str) -> tuple[str, ...] | None:
        if not text.strip():
            return None
        raise ValueError(f"“{self.label}”请用添加照片的按钮，不能打字填写")

    def show(self, value: Any) -> str:
        return f"{len(value)}张" if value else ""

    def wrong(self, value: Any) -> str | None:
        sound = all(isinstance(item, str) and re.fullmatch(r"[0-9a-f]{64}", item) for item in value)
        return None if sound else f"“{self.label}”里有认不出的照片，请删去后重新添加"


@dataclass(frozen=True, kw_only=True)
class YesNo(Field):
    """Yes or no; unknown is None."""

    width: int = 6
    kind: ClassVar[str] = "yes_no"
    sql: ClassVar[SqlType] = "INTEGER"

    def parse(self, text: str) -> bool | None:
        said = normal(text)
        if said in ("是", "有", "√", "1", "Y", "true", "True"):
            return True
        if said in ("否", "无", "没有", "0", "N", "×", "false", "False"):
            return False
        if not said or said == UNKNOWN:
            return None
        raise ValueError(f"“{self.label}”应填是或否，写的是“{text}”")

    def show(self, value: Any) -> str:
        return "" if value is None else "是" if value else "否"

    def wrong(self, value: Any) -> str | None:
        return None if isinstance(value, bool) else f"“{self.label}”应填是或否"

    def to_sql(self, value: Any) -> int | None:
        return None if value is None else int(value)

    def from_json(self, raw: Any) -> bool | None:
        return self.parse(raw) if isinstance(raw, str) else raw

    def from_sql(self, raw: Any) -> bool | None:
        return None if raw is None else bool(raw)
