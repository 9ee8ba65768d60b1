"""Posts: who gets one, when it ends, what is refused, and what two people at once can do."""

import datetime as dt
import re
import threading

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils import actions
from councils.models import AccountEvent, Appointment, Person, Seat, User
from tests import situations as a

FIRST, LAST = dt.date(2026, 5, 1), dt.date(2026, 6, 30)
DAY = dt.timedelta(days=1)


@pytest.fixture
def home(db):
    return a.a_municipality()


@pytest.fixture
def area(home):
    return a.an_area(home, "skola", "Barn och skola")


@pytest.fixture
def coordinator(home):
    return a.somebody("coordinator", home)


@pytest.fixture
def page(client, coordinator):
    """The co-ordinator at the browser."""
    client.force_login(coordinator, backend="councils.access.ContainerBackend")
    return client


def seats(area, number, deputies=0):
    return actions.open_seats(container=area.container_ptr, role="contact", number=number, deputies=deputies, by=None)


def appoint(area, person=None, starts_on=FIRST, ends_on=None, **facts):
    person = person or a.a_person(f"Person {next(a.NUMBERS)}")
    return actions.appoint(
        person=person, role="contact", container=area.container_ptr, starts_on=starts_on, ends_on=ends_on, by=None, **facts
    )


def sent(area, **more):
    """The appoint form filled in as far as it must be."""
    return {"name": "Nora Fagerlund", "email": "", "container": area.pk, "deputy": "", "starts_on": "2026-05-01", "ends_on": "", "decision": "",
            "note": "", **more}  # fmt: skip


def form_of(area):
    return reverse("appoint", args=["osby"]) + f"?enhet={area.code}&roll=contact"


def errors(response):
    """What the page says beside each field."""
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context["form"].errors.items()}


# ── appointing, in the browser


def test_a_contact_person_works_from_the_first_day_to_the_last(page, area, time_machine):
    time_machine.move_to(dt.datetime(2026, 4, 30, 12, tzinfo=dt.UTC))
    decision = a.a_decision(a.a_matter(area.municipality, "appointment.make", "Utse kontaktpersoner"))
    facts = sent(area, email="nora@example.org", ends_on="2026-06-30", decision=decision.pk)
    assert page.post(form_of(area), facts)["Location"] == reverse("contacts", args=["osby"])
    appointment = Appointment.objects.get(person__email="nora@example.org")
    assert (appointment.decision, appointment.starts_on, appointment.ends_on, appointment.deputy) == (decision, FIRST, LAST, False)
    theirs = Client()
    theirs.force_login(a.an_account(appointment.person), backend="councils.access.ContainerBackend")
    log = reverse("log_new", args=["osby"])
    answers = {}
    for day in (FIRST - DAY, FIRST, LAST, LAST + DAY):
        time_machine.move_to(dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC))
        theirs.force_login(appointment.person.account, backend="councils.access.ContainerBackend")
        answers[day] = theirs.get(log).status_code
    assert list(answers.values()) == [404, 200, 200, 404]


def test_vacancies_show_at_once(page, area):
    seats(area, 2)
    contacts = reverse("contacts", args=["osby"])
    assert "2 platser är tomma" in page.get(contacts).content.decode()
    assert "har 2 tomma platser" in page.get(form_of(area)).content.decode()
    page.post(form_of(area), sent(area))
    assert "En plats är tom" in page.get(contacts).content.decode()
    page.post(form_of(area), sent(area, name="Adam Berg"))
    assert "Alla platser är besatta" in page.get(contacts).content.decode()
    ending = Appointment.objects.get(person__name="Adam Berg")
    page.post(reverse("appointment_end", args=["osby", ending.pk]), {"ends_on": str(timezone.localdate() - DAY), "reason": "Ny tjänst"})
    assert "En plats är tom" in page.get(contacts).content.decode()


def test_who_starts_later_shows_as_coming_and_the_seat_as_empty(page, area):
    seats(area, 1)
    appoint(area, starts_on=timezone.localdate() + DAY)
    shown = page.get(reverse("contacts", args=["osby"])).content.decode()
    assert "Börjar senare" in shown
    assert "En plats är tom" in shown


REFUSED = [
    ("ends before it starts", {"ends_on": "2026-04-30"}, "ends_on", "Slutdagen kan inte vara före startdagen."),
    ("no name", {"name": " "}, "name", "Skriv vem som utses."),
    ("no first day", {"starts_on": ""}, "starts_on", "Skriv från vilken dag."),
    ("a day that cannot be", {"starts_on": "2026-02-30"}, "starts_on", "Skriv dagen som år-månad-dag, till exempel 2026-03-01."),
    ("a year that cannot be", {"starts_on": "0206-02-03"}, "starts_on", "Kontrollera året i datumet."),
    ("no e-mail address", {"email": "nora"}, "email", None),
]


