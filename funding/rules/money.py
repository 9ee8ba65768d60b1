"""Claims about money: pots and what is granted from them."""

from django.utils.translation import gettext_lazy as _

from councils.compliance import waiting_rule
from councils.conditions import Field, declare_fields
from councils.parameters import declaration, parameter

declare_fields(
    "Allocation",
    pot=Field(_("pott"), str),
    applicant_kind=Field(_("slag av sökande"), str),
    purpose=Field(_("ändamål"), str),
    direction=Field(_("riktning"), str),
    relation_kind=Field(_("slag av relation"), str),
    amount=Field(_("belopp"), int),
)

waiting_rule(
    "money_is_set_aside",
    subject="Container",
    title=_("Pengar är avsatta och räcker"),
    waits_for=_("Budget registreras inte än."),
    parameters=declaration(
        "money_is_set_aside",
        pot=parameter("choice", "a central pot, or a reserve for extra needs", options=("central", "reserve")),
        owner=parameter("choice", "whose budget", default="municipality", options=("municipality", "each_unit")),
        unit_kinds=parameter("unit_kinds", "which units, when each has its own", default=()),
        amount=parameter("amount", "the amount, when the document states one", default=None),
        covers=parameter("choice", "what it must be enough for", default="what_is_granted",
                         options=("what_is_granted", "own_share_of_running_projects")),
    ),
)  # fmt: skip
waiting_rule(
    "allocation_keeps_to_its_terms",
    subject="Allocation",
    title=_("Fördelade pengar följer villkoren"),
    gates=["allocation.grant", "allocation.pay"],
    waits_for=_("Fördelning av pengar registreras inte än."),
    parameters=declaration(
        "allocation_keeps_to_its_terms",
        matter=parameter("matter", "who grants, by the route"),
        applicants=parameter("list", "kinds of applicant", default=()),
        eligible_costs=parameter("list", "cost types that may be paid", default=()),
        ineligible_costs=parameter("list", "cost types that may not", default=()),
        highest_share=parameter("share", "largest share of the eligible cost", default=None),
        rates=parameter("rates", "amount per person, day or both", default=()),
        caps=parameter("caps", "largest sum per event, applicant, pot or year", default=()),
        least_days=parameter("integer", "shortest stay", default=None),
        apply_by=parameter("due", "a fixed closing day; none means open all year", default=None),
        apply_before_start=parameter("span", "how long before the start", default=None),
        one_source_only=parameter("boolean", "no other municipal body pays for the same", default=False),
        earlier_account_required=parameter("boolean", "closed to one who still owes an account", default=False),
    ),
)
