"""找人: the keys that a person is found by, and the query over them.

Names are found by any characters inside (FTS5 over the characters spaced apart), by their beginning, by pinyin initials
and full pinyin with every reading of every character (曾 ceng/zeng), numbers by their tail or head.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice, product

from caredesk.resources import resource
from caredesk.schema.dates import normal
from caredesk.schema.identity import clean_id_text
from caredesk.store.connection import Connection

Readings = dict[str, tuple[str, ...]]

KEYS_VERSION = 2
"""Raised when the keys are made differently, so that older files are indexed anew when they are opened."""

SHOWN_TAIL = 4
"""Digits of a number that its starred form shows; who may not see whole numbers finds by no longer a tail."""
_WHOLE_NUMBER = 11
_MOST_SPELLINGS = 24
MOST_HITS = 20_000
"""As many are looked through when a text has several words, or is searched among the people of a village."""
_LAST = chr(0x10FFFF)


@cache
def readings() -> Readings:
    """Every reading of every character, as a surname first, and of surnames of two characters (one text each)."""
    table: Readings = {}
    known: dict[str, tuple[str, ...]] = {}
    for line in resource("readings/readings.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            letters, said = line.split("\t")
            if said not in known:  # a few thousand combinations stand for forty thousand characters
                known[said] = tuple(sys.intern(one) for one in said.split("," if len(letters) == 1 else " "))
            table[letters] = known[said]
    return table


def _letters(name: str) -> list[str]:
    return [letter for letter in normal(name) if letter.isalnum()]


def _said(letters: Sequence[str]) -> list[tuple[str, ...]]:
    """The readings of each letter, the likeliest first: surnames of two characters have their own."""
    table = readings()
    told = [table.get(letter, (letter.lower(),)) for letter in letters]
    double = table.get("".join(letters[:2])) if len(letters) > 1 else None
    for place, one in enumerate(double or ()):
        told[place] = (one, *(other for other in told[place] if other != one))
    return told


def name_sort_key(name: str) -> str:
    """Pinyin of the likeliest reading, so that lists go by sound; characters without one sort last by code."""
    letters = _letters(name)
    table = readings()
    said = _said(letters)
    return " ".join(
        one[0] if letter in table or letter.isascii() else f"~{ord(letter):06x}"
        for letter, one in zip(letters, said, strict=True)
    )


def name_keys(name: str) -> set[str]:
    """``w:`` the name, ``i:`` initials and ``f:`` full spellings in all combinations of readings.

    Long names with many readings are capped from their end, so that a surname always keeps all of its own.
    """
    letters = _letters(name)
    if not letters:
        return set()
    combinations, told = 1, []
    for one in _said(letters):
        kept = one[: max(1, _MOST_SPELLINGS // combinations)]
        combinations *= len(kept)
        told.append(kept)
    keys = {"w:" + "".join(letters).lower()}
    for spelling in product(*told):
        keys.add("f:" + "".join(spelling))
        keys.add("i:" + "".join(part[0] for part in spelling))
    return keys


def spaced(name: str) -> str:
    """Characters apart, so that FTS5 sees each as a word."""
    return " ".join(_letters(name))


def _number_keys(value: str) -> set[str]:
    number = clean_id_text(value)
    return {f"t:{number[::-1]}", f"n:{number}"} if number else set()


_KEYS: dict[str, Callable[[str], set[str]]] = {
    "name": name_keys,
    "number_tail": _number_keys,
    "phone": _number_keys,
    "words": lambda value: {f"w:{normal(value).lower()}"},
}


def keys_of(how: str, value: str | None) -> set[str]:
    """The keys under which a value is found."""
    return _KEYS[how](value) if value else set()


def find_owners(
    connection: Connection, text: str, limit: int, *, whole_numbers: bool = True, numbers: bool = True
) -> list[int]:
    """Integer keys of the records that a search text finds, best first, at most ``limit``.

    Every word of the text must be found (``张 9978`` narrows). A tail or head of a number, initials, full pinyin and
    characters of the name are told apart by what the word is made of. Without ``whole_numbers`` a number is found only
    by the tail that its starred form shows, or by all of it: nobody may feel their way through hidden digits. Without
    ``numbers`` nobody is found by a digit at all.
    """
    words = [word for word in normal(text).replace("·", "").split() if word]
    found: list[int] | None = None
    most = min(4 * limit, MOST_HITS) if len(words) == 1 else MOST_HITS
    for word in words:
        hits = islice(_find_word(connection, word, most, whole_numbers=whole_numbers, numbers=numbers), most)
        if found is None:
            found = list(dict.fromkeys(hits))
        else:
            allowed = set(hits)
            found = [owner for owner in found if owner in allowed]
    return (found or [])[:limit]


def _find_word(connection: Connection, word: str, most: int, *, whole_numbers: bool, numbers: bool) -> Iterator[int]:
    lowered = word.lower()
    if lowered.isascii() and lowered.isalpha() and lowered != "x":
        yield from _ranges(connection, (f"i:{lowered}", f"f:{lowered}", f"w:{lowered}"), most)
        if len(lowered) > 1:  # the given name alone: jiahao, jh for 胡嘉豪
            yield from _inside_names(connection, lowered, most)
    elif word.isascii():
        number = clean_id_text(word) if numbers else ""
        if number and (whole_numbers or len(number) <= SHOWN_TAIL):
            yield from _ranges(connection, (f"t:{number[::-1]}",), most)
        if number and whole_numbers:
            yield from _ranges(connection, (f"n:{number}",), most)
        elif len(number) >= _WHOLE_NUMBER:
            yield from _rows(connection, "SELECT owner FROM search_key WHERE key = ?", (f"n:{number}",))
    elif letters := spaced(word):
        # Names that begin with the word stand before those that only hold it.
        yield from _ranges(connection, (f"w:{letters.replace(' ', '').lower()}",), most)
        sql = "SELECT rowid FROM search_name WHERE letters MATCH ? LIMIT ?"
        yield from _rows(connection, sql, (f'"{letters}"', most))


def _ranges(connection: Connection, prefixes: Iterable[str], most: int) -> Iterator[int]:
    for prefix in prefixes:
        # Index order, so the shortest (whole) matches come first; one owner may stand under several spellings.
        sql = "SELECT owner FROM search_key WHERE key >= ? AND key < ? LIMIT ?"
        yield from _rows(connection, sql, (prefix, prefix + _LAST, most))


def _inside_names(connection: Connection, word: str, most: int) -> Iterator[int]:
    """Names whose pinyin holds the word further in; one walk over the name keys, so only after the quick finds."""
    for prefix in ("i:", "f:"):
        sql = "SELECT owner FROM search_key WHERE key >= ? AND key < ? AND instr(key, ?) > 3 LIMIT ?"
        yield from _rows(connection, sql, (prefix, prefix + _LAST, word, most))


def _rows(connection: Connection, sql: str, arguments: Sequence[object]) -> Iterator[int]:
    for row in connection.execute(sql, arguments):
        yield row[0]
