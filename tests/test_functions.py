"""Functions that lie on a unit or on somebody outside, and the posts that documents name: the pages where they are registered and told."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils.commissioning import keep_commission
from councils.models import Appointment, Commission
from tests import situations as a

pytestmark = pytest.mark.django_db
OFFICE = {"role": "coordinating_function", "starts_on": "2026-01-01"}


@pytest.fixture
def home():
    return a.a_municipality()


@pytest.fixture
def office(home):
    return a.an_area(home, "kansli", "Kansliet", "office")


def signed_in(user):
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    return client


@pytest.fixture
def client(home):
    return signed_in(a.somebody("coordinator", home))


def bodies(client):
    return client.get(reverse("bodies", args=["osby"])).content.decode()


def test_a_function_is_laid_on_a_unit_and_told_among_the_organs(client, office):
    assert "Ingen funktion är registrerad." in bodies(client)
    response = client.post(reverse("commission_new", args=["osby"]), OFFICE | {"container": office.pk, "serves": ["office"]})
    assert response["Location"] == reverse("bodies", args=["osby"]) + "#functions"
    one = Commission.objects.get()
    assert (one.container_id, one.serves, one.version > 0) == (office.pk, ["office"], True)
    page = bodies(client)
    assert [word for word in ("Kansliet", "Samordnande funktion", "Till för: kontor", "beslut saknas") if word not in page] == []


def test_a_function_is_given_to_somebody_outside_by_agreement(client, office):
    facts = {"role": "expert_support", "starts_on": "2026-01-01", "provider": "Byrån", "agreement": "KS 2026/4"}
    client.post(reverse("commission_new", args=["osby"]), facts)
    assert "KS 2026/4" in bodies(client)


@pytest.mark.parametrize(
    "facts, field, says",
    [
        ({}, "container", "eller skriv vem utanför kommunen"),
        ({"provider": "Byrån"}, "agreement", "Skriv avtalets diarienummer"),
        ({"provider": "Byrån", "agreement": "1", "container": "office"}, "provider", "Välj bara det ena"),
        ({"container": "office", "ends_on": "2025-12-31"}, "ends_on", "före startdagen"),
        ({"container": "office", "role": ""}, "role", "Välj vilken funktion"),
        ({"container": "office", "serves": ["assembly"]}, "serves", "assembly"),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(client, office, facts, field, says):
    facts = OFFICE | facts | ({"container": office.pk} if "container" in facts else {})
    form = client.post(reverse("commission_new", args=["osby"]), facts).context["form"]
    assert says in " ".join(form.errors[field])
    assert not Commission.objects.exists()


def test_the_way_out_of_a_verdict_fills_the_form_in(client, office):
    page = client.get(reverse("commission_new", args=["osby"]) + "?funktion=expert_support&enhet=kansli")
    assert (page.context["form"]["role"].value(), page.context["form"]["container"].value()) == ("expert_support", office.pk)
    assert "roll=expert_support" in page.content.decode()  # a person may have it too
    page = client.get(reverse("commission_new", args=["osby"]) + "?funktion=coordinating_function")
    assert "Utse den i stället" not in page.content.decode()


def test_a_function_ends_and_is_no_longer_told(client, home, office):
    one = a.a_commission(home, container=office)
    url, today = reverse("commission_edit", args=["osby", one.pk]), timezone.localdate()
    facts = OFFICE | {"container": office.pk, "ends_on": str(today - a.days(1)), "reason": "Flyttar", "version": one.version}
    assert client.post(url, facts).status_code == 302
    assert one.history.first().history_change_reason == "Flyttar"
    assert "Kansliet" not in bodies(client).partition('id="functions"')[2].partition("</section>")[0]
    assert client.post(url, facts | {"version": 0}).status_code == 409
    assert "Flyttar" in client.get(reverse("history", args=["osby", "commission", one.pk])).content.decode()


def test_the_same_holder_has_a_function_once_at_a_time(home, office):
    a.a_commission(home, container=office, ends_on=a.TODAY)
    again = Commission(municipality=home, role="coordinating_function", container=office.container_ptr, starts_on=a.TODAY)
    with pytest.raises(ValidationError, match="redan funktionen"):
        keep_commission(commission=again, by=None)
    again.starts_on += a.days(1)
    assert keep_commission(commission=again, by=None).pk


def test_only_who_appoints_lays_a_function(home, office):
    one = Commission(municipality=home, role="coordinating_function", container=office.container_ptr, starts_on=a.TODAY)
    with pytest.raises(PermissionDenied):
        keep_commission(commission=one, by=a.somebody("contact", office))
    assert "Ange vem som har en funktion" not in bodies(signed_in(a.somebody("board_member", a.a_body(home))))


# ── the posts that documents name


def test_the_coordinator_appoints_the_convener_who_stands_first_in_the_council(client, home):
    council = a.a_council(home)
    a.an_appointment("council_member", council, a.a_person("Nora Fagerlund"))
    assert "roll=convener" in bodies(client)
    facts = {"name": "Astrid Ekelund", "container": council.pk, "starts_on": "2026-01-01"}
    response = client.post(reverse("appoint", args=["osby"]) + "?roll=convener", facts)
    assert response["Location"] == reverse("bodies", args=["osby"])
    page = bodies(client)
    assert page.index("Astrid Ekelund") < page.index("Nora Fagerlund")
    assert "Sammankallande" in page
    assert "roll=convener" not in page


def test_somebody_responsible_is_told_with_the_unit_and_ended_from_there(client, office):
    facts = {"name": "Signe Arnehed", "container": office.pk, "starts_on": "2026-01-01"}
    response = client.post(reverse("appoint", args=["osby"]) + "?roll=responsible&enhet=kansli", facts)
    contacts = reverse("contacts", args=["osby"])
    assert response["Location"] == contacts
    assert "Signe Arnehed" in client.get(contacts).content.decode()
    post = Appointment.objects.get(role="responsible")
    response = client.post(reverse("appointment_end", args=["osby", post.pk]), {"ends_on": "2026-01-31"})
    assert response["Location"] == contacts


def test_the_convener_calls_the_own_body_alone(home):
    council, other = a.a_council(home), a.a_body(home, "ag", "Arbetsgruppen", "committee")
    convener = signed_in(a.somebody("convener", council))
    form = convener.get(reverse("meeting_new", args=["osby"])).context["form"]
    assert [body.code for body in form.fields["body"].queryset] == [council.code]
    mine, theirs = a.a_meeting(council), a.a_meeting(other)
    answers = [convener.get(reverse("meeting_edit", args=["osby", one.pk])).status_code for one in (mine, theirs)]
    assert answers == [200, 403]
