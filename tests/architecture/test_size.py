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


def lines_of_code(tree: ast.Module) -> int:
    """The lines of a module's functions: what is left of a catalog module beside its declarations."""
    return sum(
        (part.end_lineno or 0) - part.lineno + 1
        for node in tree.body
        for part in (node.body if isinstance(node, ast.ClassDef) else [node])
        if isinstance(part, FUNCTIONS)
    )


def too_big(source: str, *, declares: bool) -> list[str]:
    """What in a module is larger than it may be; a module that declares may be as long as its tables of facts."""
    tree = ast.parse(source)
    found = []
    lines = lines_of_code(tree) if declares else len(source.splitlines())
    if lines > MODULE_LINES:
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
    assert too_big(file.read_text("utf-8"), declares=in_catalog) == []


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
    assert too_big(source, declares=False) == [complaint]


def test_only_the_functions_of_a_declaring_module_are_counted():
    facts = "x = 1\n" * 301
    functions = "".join(long_function(f"f{number}", 50) for number in range(6))
    assert too_big(facts + functions, declares=True) == []
    assert too_big(facts + functions + long_function("g", 2), declares=True) == ["module of 302 lines"]


def test_no_module_hides_behind_a_name_that_says_nothing():
    empty_names = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert [file for file in MODULES if file.stem in empty_names] == []
