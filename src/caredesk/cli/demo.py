"""``demo OUT``: make the demo station and its papers, saying how it goes."""

from __future__ import annotations

import argparse
import sys

from caredesk.cli.terminal import password, say, tell
from caredesk.schema.errors import UserError
from caredesk.services.demo import DemoMaker, Step

PASSWORD = "yanshi-2026"
"""Made known: a demo holds nobody's data."""


def demo(asked: argparse.Namespace) -> None:
    """Make the demo, tell its files and sign-in on stderr, and the same as JSON on stdout."""
    word = password(asked) if asked.password_file is not None else PASSWORD
    say(f"正在做演示：{asked.out}")
    try:
        made = DemoMaker(asked.out, word, _show).make()
    except KeyboardInterrupt as stopped:
        raise UserError("演示停下了，没有做完。再做一次时会先清掉做了一半的东西。") from stopped
    for notice in made.notices:
        say(notice)
    said = word if asked.password_file is None else "密码文件里的那一个"
    say(f"做好了（{sum(made.steps.values()):.1f} 秒）：{made.people}人，{made.visits}次走访，全是虚构的。")
    for file in made.files:
        say(f"  {file}")
    say(f"登录名：{'、'.join(f'{name}（{role}）' for name, role in made.users)}；密码都是：{said}")
    tell({
        "out": str(made.out), "files": [str(file) for file in made.files], "people": made.people,
        "visits": made.visits, "ledger_rows": made.ledger_rows,
        "users": [{"name": name, "role": role} for name, role in made.users],
        "password": word if asked.password_file is None else None, "recovery": made.recovery, "seconds": made.steps,
    })  # fmt: skip


def _show(step: Step) -> None:
    """One line a step; while it runs, how far it is, where a person looks on."""
    watched = sys.stderr.isatty()
    if step.seconds is not None:
        end = f"  {step.title} …… {step.seconds:.1f} 秒"
        print(f"\r{end}　　　　　　" if watched else end, file=sys.stderr, flush=True)  # noqa: T201  this is the command line
    elif watched:
        far = f" {step.done}/{step.whole}" if step.whole else ""
        print(f"\r  {step.title} ……{far}", end="", file=sys.stderr, flush=True)  # noqa: T201
