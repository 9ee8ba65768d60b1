"""The EU portal's answers, with the traps that a harvest of 663 records held, and some that it did not."""

import copy
import datetime as dt
import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from funding.harvest import bring_in, edition
from funding.models import Assessment, Call, Harvest, Programme
from funding.portal import Unreadable, cleaned, read
from funding.refusals import WHY, Refusal, as_said
from tests import situations as s

OPEN, FORTHCOMING, CLOSED = "31094502", "31094501", "31094503"


def overview(*actions):
    return json.dumps({"budgetYearsColumns": ["2026"], "budgetTopicActionMap": {"1": list(actions)}})


def action(identifier, years, **more):
    return {"action": f"{identifier} - CERV-LS Lump Sum", "expectedGrants": 0, "minContribution": 0, "maxContribution": 0,
            "budgetYearMap": years, **more}  # fmt: skip


def record(identifier="CERV-2026-TOWN", *, reference=None, **facts):
    """A topic as the portal writes it: every value a list of texts."""
    metadata = {
        "identifier": identifier,
        "title": "Town Twinning",
        "type": "1",
        "status": OPEN,
        "startDate": "2026-05-06T00:00:00.000+0000",
        "deadlineDate": "2026-09-23T00:00:00.000+0000",
        "deadlineModel": "single-stage",
        "frameworkProgramme": "43251589",
        "budgetOverview": overview(action(identifier, {"2026": "6000000"})),
        "url": "https://example.org/topic",
        "es_SortDate": "2026-05-06T00:00:00.000+0000",
    } | facts
    as_lists = {name: value if isinstance(value, list) else [value] for name, value in metadata.items() if value is not None}
    return {"reference": reference or f"{identifier}TOPICSen", "title": None, "metadata": as_lists}


def answer(*records, total=None) -> bytes:
    return json.dumps({"totalResults": len(records) if total is None else total, "results": list(records)}).encode()


def one(**facts):
    answered = read(answer(record(**facts)))
    assert answered.refused == []
    return answered.calls[0]


def brought(*records, **more):
    return bring_in([read(answer(*records, **more))])


# ── reading


def test_what_the_portal_says_of_a_call():
    call = one(keywords=["Democracy", "democracy", "CERV-2026-TOWN", "Municipalities"], typesOfAction="CERV Lump Sum Grants")
    assert (call.identifier, call.title, call.status) == ("CERV-2026-TOWN", "Town Twinning", "open")
    assert (call.opens_on, call.deadlines[0].at.date()) == (dt.date(2026, 5, 6), dt.date(2026, 9, 23))
    assert (call.budget, call.currency, call.deadline_model) == (Decimal(6_000_000), "EUR", "single")
    assert call.topics == ("Democracy", "Municipalities")  # each once; the identifier is no topic


@pytest.mark.parametrize("at, day, states_hour", [
    ("2026-09-21T22:00:00.000+0000", dt.date(2026, 9, 22), False),  # midnight in Brussels, summer
    ("2026-03-23T23:00:00.000+0000", dt.date(2026, 3, 24), False),  # midnight in Brussels, winter
    ("2026-09-23T00:00:00.000+0000", dt.date(2026, 9, 23), False),
    ("2026-05-27T15:00:53.000+0000", dt.date(2026, 5, 27), True),
    ("2026-10-25T23:00:00.000+0000", dt.date(2026, 10, 26), False),  # the day summer time ends
    ("2026-12-31T23:00:00.000+0000", dt.date(2027, 1, 1), False),
])  # fmt: skip
@pytest.mark.django_db
def test_midnight_in_brussels_is_the_right_swedish_day(at, day, states_hour):
    assert one(deadlineDate=at).deadlines[0].states_hour is states_hour
    [call] = brought(record(deadlineDate=at)).new
    assert call.deadlines.get().day == day


def test_zero_is_not_stated_and_other_topics_of_the_call_are_not_counted():
    money = overview(
        action("CERV-2026-TOWN", {"2026": "0"}),
        action("CERV-2026-TOWN-OTHER", {"2026": "9000000"}, expectedGrants=4, maxContribution=50000),
    )
    call = one(budgetOverview=money)
    assert (call.budget, call.grant_most, call.grants_expected) == (None, None, None)


def test_amounts_of_several_years_and_the_bounds_of_a_grant():
    money = overview(
        action("CERV-2026-TOWN", {"2026": "6000000", "2027": "4000000"}, expectedGrants=9, minContribution=8000, maxContribution=55000)
    )
    call = one(budgetOverview=money)
    assert (call.budget, call.grant_least, call.grant_most, call.grants_expected) == (10_000_000, 8000, 55000, 9)


def test_stages_are_of_one_application_and_cut_offs_are_not():
    days = ["2027-03-04T00:00:00.000+0000", "2026-09-03T00:00:00.000+0000", "2026-09-03T00:00:00.000+0000"]
    assert [d.stage for d in one(deadlineDate=days, deadlineModel="two-stage").deadlines] == [1, 2]
    assert [d.stage for d in one(deadlineDate=days, deadlineModel="multiple cut-off").deadlines] == [None, None]


