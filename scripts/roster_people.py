"""The made-up people of a roster and what each kind of column says of them; everything from the layout's own seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from roster_files import Cell

from caredesk.schema.identity import made_up_id

TODAY = date(2026, 11, 21)
COUNTY, TOWN, REGION = "云溪县", "青石镇", "429021"
VILLAGES = ("上坪村", "下坪村", "白庙村", "河口社区", "新桥社区", "大湾村", "双井村", "柳林村", "枫树坳村", "老君村")
_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_GIVEN = "秀英桂兰玉珍建国志强德福春梅冬香家旺永贵明霞凤云水生长根金莲素芬才义先传正启昌汉文学礼喜友"
_RARE = ("阿依古丽·买买提", "欧阳春梅", "覃㛃", "钱䶮", "仁青卓玛·扎西", "尉迟金山", "禤玉珍", "叶尔兰·哈力木")
_CAUSES = ("因病", "因残", "缺乏劳动力", "因学", "因灾")
_HEALTH = ("健康", "一般", "慢性病", "残疾", "患大病")
_RELATIONS = ("配偶", "子", "女", "父亲", "母亲", "孙子")
_KIN = ("子", "女", "儿媳", "侄子", "邻居")


@dataclass
class Person:
    """Somebody made up. ``bad``: the row's number or name is not sound, so that nobody may be stored from it."""

    name: str
    number: str
    birth: date
    village: str
    group: int
    phone: str
    place: int
    relation: str = ""
    head: Person | None = None
    members: list[Person] = field(default_factory=list)
    bad: bool = False
    said: dict[str, Cell] = field(default_factory=dict)
    """What single columns say in place of what they should."""

    @property
    def sex(self) -> str:
        return "男" if int(self.number[16]) % 2 else "女"

    @property
    def age(self) -> int:
        return TODAY.year - self.birth.year - ((self.birth.month, self.birth.day) > (TODAY.month, TODAY.day))

    @property
    def address(self) -> str:
        return f"{self.group}组{self.place % 89 + 1}号"

    def answer(self) -> dict[str, str]:
        """The person as the answers list them."""
        return {
            "name": self.name,
            "id_number": self.number,
            "sex": self.sex,
            "birth_date": self.birth.isoformat(),
            "village": self.village,
        }


class Town:
    """Makes people; one for every layout."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)
        self._used: set[str] = set()

    def name(self, rare: float = 0.04) -> str:
        if self.chance.random() < rare:
            return self.chance.choice(_RARE)
        given = "".join(self.chance.sample(_GIVEN, self.chance.choice((1, 2, 2, 2))))
        return self.chance.choice(_SURNAMES) + given

    def number(self, birth: date) -> str:
        while True:
            made = made_up_id(REGION, birth, sequence=self.chance.randint(996, 999))
            if made not in self._used:
                self._used.add(made)
                return made
            birth += timedelta(days=1)

    def person(self, village: str, place: int, oldest: int = 1935, youngest: int = 1966) -> Person:
        birth = date(self.chance.randint(oldest, youngest), self.chance.randint(1, 12), self.chance.randint(1, 28))
        number = self.number(birth)
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        phone = f"149{self.chance.randint(0, 99_999_999):08d}"
        return Person(self.name(), number, born, village, self.chance.randint(1, 9), phone, place)

    def people(self, count: int, villages: int = 4, **years: int) -> list[Person]:
        """That many people, village after village."""
        chosen = sorted(self.chance.sample(VILLAGES, villages), key=VILLAGES.index)
        return [self.person(chosen[at * villages // count], at + 1, **years) for at in range(count)]

    def children(self, count: int, villages: int = 4) -> list[Person]:
        return self.people(count, villages, oldest=2011, youngest=2020)

    def households(self, count: int, most: int, villages: int = 3, least: int = 0) -> list[Person]:
        """Heads with up to ``most`` further members each."""
        heads = self.people(count, villages, oldest=1950, youngest=1975)
        for head in heads:
            head.relation = "户主"
            for at in range(self.chance.randint(least, most)):
                young = at > 1
                years = {"oldest": 1978, "youngest": 2015} if young else {"oldest": 1950, "youngest": 1990}
                member = self.person(head.village, head.place, **years)
                member.relation, member.head, member.group = self.chance.choice(_RELATIONS), head, head.group
                head.members.append(member)
        return heads


def household_rows(heads: list[Person]) -> list[Person]:
    """Heads and members in one list, each household together."""
    return [person for head in heads for person in (head, *head.members)]


def _kin(person: Person, what: str) -> Cell:
    """Somebody else beside the person, always the same one for the same person."""
    chance = random.Random(person.number + what.split("_", maxsplit=1)[0])
    town_name = chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, 2))
    telephone = f"149{chance.randint(0, 99_999_999):08d}"
    number = made_up_id(REGION, date(chance.randint(1955, 1985), chance.randint(1, 12), 11), sequence=998)
    said = {"name": town_name, "phone": telephone, "id": number, "rel": chance.choice(_KIN)}
    return said[what.split("_")[1]]


def _member(person: Person, place: int, what: str) -> Cell:
    if place >= len(person.members):
        return ""
    return VALUES[what](person.members[place])


def _pick(words: tuple[str, ...]) -> Callable[[Person], Cell]:
    return lambda person: words[int(person.number[10:16]) % len(words)]


def _serial(start: str) -> Callable[[Person], Cell]:
    return lambda person: f"{start}{person.place:05d}"


def _ticked(person: Person, which: int, signs: tuple[Cell, Cell]) -> Cell:
    return signs[0] if is_ticked(person, which) else signs[1]


def is_ticked(person: Person, which: int) -> bool:
    """Whether the person's ``which``-th tick column is ticked; about two in five are."""
    return random.Random(f"{person.number}{which}").random() < 0.4


