"""Every address of the site × everybody who may come to it: which answer each gets.

The table is the specification. Who is not named under «who» gets 403; somebody from another municipality, or whose term has ended, gets
404; who is not signed in is sent to the sign-in, whether the row exists or not. Public pages never answer 403.
"""

import datetime as dt
from functools import partial

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.translation import override

from councils.actions import store_bytes
from councils.models import Job, RuleException, User
from councils.roles import ROLES
from funding.models import Call, Harvest, Note, Programme, SavedSearch, Watch
from intl_admin.language import by_choice
from reports.models import EditionFile
from tests import situations as a
from tests.page_table import ACCOUNTS, MEMBERS, OUTSIDERS, PUBLIC, SIGNED_IN
from tests.reviewed_documents import a_framework, a_review_of
from tests.test_opportunities import a_review

pytestmark = pytest.mark.django_db
YEAR = 2025
NO_SUCH_ROW = 999_999_999

# ── the world that the table speaks of


def a_file(municipality, content, published=False):
    stored = store_bytes(content=content, name="fil.pdf", content_type="application/pdf", container=municipality.container_ptr, by=None)
    stored.published = published
    return a.saved(stored)


def an_edition_with_its_page(yearly, published=False):
    edition = a.an_edition(yearly)
    link = EditionFile(
        edition=edition, language="sv", kind="html", file=a_file(yearly.municipality, b"<!doctype html><title>x</title>", published)
    )
    return a.saved(link)


def an_exception(unit):
    facts = {"rule": "post_is_held", "subject": f"area:{unit.pk}", "subject_label": unit.name, "reason": "Därför"}
    return a.saved(RuleException(container=unit, valid_from=a.LONG_AGO, **facts))


def a_furnished_municipality(slug, name):
    """One row of each kind, by the word that the addresses below use."""
    home = a.a_municipality(slug, name)
    area, board = a.an_area(home, "omsorg"), a.a_body(home)
    a.an_area(home, "skola", "Barn och skola")
    policy = a.a_document_in_force(home.container_ptr, board, published=True)
    a.a_clause(policy)
    yearly, old = a.a_yearly_report(home, YEAR), a.a_yearly_report(home, YEAR - 1, status="published")
    setting = a.a_setting(home, "unit_has_its_contact_persons", unit_kinds=["area"], number=20, columns={"assumed": ["number"]})
    trial = a.a_document(home.container_ptr, edition=2, previous=policy, matter=None)
    tried = a.a_setting(home, setting.rule, clause=a.a_clause(trial, setting.clause.code), unit_kinds=["area"], number=3)
    registrar = a.an_appointment("registrar", board, a.a_person(f"Registrator i {name}", email=f"registrar@{slug}.example"))
    return {
        "home": home, "area": area, "board": board, "policy": policy, "registrar": registrar,
        "draft": (draft := a.a_document(home.container_ptr, kind="strategy", title="Strategi")), "part": a.a_part(draft, "strategic_area"),
        "review": a_review_of(policy), "framework": a_framework(policy), "training": a.a_training(home), "commission": a.a_commission(home, container=area),
        "decision": policy.matter.decisions.get(),
        "post": a.a_contact_person(area, person=a.a_person(f"Kontakt i {name}", email=f"contact@{slug}.example")),
        "relation": (relation := a.a_relation(home.container_ptr)), "gift": a.a_gift(relation), "partner": relation.partner, "meeting": a.a_meeting(board),
        "roll": a.a_meeting(a.a_body(home, "utskott", "Utskottet", "committee", mode="notes"), dt.date(YEAR, 3, 1)),
        "activity": a.an_activity(area.container_ptr, dt.date(YEAR, 3, 1)),
        "visit": a.a_visit(area.container_ptr, dt.date(YEAR, 5, 2)), "invitation": a.an_invitation(area.container_ptr),
        "application": a.an_application(area.container_ptr),
        "project": a.a_project(area.container_ptr), "pot": (pot := a.a_pot(home.container_ptr)), "allocation": a.an_allocation(pot, area.container_ptr),
        **calls_and_notes(home, area), "report": a.a_report(area, YEAR),
        "yearly": yearly, "edition_file": an_edition_with_its_page(yearly), "published_page": an_edition_with_its_page(old, True),
        "file": a_file(home, b"%PDF-1 a"), "published_file": a_file(home, b"%PDF-1 b", True),
        "job": Job.objects.create(municipality=home, container=home.container_ptr, title="Sammanställ"),
        "page": a.a_public_page(home), "point": a.a_delegation(board), "setting": setting, "trial": trial, "tried": tried, "exception": an_exception(area),
        "import": a.an_import(home),
        "year_tried": Job.objects.create(municipality=home, container=home.container_ptr, title="Prövat", state="done",
                                         result={"year": YEAR, "document": trial.pk, "changed": [], "same": 1}),
    }  # fmt: skip


