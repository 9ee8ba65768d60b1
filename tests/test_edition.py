"""An edition is frozen: its files are the stored bytes, and nothing that happens later changes them."""

import hashlib
import re

import pytest
from django.urls import reverse

from councils.models import StoredFile
from reports.actions import publish_edition
from reports.jobs import compiled
from reports.models import Edition, EditionFile
from reports.pdf import own_style, page_policy
from tests import situations as s
from tests.a_year import PEOPLE, YEAR, a_year
from tests.test_jobs import a_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return a_year()


@pytest.fixture
def coordinator(year):
    return s.somebody("coordinator", year.home.container_ptr)


@pytest.fixture
def compile_now(year, coordinator, monkeypatch):
    """Compile as the job does, with a stand-in for the PDF: test_pdf.py reads the real one."""
    monkeypatch.setattr("reports.jobs.render_pdf", lambda html, language: (b"%PDF " + html[-200:].encode(), 7))
    return lambda: compiled(a_job(year, by=coordinator), year.yearly)


def contents(edition):
    found = {}
    for link in edition.files.select_related("file"):
        with link.file.content.open("rb") as file:
            found[link.language, link.kind] = file.read()
    return found


def test_it_has_a_page_and_a_pdf_in_each_language_with_their_fingerprints(compile_now):
    edition = compile_now()
    assert {(link.language, link.kind) for link in edition.files.all()} == {("sv", "html"), ("sv", "pdf"), ("en", "html"), ("en", "pdf")}
    stored = {(link.language, link.kind): link.file.sha256 for link in edition.files.select_related("file")}
    assert {key: hashlib.sha256(content).hexdigest() for key, content in contents(edition).items()} == stored
    assert (edition.number, edition.pages, edition.missing) == (1, 7, ["Vård och omsorg"])


def test_it_stays_the_same_when_the_log_changes_and_the_next_one_does_not(year, compile_now):
    first = compile_now()
    before = contents(first)
    s.an_activity(year.school, s.dt.date(YEAR, 11, 1), people_reached=5000)
    year.yearly.introduction = "En helt annan inledning."
    s.saved(year.yearly)
    assert contents(first) == before
    second = compile_now()
    assert (second.number, Edition.objects.count()) == (2, 2)
    assert "6\u202f312" in contents(second)["sv", "html"].decode()
    assert contents(first) == before


def test_the_page_asks_for_nothing_and_runs_nothing(compile_now):
    page = contents(compile_now())["sv", "html"].decode()
    outside_style = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert not re.search(r"<script|<iframe|<img|<form|style=|\son\w+=", outside_style)
    addresses = re.findall(r'(?:src|href)="([^"]*)"', outside_style)
    assert [found for found in addresses if not found.startswith(("#", "data:", "/osby/"))] == []
    assert [found for found in re.findall(r"url\(\s*[\"']?([^\"')]{5})", own_style()) if found != "data:"] == []
    assert "</style" not in own_style()
    assert "@import" not in own_style()


def test_its_policy_allows_that_very_style_and_no_other(compile_now):
    content = contents(compile_now())["sv", "html"]
    policy = page_policy(content)
    assert "default-src 'none'" in policy
    assert page_policy(content.replace(b"<style>", b"<style> ")) != policy


def test_who_sees_the_municipality_fetches_its_files(client, year, compile_now):
    edition = compile_now()
    client.force_login(s.somebody("board_member", year.board.container_ptr))
    for link in edition.files.all():
        reply = client.get(reverse("edition_file", args=[year.home.slug, link.pk]))
        assert hashlib.sha256(reply.getvalue()).hexdigest() == link.file.sha256
        assert reply["X-Content-Type-Options"] == "nosniff"
        assert ("attachment" in reply.get("Content-Disposition", "")) is (link.kind == EditionFile.Kind.PDF)
    shown = client.get(reverse("yearly", args=[year.home.slug, YEAR])).content.decode()
    assert all(link.file.sha256 in shown for link in edition.files.all())


def test_another_municipality_and_a_visitor_do_not(client, year, compile_now):
    link = compile_now().files.first()
    assert client.get(reverse("edition_file", args=[year.home.slug, link.pk])).status_code == 302
    client.force_login(s.somebody("coordinator", s.a_municipality("lomma", "Lomma").container_ptr))
    for slug in (year.home.slug, "lomma"):
        assert client.get(reverse("edition_file", args=[slug, link.pk])).status_code == 404


def test_everybody_reads_the_published_one_in_the_language_of_the_address(client, year, compile_now, coordinator):
    edition = compile_now()
    address = reverse("public_report", args=[year.home.slug, YEAR])
    assert client.get(address).status_code == 404
    publish_edition(edition=edition, by=coordinator, reason="Alla väntar")
    compile_now()  # the next edition is not published, so it is not shown
    files = contents(edition)
    for language, prefix in (("sv", ""), ("en", "/en")):
        reply = client.get(prefix + address)
        assert reply.content == files[language, "html"]
        assert reply["Content-Security-Policy"] == page_policy(reply.content)
        assert f'<html lang="{language}"' in reply.content.decode()
    assert StoredFile.objects.filter(published=True).count() == 4


def test_the_english_page_marks_what_is_still_swedish(compile_now):
    page = contents(compile_now())["en", "html"].decode()
    assert "Osby Municipality" in page
    assert "Children and School" in page
    assert re.search(r'lang="sv"[^>]*>\s*<p>Året då vi började prata vatten', page)
    assert re.search(r'lang="sv"[^>]*>\s*<p>Två skolor fortsätter', page)


def test_no_person_is_named(compile_now):
    text = " ".join(content.decode() for content in contents(compile_now()).values())
    assert [name for name in PEOPLE if name in text] == []
