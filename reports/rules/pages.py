"""Claims about the public page: what it shows, whose it is, how fresh it is."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.compliance import BREACHED, DUE, KEPT, NOT_APPLICABLE, OVERDUE, UNKNOWN, Fix, Verdict, rule
from councils.conditions import Field, declare_fields
from councils.models import Appointment, Container, Document, Municipality
from councils.parameters import Due, Span, parameter
from councils.spoken import speak
from councils.words import Words
from funding.models import Project
from partnerships.models import Relation

from ..models import Edition, PublicPage


def languages(row) -> frozenset[str]:
    """The page is always there in Swedish; in English once its own words are."""
    page = row.page
    english = page is not None and (page.lead_en.strip() or page.title_en.strip())
    return frozenset({"sv", "en"} if english else {"sv"})


declare_fields("PublicPage", language=Field(gettext_lazy("språk"), str, languages, many=True))


@dataclass(frozen=True)
class Page:
    """The public page with the registers that it shows. `page` is None while nobody has written anything on it."""

    subject: PublicPage | Municipality
    municipality: Municipality
    page: PublicPage | None
    relations: tuple[Relation, ...]
    documents: tuple[Document, ...]
    reports: int  # frozen editions
    published_reports: int
    projects: tuple[Project, ...]  # that run or are over
    council: bool
    holders: tuple[Appointment, ...]
    names: frozenset[str]
    changed_on: dt.date | None
    words: Words
    came_on: dict  # (model, id) → the day on which the row was first recorded, where some setting asks


def pages(municipality, on, dated=frozenset()):
    page = PublicPage.objects.filter(municipality=municipality).first()
    editions = editions_of(municipality, on)
    containers = Container.objects.of(municipality).active(on).values_list("name", "kind")
    yield Page(
        subject=page or municipality,
        municipality=municipality,
        page=page,
        relations=tuple(Relation.objects.of(municipality).alive().select_related("partner").in_order()),
        documents=tuple(Document.objects.of(municipality).without_law().in_force(on)),
        reports=editions["frozen"],
        projects=tuple(Project.objects.of(municipality).filter(status__in=("running", "held", "closed"), starts_on__lte=on)),
        published_reports=editions["published"],
        council=any(kind == "council" for _name, kind in containers),
        holders=tuple(Appointment.objects.of(municipality).in_force(on).select_related("person")),
        names=frozenset(name for name, _kind in containers),
        changed_on=last_change(municipality, on, editions["newest"]),
        words=Words.read(municipality),
        came_on=first_days(municipality) if True in dated else {},
    )


def first_days(municipality) -> dict:
    found = {}
    for model in (Relation, Project):
        pk = model._meta.pk.attname
        rows = model.history.filter(municipality=municipality).order_by().values_list(pk).annotate(Min("history_date"))
        found |= {(model, key): timezone.localdate(moment) for key, moment in rows}
    return found


def editions_of(municipality, on) -> dict:
    """How many are frozen, how many of them are published, and when the newest published one was frozen."""
    published = Q(files__file__published=True)
    return Edition.objects.filter(municipality=municipality, frozen_at__date__lte=on).aggregate(
        frozen=Count("pk", distinct=True), published=Count("pk", filter=published, distinct=True), newest=Max("frozen_at", filter=published)
    )


def last_change(municipality, on, newest_edition) -> dt.date | None:
    """The newest change of the page's own text, of a published relation or document, or the newest published edition."""
    moments = [
        PublicPage.history.filter(municipality=municipality, history_date__date__lte=on).aggregate(day=Max("history_date"))["day"],
        *(
            model.history.filter(municipality=municipality, published=True, history_date__date__lte=on).aggregate(day=Max("history_date"))[
                "day"
            ]
            for model in (Relation, Document, Project)
        ),
        newest_edition,
    ]
    return max((timezone.localdate(moment) for moment in moments if moment), default=None)


def edit(label=None) -> Fix:
    return Fix(label or _("Ändra sidan"), "public_page_edit", (), "", "publish")


# ── what it shows


# Sections that the page has, and what it shows of each row by itself, «uppgift saknas» where nobody knows. Others are asked about.
SECTIONS = ("eu_work", "twin_towns", "networks", "council", "documents", "reports", "projects")
COLUMNS = {
    Relation: ("name", "place", "country", "decision_year", "kind"),
    Project: ("name", "years", "unit", "funder", "amount", "state"),
}


