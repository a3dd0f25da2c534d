"""探访规则 in 设置: every rule with its source, confirmed, changed or stopped from a day on, handed on as a file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame

from caredesk.schema.dates import show_day
from caredesk.services.access import Right
from caredesk.services.rule_file import RuleDifference
from caredesk.services.rules import OWN, RuleRow
from caredesk.ui.page import Frame
from caredesk.ui.pages.person_parts import take_back
from caredesk.ui.saving import ask_where, say_written
from caredesk.ui.style import scale_of
from caredesk.ui.table import Cell, HeldRows, RecordTable, State, TableColumn
from caredesk.ui.widgets import button, down, hide_unless, words, wrapping

_COLUMNS = (
    TableColumn("规则", 300, sort="0", grows=True),
    TableColumn("现在", 100, sort="1"),
    TableColumn("往后", 190, sort="2", rank=2),
    TableColumn("依据有多可靠", 130, sort="3", rank=1),
)
_TONES = {"在用": "ok", "还没开始": "info", "没有启用": "plain"}
_MOST_TOLD = 12


class RulesPart(QFrame):
    """The list, the marked rule's grounds below it, and what the head may do with it."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.frame = frame
        self.setProperty("role", "card")
        self._held: dict[str, RuleRow] = {}
        self.rows = HeldRows(_COLUMNS)
        self.table = RecordTable(self.rows, "探访规则")
        self.table.setMinimumHeight(round(160 * scale_of(self)))
        self.table.chosen.connect(lambda _: self._show_chosen())
        self._may = frame.desk.user.may(Right.SETTINGS)
        acts = {
            "confirm": button("启用", self.confirm, kind="primary", picture="check", name="rule.confirm"),
            "change": button("修改", self.change, picture="pencil", name="rule.change", tip="Enter"),
            "season": button("一段时间里加密", self.season, picture="calendar-clock", name="rule.season"),
            "stop": button("停用", self.stop, name="rule.stop"),
            "new": button("新增规则", self.add, picture="plus", name="rule.new"),
            "take": button("收规则文件", self.choose, picture="file-input", name="rule.take"),
            "write": button("导出规则", self.write, picture="download", name="rule.write"),
        }
        self.acts = acts
        for name, made in acts.items():
            hide_unless(made, self._may or name == "write")
        if self._may:
            self.table.opened.connect(lambda _: self.change())
        self.note = words("", "small", wrap=True)
        self.grounds = words("", wrap=True)
        self.setLayout(
            down(words("探访规则", "h2"), self.note, wrapping(*acts.values(), gap=8), self.table, self.grounds,
                 gap=10, margins=(16, 14, 16, 14))
        )  # fmt: skip
        self.reload()

    def reload(self) -> None:
        """Read the rules anew; the keys stay on the rule they were on."""
        self._held = {row.lineage: row for row in self.frame.desk.rules.listed()}
        self.rows.hold([(key, _cells(row), _sorted_by(row)) for key, row in self._held.items()])
        self.table.reload()
        used = sum(row.used for row in self._held.values())
        since = show_day(self.frame.desk.rules.first_day())
        told = f"改动最早从{since}起算，以前的月份照原来的规则。" if self._may else "站长可以启用、修改。"
        self.note.setText(f"共{len(self._held)}条，{used}条在用。没有全国文件的，站长启用了才算。{told}")
        self._show_chosen()

    def _chosen(self) -> list[RuleRow]:
        return [self._held[key] for key in self.table.chosen_ids() if key in self._held]

    def _show_chosen(self) -> None:
        chosen = self._chosen()
        one = chosen[0] if len(chosen) == 1 else None
        self.grounds.setText(_grounds(one) if one else "")
        self.acts["confirm"].setEnabled(any(not row.rule.active for row in chosen))
        self.acts["stop"].setEnabled(any(row.rule.active for row in chosen))
        for name in ("change", "season"):
            self.acts[name].setEnabled(one is not None)

    def confirm(self) -> None:
        """Ask before the station goes by the marked rules."""
        wanted = [row for row in self._chosen() if not row.rule.active]
        if wanted:
            said = f"{_named(wanted)}，从{show_day(self.frame.desk.rules.first_day())}起用吗？"
            told = "启用后，“今天要办”按它提醒，超期会标出来，探访率也算。\n" + "\n".join(map(_grounds, wanted))
            self.frame.messages.ask(said, ("启用", partial(self._confirm, wanted)), ("不启用", _nothing), detail=told)

    def _confirm(self, wanted: Sequence[RuleRow]) -> None:
        keys = [row.lineage for row in wanted]
        done = self.frame.session.do(lambda desk: desk.rules.confirm(keys))
        if done:
            self.frame.messages.done(f"启用了{done}条规则。", ("撤销", partial(take_back, self.frame)))

    def stop(self) -> None:
        """Ask before the station no longer goes by the marked rules."""
        wanted = [row for row in self._chosen() if row.rule.active]
        if wanted:
            said = f"{_named(wanted)}，从{show_day(self.frame.desk.rules.first_day())}起停用吗？"
            act = partial(self._stop, wanted)
            self.frame.messages.ask(
                said, ("停用", act), ("照旧", _nothing), detail="停用后不再按它催，以前的月份不变。"
            )

    def _stop(self, wanted: Sequence[RuleRow]) -> None:
        keys = [row.lineage for row in wanted]
        done = self.frame.session.do(lambda desk: desk.rules.stop(keys))
        if done:
            self.frame.messages.done(f"停用了{done}条规则。", ("撤销", partial(take_back, self.frame)))

    def change(self) -> None:
        """Open the form with the marked rule as it stands, to hold from a day on."""
        if chosen := self._chosen():
            self._open(chosen[0], f"修改“{chosen[0].rule.title}”", "")

    def season(self) -> None:
        """A further rule for a while (extreme weather, festivals), beginning with the marked one."""
        if chosen := self._chosen():
            self._open(chosen[0], "一段时间里加密", "原来的规则照旧，这一段时间里两条都算，先到期的在前")

    def _open(self, row: RuleRow, title: str, about: str) -> None:
        values = self.frame.session.do(lambda desk: desk.rules.values(row.lineage))
        if values is None:
            return
        fixed = {name: values.pop(name) for name in ("lineage", "origin")}
        if about:
            fixed = {"lineage": OWN, "origin": None}
            values |= {"basis": "", "season": "", "until": None}
        at = "within" if row.rule.event else "every" if row.rule.every else "unit"
        self.frame.go("record", kind="cadence_rule", values=values, fixed=fixed, title=title, about=about, at=at)

    def add(self) -> None:
        """Open the form of a new rule."""
        since = self.frame.desk.rules.first_day()
        fixed = {"lineage": OWN, "origin": None}
        self.frame.go("record", kind="cadence_rule", values={"since": since}, fixed=fixed, title="新增探访规则")

    def write(self) -> None:
        """Ask where the rules in use are to be written."""
        name = f"探访规则-{self.frame.desk.clock.today().isoformat()}.json"

        def then(path: Path) -> None:
            count = self.frame.session.do(lambda desk: desk.rules.write(path))
            if count is not None:
                say_written(self.frame, path, f"写好了{count}条规则")

        ask_where(self.window(), name, then)

    def choose(self) -> None:
        """Ask for a file of rules."""
        dialog = QFileDialog(self.window(), "收规则文件", "", "规则文件 (*.json)")
        dialog.fileSelected.connect(lambda path: self.look(Path(path)))
        dialog.open()

    def look(self, path: Path) -> None:
        """Show what a file would change, and take it when told to."""
        found = self.frame.session.do(lambda desk: desk.rules.read(path))
        if found is None:
            return
        wanted = [one for one in found if one.takes]
        lines = [_difference(one) for one in sorted(found, key=lambda one: one.what == "一样")]
        more = [f"……共{len(lines)}条"] if len(lines) > _MOST_TOLD else []
        told = "\n".join([*lines[:_MOST_TOLD], *more])
        if not wanted:
            self.frame.messages.ask("这个文件里没有新的规则。", ("知道了", _nothing), detail=told)
            return
        since = show_day(self.frame.desk.rules.first_day())
        said = f"从{since}起，收下“{path.name}”里的{len(wanted)}条规则吗？"
        take = ("收下", partial(self._take, found))
        self.frame.messages.ask(said, take, ("不收", _nothing), detail=told)

    def _take(self, found: Sequence[RuleDifference]) -> None:
        done = self.frame.session.do(lambda desk: desk.rules.take(found))
        if done:
            self.frame.messages.done(f"收下了{done}条规则。", ("撤销", partial(take_back, self.frame)))


def _cells(row: RuleRow) -> Sequence[Cell]:
    return (row.rule.title, State(row.state, _TONES[row.state]), row.planned, row.strength)


def _sorted_by(row: RuleRow) -> Sequence[str]:
    return (row.rule.title, row.state, row.planned, row.strength)


def _grounds(row: RuleRow) -> str:
    """What a rule rests on and how it counts, in a line."""
    rule = row.rule
    modes = f"{'、'.join(rule.modes)}算数，没见到、没联系上的不算"
    pauses = f"；{'、'.join(rule.pauses)}时先停" if rule.pauses else ""
    return f"{row.strength}：{rule.basis.removeprefix('建议；')}。{modes}{pauses}。"


def _named(rows: Sequence[RuleRow]) -> str:
    return f"“{rows[0].rule.title}”" if len(rows) == 1 else f"选中的{len(rows)}条规则"


def _difference(one: RuleDifference) -> str:
    told = f"（{'；'.join(one.told)}）" if one.told else ""
    return f"{one.what}：{one.title}{told}"


def _nothing() -> None:
    return None
