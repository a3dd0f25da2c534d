"""The demo as one runs it on a fresh computer: made once, and every fact of it looked at."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from caredesk.catalog import DECLARATIONS
from caredesk.cli import run
from caredesk.resources import resource
from caredesk.schema.cadence import Verdict
from caredesk.schema.errors import StoreTrouble
from caredesk.schema.identity import check_id_number
from caredesk.services.clock import SetClock
from caredesk.services.demo import LEDGER_PDF, LEDGER_XLSX, RETURN_PDF, STATION, UNFINISHED, DemoMaker, claim
from caredesk.services.stations import NewStation, Stations
from tests.conftest import CHEAP

PASSWORD = "yanshi-2026"
PRESENT = date(2026, 11, 2)
ROOT = Path(__file__).parents[2]


def at(moment):
    return SetClock(datetime.fromisoformat(moment))


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    steps = []
    demo = DemoMaker(tmp_path_factory.mktemp("demo") / "演示", PASSWORD, steps.append, CHEAP).make()
    return demo, steps


@pytest.fixture(scope="session")
def desk(made):
    clock = at("2026-11-02T17:30")
    opened = Stations(DECLARATIONS, clock, CHEAP).sign_in(made[0].out / STATION, "站长", PASSWORD)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def diary():
    return [json.loads(line) for line in resource("demo/diary.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="session")
def october(desk):
    return [one for one in desk.records.find("visit") if one.visited_on.strftime("%Y-%m") == "2026-10"]


def the_dead(desk):
    (one,) = desk.records.find("person", {"state": "死亡"})
    return one


def pages(file):
    with PdfDocument(file) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_the_folder_holds_the_station_and_its_three_papers_and_nothing_else(made):
    demo, _ = made
    assert {item.name for item in demo.out.iterdir()} == {STATION, LEDGER_XLSX, LEDGER_PDF, RETURN_PDF}
    assert demo.files == [demo.out / name for name in (STATION, LEDGER_XLSX, LEDGER_PDF, RETURN_PDF)]


def test_every_step_is_announced_counted_and_timed(made):
    demo, steps = made
    begun = [step.title for step in steps if step.seconds is None and not step.whole]
    ended = [step.title for step in steps if step.seconds is not None]
    assert begun == ended == list(demo.steps)
    counted = [step for step in steps if step.title.startswith("记走访") and step.whole]
    assert counted[-1].done == counted[-1].whole > 100


def test_about_four_hundred_people_live_in_ten_villages_with_two_months_of_visits(made, desk):
    demo, _ = made
    people = desk.records.find("person")
    assert len(people) == demo.people
    assert 380 <= len(people) <= 420
    assert [one.name for one in desk.records.find("village", order=("official_order",))] == [
        "白庙村", "河口社区", "新桥社区", "大湾村", "双井村", "上坪村", "柳林村", "枫树坳村", "石桥村", "老君村",
    ]  # fmt: skip
    visits = desk.records.find("visit")
    assert len(visits) == demo.visits
    assert 450 <= len(visits) <= 600
    assert {one.visited_on.month for one in visits} == {9, 10, 11}


def test_every_number_is_sound_is_nobodys_and_stands_once(desk):
    numbers = [one.id_number for one in desk.records.find("person")]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        found = check_id_number(number, today=PRESENT)
        assert found.sound, number
        assert number[14:17] in {"996", "997", "998", "999"}, number
        assert PRESENT.year - found.birth.year < 100
    assert all(phone.number.startswith("149") for phone in desk.records.find("phone"))


def test_everybody_on_the_rosters_was_taken_in_and_nobody_stands_twice(desk):
    names = Counter(one.name for one in desk.records.find("person"))
    assert [name for name, times in names.items() if times > 1] == []
    for name in ("赵㛃珍", "李𬱖", "龚䶮", "阿依古丽·买买提", "尉迟德清", "区玉兰", "单世荣"):
        assert names[name] == 1, name
        assert name in [row.name for row in desk.people.search(name)]
    assert len(desk.imports.batches()) == 6
    categories = Counter(one.category for one in desk.records.find("episode"))
    assert categories["农村留守儿童"] == 45
    assert categories["残疾人"] == 70
    assert categories["特困人员"] == 28


def test_what_the_diary_says_is_what_the_station_holds(desk, diary):
    told = [line for line in diary if "visit" in line]
    settled = {line["settle"]: line["fields"] for line in diary if "settle" in line}
    numbers = {one.id: one.id_number for one in desk.records.find("person")}
    held = {(numbers[one.person], one.visited_on.isoformat(), one.situation): one for one in desk.records.find("visit")}
    assert len(held) == len(told)
    for line in told:
        fields = line["fields"] | settled.get(line["visit"], {})
        one = held[line["person"], fields["visited_on"], fields["situation"]]
        wanted = desk.records.from_json("visit", fields)
        assert {name: getattr(one, name) for name in wanted} == wanted


def test_the_ledger_has_a_row_for_each_visit_of_the_month_on_screen_and_in_both_files(made, desk, october):
    demo, _ = made
    sheet = desk.ledgers.sheet("visits", "2026-10")
    assert len(sheet.rows) == len(october) == demo.ledger_rows
    assert set(sheet.keys) == {str(one.id) for one in october}
    cells = load_workbook(demo.out / LEDGER_XLSX).active
    rows = [row for row in cells.iter_rows(values_only=True) if str(row[0] or "").isdigit()]
    assert len(rows) == len(october)
    text = "".join(pages(demo.out / LEDGER_PDF))
    for one in october:
        assert desk.records.get("person", one.person).name in text


def test_the_papers_star_the_numbers_and_carry_the_mark_of_a_demo(made, desk):
    demo, _ = made
    whole = [one.id_number for one in desk.records.find("person")]
    whole += [phone.number for phone in desk.records.find("phone")]
    for file in (LEDGER_PDF, RETURN_PDF):
        told = pages(demo.out / file)
        assert all("演示数据" in page for page in told)
        assert [number for number in whole if number in "".join(told)] == []
    with zipfile.ZipFile(demo.out / LEDGER_XLSX) as book:
        inside = b"".join(book.read(name) for name in book.namelist()).decode("utf-8")
    assert "演示数据" in inside
    assert [number for number in whole if number in inside] == []


def test_nine_in_ten_were_visited_and_those_who_were_not_are_overdue(desk):
    _, figures = desk.returns.report("monthly", "2026-10")
    (rate,) = figures.expected
    assert 0.85 <= len(rate.seen) / len(rate.due) <= 0.95
    overdue = {row.person.id for row in desk.visits.today().overdue}
    assert overdue
    assert overdue <= rate.due - rate.seen


def test_the_dead_man_left_the_register_in_october_and_is_due_no_more(desk):
    dead = the_dead(desk)
    assert dead.state_on == date(2026, 10, 14)
    last = desk.visits.last(dead.id)
    assert (last.met, last.visited_on) == ("去世", date(2026, 10, 15))
    _, figures = desk.returns.report("monthly", "2026-10")
    balance = next(one for one in figures.balances if one.category == "特殊困难老年人")
    assert dead.id in balance.opening
    assert dead.id in balance.left
    assert dead.id not in balance.closing
    gone = {one.id for one in desk.records.find("person") if one.state != "在册"}
    assert len(gone) == 2
    assert not gone & {row.person.id for row in desk.visits.due()}
    assert all(episode.until for one in gone for episode in desk.records.parts("episode", one))


def test_the_months_additions_are_counted_as_new(desk):
    _, figures = desk.returns.report("monthly", "2026-10")
    balance = next(one for one in figures.balances if one.category == "特殊困难老年人")
    assert len(balance.joined) == 6


def test_failed_contacts_come_before_the_one_that_succeeded(desk):
    by_person = {}
    for one in sorted(desk.records.find("visit"), key=lambda one: one.visited_on):
        by_person.setdefault(one.person, []).append(one.met)
    retried = [met for met in by_person.values() if met[0] not in ("见到本人", "接通") and "见到本人" in met]
    assert len(retried) >= 10
    verdicts = {row.standing.verdict for row in desk.visits.due()}
    assert verdicts == {Verdict.OVERDUE, Verdict.FIRST, Verdict.DUE, Verdict.DONE}


def test_visits_handed_in_late_are_back_entries(desk):
    late = [one for one in desk.records.find("visit") if one.backfilled]
    assert 20 <= len(late) < 200
    assert all(one.entered_on > one.visited_on for one in late)
    assert any((one.entered_on - one.visited_on).days >= 7 for one in late)


def test_hazards_and_referrals_come_to_an_end_that_history_tells(desk):
    visits = desk.records.find("visit")
    states = Counter(one.referral_state for one in visits if one.referral_matter)
    assert states["已办结"] > 20
    assert states["办理中"] > 5
    assert states["不予办理"] >= 1
    settled = [one for one in visits if one.referral_state == "已办结" and one.settled_on > one.entered_on]
    assert {change.what for change in desk.records.history("visit", settled[0].id)} == {"新建", "修改"}
    assert sum(bool(one.hazard_found) for one in visits) > 30


def test_the_texts_are_not_one_template(desk):
    told = Counter(one.situation for one in desk.records.find("visit"))
    assert len(told) > 0.85 * told.total()
    assert max(told.values()) <= 5


def test_what_the_children_need_stands_in_their_own_form(desk):
    forms = Counter(one.form for one in desk.records.find("visit"))
    assert forms["儿童"] >= 30
    assert forms["残疾人"] >= 10
    assert forms["困难家庭"] >= 10
    assert any(one.alone for one in desk.records.find("visit", {"form": "儿童"}))


def test_disabled_people_and_relief_families_have_their_own_answers(desk):
    visits = desk.records.find("visit")
    assert sum(one.supported_by is not None for one in visits) >= 10
    assert any(one.work_form for one in visits)
    checks = [one for one in visits if one.checking]
    assert 3 <= len(checks) < sum(one.checking is False for one in visits)
    assert all(one.income_total and one.still_fits for one in checks)


@pytest.mark.parametrize(
    ("login", "role"), [("周敏", "站长"), ("林悦", "社工"), ("何建国", "只读"), ("唐志强", "乡镇管理员")]
)
def test_everybody_signs_in_with_the_one_password(made, desk, tmp_path, login, role):
    folder = shutil.copytree(made[0].out / STATION, tmp_path / "copy")
    (folder / "station.lock").unlink(missing_ok=True)
    assert (login, role) in made[0].users
    opened = Stations(DECLARATIONS, at("2026-11-03T09:00"), CHEAP).sign_in(folder, login, PASSWORD)
    try:
        assert opened.user.role == role
        assert opened.settings.demo
    finally:
        opened.close()


def test_the_station_is_sound_and_has_a_backup(desk):
    assert desk.safety.check() == []
    assert len(desk.safety.backups()) == 1


def test_the_command_tells_what_it_wrote_and_keeps_a_password_of_ones_own_to_itself(tmp_path, capsys):
    word = tmp_path / "word.txt"
    word.write_text("ein-eigenes-8\n", "utf-8")
    assert run(["demo", str(tmp_path / "out"), "--no-window", "--password-file", str(word)]) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert all(Path(file).exists() for file in told["files"])
    assert len(told["files"]) == 4
    assert told["visits"] > 450
    assert told["ledger_rows"] > 200
    assert set(told["recovery"]) == {"station", "township"}
    assert "ein-eigenes-8" not in said.out + said.err
    assert "周敏（站长）" in said.err
    assert "入户探访台账-2026-10.xlsx …… " in said.err
    Stations(DECLARATIONS, at("2026-11-03T09:00")).sign_in(Path(told["files"][0]), "站长", "ein-eigenes-8").close()


def test_a_finished_demo_is_never_written_over(made, capsys):
    out = made[0].out
    before = {file: file.stat().st_mtime_ns for file in out.rglob("*")}
    assert run(["demo", str(out)]) == 3
    assert "已经有做好的演示" in capsys.readouterr().err
    assert {file: file.stat().st_mtime_ns for file in out.rglob("*")} == before


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path):
    (tmp_path / "我的表.xlsx").write_bytes(b"x")
    with pytest.raises(StoreTrouble, match="别的文件"):
        claim(tmp_path)
    assert [item.name for item in tmp_path.iterdir()] == ["我的表.xlsx"]
    with pytest.raises(StoreTrouble, match="是一个文件"):
        claim(tmp_path / "我的表.xlsx")


def test_what_a_demo_that_was_cut_off_left_is_cleared_but_nothing_else(tmp_path):
    out = tmp_path / "out"
    claim(out)
    (out / STATION).mkdir()
    (out / STATION / "station.db").write_bytes(b"half")
    (out / LEDGER_PDF).write_bytes(b"half")
    claim(out)
    assert [item.name for item in out.iterdir()] == [UNFINISHED]
    (out / "我的表.xlsx").write_bytes(b"x")
    with pytest.raises(StoreTrouble, match="别的文件"):
        claim(out)
    assert (out / "我的表.xlsx").exists()


def test_a_half_made_station_that_is_open_is_not_cleared_away(tmp_path):
    claim(tmp_path)
    clock = at("2026-09-01T09:00")
    new = NewStation("站", "云溪县", "青石镇", PASSWORD)
    opened, _ = Stations(DECLARATIONS, clock, CHEAP).create(tmp_path / STATION, new)
    held = "import sys; from pathlib import Path; from caredesk.services.demo import claim; claim(Path(sys.argv[1]))"
    try:
        done = subprocess.run([sys.executable, "-c", held, str(tmp_path)], capture_output=True, text=True, check=False,
                              env={"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"})  # fmt: skip
        assert done.returncode == 1
        assert "已经在另一个窗口打开" in done.stderr
        assert opened.safety.check() == []
    finally:
        opened.close()


def test_the_rosters_and_the_diary_are_what_the_script_makes(tmp_path):
    command = [sys.executable, str(ROOT / "scripts/build_demo.py"), str(tmp_path)]
    subprocess.run(command, check=True, env={"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"})
    shipped = {file.name: file.read_bytes() for file in resource("demo").iterdir()}
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == shipped
