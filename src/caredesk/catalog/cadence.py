"""How often who is to be visited: presets of rules. Only what rests on an official national text is active.

Everything that differs by county, rests on one report or is our proposal stays inactive until the head confirms it
(practice.md). Rules by risk level or age, after events and with pauses, which the judge knows, wait until a station
keeps risk levels, events and absences by their days. A rule's category stands in the due list that every role sees, so
categories above the ordinary class (失智, 精神障碍 ...) have none.
"""

from __future__ import annotations

from caredesk.schema.cadence import Rule

ON_SITE = ("上门入户", "在养老院/福利院见的")
ANY_CONTACT = ("上门入户", "电话", "视频", "在养老院/福利院见的")
"""民发〔2022〕73号 names 上门入户 and 电话视频. 远程监测 counts only where the place says so (Qinghai, reported)."""

RULES: tuple[Rule, ...] = (
    Rule(
        key="elderly_month",
        category="特殊困难老年人",
        unit="月",
        modes=ANY_CONTACT,
        basis="民发〔2022〕73号：特殊困难老年人每月至少探访一次",
        strength="official",
        source="elderly 2.1",
    ),
    Rule(
        key="tekun_month",
        category="特困人员",
        subtypes=("分散供养",),
        unit="月",
        modes=ON_SITE,
        basis="安徽2022年分散供养特困人员照料指引：每月至少探视一次，以上门为主",
        strength="secondary",
        active=False,
        source="elderly 2.1",
    ),
    Rule(
        key="alone_quarter",
        category="孤寡老年人",
        unit="季度",
        modes=ANY_CONTACT,
        basis="北方新报2022-06-23报道：一般对象每季度至少一次",
        strength="secondary",
        active=False,
        source="elderly 2.1",
    ),
    Rule(
        key="aged_quarter",
        category="高龄老年人",
        unit="季度",
        modes=ANY_CONTACT,
        basis="北方新报2022-06-23报道：一般对象每季度至少一次",
        strength="secondary",
        active=False,
        source="elderly 2.1",
    ),
    Rule(
        key="with_disabled_child_quarter",
        category="与重残子女共居老年人",
        unit="季度",
        modes=ANY_CONTACT,
        basis="北方新报2022-06-23报道：一般对象每季度至少一次",
        strength="secondary",
        active=False,
        source="elderly 2.1",
    ),
    Rule(
        key="disabled_quarter",
        category="残疾人",
        unit="季度",
        modes=ON_SITE,
        basis="通辽经开区一个社区2022年的做法：每年入户不少于4次",
        strength="proposal",
        active=False,
        source="elderly 2.1, elderly 2.3",
    ),
    Rule(
        key="dibao_year",
        category="低保",
        unit="年",
        modes=ON_SITE,
        basis="渝民〔2023〕3号等：家庭经济状况稳定的每年核查一次（是核查，不是关爱探访）",
        strength="official",
        active=False,
        source="elderly 2.1",
    ),
    Rule(
        key="rigid_spending_year",
        category="刚性支出困难家庭",
        unit="年",
        modes=ON_SITE,
        basis="民发〔2024〕57号：认定最长12个月，到期前至少复核一次",
        strength="proposal",
        active=False,
        source="elderly 2.1, practice",
    ),
    Rule(
        key="orphan_month",
        category="孤儿",
        subtypes=("散居",),
        unit="月",
        modes=ON_SITE,
        basis="建议；崇州每月巡查、闽侯每月复核发放名单。国家只写“定期走访”",
        strength="proposal",
        active=False,
        source="children 2.1, practice",
    ),
    Rule(
        key="unattended_month",
        category="事实无人抚养儿童",
        unit="月",
        modes=ON_SITE,
        basis="建议；崇州每月巡查、闽侯每月复核发放名单。国家只写“定期走访”",
        strength="proposal",
        active=False,
        source="children 2.1, practice",
    ),
    Rule(
        key="difficult_child_month",
        category="困境儿童",
        unit="月",
        modes=ON_SITE,
        basis="建议；崇州对特殊群体儿童每月巡查。国家只写“定期走访”",
        strength="proposal",
        active=False,
        source="children 2.1, practice",
    ),
    Rule(
        key="left_behind_quarter",
        category="农村留守儿童",
        unit="季度",
        modes=ON_SITE,
        basis="建议；民发〔2019〕34号只写“定期随访”，监护风险低的每季度一次",
        strength="proposal",
        active=False,
        source="children 2.1, practice",
    ),
    Rule(
        key="migrant_half_year",
        category="流动儿童",
        unit="半年",
        modes=ANY_CONTACT,
        basis="民政部等21部门2024年方案：信息至少每半年更新一次；走访只写“定期”",
        strength="proposal",
        active=False,
        source="children 2.1, practice",
    ),
)
