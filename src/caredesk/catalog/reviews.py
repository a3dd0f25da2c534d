"""复核: the ages at which something changes for a person, how long papers last, and what was looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caredesk.schema.declare import choice, day, note, ref
from caredesk.schema.evidence import Strength
from caredesk.schema.ids import Id
from caredesk.schema.record import Record, record, type_of


@dataclass(frozen=True, kw_only=True)
class StatusAge:
    """A birthday that changes something: for people of these ``categories`` (empty: for everybody on the register)."""

    age: int
    said: str
    source: str
    strength: Strength
    categories: tuple[str, ...] = ()


STATUS_AGES = (
    StatusAge(age=14, said="满14周岁，个人信息要本人同意", source="children 6", strength="proposal"),
    StatusAge(
        age=18, said="满18周岁，残疾人补贴改按成年人", categories=("残疾人", "残疾人两项补贴对象"),
        source="elderly 1.3", strength="general",
    ),
    StatusAge(age=60, said="满60周岁，看看是不是特殊困难老年人", source="elderly 1.2", strength="official"),
    StatusAge(age=80, said="满80周岁，高龄老年人、高龄津贴", source="elderly 1.2", strength="general"),
    StatusAge(age=90, said="满90周岁，高龄津贴换档", source="elderly 1.2", strength="general"),
    StatusAge(age=100, said="满100周岁，高龄津贴换档", source="elderly 1.2", strength="general"),
)  # fmt: skip
"""16 and 18 of the children's categories stand with the categories themselves (``oldest``): there a status ends.

Bands of the allowance between 80 and 100 (85, 95) differ by place and are not asked.
"""

LASTS_YEARS = {"残疾人证": 10}
"""How long a certificate lasts whose last day was not typed in (practice.md: 残疾证 10 years, 95 %)."""

RELIEF_REVIEW_MONTHS = 12
"""渝民〔2023〕3号 and others, national wording: yearly where a family's economy is stable (elderly 2.1)."""

AGE, RELIEF, RISK = "到年龄", "低保核查", "风险等级"


@record(
    "review",
    "复核记录",
    title_field="matter",
    part_of="person",
    indexes=(("person", "reviewed_on"), ("household", "reviewed_on")),
    source="elderly 2.1, children 6",
    strength="proposal",
)
class ReviewDone(Record):
    """Somebody looked again at what was due: nothing in it changes a category, that is done where it stands."""

    person: Id | None = ref("服务对象", to="person", default=None, source="practice")
    household: Id | None = ref("户", to="household", default=None, source="elderly 2.1")
    matter: str = choice("复核什么", AGE, RELIEF, RISK, source="elderly 2.1, children 6")
    reviewed_on: date = day("哪天复核的", past=True, source="elderly 2.1")
    visitor: Id | None = ref("谁复核的", to="visitor", default=None, source="practice")
    result: str | None = choice(
        "结果", "没有变化", "有变化，已经改了", "有变化，已报镇里、县里", default=None, source="elderly 1.5, practice"
    )
    note: str | None = note("说明", lines=2, default=None, source="practice")


REVIEW = type_of(ReviewDone)
