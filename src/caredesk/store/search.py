"""找人: the keys that a person is found by, and the query over them.

Names are found by any characters inside (FTS5 over the characters spaced apart), by pinyin initials and full pinyin
with every reading of every character (曾 ceng/zeng), numbers by their tail or head. ``readings`` maps a character to
its readings without tones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice, product

from caredesk.resources import resource
from caredesk.schema.dates import normal
from caredesk.schema.identity import clean_id_text
from caredesk.store.connection import Connection

_MOST_SPELLINGS = 24
_LAST = chr(0x10FFFF)


@cache
def readings() -> dict[str, tuple[str, ...]]:
    """Every reading of every character, read once when first needed."""
    table: dict[str, tuple[str, ...]] = {}
    for line in resource("readings/readings.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            letter, said = line.split("\t")
            table[letter] = tuple(said.split(","))
    return table


def name_sort_key(name: str) -> str:
    """Pinyin of the commonest reading, so that lists go by sound; unknown characters sort last by code."""
    table = readings()
    return " ".join(table.get(letter, (f"~{ord(letter):06x}",))[0] for letter in name if letter.strip())


def name_keys(name: str) -> set[str]:
    """``i:`` initials and ``f:`` full spellings in all combinations of readings (capped for very long names)."""
    table = readings()
    letters = [letter for letter in name if letter.isalnum()]
    per_letter = [table.get(letter, (letter.lower(),)) for letter in letters]
    keys = set()
    for spelling in islice(product(*per_letter), _MOST_SPELLINGS):
        keys.add("f:" + "".join(spelling))
        keys.add("i:" + "".join(part[0] for part in spelling))
    return keys


def spaced(name: str) -> str:
    """Characters apart, so that FTS5 sees each as a word."""
    return " ".join(letter for letter in normal(name) if letter.isalnum())


def _number_keys(value: str) -> set[str]:
    number = clean_id_text(value)
    return {f"t:{number[::-1]}", f"n:{number}"} if number else set()


_KEYS: dict[str, Callable[[str], set[str]]] = {
    "name": name_keys,
    "number_tail": _number_keys,
    "phone": _number_keys,
    "words": lambda value: {f"w:{normal(value)}"},
}


def keys_of(how: str, value: str | None) -> set[str]:
    """The keys under which a value is found."""
    return _KEYS[how](value) if value else set()


def find_owners(connection: Connection, text: str, limit: int) -> list[int]:
    """Integer keys of the records that a search text finds, best first, at most ``limit``.

    Every word of the text must be found (``张 白庙`` narrows). A bare tail of an ID number, a phone, initials, full
    pinyin and characters of the name are told apart by what the text is made of.
    """
    words = [word for word in normal(text).replace("·", " ").split() if word]
    found: list[int] | None = None
    for word in words:
        hits = list(islice(_find_word(connection, word, limit if len(words) == 1 else 5000), 5000))
        allowed = set(hits)
        found = hits if found is None else [owner for owner in found if owner in allowed]
    return list(dict.fromkeys(found or []))[:limit]


def _find_word(connection: Connection, word: str, limit: int) -> Iterator[int]:
    lowered = word.lower()
    if lowered.isascii() and lowered.isalpha() and lowered != "x":
        yield from _ranges(connection, (f"i:{lowered}", f"f:{lowered}"), limit)
    elif word.isascii():
        number = clean_id_text(word)
        yield from _ranges(connection, (f"t:{number[::-1]}", f"n:{number}"), limit)
    else:
        phrase = '"' + spaced(word) + '"'
        yield from _rows(connection, "SELECT rowid FROM search_name WHERE letters MATCH ? LIMIT ?", (phrase, limit))
        yield from _ranges(connection, (f"w:{word}",), limit)


def _ranges(connection: Connection, prefixes: Iterable[str], limit: int) -> Iterator[int]:
    for prefix in prefixes:
        # Index order, so the shortest (whole) matches come first; one owner may stand under several spellings.
        sql = "SELECT owner FROM search_key WHERE key >= ? AND key < ? LIMIT ?"
        yield from _rows(connection, sql, (prefix, prefix + _LAST, 4 * limit))


def _rows(connection: Connection, sql: str, arguments: Sequence[object]) -> Iterator[int]:
    for row in connection.execute(sql, arguments):
        yield row[0]
