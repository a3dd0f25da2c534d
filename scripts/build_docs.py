"""Write docs/forms.md and docs/ledgers.md from the declarations; with --check only say whether they are in step."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT / "src") not in sys.path:
    sys.path.insert(0, str(ROOT / "src"))

from caredesk.catalog import DECLARATIONS  # noqa: E402  the path comes first
from caredesk.catalog.categories import CATEGORIES  # noqa: E402
from caredesk.schema import ledger as ledgers  # noqa: E402
from caredesk.schema.conditions import in_words  # noqa: E402
from caredesk.schema.evidence import STRENGTH_LABELS  # noqa: E402
from caredesk.schema.fields import Choice, Choices, Field, Text  # noqa: E402
from caredesk.schema.indicator import Return  # noqa: E402
from caredesk.schema.kinds import Day, Number, PartialDay, Ref  # noqa: E402
from caredesk.schema.privacy import Privacy  # noqa: E402
from caredesk.schema.record import RecordType  # noqa: E402

MAPPINGS = {
    "elderly-3.2": "入户探访记录表 (domain page elderly 3.2)",
    "children-3.6": "走访、回访记录 (domain page children 3.6 and A9)",
    "elderly-3.3": "困难家庭入户核查 (domain page elderly 3.3)",
    "elderly-3.5": "残疾人入户探访 (domain page elderly 3.5)",
    "mental-2.5": "严重精神障碍患者随访服务记录表 (domain page mental 2.5)",
}
PRIVACY = {Privacy.ORDINARY: "ordinary", Privacy.SENSITIVE: "**sensitive**", Privacy.RESTRICTED: "**restricted**"}
MADE = "<!-- Made by scripts/build_docs.py from src/caredesk/catalog. Change the declarations, not this page. -->"


@dataclass(frozen=True)
class Mapped:
    """One field of a domain page: its block, name, options (theirs, ours), our fields, and the note or reason."""

    block: str
    name: str
    options: tuple[tuple[str, str], ...]
    ours: tuple[str, ...]
    note: str


def mapping(page: str) -> list[Mapped]:
    """The fields of a domain page with what they are here."""
    text = (ROOT / "tests/declarations/mapping" / f"{page}.txt").read_text("utf-8")
    found = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        block, name, options, ours, note = (cell.strip() for cell in line.split("|"))
        pairs = [option.partition("=") for option in options.split("/") if option]
        told = tuple((theirs, own or theirs) for theirs, _, own in pairs)
        found.append(Mapped(block, name, told, tuple(part.strip() for part in ours.split(",") if part.strip()), note))
    return found


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table; bars and line breaks in cells are made harmless."""
    yield "| " + " | ".join(headings) + " |"
    yield "|" + "---|" * len(headings)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


def what(spec: Field) -> str:
    """A field's kind with its bounds or options."""
    match spec:
        case Choice():
            chosen = "、".join(spec.options)
            return f"one of: {chosen}" + (f" (by `{spec.follows}`)" if spec.follows else "")
        case Choices() if spec.options:
            return f"any of: {'、'.join(spec.options)}"
        case Ref():
            return f"link to `{spec.to}`"
        case Day() | PartialDay():
            return spec.kind.replace("_", " ") + (", not in the future" if spec.past else "")
        case Number():
            return f"whole number {spec.least} to {spec.most}{spec.unit}"
        case Text():
            return f"{spec.kind.replace('_', ' ')}, at most {spec.longest}"
        case _:
            return spec.kind.replace("_", " ")


def when(kind: RecordType, name: str) -> str:
    """Whether a field is needed, asked or free, and when it is shown."""
    spec = kind.fields[name]
    labels = {key: field.label for key, field in kind.fields.items()}
    said = ["needed"] if spec.required else []
    if spec.asked_when is not None:
        said.append(f"asked when {in_words(spec.asked_when, labels)}")
    elif spec.asked:
        said.append("asked")
    if spec.shown_when is not None:
        said.append(f"shown when {in_words(spec.shown_when, labels)}")
    return "; ".join(said)


