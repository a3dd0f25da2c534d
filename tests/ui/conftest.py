"""A window dressed as it ships, over a real station; what a test opens it also closes."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from caredesk.ui.style import Look, TextSize


@pytest.fixture(scope="session")
def _fonts(qapp):
    Look(TextSize.STANDARD).dress(qapp)


@pytest.fixture(autouse=True)
def dressed(_fonts, qapp):
    """The application at 标准; a test that dresses it otherwise is undone. Widgets do not outlive their test."""
    if qapp.font().pixelSize() != 15:
        Look(TextSize.STANDARD).dress(qapp)
    yield qapp
    for widget in QApplication.topLevelWidgets():
        widget.hide()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
