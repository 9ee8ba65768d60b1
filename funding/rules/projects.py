"""Claims about projects: the steps that a policy asks for."""

from django.utils.translation import gettext_lazy as _

from councils.compliance import waiting_rule
from councils.parameters import Due, Span, declaration, parameter

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
