"""The scales against the domain pages: maxima, bands, vetoes, directions."""

from itertools import product

import pytest

from caredesk.catalog.assessment import BY_TITLE, SCALES
from caredesk.catalog.person import SELF_CARE
from caredesk.catalog.scales_child import FIVE_LEVELS, QIANXI, STATION_GUARDIANSHIP
from caredesk.catalog.scales_elderly import ABILITY_2013, ABILITY_2022, SELF_CARE_SIX
from caredesk.catalog.visit_elderly import INDICATORS, self_care_by_indicators
from caredesk.schema.evidence import STRENGTH_LABELS
from caredesk.schema.privacy import Privacy
from caredesk.schema.scale import NONE_OF_THESE

scales = pytest.mark.parametrize("scale", SCALES, ids=lambda one: one.key)


def every(scale, pick):
    """An answer to each question, ``pick`` of its options."""
    return {name: pick(spec) for name, spec in scale.fields().items() if name.startswith("i")}


def best(spec):
    return (NONE_OF_THESE,) if spec.kind == "choices" else spec.options[0]


def worst(spec):
    return spec.options[:1] if spec.kind == "choices" else spec.options[-1]


# --- GB/T 42195-2022, annex B (elderly 3.6)

MAXIMA = {
    "B.1 自理能力": (8, 32), "B.2 基础运动能力": (4, 15), "B.3 精神状态": (9, 28), "B.4 感知觉与社会参与": (5, 15),
}  # fmt: skip
ORDER = [
    "进食", "修饰", "洗澡", "穿/脱上衣", "穿/脱裤子和鞋袜", "小便控制", "大便控制", "如厕", "床上体位转移",
    "床椅转移", "平地行走", "上下楼梯", "时间定向", "空间定向", "人物定向", "记忆", "理解能力", "表达能力",
    "攻击行为", "抑郁症状", "意识水平", "视力", "听力", "执行日常事务", "使用交通工具外出", "社会交往能力",
]  # fmt: skip
SMALLER = {"上下楼梯": 3, "攻击行为": 1, "抑郁症状": 1, "意识水平": 2, "视力": 2, "听力": 2, "使用交通工具外出": 3}


def test_the_26_items_stand_in_the_standards_order_and_add_up_to_90():
    assert [item.text for item in ABILITY_2022.items] == ORDER
    assert {item.text: item.range for item in ABILITY_2022.items} == {text: (0, SMALLER.get(text, 4)) for text in ORDER}
    assert ABILITY_2022.range == (0, 90)
    for part, (count, most) in MAXIMA.items():
        inside = [item for item in ABILITY_2022.items if item.part == part]
        assert (len(inside), sum(item.range[1] for item in inside)) == (count, most)


@pytest.mark.parametrize(
    ("total", "level"),
    [(90, "能力完好"), (89, "轻度失能"), (66, "轻度失能"), (65, "中度失能"), (46, "中度失能"), (45, "重度失能"),
     (30, "重度失能"), (29, "完全失能"), (0, "完全失能")],
)  # fmt: skip
def test_the_bands_of_the_standard(total, level):
    assert ABILITY_2022.level_of(total) == level


def answers_for(total):
    """Answers that add up to a total."""
    found = {}
    for n, item in enumerate(ABILITY_2022.items, 1):
        score = min(item.range[1], total)
        total -= score
        found[f"i{n}"] = next(option for option, points in item.options if points == score)
    return found


@pytest.mark.parametrize(
    ("total", "held", "level"),
    [
        (90, (), "能力完好"),
        (70, (), "轻度失能"),
        (70, ("确诊痴呆或其他精神行为障碍",), "中度失能"),
        (70, ("近30天有2次及以上意外",), "中度失能"),
        (70, ("确诊痴呆或其他精神行为障碍", "近30天有2次及以上意外"), "中度失能"),
        (90, ("昏迷",), "完全失能"),
        (10, ("近30天有2次及以上意外",), "完全失能"),
    ],
)
def test_what_moves_a_level_by_the_standard(total, held, level):
    names = {one.text: f"o{n}" for n, one in enumerate(ABILITY_2022.overrides, 1)}
    result = ABILITY_2022.result({**answers_for(total), **dict.fromkeys((names[text] for text in held), True)})
    assert (result.total, result.level) == (total, level)


def test_the_aid_is_marked_as_no_official_result_and_a_diagnosis_is_for_the_head_only():
    assert ABILITY_2022.aid
    assert "不能当评估报告" in "".join(ABILITY_2022.notes)
    closed = {spec.label for spec in ABILITY_2022.fields().values() if spec.privacy is Privacy.RESTRICTED}
    assert closed == {"确诊痴呆或其他精神行为障碍"}


@pytest.mark.parametrize(
    ("total", "level"),
    [(100, "能力完好"), (95, "轻度失能"), (65, "轻度失能"), (60, "中度失能"), (45, "中度失能"), (40, "重度失能"),
     (63, "")],
)  # fmt: skip
def test_the_standard_before_has_other_bands(total, level):
    assert ABILITY_2013.level_of(total) == level
    assert not ABILITY_2013.done_here


