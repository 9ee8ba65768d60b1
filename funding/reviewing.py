"""Verbs about reviews: a unit has gone through its chances of joint projects and outside money. No request."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.models import Container, Municipality

from .models import Assessment, Call, OpportunityReview, ReviewedCall
from .watching import require_right

YEARS = 5  # as far back as the page goes
MOST_CALLS = 30  # offered to choose among


@transaction.atomic
def keep_review(*, review: OpportunityReview, calls: Iterable[Call] = (), by, reason="") -> OpportunityReview:
    """Keep the review with exactly these calls."""
    require_right(review.container_id, by)
    if review.pk:  # it may move between units, but only from one where the user may write
        require_right(OpportunityReview.objects.get(pk=review.pk).container_id, by)
    review.looked_at = review.looked_at.strip()
    if not review.looked_at:
        raise ValidationError({"looked_at": _("Skriv vad ni gick igenom, i några ord.")})
    if review.reviewed_on > timezone.localdate():
        raise ValidationError({"reviewed_on": _("Dagen har inte varit än. Skriv den dag då ni gick igenom möjligheterna.")})
    review.clean()
    review.person = review.person or getattr(by, "person", None)
    review.recorded(by=by, reason=reason)
    known, wanted = {one.call_id: one for one in review.reviewed.all()}, {call.pk: call for call in calls}
    for pk in wanted.keys() - known.keys():
        ReviewedCall(review=review, call=wanted[pk]).recorded(by=by, reason=reason)
    for pk in known.keys() - wanted.keys():
        known[pk].removed(by=by, reason=reason)
    return review


@transaction.atomic
def remove_review(*, review: OpportunityReview, by, reason=""):
    """What was entered by mistake. Its history stays."""
    require_right(review.container_id, by)
    for one in review.reviewed.all():
        one.removed(by=by, reason=reason)
    review.removed(by=by, reason=reason)


def calls_to_choose(municipality: Municipality, review: OpportunityReview):
    """Those of the review, and those of late that units have been told of or have thought about."""
    concerned = Q(assessments__municipality=municipality) | Q(news_of__municipality=municipality)
    told = Call.objects.known_to(municipality).filter(concerned)
    newest = told.order_by("-pk").values_list("pk", flat=True).distinct()[:MOST_CALLS]
    chosen = {*newest, *(review.reviewed.values_list("call", flat=True) if review.pk else ())}
    return Call.objects.known_to(municipality).filter(pk__in=chosen).order_by("title", "pk")


# ── as they are listed


@dataclass
class OfUnit:
    """What a unit looked at in a year: its reviews, newest first, and how many calls it thought about one by one."""

    unit: Container
    reviews: list[OpportunityReview] = field(default_factory=list)
    assessed: int = 0


def by_year(municipality: Municipality, this_year: int) -> list[tuple[int, list[OfUnit]]]:
    """Newest year first, units in their order. Three queries, however many they are."""
    since = dt.date(this_year - YEARS + 1, 1, 1)
    reviews = OpportunityReview.objects.of(municipality).filter(reviewed_on__gte=since)
    found: dict[int, dict[Container, OfUnit]] = defaultdict(dict)
    for review in reviews.select_related("container", "person").prefetch_related("calls"):
        found[review.reviewed_on.year].setdefault(review.container, OfUnit(review.container)).reviews.append(review)
    assessed = Assessment.objects.of(municipality).filter(assessed_on__gte=since).select_related("container")
    for one in assessed:
        found[one.assessed_on.year].setdefault(one.container, OfUnit(one.container)).assessed += 1
    return [(year, sorted(found[year].values(), key=lambda one: one.unit.name_sort)) for year in sorted(found, reverse=True)]
