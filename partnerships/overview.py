"""The partners of all municipalities, place by place: what everybody may see of them, as marks on maps and as rows of a table."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from councils.models import Municipality
from councils.sorting import sort_key
from councils.words import Words

from .countries import country_name
from .marks import Mark, MarkedMap, Spot, marked_maps
from .models import ENDED, NEVER_STARTED, Partner, Relation
from .names import name_key
from .partner_card import local_name_of

Status = Relation.Status
ALIVE, EVERY = "", "alla"
TINT = "skiffer"  # a page of all municipalities has the colour of none


@dataclass(frozen=True)
class Tie:
    """What binds one municipality to the place."""

    municipality: Municipality
    kind: str
    since: str
    state: str


@dataclass
class Place:
    """One town, however many municipalities' registers it stands in."""

    key: str
    name: str
    country: str
    country_name: str
    local: str
    local_language: str
    latitude: float | None
    longitude: float | None
    ties: list[Tie] = field(default_factory=list)

    @property
    def spot(self) -> Spot | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Spot(self.key, self.name, self.latitude, self.longitude, self.country, len(self.ties))


@dataclass(frozen=True)
class Asked:
    """What the address asks for; nonsense is taken as nothing."""

    municipality: str = ""
    kind: str = ""
    state: str = ALIVE

    def fits(self, relation) -> bool:
        state = self.state if self.state in {EVERY, *Status} else ALIVE
        right_state = relation.status not in ENDED if state == ALIVE else state in (EVERY, relation.status)
        return (
            right_state
            and (not self.kind or relation.kind == self.kind)
            and (not self.municipality or relation.municipality.slug == self.municipality)
        )


@dataclass(frozen=True)
class Overview:
    asked: Asked
    municipalities: list[tuple[str, str]]
    kinds: list[tuple[str, str]]
    states: list[tuple[str, str]]
    by_country: list[tuple[str, list[Place]]]
    maps: list[MarkedMap]
    unplaced: int

    @property
    def places(self) -> int:
        return sum(len(places) for _country, places in self.by_country)

    @property
    def ties(self) -> int:
        return sum(len(place.ties) for _country, places in self.by_country for place in places)

    @property
    def crowded(self) -> list[Mark]:
        """Marks of several places."""
        return [mark for one in self.maps for mark in one.marks if len(mark.spots) > 1]

    def drawn(self) -> list[str]:
        """The maps as SVG: a mark leads to its place's row, one of several places to the list of them."""
        return [one.svg(address) for one in self.maps]


def address(mark: Mark) -> str:
    return f"#ort-{mark.key}" if len(mark.spots) == 1 else f"#prick-{mark.key}"


def overview(asked: Asked) -> Overview:
    """In four queries, however many municipalities and relations there are."""
    relations = [relation for relation in published() if partners_in(relation)]
    chosen = [relation for relation in relations if asked.fits(relation)]
    places = places_of(chosen)
    spots = [place.spot for place in places if place.spot]
    return Overview(
        asked=asked,
        municipalities=sorted({(r.municipality.slug, r.municipality.name) for r in relations}, key=lambda pair: sort_key(pair[1])),
        kinds=sorted(((kind, capfirst(Words(None)[kind].plural)) for kind in {r.kind for r in relations}), key=lambda pair: pair[1]),
        states=states_of(relations),
        by_country=in_countries(places),
        maps=marked_maps(spots, tint=TINT),
        unplaced=len(places) - len(spots),
    )


def published():
    """Never one that is only proposed, whatever its mark says."""
    rows = (
        Relation.objects.filter(published=True)
        .exclude(status__in=NEVER_STARTED)
        .filter(Q(partner__isnull=False) | Q(parties__isnull=False))
    )
    rows = rows.select_related("municipality", "partner").prefetch_related("partner__names", "parties__partner__names")
    return rows.distinct().order_by("municipality__name_sort", "name_sort", "pk")


def partners_in(relation) -> list[Partner]:
    """The one partner, or all of them where several are parties."""
    found = [relation.partner, *(party.partner for party in relation.parties.all() if party.left_on is None)]
    return list(dict.fromkeys(partner for partner in found if partner))


def states_of(relations) -> list[tuple[str, str]]:
    known = {relation.status for relation in relations}
    return [
        (ALIVE, _("Pågående")),
        (EVERY, _("Alla lägen")),
        *((state.value, capfirst(state.label)) for state in Status if state in known),
    ]


def places_of(relations) -> list[Place]:
    """Towns by country and any common name: those with most names first, so that two that share no name meet in the third."""
    tied = [(partner, relation) for relation in relations for partner in partners_in(relation)]
    tied.sort(key=lambda pair: -len(pair[0].spellings))
    known: dict[tuple[str, str], list] = {}
    groups: list[list] = []
    for partner, relation in tied:
        keys = [(partner.country or partner.country_text, name_key(name)) for name in partner.spellings]
        group = next((known[key] for key in keys if key in known), None)
        if group is None:
            groups.append(group := [])
        group.append((partner, relation))
        for key in keys:
            known.setdefault(key, group)
    words = Words(None)
    return [place_of(group, words) for group in groups]


def place_of(group, words) -> Place:
    """Called what most call it; where it lies and what it is called there says the first who knows."""
    partners = [partner for partner, _relation in group]
    name = Counter(sorted(partner.name for partner in partners)).most_common(1)[0][0]
    placed = next((p for p in partners if p.latitude is not None and p.longitude is not None), None)
    local, language = next((found for found in map(local_name_of, partners) if found[0] and found[0] != name), ("", ""))
    first = partners[0]
    return Place(
        key=str(min(partner.pk for partner in partners)),
        name=name,
        country=first.country,
        country_name=country_name(first.country, get_language()) if first.country else first.country_text,
        local=local,
        local_language=language,
        latitude=float(placed.latitude) if placed else None,
        longitude=float(placed.longitude) if placed else None,
        ties=[
            Tie(
                relation.municipality,
                words.kind(relation.kind),
                relation.since,
                "" if relation.status == Status.IN_FORCE else relation.get_status_display(),
            )
            for relation in sorted({relation for _partner, relation in group}, key=lambda r: (r.municipality.name_sort, r.name_sort, r.pk))
        ],
    )


def in_countries(places) -> list[tuple[str, list[Place]]]:
    """Countries and towns in Swedish order; those whose country nobody knows last."""
    found: dict[str, list[Place]] = {}
    for place in sorted(places, key=lambda one: (one.country_name == "", sort_key(one.country_name), sort_key(one.name))):
        found.setdefault(place.country_name, []).append(place)
    return list(found.items())
