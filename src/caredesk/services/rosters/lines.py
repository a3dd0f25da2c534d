"""The lines of a list as it was received, and their compact form: one attachment a list, a few bytes a line."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from caredesk.schema.errors import StoreTrouble
from caredesk.schema.ids import Id

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a list.

    ``number`` is the ID number where it is sound. ``village`` is known, ``where`` as written or named. ``said`` are
    texts by label that a later list may say otherwise (月保障金, 残疾等级). ``doubt`` is why the row was not taken in,
    "" for one that was. ``registered``: the import put the person, or the household, into the list's category.
    """

    name: str
    number: str = ""
    person: Id | None = None
    household: Id | None = None
    village: Id | None = None
    where: str = ""
    subtype: str = ""
    area: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    doubt: str = ""
    registered: bool = True


def packed(lines: Sequence[Line]) -> bytes:
    """Lines as compressed JSON; columns one after another, because equal values then lie side by side."""
    labels = list(dict.fromkeys(label for line in lines for label in line.said))
    villages = list(dict.fromkeys(line.village for line in lines if line.village))
    places = {village: place for place, village in enumerate(villages)}
    told = {
        "format": _FORMAT,
        "villages": [one.hex for one in villages],
        "name": [line.name for line in lines],
        "number": [line.number for line in lines],
        "person": [line.person.hex if line.person else "" for line in lines],
        "household": [line.household.hex if line.household else "" for line in lines],
        "village": [places[line.village] if line.village else -1 for line in lines],
        "where": [line.where for line in lines],
        "subtype": [line.subtype for line in lines],
        "area": [line.area for line in lines],
        "doubt": [line.doubt for line in lines],
        "registered": [int(line.registered) for line in lines],
        "said": {label: [line.said.get(label, "") for line in lines] for label in labels},
    }
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 3)


def unpacked(content: bytes) -> list[Line]:
    """The lines of a list; StoreTrouble for one that this program cannot read."""
    try:
        told = json.loads(zlib.decompress(content))
        villages = [UUID(hex=one) for one in told["villages"]]
        said = {_FORMAT: told["said"]}[told["format"]]
        return [
            Line(
                name=name,
                number=told["number"][at],
                person=_id(told["person"][at]),
                household=_id(told["household"][at]),
                village=villages[told["village"][at]] if told["village"][at] >= 0 else None,
                where=told["where"][at],
                subtype=told["subtype"][at],
                area=told["area"][at],
                said={label: texts[at] for label, texts in said.items() if texts[at]},
                doubt=told["doubt"][at],
                registered=bool(told["registered"][at]),
            )
            for at, name in enumerate(told["name"])
        ]
    except (zlib.error, ValueError, KeyError, IndexError, TypeError) as error:
        raise StoreTrouble("这份名单的内容读不出来。请从备份恢复，或把原来的表再收一次。") from error


def _id(text: str) -> Id | None:
    return UUID(hex=text) if text else None
