"""Money from a pot: how a request is decided, and the claim that what is granted keeps to the terms."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import BREACHED, DUE, KEPT, NOT_APPLICABLE, UNKNOWN, Fix, Verdict, rule
from councils.conditions import holds
from councils.parameters import Due, Span, parameter
from councils.rules.errands import Errand, decided, record_decision, steps_taken
from councils.templatetags.page import amount, thousands
from partnerships.models import Cost, Visit

from ..facts import allocation_facts
from ..models import Allocation
from .money import GIVEN

Status = Allocation.Status
ANSWERED_NO = (Status.REFUSED, Status.WITHDRAWN)


@decided
def allocations_granted(municipality, on, matter=None):
    rows = Allocation.objects.filter(municipality=municipality)
    rows = rows.filter(matter=matter) if matter else rows.filter(applied_on__lte=on).exclude(status__in=ANSWERED_NO)
    for one in with_all(rows, on):
        page = Fix(_("Till medlen"), "allocation", (("pk", one.pk),), "", "log")
        yield Errand(
            subject=one,
            code="allocation.grant",
            owner=one.pot.container,
            facts=allocation_facts(one),
            decisions=tuple(one.matter.decisions.all()) if one.matter else (),
            taken=one.status in GIVEN,
            taken_on=one.granted_on,
            fix=record_decision(one.matter) if one.matter else page,
            called=_("medel till %(purpose)s") % {"purpose": one},
        )


def with_all(rows, on):
    rows = rows.select_related("pot__container", "applicant", "matter", "work__visit", "work__relation", "work__account")
    return rows.prefetch_related(steps_taken(on), "work__costs").order_by("applied_on", "pk")


@dataclass(frozen=True)
class Request:
    """A request for money from a pot, with every other one of the municipality."""

    subject: Allocation
    others: tuple[Allocation, ...] = field(repr=False)

    @property
    def applicant(self):
        return applicant_of(self.subject)

    def taken_with(self, same: Callable) -> list[Allocation]:
        """This one, and those of the others that were not refused and are alike in what is asked."""
        mine = same(self.subject)
        return [self.subject, *(one for one in self.others if one.status not in ANSWERED_NO and mine is not None and same(one) == mine)]


def applicant_of(allocation):
    return allocation.applicant_id or allocation.applicant_name.strip().casefold() or None


def requests(municipality, on) -> Iterator[Request]:
    rows = list(with_all(Allocation.objects.filter(municipality=municipality, applied_on__lte=on), on))
    for row in rows:
        yield Request(row, tuple(one for one in rows if one is not row))


@dataclass(frozen=True, kw_only=True)
class Terms:
    matter: str = parameter("matter", "who grants, by the route")
    applicants: tuple = parameter("list", "kinds of applicant", default=())
    eligible_costs: tuple = parameter("list", "cost types that may be paid", default=())
    ineligible_costs: tuple = parameter("list", "cost types that may not", default=())
    highest_share: dict | None = parameter("share", "largest share of the eligible cost", default=None)
    rates: tuple = parameter("rates", "amount per person, day or both", default=())
    caps: tuple = parameter("caps", "largest sum per event, applicant, pot or year", default=())
    least_days: int | None = parameter("integer", "shortest stay", default=None)
    apply_by: Due | None = parameter("due", "a fixed closing day; none means open all year", default=None)
    apply_before_start: Span | None = parameter("span", "how long before the start", default=None)
    one_source_only: bool = parameter("boolean", "no other municipal body pays for the same", default=False)
    earlier_account_required: bool = parameter("boolean", "closed to one who still owes an account", default=False)


class Unsaid(Exception):
    """A figure that a term needs is not there; the message names it."""


@rule(
    subject="Allocation",
    title=gettext_lazy("Fördelade pengar följer villkoren"),
    rows=requests,
    gates=["allocation.grant", "allocation.pay"],
)
def allocation_keeps_to_its_terms(row: Request, p: Terms, on):
    """Each term that is set is judged by itself, of what was granted, or is asked for."""
    one = row.subject
    if one.status in ANSWERED_NO:
        return [Verdict(NOT_APPLICABLE)]
    return [judged(row, p, name, term, on) for name, term in TERMS.items() if name == "matter" or getattr(p, name) not in ((), None, False)]


def judged(row, p, name, term, on) -> Verdict:
    one = row.subject
    page = Fix(_("Till medlen"), "allocation", (("pk", one.pk),), "", "log")
    try:
        sentence = term(row, p)
    except Unsaid as unsaid:
        facts = {"row": one, "what": str(unsaid)}
        return Verdict(UNKNOWN, _("%(row)s: fyll i %(what)s. Det avgör om villkoren följs.") % facts, key=name, fix=page)
    if not sentence:
        return Verdict(KEPT, key=name, evidence=(one,))
    fix = record_decision(one.matter) if name == "matter" and one.matter else page
    given = one.status in GIVEN
    return Verdict(
        BREACHED if given else DUE,
        f"{one}: {sentence}",
        title=_("Se över villkoren för %(row)s") % {"row": one},
        since=one.granted_on if given else None,
        evidence=(one,),
        key=name,
        fix=fix,
    )


def known(value, what):
    if value in (None, ""):
        raise Unsaid(what)
    return value


def number(value) -> Decimal:
    return Decimal(str(value["value"] if isinstance(value, dict) else value))


def over(what, value, limit) -> str:
    facts = {"what": what, "value": amount(value), "limit": amount(limit)}
    return _("%(what)s överskrids (%(value)s, gräns %(limit)s). Ändra beloppet, eller besluta om undantag med skäl.") % facts


def by_decision(row, p) -> str:
    decisions = row.subject.matter.decisions.all() if row.subject.matter_id else ()
    return (
        "" if any(one.says_yes for one in decisions) else _("medlen är inte beviljade genom ett registrerat beslut. Registrera beslutet.")
    )


def by_applicant(row, p) -> str:
    kind = known(allocation_facts(row.subject)["applicant_kind"], _("vem som söker"))
    return "" if kind in p.applicants else _("sökanden är inte av rätt slag. Kontrollera vem som söker.")


def cost_types(row) -> set[str]:
    """Of the request itself, else of the work's costs that central money pays."""
    one = row.subject
    if one.cost_type:
        return {one.cost_type}
    costs = one.work.costs.all() if one.work_id else ()
    found = {cost.cost_type for cost in costs if cost.source == Cost.Source.CENTRAL}
    if not found or "" in found:
        raise Unsaid(_("slag av kostnad"))
    return found


