"""Projects as others read of them: on the public page and in the yearly report."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from reports.project_rows import projects_of_year
from tests.situations import a_municipality, a_project, a_setting, an_area, said
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
