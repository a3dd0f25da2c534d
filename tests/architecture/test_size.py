"""Parts stay small enough to read in one go. Raising a number takes a record in docs/adr."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULE_LINES = 300
CLASS_METHODS = 20
FUNCTION_LINES = 50

MODULES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "scripts").glob("*.py")])
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def is_pure_declarations(tree: ast.Module) -> bool:
    """Imports, names given values, and classes without methods: a table of facts, however long."""
    facts = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Expr, ast.ClassDef)
    return all(isinstance(node, facts) for node in tree.body) and not any(
        isinstance(node, FUNCTIONS) for node in ast.walk(tree)
    )


def too_big(source: str, *, declarations_may_be_long: bool) -> list[str]:
    """What in a module is larger than it may be."""
    tree = ast.parse(source)
    found = []
    lines = len(source.splitlines())
    if lines > MODULE_LINES and not (declarations_may_be_long and is_pure_declarations(tree)):
        found.append(f"module of {lines} lines")
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > FUNCTION_LINES:
                found.append(f"{node.name} of {length} lines")
        elif isinstance(node, ast.ClassDef):
            methods = sum(isinstance(part, FUNCTIONS) for part in node.body)
            if methods > CLASS_METHODS:
                found.append(f"{node.name} of {methods} methods")
    return found


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_module_can_be_read_in_one_go(file):
    in_catalog = "catalog" in file.relative_to(ROOT).parts
    assert too_big(file.read_text("utf-8"), declarations_may_be_long=in_catalog) == []


def long_function(name: str, lines: int) -> str:
    return f"def {name}():\n" + "    x = 1\n" * (lines - 1)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("x = 1\n" * 301, "module of 301 lines"),
        (long_function("f", 51), "f of 51 lines"),
        ("class C:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(21)), "C of 21 methods"),
    ],
)
def test_the_limits_bite(source, complaint):
    assert too_big(source, declarations_may_be_long=False) == [complaint]


def test_only_a_catalog_module_without_functions_may_be_long():
    facts = "x = 1\n" * 301
    assert too_big(facts, declarations_may_be_long=True) == []
    assert too_big(facts + long_function("f", 2), declarations_may_be_long=True) == ["module of 303 lines"]


def test_no_module_hides_behind_a_name_that_says_nothing():
    empty_names = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert [file for file in MODULES if file.stem in empty_names] == []
