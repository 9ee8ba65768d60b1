"""The watch: which units a call concerns, that each is told once, what was thought and passed on."""

import datetime as dt
from io import StringIO

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from funding import watching
from funding.harvest import bring_in
from funding.models import Assessment, CallNews, Note, NoteReceiver, Programme, Watch
from funding.portal import read
from tests import situations as s
from tests.test_calls import a_call
from tests.test_import_calls import answer
from tests.test_import_calls import record as a_record

pytestmark = pytest.mark.django_db
NOW = timezone.localdate
SITE = "https://internationellt.example"


def record(*names, **facts):
    """A record of the portal whose day has not been."""
    return a_record(*names, **{"deadlineDate": f"{NOW() + dt.timedelta(days=60)}T00:00:00.000+0000"} | facts)


def a_watch(unit, words="", programme=None):
    return s.saved(Watch(container=unit.container_ptr, words=words, programme=programme))


def client_of(user):
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    return client


@pytest.fixture
def home():
    return s.a_municipality()


@pytest.fixture
def school(home):
    return s.an_area(home, "skola", "Barn och skola")


# ── what concerns whom


@pytest.mark.parametrize("words, programme, concerned", [
    ("twinning", "", True),
    ("TOWN", "", True),
    ("äldre, town", "", True),  # one of them is enough
    ("town twinning", "", True),
    ("winning", "", False),  # not in the middle of a word
    ("äldre", "", False),
    ("", "cerv", True),
    ("", "life", False),
    ("town", "life", False),  # both, where both are named
    ("äldre", "cerv", False),
])  # fmt: skip
def test_which_units_a_new_call_concerns(school, words, programme, concerned):
    bring_in([])  # the programmes that everybody knows
    a_watch(school, words, Programme.objects.get(code=programme) if programme else None)
    bring_in([read(answer(record()))])
    assert CallNews.objects.exists() is concerned


def test_a_topic_is_found_too(school):
    a_watch(school, "demokrati")
    bring_in([read(answer(record(keywords=["Demokrati"])))])
    assert CallNews.objects.get().kind == "new"


def test_new_and_changed_are_told_each_once_and_closed_ones_never(school):
    a_watch(school, "town")
    a_watch(school, "twinning")  # two watches of one unit, one piece of news
    for _again in range(2):
        bring_in([read(answer(record(), record("SHUT-2026-A", status="31094503")))])
    assert [(news.kind, news.call.identifier) for news in CallNews.objects.all()] == [("new", "CERV-2026-TOWN")]
    bring_in([read(answer(record(title="Town Twinning, longer")))])
    assert sorted(CallNews.objects.values_list("kind", flat=True)) == ["changed", "new"]


@pytest.mark.parametrize("days, concerned", [([-1], 0), ([0], 1), ([-9, 9], 1), ([-9, "vår 2099"], 1), ([], 1)])
def test_a_call_whose_days_have_all_been_is_no_news(home, school, days, concerned):
    a_watch(school, "ungas")
    when = [NOW() + dt.timedelta(days=day) if isinstance(day, int) else day for day in days]
    assert watching.notice([a_call(home, days=when)]) == concerned


def test_another_municipalitys_own_call_concerns_nobody_here(home, school):
    a_watch(school, "ungas")
    other = s.a_municipality("lomma", "Lomma")
    assert watching.notice([a_call(other)]) == 0
    assert watching.notice([a_call(home)]) == 1


def test_many_calls_and_many_watches_are_not_asked_about_one_by_one(home):
    units = [s.an_area(home, f"enhet{number}", f"Enhet {number}") for number in range(5)]

    def cost(calls):
        with CaptureQueriesContext(connection) as found:
            watching.notice(calls)
        return len(found.captured_queries)

    a_watch(units[0], "ungas")
    few = cost([a_call(title="Ungas möten 1")])
    for unit in units:
        a_watch(unit, "möten")
    many = cost([a_call(title=f"Ungas möten i stad {number}") for number in range(40)])
    assert many <= few + 4  # 240 rows go in by some hundred at a time


# ── watches are chosen by those who write in the unit


