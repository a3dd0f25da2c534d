"""Which columns are the row's person: a name and a number of one and the same, or a reason to ask.

A table may name several people in a row (户主, 配偶, 监护人, 班主任). A name goes with a number only under the same
word; what remains open is asked for the whole table, for a guess would put one person's number to another's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from caredesk.documents.layout.cells import trimmed
from caredesk.documents.layout.content import Content
from caredesk.documents.layout.headings import STRANGER, group_says
from caredesk.schema.roster import Cell, ColumnGuess, RosterTerms

TWO_PEOPLE = "表里一行有几个人的姓名或身份证号（{}），分不清哪一个是要登记的人"
_SAME = 0.95
_MEMBER = "member"
_HEADS = ("户主", "本人")
Pair = tuple[int | None, int | None]
Candidates = dict[tuple[str, str], list[int]]


@dataclass
class Unsure(Exception):
    """Two readings of a table remain; ``columns`` are those that could be meant."""

    columns: Sequence[int]


class People:
    """The people of one table's rows; ``guesses`` are changed in place, ``prefixes`` are words like 儿童 by column."""

    def __init__(
        self,
        guesses: dict[int, ColumnGuess],
        prefixes: dict[int, str],
        contents: Mapping[int, Content],
        sampled: Mapping[int, Sequence[Cell]],
        terms: RosterTerms,
    ) -> None:
        self._guesses = guesses
        self._prefixes = prefixes
        self._contents = contents
        self._sampled = sampled
        self._terms = terms
        # The members of a household before its head: whoever lists both lists the members.
        self._terms_head = next((one.key for one in terms.owners if one.may_be_person), "")
        self._lending = [one.key for one in reversed(terms.owners) if one.may_be_person]

    def settle(self) -> str:
        """Leave one name and one number to the row's person at most; returns why it must be asked, or ""."""
        try:
            self._leave_out_copies("name")
            self._leave_out_copies("id_number")
            self._heads_repeat()
            self._members_differ()
            self._numbers_follow_names()
            name, number = self._chosen()
        except Unsure as unsure:
            return self.ask(TWO_PEOPLE.format("、".join(self._guesses[one].heading for one in unsure.columns[:6])))
        self._give(name, number)
        return ""

    def ask(self, reason: str) -> str:
        """Nobody's columns for now: the user must say which name and number are meant."""
        for evidence in ("name", "id_number"):
            for column in self._among(evidence):
                self._disown(column)
        return reason

    def _among(self, evidence: str) -> list[int]:
        """Columns that may be the person's."""
        return [
            column
            for column, guess in sorted(self._guesses.items())
            if guess.target and guess.evidence == evidence and self._may_be(guess.owner)
        ]

    def _may_be(self, owner: str) -> bool:
        return owner == "" or owner.startswith(STRANGER) or owner in self._lending

    def _key(self, column: int) -> tuple[str, str]:
        return self._guesses[column].owner, self._prefixes.get(column, "")

    def _grouped(self, evidence: str) -> Candidates:
        found: Candidates = {}
        for column in self._among(evidence):
            found.setdefault(self._key(column), []).append(column)
        return found

    def _leave_out_copies(self, evidence: str) -> None:
        """A second column with the very same values (签字表 repeat the name at the far right) is no second person."""
        columns = self._among(evidence)
        for place, column in enumerate(columns):
            earlier = [other for other in columns[:place] if self._guesses[other].owner == ""]
            if self._guesses[column].owner == "" and any(self._copies(column, other) for other in earlier):
                self._disown(column)

    def _heads_repeat(self) -> None:
        """A bare number that is one and the same for all rows of a 户主, who differ in name, is the head's."""
        heads = [one for one in self._among("name") if self._guesses[one].owner == self._terms_head]
        names = [one for one in self._among("name") if self._guesses[one].owner == ""]
        bare = [one for one in self._among("id_number") if self._key(one) == ("", "")]
        if len(heads) != 1 or len(names) != 1 or len(bare) < 2:
            return
        repeating = [one for one in bare if _repeats(*(self._sampled.get(at, ()) for at in (one, heads[0], names[0])))]
        if len(repeating) == len(bare) - 1:
            for column in repeating:
                self._guesses[column] = replace(self._guesses[column], owner=self._terms_head)

    def _members_differ(self) -> None:
        """The one bare number is the member's beside a head, where the members of a household have each their own.

        户主姓名 | 成员姓名 | 与户主关系 | 身份证号: the row of the 户主 names the head again, and the others differ.
        """
        names = {self._guesses[one].owner: one for one in self._among("name")}
        (head, member), numbers = (names.get(one) for one in (self._terms_head, _MEMBER)), self._among("id_number")
        relation = next((g.column for g in self._guesses.values() if g.target == "relation" and g.is_own), None)
        if head is None or member is None or relation is None or len(names) != 2 or len(self._among("name")) != 2:
            return
        if len(numbers) != 1 or self._key(numbers[0]) != ("", ""):
            return
        columns = (self._sampled.get(one, ()) for one in (head, member, relation, numbers[0]))
        told = [row for row in zip(*(map(trimmed, cells) for cells in columns), strict=False) if row[1] and row[3]]
        if _tell_members(told, beside=head < member < numbers[0]):
            self._guesses[numbers[0]] = replace(self._guesses[numbers[0]], owner=_MEMBER)

    def _copies(self, one: int, other: int) -> bool:
        pairs = [
            (trimmed(a), trimmed(b))
            for a, b in zip(self._sampled.get(one, ()), self._sampled.get(other, ()), strict=False)
        ]
        filled = [(a, b) for a, b in pairs if a and b]
        return bool(filled) and sum(a == b for a, b in filled) >= _SAME * len(filled) and len(filled) > len(pairs) // 2

    def _numbers_follow_names(self) -> None:
        """Of several bare 身份证号 each is that of the one name before it; Unsure where several or none are."""
        bare = [column for column in self._among("id_number") if self._key(column) == ("", "")]
        own_names = [column for column in self._among("name") if self._guesses[column].owner == ""]
        others = [column for column in self._among("id_number") if self._guesses[column].owner in self._lending]
        if not (len(bare) > 1 or (bare and others and not own_names)):
            return
        numbers = [one.column for one in self._guesses.values() if one.target and one.evidence == "id_number"]
        owned = {self._key(column) for column in numbers if column not in bare}
        waiting: list[int] = []
        for column in sorted(self._guesses):
            if column in bare:
                if len(waiting) != 1:
                    raise Unsure([*waiting, *bare])
                whose = self._guesses[waiting.pop()]
                owner = whose.owner if whose.target else STRANGER + whose.heading
                self._guesses[column] = replace(self._guesses[column], owner=owner)
                self._prefixes[column] = self._prefixes.get(whose.column, "")
            elif self._names_somebody(column) and self._key(column) not in owned:
                waiting.append(column)

    def _names_somebody(self, column: int) -> bool:
        guess, content = self._guesses[column], self._contents.get(column, Content())
        if guess.target:
            return guess.evidence == "name"
        return bool(guess.path) and content.rate("name") >= 0.85 and content.distinct >= 0.5

    def _chosen(self) -> Pair:
        names, numbers = self._grouped("name"), self._grouped("id_number")
        own_names = {key: columns for key, columns in names.items() if key[0] == ""}
        own_numbers = {key: columns for key, columns in numbers.items() if key[0] == ""}
        if own_names:
            return _paired(own_names, own_numbers)
        for owner in self._lending:
            mine = [column for key, columns in names.items() if key[0] == owner for column in columns]
            theirs = {key: columns for key, columns in numbers.items() if key[0] == owner}
            if not mine or (not theirs and self._head_instead(owner, names, numbers, own_numbers)):
                continue
            if theirs:
                return _paired({(owner, ""): mine}, theirs, beside=own_numbers)
            return _paired({(owner, ""): mine}, own_numbers)
        return self._strangers(names, numbers, own_numbers)

    def _head_instead(self, owner: str, names: Candidates, numbers: Candidates, own: Candidates) -> bool:
        """Whether a member without a number of their own stands beside a head who has one."""
        later = self._lending[self._lending.index(owner) + 1 :]
        if not any(key[0] in later for key in names):
            return False
        if any(key[0] in later for key in numbers):
            return True
        bare = [column for columns in own.values() for column in columns]
        lenders = [one for one in self._among("name") if self._guesses[one].owner in self._lending]
        before = [one for one in lenders if bare and one < bare[0]]
        if bare and len(before) != 1:
            raise Unsure([*self._among("name"), *bare])
        return not bare or self._guesses[before[0]].owner != owner

    def _strangers(self, names: Candidates, numbers: Candidates, own_numbers: Candidates) -> Pair:
        """Nobody that any vocabulary knows: one complete pair, or the only name with the only bare number."""
        whole = [key for key in names if key in numbers]
        if len(whole) == 1:
            return _paired({whole[0]: names[whole[0]]}, {whole[0]: numbers[whole[0]]}, beside=own_numbers)
        strange = [column for key, columns in numbers.items() if key not in own_numbers for column in columns]
        others = [
            column for column in self._guesses if not self._guesses[column].target and self._names_somebody(column)
        ]
        if names and others and not whole:
            # 户代表姓名 is the person's only where nobody else could be.
            raise Unsure([*(column for columns in names.values() for column in columns), *others])
        if len(names) > 1 or (names and strange):
            raise Unsure([column for columns in (*names.values(), *numbers.values()) for column in columns])
        return _paired(names, own_numbers)

    def _give(self, name: int | None, number: int | None) -> None:
        for column in (*self._among("name"), *self._among("id_number")):
            if column in (name, number):
                continue
            if self._guesses[column].owner == "":
                self._disown(column)
        lender = next((self._guesses[one].owner for one in (name, number) if one is not None), "")
        self._leave_out_groups(self._guesses[name].path[:-1] if name is not None else ())
        for place in (name, number):
            if place is not None and (owner := self._guesses[place].owner):
                lent = owner if owner in self._lending else ""
                self._guesses[place] = replace(self._guesses[place], owner="", lent=lent)
        if lender in self._lending:
            self._lend(lender)

    def _lend(self, lender: str) -> None:
        """户主 is the person of the row: sex, telephone ... of the head are the person's."""
        label = next(one.label for one in self._terms.owners if one.key == lender)
        kinds = {(target.key, target.owner) for target in self._terms.targets}
        own = {guess.target for guess in self._guesses.values() if guess.is_own and not guess.lent}
        for column, guess in list(self._guesses.items()):
            ours = guess.owner == lender and guess.target and guess.evidence not in ("name", "id_number")
            if guess.lent == lender or (ours and guess.target not in own and (guess.target, "") in kinds):
                reasons = (*guess.reasons, f"没有别的姓名列，{label}就是本人")
                self._guesses[column] = replace(guess, owner="", lent=lender, reasons=reasons)

    def _leave_out_groups(self, own: tuple[str, ...]) -> None:
        """Everything under 配偶情况 is the spouse's, not only name and number."""
        groups = {
            guess.path[:-1]
            for guess in self._guesses.values()
            if len(guess.path) > 1 and guess.owner == STRANGER + group_says(guess.path[-2])
        }
        for column, guess in list(self._guesses.items()):
            if len(guess.path) > 1 and guess.path[:-1] in groups and guess.path[:-1] != own and guess.is_own:
                self._disown(column)

    def _disown(self, column: int) -> None:
        guess = self._guesses[column]
        if not guess.owner.startswith(STRANGER):
            owner = STRANGER + (self._prefixes.get(column, "") or guess.owner or guess.heading)
            self._guesses[column] = replace(guess, owner=owner, lent="")


