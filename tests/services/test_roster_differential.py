"""The comparison itself: golden cases of two months and a register, nothing stored."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caredesk.catalog.differences import CHANGED, JOINED, LEFT, ONLY_OURS, ONLY_THEIRS
from caredesk.schema.identity import made_up_id
from caredesk.services.rosters.differential import Held, Holding, compare
from caredesk.services.rosters.lines import Line, packed, unpacked
from caredesk.services.rosters.scopes import Listing, Scope

EAST, WEST = UUID(int=1), UUID(int=2)
NAMES = {EAST: "东塘村", WEST: "西河村"}
TOWN = Scope(frozenset({EAST, WEST}))


def number(place, sequence=997):
    return made_up_id("429021", date(1940 + place // 28, 1, 1 + place % 28), sequence=sequence)


def line(place, village=EAST, **more):
    return Line(f"人{place}", number(place), UUID(int=100 + place), None, village, "", **more)


def listing(*lines, scopes=(TOWN,), ended=()):
    return Listing(tuple(lines), tuple(scopes), tuple(ended))


def held(*lines):
    ones = [
        Held(x.person, x.name, x.number, x.village, x.household, x.subtype, x.area, frozenset({x.person}))
        for x in lines
    ]
    return Holding(ones, frozenset(x.person for x in lines), {x.number: x.person for x in lines})


def told(comparison):
    return {(one.kind, one.name) for one in comparison.differences}


def test_who_came_and_who_left_between_two_months():
    now, before = listing(line(1), line(2), line(4)), listing(line(1), line(2), line(3))
    found = compare(now, before, held(line(1), line(2), line(3), line(4)), NAMES)
    assert told(found) == {(JOINED, "人4"), (LEFT, "人3")}


def test_somebody_new_in_a_village_that_the_list_before_did_not_name_is_new():
    before = listing(line(1), line(2, WEST), scopes=[TOWN])
    north = UUID(int=3)
    now = listing(line(1), line(2, WEST), line(3, north), scopes=[Scope(frozenset({EAST, WEST, north}))])
    assert told(compare(now, before, held(line(3, north), *before.lines), NAMES)) == {(JOINED, "人3")}
    of_one = listing(line(1), scopes=[Scope(frozenset({EAST}))])
    found = compare(now, of_one, held(*now.lines), NAMES)
    assert told(found) == set(), "a list of one village says nothing of the others"


def test_somebody_registered_who_leaves_is_one_item():
    now, before = listing(line(1)), listing(line(1), line(2))
    assert told(compare(now, before, held(*before.lines), NAMES)) == {(LEFT, "人2")}


def test_the_first_list_makes_nobody_new_or_gone():
    found = compare(listing(line(1), line(2)), None, held(line(1), line(2)), NAMES)
    assert found.differences == ()


def test_a_change_says_what_it_was_and_what_it_is():
    old = line(1, subtype="分散供养", said={"月保障金": "500.00", "残疾等级": "二级"})
    new = replace(old, village=WEST, subtype="集中供养", said={"月保障金": "620.00", "残疾等级": "二级"})
    (one,) = compare(listing(new), listing(old), held(new), NAMES).differences
    assert one.kind == CHANGED
    assert one.what == "村：东塘村 → 西河村；细类：分散供养 → 集中供养；月保障金：500.00 → 620.00"


def test_a_column_that_one_of_the_lists_does_not_have_is_no_change():
    old, new = line(1, said={"月保障金": "500.00"}), line(1, said={"金额": "30.00"})
    assert compare(listing(new), listing(old), held(new), NAMES).differences == ()


def test_a_corrected_number_is_one_change_and_neither_new_nor_gone():
    old, new = line(1), replace(line(1), number=number(1, 996), person=None)
    register = held(line(1))
    found = compare(listing(new), listing(old), replace(register, any=register.any | {UUID(int=101)}), NAMES)
    assert {kind for kind, _ in told(found)} <= {CHANGED, ONLY_THEIRS, ONLY_OURS}
    (change,) = found.of(CHANGED)
    assert "证号：429" in change.what
    assert number(1) not in change.what


def test_two_people_of_one_name_in_a_village_are_not_taken_for_a_corrected_number():
    old = [replace(line(place), name="王秀英", person=None) for place in (1, 2)]
    new = [replace(line(place), name="王秀英", person=None) for place in (3, 4)]
    found = compare(listing(*new), listing(*old), Holding(), NAMES)
    assert len(found.of(JOINED)) == 2
    assert len(found.of(LEFT)) == 2
    assert found.of(CHANGED) == []


def test_nobody_is_missing_from_a_village_that_the_list_does_not_name():
    now = listing(line(1), scopes=[Scope(frozenset({EAST}))])
    before = listing(line(1), *(line(place, WEST) for place in range(2, 40)))
    found = compare(now, before, held(*before.lines), NAMES)
    assert found.differences == ()
    assert found.uncovered == 38


def test_with_the_whole_town_on_the_list_a_village_that_is_not_named_has_nobody_left():
    before = listing(line(1), line(2), line(3, WEST))
    now = listing(line(1), line(2), scopes=[Scope(frozenset({EAST}), whole_town=True)])
    assert told(compare(now, before, held(*before.lines), NAMES)) == {(LEFT, "人3")}


def test_several_files_of_one_month_are_one_list():
    before = listing(line(1), line(2), line(3, WEST))
    now = listing(line(1), line(2), line(3, WEST), scopes=[Scope(frozenset({EAST})), Scope(frozenset({WEST}))])
    assert compare(now, before, held(*before.lines), NAMES).differences == ()


def test_a_list_of_one_subtype_says_nothing_of_the_others():
    alone, empty = (line(place, subtype=kind) for place, kind in ((1, "独居"), (2, "空巢")))
    now = listing(alone, scopes=[Scope(frozenset({EAST, WEST}), subtype="独居")])
    assert compare(now, listing(alone, empty), held(alone, empty), NAMES).differences == ()


def test_an_urban_list_says_nothing_of_whom_nobody_knows_to_be_urban():
    ours = line(1)
    now = listing(line(2, area="城市"), scopes=[Scope(frozenset({EAST}), area="城市")])
    found = compare(now, None, held(ours, line(2, area="城市")), NAMES)
    assert found.differences == ()


def test_a_list_with_little_in_common_is_asked_about_and_reports_nobody_missing():
    before = listing(*(line(place) for place in range(1, 21)))
    now = listing(line(1), line(30))
    found = compare(now, before, held(*before.lines, line(30)), NAMES)
    assert "20人" in found.doubt
    assert told(found) == {(JOINED, "人30")}
    sure = replace(now, scopes=(replace(TOWN, sure=True),))
    assert len(compare(sure, before, held(*before.lines, line(30)), NAMES).of(LEFT)) == 19


def test_a_first_list_that_has_few_of_ours_is_asked_about():
    ours = [line(place) for place in range(1, 21)]
    found = compare(listing(line(1)), None, held(*ours), NAMES)
    assert found.doubt
    assert found.differences == ()


def test_a_list_of_new_people_reports_them_and_nobody_missing():
    before = listing(line(1), line(2))
    now = listing(line(3), scopes=[Scope(frozenset({EAST}), complete=False)])
    assert told(compare(now, before, held(line(1), line(2), line(3)), NAMES)) == {(JOINED, "人3")}


def test_a_list_of_people_who_leave_reports_those_who_are_still_registered():
    now = listing(scopes=[], ended=[line(1), line(9)])
    assert told(compare(now, None, held(line(1), line(2)), NAMES)) == {(LEFT, "人1")}


def test_rows_that_were_not_taken_in_are_on_their_list_only():
    waiting = Line("石长根", "", None, None, EAST, "东塘村", doubt="没有身份证号", registered=False)
    (one,) = compare(listing(line(1), waiting), None, held(line(1)), NAMES).differences
    assert (one.kind, one.name, one.what) == (ONLY_THEIRS, "石长根", "没有收：没有身份证号")


def test_somebody_dead_on_the_register_and_alive_on_the_list_is_said_first():
    dead = line(1)
    register = Holding(numbers={dead.number: dead.person}, gone={dead.person: "死亡（2026-10-03）"})
    row = replace(dead, person=None, doubt="这个人已登记为“死亡”", registered=False)
    (one,) = compare(listing(row), None, register, NAMES).differences
    assert one.what == "站里已登记死亡（2026-10-03），县里名单上还有"
    assert one.person == dead.person


def test_a_list_of_strangers_is_one_sentence_and_not_hundreds_of_items():
    people = [line(place) for place in range(1, 21)]
    found = compare(listing(*people), None, held(*people[:3]), NAMES)
    assert (found.of(ONLY_THEIRS), found.strangers) == ([], 17)
    assert len(compare(listing(*people), None, held(*people[:15]), NAMES).of(ONLY_THEIRS)) == 5


def test_a_household_is_on_the_list_when_anybody_of_it_is():
    home = UUID(int=9)
    wife = replace(line(2), household=home)
    ours = Held(UUID(int=101), "人1", number(1), EAST, home, people=frozenset({UUID(int=101), wife.person}))
    register = Holding([ours], frozenset({home, wife.person}))
    assert compare(listing(wife), None, register, NAMES).differences == ()
    (one,) = compare(
        listing(line(5), scopes=[TOWN]), None, replace(register, any=frozenset({UUID(int=105), home})), NAMES
    ).of(ONLY_OURS)
    assert one.household == home


def test_a_member_who_leaves_while_the_household_stays_is_said_so():
    home = UUID(int=9)
    head, child = replace(line(1), household=home), replace(line(2), household=home)
    (one,) = compare(listing(head), listing(head, child), held(head, child), NAMES).of(LEFT)
    assert "同户还有1人在名单上" in one.what


PEOPLE = st.lists(st.integers(1, 28), unique=True, max_size=28)


@given(PEOPLE, PEOPLE, PEOPLE)
@settings(max_examples=150, deadline=None)
def test_the_figures_add_up_for_any_two_lists(now, before, ours):
    """With everything declared whole: 上月 + 新增 - 退出 = 本月, and 站里 - 站里多的 = 站里和县里都有的."""
    scope = replace(TOWN, sure=True)
    new, old = (listing(*map(line, some), scopes=[scope]) for some in (now, before))
    found = compare(new, old, held(*map(line, ours)), NAMES)
    assert len(before) + len(found.of(JOINED)) - len(found.of(LEFT)) == len(now)
    left_ours = set(ours) & set(before) - set(now)
    assert len(ours) - len(found.of(ONLY_OURS)) - len(left_ours) == len(set(ours) & set(now))
    strangers = found.strangers or len(found.of(ONLY_THEIRS))
    assert len(now) - strangers == len(set(ours) & set(now))
    assert compare(new, new, held(*map(line, now)), NAMES).differences == ()


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=8)
LINES = st.builds(
    Line, name=TEXT, number=TEXT, person=st.none() | st.uuids(), household=st.none() | st.uuids(),
    village=st.none() | st.uuids(), where=TEXT, subtype=TEXT, area=TEXT,
    said=st.dictionaries(TEXT, TEXT.filter(bool), max_size=3), doubt=TEXT, registered=st.booleans(),
)  # fmt: skip


@given(st.lists(LINES, max_size=6))
@settings(max_examples=60, deadline=None)
def test_lines_come_back_from_their_compact_form(lines):
    assert unpacked(packed(lines)) == lines


def test_twenty_thousand_lines_are_small():
    lines = []
    for place in range(20_000):
        born = date(1930 + place % 60, 1 + place % 12, 1 + place % 28)
        who = made_up_id("429021", born, sequence=996 + place % 4), UUID(int=(1 << 120) + place)
        lines.append(Line(f"王秀{place}", *who, None, EAST, said={"月保障金": "500.00"}))
    assert len(packed(lines)) < 800_000


@pytest.mark.parametrize("content", [b"", b"not packed", packed([])[:-3]])
def test_lines_that_cannot_be_read_are_a_sentence(content):
    from caredesk.schema.errors import StoreTrouble

    with pytest.raises(StoreTrouble, match="再收一次"):
        unpacked(content)
