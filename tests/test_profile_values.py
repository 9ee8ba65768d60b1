"""What a parameter's value is made of is read as closely as the parameter itself: a rule never meets a value that it cannot use."""

from decimal import Decimal

import pytest

from councils.models import Area, Municipality
from partnerships.models import Relation
from tests.profile_files import FILE, at, dump, faults_of, full, load

pytestmark = pytest.mark.django_db


def a_file(tmp_path, profile):
    (tmp_path / FILE).write_text(dump(profile), encoding="utf-8")
    return tmp_path / FILE


def test_a_large_town_with_a_large_company_and_a_dear_agreement(tmp_path):
    profile = full()
    profile["municipality"]["population"] = 587_549
    profile["unit"][0]["staff"] = 41_000
    profile["relation"][0]["obligation"] = 2_500_000
    load(a_file(tmp_path, profile))
    assert Municipality.objects.get().population == 587_549
    assert Area.objects.get(code="bolaget").staff_count == 41_000
    assert Relation.objects.get().amount == Decimal(2_500_000)


@pytest.mark.parametrize(
    "path, most",
    [
        (("municipality", "population"), 2_147_483_647),
        (("unit", 0, "staff"), 2_147_483_647),
        (("relation", 0, "obligation"), 999_999_999_999),
    ],
)
def test_more_than_the_column_holds_is_said(tmp_path, path, most):
    profile = full()
    at(profile, path[:-1])[path[-1]] = most + 1
    (line,) = faults_of(a_file(tmp_path, profile))
    assert f"expected at most {most}, got {most + 1}" in line
