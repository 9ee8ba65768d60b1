"""Who holds what: posts, contact persons, seats. A term ends at midnight."""

import datetime as dt

import pytest

from tests.situations import (
    LONG_AGO,
    TODAY,
    a_body,
    a_contact_person,
    a_council,
    a_municipality,
    a_person,
    a_project,
    a_setting,
    a_visit,
    a_word,
    an_appointment,
    an_area,
    days,
    policy_of,
    said,
    states,
)

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat


@pytest.fixture
def osby():
    return a_municipality()


# ── contact persons


@pytest.fixture
def two_each(osby):
    a_setting(osby, "unit_has_its_contact_persons", unit_kinds=["area"], number=2, at_most=2, warn_before_end={"days": 60})
    return osby


def test_the_day_a_term_ends_and_the_day_after(two_each):
    area = an_area(two_each)
    a_contact_person(area)
    a_contact_person(area, ends_on=D("2026-09-30"))
    assert states(two_each, D("2026-07-31")) == ["kept"]
    assert states(two_each, D("2026-08-01")) == states(two_each, D("2026-09-30")) == ["due"]
    (finding,) = said(two_each, D("2026-10-01"))
    assert (finding.state, finding.verdict.since) == ("breached", D("2026-10-01"))


def test_the_sentence_says_what_to_do_in_the_municipalitys_own_words(two_each):
    area = an_area(two_each)
    a_contact_person(area)
    a_contact_person(area, ends_on=D("2026-09-30"))
    a_word(two_each, "contact", "utbytesansvarig", "den utbytesansvariga", "utbytesansvariga", "de utbytesansvariga")
    (finding,) = said(two_each)
    verdict = finding.verdict
    assert verdict.title == "Utse en utbytesansvarig till Vård och omsorg"
    assert verdict.sentence == "Vård och omsorg ska ha 2 utbytesansvariga och har 1. Det har saknats någon sedan 1 oktober 2026."
    assert (verdict.fix.view, verdict.fix.query, verdict.fix.permission) == ("appoint", "enhet=vard_och_omsorg&roll=contact", "appoint")
    assert finding.row.code == area.code


def test_a_successor_from_the_day_after_leaves_no_gap(two_each):
    area = an_area(two_each)
    a_contact_person(area)
    a_contact_person(area, ends_on=D("2026-11-30"))
    a_contact_person(area, starts_on=D("2026-12-01"))
    assert states(two_each, D("2026-11-30")) == states(two_each, D("2026-12-01")) == ["kept"]


def test_a_gap_of_one_day_is_a_gap(two_each):
    area = an_area(two_each)
    a_contact_person(area)
    a_contact_person(area, ends_on=D("2026-11-30"))
    a_contact_person(area, starts_on=D("2026-12-02"))
    found = [said(two_each, D(day))[0].state for day in ("2026-11-30", "2026-12-01", "2026-12-02")]
    assert found == ["due", "breached", "kept"]


def test_vacant_since_the_last_time_there_were_enough(two_each):
    area = an_area(two_each)
    a_contact_person(area, ends_on=D("2026-03-31"))
    a_contact_person(area, ends_on=D("2026-06-30"))
    (finding,) = said(two_each)
    assert (finding.verdict.since, finding.verdict.title) == (D("2026-04-01"), "Utse 2 kontaktpersoner till Vård och omsorg")


def test_never_filled_has_no_first_day(two_each):
    an_area(two_each)
    (finding,) = said(two_each)
    assert (finding.state, finding.verdict.since, finding.verdict.evidence) == ("breached", None, ())


def test_the_same_person_twice_is_one_and_in_two_units_counts_in_both(two_each):
    nora = a_person()
    for code in ("skola", "vard"):
        area = an_area(two_each, code, code)
        a_contact_person(area, person=nora)
        a_contact_person(area, person=nora, starts_on=TODAY)
        a_contact_person(area) if code == "vard" else None
    assert {f.row.code: f.state for f in said(two_each)} == {"skola": "breached", "vard": "kept"}


def test_more_than_the_most_is_a_note(two_each):
    area = an_area(two_each)
    for _ in range(3):
        a_contact_person(area)
    (finding,) = said(two_each)
    assert (finding.state, "fler" in finding.verdict.sentence) == ("kept", True)