def test_external_aid_has_neither_model_nor_overview_and_slashes_in_its_name():
    call = one(identifier="EuropeAid/185979/DD/ACT/", type="2", deadlineModel=[], budgetOverview=None, budget="5700000", currency="EUR",
               title="Civil Society  programmes for  2025-2026")  # fmt: skip
    assert (call.deadline_model, call.budget, call.title) == ("", Decimal(5_700_000), "Civil Society programmes for 2025-2026")


@pytest.mark.parametrize("hostile, kept, gone", [
    ("<p>Hej<script>alert(1)</script></p>", "Hej", "alert"),
    ('<a href="javascript:alert(1)">länk</a>', "länk", "javascript"),
    ('<img src=x onerror="alert(1)">text', "text", "onerror"),
    ('<p style="position:fixed" onclick="x()">ok</p>', "ok", "style"),
    ('<iframe src="https://example.org"></iframe>efter', "efter", "iframe"),
    ('<a href="data:text/html;base64,AAAA">d</a>', "d", "data:"),
    ("<p>öppen tagg", "öppen tagg", "<script"),
    ('<a href="https://example.org">ut</a>', "https://example.org", "target"),
    ("<svg><script>1</script></svg>kvar", "kvar", "svg"),
    ("<style>body{display:none}</style>syns", "syns", "display"),
])  # fmt: skip
def test_foreign_html_is_cleaned(hostile, kept, gone):
    assert kept in cleaned(hostile)
    assert gone not in cleaned(hostile)


@given(st.text(max_size=300))
def test_cleaned_html_never_runs_anything(text):
    assert "<script" not in cleaned(f"<p>{text}</p><script>{text}</script>").lower()


@pytest.mark.parametrize("facts, why", [
    ({"title": []}, "rubriken saknas"),
    ({"status": "1"}, "läget är inte"),
    ({"status": []}, "läget är inte"),
    ({"deadlineDate": "2926-09-23T00:00:00.000+0000"}, "kan inte stämma"),
    ({"deadlineDate": "0001-01-01"}, "kan inte stämma"),
    ({"deadlineDate": "i höst"}, "”i höst” är ingen dag"),
    ({"startDate": "2026-13-45"}, "är ingen dag"),
])  # fmt: skip
def test_a_record_that_cannot_be_right_is_refused_with_its_reason(facts, why):
    answered = read(answer(record(**facts), record("CERV-2026-GOOD")))
    assert [call.identifier for call in answered.calls] == ["CERV-2026-GOOD"]
    assert why in str(answered.refused[0])
    assert str(answered.refused[0]).startswith("Post 1 (")
    assert "CERV-2026-TOWN" in str(answered.refused[0])


def test_every_reason_is_a_sentence_whatever_the_language():
    for why in WHY:
        for language in ("sv", "en"):
            with override(language):
                said = str(Refusal(3, "CERV-1", why, "100 %"))
            assert "CERV-1" in said
            assert ("100 %" in said) == why.endswith("_day")
    assert as_said({"number": 3, "name": "", "why": "no_title", "value": ""}) == "Post 3: rubriken saknas."
    assert as_said("kept before there were codes") == "kept before there were codes"


@pytest.mark.parametrize("nonsense", [[], "text", 7, None, {}, {"metadata": []}, {"metadata": {}}, {"metadata": {"title": [None, {}]}}])
def test_what_is_no_record_is_refused_and_the_rest_is_read(nonsense):
    answered = read(answer(nonsense, record()))
    assert (len(answered.refused), len(answered.calls)) == (1, 1)


@pytest.mark.parametrize(
    "data", [b"", b"{", answer(record())[:-20], b"\xff\xfe\x00", b"[]", b'{"results": 5}', b"<html></html>", b"[" * 100_000]
)
def test_a_file_that_is_no_answer_is_said_to_be_unreadable(data):
    with pytest.raises(Unreadable):
        read(data)


def test_sizes_have_an_end():
    call = one(title="x" * 10_000, descriptionByte="<p>" + "y" * 2_000_000 + "</p>", keywords=[f"ord{n}" for n in range(5000)])
    assert len(call.title) == 500
    assert len(call.summary) <= 200_010
    assert len(call.topics) == 100


def test_the_whole_list_of_the_portal_is_read_too():
    item = {
        "type": 1, "ccm2Id": 51, "identifier": "CERV-2026-TOWN", "title": "Town Twinning", "status": {"id": 31094502},
        "plannedOpeningDateLong": 1778025600000, "deadlineDatesLong": [1790121600000], "frameworkProgramme": [{"id": 43251589}],
        "sumbissionProcedure": {"abbreviation": "single-stage"},
    }  # fmt: skip
    tender = {**item, "type": 0}
    answered = read(json.dumps({"fundingData": {"GrantTenderObj": [item, tender]}}).encode())
    assert [call.identifier for call in answered.calls] == ["CERV-2026-TOWN"]
    assert answered.calls[0].deadlines[0].at.date() == dt.date(2026, 9, 23)
    assert answered.passed_over == 1


