"""Rules of this room whose rows do not exist yet: their settings are kept and checked, and their clauses say «Väntar»."""

from django.utils.translation import gettext_lazy as _

from ..compliance import waiting_rule
from ..parameters import declaration, parameter

waiting_rule(
    "training_is_offered",
    subject="Appointment",
    title=_("Kompetensutveckling har erbjudits"),
    waits_for=_("Kompetensutveckling registreras inte än."),
    parameters=declaration(
        "training_is_offered",
        role=parameter("role", "who is entitled", default="contact"),
        training_kind=parameter("choice", "each kind is a duty of its own", options=("joint", "individual", "basic")),
        every=parameter("period", "how often"),
        offer_is_enough=parameter("boolean", "attendance need not follow", default=True),
        answerable=parameter("choice", "whom the finding names", default="unit", options=("unit", "parent_body", "coordinator")),
    ),
)
