"""The manual keeps step with the program: pages, buttons, messages, keys, rights and commands are the real ones."""

import inspect
import pkgutil
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QUrl
from PySide6.QtGui import QShortcut, QTextDocument

import caredesk.ui.pages
from caredesk.catalog import DECLARATIONS
from caredesk.catalog.station import ROLES
from caredesk.cli.arguments import parse
from caredesk.resources import resource
from caredesk.services.access import RIGHTS, Right
from caredesk.ui.page import Page
from caredesk.ui.places import places
from caredesk.ui.window import MainWindow

ROOT = Path(__file__).parents[2]
MANUAL = resource("manual")
CHAPTERS = {file.stem: file.read_text("utf-8") for file in sorted(MANUAL.glob("*.md"))}
PAGES = ["today", "people", "visit", "plan", "rounds", "needs", "import", "ledger", "monthly", "backup", "settings"]
SOURCE = "\n".join(file.read_text("utf-8") for file in sorted((ROOT / "src/caredesk").rglob("*.py")))
SOURCE += "\n".join(f"新增{kind.title}" for kind in DECLARATIONS.records)


def pictures(text: str) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(pictures/([\w-]+\.png)\)", text)


def unknown_words(text: str) -> list[str]:
    """What a chapter prints in bold, as words on screen, and no module says; questions and sentences are left out."""
    bold = re.findall(r"\*\*([^*\n]+)\*\*", text)
    parts = [part for words in bold if words[-1] not in "？。" for part in re.split("[、，]", words)]
    return [part for part in parts if part not in SOURCE]


def table_rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|") and "---" not in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.fixture
def window(qtbot, desk):
    made = MainWindow(desk, places(desk.user, lambda _: None))
    made.start()
    yield made
    qtbot.waitUntil(lambda: not made.worker.working, timeout=20_000)
    made.leave_now()
    made.deleteLater()


def test_f1_on_every_page_of_the_navigation_opens_its_chapter(window, qtbot):
    opened = {}
    for place in [one for one in window.places.values() if one.picture]:
        window.go(place.key)
        qtbot.waitUntil(lambda: not window.worker.working, timeout=20_000)
        window.help()
        opened[place.title] = CHAPTERS[window.page.chapter].splitlines()[0]
    assert opened == {title: f"# {title}" for title in opened}
    assert len(opened) == len(PAGES)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_help_page_draws_the_pictures_of_a_chapter_within_its_width(qtbot, window, chapter):
    window.resize(1093, 582)
    window.show()
    window.go("help", chapter=chapter)
    text = window.page.text
    kind = QTextDocument.ResourceType.ImageResource.value
    drawn = [text.loadResource(kind, QUrl(f"pictures/{name}")) for name in pictures(CHAPTERS[chapter])]
    assert all(not one.isNull() and one.width() <= text.viewport().width() for one in drawn)
    assert text.toPlainText().startswith(CHAPTERS[chapter].splitlines()[0].removeprefix("# "))
    assert text.document().idealWidth() <= text.viewport().width()


def test_every_page_names_a_chapter_that_is_there():
    files = pkgutil.iter_modules(caredesk.ui.pages.__path__)
    modules = [import_module(f"caredesk.ui.pages.{file.name}") for file in files]
    made = {
        name: value.help
        for module in modules
        for name, value in vars(module).items()
        if inspect.isclass(value) and issubclass(value, Page) and value.__module__ == module.__name__
    }
    assert len(made) >= len(PAGES)
    assert {name: chapter for name, chapter in made.items() if chapter not in CHAPTERS} == {}


@pytest.mark.parametrize("chapter", PAGES)
def test_a_chapter_has_a_sentence_a_picture_a_few_steps_and_questions(chapter):
    text = CHAPTERS[chapter]
    title, _, sentence = text.splitlines()[:3]
    assert title.startswith("# ")
    assert len(sentence) > 10
    assert pictures(text)
    assert 3 <= max(int(number) for number in re.findall(r"^(\d+)\. ", text, re.MULTILINE)) <= 7
    assert text.count("？**\n\n") >= 2


