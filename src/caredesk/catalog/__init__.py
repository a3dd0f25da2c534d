"""The station's declarations: its records, ledgers, returns and visit rules, as pure data."""

from __future__ import annotations

from caredesk.catalog.assessment import ASSESSMENT
from caredesk.catalog.benefits import STOP_NOTICE
from caredesk.catalog.cadence import RULES
from caredesk.catalog.cadence_records import CADENCE_RULE, CALENDAR_DAY, LIFE_EVENT, SUSPENSION
from caredesk.catalog.differences import ROSTER_DIFFERENCE, ROSTER_LIST
from caredesk.catalog.import_memory import ImportLayout, ImportWord
from caredesk.catalog.ledgers import LEDGERS
from caredesk.catalog.needs import NEED, REFERRAL, RESOURCE_REQUEST
from caredesk.catalog.person import ABSENCE, CERTIFICATE, CONTACT, EPISODE, PERSON, PHONE, STAY
from caredesk.catalog.phrases import PHRASE
from caredesk.catalog.place import HOUSEHOLD, HOUSEHOLD_EPISODE, VILLAGE, VISITOR
from caredesk.catalog.plans import PLANNED_VISIT
from caredesk.catalog.returns import RETURNS
from caredesk.catalog.reviews import REVIEW
from caredesk.catalog.rounds import ROUND, ROUND_LINE
from caredesk.catalog.station import DeskUser, Station
from caredesk.catalog.visit import VISIT
from caredesk.schema.declarations import Declarations, SearchPart
from caredesk.schema.record import type_of

DECLARATIONS = Declarations(
    records=(
        type_of(Station),
        type_of(DeskUser),
        VILLAGE,
        VISITOR,
        HOUSEHOLD,
        HOUSEHOLD_EPISODE,
        PERSON,
        PHONE,
        CONTACT,
        CERTIFICATE,
        EPISODE,
        STAY,
        ABSENCE,
        SUSPENSION,
        LIFE_EVENT,
        CADENCE_RULE,
        CALENDAR_DAY,
        ROUND,
        ROUND_LINE,
        VISIT,
        PHRASE,
        NEED,
        REFERRAL,
        RESOURCE_REQUEST,
        ASSESSMENT,
        type_of(ImportLayout),
        type_of(ImportWord),
        ROSTER_LIST,
        ROSTER_DIFFERENCE,
        STOP_NOTICE,
        PLANNED_VISIT,
        REVIEW,
    ),
    ledgers=LEDGERS,
    returns=RETURNS,
    rules=RULES,
    searched=(
        SearchPart("person", "name", "name"),
        SearchPart("person", "id_number", "number_tail"),
        SearchPart("phone", "number", "phone"),
        SearchPart("certificate", "number", "number_tail"),
    ),
)
