"""Rules of this room whose rows do not exist yet: their settings are kept and checked, and their clauses say «Väntar»."""

from django.utils.translation import gettext_lazy as _

from councils.compliance import waiting_rule
from councils.parameters import Span, declaration, parameter

TERMS = ("funder", "focus", "own_benefit", "partner_benefit", "result_indicators", "evaluation", "notice", "signed_file")

waiting_rule(
    "agreement_meets_its_conditions",
    subject="Relation",
    title=_("Avtalet uppfyller villkoren"),
    gates=["agreement.enter"],
    waits_for=_("Avtalens villkor registreras inte än."),
    parameters=declaration(
        "agreement_meets_its_conditions",
        highest_obligation=parameter("amount", "largest financial obligation; 0 means none at all", default=None),
        end_date_required=parameter("boolean", "it must be limited in time", default=False),
        longest_validity=parameter("span", "longest time", default=None),
        terms=parameter("choices", "terms that must be recorded", default=(), options=TERMS),
        country_list=parameter("text", "a list, kept as data, in which the partner's country must stand", default=None),
        projects_at_least=parameter("integer", "running or planned projects tied to it", default=0),
        every_party_has_approved=parameter("boolean", "takes force only when all parties have approved", default=False),
    ),
)
waiting_rule(
    "network_is_represented",
    subject="Relation",
    title=_("Kommunen är företrädd i nätverket"),
    waits_for=_("Platser i nätverk registreras inte än."),
    parameters=declaration(
        "network_is_represented",
        seats=parameter("seats", "rows: a role that holds the seat, a regular, a deputy; number of each"),
        drawn_from=parameter("body", "body whose members may hold the regular and deputy seats", default=None),
        all_different=parameter("boolean", "no person in two seats of one network", default=True),
        one_from=parameter("containers", "at least one holder belongs to one of these units", default=()),
        networks=parameter("list", "networks that the document names; empty means all", default=()),
    ),
)
waiting_rule(
    "membership_still_serves",
    subject="Relation",
    title=_("Medlemskapet fyller sitt syfte"),
    gates=["membership.join"],
    waits_for=_("Medlemskapens nytta registreras inte än."),
    parameters=declaration(
        "membership_still_serves",
        benefit_noted=parameter("boolean", "the benefit is written down", default=False),
        benefit_every=parameter("period", "and renewed this often", default=None),
        ends_with_project=parameter("boolean", "a network of a project ends when the project does", default=False),
    ),
)
waiting_rule(
    "notice_is_given_before",
    subject="Work",
    title=_("Rätt enhet är informerad i förväg"),
    waits_for=_("Besök registreras inte än."),
    parameters=declaration(
        "notice_is_given_before",
        to=parameter("organs", "who is informed"),
        at_least_before=parameter("span", "how long before the start", default=Span()),
        warn_before=parameter("span", "when the reminder comes", default=None),
    ),
)
waiting_rule(
    "account_is_given_afterwards",
    subject="Work",
    title=_("Redovisning är gjord efteråt"),
    gates=["work.close", "allocation.pay"],
    waits_for=_("Redovisningar av besök och projekt registreras inte än."),
    parameters=declaration(
        "account_is_given_afterwards",
        parts=parameter("parts", "what the account must hold: got, gave, follow_up, participants, costs, text …"),
        to=parameter("organs", "who receives it; each receiver is a duty of its own", default=()),
        within=parameter("due", "last day after the end; none means at closing", default=None),
    ),
)
waiting_rule(
    "work_has_its_responsible_unit",
    subject="Work",
    title=_("Arbetet har en ansvarig enhet"),
    gates=["work.start", "application.submit"],
    waits_for=_("Besök, projekt och ansökningar registreras inte än."),
    parameters=declaration(
        "work_has_its_responsible_unit",
        unit_kinds=parameter("unit_kinds", "kinds of unit that may be responsible"),
        as_what=parameter("choice", "which responsibility", default="owner", options=("owner", "applicant", "host")),
        person_required=parameter("boolean", "also a responsible person", default=False),
        otherwise=parameter("container", "unit that takes what belongs to no single field", default=None),
    ),
)
waiting_rule(
    "work_names_what_it_serves",
    subject="Work",
    title=_("Arbetet är knutet till mål eller prioritering"),
    gates=["work.start"],
    waits_for=_("Mål och prioriteringar registreras inte än."),
    parameters=declaration(
        "work_names_what_it_serves",
        list=parameter("text", "a list that the municipality keeps as data"),
        values=parameter("list", "the values of that list which count; empty means any", default=()),
        at_least=parameter("integer", "how many it must name", default=1),
        derived=parameter("list", "values worked out from other fields", default=()),
        outside=parameter("choice", "ask for a value, or only mark the row", default="remind", options=("remind", "mark")),
    ),
)
waiting_rule(
    "cost_has_its_bearer",
    subject="Cost",
    title=_("Kostnaden har någon som bär den"),
    gates=["work.start"],
    waits_for=_("Kostnader registreras inte än."),
    parameters=declaration(
        "cost_has_its_bearer",
        bearer_kinds=parameter("unit_kinds", "kinds of unit that may bear it"),
        must_take_part=parameter("boolean", "the bearer takes part in the work", default=False),
        central_money_counts=parameter("boolean", "a cost paid by a central pot needs no other bearer", default=False),
        by_cost_type=parameter("table", "cost types that a named party bears", default=None),
    ),
)
