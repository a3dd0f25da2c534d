"""报表: the figures the station hands in, each with its unit, its date and the names behind it."""

from __future__ import annotations

from caredesk.catalog.visit_terms import MET
from caredesk.schema.conditions import All, Condition, Is
from caredesk.schema.indicator import Balance, CountedUnit, Indicator, Rate, Return

_MET = Is("met", *MET)


def _visits(
    key: str,
    label: str,
    unit: CountedUnit,
    where: Condition | None = None,
    distinct: str = "",
    *,
    by_household: bool = False,
) -> Indicator:
    return Indicator(
        key=key,
        label=label,
        unit=unit,
        record="visit",
        date_field="visited_on",
        distinct=distinct,
        by_household=by_household,
        along="visited_on" if by_household else "",
        where=where,
        source="elderly 5.4",
    )


MONTHLY = Return(
    key="monthly",
    title="工作月报",
    indicators=(
        _visits("visits", "走访人次", "人次"),
        _visits("household_visits", "走访户次", "户次", distinct="person", by_household=True),
        _visits("people_visited", "走访人数", "人", distinct="person"),
        _visits("people_met", "见到本人的人数", "人", where=_MET, distinct="person"),
        _visits(
            "met_on_site",
            "上门见到本人的人数",
            "人",
            where=All(_MET, Is("mode", "上门入户", "在养老院/福利院见的")),
            distinct="person",
        ),
        _visits("on_site", "上门", "人次", where=Is("mode", "上门入户", "在养老院/福利院见的")),
        _visits("by_phone", "电话", "人次", where=Is("mode", "电话")),
        _visits("by_video", "视频", "人次", where=Is("mode", "视频")),
        _visits("by_device", "远程监测", "人次", where=Is("mode", "远程监测")),
        _visits("hazards", "发现隐患", "件", where=Is("hazard_found", True)),
        _visits("referrals", "转介", "件", where=Is("referral_state", "待办", "办理中", "已办结", "不予办理")),
        _visits("settled", "转介已办结", "件", where=Is("referral_state", "已办结")),
    ),
    rates=(
        Rate(
            key="monthly_rate",
            label="月探访率",
            numerator="分母里的人中，本月按规定方式见到或联系上本人、够了规定次数的人数",
            denominator="月底（本月还没过完的，今天）在册的人中，按启用的探访规则本月该访的人数（不含启用日以前）",
            group=("category", "village"),
            source="elderly 5.4",
        ),
        Rate(
            key="coverage",
            label="探访覆盖率",
            numerator="期末在册的人中本期走访过的人数（同一人只算一次，不论见没见到；期末已不在册的不算，所以可能少于“走访人数”）",
            denominator="期末在册人数",
            source="elderly 5.4",
        ),
    ),
    balances=(
        Balance(
            key="register",
            label="在册人数",
            unit="人",
            record="episode",
            owner="person",
            group="category",
            also_left="person.state_on",
            source="elderly 5.4",
        ),
        Balance(
            key="households",
            label="在册户数",
            unit="户",
            record="household_episode",
            owner="household",
            group="category",
            source="elderly 5.4",
        ),
    ),
    source="elderly 5.3, elderly 5.4",
    strength="proposal",
)
"""工作月报 (elderly 5.3): 期末 = 期初 + 新增 - 退出; 人次, 户次 and 人 are never mixed (5.2)."""

RETURNS = (MONTHLY,)
