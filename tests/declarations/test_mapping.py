"""Every field of the domain's visit forms has one of ours, or a written reason why not."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from caredesk.catalog import DECLARATIONS, categories
from caredesk.schema.fields import Choice, Choices, Field

ROOT = Path(__file__).parents[2]


def _builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_docs", ROOT / "scripts/build_docs.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    sys.modules["build_docs"] = made  # dataclasses look their module up
    spec.loader.exec_module(made)
    return made


BUILDER = _builder()
ROWS = [(page, row) for page in BUILDER.MAPPINGS for row in BUILDER.mapping(page)]
LEAST = {"elderly-3.2": 75, "children-3.6": 60, "elderly-3.3": 90, "elderly-3.5": 28, "mental-2.5": 35}


def _field(path: str) -> Field:
    record, name = path.split(".")
    return DECLARATIONS.by_key[record].fields[name]


def _names(field: Field, option: str) -> bool:
    if not isinstance(field, Choice | Choices):
        return False
    return option in field.options or (isinstance(field, Choice) and option in (field.aliases or {}))


@pytest.mark.parametrize("page", LEAST)
def test_the_tables_list_every_field_of_their_page(page: str) -> None:
    rows = BUILDER.mapping(page)
    assert len(rows) >= LEAST[page]
    names = [(row.block, row.name) for row in rows]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("page", "row"), ROWS, ids=[f"{page} {row.block} {row.name}" for page, row in ROWS])
def test_a_field_of_the_domain_has_one_of_ours_or_a_reason(page: str, row: Any) -> None:
    if not row.ours:
        assert len(row.note) >= 15, "an unmapped field needs a written reason"
        return
    ours = [_field(path) for path in row.ours]
    for theirs, option in row.options:
        kept = any(_names(field, option) for field in ours) or (
            "episode.category" in row.ours and categories.recognise(option) is not None
        )
        assert kept, f"“{theirs}” of “{row.name}” is nowhere in {', '.join(row.ours)}"


@pytest.mark.parametrize("page", LEAST)
def test_every_visit_field_taken_from_a_page_is_in_its_table(page: str) -> None:
    """A field that claims the page as its source but stands in no row was invented or forgotten."""
    known = {path for _, row in ROWS for path in row.ours}
    source = page.replace("-", " ")
    claimed = {
        f"visit.{name}"
        for name, spec in DECLARATIONS.by_key["visit"].fields.items()
        if source in spec.source.split(", ")
    }
    own = {"visit.form"}  # which of our forms is used is our own question
    assert claimed - known - own == set()


def test_the_generated_pages_are_in_step_with_the_declarations() -> None:
    for path, text in BUILDER.pages().items():
        assert path.read_text("utf-8") == text, f"run python scripts/build_docs.py ({path.name} is out of step)"


def test_the_pages_name_every_record_ledger_and_return() -> None:
    forms, ledgers = (text for _, text in sorted(BUILDER.pages().items()))
    for kind in DECLARATIONS.records:
        assert f"## {kind.title} `{kind.key}`" in forms
        for name in kind.fields:
            assert f"| `{name}` |" in forms
    for one in (*DECLARATIONS.ledgers, *DECLARATIONS.returns):
        assert f"## {one.title} `{one.key}`" in ledgers
    for rule in DECLARATIONS.rules:
        assert rule.basis in ledgers
