"""The public page: it shows what it must, somebody owns it, it is fresh."""

import datetime as dt

import pytest
import time_machine

from tests.situations import (
    LONG_AGO,
    TODAY,
    a_council,
    a_document_in_force,
    a_municipality,
    a_public_page,
    a_relation,
    a_setting,
    a_yearly_report,
    an_appointment,
    an_area,
    an_edition,
    days,
    policy_of,
    said,
    saved,
    states,
)

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat


@pytest.fixture
def osby():
    return a_municipality()


@pytest.mark.parametrize(
    "section, register, published, state",
    [
        ("twin_towns", None, False, "not_applicable"),
        ("twin_towns", "twin_town", False, "breached"),
        ("twin_towns", "twin_town", True, "kept"),
        ("networks", "twin_town", True, "not_applicable"),
        ("networks", "network", True, "kept"),
        ("council", None, False, "not_applicable"),
        ("council", "council", False, "kept"),
        ("documents", "document", False, "breached"),
        ("documents", "document", True, "kept"),
        ("reports", "report", False, "breached"),
        ("weather", None, False, "unknown"),
    ],
)
def test_sections_of_the_page(osby, section, register, published, state):
    a_setting(osby, "page_shows_its_sections", sections=[section])
    policy = policy_of(osby)
    policy.published = True  # the one that the setting's clause belongs to
    saved(policy)
    if register in ("twin_town", "network"):
        a_relation(osby, kind=register, published=published)
    elif register == "council":
        a_council(osby)
    elif register == "document":
        policy.published = published
        saved(policy)
    elif register == "report":
        an_edition(a_yearly_report(osby))
    assert states(osby) == [state]


@pytest.mark.parametrize("lead, state", [("Vi arbetar med EU.", "kept"), (" ", "breached"), (None, "breached")])
def test_the_text_about_the_eu(osby, lead, state):
    if lead is not None:
        a_public_page(osby, lead=lead)
    a_setting(osby, "page_shows_its_sections", sections=["eu_work"])
    (finding,) = said(osby)
    assert (finding.state, state == "kept" or finding.verdict.fix.view == "public_page_edit") == (state, True)


def test_every_twin_town_is_shown(osby):
    a_setting(osby, "page_shows_its_sections", lists_every=["twin_town"])
    assert states(osby) == ["not_applicable"]
    a_relation(osby, "Gribskov", published=True)
    assert states(osby) == ["kept"]
    a_relation(osby, "Kretinga")
    a_relation(osby, "Förr", status="ended")
    (finding,) = said(osby)
    assert (finding.state, "Kretinga" in finding.verdict.sentence, "Gribskov" in finding.verdict.sentence) == ("breached", True, False)


@pytest.mark.parametrize(
    "facts, found",
    [
        ({}, ["breached", "breached"]),
        ({"owner": "samordnare", "contact_email": "eu@example.org"}, ["kept", "kept"]),
        ({"owner": "Nora Fagerlund", "contact_phone": "0479-1"}, ["unknown", "kept"]),  # may be anybody who has left
        ({"owner": "Kansliet", "contact_email": "eu@example.org"}, ["kept", "kept"]),
        (None, ["not_applicable"]),
    ],
)
def test_owner_and_contact(osby, facts, found):
    a_setting(osby, "page_has_owner_and_contact", owner_required=True, contact_role="coordinator")
    an_appointment("coordinator", osby)
    an_area(osby, "kansliet", "Kansliet")
    if facts is not None:
        a_public_page(osby, **facts)
    assert states(osby) == found


def test_a_vacant_post_leaves_the_page_whole_with_a_mailbox(osby):
    for fallback in ("function_mailbox", "none"):
        a_setting(osby, "page_has_owner_and_contact", contact_role="coordinator", fallback=fallback)
    a_public_page(osby, contact_email="eu@example.org")
    an_appointment("coordinator", osby, ends_on=TODAY - days(1))
    assert sorted(states(osby)) == ["breached", "kept"]


@pytest.mark.parametrize("on, state", [("2026-06-30", "kept"), ("2026-07-01", "overdue")])
def test_the_page_is_fresh_for_half_a_year(osby, on, state):
    with time_machine.travel(dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)):
        a_public_page(osby)
    a_setting(osby, "page_is_fresh", stale_after={"days": 180})
    assert states(osby, D(on)) == [state]


@pytest.mark.parametrize("checked_on, state", [("2026-06-30", "kept"), ("2026-07-01", "overdue"), (None, "overdue")])
def test_a_recorded_check_counts_from_its_day(osby, checked_on, state):
    with time_machine.travel(dt.datetime(2025, 1, 1, 12, tzinfo=dt.UTC)):
        a_public_page(osby, checked_on=checked_on and D(checked_on))
    a_setting(osby, "page_is_fresh", stale_after={"days": 180})
    assert states(osby, D("2026-06-30")) == [state]


def test_a_published_relation_is_a_change_of_the_page(osby):
    with time_machine.travel(dt.datetime(2025, 1, 1, 12, tzinfo=dt.UTC)):
        a_public_page(osby)
    a_setting(osby, "page_is_fresh", stale_after={"days": 180})
    with time_machine.travel(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)):
        a_relation(osby)
        a_document_in_force(an_area(osby))
        assert states(osby, D("2026-06-30")) == ["overdue"]
        a_relation(osby, "Kretinga", published=True)
    assert states(osby, D("2026-06-30")) == ["kept"]


def test_without_a_limit_the_date_is_enough_and_without_a_page_nothing_is_owed(osby):
    a_setting(osby, "page_is_fresh", date_is_automatic=True)
    assert states(osby) == ["not_applicable"]
    a_public_page(osby, checked_on=LONG_AGO)
    assert states(osby) == ["kept"]
