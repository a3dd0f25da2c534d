"""What a row or a whole list says of somebody's leaving: 死亡, 迁出, 退出 or 停发, since when and why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from caredesk.catalog.roster import in_title
from caredesk.schema.dates import PartialDate

_STATES = (
    ("死亡", re.compile(r"死亡|去世|亡故|病故|身故|已故|过世|离世")),
    ("迁出", re.compile(r"迁出|外迁|迁走|迁往")),
    ("退出", re.compile(r"退出|注销|销户|清退")),
)
_STOPS = re.compile(r"停发|停保|停止|终止|取消|核减|退出|清退")
_DENIED = re.compile(r"(?:未|没有?|非|不|无|疑似|除|含|除去|剔除|扣除|恢复|暂缓)[^，,；;、]{0,4}$")
_LIST = re.compile(
    r"(停发|停保|死亡|去世|亡故|迁出|退出|注销|终止|清退|取消|核减)"
    r"(?=$|[^新增]{0,8}?(?:名单|名册|花名册|人员|对象|明细|台账|汇总|统计|情况|公示|[表册]))"
)
_OTHER_LIST = re.compile(r"新增|纳入|增减|变更|变动|恢复|核查|比对|审批|申请|登记表|办法|标准")


def leaving_title(titles: Iterable[str]) -> str:
    """The title that says everybody of a list has left (低保停发名单), or ""."""
    for title in titles:
        said = re.sub(r"\s", "", title)
        if _OTHER_LIST.search(said):
            return ""
        found = _LIST.search(said)
        if found and not _DENIED.search(said[: found.start()]):
            return said
    return ""


@dataclass
class Leaving:
    """``state`` is what somebody becomes ("" = stays), ``stops``: a category ends; dates as written, None unsaid.

    ``may_stop``: a reason is given for a category's end, and it is the person's leaving (停发原因：死亡).
    """

    state: str = ""
    on: PartialDate | None = None
    stops: bool = False
    stopped_on: PartialDate | None = None
    why: str = ""
    may_stop: bool = False
    said: list[str] = field(default_factory=list)

    def word(self, heading: str, text: str, *, column: str = "") -> None:
        """A word of a column of states or reasons; those that say nothing of leaving are passed over."""
        state = next((state for state, words in _STATES if _says(words, text)), "")
        stops = _says(_STOPS, text)
        if column == "reason":
            self.why = text
            state = state if state != "退出" else ""
            self.may_stop, stops = True, stops or not state
        if not state and not stops:
            return
        self.state = self.state or state
        self.stops = self.stops or stops
        self.said.append(f"{heading}“{text[:20]}”")

    def day(self, heading: str, state: str, on: PartialDate) -> None:
        """A filled column of days: 死亡时间, 迁出日期, 停发时间; ``state`` is "" for the last."""
        if state:
            self.state, self.on = self.state or state, self.on or on
        else:
            self.stops, self.stopped_on = True, on
        self.said.append(f"{heading}{on.isoformat()}")

    def of_list(self, title: str) -> None:
        """On a list whose title says it of everybody: a category's list ends the category, another the person."""
        state = next((state for state, words in _STATES if words.search(title)), "")
        of_category = bool(in_title(title))
        if state == "死亡" or not of_category:
            self.state = self.state or state
        self.stops = self.stops or of_category or not state
        self.said.append(f"在“{title[:30]}”上")

    @property
    def tells(self) -> bool:
        """Whether it says anything."""
        return bool(self.state or self.stops)

    def left_on(self, today: date) -> tuple[date, str]:
        """The day for the person's state, and what is to be known of it."""
        return _day(self.on or self.stopped_on, today, month_ends=True)

    def ends_on(self, today: date) -> tuple[date, str]:
        """The category's last day: 停发 from a month on means the day before it."""
        return _day(self.stopped_on or self.on, today, month_ends=self.stopped_on is None)


def _says(words: re.Pattern[str], text: str) -> bool:
    found = words.search(text)
    return found is not None and not _DENIED.search(text[: found.start()])


def _day(said: PartialDate | None, today: date, *, month_ends: bool) -> tuple[date, str]:
    if said is None:
        return today, "，表里没有写日期，记今天"
    if said.full is not None:
        return said.full, ""
    made = said.last if month_ends else date.fromordinal(said.first.toordinal() - 1)
    return min(made, today), "，表里没有写到日"
