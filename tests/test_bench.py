"""The bench compares like with like: its three ways show the same rows, and the site asks as often at any size. Times are not judged here."""

import os

import pytest
from django.core.management import CommandError, call_command
from django.template import engines

from councils.access import container_ids
from intl_admin.bench.fill import add_activities, grant_each_row, join_groups, make_country
from intl_admin.bench.measure import all_pages, deep, ids_of, rows_of
from reports.views.log import PAGE
from tests.situations import a_municipality
from tests.strict_templates import Undefined

pytestmark = pytest.mark.django_db
ROWS = 2_000


@pytest.fixture
def country():
    yield make_country(municipalities=3)
    # Installing the admin for a while makes Django build its template engines anew, which are not strict.
    engines["django"].engine.string_if_invalid = Undefined()


def test_the_three_ways_show_the_same_rows(country):
    add_activities(country, 1, ROWS)
    grant_each_row(country, 1, ROWS)
    join_groups(country.contact)
    expected = list(rows_of(country).values_list("pk", flat=True))
    first, last = all_pages(country, runs=1)[:2]
    assert len(expected) == ROWS // 10
    for page, offset in ((first, 0), (last, deep(country))):
        shown = [ids_of(figure.html) for figure in (page.site, page.bare, *page.ways.values())]
        assert shown == [expected[offset : offset + PAGE]] * 4


def test_the_number_of_queries_does_not_grow_with_the_table(country):
    queries = []
    for first, last in ((1, ROWS // 2), (ROWS // 2 + 1, ROWS)):
        add_activities(country, first, last)
        queries.append({page.name: page.site.queries for page in all_pages(country, runs=1, ways=())})
    assert queries[0] == queries[1]
    assert all(number > 0 for number in queries[0].values())


def test_the_contact_person_holds_posts_in_exactly_six_units(country):
    assert container_ids(country.contact, "log") == {area.pk for area in country.areas}
    assert len(country.areas) == 6


def test_the_bench_never_writes_into_a_database_that_is_in_use(monkeypatch):
    a_municipality()
    monkeypatch.setitem(os.environ, "DATABASE_URL", "sqlite:///somebody's")
    with pytest.raises(CommandError, match=r"\./run bench"):
        call_command("bench")
