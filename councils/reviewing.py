"""Evaluating and looking over documents: keeping what was done, what they lean on, and what the page of the document shows of it."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from .compliance import NOT_APPLICABLE, Finding, judged, settings_in_force
from .document_parts import require_right
from .models import Document, DocumentFramework, DocumentPart, DocumentReview, Framework, ReviewResult
from .rules.reviews import reviewed

RULE = "document_is_reviewed_in_time"


# ── what was done


@transaction.atomic
def keep_review(*, review: DocumentReview, results=None, by, reason="") -> DocumentReview:
    """Keep an evaluation or a look over. `results`: {measure: (whether it was reached, what came of it)}; one without either goes."""
    Document.objects.select_for_update(of=("self",)).get(pk=review.document_id)  # two of the same day wait for each other
    require_right(review.document, by)
    review.clean()
    review.recorded(by=by, reason=reason)
    known = {one.part_id: one for one in review.results.all()}
    for part, (reached, text) in (results or {}).items():
        row = known.get(part.pk) or ReviewResult(review=review, part=part)
        if not (reached or text):
            if row.pk:
                row.removed(by=by, reason=reason)
        elif row.pk is None or (row.reached, row.text) != (reached, text):
            row.reached, row.text = reached, text
            row.clean()
            row.recorded(by=by, reason=reason)
    return review


@transaction.atomic
def remove_review(*, review: DocumentReview, by, reason) -> Document:
    """Take away what was entered by mistake. The document's own history tells of it."""
    document = review.document
    require_right(document, by)
    told = _("”%(what)s” togs bort. %(reason)s") % {"what": review, "reason": reason}
    for result in review.results.all():
        result.removed(by=by, reason=reason)
    review.removed(by=by, reason=reason)
    return document.recorded(by=by, reason=told[:500])


# ── what it leans on


@transaction.atomic
def keep_framework(*, framework: Framework, document: Document, by, reason="") -> Framework:
    """Keep the framework, new or changed for every document that leans on it, and that this document leans on it."""
    require_right(document, by)
    framework.municipality_id = framework.municipality_id or document.municipality_id
    framework.clean()
    framework.recorded(by=by, reason=reason)
    lean_on(document, framework, by=by, reason=reason)
    return framework


@transaction.atomic
def lean_on(document: Document, framework: Framework, *, by, reason="") -> DocumentFramework:
    require_right(document, by)
    known = DocumentFramework.objects.filter(document=document, framework=framework).first()
    if known is not None:
        return known
    link = DocumentFramework(document=document, framework=framework)
    link.clean()
    return link.recorded(by=by, reason=reason)


@transaction.atomic
def remove_framework(*, framework: Framework, document: Document, by, reason) -> Document:
    """The document does not lean on it. A framework that no document leans on goes with it."""
    require_right(document, by)
    told = _("Dokumentet bygger inte längre på ”%(framework)s”. %(reason)s") % {"framework": framework, "reason": reason}
    for link in DocumentFramework.objects.filter(document=document, framework=framework):
        link.removed(by=by, reason=reason)
    if not framework.document_links.exists():
        framework.removed(by=by, reason=reason)
    return document.recorded(by=by, reason=told[:500])


# ── what the page shows


@dataclass
class Owed:
    """A duty of the document, with every clause that lays it down."""

    finding: Finding
    clauses: list = field(default_factory=list)


@dataclass(frozen=True)
class ReviewsShown:
    """The section of the document's page."""

    owed: list[Owed]
    done: list[DocumentReview]
    frameworks: list[tuple[Framework, bool]]  # and whether it has ended

    def __bool__(self):
        return bool(self.owed or self.done or self.frameworks)


def reviews_of(document: Document, on) -> ReviewsShown:
    """What is owed and what has been done. The number of queries is the same for any number of rows."""
    done = document.reviews.select_related("decision__body", "decision__post", "file").prefetch_related("results__part")
    frameworks = document.frameworks.in_order()
    return ReviewsShown(owed_of(document, on), list(done), [(one, one.has_ended(on)) for one in frameworks])


def owed_of(document: Document, on) -> list[Owed]:
    """What several clauses ask in the same way is said once."""
    if not settings_in_force(document.municipality, on, rule=RULE).exists():
        return []
    rows = [row for row in reviewed(document.municipality, on) if row.subject.pk == document.pk]
    found = judged({reviewed: rows}, document.municipality, on)
    every: dict[tuple, Owed] = {}
    for finding in sorted((one for one in found if one.state != NOT_APPLICABLE), key=lambda one: one.order):
        said = finding.verdict.key, finding.state, finding.strength, finding.verdict.due, str(finding.verdict.sentence)
        every.setdefault(said, Owed(finding)).clauses.append(finding.setting.clause)
    return list(every.values())


def measures_of(review: DocumentReview) -> list[tuple[DocumentPart, ReviewResult | None]]:
    """The measures of the document in their order, each with what the evaluation says of it."""
    known = {one.part_id: one for one in review.results.all()} if review.pk else {}
    parts = review.document.parts.filter(kind="measure").order_by("ordinal", "pk")
    return [(part, known.get(part.pk)) for part in parts]


def known_frameworks(document: Document):
    """Those of the municipality that the document does not lean on yet."""
    return Framework.objects.of(document.municipality_id).exclude(document_links__document=document).in_order()
