"""The command line: JSON on stdout only, sentences on stderr only, exit codes that mean something."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

import caredesk
from caredesk.catalog import DECLARATIONS
from caredesk.cli import run, wants_window
from caredesk.schema.identity import made_up_id
from caredesk.services.clock import SystemClock
from caredesk.services.stations import NewStation, Stations
from tests.conftest import CHEAP, PASSWORD

TODAY = SystemClock().today()
WANG = made_up_id("429021", date(1946, 8, 19), sequence=998)
CHINESE = ("。", "？", "！")


class Terminal:
    """Calls commands on one station and keeps what they said apart."""

    def __init__(self, data: Path, capsys: Any, secret: Path) -> None:
        self.data, self.capsys, self.secret = data, capsys, secret

    def __call__(self, *words: object, code: int = 0, user: str = "") -> Any:
        start = ["--data", str(self.data), "--password-file", str(self.secret)]
        self.capsys.readouterr()
        assert run([*start, *(["--user", user] if user else []), *map(str, words)]) == code, self.capsys.readouterr()
        told = self.capsys.readouterr()
        self.said = told.err.splitlines()
        if code:
            assert told.out == ""
            assert self.said
            assert all(line.endswith(CHINESE) for line in self.said), self.said
        return json.loads(told.out) if told.out else None

    def refused(self, *words: object, user: str = "") -> str:
        self(*words, code=3, user=user)
        return "\n".join(self.said)


@pytest.fixture
def terminal(tmp_path, capsys):
    secret = tmp_path / "password"
    secret.write_text(PASSWORD + "\n", "utf-8")
    opened = TODAY - timedelta(days=90)
    new = NewStation("青石镇社会工作服务站", "云溪县", "青石镇", PASSWORD, opened_on=opened)
    desk, _ = Stations(DECLARATIONS, SystemClock(), CHEAP).create(tmp_path / "station", new)
    desk.close()
    return Terminal(tmp_path / "station", capsys, secret)


@pytest.fixture
def lines(tmp_path):
    def write(*told: object) -> Path:
        path = tmp_path / "lines.jsonl"
        path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in told), "utf-8")
        return path

    return write


@pytest.fixture
def town(terminal, lines):
    """A village, a visitor and a person, recorded line by line."""
    terminal("record", "village", "--json-lines", lines({"name": "白庙村", "kind": "村"}))
    terminal("record", "探访人", "--json-lines", lines({"name": "陈静", "role": "社工"}))
    told = {"name": "王秀英", "id_number": WANG, "village": "白庙村", "state": "在册", "id_type": "居民身份证"}
    terminal("record", "person", "--json-lines", lines(told))
    return terminal


def visit(**more):
    told = {"person": {"id_number": WANG}, "visited_on": TODAY.isoformat(), "mode": "电话", "visitor": "陈静",
            "met": "接通"}  # fmt: skip
    return {**told, **more}


# --- what it says where


def test_recording_tells_the_ids_as_json_and_the_rest_in_words(town, lines):
    told = town("record", "visit", "--json-lines", lines(visit(), visit(mode="上门入户", met="见到本人")))
    assert told["kind"] == "visit"
    assert len(told["saved"]) == 2
    assert town.said == ["写入“入户探访”2条。"]
    (row, _) = town("list", "visit", "--json")
    assert row["person"] == town("list", "person", "--json")[0]["id"]


def test_lines_can_be_piped_in(town, monkeypatch):
    content = json.dumps({"person": {"id_number": WANG}, "number": "14900000001"}).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + content)))
    assert len(town("record", "phone")["saved"]) == 1
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("王".encode("gbk"))))
    assert "UTF-8" in town.refused("record", "phone")


def test_a_wrong_line_writes_nothing_and_every_problem_names_its_line(town, lines):
    wrong = lines(visit(), visit(visited_on="2026-02-30"), "{", visit(person="没有这个人", mode="骑马"), {})
    said = town.refused("record", "visit", "--json-lines", wrong).splitlines()
    starts = [line.split("：")[0] for line in said[:-1]]
    assert starts == sorted(starts)
    assert set(starts) == {"第2行", "第3行", "第4行", "第5行"}
    assert "2026-02-30" in said[0]
    assert said[-1].startswith(f"共{len(starts)}处问题，什么也没有写入")
    assert town("list", "visit", "--json") == []


def test_a_list_stars_numbers_and_whole_ones_take_a_reason(town):
    (row,) = town("list", "person", "--json")
    assert row["id_number"].startswith("429****")
    assert "--reason" in town.refused("list", "person", "--full")
    (row,) = town("list", "person", "--full", "--reason", "核对", "--json")
    assert row["id_number"] == WANG


def test_a_list_is_narrowed_by_fields(town):
    assert len(town("list", "person", "--where", "state=在册", "name=王秀英", "--json")) == 1
    assert len(town("list", "person", "--where", "village=白庙村", "--json")) == 1
    assert town("list", "person", "--where", "risk=高风险", "--json") == []
    assert len(town("list", "person", "--where", "risk=", "--json")) == 1
    assert town("list", "phone", "--where", f'person={{"id_number": "{WANG}"}}', "--json") == []
    for condition in ("state", "state=活着", "shoe=44", "village=没有村", "person={"):
        town.refused("list", "person", "--where", condition)


def test_a_list_for_people_holds_no_ids(town, capsys):
    assert run(["--data", str(town.data), "--password-file", str(town.secret), "list", "person"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("王秀英\t居民身份证\t429****")
    assert "白庙村" in told.out
    assert told.err == "服务对象 1条。\n"


def test_forms_and_ledgers_are_told_without_a_station(capsys):
    assert run(["forms", "--json"]) == 0
    forms = json.loads(capsys.readouterr().out)
    assert [form["name"] for form in forms] == [kind.key for kind in DECLARATIONS.records]
    (met,) = [field for form in forms if form["name"] == "visit" for field in form["fields"] if field["name"] == "met"]
    assert {"name", "label", "kind", "options", "required", "source"} <= met.keys()
    assert (met["required"], met["kind"]) == (True, "choice")
    assert run(["ledgers", "--json"]) == 0
    ledgers = json.loads(capsys.readouterr().out)
    assert ledgers[0]["columns"][0] == "走访/序号"
    assert len(ledgers[0]["columns"]) == 20


@pytest.mark.parametrize("name", ["visits", "入户探访台账"])
@pytest.mark.parametrize("ending", ["xlsx", "pdf", "json"])
def test_a_ledger_is_written_by_key_or_title(town, lines, tmp_path, name, ending):
    town("record", "visit", "--json-lines", lines(visit()))
    out = tmp_path / f"台账.{ending}"
    assert town("ledger", name, "--period", f"{TODAY:%Y-%m}", "--out", out)["rows"] == 1
    assert out.stat().st_size > 300
    if ending == "json":
        (row,) = json.loads(out.read_text("utf-8"))["rows"]
        assert row["服务对象/服务对象姓名"] == "王秀英"


def test_a_return_is_written_as_json_and_pdf(town, lines, tmp_path):
    town("record", "visit", "--json-lines", lines(visit()))
    for name in ("monthly", "工作月报"):
        town("report", name, "--period", f"{TODAY:%Y-%m}", "--out", tmp_path / "a.json")
    told = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert {one["key"]: one["value"] for one in told["figures"]}["visits"] == 1
    town("report", "monthly", "--period", f"{TODAY:%Y-%m}", "--out", tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_who_is_due_is_told_for_a_day(town, lines):
    episode = {"person": "王秀英", "category": "特殊困难老年人"}
    town("record", "episode", "--json-lines", lines(episode))
    (row,) = town("due", "--on", TODAY.isoformat(), "--json")
    assert (row["name"], row["village"], row["status"], row["last_met"]) == ("王秀英", "白庙村", "待首访", None)
    assert row["source"]
    assert row["title"] == "特殊困难老年人每月一次"
    assert "2026-02-30" in town.refused("due", "--on", "2026-02-30")


def test_rules_are_listed_handed_on_and_taken_from_a_file(town, lines, tmp_path):
    town("record", "episode", "--json-lines", lines({"person": "王秀英", "category": "特殊困难老年人"}))
    listed = town("rules", "--json")
    assert [one["rule"] for one in listed if one["state"] == "在用"] == ["elderly_month"]
    path = tmp_path / "规则.json"
    assert town("rules", "--export", str(path))["rules"] == 1
    path.write_text(path.read_text("utf-8").replace('"times": 1', '"times": 2'), "utf-8")
    told = town("rules", "--import", str(path), "--check", "--json")
    assert told == {"taken": 0, "rules": [
        {"title": "特殊困难老年人每月2次", "what": "改了", "told": ["每一期至少几次：1 → 2"]},
    ]}  # fmt: skip
    assert town("rules", "--import", str(path), "--json")["taken"] == 1
    assert town("rules", "--json")[0]["title"] == "特殊困难老年人每月2次"
    (row,) = town("due", "--on", TODAY.isoformat(), "--json")
    assert row["rule"] == f"elderly_month@{TODAY.isoformat()[:8]}01"
    path.write_text("[]", "utf-8")
    assert "不是规则文件" in town.refused("rules", "--import", str(path))


def test_a_backup_is_made_checked_and_restored_elsewhere_as_another_device(town, tmp_path):
    made = town("backup", "--to", tmp_path / "second")
    assert made["counts"]["person"] == 1
    assert town("check", "--json") == {"sound": True, "findings": []}
    told = town("restore", made["backup"], "--to", tmp_path / "restored")
    assert told["device"]
    assert "已经有一个站点" in town.refused("restore", made["backup"], "--to", tmp_path / "restored")
    restored = Terminal(tmp_path / "restored", town.capsys, town.secret)
    assert restored("list", "person", "--json")[0]["name"] == "王秀英"


def test_a_damaged_station_is_salvaged_into_another_folder(town, tmp_path):
    file = tmp_path / "station" / "station.db"
    content = bytearray(file.read_bytes())
    content[-1000] ^= 1
    file.write_bytes(content)
    told = town("salvage", tmp_path / "station", "--to", tmp_path / "saved")
    assert told["records"]["服务对象"] >= 1
    assert told["loose_links"] == 0
    saved = Terminal(tmp_path / "saved", town.capsys, town.secret)
    assert saved("list", "person", "--json")[0]["name"] == "王秀英"
    assert "已经有一个站点" in town.refused("salvage", tmp_path / "station", "--to", tmp_path / "saved")


def test_a_roster_comes_in_and_goes_out_again(town):
    file = Path(__file__).parent / "data" / "rosters" / "dibao_csv.csv"
    before = len(town("list", "person", "--json"))
    checked = town("import", file, "--check", "--json")
    assert len(town("list", "person", "--json")) == before
    told = town("import", file, "--json")
    assert told["rows_read"] == checked["rows_read"]
    outcomes = ("new", "updated", "unchanged", "needs_decision", "rejected", "skipped")
    assert told["rows_read"] == sum(told[name] for name in outcomes)
    assert len(town("list", "person", "--json")) == before + told["new"]
    town("undo-import", told["batch"])
    assert len(town("list", "person", "--json")) == before
    assert "找不到这一批" in town.refused("undo-import", told["batch"])
    town.refused("undo-import", "not-a-batch")


def test_a_roster_is_answered_by_a_file_and_its_rows_are_sent_back(terminal, tmp_path):
    number = made_up_id("429021", date(1946, 8, 19), sequence=997)
    (tmp_path / "a.csv").write_text(f"姓名,身份证号,村\n王秀英,{number},白庙村\n李建国,,白庙村\n", "utf-8")
    asked = ("import", tmp_path / "a.csv", "--sender", "县民政局")
    (question,) = terminal(*asked, "--check", "--json")["questions"]
    (row,) = question["rows"]
    assert (question["kind"], row["row"], row["offered"]) == ("no_number", 3, ["take", "leave"])
    assert "用途" in terminal.refused(*asked, "--errors", tmp_path / "back.xlsx")
    terminal(*asked, "--check", "--json", "--errors", tmp_path / "back.xlsx", "--reason", "退给县民政局")
    assert (tmp_path / "back.xlsx").stat().st_size > 1000
    told = {"decisions": [{"sheet": row["sheet"], "row": 3, "kind": "take"}]}
    (tmp_path / "answers.json").write_text(json.dumps(told), "utf-8")
    answered = terminal(*asked, "--json", "--answers", tmp_path / "answers.json")
    assert (answered["new"], answered["needs_decision"], answered["changes"]) == (2, 0, [])
    (tmp_path / "answers.json").write_text("{", "utf-8")
    assert "JSON" in terminal.refused(*asked, "--answers", tmp_path / "answers.json")


def test_an_old_ledger_is_taken_in_as_visits_and_may_be_forced_to_be_people(terminal, tmp_path):
    number = made_up_id("429021", date(1946, 8, 19), sequence=997)
    (tmp_path / "people.csv").write_text(f"姓名,身份证号,村\n王秀英,{number},白庙村\n", "utf-8")
    terminal("import", tmp_path / "people.csv")
    rows = f"姓名,身份证号,村,走访日期,走访方式,走访情况\n王秀英,{number},白庙村,2025.3.5,电话,报平安\n"
    (tmp_path / "ledger.csv").write_text(rows, "utf-8")
    told = terminal("import", tmp_path / "ledger.csv", "--check", "--json")
    assert told["visits"] == [{"name": "王秀英", "visited_on": "2025-03-05", "mode": "电话", "met": ""}]
    assert terminal("import", tmp_path / "ledger.csv", "--as", "people", "--check", "--json")["visits"] == []
    assert terminal("import", tmp_path / "ledger.csv", "--as", "visits", "--json")["new"] == 1
    (visit,) = terminal("list", "visit", "--json")
    assert (visit["origin"], visit["situation"]) == ("历史导入", "报平安")


ROSTERS = Path(__file__).parent / "data" / "rosters"
BROKEN = {
    "没有内容.xlsx": b"",
    "照片.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "随便.xlsx": "今天天气不错".encode(),
    "断了.xlsx": (ROSTERS / "elderly_tags.xlsx").read_bytes()[:3000],
    "断了.xls": (ROSTERS / "disabled_xls.xls").read_bytes()[:3000],
    "没有人.csv": "日期,金额\n2026-10-01,100\n".encode(),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_roster_is_said_and_writes_nothing(terminal, tmp_path, name):
    (tmp_path / name).write_bytes(BROKEN[name])
    said = terminal.refused("import", tmp_path / name, "--json")
    assert len(said) > 10
    assert "Traceback" not in said
    assert terminal("list", "person", "--json") == []


def test_a_roster_without_id_numbers_registers_nobody_and_says_why(terminal, tmp_path):
    (tmp_path / "a.csv").write_text("序号,姓名,村\n1,王秀英,白庙村\n2,李国强,白庙村\n", "utf-8")
    told = terminal("import", tmp_path / "a.csv", "--json")
    assert (told["new"], told["needs_decision"]) == (0, 2)
    assert any("身份证号" in notice for notice in told["notices"])
    assert terminal("list", "person", "--json") == []


def test_what_was_written_is_told_though_the_days_backup_had_no_room(town, lines):
    backups = town.data / "backups"
    for backup in list(backups.iterdir()):
        shutil.rmtree(backup)
    backups.rmdir()
    backups.write_text("in the way", "utf-8")
    phone = lines({"person": "王秀英", "number": "14900000001"})
    assert len(town("record", "phone", "--json-lines", phone)["saved"]) == 1
    assert any("备份没有做成" in line for line in town.said)
    assert len(town("list", "phone", "--json")) == 1


# --- exit codes


@pytest.mark.parametrize("words", [
    [], ["dance"], ["--data", "x", "list"], ["list", "person"], ["--data", "x", "ledger", "visits"],
    ["--data", "x", "due"], ["--data", "x", "record", "visit", "--loud"], ["--data", "x", "restore", "b"],
])  # fmt: skip
def test_wrong_usage_ends_with_two_and_says_how(words, capsys):
    with pytest.raises(SystemExit) as ended:
        run(words)
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert told.out == ""
    assert told.err.startswith("命令写得不对：")
    assert "用法：" in told.err
    assert not re.search(r"[a-z]{3,} [a-z]{3,} [a-z]{3,}", told.err.splitlines()[0])  # no sentence in English


def test_the_version_and_the_help_go_to_stdout(capsys):
    for words, expected in ((["--version"], caredesk.__version__), (["--help"], "关爱台账")):
        with pytest.raises(SystemExit) as ended:
            run(words)
        assert ended.value.code == 0
        assert expected in capsys.readouterr().out


def test_only_no_command_opens_the_window():
    assert wants_window([])
    assert wants_window(["--data", "x"])
    assert not wants_window(["forms"])
    assert not wants_window(["--data", "x", "list", "person"])
    assert not wants_window(["--version"])


@pytest.mark.parametrize(("words", "said"), [
    (["list", "horse"], "没有“horse”这种记录。可用的有"),
    (["ledger", "马账", "--out", "a.xlsx"], "没有“马账”这本台账"),
    (["report", "年报", "--period", "2026", "--out", "a.pdf"], "没有“年报”这张报表"),
    (["ledger", "visits", "--period", "2026-13", "--out", "a.xlsx"], "没有“2026-13”这个时段"),
    (["ledger", "visits", "--out", "a.xlsx"], "要有时段"),
    (["ledger", "people", "--out", "a.txt"], "结尾"),
    (["ledger", "people", "--out", "none/none/a.xlsx"], "找不到文件夹"),
    (["ledger", "people", "--out", "a.xlsx", "--full"], "写明用途"),
    (["record", "visit", "--json-lines", "none.jsonl"], "读不了“none.jsonl”"),
    (["record", "desk_user", "--json-lines", "{lines}"], "使用人员"),
    (["import", "none.xlsx"], ""),
    (["restore", "none", "--to", "new"], ""),
])  # fmt: skip
def test_a_users_mistake_ends_with_three_and_a_chinese_sentence(terminal, lines, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    path = str(lines({"name": "贼", "role": "站长"}))
    assert said in terminal.refused(*(word.replace("{lines}", path) for word in words))
    assert not (tmp_path / "a.xlsx").exists()


def test_a_roster_with_a_password_is_taken_in_with_the_password_from_a_file(terminal, tmp_path):
    content = (Path(__file__).parent / "data" / "rosters" / "elderly_tags.xlsx").read_bytes()
    file, secret, wrong = tmp_path / "名单.xlsx", tmp_path / "secret", tmp_path / "wrong"
    with file.open("wb") as target:
        OOXMLFile(io.BytesIO(content)).encrypt("县里2026", target)
    secret.write_text("县里2026\n", "utf-8")
    wrong.write_text("县里2025\n", "utf-8")
    assert "--workbook-password-file" in terminal.refused("import", file)
    assert "密码不对" in terminal.refused("import", file, "--workbook-password-file", wrong)
    assert terminal("import", file, "--json", "--workbook-password-file", secret)["new"] > 40


def test_a_wrong_password_and_a_missing_one_are_said(terminal, tmp_path):
    terminal.secret.write_text("wrong-password", "utf-8")
    assert "登录名或密码不对" in terminal.refused("list", "person")
    assert "登录名或密码不对" in terminal.refused("list", "person", user="没有这个人")
    terminal.secret.write_text("\n", "utf-8")
    assert "第一行是空的" in terminal.refused("list", "person")
    terminal.secret = tmp_path / "none"
    assert "读不了密码文件" in terminal.refused("list", "person")


def test_what_is_no_station_is_said(terminal, tmp_path):
    terminal.data = tmp_path / "none"
    assert "找不到文件夹" in terminal.refused("list", "person")
    (tmp_path / "empty").mkdir()
    terminal.data = tmp_path / "empty"
    assert "没有站点数据" in terminal.refused("list", "person")
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_role_that_may_not_is_told_whom_to_ask(terminal, lines):
    desk = Stations(DECLARATIONS, SystemClock(), CHEAP).sign_in(terminal.data, "站长", PASSWORD)
    desk.safety.add_user("刘观", "只读", PASSWORD)
    desk.close()
    said = terminal.refused("record", "village", "--json-lines", lines({"name": "甲村", "kind": "村"}), user="刘观")
    assert said == "只读不能修改服务对象。请找站长、社工办理。"
    assert terminal("list", "person", "--json", user="刘观") == []


# --- as a program of its own


def program(*words: object, **more: Any) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(caredesk.__file__).parents[1]), "LC_ALL": "C"}
    command = [sys.executable, "-m", "caredesk", *map(str, words)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False, **more)


def test_a_station_is_made_and_its_recovery_papers_are_told_once(tmp_path):
    secret, data = tmp_path / "password", tmp_path / "station"
    secret.write_text(PASSWORD, "utf-8")
    start = ["--data", data, "--password-file", secret]
    names = ["--station", "青石镇社工站", "--county", "云溪县", "--township", "青石镇"]
    made = program(*start, "init", *names)
    assert made.returncode == 0, made.stderr
    papers = json.loads(made.stdout)["recovery"]
    assert set(papers) == {"station", "township"}
    assert not any(code in made.stderr for code in papers.values())
    again = program(*start, "init", *names)
    assert (again.returncode, again.stdout) == (3, "")
    assert "已经有一个站点" in again.stderr
    told = program(*start, "list", "村（社区）", "--json")
    assert (told.returncode, json.loads(told.stdout)) == (0, [])


def test_a_station_open_in_a_window_is_said_and_nothing_is_touched(terminal):
    holder = Stations(DECLARATIONS, SystemClock(), CHEAP).sign_in(terminal.data, "站长", PASSWORD)
    told = program("--data", terminal.data, "--password-file", terminal.secret, "list", "person")
    holder.close()
    assert (told.returncode, told.stdout) == (3, "")
    assert "已经在另一个窗口打开" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_short_password_at_set_up_leaves_an_empty_folder(tmp_path):
    secret = tmp_path / "password"
    secret.write_text("123", "utf-8")
    names = ["--station", "青石镇社工站", "--county", "云溪县", "--township", "青石镇"]
    told = program("--data", tmp_path / "station", "--password-file", secret, "init", *names)
    assert told.returncode == 3
    assert "密码太短" in told.stderr
    secret.write_text(PASSWORD, "utf-8")
    assert program("--data", tmp_path / "station", "--password-file", secret, "init", *names).returncode == 0


def test_the_lists_of_two_months_are_compared(town, tmp_path):
    assert "没有可以对照的名单" in town.refused("compare")
    people = [("石长根", 3), ("方桂珍", 4), ("田玉香", 5)]
    for month, some in (("10", people), ("11", people[1:])):
        rows = [f"{name},{made_up_id('429021', date(1944, 11, day), sequence=998)},白庙村" for name, day in some]
        file = tmp_path / f"2026年{month}月孤寡老年人名单.csv"
        file.write_text("\n".join([f"2026年{month}月孤寡老年人名单,,", "姓名,身份证号,村", *rows]), "utf-8")
        town("import", file, "--json")
    (told,) = town("compare", "--category", "孤寡老年人", "--period", "2026-11", "--json")
    assert [(one["kind"], one["name"]) for one in told["items"]] == [("退出", "石长根")]
    assert (told["made"], told["month"]) == (0, "2026-11")
    assert all("***" in one["id_number"] for one in told["items"])
    assert "不是一个月" in town.refused("compare", "--period", "2026-Q4")
