"""Facts of relations and work that conditions may use. What has no reader yet answers «not known»."""

from django.utils.translation import gettext_lazy as _

from councils.compliance import subject_of
from councils.conditions import Field, declare_fields
from councils.rules.fields import of

from .regions import regions

WHOLE_MUNICIPALITY = ("municipality", "assembly", "executive_board")


def country_of(relation):
    """ISO code, or None while nobody has given it. A network has no country of its own."""
    return (relation.partner.country or None) if relation is not None and relation.partner else None


def geography_of(relation):
    country = country_of(relation)
    return regions(country) if country else None


def scope_of(relation):
    return "municipality" if relation.container.kind in WHOLE_MUNICIPALITY else "unit"


def relation_facts(relation) -> dict:
    """What routes may ask of a relation."""
    return {"kind": relation.kind, "scope": scope_of(relation), "country": country_of(relation), "geography": geography_of(relation)}


declare_fields(
    "Relation",
    row=Field(_("avtal eller medlemskap"), str, lambda row: "membership" if subject_of(row).is_network else "agreement"),
    kind=Field(_("slag av relation"), str, of("kind")),
    state=Field(_("läge"), str, of("status")),
    scope=Field(_("omfattning"), str, lambda row: scope_of(subject_of(row))),
    level=Field(_("nivå"), str),
    stage=Field(_("skede"), str),
    country=Field(_("land"), str, lambda row: country_of(subject_of(row))),
    geography=Field(_("geografiskt område"), str, lambda row: geography_of(subject_of(row))),
    theme=Field(_("tema"), str),
    parties=Field(_("antal parter"), int),
    initiator=Field(_("initiativtagare"), str),
)
declare_fields(
    "Work",
    row=Field(_("slag av arbete"), str, of("row")),
    kind=Field(_("slag"), str),
    state=Field(_("läge"), str),
    direction=Field(_("riktning"), str),
    field_related=Field(_("rör ett verksamhetsområde"), bool),
    relation_kind=Field(_("slag av relation"), str, of("relation", "kind")),
    country=Field(_("land"), str, lambda row: country_of(row.relation)),
    geography=Field(_("geografiskt område"), str, lambda row: geography_of(row.relation)),
    tags=Field(_("märkning"), str),
    target_group=Field(_("målgrupp"), str),
    participant_category=Field(_("slag av deltagare"), str),
    funder_level=Field(_("finansiärens nivå"), str),
    funder=Field(_("finansiär"), str),
    owner_kind=Field(_("slag av ägare"), str, of("container", "kind")),
    applicant_kind=Field(_("slag av sökande"), str),
    initiator=Field(_("initiativtagare"), str),
    work_related=Field(_("rör det vanliga arbetet"), bool),
    development=Field(_("utvecklingsarbete"), bool),
    outside_administration=Field(_("utanför förvaltningen"), bool),
    boards_concerned=Field(_("antal berörda nämnder"), int),
    duration_years=Field(_("antal år"), int),
    cost_total=Field(_("total kostnad"), int),
    traveller=Field(_("resenär"), str),
)
declare_fields(
    "Cost",
    row=Field(_("slag av arbete"), str),
    cost_type=Field(_("slag av kostnad"), str),
    source=Field(_("källa"), str),
    amount=Field(_("belopp"), int),
)
