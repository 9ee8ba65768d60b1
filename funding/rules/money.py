"""The claim that money is set aside and is enough."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import BREACHED, DUE, KEPT, NOT_APPLICABLE, UNKNOWN, Fix, Verdict, rule
from councils.models import Container, Municipality
from councils.parameters import parameter
from councils.templatetags.page import amount
from partnerships.models import Work

from ..models import Allocation, Pot, Project
from ..money import own_cash_of_year

Status = Allocation.Status
GIVEN = (Status.GRANTED, Status.PAID)
OWN_SHARE = "own_share_of_running_projects"


def to_pots(year) -> Fix:
    return Fix(_("Till avsatta medel"), "pots", (), f"ar={year}", "fund")


# ── money is set aside


@dataclass(frozen=True)
class Purse:
    """A unit with the pots that are its own; the municipality has every central pot, whosever budget it stands in."""

    subject: Container
    pots: tuple[Pot, ...]
    allocations: tuple[Allocation, ...]
    projects: tuple[Project, ...]  # all that run
    above: dict[int, list[Container]]  # unit → itself and what it lies under
    central: dict[tuple[int, int], Decimal]  # (work, year) → what it was granted from central pots

    def pots_of(self, kind, year) -> list[Pot]:
        return [pot for pot in self.pots if pot.kind == kind and pot.year == year]

    def own_projects(self, kinds) -> list[Project]:
        """Those that lie with this unit: the nearest one of the kinds, counted upwards from where the work is."""
        if isinstance(self.subject, Municipality) or not kinds:
            return list(self.projects)
        nearest = ((project, next((c for c in self.above[project.container_id] if c.kind in kinds), None)) for project in self.projects)
        return [project for project, unit in nearest if unit is not None and unit.pk == self.subject.pk]


def purses(municipality, on) -> Iterator[Purse]:
    units = list(Container.objects.of(municipality).active(on))
    known = {unit.pk: unit for unit in Container.objects.of(municipality)}
    pots, granted = defaultdict(list), defaultdict(list)
    for pot in Pot.objects.of(municipality).select_related("container").order_by("pk"):
        pots[pot.container_id].append(pot)
    central = defaultdict(Decimal)
    for one in Allocation.objects.filter(municipality=municipality, status__in=GIVEN).select_related("pot").order_by("pk"):
        granted[one.pot_id].append(one)
        if one.pot.kind == Pot.Kind.CENTRAL:
            central[one.work_id, one.pot.year] += one.amount or 0
    running = tuple(
        Project.objects.of(municipality).filter(status=Work.State.RUNNING).select_related("container").prefetch_related("budget_lines")
    )
    above = {pk: list(upwards(unit, known)) for pk, unit in known.items()} | {municipality.pk: []}
    everything = tuple(
        pot for found in pots.values() for pot in found if pot.kind == Pot.Kind.CENTRAL or pot.container_id == municipality.pk
    )
    for unit, own in ((municipality, everything), *((unit, tuple(pots[unit.pk])) for unit in units)):
        yield Purse(unit, own, tuple(a for pot in own for a in granted[pot.pk]), running, above, central)


def upwards(unit, known) -> Iterator[Container]:
    while unit is not None:
        yield unit
        unit = known.get(unit.parent_id)


@dataclass(frozen=True, kw_only=True)
class SetAside:
    pot: str = parameter("choice", "a central pot, or a reserve for extra needs", options=("central", "reserve"))
    owner: str = parameter("choice", "whose budget", default="municipality", options=("municipality", "each_unit"),
                           needs={"each_unit": "unit_kinds"})  # fmt: skip
    unit_kinds: tuple = parameter("unit_kinds", "which units, when each has its own", default=())
    amount: dict | None = parameter("amount", "the amount, when the document states one", default=None)
    covers: str = parameter("choice", "what it must be enough for", default="what_is_granted", options=("what_is_granted", OWN_SHARE))


def is_the_owner(row: Purse, p: SetAside) -> bool:
    return row.subject.kind in p.unit_kinds if p.owner == "each_unit" else isinstance(row.subject, Municipality)


@rule(subject="Container", title=gettext_lazy("Pengar är avsatta och räcker"), rows=purses, concerns=is_the_owner)
def money_is_set_aside(row: Purse, p: SetAside, on, setting):
    """For the year that runs. A reserve is owed only by those whose running projects take something of their own."""
    key = str(on.year)
    if on.year < setting.in_force_from.year:
        return Verdict(NOT_APPLICABLE, key=key)
    facts = {"owner": row.subject.label, "year": on.year, "pot": Pot.Kind(p.pot).label}
    needs = p.covers == OWN_SHARE
    need, unsaid = own_needs(row, p, on.year) if needs else (None, None)
    if needs and not unsaid and not need:
        return Verdict(NOT_APPLICABLE, key=key)
    pots = row.pots_of(p.pot, on.year)
    if not pots or any(pot.amount is None for pot in pots):
        return not_set_aside(p, need, facts, key)
    if unsaid:
        sentence = _("%(project)s säger inte vad det tar av egna pengar %(year)s. Fyll i egen insats, kurs och sista dag.")
        return Verdict(
            UNKNOWN,
            sentence % (facts | {"project": unsaid}),
            key=key,
            fix=Fix(_("Till projektet"), "project", (("pk", unsaid.pk),), "", "log"),
        )
    return enough(row, p, pots, need, facts, key)


def own_needs(row, p, year) -> tuple[Decimal, Project | None]:
    """(what the running projects take of own money that year, the first that does not say). A reserve need not hold what a central pot has granted."""
    need = Decimal(0)
    for project in row.own_projects(p.unit_kinds):
        takes = own_cash_of_year(project, project.budget_lines.all(), year)
        if takes is None:
            return need, project
        need += takes - (min(row.central.get((project.pk, year), Decimal(0)), takes) if p.pot == "reserve" else 0)
    return need, None


def not_set_aside(p, need, facts, key):
    """A reserve is reminded of; a central pot that is not there is a breach."""
    sentence = _("%(owner)s har inga avsatta medel för %(year)s (%(pot)s). Ange vad som är avsatt; noll är också ett svar.")
    if need:
        facts["need"] = amount(need)
        sentence = _("%(owner)s har inga avsatta medel för %(year)s (%(pot)s, %(need)s behövs). Sätt av dem, eller skriv varför inte.")
    title = _("Sätt av medel för %(year)s: %(owner)s") % facts
    return Verdict(DUE if p.pot == "reserve" else BREACHED, sentence % facts, title=title, key=key, fix=to_pots(facts["year"]))


def enough(row, p, pots, need, facts, key):
    has = sum((pot.amount for pot in pots), Decimal(0))
    facts |= {"has": amount(has)}
    wrong = DUE if p.pot == "reserve" else BREACHED
    if p.amount and "value" not in p.amount:
        sentence = _("%(owner)s har avsatt %(has)s för %(year)s. Gränsen är ett basbelopp: jämför med årets belopp.")
        return Verdict(UNKNOWN, sentence % facts, key=key, fix=to_pots(facts["year"]))
    least = Decimal(str(p.amount["value"])) if p.amount else None
    if need is None:
        ids = {pot.pk for pot in pots}
        granted = [one.amount for one in row.allocations if one.pot_id in ids]
        if None in granted:
            sentence = _("%(owner)s: fyll i vad som är beviljat ur medlen för %(year)s. Ett belopp saknas.")
            return Verdict(UNKNOWN, sentence % facts, key=key, fix=to_pots(facts["year"]))
        need = sum(granted, Decimal(0))
    needed = max(need, least or Decimal(0))
    if has >= needed:
        return Verdict(KEPT, since=min(dt.date(pot.year, 1, 1) for pot in pots), evidence=tuple(pots), key=key)
    facts |= {"need": amount(needed)}
    sentence = _("%(owner)s har avsatt %(has)s för %(year)s (%(pot)s), men %(need)s behövs. Sätt av mer, eller skriv varför inte.")
    title = _("Sätt av mer medel för %(year)s: %(owner)s") % facts
    return Verdict(wrong, sentence % facts, title=title, evidence=tuple(pots), key=key, fix=to_pots(facts["year"]))
