"""Facts of relations and work that conditions may use. What has no reader yet answers «not known»."""

import math
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from councils.compliance import subject_of
from councils.condition_values import declare_values, of_list, own, words
from councils.conditions import Field, declare_fields
from councils.rules.field_values import OTHERWISE, PLACES, SCOPES
from councils.rules.fields import of
from councils.spoken import spoken

from .countries import COUNTRIES
from .models import Cost, Relation, Work
from .models.money import Currency
from .models.visits import Direction
from .regions import REGIONS, regions
from .relation_columns import RELATION_KINDS

WHOLE_MUNICIPALITY = ("municipality", "assembly", "executive_board")


def country_of(relation):
    """ISO code, or None while nobody has given it. A network has no country of its own."""
    return (relation.partner.country or None) if relation is not None and relation.partner else None


def geography_of(relation):
    country = country_of(relation)
    return regions(country) if country else None


def scope_of(relation):
    return "municipality" if relation.container.kind in WHOLE_MUNICIPALITY else "unit"


def begun_years(first, last) -> int | None:
    """Begun years from the first day to the last, both known."""
    if first is None or last is None:
        return None
    months = (last.year - first.year) * 12 + last.month - first.month + (last.day >= first.day)
    return max(1, math.ceil(months / 12))


def number_of_parties(relation) -> int | None:
    """The municipality and its partner, or those that are written down; the municipality counts also when nobody has written it."""
    written = [party for party in relation.parties.all() if party.left_on is None]
    if written:
        return len(written) + all(party.partner_id or party.name for party in written)
    return 2 if relation.partner_id else None


def obligation_of(relation) -> int | None:
    """In kronor, 0 when there is none, None while nobody has said."""
    if relation.has_obligation is False:
        return 0
    return None if relation.kronor is None else math.ceil(relation.kronor)


def fee_of(relation) -> int | None:
    return math.ceil(relation.fee) if relation.fee is not None and relation.fee_currency == Currency.SEK else None


def relation_facts(relation) -> dict:
    """What routes may ask of a relation. Reads its partner, container and parties; what only the matter knows stands on the matter."""
    return {
        "kind": relation.kind,
        "level": relation.level or None,
        "stage": relation.stage or None,
        "scope": scope_of(relation),
        "country": country_of(relation),
        "geography": geography_of(relation),
        "initiator": relation.initiator or None,
        "parties": number_of_parties(relation),
        "duration_years": begun_years(relation.started_on, relation.valid_to),
        "obligation_amount": obligation_of(relation),
        "fee": fee_of(relation),
        "reason": relation.ended_by or None,
    }


def tags_of(work, name=None) -> frozenset[str] | None:
    """Codes of the values that the work is tagged with, of one list or of all; None while there is no tag."""
    row = subject_of(work)
    found = getattr(row, "tagged", None)  # (list, code) of those that are counted together
    if found is None and not hasattr(row, "tags"):
        return None
    if found is None:
        found = frozenset((tag.value.list, tag.value.code) for tag in row.tags.all())
    return frozenset(code for of_list, code in found if name in (None, of_list)) or None


def target_groups(work) -> frozenset[str] | None:
    """Those that the work is tagged with; children and youth too where somebody has said how many young people it reached."""
    row = subject_of(work)
    young = getattr(row, "young_reached", None)
    reached = frozenset({"children", "youth"}) if young else frozenset()
    tagged = tags_of(row, "target_group")
    return None if tagged is None and young is None else (tagged or frozenset()) | reached


def participants_of(work) -> list:
    row = subject_of(work)
    return list(row.participants.all()) if hasattr(row, "participants") else []


def participant_categories(work) -> frozenset[str] | None:
    """Kinds of those who take part, by participant and by the list of that name; None while nobody has said."""
    categories = {one.category for one in participants_of(work) if one.category}
    return frozenset(categories | (tags_of(work, "participant_category") or set())) or None


def travellers(work) -> frozenset[str] | None:
    """Kinds of our own people on the way."""
    return frozenset(one.category for one in participants_of(work) if one.category and one.role in ("delegate", "leader")) or None


def cost_total(work) -> Decimal | None:
    """In kronor: what each cost comes to, else the one figure of the work; None while one of them is not known."""
    row = subject_of(work)
    costs = list(row.costs.all()) if hasattr(row, "costs") else []
    if not costs:
        return getattr(row, "own_cost", None)
    kronor = [cost.kronor for cost in costs]
    return None if None in kronor else sum(kronor, Decimal(0))


def duration_years(work) -> int | None:
    """Begun years from the first day to the last."""
    row = subject_of(work)
    return begun_years(getattr(row, "starts_on", None), getattr(row, "ends_on", None))