# ── bringing in


@pytest.mark.django_db
def test_twice_changes_nothing_though_the_portals_bookkeeping_differs():
    brought(record())
    again = record()
    again["metadata"]["es_SortDate"] = ["2026-06-01T00:00:00.000+0000"]
    again["metadata"]["esDA_IngestDate"] = ["2026-06-01T00:00:00.000+0000"]
    second = brought(again)
    assert (len(second.new), len(second.changed), second.same) == (0, 0, 1)
    assert Call.history.count() == 1


@pytest.mark.django_db
def test_a_harvest_with_fewer_distinct_records_than_promised_says_so():
    counts = brought(record(), record(), record("CERV-2026-B"), total=4)
    assert (counts.received, counts.distinct, counts.promised, len(counts.new)) == (3, 2, 4, 2)
    assert counts.is_incomplete
    assert Harvest.objects.get().is_incomplete


@pytest.mark.django_db
def test_pages_of_one_harvest_are_counted_together():
    pages = [read(answer(record("A-2026-1"), record("A-2026-2"), total=3)), read(answer(record("A-2026-2"), record("A-2026-3"), total=3))]
    counts = bring_in(pages)
    assert (counts.received, counts.distinct, counts.promised, counts.is_incomplete) == (4, 3, 3, False)


@pytest.mark.django_db
def test_a_call_that_opens_and_closes_keeps_its_id_and_the_municipalitys_own_words():
    home = s.a_municipality()
    [call] = brought(record(status=FORTHCOMING)).new
    Assessment(
        container=s.an_area(home).container_ptr, call=call, answer="no", why="För stort för oss.", assessed_on=dt.date(2026, 5, 1)
    ).recorded(by=None)
    for status in (OPEN, CLOSED):
        [changed] = brought(record(status=status)).changed
        assert changed.pk == call.pk
    assert Call.objects.get().status == "closed"
    assert Assessment.objects.get().why == "För stort för oss."
    assert [version.status for version in call.history.order_by("history_id")] == ["forthcoming", "open", "closed"]


@pytest.mark.django_db
def test_a_deadline_that_moves_keeps_its_row():
    [call] = brought(record()).new
    before = call.deadlines.get()
    brought(record(deadlineDate=["2026-10-01T00:00:00.000+0000", "2026-12-01T00:00:00.000+0000"], deadlineModel="multiple cut-off"))
    after = list(call.deadlines.order_by("ordinal"))
    assert [d.day for d in after] == [dt.date(2026, 10, 1), dt.date(2026, 12, 1)]
    assert after[0].pk == before.pk
    brought(record(deadlineDate="2026-10-01T00:00:00.000+0000"))
    assert call.deadlines.count() == 1


@pytest.mark.django_db
def test_last_years_call_is_found_when_it_comes_back():
    [old] = brought(record("CERV-2025-TOWN")).new
    [new] = brought(record("CERV-2026-TOWN")).new
    assert new.previous == old


@pytest.mark.parametrize("identifier, key", [
    ("CERV-2026-TOWN", "CERV-*-TOWN"), ("EuropeAid/185979/DD", ""), ("EDF-2026-2027-X", "EDF-*-*-X"), ("A-20260", ""),
])  # fmt: skip
def test_the_year_is_what_tells_one_years_call_from_the_next(identifier, key):
    assert edition(identifier) == key


@pytest.mark.django_db
def test_a_programme_that_nobody_has_named_gets_a_row_and_known_ones_are_known():
    brought(record(), record("NEW-2026-A", frameworkProgramme="99999999"))
    assert Call.objects.get(identifier="CERV-2026-TOWN").programme.code == "cerv"
    assert Programme.objects.get(portal_code="99999999").name == "EU-program 99999999"


@pytest.mark.django_db
def test_new_calls_cost_the_same_number_of_queries_whether_one_or_fifty(django_assert_max_num_queries):
    brought(record("WARM-2026-UP"))
    with django_assert_max_num_queries(20):
        brought(*[record(f"MANY-2026-{number}") for number in range(50)])


# ── the command


@pytest.mark.django_db
def test_the_command_prints_what_came(tmp_path):
    file = tmp_path / "calls.json"
    file.write_bytes(answer(record(), copy.deepcopy(record()), record("BAD-2026-A", status="?"), total=5))
    out, err = StringIO(), StringIO()
    call_command("import_calls", str(file), stdout=out, stderr=err)
    lines = out.getvalue().splitlines()
    assert lines[:7] == ["received: 3", "distinct: 2", "promised: 5", "new: 1", "changed: 0", "same: 0", "refused: 1"]
    assert "3 of 5 promised records never came" in lines[-1]
    assert "BAD-2026-A" in err.getvalue()


@pytest.mark.django_db
def test_one_unreadable_file_and_nothing_is_written(tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(answer(record()))
    bad.write_bytes(answer(record())[:50])
    with pytest.raises(CommandError, match=r"bad\.json.*Nothing was written"):
        call_command("import_calls", str(good), str(bad), stdout=StringIO())
    assert Call.objects.count() == 0