def calls_and_notes(home, area):
    somebody = User.objects.create_user(username=f"x@{home.slug}.example", email=f"x@{home.slug}.example", password="a long one for tests")
    unit = area.container_ptr
    return {
        "call": a.saved(Call(municipality=home, title="Fonden för byar")),
        "programme": a.saved(Programme(municipality=home, code=f"{home.slug}-fond", name="Byfonden")),
        "opportunity": a_review(unit),
        "watch": a.saved(Watch(container=unit, words="byar")), "note": a.saved(Note(container=unit, title="Nytt stöd", day=a.TODAY)),
        "search": a.saved(SavedSearch(municipality=home, account=somebody, name="Byar", query="sok=by")),
        "harvest": a.saved(Harvest(source="eu_portal", received=2, distinct=2, promised=3)),
    }  # fmt: skip


def who_comes(here, elsewhere):
    home, area, board = here["home"], here["area"], here["board"]
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    return {
        "coordinator": a.somebody("coordinator", home),
        "contact": a.somebody("contact", area, person=a.a_person("Medlem", email="member@osby.example")),
        "deputy": a.somebody("contact", area, deputy=True),
        "colleague": a.somebody("contact", home.containers.get(code="skola")),
        "council_member": a.somebody("council_member", a.a_council(home)),
        "registrar": a.somebody("registrar", board),
        "board_member": a.somebody("board_member", board),
        "management_group": a.somebody("management_group", a.a_body(home, "lg", "Ledningsgruppen", kind="management_group")),
        "administrator": a.somebody("administrator", home),
        "convener": a.somebody("convener", board),
        "stranger": a.somebody("coordinator", elsewhere["home"]),
        "former": a.somebody("coordinator", home, ends_on=yesterday),
        "superuser": User.objects.create_superuser("super", "super@example.org", "a long one for tests"),
    }


def a_client(user=None):
    client = Client()
    if user:
        client.force_login(user, backend="councils.access.ContainerBackend")
    return client


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once for all lines of the table; each test undoes what it changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        here, elsewhere = a_furnished_municipality("osby", "Osby"), a_furnished_municipality("lomma", "Lomma")
        clients = {name: a_client(user) for name, user in who_comes(here, elsewhere).items()}
        yield {"here": here, "elsewhere": elsewhere, "clients": clients, "anonymous": a_client()}
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def no_drawing(monkeypatch):
    """Who gets a PDF is asked here; what it looks like is asked where one is drawn."""
    monkeypatch.setattr("reports.views.relation.render_pdf", lambda html, language: (b"%PDF-1", 1))


# What has its row's id alone in its address.
OF_ROW = {
    "draft": "document document_edit document_in_force documentpart_new", "decision": "decision", "training": "training_edit",
    "point": "delegation delegation_end", "commission": "commission_edit", "meeting": "meeting meeting_edit delegated_report", "roll": "meeting_attendance", "file": "file", "job": "job",
    "setting": "rulesetting rulesetting_confirm ruleexception_new", "exception": "ruleexception_end",
    "tried": "dry_run_setting", "year_tried": "dry_run_year", "policy": "dry_run_copy documentreview_new framework_new",
    "trial": "dry_run dry_run_start dry_run_forward dry_run_discard",
    "relation": "relation relation_pdf agreement_edit agreement_paper", "import": "import import_answer import_apply import_undo import_drop",
    "partner": "partner partner_edit partner_rename partner_merge partner_dissolve partner_undissolve",
    "visit": "visit visit_edit visit_hold visit_close visit_cancel visit_notice visit_file visit_account visit_deliver",
    "invitation": "invitation invitation_edit invitation_decline", "activity": "activity activity_edit activity_file",
    "application": "application application_covers application_project application_file plan",
    "project": "project project_edit project_budget project_file project_notice project_account project_deliver steps",
    "call": "call call_edit call_assess", "programme": "programme_edit", "harvest": "harvest", "search": "search_remove",
    "opportunity": "opportunity_edit opportunity_remove", "watch": "watch_end", "note": "note note_edit", "pot": "pot pot_edit allocation_new", "allocation": "allocation allocation_edit", "edition_file": "edition_file",
}  # fmt: skip
OF_YEAR = ("yearly", "yearly_preview", "yearly_compile", "yearly_deliver", "yearly_publish")


