"""Every machine gets exactly the same packages."""

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PYTHONS = ["3.11", "3.12", "3.13"]
SYSTEMS = [
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
]
ENVIRONMENTS = [
    system | {"python_version": version, "python_full_version": f"{version}.0", "extra": ""}
    for version in PYTHONS
    for system in SYSTEMS
]
BROUGHT_BY_PYTHON = {"pip"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file: Path) -> list[Requirement]:
    lines = file.read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]


PINS = {plain(pin.name): pin for lock in LOCKS for pin in pins(lock)}


def needed(requirement: Requirement) -> bool:
    """Whether some machine that we serve needs it."""
    return requirement.marker is None or any(requirement.marker.evaluate(place) for place in ENVIRONMENTS)


def test_there_is_a_lock_for_the_desk_and_one_for_its_checks():
    assert [lock.name for lock in LOCKS] == ["requirements-dev.lock", "requirements.lock"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_line_names_one_exact_version(lock):
    assert pins(lock)
    loose = [str(pin) for pin in pins(lock) if not re.fullmatch(r"==[0-9][^*,]*", str(pin.specifier))]
    assert loose == []


def test_no_package_is_pinned_twice():
    names = [plain(pin.name) for lock in LOCKS for pin in pins(lock)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", sorted(name for name, pin in PINS.items() if pin.marker is None))
def test_what_a_package_needs_is_pinned_too_in_a_version_that_it_accepts(name):
    installed = metadata.distribution(name)
    assert PINS[name].specifier.contains(installed.version), "this environment is not the locked one"
    for text in installed.requires or []:
        requirement = Requirement(text)
        if needed(requirement) and plain(requirement.name) not in BROUGHT_BY_PYTHON:
            pin = PINS[plain(requirement.name)]
            assert requirement.specifier.contains(str(pin.specifier).removeprefix("==")), text


def test_the_desk_itself_runs_without_the_packages_of_its_checks():
    runtime = {plain(pin.name) for pin in pins(ROOT / "requirements.lock")}
    for name in runtime:
        for text in metadata.distribution(name).requires or []:
            requirement = Requirement(text)
            if needed(requirement):
                assert plain(requirement.name) in runtime | BROUGHT_BY_PYTHON, f"{name} needs {text}"
