"""The claims about networks: that the municipality is represented by the right persons, and that the membership still serves it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import BREACHED, DUE, KEPT, NOT_APPLICABLE, OVERDUE, UNKNOWN, Fix, Verdict, rule, settings_in_force
from councils.models import Appointment, Container, Municipality
from councils.parameters import Period, add_months, parameter, parameters_from
from councils.roles import ROLES
from councils.rules.posts import ONE_DAY, WARNED_BEFORE, day
from councils.rules.seats import SeatsFollow
from councils.spoken import speak, spoken
from councils.words import Words

from ..models import ENDED, Relation, Representation, Work
from ..touches import beside, whole
from .relations import Status, is_alive, to_relation

Role = Representation.Role
REST = frozenset({Status.PAUSED})
DONE = frozenset({"closed", "cancelled", "refused", "withdrawn"})


@dataclass(frozen=True)
class People:
    """Who holds which post today: by role, by body and by unit."""

    by_role: dict[str, frozenset[int]]  # posts in the whole municipality
    of_body: dict[str, frozenset[int]]  # code → those who sit there, by a seat of their own or by their post
    homes: dict[int, frozenset[str]]  # person → codes of the units that the person belongs to, and of those above
    names: dict[str, str]  # code → what the unit or body is called
    words: Words

    @classmethod
    def of(cls, municipality, on):
        containers = {c.pk: c for c in Container.objects.of(municipality)}
        terms = list(Appointment.objects.of(municipality).in_force(on).select_related("container"))
        by_role, of_body, homes = defaultdict(set), defaultdict(set), defaultdict(set)
        for term in terms:
            if term.container_id == municipality.pk:
                by_role[term.role].add(term.person_id)
            of_body[term.container.code].add(term.person_id)
            homes[term.person_id] |= set(codes_above(term.home_unit_id, containers)) | set(codes_above(term.container_id, containers))
        for setting in settings_in_force(municipality, on, rule="seats_follow_appointments"):
            p = parameters_from(SeatsFollow, setting.parameters)
            of_body[p.body] |= {t.person_id for t in terms if t.role in p.roles and sits_by_post(t, p)}
        return cls(
            *(dict(found) for found in (by_role, of_body, homes)), {c.code: c.label for c in containers.values()}, Words.read(municipality)
        )


def sits_by_post(term, p) -> bool:
    return not p.held_in or bool({term.container.kind, term.container.code} & set(p.held_in))


def codes_above(pk, containers):
    while unit := containers.get(pk):
        yield unit.code
        pk = unit.parent_id


@dataclass(frozen=True)
class Network:
    """A membership with its seats, and who may hold them."""

    subject: Relation
    people: People

    def concerns(self, p) -> bool:
        return not p.networks or self.subject.code in p.networks


@dataclass(frozen=True)
class Register:
    """All memberships of the municipality: what a document names and nobody has registered is missed here."""

    subject: Municipality
    codes: frozenset[str]

    def concerns(self, p) -> bool:
        return bool(set(p.networks) - self.codes)


def networks(municipality, on):
    people, rows = People.of(municipality, on), with_seats(municipality)
    yield Register(municipality, frozenset(row.code for row in rows))
    for row in rows:
        yield Network(row, people)


def with_seats(municipality):
    rows = Relation.objects.of(municipality).networks().select_related("container", "partner")
    return list(rows.prefetch_related("representations__person", "parties").in_order())


@dataclass(frozen=True, kw_only=True)
class Represented:
    seats: tuple = parameter("seats", "rows: a role that holds the seat, a regular, a deputy; number of each")
    drawn_from: str | None = parameter("body", "body whose members may hold the regular and deputy seats", default=None)
    all_different: bool = parameter("boolean", "no person in two seats of one network", default=True)
    one_from: tuple = parameter("containers", "at least one holder belongs to one of these units", default=())
    networks: tuple = parameter("list", "networks that the document names; empty means all", default=())


@rule(
    subject="Relation",
    title=spoken(gettext_lazy("Kommunen är företrädd i %(the_network)s")),
    rows=networks,
    concerns=lambda row, p: row.concerns(p),
)
def network_is_represented(row, p: Represented, on):
    """A seat that goes with a post is held by who holds the post; nobody has to be named for it."""
    if isinstance(row, Register):
        return [unregistered(code) for code in p.networks if code not in row.codes]
    relation = row.subject
    if relation.status in REST or not is_alive(relation, on):
        return [Verdict(NOT_APPLICABLE)]
    said = [seat_verdict(row, seat, p, on) for seat in p.seats]
    said += [misplaced(row, seat, p) for seat in current(relation, on) if p.drawn_from and is_from_elsewhere(row, seat, p)]
    said += twice(row, on) if p.all_different else []
    said += one_from(row, p, on) if p.one_from else []
    return said


def current(relation, on, role=None) -> list[Representation]:
    """Seats held that day; one without a first day is held until it ends."""
    return [
        seat
        for seat in relation.representations.all()
        if (role is None or seat.role == role)
        and (seat.starts_on is None or seat.starts_on <= on)
        and (seat.ends_on is None or seat.ends_on >= on)
    ]


def unregistered(code):
    sentence = _(
        "Dokumentet nämner nätverket %(network)s, som inte finns i registret. Registrera det, eller det beslut som ändrar dokumentet."
    )
    return Verdict(
        BREACHED,
        sentence % {"network": code},
        title=speak(_("Registrera %(the_network)s %(name)s"), name=code),
        key=code,
        fix=Fix(_("Till relationerna"), "relations", (), "", "relate"),
    )


def seat_word(role, people) -> str:
    return str(Role(role).label) if role in Role.values else people.words.role(role)


def by_post(row, role) -> frozenset[int]:
    return frozenset(row.people.by_role.get(role, ())) if role in ROLES else frozenset()


def holders(row, role, on) -> set[int]:
    """Persons in the seat: those who were named, and those whose post it goes with when nobody was."""
    named = {seat.person_id for seat in current(row.subject, on, role)}
    return named or set(by_post(row, role))


def seat_verdict(row, seat, p, on):
    relation, role, number = row.subject, seat.get("role", ""), seat.get("number", 1)
    word = seat_word(role, row.people) if role else ", ".join(str(value) for value in seat.values())
    named, held, key = current(relation, on, role), holders(row, role, on), f"{relation.code}:{role}"
    fix = Fix(
        _("Utse en företrädare"),
        "row_new",
        (("parent", "relation"), ("pk", relation.pk), ("kind", "representation")),
        f"role={role}",
        "relate",
    )
    facts, title = {"network": relation, "seat": word}, _("Utse %(seat)s i %(network)s") % {"network": relation, "seat": word}
    if len(held) < number:
        sentence = _("%(network)s saknar %(seat)s. Utse en företrädare.")
        last = max((s.ends_on for s in relation.representations.all() if s.role == role and s.ends_on and s.ends_on < on), default=None)
        return Verdict(
            BREACHED, sentence % facts, title=title, since=last + ONE_DAY if last else None, evidence=tuple(named), key=key, fix=fix
        )
    if stranger := next((s for s in named if role in ROLES and s.person_id not in by_post(row, role)), None):
        sentence = _("%(person)s har platsen som %(seat)s i %(network)s men inte uppdraget. Avsluta platsen, eller registrera uppdraget.")
        return Verdict(
            BREACHED, sentence % {**facts, "person": stranger.person}, title=title, evidence=(stranger,), key=key, fix=to_relation(relation)
        )
    if vague := [s for s in named if s.starts_on is None]:
        sentence = _("%(network)s: det står inte från vilken dag %(person)s är %(seat)s. Fyll i dagen.")
        return Verdict(UNKNOWN, sentence % {**facts, "person": vague[0].person}, evidence=tuple(vague), key=key, fix=to_relation(relation))
    last = min((s.ends_on for s in named if s.ends_on), default=None)
    if last and on >= WARNED_BEFORE.before(last) and len(holders(row, role, last + ONE_DAY)) < number:
        sentence = _("%(network)s: platsen som %(seat)s blir tom efter %(day)s. Utse en efterträdare, eller förläng.")
        return Verdict(DUE, sentence % {**facts, "day": day(last)}, title=title, due=last, evidence=tuple(named), key=key, fix=fix)
    return Verdict(KEPT, evidence=tuple(named), key=key)


def is_from_elsewhere(row, seat, p) -> bool:
    return seat.role in (Role.REGULAR, Role.DEPUTY) and seat.person_id not in row.people.of_body.get(p.drawn_from, ())


def misplaced(row, seat, p):
    sentence = _("%(person)s är %(seat)s i %(network)s men sitter inte i %(body)s. Utse någon därifrån, eller registrera uppdraget.")
    facts = {
        "person": seat.person,
        "seat": seat.get_role_display(),
        "network": row.subject,
        "body": row.people.names.get(p.drawn_from, p.drawn_from),
    }
    return Verdict(
        BREACHED,
        sentence % facts,
        title=_("Rätta platsen som %(seat)s i %(network)s") % facts,
        since=seat.starts_on,
        evidence=(seat,),
        key=f"{row.subject.code}:{seat.role}:{seat.person_id}",
        fix=to_relation(row.subject),
    )


def twice(row, on):
    """One verdict for each person who sits on two chairs."""
    chairs = defaultdict(list)
    for seat in current(row.subject, on):
        chairs[seat.person_id].append(seat)
    sentence = _("%(person)s har flera platser i %(network)s. Utse någon annan till en av dem.")
    for person, seats in chairs.items():
        if len({seat.role for seat in seats}) > 1:
            facts = {"person": seats[0].person, "network": row.subject}
            yield Verdict(BREACHED, sentence % facts, title=_("Skilj platserna i %(network)s åt") % facts, evidence=tuple(seats),
                          key=f"{row.subject.code}:twice:{person}", fix=to_relation(row.subject))  # fmt: skip


def one_from(row, p, on):
    """Asked once somebody represents the municipality: an empty seat is said by itself."""
    seats, people = current(row.subject, on), row.people
    if not seats:
        return []
    key, units = f"{row.subject.code}:from", ", ".join(people.names.get(code, code) for code in p.one_from)
    if own := [seat for seat in seats if people.homes.get(seat.person_id, frozenset()) & set(p.one_from)]:
        return [Verdict(KEPT, evidence=tuple(own), key=key)]
    facts = {"network": row.subject, "units": units}
    if homeless := [seat for seat in seats if not people.homes.get(seat.person_id)]:
        sentence = _("%(network)s: minst en företrädare ska höra till %(units)s, men hemvisten är inte registrerad. Fyll i den.")
        return [Verdict(UNKNOWN, sentence % facts, evidence=tuple(homeless), key=key, fix=to_relation(row.subject))]
    sentence = _("%(network)s: ingen av företrädarna hör till %(units)s. Utse någon därifrån.")
    title = _("Utse någon från %(units)s i %(network)s") % facts
    return [Verdict(BREACHED, sentence % facts, title=title, evidence=tuple(seats), key=key, fix=to_relation(row.subject))]


# ── what it gives


def memberships(municipality, on):
    projects = Work.objects.filter(row="project").select_related(*beside())
    rows = Relation.objects.of(municipality).networks().exclude(status__in=ENDED | {Status.REJECTED}).select_related("container", "partner")
    return rows.prefetch_related("parties", Prefetch("work", projects, to_attr="its_projects")).in_order()


@dataclass(frozen=True, kw_only=True)
class Serves:
    benefit_noted: bool = parameter("boolean", "the benefit is written down", default=False)
    benefit_every: Period | None = parameter("period", "and renewed this often", default=None)
    ends_with_project: bool = parameter("boolean", "a network of a project ends when the project does", default=False)


@rule(
    subject="Relation",
    title=gettext_lazy("Medlemskapet fyller sitt syfte"),
    rows=memberships,
    gates=["membership.join"],
)
def membership_still_serves(relation: Relation, p: Serves, on):
    """Being in no network is never wrong; being in one without saying why is."""
    said = []
    if p.benefit_noted or p.benefit_every:
        said.append(benefit(relation, p, on))
    if p.ends_with_project:
        said.append(ends_with_project(relation, on))
    return said


def benefit(relation, p, on):
    facts, key = {"network": relation}, "benefit"
    title, fix = _("Skriv vad medlemskapet i %(network)s ger") % facts, to_relation(relation)
    if not relation.benefit.strip():
        return Verdict(
            DUE, _("%(network)s: nyttan är inte skriven. Skriv nyttan, eller avsluta medlemskapet.") % facts, title=title, key=key, fix=fix
        )
    if p.benefit_every is None:
        return Verdict(KEPT, key=key)
    if relation.benefit_noted_on is None:
        return Verdict(UNKNOWN, _("%(network)s: det står inte när nyttan noterades. Fyll i dagen.") % facts, key=key, fix=fix)
    last = add_months(relation.benefit_noted_on, p.benefit_every.months)
    if on <= last:
        return Verdict(KEPT, since=relation.benefit_noted_on, key=key)
    sentence = _("%(network)s: nyttan noterades senast %(day)s. Se över den, eller avsluta medlemskapet.")
    return Verdict(DUE, sentence % {**facts, "day": day(relation.benefit_noted_on)}, title=title, since=last + ONE_DAY, key=key, fix=fix)


def ends_with_project(relation, on):
    facts, key, fix = {"network": relation}, "project", to_relation(relation)
    projects = [whole(work) for work in relation.its_projects]
    if not is_alive(relation, on):
        return Verdict(NOT_APPLICABLE, key=key)
    if not projects:
        return Verdict(
            UNKNOWN,
            _("%(network)s: det står inte vilket projekt det gäller. Ange %(network)s i projektet.") % facts,
            key=key,
            fix=fix,
        )
    if any(project.status not in DONE for project in projects):
        return Verdict(KEPT, evidence=tuple(projects), key=key)
    ended = max((project.closed_on or project.ends_on for project in projects if project.closed_on or project.ends_on), default=None)
    sentence = _("%(network)s: projektet är avslutat men inte medlemskapet. Avsluta medlemskapet, eller skriv vad det är till för nu.")
    title = _("Avsluta medlemskapet i %(network)s") % facts
    return Verdict(OVERDUE, sentence % facts, title=title, since=ended, evidence=tuple(projects), key=key, fix=fix)
