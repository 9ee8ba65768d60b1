"""What a matter decides, as the rules see it: the row, its facts, its decisions so far.

A room that has something to decide says how its rows are read: `@decided(codes=(…))` on a function (municipality, on, matter=None) →
Errands, all of the municipality's as they stand that day, or those of one matter whatever their state.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from ..compliance import Fix
from ..models import BODY_KINDS, Appointment, BasisPart, Container, Decision, Document, Matter, MatterCode, Outcome, RouteStep
from ..reading import read_once
from ..routes import BOARDS_CONCERNED, EVERY_BOARD, Route, in_force, route
from ..words import Words
from .documents import in_force_then

BOARDS = ("board", "company_board")


@dataclass(frozen=True)
class Organs:
    """The municipality's bodies and units by code, its words, and its steps by kind of matter."""

    containers: dict
    steps: dict
    words: Words

    @classmethod
    @read_once
    def of(cls, municipality, on):
        steps = defaultdict(list)
        for step in RouteStep.objects.of(municipality).filter(in_force_from__lte=on).select_related("clause").order_by("order", "pk"):
            steps[step.matter_code].append(step)
        return cls({container.code: container for container in Container.objects.of(municipality)}, steps, Words.read(municipality))

    @property
    def names(self) -> dict:
        return {code: container.label for code, container in self.containers.items()}

    def above(self, container) -> list[Container]:
        """The container itself and what it lies under, as far as the municipality."""
        by_id = {c.pk: c for c in self.containers.values()}
        found = []
        while container is not None:
            found.append(container)
            container = by_id.get(container.parent_id)
        return found


@dataclass(frozen=True)
class Coverage:
    """Whether the decision covers the money and the staff that the work needs: True, False, or None while nobody has said."""

    said: dict[str, bool | None]
    needed: frozenset[str]  # what the work takes none of need not be covered
    fix: Fix  # where somebody says it


@dataclass(frozen=True)
class Errand:
    """Something that a matter decides: the row, its facts for the conditions, its decisions so far."""

    subject: Any
    code: str
    owner: Container
    facts: dict
    decisions: tuple[Decision, ...]
    taken: bool  # the step has been taken: in force, entered, ended, appointed
    taken_on: dt.date | None
    fix: Fix
    called: str = ""  # what a sentence calls it, when that is not the row's own name
    own_matter: Matter | None = None  # where it is decided, when that is not the matter that the row began with
    coverage: "Coverage | None" = None  # what the decision on it covers, where the row can say so
    organs: Organs | None = field(default=None, repr=False)

    def __str__(self):
        return self.called or str(self.subject)

    def is_organ(self, decision, code) -> bool:
        """Whether the decision was taken by the organ that a step names; one on delegation is that of the body that delegates."""
        if code == "outside_party":
            return bool(decision.outside_party)
        if decision.delegation_id:
            return self.is_body(decision.delegation.body, code)
        if decision.post_id:
            return code in (decision.post.role, decision.post.container.code)
        return decision.body_id is not None and self.is_body(decision.body, code)

    def is_body(self, body, code) -> bool:
        if code in BOARDS_CONCERNED:
            own = self.boards()
            return body.code in {c.code for c in own} or (
                code == EVERY_BOARD and not self.boards_named() and self.boards_owed() > 1 and body.kind in BOARDS
            )
        return body.code == (self.owner.code if code == "unit_concerned" else code)

    @property
    def names(self) -> dict:
        """What its organs are called: its own board and unit by their names, where they are known."""
        own = {"unit_concerned": self.owner.label} if self.owner.sort == Container.Sort.AREA else {}
        if boards := _(" eller ").join(board.label for board in self.boards()):
            own |= {"board_concerned": boards, "company_board_concerned": boards}
        return {**self.organs.names, **own}

    def boards_named(self) -> list[Container]:
        """The boards that somebody has said are concerned."""
        named = self.facts.get("boards") or ()
        return [container for code, container in self.organs.containers.items() if code in named]

    def boards(self) -> list[Container]:
        """The boards that are named; else the body that the row belongs to, or the nearest one above it."""
        if named := self.boards_named():
            return named
        return [c for c in self.organs.above(self.owner) if c.kind in BODY_KINDS and c.kind != "council"][:1]

    def boards_owed(self) -> int:
        """How many boards «every board concerned» are; one where nobody has said."""
        return len(self.boards_named()) or self.facts.get("boards_concerned") or 1

    @property
    def boards_to_choose(self) -> list[Container]:
        """Those that can be concerned, where some step asks them or their number."""
        asks = any(set(BOARDS_CONCERNED) & set(s.organs) or any(c["field"] == "boards_concerned" for c in s.where) for s in self.steps)
        return sorted((c for c in self.organs.containers.values() if c.kind in BOARDS), key=lambda c: c.name_sort) if asks else []

    @property
    def ask_for_facts(self) -> Fix | None:
        """Where what the route hangs on is filled in: on the matter, where the row has one."""
        matter = matter_of(self)
        return Fix(_("Fyll i uppgifterna"), "matter_facts", (("pk", matter.pk),), "", "record_decisions") if matter else None

    @property
    def steps(self) -> list[RouteStep]:
        """Every adopted step of its kind of matter."""
        return self.organs.steps.get(self.code, [])

    def route(self, on) -> Route:
        """The route of the day the step was taken: what was adopted later was not owed then."""
        day = self.taken_on if self.taken and self.taken_on else on
        found, boards = route(in_force(self.steps, day), self.facts), [board.code for board in self.boards_named()]
        return replace(found, legs=tuple(each for leg in found.legs for each in leg.for_each(boards)))

    def without(self, decision) -> "Errand":
        """As it stood before a decision: what was decided no later, without the decision itself."""
        day = decision.decided_on
        earlier = [d for d in self.decisions if d.pk != decision.pk and (day is None or d.decided_on is None or d.decided_on <= day)]
        return replace(self, decisions=tuple(earlier))