def arguments_of(page, rows, instead):
    """{page: a function to what stands in its address after the municipality}; `instead` stands for the id of its row."""

    def pk(row):
        return instead if instead is not None else rows[row].pk

    post = "registrar" if "registrar" in page else "post"
    return {
        **{name: partial(lambda row: [pk(row)], row) for row, names in OF_ROW.items() for name in names.split()},
        **dict.fromkeys(OF_YEAR, lambda: [YEAR]),
        **dict.fromkeys(("documentpart_edit", "documentpart_remove"), lambda: [pk("draft"), rows["part"].pk]),
        **dict.fromkeys(("documentreview_edit", "documentreview_remove"), lambda: [pk("policy"), rows["review"].pk]),
        **dict.fromkeys(("framework_edit", "framework_remove"), lambda: [pk("policy"), rows["framework"].pk]),
        **dict.fromkeys(("basis", "matter_facts"), lambda: [instead if instead is not None else rows["decision"].matter_id]),
        **dict.fromkeys(("appointment_end", "appointment_invite"), lambda: [pk(post)]),
        **dict.fromkeys(("row_edit", "row_remove"), lambda: ["gift", pk("gift")]),
        "row_new": lambda: ["relation", pk("relation"), "gift"],
        "agreement_act": lambda: [pk("relation"), "vila"],
        "application_edit": lambda: [pk("application"), "money"], "application_act": lambda: [pk("application"), "withdraw"],
        "project_act": lambda: [pk("project"), "cancel"], "allocation_act": lambda: [pk("allocation"), "grant"],
        "history": lambda: {"history of a document": ["document", pk("draft")], "history of an activity": ["activity", pk("activity")],
                            "history of a yearly report": ["yearlyreport", pk("yearly")]}[page],
        "report": lambda: ["skola" if "not begun" in page else "omsorg", YEAR],
        "report_submit": lambda: ["omsorg", YEAR], "report_return": lambda: ["omsorg", YEAR],
        "rulesetting_edit": lambda: [pk("tried" if "draft" in page else "setting")], "word_edit": lambda: ["contact"],
    }  # fmt: skip


def address(page, rows, slug="osby", instead=None):
    """The address of a line of the table."""
    name, arguments = page.split(" ")[0], arguments_of(page, rows, instead)
    query = {"appoint a council member": "?roll=council_member", "appoint a convener": "?roll=convener", "appoint a registrar": "?roll=registrar",
             "appoint a coordinator": "?roll=coordinator"}.get(page, "")  # fmt: skip
    if page == "ruleexception_new":
        query = f"?rad=container:{rows['area'].pk}"
    if page == "decision_new of a matter":
        query = f"?arende={rows['draft'].matter_id}"
    return reverse(name, args=[slug, *arguments.get(name, list)()]) + query


def has_row(page):
    return "<int:pk>" in next(pattern for pattern, name in patterns() if name == page.split(" ")[0])


def answer(client, method, url):
    """What comes back; whatever the request changed is undone."""
    with transaction.atomic():
        response = getattr(client, method.lower())(url)
        if response.streaming:
            b"".join(response)  # closes the file
        transaction.set_rollback(True)
    return response


def lines():
    """(page, method, who, answer), one for each test."""
    both = [(page, method, who, answers[method == "POST"]) for page, who, *answers in SIGNED_IN for method in ("GET", "POST")]
    return [pytest.param(*line, id=" ".join(line[:3])) for line in both if line[3] != "-"]


def pages(only=lambda page: True):
    return [page for page in dict.fromkeys(page for page, *_ in SIGNED_IN) if only(page)]


# ── the table is whole


def patterns(resolver=None, prefix=""):
    for found in (resolver or get_resolver()).url_patterns:
        if hasattr(found, "url_patterns"):
            yield from patterns(found, prefix + str(found.pattern))
        else:
            yield prefix + str(found.pattern), found.name


def test_every_address_of_the_site_is_in_a_table():
    signed_in, public, accounts = ({line[0].split(" ")[0] for line in table} for table in (SIGNED_IN, PUBLIC, ACCOUNTS))
    assert signed_in | public | accounts == {name for _pattern, name in patterns()}
    assert signed_in == {name for pattern, name in patterns() if by_choice(f"/x/{pattern.partition('/')[2]}")}


