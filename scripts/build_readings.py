"""Builds resources/readings/readings.txt: how every Chinese character may be read, for search and sorting.

    .venv/bin/python scripts/build_readings.py

The window may not load pypinyin (57 MB, 0.2 s); this file holds what it needs of it. The result is committed.
Characters: every unified ideograph that pypinyin has readings for, and 〇. Readings: all of them, without tones, the
commonest first; ü is v, as on the keyboard (吕 lv, 略 lve). The file is about names, so for a character that is also a
surname the reading as a surname comes first (单 shan), and surnames of two characters stand there too (尉迟 yu chi).
"""

import unicodedata
from pathlib import Path

from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

TARGET = Path(__file__).resolve().parent.parent / "resources/readings/readings.txt"

HEAD = """\
# How characters are read. Built by scripts/build_readings.py from pypinyin (MIT); do not edit.
# character<TAB>reading,reading ...   all readings, no tones, v for ü; as a surname first, else the commonest first
# surname of two<TAB>reading reading  how it is read, one reading a character
"""

# Surnames read unlike their character's commonest reading (现代汉语词典's surname notes). A reading given here is added
# to its character's when pypinyin lacks it.
SURNAMES = """
    曾 zeng  单 shan  解 xie  仇 qiu  区 ou  查 zha  翟 zhai  覃 qin  盖 ge  么 yao  朴 piao  乐 yue  缪 miao  佴 nai
    员 yun  贠 yun  郇 xun  隗 wei  乜 nie  种 chong  召 shao  折 she  秘 bi  黑 he  牟 mu  阚 kan  郗 chi  祭 zhai
    都 du  繁 po  卜 bu  薄 bo  藏 zang  句 gou  粘 nian  晟 sheng
    尉迟 yu_chi  长孙 zhang_sun  单于 chan_yu  万俟 mo_qi  令狐 ling_hu  澹台 tan_tai  鲜于 xian_yu  乐正 yue_zheng
    宰父 zai_fu  夏侯 xia_hou  宇文 yu_wen  皇甫 huang_fu  公冶 gong_ye  宗政 zong_zheng  濮阳 pu_yang  淳于 chun_yu
    太叔 tai_shu  申屠 shen_tu  公孙 gong_sun  仲孙 zhong_sun  轩辕 xuan_yuan  钟离 zhong_li  慕容 mu_rong  司徒 si_tu
    司空 si_kong  司马 si_ma  司寇 si_kou  诸葛 zhu_ge  欧阳 ou_yang  上官 shang_guan  东方 dong_fang  赫连 he_lian
    闻人 wen_ren  拓跋 tuo_ba  独孤 du_gu  南宫 nan_gong  第五 di_wu  呼延 hu_yan  端木 duan_mu  百里 bai_li
    东郭 dong_guo  南门 nan_men  谷梁 gu_liang  段干 duan_gan  西门 xi_men  纳兰 na_lan  即墨 ji_mo  达奚 da_xi
    褚师 chu_shi  羊舌 yang_she  微生 wei_sheng  梁丘 liang_qiu  左丘 zuo_qiu  太史 tai_shi  哥舒 ge_shu  完颜 wan_yan
    耶律 ye_lv  颛孙 zhuan_sun  巫马 wu_ma  公西 gong_xi  漆雕 qi_diao  公良 gong_liang  拓拔 tuo_ba  夹谷 jia_gu
    北宫 bei_gong  叔孙 shu_sun  季孙 ji_sun  孟孙 meng_sun  王孙 wang_sun  贺兰 he_lan
""".split()  # noqa: SIM905 - pairs read better in a row

# Readings that people of that name use and pypinyin does not have.
MORE = {"谌": "shen", "燕": "yan", "尉": "yu", "俟": "qi"}


def plain(reading):
    """A reading without tone in the letters a to z: ê of dialect particles becomes e, ü is v."""
    letters = unicodedata.normalize("NFD", to_normal(reading))
    return "".join(letter for letter in letters if "a" <= letter <= "z")


def is_ideograph(point):
    """Whether a code point is a unified ideograph or 〇."""
    return point == 0x3007 or unicodedata.name(chr(point), "").startswith("CJK UNIFIED")


def main():
    """Write the file; a surname that contradicts its characters' readings is an error."""
    table = {
        chr(point): list(dict.fromkeys(filter(None, map(plain, readings.split(",")))))
        for point, readings in sorted(PINYIN_DICT.items())
        if is_ideograph(point)
    }
    for character, reading in MORE.items():
        if reading not in table[character]:
            table[character].append(reading)
    compounds = {}
    for surname, spelling in zip(SURNAMES[::2], SURNAMES[1::2], strict=True):
        parts = spelling.split("_")
        if len(surname) == 1:
            table[surname] = list(dict.fromkeys([spelling, *table[surname]]))
        else:
            wrong = [part for letter, part in zip(surname, parts, strict=True) if part not in table[letter]]
            if wrong:
                raise SystemExit(f"{surname}: no reading {wrong}")
            compounds[surname] = " ".join(parts)
    lines = [f"{character}\t{','.join(readings)}\n" for character, readings in table.items() if readings]
    lines += [f"{surname}\t{reading}\n" for surname, reading in sorted(compounds.items())]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(HEAD + "".join(lines), encoding="utf-8", newline="\n")
    print(f"{len(table)} characters, {len(compounds)} compound surnames, {TARGET.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
