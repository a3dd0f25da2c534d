"""Plays two months of the made-up station's days into a diary: who went where, what was found, what became of it."""

import random
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from demo_forms import BRIEF, PLAIN, PRESENT, RAIN, Visit, body, findings, livelihood, means, refer, upbringing
from demo_names import VILLAGES
from demo_people import Person, Town

NAMED = {
    "mood": "mood", "policy": "policy", "goods": "goods", "value": "goods_value", "risk": "risk", "net": "internet",
    "social": "social", "promise": "promise",
}  # fmt: skip
"""What a topic may bring along, and where it goes on the form."""


def read(name: str) -> dict[str, Any]:
    """A file of words beside this script."""
    return tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))


def season(day: date) -> set[str]:
    """What a phrase may ask of a day."""
    found = {f"{'九十'[day.month - 9] if day.month < 11 else '十一'}月", "雨" if day in RAIN else "晴"}
    found.add("上旬" if day.day <= 10 else "中旬" if day.day <= 20 else "下旬")
    for name, first, last in (("节前", (9, 18), (9, 25)), ("国庆后", (10, 8), (10, 14)), ("重阳", (10, 15), (10, 20)),
                              ("降温", (10, 25), (11, 2))):  # fmt: skip
        if first <= (day.month, day.day) <= last:
            found.add(name)
    return found | ({"周末"} if day.weekday() >= 5 else set())


def fits(asked: str, traits: set[str]) -> bool:
    """Whether traits hold what a phrase asks: all words, a/b either, !a not."""
    return all(
        word[1:] not in traits if word.startswith("!") else bool(traits & set(word.split("/")))
        for word in asked.split()
    )


@dataclass
class Phrases:
    """The stock of words; the least used fitting one is taken, so that nothing is said over and over."""

    dice: random.Random
    stock: dict[str, Any] = field(default_factory=lambda: read("demo_phrases.toml"))
    used: Counter[Any] = field(default_factory=Counter)

    def say(self, kind: str, deck: str, traits: set[str], words: dict[str, str]) -> str:
        """A phrase of a deck that fits, filled in; "" when none does."""
        fitting = [
            text.strip()
            for line in self.stock[kind][deck]
            for asked, _, text in [line.partition("|")]
            if fits(asked, traits)
        ]
        if not fitting:
            return ""
        fewest = min(self.used[text] for text in fitting)
        chosen = self.dice.choice([text for text in fitting if self.used[text] == fewest])
        self.used[chosen] += 1
        return fill(chosen, words)

    def topic(self, kind: str, one: Person, traits: set[str]) -> dict[str, Any] | None:
        """Something that may be found at such a person on such a day, once each; None when all of it is used up."""
        fitting = [
            topic
            for topic in self.stock[kind]
            if fits(topic["who"], traits)
            and self.used[topic["action"]] < topic["times"]
            and not self.used[one.id_number, topic["action"]]
        ]
        if not fitting:
            return None
        chosen = self.dice.choice(fitting)
        self.used[chosen["action"]] += 1
        self.used[one.id_number, chosen["action"]] += 1
        return chosen


def fill(text: str, words: dict[str, str]) -> str:
    """Put a person's own words into the braces."""
    for name, said in words.items():
        text = text.replace("{" + name + "}", said)
    assert "{" not in text, text
    return text