def _tell_members(rows: Sequence[Sequence[str]], *, beside: bool) -> bool:
    """Whether rows of head, member, relation and number give each member their own number, never the head's.

    ``beside``: the number stands right of the member's name.
    """
    heads = [row for row in rows if row[2] in _HEADS and row[0]]
    pairs = {(row[1], row[3]) for row in rows}
    if len({number for _, number in pairs}) < len(pairs) or not any(row[0] == row[1] for row in rows):
        return False
    if sum(row[0] == row[1] for row in heads) < _SAME * len(heads):
        return False
    members = [row for row in rows if row[2] not in _HEADS]
    under = {row[0] for row in rows if row[0] == row[1]}
    several = any(not row[0] or row[0] in under for row in members)
    return several or (beside and not members)


def _repeats(numbers: Sequence[Cell], heads: Sequence[Cell], names: Sequence[Cell]) -> bool:
    """Whether every head has one number of their own, the same beside several names."""
    rows = zip(*(map(trimmed, cells) for cells in (numbers, heads, names)), strict=False)
    told = [row for row in rows if all(row)]
    of_heads = {(said, whose) for said, whose, _ in told}
    several = len({(whose, who) for _, whose, who in told}) > len(of_heads)
    return several and len({said for said, _ in of_heads}) == len(of_heads) == len({whose for _, whose in of_heads})


def _paired(names: Candidates, numbers: Candidates, beside: Candidates | None = None) -> Pair:
    """The one name with the one number, under the same word where several stand there; Unsure otherwise."""
    whole = [key for key in names if key in numbers]
    all_names = [column for columns in names.values() for column in columns]
    all_numbers = [column for columns in (*numbers.values(), *(beside or {}).values()) for column in columns]
    if len(whole) == 1 and not beside:
        all_names, all_numbers = names[whole[0]], numbers[whole[0]]
    if len(all_names) > 1 or len(all_numbers) > 1:
        raise Unsure([*all_names, *all_numbers])
    return next(iter(all_names), None), next(iter(all_numbers), None)
