"""A draft of a changed record holds what its author touched; what others changed meanwhile is theirs until asked."""

from datetime import date

import pytest

from caredesk.schema.kinds import Ref
from caredesk.ui import form_draft
from tests.conftest import PASSWORD


@pytest.fixture
def wang(desk):
    village = desk.records.save("village", {"name": "白庙村", "kind": "村"})
    told = {"name": "王秀英", "address": "东头", "remarks": "怕狗", "village": village}
    return desk.records.save("person", told)


@pytest.fixture
def in_turn(desk, stations, folder, wang):
    """Signs somebody else in: one at a time, as at the one PC of a station."""
    desk.safety.add_user("林悦", "社工", PASSWORD)
    now = [desk]

    def sign_in(name):
        now[0].close()
        now[0] = stations.sign_in(folder, name, PASSWORD)
        return now[0]

    yield sign_in
    now[0].close()


def draft(desk, wang, **changes):
    """What the form of a record writes down while somebody changes it."""
    kind = desk.declarations.by_key["person"]
    values = kind.values(desk.records.get("person", wang))
    base = form_draft.begun_from(kind, values)
    return form_draft.touched({"values": form_draft.begun_from(kind, {**values, **changes}), "typed": {}}, base)


def test_a_draft_holds_only_what_was_touched_and_what_stood_there(desk, wang):
    kept = draft(desk, wang, address="西头", remarks=None)
    assert kept["values"] == {"address": "西头", "remarks": None}
    assert kept["base"] == {"address": "东头", "remarks": "怕狗"}
    assert draft(desk, wang) == {}, "nothing touched, nothing kept"


def test_what_the_other_user_changed_is_not_undone_by_a_draft(desk, wang, in_turn):
    desk.drafts.save(wang, "person:changed", draft(desk, wang, address="西头"))
    lin = in_turn("林悦")
    lin.records.save("person", {"remarks": "狗送人了", "group": "三组"}, wang)
    head = in_turn("站长")
    kept = head.drafts.load(wang, "person:changed").values
    taken = head.drafts.taken_up("person", wang, kept)
    assert (taken.free, taken.clashes) == ({"address"}, ())
    head.records.save("person", {name: kept["values"][name] for name in taken.free}, wang)
    now = head.records.get("person", wang)
    assert (now.address, now.remarks, now.group) == ("西头", "狗送人了", "三组")


def test_a_field_that_both_changed_is_asked_about_with_who_and_both_values(desk, wang, in_turn, clock):
    desk.drafts.save(wang, "person:changed", draft(desk, wang, address="西头", remarks="怕猫"))
    lin = in_turn("林悦")
    clock.move_to(date(2026, 11, 23))
    lin.records.save("person", {"address": "南头"}, wang)
    head = in_turn("站长")
    kept = head.drafts.load(wang, "person:changed").values
    taken = head.drafts.taken_up("person", wang, kept)
    assert taken.free == {"remarks"}
    (clash,) = taken.clashes
    assert (clash.label, clash.before, clash.mine, clash.theirs) == ("现住址", "东头", "西头", "南头")
    assert (clash.who, clash.at.astimezone().date()) == ("林悦", date(2026, 11, 23))


def test_the_same_change_by_both_is_no_question(desk, wang, in_turn):
    desk.drafts.save(wang, "person:changed", draft(desk, wang, address="南头"))
    in_turn("林悦").records.save("person", {"address": "南头"}, wang)
    head = in_turn("站长")
    taken = head.drafts.taken_up("person", wang, head.drafts.load(wang, "person:changed").values)
    assert (taken.free, taken.clashes) == ({"address"}, ())


def test_links_and_words_that_are_no_value_yet_are_told_in_words(desk, wang, in_turn):
    other = desk.records.save("village", {"name": "东塘村", "kind": "村"})
    kept = draft(desk, wang, village=other, birth_date=None)
    kept["typed"], kept["base"]["birth_date"], kept["values"]["birth_date"] = {"birth_date": "1936年13月"}, None, None
    third = desk.records.save("village", {"name": "北河村", "kind": "村"})
    lin = in_turn("林悦")
    lin.records.save("person", {"village": third}, wang)
    lin.records.save("person", lin.records.from_json("person", {"birth_date": "1936-05"}), wang)
    head = in_turn("站长")
    told = {one.label: (one.before, one.mine, one.theirs) for one in head.drafts.taken_up("person", wang, kept).clashes}
    assert told == {"村（社区）": ("白庙村", "东塘村", "北河村"), "出生日期": ("", "1936年13月", "1936-05")}


def test_every_kind_of_field_is_compared_as_it_is_kept(desk, wang):
    """What nobody touched is never kept, whatever the kind of field."""
    from tests.made_values import full_values

    for kind in desk.declarations.records:
        values = full_values(kind, lambda key: wang)
        base = form_draft.begun_from(kind, values)
        written = {"values": {name: one for name, one in base.items() if one is not None}, "typed": {}}
        assert form_draft.touched(written, base) == {}, kind.key
        plain = [name for name, spec in kind.fields.items() if not isinstance(spec, Ref)]
        assert set(form_draft.touched({"values": {}, "typed": {}}, base)["values"]) >= {
            name for name in plain if base[name]
        }
