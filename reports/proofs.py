"""What proves a clause's state, ready to be read: a sentence with links to the rows behind it, and the act that puts it right."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from councils.access import container_ids
from councils.compliance import KEPT, RULES
from councils.models import Appointment, BasisPart, Commission, Container, DocumentPart
from councils.part_words import part_word
from councils.remarks import address_of
from councils.spoken import speak
from councils.standing import ASKED, SHOWN, ClauseStanding, place_of
from funding.models import OpportunityReview

from .models import Delivery, Edition, PublicPage, Report


@dataclass(frozen=True)
class Act:
    """What the reader may do about it."""

    label: str
    url: str


@dataclass(frozen=True)
class Proof:
    """`links` are rows that the sentence does not name."""

    sentence: SafeString
    links: tuple[SafeString, ...] = ()
    act: Act | None = None
    exception: Act | None = None  # let the row be otherwise, or the exceptions that there are


# Rows and their pages ------------------------------------------------------------------------------------------------


def label_of(row) -> str:
    """What the row is called in a sentence."""
    if isinstance(row, Appointment):
        return str(row.person)
    if isinstance(row, Delivery):
        return str(row.edition.yearly_report)
    if isinstance(row, Edition):
        return _("%(report)s, utgåva %(number)s") % {"report": row.yearly_report, "number": row.number}
    if isinstance(row, BasisPart):
        return part_word(row.code)
    if isinstance(row, Commission):
        return row.holder
    return row.label if isinstance(row, Container) else str(row)


def page_of(row, municipality) -> str:
    """The address where the row can be read; "" for a row without a page of its own."""
    slug = municipality.slug
    if isinstance(row, Report):
        return reverse("report", args=[slug, row.container.code, row.year])
    if isinstance(row, Edition | Delivery):
        edition = row.edition if isinstance(row, Delivery) else row
        return f"{reverse('yearly', args=[slug, edition.yearly_report.year])}#utgava-{edition.number}"
    if isinstance(row, PublicPage):
        return reverse("public_page", args=[slug])
    if isinstance(row, DocumentPart):
        return f"{reverse('document', args=[slug, row.document_id])}#part-{row.pk}"
    if isinstance(row, BasisPart):
        return reverse("basis", args=[slug, row.matter_id])
    if listed := on_a_list(row, slug):
        return listed
    name = getattr(row, "row", "") or row._meta.model_name  # a piece of work knows which kind it is
    try:
        return reverse(name, args=[slug, row.pk])
    except NoReverseMatch:
        return ""


def on_a_list(row, slug) -> str:
    """Of what has no page of its own, but a place on one."""
    if isinstance(row, Appointment):
        return place_in_list(row.container, slug, row.role)
    if isinstance(row, Commission):
        return f"{reverse('bodies', args=[slug])}#functions"
    if isinstance(row, Container):
        return place_in_list(row, slug, "contact" if row.sort == Container.Sort.AREA else "")
    if isinstance(row, OpportunityReview):
        return f"{reverse('opportunities', args=[slug])}#review-{row.pk}"
    return ""


def place_in_list(container, slug, role) -> str:
    """Who holds what stands in two lists, by unit and by body."""
    if role == "contact" or container.sort == Container.Sort.AREA:
        return f"{reverse('contacts', args=[slug])}#unit-{container.code}"
    anchor = "central" if container.sort == Container.Sort.MUNICIPALITY else f"body-{container.code}"
    return f"{reverse('bodies', args=[slug])}#{anchor}"


def linked(sentence: str, rows, subject, municipality) -> tuple[SafeString, tuple[SafeString, ...]]:
    """The sentence with its rows as links where their names stand in it, and links to the others. The subject is linked only if named."""
    parts: list = [sentence]
    others = []
    for row in dict.fromkeys((*rows, subject)):
        url = page_of(row, municipality) if row is not None else ""
        if not url:
            continue
        label = label_of(row)
        link = format_html('<a href="{}">{}</a>', url, label)
        place = next((n for n, part in enumerate(parts) if not isinstance(part, SafeString) and label in part), None)
        if place is not None:
            before, after = parts[place].split(label, 1)
            parts[place : place + 1] = [before, link, after]
        elif row is not subject:
            others.append(link)
    return format_html_join("", "{}", ((part,) for part in parts)), tuple(others)


# Clauses and their proofs --------------------------------------------------------------------------------------------


def proofs_of(standing: ClauseStanding, municipality, user=None) -> list[Proof]:
    """Why the clause stands as it does, the most pressing first. Without a user no acts."""
    if standing.handled == ASKED:
        return [asked_proof(question, municipality) for question in standing.questions]
    if standing.handled == SHOWN:
        return [Proof(format_html("{}", _("Visas, prövas inte.")))]
    if standing.state == KEPT:
        return kept_proofs(standing, municipality)
    found = {}
    for finding in standing.telling:
        sentence, links = linked(
            str(finding.verdict.sentence or finding.verdict.title), finding.verdict.evidence, finding.row, municipality
        )
        if sentence or links:
            found.setdefault(
                sentence, Proof(sentence, links, act_of(finding, municipality, user), exception_of(finding, municipality, user))
            )
    return list(found.values()) or [Proof(format_html("{}", _("Det finns inget att pröva än.")))]


def asked_proof(question, municipality) -> Proof:
    whole = question.report == question.Report.YEAR
    url = reverse("yearly_reports" if whole else "reports", args=[municipality.slug])
    link = format_html('<a href="{}">{}</a>', url, speak("%(the_yearly_report)s") if whole else _("rapporterna"))
    return Proof(format_html("{} {}: {}", _("Frågas i"), link, question.label))


def kept_proofs(standing, municipality) -> list[Proof]:
    """One for each rule, with everything that shows that it is kept."""
    evidence: dict[str, list] = {}
    for finding in standing.decisive:
        evidence.setdefault(finding.setting.rule, []).extend(finding.verdict.evidence)
    return [Proof(*linked(f"{RULES[code].title}.", rows, None, municipality)) for code, rows in evidence.items()]


def exception_of(finding, municipality, user) -> Act | None:
    """For who administers: the way to let it be otherwise, or to what is let be."""
    if user is None or municipality.pk not in container_ids(user, "administer"):
        return None
    if finding.exception:
        return Act(_("Till undantaget"), reverse("ruleexceptions", args=[municipality.slug]))
    if not finding.can_be_excepted or not finding.needs_something:
        return None
    return Act(_("Gör undantag"), f"{reverse('ruleexception_new', args=[municipality.slug, finding.setting.pk])}?{finding.exception_query}")


def act_of(finding, municipality, user) -> Act | None:
    """The way to put it right, for who has the right to it there."""
    fix = finding.verdict.fix
    if user is None or fix is None or not finding.needs_something or fix.permission == "see":
        return None
    if place_of(finding.row, municipality) not in container_ids(user, fix.permission):
        return None
    return Act(fix.label, address_of(fix, municipality))
