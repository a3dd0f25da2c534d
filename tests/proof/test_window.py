"""A day at the desk on a real X server: keys from a keyboard, a painted window, a program that is killed."""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from caredesk.catalog import DECLARATIONS
from caredesk.services.clock import SystemClock
from caredesk.services.demo import DemoMaker
from caredesk.services.stations import Stations
from caredesk.store.search import name_sort_key
from tests.conftest import CHEAP

ROOT = Path(__file__).parents[2]
PASSWORD = "yanshi-2026"
WIDE, HIGH = 1366, 768
PATIENCE = 30
"""Seconds until what should have come into sight is given up."""
GRAB = (
    "import sys; from PySide6.QtGui import QGuiApplication as G; a = G([]);"
    "sys.exit(not a.primaryScreen().grabWindow(0).save(sys.argv[1]))"
)


@pytest.fixture(scope="module")
def screen():
    """The variables that lead to an X server of our own."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDE}x{HIGH}x24", "-nolisten", "tcp"],
        pass_fds=[writing], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as said:
        number = said.readline().strip()
    yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "QT_IM_MODULE": "none", "LC_ALL": "C.UTF-8"}
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo station, with two social workers whose names every keyboard has."""
    out = tmp_path_factory.mktemp("demo") / "OUT"
    DemoMaker(out, PASSWORD, lambda _: None, CHEAP).make()
    desk = signed_in(out / "station")
    for name in ("chen", "wang"):
        desk.safety.add_user(name, "社工", PASSWORD)
    desk.close()
    return out / "station"


@pytest.fixture
def station(demo, tmp_path):
    shutil.copytree(demo, tmp_path / "station")
    return tmp_path / "station"


def signed_in(folder, login="站长"):
    return Stations(DECLARATIONS, SystemClock(), CHEAP).sign_in(folder, login, PASSWORD)


def two_people(folder):
    """Two people in the register whom their whole pinyin finds alone: (id, what to type) each."""
    desk = signed_in(folder)
    found = []
    for row in desk.people.rows(desk.people.people()):
        typed = name_sort_key(row.name).replace(" ", "")
        if typed.isascii() and typed.isalpha() and len(desk.people.search(typed)) == 1:
            found.append((str(row.id), typed))
    desk.close()
    return found[0], found[1]


