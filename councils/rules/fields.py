"""Facts of this room's rows that conditions may use, each with the reader that answers it."""

from django.utils.translation import gettext_lazy as _

from ..compliance import subject_of
from ..conditions import Field, declare_fields
from ..models import Container, Kind
from ..running import units_at_work
from ..spoken import spoken

WHOLE = (Kind.MUNICIPALITY, Kind.ASSEMBLY, Kind.EXECUTIVE_BOARD)  # what these own holds for the whole municipality
POLITICIANS, OFFICIALS = "political", "officials"


def of(name, *path):
    """A reader of the row's attribute, or of the attribute's attribute; an empty text is not known."""

    def read(row):
        value = subject_of(row)
        for step in (name, *path):
            value = getattr(value, step, None)
        return None if value == "" else value

    return read


def fact(name):
    """A reader of a fact that the decided row's source has written down (see rules.matters)."""
    return lambda errand: errand.facts.get(name)


def parent_kind(row):
    parent = subject_of(row).parent
    return parent.kind if parent else None


def scope(row):
    """The whole municipality, or one unit: by who owns the document."""
    return "municipality" if subject_of(row).container.kind in WHOLE else "unit"


def levels_of(kind) -> frozenset[str]:
    """Who meets in a body of the kind. In an advisory body both do."""
    if kind == Kind.COUNCIL:
        return frozenset({POLITICIANS, OFFICIALS})
    return frozenset({OFFICIALS if kind == Kind.MANAGEMENT_GROUP else POLITICIANS})


def note_work(municipality, on, units):
    """Tell the units which of them have work under way, all at once."""
    at_work = units_at_work(municipality, on, Container.objects.of(municipality).only("parent"))
    for unit in units:
        unit.is_at_work = unit.pk in at_work or (unit.pk == municipality.pk and bool(at_work))


declare_fields("Municipality")
declare_fields(
    "Container",
    kind=Field(_("slag"), str, of("kind")),
    parent_kind=Field(spoken(_("slag av %(unit)s ovanför")), str, parent_kind),
    has_ambition=Field(_("internationella ambitioner"), bool, of("area", "has_ambition")),
    has_running_work=Field(_("pågående internationellt arbete"), bool, of("is_at_work"), learn=note_work),
    staff_count=Field(_("antal anställda"), int, of("area", "staff_count")),
)
declare_fields("Body", kind=Field(_("slag"), str, of("kind")), mode=Field(_("form för möten"), str, of("mode")))
declare_fields(
    "Appointment",
    role=Field(_("roll"), str, of("role")),
    container_kind=Field(spoken(_("slag av %(unit)s")), str, of("container", "kind")),
    deputy=Field(_("ersättare"), bool, of("deputy")),
)
declare_fields(
    "Meeting",
    body=Field(_("organ"), str, of("body", "code")),
    body_kind=Field(_("slag av organ"), str, of("body", "kind")),
    level=Field(_("politiker eller tjänstepersoner"), str, lambda row: levels_of(subject_of(row).body.kind), many=True),
    state=Field(_("läge"), str, of("state")),
)
declare_fields(
    "Document",
    kind=Field(_("slag av dokument"), str, of("kind")),
    owner_kind=Field(_("slag av ägare"), str, of("container", "kind")),
    scope=Field(_("omfattning"), str, scope),
    parent_kind=Field(_("slag av överordnat dokument"), str, parent_kind),
    state=Field(_("läge"), str, of("state")),
)
declare_fields(
    "Decision",
    matter=Field(_("slag av ärende"), str, of("matter", "code")),
    document_kind=Field(_("slag av dokument"), str, of("matter", "document", "kind")),
    body=Field(_("organ"), str, of("body", "code")),
    outcome=Field(_("utfall"), str, of("outcome")),
)

TEXTS_OF_MATTERS = {
    "document_kind": _("slag av dokument"),
    "owner_kind": _("slag av ägare"),
    "scope": _("omfattning"),
    "role": _("roll"),
    "container_kind": spoken(_("slag av %(unit)s")),
    "kind": _("slag"),
    "level": _("nivå"),
    "stage": _("skede"),
    "country": _("land"),
    "geography": _("geografiskt område"),
    "initiator": _("initiativtagare"),
    "own_field_of": _("eget verksamhetsområde för"),
    "reason": _("skäl"),
    "change": _("vad som ändras"),
    "funder": _("finansiär"),
    "funder_level": _("finansiärens nivå"),
    "applicant_kind": _("slag av sökande"),
    "relation_kind": _("slag av samarbete"),
    "target_group": _("målgrupp"),
    "organisation_kind": _("slag av organisation"),
    "pot": _("pott"),
    "purpose": _("ändamål"),
    "direction": _("riktning"),
    "traveller": _("resenär"),
    "guest_kind": _("slag av gäst"),
    "report_kind": _("slag av rapport"),
    "by_kind": _("slag av rapportör"),
    "topic": _("ämne"),
}
NUMBERS_OF_MATTERS = {
    "parties": _("antal parter"),
    "duration_years": _("antal år"),
    "duration_days": _("antal dagar"),
    "obligation_amount": _("ekonomiskt åtagande"),
    "boards_concerned": spoken(_("antal berörda %(boards)s")),
    "areas_concerned": spoken(_("antal berörda %(units)s")),
    "fee": _("avgift"),
    "amount": _("belopp"),
    "own_share": _("egen andel"),
    "staff_needed": _("personal som behövs"),
    "budget_years": _("antal budgetår"),
    "per_participant": _("belopp per deltagare"),
    "distance_km": _("avstånd"),
    "cost_total": _("total kostnad"),
    "cost_per_participant": _("kostnad per deltagare"),
}
ANSWERS_OF_MATTERS = {
    "replaces_higher_body": _("ersätter ett högre organs beslut"),
    "deputy": _("ersättare"),
    "effective_later": _("börjar gälla senare"),
    "joint": _("tillsammans med andra"),
    "outside_administration": spoken(_("utanför %(the_units)s")),
    "field_related": _("rör ett verksamhetsområde"),
    "official": _("officiellt"),
}
MANY_OF_MATTERS = {"geography", "own_field_of", "target_group"}
declare_fields("Matter", **{name: Field(label, str, fact(name), name in MANY_OF_MATTERS) for name, label in TEXTS_OF_MATTERS.items()})
declare_fields("Matter", **{name: Field(label, int, fact(name)) for name, label in NUMBERS_OF_MATTERS.items()})
declare_fields("Matter", **{name: Field(label, bool, fact(name)) for name, label in ANSWERS_OF_MATTERS.items()})
