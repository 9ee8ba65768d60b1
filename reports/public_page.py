"""What everybody may see of a municipality, as one view model: published rows, functions and channels, no persons unless approved."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from councils.models import Appointment, Area, Body, Container, Document, Municipality, RouteStep, Word
from councils.templatetags.page import count_word, localised, swedish_text
from councils.words import Words
from funding.models import Project
from partnerships.maps import Map
from partnerships.models import Relation
from partnerships.partner_card import local_name_of
from partnerships.places import country_of, maps_of
from partnerships.years import sorting

from .models import Activity, Edition, EditionFile, PublicPage
from .project_rows import ProjectRow, published_projects, row_of
from .yearly import decided_in_words

NEWEST_ACTIVITIES = 5
TWIN_TOWN = "twin_town"


@dataclass(frozen=True)
class Town:
    name: str
    country: str
    since: str
    kind: str
    local: str = ""
    local_language: str = ""  # "" says that nobody knows


@dataclass
class PublicUnit:
    """A unit, the functions to turn to, and the channel: the function's mailbox. Names only of those who have said yes."""

    unit: Container
    functions: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    @property
    def function_line(self):
        return capfirst(", ".join(dict.fromkeys(self.functions)))


@dataclass(frozen=True)
class Organ:
    """Who decides what: a body with its task, and the adopted steps in words."""

    body: Body
    steps: tuple[str, ...]


@dataclass(frozen=True)
class PublishedReport:
    year: int
    edition: Edition
    pdf: EditionFile
    accepted: str


@dataclass(frozen=True)
class Contact:
    """Never empty: where nobody has written a contact, the co-ordinator's function and the municipality itself."""

    function: str
    unit: str
    email: str
    phone: str


@dataclass(frozen=True)
class PublicView:
    municipality: Municipality
    page: PublicPage
    title: str
    lead: str
    towns: list[Town]
    towns_title: str
    several_kinds: bool
    networks: list[Town]
    maps: list[Map]
    activities: list[Activity]
    projects: list[ProjectRow]
    in_force: list[Document]
    earlier: list[Document]
    units: list[PublicUnit]
    organs: list[Organ]
    reports: list[PublishedReport]
    contact: Contact
    owner: str
    updated: dt.date | None


def public_view(municipality: Municipality, on: dt.date) -> PublicView:
    """The same number of queries whatever the municipality holds."""
    words = Words(municipality)
    page = PublicPage.objects.filter(municipality=municipality).first() or PublicPage(municipality=municipality)
    relations = published_relations(municipality, on)
    placed = [relation for relation in relations if relation.partner]
    twins = [relation for relation in placed if relation.kind == TWIN_TOWN]
    documents = list(published_documents(municipality).with_decisions().in_order())
    activities = list(Activity.objects.of(municipality).filter(published=True).newest_first()[:NEWEST_ACTIVITIES])
    editions, projects = published_editions(municipality), published_projects(municipality)
    return PublicView(
        municipality=municipality,
        page=page,
        title=localised(page, "title") or _("%(owners)s arbete över gränserna") % {"owners": municipality.possessive},
        lead=localised(page, "lead") or default_lead(municipality, words, twins),
        towns=[town_of(relation, words) for relation in placed],
        towns_title=towns_title(placed, twins, words),
        several_kinds=len({relation.kind for relation in placed}) > 1,
        networks=[town_of(relation, words) for relation in relations if not relation.partner],
        maps=maps_of(municipality, placed),
        activities=activities,
        projects=[row_of(project) for project in projects],
        in_force=[document for document in documents if document.state == Document.State.IN_FORCE],
        earlier=[document for document in documents if document.state != Document.State.IN_FORCE],
        units=units_with_functions(municipality, words, on),
        organs=organs_of(municipality, on),
        reports=[report_of(edition) for edition in editions],
        contact=contact_of(municipality, page, words),
        owner=swedish_text(page.owner) or words.coordinator.singular,
        updated=last_updated(page, relations, documents, activities, projects, editions),
    )


def published_documents(municipality):
    """Those that everybody may read: a draft is never one of them, whatever its mark says."""
    return Document.objects.of(municipality).filter(published=True).exclude(state=Document.State.DRAFT)


# With whom -----------------------------------------------------------------------------------------------------------


def published_relations(municipality, on):
    """What holds that day, the oldest first; one of a vague year stands where its words place it."""
    rows = (
        Relation.objects.of(municipality).in_force(on).filter(published=True).select_related("partner").prefetch_related("partner__names")
    )
    return sorted(rows, key=lambda relation: (*sorting(relation.started_year, relation.started_text), relation.name_sort, relation.pk))


def town_of(relation, words) -> Town:
    local = local_name_of(relation.partner) if relation.partner else ("", "")
    return Town(relation.name, country_of(relation.partner), relation.since, capfirst(words.kind(relation.kind)), *local)


def towns_title(placed, twins, words) -> str:
    """«Sex vänorter», in the municipality's own word; places of other kinds are counted too."""
    if not placed:
        return capfirst(words.twin_town.plural)
    if len(twins) == len(placed):
        return f"{capfirst(count_word(len(twins)))} {words.twin_town.singular if len(twins) == 1 else words.twin_town.plural}"
    return _("%(towns)s och andra partner") % {"towns": capfirst(words.twin_town.plural)} if twins else _("Partner")


