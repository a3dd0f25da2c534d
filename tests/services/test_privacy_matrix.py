"""Every role x every use case, and every role x every declared field: nobody does or reads what is not theirs.

Generated from the declarations: a field declared tomorrow is planted and looked for as well.
"""

from __future__ import annotations

import io
import json
import shutil
from datetime import date, datetime

import openpyxl
import pytest

from caredesk.catalog import DECLARATIONS
from caredesk.catalog.cadence_records import HOW
from caredesk.catalog.rounds import ROUTE
from caredesk.catalog.station import ROLES
from caredesk.cli import run
from caredesk.schema.errors import Invalid, NotAllowed, UserError
from caredesk.schema.fields import Choice
from caredesk.schema.ids import new_id
from caredesk.schema.kinds import Ref
from caredesk.schema.privacy import Privacy
from caredesk.schema.roster import RawWorkbook
from caredesk.services import returns
from caredesk.services.access import CLEARANCE, RIGHTS, Right
from caredesk.services.clock import SetClock
from caredesk.services.importing.answers import Answers
from caredesk.services.importing.checking import Check
from caredesk.services.importing.recognised import Recognised
from caredesk.services.importing.villages import VillageBook
from caredesk.services.ledgers import LedgerFilter, as_json
from caredesk.services.rounds.rounds import NewRound
from caredesk.services.rule_file import RuleDifference
from caredesk.services.stations import NewStation, Stations
from tests.conftest import CHEAP, PASSWORD
from tests.services.planted import OWN, Planter

