"""The people of the made-up town of 青石镇: who lives where, how they live, and which county list names them.

Everything comes from one seed, so the same town is made every time. The numbers use the sequences 996-999 of an ID
number, which belong to people over 100: with these birth dates they are nobody's.
"""

import random
from dataclasses import dataclass, field
from datetime import date

from demo_names import (
    AWAY,
    BOYS,
    CHILD_DIRECTORS,
    GIRLS,
    MEN,
    OLD_MEN,
    OLD_WOMEN,
    RARE,
    REGION,
    STAFF,
    SURNAMES,
    TOWN,
    VILLAGES,
    WOMEN,
    Village,
)  # fmt: skip

from caredesk.schema.identity import made_up_id

DAY = date(2026, 9, 1)


@dataclass
class Person:
    """Somebody of the town; ``traits`` are words that the phrases of a visit ask for."""

    name: str
    sex: str
    birth: date
    id_number: str
    village: str
    group: str
    address: str
    phone: str
    traits: set[str]
    words: dict[str, str] = field(default_factory=dict)
    carer: tuple[str, str, str] = ("", "", "")
    more: dict[str, object] = field(default_factory=dict)

    @property
    def age(self) -> int:
        return DAY.year - self.birth.year - ((self.birth.month, self.birth.day) > (DAY.month, DAY.day))


def surname(name: str) -> str:
    """The family name, of one character or two."""
    return name[:2] if name[:2] in ("尉迟", "欧阳") else name[0]


