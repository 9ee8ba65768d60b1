"""The log counted: how much was done, with how many, at what cost. The unit's page, the report and its PDF show the same figures."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from councils.templatetags.page import amount, count_word, thousands

from .models import Activity


@dataclass(frozen=True)
class Figures:
    """Sums of activities. People, young and cost (kronor) are None when activities exist and none of them says."""

    activities: int = 0
    people: int | None = 0
    young: int | None = 0
    cost: Decimal | None = Decimal(0)


@dataclass(frozen=True)
class Slice:
    """Activities of one year, unit, kind and relation, summed by the database."""

    year: int
    container_id: int
    kind: str
    relation_id: int | None
    relation_name: str
    activities: int
    people: int | None
    young: int | None
    cost: Decimal | None


@dataclass(frozen=True)
class Log:
    """A year's activities beside those of the year before."""

    year: int
    slices: tuple[Slice, ...]

    def figures(self, where: Callable[[Slice], bool] = lambda _slice: True, *, before=False) -> Figures:
        year = self.year - 1 if before else self.year
        return summed([one for one in self.slices if one.year == year and where(one)])

    def of_unit(self, container_id: int) -> "Log":
        return Log(self.year, tuple(one for one in self.slices if one.container_id == container_id))

    def counts(self, field: str, *, before=False) -> dict:
        """{value of the field: activities}."""
        year, found = self.year - 1 if before else self.year, {}
        for one in self.slices:
            if one.year == year:
                found[getattr(one, field)] = found.get(getattr(one, field), 0) + one.activities
        return found


def summed(slices: list[Slice]) -> Figures:
    def known(field):
        values = [getattr(one, field) for one in slices if getattr(one, field) is not None]
        return sum(values) if values or not slices else None

    return Figures(sum(one.activities for one in slices), known("people"), known("young"), known("cost"))


def read_log(municipality, year: int, container=None) -> Log:
    """One query, however many activities there are."""
    rows = Activity.objects.of(municipality).filter(starts_on__gte=dt.date(year - 1, 1, 1), starts_on__lte=dt.date(year, 12, 31))
    if container is not None:
        rows = rows.filter(container=container)
    groups = rows.values("container_id", "kind", "relation_id", "relation__name", year=ExtractYear("starts_on"))
    sums = groups.annotate(activities=Count("pk"), people=Sum("people_reached"), young=Sum("young_reached"), cost=Sum("own_cost"))
    return Log(year, tuple(Slice(relation_name=row.pop("relation__name") or "", **row) for row in sums.order_by()))


@dataclass(frozen=True)
class Fact:
    """One figure as it is read: what, how many, and the line below."""

    label: str
    value: str
    note: str = ""


def kronor(cost: Decimal | None) -> str:
    """Whole kronor: a yearly sum with öre only looks exact."""
    return amount(None if cost is None else Decimal(cost).quantize(Decimal(1), ROUND_HALF_UP))


def facts_of(now: Figures, before: Figures) -> tuple[Fact, ...]:
    young = _("av dem %(number)s unga") % {"number": thousands(now.young)} if now.young is not None and now.people else ""
    return (
        Fact(_("Aktiviteter"), thousands(now.activities), _("%(number)s året innan") % {"number": thousands(before.activities)}),
        Fact(_("Personer"), thousands(now.people), young),
        Fact(_("Egen kostnad"), kronor(now.cost), _("%(number)s året innan") % {"number": kronor(before.cost)} if before.cost else ""),
    )


def kind_counts(log: Log) -> list[tuple[str, int, int]]:
    """(kind of activity, this year, the year before), in the order in which the log offers them."""
    now, before = log.counts("kind"), log.counts("kind", before=True)
    return [(str(label), now.get(code, 0), before.get(code, 0)) for code, label in Activity.Kind.choices if code in now or code in before]


def relation_counts(log: Log) -> list[tuple[str, int, int]]:
    """(with whom, this year, the year before), most first; those outside the register together and last."""
    now, before = log.counts("relation_name"), log.counts("relation_name", before=True)
    names = sorted((name for name in {*now, *before} if name), key=lambda name: (-now.get(name, 0), name))
    outside = [(_("Andra"), now.get("", 0), before.get("", 0))] if "" in now or "" in before else []
    return [(name, now.get(name, 0), before.get(name, 0)) for name in names] + outside


def drafted_summary(log: Log) -> str:
    """A text from the log that the unit may take over and change. In Swedish, as the report is; "" when nothing was logged."""
    figures = log.figures()
    if not figures.activities:
        return ""
    with override("sv"):
        first = ngettext("Under %(year)s hade vi en aktivitet.", "Under %(year)s hade vi %(count)s aktiviteter.", figures.activities)
        said = [first % {"year": log.year, "count": count_word(figures.activities)}]
        kinds = sorted(((label, number) for label, number, _before in kind_counts(log) if number), key=lambda pair: -pair[1])
        said.append(capfirst(", ".join(f"{label.lower()} ({number})" for label, number in kinds)) + ".")
        if names := [name for name, number, _before in relation_counts(log) if number and name != _("Andra")][:3]:
            said.append(_("Mest arbetade vi med %(names)s.") % {"names": listed(names)})
        if figures.people:
            said.append(_("Vi mötte %(people)s personer.") % {"people": thousands(figures.people)})
        if figures.people and figures.young:
            said.append(_("Av dem var %(young)s unga.") % {"young": thousands(figures.young)})
        if figures.cost:
            said.append(_("Det kostade oss %(cost)s.") % {"cost": kronor(figures.cost)})
    return " ".join(said)


def listed(words: list[str]) -> str:
    """«a, b och c»"""
    return words[0] if len(words) == 1 else _("%(first)s och %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
