"""Transition tables of the third room. Which rules close a gate is data, never listed here."""

from django.utils.translation import gettext_lazy as _

from councils.transitions import Transition
from partnerships.models import Work

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