def test_others_do_not_count(two_each):
    """Deputies, other roles, other units, and terms that have not begun."""
    area, other = an_area(two_each), an_area(two_each, "skola", "Skola", "office")
    a_contact_person(area)
    a_contact_person(area, deputy=True)
    a_contact_person(area, starts_on=TODAY + days(1))
    a_contact_person(other)
    (finding,) = said(two_each)
    assert (finding.row.code, finding.state) == (area.code, "breached")


def test_a_unit_that_has_ended_owes_nothing(two_each):
    an_area(two_each, active_to=TODAY - days(1))
    an_area(two_each, "nytt", "Nytt", active_from=TODAY + days(1))
    assert states(two_each) == ["not_applicable"]


@pytest.mark.parametrize("ambition, state", [(True, "breached"), (False, "not_applicable"), (None, "unknown")])
def test_only_units_with_ambition(osby, ambition, state):
    an_area(osby, kind="administration", has_ambition=ambition)
    a_setting(osby, "unit_has_its_contact_persons", unit_kinds=["administration"], number=1, which_units="with_ambition")
    assert states(osby) == [state]


@pytest.mark.parametrize(
    "facts, state",
    [
        (None, "not_applicable"),
        ({"status": "planned", "starts_on": TODAY + days(1)}, "not_applicable"),
        ({"status": "planned", "starts_on": TODAY}, "breached"),
        ({"status": "running", "ends_on": TODAY}, "breached"),
        ({"status": "running", "ends_on": TODAY - days(1)}, "not_applicable"),
        ({"status": "running"}, "breached"),
        ({"status": "closed"}, "not_applicable"),
        ({"status": "cancelled"}, "not_applicable"),
    ],
)
def test_only_units_with_work_under_way(osby, facts, state):
    """A project under way in a department is the administration's work too."""
    administration = an_area(osby, kind="administration")
    department = an_area(osby, "stab", "Stab", "department", parent=administration.container_ptr)
    a_setting(osby, "unit_has_its_contact_persons", unit_kinds=["administration"], number=1, which_units="with_running_work")
    if facts:
        a_project(department.container_ptr, **{"starts_on": LONG_AGO} | facts)
    assert states(osby) == [state]


def test_a_visit_a_unit_has_today_is_work_under_way(osby):
    school = an_area(osby, "skola", "Skola", "administration")
    an_area(osby, "vard", "Vård", "administration")
    a_setting(osby, "unit_has_its_contact_persons", unit_kinds=["administration"], number=1, which_units="with_running_work")
    a_visit(school.container_ptr, TODAY)
    found = {f.row.code: f.state for f in said(osby)}
    assert found == {"skola": "breached", "vard": "not_applicable"}
    assert states(osby, TODAY + days(1)) == ["not_applicable", "not_applicable"]
    a_contact_person(school)
    assert states(osby) == ["kept", "not_applicable"]


def test_other_numbers_for_named_units_and_deputies(osby):
    small, large = an_area(osby, "liten", "Liten"), an_area(osby, "stor", "Stor")
    for area in (small, large):
        a_contact_person(area)
    a_setting(osby, "unit_has_its_contact_persons", unit_kinds=["area"], number=2, numbers_by_unit={"liten": 1}, deputies=1)
    found = {(f.row.code, f.verdict.key): f.state for f in said(osby)}
    assert found == {("liten", ""): "kept", ("liten", "deputy"): "breached", ("stor", ""): "breached", ("stor", "deputy"): "breached"}


def test_the_board_above_may_be_the_one_to_answer(osby):
    board = a_body(osby, "skolnamnden", "Skolnämnden", "board")
    an_area(osby, "skolkontoret", "Skolkontoret", "office", parent=board.container_ptr)
    a_setting(osby, "unit_has_its_contact_persons", unit_kinds=["office"], number=1, answerable="parent_body")
    assert "Skolnämnden ska se till" in said(osby)[0].verdict.sentence


# ── a post


