from .attendance import Attendance, unit_of
from .basis import BasisGoal, BasisPart
from .commissions import Commission
from .containers import AREA_KINDS, BODY_KINDS, RESERVED_SLUGS, Area, Body, Container, ContainerGrant, Kind, Municipality, Tint
from .decisions import YES, Act, Decision, Matter, MatterCode, Outcome, Supersession
from .documents import STATUTE, Clause, Document, adopted_on, law_last
from .files import StoredFile
from .imports import ImportedRow, ImportRun
from .jobs import Job
from .parts import DocumentPart
from .people import AccountEvent, Appointment, Person, Seat, User
from .policy import ClauseQuestion, Question, RouteStep, RuleSetting, Word
from .powers import Delegation, DelegationReport, Meeting, RuleException
from .reviews import DocumentFramework, DocumentReview, Framework, ReviewResult
from .training import TrainingInvitation, TrainingOffer

__all__ = [
    "AREA_KINDS", "BODY_KINDS", "RESERVED_SLUGS", "STATUTE", "YES", "AccountEvent", "Act", "Appointment", "Area", "Attendance", "BasisGoal", "BasisPart", "Body", "Clause",
    "ClauseQuestion", "Commission", "Container", "ContainerGrant", "Decision", "Delegation", "DelegationReport", "Document", "DocumentFramework", "DocumentPart",
    "DocumentReview", "Framework", "ImportRun", "ImportedRow", "Job", "Kind",
    "Matter", "MatterCode", "Meeting", "Municipality", "Outcome", "Person", "Question", "ReviewResult", "RouteStep", "RuleException",
    "RuleSetting", "Seat", "StoredFile", "Supersession", "Tint", "TrainingInvitation", "TrainingOffer", "User", "Word", "adopted_on", "law_last", "unit_of",
]  # fmt: skip