NAMES = {"站长": "站长", "社工": "陈静", "只读": "刘观", "乡镇管理员": "赵镇"}
PERIOD = "2026-11"
role_cases = pytest.mark.parametrize("role", ROLES)
KINDS = [kind for kind in DECLARATIONS.records if kind.key not in OWN]
CATEGORIES = DECLARATIONS.by_key["episode"].fields["category"].options


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The planted station, closed; with a user of every role."""
    folder = tmp_path_factory.mktemp("planted") / "station"
    stations = Stations(DECLARATIONS, SetClock(datetime(2026, 11, 21, 9, 0)), CHEAP)  # noqa: DTZ001
    new = NewStation("青石镇社会工作服务站", "云溪县", "青石镇", PASSWORD, opened_on=date(2026, 9, 1))
    desk, _ = stations.create(folder, new)
    for role, name in NAMES.items():
        if role != "站长":
            desk.safety.add_user(name, role, PASSWORD)
    world = Planter(desk).plant()
    desk.close()
    return stations, folder, world


@pytest.fixture
def sign_in(town):
    stations, folder, _ = town
    opened = []

    def enter(role):
        opened.append(stations.sign_in(folder, NAMES[role], PASSWORD))
        return opened[-1]

    yield enter
    for desk in opened:
        desk.close()


# --- every role x every field


def words(value):
    """Anything a use case returned, as text."""
    return repr(value)


def raw_outputs(desk, world):
    """What screens take apart themselves: records as this role may have them. Numbers in them are whole."""
    for kind in KINDS:
        yield f"find {kind.key}", desk.records.find(kind.key)
        yield f"get {kind.key}", [desk.records.get(kind.key, id_) for id_ in world.ids[kind.key]]
        if desk.user.may(Right.EDIT):
            yield f"binned {kind.key}", desk.records.binned(kind.key)
    for part in desk.declarations.parts_of("person"):
        for one in world.ids["person"]:
            yield f"parts {part.key}", desk.records.parts(part.key, one)
    yield "assessments of", [desk.assessing.of(one) for one in world.ids["person"]]
    yield "needs proposed", [desk.needs.proposed(one) for one in world.ids["visit"]]
    yield "visits of", [(desk.visits.of(one), desk.visits.last(one)) for one in world.ids["person"]]


def masked_outputs(desk, world):
    """What people read as it stands."""
    for kind in KINDS:
        yield f"table {kind.key}", desk.records.table(kind.key)
        yield f"texts {kind.key}", desk.records.texts(kind.key)
        yield f"history {kind.key}", [desk.records.history(kind.key, id_) for id_ in world.ids[kind.key]]
    yield "history in the bin", [desk.records.history(*one) for one in world.binned]
    yield "people", desk.people.rows(world.ids["person"])
    yield "due", [(row.person, row.standing, row.others) for row in desk.visits.due()]
    yield "today", [desk.visits.today(), *map(list, desk.today.look(desk.drafts.all()).lists.values())]
    yield "to be visited", list(desk.visits.today().waiting)
    yield "days off", desk.rules.holidays(2026)
    yield "reviews", desk.reviews.due(date(2030, 1, 1))
    yield "second looks", [desk.reviews.after(kind.key, id_) for kind in KINDS for id_ in world.ids[kind.key]]
    yield "lists", [desk.rosters.lists(), desk.rosters.streams(), desk.rosters.items()]
    for one in DECLARATIONS.by_key["round"].fields["kind"].options:
        yield f"sheets {one}", desk.rounds.listed(one)
    yield "lines of sheets", [desk.rounds.lines(one) for one in world.ids["round"]]
    yield "board of villages", desk.rounds.board(desk.work.this_month())
    yield "payments to be stopped", [desk.stopping.notices(), desk.planning.waiting()]
    yield "the plan", desk.planning.board(date(2026, 1, 1), date(2026, 12, 31))
    yield "needs", [desk.needs.needs(), desk.needs.referrals(), desk.needs.resources()]
    yield "risks", [desk.assessing.proposed_risk(one) for one in world.ids["assessment"]]
    yield "charts", [desk.assessing.charts(one) for one in world.ids["person"]]
    yield "standings", desk.visits.standings(date(2026, 11, 21))
    yield "beside", [desk.people.beside({}, one) for one in world.ids["person"]]
    yield "alike", desk.people.alike({"name": desk.records.get("person", world.ids["person"][0]).name})
    if desk.user.may(Right.AUDIT):
        yield "traces", desk.safety.traces(10_000)


def travelling_outputs(desk, tmp_path):
    """What leaves the station."""
    for ledger in DECLARATIONS.ledgers:
        yield f"sheet {ledger.key}", as_json(desk.ledgers.sheet(ledger.key, PERIOD))
        for category in CATEGORIES:
            try:
                sheet = desk.ledgers.sheet(ledger.key, PERIOD, LedgerFilter(category=category))
            except UserError:
                continue
            yield f"sheet {ledger.key} {category}", as_json(sheet)
        for ending in ("xlsx", "json"):
            path = tmp_path / f"{ledger.key}.{ending}"
            desk.ledgers.write(ledger.key, PERIOD, path)
            yield f"file {ledger.key}.{ending}", read(path)
    yield "movements", as_json(desk.movements.sheet(PERIOD))
    for one in DECLARATIONS.returns:
        report, figures = desk.returns.report(one.key, PERIOD)
        yield f"return {one.key}", [report, returns.as_json(figures)]
        desk.returns.write(one.key, PERIOD, tmp_path / f"{one.key}.json")
        yield f"file {one.key}.json", read(tmp_path / f"{one.key}.json")
    if desk.user.may(Right.EXPORT_ALL):
        for file in desk.exports.everything(tmp_path).files:
            yield f"everything {file.parent.name}/{file.name}", read(file)


def read(path):
    if path.suffix == ".json":
        return path.read_text("utf-8")
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    return [[cell for cell in row if cell is not None] for sheet in book for row in sheet.iter_rows(values_only=True)]


def searches(desk, world):
    """Somebody is not found by what may not be read of them."""
    for one in [*world.closed_to(desk.user.clearance), *world.numbers]:
        if one.privacy > desk.user.clearance and one.privacy == Privacy.RESTRICTED:
            yield f"search {one.where}", [row for said in one.texts for row in desk.people.search(said)]


def leaks(outputs, forbidden):
    return sorted({
        f"{name}: {one.where} ({said})"
        for name, value in outputs
        for text in [value if isinstance(value, str) else words(value)]
        for one in forbidden
        for said in one.texts
        if said in text
    })  # fmt: skip


@role_cases
def test_no_screen_holds_a_value_above_the_clearance(sign_in, town, role):
    _, _, world = town
    desk = sign_in(role)
    assert leaks(raw_outputs(desk, world), world.closed_to(CLEARANCE[role])) == []


@role_cases
def test_nothing_that_people_read_holds_a_value_above_the_clearance_or_a_whole_number(sign_in, town, role):
    _, _, world = town
    desk = sign_in(role)
    outputs = list(masked_outputs(desk, world))
    assert leaks(outputs, world.closed_to(CLEARANCE[role])) == []
    assert leaks(outputs, world.numbers) == []


@role_cases
def test_nothing_that_leaves_the_station_holds_a_restricted_value_or_a_whole_number(sign_in, town, role, tmp_path):
    _, _, world = town
    desk = sign_in(role)
    outputs = list(travelling_outputs(desk, tmp_path))
    assert len(outputs) > 2 * len(DECLARATIONS.ledgers)
    assert leaks(outputs, world.closed_to(min(CLEARANCE[role], Privacy.SENSITIVE))) == []
    assert leaks(outputs, world.numbers) == []


@role_cases
def test_a_history_does_not_even_name_a_restricted_field(sign_in, town, role):
    """That 受侵害的迹象 was filled in is as secret as what was."""
    _, _, world = town
    desk = sign_in(role)
    for kind in KINDS:
        told = {label for id_ in world.ids[kind.key] for one in desk.records.history(kind.key, id_)
                for label, _, _ in one.fields}  # fmt: skip
        restricted = {spec.label for name, spec in kind.fields.items() if kind.privacy(name) == Privacy.RESTRICTED}
        ordinary = {spec.label for name, spec in kind.fields.items() if kind.privacy(name) < Privacy.RESTRICTED}
        seen = (restricted - ordinary) & told
        assert seen == (restricted - ordinary if CLEARANCE[role] == Privacy.RESTRICTED else set())


@role_cases
def test_nobody_is_found_by_what_is_restricted(sign_in, town, role):
    _, _, world = town
    desk = sign_in(role)
    assert [name for name, rows in searches(desk, world) if rows] == []


@role_cases
def test_nobody_is_looked_up_or_filtered_by_a_value_above_the_clearance(sign_in, town, role):
    _, _, world = town
    desk = sign_in(role)
    gate = desk.work.gate
    asked = 0
    for kind in KINDS:
        stored = desk.work.records.row(kind, world.ids[kind.key][0])
        for name in kind.fields:
            if gate.opens(kind, name, stored[name]) or stored[name] is None:
                continue
            asked += 1
            with pytest.raises(UserError):
                desk.records.find(kind.key, {name: stored[name]})
            with pytest.raises(UserError):
                desk.records.find(kind.key, {}, [name])
            with pytest.raises(UserError):
                desk.people.full_number(kind.key, world.ids[kind.key][0], name, "核对")
            for other in KINDS:
                for link, spec in other.fields.items():
                    if isinstance(spec, Ref) and spec.to == kind.key:
                        told = kind.fields[name].to_json(stored[name])
                        with pytest.raises(Invalid):
                            desk.records.from_json(other.key, {link: {name: told}})
    assert (asked > 0) == (CLEARANCE[role] < Privacy.RESTRICTED)


def test_every_door_shows_a_reader_starred_numbers_and_finds_nobody_by_them(sign_in, town):
    """Page, list and command line agree: stars that a birth date does not complete, and no way to ask by them."""
    _, _, world = town
    head = sign_in("站长")
    person = head.records.get("person", world.ids["person"][0])
    number, name = person.id_number, person.name
    head.close()
    desk = sign_in("只读")
    stars = number[:3] + "*" * 14 + number[-1]
    (row,) = desk.people.rows([person.id])
    (told,) = [one for one in desk.records.table("person") if one["id"] == str(person.id)]
    assert [row.id_number, told["id_number"]] == [stars, stars]
    assert any(stars in texts and name in texts for texts in desk.records.texts("person"))
    for phone in desk.records.table("phone"):
        assert "****" in phone["number"]
    for said in (number, number[-4:], number[-6:], number[:8]):
        assert desk.people.search(said) == []
    with pytest.raises(UserError):
        desk.records.table("person", {"id_number": number})


@pytest.mark.parametrize("role", ["站长", "社工", "乡镇管理员"])
def test_a_number_beside_a_birth_date_hides_its_tail(sign_in, town, role):
    _, _, world = town
    desk = sign_in(role)
    number = desk.records.get("person", world.ids["person"][0]).id_number
    stars = number[:3] + "*" * 14 + number[-1]
    assert stars in [one["id_number"] for one in desk.records.table("person")]
    assert stars in words(as_json(desk.ledgers.sheet("people", None)))
    assert number[:3] + "*" * 11 + number[-4:] not in words(as_json(desk.ledgers.sheet("people", None)))


@role_cases
def test_a_secret_category_cannot_be_listed_by(sign_in, role):
    from caredesk.services.people import PeopleFilter

    desk = sign_in(role)
    spec = DECLARATIONS.by_key["episode"].fields["category"]
    assert isinstance(spec, Choice)
    for category in spec.options:
        if spec.privacy_of(category) > CLEARANCE[role]:
            with pytest.raises(UserError):
                desk.people.people(PeopleFilter(category=category))
        else:
            desk.people.people(PeopleFilter(category=category))
        if spec.privacy_of(category) == Privacy.RESTRICTED:
            with pytest.raises(UserError):
                desk.ledgers.sheet("people", None, LedgerFilter(category=category))


@role_cases
def test_the_command_line_says_no_more_than_the_desk(town, tmp_path, capsys, role):
    _, folder, world = town
    secret = tmp_path / "password"
    secret.write_text(PASSWORD, "utf-8")
    start = ["--data", str(folder), "--user", NAMES[role], "--password-file", str(secret)]
    ledger, report = tmp_path / "a.json", tmp_path / "b.json"
    asked = [["due", "--on", "2026-11-21", "--json"], ["due", "--on", "2026-11-21"]]
    asked += [["ledger", one.key, "--period", PERIOD, "--out", str(ledger)] for one in DECLARATIONS.ledgers]
    asked += [["report", one.key, "--period", PERIOD, "--out", str(report)] for one in DECLARATIONS.returns]
    asked += [["list", kind.key, *json_] for kind in KINDS for json_ in ([], ["--json"])]
    outputs = []
    for arguments in asked:
        assert run([*start, *arguments]) == 0, arguments
        told = capsys.readouterr()
        outputs.append((" ".join(arguments[:2]), told.out + told.err))
    outputs += [("ledger", ledger.read_text("utf-8")), ("report", report.read_text("utf-8"))]
    assert leaks(outputs, world.closed_to(CLEARANCE[role])) == []
    assert leaks(outputs, world.numbers) == []


def test_the_search_for_leaks_would_find_them(sign_in, town):
    """What a lower role must not see, the head's records do hold: the plants are there to be found."""
    _, _, world = town
    desk = sign_in("站长")
    held = "".join(words(value) for _, value in raw_outputs(desk, world))
    for one in world.planted + world.numbers:
        assert any(said in held or "*" in said for said in one.texts), one
    for level in (Privacy.SENSITIVE, Privacy.RESTRICTED):
        assert sum(one.privacy == level for one in world.planted) > 10


