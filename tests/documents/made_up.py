"""A month of visits that never were: the 20-column ledger that tests, proofs and benches print."""

from __future__ import annotations

import random

from caredesk.schema.report import Chart, Paragraph, Report, ReportTable, Section, Series
from caredesk.schema.sheet import Paper, Sheet, SheetColumn


def _column(key: str, label: str, group: str, width: int, align: str = "left", **more: bool) -> SheetColumn:
    return SheetColumn(key=key, label=label, group=group, width=width, align=align, **more)  # type: ignore[arg-type]


COLUMNS = (
    _column("number", "序号", "走访", 4, "center", number=False),
    _column("day", "走访日期", "走访", 10, "center"),
    _column("mode", "走访方式", "走访", 6, "center"),
    _column("visitors", "走访人员", "走访", 8, "center"),
    _column("village", "村（社区）", "服务对象", 8, "center"),
    _column("name", "服务对象姓名", "服务对象", 8, "center"),
    _column("sex", "性别", "服务对象", 4, "center"),
    _column("age", "年龄", "服务对象", 4, number=True),
    _column("id_number", "身份证号", "服务对象", 18, "center"),
    _column("telephone", "联系电话", "服务对象", 12, "center"),
    _column("address", "家庭住址", "服务对象", 16),
    _column("categories", "对象类别", "服务对象", 12),
    _column("risk", "风险等级", "服务对象", 6, "center"),
    _column("state", "基本情况", "情况与处理", 32),
    _column("needs", "发现问题及需求", "情况与处理", 26),
    _column("help", "处理情况（服务内容）", "情况与处理", 28),
    _column("referral", "转介事项", "情况与处理", 12),
    _column("result", "办理结果", "情况与处理", 8, "center"),
    _column("next_day", "下次走访时间", "情况与处理", 10, "center"),
    _column("remark", "备注", "情况与处理", 8),
)

RARE_NAMES = ("赵㛃", "钱䶮", "孙𬱖", "李𠅤", "阿依古丽·买买提", "周𪚥", "吴𫍯", "欧阳𠮷")
_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "秀英桂兰玉珍建国志强德福春梅冬香家旺永贵明霞凤云水生长根"
_VILLAGES = ("青石村", "云溪村", "柳树湾村", "石板桥社区", "大坪村", "小河沿村")
_STATES = (
    "独居，精神头尚可，饭能自己做，血压150/95mmHg，按时服药。房屋无漏雨，电线有老化。",
    "双目近失明，由儿媳照料；近一周咳嗽，夜间加重，未就医。屋内整洁，取暖用煤炉，已查看烟道（通畅）。",
    "电话接通，自述身体无大碍，低保金已到账，上月26日至本月25日未外出。",
    "与孙子同住，孙子在镇中心小学读三年级；老人腿脚不便，今年春天跌倒过一次，“怕麻烦人”，不愿去医院。",
    "情况同上次，无变化。",
)
_NEEDS = (
    "冬季取暖煤不足；电线老化，存在用电安全隐患。",
    "需要就医陪同；希望申请残疾人证（肢体，疑似二级）。",
    "无",
    "想念在外务工的儿子，情绪低落，经常失眠；需定期陪伴和心理疏导。",
)
_HELP = (
    "联系村委会更换线路2处，已告知用煤安全要点，发放一氧化碳报警器1个。",
    "陪同到镇卫生院就诊，取药（3天量），叮嘱儿媳复诊时间；协助准备残疾评定材料：身份证、照片、病历。",
    "电话慰问，提醒添衣、防诈骗。",
    "与本人及孙子面谈约40分钟，约定每周通话一次，联系其子本月内回家探望。",
)
_REMARKS = ("", "", "", "村探访员代访，已附登记表照片", "=1+1 待核")
_CHECK = "10X98765432"


def id_number(rng: random.Random) -> str:
    """A valid number that belongs to nobody: sequence 996-999."""
    body = f"429021{rng.randint(1935, 2015)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(996, 999)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + _CHECK[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def rows(count: int, seed: int = 1) -> list[list[str]]:
    """That many visits; the first ones are of people with rare names."""
    rng = random.Random(seed)
    made = []
    for n in range(count):
        name = RARE_NAMES[n] if n < len(RARE_NAMES) else rng.choice(_FAMILY) + "".join(rng.sample(_GIVEN, 2))
        village = rng.choice(_VILLAGES)
        state, needs, helped = rng.choice(_STATES), rng.choice(_NEEDS), rng.choice(_HELP)
        made.append(
            [
                str(n + 1),
                f"2026-10-{rng.randint(1, 31):02}",
                rng.choice(("上门入户", "电话", "视频")),
                rng.choice(("周敏、李萍", "村探访员 吴玉", "周敏")),
                village,
                name,
                rng.choice("男女"),
                str(rng.randint(5, 97)),
                id_number(rng),
                f"149{rng.randint(0, 99999999):08}",
                f"{village}{rng.randint(1, 12)}组{rng.randint(1, 90)}号",
                rng.choice(("特困（分散供养）、独居", "低保、肢体二级", "农村留守老人", "事实无人抚养儿童")),
                rng.choice(("高风险", "重点", "一般")),
                state,
                needs,
                helped,
                rng.choice(("", "", "镇卫生院：复诊", "县残联：残疾评定")),
                rng.choice(("已办结", "办理中")),
                f"2026-11-{rng.randint(1, 30):02}",
                rng.choice(_REMARKS),
            ]
        )
    return made


