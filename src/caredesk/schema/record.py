"""Declare a kind of record once; its table, form, ledger columns and documents follow from it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, dataclass_transform

from caredesk.schema import declare
from caredesk.schema.conditions import All, Condition
from caredesk.schema.dates import age_on
from caredesk.schema.errors import Invalid, Problem
from caredesk.schema.evidence import Strength
from caredesk.schema.fields import Choice, Field
from caredesk.schema.ids import Id
from caredesk.schema.kinds import Ref
from caredesk.schema.privacy import Privacy

T = TypeVar("T", bound="Record")
R = TypeVar("R", bound="Record")


@dataclass(frozen=True, kw_only=True)
class Record:
    """Base of every record; one that exists is valid. ``id`` is None until it is made for the write."""

    id: Id | None = None


@dataclass(frozen=True)
class Ages:
    """Whom a part of a form can concern, in whole years by a birth date; somebody of unknown age is asked too."""

    birth: str
    least: int
    most: int

    def hold(self, values: Mapping[str, Any], today: date) -> bool:
        """Whether somebody with these values is of that age."""
        age = age_on(values.get(self.birth), today)
        return age is None or self.least <= age <= self.most


@dataclass(frozen=True, kw_only=True)
class Section:
    """A titled part of a form; fields name it by ``key``. ``shown_when`` hides the whole part.

    ``ages``: forms ask it only of people of this age; answers that are there already stay, and stay in sight.
    ``whole``: whoever asked for this part wants all of it in sight, in a brief form too.
    """

    key: str
    title: str
    shown_when: Condition | None = None
    privacy: Privacy = Privacy.ORDINARY
    ages: Ages | None = None
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class RecordType:
    """What was declared about one kind of record.

    ``part_of``: the name of the Ref field whose record this one belongs to (a person's telephone), "" for none.
    ``hidden_with``: names of choice fields whose restricted options hide the whole record from a lower clearance.
    ``unique``: groups of fields that no two records in use may share. ``indexes``: groups of fields lists go by.
    ``rules``: pure checks over the whole record, returning problems (cross-field).
    ``source`` and ``strength``: the domain page and section it is declared from, and how sure that is.
    """

    key: str
    title: str
    title_field: str
    fields: Mapping[str, Field]
    make: type[Record]
    sections: tuple[Section, ...] = ()
    part_of: str = ""
    hidden_with: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    rules: tuple[Callable[[Mapping[str, Any]], list[Problem]], ...] = field(default=())
    source: str = ""
    strength: Strength = "proposal"

    def values(self, record: Record) -> dict[str, Any]:
        """The field values of a record, by name."""
        return {name: getattr(record, name) for name in self.fields}

    @cached_property
    def _conditions(self) -> Mapping[str, Condition]:
        """What must hold for a field to be shown, for those that have a condition of their own or of their section."""
        of_section = {section.key: section.shown_when for section in self.sections}
        found: dict[str, Condition] = {}
        for name, spec in self.fields.items():
            parts = [part for part in (of_section.get(spec.section), spec.shown_when) if part is not None]
            if parts:
                found[name] = parts[0] if len(parts) == 1 else All(*parts)
        return found

    def shown(self, name: str, values: Mapping[str, Any]) -> bool:
        """Whether a field is shown while the form holds these values; an answer that is hidden itself shows nothing."""
        return name not in self._conditions or _Asked(self._conditions, values).shows(name)

    def shown_when(self, name: str) -> Condition | None:
        """The field's own condition and its section's together."""
        return self._conditions.get(name)

    def privacy(self, name: str) -> Privacy:
        """A field's class: its own, or its section's where that is higher."""
        spec = self.fields[name]
        return max([spec.privacy, *(s.privacy for s in self.sections if s.key == spec.section)])

    def pending(self, values: Mapping[str, Any]) -> list[str]:
        """Names of asked fields that are still 未了解 (待补)."""
        asked = _Asked(self._conditions, values)
        return [
            name
            for name, spec in self.fields.items()
            if (spec.asked or spec.asked_when)
            and values.get(name) in (None, "", ())
            and asked.shows(name)
            and (spec.asked_when is None or spec.asked_when.holds(asked))
        ]

    def problems(self, values: Mapping[str, Any]) -> list[Problem]:
        """Everything wrong with these values, in the order of the form; hidden answers are not held against them."""
        asked = _Asked(self._conditions, values)
        found = []
        for name, spec in self.fields.items():
            value = values.get(name)
            if (value is None and not spec.required) or not asked.shows(name) or _waived(spec, asked):
                continue
            if (said := spec.check(value)) or (said := _outside(spec, asked)):
                found.append(Problem(name, said))
        for rule in self.rules:
            found.extend(rule(asked))
        return found

    def build(self, values: Mapping[str, Any], id: Id | None = None) -> Record:  # noqa: A002
        """Make a record of what a form or sheet held, hidden answers dropped; Invalid carries all the problems."""
        strange = values.keys() - self.fields.keys()
        if strange:
            raise Invalid([Problem(name, f"“{self.title}”没有“{name}”这一项，请删去") for name in sorted(strange)])
        whole = {name: values.get(name, spec.default) for name, spec in self.fields.items()}
        if problems := self.problems(whole):
            raise Invalid(problems)
        asked = _Asked(self._conditions, whole)
        blank = {name for name, value in whole.items() if value in ("", ()) or not asked.shows(name)}
        return self.make(id=id, **{name: None if name in blank else value for name, value in whole.items()})

    def dropped(self, values: Mapping[str, Any]) -> list[str]:
        """Labels of answers that saving would drop because their question is hidden."""
        asked = _Asked(self._conditions, values)
        return [
            spec.label
            for name, spec in self.fields.items()
            if values.get(name) not in (None, "", ()) and not asked.shows(name)
        ]

    def refs(self) -> dict[str, Ref]:
        """The link fields by name."""
        return {name: spec for name, spec in self.fields.items() if isinstance(spec, Ref)}


class _Asked(Mapping[str, Any]):
    """Values as far as their questions are shown, looked at one by one; a hidden answer reads as None.

    Hidden answers hide what depends on them: an explanation of a mood goes with the question about the mood.
    """

    def __init__(self, conditions: Mapping[str, Condition], values: Mapping[str, Any]) -> None:
        self._conditions = conditions
        self._values = values
        self._known: dict[str, bool] = {}

    def shows(self, name: str) -> bool:
        """Whether the question is shown."""
        if name not in self._conditions:
            return True
        if name not in self._known:
            self._known[name] = self._conditions[name].holds(self)
        return self._known[name]

    def __getitem__(self, name: str) -> Any:
        value = self._values[name]
        return value if self.shows(name) else None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _waived(spec: Field, values: Mapping[str, Any]) -> bool:
    """Whether a needed value, or the one that it follows, may be missing here."""
    if spec.waived_when is None or not spec.waived_when.holds(values):
        return False
    names = [spec.name, *([spec.follows] if isinstance(spec, Choice) and spec.follows else [])]
    return any(values.get(name) is None for name in names)


def _outside(spec: Field, values: Mapping[str, Any]) -> str | None:
    """Say that a choice does not go with the one it follows."""
    if not isinstance(spec, Choice) or not spec.follows:
        return None
    value = values.get(spec.name)
    if value in (None, "") or value in (allowed := spec.options_for(values)):
        return None
    if not allowed:
        return f"“{values.get(spec.follows)}”不用填“{spec.label}”，请留空"
    return f"“{values.get(spec.follows)}”的“{spec.label}”没有“{value}”，可填：{'、'.join(allowed)}"


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(
        declare.text,
        declare.note,
        declare.choice,
        declare.choices,
        declare.words,
        declare.photos,
        declare.yes_no,
        declare.day,
        declare.partial_day,
        declare.number,
        declare.amount,
        declare.ref,
        declare.id_number,
        declare.certificate_number,
        declare.phone,
    ),
)
def record(key: str, title: str, *, title_field: str, **more: Any) -> Callable[[type[R]], type[R]]:
    """Make a frozen dataclass of the class below; further keywords are those of :class:`RecordType`.

    Nothing is registered: a catalog lists its records itself. Base classes declared with :func:`fields_of_part`
    bring their fields along (a form's core and its parts).
    """

    def make(cls: type[R]) -> type[R]:
        made = dataclass(frozen=True, kw_only=True)(cls)
        specs = {
            f.name: dataclasses.replace(f.metadata["field"], name=f.name)
            for f in dataclasses.fields(made)
            if "field" in f.metadata
        }
        declared = RecordType(key=key, title=title, title_field=title_field, fields=specs, make=made, **more)
        made.__record_type__ = declared  # type: ignore[attr-defined]
        return made

    return make


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(
        declare.text,
        declare.note,
        declare.choice,
        declare.choices,
        declare.words,
        declare.photos,
        declare.yes_no,
        declare.day,
        declare.partial_day,
        declare.number,
        declare.amount,
        declare.ref,
        declare.id_number,
        declare.certificate_number,
        declare.phone,
    ),
)
def fields_of_part(cls: type[R]) -> type[R]:
    """Make a dataclass of fields that records can inherit; not a record by itself.

    Nobody makes one, so it gets no methods: generating them for a hundred fields is felt at every start.
    """
    return dataclass(frozen=True, kw_only=True, init=False, repr=False, eq=False)(cls)


def type_of(record_or_class: Record | type[Record]) -> RecordType:
    """The declaration of a record or its class."""
    found: RecordType = record_or_class.__record_type__  # type: ignore[union-attr]
    return found
