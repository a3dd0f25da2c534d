"""One word for one thing: the other words for it stand nowhere on screen, in the terminal or in the manual."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "caredesk"
TAKEN_IN = (
    "catalog/roster.py",
    "documents/layout",
    "services/importing",
    "catalog/categories.py",
    "catalog/visit_history.py",
)
"""Where the county's words are understood: what others write stands there as it is written."""

FORBIDDEN = {
    r"用户名|登陆|(?<!银行)(?<!WPS )账号(?!、开户)|帐号": "登录名（银行的是“银行账号”）",
    r"走访人(?!次|数|员)|走访员": "探访人",
    r"(?<!历史)导入|入库": "收（收县里的表、收进来）",
    r"恢复密钥|恢复码|密钥": "救急密码、救急密码纸",
    r"脱敏|掩码": "号码打星",
    r"审计": "谁看过谁改过",
    r"撤回|回滚": "撤销",
    r"首页|主页": "今天要办",
    r"逾期": "超期",
    r"结案|锁账|关账": "本月定稿",
}


def screen_texts():
    """Every string of the program that is no docstring and no county's word, with where it stands."""
    for file in sorted(SOURCE.rglob("*.py")):
        place = file.relative_to(SOURCE).as_posix()
        if place.startswith(TAKEN_IN):
            continue
        tree = ast.parse(file.read_text("utf-8"))
        left_out = {id(text) for node in ast.walk(tree) for text in _not_said(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
                yield f"{place}:{node.lineno}", node.value


def _not_said(node):
    """Docstrings, and what a declaration lists as other people's words."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    if isinstance(node, ast.keyword) and node.arg in ("synonyms", "aliases", "source", "words"):
        yield from ast.walk(node.value)


def manual_texts():
    for file in sorted((ROOT / "docs" / "manual").glob("*.md")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            yield f"{file.name}:{number}", line


@pytest.mark.parametrize("texts", [screen_texts, manual_texts])
def test_another_word_for_the_same_thing_stands_nowhere(texts):
    found = [
        f"{place}: “{found.group()}” → {instead}: {text.strip()[:60]}"
        for place, text in texts()
        for forbidden, instead in FORBIDDEN.items()
        if (found := re.search(forbidden, text))
    ]
    assert found == []


def test_the_words_of_the_glossary_are_in_use():
    said = "\n".join(text for _, text in screen_texts())
    for word in (
        "登录名",
        "探访人",
        "收县里的表",
        "救急密码纸",
        "号码打星",
        "谁看过谁改过",
        "撤销",
        "今天要办",
        "超期未访",
    ):
        assert word in said, word