SOURCES: list[tuple[Callable[..., Iterator[Errand]], frozenset[str]]] = []


def decided(source=None, *, codes=()):
    """Register how a room's rows are decided, without their organs. `codes` are the matters they may be; none are any."""
    if source is None:
        return partial(decided, codes=codes)
    SOURCES.append((read_once(source), frozenset(codes)))
    return source


def errands(municipality, on, codes=(), matter=None) -> Iterator[Errand]:
    """What people have said of the matter itself fills in what its row does not say. With `codes`, rows of other matters stay unread."""
    organs = Organs.of(municipality, on)
    for source in [source for source, own in SOURCES if not (codes and own) or own & set(codes)]:
        for errand in source(municipality, on, matter):
            of_row = {name: value for name, value in errand.facts.items() if value is not None}
            known = matter or errand.own_matter or getattr(errand.subject, "matter", None)
            yield replace(errand, organs=organs, facts={**said_of(known), **of_row})


def matter_of(errand) -> Matter | None:
    """The matter that the row is decided in, when it has one."""
    if errand.own_matter is not None:
        return errand.own_matter
    return errand.subject if isinstance(errand.subject, Matter) else getattr(errand.subject, "matter", None)


def said_of(matter) -> dict:
    """The facts that people have given of a matter; several values of one are a set, as the fields read them."""
    facts = matter.facts if matter else {}
    if boards := facts.get("boards"):
        facts = {**facts, "boards_concerned": len(boards)}
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in facts.items()}


def errand_of(matter, on) -> Errand:
    """What the matter decides, on its own page; a matter without a row is its own."""
    found = list(errands(matter.municipality, on, matter=matter)) if matter.pk else []
    same = [errand for errand in found if errand.code == matter.code]
    if found:
        return (same or found)[0]
    taken = steps_taken(on, "decisions").queryset.filter(matter=matter) if matter.pk else ()
    return replace(on_its_own(matter, tuple(taken)), organs=Organs.of(matter.municipality, on))


