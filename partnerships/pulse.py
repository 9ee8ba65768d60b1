"""Whether relations live, by what the municipality's own documents say of silence: one word for each."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from councils.compliance import RULES, judge, settings_in_force, worst
from councils.exceptions import exceptions_in_force
from councils.parameters import parameters_from

from .models import Relation

RULE = "relation_is_alive"
WORDS = {
    "kept": _("Lever"),
    "due": _("Tystnar snart"),
    "overdue": _("Har tystnat"),
    "unknown": _("Går inte att bedöma"),
    "excepted": _("Undantag"),
}


@dataclass(frozen=True)
class Pulse:
    """`state` is one of the shapes that all pages have; "" where no document says anything of silence."""

    state: str
    word: str


def pulses(municipality, on, **only) -> dict[int, Pulse]:
    """{relation's id: its pulse}, those that `only` chooses. As many queries for one relation as for all."""
    settings = list(settings_in_force(municipality, on, rule=RULE))
    if not settings:
        return {}
    granted, said = exceptions_in_force(municipality, on), defaultdict(list)
    for row in RULES[RULE].rows(municipality, on).filter(**only):
        said[row.pk] += [finding.state for setting in settings for finding in judge(setting, row, on, granted)]
    return {pk: Pulse(state, str(WORDS[state])) for pk, states in said.items() if (state := worst(states)) in WORDS}


def live_first(municipality, on) -> bool:
    """Whether a document asks that the silent ones stand last in the list: one that says silence marks a relation as dormant."""
    settings = settings_in_force(municipality, on, rule=RULE)
    return any(parameters_from(RULES[RULE].parameters, setting.parameters).answer == "mark_dormant" for setting in settings)


def is_silent(relation, pulse: Pulse | None) -> bool:
    return relation.status == Relation.Status.DORMANT or (pulse is not None and pulse.state == "overdue")
