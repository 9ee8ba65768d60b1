from .money import Cost, Money
from .partners import ContactPoint, Partner, PartnerName
from .relations import (
    AGREEMENT_TERMS,
    ENDED,
    NEVER_STARTED,
    Gift,
    Party,
    Promise,
    Relation,
    RelationEvent,
    RelationFile,
    Representation,
)
from .visits import Invitation, Journey, ProgrammeItem, Visit
from .work import Account, AccountDelivery, ListValue, Notice, Participant, Work, WorkFile, WorkManager, WorkQuerySet, WorkTag

__all__ = [
    "AGREEMENT_TERMS", "ENDED", "NEVER_STARTED", "Account", "AccountDelivery", "ContactPoint", "Cost", "Gift", "Invitation", "Journey",
    "ListValue", "Money", "Notice", "Participant", "Partner", "PartnerName", "Party", "ProgrammeItem", "Promise", "Relation",
    "RelationEvent", "RelationFile", "Representation", "Visit", "Work", "WorkFile", "WorkManager", "WorkQuerySet", "WorkTag",
]  # fmt: skip