# --- 特困人员, six indicators (elderly 1.4)


def test_the_six_indicators_mean_what_the_visit_form_says_they_mean():
    for cans in product((True, False), repeat=6):
        answers = {f"i{n}": "能" if can else "不能" for n, can in enumerate(cans, 1)}
        result = SELF_CARE_SIX.result(answers)
        assert result.level == self_care_by_indicators(dict(zip(INDICATORS, cans, strict=True)))
        assert result.total == cans.count(False)
    assert SELF_CARE_SIX.levels == SELF_CARE


# --- children (children 3.7)


def test_the_worst_answer_decides_guardianship_and_an_emergency_outweighs_all_of_them():
    fine = every(STATION_GUARDIANSHIP, best)
    assert STATION_GUARDIANSHIP.result(fine).level == "监护正常"
    for place, level in enumerate(STATION_GUARDIANSHIP.levels):
        answers = {**fine, "i4": STATION_GUARDIANSHIP.items[3].options[place][0]}
        assert STATION_GUARDIANSHIP.result(answers).level == level
    for name in ("o1", "o2", "o3", "o4"):
        assert STATION_GUARDIANSHIP.result({name: True}).level == "监护缺失"
    assert STATION_GUARDIANSHIP.suggests["监护缺失"] == "高风险"


def test_where_high_is_safe_the_best_answers_score_most():
    assert QIANXI.high_is == "good"
    assert QIANXI.result(every(QIANXI, best)).total == 50
    assert QIANXI.result(every(QIANXI, worst)).total == 3
    assert [item.range[1] for item in QIANXI.items] == [10, 10, 5, 5, 10, 10]
    assert not QIANXI.result(every(QIANXI, worst)).level  # the table's end was not read: no level is made up


def test_one_sign_takes_all_points_of_a_list_and_a_sign_of_abuse_is_for_the_head_only():
    safety = QIANXI.items[4]
    assert safety.score((NONE_OF_THESE,)) == 10
    assert {safety.score((sign,)) for sign in safety.signs} == {0}
    assert safety.score((NONE_OF_THESE, "危房")) == 0
    open_ones, closed = QIANXI.told(every(QIANXI, worst))
    assert closed == ("居住安全=性侵隐患",)
    assert not any("性侵" in one for one in open_ones)


@pytest.mark.parametrize(
    ("total", "level"),
    [(30, "一级"), (26, "一级"), (25, "二级"), (16, "二级"), (15, "三级"), (6, "三级"), (5, "四级"), (1, "四级"),
     (0, "不列级")],
)  # fmt: skip
def test_the_five_levels_go_by_a_total_that_is_typed(total, level):
    assert FIVE_LEVELS.result({}, total).level == level
    assert FIVE_LEVELS.result({"o2": True}, total).level == "一级"
    assert FIVE_LEVELS.high_is == "bad"


# --- every scale


@scales
def test_a_scale_names_its_source_and_its_bands_meet_without_overlap(scale):
    assert scale.source
    assert scale.strength in STRENGTH_LABELS
    assert set(scale.suggests) <= set(scale.levels)
    assert set(scale.suggests.values()) <= {"一般", "重点", "高风险"}
    assert {band.level for band in scale.bands} <= set(scale.levels)
    assert {one.level for one in scale.overrides} - {""} <= set(scale.levels)
    if scale.bands and scale.range:
        for total in range(scale.range[0], scale.range[1] + 1):
            held = [band for band in scale.bands if band.least <= total <= band.most]
            assert len(held) <= 1
            assert held or scale is ABILITY_2013, total
    if scale.bands:  # bands go from the best level to the worst in the direction of scoring
        ends = [(band.least, scale.levels.index(band.level)) for band in scale.bands]
        assert [place for _, place in sorted(ends, reverse=scale.high_is == "good")] == sorted(p for _, p in ends)


@scales
def test_answers_are_kept_in_words_and_read_back(scale):
    for pick in (best, worst):
        answers = {**every(scale, pick), **{name: True for name in scale.fields() if name.startswith("o")}}
        told = scale.told(answers)
        assert scale.read([*told[0], *told[1]]) == answers
        assert all(len(one) <= 50 for one in (*told[0], *told[1]))
    labels = [spec.label for spec in scale.fields().values()]
    assert len(set(labels)) == len(labels)


@scales
def test_an_open_question_leaves_total_and_level_open(scale):
    if not scale.items:
        return
    answers = every(scale, best)
    answers.pop("i1")
    result = scale.result(answers)
    assert (result.total, result.level) == (None, "")
    assert result.answered == len(scale.items) - 1


def test_a_strange_answer_is_refused():
    for told in (["没有这题=能"], ["自主吃饭=也许"]):
        with pytest.raises(ValueError, match="没有"):
            SELF_CARE_SIX.read(told)


def test_titles_and_keys_are_unique():
    assert len(BY_TITLE) == len(SCALES) == len({one.key for one in SCALES})
