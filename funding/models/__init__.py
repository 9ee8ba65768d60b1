from .applications import Application, Commitment, OptionTest, WorkPartner, WorkUnit
from .feed import CalendarFeed
from .money import Allocation, BookedAmount, BudgetLine, Claim, Instalment, Pot
from .programmes import Call, Deadline, Harvest, Level, Programme
from .projects import FunderReport, Milestone, Project, WorkStep
from .watch import Assessment, CallNews, Note, NoteReceiver, OpportunityReview, ReviewedCall, SavedSearch, Watch

__all__ = [
    "Allocation", "Application", "Assessment", "BookedAmount", "BudgetLine", "CalendarFeed", "Call", "CallNews", "Claim", "Commitment", "Deadline",
    "FunderReport", "Harvest", "Instalment", "Level", "Milestone", "Note", "NoteReceiver", "OpportunityReview", "OptionTest", "Pot", "Programme", "Project", "ReviewedCall",
    "SavedSearch", "Watch", "WorkPartner", "WorkStep", "WorkUnit",
]  # fmt: skip
