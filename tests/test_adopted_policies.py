"""The five adopted policies as they are loaded: every clause on its document's page, the past unchanged, many units at no extra cost."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as some

from councils.compliance import RULES, findings
from councils.models import Clause, Document, Municipality, RuleSetting
from councils.templatetags.page import STATES
from intl_admin.profile_load import load_profiles
from tests import situations as a

pytestmark = pytest.mark.django_db
PROFILES = sorted(Path(settings.BASE_DIR, "intl_admin", "profiles").glob("*.toml"))


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.stem)
def test_every_clause_stands_with_its_state_on_its_documents_page(profile):
    load_profiles([profile])
    municipality = Municipality.objects.get(slug=profile.stem)
    client = Client()
    client.force_login(a.somebody("board_member", municipality), backend="councils.access.ContainerBackend")
    shown = 0
    for document in Document.objects.of(municipality):
        page = client.get(reverse("document", args=[municipality.slug, document.pk]))
        rows = page.content.decode().split("<li id=")
        for clause in document.clauses.all():
            (row,) = [row for row in rows if row.startswith(f'"{clause.code}"')]
            assert any(f'data-state="{state}"' in row for state in STATES), clause.code
            shown += 1
    assert shown == Clause.objects.filter(municipality=municipality).count() > 0


def state_of_the_past(municipality, day):
    return [(f.setting.clause_id, f.setting.rule, str(f.row), f.state, f.verdict.key) for f in findings(municipality, day)]


@trials(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(judged=some.dates(dt.date(2023, 1, 1), dt.date(2026, 6, 30)), later=some.integers(1, 400), number=some.integers(0, 5))
def test_a_later_setting_changes_no_finding_of_the_past(judged, later, number):
    municipality = a.a_municipality(slug=f"kommun-{next(a.NUMBERS)}")
    area = an_area_with_one_contact(municipality)
    old = a.a_setting(municipality, "unit_has_its_contact_persons", unit_kinds=["area"], number=1)
    before = state_of_the_past(municipality, judged)
    starts = judged + dt.timedelta(days=later)
    old.in_force_to = starts - dt.timedelta(days=1)
    old.recorded(by=None)
    RuleSetting(
        clause=old.clause, ordinal=old.ordinal, rule=old.rule, strength="must", in_force_from=starts,
        parameters={"unit_kinds": ["area"], "number": number},
    ).recorded(by=None)  # fmt: skip
    assert state_of_the_past(municipality, judged) == before
    assert {f.state for f in findings(municipality, starts)} == {"kept" if number <= 1 else "breached"}
    assert area.municipality_id == municipality.pk


def an_area_with_one_contact(municipality):
    area = a.an_area(municipality)
    a.a_contact_person(area)
    return area


def test_forty_units_and_sixty_settings_cost_what_one_unit_costs():
    municipality = a.a_municipality()
    an_area_with_one_contact(municipality)
    due = {"day": "01-31", "years_after": 1}
    yearly = {"every": 1, "unit": "year", "basis": "calendar"}
    for number in range(30):
        a.a_setting(municipality, "unit_has_its_contact_persons", unit_kinds=["area"], number=number % 3)
        a.a_setting(
            municipality, "report_is_delivered", by="each_unit", unit_kinds=["area"], report_kind="area_report", every=yearly, due=due
        )
    few = queries_of(municipality)
    for number in range(39):
        area = a.an_area(municipality, code=f"enhet-{number}", name=f"Enhet {number}")
        a.a_contact_person(area)
        for month in range(1, 13):
            a.an_activity(area, starts_on=dt.date(2025, month, 3))
    assert queries_of(municipality) == few <= 15 * len(RULES)


def queries_of(municipality):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(list(findings(municipality, a.TODAY))) > 50
    return len(asked)
