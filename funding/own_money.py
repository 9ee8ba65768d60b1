"""What pays our own share: first what the adopted documents name, then what the unit has set aside itself. Everything in kronor."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from councils.compliance import RULES, settings_in_force
from councils.models import Container
from councils.parameters import parameters_from
from partnerships.models import Work

from .models import Allocation, Pot, Project
from .money import by_year, in_kronor, own_cash_of_year
from .rules.money import GIVEN, OWN_SHARE, SetAside, upwards

RULE = "money_is_set_aside"
Kind = Pot.Kind


@dataclass(frozen=True)
class OwnShare:
    """Own money that work takes a year, against what is to pay it. None: not known, or not set aside."""

    unit: str
    need: Decimal | None
    pot: str  # what it is compared with
    set_aside: Decimal | None
    granted: Decimal = Decimal(0)  # of the need, already granted to the work from central pots
    clause: str = ""  # the one that names the pot, where one does

    @property
    def left(self) -> Decimal | None:
        """What the pot must pay."""
        return None if self.need is None else max(self.need - self.granted, Decimal(0))

    @property
    def state(self) -> str:
        if self.need is None:
            return "unknown"
        if self.left == 0:
            return "not_applicable" if self.need == 0 else "kept"
        return "due" if self.set_aside is None or self.set_aside < self.left else "kept"

    @property
    def lacks(self) -> Decimal | None:
        """How much more is needed; None where the pot is enough, or nobody knows."""
        return self.left - (self.set_aside or Decimal(0)) if self.state == "due" else None


@dataclass(frozen=True)
class Means:
    """The pots of a year with what has been granted from them, the units, and what the adopted documents say of the own share."""

    municipality: Container
    year: int
    pots: tuple[Pot, ...]
    given: tuple[Allocation, ...]
    units: dict[int, Container]
    named: tuple[tuple[str, SetAside], ...]  # the clause's code, what it asks to be set aside

    @classmethod
    def of(cls, municipality, year: int, on: dt.date) -> "Means":
        units = {unit.pk: unit for unit in Container.objects.of(municipality)} | {municipality.pk: municipality}
        pots = tuple(Pot.objects.of(municipality).for_year(year).select_related("container").order_by("pk"))
        given = Allocation.objects.filter(municipality=municipality, pot__year=year, pot__kind=Kind.CENTRAL, status__in=GIVEN)
        asked = [(one.clause.code, parameters_from(RULES[RULE].parameters, one.parameters))
                 for one in settings_in_force(municipality, on, rule=RULE)]  # fmt: skip
        return cls(municipality, year, pots, tuple(given), units, tuple(asked))

    def granted_to(self, work: Work) -> Decimal:
        """From central pots; one whose sum nobody has written counts as nothing."""
        return sum((one.amount or Decimal(0) for one in self.given if one.work_id == work.pk), Decimal(0))

    def shared(self) -> Iterator[tuple[str, SetAside, Decimal | None]]:
        """(clause, what it asks, the sum) of the pots that the documents name for everybody."""
        for clause, p in self.named:
            if p.owner == "municipality":
                own = [
                    pot for pot in self.pots if pot.kind == p.pot and (p.pot == Kind.CENTRAL or pot.container_id == self.municipality.pk)
                ]
                yield clause, p, sum_of(pot.amount for pot in own)

    def payer(self, container_id: int) -> tuple[Container, str]:
        """(the unit whose reserve pays, the clause that says so): the nearest of the kinds that the documents name, else the nearest that has one."""
        above = list(upwards(self.units.get(container_id), self.units))
        for clause, p in self.named:
            named = next((unit for unit in above if unit.kind in p.unit_kinds), None)
            if named and p.owner == "each_unit" and p.covers == OWN_SHARE:
                return named, clause
        having = {pot.container_id for pot in self.pots if pot.kind == Kind.RESERVE}
        return next((unit for unit in above if unit.pk in having), above[0]), ""

    def reserve_of(self, unit) -> Decimal | None:
        return sum_of(pot.amount for pot in self.pots if pot.kind == Kind.RESERVE and pot.container_id == unit.pk)


def sum_of(values) -> Decimal | None:
    """None where there is nothing, or something of it is not known."""
    values = list(values)
    return None if not values or None in values else sum(values, Decimal(0))


def in_all(needs) -> Decimal | None:
    needs = list(needs)
    return None if None in needs else sum(needs, Decimal(0))


def own_shares(means: Means, running) -> list[OwnShare]:
    """What the running projects take: from a shared pot in one row for all, then unit by unit from each one's reserve."""
    takes = {project: own_cash_of_year(project, project.budget_lines.all(), means.year) for project in running}
    common = [
        OwnShare(means.municipality.label, in_all(takes.values()), str(Kind(p.pot).label), amount, clause=clause)
        for clause, p, amount in means.shared()
        if p.covers == OWN_SHARE
    ]
    if any(one.state == "kept" for one in common):
        return common
    found: dict[int, list] = defaultdict(list)
    payers = {pot.container_id: (pot.container, "") for pot in means.pots if pot.kind == Kind.RESERVE}
    for project in running:
        unit, clause = means.payer(project.container_id)
        payers[unit.pk] = (unit, clause)
        found[unit.pk].append(project)
    rows = [reserve_row(means, *payers[pk], found[pk], takes) for pk in payers]
    return common + sorted(rows, key=lambda row: row.unit)