def steps_taken(on, through="matter__decisions") -> Prefetch:
    """A matter's confirmed decisions that are dated no later than the day, or not dated at all."""
    known = Decision.objects.confirmed().filter(Q(decided_on=None) | Q(decided_on__lte=on))
    return Prefetch(through, known.select_related("body", "post__container", "delegation__body").order_by("decided_on", "pk"))


def record_decision(matter=None) -> Fix:
    return Fix(_("Registrera beslutet"), "decision_new", (), f"arende={matter.pk}" if matter else "", "record_decisions")


@decided(codes=("document.adopt",))
def documents_to_adopt(municipality, on, matter=None):
    """Drafts, and what was in force that day."""
    if matter:
        rows = Document.objects.of(municipality).filter(matter=matter)
    else:
        put_forward = Q(matter__isnull=False) | Q(previous=None)  # a copy to try changes in asks nobody for a decision
        rows = in_force_then(municipality, on) | Document.objects.of(municipality).filter(put_forward, state=Document.State.DRAFT)
    for document in rows.select_related("container", "matter").prefetch_related(steps_taken(on)):
        its_matter = document.matter
        edit = Fix(_("Ändra dokumentet"), "document_edit", (("pk", document.pk),), "", "edit_documents")
        yield Errand(
            subject=document,
            code="document.adopt",
            owner=document.container,
            facts={"document_kind": document.kind, "owner_kind": document.container.kind},
            decisions=tuple(its_matter.decisions.all()) if its_matter else (),
            taken=document.state != Document.State.DRAFT,
            taken_on=document.valid_from,
            fix=record_decision(its_matter) if its_matter else edit,
        )


@decided(codes=("appointment.make",))
def appointments_made(municipality, on, matter=None):
    """Posts that are held that day, with the decision behind each."""
    rows = Appointment.objects.of(municipality)
    rows = rows.filter(decision__matter=matter) if matter else rows.in_force(on)
    for appointment in rows.select_related(
        "person", "container", "decision__body", "decision__post__container", "decision__delegation__body"
    ):
        decision = appointment.decision
        counts = (
            decision is not None
            and decision.state == Decision.State.CONFIRMED
            and (decision.decided_on is None or decision.decided_on <= on)
        )
        yield Errand(
            subject=appointment,
            code="appointment.make",
            owner=appointment.container,
            facts={"role": appointment.role, "container_kind": appointment.container.kind, "deputy": appointment.deputy},
            decisions=(decision,) if counts else (),
            taken=True,
            taken_on=appointment.starts_on,
            fix=record_decision(),
            called=_("uppdraget för %(holder)s") % {"holder": appointment},
        )


def with_steps(matters, on):
    return matters.select_related("container").prefetch_related(steps_taken(on, "decisions"))


def on_its_own(matter, decisions) -> Errand:
    """A matter that no row stands for: it is decided, and nothing else is known of it than what people have said."""
    return Errand(
        subject=matter,
        code=matter.code,
        owner=matter.container or matter.municipality,
        facts=said_of(matter),
        decisions=decisions,
        taken=False,
        taken_on=None,
        fix=record_decision(matter),
    )


@decided
def matters_on_their_own(municipality, on, matter=None):
    """Those that no row of any room points to, once somebody has decided something in them."""
    if matter:
        return
    rows = Matter.objects.filter(municipality=municipality, opened_on__lte=on).exclude(code=MatterCode.OTHER)
    pointing = {link.name: None for link in Matter._meta.related_objects if link.related_model not in (Decision, BasisPart)}
    rows = rows.filter(**pointing, decisions__state=Decision.State.CONFIRMED, decisions__appointments=None).distinct()
    rows = rows.exclude(decisions__outcome__in=(Outcome.REFUSED, Outcome.WITHDRAWN))
    for row in with_steps(rows.select_related("municipality"), on):
        yield on_its_own(row, tuple(row.decisions.all()))
