"""The one page about a relation that somebody reads on the way to the airport: on the screen, on paper and as PDF."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from councils.words import Words

from .charts import BarRow, bar_rows
from .facts import scope_of
from .health import Health, health_of
from .models import Gift, Participant, Partner, Relation, Work
from .partner_card import Card, card_of
from .places import country_of, maps_of
from .pulse import Pulse, pulses
from .seats import Seats, seats_of
from .timeline import Line, line_of
from .touches import address_of, beside, happened, newest, tallies, word_of

MEETINGS = 3  # the last meetings of which the page tells who was there

ROWS = Relation.objects.select_related("partner__successor", "container", "matter", "ending_matter", "changing_matter", "municipality", "succeeded_by").prefetch_related(
    "partner__names", "partner__contact_points", "promises__container", "promises__work", "gifts__work", "events", "matter__decisions__body",
    "matter__decisions__post", "representations__person", "parties__partner",
)  # fmt: skip


@dataclass(frozen=True)
class Meeting:
    """A touch at which somebody wrote down who was there."""

    work: Work
    word: str
    url: str
    ours: list[Participant]
    theirs: list[Participant]


@dataclass(frozen=True)
class Coming:
    """Planned work that lies ahead."""

    work: Work
    word: str
    url: str


@dataclass(frozen=True)
class RelationPage:
    relation: Relation
    kind: str
    country: str
    pulse: Pulse | None
    health: Health
    bars: list[BarRow]
    meetings: list[Meeting]
    coming: list[Coming]
    given: list[Gift]
    received: list[Gift]
    others: Sequence[Relation]  # with the same partner
    line: Line
    cells: list[tuple]
    card: Card | None
    maps: list
    seats: Seats | None  # of a network
    more: dict = field(default_factory=dict)  # what a shortened page leaves out: {part: how many}


def page_of(relation: Relation, on: dt.date, after=None) -> RelationPage:
    """`relation` comes from ROWS. The same number of queries however much was done."""
    municipality, work = relation.municipality, Work.objects.filter(relation=relation)
    others = list(same_partner(relation))
    this_year = happened(work, on).in_year(on.year).prefetch_related("costs")
    health = health_of(relation, tallies(work, on), this_year, relation.promises.all(), relation.events.all(), on)
    gifts = list(relation.gifts.all())
    return RelationPage(
        relation=relation,
        kind=capfirst(Words(municipality).kind(relation.kind)),
        country=country_of(relation.partner),
        pulse=pulses(municipality, on, pk=relation.pk).get(relation.pk),
        health=health,
        bars=bar_rows([(str(year), number) for year, number in health.years], tint=municipality.tint),
        meetings=meetings(relation, on),
        coming=coming(relation, on),
        given=[gift for gift in gifts if gift.direction == Gift.Direction.GIVEN],
        received=[gift for gift in gifts if gift.direction == Gift.Direction.RECEIVED],
        others=others,
        line=line_of([relation, *others], on, after),
        cells=cells(relation, health),
        card=card_of(relation.partner, on) if relation.partner else None,
        maps=maps_of(municipality, [relation]) if relation.partner else [],
        seats=seats_of(relation, on) if relation.is_network else None,
    )


def same_partner(relation: Relation):
    """Other relations with the partner, and those with partners that have gone up in it."""
    if relation.partner_id is None:
        return Relation.objects.none()
    partners = Partner.objects.filter(Q(pk=relation.partner_id) | Q(successor=relation.partner_id)).values("pk")
    found = Relation.objects.of(relation.municipality).filter(partner__in=partners).exclude(pk=relation.pk)
    return found.select_related("partner", "municipality").in_order()


def meetings(relation: Relation, on: dt.date) -> list[Meeting]:
    rows = newest([relation], on).filter(participants__isnull=False).distinct().select_related("municipality")
    rows = rows.prefetch_related("participants__person")
    found = []
    for work in rows[:MEETINGS]:
        there = list(work.participants.all())
        ours = [one for one in there if one.role != Participant.Role.GUEST and not one.organisation]
        theirs = [one for one in there if one not in ours]
        found.append(Meeting(work, word_of(work), address_of(work), ours, theirs))
    return found


def coming(relation: Relation, on: dt.date) -> list[Coming]:
    rows = Work.objects.filter(relation=relation, starts_on__gt=on).exclude(status__in=("cancelled", "refused", "withdrawn"))
    rows = rows.select_related("municipality", "container", *beside()).order_by("starts_on", "pk")
    return [Coming(work, word_of(work), address_of(work)) for work in rows]


def cells(relation: Relation, health: Health) -> list[tuple]:
    """What the agreement is, or the membership: eight facts, of which those that nobody has said are said to be missing."""
    decisions = list(relation.matter.decisions.all()) if relation.matter else []
    shared = [
        (_("Beslut"), "; ".join(str(decision) for decision in decisions)),
        (_("Sedan"), relation.since),
        (_("Läge"), capfirst(relation.get_status_display())),
        (_("Hör till"), relation.container.label),
    ]
    if relation.is_network:
        return [*shared, (_("Nivå"), level_in_words(relation.level)), (_("Omfattning"), scope_in_words(relation)),
                (_("Årlig avgift"), fee_in_words(relation)), (_("Nyttan noterad"), relation.benefit_noted_on)]  # fmt: skip
    return [
        *shared,
        (_("Gäller till"), relation.valid_to or _("Tills vidare")),
        (_("Ekonomiska åtaganden"), obligation_in_words(relation)),
        (_("Ses över senast"), health.review.day if health.review else _("Ingen bestämd översyn")),
        (_("Land"), country_of(relation.partner)),
    ]


def obligation_in_words(relation) -> str:
    if relation.has_obligation is None:
        return ""
    if not relation.has_obligation:
        return _("Inga")
    return _("%(amount)s kronor") % {"amount": f"{relation.kronor:.0f}"} if relation.kronor is not None else _("Ja")


LEVELS = {
    "regional": lambda: _("Regionalt"),
    "national": lambda: _("Nationellt"),
    "european": lambda: _("Europeiskt"),
    "eu_project": lambda: _("I ett EU-projekt"),
}


def level_in_words(level) -> str:
    return LEVELS[level]() if level in LEVELS else level


def scope_in_words(relation) -> str:
    return _("Hela kommunen") if scope_of(relation) == "municipality" else relation.container.label


def fee_in_words(relation) -> str:
    if relation.fee is None:
        return ""
    return f"{relation.fee:.0f} {relation.get_fee_currency_display()}" if relation.fee else _("Ingen avgift")
