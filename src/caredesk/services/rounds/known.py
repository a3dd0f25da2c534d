"""What a worker should know before the door opens: telephones, the last visit, what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from caredesk.schema.dates import show_day
from caredesk.schema.ids import Id
from caredesk.schema.privacy import Privacy
from caredesk.services.rounds.discretion import discreet, secret_words
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace

_LAST = ("visited_on", "mode", "met", "problems", "hazard_note", "situation", "promise", "promised_by")
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Known:
    """Of one person, in words that may lie open on a table."""

    group: str
    address: str
    hint: str
    phones: str
    last: str
    promise: str


def known(work: Workspace, people: Sequence[Id]) -> dict[Id, Known]:
    """What is known of these people; telephone numbers are whole (they are there to be called), no other number is."""
    work = work.lowered(Privacy.SENSITIVE)
    teller = _Teller(work)
    paths = ("group", "address", "entry_hint")
    lives = work.query.by_id("person", people, paths)
    phones = work.query.belonging("phone", "person", people, ("number", "whose"))
    visits = work.query.belonging("visit", "person", people, _LAST)
    made = {}
    for one in people:
        if one not in lives:
            continue
        said = dict(zip(paths, lives[one], strict=True))
        told = [dict(zip(_LAST, row, strict=True)) for row in visits.get(one, ())]
        last = max(told, key=lambda visit: visit["visited_on"] or date.min, default=None)
        made[one] = Known(
            teller.say("person", "group", said["group"]),
            teller.say("person", "address", said["address"]),
            teller.say("person", "entry_hint", said["entry_hint"]),
            "\n".join(teller.phone(*row) for row in phones.get(one, ())[:3]),
            teller.last(last) if last else "没有走访过",
            teller.promise(last) if last else "",
        )
    return made


class _Teller:
    """Puts values into words for a paper."""

    def __init__(self, work: Workspace) -> None:
        self._work = work
        self._wording, self._whole = Wording(work), Wording(work, full=True)
        self._secret = secret_words(work.declarations)

    def say(self, kind: str, name: str, value: Any) -> str:
        return discreet(self._wording.text(self._work.kind(kind), name, value), self._secret)

    def phone(self, number: str, whose: str | None) -> str:
        kind = self._work.kind("phone")
        said, own = self._whole.text(kind, "number", number), self.say("phone", "whose", whose)
        return f"{said}（{own}）" if own and own != "本人" else said

    def last(self, visit: dict[str, Any]) -> str:
        parts = [self.say("visit", name, visit[name]) for name in ("problems", "hazard_note")]
        told = "；".join(part for part in parts if part) or self.say("visit", "situation", visit["situation"])
        on = f"{visit['visited_on']:%m-%d}" if visit["visited_on"] else ""
        head = " ".join(part for part in (on, self.say("visit", "met", visit["met"])) if part)
        return f"{head}：{_cut(told)}" if told else head

    def promise(self, visit: dict[str, Any]) -> str:
        told = self.say("visit", "promise", visit["promise"])
        by = visit["promised_by"]
        return f"{told}（{show_day(by)}前）" if told and by else told


def _cut(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
