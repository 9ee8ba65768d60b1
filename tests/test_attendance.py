"""Who was at a meeting: who is called, the list that is ticked, what is told of it afterwards."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from councils.attending import note_attendance, roll_of
from councils.models import Attendance, Meeting
from tests import situations as a

pytestmark = pytest.mark.django_db
NOW = timezone.localdate
YESTERDAY = dt.timedelta(days=1)


def an_attendance(meeting, post, state="present") -> Attendance:
    return a.saved(Attendance(meeting=meeting, appointment=post, state=state))


@pytest.fixture
def council():
    return a.a_council(a.a_municipality(), mode="notes")


@pytest.fixture
def meeting(council):
    return a.a_meeting(council, NOW() - YESTERDAY)


@pytest.fixture
def coordinator(council):
    return a.somebody("coordinator", council.municipality)


def client_of(user):
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    return client


def page(meeting, name="meeting"):
    return reverse(name, args=["osby", meeting.pk])


def called(meeting):
    return {one.person.name: [unit.code for unit in one.units] for one in roll_of(meeting).called}


# ── who is called


def test_the_council_calls_its_members_and_the_contact_persons_of_the_units(council, meeting):
    care, school = a.an_area(council.municipality), a.an_area(council.municipality, "skola", "Skola")
    both = a.a_contact_person(care, person=a.a_person("Nora")).person
    a.an_appointment("council_member", council, both)  # sits there because of it: called once, for the unit
    a.an_appointment("council_member", council, a.a_person("Ruben"), home_unit=school.container_ptr)
    a.an_appointment("council_member", council, a.a_person("Karin"))
    a.an_appointment("council_member", council, a.a_person("Former"), ends_on=meeting.day - YESTERDAY)
    a.an_appointment("contact", care, a.a_person("Later"), starts_on=meeting.day + YESTERDAY)
    a.a_contact_person(a.an_area(a.a_municipality("lomma", "Lomma")))
    assert called(meeting) == {"Nora": [care.code], "Ruben": ["skola"], "Karin": [council.code]}


def test_another_body_calls_its_own_alone(council):
    group = a.a_body(council.municipality, "lg", "Ledningsgruppen", "management_group", mode="notes")
    a.a_contact_person(a.an_area(council.municipality))
    a.an_appointment("management_group", group, a.a_person("Assar"))
    assert list(called(a.a_meeting(group, NOW()))) == ["Assar"]


def test_who_has_been_noted_stays_on_the_list(council, meeting):
    post = a.an_appointment("council_member", council, a.a_person("Nora"))
    an_attendance(meeting, post)
    post.ends_on = meeting.day - YESTERDAY
    a.saved(post)
    assert list(called(meeting)) == ["Nora"]


# ── ticking


def test_the_list_on_the_meetings_page_is_ticked_and_told(council, meeting, coordinator):
    care, school = a.an_area(council.municipality), a.an_area(council.municipality, "skola", "Barn och skola")
    came, no, absent = (
        a.a_contact_person(unit, person=a.a_person(name)).person for unit, name in ((care, "A"), (school, "B"), (school, "C"))
    )
    client = client_of(coordinator)
    form = client.get(page(meeting)).context["attendance_form"]
    assert [text for _pk, text in form.fields["present"].choices] == ["B, Barn och skola", "C, Barn och skola", "A, Vård och omsorg"]
    sent = {"version": meeting.version, "present": [came.pk], "excused": [no.pk]}
    assert client.post(page(meeting, "meeting_attendance"), sent).status_code == 302
    assert {row.appointment.person: row.state for row in Attendance.objects.all()} == {came: "present", no: "excused", absent: "absent"}
    text = client.get(page(meeting)).content.decode()
    assert "1 av 3 var med. Barn och skola saknade någon." in text
    meeting.refresh_from_db()
    assert (meeting.state, meeting.history.latest().history_change_reason) == ("held", "Närvaro: 1 av 3")
    assert Attendance.objects.first().history.get().history_user == coordinator


def test_ticking_again_changes_only_what_changed_and_a_stale_list_is_told(council, meeting, coordinator):
    one, two = (a.an_appointment("council_member", council, a.a_person(name)).person for name in "AB")
    client, old = client_of(coordinator), meeting.version
    client.post(page(meeting, "meeting_attendance"), {"version": old, "present": [one.pk]})
    assert client.post(page(meeting, "meeting_attendance"), {"version": old, "present": [two.pk]}).status_code == 409
    client.post(page(meeting, "meeting_attendance"), {"version": meeting.version, "present": [one.pk, two.pk]})
    assert {row.appointment.person: row.history.count() for row in Attendance.objects.all()} == {one: 1, two: 2}
    saves = meeting.history.count()
    client.post(page(meeting, "meeting_attendance"), {"version": meeting.version, "present": [one.pk, two.pk]})
    assert meeting.history.count() == saves  # nothing new, nothing told


def test_nobody_is_both_there_and_excused(council, meeting, coordinator):
    person = a.an_appointment("council_member", council, a.a_person("Nora")).person
    sent = {"version": meeting.version, "present": [person.pk], "excused": [person.pk]}
    answer = client_of(coordinator).post(page(meeting, "meeting_attendance"), sent)
    assert "Nora är ikryssad på båda ställena" in answer.content.decode()
    stranger = a.a_person("Stranger")
    answer = client_of(coordinator).post(page(meeting, "meeting_attendance"), {"version": meeting.version, "present": [stranger.pk]})
    assert "Ladda om sidan" in answer.content.decode()
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("facts", [{"day": NOW() + YESTERDAY}, {"state": "cancelled"}])
def test_only_a_meeting_that_has_begun_is_ticked(council, coordinator, facts):
    a.an_appointment("council_member", council)
    meeting = a.a_meeting(council, **{"day": NOW(), **facts})
    client = client_of(coordinator)
    assert client.get(page(meeting)).context["roll"] is None
    assert client.get(page(meeting, "meeting_attendance")).status_code == 404
    with pytest.raises(ValidationError):
        note_attendance(meeting=meeting, present=[], by=None, on=NOW())


def test_a_formal_body_says_it_in_its_minutes(council, coordinator):
    board = a.a_body(council.municipality)
    meeting = a.a_meeting(board, NOW() - YESTERDAY)
    assert client_of(coordinator).get(page(meeting)).context["roll"] is None


def test_who_may_not_call_to_meetings_reads_and_never_ticks(council, meeting):
    member = a.somebody("council_member", council)
    client = client_of(member)
    answer = client.get(page(meeting))
    assert answer.context["attendance_form"] is None
    assert "Närvaron är inte ifylld än" in answer.content.decode()
    assert client.post(page(meeting, "meeting_attendance"), {"version": meeting.version}).status_code == 403
    with pytest.raises(PermissionDenied):
        note_attendance(meeting=meeting, present=[member.person.pk], by=member, on=NOW())


def test_a_deputy_who_stays_at_home_is_missed_by_nobody(council, meeting):
    area = a.an_area(council.municipality)
    regular, deputy = a.a_contact_person(area), a.a_contact_person(area, deputy=True)
    roll = note_attendance(meeting=meeting, present=[regular.person.pk], by=None, on=NOW())
    assert (len(roll.present), len(roll.expected), roll.missed) == (1, 1, [])
    assert [(label, len(people)) for label, people in roll.groups] == [("var med", 1), ("anmälde förhinder", 0), ("kom inte", 0)]
    roll = note_attendance(meeting=meeting, present=[deputy.person.pk], by=None, on=NOW())
    assert (len(roll.present), len(roll.expected), roll.missed) == (1, 2, [])  # the deputy came for the unit


def test_the_page_asks_as_many_questions_for_one_as_for_many(council, coordinator):
    meeting, client, counts = a.a_meeting(council, NOW() - YESTERDAY), client_of(coordinator), []
    for number in (1, 15):
        for n in range(number):
            a.a_contact_person(a.an_area(council.municipality, f"enhet-{number}-{n}"))
        client.get(page(meeting))
        with CaptureQueriesContext(connection) as asked:
            client.get(page(meeting))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert Meeting.objects.get().state == "planned"
