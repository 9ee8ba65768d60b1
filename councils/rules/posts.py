"""Claims about who holds what: posts, and the contact persons of each unit."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..compliance import BREACHED, DUE, KEPT, NOT_APPLICABLE, UNKNOWN, Fix, Verdict, rule, worst
from ..models import Appointment, Commission, Container, Municipality
from ..parameters import Span, parameter
from ..roles import FUNCTIONS, ROLES
from ..running import units_at_work
from ..spoken import speak, spoken
from ..value_parts import NUMBER
from ..words import Words

WARNED_BEFORE = Span(days=60)  # of a term that ends, where the rule has no parameter for it
ONE_DAY = dt.timedelta(days=1)
WITH_WORK = "with_running_work"


def day(value):
    return date_format(value, "j F Y")


# ── counting terms


def holder(term: Appointment | Commission):
    """What tells one holder from another: the person; of a function the unit, or who has it outside."""
    return term.person_id if isinstance(term, Appointment) else (term.container_id, term.provider)


def holders(terms: Iterable[Appointment | Commission], on) -> list:
    """The terms that are held on the day, one for each holder."""
    return list({holder(t): t for t in terms if t.is_in_force(on)}.values())


def vacant_since(terms, number, on) -> dt.date | None:
    """The first day of the present vacancy: the day after the term that left too few. None where there never were enough."""
    last_days = {t.ends_on for t in terms if t.ends_on and t.ends_on < on}
    return next((last + ONE_DAY for last in sorted(last_days, reverse=True) if len(holders(terms, last)) >= number), None)


def runs_out(terms, number, on) -> dt.date | None:
    """The last day before there will be too few, as far as is known today."""
    last_days = {t.ends_on for t in terms if t.ends_on and t.ends_on >= on}
    return next((last for last in sorted(last_days) if len(holders(terms, last + ONE_DAY)) < number), None)


def staffed(terms, number, on, warned_before, **more) -> Verdict:
    """Enough, too few, or soon too few. `more` has the texts: `title`, `demand` and `urge` for what is missing, and the fix."""
    demand, title, fix, key = more["demand"], more["title"], more["fix"], more.get("key", "")
    held = holders(terms, on)
    if len(held) < number:
        since = vacant_since(terms, number, on)
        vacant = _("Det har saknats någon sedan %(day)s.") % {"day": day(since)} if since else more.get("urge") or _("Utse den som saknas.")
        return Verdict(BREACHED, f"{demand} {vacant}", title=title, since=since, evidence=tuple(held), key=key, fix=fix)
    last = runs_out(terms, number, on)
    if last and warned_before and on >= warned_before.before(last):
        ends = _("Ett uppdrag slutar %(day)s. Utse en efterträdare, eller förläng.") % {"day": day(last)}
        return Verdict(DUE, f"{demand} {ends}", title=title, due=last, evidence=tuple(held), key=key, fix=fix)
    return Verdict(KEPT, evidence=tuple(held), key=key)


def appoint(container, role, label=None) -> Fix:
    label = label or _("Utse")
    permission = ROLES[role].appointed_with if role in ROLES else "administer"
    return Fix(label, "appoint", (), f"enhet={container.code}&roll={role}", permission)


# ── a post


@dataclass(frozen=True)
class Staff:
    """The municipality with all terms and functions that began by then or will begin, and its units."""

    subject: Municipality
    terms: tuple[Appointment, ...]
    functions: tuple[Commission, ...]
    containers: dict
    words: Words

    def lies_under(self, unit_id, codes) -> bool:
        """Whether the unit, or one above it, has one of the codes."""
        by_id = {c.pk: c for c in self.containers.values()}
        while unit := by_id.get(unit_id):
            if unit.code in codes:
                return True
            unit_id = unit.parent_id
        return False


def staff(municipality, on):
    terms = Appointment.objects.of(municipality).select_related("person", "container", "home_unit").order_by("starts_on", "pk")
    functions = Commission.objects.of(municipality).select_related("container").order_by("starts_on", "pk")
    containers = {c.code: c for c in Container.objects.of(municipality).active(on)}
    yield Staff(municipality, tuple(terms), tuple(functions), containers, Words.read(municipality))


@dataclass(frozen=True, kw_only=True)
class PostHeld:
    role: str = parameter("post", "which role or function")
    in_container: str = parameter("container", "where it is held", default="municipality")
    number: int = parameter("integer", "least number of holders on any day", default=1)
    at_most: int | None = parameter("integer", "most number of holders", default=None)
    home_unit: tuple = parameter("containers", "the holder belongs to one of these units or below it", default=())
    also_holds: tuple = parameter("roles", "the holder also holds this role", default=())
    serves_unit_kinds: tuple = parameter("unit_kinds", "kinds of unit that the holder is there for", default=())
    outside_provider_counts: bool = parameter("boolean", "an agreement with somebody outside is accepted", default=False)


@rule(subject="Municipality", title=gettext_lazy("Uppdraget är tillsatt"), rows=staff)
def post_is_held(staff: Staff, p: PostHeld, on):
    """Held by a person; a function also by a unit, or by somebody outside where the document lets it."""
    container = staff.subject if p.in_container == "municipality" else staff.containers.get(p.in_container)
    if container is None:
        return Verdict(NOT_APPLICABLE)
    word, facts = staff.words.role(p.role), {"unit": container.label, "role": staff.words.role(p.role)}
    if p.role not in FUNCTIONS and (p.role not in ROLES or container.kind not in ROLES[p.role].held_in):
        sentence = _("Regeln frågar efter %(role)s i %(unit)s, men uppdraget kan inte finnas där. Ändra regeln.") % facts
        return Verdict(UNKNOWN, sentence, fix=Fix(_("Till reglerna"), "rulesettings"))
    terms = [t for t in staff.terms if (t.role, t.container_id, t.deputy) == (p.role, container.pk, False)]
    terms += [f for f in staff.functions if f.role == p.role and counts(staff, p, f)]
    held, fix = holders(terms, on), to_fill(p, container, word)
    if p.at_most is not None and len(held) > p.at_most:
        sentence = _("%(unit)s ska ha högst %(most)s %(role)s och har %(count)s. Avsluta ett uppdrag.")
        return Verdict(
            BREACHED,
            sentence % (facts | {"most": p.at_most, "count": len(held)}),
            title=_("Kontrollera vem som är %(role)s") % facts,
            evidence=tuple(held),
            fix=Fix(speak(_("Till %(the_contacts)s")), "contacts") if p.role == "contact" else Fix(_("Till organ och ledamöter"), "bodies"),
        )
    found = enough(staff, p, terms, on, facts, fix)
    return found if found.state == BREACHED else misplaced(staff, p, held, on, fix) or found


def counts(staff, p, function) -> bool:
    """Whether the function lies where the document says; with somebody outside it lies nowhere in the municipality."""
    places = [codes for codes in ((p.in_container,), p.home_unit) if codes and codes != ("municipality",)]
    if function.container_id is None:
        return p.outside_provider_counts and not places
    return all(staff.lies_under(function.container_id, codes) for codes in places)


def to_fill(p, container, word) -> Fix:
    if p.role in FUNCTIONS:
        place = f"&enhet={container.code}" if p.in_container != "municipality" else ""
        return Fix(_("Ange vem som har funktionen"), "commission_new", (), f"funktion={p.role}{place}", "appoint")
    return appoint(container, p.role, _("Utse %(role)s") % {"role": word})


def enough(staff, p, terms, on, facts, fix) -> Verdict:
    """Enough holders for each kind of unit that there is; the sentence names the kinds that come off worst."""
    kinds = [kind for kind in p.serves_unit_kinds if kind in {c.kind for c in staff.containers.values()}] or [""]

    def judged(kind, **texts):
        serving = [t for t in terms if not kind or isinstance(t, Appointment) or t.is_for(kind)]
        return staffed(serving, p.number, on, WARNED_BEFORE, **({"demand": "", "title": "", "fix": fix} | texts))

    states = {kind: judged(kind).state for kind in kinds}
    short = [kind for kind, state in states.items() if state == worst(states.values())]
    facts |= {"number": p.number, "kinds": ", ".join(staff.words[kind].plural for kind in short if kind)}
    if p.role in FUNCTIONS:
        demand = _("%(unit)s ska ha %(role)s för %(kinds)s.") if facts["kinds"] else _("%(unit)s ska ha %(role)s.")
        title, urge = _("Ange vem som har funktionen %(role)s"), _("Ange vem som har funktionen.")
    else:
        demand = _("%(unit)s ska ha minst %(number)s %(role)s.")
        if facts["kinds"]:
            demand = _("%(unit)s ska ha minst %(number)s %(role)s för %(kinds)s.")
        title, urge = _("Utse %(role)s"), ""
    if others := [f.holder for f in staff.functions if f.role == p.role and f.is_in_force(on) and f not in terms]:
        urge = _("Nu har %(others)s funktionen, och det räknas inte här.") % {"others": ", ".join(others)} + f" {urge}"
    said = judged(short[0], demand=demand % facts, title=title % facts, urge=urge)
    return replace(said, evidence=tuple(holders(terms, on)))


def misplaced(staff, p, held, on, fix):
    """A holder who does not belong where the document says, or lacks the other post; None when all is well."""
    names = ", ".join(staff.containers[code].label if code in staff.containers else code for code in p.home_unit)
    for term in (term for term in held if isinstance(term, Appointment)):
        if p.home_unit and term.home_unit_id is None:
            sentence = _("%(person)s ska höra till %(units)s, men hemvisten är inte registrerad. Fyll i den.")
            return Verdict(UNKNOWN, sentence % {"person": term.person, "units": names}, evidence=(term,), fix=fix)
        if p.home_unit and not staff.lies_under(term.home_unit_id, p.home_unit):
            sentence = _("%(person)s ska höra till %(units)s men hör till %(home)s.")
            facts = {"person": term.person, "units": names, "home": term.home_unit.label}
            return Verdict(BREACHED, sentence % facts, since=term.starts_on, evidence=(term,), fix=fix)
        other = {t.role for t in staff.terms if t.person_id == term.person_id and t.is_in_force(on)}
        if lacking := [role for role in p.also_holds if role not in other]:
            sentence = _("%(person)s ska också vara %(role)s.") % {"person": term.person, "role": staff.words.role(lacking[0])}
            return Verdict(BREACHED, sentence, since=term.starts_on, evidence=(term,), fix=fix)
    return None


# ── contact persons


@dataclass(frozen=True)
class Unit:
    """A unit or body with all its terms."""

    subject: Container
    terms: tuple[Appointment, ...]
    words: Words
    is_at_work: bool = False


def units(municipality, on, which=()):
    """`which`: the values of `which_units` that settings ask for; work under way is read only where one asks for it."""
    words = Words.read(municipality)
    terms: dict[int, list] = {}
    for term in Appointment.objects.of(municipality).select_related("person", "container").order_by("starts_on", "pk"):
        terms.setdefault(term.container_id, []).append(term)
    found = list(Container.objects.of(municipality).active(on).select_related("area", "parent").in_order())
    at_work = units_at_work(municipality, on, found) if WITH_WORK in which else ()
    for unit in found:
        yield Unit(unit, tuple(terms.get(unit.pk, ())), words, unit.pk in at_work)


@dataclass(frozen=True, kw_only=True)
class ContactPersons:
    role: str = parameter("role", "the role that counts", default="contact")
    unit_kinds: tuple = parameter("unit_kinds", "which units owe contact persons")
    number: int = parameter("integer", "least number per unit")
    numbers_by_unit: dict = parameter("table", "other numbers for named units", default=None, holds=NUMBER)
    at_most: int | None = parameter("integer", "a note when there are more", default=None)
    deputies: int = parameter("integer", "least number of deputies beside them", default=0)
    which_units: str = parameter("choice", "every unit, or only some", default="all", options=("all", "with_ambition", WITH_WORK))
    answerable: str = parameter("choice", "whom the finding names", default="unit", options=("unit", "parent_body"))
    warn_before_end: Span | None = parameter("span", "how long before an end date it becomes due", default=None)


@rule(
    subject="Container",
    title=spoken(gettext_lazy("%(The_contacts)s är utsedda")),
    rows=units,
    rows_by="which_units",
    concerns=lambda unit, p: unit.subject.kind in p.unit_kinds,
)
def unit_has_its_contact_persons(unit: Unit, p: ContactPersons, on):
    if p.which_units == WITH_WORK and not unit.is_at_work:
        return Verdict(NOT_APPLICABLE)
    ambition = getattr(getattr(unit.subject, "area", None), "has_ambition", None)
    if p.which_units == "with_ambition" and ambition is None:
        sentence = _("%(unit)s har inte svarat på frågan om internationella ambitioner. Fråga, och fyll i svaret.")
        return Verdict(UNKNOWN, sentence % {"unit": unit.subject.label}, fix=Fix(_("Till organ och ledamöter"), "bodies"))
    if p.which_units == "with_ambition" and not ambition:
        return Verdict(NOT_APPLICABLE)
    number = (p.numbers_by_unit or {}).get(unit.subject.code, p.number)
    found = [contacts(unit, p, number, on)]
    if p.deputies:
        found.append(contacts(unit, p, p.deputies, on, deputy=True))
    return found


def contacts(unit, p, number, on, deputy=False):
    terms = [t for t in unit.terms if t.role == p.role and t.deputy == deputy]
    forms, missing = unit.words[p.role], number - len(holders(terms, on))
    who = _("ersättare för %(role)s") % {"role": forms.singular} if deputy else forms.singular if number == 1 else forms.plural
    demand = _("%(unit)s ska ha %(number)s %(role)s och har %(count)s.")
    if p.answerable == "parent_body" and unit.subject.parent is not None:
        demand = _("%(body)s ska se till att %(unit)s har %(number)s %(role)s; nu är det %(count)s.")
    facts = {"unit": unit.subject.label, "number": number, "role": who, "count": number - missing,
             "body": unit.subject.parent.label if unit.subject.parent else ""}  # fmt: skip
    said = staffed(
        terms,
        number,
        on,
        p.warn_before_end,
        demand=demand % facts,
        title=wanted(unit.subject, who if deputy else forms.plural if missing > 1 else forms.singular, missing),
        fix=appoint(unit.subject, p.role, _("Utse %(role)s") % {"role": forms.singular}),
        key="deputy" if deputy else "",
    )
    if said.state == KEPT and not deputy and p.at_most is not None and number - missing > p.at_most:
        note = _("%(unit)s har fler %(role)s än de %(most)s som dokumentet nämner.")
        return Verdict(KEPT, note % {"unit": unit.subject.label, "role": forms.plural, "most": p.at_most}, evidence=said.evidence)
    return said


def wanted(unit, role, missing) -> str:
    """The act in words; the same for the seat that stands empty because of it."""
    if missing > 1:
        return _("Utse %(number)s %(role)s till %(unit)s") % {"number": missing, "role": role, "unit": unit.label}
    return _("Utse en %(role)s till %(unit)s") % {"role": role, "unit": unit.label}
