"""Every list asks the same number of queries whether it shows one row or fifty."""

import datetime as dt
import re
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils.models import Seat
from tests import situations as a

pytestmark = pytest.mark.django_db
MANY = 50
YEAR = 2025


@pytest.fixture
def home():
    """With one of everything that a list joins in, so that one row and fifty differ in number only."""
    home = a.a_municipality()
    board = a.a_body(home)
    a.an_area(home, "skola", "Barn och skola")
    a.a_setting(home, "unit_has_its_contact_persons", unit_kinds=["area"], number=1)
    a.a_setting(home, "matter_is_decided_by_its_route", matter="document.adopt")
    a.a_step(home, "document.adopt", "ks")
    a.a_yearly_report(home, YEAR)
    assert board.code == "ks"
    return home


# ── what the lists are made of: one more row each time


def a_document_with_its_decision(home, n):
    """Adopted on delegation, replacing an older one: everything that the header box reads."""
    post = a.an_appointment("coordinator", home)
    old = a.a_document_in_force(home.container_ptr, title=f"Gammal {n}", kind="strategy")
    old.state = "replaced"
    a.saved(old)
    document = a.a_document(home.container_ptr, title=f"Plan {n}", kind="action_plan", state="in_force", valid_from=a.LONG_AGO)
    decision = a.a_decision(document.matter, post=post)
    a.saved(decision.replaces.model(newer=decision, older=old.matter.decisions.get()))
    a.a_clause(document)


def a_unit_with_everything(home, n):
    """Held, coming and empty seats; the post rests on a decision taken on delegation."""
    unit = a.an_area(home, f"enhet-{n}", f"Enhet {n}")
    for position in (1, 2, 3):
        a.saved(Seat(container=unit.container_ptr, role="contact", position=position))
    decision = a.a_decision(a.a_matter(home, "appointment.make"), post=a.an_appointment("coordinator", home))
    a.a_contact_person(unit, decision=decision, seat=unit.seats.get(position=1))
    a.a_contact_person(unit, starts_on=a.TODAY + a.days(900), seat=unit.seats.get(position=2))
    a.a_report(unit, YEAR, dt.date(2026, 1, 20) if n % 2 else None)


def a_body_with_members(home, n):
    body = a.a_body(home, f"rad-{n}", f"Råd {n}", kind="council")
    a.saved(Seat(container=body.container_ptr, role="council_member", position=1))
    a.saved(Seat(container=home.container_ptr, role="registrar", position=n + 10))
    a.an_appointment("council_member", body, decision=a.a_decision(a.a_matter(home), post=a.an_appointment("coordinator", home)))


def a_function_of_a_unit_and_outside(home, n):
    unit = a.an_area(home, f"enhet-{n}", f"Enhet {n}")
    a.a_commission(home, container=unit, decision=a.a_decision(a.a_matter(home), post=a.an_appointment("coordinator", home)))
    a.a_commission(home, "expert_support", provider=f"Byrå {n}", serves=["area"])


def a_decision_of_each_kind(home, n):
    a.a_decision(a.a_matter(home, title=f"Ärende {n}"), section=str(n + 100))
    a.a_decision(a.a_matter(home, title=f"Delegerat {n}"), post=a.an_appointment("coordinator", home))
    a.a_matter(home, title=f"Väntar {n}")
    a.a_contact_person(home.containers.get(code="skola"))


def an_entry_of_the_log(home, n):
    relation = a.a_relation(home.container_ptr, f"Ort {n}")
    a.an_activity(home.containers.get(code="skola"), dt.date(2025, 1, 1) + a.days(n), title=f"Besök {n}", relation=relation)


def a_relation_with_work(home, n):
    relation = a.a_relation(home.container_ptr, f"Ort {n}", matter=a.a_matter(home, "agreement.enter"))
    a.a_decision(relation.matter)
    a.an_activity(home.containers.get(code="skola"), title=f"Besök {n}", relation=relation)


def a_meeting_of_a_body(home, n):
    body = a.a_body(home, f"utskott-{n}", f"Utskott {n}", kind="committee")
    a.a_meeting(body, a.TODAY + a.days(500 + n))
    a.a_meeting(body, a.TODAY - a.days(500 + n))


def a_decision_on_delegation(home, n):
    body = a.a_body(home, f"namnd-{n}", f"Nämnd {n}", kind="board")
    post, matter = a.an_appointment("coordinator", home), a.a_matter(home, "project.start", f"Projekt {n}")
    a.a_decision(matter, post=post, delegation=a.a_delegation(body))
    a.a_meeting(body, a.TODAY + a.days(500 + n))


def a_year(home, n):
    report = a.a_yearly_report(home, 1950 + n, matter=a.a_matter(home, "report.accept"))
    a.a_decision(report.matter)
    a.an_edition(report)


