"""Lists handed out as files: what is shown and nothing else, harmless to open, and relations can come in again."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from councils.exports import csv_cell
from councils.tables import read_table
from partnerships.imports import RELATIONS, judge
from partnerships.models import Relation
from tests import situations as s

pytestmark = pytest.mark.django_db
LISTS = ("relations", "partners", "log", "decisions", "contacts", "visits")
HOSTILE = ("=1+1", "+46", "-1+2", "@SUM(A1)", "\t=1", "\r=1")


@pytest.fixture
def home():
    home = s.a_municipality()
    place = home.container_ptr
    borga = s.a_partner(
        home, "Borgå", "FI", local_name="Porvoo", latitude="60.39000", longitude="25.66000", note="Två\nrader; med semikolon"
    )
    s.a_relation(place, "Borgå", partner=borga, started_year=1977)
    s.a_relation(place, "Skolor emellan", "cooperation", partner=borga, started_text="1980-talet", status="dormant")
    s.a_relation(
        place, "Rostock", partner=s.a_partner(home, "Rostock", "", country_text="DDR", kind="city"), status="ended", ended_year=1990
    )
    s.a_relation(place, "Stirling", partner=s.a_partner(home, "Stirling", "GB", country_text="Skottland"), started_on="1999-05-01")
    s.a_relation(place, "Eldorado", partner=s.a_partner(home, "Eldorado", "", country_text="Atlantis"), status="paused")
    s.a_relation(place, "Nordiska nätverket", "network", partner=None)
    s.a_relation(place, "Ringen", "cooperation", partner=None, status="proposed")
    s.a_relation(place, "=2+5", partner=s.a_partner(home, "=2+5", "", latitude="-27.15000", longitude="-109.43000"))
    return home


@pytest.fixture
def client(home):
    client = Client()
    client.force_login(s.somebody("coordinator", home), backend="councils.access.ContainerBackend")
    return client


def fetched(client, name, **query):
    response = client.get(reverse(name, args=["osby"]), query)
    assert response.status_code == 200
    return response


def rows_of(response):
    content = response.content.decode("utf-8")
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content[1:]), delimiter=";"))


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_list_is_a_file_too(client, name, form):
    response = fetched(client, name, fil=form)
    assert f".{form}" in response["Content-Disposition"]
    assert response["Content-Disposition"].startswith("attachment")
    page = fetched(client, name).content.decode()
    assert f"?fil={form}" in page


@pytest.mark.parametrize("name", LISTS)
def test_who_may_not_see_the_list_gets_no_file(home, name):
    elsewhere = s.a_municipality("lomma", "Lomma")
    stranger = Client()
    address = reverse(name, args=["osby"]) + "?fil=csv"
    assert stranger.get(address).status_code == 302
    stranger.force_login(s.somebody("coordinator", elsewhere), backend="councils.access.ContainerBackend")
    assert stranger.get(address).status_code == 404


def test_the_filters_of_the_page_hold_for_the_file(client, home):
    assert len(rows_of(fetched(client, "relations", fil="csv"))) == 9
    assert [row[1] for row in rows_of(fetched(client, "relations", fil="csv", lage="ended"))[1:]] == ["Rostock"]
    assert [row[0] for row in rows_of(fetched(client, "partners", fil="csv", namn="porvoo"))[1:]] == ["Borgå"]
    area = s.an_area(home)
    for number in range(60):
        s.an_activity(area, title=f"Möte {number}")
    s.an_activity(area, s.LONG_AGO, "För länge sedan")
    assert len(rows_of(fetched(client, "log", fil="csv"))) == 62
    assert len(rows_of(fetched(client, "log", fil="csv", ar="2020"))) == 2
    assert (
        "fil=csv&amp;ar" in fetched(client, "log", ar="2020").content.decode()
        or "ar=2020&amp;fil=csv" in fetched(client, "log", ar="2020").content.decode()
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_spreadsheet_would_work_out_is_made_text(text):
    assert csv_cell(text) == f"'{text}"


def test_numbers_stay_numbers(client):
    row = next(row for row in rows_of(fetched(client, "relations", fil="csv")) if row[1].endswith("2+5"))
    assert row[1] == "'=2+5"
    assert "-27,15000" in row


def test_excel_holds_text_and_no_formulas(client):
    book = load_workbook(io.BytesIO(fetched(client, "relations", fil="xlsx").content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
    assert "'=2+5" in [cell.value for cell in cells]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_of_relations_comes_in_again_and_changes_nothing(client, home, form):
    Relation.objects.get(name="=2+5").delete()  # no name of a place: an import refuses it
    content = fetched(client, "relations", fil=form).content
    table = read_table(content, f"relationer.{form}", RELATIONS.columns)
    lines = judge(home, table, {})
    assert [(line.what, line.outcome, line.reason) for line in lines if line.outcome != "same"] == []
    assert len(lines) == 7
    assert table.notes == []