@pytest.mark.parametrize(
    "terms, state",
    [
        ([], "breached"),
        ([{}], "kept"),
        ([{"ends_on": TODAY}], "due"),
        ([{"ends_on": TODAY - days(1)}], "breached"),
        ([{"ends_on": TODAY + days(61)}], "kept"),
        ([{"ends_on": TODAY + days(60)}], "due"),
        ([{"ends_on": TODAY}, {"starts_on": TODAY + days(1)}], "kept"),
        ([{}, {}], "breached"),  # at most one
        ([{"deputy": True}], "breached"),
    ],
)
def test_one_coordinator(osby, terms, state):
    a_setting(osby, "post_is_held", role="coordinator", at_most=1)
    for facts in terms:
        an_appointment("coordinator", osby, **facts)
    assert states(osby) == [state]


@pytest.mark.parametrize("home, state", [("ledning", "kept"), ("stab", "kept"), ("skola", "breached"), (None, "unknown")])
def test_where_the_holder_belongs(osby, home, state):
    management = an_area(osby, "ledning", "Ledning")
    units = {
        "ledning": management,
        "stab": an_area(osby, "stab", "Stab", "department", parent=management.container_ptr),
        "skola": an_area(osby, "skola", "Skola"),
    }
    a_setting(osby, "post_is_held", role="coordinator", home_unit=["ledning"])
    an_appointment("coordinator", osby, home_unit=units.get(home))
    assert states(osby) == [state]


def test_the_holder_also_holds_another_post(osby):
    council = a_council(osby)
    a_setting(osby, "post_is_held", role="council_member", in_container=council.code, also_holds=["coordinator"])
    member = an_appointment("council_member", council)
    assert states(osby) == ["breached"]
    an_appointment("coordinator", osby, person=member.person)
    assert states(osby) == ["kept"]


def test_a_post_that_cannot_be_held_there_is_a_fault_of_the_rule_and_a_missing_body_owes_nothing(osby):
    a_setting(osby, "post_is_held", role="convener")
    a_setting(osby, "post_is_held", role="spelman")
    a_setting(osby, "post_is_held", role="council_member", in_container="council")
    found = said(osby)
    assert [f.state for f in found] == ["unknown", "unknown", "not_applicable"]
    assert {f.verdict.fix.view for f in found[:2]} == {"rulesettings"}


# OSBY-35: the council's convener is the co-ordinator


def test_the_convener_of_a_council(osby):
    council = a_council(osby)
    a_setting(osby, "post_is_held", role="convener", in_container=council.code, also_holds=["coordinator"])
    (finding,) = said(osby)
    verdict = finding.verdict
    assert (finding.state, verdict.title) == ("breached", "Utse sammankallande")
    assert verdict.sentence == "Lokala internationella rådet ska ha minst 1 sammankallande. Utse den som saknas."
    assert (verdict.fix.view, verdict.fix.query) == ("appoint", "enhet=local_international_council&roll=convener")
    assert verdict.fix.permission == "appoint"
    term = an_appointment("convener", council)
    assert "ska också vara samordnare" in said(osby)[0].verdict.sentence
    an_appointment("coordinator", osby, person=term.person)
    (finding,) = said(osby)
    assert (finding.state, finding.verdict.evidence) == ("kept", (term,))


def test_the_convener_of_another_body_does_not_help(osby):
    a_setting(osby, "post_is_held", role="convener", in_container=a_council(osby).code)
    an_appointment("convener", a_body(osby, "ag", "Arbetsgruppen", kind="committee"))
    assert states(osby) == ["breached"]


# LOMMA-04: the unit that co-ordinates has somebody responsible


@pytest.mark.parametrize("terms, state", [([], "breached"), ([{}], "kept"), ([{"ends_on": TODAY - days(1)}], "breached")])
def test_somebody_is_responsible_in_the_unit(osby, terms, state):
    unit = an_area(osby, "utvecklingsavdelningen", "Utvecklingsavdelningen", "department")
    a_setting(osby, "post_is_held", role="responsible", in_container=unit.code)
    for facts in terms:
        an_appointment("responsible", unit, **facts)
    assert states(osby) == [state]


def test_the_neighbours_coordinator_does_not_help(osby):
    an_appointment("coordinator", a_municipality("lomma", "Lomma"))
    a_setting(osby, "post_is_held", role="coordinator")
    assert states(osby) == ["breached"]