def reserve_row(means, unit, clause, projects, takes) -> OwnShare:
    need, name = in_all(takes[project] for project in projects), str(Kind.RESERVE.label)
    granted = sum((min(means.granted_to(project), takes[project] or Decimal(0)) for project in projects), Decimal(0))
    return OwnShare(unit.label, need, name, means.reserve_of(unit), granted, clause)


# ── one application


def needed_of(application, year: int) -> Decimal | None:
    """Its own money that year, evenly over the planned years; all of it where nobody has planned them."""
    whole = in_kronor(application.own_cash, application.currency, application.rate)
    if not whole or not application.planned_from or not application.planned_to:
        return whole
    return by_year(whole, application.planned_from, application.planned_to).get(year, Decimal(0))


def means_of(application, on: dt.date) -> tuple[int, list[OwnShare]]:
    """(the first year that it weighs on, what is left to pay its share that year): the shared pots first, then the unit's reserve.

    What is left is what is set aside without what the running projects take of it already.
    """
    year = application.planned_from.year if application.planned_from else on.year
    need = needed_of(application, year)
    if not need:
        return year, []
    means = Means.of(application.municipality, year, on)
    rows = Project.objects.of(application.municipality).filter(status=Work.State.RUNNING).exclude(origin=application.pk)
    running = list(rows.prefetch_related("budget_lines"))
    unit, clause = means.payer(application.container_id)
    mine = [project for project in running if means.payer(project.container_id)[0].pk == unit.pk]
    found = [
        OwnShare(means.municipality.label, need, str(Kind(p.pot).label), left_of(amount, p, running, means), clause=code)
        for code, p, amount in means.shared()
    ]
    found.append(OwnShare(unit.label, need, str(Kind.RESERVE.label), less(means.reserve_of(unit), mine, means), clause=clause))
    return year, found


def left_of(amount, p, running, means) -> Decimal | None:
    """Of a pot for everybody: what the running projects do not take, or what is not granted yet where one has to ask for it."""
    if p.covers == OWN_SHARE or amount is None:
        return less(amount, running, means)
    granted = in_all(one.amount for one in means.given)
    return None if granted is None else max(amount - granted, Decimal(0))


def less(amount, projects, means) -> Decimal | None:
    """The sum without what the projects take of it; one that does not say takes nothing that anybody knows of."""
    if amount is None:
        return None
    taken = (own_cash_of_year(project, project.budget_lines.all(), means.year) or Decimal(0) for project in projects)
    return max(amount - sum(taken, Decimal(0)), Decimal(0))
