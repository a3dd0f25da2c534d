"""Everything a station has declared, handed down from the composition root; nothing is looked up globally."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from caredesk.schema.cadence import Rule
from caredesk.schema.errors import UserError
from caredesk.schema.indicator import Return
from caredesk.schema.kinds import Ref
from caredesk.schema.ledger import Ledger
from caredesk.schema.record import RecordType


@dataclass(frozen=True)
class SearchPart:
    """A field that 找人 looks in; ``how`` says how the keys are made."""

    record: str
    field: str
    how: str  # "name" | "number_tail" | "phone" | "words"


@dataclass(frozen=True, kw_only=True)
class Declarations:
    """The tables of contents: records, ledgers, returns, visit rules, and what search looks in."""

    records: Sequence[RecordType]
    ledgers: Sequence[Ledger] = ()
    returns: Sequence[Return] = ()
    rules: Sequence[Rule] = ()
    searched: Sequence[SearchPart] = ()
    searched_owner: str = "person"

    @cached_property
    def by_key(self) -> Mapping[str, RecordType]:
        """Records by their key."""
        return {kind.key: kind for kind in self.records}

    def record(self, name: str) -> RecordType:
        """A record by key or Chinese title; UserError lists what there is."""
        for kind in self.records:
            if name in (kind.key, kind.title):
                return kind
        raise UserError(f"没有“{name}”这种记录。可用的有：{'、'.join(f'{k.key}（{k.title}）' for k in self.records)}。")

    def ledger(self, name: str) -> Ledger:
        """A ledger by key or Chinese title; UserError lists what there is."""
        for ledger in self.ledgers:
            if name in (ledger.key, ledger.title):
                return ledger
        raise UserError(f"没有“{name}”这本台账。可用的有：{'、'.join(f'{k.key}（{k.title}）' for k in self.ledgers)}。")

    def a_return(self, name: str) -> Return:
        """A return by key or Chinese title; UserError lists what there is."""
        for made in self.returns:
            if name in (made.key, made.title):
                return made
        raise UserError(f"没有“{name}”这张报表。可用的有：{'、'.join(f'{k.key}（{k.title}）' for k in self.returns)}。")

    def referring_to(self, key: str) -> list[tuple[RecordType, str]]:
        """Every (record, field) that links to a kind of record."""
        return [
            (kind, name)
            for kind in self.records
            for name, spec in kind.fields.items()
            if isinstance(spec, Ref) and spec.to == key
        ]

    def parts_of(self, key: str) -> list[RecordType]:
        """The kinds of record that belong to one of this kind (a person's telephones)."""
        return [
            kind
            for kind in self.records
            if kind.part_of and isinstance(link := kind.fields[kind.part_of], Ref) and link.to == key
        ]