@dataclass(frozen=True, kw_only=True)
class Sections:
    sections: tuple = parameter("list", f"sections that are published and not empty: {', '.join(SECTIONS)}", default=())
    lists_every: tuple = parameter("list", "records of which every one must be shown", default=())
    columns: tuple = parameter(
        "list", f"what is shown of each: {', '.join(sorted({name for names in COLUMNS.values() for name in names}))}", default=()
    )
    within: Due | None = parameter("due", "how soon after the record came", default=None)

    @property
    def dated(self) -> bool:
        return self.within is not None


@rule(subject="PublicPage", title=gettext_lazy("Den publika sidan visar det den ska"), rows=pages, rows_by="dated", gates=["page.publish"])
def page_shows_its_sections(row: Page, p: Sections, on):
    """A row only has to be published; the page shows what is known of it. One that came lately may wait as long as the document says."""
    for section in p.sections:
        yield section_verdict(row, section)
    for kind in p.lists_every:
        verdict = every_project(row) if kind == "project" else every_one_verdict(row, kind)
        yield with_columns(verdict, p, kind) if verdict.state == KEPT else in_time(row, p, verdict, on)


def with_columns(verdict, p, kind):
    strange = [column for column in p.columns if column not in COLUMNS[Project if kind == "project" else Relation]]
    if not strange:
        return verdict
    sentence = _("Det går inte att se om den publika sidan visar ”%(column)s” för varje rad. Gå igenom sidan.") % {"column": strange[0]}
    return Verdict(UNKNOWN, sentence, evidence=verdict.evidence, key=verdict.key, fix=edit())


def in_time(row, p, verdict, on):
    """Hidden no longer than the document lets a new row be, a row closes no gate."""
    came = [row.came_on.get((type(one), one.pk)) for one in verdict.evidence]
    if p.within is None or verdict.state != BREACHED or None in came:
        return verdict
    last = p.within.after(min(came))
    if on > last:
        return replace(verdict, due=last, since=last)
    sentence = _("%(said)s Sista dag är %(day)s.") % {"said": verdict.sentence, "day": date_format(last, "j F Y")}
    return replace(verdict, state=DUE, sentence=sentence, due=last, at_most="should")


def section_verdict(row, section):
    networks = [r for r in row.relations if r.is_network]
    twins = [r for r in row.relations if r.kind == "twin_town"]
    relations = Fix(_("Till relationerna"), "relations", (), "", "relate")
    there_are, shown, name, fix = {
        "eu_work": (True, bool(row.page and row.page.lead.strip()), _("texten om EU och det internationella arbetet"), edit()),
        "twin_towns": (bool(twins), any(r.published for r in twins), row.words.twin_town.definite_plural, relations),
        "networks": (bool(networks), any(r.published for r in networks), row.words.network.definite_plural, relations),
        "council": (row.council, row.council, row.words.council.definite, edit()),
        "documents": (bool(row.documents), any(d.published for d in row.documents), _("de styrande dokumenten"),
                      Fix(_("Till dokumenten"), "documents", (), "", "edit_documents")),
        "reports": (row.reports > 0, row.published_reports > 0, row.words.yearly_report.definite_plural,
                    Fix(speak(_("Till %(the_yearly_reports)s")), "yearly_reports", (), "", "publish")),
        "projects": (bool(row.projects), any(p.published for p in row.projects), _("projekten"), Fix(_("Till projekten"), "projects", (), "", "log")),
    }.get(section, (None, False, section, edit()))  # fmt: skip
    if there_are is None:
        sentence = _("Det går inte att se om den publika sidan har avsnittet ”%(section)s”. Gå igenom sidan.")
        return Verdict(UNKNOWN, sentence % {"section": section}, key=section, fix=edit())
    if not there_are:
        return Verdict(NOT_APPLICABLE, key=section)
    if shown:
        return Verdict(KEPT, key=section)
    sentence = _("Den publika sidan visar inte %(missing)s. Fyll på och publicera.") % {"missing": name}
    return Verdict(BREACHED, sentence, title=_("Visa %(missing)s på den publika sidan") % {"missing": name}, key=section, fix=fix)


def every_one_verdict(row, kind):
    found = [r for r in row.relations if r.kind == kind]
    hidden = [r for r in found if not r.published]
    if not hidden:
        return Verdict(KEPT if found else NOT_APPLICABLE, evidence=tuple(found), key=f"every:{kind}")
    names = ", ".join(r.name for r in hidden)
    return Verdict(
        BREACHED,
        _("Den publika sidan visar inte %(names)s. Publicera relationen.") % {"names": names},
        title=_("Visa %(missing)s på den publika sidan") % {"missing": names},
        evidence=tuple(hidden),
        key=f"every:{kind}",
        fix=Fix(_("Till relationen"), "relation", (("pk", hidden[0].pk),), "", "relate"),
    )


