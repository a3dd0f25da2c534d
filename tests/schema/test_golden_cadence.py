"""The judge over the golden cases, each with its source or reason, in golden_cadence.txt."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from caredesk.schema.cadence import Contact, Event, InForce, Life, Rule, Spell, Verdict
from caredesk.schema.dates import PartialDate
from caredesk.schema.judging import judge
from caredesk.schema.period import StationMonth
from caredesk.services.workdays import announced

FILE = Path(__file__).with_name("golden_cadence.txt")
MODES = {"上": "上门入户", "电": "电话", "视": "视频", "远": "远程监测", "院": "在养老院/福利院见的"}
LINES = [
    [cell.strip() for cell in line.split("|")]
    for line in FILE.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def _rule(number: int, text: str) -> Rule:
    who, how, *more = text.split()
    named, _, subtypes = who.partition("/")
    category, *also = named.split(",")
    told: dict[str, object] = {"subtypes": tuple(filter(None, subtypes.split("+"))), "also": tuple(also), "unit": "天"}
    if found := re.fullmatch(r"每(天|周|半月|月|季度|半年|年)(?:(\d+)次)?", how):
        told |= {"unit": found.group(1), "times": int(found.group(2) or 1)}
    elif found := re.fullmatch(r"隔(\d+)(\D+)", how):
        told |= {"every": int(found.group(1)), "unit": found.group(2)}
    elif found := re.fullmatch(r"(\D+)(\d+)(天|工作日)", how):
        told |= {"event": found.group(1), "within": int(found.group(2)), "working": found.group(3) != "天"}
    else:
        raise ValueError(how)
    for word in more:
        told |= _further(word)
    return Rule(key=str(number), category=category, basis="", strength="proposal", **told)  # type: ignore[arg-type]


def _further(word: str) -> dict[str, object]:
    if word == "停用":
        return {"active": False}
    rest = word[1:]
    match word[0]:
        case "用":
            return {"modes": tuple(MODES[letter] for letter in rest)}
        case "险":
            return {"risks": tuple(rest.split("+"))}
        case "岁":
            youngest, oldest = (int(age) if age else None for age in rest.split("~"))
            return {"youngest": youngest, "oldest": oldest}
        case "首":
            return {"first_days": int(rest)}
        case "停":
            return {"pauses": tuple(rest.split("+"))}
        case "自":
            return {"since": date.fromisoformat(rest)}
        case "至":
            return {"until": date.fromisoformat(rest)}
    raise ValueError(word)


def _span(text: str) -> tuple[date | None, date | None]:
    since, until = (date.fromisoformat(day) if day else None for day in text.split("~"))
    return since, until


def _parts(text: str) -> list[str]:
    return [part for part in text.split("; ") if part]


def _life(text: str) -> Life:
    birth, risks, absences, events = None, [], [], []
    for part in _parts(text):
        kind, (what, _, when) = part[0], part[1:].partition(" ")
        match kind:
            case "生":
                birth = PartialDate.fromisoformat(what)
            case "险":
                risks.append(Spell(what, *_span(when)))
            case "离":
                absences.append(Spell(what, *_span(when)))
            case "事":
                events.append(Event(what, date.fromisoformat(when)))
    return Life(birth, risks, absences, events)


def _stretch(text: str) -> InForce:
    what, span = text.split(" ")
    category, _, subtype = what.partition("/")
    return InForce(category, subtype, *_span(span))


def _contact(text: str) -> Contact:
    return Contact(date.fromisoformat(text[:10]), MODES[text[10]], not text.endswith("!"))


def test_the_table_is_long_and_every_line_says_why() -> None:
    assert len(LINES) >= 150
    assert all(len(line) == 10 for line in LINES)
    assert len({line[0] for line in LINES}) == len(LINES)
    assert all(line[9] for line in LINES)
    told = " ".join(line[8] for line in LINES)
    assert all(verdict.value in told for verdict in Verdict)


@pytest.mark.parametrize("cells", LINES, ids=[line[0] for line in LINES])
def test_who_is_due_when(cells: list[str]) -> None:
    _, rules, stretches, person, opened, cut, today, contacts, expected, _ = cells
    found = judge(
        [_rule(number, text) for number, text in enumerate(rules.split(" & "), start=1)],
        [_stretch(one) for one in _parts(stretches)],
        [_contact(one) for one in _parts(contacts)],
        date.fromisoformat(opened),
        date.fromisoformat(today),
        StationMonth(int(cut)),
        _life(person),
        announced(),
    )
    said = [f"{one.rule.key}{one.verdict.value} {one.due.isoformat()} {one.days:+d}" for one in found]
    assert "; ".join(said).replace(" +0", " 0") == expected.removeprefix("-" if expected == "-" else "")