def test_every_declared_field_was_planted(town):
    _, _, world = town
    connection_free = {f"{kind.key}.{name}" for kind in KINDS for name in kind.fields}
    stations, folder, _ = town
    desk = stations.sign_in(folder, "站长", PASSWORD)
    filled = {
        f"{kind.key}.{name}"
        for kind in KINDS
        for id_ in world.ids[kind.key]
        for name, value in desk.work.records.row(kind, id_).items()
        if value is not None
    }
    desk.close()
    assert connection_free - filled <= {"village.merged_into"}


# --- every role x every use case


def settled_doubt(desk):
    """The data file was looked at, after something spoke for an older one."""
    if desk.user.may(Right.SETTINGS):
        desk._station.set_meta("doubt", "少了两条", desk.work.records.connection)
    desk.safety.settle_doubt("核对过了")


def use_cases(world, tmp_path):
    """Every use case under the right that it takes; called with arguments that would do."""
    person, village = world.ids["person"][0], world.ids["village"][0]
    sheet = world.ids["round"][0]
    visit = {"person": person, "visited_on": date(2026, 11, 20), "mode": "电话", "visitor": world.ids["visitor"][0],
             "met": "接通"}  # fmt: skip
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 50)
    roster = tmp_path / "a.csv"
    roster.write_text("姓名,身份证号\n", "utf-8")
    return {
        Right.SEE: {
            "records.get": lambda desk: desk.records.get("person", person),
            "records.find": lambda desk: desk.records.find("person"),
            "records.table": lambda desk: desk.records.table("person"),
            "records.texts": lambda desk: desk.records.texts("person"),
            "records.parts": lambda desk: desk.records.parts("phone", person),
            "records.history": lambda desk: desk.records.history("person", person),
            "records.from_json": lambda desk: desk.records.from_json("person", {"name": "王"}),
            "people.search": lambda desk: desk.people.search("王"),
            "people.people": lambda desk: desk.people.people(),
            "returns.in_order": lambda desk: desk.returns.in_order("person", [person]),
            "people.rows": lambda desk: desk.people.rows([person]),
            "people.beside": lambda desk: desk.people.beside({"name": "王", "village": village}, person),
            "people.alike": lambda desk: desk.people.alike({"name": "王", "village": village}),
            "visits.due": lambda desk: desk.visits.due(),
            "visits.soon": lambda desk: list(desk.visits.soon(date(2026, 12, 31))),
            "visits.after_events": lambda desk: desk.visits.after_events(),
            "rules.listed": lambda desk: desk.rules.listed(),
            "rules.holidays": lambda desk: desk.rules.holidays(2026),
            "rules.values": lambda desk: desk.rules.values("elderly_month"),
            "rules.write": lambda desk: desk.rules.write(tmp_path / "规则.json"),
            "visits.of": lambda desk: desk.visits.of(person),
            "visits.last": lambda desk: desk.visits.last(person),
            "visits.today": lambda desk: desk.visits.today(),
            "visits.standings": lambda desk: desk.visits.standings(date(2026, 11, 21)),
            "visit_forms.phrases": lambda desk: desk.visit_forms.phrases("action"),
            "visit_forms.me": lambda desk: desk.visit_forms.me(),
            "visit_forms.earlier": lambda desk: desk.visit_forms.earlier(person),
            "visit_forms.carried": lambda desk: desk.visit_forms.carried(person),
            "visit_forms.at_home": lambda desk: desk.visit_forms.at_home(person),
            "visits.proposed_state": lambda desk: desk.visits.proposed_state(world.ids["visit"][0]),
            "reviews.due": lambda desk: desk.reviews.due(),
            "reviews.after": lambda desk: desk.reviews.after("person", person),
            "rosters.lists": lambda desk: desk.rosters.lists(),
            "rosters.streams": lambda desk: desk.rosters.streams(),
            "rosters.items": lambda desk: desk.rosters.items(),
            "rosters.waiting": lambda desk: desk.rosters.waiting(),
            "rosters.look": lambda desk: desk.rosters.look("孤寡老年人", date(2026, 11, 1)),
            "planning.waiting": lambda desk: desk.planning.waiting(),
            "planning.board": lambda desk: desk.planning.board(date(2026, 11, 16), date(2026, 11, 22)),
            "today.look": lambda desk: desk.today.look(),
            "stopping.notices": lambda desk: desk.stopping.notices(),
            "rounds.listed": lambda desk: desk.rounds.listed(),
            "rounds.one": lambda desk: desk.rounds.one(sheet),
            "rounds.of_number": lambda desk: desk.rounds.of_number("白庙村 2026年11月 第1张"),
            "rounds.lines": lambda desk: desk.rounds.lines(sheet),
            "rounds.board": lambda desk: desk.rounds.board(desk.work.this_month()),
            "rounds.to_visit": lambda desk: desk.rounds.to_visit(desk.work.this_month()),
            "needs.needs": lambda desk: desk.needs.needs(),
            "needs.referrals": lambda desk: desk.needs.referrals(),
            "needs.resources": lambda desk: desk.needs.resources(),
            "needs.paper": lambda desk: desk.needs.paper(world.ids["referral"][0]),
            "needs.write_paper": lambda desk: desk.needs.write_paper(world.ids["referral"][0], tmp_path / "z.pdf"),
            "needs.proposed": lambda desk: desk.needs.proposed(world.ids["visit"][0]),
            "assessing.of": lambda desk: desk.assessing.of(person),
            "assessing.charts": lambda desk: desk.assessing.charts(person),
            "assessing.second_look": lambda desk: desk.assessing.second_look(world.ids["assessment"][0]),
            "assessing.proposed_risk": lambda desk: desk.assessing.proposed_risk(world.ids["assessment"][0]),
            "photos.read": lambda desk: desk.photos.read("0" * 64),
        },
        Right.EDIT: {
            "records.save": lambda desk: desk.records.save("village", {"name": f"新村{desk.user.role}", "kind": "村"}),
            "records.save_all": lambda desk: desk.records.save_all(
                "phone", [{"person": person, "number": "14900000001"}]
            ),
            "records.save_text": lambda desk: desk.records.save_text(
                "phone", json.dumps({"person": str(person), "number": "14900000002"})
            ),
            "records.put_in_order": lambda desk: desk.records.put_in_order(
                "village", "official_order", [one.id for one in desk.records.find("village")]
            ),
            "records.withheld": lambda desk: desk.records.withheld("person", person),
            "records.bin": lambda desk: desk.records.bin("phone", world.ids["phone"][0]),
            "records.restore": lambda desk: desk.records.restore("phone", world.ids["phone"][0]),
            "records.binned": lambda desk: desk.records.binned("person"),
            "rosters.settle": lambda desk: desk.rosters.settle([], note="已核实"),
            "rosters.end_categories": lambda desk: desk.rosters.end_categories([], date(2026, 11, 20), "死亡"),
            "needs.take": lambda desk: desk.needs.take(world.ids["visit"][0], []),
            "needs.close": lambda desk: desk.needs.close([], "办好了", date(2026, 11, 20)),
            "needs.assign": lambda desk: desk.needs.assign([], world.ids["visitor"][0]),
            "stopping.report": lambda desk: desk.stopping.report(person, "入住机构", date(2026, 11, 20)),
            "stopping.tell": lambda desk: desk.stopping.tell([], "县民政局", date(2026, 11, 20)),
            "people.change_state": lambda desk: desk.people.change_state(person, "迁出", date(2026, 11, 20)),
            "people.split_household": split,
            "records.undo_last": lambda desk: desk.records.undo_last(),
            "photos.keep": lambda desk: desk.photos.keep(picture),
        },
        Right.VISIT: {
            "records.save visit": lambda desk: desk.records.save("visit", visit),
            "rounds.choosable": lambda desk: desk.rounds.choosable(village, date(2026, 11, 20)),
            "rounds.make": lambda desk: desk.rounds.make(NEW_ROUND, [person]),
            "rounds.make_sheets": lambda desk: desk.rounds.make_sheets(desk.work.this_month(), [village]),
            "rounds.put_in_order": lambda desk: desk.rounds.put_in_order(
                sheet, [line.person for line in desk.rounds.lines(sheet)]
            ),
            "rounds.drop": lambda desk: desk.rounds.drop(desk.rounds.make(NEW_ROUND, [person])),
            "rounds.hand_in": lambda desk: desk.rounds.hand_in(sheet, date(2026, 11, 20)),
            "rounds.attach": lambda desk: desk.rounds.attach(sheet, []),
            "rounds.close": lambda desk: desk.rounds.close(sheet),
            "rounds.save_line": lambda desk: desk.rounds.save_line(
                desk.rounds.make(NEW_ROUND, [person]), person, visit
            ),
            "rounds.paper sheet": lambda desk: desk.rounds.paper.sheet(sheet),
            "rounds.paper forms": lambda desk: desk.rounds.paper.forms(sheet),
            "rounds.paper write": lambda desk: desk.rounds.paper.write(sheet, "sheet", tmp_path / "a.pdf"),
            "visit_forms.begun": lambda desk: desk.visit_forms.begun(person),
            "planning.plan": lambda desk: desk.planning.plan({person: "回访"}, date(2026, 11, 30)),
            "planning.drop": lambda desk: desk.planning.drop([]),
            "planning.move": lambda desk: desk.planning.move([], date(2026, 12, 30)),
            "planning.assign": lambda desk: desk.planning.assign([], None),
            "reviews.done": lambda desk: desk.reviews.done([], reviewed_on=date(2026, 11, 20)),
            "rosters.plan_visits": lambda desk: desk.rosters.plan_visits(
                [world.ids["roster_difference"][0]], date(2026, 11, 30)
            ),
        },
        Right.IMPORT: {
            "imports.read": lambda desk: desk.imports.read(roster),
            "imports.run": lambda desk: desk.imports.run(roster),
            "imports.undo": lambda desk: desk.imports.undo("0" * 32),
            "imports.read_block": lambda desk: desk.imports.read_block("姓名\t身份证号"),
            "imports.recognise": lambda desk: desk.imports.recognise("名单.xlsx", NO_ROSTER.workbook),
            "imports.look_again": lambda desk: desk.imports.look_again(NO_ROSTER, Answers()),
            "imports.check": lambda desk: desk.imports.check(NO_ROSTER, Answers()),
            "imports.commit": lambda desk: desk.imports.commit(NO_ROSTER, nothing(desk)),
            "imports.keep": lambda desk: desk.imports.keep(NO_ROSTER, Answers()),
            "imports.forget": lambda desk: desk.imports.forget(NO_ROSTER),
            "imports.error_workbook": lambda desk: desk.imports.error_workbook(
                NO_ROSTER, nothing(desk), tmp_path / "退回.xlsx", "退给县民政局"
            ),
            "imports.batches": lambda desk: desk.imports.batches(),
            "rosters.describe": lambda desk: desk.rosters.describe(world.ids["roster_list"][0], whole_town=True),
            "rosters.compare": lambda desk: desk.rosters.compare("孤寡老年人", "2026-11"),
            "imports.edited_since": lambda desk: desk.imports.edited_since("0" * 32),
        },
        Right.LEDGER: {
            "ledgers.sheet": lambda desk: desk.ledgers.sheet("visits", PERIOD),
            "movements.sheet": lambda desk: desk.movements.sheet(PERIOD),
            "movements.write": lambda desk: desk.movements.write(PERIOD, tmp_path / "m.json"),
            "ledgers.write": lambda desk: desk.ledgers.write("visits", PERIOD, tmp_path / "a.json"),
        },
        Right.RETURN: {
            "returns.figures": lambda desk: desk.returns.figures("monthly", PERIOD),
            "returns.report": lambda desk: desk.returns.report("monthly", PERIOD),
            "returns.write": lambda desk: desk.returns.write("monthly", PERIOD, tmp_path / "b.json"),
        },
        Right.FULL_NUMBER: {
            "people.full_number": lambda desk: desk.people.full_number("person", person, "name", "核对"),
        },
        Right.FULL_EXPORT: {
            "ledgers.sheet full": lambda desk: desk.ledgers.sheet("visits", PERIOD, full=True, reason="核对"),
            "ledgers.write full": lambda desk: desk.ledgers.write(
                "visits", PERIOD, tmp_path / "c.json", full=True, reason="核对"
            ),
            "records.table full": lambda desk: desk.records.table("person", full=True, reason="核对"),
            "records.texts full": lambda desk: desk.records.texts("person", full=True, reason="核对"),
        },
        Right.EXPORT_ALL: {"exports.everything": lambda desk: desk.exports.everything(tmp_path)},
        Right.BACKUP: {
            "safety.backup": lambda desk: desk.safety.backup(),
            "safety.choose_second_folder": lambda desk: desk.safety.choose_second_folder(None),
        },
        Right.SETTINGS: {
            "rules.confirm": lambda desk: desk.rules.confirm(["tekun_month"]),
            "rules.stop": lambda desk: desk.rules.stop(["tekun_month"]),
            "rules.read": lambda desk: desk.rules.read(tmp_path / "没有.json"),
            "rules.take": lambda desk: desk.rules.take([A_RULE]),
            "records.save cadence_rule": lambda desk: desk.records.save("cadence_rule", A_RULE.values),
            "records.save station": lambda desk: desk.records.save(
                "station", {"addressee": "县民政局"}, desk.settings.id
            ),
            "safety.settle_doubt": settled_doubt,
        },
        Right.USERS: {
            "safety.add_user": lambda desk: desk.safety.add_user(f"新人{desk.user.role}", "只读", PASSWORD),
            "safety.set_password": lambda desk: desk.safety.set_password(other(desk), PASSWORD),
            "safety.retire": lambda desk: desk.safety.retire(other(desk, "新人")),
            "safety.reinstate": lambda desk: desk.safety.reinstate(other(desk, "新人"), PASSWORD),
            "safety.new_recovery": lambda desk: desk.safety.new_recovery("station"),
        },
        Right.AUDIT: {"safety.traces": lambda desk: desk.safety.traces()},
        Right.PURGE: {"records.purge": lambda desk: desk.records.purge(*world.binned[0], "本人要求")},
        Right.REPLACE_HEAD: {"safety.replace_head": lambda desk: desk.safety.replace_head("新站长", PASSWORD)},
    }