def every_project(row):
    """Those that run and those that are over."""
    hidden = [project for project in row.projects if not project.published]
    if not hidden:
        return Verdict(KEPT if row.projects else NOT_APPLICABLE, evidence=row.projects, key="every:project")
    facts = {"names": ", ".join(project.title for project in hidden)}
    return Verdict(
        BREACHED,
        _("Den publika sidan visar inte %(names)s. Publicera projektet.") % facts,
        title=_("Visa %(names)s på den publika sidan") % facts,
        evidence=tuple(hidden),
        key="every:project",
        fix=Fix(_("Till projektet"), "project_edit", (("pk", hidden[0].pk),), "", "log"),
    )


# ── whose it is


@dataclass(frozen=True, kw_only=True)
class OwnerAndContact:
    owner_required: bool = parameter("boolean", "someone is responsible for the page", default=False)
    contact_role: str | None = parameter("role", "role whose function and channel are shown", default=None)
    fallback: str = parameter(
        "choice", "what is shown when the role is vacant", default="function_mailbox", options=("function_mailbox", "none")
    )


@rule(subject="PublicPage", title=gettext_lazy("Sidan har ansvarig och kontaktväg"), rows=pages, gates=["page.publish"])
def page_has_owner_and_contact(row: Page, p: OwnerAndContact, on):
    if row.page is None:
        return [Verdict(NOT_APPLICABLE)]
    found = [owner_verdict(row)] if p.owner_required else []
    return found + ([contact_verdict(row, p)] if p.contact_role else [])


def owner_verdict(row):
    """A function, a unit or a person who holds a post; another text may be anybody who has left."""
    owner = row.page.owner.strip()
    if not owner:
        sentence, title = _("Den publika sidan saknar ansvarig. Ange en funktion."), _("Ange vem som ansvarar för den publika sidan")
        return Verdict(BREACHED, sentence, title=title, key="owner", fix=edit())
    functions = {name for t in row.holders for name in (t.person.name, t.title, str(t.role_label), row.words.role(t.role)) if name}
    if owner.casefold() in {name.casefold() for name in functions | row.names}:
        return Verdict(KEPT, owner, key="owner")
    sentence = _("”%(owner)s” ansvarar för den publika sidan, men finns inte i registret. Kontrollera vem det är.")
    return Verdict(UNKNOWN, sentence % {"owner": owner}, key="owner", fix=edit())


def contact_verdict(row, p):
    """The function is always shown; there must be a way to reach it, also when the post is vacant."""
    channel = row.page.contact_email or row.page.contact_phone or row.municipality.email
    held = any(t.role == p.contact_role for t in row.holders)
    title = _("Ange en kontaktväg på den publika sidan")
    if not channel:
        sentence = _("Den publika sidan saknar e-post och telefon. Ange en funktionsbrevlåda.")
        return Verdict(BREACHED, sentence, title=title, key="contact", fix=edit())
    if not held and p.fallback == "none":
        sentence = _("Ingen är %(role)s, så den publika sidan har ingen att hänvisa till.") % {"role": row.words.role(p.contact_role)}
        return Verdict(BREACHED, sentence, title=title, key="contact", fix=edit())
    return Verdict(KEPT, channel, key="contact")


# ── how fresh it is


@dataclass(frozen=True, kw_only=True)
class Freshness:
    stale_after: Span | None = parameter("span", "longest time without a published change or a recorded check", default=None)
    date_is_automatic: bool = parameter("boolean", "the line «senast uppdaterad» is worked out, never typed", default=True)


@rule(subject="PublicPage", title=gettext_lazy("Sidan är aktuell"), rows=pages)
def page_is_fresh(row: Page, p: Freshness, on):
    """A check without a change counts, when it is recorded. The day is always worked out: only where there is none can it be missing."""
    if row.page is None or not (p.stale_after or p.date_is_automatic):
        return Verdict(NOT_APPLICABLE)
    checked = row.page.checked_on if row.page.checked_on and row.page.checked_on <= on else None
    newest = max((day for day in (checked, row.changed_on) if day), default=None)
    if newest is None:
        return Verdict(UNKNOWN, _("Det står inte när den publika sidan ändrades. Gå igenom den."), fix=edit())
    last = p.stale_after.after(newest) if p.stale_after else None
    if last is None or on <= last:
        return Verdict(KEPT, since=newest, due=last)
    sentence = _("Den publika sidan har inte ändrats eller gåtts igenom sedan %(day)s. Gå igenom den.")
    return Verdict(
        OVERDUE,
        sentence % {"day": date_format(newest, "j F Y")},
        title=_("Gå igenom den publika sidan"),
        since=newest,
        due=last,
        fix=edit(_("Gå igenom sidan")),
    )
