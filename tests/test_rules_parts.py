"""What a governing document must contain: its section, its areas and priorities, its measures and what these reach."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from councils.actions import store_bytes
from councils.document_parts import keep_part, remove_part
from councils.editions import copy_document, discard
from councils.models import DocumentPart
from tests.situations import (
    LONG_AGO,
    TODAY,
    a_body,
    a_document,
    a_document_in_force,
    a_municipality,
    a_part,
    a_setting,
    an_area,
    days,
    said,
    saved,
    somebody,
    states,
)

pytestmark = pytest.mark.django_db
RULE = "document_has_its_parts"
# What the clauses that use the rule ask for.
SECTION = [{"part": "international_section", "at_least": 1}]  # OSBY-06, OSBY-24
PRIORITY = [{"part": "priority", "at_least": 1}]  # OSBY-25
ANY_AREA = [{"part": "measure", "at_least": 1, "tied_to": "strategic_area", "reach": "any"}]  # OSBY-26
EACH_AREA = [{"part": "measure", "at_least": 1, "tied_to": "strategic_area", "reach": "each"}]  # OSBY-26
AREAS = [{"part": "strategic_area", "at_least": 1}]  # OSBY-27
EVALUABLE = [{"part": "measure", "at_least": 1, "fields": ["indicator", "target", "responsible", "deadline"]}]  # UPBRO-13
FILLED = {"indicator": "Antal", "target": "3", "responsible": "Rektor", "deadline": dt.date(2026, 12, 1)}


@pytest.fixture
def osby():
    osby = a_municipality()
    a_body(osby)
    return osby


def a_plan(osby, state="in_force", **facts):
    return a_document(osby, "operational_plan", "Verksamhetsplan 2026", state=state, valid_from=facts.pop("valid_from", LONG_AGO), **facts)


def a_strategy(osby, *areas, **facts):
    strategy = a_document_in_force(osby, kind="strategy", title="Strategi", **facts)
    return [a_part(strategy, "strategic_area", area) for area in areas]


def asks(osby, parts, strength="must", kind="operational_plan"):
    return a_setting(osby, RULE, strength, document_kind=kind, parts=parts)


# ── how many


@pytest.mark.parametrize("parts, kind", [(SECTION, "international_section"), (PRIORITY, "priority"), (AREAS, "strategic_area")])
def test_a_part_is_there_or_not(osby, parts, kind):
    asks(osby, parts)
    plan = a_plan(osby)
    (finding,) = said(osby)
    assert (finding.state, finding.verdict.since, finding.verdict.fix.view) == ("breached", LONG_AGO, "document")
    a_part(plan, "goal")
    assert states(osby) == ["breached"]
    a_part(plan, kind)
    assert states(osby) == ["kept"]


@pytest.mark.parametrize(
    "at_least, number, state", [(1, 0, "breached"), (3, 2, "breached"), (3, 3, "kept"), (2, 3, "kept"), (0, 0, "kept")]
)
def test_the_least_number_is_the_municipalitys(osby, at_least, number, state):
    asks(osby, [{"part": "measure", "at_least": at_least}])
    plan = a_plan(osby)
    for _ in range(number):
        a_part(plan)
    assert states(osby) == [state]


def test_each_part_is_a_duty_of_its_own(osby):
    asks(osby, SECTION + PRIORITY)
    a_part(a_plan(osby), "priority")
    assert {f.verdict.key: f.state for f in said(osby)} == {"international_section": "breached", "priority": "kept"}


@pytest.mark.parametrize("facts, state", [({}, "kept"), ({"indicator": ""}, "breached"), ({"deadline": None}, "breached")])
def test_an_evaluable_plan_has_every_field_of_each_measure(osby, facts, state):
    asks(osby, EVALUABLE)
    plan = a_plan(osby)
    a_part(plan, **FILLED)
    a_part(plan, title="Utbyte", **FILLED | facts)
    (finding,) = said(osby)
    assert finding.state == state
    assert state == "kept" or "”Utbyte” saknar" in finding.verdict.sentence


# ── the life of the document


def test_a_draft_owes_it_and_its_gate_is_closed(osby):
    asks(osby, SECTION)
    plan = a_plan(osby, state="draft")
    (finding,) = said(osby)
    assert (finding.state, finding.blocks) == ("due", True)
    a_part(plan, "international_section")
    assert states(osby) == ["kept"]


@pytest.mark.parametrize(
    "state, days_left, expected", [("ended", -1, "not_applicable"), ("ended", 0, "breached"), ("replaced", -1, "not_applicable")]
)
def test_what_no_longer_holds_owes_nothing(osby, state, days_left, expected):
    asks(osby, SECTION)
    a_plan(osby, state=state, valid_to=TODAY + days(days_left))
    assert states(osby) == [expected]


def test_another_kind_of_document_is_not_judged(osby):
    asks(osby, SECTION)
    a_document_in_force(osby, kind="strategy", title="Strategi")
    assert states(osby) == ["not_applicable"]


def test_a_file_whose_parts_nobody_has_entered_proves_nothing(osby):
    asks(osby, SECTION + PRIORITY)
    content = store_bytes(content=b"%PDF", name="plan.pdf", content_type="application/pdf", container=osby.container_ptr, by=None)
    plan = a_plan(osby, file=content)
    assert states(osby) == ["unknown", "unknown"]
    a_part(plan, "priority")
    assert states(osby) == ["breached", "kept"]


def test_a_field_that_is_not_registered_is_unknown(osby):
    asks(osby, [{"part": "measure", "fields": ["budget"]}])
    a_part(a_plan(osby))
    assert states(osby) == ["unknown"]


# ── what the measures reach


def test_a_measure_must_be_tied_to_an_area_in_force(osby):
    asks(osby, ANY_AREA)
    area, _other = a_strategy(osby, "Näringsliv", "Lärande")
    measure = a_part(a_plan(osby))
    assert states(osby) == ["breached"]
    measure.serves = area
    saved(measure)
    assert states(osby) == ["kept"]


@pytest.mark.parametrize("valid_to, state", [(TODAY, "kept"), (TODAY - days(1), "breached")])
def test_a_tie_to_a_strategy_that_has_ended_does_not_count(osby, valid_to, state):
    asks(osby, ANY_AREA)
    (old,) = a_strategy(osby, "Näringsliv", valid_to=valid_to)
    a_strategy(osby, "Lärande")
    a_part(a_plan(osby), serves=old)
    assert states(osby) == [state]


def test_the_gap_names_each_area_that_nothing_reaches(osby):
    asks(osby, EACH_AREA, "should")
    first, second, third = a_strategy(osby, "Näringsliv", "Lärande", "Miljö")
    plan = a_plan(osby)
    a_part(plan, serves=first)
    (finding,) = said(osby)
    assert (finding.state, finding.asks_reason) == ("breached", True)
    assert "Lärande, Miljö" in finding.verdict.sentence
    for area in (second, third):
        a_part(plan, serves=area)
    assert states(osby) == ["kept"]


@pytest.mark.parametrize("parts", [ANY_AREA, EACH_AREA])
def test_without_any_area_registered_it_is_not_known(osby, parts):
    asks(osby, parts)
    plan = a_plan(osby)
    assert states(osby) == ["breached"]  # it has no measure at all
    a_part(plan)
    assert states(osby) == ["unknown"]


def test_goals_in_force_are_those_of_the_day_and_of_the_municipality(osby):
    (area,) = a_strategy(osby, "Näringsliv", valid_from=TODAY)
    a_part(a_plan(osby, state="draft"), "goal")
    a_strategy(a_municipality("lomma", "Lomma"), "Annat")
    assert list(DocumentPart.objects.in_force(osby, TODAY)) == [area]
    assert not DocumentPart.objects.in_force(osby, TODAY - days(1)).exists()


# ── entering them


def test_a_new_edition_has_the_parts_and_its_own_ties(osby):
    by = somebody("coordinator", osby)
    strategy = a_document_in_force(osby, kind="strategy", title="Strategi")
    goal = a_part(strategy, "goal", "Fler utbyten")
    area = a_part(strategy, "strategic_area", "Lärande", serves=goal)
    a_part(strategy, "measure", "Resor", serves=area)
    draft = copy_document(document=strategy, by=by)
    assert [(p.title, p.serves and (p.serves.title, p.serves.document_id)) for p in draft.parts.order_by("pk")] == [
        ("Fler utbyten", None), ("Lärande", ("Fler utbyten", draft.pk)), ("Resor", ("Lärande", draft.pk))
    ]  # fmt: skip
    discard(draft=draft, by=by)
    assert strategy.parts.count() == 3


@pytest.fixture
def signed_in(osby, client):
    client.force_login(somebody("coordinator", osby), backend="councils.access.ContainerBackend")
    return client


def test_a_measure_is_entered_on_the_page_and_fills_the_gap(osby, signed_in):
    asks(osby, EACH_AREA, "should")
    (area,) = a_strategy(osby, "Lärande")
    plan = a_plan(osby)
    page = reverse("document", args=["osby", plan.pk])
    assert "Lucka" in signed_in.get(page).content.decode()
    new = reverse("documentpart_new", args=["osby", plan.pk]) + "?slag=measure"
    assert "Skriv en rubrik" in signed_in.post(new, {}).content.decode()
    facts = {"title": "Språkkafé", "serves": area.pk, "deadline": "2026-12-01", "indicator": "Antal träffar"}
    assert signed_in.post(new, facts).status_code == 302
    part = plan.parts.get()
    assert (part.kind, part.serves, part.indicator, part.ordinal) == ("measure", area, "Antal träffar", 1)
    shown = signed_in.get(page).content.decode()
    assert "Lucka" not in shown
    assert "Språkkafé" in shown


def test_a_stale_edit_is_told(osby, signed_in):
    part = a_part(a_plan(osby))
    edit = reverse("documentpart_edit", args=["osby", part.document_id, part.pk])
    version = part.version
    saved(part)
    assert signed_in.post(edit, {"title": "Annat", "version": version}).status_code == 409


def test_a_part_is_taken_away_with_a_reason_that_stays(osby, signed_in):
    part = a_part(a_plan(osby))
    remove = reverse("documentpart_remove", args=["osby", part.document_id, part.pk])
    assert signed_in.post(remove, {}).status_code == 200
    assert signed_in.post(remove, {"reason": "Fel plan"}).status_code == 302
    assert not DocumentPart.objects.exists()
    assert part.document.history.first().history_change_reason == "”Språkkafé” togs bort. Fel plan"


def test_what_others_are_tied_to_stays(osby, signed_in):
    (area,) = a_strategy(osby, "Lärande")
    a_part(a_plan(osby), serves=area)
    answer = signed_in.post(reverse("documentpart_remove", args=["osby", area.document_id, area.pk]), {"reason": "Fel"})
    assert "Annat är knutet till delen" in answer.content.decode()


def test_only_who_may_edit_documents_enters_parts(osby):
    plan, contact = a_plan(osby), somebody("contact", an_area(osby))
    with pytest.raises(PermissionDenied):
        keep_part(part=DocumentPart(document=plan, kind="measure", title="X"), by=contact)
    part = a_part(plan)
    with pytest.raises(PermissionDenied):
        remove_part(part=part, by=contact)
    assert plan.parts.count() == 1


def test_a_part_of_another_document_is_not_there(osby, signed_in):
    part, other = a_part(a_plan(osby)), a_plan(osby)
    assert signed_in.get(reverse("documentpart_edit", args=["osby", other.pk, part.pk])).status_code == 404
