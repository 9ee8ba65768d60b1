"""A unit goes through its chances of joint projects and outside money: what it writes, who may, how it is listed."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from funding.models import Assessment, CallNews, OpportunityReview, ReviewedCall
from funding.reviewing import keep_review
from tests import situations as s
from tests.test_calls import a_call

pytestmark = pytest.mark.django_db
NOW = timezone.localdate


def a_review(container, reviewed_on=None, result="nothing", looked_at="Höstens utlysningar", calls=(), **facts) -> OpportunityReview:
    """A unit has gone through its chances; today, unless another day is said."""
    container = getattr(container, "container_ptr", container)
    review = s.saved(OpportunityReview(container=container, reviewed_on=reviewed_on or NOW(), result=result, looked_at=looked_at, **facts))
    for call in calls:
        s.saved(ReviewedCall(review=review, call=call))
    return review


def an_assessment(container, call, answer="later", assessed_on=None, **facts) -> Assessment:
    return s.saved(Assessment(container=container.container_ptr, call=call, answer=answer, assessed_on=assessed_on or NOW(), **facts))


@pytest.fixture
def home():
    return s.a_municipality()


@pytest.fixture
def school(home):
    return s.an_area(home, "skola", "Barn och skola")


def client_of(user):
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    return client


def page(name, *more):
    return reverse(name, args=["osby", *more])


def sent(unit, **facts):
    return {
        "container": unit.pk,
        "looked_at": "Höstens utlysningar",
        "levels": ["EU"],
        "result": "nothing",
        "reviewed_on": NOW().isoformat(),
    } | facts


# ── written, changed, removed


def test_a_contact_person_writes_what_the_unit_looked_at(home, school):
    user, call = s.somebody("contact", school), a_call()
    s.saved(CallNews(container=school.container_ptr, call=call, kind="new", noticed_on=NOW()))
    client = client_of(user)
    form = client.get(page("opportunity_new") + "?enhet=skola").context["form"]
    assert (form.initial["container"], list(form.fields["calls"].queryset)) == (school.pk, [call])
    client.post(page("opportunity_new"), sent(school, calls=[call.pk]))
    review = OpportunityReview.objects.get()
    assert (review.person, review.levels, list(review.calls.all())) == (user.person, ["EU"], [call])
    assert review.history.get().history_user == user
    text = client.get(page("opportunities")).content.decode()
    assert "Höstens utlysningar" in text
    assert call.title in text


def test_it_is_changed_and_a_stale_save_is_told(home, school):
    user, call = s.somebody("contact", school), a_call()
    review = a_review(school, calls=[call])
    client, edit = client_of(user), page("opportunity_edit", review.pk)
    assert client.post(edit, sent(school, version=0)).status_code == 409
    client.post(edit, sent(school, version=review.version, result="apply", reason="Vi ändrade oss"))
    review.refresh_from_db()
    assert (review.result, review.calls.count()) == ("apply", 0)
    assert review.history.latest().history_change_reason == "Vi ändrade oss"


def test_what_was_a_mistake_is_removed_with_its_calls_and_leaves_its_trail(home, school):
    user, review = s.somebody("contact", school), a_review(school, calls=[a_call()])
    client_of(user).post(page("opportunity_remove", review.pk), {"reason": "Dubblett"})
    assert not OpportunityReview.objects.exists()
    assert not ReviewedCall.objects.exists()
    last = OpportunityReview.history.filter(id=review.pk).latest()
    assert (last.history_type, last.history_user, last.history_change_reason) == ("-", user, "Dubblett")


@pytest.mark.parametrize(
    "facts, said",
    [
        ({"looked_at": "  "}, "Skriv vad ni gick igenom"),
        ({"result": ""}, "Välj vad ni kom fram till"),
        ({"reviewed_on": (NOW() + dt.timedelta(days=1)).isoformat()}, "Dagen har inte varit än"),
        ({"levels": ["planet"]}, "Välj bland nivåerna"),
    ],
)
def test_every_error_says_what_to_do(home, school, facts, said):
    answer = client_of(s.somebody("contact", school)).post(page("opportunity_new"), sent(school, **facts))
    assert said in answer.content.decode()
    assert not OpportunityReview.objects.exists()


def test_nobody_writes_for_another_unit(home, school):
    care = s.an_area(home)
    user, review = s.somebody("contact", care), a_review(school)
    client = client_of(user)
    assert client.get(page("opportunity_edit", review.pk)).status_code == 403
    assert client.post(page("opportunity_remove", review.pk)).status_code == 403
    assert "Barn och skola" not in client.get(page("opportunity_new")).content.decode()
    with pytest.raises(PermissionDenied):
        keep_review(review=OpportunityReview(container=school.container_ptr, reviewed_on=NOW(), looked_at="x", result="apply"), by=user)
    review.container = care.container_ptr
    with pytest.raises(PermissionDenied):  # nor takes another's to the own unit
        keep_review(review=review, by=user)


# ── listed


def test_the_list_stands_by_year_and_unit_and_tells_of_calls_that_were_assessed(home, school):
    care, year = s.an_area(home), NOW().year
    a_review(school)
    a_review(care, dt.date(year - 1, 3, 1))
    a_review(care, dt.date(year - 9, 3, 1))  # longer ago than the page goes
    an_assessment(care, a_call())
    years = client_of(s.somebody("board_member", s.a_body(home))).get(page("opportunities")).context["years"]
    found = [(of_year, [(one.unit.code, len(one.reviews), one.assessed) for one in units]) for of_year, units in years]
    assert found == [(year, [("skola", 1, 0), ("vard_och_omsorg", 0, 1)]), (year - 1, [("vard_och_omsorg", 1, 0)])]


def test_the_list_asks_as_many_questions_for_one_as_for_many(home, school):
    client, counts = client_of(s.somebody("coordinator", home)), []
    for number in (1, 20):
        for n in range(number):
            a_review(s.an_area(home, f"enhet-{number}-{n}"), calls=[a_call(title=f"{number}-{n}")])
        with CaptureQueriesContext(connection) as asked:
            client.get(page("opportunities"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