def default_lead(municipality, words, twins) -> str:
    said = _("Här ser du vad %(municipality)s gör tillsammans med andra, vem som har bestämt det och vad det ger.")
    said = said % {"municipality": municipality.official_label}
    if not twins:
        return said
    number, word = count_word(len(twins)), words.twin_town.singular if len(twins) == 1 else words.twin_town.plural
    return (
        _("%(municipality)s har %(number)s %(towns)s.") % {"municipality": municipality.official_label, "number": number, "towns": word}
        + f" {said}"
    )


# Who does what -------------------------------------------------------------------------------------------------------


def units_with_functions(municipality, words, on) -> list[PublicUnit]:
    """Every area with the functions of its contact persons; a unit of another sort only when somebody is appointed there."""
    areas = Area.objects.of(municipality).active(on).in_order()
    units = {area.pk: PublicUnit(area) for area in areas}
    posts = Appointment.objects.of(municipality).in_force(on).filter(role="contact").select_related("person", "container")
    for post in posts.order_by("deputy", "starts_on", "pk"):
        unit = units.setdefault(post.container_id, PublicUnit(post.container))
        unit.functions.append(post.title or words.contact.singular)
        if post.publish_name:
            unit.names.append(post.person.name)
    return list(units.values())


def organs_of(municipality, on) -> list[Organ]:
    """The bodies that the adopted routes name or that have a task, in their order, with what each does in words."""
    steps = defaultdict(list)
    for step in RouteStep.objects.of(municipality).in_force(on).order_by("matter_code", "order", "pk"):
        for code in step.organs:
            steps[code].append(_("%(act)s: %(matter)s") % {"act": step.get_act_display(), "matter": step.get_matter_code_display()})
    bodies = Body.objects.of(municipality).active(on).in_order()
    return [Organ(body, said_once(steps[body.code])) for body in bodies if body.task or steps[body.code]]


def said_once(sentences) -> tuple[str, ...]:
    return tuple(dict.fromkeys(capfirst(sentence) for sentence in sentences))


# Reports -------------------------------------------------------------------------------------------------------------


def published_editions(municipality, year=None) -> list[Edition]:
    """The newest published edition of each year, newest year first."""
    rows = Edition.objects.filter(municipality=municipality, files__file__published=True)
    if year is not None:
        rows = rows.filter(yearly_report__year=year)
    rows = rows.distinct().select_related("yearly_report__matter").prefetch_related("files__file", "yearly_report__matter__decisions__body")
    newest = {}
    for edition in rows.order_by("-yearly_report__year", "-number"):
        newest.setdefault(edition.yearly_report.year, edition)
    return list(newest.values())


def report_of(edition: Edition) -> PublishedReport:
    report = edition.yearly_report
    decisions = [d for d in report.matter.decisions.all() if d.state == "confirmed" and d.says_yes] if report.matter else []
    decisions.sort(key=lambda d: (d.decided_on or dt.date.min, d.pk))
    return PublishedReport(report.year, edition, edition.file("pdf"), decided_in_words(decisions[-1]) if decisions else "")


# Whom to ask, and how fresh it is ------------------------------------------------------------------------------------


def contact_of(municipality, page, words) -> Contact:
    return Contact(
        function=localised(page, "contact_function") or capfirst(words.coordinator.singular),
        unit=swedish_text(page.contact_unit) or municipality.official_label,
        email=page.contact_email or municipality.email,
        phone=page.contact_phone,
    )


def last_updated(page, relations, documents, activities, projects, editions) -> dt.date | None:
    """The newest change of what is shown, or the newest check that somebody recorded. Worked out, never typed."""
    moments = [edition.frozen_at for edition in editions]
    for model, rows in ((PublicPage, [page]), (Relation, relations), (Document, documents), (Activity, activities), (Project, projects)):
        ids = [row.pk for row in rows if row.pk]
        moments.append(
            model.history.filter(**{f"{model._meta.pk.name}__in": ids}).aggregate(newest=Max("history_date"))["newest"] if ids else None
        )
    days = [timezone.localdate(moment) for moment in moments if moment] + [page.checked_on]
    return max((day for day in days if day), default=None)


@dataclass(frozen=True)
class Listed:
    """A municipality in the list of them all: who co-ordinates, and what its page holds."""

    municipality: Municipality
    coordinator: str
    towns: int
    documents: int


def listed_municipalities(on: dt.date) -> list[Listed]:
    """In four queries, however many there are."""
    towns = per_municipality(Relation.objects.in_force(on).filter(published=True, kind=TWIN_TOWN))
    documents = per_municipality(Document.objects.in_force(on).filter(published=True))
    own = {word.municipality_id: word for word in Word.objects.filter(code="coordinator")}
    rows = []
    for municipality in Municipality.objects.active(on).order_by("name_sort", "pk"):
        words = Words(municipality)
        words.own = {"coordinator": own[municipality.pk]} if municipality.pk in own else {}
        rows.append(Listed(municipality, words.coordinator.definite, towns.get(municipality.pk, 0), documents.get(municipality.pk, 0)))
    return rows


def per_municipality(rows) -> dict[int, int]:
    return dict(rows.order_by().values("municipality").annotate(number=Count("pk")).values_list("municipality", "number"))
