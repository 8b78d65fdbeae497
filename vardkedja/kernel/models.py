"""Every table of the kernel, gathered for Django."""

from vardkedja.kernel.absences import Absence, HandOut
from vardkedja.kernel.access import Assignment, Grant, Session, Staff
from vardkedja.kernel.accesslog import AccessLog, LogSeal
from vardkedja.kernel.agreements import RuleValue
from vardkedja.kernel.cases import Case, Task
from vardkedja.kernel.decisions import Decision
from vardkedja.kernel.documents import Document
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.history import History
from vardkedja.kernel.notices import Notice
from vardkedja.kernel.organisations import CareProvider, Municipality, Region, Unit, UnitRequest
from vardkedja.kernel.outbox import Outbox
from vardkedja.kernel.people.models import ManualCheck, Person, PersonIdentifier, RegisterEntry, Residence
from vardkedja.kernel.ruledocuments import RuleDocument
from vardkedja.kernel.signin import SignInFailure
from vardkedja.kernel.verbs import Idempotency

__all__ = [
    "Absence",
    "AccessLog",
    "Assignment",
    "CareProvider",
    "Case",
    "Decision",
    "Document",
    "Draft",
    "Grant",
    "HandOut",
    "History",
    "Idempotency",
    "LogSeal",
    "ManualCheck",
    "Municipality",
    "Notice",
    "Outbox",
    "Person",
    "PersonIdentifier",
    "Region",
    "RegisterEntry",
    "Residence",
    "RuleDocument",
    "RuleValue",
    "Session",
    "SignInFailure",
    "Staff",
    "Task",
    "Unit",
    "UnitRequest",
]