def record_lines(kind: RecordType) -> Iterator[str]:
    """One kind of record, section by section."""
    yield f"## {kind.title} `{kind.key}`"
    yield ""
    facts = [f"Source: {kind.source or 'the station itself'} ({kind.strength})."]
    if kind.part_of:
        facts.append(f"Belongs to `{kind.part_of}`.")
    if kind.unique:
        facts.append("No two in use share: " + "; ".join("、".join(group) for group in kind.unique) + ".")
    if kind.hidden_with:
        facts.append("Restricted options of " + ", ".join(f"`{name}`" for name in kind.hidden_with) + " hide it whole.")
    yield " ".join(facts)
    yield ""
    labels = {key: field.label for key, field in kind.fields.items()}
    for key, title, condition in [("", "", None), *((s.key, s.title, s.shown_when) for s in kind.sections)]:
        names = [name for name, spec in kind.fields.items() if spec.section == key]
        if not names:
            continue
        if title:
            yield f"### {title}"
            yield ""
            if condition is not None:
                yield f"Shown when {in_words(condition, labels)}."
                yield ""
        yield from table(
            ("Name", "Label", "Kind", "When", "Privacy", "Source"),
            [
                (f"`{name}`", kind.fields[name].label, what(kind.fields[name]), when(kind, name),
                 PRIVACY[kind.privacy(name)], kind.fields[name].source)
                for name in names
            ],
        )  # fmt: skip


def category_lines() -> Iterator[str]:
    """The taxonomy."""
    yield "## Categories"
    yield ""
    yield "A person or a household is in each from one day to another; several at once are the rule."
    yield ""
    for level, title in (("person", "Of a person (`episode`)"), ("household", "Of a household (`household_episode`)")):
        yield f"### {title}"
        yield ""
        yield from table(
            ("Code", "Category", "Subtypes", "Meaning", "Age", "Form", "Privacy", "Source"),
            [
                (one.code, one.name, "、".join(kind.name for kind in one.subtypes), one.definition, one.age_note,
                 one.form, PRIVACY[one.privacy], f"{one.source} ({one.strength})")
                for one in CATEGORIES
                if one.level == level
            ],
        )  # fmt: skip


def mapping_lines() -> Iterator[str]:
    """Which field of a domain page is which of ours."""
    yield "## From the domain pages to our fields"
    yield ""
    yield "Every field of the pages has one of ours, or a reason why not."
    yield ""
    for page, title in MAPPINGS.items():
        yield f"### {title}"
        yield ""
        rows = [
            (one.block, one.name, "、".join(f"`{name}`" for name in one.ours) or "not kept", one.note)
            for one in mapping(page)
        ]
        yield from table(("Block", "Field there", "Ours", "Note"), rows)


def forms() -> str:
    """The page of records."""
    lines = [
        "# Forms", "", MADE, "",
        "Every kind of record with its fields. *Needed*: without it nothing is saved. *Asked*: while it is unknown it",
        "counts as 待补. *Shown when*: otherwise the question is hidden, and an answer kept while typing is dropped on",
        "save. Sources name the domain page and section.", "",
        "How sure a source is: " + "; ".join(f"{key} ({words})" for key, words in STRENGTH_LABELS.items()) + ".", "",
    ]  # fmt: skip
    lines += category_lines()
    for kind in DECLARATIONS.records:
        lines += record_lines(kind)
    lines += mapping_lines()
    return "\n".join(lines).rstrip() + "\n"


