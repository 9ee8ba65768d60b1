"""What counts as a touch between the municipality and somebody: each kind of work says what it is called and what it counts as."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, Sum
from django.db.models.functions import ExtractYear
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from .models import Visit, Work
from .models.visits import Direction

NEVER_COUNTED = frozenset({"application"})  # wishing to do something together is not yet doing it


@dataclass(frozen=True, kw_only=True)
class TouchKind:
    """One kind of row of work. `path` leads from Work to the field that tells its kinds apart, in words by `words`."""

    row: str
    words: Mapping[str, str]
    path: str = ""
    counts_as: Callable[[str], frozenset[str]]

    def word(self, code) -> str:
        return str(self.words.get(code) or code)


KINDS: dict[str, TouchKind] = {}


def declare_touch(kind: TouchKind):
    KINDS[kind.row] = kind


declare_touch(TouchKind(row=Visit._meta.model_name, path="visit__direction", words=dict(Direction.choices),
                        counts_as=lambda code: frozenset({"visit"})))  # fmt: skip
declare_touch(TouchKind(row="project", words={"": _("projekt")}, counts_as=lambda code: frozenset({"project"})))


def beside() -> list[str]:
    """For select_related: the rows that hold what tells the kinds apart."""
    return list(KINDS)


def whole(work) -> Work:
    """The visit, the project or the entry that the shared part belongs to, with what was fetched for it. Reads the row beside it."""
    child = work if type(work) is not Work else getattr(work, work.row, work)
    if child is not work:
        child._prefetched_objects_cache = getattr(work, "_prefetched_objects_cache", {})
    return child


def code_of(work) -> str:
    """The work's kind within its kind of row."""
    kind = KINDS.get(work.row)
    return getattr(whole(work), kind.path.rpartition("__")[2]) if kind and kind.path else ""


def word_of(work) -> str:
    """«Elevutbyte», «besök här», «projekt»."""
    return KINDS[work.row].word(code_of(work)) if work.row in KINDS else ""


def counts_as(work) -> frozenset[str]:
    return KINDS[work.row].counts_as(code_of(work)) if work.row in KINDS else frozenset()


def address_of(work) -> str:
    """The work's own page; nothing while it has none."""
    try:
        return reverse(work.row, args=[work.municipality.slug, work.pk])
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Tally:
    """What was done of one kind in one year. People are counted where somebody has said how many."""

    row: str
    code: str
    year: int
    number: int
    last: dt.date
    people: int | None
    people_said: int
    young: int | None

    @property
    def word(self) -> str:
        return KINDS[self.row].word(self.code)


def happened(rows, on):
    return rows.happened().filter(starts_on__lte=on).exclude(row__in=NEVER_COUNTED)


def tallies(rows, on) -> list[Tally]:
    """One query, however much was done: as many lines as there are kinds and years."""
    paths = [kind.path for kind in KINDS.values() if kind.path]
    lines = (
        happened(rows, on)
        .order_by()
        .annotate(in_year=ExtractYear("starts_on"))
        .values("row", "in_year", *paths)
        .annotate(
            number=Count("pk"),
            last=Max("starts_on"),
            people=Sum("people_reached"),
            people_said=Count("people_reached"),
            young=Sum("young_reached"),
        )
    )
    return [tally_of(line) for line in lines if line["row"] in KINDS]


def tally_of(line) -> Tally:
    path = KINDS[line["row"]].path
    code = line[path] if path else ""
    return Tally(line["row"], code, line["in_year"], line["number"], line["last"], line["people"], line["people_said"], line["young"])


def newest(relations, on):
    """Work with any of the relations that has happened, newest first, with what tells the kinds apart."""
    return happened(Work.objects.filter(relation__in=relations), on).select_related("container", *beside()).newest_first()
