"""Projects as others read of them: on the public page and in the yearly report."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from reports.project_rows import applications_of_year, projects_of_year
from tests.situations import a_municipality, a_project, a_setting, an_application, an_area, said
from tests.visits import a_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def osby():
    return a_municipality()


@pytest.fixture
def school(osby):
    return an_area(osby, "barn_och_skola", "Barn och skola")


def test_the_public_page_shows_those_that_are_published(osby, school):
    a_project(
        school, dt.date(2025, 1, 1), title="Pågående projekt", status="running", published=True, amount=Decimal(12500), currency="EUR"
    )
    a_project(
        school, dt.date(2019, 1, 1), title="Färdigt projekt", status="closed", published=True, came="En ny metod", when_text="2019–2021"
    )
    a_project(school, title="Hemligt projekt", status="running")
    a_project(school, title="Planerat projekt", published=True)
    page = a_client().get(reverse("public_page", args=["osby"])).content.decode()
    for words in ("Pågående projekt", "Färdigt projekt", "En ny metod", "2019–2021"):
        assert words in page
    assert "Hemligt" not in page
    assert "Planerat projekt" not in page
    assert page.index("Pågående projekt") < page.index("Färdigt projekt")


@pytest.mark.parametrize(
    "statuses, published, states",
    [
        ((), (), {"projects": "not_applicable", "every:project": "not_applicable"}),
        (("running", "closed"), (True, False), {"projects": "kept", "every:project": "breached"}),
        (("running",), (False,), {"projects": "breached", "every:project": "breached"}),
        (("planned",), (False,), {"projects": "not_applicable", "every:project": "not_applicable"}),
        (("held",), (True,), {"projects": "kept", "every:project": "kept"}),
    ],
)
def test_the_list_of_projects_on_the_public_page(osby, school, statuses, published, states):
    a_setting(osby, "page_shows_its_sections", sections=["projects"], lists_every=["project"])
    for status, shown in zip(statuses, published, strict=True):
        a_project(school, status=status, published=shown)
    assert {f.verdict.key: f.state for f in said(osby)} == states


def test_the_year_tells_of_its_projects(osby, school):
    for title, first, last, status, amount in (
        ("Började i år", dt.date(2025, 5, 1), None, "running", Decimal(100)),
        ("Gick in i året", dt.date(2024, 1, 1), dt.date(2025, 1, 1), "held", Decimal(999)),
        ("Slutade före", dt.date(2023, 1, 1), dt.date(2024, 12, 31), "closed", None),
        ("Kommer sedan", dt.date(2026, 1, 1), None, "running", None),
        ("Blev inte av", dt.date(2025, 1, 1), None, "cancelled", Decimal(5)),
    ):
        a_project(school, first, title, status, ends_on=last, amount=amount)
    found = projects_of_year(osby, 2025)
    assert [row.title for row in found.rows] == ["Gick in i året", "Började i år"]
    assert (found.granted.of("SEK"), found.began) == (100, 1)
    assert "100" in found.sentence
    assert projects_of_year(osby, 2019).sentence == ""


# ── applications


def test_the_year_tells_of_its_applications(osby, school):
    for title, status, facts in (
        ("Lämnades in i år", "submitted", {"submitted_on": dt.date(2025, 5, 1), "amount": Decimal(100)}),
        (
            "Fick ja i år", "granted", {"submitted_on": dt.date(2024, 9, 1), "answered_on": dt.date(2025, 2, 1), "amount": Decimal(90), "currency": "EUR",
                                        "granted": Decimal(80), "funder": "Stiftelsen"},
        ),
        ("Fick nej i år", "refused", {"submitted_on": dt.date(2025, 1, 1), "answered_on": dt.date(2025, 12, 31), "currency": "EUR", "amount": Decimal(7)}),
        ("Svar året efter", "granted", {"submitted_on": dt.date(2024, 9, 1), "answered_on": dt.date(2026, 1, 1)}),
        ("Bara ett utkast", "draft", {"amount": Decimal(5)}),
        ("Återkallad", "withdrawn", {"submitted_on": dt.date(2025, 3, 1)}),
    ):  # fmt: skip
        an_application(school, title, status, dt.date(2024, 8, 1), **facts)
    found = applications_of_year(osby, 2025)
    assert [(row.title, row.funder, row.granted) for row in found.rows] == [
        ("Fick ja i år", "Stiftelsen", "80\xa0€"), ("Fick nej i år", "", ""), ("Lämnades in i år", "", "")]  # fmt: skip
    assert found.sentences == [
        "2 ansökningar lämnades in under året. Sökt: 7\xa0€ och 100\xa0kr.",
        "2 ansökningar fick svar under året, och 1 av dem beviljades (50\xa0%).",
        "Beviljat i svaren: 80\xa0€.",
    ]
    assert applications_of_year(osby, 2023).rows == ()
    assert applications_of_year(osby, 2023).success is None


def test_an_application_without_days_counts_when_the_idea_was_noted(osby, school):
    an_application(school, "Utan dagar", "granted", dt.date(2025, 8, 1))
    found = applications_of_year(osby, 2025)
    assert (found.handed_in, found.answered, found.succeeded) == (1, 1, 1)
    assert "uppgift saknas" in found.sentences[0]
