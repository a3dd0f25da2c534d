"""What this PC remembers between starts: the last station's folder and the text size. Nothing about people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from caredesk.ui.style import TextSize


@dataclass
class Preferences:
    """A small file in the user's own folder; a missing or broken one is simply begun anew."""

    file: Path
    station: Path | None = None
    size: TextSize = TextSize.STANDARD

    @classmethod
    def read(cls, file: Path) -> Preferences:
        """What was remembered."""
        made = cls(file)
        try:
            told = json.loads(file.read_text("utf-8"))
            made.station = Path(told["station"]) if told.get("station") else None
            made.size = TextSize[told.get("size", "STANDARD")]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return made
        return made

    def write(self) -> None:
        """Remember; a folder that cannot be written is no reason to stop."""
        told = {"station": str(self.station) if self.station else "", "size": self.size.name}
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        except OSError:
            return
