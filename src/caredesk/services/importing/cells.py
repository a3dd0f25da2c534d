"""Taking one cell into the facts of its row: one function per kind of column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from typing import Any

from caredesk.catalog.person import CERTIFICATE, EPISODE, PERSON
from caredesk.catalog.place import HOUSEHOLD_EPISODE
from caredesk.catalog.roster import LEAVING
from caredesk.documents.layout.cells import shown, tick, trimmed
from caredesk.documents.layout.codes import decoded
from caredesk.documents.layout.content import as_partial
from caredesk.schema.dates import PartialDate, parse_partial
from caredesk.schema.identity import check_disability_certificate, check_id_number, clean_id_text
from caredesk.schema.record import RecordType
from caredesk.schema.roster import REMARK, Cell, ColumnGuess
from caredesk.services.importing.contacts import ROLES, take_contact, take_head
from caredesk.services.importing.leaving import Leaving
from caredesk.services.importing.parsing import BLANK, LONGEST_NAME, SPLIT, parsed_as, phones_in, plain_name
from caredesk.services.importing.row import RowFacts, heading_of

Taker = Callable[[RowFacts, ColumnGuess, str, Cell, date], None]

LONGEST_REMARK = 500
_NAME = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af〇·]+|[A-Za-z][A-Za-z .'\-·]+")
_DOCUMENT = re.compile(r"[HMC]\d{8,10}|[A-Z]{1,2}\d{6,9}|(?!(?:18|19|20)\d\d[01]\d)\d{8}")
"""护照 E12345678, 港澳居民来往内地通行证 H12345678, 台胞证 12345678; eight digits may also be a date."""
_RELATIVES = ("父", "母", "配偶", "监护", "子女", "家属", "户主", "家庭成员")
"""Whose death or leaving a column may tell instead of the row's person's."""
_OTHER_DOCUMENT = "像是护照、通行证一类的号码，不是身份证号"
_ADD_BY_HAND = "请在“服务对象”里新建这个人，证件类型选“其他证件”"


def taker_for(guess: ColumnGuess) -> Taker | None:
    """How cells of a column are taken in, its codes decoded; None for one that is left out."""
    taker = _taker_for(guess)
    if taker and guess.target == "household_episode.amount" and any("万元" in level for level in guess.path):
        return _in_yuan(taker)
    if taker is None or not guess.codes:
        return taker

    def coded(facts: RowFacts, guess: ColumnGuess, _text: str, cell: Cell, today: date) -> None:
        meant = decoded(cell, guess.codes)
        taker(facts, guess, trimmed(meant), meant, today)

    return coded


def _in_yuan(taker: Taker) -> Taker:
    """The taker of a column in 万元: amounts are kept in 元."""

    def taken(facts: RowFacts, guess: ColumnGuess, text: str, cell: Cell, today: date) -> None:
        try:
            yuan = f"{Decimal(text.replace(',', '')) * 10_000:.2f}"
        except InvalidOperation:
            yuan = text
        taker(facts, guess, yuan, yuan if yuan != text else cell, today)

    return taken


def _taker_for(guess: ColumnGuess) -> Taker | None:
    if guess.owner in ROLES:
        return take_contact
    if guess.owner == "head":
        return take_head
    if guess.owner or not guess.target or guess.target.startswith(("ignored:", "visit.")):
        return None
    if guess.target in _OWN:
        return _OWN[guess.target]
    if guess.target.startswith(LEAVING):
        somebodys = guess.confidence < 1 and any(word in level for level in guess.path for word in _RELATIVES)
        return None if somebodys else partial(_take_leaving, guess.target.removeprefix(LEAVING))
    if guess.target == REMARK:
        return _take_remark
    if guess.target.startswith("tag:"):
        return _take_tick
    if guess.target.startswith("certificate:"):
        return _take_certificate
    record, _, name = guess.target.rpartition(".")
    kind = {"": PERSON, "episode": EPISODE, "household_episode": HOUSEHOLD_EPISODE}[record]
    # A column holds few different values: each is parsed once.
    return partial(_take_field, kind, name, lru_cache(maxsize=1024)(partial(parsed_as, kind.fields[name])))


def date_in(guess: ColumnGuess, cell: Cell) -> PartialDate | None:
    """A cell's date; the first of a month in a column of 年月 is the month only."""
    made = as_partial(cell)
    heading = guess.path[-1] if guess.path else ""
    if made and made.day == 1 and isinstance(cell, date) and "年月" in heading and "日" not in heading:
        return PartialDate(made.year, made.month)
    return made


def _no_date(facts: RowFacts, guess: ColumnGuess, text: str) -> None:
    if text in BLANK:
        return
    try:
        parse_partial(text)
    except ValueError as error:
        facts.problem(heading_of(guess), text, str(error), "请核对日期，改好后再收一次")


def _take_name(facts: RowFacts, guess: ColumnGuess, text: str, _cell: Cell, _today: date) -> None:
    facts.name = name = plain_name(text)
    if len(name) > LONGEST_NAME:
        facts.doubts.append(f"姓名有{len(name)}个字，太长了")
        facts.problem(
            heading_of(guess), text, f"姓名有{len(name)}个字，最多{LONGEST_NAME}个字", "请核对这一格是不是姓名"
        )
    elif len(name) == 1:
        facts.doubts.append("姓名只有一个字，请补全")
        facts.problem(heading_of(guess), text, "姓名只有一个字", "请补全姓名，改好后再收一次")
    elif not _NAME.fullmatch(name):
        facts.doubts.append("姓名里有括号、数字或别的符号，请只留姓名，别的写到备注里")
        facts.problem(heading_of(guess), text, "姓名里有括号、数字或别的符号", "请只留姓名，别的写到备注里")


