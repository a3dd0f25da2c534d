"""What every use case is given: the open station's records, the clock, the signed-in user and the trail they leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property

from caredesk.catalog.station import Station
from caredesk.schema.cadence import Rule
from caredesk.schema.calendar import WorkCalendar
from caredesk.schema.declarations import Declarations
from caredesk.schema.errors import StoreTrouble
from caredesk.schema.ids import Id
from caredesk.schema.period import Period, StationMonth, month_of, parse_period
from caredesk.schema.privacy import Privacy
from caredesk.schema.record import RecordType, type_of
from caredesk.services.access import Gate, Right, User
from caredesk.services.clock import Clock
from caredesk.services.rule_versions import in_force
from caredesk.services.workdays import announced, with_changes
from caredesk.store.audit import Action
from caredesk.store.history import History
from caredesk.store.query import Query, Selection
from caredesk.store.records import Records, Write
from caredesk.store.trail import Trail

_AUDITED = {"import": Action.IMPORT, "undo": Action.UNDO}


@dataclass
class Workspace:
    """One user's hold on one connection to the station; a job on another thread gets a workspace of its own."""

    records: Records
    trail: Trail
    clock: Clock
    user: User
    notices: list[str] = field(default_factory=list)
    most: Privacy = Privacy.RESTRICTED
    """Nothing above it is let out, whatever the user's clearance: papers that travel stay below RESTRICTED."""

    @property
    def declarations(self) -> Declarations:
        return self.records.declarations

    @cached_property
    def query(self) -> Query:
        return Query(self.records.connection, self.records.declarations)

    @cached_property
    def history(self) -> History:
        return History(self.records)

    @property
    def gate(self) -> Gate:
        return Gate(min(self.user.clearance, self.most))

    def lowered(self, most: Privacy) -> Workspace:
        """The same hold, letting out nothing above a class."""
        return replace(self, most=min(self.most, most))

    def kind(self, key: str) -> RecordType:
        """A declared kind of record by its key."""
        return self.declarations.by_key[key]

    @property
    def settings(self) -> Station:
        """The station's settings as they stand now."""
        found = self.records.find(type_of(Station))
        if not found or not isinstance(found[0], Station):
            raise StoreTrouble("这个站点没有设置记录，可能没有建完。请从备份恢复，或重新建站。")
        return found[0]

    @property
    def rules(self) -> list[Rule]:
        """The visit rules: presets, and what the station keeps of its own from a day on."""
        kind = self.kind("cadence_rule")
        kept = [kind.values(one) for one in self.records.find(kind)]
        return in_force(self.declarations.rules, self.settings.confirmed_rules or (), kept)

    @cached_property
    def _announced(self) -> WorkCalendar:
        return announced()

    @property
    def calendar(self) -> WorkCalendar:
        """Working days: those announced, and what the station has changed by hand."""
        rows = self.query.rows(Selection(record="calendar_day"), ["on", "kind", "name"])
        return with_changes(self._announced, [told for _, told in rows])

    @property
    def months(self) -> StationMonth:
        """How this station cuts its months and project years."""
        settings = self.settings
        return StationMonth(settings.cut_off or 0, settings.project_start or 7)

    def period(self, text: str) -> Period:
        """A period in the station's own months."""
        return parse_period(text, self.months)

    def this_month(self) -> Period:
        """The station's month that today lies in."""
        return month_of(self.clock.today(), self.months)

    @contextmanager
    def writing(
        self,
        right: Right,
        what: str,
        title: str,
        act: Id | None = None,
        *,
        reason: str = "",
        action: Action | None = None,
    ) -> Iterator[Write]:
        """One act of the signed-in user in one transaction, entered in the audit trail with it."""
        self.user.must(right)
        with self.records.write(self.user.id, what, title, act) as write:
            yield write
            self._enter(write, action or _AUDITED.get(what, Action.CHANGE), reason)
        self.trail.keep_mark()

    def undo(
        self,
        right: Right,
        act: Id,
        title: str,
        keep: Sequence[Id] = (),
        *,
        progress: Callable[[str], object] = lambda _said: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> int:
        """Take back an act except the records in ``keep``, entered in the audit trail; returns records restored.

        The caller has looked at ``history.edited_since``. Raises Conflict when a later change stands in the way,
        Cancelled when it was stopped.
        """
        self.user.must(right)

        def enter(write: Write) -> None:
            self._enter(write, Action.UNDO, "")

        said = f"撤销：{title}"
        restored = self.history.undo(act, self.user.id, said, keep, enter, progress=progress, cancelled=cancelled)
        self.trail.keep_mark()
        return restored

    def _enter(self, write: Write, action: Action, reason: str) -> None:
        if write.written:
            details = {"records": write.written}
            self.trail.add(self.user.id, action, "act", write.act, reason=reason.strip() or None, details=details)

    def note(self, action: Action, kind: str = "", record: Id | str = "", reason: str = "") -> None:
        """Enter something in the audit trail that changed no record (sign-in, view, export, print)."""
        self.trail.add(self.user.id, action, kind or None, record or None, reason=reason.strip() or None)