def source_words(source: ledgers.Source) -> str:
    """Where a column's text comes from."""
    match source:
        case ledgers.RowNumber():
            return "1, 2, 3 ..."
        case ledgers.Reckoned():
            return f"worked out: {source.key}"
        case ledgers.Path():
            return f"`{source.path}`"
        case ledgers.AgeAt():
            return f"whole years of `{source.birth}` on `{source.on}`"
        case ledgers.Joined():
            said = source.separator.join(f"{label + '：' if label else ''}`{path}`" for label, path in source.parts)
            silent = "、".join(dict.fromkeys(text for _, text in source.silent))
            return f"{said} (but not {silent}; {source.otherwise} when that is all)" if silent else said
        case ledgers.Collected():
            said = f"{'first' if source.first else 'all'} `{source.record}.{source.field}`"
            said += f" (with `{source.detail}`)" if source.detail else ""
            said += " of the household lived in" if source.lived_in else ""
            said += f" in force on `{source.on}`" if source.on else ""
            return "; ".join([said, *(source_words(other) for other in source.also)])


def return_lines(made: Return) -> Iterator[str]:
    """A return with its figures."""
    yield f"## {made.title} `{made.key}`"
    yield ""
    yield f"Source: {made.source} ({made.strength})."
    yield ""
    labels = {name: spec.label for name, spec in DECLARATIONS.by_key["visit"].fields.items()}
    rows = []
    for one in made.indicators:
        counted = f"different `{one.distinct}`" if one.distinct else f"every `{one.record}`"
        counted = f"households of {counted}" if one.by_household else counted
        counted += f" and `{one.along}`" if one.along else ""
        rows.append((f"`{one.key}`", one.label, one.unit, counted, f"`{one.date_field}`", in_words(one.where, labels)))
    yield from table(("Key", "Figure", "Unit", "Counts", "By", "Where"), rows)
    rates = [(f"`{rate.key}`", rate.label, rate.numerator, rate.denominator) for rate in made.rates]
    yield from table(("Key", "Rate", "Numerator", "Denominator"), rates)
    balances = [
        (f"`{one.key}`", one.label, one.unit, f"different `{one.owner}` of `{one.record}`", f"`{one.group}`")
        for one in made.balances
    ]
    yield from table(("Key", "Balance (期初 + 新增 - 退出 = 期末)", "Unit", "Counts", "By"), balances)


def ledger_page() -> str:
    """The page of ledgers, returns and visit rules."""
    lines = ["# Ledgers, returns and visit rules", "", MADE, ""]
    for one in DECLARATIONS.ledgers:
        by = f"cut by `{one.period}`" if one.period else "a standing list"
        lines += [
            f"## {one.title} `{one.key}`", "",
            f"Of `{one.record}`, {by}, sorted by {', '.join(f'`{path}`' for path in one.order)}; {one.paper}.",
            f"Source: {one.source} ({one.strength}).", "",
        ]  # fmt: skip
        rows = [
            (str(place), column.group, column.label, source_words(column.source))
            for place, column in enumerate(one.columns, start=1)
        ]
        lines += table(("No.", "Group", "Column", "Holds"), rows)
        lines += [line for note in one.notes for line in (f"Printed below: {note}", "")]
    for made in DECLARATIONS.returns:
        lines += return_lines(made)
    lines += [
        "## Visit rules", "",
        "Counted by calendar period. Only active rules give verdicts; the others wait for the head's word.", "",
    ]  # fmt: skip
    rows = [
        (f"`{rule.key}`", rule.category + (f"（{'、'.join(rule.subtypes)}）" if rule.subtypes else ""),
        f"每{rule.unit}",
         "、".join(rule.modes), "active" if rule.active else "inactive", rule.basis, f"{rule.source} ({rule.strength})")
        for rule in DECLARATIONS.rules
    ]  # fmt: skip
    lines += table(("Key", "Who", "Once", "Modes that count", "State", "Basis", "Source"), rows)
    return "\n".join(lines).rstrip() + "\n"


def pages() -> dict[Path, str]:
    """The generated pages by path."""
    return {ROOT / "docs/forms.md": forms(), ROOT / "docs/ledgers.md": ledger_page()}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or check them; 1 when a check finds one out of step."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is out of step: run python scripts/build_docs.py")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(pages()[path], "utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