def _take_number(facts: RowFacts, guess: ColumnGuess, text: str, cell: Cell, today: date) -> None:
    if text in BLANK:
        return
    # A number cell holds no more than 15 places: from 1e15 on it is destroyed whatever it shows.
    facts.number = check_id_number(shown(cell) if isinstance(cell, float) else text, today=today)
    if facts.number.sound:
        return
    if _DOCUMENT.fullmatch(clean_id_text(text)):
        facts.doubts.append(f"{_OTHER_DOCUMENT}，{_ADD_BY_HAND}")
        facts.problem(heading_of(guess), shown(cell), _OTHER_DOCUMENT, _ADD_BY_HAND)
        return
    facts.doubts.append(facts.number.reason)
    facts.problem(heading_of(guess), shown(cell), facts.number.reason)


def _take_birth(facts: RowFacts, guess: ColumnGuess, text: str, cell: Cell, today: date) -> None:
    made = date_in(guess, cell)
    if made is None:
        _no_date(facts, guess, text)
    elif made.first > today:
        facts.problem(heading_of(guess), text, "出生日期在今天以后")
    else:
        facts.person["birth_date"] = made


def _take_since(facts: RowFacts, guess: ColumnGuess, text: str, cell: Cell, _today: date) -> None:
    facts.since = date_in(guess, cell)
    if facts.since is None:
        _no_date(facts, guess, text)


def _take_leaving(what: str, facts: RowFacts, guess: ColumnGuess, text: str, cell: Cell, today: date) -> None:
    leaving = facts.leaving or Leaving()
    if what in ("state", "reason"):
        leaving.word(heading_of(guess), text, column=what)
    elif text not in BLANK:
        made = date_in(guess, cell)
        if made is None:
            leaving.word(heading_of(guess), text)
            if not leaving.tells:
                _no_date(facts, guess, text)
        elif made.first <= today:
            leaving.day(heading_of(guess), "" if what == "停发" else what, made)
        elif what != "停发":  # a payment may end some day; nobody has died or left on a day to come
            facts.problem(heading_of(guess), text, f"{guess.path[-1] if guess.path else what}在今天以后")
    facts.leaving = leaving if leaving.tells else None


def _take_village(facts: RowFacts, _guess: ColumnGuess, text: str, _cell: Cell, _today: date) -> None:
    facts.village = text


def _take_phone(facts: RowFacts, guess: ColumnGuess, text: str, _cell: Cell, _today: date) -> None:
    for number in phones_in(facts, guess, text):
        facts.phones.setdefault(number, "")


def _take_words(facts: RowFacts, _guess: ColumnGuess, text: str, _cell: Cell, _today: date) -> None:
    facts.words += [word for word in SPLIT.split(text) if word and word not in BLANK]


def _take_remark(facts: RowFacts, guess: ColumnGuess, text: str, _cell: Cell, _today: date) -> None:
    said = f"{heading_of(guess)}：{text}"
    before = facts.person.get("remarks")
    facts.person["remarks"] = (f"{before}；{said}" if before else said)[:LONGEST_REMARK]


def _take_tick(facts: RowFacts, guess: ColumnGuess, text: str, _cell: Cell, _today: date) -> None:
    ticked = tick(text)
    if ticked is None:
        facts.problem(heading_of(guess), text, f"看不出“{text}”是打了勾还是没打", "请改成√或留空")
    elif ticked:
        facts.tags.append(guess.target.removeprefix("tag:"))


def _take_certificate(facts: RowFacts, guess: ColumnGuess, text: str, _cell: Cell, _today: date) -> None:
    kind = guess.target.removeprefix("certificate:")
    if text in BLANK:
        return
    if kind != "残疾人证":
        if said := CERTIFICATE.fields["number"].wrong(text):
            facts.problem(heading_of(guess), text, said)
        else:
            facts.certificates[kind] = text
        return
    found = check_disability_certificate(text)
    if found.sound:
        facts.certificates[kind] = found.number
        facts.episode.setdefault("disability_class", found.disability_class)
        facts.episode.setdefault("disability_grade", found.disability_grade)
    else:
        facts.problem(heading_of(guess), text, found.reason)


def _take_field(
    kind: RecordType,
    name: str,
    parsed: Callable[[str], tuple[Any, str]],
    facts: RowFacts,
    guess: ColumnGuess,
    text: str,
    cell: Cell,
    _today: date,
) -> None:
    if text in BLANK and name not in ("boarding", "members", "insured_count"):
        return
    value, said = parsed(shown(cell) if isinstance(cell, float) else text)
    if said:
        facts.problem(heading_of(guess), text, said, "请核对，改好后再收一次；这一格没有收")
    elif value is not None:
        target = {"person": facts.person, "episode": facts.episode}.get(kind.key, facts.household)
        if name in ("disability_class", "disability_grade") and target.get(name, value) != value:
            reason = f"“{value}”和残疾人证号上的“{target[name]}”不一致，按表里的登记"
            facts.problem(heading_of(guess), text, reason)
        target[name] = value


_OWN: Mapping[str, Taker] = {
    "name": _take_name,
    "id_number": _take_number,
    "birth_date": _take_birth,
    "village": _take_village,
    "phone": _take_phone,
    "since": _take_since,
    "episode.category": _take_words,
}
