"""The claims about money. Their rows do not exist yet: their settings are kept and checked, and their clauses say «Väntar»."""

from django.utils.translation import gettext_lazy as _

from councils.compliance import waiting_rule
from councils.conditions import Field, declare_fields
from councils.parameters import Due, Span, declaration, parameter

declare_fields(
    "Commitment",
    kind=Field(_("slag av åtagande"), str),
    organisation_kind=Field(_("slag av organisation"), str),
    amount=Field(_("belopp"), int),
)
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
waiting_rule(
    "steps_are_taken_in_time",
    subject="Work",
    title=_("Planerat, budgeterat, dokumenterat, utvärderat"),
    gates=["work.start", "work.close"],
    waits_for=_("Projekt registreras inte än."),
    parameters=declaration(
        "steps_are_taken_in_time",
        before_start=parameter(
            "choices", "steps owed before the start", default=(), options=("plan", "budget", "budget_line", "operational_plan")
        ),
        after_end=parameter("choices", "steps owed after the end", default=(), options=("document", "evaluate")),
        within=parameter("due", "how soon after the end", default=Due(span=Span(days=60))),
        each_year=parameter("boolean", "the steps before the start are owed again for each year it runs", default=False),
    ),
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
waiting_rule(
    "outside_world_is_watched",
    subject="Container",
    title=_("Omvärlden bevakas"),
    waits_for=_("Omvärldsbevakning registreras inte än."),
    parameters=declaration(
        "outside_world_is_watched",
        by=parameter("choice", "a role's holder, a named unit, or every unit of some kinds", options=("role", "unit", "each_unit")),
        role=parameter("role", "when by role", default=None),
        unit=parameter("container", "when by a named unit", default=None),
        unit_kinds=parameter("unit_kinds", "when by each unit", default=()),
        topics=parameter("choices", "what is watched", default=("any",), options=("funding", "legislation", "policy", "practice", "any")),
        silence=parameter("span", "longest time without a note", default=None),
        at_least=parameter("integer", "notes or assessed calls in each period", default=1),
        every=parameter("period", "the period, when counted instead of timed", default=None),
    ),
)
