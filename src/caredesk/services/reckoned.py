"""What ledgers show that stands in no field: worked out for the rows by the service that knows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from caredesk.schema.ids import Id
from caredesk.services.plan_fates import fates_of
from caredesk.services.workspace import Workspace

RECKONED: Mapping[str, Callable[[Workspace, Sequence[Id]], list[str]]] = {"plan_done": fates_of}
"""By the key of ``schema.ledger.Reckoned``: the texts of these rows, one each."""
