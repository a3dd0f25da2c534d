"""转介单 on paper: the part of whoever passes somebody on, the receipt of whoever takes them, and what came after.

After C8 转介表 and F3 部门转介单 (mental 4.3, 7.3). It travels: nothing restricted stands on it, and whole numbers only
where the user asked for them with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from caredesk.catalog.needs import ACCEPTED, CONSENT, IN
from caredesk.schema.dates import show_day
from caredesk.schema.fields import Choice
from caredesk.schema.form_sheet import Blank, FormPart, FormSheet, FormSheets
from caredesk.schema.ids import Id
from caredesk.schema.privacy import Privacy
from caredesk.services.people import People
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace

_DAY = "　　　　年　　月　　日"


class ReferralPaper:
    """Writes the 转介单 of one referral."""

    def __init__(self, workspace: Workspace, *, full: bool) -> None:
        self._work = workspace.lowered(Privacy.SENSITIVE)
        self._wording = Wording(self._work, full=full)
        self._kind = workspace.kind("referral")

    def forms(self, row: Mapping[str, Any]) -> FormSheets:
        """The paper of a referral's values."""
        settings = self._work.settings
        said = {name: self._wording.text(self._kind, name, row[name]) for name in self._kind.fields}
        form = FormSheet(
            title=f"{settings.township}服务对象转介单",
            info=(f"编号：{said['number']}", f"填表单位：{settings.name}", f"日期：{_day(row['sent_on'])}"),
            parts=[
                FormPart(heading="一、转出单位填写", blanks=self._out(row, said)),
                FormPart(heading="二、服务对象", blanks=self._person(row["person"])),
                FormPart(heading="三、为什么转、要办什么", blanks=self._why(row, said)),
                FormPart(heading="四、回执（接收单位填写后交回）", blanks=_receipt(row, said)),
                FormPart(heading="五、转介以后的跟踪", blanks=_after(row, said)),
            ],
            signature=("转出单位（盖章）：", "接收单位（盖章）："),
            notes=("本单一式两份，双方各存一份。内容涉及个人隐私，只用于这次转介，请妥善保管。",),
            foot=f"转介单 {said['number']}",
        )
        return FormSheets(
            title=f"转介单{said['number']}",
            forms=[form],
            watermark="演示数据" if settings.demo else "",
            metadata={"made": self._work.clock.today().isoformat()},
        )

    def _out(self, row: Mapping[str, Any], said: Mapping[str, str]) -> list[Blank]:
        settings = self._work.settings
        other = "、".join(filter(None, (said["department"], said["agency"])))
        from_, to = (other, settings.name) if row["direction"] == IN else (settings.name, other)
        return [
            Blank(label="转出单位", text=from_),
            Blank(label="转往", text=to),
            Blank(label="转介社工", text=said["worker"]),
            Blank(label="站点电话", text=settings.phone or ""),
            Blank(label="紧急程度", text=_boxes(self._options("urgency"), row["urgency"])),
            Blank(label="依据", text=said["basis"]),
            Blank(label="请于何时前反馈", text=_day(row["feedback_due"])),
        ]

    def _person(self, person: Id) -> list[Blank]:
        kind = self._work.kind("person")
        row = self._work.records.row(kind, person) or dict.fromkeys(kind.fields)
        told = {name: self._wording.text(kind, name, row[name]) for name in ("name", "sex", "id_number", "address")}
        (listed,) = People(self._work).rows([person]) or (None,)
        age = f"{listed.age}岁" if listed and listed.age is not None else ""
        place = f"{listed.village}{listed.group}" if listed else ""
        return [
            Blank(label="姓名", text=told["name"]),
            Blank(label="性别、年龄", text="，".join(filter(None, (told["sex"], age)))),
            Blank(label="身份证号", text=told["id_number"]),
            Blank(label="联系电话", text=self._first("phone", person, ("number",))),
            Blank(label="村（社区）、组", text=place),
            Blank(label="对象类别", text=listed.categories if listed else ""),
            Blank(label="住址", text=told["address"]),
            Blank(label="家属、联系人", text=self._first("contact", person, ("name", "relation", "phone"))),
        ]

    def _first(self, key: str, person: Id, names: Sequence[str]) -> str:
        """The first telephone or contact of a person in words."""
        kind = self._work.kind(key)
        found = self._work.gate.records(kind, self._work.records.find(kind, {"person": person})[:1])
        values = [kind.values(one) for one in found]
        return "，".join(said for one in values for n in names if (said := self._wording.text(kind, n, one[n])))

    def _why(self, row: Mapping[str, Any], said: Mapping[str, str]) -> list[Blank]:
        return [
            Blank(label="转介原因", text=_boxes(self._options("reason"), row["reason"]), wide=True),
            Blank(label="转介事项、期望", text=said["matter"], lines=4, wide=True),
            Blank(label="已做服务摘要", text=said["done_before"], lines=3, wide=True),
            Blank(label="附件清单", text=said["attachments"], wide=True),
            Blank(
                label="知情同意", wide=True, lines=4,
                text=f"{_boxes(CONSENT, row['consent'])}\n服务对象或监护人签名（手印）：　　　　　　　　日期：{_DAY}",
            ),
        ]  # fmt: skip

    def _options(self, name: str) -> tuple[str, ...]:
        spec = self._kind.fields[name]
        return spec.options if isinstance(spec, Choice) else ()


def _receipt(row: Mapping[str, Any], said: Mapping[str, str]) -> list[Blank]:
    declined = said["declined"] or "　" * 12
    return [
        Blank(label="接收结论", text=f"{_boxes(ACCEPTED, row['accepted'])}　　原因：{declined}", wide=True),
        Blank(label="接收人、电话", text=said["receiver"]),
        Blank(label="接收日期", text=_day(row["received_on"])),
        Blank(label="首次反馈", text=said["feedback"], lines=5, wide=True),
        Blank(label="反馈日期", text=_day(row["feedback_on"])),
    ]


def _after(row: Mapping[str, Any], said: Mapping[str, str]) -> list[Blank]:
    return [
        Blank(label="跟踪情况", text=said["tracked"], lines=3, wide=True),
        Blank(label="跟踪日期", text=_day(row["tracked_on"])),
        Blank(label="办结日期", text=_day(row["closed_on"])),
        Blank(label="办理结果", text=said["result"], wide=True),
    ]


def _boxes(options: Sequence[str], chosen: Any) -> str:
    """Boxes to tick, the chosen one ticked."""
    return "　".join(f"{'☑' if option == chosen else '☐'}{option}" for option in options)


def _day(day: date | None) -> str:
    return show_day(day) if day else _DAY