@pytest.mark.parametrize("_what, wrong, field, says", REFUSED, ids=[line[0] for line in REFUSED])
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(page, area, _what, wrong, field, says):
    response = page.post(form_of(area), sent(area, note="Vikarie i höst", **wrong))
    found = errors(response)
    assert list(found) == [field]
    assert says is None or found[field] == [says]
    shown = response.content.decode()
    assert f'href="#id_{field}"' in shown  # the summary leads to the field
    assert "Vikarie i höst" in shown
    assert not Appointment.objects.filter(role="contact").exists()


def test_a_decision_of_another_municipality_is_refused_with_a_sentence(page, area):
    theirs = a.a_decision(a.a_matter(a.a_municipality("lomma", "Lomma")))
    response = page.post(form_of(area), sent(area, decision=theirs.pk))
    assert errors(response) == {"decision": ["Beslutet är fattat av en annan kommun. Välj ett av kommunens egna beslut."]}
    with pytest.raises(ValidationError, match="annan kommun"):
        appoint(area, decision=theirs)


def test_an_area_of_another_municipality_cannot_be_chosen(page, area):
    theirs = a.an_area(a.a_municipality("lomma", "Lomma"))
    assert set(errors(page.post(form_of(area), sent(theirs)))) == {"container"}
    assert not Appointment.objects.filter(container=theirs).exists()


def test_a_post_is_held_only_where_its_role_can_be(home):
    with pytest.raises(ValidationError, match="Uppdraget kan inte finnas här"):
        actions.appoint(person=a.a_person(), role="contact", container=home.container_ptr, starts_on=FIRST, by=None)


# ── seats


def test_two_people_do_not_sit_in_one_seat(page, area):
    seats(area, 1)
    first = appoint(area, a.a_person("Karin Lind"), ends_on=LAST)
    response = page.post(form_of(area), sent(area, starts_on="2026-06-30"))
    said = errors(response)["__all__"][0]
    assert "Karin Lind (till och med 30 juni 2026)" in said
    assert "Avsluta ett uppdrag först, eller välj en senare dag." in said
    assert not Person.objects.filter(name="Nora Fagerlund").exists()  # a refused appointment leaves nobody behind
    page.post(form_of(area), sent(area, starts_on="2026-07-01"))
    assert Appointment.objects.get(person__name="Nora Fagerlund").seat == first.seat


def test_a_free_seat_is_taken_before_the_others_are_counted(area):
    seats(area, 2, deputies=1)
    one, two, deputy = appoint(area), appoint(area), appoint(area, deputy=True)
    assert [(p.seat.position, p.seat.deputy) for p in (one, two, deputy)] == [(1, False), (2, False), (1, True)]
    with pytest.raises(ValidationError, match="Alla platser är tagna"):
        appoint(area, deputy=True)


def test_a_term_in_between_must_not_overlap_on_either_side(area):
    seats(area, 1)
    appoint(area, starts_on=FIRST, ends_on=LAST)
    appoint(area, starts_on=LAST + 10 * DAY)
    for first, last in [(LAST + DAY, LAST + 10 * DAY), (LAST, LAST + DAY), (FIRST - DAY, None), (LAST + DAY, None)]:
        with pytest.raises(ValidationError, match="Alla platser är tagna"):
            appoint(area, starts_on=first, ends_on=last)
    assert appoint(area, starts_on=LAST + DAY, ends_on=LAST + 9 * DAY).seat.position == 1


def test_nobody_has_the_same_post_twice_at_once(area):
    person = a.a_person()
    appoint(area, person, ends_on=LAST)
    with pytest.raises(ValidationError, match="Personen har redan uppdraget"):
        appoint(area, person, starts_on=LAST)
    assert appoint(area, person, starts_on=LAST + DAY)


def test_seats_that_close_keep_their_history_and_take_nobody_new(area):
    old = seats(area, 2)
    held = appoint(area)
    assert seats(area, 1) == old[:1]
    old[1].refresh_from_db()
    assert old[1].closed_on == timezone.localdate()
    with pytest.raises(ValidationError, match="Alla platser är tagna"):
        appoint(area, starts_on=timezone.localdate() + DAY)
    assert held.seat == old[0]
    assert Seat.history.filter(id=old[1].pk).count() == 2
    assert seats(area, 2) == old  # the same seat opens again


def test_where_all_seats_are_closed_nobody_is_counted(area):
    seats(area, 1)
    seats(area, 0)
    assert appoint(area, starts_on=timezone.localdate() + DAY).seat is None


