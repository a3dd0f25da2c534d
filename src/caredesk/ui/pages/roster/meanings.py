"""What the columns of a table can be taken for, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caredesk.catalog.roster import OWNERS, TARGETS
from caredesk.catalog.visit_history import VISIT_TARGETS
from caredesk.schema.roster import MEMBER, TWIN, Layout, Target
from caredesk.services.importing.answers import REMARK

Meant = tuple[str, str]
"""Whose a column is and what it is about."""

_OWNERS = {one.key: one.label for one in OWNERS}


def _label(one: Target) -> str:
    owner = _OWNERS.get(one.owner, "")
    return one.label if not owner or one.label.startswith(owner) else f"{owner}{one.label}"


OFFERED: Sequence[tuple[str, Meant]] = (
    ("这列不要", ("", "")),
    ("放进备注", REMARK),
    *(
        (_label(one), (one.owner, one.key))
        for one in sorted(TARGETS, key=lambda one: bool(one.owner))
        if not one.ignored
    ),
)
"""What a column can be taken for, the person's own first."""
_OF_VISITS = tuple((one.label, ("", one.key)) for one in VISIT_TARGETS if one.key != "visit.last_on")
OFFERED_OF_VISITS: Sequence[tuple[str, Meant]] = (*OFFERED[:2], *_OF_VISITS, *OFFERED[2:])
"""What a column of a visit ledger can be taken for."""

_LABELS: Mapping[Meant, str] = {meant: label for label, meant in OFFERED_OF_VISITS}


def label_of(meant: Meant) -> str:
    """What a column is taken for, in words; "" for one that is left out."""
    owner, target = meant
    if owner.startswith((MEMBER, TWIN)) and target:
        who, _, whose = owner.partition("/")
        number = who.partition(":")[2]
        place = f"第{number}个成员" if who.startswith(MEMBER) else f"右边第{number}张表"
        return f"{place}的{_LABELS.get((whose, target)) or target}"
    return _LABELS.get(meant, "") if target else ""


def offered_of(layout: Layout) -> Sequence[tuple[str, Meant]]:
    """What columns of a table with several people in a row can be taken for besides: 第1个成员的姓名."""
    further = ((one.owner, one.target) for one in layout.columns if one.owner.startswith((MEMBER, TWIN)))
    return [(label_of(meant), meant) for meant in dict.fromkeys(further) if meant[1]]
