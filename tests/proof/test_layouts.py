"""Two hundred mutations of every further layout: the same people, or a question; never somebody else's number.

Slow (a minute); run it after changes to documents/layout: pytest tests/proof/test_layouts.py
"""

import pytest

from tests.documents.mutated import mutated, unmerged
from tests.services.read_rosters import LAYOUTS, answers, found_in, taken_apart
from tests.services.test_importing_layouts import NOT_MUTATED, named, people_of

SEEDS = range(200)
ASKED_AT_MOST = 0.1
"""Share of the mutations of one layout in which the user may have to point something out."""


@pytest.mark.parametrize("others", [False, True], ids=["alone", "with-further-people"])
@pytest.mark.parametrize("path", [path for path in LAYOUTS if path.stem not in NOT_MUTATED], ids=named)
def test_two_hundred_mutations_give_the_same_people_or_ask(path, others):
    rosters, villages = taken_apart(path)
    wanted = sorted((*person[:4], person[4] if villages else "") for person in people_of(answers(path)))
    pairs, asked, wrong = {person[:2] for person in wanted}, [], []
    for seed in SEEDS:
        sheets = [mutated(roster, seed, others=others) for roster in rosters]
        if seed % 5 == 4:
            sheets = [unmerged(sheet) for sheet in sheets]
        found = found_in(sheets, villages=villages)
        assert found.pairs <= pairs, f"seed {seed}: somebody else's number"
        if found.people != wanted:
            (asked if found.asked else wrong).append(seed)
    assert wrong == []
    assert len(asked) <= ASKED_AT_MOST * len(SEEDS)


def test_headings_that_nobody_knows_never_pair_a_name_with_another_number():
    path = next(path for path in LAYOUTS if path.stem == "unknown_headings")
    (rosters, _), pairs = taken_apart(path), {person[:2] for person in people_of(answers(path))}
    for seed in SEEDS:
        for others in (False, True):
            assert found_in([mutated(roster, seed, others=others) for roster in rosters]).pairs <= pairs