def visit_ledger(count: int, *, paper: Paper = "A3", seed: int = 1) -> Sheet:
    """入户探访台账 of a made-up station."""
    made = rows(count, seed)
    return Sheet(
        title="云溪县青石镇社会工作服务站2026年10月入户探访台账",
        columns=COLUMNS,
        rows=made,
        keys=[f"0192f000-0000-7000-8000-{n:012d}" for n in range(count)],
        info=("填报单位（盖章）：青石镇社会工作服务站", "统计时段：2026年10月1日至10月31日", "填报日期：2026年11月2日"),
        signature=("制表", "审核", "分管领导", "盖章"),
        notes=("注：1.“走访方式”指上门入户、电话、视频。2.身份证号、联系电话按规定打码报送的，以星号代替。",),
        totals=["合计", "", "", "", "", f"{count}人次", *[""] * 14],
        paper=paper,
        watermark="演示数据",
        sheet_name="入户探访台账",
        metadata={"author": "青石镇社会工作服务站", "subject": "2026年10月"},
    )


VILLAGES = (*_VILLAGES, "双河村", "龙王庙村", "桃园村", "高岭村")


def monthly_return(*, villages: int = 10) -> Report:
    """工作月报 of a made-up station, with one figure that is not known."""
    names = (VILLAGES * 9)[:villages]
    due = [12 + 7 * n % 25 for n in range(villages)]
    done = [max(0, count - n % 6) for n, count in enumerate(due)]
    by_village = [[name, str(a), str(b), f"{b / a * 100:.1f}%"] for name, a, b in zip(names, due, done, strict=True)]
    register = [
        ["特殊困难老年人", "201", "6", "3", "204"],
        ["农村留守儿童", "58", "2", "1", "59"],
        ["事实无人抚养儿童", "9", "0", "0", "9"],
        ["残疾人", "143", "1", "2", "142"],
        ["低保、特困家庭", "96", "0", "4", "92"],
    ]
    balance = [
        _column("category", "对象类别", "", 18),
        *(
            _column(key, label, "", 8, "center", number=True)
            for key, label in zip("abcd", ("期初", "新增", "退出", "期末"), strict=True)
        ),
    ]
    visits = [
        _column("village", "村（社区）", "", 14),
        _column("due", "应访人数", "探访", 10, "center", number=True),
        _column("done", "已访人数", "探访", 10, "center", number=True),
        _column("rate", "月探访率", "", 10, "center", number=True),
    ]
    return Report(
        title="云溪县青石镇社会工作服务站2026年10月工作月报",
        info=(
            "填报单位（盖章）：青石镇社会工作服务站",
            "填报人：周敏",
            "审核人：",
            "联系电话：14900000000",
            "填报日期：2026年11月2日",
        ),
        sections=[
            Section(
                heading="基本情况",
                blocks=[
                    Paragraph(
                        text="本站由云溪县民政局主管，驻站社工4人，覆盖青石镇10个村（社区）。截至10月31日，在册服务对象506人，"
                        "本月新增9人，退出10人（去世3人、迁出2人、不再符合条件5人）。"
                    ),
                    ReportTable(
                        caption="在册服务对象增减情况（单位：人）",
                        columns=balance,
                        rows=register,
                        totals=["合计", "507", "9", "10", "506"],
                        notes=("注：期末＝期初＋新增－退出；一人属于几类的，各类分别计数，合计按人去重。",),
                    ),
                ],
            ),
            Section(
                heading="探访情况",
                blocks=[
                    Paragraph(
                        text="本月共探访312户次、368人次，覆盖297人；其中上门254人次、电话97人次、视频17人次。月探访率89.4%（本月应访"
                        "且已访的人数186人÷本月应访人数208人，不含住院和在机构的人）。名字生僻的有赵㛃、钱䶮、孙𬱖、李𠅤、"
                        "阿依古丽·买买提等人，均已见到本人。"
                    ),
                    ReportTable(
                        caption="各村（社区）探访情况",
                        columns=visits,
                        rows=by_village,
                        totals=["合计", "208", "186", "89.4%"],
                    ),
                    Chart(
                        title="各村（社区）应访与已访人数",
                        categories=names,
                        series=[Series(label="应访", values=due), Series(label="已访", values=[*done[:-1], None])],
                        unit="人",
                    ),
                ],
            ),
            Section(heading="资源链接", blocks=[]),
            Section(
                heading="存在问题和下月打算",
                blocks=[
                    Paragraph(
                        text="一是部分独居老人家中电线老化，冬季用电、用煤有安全隐患，已转村委会和镇应急办，下月逐户复查。"
                    ),
                    Paragraph(text="二是外出务工家庭的儿童电话访不到监护人的有6人，拟请村儿童主任在周末上门。"),
                ],
            ),
        ],
        signature=("填报人", "审核人", "站长"),
        watermark="演示数据",
        metadata={"author": "青石镇社会工作服务站"},
    )
