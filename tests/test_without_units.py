"""A municipality whose documents name no units: its work is then its own, and nothing that is written stands in the way."""

import pytest
from django.urls import reverse

from reports.models import Activity
from tests.situations import a_body, a_municipality, an_area, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a_municipality("ytby", "Ytby")


@pytest.fixture
def coordinator(home, client):
    client.force_login(somebody("coordinator", home), backend="councils.access.ContainerBackend")
    return client


def test_an_activity_is_the_municipalitys_own(home, coordinator):
    page = coordinator.get(reverse("log_new", args=["ytby"]))
    assert (page.context["preset"].pk, page.context["one_unit"]) == (home.pk, True)
    sent = {
        "container": home.pk,
        "kind": "meeting",
        "title": "Möte om vatten",
        "when": "0",
        "party": "other",
        "counterpart": "Åbo",
        "version": "0",
    }
    answer = coordinator.post(reverse("log_new", args=["ytby"]), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Activity.objects.get().container_id == home.pk


@pytest.mark.parametrize("name", ["visit_new", "invitation_new", "application_new", "project_new", "note_new"])
def test_what_is_planned_can_stand_under_the_municipality(home, coordinator, name):
    form = coordinator.get(reverse(name, args=["ytby"])).context["form"]
    assert [unit.pk for unit in form.fields["container"].queryset] == [home.pk]


def test_where_there_are_units_the_work_is_theirs(home, coordinator):
    unit = an_area(home, "skola")
    a_body(home)
    form = coordinator.get(reverse("log_new", args=["ytby"])).context["form"]
    assert home.pk not in [one.pk for one in form.fields["container"].queryset]
    assert form["container"].value() == unit.pk


def test_where_there_are_bodies_alone_one_of_them_is_preset(home, coordinator):
    board = a_body(home)
    form = coordinator.get(reverse("log_new", args=["ytby"])).context["form"]
    assert form["container"].value() == board.pk
