"""Claims about the watch of the world around."""

from django.utils.translation import gettext_lazy as _

from councils.compliance import waiting_rule
from councils.parameters import declaration, parameter

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
