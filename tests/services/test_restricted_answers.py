"""社工 may record what only the head reads back; no save of theirs ever wipes it."""

from datetime import date
from itertools import count
from random import Random

import pytest

from caredesk.catalog import DECLARATIONS
from caredesk.catalog.station import ROLES
from caredesk.schema.errors import NotAllowed, UserError
from caredesk.schema.fields import Choice
from caredesk.schema.kinds import Ref
from caredesk.schema.privacy import Privacy
from caredesk.services.access import CLEARANCE, RIGHTS, User
from caredesk.services.binning import right_for
from caredesk.services.desk import Desk
from tests.conftest import CHEAP
from tests.made_values import full_values, value_of

EMPTY = (None, "", ())
FITTING = {"mode": "上门入户", "met": "见到本人", "form": "儿童", "state": "退出", "kind": "护照"}
"""Answers with which most questions are asked."""
KINDS = [kind for kind in DECLARATIONS.records if kind.key not in ("station", "desk_user")]
cases = [
    pytest.param(kind, role, id=f"{kind.key}-{role}")
    for kind in KINDS
    for role in ROLES
    if right_for(kind.key) in RIGHTS[role]
]


@pytest.fixture
def as_role(desk):
    """The same station through the eyes of a role."""

    def sign_in(role):
        return Desk(desk._station, User(desk.user.id, "某人", role), desk.clock, [], cost=CHEAP)

    return sign_in


@pytest.fixture
def planted(desk):
    """Makes a sound record with something in as many fields as go together, secret options included."""
    made, numbers = {}, count(1, 400)

    def link(key):
        if key not in made:
            made[key] = None
            kind = DECLARATIONS.by_key[key]
            made[key] = plant(kind, {}, secrets=False)
        return made[key]

    def plant(kind, told, *, secrets):
        values = {**full_values(kind, link, next(numbers)), **told}
        for name, spec in kind.fields.items():
            if isinstance(spec, Choice) and spec.option_privacy and secrets and name not in kind.hidden_with:
                values[name] = next(iter(spec.option_privacy))
        for name, outcome in FITTING.items():
            if outcome in getattr(kind.fields.get(name), "options", ()):
                values[name] = outcome
        values |= {"visit": {"copied_on": values.get("visited_on")},
                   "village": {"merged_into": None, "merged_on": None}}.get(kind.key, {})  # fmt: skip
        for _ in range(3):
            wrong = {one.field for one in kind.problems(values)}
            values |= {name: _other(kind.fields[name], values) for name in wrong}
        built = kind.values(kind.build(values))
        with desk.work.records.write(None, "save") as write:
            return write.insert(kind, built)

    return plant


def _other(spec, values):
    """Nothing, or where there must be something the first option that goes with the others."""
    if not spec.required:
        return None
    return spec.options_for(values)[0] if isinstance(spec, Choice) else value_of(spec, 7, lambda key: None)


@pytest.mark.parametrize(("kind", "role"), cases)
def test_no_save_of_a_form_wipes_what_the_role_may_not_see(desk, as_role, planted, kind, role):
    """Whatever is blank, unchanged or changed in the form: what is hidden stays, or the save is refused whole."""
    chance, other = Random(f"{kind.key}{role}"), as_role(role)
    for turn in range(15):
        save_a_form(desk, other, kind, planted(kind, {}, secrets=bool(turn % 2)), chance, most=turn // 2)


def save_a_form(desk, other, kind, id_, chance, most):
    """Open a record's form, change up to ``most`` answers that can be seen, save it."""
    before = desk.work.records.row(kind, id_)
    seen = other.records.get(kind.key, id_)
    if seen is None:  # a category above the clearance: the whole record stays out of reach
        with pytest.raises(UserError):
            other.records.save(kind.key, {}, id_)
        assert desk.work.records.row(kind, id_) == before
        return
    form = kind.values(seen)
    hidden = {name for name, value in before.items() if value not in EMPTY and form[name] in EMPTY}
    assert other.records.withheld(kind.key, id_) == hidden
    names = chance.sample(sorted(kind.fields), min(most, len(kind.fields)))
    for name in names:
        spec = kind.fields[name]
        if name not in hidden and not isinstance(spec, Ref):
            blank = chance.random() < 0.5 and not spec.required
            form[name] = None if blank else value_of(spec, chance.randint(1, 500), lambda key: None)
    try:
        other.records.save(kind.key, form, id_)
    except UserError:
        assert names, "a form that nobody changed is saved"
        assert desk.work.records.row(kind, id_) == before
        return
    after = desk.work.records.row(kind, id_)
    assert {name: after[name] for name in hidden} == {name: before[name] for name in hidden}


@pytest.fixture
def child(desk):
    person = desk.records.save("person", {"name": "刘小花"})
    desk.records.save("episode", {"person": person, "category": "困境儿童"})
    visitor = desk.records.save("visitor", {"name": "陈静", "role": "社工"})
    return {"person": person, "visited_on": date(2026, 11, 20), "mode": "上门入户", "visitor": visitor,
            "met": "见到本人", "form": "儿童"}  # fmt: skip


def test_a_worker_records_what_only_the_head_reads(desk, as_role, child):
    worker = as_role("社工")
    visit = worker.records.save("visit", {**child, "harm_signs": ("家庭暴力",), "harm_note": "左臂青紫"})
    assert worker.records.get("visit", visit).harm_signs is None
    assert worker.records.withheld("visit", visit) == {"harm_signs", "harm_note"}
    assert desk.records.get("visit", visit).harm_note == "左臂青紫"
    worker.records.save("visit", {"remarks": "已报告", "harm_signs": None, "harm_note": None}, visit)
    assert desk.records.get("visit", visit).harm_signs == ("家庭暴力",)
    worker.records.save("visit", {"harm_note": "左臂青紫，右臂也有"}, visit)
    assert desk.records.get("visit", visit).harm_note == "左臂青紫，右臂也有"
    assert len([one for one in desk.records.history("visit", visit) if one.fields]) == 3


def test_an_answer_that_would_make_a_hidden_one_fall_away_is_refused_with_whom_to_ask(desk, as_role, child):
    visit = desk.records.save("visit", {**child, "harm_signs": ("家庭暴力",)})
    with pytest.raises(UserError, match="请找站长来改"):
        as_role("社工").records.save("visit", {"met": "无人应答"}, visit)
    assert desk.records.get("visit", visit).met == "见到本人"
    desk.records.save("visit", {"met": "无人应答"}, visit)
    assert desk.records.get("visit", visit).harm_signs is None


def test_who_may_not_write_is_not_told_that_something_is_there(desk, as_role, child):
    visit = desk.records.save("visit", {**child, "harm_signs": ("家庭暴力",)})
    for role in ("只读", "乡镇管理员"):
        with pytest.raises(NotAllowed):
            as_role(role).records.withheld("visit", visit)
    assert desk.records.withheld("visit", visit) == set()


def test_the_property_meets_every_class(desk):
    classes = {kind.privacy(name) for kind in KINDS for name in kind.fields}
    assert classes == set(Privacy)
    assert {role for role in ROLES if CLEARANCE[role] < Privacy.RESTRICTED} & {case.values[1] for case in cases}
