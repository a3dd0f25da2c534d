"""What the command line understands."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from caredesk import __version__
from caredesk.cli.usage import Parser

_EPILOG = (
    "时段写法：2026-10（本站的月）、2026-Q4、2026-H1、2026、2026-P（项目年度）。退出码：2 用法不对，3 请照提示处理。"
)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the arguments; wrong usage ends the program with code 2 and says how it goes."""
    parser = _parser()
    asked = parser.parse_args(list(arguments))
    if asked.self_test:
        parser.error("--self-test 要单独用，后面什么也不跟")
    if asked.command is None:
        parser.error("请写明要做什么，例如 list person")
    needs_station = asked.command not in {"forms", "ledgers", "demo", "restore", "salvage"}
    if needs_station and asked.data is None:
        parser.error("请用 --data 指明站点文件夹")
    return asked


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = Parser(prog="caredesk", description="关爱台账命令行", epilog=_EPILOG)
    parser.add_argument("--data", type=Path, metavar="DIR", help="站点文件夹")
    parser.add_argument("--user", default="站长", help="登录姓名，不写就是站长")
    parser.add_argument("--password-file", type=Path, metavar="F", help="密码文件（第一行），不写就当场输入")
    parser.add_argument("--version", action="version", version=f"caredesk {__version__}", help="版本")
    parser.add_argument("--self-test", action="store_true", help="检查程序自己是否完整")
    commands: argparse._SubParsersAction[argparse.ArgumentParser]
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    _station_commands(commands)
    _cadence_commands(commands)
    _paper_commands(commands)
    return parser


def _station_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    init = commands.add_parser("init", help="新建站点；救急密码纸只显示一次")
    for name, label in (("--station", "站点名称"), ("--county", "县（市、区）"), ("--township", "乡镇（街道）")):
        init.add_argument(name, required=True, help=label)
    roster = commands.add_parser("import", help="收县里的表，或收从前的走访台账")
    roster.add_argument("file", type=Path)
    roster.add_argument("--check", action="store_true", help="只检查，不写入")
    roster.add_argument("--json", action="store_true")
    roster.add_argument("--as", dest="about", choices=("visits", "people"), default="", help="当作走访台账或名单来收")
    roster.add_argument("--workbook-password-file", type=Path, metavar="F", help="表设了打开密码：写着它的文件")
    roster.add_argument("--sender", default="", metavar="NAME", help="谁发的表，例如 县民政局")
    roster.add_argument("--answers", type=Path, metavar="F", help="对疑问的答复（JSON）")
    roster.add_argument("--errors", type=Path, metavar="F.xlsx", help="没有收的行标在原表上存到这里，要写 --reason")
    roster.add_argument("--reason", default="", metavar="TEXT", help="用途")
    undo = commands.add_parser("undo-import", help="撤销一次收表")
    undo.add_argument("batch")
    undo.add_argument("--keep-edited", action="store_true", help="收表后又改过的保留")
    compare = commands.add_parser("compare", help="新旧名单对照")
    compare.add_argument("--category", default="", metavar="C", help="只对照这一类")
    compare.add_argument("--period", default="", metavar="P", help="哪个月，不写就是最近有名单的月")
    compare.add_argument("--json", action="store_true")
    record = commands.add_parser("record", help="记录，一行一条 JSON，要么全部写入要么都不写")
    record.add_argument("kind")
    record.add_argument("--json-lines", type=Path, metavar="FILE", help="不写就从标准输入读")
    listing = commands.add_parser("list", help="列出记录（号码打星）")
    listing.add_argument("kind")
    listing.add_argument("--where", nargs="+", default=[], metavar="字段=值", action="extend")
    listing.add_argument("--json", action="store_true")
    _full(listing)
    backup = commands.add_parser("backup", help="备份并核对")
    backup.add_argument("--to", type=Path, metavar="DIR", help="再拷一份到这里")
    restore = commands.add_parser("restore", help="把备份恢复到一个空文件夹")
    restore.add_argument("backup", type=Path)
    restore.add_argument("--to", type=Path, required=True, metavar="DIR")
    salvage = commands.add_parser("salvage", help="数据文件损坏又没有备份时，把还能读的抢救到一个空文件夹")
    salvage.add_argument("station", type=Path)
    salvage.add_argument("--to", type=Path, required=True, metavar="DIR")
    check = commands.add_parser("check", help="检查站点数据是否完好")
    check.add_argument("--json", action="store_true")
    check.add_argument("--settle", metavar="TEXT", help="数据文件核对过了：写明结果，以后不再提示")
    demo = commands.add_parser("demo", help="做一个演示站点和它的台账")
    demo.add_argument("out", type=Path)
    demo.add_argument("--no-window", action="store_true", help="只做文件，不开窗口")
    # After the command too, as in: demo OUT --password-file F. Left alone when it was given before.
    demo.add_argument("--password-file", type=Path, default=argparse.SUPPRESS, metavar="F")


def _cadence_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    due = commands.add_parser("due", help="谁该走访")
    due.add_argument("--on", required=True, metavar="DATE")
    due.add_argument("--json", action="store_true")
    rules = commands.add_parser("rules", help="探访规则：列出、导出、收下别处发来的规则文件")
    rules.add_argument("--export", type=Path, metavar="F", help="把在用的规则写到这个文件")
    rules.add_argument("--import", dest="take", type=Path, metavar="F", help="收下规则文件")
    rules.add_argument("--since", default="", metavar="DATE", help="收下的规则从哪天起用，不写就是本月第一天")
    rules.add_argument("--check", action="store_true", help="只看会改什么，不写入")
    rules.add_argument("--json", action="store_true")


def _paper_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, label in (("forms", "有哪些记录、哪些栏目"), ("ledgers", "有哪些台账、哪些列")):
        commands.add_parser(name, help=label).add_argument("--json", action="store_true")
    ledger = commands.add_parser("ledger", help="出一本台账（.xlsx、.pdf 或 .json）")
    ledger.add_argument("name")
    ledger.add_argument("--period", metavar="P")
    ledger.add_argument("--out", type=Path, required=True, metavar="F")
    _full(ledger)
    report = commands.add_parser("report", help="出一张报表（.pdf 或 .json）")
    report.add_argument("name")
    report.add_argument("--period", required=True, metavar="P")
    report.add_argument("--out", type=Path, required=True, metavar="F")


def _full(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--full", action="store_true", help="号码不打星，要写 --reason，会记下来")
    parser.add_argument("--reason", default="", metavar="TEXT", help="用途")
