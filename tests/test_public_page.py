"""What everybody sees: published rows and functions; never a person who has not said yes, never an empty contact."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from councils.models import Document
from reports.actions import freeze_edition, publish_edition
from reports.models import PublicPage, YearlyReport
from reports.public_page import public_view
from tests import situations as s
from tests.a_year import PEOPLE, YEAR, a_year

pytestmark = pytest.mark.django_db
TODAY = s.TODAY


@pytest.fixture
def year():
    return a_year()


@pytest.fixture
def coordinator(year):
    return s.somebody("coordinator", year.home.container_ptr)


def page_of(client, year, language="sv"):
    with override(language):
        reply = client.get(reverse("public_page", args=[year.home.slug]))
    assert reply.status_code == 200
    return reply.content.decode()


@pytest.fixture
def published(year, coordinator):
    files = {(language, kind): f"{language} {kind}".encode() for language in ("sv", "en") for kind in ("html", "pdf")}
    edition = freeze_edition(yearly_report=year.yearly, number=1, rendered=files, pages=18, missing=[], tells_of={}, frozen_at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC),
                             by=coordinator)  # fmt: skip
    s.a_decision(YearlyReport.objects.get().matter, year.board, dt.date(2026, 3, 10), "accepted", section="41")
    return publish_edition(edition=edition, by=coordinator)


# Persons


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", PEOPLE)
def test_no_person_is_named(client, year, published, name, language):
    with override(language):
        document = client.get(reverse("public_document", args=[year.home.slug, year.policy.pk])).content.decode()
    assert name not in page_of(client, year, language) + document + client.get("/").content.decode()


def test_a_person_who_has_said_yes_is_named_and_only_that_one(client, year):
    post = year.school.container_ptr.appointments.get(deputy=False)
    post.publish_name = True
    s.saved(post)
    page = page_of(client, year)
    assert [name for name in PEOPLE if name in page] == [post.person.name]


def test_a_post_that_has_ended_or_not_begun_shows_nothing(client, year):
    for days in ({"ends_on": timezone.localdate() - dt.timedelta(days=1)}, {"starts_on": timezone.localdate() + dt.timedelta(days=1)}):
        s.an_appointment("contact", year.care.container_ptr, s.a_person("Frida Alm"), publish_name=True, **days)
    assert "Frida Alm" not in page_of(client, year)
    assert "Ingen kontaktperson är utsedd" in page_of(client, year)


# What is published, and what is not


def test_it_shows_towns_documents_functions_bodies_and_reports(client, year, published):
    page = page_of(client, year)
    for words in ("Två vänorter", "Gribskov", "Danmark", "1987", "Łódź", "Sveriges nätverk", "Kommunfullmäktige", "Antar policyn", "skola@osby.example",
                  "Beslutar: Anta styrande dokument", "Årsrapport 2025", "18 sidor", "godkänd av kommunstyrelsen den 10\xa0mars 2026, §\xa041"):  # fmt: skip
        assert words in page, words


def test_the_header_box_has_eight_cells_and_says_what_is_unknown(client, year):
    page = page_of(client, year)
    box = page[page.index('class="deed"') :]
    box = box[: box.index("</section>")]
    assert box.count("<dt>") == 8
    assert 'class="unknown">uppgift saknas' in box


@pytest.mark.parametrize("what", ["relation", "document", "draft", "activity", "report"])
def test_what_is_not_published_is_not_there(client, year, coordinator, what):
    if what == "relation":
        s.a_relation(year.home.container_ptr, "Hemlig ort")
    elif what in ("document", "draft"):
        facts = {"published": what == "draft", "state": "draft" if what == "draft" else "in_force"}
        document = s.a_document(year.home.container_ptr, title="Hemlig plan", **facts)
        assert client.get(reverse("public_document", args=[year.home.slug, document.pk])).status_code == 404
    elif what == "activity":
        s.an_activity(year.school, title="Hemlig resa")
    else:
        assert client.get(reverse("public_report", args=[year.home.slug, YEAR])).status_code == 404
    assert "Hemlig" not in page_of(client, year)
    assert "Årsrapport 2025" not in page_of(client, year)


def test_a_published_activity_is_news(client, year):
    s.an_activity(year.school, title="Skogsdagar", published=True)
    page = page_of(client, year)
    assert "Aktuellt" in page
    assert "Skogsdagar" in page


def test_another_municipalitys_rows_are_not_on_the_page(client, year):
    other = s.a_municipality("lomma", "Lomma")
    s.a_relation(other.container_ptr, "Främmande ort", published=True)
    assert "Främmande ort" not in page_of(client, year)
    address = reverse("public_document", args=["lomma", year.policy.pk])
    assert client.get(address).status_code == 404


def test_a_replaced_document_is_marked_and_not_among_those_in_force(client, year):
    old = s.a_document(year.home.container_ptr, title="Gammal policy", state=Document.State.REPLACED, published=True)
    page = page_of(client, year)
    assert page.index("Har gällt tidigare") < page.index("Gammal policy")
    assert "Ersatt." in client.get(reverse("public_document", args=[year.home.slug, old.pk])).content.decode()


def test_a_document_is_read_clause_by_clause_with_its_strength(client, year):
    page = client.get(reverse("public_document", args=[year.home.slug, year.policy.pk])).content.decode()
    assert "<b>ska</b> · OSBY-21" in page
    assert "<b>bör</b> · OSBY-06" in page


# Words, contact, freshness


def test_the_contact_is_never_empty(client, year):
    PublicPage.objects.get().delete()
    assert "kommun@osby.example" in page_of(client, year)
    year.home.email = ""
    s.saved(year.home)
    page = page_of(client, year)
    assert "Samordnare" in page
    assert "Ring kommunens växel" in page


def test_the_day_is_worked_out_from_what_changed_or_was_checked(year):
    assert public_view(year.home, TODAY).updated == timezone.localdate()
    year.page.checked_on = timezone.localdate() + dt.timedelta(days=3)
    s.saved(year.page)
    assert public_view(year.home, TODAY).updated == timezone.localdate() + dt.timedelta(days=3)


def test_an_empty_municipality_has_a_whole_page(client):
    s.a_municipality("tom", "Tom")
    page = client.get("/tom/").content.decode()
    for words in ("Inget styrande dokument är publicerat", "Inga årsrapporter är publicerade än", "Kommunen har inga vänorter just nu"):
        assert words in page
    assert "Tom kommun" in client.get("/").content.decode()


def test_the_english_page_has_the_english_words_and_marks_the_swedish(client, year):
    page = page_of(client, year, "en")
    assert '<html lang="en"' in page
    assert "Osby Municipality" in page
    assert '<span lang="sv">Policy för internationellt arbete</span>' in page
    assert "Denmark" in page


def test_unknown_municipality_is_404(client):
    assert client.get("/finns-inte/").status_code == 404


def test_as_many_queries_for_fifty_as_for_one(client, year, published, django_assert_num_queries, django_assert_max_num_queries):
    addresses = ["/", reverse("public_page", args=[year.home.slug]), reverse("public_document", args=[year.home.slug, year.policy.pk])]
    s.an_activity(year.school, published=True)

    def visit():
        for address in addresses:
            client.get(address)

    with django_assert_max_num_queries(60) as few:
        visit()
    for number in range(50):
        s.an_activity(year.school, published=True)
        s.a_relation(year.home.container_ptr, f"Ort {number}", published=True)
        area = s.an_area(year.home, f"a{number}", f"Enhet {number}")
        s.a_contact_person(area)
        s.a_clause(year.policy)
        document = s.a_document_in_force(
            year.home.container_ptr, year.board, title=f"Plan {number}", published=True, valid_from=dt.date(2021, 1, 1)
        )
        assert document.published
        s.a_municipality(f"kommun{number}", f"Kommun {number}")
    with django_assert_num_queries(len(few)):
        visit()


# Writing its words


def test_the_coordinator_writes_the_words_and_notes_a_check(client, year, coordinator):
    client.force_login(coordinator)
    address = reverse("public_page_edit", args=[year.home.slug])
    assert client.get(address).status_code == 200
    data = {"version": year.page.version, "title": "Från Osby ut i världen", "contact_email": "varlden@osby.example"}
    assert client.post(address, data).status_code == 302
    page = page_of(client, year)
    assert "Från Osby ut i världen" in page
    assert "varlden@osby.example" in page
    assert PublicPage.objects.get().history.latest().history_user == coordinator
    assert client.post(address, data | {"title": "Gammalt fönster"}).status_code == 409
    client.post(address, {"act": "checked"})
    assert PublicPage.objects.get().checked_on == timezone.localdate()


@pytest.mark.parametrize("role", ["contact", "board_member", "registrar", "administrator"])
def test_others_do_not(client, year, role):
    place = {"contact": year.school, "board_member": year.board}.get(role, year.home)
    client.force_login(s.somebody(role, place.container_ptr))
    assert client.get(reverse("public_page_edit", args=[year.home.slug])).status_code == 403
