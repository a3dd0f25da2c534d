"""The table of contents of the window: every page, its words in the navigation, and how it is built when opened."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from caredesk.ui.page import Frame, Page
from caredesk.ui.window import Place

if TYPE_CHECKING:
    from caredesk.ui.app import Windows


def places(windows: Windows) -> list[Place]:
    """The pages in the order of the navigation; each module is loaded when its page is first opened."""
    return [
        Place("home", "今天要办", _lazy("home", "HomePage"), "house"),
    ]


def _lazy(module: str, name: str) -> Callable[[Frame], Page]:
    def build(frame: Frame) -> Page:
        made: Page = getattr(import_module(f"caredesk.ui.pages.{module}"), name)(frame)
        return made

    return build