def test_a_unit_chooses_what_it_watches(home, school):
    client = client_of(s.somebody("contact", school))
    address = reverse("watch", args=["osby"])
    empty = client.post(address, {"container": school.pk, "words": " , "})
    assert "Välj ett program" in empty.content.decode()
    assert client.post(address, {"container": school.pk, "words": "Ungdom,  Demokrati och rättigheter"}).status_code == 302
    watch = Watch.objects.get()
    assert watch.words == "ungdom, demokrati och rättigheter"
    assert "bevakar redan" in client.post(address, {"container": school.pk, "words": "ungdom, demokrati och rättigheter"}).content.decode()
    elsewhere = client_of(s.somebody("contact", s.an_area(home)))
    assert elsewhere.post(reverse("watch_end", args=["osby", watch.pk])).status_code == 403
    assert elsewhere.post(address, {"container": school.pk, "words": "x"}).status_code == 200
    assert Watch.objects.count() == 1
    client.post(reverse("watch_end", args=["osby", watch.pk]))
    assert not Watch.objects.exists()
    assert Watch.history.filter(history_type="-").count() == 1


def test_the_work_page_says_how_many_have_come_in_one_line(home, school):
    a_watch(school, "town")
    bring_in([read(answer(*[record(f"CERV-2026-{number}") for number in range(12)]))])
    text = client_of(s.somebody("contact", school)).get(reverse("work", args=["osby"])).content.decode()
    assert "12 nya utlysningar för er" in text
    assert "nya utlysningar" not in client_of(s.somebody("contact", s.an_area(home))).get(reverse("work", args=["osby"])).content.decode()
    assert "12 nya utlysningar för er" in client_of(s.somebody("coordinator", home)).get(reverse("work", args=["osby"])).content.decode()
    assert "nya utlysningar" not in client_of(s.somebody("registrar", home)).get(reverse("work", args=["osby"])).content.decode()


# ── the letter


def told(**more):
    mail.outbox.clear()
    call_command("remind", site=SITE, stdout=StringIO(), stderr=StringIO(), **more)
    return {message.to[0]: message for message in mail.outbox}


def test_each_person_gets_one_letter_grouped_by_unit_and_never_twice(home, school):
    care = s.an_area(home)
    a_watch(school, "town")
    a_watch(care, "town")
    teacher, both = s.somebody("contact", school), s.somebody("contact", care)
    s.an_appointment("contact", school, both.person)
    boss, nobody = s.somebody("coordinator", home), s.somebody("registrar", home)
    [call] = bring_in([read(answer(record()))]).new
    letters = told()
    assert set(letters) == {teacher.email, both.email, boss.email}
    assert nobody.email not in letters
    assert letters[both.email].subject == "1 utlysning för er i Osby"
    assert "Barn och skola" in letters[both.email].body
    assert "Vård och omsorg" in letters[both.email].body
    assert "Vård och omsorg" not in letters[teacher.email].body
    assert f"{SITE}{reverse('call', args=['osby', call.pk])}" in letters[teacher.email].body
    assert not told()
    assert set(CallNews.objects.values_list("told_on", flat=True)) == {NOW()}


def test_a_letter_is_written_in_the_language_that_the_reader_has_chosen(home, school):
    swedish, english = s.somebody("contact", school), s.somebody("contact", school)
    english.language = "en"
    english.save()
    school.name_en = "Children and School"
    s.saved(school)
    a_watch(school, "fonden")
    watching.notice([a_call(home, "Fonden")], [], on=NOW())
    letters = told()
    assert letters[swedish.email].subject == "1 utlysning för er i Osby"
    assert "Barn och skola" in letters[swedish.email].body
    assert letters[english.email].subject != letters[swedish.email].subject
    assert "Children and School" in letters[english.email].body


def test_a_letter_that_did_not_arrive_is_sent_again(home, school, monkeypatch):
    a_watch(school, "town")
    s.somebody("contact", school)
    bring_in([read(answer(record()))])

    def broken(*args):
        raise OSError("no server")

    monkeypatch.setattr("funding.reminders.send_mail", broken)
    with pytest.raises(CommandError, match="no letter"):
        told()
    monkeypatch.undo()
    assert len(told()) == 1


