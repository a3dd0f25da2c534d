"""Free words before they go out on paper: a sentence that tells of something restricted is left out."""

from __future__ import annotations

import re
from functools import cache

from caredesk.catalog.categories import CATEGORIES
from caredesk.catalog.rounds import SAID_NOWHERE
from caredesk.schema.declarations import Declarations
from caredesk.schema.fields import Choice, Choices
from caredesk.schema.privacy import Privacy

ELSEWHERE = "（其余见档案）"
_SENTENCE = re.compile(r"[^。；;！!\n]+[。；;！!\n]*")


def discreet(text: str, secret: frozenset[str]) -> str:
    """The sentences of a text without those that hold one of the words; says that there is more in the file."""
    if not any(word in text for word in secret):
        return text
    kept = [one for one in _SENTENCE.findall(text) if not any(word in one for word in secret)]
    return "".join(kept).strip() + ELSEWHERE


def secret_words(declarations: Declarations) -> frozenset[str]:
    """What restricted things are called: categories with the words of rosters, options that no ordinary field has."""
    restricted, ordinary = set(_category_words()), set[str]()
    for kind in declarations.records:
        for name, spec in kind.fields.items():
            if isinstance(spec, Choice | Choices):
                for option in spec.options:
                    own = spec.privacy_of(option) if isinstance(spec, Choice) else spec.privacy
                    level = max(own, kind.privacy(name))
                    (restricted if level >= Privacy.RESTRICTED else ordinary).add(option)
    return frozenset({*(restricted - ordinary), *SAID_NOWHERE})


@cache
def _category_words() -> frozenset[str]:
    found: set[str] = set()
    for one in CATEGORIES:
        if one.privacy >= Privacy.RESTRICTED:
            found |= {one.name, *one.aliases, *(word for kind in one.subtypes for word in (kind.name, *kind.aliases))}
        for kind in one.subtypes:
            if kind.privacy >= Privacy.RESTRICTED:
                found |= {kind.name, *kind.aliases}
    return frozenset(found)
