"""What an import asks of whoever keeps its lists: the differential, which is built on imports."""

from __future__ import annotations

from typing import Protocol

from caredesk.services.importing.plan import Plan
from caredesk.services.importing.recognised import Recognised
from caredesk.store.writing import Write


class Keeping(Protocol):
    """The lists of one import, ready to be written with it."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to keep."""
        ...

    def write(self, write: Write) -> None:
        """Write them, inside the import's transaction."""
        ...


class ListKeeper(Protocol):
    """Keeps the lists of imports."""

    def of_import(self, recognised: Recognised, plan: Plan) -> Keeping:
        """The lists of one import."""
        ...
