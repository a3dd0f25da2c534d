"""What may be done about somebody whom a list says to have left: marked, a category ended, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from caredesk.catalog.person import EPISODE, PERSON
from caredesk.catalog.place import HOUSEHOLD_EPISODE
from caredesk.schema.dates import PartialDate, show_day
from caredesk.schema.fields import Choice
from caredesk.schema.ids import Id
from caredesk.schema.record import RecordType
from caredesk.services.importing.answers import DecisionKind
from caredesk.services.importing.categories import Registered
from caredesk.services.importing.doubts import Doubt
from caredesk.services.importing.register import KnownPerson
from caredesk.services.importing.row import RowFacts
from caredesk.services.life_dates import DEAD, LifeDates
from caredesk.services.workspace import Workspace
from caredesk.store.query import Selection

_HEADS = (None, "户主", "本人")
_KINDS: Mapping[str, RecordType] = {"episode": EPISODE, "household_episode": HOUSEHOLD_EPISODE}


class End(NamedTuple):
    """A category in force: its record and its name."""

    kind: str
    record: Id
    category: str
    subtype: str | None
    since: PartialDate | None


@dataclass(frozen=True)
class Departure:
    """What is written of somebody: a new ``state`` as of a day, or the end of categories with their reason."""

    on: date
    state: str = ""
    reason: str | None = None
    ends: tuple[End, ...] = ()


class Departures:
    """Looks up what is in force once, when the first row of a file says that somebody left."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace
        self._today = workspace.clock.today()
        self._in_force: dict[Id, list[End]] | None = None

    def ways(self, facts: RowFacts, known: KnownPerson | None, registered: Registered) -> dict[DecisionKind, Departure]:
        """The decisions that would change somebody (None: who is not on the register)."""
        leaving, found = facts.leaving, dict[DecisionKind, Departure]()
        if leaving is None:
            return found
        on, _ = leaving.left_on(self._today)
        if leaving.state and (known is None or known.state != leaving.state) and not self.against(facts, known):
            reason = _chosen(PERSON, "state_reason", leaving.why) or (DEAD if leaving.state == DEAD else None)
            found["mark"] = Departure(on, leaving.state, reason)
        if known is not None and (ends := self._ends(facts, known, registered)):
            until, _ = leaving.ends_on(self._today)
            reason = _chosen(EPISODE, "end_reason", leaving.why)
            reason = reason or (leaving.state if leaving.state in ("死亡", "迁出") else "其他")
            found["stop"] = Departure(until, "", reason, tuple(ends))
        return found

    def against(self, facts: RowFacts, known: KnownPerson | None) -> str:
        """Why somebody cannot have left on the day that the row says, or ""."""
        if facts.leaving is None:
            return ""
        on, _ = facts.leaving.left_on(self._today)
        born = (known.birth if known else None) or facts.person.get("birth_date")
        if born and on < born.first:
            return f"{show_day(on)}早于出生日期"
        if known and facts.leaving.state == DEAD and (met := LifeDates(self._work).met_after(known.id, on)):
            return f"{show_day(met)}的走访还见到或联系上了本人"
        return ""

    def doubt(
        self, facts: RowFacts, people: Sequence[KnownPerson], proposed: KnownPerson | None, registered: Registered
    ) -> Doubt | str:
        """The question about a row, or why there is nothing to be done: the register says so already."""
        leaving = facts.leaving
        assert leaving is not None
        known = people[0] if len(people) == 1 else None
        ways = self.ways(facts, known, registered) if known or not people else {}
        sure = known is not None and known is proposed and known.name == facts.name
        problem = self.against(facts, known)
        meant = self._meant(known, registered) if known and leaving.stops else []
        if sure and known and not ways and not problem and not meant:
            state = f"已登记为“{known.state}”" if known.state == leaving.state else "这一类没有登记，或已经结束"
            return f"{state}，没有变化"
        reason = f"{'、'.join(dict.fromkeys(leaving.said))}：表里说这个人已{leaving.state or '停发'}"
        offered: list[DecisionKind] = [one for one in ("mark", "stop") if one in ways]
        if known is None and not people and not facts.sound_number:
            offered = []
        if len(people) > 1:
            offered = ["same"]
        if known and known.name != facts.name:
            reason += f"，但这个身份证号登记的是“{known.name}”"
        elif not people:
            reason += "，登记里没有这个人"
        elif known is None or known is not proposed:
            reason += "，请核对是哪一个"
        reason += "".join(f"，但{why}" for why in (problem, *facts.doubts) if why)
        if not known or (known.name == facts.name and known.state == "在册"):
            offered.append("take")
        labels = {kind: self._label(facts, kind, way, new=not people) for kind, way in ways.items()}
        labels |= {
            "same": f"是这个人，{f'标为{leaving.state}' if leaving.state else '停发'}",
            "take": "没有这回事，照常收下",
        }
        return Doubt("leaving", reason, (*offered, "leave"), tuple(people), proposed, labels=labels)

    def _label(self, facts: RowFacts, kind: DecisionKind, way: Departure, *, new: bool) -> str:
        assert facts.leaving is not None
        if kind == "mark":
            note = facts.leaving.left_on(self._today)[1]
            return f"{'登记，并' if new else ''}标为{way.state}（{show_day(way.on)}{note}）"
        note = facts.leaving.ends_on(self._today)[1]
        names = "、".join(dict.fromkeys(one.category for one in way.ends))
        return f"停发{names}（到{show_day(way.on)}为止{note}）"

    def _meant(self, known: KnownPerson, registered: Registered) -> list[End]:
        """The categories in force that the row names, or all of them where it names none."""
        named = {one["category"]: one.get("subtype") for one in (*registered.person, *registered.household)}
        return [
            one
            for one in self._of(known)
            if not named
            or (one.category in named and (not named[one.category] or one.subtype in (None, named[one.category])))
        ]

    def _ends(self, facts: RowFacts, known: KnownPerson, registered: Registered) -> list[End]:
        """The categories in force that the row ends: those it names, else the only one; a household's with its head."""
        leaving = facts.leaving
        may_stop = leaving is not None and leaving.may_stop and known.state != leaving.state
        if leaving is None or not (leaving.stops or may_stop):
            return []
        until, _ = leaving.ends_on(self._today)
        own = facts.person.get("relation") in _HEADS
        meant = self._meant(known, registered)
        found = [one for one in meant if (one.kind == "episode" or own) and (not one.since or one.since.first <= until)]
        return found if len(found) == 1 or registered.person or registered.household else []

    def _of(self, known: KnownPerson) -> list[End]:
        if self._in_force is None:
            self._in_force = {}
            for key, owner in (("episode", "person"), ("household_episode", "household")):
                names = [owner, "category", "since", "until", *(["subtype"] if key == "episode" else [])]
                for id_, (whose, category, since, until, *more) in self._work.query.rows(Selection(record=key), names):
                    if until is None or until > self._today:
                        end = End(key, id_, category, more[0] if more else None, since)
                        self._in_force.setdefault(whose, []).append(end)
        home: list[End] = self._in_force.get(known.household, []) if known.household else []
        return [*self._in_force.get(known.id, []), *home]


def _chosen(kind: RecordType, name: str, said: str) -> str | None:
    """The option that a reason in words means, or None."""
    spec = kind.fields[name]
    if not said or not isinstance(spec, Choice):
        return None
    words: dict[str, Any] = {**{one: one for one in spec.options}, **(spec.aliases or {})}
    return next((meant for word, meant in words.items() if word in said), None)
