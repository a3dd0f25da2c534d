"""What a station without anybody is told first: how people get in."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from caredesk.services.access import Right
from caredesk.ui.page import Frame
from caredesk.ui.widgets import across, button, down, hide_unless, words


class Beginning(QFrame):
    """A card with the two ways in; hidden until it is offered."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.setProperty("role", "card")
        user = frame.desk.user
        self.take = button("收县里的表", lambda: frame.go("roster"), kind="primary", picture="file-input", name="begin")
        one = button("新增服务对象", lambda: frame.go("record", kind="person"), picture="user-plus", name="begin.new")
        hide_unless(self.take, user.may(Right.IMPORT))
        hide_unless(one, user.may(Right.EDIT))
        told = "手里有县里、镇里发的花名册（Excel、WPS 表格都行），直接收进来最快；没有就一个一个新增。"
        if not user.may(Right.EDIT):
            told = "站长、社工收进花名册以后，这里就有要走访的人。"
        title, said = words("站里还没有服务对象", "h2"), words(told, "second", wrap=True)
        self.setLayout(down(title, said, across(self.take, one, None), gap=10, margins=(20, 16, 20, 18)))
        self.hide()

    def offer(self, *, nobody: bool) -> None:
        """Stand there while there is nobody; the keys are then on the first way in."""
        fresh = nobody and self.isHidden()
        self.setVisible(nobody)
        if fresh and self.isVisible():
            self.take.setFocus()