def of_relation(read):
    """The reader of a relation's fact. A rule may have the whole register as a row, of which nothing is known."""
    return lambda row: read(found) if isinstance(found := subject_of(row), Relation) else None


declare_fields(
    "Relation",
    row=Field(_("avtal eller medlemskap"), str, of_relation(lambda relation: "membership" if relation.is_network else "agreement")),
    kind=Field(_("slag av samarbete"), str, of("kind")),
    state=Field(_("läge"), str, of("status")),
    scope=Field(_("omfattning"), str, of_relation(scope_of)),
    level=Field(_("nivå"), str, of("level")),
    stage=Field(_("skede"), str, of("stage")),
    country=Field(_("land"), str, of_relation(country_of)),
    geography=Field(_("geografiskt område"), str, of_relation(geography_of)),
    theme=Field(_("tema"), str, of("theme")),
    parties=Field(_("antal parter"), int, of_relation(number_of_parties)),
    initiator=Field(_("initiativtagare"), str, of("initiator")),
)
declare_fields(
    "Work",
    row=Field(_("slag av arbete"), str, of("row")),
    kind=Field(_("slag"), str, of("kind")),
    state=Field(_("läge"), str, of("status")),
    direction=Field(_("riktning"), str, of("direction")),
    field_related=Field(_("rör ett verksamhetsområde"), bool, of("is_field_related")),
    relation_kind=Field(_("slag av samarbete"), str, of("relation", "kind")),
    country=Field(_("land"), str, lambda row: country_of(getattr(subject_of(row), "relation", None))),
    geography=Field(_("geografiskt område"), str, lambda row: geography_of(getattr(subject_of(row), "relation", None)), many=True),
    tags=Field(_("märkning"), str, tags_of, many=True),
    target_group=Field(_("målgrupp"), str, target_groups, many=True),
    participant_category=Field(_("slag av deltagare"), str, participant_categories, many=True),
    owner_kind=Field(_("slag av ägare"), str, of("container", "kind")),
    initiator=Field(_("initiativtagare"), str, of("initiator")),
    work_related=Field(_("rör det vanliga arbetet"), bool, of("is_work_related")),
    development=Field(_("utvecklingsarbete"), bool, of("is_development")),
    outside_administration=Field(spoken(_("utanför %(the_units)s")), bool, of("is_outside")),
    duration_years=Field(_("antal år"), int, duration_years),
    cost_total=Field(_("total kostnad"), int, cost_total),
    traveller=Field(_("resenär"), str, travellers, many=True),
    # The room of applications and projects has the rows of these.
    funder_level=Field(_("finansiärens nivå"), str),
    funder=Field(_("finansiär"), str),
    applicant_kind=Field(_("slag av sökande"), str),
    boards_concerned=Field(spoken(_("antal berörda %(boards)s")), int),
)
declare_fields(
    "Cost",
    row=Field(_("slag av arbete"), str, of("work", "row")),
    cost_type=Field(_("slag av kostnad"), str, of("cost_type")),
    source=Field(_("källa"), str, of("source")),
    amount=Field(_("belopp"), int, lambda row: subject_of(row).kronor),
)

# What is counted as work may be a relation too, or who came to a meeting.
KIND_OF_RELATION = own("relation_kind") | words(*RELATION_KINDS)
GEOGRAPHY = {"country": words(*COUNTRIES), "geography": words(*REGIONS)}
LEVELS = words("regional", "national", "european", "eu_project")
declare_values(
    "Relation",
    **GEOGRAPHY,
    row=words("agreement", "membership"),
    kind=KIND_OF_RELATION,
    state=words(Relation.Status),
    scope=SCOPES,
    level=LEVELS,
    initiator=words(Relation.Initiator),
)
declare_values(
    "Work",
    **GEOGRAPHY,
    row=words("visit", "attendance"),
    kind=KIND_OF_RELATION,
    state=words(Work.State, Relation.Status),
    direction=words(Direction),
    relation_kind=KIND_OF_RELATION,
    tags=own("tag"),
    target_group=of_list("target_group") | words("children", "youth"),
    owner_kind=PLACES,
    initiator=words(Relation.Initiator),
)
declare_values("Cost", row=words("visit"), source=words(Cost.Source))
declare_values(
    "Matter",
    **{name: values | OTHERWISE for name, values in GEOGRAPHY.items()},
    scope=SCOPES | OTHERWISE,
    kind=KIND_OF_RELATION | OTHERWISE,
    relation_kind=KIND_OF_RELATION | OTHERWISE,
    level=LEVELS | OTHERWISE,
    initiator=words(Relation.Initiator) | OTHERWISE,
    target_group=of_list("target_group") | words("children", "youth") | OTHERWISE,
    direction=words(Direction) | OTHERWISE,
)
