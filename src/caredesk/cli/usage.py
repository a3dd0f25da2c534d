"""A parser of arguments that speaks Chinese: what is wrong with a command, and how it goes."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

#: What argparse says (Python 3.11 to 3.13), and how we say it.
_SAID = (
    (r"the following arguments are required: (.*)", "还要写明 {0}"),
    (r"argument (.+?): invalid choice: '(.*?)' \(choose from (.*)\)", "“{1}”不能用在 {0} 这里，可以写 {2}"),
    (r"argument (.+?): expected one argument", "{0} 后面要写一项内容"),
    (r"argument (.+?): expected at least one argument", "{0} 后面至少要写一项内容"),
    (r"argument (.+?): expected \d+ arguments?", "{0} 后面写的项数不对"),
    (r"argument (.+?): not allowed with argument (.+)", "{0} 和 {1} 不能一起用"),
    (r"argument (.+?): invalid .+ value: '(.*)'", "{0} 写的“{1}”不对"),
    (r"unrecognized arguments: (.*)", "不认识 {0}"),
    (r"ambiguous option: (.*?) could match (.*)", "{0} 写得不全，可能是 {1}"),
    (r"one of the arguments (.*) is required", "{0} 里要写一个"),
)


class Parser(argparse.ArgumentParser):
    """An argparse parser whose headings and errors are Chinese; wrong usage ends the program with code 2."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given, add_help=False)
        self._positionals.title, self._optionals.title = "要写明的", "可以加上的"
        self.add_argument("-h", "--help", action="help", help="显示用法")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, then how it goes."""
        self.exit(2, f"命令写得不对：{in_chinese(message)}。\n{self.format_usage()}")

    def format_usage(self) -> str:
        """One line with everything that can be written."""
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        """The page that --help shows."""
        return super().format_help().replace("usage: ", "用法：", 1)


def in_chinese(message: str) -> str:
    """What argparse says, in Chinese; words of our own stay as they are."""
    for pattern, said in _SAID:
        if found := re.fullmatch(pattern, message):
            return said.format(*found.groups())
    return message