def a_clause_with_its_rule(home, n):
    clause = a.a_clause(a.policy_of(home), f"OSBY-1{n:02}")
    a.a_step(home, "agreement.enter", ["ks", "board_concerned"], order=n + 1, clause=clause)


LISTS = [
    # page            what there is one or fifty of
    ("documents", a_document_with_its_decision),
    ("compliance", a_document_with_its_decision),
    ("compliance", a_clause_with_its_rule),
    ("governance", a_clause_with_its_rule),
    ("decisions", a_decision_of_each_kind),
    ("contacts", a_unit_with_everything),
    ("rights", a_unit_with_everything),
    ("work", a_unit_with_everything),
    ("work", an_entry_of_the_log),
    ("work", a_decision_of_each_kind),
    ("reports", a_unit_with_everything),
    ("bodies", a_body_with_members),
    ("bodies", a_function_of_a_unit_and_outside),
    ("rights", a_body_with_members),
    ("meetings", a_meeting_of_a_body),
    ("delegations", a_decision_on_delegation),
    ("log", an_entry_of_the_log),
    ("relations", a_relation_with_work),
    ("yearly_reports", a_year),
]


def signed_in(user):
    client = Client()
    client.force_login(user, backend="councils.access.ContainerBackend")
    return client


def queries(client, url):
    """(number, the page, so that one which shows nothing cannot pass, the queries themselves)"""
    with CaptureQueriesContext(connection) as seen:
        response = client.get(url)
    assert response.status_code == 200
    return len(seen), response.content.decode(), [one["sql"] for one in seen]


def repeated(few, many):
    """The queries that the longer list asks more often: what to fetch beforehand."""
    shapes = [Counter(re.sub(r"'[^']*'|\d+", "?", sql) for sql in asked) for asked in (few, many)]
    return "\n".join(f"{number} × {sql[:300]}" for sql, number in (shapes[1] - shapes[0]).items())


@pytest.mark.parametrize("page, one_more", LISTS, ids=[f"{page} {one_more.__name__}" for page, one_more in LISTS])
def test_a_list_asks_the_same_for_one_row_and_fifty(home, page, one_more):
    client = signed_in(a.somebody("coordinator", home))
    url = reverse(page, args=["osby"])
    one_more(home, 0)
    few, short, asked = queries(client, url)
    for n in range(1, MANY):
        one_more(home, n)
    many, long, asked_more = queries(client, url)
    assert len(long) > len(short)
    assert many == few, repeated(asked, asked_more)


@pytest.mark.parametrize("model, row", [("activity", "activity"), ("appointment", "post"), ("document", "document")])
def test_a_long_trail_asks_the_same_as_a_short_one(home, model, row):
    """Each version points to another row than the one before."""
    client = signed_in(a.somebody("coordinator", home))
    school = home.containers.get(code="skola")
    subject = {"activity": a.an_activity(school), "post": a.a_contact_person(school), "document": a.a_document(home.container_ptr)}[row]
    url = reverse("history", args=["osby", model, subject.pk])

    def another_version(n):
        if row == "activity":
            subject.relation = a.a_relation(home.container_ptr, f"Ort {n}")
        elif row == "post":
            subject.decision = a.a_decision(a.a_matter(home), post=a.an_appointment("coordinator", home))
        else:
            subject.parent = a.a_document(home.container_ptr, title=f"Plan {n}")
        subject.recorded(by=a.somebody("coordinator", home), reason=f"Rättelse {n}")

    for n in range(2):
        another_version(n)
    few, _short, asked = queries(client, url)
    for n in range(MANY):
        another_version(n)
    many, shown, asked_more = queries(client, url)
    assert shown.count("Rättelse") == MANY + 2
    assert many == few, repeated(asked, asked_more)


@pytest.mark.parametrize("page", ["relation", "decision"])
def test_one_rows_page_does_not_grow_with_what_hangs_on_it(home, page):
    """A twin town with its work; a decision with the posts that rest on it and the other steps of its chain."""
    client = signed_in(a.somebody("coordinator", home))
    rows = {"relation": a.a_relation(home.container_ptr), "decision": a.a_decision(a.a_matter(home))}
    school, url = home.containers.get(code="skola"), reverse(page, args=["osby", rows[page].pk])

    def one_more(n):
        a.an_activity(school, title=f"Besök {n}", relation=rows["relation"])
        a.a_contact_person(school, decision=rows["decision"])
        later = a.a_decision(rows["decision"].matter, post=a.an_appointment("coordinator", home))
        a.saved(later.replaces.model(newer=later, older=rows["decision"]))

    one_more(0)
    few, short, asked = queries(client, url)
    for n in range(1, 20):
        one_more(n)
    many, long, asked_more = queries(client, url)
    assert len(long) > len(short)
    assert many == few, repeated(asked, asked_more)