def by_eligible(row, p) -> str:
    strange = cost_types(row) - set(p.eligible_costs)
    return _("%(costs)s hör inte till de kostnader som medlen får gå till.") % {"costs": ", ".join(sorted(strange))} if strange else ""


def by_ineligible(row, p) -> str:
    strange = cost_types(row) & set(p.ineligible_costs)
    return _("%(costs)s får medlen inte gå till.") % {"costs": ", ".join(sorted(strange))} if strange else ""


def sum_of(row) -> Decimal:
    return known(row.subject.amount, _("beloppet"))


def by_share(row, p) -> str:
    cost = known(row.subject.eligible_cost, _("kostnaden som får räknas"))
    limit = (cost * number(p.highest_share["part"]) / number(p.highest_share["of"])).quantize(Decimal("0.01"))
    return over(_("högsta andelen"), sum_of(row), limit) if sum_of(row) > limit else ""


def by_rates(row, p) -> str:
    """The first rate whose condition holds; one that has none holds for all."""
    for rate in p.rates:
        applies = holds("Allocation", row, rate.get("where", []))
        if applies is None:
            raise Unsaid(_("det som avgör beloppet per person eller dag"))
        if applies:
            limit = limit_of(rate, row.subject)
            return over(_("beloppet per person eller dag"), sum_of(row), limit) if sum_of(row) > limit else ""
    return ""


def limit_of(rate, one) -> Decimal:
    per, limit = rate["per"], number(rate["amount"])
    per = [per] if isinstance(per, str) else per
    for unit, given, most, what in (
        ("person", one.participants, rate.get("most_persons"), _("antal personer")),
        ("day", one.days, rate.get("most_days"), _("antal dagar")),
    ):
        if unit in per:
            count = known(given, what)
            limit *= min(count, most) if most is not None else count
    return limit


SAME = {
    "event": lambda one: one.work_id,
    "applicant": applicant_of,
    "pot": lambda one: one.pot_id,
    "year": lambda one: one.pot.year,
}


def by_caps(row, p) -> str:
    for cap in p.caps:
        per, limit = cap["per"], number(cap["amount"])
        if per == "person":
            value = sum_of(row) / max(1, known(row.subject.participants, _("antal personer")))
        else:
            same = (lambda one, per=per: (SAME[per](one), one.pot.year)) if cap.get("every") else SAME[per]
            amounts = [one.amount for one in row.taken_with(same)]
            value = sum(known(None if None in amounts else amounts, _("beloppet")), Decimal(0))
        if value > limit:
            return over(_("taket"), value, limit)
    return ""


def by_days(row, p) -> str:
    stay = known(row.subject.days, _("antal dagar"))
    facts = {"days": thousands(stay), "least": p.least_days}
    return "" if stay >= p.least_days else _("vistelsen är %(days)s dagar, minst %(least)s krävs.") % facts


def late(row, last) -> str:
    facts = {"day": date_format(row.subject.applied_on, "j F Y"), "last": date_format(last, "j F Y")}
    return "" if row.subject.applied_on <= last else _("söktes %(day)s. Sista dag var %(last)s.") % facts


def by_closing_day(row, p) -> str:
    return late(row, p.apply_by.after(dt.date(row.subject.pot.year, 1, 1)))


def by_start(row, p) -> str:
    work = known(row.subject.work, _("vad medlen är till för"))
    return late(row, p.apply_before_start.before(work.starts_on))


def by_one_source(row, p) -> str:
    work = known(row.subject.work, _("vad medlen är till för"))
    others = [one for one in row.others if one.work_id == work.pk and one.pot_id != row.subject.pot_id and one.status not in ANSWERED_NO]
    return _("samma arbete får redan medel ur %(pot)s.") % {"pot": others[0].pot} if others else ""


def by_earlier_account(row, p) -> str:
    owes = [
        one
        for one in row.others
        if applicant_of(one) == row.applicant and one.status in GIVEN and owes_account(one, row.subject.applied_on)
    ]
    return _("sökanden har inte redovisat %(work)s. Begär redovisningen först.") % {"work": owes[0]} if owes else ""


def owes_account(one, on) -> bool:
    """Work that was over before the day and has no account. A visit that names no last day is over in a day."""
    work = one.work
    if work is None or one.status not in GIVEN or hasattr(work, "account"):
        return False
    end = work.ends_on or (work.starts_on if work.row == Visit._meta.model_name else None)
    return end is not None and end < on


TERMS = {
    "matter": by_decision, "applicants": by_applicant, "eligible_costs": by_eligible, "ineligible_costs": by_ineligible,
    "highest_share": by_share, "rates": by_rates, "caps": by_caps, "least_days": by_days, "apply_by": by_closing_day,
    "apply_before_start": by_start, "one_source_only": by_one_source, "earlier_account_required": by_earlier_account,
}  # fmt: skip