def test_the_index_leads_to_every_chapter_and_every_link_to_one():
    links = {name: re.findall(r"\]\(([\w-]+)\.md\)", text) for name, text in CHAPTERS.items()}
    assert {one for all_ in links.values() for one in all_} <= CHAPTERS.keys()
    assert set(links["index"]) == CHAPTERS.keys() - {"index"}


def test_every_picture_is_there_is_of_one_size_is_small_and_can_be_made_anew(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    shots = import_module("build_manual").SHOTS
    sys.modules.pop("build_manual")
    named = {name for text in CHAPTERS.values() for name in pictures(text)}
    assert named == {file.name for file in (MANUAL / "pictures").iterdir()} == {f"{name}.png" for name in shots}
    for name in named:
        file = MANUAL / "pictures" / name
        assert file.stat().st_size < 150_000, name
        with Image.open(file) as picture:
            assert picture.size == (1366, 768), name


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_is_plain_enough_for_the_help_page(chapter):
    text = CHAPTERS[chapter]
    assert re.findall(r"</?[a-zA-Z]", text) == []
    assert max((len(row) for row in table_rows(text)), default=0) <= 5


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_words_printed_in_bold_stand_on_the_screen(chapter):
    assert unknown_words(CHAPTERS[chapter]) == []


def test_a_button_that_was_renamed_would_be_noticed():
    assert unknown_words("点 **现在备份** 或 **马上就备份**。**为什么？**") == ["马上就备份"]


def test_the_messages_in_the_trouble_chapter_are_the_ones_that_are_shown():
    quoted = [words for row in table_rows(CHAPTERS["trouble"]) for words in row[0].split(" / ")]
    shown = [words for words in quoted if words != "屏幕上说"]
    assert len(shown) > 10
    assert [words for words in shown if words not in SOURCE] == []


def test_every_key_of_the_window_is_in_the_list_of_keys(window):
    window.go("visit")
    pressed = {one.key().toString() for one in window.findChildren(QShortcut)}
    pages = {f"Alt+{number}" for number in range(1, min(9, len(PAGES)) + 1)}
    told = {row[0] for row in table_rows(CHAPTERS["keys"])}
    assert pages <= pressed
    assert f"Alt+1 到 Alt+{min(9, len(PAGES))}" in told
    assert {keys.replace("Left", "←") for keys in pressed - pages} - told == set()


def test_the_table_of_rights_is_the_programs_own():
    head, *rows = table_rows(CHAPTERS["safety"])
    assert head[1:] == list(ROLES)
    told = {row[0]: row[1:] for row in rows}
    assert told == {right.value: ["能" if right in RIGHTS[role] else "－" for role in ROLES] for right in Right}


def helped(capsys, *arguments: str) -> str:
    with pytest.raises(SystemExit):
        parse([*arguments, "--help"])
    return capsys.readouterr().out


def commands_of(capsys) -> list[str]:
    listed = helped(capsys).partition("COMMAND\n")[2]
    return re.findall(r"^    ([a-z][a-z-]*)\b", listed, re.MULTILINE)


def test_every_command_is_described_with_all_its_options(capsys):
    commands = commands_of(capsys)
    chapters = re.split(r"^### ", CHAPTERS["commandline"], flags=re.MULTILINE)
    described = {part.split("\n", 1)[0].strip(): part.split("\n## ", 1)[0] for part in chapters[1:]}
    assert len(commands) > 10
    assert set(described) == set(commands)
    for command in commands:
        options = set(re.findall(r"--[a-z-]+", helped(capsys, command))) - {"--help"}
        assert [option for option in options if option not in described[command]] == [], command
    common = set(re.findall(r"--[a-z-]+", helped(capsys))) - {"--help"}
    assert [option for option in common if option not in chapters[0]] == []


def test_the_readme_names_every_command_too(capsys):
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in commands_of(capsys) if not re.search(rf"`{name}[ `]", readme)] == []
