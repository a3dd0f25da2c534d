"""What the station remembers of the county's lists: how their columns are meant, and what their words mean.

Only headings, and words for villages, relations and categories: never anything of a person.
"""

from __future__ import annotations

from datetime import date

from caredesk.schema.declare import day, note, text
from caredesk.schema.record import Record, record


@record(
    "import_layout",
    "收过的表样",
    title_field="sender",
    unique=(("fingerprint", "sender"),),
    source="practice",
    strength="general",
)
class ImportLayout(Record):
    """One sender's layout, known by its headings; ``columns``, ``policies`` and ``constants`` are JSON by heading."""

    fingerprint: str = text("表头的指纹", longest=64, source="practice")
    sender: str | None = text("哪里发的", longest=50, default=None, source="practice")
    used_on: date = day("最近一次", source="practice")
    header: str | None = text("表头在第几行", longest=80, default=None, source="practice")
    columns: str | None = note("各列收作什么", longest=20_000, default=None, source="practice")
    policies: str | None = note("各列怎么收", longest=20_000, default=None, source="practice")
    constants: str | None = note("整张表都一样的", longest=2000, default=None, source="practice")


@record(
    "import_word",
    "收表时对过的词",
    title_field="said",
    unique=(("sender", "target", "said"),),
    source="practice",
    strength="general",
)
class ImportWord(Record):
    """What a word of a sender's lists means: a spelling of a village, a relation, a category."""

    sender: str | None = text("哪里发的", longest=50, default=None, source="practice")
    target: str = text("哪一项", longest=60, source="practice")
    said: str = text("表里写的", longest=50, source="practice")
    meant: str | None = text("意思是", longest=100, default=None, source="practice")
