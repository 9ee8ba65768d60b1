"""A relation's page as PDF: one to three pages, the newest first, the rest counted, and nothing empty."""

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnerships.models import ContactPoint, Promise, Representation
from partnerships.relation_page import ROWS, page_of
from partnerships.relation_paper import on_paper
from tests import situations as s

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LONG = "Vi såg hur de tar emot nyanställda, hur nattpassen fördelas och hur närstående får veta vad som händer. " * 2


@pytest.fixture
def home():
    return s.a_municipality(latitude=56.38, longitude=13.99)


@pytest.fixture
def relation(home):
    partner = s.a_partner(home, "Gribskov", latitude=56.04, longitude=12.2)
    return s.a_relation(home.container_ptr, "Gribskov", partner=partner, started_year=1999)


@pytest.fixture
def much(home, relation):
    """Sixty entries of the log, ten visits, forty promises and gifts."""
    unit = s.an_area(home)
    for number in range(60):
        s.an_activity(unit, TODAY - s.days(number * 9 + 1), f"Aktivitet {number}", relation=relation, got=LONG, gave=LONG)
    for number in range(10):
        visit = s.a_visit(unit, TODAY - s.days(number * 40), f"Besök {number}", relation=relation, status="held")
        for seat in range(6):
            s.a_participant(visit, role="guest" if seat % 2 else "host", function=f"Deltagare {number}.{seat}")
    for number in range(8):
        s.a_visit(unit, TODAY + s.days(number + 1), f"Kommande {number}", relation=relation)
    for number in range(20):
        s.saved(Promise(relation=relation, text=f"Löfte {number}", promised_by="us"))
        s.a_gift(relation, f"Gåva {number}", day=TODAY - s.days(number))
    return relation


def printed(relation):
    """(number of pages, the text)"""
    client = Client()
    client.force_login(s.somebody("coordinator", relation.municipality), backend="councils.access.ContainerBackend")
    answer = client.get(reverse("relation_pdf", args=["osby", relation.pk]))
    with pypdfium2.PdfDocument(answer.content) as pdf:
        return len(pdf), " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())


def test_the_newest_of_each_part_and_how_much_more_there_is(much):
    page = page_of(ROWS.get(pk=much.pk), TODAY)
    short = on_paper(page)
    assert [entry.title for entry in short.line.entries][:3] == ["Besök 0", "Aktivitet 0", "Aktivitet 1"]
    assert short.more == {"line": 70 - 6, "next": 20 - 5 + 8 - 3, "gifts": 20 - 3}
    assert [one.what for one in short.given] == ["Gåva 0", "Gåva 1", "Gåva 2"]
    assert (page.more, len(page.given)) == ({}, 20)


def test_a_gift_without_a_day_counts_as_of_its_meeting(home, relation):
    visit = s.a_visit(s.an_area(home), TODAY, relation=relation)
    for what, facts in (("Utan dag", {}), ("Gammal", {"day": TODAY - s.days(900)}), ("Vid besöket", {"work": visit})):
        s.a_gift(relation, what, **facts)
    assert [one.what for one in on_paper(page_of(ROWS.get(pk=relation.pk), TODAY)).given] == ["Vid besöket", "Gammal", "Utan dag"]


@pytest.mark.pdf
def test_much_is_three_pages_at_most(much):
    pages, text = printed(much)
    assert pages <= 3
    assert text.count("till i systemet") == 3
    for said in ("… och 64 till i systemet", "Aktivitet 0", "Löfte 0", "Gåva 0", "Deltagare 0.0"):
        assert said in text, said
    for empty in ("Kontaktvägar", "Ingen kontaktväg", "uppgift saknas", "Aktivitet 20"):
        assert empty not in text, empty


@pytest.mark.pdf
def test_little_is_one_page_without_anything_empty(relation):
    pages, text = printed(relation)
    assert pages == 1
    for empty in ("Kontaktvägar", "Namn", "Gåvor", "Nästa steg", "Tidslinje", "Inget är lovat", "till i systemet"):
        assert empty not in text, empty


@pytest.mark.pdf
def test_how_they_are_reached_is_there_when_somebody_has_written_it(relation):
    s.saved(ContactPoint(partner=relation.partner, function="Borgmästarens kansli", email="kansli@gribskov.example"))
    assert "Borgmästarens kansli" in printed(relation)[1]


@pytest.mark.pdf
def test_a_network_tells_who_stands_for_us(home):
    network = s.a_relation(home.container_ptr, "Eurocities", kind="network", country="")
    s.saved(Representation(relation=network, person=s.a_person("Nora Fagerlund"), role="coordinator"))
    pages, text = printed(network)
    assert (pages, "Nora Fagerlund" in text, "Vad medlemskapet ger" in text) == (1, True, False)
