"""How sure a rule, list or heading is: one scale for the marks of all the domain pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Strength = Literal["official", "system", "secondary", "general", "proposal"]
"""official (✔, V): read in an official text or published form; system (G): in the forms of a working system;
secondary (◐, S): only reported elsewhere; general (○, K): general knowledge; proposal (∑, D): ours to confirm."""

STRENGTH_LABELS: Mapping[Strength, str] = {
    "official": "有文件依据",
    "system": "在用系统里见过",
    "secondary": "据转述",
    "general": "一般做法，待确认",
    "proposal": "建议，待确认",
}