# ── seats


@pytest.fixture
def council(osby):
    """Two seats for each of two areas, which their contact persons fill."""
    council = a_council(osby)
    an_area(osby, "skola", "Skola")
    an_area(osby, "vard", "Vård")
    seats = [{"unit": code, "number": 2} for code in ("skola", "vard")]
    a_setting(osby, "seats_are_filled", body=council.code, seats=seats, total=4)
    return council


def fill(council, **numbers):
    for code, number in numbers.items():
        for _ in range(number):
            a_contact_person(council.municipality.containers.get(code=code))


def test_contact_persons_fill_their_units_seats(council):
    fill(council, skola=2, vard=1)
    found = {f.verdict.key: f for f in said(council.municipality)}
    assert {key: f.state for key, f in found.items()} == {"skola": "kept", "vard": "breached"}
    assert found["vard"].verdict.title == "Utse en kontaktperson till Vård"  # the same task as the contact person's own
    assert found["vard"].row == council


def test_a_seat_is_empty_from_the_day_after_the_term(council):
    fill(council, skola=2, vard=1)
    a_contact_person(council.municipality.containers.get(code="vard"), ends_on=TODAY)
    assert [f.state for f in said(council.municipality) if f.verdict.key == "vard"] == ["due"]
    (finding,) = [f for f in said(council.municipality, TODAY + days(1)) if f.verdict.key == "vard"]
    assert (finding.state, finding.verdict.since) == ("breached", TODAY + days(1))


def test_too_many_is_wrong_too(council):
    fill(council, skola=3, vard=2)
    assert {f.verdict.key: f.state for f in said(council.municipality)} == {"skola": "breached", "vard": "kept"}


def test_seats_that_cannot_be_counted_are_not_known(osby):
    council = a_council(osby)
    a_setting(osby, "seats_are_filled", body=council.code, seats=[{"party": "each", "number": 1}, {"unit": "okand", "number": 1}], total=9)
    assert states(osby) == ["unknown", "unknown", "unknown"]


def test_a_body_that_does_not_exist_owes_nothing(osby):
    a_council(osby, active_to=TODAY - days(1))
    a_setting(osby, "seats_are_filled", body="local_international_council", seats=[{"unit": "skola", "number": 1}])
    assert states(osby) == ["not_applicable"]


# ── seats follow posts


@pytest.fixture
def contacts_are_members(osby):
    council = a_council(osby)
    a_setting(osby, "seats_follow_appointments", body=council.code, roles=["contact"], held_in=["area"], others_allowed=["coordinator"])
    return council


def test_a_seat_given_by_hand_to_somebody_else_is_found(contacts_are_members):
    osby, area = contacts_are_members.municipality, an_area(contacts_are_members.municipality)
    contact = a_contact_person(area)
    an_appointment("council_member", contacts_are_members, person=contact.person)
    an_appointment("council_member", contacts_are_members, person=an_appointment("coordinator", osby).person)
    assert states(osby) == ["kept"]
    stranger = an_appointment("council_member", contacts_are_members, starts_on=D("2026-02-01"))
    (finding,) = said(osby)
    assert (finding.state, finding.verdict.since, finding.verdict.evidence) == ("breached", D("2026-02-01"), (stranger,))


def test_a_member_whose_post_ended_yesterday_is_a_stranger_today(contacts_are_members):
    osby = contacts_are_members.municipality
    contact = a_contact_person(an_area(osby), ends_on=TODAY - days(1))
    an_appointment("council_member", contacts_are_members, person=contact.person)
    assert (states(osby, TODAY - days(1)), states(osby)) == (["kept"], ["breached"])


def test_contact_persons_of_other_kinds_of_unit_are_no_members(contacts_are_members):
    osby = contacts_are_members.municipality
    assert states(osby) == ["not_applicable"]
    contact = a_contact_person(an_area(osby, kind="company"))
    an_appointment("council_member", contacts_are_members, person=contact.person, starts_on=LONG_AGO)
    assert states(osby) == ["breached"]


def test_the_policy_is_made_once(osby):
    assert policy_of(osby) == policy_of(osby)
