"""What the database would refuse is said in words before it does: no constraint's name reaches a page."""

import pytest
from django.core.exceptions import ValidationError

from councils.models import Decision
from funding.models import Pot
from tests.situations import a_municipality, a_pot, an_activity, an_allocation, an_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def osby():
    return a_municipality()


def said_of(row) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        row.validate_constraints()
    return refused.value.messages


def test_a_sum_below_nought(osby):
    activity = an_activity(an_area(osby).container_ptr)
    activity.own_cost = -1
    assert said_of(activity) == ["Ett belopp kan inte vara mindre än noll. Ta bort minustecknet."]
    assert said_of(Pot(container=osby.container_ptr, municipality=osby, amount=-1, year=2026, kind="central")) == said_of(activity)


def test_facts_that_exclude_each_other(osby):
    allocation = an_allocation(a_pot(osby.container_ptr), an_area(osby).container_ptr)
    allocation.applicant_name = "Föreningen"
    assert all("“" not in sentence for sentence in said_of(allocation))


def test_a_constraint_with_words_of_its_own_keeps_them():
    own = [one for one in Decision._meta.constraints if one.violation_error_message != one.default_violation_error_message]
    assert own, "a decision's § has its own sentence"