VALUES: Mapping[str, Callable[[Person], Cell]] = {
    "n": lambda p: p.place,
    "name": lambda p: p.name,
    "wide_name": lambda p: f"{p.name[0]}　{p.name[1]}" if len(p.name) == 2 else p.name,
    "id": lambda p: p.number,
    "id_tab": lambda p: p.number + "\t",
    "id_quote": lambda p: "'" + p.number,
    "sex": lambda p: p.sex,
    "sexcode": lambda p: 1 if p.sex == "男" else 2,
    "birth": lambda p: p.birth,
    "birth8": lambda p: p.birth.strftime("%Y%m%d"),
    "birthdot": lambda p: f"{p.birth.year}.{p.birth.month}",
    "birthcn": lambda p: f"{p.birth.year}年{p.birth.month}月{p.birth.day}日",
    "age": lambda p: p.age,
    "nation": _pick(("汉族", "汉族", "汉族", "土家族")),
    "county": lambda _p: COUNTY,
    "town": lambda _p: TOWN,
    "village": lambda p: p.village,
    "full_village": lambda p: f"{COUNTY}{TOWN}{p.village}",
    "committee": lambda p: p.village.removesuffix("社区") + ("居委会" if p.village.endswith("社区") else "委会"),
    "villagecode": lambda p: f"{REGION}105{200 + VILLAGES.index(p.village):03d}",
    "group": lambda p: f"{p.group}组",
    "address": lambda p: f"{TOWN}{p.village}{p.address}",
    "short_address": lambda p: p.address,
    "phone": lambda p: p.phone,
    "phone_number": lambda p: int(p.phone),
    "certificate": _serial("4290212600"),
    "file": _serial("DA2026-"),
    "post": lambda _p: 433100,
    "money": lambda p: 200 + int(p.number[12:16]) % 700,
    "small": lambda p: int(p.number[12:16]) % 5,
    "members": lambda p: len(p.members) + 1,
    "insured": lambda p: len(p.members) + 1,
    "cause": _pick(_CAUSES),
    "cause_code": lambda p: int(p.number[10:16]) % 6 + 1,
    "health": _pick(_HEALTH),
    "health_code": lambda p: int(p.number[10:16]) % 3 + 1,
    "marriage": _pick(("已婚", "丧偶", "未婚", "离婚")),
    "education": _pick(("小学", "初中", "文盲", "高中")),
    "work": _pick(("无劳动能力", "部分丧失劳动能力", "有劳动能力")),
    "self_care": _pick(("完全自理", "部分不能自理", "完全不能自理")),
    "dis_class": lambda p: ["视力", "听力", "言语", "肢体", "智力", "精神", "多重"][int(p.number[10:14]) % 7],
    "dis_grade": lambda p: ["一级", "二级", "三级", "四级"][int(p.number[11:15]) % 4],
    "dis_letter": lambda p: "ABCD"[int(p.number[11:15]) % 4],
    "dis_number": lambda p: f"{p.number}{int(p.number[10:14]) % 7 + 1}{int(p.number[11:15]) % 4 + 1}",
    "bank": lambda _p: "农村商业银行青石支行",
    "account": lambda p: f"62215066{p.place:04d}{int(p.number[10:17]):07d}\t",
    "since": lambda p: f"{2018 + p.place % 8}年{p.place % 12 + 1}月",
    "since8": lambda p: date(2018 + p.place % 8, p.place % 12 + 1, 1),
    "relation": lambda p: p.relation,
    "head_name": lambda p: (p.head or p).name,
    "head_id": lambda p: (p.head or p).number,
    "house": lambda p: f"H{(p.head or p).place:04d}",
    "insured_yes": lambda p: "否" if p.place % 7 == 3 else "是",
    "support": _pick(("分散供养", "集中供养")),
    "school": _pick(("青石小学三年级", "青石中学七年级", "县职中高一", "河口幼儿园")),
    "boarding": _pick(("是", "否")),
    "child_kind": _pick(("孤儿", "事实无人抚养儿童", "重病重残儿童")),
    "away": _pick(("广东东莞", "浙江义乌", "在家", "福建晋江")),
    "visitor": _pick(("张梅", "余爱国", "周敏")),
    "staff": lambda _p: "陈静",
    "day": lambda p: f"2026-10-{p.place % 28 + 1:02d}",
    "unit": lambda _p: "青石镇人民政府",
    "words": _pick(("", "", "需每月上门", "家属外地")),
    "risk": _pick(("高风险", "重点", "一般")),
    "blank": lambda _p: "",
    "yes": lambda _p: "是",
    "id_kind": lambda _p: "居民身份证",
    **{f"{who}_{what}": lambda p, key=f"{who}_{what}": _kin(p, key)  # type: ignore[misc]
       for who in ("guardian", "father", "mother", "carer", "contact", "spouse", "doctor")
       for what in ("name", "phone", "id", "rel")},
}  # fmt: skip
_TICK_SIGNS: Mapping[str, tuple[Cell, Cell]] = {
    "√": ("√", ""), "是": ("是", "否"), "1": (1, ""), "●": ("●", "○"), "✓": ("✓", "×"), "☑": ("☑", "☐"), "10": (1, 0),
    "有": ("有", "无"),
}  # fmt: skip


def value(person: Person, key: str) -> Cell:
    """What the column ``key`` says of somebody: a key of `VALUES`, m2.name for the third member, tick3.√."""
    if key in person.said:
        return person.said[key]
    before, _, rest = key.partition(".")
    if before.startswith("tick"):
        return _ticked(person, int(before[4:]), _TICK_SIGNS[rest])
    if rest:
        return _member(person, int(before[1:]), rest)
    return VALUES[key](person)
