"""Ids made before the write: sortable by their moment, never the same, one by one or many at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice

from caredesk.schema.ids import made_at, new_id, new_ids, parse_id

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def test_an_id_tells_its_moment_and_sorts_by_it():
    first, second = new_id(NOW), new_id(NOW + timedelta(milliseconds=1))
    assert first < second
    assert made_at(first) == NOW
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert parse_id(str(first)) == first


def test_ids_made_in_lots_are_as_good_as_single_ones_beyond_the_end_of_a_lot():
    made = list(islice(new_ids(NOW, 16), 1000))
    assert len(set(made)) == 1000
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
    assert {made_at(one) for one in made} == {NOW}
    # every bit that is left to chance is left to chance
    ones = zeros = 0
    for one in made:
        ones, zeros = ones | one.int, zeros | ~one.int
    chance = (0xFFF << 64) | ((1 << 62) - 1)
    assert ones & chance == zeros & chance == chance