def test_what_is_old_is_no_news_to_somebody_new(home, school):
    a_watch(school, "town")
    bring_in([read(answer(record()))], on=NOW() - dt.timedelta(days=31))
    s.somebody("contact", school)
    assert not told()


def test_a_post_that_has_ended_is_told_nothing(home, school):
    a_watch(school, "town")
    s.somebody("contact", school, ends_on=NOW() - dt.timedelta(days=1))
    bring_in([read(answer(record()))])
    assert not told()


@pytest.mark.parametrize("site", ["internationellt.example", "javascript:alert(1)", "https://"])
def test_the_site_must_be_an_address(site):
    with pytest.raises(CommandError, match="address of a site"):
        call_command("remind", site=site)


# ── assessed


def test_a_no_needs_its_why_and_a_second_thought_replaces_the_first(home, school):
    user, call = s.somebody("contact", school), a_call()
    client, address = client_of(user), reverse("call_assess", args=["osby", call.pk])
    refused = client.post(address, {"container": school.pk, "answer": "no", "why": "  "})
    assert "Skriv varför" in refused.content.decode()
    client.post(address, {"container": school.pk, "answer": "no", "why": "För stort."})
    client.post(address, {"container": school.pk, "answer": "later", "why": ""})
    row = Assessment.objects.get()
    assert (row.answer, row.person, row.assessed_on) == ("later", user.person, NOW())
    assert [version.answer for version in row.history.order_by("history_id")] == ["no", "later"]
    with pytest.raises(PermissionDenied):
        watching.assess(call=call, container=s.an_area(home).container_ptr, answer="later", by=user)
    with pytest.raises(ValidationError):
        watching.assess(call=call, container=school.container_ptr, answer="no", by=user)


# ── notes


def test_a_call_is_passed_on_with_a_word_and_is_opened_once(home, school):
    care, call = s.an_area(home), a_call()
    writer = s.somebody("contact", school)
    reader, colleague = s.somebody("contact", care), s.somebody("contact", care)
    post = reader.person.appointments.get()
    client = client_of(writer)
    form = client.get(reverse("note_new", args=["osby"]) + f"?utlysning={call.pk}").context["form"]
    assert form.initial["title"] == call.title
    sent = {"title": call.title, "text": "Se sista stycket.", "topic": "funding", "day": NOW().isoformat(), "container": school.pk,
            "units": [care.pk], "people": [post.pk]}  # fmt: skip
    client.post(reverse("note_new", args=["osby"]) + f"?utlysning={call.pk}", sent)
    note = Note.objects.get()
    assert (note.call, note.author, note.receivers.count()) == (call, writer.person, 2)
    address = reverse("note", args=["osby", note.pk])
    assert note.title in client_of(reader).get(reverse("work", args=["osby"])).content.decode()
    client.get(address)
    assert not NoteReceiver.objects.exclude(opened_on=None).exists()  # the writer's own look is none
    client_of(colleague).get(address)
    assert [(r.person, r.opened_on) for r in note.receivers.order_by("person")].count((None, NOW())) == 1
    client_of(reader).get(address)
    assert not NoteReceiver.objects.filter(opened_on=None).exists()
    edit = reverse("note_edit", args=["osby", note.pk])
    client.post(edit, sent | {"version": note.version, "units": [care.pk, home.containers.get(code="skola").pk]})
    assert note.receivers.count() == 3  # nobody is given it twice
    assert client.post(edit, sent | {"version": 0}).status_code == 409
    assert client_of(reader).get(edit).status_code == 403


def test_notes_are_listed_by_topic_and_by_who_receives_them(home, school):
    unit = school.container_ptr
    for title, topic in (("Ny lag", "legislation"), ("Nytt program", "funding")):
        note = s.saved(Note(container=unit, title=title, topic=topic, day=NOW()))
    s.saved(NoteReceiver(note=note, container=unit))
    client = client_of(s.somebody("contact", school))

    def shown(query):
        return [note.title for note in client.get(reverse("notes", args=["osby"]) + query).context["notes"]]

    assert shown("?amne=legislation") == ["Ny lag"]
    assert shown("?till=oss") == ["Nytt program"]
    assert len(shown("?amne=nonsens&sida=0")) == 2
    assert shown("?sida=99") == []