def nothing(desk):
    """A plan of a file in which there is nothing."""
    villages = VillageBook((), "", "", adopting=False, make_id=lambda: new_id(desk.clock.now()))
    return Check(desk.work, NO_ROSTER, Answers(), villages).run(lambda said: None, lambda: False)


NEW_ROUND = NewRound(ROUTE, date(2026, 11, 20))
A_RULE = RuleDifference("低保每年一次", "新的", (), {
    "lineage": "own-1", "category": "低保", "how": HOW[0], "unit": "年", "modes": ("上门入户",),
    "since": date(2026, 12, 1), "basis": "本站办法", "active": True,
})  # fmt: skip

NO_ROSTER = Recognised("名单.xlsx", RawWorkbook("xlsx", (), "0" * 64), ())

GROUPS = (
    "records", "people", "visits", "ledgers", "returns", "imports", "safety", "drafts", "photos", "exports",
    "reviews", "rules",
)  # fmt: skip
THERE_IS_NONE = {
    "imports.read", "imports.run", "imports.undo", "imports.read_block", "imports.recognise", "imports.edited_since",
    "photos.read", "rules.read",
}  # fmt: skip
"""Allowed, and then there is nothing there to read or take back."""

OPEN_TO_ALL = {
    "rules.complete", "rules.first_day",
    "rounds.paper", "rounds.visitor_of", "people.having", "people.alike_after", "people.complete_episode",
    "records.notices", "people.selection",
    "needs.complete", "needs.complete_referral", "needs.follow", "assessing.complete", "assessing.scales",
    "people.categories", "visits.complete", "visits.follow", "visits.standing_table", "visits.form_for",
    "visits.forms_for", "visits.rules",
    "visit_forms.left_out", "visit_forms.place",
    "rosters.keeper", "stopping.follow", "ledgers.selection", "ledgers.made", "ledgers.write_sheet", "safety.users",
    "safety.may_change",
    "safety.folder", "safety.backups",
    "safety.backup_due", "safety.daily_backup", "safety.second_folder", "safety.check", "safety.doubt",
    "drafts.save", "drafts.load",
    "drafts.discard", "drafts.taken_up", "drafts.all", "drafts.close",
}  # fmt: skip
"""What needs no right of its own: parts of other use cases, one's own drafts, backups that everybody's PC makes."""


