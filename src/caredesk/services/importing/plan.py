"""What an import would do, as its page and the command line are told it."""

from __future__ import annotations

from dataclasses import dataclass, field

from caredesk.schema.ids import Id
from caredesk.schema.roster import OUTCOMES, CellProblem, Outcome, RowOutcome
from caredesk.services.importing.answers import Answers
from caredesk.services.importing.departures import Departure
from caredesk.services.importing.listed import Listed
from caredesk.services.importing.questions import CellChange, Question, ValueCluster
from caredesk.services.importing.staging import Staging


@dataclass(frozen=True)
class ImportedPerson:
    """A sound row's person, as the result lists them; ``birth_date`` is ISO."""

    name: str
    id_number: str
    sex: str
    birth_date: str
    village: str


@dataclass(frozen=True)
class ImportedVisit:
    """A visit of an old ledger that would be written; ``visited_on`` is ISO, mode and outcome "" where unknown."""

    name: str
    visited_on: str
    mode: str
    met: str


@dataclass
class Plan:
    """What an import would do. ``outcomes`` has one entry per filled row below a header, in order.

    ``changes`` are the cells of people on the register that it changes, ``questions`` hold every row that needs a
    decision exactly once, ``clusters`` the words to be explained. ``answers`` are those it was made with. ``listed``
    is who stood on the lists, ``back`` are people who become 在册 again, ``departed`` those who become
    死亡, 迁出 or 退出.
    """

    staging: Staging
    answers: Answers = field(default_factory=Answers)
    outcomes: list[RowOutcome] = field(default_factory=list)
    people: list[ImportedPerson] = field(default_factory=list)
    visits: list[ImportedVisit] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    new_villages: list[str] = field(default_factory=list)
    changes: list[CellChange] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    clusters: list[ValueCluster] = field(default_factory=list)
    listed: Listed = field(default_factory=Listed)
    back: list[Id] = field(default_factory=list)
    departed: list[tuple[Id, Departure]] = field(default_factory=list)

    def village_notice(self, verb: str) -> str:
        """What happens to the list of villages."""
        named = "、".join(self.new_villages)
        return f"村名单里{verb} {len(self.new_villages)} 个：{named}。请到村名单里核对名称和顺序。"

    def written(self) -> None:
        """What was going to happen has happened."""
        before, after = self.village_notice("将新加"), self.village_notice("新加了")
        self.notices[:] = [after if said == before else said for said in self.notices]

    def counts(self) -> dict[Outcome, int]:
        """How many rows have each outcome; they add up to the rows read."""
        found = dict.fromkeys(OUTCOMES, 0)
        for row in self.outcomes:
            found[row.outcome] += 1
        return found
