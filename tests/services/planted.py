"""A station with a value of its own planted in every field of every declared record, secret options included."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from caredesk.schema.dates import PartialDate
from caredesk.schema.fields import Choice, Choices, Field, Photos, Text, Words, YesNo
from caredesk.schema.identity import made_up_id
from caredesk.schema.ids import Id
from caredesk.schema.kinds import Amount, CertificateNumber, Day, IdNumber, Number, PartialDay, Phone, Ref
from caredesk.schema.privacy import Privacy, mask_id_number
from caredesk.schema.record import RecordType

OWN = ("station", "desk_user")
_FIRST = date(1931, 1, 1)


@dataclass(frozen=True)
class Planted:
    """A value that may only be read from ``privacy`` upwards, as it would be read; ``where`` it was planted."""

    where: str
    privacy: Privacy
    texts: tuple[str, ...]


@dataclass
class World:
    """Where what was planted lies. ``numbers`` are whole numbers of people, starred in every masked output."""

    desk: Any
    ids: dict[str, list[Id]] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    numbers: list[Planted] = field(default_factory=list)
    binned: list[tuple[str, Id]] = field(default_factory=list)

    def closed_to(self, clearance: Privacy) -> list[Planted]:
        return [one for one in self.planted if one.privacy > clearance]


def words_by_class(declarations: Any) -> dict[str, Privacy]:
    """Every option, label and title with the lowest class of data that it may be read in."""
    found: dict[str, Privacy] = {}
    for kind in declarations.records:
        for name, spec in kind.fields.items():
            found[spec.label] = found[kind.title] = Privacy.ORDINARY
            for option in getattr(spec, "options", ()):
                own = spec.privacy_of(option) if isinstance(spec, Choice) else spec.privacy
                level = max(own, kind.privacy(name))
                found[option] = min(level, found.get(option, level))
    for ledger in declarations.ledgers:
        found |= dict.fromkeys(getattr(ledger, "notes", ()), Privacy.ORDINARY)
        for column in ledger.columns:
            found[column.label] = Privacy.ORDINARY
            found |= {label: Privacy.ORDINARY for label, _ in getattr(column.source, "parts", ())}
    return found


class Planter:
    """Plants a station through the store, so that no rule of a form keeps a value out."""

    def __init__(self, desk: Any) -> None:
        self.world = World(desk)
        self.records = desk.work.records
        self.numbers = count(101)
        self.words = words_by_class(desk.declarations)

    def plant(self) -> World:
        kinds = self.world.desk.declarations.records
        for kind in kinds:
            if kind.key not in OWN:
                self.record(kind)
        for kind in kinds:
            if kind.key not in OWN:
                self.options(kind)
        self.put_away()
        return self.world

    def options(self, kind: RecordType) -> None:
        """A further record for every option that is more secret than its field."""
        for name, spec in kind.fields.items():
            if not isinstance(spec, Choice):
                continue
            for option in spec.option_privacy or {}:
                level = spec.privacy_of(option)
                told = {name: option}
                if spec.follows and spec.options_by:
                    told[spec.follows] = next(v for v, options in spec.options_by.items() if option in options)
                hides = name in kind.hidden_with
                self.record(kind, told, level if hides else Privacy.ORDINARY)
                self._said(f"{kind.key}.{name}", option, level)

    def record(self, kind: RecordType, told: dict[str, Any] | None = None, least: Privacy = Privacy.ORDINARY) -> Id:
        """One record with something in every field; ``least`` is the class of all of it."""
        given = told or {}
        if told and {"since", "until"} <= kind.fields.keys():  # in force, so that it is counted
            since = date(2020, 1, 1) if isinstance(kind.fields["since"], Day) else PartialDate(2020)
            given = {"since": since, "until": None, **told}
        values: dict[str, Any] = {}
        for name, spec in kind.fields.items():
            if name in given:
                values[name] = given[name]
                continue
            number = next(self.numbers)
            level = max(kind.privacy(name), least)
            values[name] = self.value(kind, spec, number, level)
        if kind.key == "person":
            values["state"] = given.get("state") or "在册"
        if kind.key == "visit":
            values["visited_on"] = date(2026, 11, 1) + timedelta(days=next(self.numbers) % 20)
        with self.records.write(None, "save") as write:
            id_ = write.insert(kind, values)
        self.world.ids.setdefault(kind.key, []).append(id_)
        # A change and a change back, so that every field stands in the history.
        with self.records.write(None, "save") as write:
            write.update(kind, id_, {name: None for name, spec in kind.fields.items() if not isinstance(spec, Ref)
                                     and not spec.required})  # fmt: skip
            write.update(kind, id_, values)
        return id_

    def put_away(self) -> None:
        """Into the bin: a record of every kind that others do not need."""
        for kind in self.world.desk.declarations.records:
            if kind.key not in OWN and kind.part_of:
                id_ = self.record(kind)
                with self.records.write(None, "bin") as write:
                    write.bin(kind, id_)
                self.world.binned.append((kind.key, id_))

    def value(self, kind: RecordType, spec: Field, number: int, level: Privacy) -> Any:  # noqa: C901
        where, plant = f"{kind.key}.{spec.name}", self.world.planted.append
        match spec:
            case Ref():
                known = self.world.ids.get(spec.to)
                return known[0] if known else None
            case Photos():
                plant(Planted(where, level, (name := f"{number:064x}",)))
                return (name,)
            case Words():
                plant(Planted(where, level, (word := f"词语{number}止",)))
                return (word,)
            case Choice():
                return self._option(where, spec.options, level, spec)
            case Choices():
                option = self._option(where, spec.options, level, None)
                return (option,) if option else None
            case YesNo():
                return True
            case Day() | PartialDay():
                day = _FIRST + timedelta(days=37 * number)
                if level > Privacy.ORDINARY:
                    said = (
                        day.isoformat(),
                        f"{day.year}年{day.month}月{day.day}日",
                        repr(day),
                        repr(PartialDate.of(day)),
                    )
                    plant(Planted(where, level, said))
                return day if isinstance(spec, Day) else PartialDate.of(day)
            case Number():
                return min(spec.most, max(spec.least, number))
            case Amount():
                plant(Planted(where, level, (f"{7_000_000 + number}",)))
                return (7_000_000 + number) * 100
            case IdNumber():
                return self._number(where, made_up_id("429021", _FIRST + timedelta(days=number), sequence=997), level)
            case CertificateNumber():
                return self._number(where, f"6662{number:014d}", level)
            case Phone():
                return self._number(where, f"149{number:08d}", level)
            case Text():
                return self._words(where, spec, number, level)
        raise AssertionError(f"nothing to plant in {spec.kind}")

    def _option(self, where: str, options: tuple[str, ...], level: Privacy, spec: Choice | None) -> str | None:
        """An option of the field's own class, one that nothing less secret says where there is one."""
        own = [one for one in options if spec is None or spec.privacy_of(one) == spec.privacy]
        own.sort(key=lambda option: not self._tells(option, level))
        if own:
            self._said(where, own[0], level)
        return own[0] if own else None

    def _said(self, where: str, option: str, level: Privacy) -> None:
        if self._tells(option, level):
            self.world.planted.append(Planted(where, level, (option,)))

    def _tells(self, option: str, level: Privacy) -> bool:
        """Whether an option, where it is read, can only have come from a value of this class."""
        lower = [word for word, least in self.words.items() if least < level]
        return level > Privacy.ORDINARY and not any(option in word for word in lower)

    def _number(self, where: str, number: str, level: Privacy) -> str:
        self.world.numbers.append(Planted(where, level, (number,)))
        if level == Privacy.RESTRICTED:  # not even a starred one
            self.world.planted.append(Planted(where, level, (mask_id_number(number),)))
        return number

    def _words(self, where: str, spec: Text, number: int, level: Privacy) -> str:
        if spec.longest < 10:
            return "09:30"
        text = f"密语{number}止"
        self.world.planted.append(Planted(where, level, (text,)))
        if spec.longest < 25 or where.endswith((".name", "head_name")):
            return text
        typed = f"1498{number:07d}"
        self.world.numbers.append(Planted(where, level, (typed,)))
        return f"{text}，电话{typed}。"
