"""The list of relations: each with its last touch, its silence, its state and what was promised."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import capfirst

from councils.words import Words

from .health import Silence, silence
from .models import ENDED, Promise, Relation, Work
from .models.work import HAPPENED
from .places import country_of, maps_of
from .pulse import Pulse, is_silent, live_first, pulses
from .touches import NEVER_COUNTED


@dataclass(frozen=True)
class Item:
    relation: Relation
    country: str
    touches: int
    silence: Silence
    last: dt.date | None
    pulse: Pulse | None
    promises: int
    late: int  # promises whose day has passed


@dataclass(frozen=True)
class Group:
    kind: str
    title: str
    items: list[Item]


@dataclass(frozen=True)
class Choice:
    code: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class RelationList:
    groups: list[Group]
    maps: list
    kinds: list[Choice]
    states: list[Choice]
    live_first: bool
    number: int  # of all, before anything was chosen


def list_of(municipality, on: dt.date, kind="", status="") -> RelationList:
    """As many queries for one relation as for fifty. Agreements come before networks; what was ended comes last."""
    rows = list(counted(Relation.objects.of(municipality).select_related("partner", "container"), on).in_order())
    words, pulse, first = Words(municipality), pulses(municipality, on), live_first(municipality, on)
    chosen = [row for row in rows if row.kind == kind or not kind]
    chosen = [row for row in chosen if row.status == status or not status]
    items = [item_of(row, pulse.get(row.pk), on) for row in chosen]
    items.sort(key=lambda item: (item.relation.status == Relation.Status.ENDED, first and is_silent(item.relation, item.pulse)))
    groups: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda item: item.relation.is_network):
        groups.setdefault(item.relation.kind, []).append(item)
    return RelationList(
        groups=[Group(code, capfirst(words[code].plural), found) for code, found in groups.items()],
        maps=maps_of(municipality, [row for row in chosen if status or row.status not in ENDED]),  # what is over only when it is asked for
        kinds=[Choice(code, capfirst(words[code].plural), code == kind) for code in sorted({row.kind for row in rows})],
        states=[
            Choice(code, capfirst(label), code == status) for code, label in Relation.Status.choices if any(r.status == code for r in rows)
        ],
        live_first=first,
        number=len(rows),
    )


def counted(rows, on: dt.date):
    """Each count by its own subquery: joined together they would multiply."""
    done = Work.objects.filter(relation=OuterRef("pk"), status__in=HAPPENED, starts_on__lte=on).exclude(row__in=NEVER_COUNTED).order_by()
    open_ones = Promise.objects.filter(relation=OuterRef("pk"), done_on=None).order_by()
    return rows.annotate(
        touches=number_of(done),
        last_touch=Subquery(done.values("relation").annotate(last=Max("starts_on")).values("last")),
        open_promises=number_of(open_ones),
        late_promises=number_of(open_ones.filter(Q(due_on__lt=on))),
    )


def number_of(rows):
    return Coalesce(Subquery(rows.values("relation").annotate(n=Count("pk")).values("n")), 0)


def item_of(row, pulse, on) -> Item:
    return Item(
        relation=row,
        country=country_of(row.partner),
        touches=row.touches,
        silence=silence(row, row.last_touch, on),
        last=row.last_touch,
        pulse=pulse if row.status not in (Relation.Status.ENDED, Relation.Status.REJECTED) else None,
        promises=row.open_promises,
        late=row.late_promises,
    )
