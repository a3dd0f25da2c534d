"""The calendar of the demo: who is visited on which day of the two months, the told stories among them, as a diary."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from demo_forms import LATE, PRESENT, Visit, body, director, findings, refer, upbringing
from demo_names import STAFF, VILLAGES, Village
from demo_people import Person, Town
from demo_story import Story, fits, read

HEARD = ("见到本人", "家属代", "接通", "代接")
NEW_ROSTER = date(2026, 10, 9)


class Months(Story):
    """September and October 2026, and the first Monday of November."""

    def __init__(self, town: Town) -> None:
        super().__init__(town)
        self._plan: list[tuple[date, int, Callable[[], Any]]] = []
        self._tell()
        for month in (9, 10):
            for village in VILLAGES:
                self._patrol(village, month)
            self._children(month)
            self._others(month)
        self._newcomers()
        self._november()
        for _, _, act in sorted(self._plan, key=lambda planned: planned[:2]):
            act()

    def _on(self, day: date, act: Callable[[], Any]) -> None:
        if day <= PRESENT:
            self._plan.append((day, len(self._plan), act))

    # --- the stories that are told one by one

    def _tell(self) -> None:
        for story in read("demo_stories.toml")["story"]:
            people = [*self.town.elders, *self.town.children]
            one = next(p for p in people if p.id_number not in self.told and fits(story["who"], p.traits))
            self.told.add(one.id_number)
            for told in story.get("visit", ()):
                self._on(told["on"], lambda told=told, one=one: self._told(one, told))
            for changed in story.get("change", ()):
                self.events.append((changed["on"], self._change(one, changed)))
            for phone in story.get("phone", ()):
                added = {"phone": one.id_number, "number": self.town.phone(), "whose": phone["whose"]}
                self.events.append((phone["on"], added))

    def _told(self, one: Person, told: dict[str, Any]) -> None:
        child, own = "儿童" in one.traits, self.village(one).visitor
        by = told.get("by") or (director(one) if child else own)
        mode, met = told.get("mode", "上门入户"), told.get("met", "")
        met = met or ("接通" if mode in ("电话", "视频") else "见到本人")
        base: dict[str, Any] = {}
        if not told.get("bare") and met in HEARD:
            base = upbringing(one, self.dice) if child else findings(one, by, self.dice)
            if mode in ("电话", "视频"):
                base = {"body": body(one), "mood": "正常"} if met == "接通" else {}
            base |= {"hazard_found": False}
        fields = {**base, **_filled(told.get("fields", {}), one.words)}
        said = _filled({"": told["situation"]}, one.words)[""]
        made = self.contact(one, told["on"], by, mode, met, said, **fields)
        made.second = own if told.get("second") and own != by else ""
        if told.get("refer"):
            refer(made, told["refer"])
        self.add(made)

    def _change(self, one: Person, changed: dict[str, Any]) -> dict[str, Any]:
        state, day = changed["state"], changed["state_on"].isoformat()
        left = {"state": state, "state_on": day, "state_reason": changed["reason"]}
        end = {"until": day, "end_reason": state}
        return {"person": one.id_number, "set": {**left, **changed.get("values", {})}, "end": end}

    # --- the month's round of the villages

    def _patrol(self, village: Village, month: int) -> None:
        first, last = (date(2026, 9, 7), date(2026, 9, 30)) if month == 9 else (date(2026, 10, 6), date(2026, 10, 31))
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        own = sorted(self.dice.sample(days, 8))
        shared = sorted(self.dice.sample([d for d in days if d.weekday() < 5 and d.day > 7], 2))
        staff = STAFF[VILLAGES.index(village) % len(STAFF)]
        done: set[str] = set()
        for one in self.town.elders:
            if one.village != village.name or one.id_number in self.told | done:
                continue
            home = [one, *([one.more["spouse"]] if "spouse" in one.more else [])]
            home = [p for p in home if p.id_number not in self.told]
            done |= {p.id_number for p in home}
            together = self.dice.random() < 0.25
            self._home(home, village, self.dice.choice(shared if together else own), staff if together else "", month)

    def _home(self, home: list[Person], village: Village, day: date, staff: str, month: int) -> None:
        """One household's contacts in a month."""
        dice, one = self.dice, home[0]
        by = staff or village.visitor
        calls = len(home) == 1 and not one.traits & {"耳聋", "失能"}
        if dice.random() > village.diligence * (0.88 if month == 9 else 0.965):
            mode = "电话" if calls and dice.random() < 0.4 else "上门入户"
            if dice.random() < 0.55:
                self._on(day, lambda: self.missed(one, day, by, mode))
            return
        returned = dice.random() < 0.07 and not staff
        if returned:
            early = day - timedelta(days=dice.randint(1, 3))
            if early.month == month:
                self._on(early, lambda: self.missed(one, early, by))
        elif dice.random() < 0.025 and not staff:
            self._on(day - timedelta(days=2), lambda: self.proxy(one, day - timedelta(days=2), by))
        rings = 0.22 if village.name == "老君村" or day.day >= 26 else 0.07
        if calls and not returned and dice.random() < rings:
            mode = "视频" if dice.random() < 0.12 else "电话"
            self._on(day, lambda: self.telephone(one, day, by, mode))
            return
        for person in home:
            self._on(day, lambda person=person: self._seen(person, day, by, village, returned=returned))
        if self.risk[one.id_number] == "高风险" and dice.random() < 0.6:
            later = day + timedelta(days=dice.randint(8, 13))
            if later.month == month:
                act = self.telephone if calls and dice.random() < 0.5 else self.elder
                self._on(later, lambda: act(one, later, village.visitor))

    def _seen(self, one: Person, day: date, by: str, village: Village, *, returned: bool = False) -> None:
        made = self.elder(one, day, by, returned=returned)
        made.second = village.visitor if by != village.visitor else ""

    def _newcomers(self) -> None:
        for number, one in enumerate(self.town.newcomers[:5]):
            village, day = self.village(one), NEW_ROSTER + timedelta(days=(3, 5, 7, 12, 18)[number])
            self._on(day, lambda one=one, day=day, v=village: self._seen(one, day, STAFF[1], v))

    def _november(self) -> None:
        quiet = [p for p in self.town.elders if p.id_number not in self.told and "两人同访" not in p.traits]
        for one in self.dice.sample(quiet, 7):
            village = self.village(one)
            if village.name in LATE or village.name == "老君村" or "耳聋" in one.traits:
                continue
            act = self.telephone if "失能" not in one.traits and self.dice.random() < 0.4 else self.elder
            self._on(PRESENT, lambda one=one, v=village, act=act: act(one, PRESENT, v.visitor))

    # --- children, disabled people, families on relief

    def _days(self, month: int) -> list[date]:
        first = date(2026, month, 8)
        return [first + timedelta(days=n) for n in range(23)]

    def _children(self, month: int) -> None:
        for number, one in enumerate(self.town.children):
            often = bool(one.traits & {"散居孤儿", "事实无人抚养儿童"})
            if one.id_number in self.told or (not often and number % 5 != (month + number // 12) % 5):
                continue
            home = (4, 5, 6) if "初中" in one.traits else range(7)
            day = self.dice.choice([d for d in self._days(month) if d.weekday() in home])
            self._on(day, lambda one=one, day=day: self.child(one, day, director(one)))

    def _others(self, month: int) -> None:
        weekdays = [d for d in self._days(month) if d.weekday() < 5]
        grown = [p for p in self.town.disabled if "成年" in p.traits]
        for one in grown[month % 6 :: 6]:
            day, staff = self.dice.choice(weekdays), self.dice.choice(STAFF)
            self._on(day, lambda one=one, day=day, staff=staff: self.other("disabled", one, day, staff))
        families = [p for p in self.town.dibao if "困难家庭" in p.traits]
        for one in families[month % 7 :: 7]:
            day, staff = self.dice.choice(weekdays), self.dice.choice(STAFF)
            self._on(day, lambda one=one, day=day, staff=staff: self.other("relief", one, day, staff))
        home = date(2026, 9, 16) if month == 9 else date(2026, 10, 19)
        for number, one in enumerate(self.town.tekun):
            if "集中供养" in one.traits:
                self._on(home, lambda one=one: self.other("relief", one, home, STAFF[0], "在养老院/福利院见的"))
            elif "独居" not in one.traits and number % 2 == month % 2:
                day = self.dice.choice(weekdays)
                self._on(day, lambda one=one, day=day: self.other("relief", one, day, self.village(one).visitor))

    # --- the diary

    def diary(self) -> list[dict[str, Any]]:
        """Everything in the order in which it was typed in; ``day`` is the day at the desk."""
        lines: list[tuple[date, int, dict[str, Any]]] = [(day, 1, event) for day, event in self.events]
        for number, visit in enumerate(sorted(self.visits, key=lambda v: v.on), start=1):
            key, typed = f"v{number:03d}", typed_on(visit)
            line = {"visit": key, "person": visit.person.id_number, "visitor": visit.by, "second": visit.second,
                    "fields": {"visited_on": visit.on.isoformat(), **visit.fields}}  # fmt: skip
            settled = visit.settled and date.fromisoformat(visit.settled["settled_on"])
            if settled and settled <= typed:
                line["fields"] |= visit.settled
            elif settled:
                lines.append((settled, 2, {"settle": key, "fields": visit.settled}))
            lines.append((typed, 0, {name: value for name, value in line.items() if value != ""}))
        return [{"day": day.isoformat(), **line} for day, _, line in sorted(lines, key=lambda told: told[:2])]


def typed_on(visit: Visit) -> date:
    """When a visit reaches the station's computer: at once, on Monday, or when the village hands in its sheet."""
    day = visit.on
    if visit.person.village in LATE and visit.by not in STAFF:
        sheets = (date(2026, 9, 16), date(2026, 10, 9), date(2026, 10, 21), PRESENT)
        return next(sheet for sheet in sheets if sheet >= day)
    if date(2026, 10, 1) <= day <= date(2026, 10, 7):
        return date(2026, 10, 8)
    return min(PRESENT, day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0)))


def _filled(fields: dict[str, Any], words: dict[str, str]) -> dict[str, Any]:
    """Story fields with a person's words put in and days as ISO texts."""
    made = {}
    for name, value in fields.items():
        made[name] = value.isoformat() if isinstance(value, date) else value
        for word, said in words.items() if isinstance(value, str) else ():
            made[name] = made[name].replace("{" + word + "}", said)
    return made
