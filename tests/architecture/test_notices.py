"""What the desk is made of is said in the program, with the licence texts that must come with it."""

from pathlib import Path

import pytest

from caredesk.resources import resource

ROOT = Path(__file__).parents[2]


def test_every_package_of_the_desk_is_named_in_its_present_version():
    overview = resource("notices/overview.txt").read_text("utf-8")
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pins = [line.replace("==", " ") for line in lines if line and not line.startswith("#")]
    named = [line.split("　")[0] for line in overview.splitlines()]
    assert [pin for pin in pins if pin not in named] == []  # else: run scripts/build_notices.py


@pytest.mark.parametrize(
    "words",
    [
        "GNU LESSER GENERAL PUBLIC LICENSE",
        "ZETETIC LLC",
        "SIL OPEN FONT LICENSE",
        "Hanazono Font License",
        "Copyright (c) 2026 Lucide Icons and Contributors",
        "Apache License",
        "PYTHON SOFTWARE FOUNDATION LICENSE",
        "John McNamara",  # XlsxWriter
        "PDFium Authors",
        "ReportLab",
        "The FreeType Project",
        "mozillazg",  # pypinyin
    ],
)
def test_the_text_that_a_licence_asks_for_is_there(words):
    assert words.casefold() in resource("notices/licences.txt").read_text("utf-8").casefold()