class Seat:
    """Somebody at the keyboard before a running desk."""

    def __init__(self, screen, folder, home):
        self.screen = os.environ | screen | {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")}
        source = {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        self.desk = subprocess.Popen(
            [sys.executable, "-m", "tests.proof.watched_window", "--data", str(folder)],
            cwd=home, env=self.screen | source, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._lines = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.now = {}

    def sit_down(self):
        """Wait for the sign-in window and put the hands on the keyboard."""
        self.wait(window="entry")
        self._keys_to_the_window()
        self.wait(at="login")

    def _read(self):
        for line in self.desk.stdout:
            self._lines.put(json.loads(line))
        self._lines.put(None)

    def wait(self, **wanted):
        """Look on until all this is in sight; a function is asked about the value."""

        def holds(name, value):
            told = self.now.get(name)
            return value(told) if callable(value) else told == value

        while not all(holds(name, value) for name, value in wanted.items()):
            try:
                now = self._lines.get(timeout=PATIENCE)
            except queue.Empty:
                raise AssertionError(f"never in sight: {wanted}; now {self.now}") from None
            assert now is not None, f"the desk ended, with {self.desk.wait()}; before that {self.now}"
            self.now = now
        return self.now

    def _keys_to_the_window(self):
        """There is no window manager here that would hand the keys to a new window."""
        command = ["xdotool", "search", "--sync", "--onlyvisible", "--pid", str(self.desk.pid)]
        found = subprocess.run(command, env=self.screen, check=True, timeout=PATIENCE, capture_output=True, text=True)
        subprocess.run(["xdotool", "windowfocus", found.stdout.split()[-1]], env=self.screen, check=True)
        self.wait(keys=True)

    def press(self, *keys):
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], env=self.screen, check=True, timeout=PATIENCE)

    def type(self, text):
        command = ["xdotool", "type", "--clearmodifiers", "--delay", "15", text]
        subprocess.run(command, env=self.screen, check=True, timeout=PATIENCE)

    def sign_in(self, login):
        self.type(login)
        self.wait(text=login)
        self.press("Return")
        self.wait(at="password")
        self.type(PASSWORD)
        self.press("Return")
        self.wait(window="main", page="HomePage", busy=False)
        self._keys_to_the_window()

    def visit_of(self, typed, person):
        """Go to a new visit to somebody."""
        self.press("alt+3")
        self.wait(page="VisitPage", at="visit.person", busy=False)
        self.type(typed)
        self.wait(text=typed, listing=True)
        self.press("Return")
        self.wait(at="visit.visited_on", person=person)

    def four_facts(self):
        """Today, at home, the first visitor of the list, met."""
        self.press("Return")
        self.wait(at="visit.mode")
        self.press("1", "Return")
        self.wait(at="visit.visitor")
        self.press("Down")
        self.wait(listing=True)
        self.press("Return")
        self.wait(at="visit.met")
        self.press("1", "Return", "Return")
        self.wait(at="visit.situation")

    def picture(self, file):
        """What the X server shows."""
        subprocess.run([sys.executable, "-c", GRAB, str(file)], env=self.screen, check=True, timeout=PATIENCE)
        return QImage(str(file))

    def leave(self):
        """Kill the desk if it still runs, as when the power goes."""
        self.desk.kill()
        self.desk.wait()
        self._reader.join()
        self.desk.stdout.close()


@pytest.fixture
def sit_down(screen, station, tmp_path):
    seats = []

    def make():
        seats.append(Seat(screen, station, tmp_path))
        seats[-1].sit_down()
        return seats[-1]

    yield make
    for seat in seats:
        seat.leave()


def assert_painted(picture):
    assert (picture.width(), picture.height()) == (WIDE, HIGH)
    colours = {picture.pixel(x, y) for x in range(0, WIDE, 3) for y in range(0, HIGH, 3)}
    assert len(colours) > 40, "an empty window"
    dark = sum(picture.pixelColor(x, HIGH // 2).lightness() < 250 for x in range(WIDE))
    assert dark > 100, "the page does not fill the screen"


def test_a_morning_by_keyboard(sit_down, station, tmp_path):
    (wang, wang_typed), (li, li_typed) = two_people(station)
    seat = sit_down()
    seat.sign_in("chen")
    assert_painted(seat.picture(tmp_path / "今天要办.png"))
    seat.press("ctrl+k")
    seat.wait(at="find")
    seat.type(wang_typed)
    seat.wait(text=wang_typed, listing=True)
    seat.press("Return")
    seat.wait(page="PersonPage", person=wang)
    assert_painted(seat.picture(tmp_path / "档案.png"))
    seat.visit_of(li_typed, li)
    seat.four_facts()
    seat.type("warm and dry")
    assert_painted(seat.picture(tmp_path / "记一次走访.png"))
    seat.press("ctrl+s")
    seat.wait(messages=lambda told: any("已保存入户探访" in one for one in told), at="visit.person")
    seat.press("alt+5")
    seat.wait(page="LedgerPage", busy=False)
    assert_painted(seat.picture(tmp_path / "台账.png"))
    assert seat.desk.poll() is None
    seat.leave()
    desk = signed_in(station)
    visit = next(one for one in desk.records.find("visit") if one.situation == "warm and dry")
    assert (str(visit.person), visit.mode, visit.met) == (li, "上门入户", "见到本人")
    assert visit.visited_on == date.today()  # noqa: TID251, DTZ011  the program ran on this computer's clock
    assert desk.safety.check() == []
    desk.close()


def test_what_was_typed_before_a_kill_is_offered_to_the_same_user_for_the_same_person_only(sit_down, station):
    (wang, wang_typed), (li, li_typed) = two_people(station)

    def offered(told):
        return any("没交完" in one for one in told)

    seat = sit_down()
    seat.sign_in("chen")
    seat.visit_of(wang_typed, wang)
    seat.four_facts()
    seat.type("half a sentence")
    seat.wait(said=lambda said: said and "草稿" in said)
    seat.leave()

    seat = sit_down()
    seat.sign_in("wang")
    seat.visit_of(wang_typed, wang)
    assert not offered(seat.now["messages"]), "another user is told nothing"
    seat.leave()

    seat = sit_down()
    seat.sign_in("chen")
    seat.visit_of(li_typed, li)
    assert not offered(seat.now["messages"]), "nor is it offered for another person"
    seat.visit_of(wang_typed, wang)
    seat.wait(messages=offered)
    seat.leave()

    desk = signed_in(station, "chen")
    draft = desk.drafts.load(desk.people.search(wang_typed)[0].id, "visit")
    assert draft.values["values"]["situation"] == "half a sentence"
    assert not [one for one in desk.records.find("visit") if one.situation == "half a sentence"]
    desk.close()
