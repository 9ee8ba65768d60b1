"""A list read again: deadlines that it no longer names are withdrawn with their history, what a person has written is left alone."""

import datetime as dt

import pytest
from django.urls import reverse

from councils import imports
from councils.models import ImportRun
from funding.call_imports import CALLS
from funding.call_list import deadline_of, is_past
from funding.calling import keep_call
from funding.models import Assessment, Call, Deadline
from funding.said import closings_of
from tests import situations as s
from tests.visits import a_client

pytestmark = pytest.mark.django_db
SPRING, AUTUMN, WINTER = "2059-03-05", "2059-09-15", "2059-12-01"


@pytest.fixture
def home():
    return s.a_municipality()


def load(home, *days):
    """The list with one line; what changed is returned in words, with the run."""
    text = f'utlysning;sista dag\nFonden;"{"; ".join(days)}"\n'
    table = imports.read_table(text.encode(), "lista.csv", CALLS.columns)
    run = imports.a_run(CALLS, home, name="lista.csv", content=b"x", by=None)
    run.answers, run.state = {}, ImportRun.State.READ
    run.save()
    (line,) = imports.write_run(run, table, by=None)
    return line, run


def days():
    """{what it says: whether it still stands}"""
    return {row.text: row.withdrawn_on is None for row in Deadline.objects.order_by("ordinal")}


def type_days(home, text):
    return keep_call(call=Call.objects.get(), closings=closings_of(text), by=s.somebody("coordinator", home.container_ptr), reason="Rättat")


@pytest.mark.parametrize(
    "first, then, found",
    [
        ((SPRING, AUTUMN), (SPRING,), {SPRING: True, AUTUMN: False}),
        ((SPRING, AUTUMN), (AUTUMN,), {SPRING: False, AUTUMN: True}),  # known by what it says, not by its place
        ((SPRING, AUTUMN), (AUTUMN, SPRING), {SPRING: True, AUTUMN: True}),
        ((SPRING, AUTUMN), (WINTER,), {WINTER: True, AUTUMN: False}),  # the first moved, the second is gone
        ((SPRING,), (SPRING, AUTUMN), {SPRING: True, AUTUMN: True}),
        ((SPRING, AUTUMN), ("",), {SPRING: True, AUTUMN: True}),  # an empty cell says nothing
        (("2020-03-05", AUTUMN), (AUTUMN,), {"2020-03-05": True, AUTUMN: True}),  # what has been stays
        (("vår 2059", "löpande"), ("löpande",), {"vår 2059": False, "löpande": True}),
    ],
)
def test_what_the_list_no_longer_names_is_withdrawn(home, first, then, found):
    load(home, *first)
    load(home, *then)
    assert days() == found


def test_it_is_said_beforehand_kept_in_the_history_and_undone(home):
    load(home, SPRING, AUTUMN)
    line, run = load(home, SPRING)
    assert (str(line.outcome), line.changes) == ("changed", [f"finns inte längre i listan: {AUTUMN}"])
    row = Deadline.objects.get(text=AUTUMN)
    assert row.history.first().history_change_reason == "Import: lista.csv"
    assert str(load(home, SPRING)[0].outcome) == "same"
    imports.undo_run(run, by=None)
    assert days() == {SPRING: True, AUTUMN: True}


def test_one_that_comes_back_stands_again(home):
    load(home, SPRING, AUTUMN)
    load(home, SPRING)
    load(home, SPRING, AUTUMN)
    assert days() == {SPRING: True, AUTUMN: True}
    assert Deadline.objects.count() == 2


def test_what_a_person_has_added_is_never_taken_away(home):
    load(home, SPRING)
    type_days(home, f"{SPRING}; {WINTER}")
    load(home, AUTUMN)
    assert days() == {AUTUMN: True, WINTER: True}
    load(home, AUTUMN, WINTER)  # the list knows of it now: nothing doubles
    assert days() == {AUTUMN: True, WINTER: True}


def test_what_a_person_has_corrected_stays_while_the_list_says_what_it_said(home):
    load(home, SPRING, AUTUMN)
    type_days(home, f"{SPRING}; 2059-09-16")
    assert str(load(home, SPRING, AUTUMN)[0].outcome) == "same"
    load(home, SPRING)
    assert days() == {SPRING: True, "2059-09-16": True}


def test_a_deadline_that_is_withdrawn_counts_no_more(home):
    load(home, SPRING, AUTUMN)
    load(home, AUTUMN)
    call = Call.objects.prefetch_related("deadlines").get()
    assert str(deadline_of(call, s.TODAY)) == AUTUMN
    assert not is_past(call, s.TODAY)
    type_days(home, f"{AUTUMN}; {WINTER}")  # a person's form never shows it, and takes no one's place
    assert days() == {SPRING: False, AUTUMN: True, WINTER: True}


def test_the_pages_say_it_and_notes_survive(home):
    unit = s.an_area(home)
    load(home, SPRING, AUTUMN)
    call = Call.objects.get()
    s.saved(Assessment(call=call, container=unit, answer="interesting", why="Passar biblioteket", assessed_on=s.TODAY))
    application = s.an_application(unit, call=call, deadline=Deadline.objects.get(text=SPRING))
    load(home, AUTUMN)
    client = a_client(s.somebody("coordinator", home.container_ptr))
    said = client.get(reverse("call", args=[home.slug, call.pk])).content.decode()
    assert "Finns inte längre hos källan" in said
    assert "Passar biblioteket" in said
    said = client.get(reverse("application", args=[home.slug, application.pk])).content.decode()
    assert "Dagen finns inte längre hos källan" in said
    assert dt.date(2059, 3, 5) == application.deadline.day