def split(desk):
    """A household of two, of which one makes a household of their own."""
    home = desk.records.save("household", {"head_name": "赵大山"})
    one, _ = [desk.records.save("person", {"name": name, "household": home}) for name in ("赵大山", "赵小军")]
    return desk.people.split_household(home, [one], one, date(2026, 11, 20))


def other(desk, start=""):
    """Another user whom a head may change, one that was added meanwhile where there is one."""
    users = [one for one in desk.safety.users() if one.role in ("社工", "只读") and one.id != desk.user.id]
    return next((one for one in users if start and one.name.startswith(start)), users[0]).id


def test_every_use_case_stands_in_the_matrix(sign_in, town, tmp_path):
    _, _, world = town
    desk = sign_in("站长")
    listed = {name.split()[0] for cases in use_cases(world, tmp_path).values() for name in cases}
    there = set()
    for group in (
        "records",
        "people",
        "visits",
        "visit_forms",
        "ledgers",
        "returns",
        "imports",
        "rosters",
        "stopping",
        "rounds",
        "planning",
        "today",
        "needs",
        "assessing",
        "movements",
        "safety",
        "drafts",
        "photos",
        "exports",
        "reviews",
    ):
        there |= {f"{group}.{name}" for name in dir(getattr(desk, group)) if not name.startswith("_")}
    assert there - listed - OPEN_TO_ALL == set()
    assert set(use_cases(world, tmp_path)) == set(Right)


@role_cases
def test_a_role_does_what_is_its_own_and_nothing_else(town, tmp_path, role):
    stations, folder, world = town
    shutil.copytree(folder, tmp_path / "station")
    desk = stations.sign_in(tmp_path / "station", NAMES[role], PASSWORD)
    for right, cases in use_cases(world, tmp_path).items():
        for name, call in cases.items():
            before = desk.work.records.connection.total_changes
            if right in RIGHTS[role]:
                try:
                    call(desk)
                except NotAllowed as error:
                    raise AssertionError(f"{role} may {name}") from error
                except UserError:
                    assert name in THERE_IS_NONE, name
            else:
                with pytest.raises(NotAllowed):
                    assert call(desk) is NotAllowed, name
                assert desk.work.records.connection.total_changes == before, name
    desk.close()


@role_cases
def test_whoever_may_not_is_told_whom_to_ask(sign_in, role):
    desk = sign_in(role)
    for right in Right:
        if right not in RIGHTS[role]:
            with pytest.raises(NotAllowed) as refused:
                desk.user.must(right)
            able = [other for other in ROLES if right in RIGHTS[other]]
            assert all(name in str(refused.value) for name in able)
            assert able
