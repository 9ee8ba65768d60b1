"""Form fields for declared facts of a matter: the values that the adopted steps name, and one for everything else."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .conditions import FIELDS, PRESENCE
from .route_words import value_in_words
from .routes import OTHER, SUBJECT, listed
from .spoken import spoken

PREFIX = "fact_"
BOARDS = f"{PREFIX}boards"
NOT_SAID = _("Vet inte än")


def asked(steps) -> dict[str, list]:
    """{field: the values that the steps name} in the order in which the steps ask."""
    found: dict[str, list] = {}
    for step in steps:
        for condition in step.where:
            named = found.setdefault(condition["field"], [])
            if condition["op"] not in PRESENCE:
                named += [value for value in listed(condition["value"]) if value not in named]
    return found


def fact_field(name, named, words):
    declared = FIELDS[SUBJECT][name]
    about = {"label": capfirst(str(declared.label)), "required": False}
    if declared.type is bool:
        choices = [("", NOT_SAID), ("1", _("Ja")), ("0", _("Nej"))]
        return forms.TypedChoiceField(choices=choices, coerce=lambda value: value == "1", empty_value=None, **about)
    if declared.type is int:
        return forms.IntegerField(min_value=0, max_value=10**15, **about)
    choices = [(value, capfirst(value_in_words(value, words))) for value in dict.fromkeys([*named, OTHER])]
    if declared.many:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **about)
    return forms.ChoiceField(choices=[("", NOT_SAID), *choices], **about)


def boards_field(boards):
    """Which boards are concerned: each is then asked by itself, and they are as many as are chosen."""
    return forms.MultipleChoiceField(
        label=spoken(_("%(Boards)s som berörs")),
        choices=[(board.code, board.label) for board in boards],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Var och en som du väljer får ett eget steg, och antalet räknas ut."),
    )


def fact_fields(steps, words) -> dict:
    return {f"{PREFIX}{name}": fact_field(name, named, words) for name, named in asked(steps).items()}


def facts_of(cleaned: dict) -> dict:
    """What was answered, as a matter keeps it; several answers to one question are a list."""
    return {name.removeprefix(PREFIX): value for name, value in cleaned.items() if name.startswith(PREFIX) and value not in (None, "", [])}


def as_typed(facts: dict) -> dict:
    """Kept facts as the fields hold them."""
    return {f"{PREFIX}{name}": str(int(value)) if isinstance(value, bool) else value for name, value in facts.items()}
