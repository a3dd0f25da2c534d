"""What the values of a column look like: rates of valid ID numbers, names, dates, villages ... over its data rows."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from caredesk.documents.layout.cells import CIRCLES, shown, tick, trimmed
from caredesk.schema.dates import PartialDate, parse_partial
from caredesk.schema.identity import check_id_number, clean_id_text
from caredesk.schema.roster import Cell, Evidence

SAMPLE_ROWS = 240

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧"
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢"
    "莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴"
    "弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘斜厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠"
    "蒙池乔阴鬱胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容"
    "向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢"
    "关蒯相查后荆红游竺权逯盖益桓公肖代闫岳覃付涂佘丘区仝佟但苟冼揭亓闵麦植线税原修晋操来次粟宾旷"
)
_COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "尉迟",
    "皇甫",
    "令狐",
    "东方",
    "慕容",
    "司徒",
    "夏侯",
    "端木",
    "公孙",
    "长孙",
)
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇"
_NAME = re.compile(rf"^[{_HAN}]{{2,4}}$|^[{_HAN}]{{1,10}}([·•．.・‧∙][{_HAN}]{{1,10}}){{1,3}}$")
_VILLAGE = re.compile(
    rf"([{_HAN}A-Za-z0-9]{{1,10}})(村民委员会|居民委员会|村委会|居委会|社区居委会|社区|新村|村|嘎查|居)$"
)
_PARTED = re.compile(r"[、,，;；/\s]+")
NO_VILLAGE = ("农村", "乡村", "各村", "全村", "本村", "驻村", "行政村", "各社区", "全社区", "本社区", "城市社区")
"""Words that only end like a village: 青石镇农村留守儿童 names none."""
_VILLAGE_IN = re.compile(rf"(?:镇|乡|街道|苏木)([{_HAN}]{{1,8}}?(?:村委会|居委会|社区|村|嘎查))")
_ADDRESS = re.compile(r"(省|市|县|区|镇|乡|街道|路|街|巷|村|组|屯|社区|小区|栋|单元|楼|号|室|庄|湾|队)")
_PHONE = re.compile(r"^(\+?86-?)?1\d{10}$|^0\d{2,3}-?\d{7,8}$|^\d{7,8}$")
NAMED_PHONE = re.compile(rf"^([{_HAN}·]{{2,8}})[\s:,、(]*((?:\+?86-?)?1\d{{10}}|0\d{{2,3}}-?\d{{7,8}})\)?$")
"""张三 14900000001 or 张三（14900000001）: a name with its telephone in one cell, half width."""
_RELATION_WORDS = (
    "本人 户主 配偶 夫 妻 丈夫 妻子 子 女 儿子 女儿 长子 次子 三子 长女 次女 儿媳 女婿 孙子 孙女 外孙 外孙女 孙 "
    "父亲 母亲 父 母 父子 父女 母子 母女 夫妻 爷爷 奶奶 外公 外婆 姥姥 姥爷 祖父 祖母 外祖父 外祖母 祖孙 "
    "哥哥 姐姐 弟弟 妹妹 兄弟 姐妹 兄妹 姐弟 叔叔 伯伯 伯父 叔父 姑姑 姑妈 舅舅 舅妈 姨妈 侄子 侄女 外甥 "
    "邻居 亲戚 朋友 村干部 其他 其他亲属 监护人 公公 婆婆 岳父 岳母"
)
_RELATIONS = frozenset(_RELATION_WORDS.split())
_SEXES = frozenset(("男", "女", "男性", "女性"))
_LIKE_ID = re.compile(r"^\d{15,17}[\dX]$|^\d{14}X$|^\d{8}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}$")


@dataclass(frozen=True)
class Content:
    """Rates (0 to 1) over the filled sampled cells of a column; ``filled`` is their number, ``rate`` per evidence.

    ``sound`` is the share of valid ID numbers, ``whole`` of those and the ones that only Excel has destroyed,
    ``short_words`` that of two to four Chinese characters.
    """

    filled: int = 0
    share: float = 0.0
    rates: Mapping[Evidence, float] = field(default_factory=dict)
    sound: float = 0.0
    whole: float = 0.0
    distinct: float = 0.0
    length: float = 0.0
    running: bool = False
    short_words: float = 0.0
    samples: tuple[str, ...] = ()

    def rate(self, evidence: Evidence) -> float:
        """The share of filled cells that look like that kind of value."""
        return self.rates.get(evidence, 0.0)


def looks_like_name(text: str) -> bool:
    """A Chinese personal name with a known surname, or one with a middle dot."""
    text = re.sub(r"[\s\u3000]", "", text)
    return bool(_NAME.match(text)) and (
        text[0] in SURNAMES or text.startswith(_COMPOUND) or bool(re.search(r"[·•．.・‧∙]", text))
    )


def looks_like_id(cell: Cell) -> bool:
    """An ID number, sound or not: 15 or 18 places, or a number that Excel has cut."""
    if isinstance(cell, float) and cell >= 1e16:
        return True
    text = shown(cell)
    if len(text) < 14:
        return False
    return bool(_LIKE_ID.match(clean_id_text(text))) or bool(re.match(r"^\d\.\d+E\+?1[67]$", text.strip().upper()))


def looks_like_village(text: str, known: Container[str] = ()) -> bool:
    """A village or community by its ending, or a known one."""
    return text in known or (len(text) <= 24 and bool(_VILLAGE.search(text)) and "号" not in text)


def village_in(text: str) -> str:
    """The village named inside a title or an address (云溪县青石镇上坪村特殊困难老年人花名册 -> 上坪村), or ""."""
    found = _VILLAGE_IN.search(text)
    return found.group(1) if found and not found.group(1).endswith(NO_VILLAGE) else ""


@lru_cache(maxsize=4096)
def _is_date(text: str) -> bool:
    try:
        made = parse_partial(text)
    except ValueError:
        return bool(re.match(r"^(19|20)\d{2}[-./年]\d{1,2}([-./月]\d{1,2}日?)?( \d.*)?$", text))
    return made.year >= 1890 and (made.month > 0 or 1900 <= made.year <= 2100)


def looks_like_date(cell: Cell) -> bool:
    """A date cell, or text that reads as a date or a part of one (a lone year counts only as text of a date)."""
    if isinstance(cell, date):
        return True
    if isinstance(cell, int) and not isinstance(cell, bool):
        return 18_900_101 <= cell <= 22_001_231 or 189_001 <= cell <= 220_012
    text = trimmed(cell)
    return len(text) >= 6 and _is_date(text)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d{1,12}(,\d{3})*(\.\d{1,4})?", text))


def _names_people(text: str) -> bool:
    """One name, or several parted by 、 or blanks."""
    parts = [part for part in _PARTED.split(text) if part]
    return looks_like_name(text) or (len(parts) > 1 and all(map(looks_like_name, parts)))


def _tests(known: Container[str], *, several: bool) -> Mapping[Evidence, Callable[[Cell, str], bool]]:
    return {
        "name": lambda _cell, text: _names_people(text) if several else looks_like_name(text),
        "id_number": lambda cell, _text: looks_like_id(cell),
        "disability_certificate": lambda _cell, text: bool(
            re.fullmatch(r"\d{17}[\dX]\d{2}(B\d)?", clean_id_text(text)) if 18 < len(text) < 40 else False
        ),
        "number": lambda _cell, text: (
            bool(re.fullmatch(r"[A-Za-z0-9\-()（）号字第\u4e00-\u9fff]{4,40}", text))
            and sum(character.isdigit() for character in text) >= 4
        ),
        "birth": lambda cell, _text: looks_like_date(cell),
        "date": lambda cell, _text: looks_like_date(cell),
        "sex": lambda _cell, text: text in _SEXES,
        "phone": lambda _cell, text: bool(
            _PHONE.match(re.sub(r"[\s\-－]", "", text[:40].split("、")[0].split(",")[0]))
            or (text[0] > "~" and NAMED_PHONE.match(unicodedata.normalize("NFKC", text)))
        ),
        "village": lambda _cell, text: looks_like_village(text, known),
        "address": lambda _cell, text: len(text) >= 3 and bool(_ADDRESS.search(text)),
        "tick": lambda _cell, text: tick(text) is not None or text in CIRCLES,
        "relation": lambda _cell, text: text in _RELATIONS,
        "money": lambda _cell, text: _is_number(text),
        "count": lambda _cell, text: _is_number(text),
    }


def content_of(cells: Sequence[Cell], known_villages: Container[str], *, several_names: bool = False) -> Content:
    """Profile one column from its sampled data cells (blank ones included); a cell may name several people."""
    filled = [(cell, trimmed(cell)) for cell in cells]
    filled = [(cell, text) for cell, text in filled if text]
    if not filled:
        return Content()
    count = len(filled)
    tests = _tests(known_villages, several=several_names)
    rates: dict[Evidence, float] = {
        kind: sum(1 for cell, text in filled if test(cell, text)) / count for kind, test in tests.items()
    }
    texts = [text for _, text in filled]
    verdicts: Counter[str] = Counter()
    if rates["id_number"]:
        verdicts.update(check_id_number(shown(cell)).verdict for cell, text in filled if len(text) > 9)
    return Content(
        filled=count,
        share=count / len(cells),
        rates=rates,
        sound=verdicts["sound"] / count,
        whole=(verdicts["sound"] + verdicts["damaged"]) / count,
        distinct=len(set(texts)) / count,
        length=sum(map(len, texts)) / count,
        short_words=sum(1 for text in texts if _NAME.match(re.sub(r"\s", "", text))) / count,
        running=_is_running([cell for cell, _ in filled]),
        samples=tuple(texts[:3]),
    )


def _is_running(cells: Sequence[Cell]) -> bool:
    """Whether the values count upwards, as a 序号 column does."""
    numbers = [int(trimmed(cell)) for cell in cells if trimmed(cell).isdigit() and len(trimmed(cell)) < 7]
    if len(numbers) < max(2, len(cells) * 0.8):
        return False
    return sum(1 for a, b in pairwise(numbers) if b > a or b == 1) >= 0.9 * (len(numbers) - 1)


def birth_agreement(ids: Sequence[Cell], births: Sequence[Cell]) -> tuple[int, int]:
    """How many dates agree with the birth dates inside an ID column, and how many could be compared."""
    pairs = agreeing = 0
    for number, said in zip(ids, births, strict=True):
        check = check_id_number(shown(number)) if looks_like_id(number) else None
        born = as_partial(said) if check and check.sound else None
        if check and check.birth and born:
            pairs += 1
            agreeing += born.agrees_with(check.birth)
    return agreeing, pairs


def sex_agreement(ids: Sequence[Cell], sexes: Sequence[Cell]) -> tuple[int, int]:
    """How many of a 性别 column agree with an ID column, and how many could be compared."""
    pairs = agreeing = 0
    for number, said in zip(ids, sexes, strict=True):
        text = trimmed(said)[:1]
        check = check_id_number(shown(number)) if text in ("男", "女") and looks_like_id(number) else None
        if check and check.sound:
            pairs += 1
            agreeing += check.sex == text
    return agreeing, pairs


def age_agreement(ids: Sequence[Cell], ages: Sequence[Cell]) -> tuple[int, int]:
    """How many ages agree with an ID column, whatever day they were counted on, and how many could be compared."""
    years = []
    for number, said in zip(ids, ages, strict=True):
        text = trimmed(said).removesuffix("岁").removesuffix(".0")
        check = check_id_number(shown(number)) if text.isdigit() and len(text) < 4 and looks_like_id(number) else None
        if check and check.sound and check.birth:
            years.append(check.birth.year + int(text))
    middle = sorted(years)[len(years) // 2] if years else 0
    return sum(1 for year in years if abs(year - middle) <= 1), len(years)


def as_partial(cell: Cell) -> PartialDate | None:
    """A cell as a date of which a part may be missing, or None; a date cell on the first may mean its month only."""
    if isinstance(cell, date):
        return PartialDate(cell.year, cell.month, cell.day)
    text = trimmed(cell)
    text = re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2})?$", "", text)
    if not text:
        return None
    if re.fullmatch(r"(?!19|20)[1-6]\d{4}(\.0)?", text):
        # 45292: a day as spreadsheets count them, in a cell that lost its format; 19503 may be 1950-3 as well.
        made = date(1899, 12, 30) + timedelta(days=int(text[:5]))
        return PartialDate(made.year, made.month, made.day)
    try:
        return parse_partial(text)
    except ValueError:
        return None
