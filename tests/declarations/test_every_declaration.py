"""What holds for every record, ledger, return and rule that the station declares."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from caredesk.catalog import DECLARATIONS
from caredesk.catalog.visit_mental import MENTAL_FIELDS
from caredesk.catalog.visit_relief import INCOMES
from caredesk.schema.conditions import Condition, Is, fields_of
from caredesk.schema.dates import PartialDate
from caredesk.schema.evidence import STRENGTH_LABELS
from caredesk.schema.fields import Choice, Choices, Field, Photos, Words, YesNo
from caredesk.schema.identity import made_up_id
from caredesk.schema.kinds import Amount, Day, IdNumber, Number, PartialDay, Phone, Ref
from caredesk.schema.ledger import Collected, Ledger, paths_of, resolve
from caredesk.schema.privacy import Privacy
from caredesk.schema.record import RecordType

ROOT = Path(__file__).parents[2]
RECORDS = DECLARATIONS.records
OUR_OWN = [kind for kind in RECORDS if kind.key not in ("station", "desk_user")]
FIELDS = [(kind, name) for kind in RECORDS for name in kind.fields]
SOURCE = re.compile(r"^((elderly|children|mental)( [A-Z]?\d+(\.\d+)?)|children A9|practice)$")
record_cases = pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.key)
field_cases = pytest.mark.parametrize(("kind", "name"), FIELDS, ids=[f"{kind.key}.{name}" for kind, name in FIELDS])
own_field_cases = pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in OUR_OWN for name in kind.fields],
    ids=[f"{kind.key}.{name}" for kind in OUR_OWN for name in kind.fields],
)


SAMPLES: dict[type[Field], Any] = {
    Photos: ("ab" * 32,),
    Words: ("石桥", "老街"),
    YesNo: True,
    Day: date(2026, 10, 8),
    PartialDay: PartialDate(1946, 8, 19),
    Amount: 83800,
    Ref: UUID(int=7),
    IdNumber: made_up_id("429021", date(1946, 8, 19), sequence=997),
    Phone: "14900000001",
}


def sample(spec: Field, values: dict[str, Any]) -> Any:
    """A value that the field takes, going with the values already there."""
    if type(spec) in SAMPLES:
        return SAMPLES[type(spec)]
    if isinstance(spec, Choice):
        return (spec.options_for(values) or (None,))[0]
    if isinstance(spec, Choices):
        return spec.options[:1]
    if isinstance(spec, Number):
        return max(spec.least, 1)
    if spec.kind == "certificate_number" and values.get("kind") == "残疾人证":
        return SAMPLES[IdNumber] + "42"
    return {"started_at": "09:30", "ended_at": "10:10"}.get(spec.name, "样")


def full_values(kind: RecordType) -> dict[str, Any]:
    """Something in every field that goes with the others."""
    values: dict[str, Any] = {}
    for name, spec in kind.fields.items():
        values[name] = sample(spec, values)
    if "second_visitor" in values:
        values["second_visitor"] = UUID(int=8)
    return values


@record_cases
def test_a_record_with_everything_in_it_can_be_built(kind: RecordType) -> None:
    values = full_values(kind)
    built = kind.build(values)
    for name in kind.fields:
        expected = values[name] if kind.shown(name, values) else None
        assert getattr(built, name) == expected, name


@record_cases
def test_a_record_needs_only_a_handful_of_facts(kind: RecordType) -> None:
    needed = {name: sample(spec, {}) for name, spec in kind.fields.items() if spec.required}
    for name in needed:
        spec = kind.fields[name]
        needed[name] = sample(spec, needed)
    assert len(needed) <= 6
    kind.build(needed)
    for name in needed:
        problems = kind.problems({**needed, name: None})
        assert name in {problem.field for problem in problems}


@record_cases
def test_what_a_record_holds_survives_the_database_and_json(kind: RecordType) -> None:
    values = kind.values(kind.build(full_values(kind)))
    assert {name: spec.from_sql(spec.to_sql(values[name])) for name, spec in kind.fields.items()} == values
    assert {name: spec.from_json(spec.to_json(values[name])) for name, spec in kind.fields.items()} == values


@record_cases
def test_the_parts_of_a_declaration_fit_together(kind: RecordType) -> None:
    assert kind.title_field in kind.fields
    sections = [section.key for section in kind.sections]
    assert len(set(sections)) == len(sections)
    assert len({section.title for section in kind.sections}) == len(sections)
    if sections:
        assert {spec.section for spec in kind.fields.values()} <= set(sections)
        assert set(sections) == {spec.section for spec in kind.fields.values()}, "a section without a field"
    if kind.part_of:
        link = kind.fields[kind.part_of]
        assert isinstance(link, Ref)
        # A difference between lists may speak of somebody who is not on the register, a review of a household.
        assert link.required or kind.key in {"roster_difference", "review"}
        assert link.to in DECLARATIONS.by_key
    for group in (*kind.unique, *kind.indexes):
        assert set(group) <= set(kind.fields)
    for name in kind.hidden_with:
        spec = kind.fields[name]
        assert isinstance(spec, Choice)
    assert re.fullmatch(r"[a-z_]+", kind.key)
    assert kind.make.__doc__


@record_cases
def test_labels_are_unique_within_a_section(kind: RecordType) -> None:
    seen: dict[tuple[str, str], list[str]] = {}
    for name, spec in kind.fields.items():
        seen.setdefault((spec.section, spec.label), []).append(name)
    assert {key: names for key, names in seen.items() if len(names) > 1} == {}


@field_cases
def test_conditions_speak_of_fields_that_exist_and_values_they_can_hold(kind: RecordType, name: str) -> None:
    for condition in (kind.fields[name].asked_when, kind.shown_when(name)):
        assert fields_of(condition) <= set(kind.fields)
        assert name not in fields_of(condition)
        for told in _comparisons(condition):
            spec = kind.fields[told.field]
            if isinstance(spec, Choice | Choices):
                assert set(told.values) <= set(spec.options), told
            elif isinstance(spec, YesNo):
                assert set(told.values) <= {True, False}


def _comparisons(condition: Condition | None) -> list[Is]:
    if condition is None:
        return []
    if isinstance(condition, Is):
        return [condition]
    parts = getattr(condition, "parts", None) or [part for part in [getattr(condition, "part", None)] if part]
    return [told for part in parts for told in _comparisons(part)]


@field_cases
def test_a_question_comes_after_those_it_depends_on(kind: RecordType, name: str) -> None:
    """Keyboard entry goes down the form: what decides whether a question is shown must stand above it."""
    order = _form_order(kind)
    for other in fields_of(kind.shown_when(name)):
        assert order.index(other) < order.index(name), f"{name} depends on {other} further down"


def _form_order(kind: RecordType) -> list[str]:
    sections = [section.key for section in kind.sections] or [""]
    return [name for key in sections for name, spec in kind.fields.items() if spec.section == key]


@field_cases
def test_options_are_unique_and_aliases_lead_to_them(kind: RecordType, name: str) -> None:
    spec = kind.fields[name]
    if not isinstance(spec, Choice | Choices):
        return
    assert len(set(spec.options)) == len(spec.options)
    assert all(option.strip() == option and option for option in spec.options)
    assert "未了解" not in spec.options, "未了解 is no option: it is the missing value"
    for option in spec.options:
        told = spec.parse(option)
        assert told == (option if isinstance(spec, Choice) else (option,))
    if isinstance(spec, Choice):
        for alias, option in (spec.aliases or {}).items():
            assert option in spec.options
            assert alias not in spec.options
            assert spec.parse(alias) == option
        assert set(spec.option_privacy or {}) <= set(spec.options)
        if spec.follows:
            followed = kind.fields[spec.follows]
            assert isinstance(followed, Choice)
            assert set(spec.options_by or {}) == set(followed.options)
            assert {option for options in (spec.options_by or {}).values() for option in options} == set(spec.options)


@own_field_cases
def test_every_field_names_where_it_comes_from(kind: RecordType, name: str) -> None:
    spec = kind.fields[name]
    assert spec.label
    assert re.search(r"[\u4e00-\u9fff]", spec.label)
    assert spec.source, f"{kind.key}.{name}"
    for part in spec.source.split(", "):
        assert SOURCE.match(part), part


@pytest.mark.parametrize("kind", OUR_OWN, ids=lambda kind: kind.key)
def test_every_record_names_its_source_and_how_sure_it_is(kind: RecordType) -> None:
    assert kind.source
    assert kind.strength in STRENGTH_LABELS


# Every field whose class is above ordinary, by record. A new field must be put here or be ordinary on purpose.
GUARDED = {
    "suspension": {"remark": "sensitive"},
    "life_event": {"remark": "sensitive"},
    "household_episode": {
        "certificate_number": "sensitive", "bank": "restricted", "bank_holder": "restricted",
        "bank_account": "restricted",
    },
    "visitor": {"phone": "sensitive"},
    "person": {"id_number": "sensitive", "health": "sensitive", "teacher_phone": "sensitive", "photo": "sensitive"},
    "phone": {"number": "sensitive"},
    "contact": {
        "phone": "sensitive", "id_number": "sensitive", "condition": "sensitive", "restraint": "restricted",
        "restraint_months": "restricted",
    },
    "certificate": {"number": "sensitive"},
    "episode": dict.fromkeys(
        ("disability_class", "disability_grade", "component_classes", "component_grades", "self_care", "ability_level",
         "guardianship", "guardianship_grade"),
        "sensitive",
    ),
    "visit": {
        **dict.fromkeys(
            ("body", "mood", "mood_note", "chronic", "chronic_note", "weak_points", "self_care", "eats", "dresses",
             "gets_up", "toilets", "walks", "washes", "events", "event_times", "duty", "guardianship_now", "treatment",
             "body_trouble", "body_help", "social", "bad_habits", "mind_trouble", "mind_help", "photos", "left_over",
             "ill_lately", "untreated", "income_each", "members_work", "labour", "cadre_kin", "supporters",
             "unable_because", "savings_kinds", "savings", "medical",
             *INCOMES, "has_income", "income_total", "income_head", "spent_utilities", "spent_phone", "spent_estate",
             "spent_other", "rigid_kinds", "rigid_amount", "posted", "disputed", "survey_result", "survey_note",
             "still_fits", "fits_because"),
            "sensitive",
        ),
        **dict.fromkeys(("harm_signs", "harm_note", "harm_reported", *MENTAL_FIELDS), "restricted"),
    },
    "assessment": {
        **dict.fromkeys(("score", "level", "level_words", "answers", "photos", "remark"), "sensitive"),
        "closed_answers": "restricted",
    },
    "resource_request": {"photos": "sensitive"},
    "roster_list": {"content": "restricted"},
    "round": {"photos": "sensitive"},
    "roster_difference": {"what": "sensitive"},
}  # fmt: skip


@pytest.mark.parametrize("kind", OUR_OWN, ids=lambda kind: kind.key)
def test_every_field_has_its_privacy_decided(kind: RecordType) -> None:
    found = {name: kind.privacy(name).name.lower() for name in kind.fields if kind.privacy(name) > Privacy.ORDINARY}
    assert found == GUARDED.get(kind.key, {})


@own_field_cases
def test_numbers_of_people_and_talk_of_banks_are_never_ordinary(kind: RecordType, name: str) -> None:
    spec = kind.fields[name]
    if isinstance(spec, IdNumber | Phone) or spec.kind == "certificate_number":
        assert kind.privacy(name) >= Privacy.SENSITIVE
    if any(word in spec.label for word in ("银行", "账户", "账号", "侵害", "强制报告", "限制情形")):
        assert kind.privacy(name) is Privacy.RESTRICTED


def test_options_that_tell_of_prison_are_restricted_everywhere() -> None:
    for kind, name in FIELDS:
        spec = kind.fields[name]
        if isinstance(spec, Choice):
            for option in spec.options:
                if re.search("服刑|戒毒|艾滋|计生特殊|失独|严重精神障碍|精神障碍", option):
                    assert spec.privacy_of(option) is Privacy.RESTRICTED, f"{kind.key}.{name}: {option}"


def test_links_lead_to_records_that_exist() -> None:
    for kind, name in FIELDS:
        spec = kind.fields[name]
        if isinstance(spec, Ref):
            assert spec.to in DECLARATIONS.by_key


def test_keys_and_titles_find_their_declaration() -> None:
    assert DECLARATIONS.record("入户探访").key == "visit"
    assert DECLARATIONS.ledger("入户探访台账").key == "visits"
    assert DECLARATIONS.a_return("工作月报").key == "monthly"
    parts = {"phone", "contact", "certificate", "episode", "stay", "absence", "suspension", "life_event"}
    parts |= {"roster_difference", "stop_notice", "planned_visit", "round_line", "review"}
    parts |= {"need", "referral", "resource_request", "assessment"}
    assert {kind.key for kind in DECLARATIONS.parts_of("person")} == parts
    keys = [kind.key for kind in RECORDS]
    assert len(set(keys)) == len(keys)
    assert len({kind.title for kind in RECORDS}) == len(keys)


def test_search_looks_in_fields_that_exist_and_belong_to_a_person() -> None:
    for part in DECLARATIONS.searched:
        kind = DECLARATIONS.record(part.record)
        assert part.field in kind.fields
        assert part.how in {"name", "number_tail", "phone", "words"}
        assert kind.key == DECLARATIONS.searched_owner or kind.part_of == DECLARATIONS.searched_owner


def _leads_to_its_owner(owner: str, source: Collected) -> None:
    records = DECLARATIONS.by_key
    for step in filter(None, source.owner.split(".")):
        link = records[owner].fields[step]
        assert isinstance(link, Ref)
        owner = link.to
    kind = records[source.record]
    link = kind.fields[kind.part_of]
    assert isinstance(link, Ref)
    if source.lived_in:
        assert owner == "person"
        owner = "household"
    assert link.to == owner
    assert {source.field, *filter(None, (source.detail, source.since, source.until))} <= set(kind.fields)


@pytest.mark.parametrize("ledger", DECLARATIONS.ledgers, ids=lambda ledger: ledger.key)
def test_a_ledger_names_fields_that_exist(ledger: Ledger) -> None:
    records = DECLARATIONS.by_key
    for column in ledger.columns:
        for path in paths_of(column.source):
            resolve(records, ledger.record, path)
        if isinstance(column.source, Collected):
            for one in (column.source, *column.source.also):
                _leads_to_its_owner(ledger.record, one)
    for path in ledger.order:
        if not path.endswith("name_key"):
            resolve(records, ledger.record, path)
    for name in ledger.filters:
        kind = records[ledger.record]
        owner = records[kind.refs()[kind.part_of].to] if kind.part_of else kind
        assert name in kind.fields or name in owner.fields
    if ledger.period:
        assert isinstance(records[ledger.record].fields[ledger.period], Day)
    assert fields_of(ledger.where) <= set(records[ledger.record].fields)
    assert len({column.key for column in ledger.columns}) == len(ledger.columns)
    assert len(set(ledger.headings())) == len(ledger.columns)
    assert ledger.source
    assert ledger.strength in STRENGTH_LABELS


@pytest.mark.parametrize("ledger", DECLARATIONS.ledgers, ids=lambda ledger: ledger.key)
def test_no_ledger_shows_a_restricted_field(ledger: Ledger) -> None:
    for column in ledger.columns:
        for path in paths_of(column.source):
            kind, spec = resolve(DECLARATIONS.by_key, ledger.record, path)
            assert kind.privacy(spec.name) < Privacy.RESTRICTED


def test_every_figure_of_a_return_counts_fields_that_exist_in_a_unit() -> None:
    records = DECLARATIONS.by_key
    for made in DECLARATIONS.returns:
        assert made.source
        keys = [one.key for one in (*made.indicators, *made.rates, *made.balances)]
        assert len(set(keys)) == len(keys)
        for one in made.indicators:
            for path in filter(None, (one.date_field, one.distinct, one.along, one.group)):
                resolve(records, one.record, path)
            assert fields_of(one.where) <= set(records[one.record].fields)
            assert one.source
            assert bool(one.distinct) == (one.unit in ("人", "户", "户次"))
        for rate in made.rates:
            assert rate.numerator
            assert rate.denominator
        for balance in made.balances:
            for path in filter(None, (balance.owner, balance.group, balance.since, balance.until, balance.also_left)):
                resolve(records, balance.record, path)


def test_the_declarations_are_light_to_import() -> None:
    """They are read at every start: nothing that reads files, spreadsheets or databases may come with them."""
    code = "import sys, caredesk.catalog; print(len(sys.modules), *sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    count, *names = done.stdout.split()
    heavy = {"sqlite3", "PySide6", "openpyxl", "reportlab", "lxml", "PIL", "cryptography", "asyncio", "multiprocessing"}
    assert heavy.isdisjoint(names)
    assert int(count) < 160
