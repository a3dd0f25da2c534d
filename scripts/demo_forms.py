"""What the demo's visitors tick on the visit form, and what they hand on to other departments."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from demo_names import CHILD_DIRECTORS, STAFF
from demo_people import Person

PRESENT = date(2026, 11, 2)
RAIN = {date(2026, 9, d) for d in (11, 18, 19, 27)} | {date(2026, 10, d) for d in (12, 13, 22, 23)}
BRIEF = {"柯尊义", "汪家友", "石满仓"}
PLAIN = {"覃国忠", "李长林", "谭立新", "黄桂芝"}
LATE = {"上坪村", "枫树坳村"}
CHRONIC = {
    "高血压": "高血压", "糖尿病": "糖尿病", "心脏病": "心脏病、冠心病", "关节炎": "关节炎", "慢支": "慢支",
    "白内障": "青光眼、白内障", "耳聋": "耳聋", "胃病": "其他", "腰椎": "颈腰椎", "中风": "中风(脑梗、脑出血)",
    "帕金森": "帕金森", "骨折": "骨质疏松",
}  # fmt: skip
SAFETY = ("house", "water", "electricity", "gas", "fire", "hygiene_self", "hygiene_home", "hygiene_around")


@dataclass
class Visit:
    """One line of the diary to be."""

    person: Person
    on: date
    by: str
    fields: dict[str, Any]
    second: str = ""
    settled: dict[str, Any] = field(default_factory=dict)


def refer(made: Visit, topic: dict[str, Any]) -> None:
    """Hand a matter on to another department; what becomes of it is entered on its own day."""
    made.fields |= {"referral_matter": topic["matter"], "referred_to": topic["to"], "referred_on": made.on.isoformat(),
                    "referral_state": topic.get("state", "办理中")}  # fmt: skip
    if "days" in topic:
        made.fields["referral_state"] = "办理中"
        settled = made.on + timedelta(days=topic["days"])
        if settled <= PRESENT:
            made.settled = {"referral_state": topic.get("state", "已办结"), "settled_on": settled.isoformat(),
                            "result": topic["result"]}  # fmt: skip


def body(one: Person) -> str:
    """The word of the form for how somebody's body is."""
    if "残疾人" in one.traits or "重残" in one.traits:
        return "残疾"
    for trait in ("失能", "慢性病", "良好"):
        if trait in one.traits:
            return trait
    return "慢性病" if "带病" in one.traits else "一般"


def findings(one: Person, by: str, dice: random.Random) -> dict[str, Any]:
    """What is ticked on the form for an adult; brief writers leave much of it open."""
    old = "老年人" in one.traits
    found: dict[str, Any] = {"body": body(one), "mood": "正常"}
    if "独居" in one.traits and dice.random() < 0.2:
        found["mood"] = "偶尔有孤独感"
    asked = SAFETY[:3] if by in BRIEF else SAFETY[:5] if by in PLAIN else SAFETY
    found |= dict.fromkeys(asked, "正常")
    if "gas" in found and one.traits & {"柴火灶", "电磁炉", "煤炉"}:
        found["gas"] = "没有用"
    if old:
        found["self_care"] = "失能" if "卧床" in one.traits else "半失能" if "轮椅" in one.traits else "自理"
        if "特困" not in one.traits or "独居" in one.traits:
            living = {"独居": "独居", "空巢": "与配偶", "留守": "与孙子女"}
            found["living"] = next((said for trait, said in living.items() if trait in one.traits), "独居")
            if {"留守", "失能"} <= one.traits:
                found["living"] = "与子女"
    chronic = [said for trait, said in CHRONIC.items() if trait in one.traits]
    if chronic and by not in BRIEF:
        found["chronic"] = chronic
        if "高血压" in one.traits:
            found["chronic_note"] = f"血压{one.words['bp']}"
    return found


def upbringing(one: Person, dice: random.Random) -> dict[str, Any]:
    """What is ticked on the form for a child."""
    carers = {"爷爷": "祖父母", "奶奶": "祖父母", "外公": "外祖父母", "外婆": "外祖父母"}
    with_carer = carers.get(one.carer[1], one.carer[1])
    small = "学龄前" in one.traits
    found = {
        "saw": ["儿童本人", "实际监护人" if "祖" in with_carer else with_carer], "lives_with": [with_carer],
        "carer_changed": False, "alone": False, "guardianship_now": dice.choice(("较好", "较好", "一般")),
        "provided": "有保障", "in_school": "学龄前" if small else "在校",
        "social": dice.choice(("合群", "合群", "一般")),
        "internet": "不上网" if small else dice.choice(("正常", "正常", "时间偏长")), "drowning": "正常",
        "traffic": "正常", "body": "残疾" if "困境儿童" in one.traits else "良好", "mood": "正常",
        "house": "正常", "electricity": "正常", "fire": "正常", "parents_called": True,
    }  # fmt: skip
    if not small:
        found |= {"marks": dice.choice(("好", "中等", "中等", "差")), "dropout_risk": False}
    if one.traits & {"散居孤儿", "事实无人抚养儿童"}:
        found |= {"allowance_paid": True}
        del found["parents_called"]
    return found


def director(one: Person) -> str:
    """Who visits the children of a village."""
    return CHILD_DIRECTORS.get(one.village) or STAFF[1 + sum(map(ord, one.village)) % 2]


def livelihood(one: Person) -> dict[str, Any]:
    """What is ticked on the form for a disabled person; the number decides, so that no die is thrown."""
    drawn = int(one.id_number[6:14]) % 5
    found: dict[str, Any] = {
        "ill_lately": drawn == 0,
        "supported_by": [("父母", "子女", "兄姐", "配偶", "社会救济")[drawn]],
    }
    if drawn == 1:
        return found | {"employed": True, "work_form": "农村种养加"}
    return found | {"employed": False, "no_work_reason": "丧失劳动能力", "no_work_living": "家庭成员供养"}


def means(one: Person, on: date) -> dict[str, Any]:
    """What is ticked on the form for a family on relief: every third visit of October is a check of its means."""
    drawn = int(one.id_number[6:14]) % 3
    if on.month != 10 or drawn:
        return {"checking": False}
    wages, land = 6000 + 300 * (on.day % 9), 480
    return {
        "checking": True, "labour": "部分丧失", "causes": ["残疾" if "残疾人" in one.traits else "重病"],
        "supporters_able": False, "unable_because": "疾病", "has_income": True, "income_wages": wages,
        "income_land": land, "income_total": wages + land, "house_kind": "自建", "house_area": 70 + on.day,
        "vehicles": ["没有"], "savings_kinds": ["没有"], "survey_result": "情况属实", "still_fits": True,
    }  # fmt: skip
