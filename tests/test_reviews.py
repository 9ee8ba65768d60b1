"""The page of a document: what has been done with it, when the next is owed, what it leans on, and the forms where that is entered."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from councils import reviewing
from councils.editions import copy_document, discard
from councils.models import DocumentFramework, DocumentReview, Framework, ReviewResult
from reports.yearly import yearly_view
from tests import situations as a
from tests.reviewed_documents import a_framework, a_result, a_review_of, an_evaluated_document

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
RULE = "document_is_reviewed_in_time"
YEARLY = {"every": 12, "unit": "month", "basis": "rolling"}
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n"


@pytest.fixture
def home():
    return a.a_municipality()


@pytest.fixture
def plan(home):
    return a.a_document_in_force(home.container_ptr, kind="action_plan", title="Handlingsplan", valid_from=D("2025-03-01"))


@pytest.fixture
def coordinator(home):
    return a.somebody("coordinator", home)


@pytest.fixture
def page(client, coordinator):
    client.force_login(coordinator, backend="councils.access.ContainerBackend")
    return client


def url(name, *args):
    return reverse(name, args=["osby", *args])


def shown(page, document):
    return page.get(url("document", document.pk)).content.decode().replace("\xa0", " ")


def errors(response):
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def sent(review=None, **more):
    facts = {"done_on": "2026-02-01", "summary": "", "decision": "", "version": review.version if review else "", "reason": ""}
    return {**facts, **more}


# ── what the page shows


def test_what_two_clauses_ask_alike_is_said_once(page, home, plan):
    for code in ("UPBRO-14", "UPBRO-27"):
        a.a_setting(home, RULE, clause=a.a_clause(a.policy_of(home), code), document_kind="action_plan", acts=["evaluate"], every=YEARLY)
    (owed,) = page.get(url("document", plan.pk)).context["reviews"].owed
    assert ([clause.code for clause in owed.clauses], owed.finding.verdict.due) == (["UPBRO-14", "UPBRO-27"], D("2026-03-01"))


def test_what_has_been_done_and_what_it_leans_on(page, home):
    review = an_evaluated_document(home.container_ptr, D("2026-02-01"))
    text = shown(page, review.document)
    for said in (
        "Utvärdering <span",
        "1 februari 2026",
        "Det mesta har blivit gjort.",
        "delvis nådd.",
        "Sex träffar av tio.",
        "Europa 2020",
        "Har slutat",
        "Till 31 december 2020.",
    ):
        assert said in text, said  # fmt: skip


def test_who_only_reads_sees_no_way_in(client, home, plan):
    client.force_login(a.somebody("board_member", a.a_body(home, "kfn", kind="board")), backend="councils.access.ContainerBackend")
    assert "review-title" not in shown(client, plan)
    review = a_review_of(plan)
    text = shown(client, plan)
    assert "review-title" in text
    assert not [way for way in (url("documentreview_edit", plan.pk, review.pk), "Lägg till ett ramverk") if way in text]


def test_a_draft_may_lean_on_something_but_is_not_evaluated(page, home):
    draft = a.a_document(home.container_ptr)
    text = shown(page, draft)
    assert ("Lägg till ett ramverk" in text, "Registrera en utvärdering" in text) == (True, False)
    response = page.post(url("documentreview_new", draft.pk), sent())
    assert "Sätt dokumentet i kraft först." in errors(response)["__all__"][0]


def test_as_many_queries_for_one_row_as_for_many(page, home, plan):
    a.a_setting(home, RULE, document_kind="action_plan", acts=["evaluate"], every=YEARLY)

    def some(first, number):
        for day in range(first, first + number):
            review = a_review_of(plan, f"2026-01-{day:02}")
            a_result(review, a.a_part(plan))
            a_framework(plan, name=f"Mål {day}")

    some(1, 1)
    shown(page, plan)
    with CaptureQueriesContext(connection) as before:
        shown(page, plan)
    some(2, 9)
    with CaptureQueriesContext(connection) as after:
        shown(page, plan)
    assert len(after) == len(before)


# ── entering what was done


def test_an_evaluation_with_a_line_for_each_measure(page, plan):
    reached, silent = a.a_part(plan), a.a_part(plan, title="Utbyte")
    a.a_part(plan, "goal", "Fler möts")
    form = page.get(url("documentreview_new", plan.pk) + "?slag=evaluate").context["form"]
    assert [part for part, _fields in form.lines()] == [reached, silent]
    file = SimpleUploadedFile("utvardering.pdf", PDF, "application/pdf")
    facts = {f"reached_{reached.pk}": "partly", f"text_{reached.pk}": "Sex av tio.", f"reached_{silent.pk}": "", f"text_{silent.pk}": ""}
    response = page.post(url("documentreview_new", plan.pk) + "?slag=evaluate", sent(summary="Bra.", upload=file, **facts))
    assert response["Location"] == url("document", plan.pk) + "#review"
    review = DocumentReview.objects.get()
    assert (review.act, review.done_on, review.summary, review.file.name) == ("evaluate", D("2026-02-01"), "Bra.", "utvardering.pdf")
    assert [(r.part, r.reached, r.text) for r in review.results.all()] == [(reached, "partly", "Sex av tio.")]
    assert b"".join(page.get(url("file", review.file_id))) == PDF


def test_a_look_over_without_change_asks_of_no_measures(page, plan):
    a.a_part(plan)
    assert page.get(url("documentreview_new", plan.pk) + "?slag=unchanged").context["form"].lines() == []
    page.post(url("documentreview_new", plan.pk) + "?slag=unchanged", sent())
    assert DocumentReview.objects.get().act == "unchanged"


def test_a_result_changes_comes_and_goes(page, plan):
    part, other = a.a_part(plan), a.a_part(plan, title="Utbyte")
    review = a_review_of(plan)
    a_result(review, part)
    facts = {f"reached_{part.pk}": "", f"text_{part.pk}": "", f"reached_{other.pk}": "no", f"text_{other.pk}": ""}
    page.post(url("documentreview_edit", plan.pk, review.pk), sent(review, reason="Fel åtgärd.", **facts))
    assert [(r.part, r.reached) for r in review.results.all()] == [(other, "no")]
    gone = ReviewResult.history.filter(history_type="-").get()
    assert (gone.part_id, gone.history_change_reason) == (part.pk, "Fel åtgärd.")


@pytest.mark.parametrize(
    "facts, name, says",
    [
        ({"done_on": ""}, "done_on", "Skriv vilken dag det gjordes."),
        ({"done_on": "2125-01-01"}, "done_on", "Kontrollera året i datumet."),
        ({"done_on": "2025-02-28"}, "done_on", "Dokumentet antogs 1 mars 2025."),
        ({"done_on": "2026-01-01"}, "done_on", "Det är redan registrerat den dagen."),
        ({"decision": "0"}, "decision", "Beslutet är fattat av en annan kommun."),
        ({"upload": SimpleUploadedFile("x.exe", b"MZ" + b"\0" * 300)}, "upload", "Filtypen kan inte tas emot."),
    ],
)
def test_what_cannot_be_says_what_to_do(page, plan, facts, name, says):
    a_review_of(plan, "2026-01-01")
    response = page.post(url("documentreview_new", plan.pk), sent(**facts))
    assert errors(response)[name][0].startswith(says)
    assert DocumentReview.objects.count() == 1


def test_what_has_not_been_done_yet_is_not_registered(page, plan):
    tomorrow = timezone.localdate() + a.days(1)
    response = page.post(url("documentreview_new", plan.pk), sent(done_on=tomorrow.isoformat()))
    assert errors(response)["done_on"] == ["Dagen har inte kommit än. Registrera det när det är gjort."]


def test_two_people_at_one_evaluation(page, plan):
    part, review = a.a_part(plan), a_review_of(plan)
    stale = sent(review, summary="Min text", **{f"reached_{part.pk}": "yes", f"text_{part.pk}": "Min rad"})
    review.summary = "Någon annans text"
    a.saved(review)
    a_result(review, part, "no", "Någon annans rad")
    response = page.post(url("documentreview_edit", plan.pk, review.pk), stale)
    text = response.content.decode()
    assert response.status_code == 409
    assert all(said in text for said in ("Min text", "Någon annans text", "Min rad", "Någon annans rad"))


def test_what_was_entered_by_mistake_goes_and_the_document_tells_of_it(page, plan):
    review = a_review_of(plan, "2026-02-01")
    a_result(review, a.a_part(plan))
    assert errors(page.post(url("documentreview_remove", plan.pk, review.pk), {"reason": ""})) == {"reason": ["Skriv varför det tas bort."]}
    page.post(url("documentreview_remove", plan.pk, review.pk), {"reason": "Fel dokument."})
    assert (DocumentReview.objects.exists(), ReviewResult.objects.exists()) == (False, False)
    newest = plan.history.latest()
    assert newest.history_change_reason == "”utvärdering, 1 februari 2026” togs bort. Fel dokument."


def test_a_review_of_another_document_is_not_there(page, home, plan):
    other = a.a_document_in_force(home.container_ptr, title="Annat")
    review = a_review_of(other)
    for name in ("documentreview_edit", "documentreview_remove"):
        assert page.get(url(name, plan.pk, review.pk)).status_code == 404


def test_a_right_withdrawn_a_second_ago_does_not_act(home, plan):
    nobody = a.somebody("board_member", home.container_ptr)
    for act in (
        lambda: reviewing.keep_review(review=DocumentReview(document=plan, act="evaluate", done_on=D("2026-01-01")), by=nobody),
        lambda: reviewing.remove_review(review=a_review_of(plan), by=nobody, reason="x"),
        lambda: reviewing.keep_framework(framework=Framework(name="Mål"), document=plan, by=nobody),
        lambda: reviewing.lean_on(plan, a_framework(plan, name="Annat"), by=nobody),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_database_holds_even_where_nobody_checks(home, plan):
    review, part = a_review_of(plan), a.a_part(plan)
    a_result(review, part)
    framework = a_framework(plan, code="mal")
    for row in (
        DocumentReview(document=plan, act="evaluate", done_on=review.done_on),
        ReviewResult(review=review, part=part, reached="yes"),
        ReviewResult(review=review, part=a.a_part(plan)),
        Framework(municipality=home, name=framework.name),
        Framework(municipality=home, name="Annat", code="mal"),
        Framework(municipality=home, name="Baklänges", starts_on=D("2020-01-01"), ends_on=D("2019-01-01")),
        DocumentFramework(document=plan, framework=framework),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            a.saved(row)


def test_a_result_is_of_a_measure_of_the_same_document(home, plan):
    other = a.a_part(a.a_document_in_force(home.container_ptr, title="Annat"))
    with pytest.raises(ValidationError):
        ReviewResult(review=a_review_of(plan), part=other, reached="yes").clean()


# ── what it leans on


def framework_sent(**more):
    return {"name": "", "name_en": "", "starts_on": "", "ends_on": "", "web": "", "note": "", "version": "", "known": "", **more}


def test_a_framework_comes_changes_and_goes(page, plan):
    page.post(url("framework_new", plan.pk), framework_sent(name="Agenda 2030", ends_on="2030-12-31", web="globalamalen.se"))
    framework = plan.frameworks.get()
    assert (framework.name, framework.ends_on, framework.web) == ("Agenda 2030", D("2030-12-31"), "https://globalamalen.se")
    changed = framework_sent(name="Agenda 2030", note="Sjutton mål.", version=framework.version, reason="Mer.")
    page.post(url("framework_edit", plan.pk, framework.pk), changed)
    framework.refresh_from_db()
    assert (framework.note, framework.ends_on) == ("Sjutton mål.", None)
    page.post(url("framework_remove", plan.pk, framework.pk), {"reason": "Texten nämner det inte."})
    assert (Framework.objects.exists(), DocumentFramework.objects.exists()) == (False, False)
    assert plan.history.latest().history_change_reason.startswith("Dokumentet bygger inte längre på ”Agenda 2030”.")


def test_one_that_exists_is_only_chosen_and_stays_while_somebody_leans_on_it(page, home, plan):
    policy = a.policy_of(home)
    framework = a_framework(policy)
    assert list(page.get(url("framework_new", plan.pk)).context["form"].fields["known"].queryset) == [framework]
    page.post(url("framework_new", plan.pk), framework_sent(known=framework.pk))
    assert plan.frameworks.get() == framework
    assert "Ändringen syns också för:" in page.get(url("framework_edit", plan.pk, framework.pk)).content.decode()
    page.post(url("framework_remove", plan.pk, framework.pk), {"reason": "Nej."})
    assert (policy.frameworks.get(), plan.frameworks.exists()) == (framework, False)


def test_the_first_one_must_have_a_name(page, plan):
    assert errors(page.post(url("framework_new", plan.pk), framework_sent())) == {"name": ["Skriv vad ramverket heter."]}


@pytest.mark.parametrize(
    "facts, name, says",
    [
        ({}, "name", "Välj ett ramverk som finns, eller skriv vad det nya heter."),
        ({"name": "europa 2020"}, "name", "Det finns redan ett ramverk med det namnet."),
        ({"name": "Mål", "starts_on": "2020-01-02", "ends_on": "2020-01-01"}, "ends_on", "Sista dagen kan inte vara före första dagen."),
        ({"name": "Mål", "known": True}, "known", "Välj ett som finns, eller skriv ett nytt. Töm det ena."),
    ],
)
def test_what_a_framework_must_say(page, home, plan, facts, name, says):
    known = a_framework(a.policy_of(home))
    facts = {key: known.pk if value is True else value for key, value in facts.items()}
    assert errors(page.post(url("framework_new", plan.pk), framework_sent(**facts)))[name][0].startswith(says)


def test_a_framework_of_another_municipality_cannot_be_chosen(page, plan):
    theirs = a_framework(a.policy_of(a.a_municipality("lomma", "Lomma")))
    a_framework(a.policy_of(plan.municipality), name="Egna mål")
    assert "known" in errors(page.post(url("framework_new", plan.pk), framework_sent(known=theirs.pk)))
    assert not plan.frameworks.exists()


# ── other versions


def test_a_copy_leans_on_the_same_and_takes_it_away_with_it(plan, coordinator):
    framework = a_framework(plan)
    a_review_of(plan)
    draft = copy_document(document=plan, by=coordinator)
    assert (draft.frameworks.get(), draft.reviews.exists()) == (framework, False)
    discard(draft=draft, by=coordinator)
    assert DocumentFramework.objects.get().document == plan


def test_the_yearly_report_tells_of_the_years_own(home, plan):
    a_review_of(plan, "2025-12-31", summary="Bra.")
    a_review_of(plan, "2026-01-01")
    (row,) = yearly_view(a.a_yearly_report(home, 2025)).reviews
    assert (row.done_on, row.what, row.document, row.summary) == (D("2025-12-31"), "utvärdering", "Handlingsplan", "Bra.")
