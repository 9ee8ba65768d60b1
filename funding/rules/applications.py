"""Claims about work that is applied for: what is tested before it, whether the decisions fit, what outsiders commit themselves to."""

from django.utils.translation import gettext_lazy as _

from councils.compliance import waiting_rule
from councils.conditions import Field, declare_fields
from councils.parameters import Span, declaration, parameter

declare_fields(
    "Commitment",
    kind=Field(_("slag av åtagande"), str),
    organisation_kind=Field(_("slag av organisation"), str),
    amount=Field(_("belopp"), int),
)

waiting_rule(
    "options_are_tested",
    subject="Work",
    title=_("Möjligheterna är prövade före start"),
    gates=["work.start"],
    waits_for=_("Projekt registreras inte än."),
    parameters=declaration(
        "options_are_tested",
        tests=parameter("choices", "each is a test with its own date and answer", options=("funding", "cooperation", "exchange")),
    ),
)
waiting_rule(
    "route_fits_before_the_deadline",
    subject="Work",
    title=_("Besluten hinns med före sista dag"),
    waits_for=_("Ansökningar och möten registreras inte än."),
    parameters=declaration(
        "route_fits_before_the_deadline",
        matter=parameter("matter", "the route to plan backwards"),
        paper_days=parameter("integer", "days from handing in papers to the meeting", default=14),
        warn_before=parameter("span", "when the reminder comes", default=Span(days=45)),
    ),
)
waiting_rule(
    "commitment_is_secured_before_start",
    subject="Commitment",
    title=_("Åtagandet är behandlat och säkrat före start"),
    gates=["work.start"],
    waits_for=_("Åtaganden registreras inte än."),
    parameters=declaration(
        "commitment_is_secured_before_start",
        kinds=parameter("choices", "kinds of commitment", default=("finance", "represent", "other"), options=("finance", "represent", "other")),
        matter=parameter("matter", "the decision that deals with it"),
        proof=parameter("choices", "what shows that it is secured", default=("decision", "secured_on"),
                        options=("decision", "secured_on", "signed_file")),
    ),
)  # fmt: skip