def test_every_role_is_in_the_table():
    only_read = {code for code, role in ROLES.items() if not role.may and role.may_in_municipality == {"see"}}
    assert set(ROLES) - only_read <= set(MEMBERS)
    assert only_read & set(MEMBERS)  # those of them that come here stand for the others
    known = {*MEMBERS, "all"}
    assert {name for _page, who, *_ in SIGNED_IN for name in who.split()} <= known


# ── signed in


@pytest.mark.parametrize("page, method, who, expected", lines())
def test_who_gets_which_answer(world, page, method, who, expected):
    url = address(page, world["here"])
    may = MEMBERS if who == "all" else who.split()
    wanted = {name: expected if name in may else 403 for name in MEMBERS} | dict.fromkeys(OUTSIDERS, 404)
    assert {name: answer(client, method, url).status_code for name, client in world["clients"].items()} == wanted


@pytest.mark.parametrize("page", pages())
def test_who_is_not_signed_in_is_sent_to_the_sign_in(world, page):
    for url in (address(page, world["here"]), address(page, world["here"], "nowhere"), address(page, world["here"], instead=NO_SUCH_ROW)):
        shown, sent = answer(world["anonymous"], "GET", url), answer(world["anonymous"], "POST", url)
        assert (shown.status_code, sent.status_code) == (302, 302)
        assert shown["Location"].startswith(f"{reverse('account_login')}?next=/")
        assert sent["Location"] == f"{reverse('account_login')}?next=/"  # what was sent is not sent again after the sign-in


@pytest.mark.parametrize("page", pages(has_row))
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_row_of_another_municipality_is_like_one_that_never_was(world, page, method):
    """Whoever gets past the page's own right learns nothing: the same answer for both."""
    theirs, nobodys = address(page, world["elsewhere"]), address(page, world["here"], instead=NO_SUCH_ROW)
    for name in MEMBERS:
        answers = {answer(world["clients"][name], method, url).status_code for url in (theirs, nobodys)}
        assert answers in ({404}, {403}, {405}), name
    assert answer(world["clients"]["stranger"], "GET", address(page, world["elsewhere"], "lomma")).status_code != 404


@pytest.mark.parametrize("page", pages())
def test_an_unknown_municipality_is_not_there(world, page):
    url = address(page, world["here"], "nowhere")
    assert {
        answer(world["clients"][name], method, url).status_code for name in ("coordinator", "superuser") for method in ("GET", "POST")
    } == {404}


# ── public


def public_address(page, world, language):
    here, theirs, slug = world["here"], world["elsewhere"], "nowhere" if "nowhere" in page else "osby"
    arguments = {
        "home": [], "help": [], "accessibility": [], "personal_data": [],
        "public_document": [here["policy"].pk], "public_document unpublished": [here["draft"].pk],
        "public_document elsewhere's": [theirs["policy"].pk], "public_report": [YEAR - 1], "public_report unpublished": [YEAR],
        "public_file": [here["published_file"].pk], "public_file unpublished": [here["file"].pk],
        "public_file elsewhere's": [theirs["published_file"].pk],
    }  # fmt: skip
    name = page.split(" ")[0]
    found = arguments.get(page, [])
    with override(language):
        return reverse(name, args=[slug, *found] if name.startswith("public_") else found)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("page, shown, sent", PUBLIC)
def test_a_public_page_is_the_same_for_everybody(world, page, shown, sent, language):
    url = public_address(page, world, language)
    assert url.startswith("/en/") is (language == "en")
    for name, client in {**world["clients"], "anonymous": world["anonymous"]}.items():
        answers = answer(client, "GET", url), answer(client, "POST", url)
        assert [one.status_code for one in answers] == [shown, sent], name


def test_an_unpublished_row_is_like_one_that_never_was(world):
    for page in ("public_document", "public_file"):
        there = public_address(f"{page} unpublished", world, "sv")
        assert answer(world["anonymous"], "GET", there).status_code == 404
        assert answer(world["anonymous"], "GET", reverse(page, args=["osby", NO_SUCH_ROW])).status_code == 404


# ── accounts


@pytest.mark.parametrize("page, anonymous, signed_in", ACCOUNTS)
def test_accounts(world, page, anonymous, signed_in):
    arguments = {
        "calendar_feed": ["osby", "1-1~forged"],
        "account_confirm_email": ["a-key"],
        "account_reset_password_from_key": ["1", "a-key"],
    }
    url = reverse(page, args=arguments.get(page, []))
    for expected, client in ((anonymous, a_client()), (signed_in, a_client(User.objects.get(email="member@osby.example")))):
        assert tuple(answer(client, method, url).status_code for method in ("GET", "POST")) == expected
