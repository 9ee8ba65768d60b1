"""Functions that documents lay on a unit as a whole, or let somebody outside do: whether somebody has them."""

import pytest
from django.db import IntegrityError, transaction

from tests.situations import TODAY, a_commission, a_municipality, a_setting, an_appointment, an_area, days, said, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def osby():
    return a_municipality()


@pytest.fixture
def management(osby):
    return an_area(osby, "ledning", "Ledning", "administration")


# TYRESO-67: co-ordination lies on a unit


@pytest.mark.parametrize(
    "where, facts, state",
    [
        (None, {}, "breached"),
        ("ledning", {}, "kept"),
        ("stab", {}, "kept"),  # below it
        ("skola", {}, "breached"),
        ("outside", {}, "breached"),  # somebody outside lies in no unit
        ("ledning", {"ends_on": TODAY - days(1)}, "breached"),
        ("ledning", {"ends_on": TODAY}, "due"),
        ("ledning", {"ends_on": TODAY + days(60)}, "due"),
        ("ledning", {"ends_on": TODAY + days(61)}, "kept"),
        ("ledning", {"starts_on": TODAY + days(1)}, "breached"),
    ],
)
def test_co_ordination_lies_on_a_unit(osby, management, where, facts, state):
    units = {"ledning": management, "stab": an_area(osby, "stab", "Stab", "department", parent=management.container_ptr)}
    units["skola"] = an_area(osby, "skola", "Skola")
    a_setting(osby, "post_is_held", role="coordinating_function", in_container="ledning", outside_provider_counts=True)
    if where == "outside":
        a_commission(osby, provider="Byrån")
    elif where:
        a_commission(osby, container=units[where], **facts)
    assert states(osby) == [state]


def test_where_a_function_lies_elsewhere_it_is_said(osby, management):
    a_setting(osby, "post_is_held", role="coordinating_function", in_container="ledning")
    a_commission(osby, container=an_area(osby, "skola", "Skola"))
    verdict = said(osby)[0].verdict
    assert verdict.sentence == (
        "Ledning ska ha samordnande funktion. Nu har Skola funktionen, och det räknas inte här. Ange vem som har funktionen."
    )
    assert verdict.title == "Ange vem som har funktionen samordnande funktion"
    assert (verdict.fix.view, verdict.fix.query) == ("commission_new", "funktion=coordinating_function&enhet=ledning")


def test_a_function_that_moves_leaves_no_gap_and_one_that_ended_says_since_when(osby, management):
    a_setting(osby, "post_is_held", role="coordinating_function")
    a_commission(osby, container=management, ends_on=TODAY - days(1))
    assert said(osby)[0].verdict.since == TODAY
    a_commission(osby, container=an_area(osby, "skola", "Skola"), starts_on=TODAY)
    assert (states(osby, TODAY - days(1)), states(osby)) == (["kept"], ["kept"])


def test_two_units_with_a_function_that_one_may_have(osby, management):
    a_setting(osby, "post_is_held", role="coordinating_function", at_most=1)
    a_commission(osby, container=management)
    assert states(osby) == ["kept"]
    a_commission(osby, container=an_area(osby, "skola", "Skola"))
    assert states(osby) == ["breached"]


# UPBRO-25: expert support to administrations and companies, perhaps from outside

EVERYBODY, ADMINISTRATIONS, COMPANIES = [], ["administration"], ["company"]


@pytest.mark.parametrize(
    "held, outside_counts, state",
    [
        ([], True, "breached"),
        (["person"], False, "kept"),  # a post in the whole municipality is there for all of it
        ([("unit", EVERYBODY)], False, "kept"),
        ([("unit", ADMINISTRATIONS)], False, "breached"),  # nobody for the companies
        ([("unit", ADMINISTRATIONS), ("outside", COMPANIES)], True, "kept"),
        ([("unit", ADMINISTRATIONS), ("outside", COMPANIES)], False, "breached"),
        ([("outside", EVERYBODY)], True, "kept"),
        ([("outside", EVERYBODY)], False, "breached"),
        ([("outside", [*ADMINISTRATIONS, *COMPANIES])], True, "kept"),
    ],
)
def test_expert_support_reaches_the_kinds_that_the_document_names(osby, management, held, outside_counts, state):
    an_area(osby, "bolaget", "Bolaget", "company")
    parameters = {"serves_unit_kinds": ["administration", "company"], "outside_provider_counts": outside_counts}
    a_setting(osby, "post_is_held", role="expert_support", **parameters)
    for one in held:
        if one == "person":
            an_appointment("expert_support", osby)
        else:
            a_commission(
                osby, "expert_support", serves=one[1], **({"container": management} if one[0] == "unit" else {"provider": "Byrån"})
            )
    assert states(osby) == [state]


def test_it_is_said_who_lacks_support(osby, management):
    an_area(osby, "bolaget", "Bolaget", "company")
    a_setting(osby, "post_is_held", role="expert_support", serves_unit_kinds=["administration", "company", "office"])
    assert said(osby)[0].verdict.sentence.startswith("Osby ska ha sakkunnigt stöd för förvaltningar, bolag. ")
    a_commission(osby, "expert_support", container=management, serves=["administration"])
    assert said(osby)[0].verdict.sentence.startswith("Osby ska ha sakkunnigt stöd för bolag. ")
    a_commission(osby, "expert_support", provider="Byrån", serves=["company"])
    assert "Nu har Byrån funktionen, och det räknas inte här." in said(osby)[0].verdict.sentence


def test_a_kind_that_the_municipality_has_none_of_asks_for_nothing(osby, management):
    """Where there is no unit of any of the kinds, support is asked for all the same."""
    a_setting(osby, "post_is_held", role="expert_support", serves_unit_kinds=["administration", "company"])
    a_commission(osby, "expert_support", container=management, serves=["administration"])
    assert states(osby) == ["kept"]
    other = a_municipality("lomma", "Lomma")
    a_setting(other, "post_is_held", role="expert_support", serves_unit_kinds=["company"])
    assert states(other) == ["breached"]


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"provider": "Byrån", "agreement": "KS 2026/1", "container": "ledning"},
        {"provider": "Byrån", "agreement": ""},
        {"container": "ledning", "starts_on": TODAY, "ends_on": TODAY - days(1)},
    ],
)
def test_the_database_keeps_a_function_whole(osby, management, facts):
    facts = facts | ({"container": management.container_ptr} if "container" in facts else {})
    with pytest.raises(IntegrityError), transaction.atomic():
        a_commission(osby, **facts)
