"""Transition tables of the third room. Which rules close a gate is data, never listed here."""

from django.utils.translation import gettext_lazy as _

from councils.transitions import Transition
from partnerships.models import Work

from .models import Allocation
from .planning import OPEN

State = Work.State
OWN = "log"  # contact persons take care of what is their own unit's, the co-ordinator of all

# What comes after a grant is the project, a row of its own: see applying.make_project.
APPLICATION = {
    "analyse": Transition(_("Börja med behovsanalysen"), frozenset({State.IDEA}), State.ANALYSIS, OWN),
    "draft": Transition(_("Börja skriva ansökan"), frozenset({State.IDEA, State.ANALYSIS}), State.DRAFT, OWN),
    "submit": Transition(_("Lämna in"), frozenset({State.DRAFT}), State.SUBMITTED, OWN, gate="application.submit"),
    "grant": Transition(_("Ange att den beviljades"), frozenset({State.SUBMITTED}), State.GRANTED, OWN),
    "refuse": Transition(_("Ange att den fick avslag"), frozenset({State.SUBMITTED}), State.REFUSED, OWN),
    "withdraw": Transition(_("Dra tillbaka"), OPEN | {State.SUBMITTED}, State.WITHDRAWN, OWN, asks_reason=True),
}

# A pre-study and the main project after it are two rows, each with its own way through these.
PROJECT = {
    "start": Transition(_("Starta"), frozenset({State.PLANNED}), State.RUNNING, OWN, gate="work.start"),
    "hold": Transition(_("Genomfört"), frozenset({State.RUNNING}), State.HELD, OWN),
    "close": Transition(_("Avsluta"), frozenset({State.HELD}), State.CLOSED, OWN, gate="work.close"),
    "cancel": Transition(_("Avbryt projektet"), frozenset({State.PLANNED, State.RUNNING}), State.CANCELLED, OWN, asks_reason=True),
}

Status, POTS = Allocation.Status, "fund"
ALLOCATION = {
    "ask": Transition(_("Sök"), frozenset(), Status.ASKED, OWN),
    "grant": Transition(_("Bevilja"), frozenset({Status.ASKED}), Status.GRANTED, POTS, gate="allocation.grant"),
    "refuse": Transition(_("Avslå"), frozenset({Status.ASKED}), Status.REFUSED, POTS, asks_reason=True),
    "withdraw": Transition(_("Återkalla"), frozenset({Status.ASKED, Status.GRANTED}), Status.WITHDRAWN, OWN, asks_reason=True),
    "pay": Transition(_("Betala ut"), frozenset({Status.GRANTED}), Status.PAID, POTS, gate="allocation.pay"),
}
