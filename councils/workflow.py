"""Transition tables of the first room. Which rules close a gate is data, never listed here."""

from django.utils.translation import gettext_lazy as _

from .models import Document
from .transitions import Transition

State = Document.State

DOCUMENT = {
    "bring_into_force": Transition(
        _("Sätt i kraft"), frozenset({State.DRAFT}), State.IN_FORCE, "edit_documents", gate="document.bring_into_force", field="state"
    ),
    "end": Transition(_("Avsluta"), frozenset({State.IN_FORCE}), State.ENDED, "edit_documents", asks_reason=True, field="state"),
}

# An appointment has no states: it holds from its first day to its last. What the gate asks is asked when it is made.
APPOINTMENT = {"make": Transition(_("Utse"), frozenset(), "", "appoint", gate="appointment.make")}
