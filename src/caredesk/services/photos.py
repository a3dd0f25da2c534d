"""Pictures kept with records: encrypted in the station's folder, shown only through the desk."""

from __future__ import annotations

from pathlib import Path

from caredesk.schema.errors import FileTrouble, NotAllowed
from caredesk.services.access import Right
from caredesk.services.workspace import Workspace
from caredesk.store.attachments import Attachments
from caredesk.store.station_file import StationFile

MOST_BYTES = 20_000_000
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b"GIF8")


class Photos:
    """Use cases on photos; a photo's name is what a record keeps of it."""

    def __init__(self, workspace: Workspace, station: StationFile) -> None:
        self._work = workspace
        self._attachments = Attachments(station.folder.attachments, station.keys)

    def keep(self, file: Path) -> str:
        """Put a picture file into the station; returns its name. FileTrouble when it is no picture or too large."""
        if not (self._work.user.may(Right.EDIT) or self._work.user.may(Right.VISIT)):
            raise NotAllowed(f"{self._work.user.role}不能添加照片。请找站长或社工办理。")
        try:
            if file.stat().st_size > MOST_BYTES:
                raise FileTrouble(f"“{file.name}”太大（超过{MOST_BYTES // 1_000_000}MB）。请先缩小，或换一张。")
            content = file.read_bytes()
        except OSError as error:
            raise FileTrouble(f"读不了“{file.name}”。请检查它是否还在、优盘是否拔掉了。") from error
        if not _is_picture(content):
            raise FileTrouble(f"“{file.name}”不是能用的照片。请选 JPG 或 PNG 格式的照片。")
        return self._attachments.put(content)

    def read(self, name: str) -> bytes:
        """A photo's content. StoreTrouble when its file is missing or damaged."""
        self._work.user.must(Right.SEE)
        return self._attachments.get(name)


def _is_picture(content: bytes) -> bool:
    return content.startswith(_BEGINNINGS) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")
