"""Claims about the seats of a body. They are held by way of posts: a unit's contact persons fill the unit's seats."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..compliance import BREACHED, KEPT, NOT_APPLICABLE, UNKNOWN, Fix, Verdict, rule
from ..models import Appointment, Body
from ..parameters import parameter
from ..spoken import speak
from ..words import Words
from .posts import WARNED_BEFORE, appoint, holders, staffed, wanted

MEMBER = "council_member"
CONTACT = "contact"


@dataclass(frozen=True)
class Table:
    """A body, and all terms of the municipality: who may sit around its table."""

    subject: Body
    terms: tuple[Appointment, ...]
    containers: dict
    words: Words

    def members(self, on):
        """Those who were given a seat in the body itself."""
        return holders([t for t in self.terms if t.role == MEMBER and t.container_id == self.subject.pk], on)


def tables(municipality, on):
    words = Words.read(municipality)
    terms = tuple(Appointment.objects.of(municipality).select_related("person", "container", "home_unit").order_by("starts_on", "pk"))
    containers = {t.container.code: t.container for t in terms}
    bodies = list(Body.objects.of(municipality).active(on).in_order())
    units = {c.code: c for c in municipality.containers.all()}
    for body in bodies:
        yield Table(body, terms, containers | units, words)


@dataclass(frozen=True, kw_only=True)
class SeatsFilled:
    body: str = parameter("body", "which body")
    seats: tuple = parameter("seats", "rows: for a unit, an office, a party, a group, a body or a role; number, role in the body, vote")
    total: int | None = parameter("integer", "number of seats in all, as a cross-check", default=None)


@rule(
    subject="Body",
    title=gettext_lazy("Platserna är besatta"),
    rows=tables,
    concerns=lambda table, p: table.subject.code == p.body,
)
def seats_are_filled(table: Table, p: SeatsFilled, on):
    for n, seat in enumerate(p.seats):
        yield seat_verdict(table, seat, n, on)
    if p.total is not None and p.total != sum(seat.get("number", 1) for seat in p.seats):
        sentence = _("%(body)s ska ha %(total)s platser, men platserna i inställningen blir ett annat antal. Rätta inställningen.")
        yield Verdict(UNKNOWN, sentence % {"body": table.subject.label, "total": p.total}, key="total")


def seat_verdict(table, seat, n, on):
    """A unit's seats are held by its contact persons, or by members of the body who work there."""
    number, code = seat.get("number", 1), seat.get("unit") or seat.get("body")
    key = code or seat.get("role") or str(n)
    if seat.get("role"):
        terms = [t for t in table.terms if t.role == seat["role"] and not t.deputy]
        name, container = table.words.role(seat["role"]), table.subject
    elif code in table.containers:
        container = table.containers[code]
        name = container.label
        own = [t for t in table.terms if t.role == CONTACT and t.container_id == container.pk and not t.deputy]
        terms = own + [t for t in table.terms if t.role == MEMBER and t.container_id == table.subject.pk and t.home_unit_id == container.pk]
    else:
        sentence = _("%(body)s: det går inte att räkna platserna för %(seat)s, uppgiften är inte registrerad.")
        return Verdict(UNKNOWN, sentence % {"body": table.subject.label, "seat": ", ".join(str(v) for v in seat.values())}, key=key)
    held = holders(terms, on)
    facts = {"body": table.subject.label, "seat": name, "count": len(held), "number": number}
    demand = _("%(body)s: %(seat)s har %(count)s av %(number)s platser besatta.") % facts
    if len(held) > number:
        return Verdict(BREACHED, f"{demand} {_('Avsluta ett uppdrag.')}", title=_("Kontrollera platserna i %(body)s") % facts, key=key,
                       evidence=tuple(held), fix=Fix(speak(_("Till %(the_contacts)s")), "contacts"))  # fmt: skip
    forms = table.words[CONTACT]
    missing = number - len(held)
    title = wanted(container, forms.plural if missing > 1 else forms.singular, missing)
    return staffed(terms, number, on, WARNED_BEFORE, demand=demand, title=title, key=key,
                   fix=appoint(container, CONTACT, _("Utse %(role)s") % {"role": forms.singular}))  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SeatsFollow:
    body: str = parameter("body", "which body")
    roles: tuple = parameter("roles", "holders of these roles are the members")
    held_in: tuple = parameter("list", "kinds of unit, or a body, in which the roles are held", default=())
    both_ways: bool = parameter("boolean", "nobody else is a member", default=True)
    others_allowed: tuple = parameter("roles", "roles that may attend without being counted", default=())


@rule(
    subject="Body",
    title=gettext_lazy("Platsen följer uppdraget"),
    rows=tables,
    concerns=lambda table, p: table.subject.code == p.body,
)
def seats_follow_appointments(table: Table, p: SeatsFollow, on):
    """Holders of the roles sit by their post, so only a seat that was given by hand to somebody else can differ."""
    current = [t for t in table.terms if t.is_in_force(on)]
    entitled = {
        t.person_id for t in current if t.role in p.roles and (not p.held_in or {t.container.kind, t.container.code} & set(p.held_in))
    }
    allowed = {t.person_id for t in current if t.role in p.others_allowed}
    members = table.members(on)
    if not entitled and not members:
        return [Verdict(NOT_APPLICABLE)]
    strangers = [t for t in members if t.person_id not in entitled | allowed] if p.both_ways else []
    return [stranger(table, p, term) for term in strangers] or [
        Verdict(KEPT, evidence=tuple(t for t in current if t.person_id in entitled))
    ]


def stranger(table, p, term):
    roles = _(" eller ").join(table.words.role(role) for role in p.roles)
    sentence = _("%(person)s har plats i %(body)s men är inte %(roles)s. Registrera uppdraget, eller avsluta platsen.")
    facts = {"person": term.person, "body": table.subject.label, "roles": roles}
    return Verdict(
        BREACHED,
        sentence % facts,
        title=_("Rätta %(person)s plats i %(body)s") % facts,
        since=term.starts_on,
        evidence=(term,),
        key=str(term.person_id),
        fix=Fix(_("Avsluta platsen"), "appointment_end", (("pk", term.pk),), "", "appoint"),
    )
