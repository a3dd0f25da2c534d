"""What this PC remembers between starts: the last station's folder, the text size, how pages were left. No people."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from caredesk.ui.style import TextSize


class Choices:
    """How pages were last looked at (week or month, folded or not), by a page's own key; never who was looked at."""

    def __init__(self, told: dict[str, str] | None = None, write: Callable[[], object] = dict) -> None:
        self._told = told if told is not None else {}
        self._write = write

    def get(self, key: str, otherwise: str) -> str:
        """What was chosen last."""
        return self._told.get(key, otherwise)

    def put(self, key: str, value: str) -> None:
        """Remember a choice."""
        if self._told.get(key) != value:
            self._told[key] = value
            self._write()


@dataclass
class Preferences:
    """A small file in the user's own folder; a missing or broken one is simply begun anew."""

    file: Path
    station: Path | None = None
    size: TextSize = TextSize.STANDARD
    chosen: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> Preferences:
        """What was remembered."""
        made = cls(file)
        try:
            told = json.loads(file.read_text("utf-8"))
            made.station = Path(told["station"]) if told.get("station") else None
            made.size = TextSize[told.get("size", "STANDARD")]
            made.chosen = {str(key): str(value) for key, value in dict(told.get("chosen", {})).items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return made
        return made

    def write(self) -> None:
        """Remember; a folder that cannot be written is no reason to stop."""
        told = {"station": str(self.station) if self.station else "", "size": self.size.name, "chosen": self.chosen}
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        except OSError:
            return

    @property
    def choices(self) -> Choices:
        """How pages were left, written down at once."""
        return Choices(self.chosen, self.write)