def test_a_term_that_would_run_into_the_next_holders_is_refused(area):
    seats(area, 1)
    first = appoint(area, ends_on=LAST)
    appoint(area, starts_on=LAST + DAY)
    with pytest.raises(ValidationError, match="Någon annan har platsen"):
        actions.end_appointment(appointment=first, ends_on=LAST + DAY, by=None)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_take_the_last_seat():
    """Both have read an empty seat before either has saved: the lock on the seat lets one through."""
    area = a.an_area(a.a_municipality())
    seats(area, 1)
    people = [a.a_person("Adam Berg"), a.a_person("Nora Fagerlund")]
    at_once, results = threading.Barrier(2), []

    def take(person):
        try:
            at_once.wait(timeout=10)
            appoint(area, person)
            results.append("taken")
        except ValidationError as fault:
            results.append(fault.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(result.partition(":")[0] for result in results) == ["Alla platser är tagna under den tiden", "taken"]
    assert Appointment.objects.filter(container=area).count() == 1


# ── ending


def test_ending_keeps_the_reason_and_the_trail(page, area, coordinator):
    appointment = appoint(area, a.a_person("Karin Lind"))
    url = reverse("appointment_end", args=["osby", appointment.pk])
    assert errors(page.post(url, {"ends_on": str(FIRST - DAY)})) == {"ends_on": ["Slutdagen kan inte vara före startdagen."]}
    page.post(url, {"ends_on": str(LAST), "reason": "Ny tjänst på annan enhet"})
    trail = page.get(reverse("history", args=["osby", "appointment", appointment.pk]))
    newest = trail.context["entries"][0]
    assert (newest.who, newest.why) == (coordinator.called, "Ny tjänst på annan enhet")
    assert newest.changes == [("Till och med", "", "30\u00a0juni 2026")]
    assert "Karin Lind" in trail.content.decode()


def test_only_who_may_appoint_sees_the_way_to_end_it(page, home, area):
    registrar = a.an_appointment("registrar", a.a_body(home))
    mine, not_mine = (reverse("appointment_end", args=["osby", post.pk]) for post in (appoint(area), registrar))
    assert mine in page.get(reverse("contacts", args=["osby"])).content.decode()
    bodies = page.get(reverse("bodies", args=["osby"])).content.decode()
    assert registrar.person.name in bodies
    assert not_mine not in bodies
    assert page.get(not_mine).status_code == 403


# ── who: found or added


def test_an_address_finds_the_person_everywhere_and_a_name_only_here(home, area):
    here, elsewhere = a.a_person("Åsa Öberg", email="asa@example.org"), a.a_person("Nora Fagerlund")
    a.a_contact_person(a.an_area(a.a_municipality("lomma", "Lomma")), person=elsewhere)
    find = {"municipality": home, "by": None}
    assert actions.find_or_add_person(name="Vem som helst", email=" ASA@example.org ", **find) == here
    assert actions.find_or_add_person(name="Nora Fagerlund", **find) != elsewhere  # a stranger's namesake is somebody else
    a.a_contact_person(area, person=here)
    assert actions.find_or_add_person(name=" åsa öberg ", **find) == here


def test_a_new_address_is_a_new_person(home):
    before = Person.objects.count()
    found = actions.find_or_add_person(name="Nora Fagerlund", email="nora@example.org", municipality=home, by=None)
    assert (Person.objects.count(), found.email, found.history.count()) == (before + 1, "nora@example.org", 1)


# ── inviting


def test_an_invitation_opens_a_way_in_that_works_once(page, area, coordinator):
    post = appoint(area, a.a_person("Karin Lind", email="karin@example.org"), starts_on=a.LONG_AGO)
    page.post(reverse("appointment_invite", args=["osby", post.pk]), {"email": "karin@example.org"})
    [letter] = mail.outbox
    assert letter.to == ["karin@example.org"]
    assert "Karin Lind" in letter.body
    assert AccountEvent.objects.get(person=post.person).by == coordinator
    theirs = Client()
    opened = theirs.get(re.search(r"https?://\S+", letter.body)[0], follow=True)
    form = opened.redirect_chain[-1][0]
    chosen = theirs.post(form, {"password1": "sommaren-vid-sjön", "password2": "sommaren-vid-sjön"})
    assert chosen.status_code == 302
    answer = theirs.post(reverse("account_login"), {"login": "karin@example.org", "password": "sommaren-vid-sjön"})
    assert answer["Location"] == reverse("work", args=["osby"])
    again = Client().get(re.search(r"https?://\S+", letter.body)[0], follow=True)
    assert "password1" not in again.content.decode()


def test_an_invitation_needs_an_address(page, area):
    post = appoint(area)
    url = reverse("appointment_invite", args=["osby", post.pk])
    assert "Skriv personens e-postadress" in page.post(url, {"email": ""}).content.decode()
    assert mail.outbox == []
    page.post(url, {"email": "ny@example.org"})
    post.person.refresh_from_db()
    assert (mail.outbox[0].to, post.person.email) == (["ny@example.org"], "ny@example.org")


def test_nobody_is_invited_to_somebody_elses_address(page, area):
    a.a_person("Nora Fagerlund", email="nora@example.org")
    post = appoint(area, a.a_person("Karin Lind"))
    answer = page.post(reverse("appointment_invite", args=["osby", post.pk]), {"email": "nora@example.org"})
    assert "Adressen används redan av någon" in answer.content.decode()
    assert mail.outbox == []


def test_an_invitation_that_cannot_be_sent_says_so(page, area, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1
    post = appoint(area, a.a_person("Karin Lind", email="karin@example.org"))
    response = page.post(reverse("appointment_invite", args=["osby", post.pk]), {"email": "karin@example.org"}, follow=True)
    assert "Inbjudan kunde inte skickas till karin@example.org" in response.content.decode()
    assert User.objects.filter(email="karin@example.org").exists()