class Story:
    """Makes the visits of the two months; :meth:`diary` puts them into the order in which they were typed in."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.dice = random.Random(town.dice.random())
        self.phrases = Phrases(self.dice)
        self.visits: list[Visit] = []
        self.events: list[tuple[date, dict[str, Any]]] = []
        self.told: set[str] = set()
        self.then: dict[str, str] = {}
        self.risk: dict[str, str] = {}
        self._neighbours = [town.name(["婶", "婆婆", "嫂子", "大哥", "爹"])[0] for _ in range(60)]
        for one in town.everybody():
            self._learn(one)

    def _learn(self, one: Person) -> None:
        dice = self.dice
        bp = f"{dice.choice(range(126, 148, 2))}/{dice.choice(range(70, 90, 2))}"
        high = f"{dice.choice(range(152, 166, 2))}/{dice.choice(range(88, 100, 2))}"
        carer = "老伴" if "空巢" in one.traits else one.words.get("kin", "家人")
        one.words = {
            "她": "她" if one.sex == "女" else "他", "bp": bp, "high": high, "glu": f"{dice.uniform(6.2, 9.6):.1f}",
            "n": dice.choice("三四五六七八"), "near": dice.choice(self._neighbours), "家里人": carer, "kin": "家人",
            "place": "外地", "grand": "孙子", "carer": "家里人", **one.words,
        }  # fmt: skip
        if one.age >= 80:
            one.traits.add("80岁以上")
        if one.age >= 70:
            one.traits.add("70岁以上")
        if one.birth.year == 1946:
            one.traits.add("满80岁")
        heavy = one.traits & {"失能", "重残"} or {"独居", "80岁以上"} <= one.traits
        weak = {"卧床"} <= one.traits or {"独居", "80岁以上", "慢走", "心脏病"} <= one.traits
        level = "高风险" if weak and dice.random() < 0.6 else "重点" if heavy else "一般"
        if one.traits & {"散居孤儿", "事实无人抚养儿童", "困境儿童"}:
            level = "重点"
        self.risk[one.id_number] = level

    def village(self, one: Person) -> Any:
        """The village somebody lives in."""
        return next(v for v in VILLAGES if v.name == one.village)

    def add(self, visit: Visit) -> Visit:
        """Take a visit into the story; nothing is seen after the present day."""
        if visit.on <= PRESENT:
            self.visits.append(visit)
        return visit

    def contact(self, one: Person, on: date, by: str, mode: str, met: str, situation: str, **more: Any) -> Visit:
        """A visit with its four facts, what was seen, and how it was arranged."""
        arranged = "即时通讯探访" if mode in ("电话", "视频") else "定期上门走访"
        fields = {"mode": mode, "met": met, "situation": situation, "arranged": arranged, **more}
        return Visit(one, on, by, {name: value for name, value in fields.items() if value not in ("", None)})

    def missed(self, one: Person, on: date, by: str, mode: str = "上门入户") -> None:
        """A contact that failed, with the reason."""
        allowed = {"无人应答", "外出"} if mode == "上门入户" else {"无人接听", "停机", "拒接"}
        if "两人同访" in one.traits:
            allowed -= {"停机"}
        met = self.dice.choice(sorted(allowed))
        traits = one.traits | season(on) | {met}
        said = self.phrases.say("elder", "missed", traits, one.words)
        action = self.phrases.say("elder", "missed_action", traits, one.words)
        self.add(self.contact(one, on, by, mode, met, said, action=action))

    def telephone(self, one: Person, on: date, by: str, mode: str = "电话") -> None:
        """A call that reached the person."""
        traits = one.traits | season(on)
        said = self.phrases.say("elder", "phone_open", traits, one.words)
        action = self.phrases.say("elder", "phone_action", traits, one.words)
        more = {"body": body(one), "mood": "正常", "hazard_found": False, "risk": self.risk[one.id_number]}
        self.add(self.contact(one, on, by, mode, "接通", said, action=action, **more))

    def proxy(self, one: Person, on: date, by: str) -> None:
        """Somebody else was at home and told."""
        traits = one.traits | season(on)
        said = self.phrases.say("elder", "proxy", traits, one.words)
        self.add(self.contact(one, on, by, "上门入户", "家属代", said, risk=self.risk[one.id_number],
                              action="约好下次来的日子", hazard_found=False))  # fmt: skip

    def elder(self, one: Person, on: date, by: str, *, returned: bool = False) -> Visit:
        """A visit to an old person at home."""
        traits = one.traits | season(on)
        fields = findings(one, by, self.dice)
        fields |= {"risk": self.risk[one.id_number], "hazard_found": False}
        finds = self.dice.random() < (0.3 if by in BRIEF else 0.62)
        topic = self.phrases.topic("topic", one, traits) if finds else None
        stopped = {"停药"} if topic and "bp" in topic else set()
        said = self._said("elder", one, traits | stopped, by, returned=returned)
        made = self.contact(one, on, by, "上门入户", "见到本人", said, **fields)
        silent = by in BRIEF and self.dice.random() < 0.5
        self._find(made, topic, "" if silent else self.phrases.say("elder", "quiet", traits, one.words))
        if by not in BRIEF and self.dice.random() < 0.8:
            made.fields["next_visit_on"] = (on + timedelta(days=self.dice.randint(24, 34))).isoformat()
        return self.add(made)

    def _said(self, kind: str, one: Person, traits: set[str], by: str, *, returned: bool = False) -> str:
        follow = self.then.pop(one.id_number, "")
        if kind == "elder" and (by in BRIEF or (by in PLAIN and self.dice.random() < 0.35)):
            return "；".join(part for part in (self.phrases.say("elder", "short", traits, one.words), follow) if part)
        decks = {"elder": ("open", "health", "family"), "child": ("open", "study", "ties")}.get(kind, ("open", "state"))
        parts = [self.phrases.say(kind, deck, traits, one.words) for deck in decks]
        if kind == "elder" and self.dice.random() < (0.6 if by in PLAIN else 0.25):
            parts[self.dice.choice((0, 1, 2))] = ""
        if follow:
            parts[-1] = follow
        if returned:
            parts[0] = self.phrases.say("elder", "again", traits, one.words)
        return "。".join(part for part in parts if part) or "人在家，情况正常"

    def _find(self, made: Visit, topic: dict[str, Any] | None, quiet: str) -> None:
        """Enter what was found and done; without anything found, what is done anyway."""
        one, fields = made.person, made.fields
        child = "儿童" in one.traits
        if topic is None:
            fields["action"] = quiet
            fields["child_needs" if child else "needs"] = ["没有"]
        else:
            self._enter(made, topic)
        if not fields.get("action"):
            fields.pop("action", None)
        if child:
            fields.pop("needs", None)

    def _enter(self, made: Visit, topic: dict[str, Any]) -> None:
        one, fields = made.person, made.fields
        fields |= {target: topic[name] for name, target in NAMED.items() if name in topic}
        fields |= {name: fill(topic[name], one.words) for name in ("problems", "action") if name in topic}
        fields["child_needs" if "儿童" in one.traits else "needs"] = topic.get("needs", ["没有"])
        if "hazard" in topic:
            fields |= {"hazard_found": True, "hazard_note": topic["hazard"], topic["at"]: "有隐患"}
        if "event" in topic:
            fields |= {"events": [topic["event"]], "event_times": 1}
        if "absent" in topic:
            fields |= {"in_school": "缺课", "absent_days": topic["absent"], "dropout_risk": True}
        if "bp" in topic:
            fields["chronic_note"] = f"血压{topic['bp']}"
        if "promise" in topic:
            fields["promised_by"] = (made.on + timedelta(days=20)).isoformat()
        if "risk" in topic:
            self.risk[one.id_number] = topic["risk"]
        if "then" in topic:
            self.then[one.id_number] = fill(topic["then"], one.words)
        if "matter" in topic:
            refer(made, topic)

    def child(self, one: Person, on: date, by: str) -> None:
        """A visit to a child at home."""
        traits = one.traits | season(on)
        said = self._said("child", one, traits, by)
        made = self.contact(one, on, by, "上门入户", "见到本人", said, **upbringing(one, self.dice))
        made.fields |= {"risk": self.risk[one.id_number], "hazard_found": False}
        topic = self.phrases.topic("child_topic", one, traits) if self.dice.random() < 0.55 else None
        self._find(made, topic, self.phrases.say("child", "quiet", traits, one.words))
        self.add(made)

    def other(self, kind: str, one: Person, on: date, by: str, mode: str = "上门入户") -> None:
        """A visit to a disabled person of working age or a family on relief."""
        traits = one.traits | season(on)
        made = self.contact(one, on, by, mode, "见到本人", self._said(kind, one, traits, by),
                            **findings(one, by, self.dice))  # fmt: skip
        made.fields |= {"risk": self.risk[one.id_number], "hazard_found": False}
        made.fields |= livelihood(one) if kind == "disabled" else means(one, on) if mode == "上门入户" else {}
        topic = self.phrases.topic(f"{kind}_topic", one, traits) if self.dice.random() < 0.5 else None
        self._find(made, topic, self.phrases.say(kind, "quiet", traits, one.words))
        self.add(made)
