"""Documents that are evaluated and looked over, and what they lean on."""

import datetime as dt

from councils.models import DocumentFramework, DocumentReview, Framework, ReviewResult
from tests.situations import LONG_AGO, a_document_in_force, a_part, saved

D = dt.date.fromisoformat


def a_review_of(document, done_on="2026-01-01", act="evaluate", **facts) -> DocumentReview:
    return saved(DocumentReview(document=document, act=act, done_on=D(done_on), **facts))


def a_result(review, part, reached="yes", text="Gick bra.") -> ReviewResult:
    return saved(ReviewResult(review=review, part=part, reached=reached, text=text))


def a_framework(document, ends_on="2020-12-31", name="Europa 2020", **facts) -> Framework:
    """One that the document leans on."""
    found = saved(Framework(municipality=document.municipality, name=name, ends_on=ends_on and D(ends_on), **facts))
    saved(DocumentFramework(document=document, framework=found))
    return found


def an_evaluated_document(container, on) -> DocumentReview:
    """The evaluation, with a measure that was partly reached, of guidelines that lean on what has ended."""
    document = a_document_in_force(
        container, kind="guidelines", title="Riktlinjer för vänortsarbetet", matter=None, valid_from=LONG_AGO, until_further_notice=True
    )
    a_framework(document)
    review = a_review_of(document, on.isoformat(), summary="Det mesta har blivit gjort.")
    a_result(review, a_part(document, indicator="Antal träffar", target="10"), "partly", "Sex träffar av tio.")
    return review
