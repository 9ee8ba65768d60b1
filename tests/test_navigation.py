"""The frame of every page: the duties that each role sees, where one stands, and in which language."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from councils.roles import ROLES
from tests import situations as a

pytestmark = pytest.mark.django_db
# The entries of each duty; one that has a single page is that page.
READS = {
    "Att göra": ["Att göra"],
    "Följa policyn": ["Så följer vi policyn", "Styrande dokument", "Beslut", "Vem beslutar vad", "Delegation", "Regler"],
    "Samarbeta": ["Vänorter och nätverk", "Partner", "Besök", "Inbjudningar"],
    "Söka medel": ["Utlysningar", "Bevakning och notiser", "Ansökningar", "Projekt", "Pengar"],
    "Mötas": ["Möten", "Kontaktpersoner", "Organ och ledamöter"],
    "Berätta": ["Aktiviteter", "Områdenas rapporter", "Årsrapporten"],
}
TRIES = {"Följa policyn": [*READS["Följa policyn"], "Pröva en ändring"]}
FINDS = {
    "coordinator": READS
    | TRIES
    | {"Samarbeta": [*READS["Samarbeta"], "Importera"]}
    | {"Berätta": ["Aktiviteter", "Logga aktivitet", "Områdenas rapporter", "Årsrapporten", "Den publika sidan"]},
    "contact": {
        "Att göra": ["Att göra"],
        "Logga": ["Logga aktivitet", "Aktiviteter", "Besök"],
        "Söka medel": ["Utlysningar", "Bevakning och notiser", "Ansökningar", "Projekt", "Pengar"],
        "Vår rapport": ["Vår rapport"],
    },
    "council_member": READS,
    "registrar": READS | TRIES,
    "board_member": READS,
    "management_group": READS,
    "administrator": READS,
    "convener": READS,
    "responsible": READS,
    "expert_support": READS,
}
HELD_IN = {
    "contact": "area",
    "responsible": "area",
    "council_member": "council",
    "convener": "council",
    "management_group": "management_group",
}


@pytest.fixture
def home():
    return a.a_municipality()


@pytest.fixture
def places(home):
    return {
        "municipality": home,
        "area": a.an_area(home, "skola", "Barn och skola"),
        "council": a.a_council(home),
        "management_group": a.a_body(home, "lg", "Ledningsgruppen", kind="management_group"),
    }


def signed_in(user):
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    return client


def holder(role, places):
    """An account with the role where it is held; a board member sits in the executive board."""
    place = a.a_body(places["municipality"]) if role == "board_member" else places[HELD_IN.get(role, "municipality")]
    return a.somebody(role, place)


def shown(response):
    assert response.status_code == 200
    return response.context


# ── duties


def test_every_role_is_in_the_table():
    assert set(FINDS) == set(ROLES)


@pytest.mark.parametrize("role", FINDS)
def test_each_role_sees_its_duties_and_every_link_opens(places, role):
    client = signed_in(holder(role, places))
    context = shown(client.get(reverse("work", args=["osby"])))
    assert [duty.label for duty in context["duties"]] == list(FINDS[role])
    for duty in context["duties"]:
        there = shown(client.get(duty.url))
        assert ([item.label for item in there["sub_items"]] or [duty.label]) == FINDS[role][duty.label]
        assert {client.get(item.url).status_code for item in there["sub_items"]} <= {200}


STANDS_UNDER = [
    ("work", "Att göra", None),
    ("document_new", "Följa policyn", "Styrande dokument"),
    ("decisions", "Följa policyn", "Beslut"),
    ("governance", "Följa policyn", "Vem beslutar vad"),
    ("delegations", "Följa policyn", "Delegation"),
    ("contacts", "Mötas", "Kontaktpersoner"),
    ("appoint", "Mötas", "Kontaktpersoner"),
    ("meeting_new", "Mötas", "Möten"),
    ("log", "Berätta", "Aktiviteter"),
    ("log_new", "Berätta", "Logga aktivitet"),
    ("activity", "Berätta", "Aktiviteter"),
    ("activity_edit", "Berätta", "Aktiviteter"),
    ("report", "Berätta", "Områdenas rapporter"),
    ("yearly", "Berätta", "Årsrapporten"),
    ("yearly_preview", "Berätta", "Årsrapporten"),
    ("public_page_edit", "Berätta", "Den publika sidan"),
    ("relation", "Samarbeta", "Vänorter och nätverk"),
    ("visit_new", "Samarbeta", "Besök"),
    ("visit_accounts_missing", "Samarbeta", "Besök"),
    ("invitation_new", "Samarbeta", "Inbjudningar"),
    ("rights", None, None),
]


@pytest.mark.parametrize("page, duty, entry", STANDS_UNDER, ids=[line[0] for line in STANDS_UNDER])
def test_one_sees_where_one_stands(places, page, duty, entry):
    home, school = places["municipality"], places["area"]
    arguments = {
        "activity": lambda: [a.an_activity(school.container_ptr).pk],
        "relation": lambda: [a.a_relation(home.container_ptr).pk],
        "report": lambda: ["skola", 2025],
        "yearly": lambda: [2025],
    }
    found = arguments.get(page.partition("_")[0], list)() if page not in ("yearly_reports", "relations") else []
    context = shown(signed_in(a.somebody("coordinator", home)).get(reverse(page, args=["osby", *found])))
    assert [one.label for one in context["duties"] if one.current] == ([duty] if duty else [])
    assert [one.label for one in context["sub_items"] if one.current] == ([entry] if entry else [])


def test_a_contact_person_with_another_post_finds_what_that_post_needs(places):
    user = holder("contact", places)
    a.an_appointment("registrar", places["municipality"], person=user.person)
    context = shown(signed_in(user).get(reverse("decisions", args=["osby"])))
    assert [duty.label for duty in context["duties"]] == list(READS)
    assert "Beslut" in [item.label for item in context["sub_items"]]


# ── who one is here


def test_the_post_and_the_other_municipalities_are_named(places):
    user = holder("contact", places)
    other = a.a_municipality("lomma", "Lomma")
    a.an_appointment("board_member", a.a_body(other, name="Kommunstyrelsen"), person=user.person)
    context = shown(signed_in(user).get(reverse("work", args=["osby"])))
    assert context["post_title"] == "Kontaktperson, Barn och skola"
    assert context["other_municipalities"] == [other]
    there = shown(signed_in(user).get(reverse("work", args=["lomma"])))
    assert there["post_title"] == "Förtroendevald, Kommunstyrelsen"
    assert [item.label for item in there["duties"]] == list(READS)


def test_a_right_in_one_municipality_shows_no_way_in_another(places):
    user = holder("coordinator", places)
    other = a.an_area(a.a_municipality("lomma", "Lomma")).municipality
    a.an_appointment("board_member", a.a_body(other), person=user.person)
    there = shown(signed_in(user).get(reverse("log", args=["lomma"])))
    assert [item.label for item in there["sub_items"]] == READS["Berätta"]


def test_a_post_that_has_ended_is_not_named(places):
    user = holder("contact", places)
    a.an_appointment("coordinator", places["municipality"], person=user.person, ends_on=a.LONG_AGO)
    assert shown(signed_in(user).get(reverse("work", args=["osby"])))["post_title"] == "Kontaktperson, Barn och skola"


def test_the_municipalitys_own_words_stand_in_the_navigation(places):
    a.a_word(places["municipality"], "contact", "utbytesansvarig", "den utbytesansvariga", "utbytesansvariga", "de utbytesansvariga")
    assert (
        shown(signed_in(holder("contact", places)).get(reverse("work", args=["osby"])))["post_title"] == "Utbytesansvarig, Barn och skola"
    )
    context = shown(signed_in(holder("coordinator", places)).get(reverse("contacts", args=["osby"])))
    assert [item.label for item in context["sub_items"] if item.current] == ["Utbytesansvariga"]


def test_a_public_page_knows_no_duties(places):
    a.a_public_page(places["municipality"])
    context = shown(signed_in(holder("coordinator", places)).get("/osby/"))
    assert [duty.label for duty in context["duties"]] == list(READS)  # the way back to work
    assert shown(Client().get("/osby/"))["duties"] == []


def test_the_navigation_asks_a_fixed_number_of_questions(places, django_assert_max_num_queries):
    user = holder("coordinator", places)
    for n in range(20):
        a.an_appointment("contact", a.an_area(places["municipality"], f"enhet-{n}"), person=user.person)
    client = signed_in(user)
    with django_assert_max_num_queries(20):
        client.get(reverse("governance", args=["osby"]))


# ── language


def language_of(response):
    return re.search(r'<html lang="(\w+)"', response.content.decode())[1]


def test_signed_in_pages_follow_the_choice_and_public_ones_the_address(places):
    a.a_public_page(places["municipality"])
    client = signed_in(holder("coordinator", places))
    work = reverse("work", args=["osby"])
    assert language_of(client.get(work, headers={"accept-language": "en-GB"})) == "sv"
    back = client.post(reverse("choose_language"), {"language": "en", "next": work})
    assert back["Location"] == work
    assert [language_of(client.get(url)) for url in (work, "/osby/", "/en/osby/")] == ["en", "sv", "en"]
    client.post(reverse("choose_language"), {"language": "sv", "next": work})
    assert [language_of(client.get(url)) for url in (work, "/en/osby/")] == ["sv", "en"]


def test_the_choice_on_a_public_page_leads_to_its_other_address(places):
    a.a_public_page(places["municipality"])
    assert Client().post(reverse("choose_language"), {"language": "en", "next": "/osby/"})["Location"] == "/en/osby/"


def test_an_address_of_work_is_the_same_in_both_languages(places):
    with translation.override("en"):
        assert reverse("work", args=["osby"]) == "/osby/arbete/"