class Town:
    """Makes people from a seed; no name, number or telephone twice."""

    def __init__(self, seed: int = 2026) -> None:
        self.dice = random.Random(seed)
        self._taken: set[str] = {one.visitor for one in VILLAGES} | {*STAFF, *CHILD_DIRECTORS.values()}
        self.elders: list[Person] = []
        self.children: list[Person] = []
        self.disabled: list[Person] = []
        self.dibao: list[Person] = []
        self.tekun: list[Person] = []
        self.newcomers: list[Person] = []
        for village in VILLAGES:
            for _ in range(village.elders):
                self.elders.append(self._elder(village, "elder", len(self.elders)))
        self._couples()
        self._children()
        self._disabled()
        self._dibao()
        self._tekun()
        for village in (VILLAGES[0], VILLAGES[2], VILLAGES[4], VILLAGES[6], VILLAGES[8], VILLAGES[8]):
            self.newcomers.append(self._elder(village, "new", len(self.newcomers)))

    def everybody(self) -> list[Person]:
        """All people once, in the order of the lists."""
        lists = (self.elders, self.children, self.disabled, self.dibao, self.tekun, self.newcomers)
        return list({one.id_number: one for people in lists for one in people}.values())

    def name(
        self, given: list[str], sex: str = "", special: tuple[str, int] | None = None, family: str = ""
    ) -> tuple[str, str]:
        """A name nobody else has, with the sex it goes with."""
        if special in RARE:
            self._taken.add(RARE[special][0])
            return RARE[special]
        while True:
            made = (family or self.dice.choice(SURNAMES)) + self.dice.choice(given)
            if made not in self._taken:
                self._taken.add(made)
                return made, sex

    def number(self, sex: str, birth: date) -> str:
        """An ID number that can be nobody's, once."""
        for sequence in self.dice.sample((997, 999) if sex == "男" else (996, 998), 2):
            made = made_up_id(REGION, birth, sequence=sequence)
            if made not in self._taken:
                self._taken.add(made)
                return made
        return self.number(sex, birth.replace(year=birth.year - 1, day=min(birth.day, 28)))

    def phone(self) -> str:
        """A telephone number of a range that is not given out, once."""
        while (made := f"149{self.dice.randrange(10_000_000, 99_999_999)}") in self._taken:
            pass
        self._taken.add(made)
        return made

    def day(self, first: int, last: int) -> date:
        """A day in these years."""
        return date(self.dice.randint(first, last), self.dice.randint(1, 12), self.dice.randint(1, 28))

    def _person(self, village: Village, sex: str, name: str, birth: date, traits: set[str]) -> Person:
        group = self.dice.choice(village.groups)
        if group.endswith("小区"):
            dice = self.dice
            house = f"{dice.randint(1, 6)}栋{dice.randint(1, 3)}单元{dice.randint(1, 5)}0{dice.randint(1, 2)}"
        else:
            house = f"{self.dice.randint(1, 88)}号"
        traits |= {sex, village.kind, village.name}
        number, phone = self.number(sex, birth), self.phone()
        return Person(name, sex, birth, number, village.name, group, f"{village.name}{group}{house}", phone, traits)

    def _elder(self, village: Village, which: str, number: int) -> Person:
        sex = "女" if self.dice.random() < 0.58 else "男"
        name, sex = self.name(OLD_WOMEN if sex == "女" else OLD_MEN, sex, (which, number))
        birth = self.day(1934, 1952) if self.dice.random() < 0.65 else self.day(1953, 1964)
        living = self.dice.choices(("独居", "空巢", "留守"), (46, 32, 22))[0]
        made = self._person(village, sex, name, birth, {living, "老年人", "特殊困难老年人"})
        made.traits |= self._health(made)
        made.traits.add(self.dice.choice(("液化气", "电磁炉") if village.kind == "社区" else
                                         ("柴火灶", "柴火灶", "液化气", "煤炉")))  # fmt: skip
        self._family(made)
        return made

    def _health(self, one: Person) -> set[str]:
        old = one.age >= 80
        if self.dice.random() < (0.14 if old else 0.05):
            return {"失能", self.dice.choice(("卧床", "轮椅")), self.dice.choice(("中风", "骨折", "帕金森"))}
        if self.dice.random() < 0.24:
            return {"良好", "能走"}
        if self.dice.random() < 0.22:
            return {"一般", "慢走" if old else "能走"}
        kinds = ("高血压", "高血压", "高血压", "糖尿病", "心脏病", "关节炎", "慢支", "白内障", "耳聋", "胃病", "腰椎")
        found = set(self.dice.sample(kinds, self.dice.choice((1, 1, 2))))
        return found | {"慢性病", "慢走" if old or "关节炎" in found else "能走"}

    def _family(self, one: Person) -> None:
        dice = self.dice
        kin = dice.choice(("儿子", "大儿子", "小儿子", "女儿", "大女儿", "小女儿"))
        place = dice.choice(AWAY)
        if dice.random() < 0.08 and "独居" in one.traits:
            one.traits.add("无子女")
            kin, place = "侄子", "本村"
        one.words |= {"kin": kin, "place": place, "grand": dice.choice(("孙子", "孙女", "外孙", "外孙女"))}
        relation = {"女": "女", "侄": "侄子"}.get(kin[-2] if "女" in kin else kin[0], "子")
        if "失能" in one.traits and "独居" in one.traits:
            one.traits -= {"独居"}
            one.traits |= {"留守"}
        if dice.random() < 0.2:
            relation = dice.choice(("邻居", "村干部", "儿媳"))
        given = WOMEN if relation in ("女", "儿媳") else MEN
        family = surname(one.name) if relation in ("子", "女", "侄子") and one.sex == "男" else ""
        one.carer = (self.name(given, family=family)[0], relation, self.phone())
        one.traits.add("子女近" if place in ("县城", "本村") else "子女远")

    def _couples(self) -> None:
        """Husbands and wives among the people with an empty nest: one address, one household."""
        for village in VILLAGES:
            free = [p for p in self.elders if p.village == village.name and {"空巢"} <= p.traits - {"失能"}]
            men, women = [p for p in free if p.sex == "男"], [p for p in free if p.sex == "女"]
            for man in men[:4]:
                near = [w for w in women if abs(w.birth.year - man.birth.year) <= 7]
                if near:
                    wife = near[0]
                    women.remove(wife)
                    wife.group, wife.address, wife.carer = man.group, man.address, man.carer
                    wife.words, wife.phone = dict(man.words), man.phone
                    man.more["spouse"], wife.more["spouse"] = wife, man
                    man.traits.add("两人同访")
                    wife.traits.add("两人同访")

    def _children(self) -> None:
        for number in range(60):
            village = VILLAGES[(0, 1, 2, 3, 4, 4, 5, 6, 6, 7, 8, 9)[number % 12]]
            sex = self.dice.choice("男女")
            name, sex = self.name(BOYS if sex == "男" else GIRLS, sex, ("child", number))
            kind = "农村留守儿童" if number < 45 else ("散居孤儿", "事实无人抚养儿童", "困境儿童")[number % 3]
            made = self._person(village, sex, name, self.day(2012, 2020), {kind, "儿童"})
            made.more["kind"] = kind
            self._upbringing(made)
            self.children.append(made)

    def _upbringing(self, one: Person) -> None:
        grade = DAY.year - (one.birth.year + (one.birth.month >= 9)) - 5
        digits = "一二三四五六七八九"
        school = "青石镇中心幼儿园" if grade < 1 else "青石镇中心小学" if grade < 7 else "青石镇初级中学"
        one.more["school"] = school if grade < 1 else f"{school}{digits[grade - 1]}年级"
        one.more["boards"] = grade >= 7 and self.dice.random() < 0.7
        one.traits |= {"学龄前" if grade < 1 else "小学" if grade < 7 else "初中"}
        relation = self.dice.choice(("爷爷", "奶奶", "奶奶", "外婆", "外公"))
        if "困境儿童" in one.traits:
            relation = self.dice.choice(("母亲", "父亲"))
        old = relation not in ("母亲", "父亲")
        female = relation in ("奶奶", "外婆", "母亲")
        given = (OLD_WOMEN if female else OLD_MEN) if old else (WOMEN if female else MEN)
        family = surname(one.name) if relation in ("爷爷", "父亲") else ""
        one.carer = (self.name(given, family=family)[0], relation, self.phone())
        born = self.day(1954, 1963) if old else self.day(1983, 1992)
        one.more["carer_number"] = self.number("女" if female else "男", born)
        father, mother = self.name(MEN, family=surname(one.name))[0], self.name(WOMEN)[0]
        places = self.dice.choice(AWAY[:6]), self.dice.choice([*AWAY[:6], "在家"])
        one.more["parents"] = ((father, places[0], self.phone()), (mother, places[1], self.phone()))
        one.words |= {"carer": relation, "place": places[0]}
        one.traits.add("隔代" if old else "父母带")

    def _disabled(self) -> None:
        for one in [p for p in self.elders if p.traits & {"失能", "耳聋", "白内障"}][:14]:
            one.traits.add("重残")
            self._certificate(one)
            self.disabled.append(one)
        for number in range(56):
            sex = self.dice.choice("男男女")
            name, sex = self.name(MEN if sex == "男" else WOMEN, sex, ("disabled", number))
            made = self._person(self.dice.choice(VILLAGES), sex, name, self.day(1964, 2004), {"残疾人", "成年"})
            made.words |= {"carer": self.dice.choice(("母亲", "父亲", "妻子" if sex == "男" else "丈夫", "哥哥"))}
            self._certificate(made)
            self.disabled.append(made)

    def _certificate(self, one: Person) -> None:
        by_trait = {"耳聋": "听力", "白内障": "视力"}
        kind = next((by_trait[t] for t in by_trait if t in one.traits), "肢体" if "失能" in one.traits else "")
        kind = kind or self.dice.choices(("肢体", "视力", "听力", "智力", "精神", "言语"), (40, 16, 12, 16, 12, 4))[0]
        one.more |= {"class": kind, "grade": self.dice.choice(("一级", "二级"))}
        one.traits.add(f"{kind}残疾")

    def _dibao(self) -> None:
        fit = [p for p in self.elders if "独居" in p.traits and "无子女" not in p.traits]
        self.dibao += [*fit[4:64:4], *[p for p in self.disabled if "成年" in p.traits][3:51:8]]
        for number in range(70 - len(self.dibao)):
            sex = self.dice.choice("男男女")
            name, sex = self.name(MEN if sex == "男" else WOMEN, sex, ("dibao", number))
            made = self._person(self.dice.choice(VILLAGES), sex, name, self.day(1962, 1989), {"困难家庭", "成年"})
            made.traits.add(self.dice.choice(("带病", "带病", "带娃读书", "照顾老人", "缺劳力")))
            self.dibao.append(made)
        for one in self.dibao:
            one.traits.add("低保")

    def _tekun(self) -> None:
        alone = [p for p in self.elders if "无子女" in p.traits]
        self.tekun += alone[:12]
        while len(self.tekun) < 28:
            number = len(self.tekun) - len(alone[:12])
            name, sex = self.name(OLD_MEN, "男", ("tekun", number))
            home = number < 8
            traits = {"特困", "集中供养" if home else "分散供养", "老年人", "一般", "能走"}
            made = self._person(self.dice.choice(VILLAGES), sex, name, self.day(1942, 1963), traits)
            if home:
                made.address = f"{TOWN}中心敬老院"
            self.tekun.append(made)
        for one in self.tekun:
            one.traits |= {"特困"} | ({"分散供养"} if "集中供养" not in one.traits else set())
