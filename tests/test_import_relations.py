"""Lists of twin towns: what each odd or hostile line becomes, that twice changes nothing, that a run is undone, and that big ones are quick."""

import datetime as dt
import io
import time
import unicodedata
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils import import_jobs
from councils.imports import a_run, undo_run, write_run
from councils.models import ImportedRow, ImportRun, Municipality
from councils.tables import read_table
from partnerships.imports import RELATIONS, judge
from partnerships.many_homes import columns_in_words, import_many, undo_batch
from partnerships.models import Partner, PartnerName, Relation
from tests import situations as s
from tests.lists_to_import import HEAD, as_csv, pairs

pytestmark = pytest.mark.django_db
COLUMNS = ("partner", "namn på orten", "landskod", "land", "slag av partner", "slag", "avtalets namn", "sedan", "läge", "avslutad", "lat", "lon",
           "anteckning", "källa")  # fmt: skip


@pytest.fixture
def home():
    """With a twin town in force since 1977, and one that is ended."""
    home = s.a_municipality("storkoping", "Storköping")
    borga = s.a_partner(home, "Borgå", "FI", code="borga", local_name="Porvoo")
    s.a_relation(home.container_ptr, "Borgå", partner=borga, code="borga", started_year=1977)
    skjern = s.a_partner(home, "Skjern", "DK", code="skjern")
    s.a_relation(home.container_ptr, "Skjern", partner=skjern, status="ended", ended_year=1999)
    return home


def a_table(*lines, head=COLUMNS):
    return read_table(as_csv(lines, head), "lista.csv", RELATIONS.columns)


def a_line(*cells, **named):
    values = dict(zip(COLUMNS, cells, strict=False)) | {name.replace("_", " "): value for name, value in named.items()}
    return tuple(values.get(name, "") for name in COLUMNS)


def judged(home, *lines, answers=None):
    return judge(home, a_table(*lines), answers or {})


def taken_in(home, *lines, answers=None, by=None):
    """The run, written."""
    run = a_run(RELATIONS, home, name="lista.csv", content=b"x", by=by)
    run.answers = answers or {}
    write_run(run, a_table(*lines), by=by)
    return run


# ── forty odd lines

LONG = "Å" * 201
ODD = [
    # the line                                                                      what it becomes, and words of the reason or the change
    (a_line("Borgå", "", "FI"), "same", ""),
    (a_line("BORGÅ", "", "", "finland"), "same", ""),
    (a_line("  Borgå\xa0 ", "", "", "Finland"), "same", ""),
    (a_line(unicodedata.normalize("NFD", "Borgå"), "", "FI"), "same", ""),
    (a_line("Borga"), "doubtful", "Är det samma som Borgå (Finland)?"),
    (a_line("Bórgå", "", "FI"), "doubtful", "Är det samma som Borgå (Finland)?"),
    (a_line("Borga", "Porvoo", "FI"), "changed", "ett namn till: Borga"),
    (a_line("Porvoo", "", "fi"), "same", ""),
    (a_line("Borgå", "Porvoo", "FIN", sedan="1977"), "same", ""),
    (a_line("Borgå", "", "FI", sedan="1978"), "changed", "1977 → 1978"),
    (a_line("Borgå", "", "FI", sedan="1977-06-12"), "changed", "1977-06-12"),
    (a_line("Borgå", "", "FI", sedan="12.6.1977"), "changed", "1977-06-12"),
    (a_line("Borgå", "", "FI", sedan="197?"), "same", ""),
    (a_line("Borgå", "", "FI", slag="samarbetsavtal"), "new", "Partnern finns redan"),
    (a_line("Borgå", "", "SE"), "doubtful", "ett annat land"),
    (a_line("Borgo", "", "FI"), "new", ""),
    (a_line("Porvooo", "", "FI"), "doubtful", "liknar"),
    (a_line("Borgå stad", "", "FI"), "doubtful", "liknar"),
    (a_line("Borgå", "", "FI", läge="avslutad"), "doubtful", "Läget ändras"),
    (a_line("Borgå", "", "FI", avslutad="2001"), "doubtful", "Läget ändras"),
    (a_line("Skjern", "", "DK", sedan="2005"), "doubtful", "slutade 1999"),
    (a_line("Skjern", "", "DK", sedan="1970", avslutad="1999"), "changed", "1970"),
    (a_line("Cēsis", "", "LV", sedan="1980-talet"), "new", ""),
    (a_line("Großkrotzenburg", "", "DE", sedan="ca 1990"), "new", ""),
    (a_line("Toholampi socken", "", "FI", sedan="197?"), "new", ""),
    (a_line("Betlehem", "", "", "Palestina"), "new", ""),
    (a_line("Prizren", "", "", "Kosovo"), "new", ""),
    (a_line("Rostock", "", "", "DDR"), "new", ""),
    (a_line("Stirling", "", "GB", "Skottland"), "new", ""),
    (a_line("Tainan", "臺南", "TW"), "new", ""),
    (a_line("Ukmergė", "", "", "Litauen", läge="avslutad", avslutad="1990-talet"), "new", ""),
    (a_line("Umeå", "", "", "Finnland"), "doubtful", "känns inte igen"),
    (a_line("Eldorado", "", "", "Atlantis"), "doubtful", "känns inte igen"),
    (a_line("Umeå", "", "QQ"), "refused", "Landskoden"),
    (a_line("Umeå", "", "FI", "Norge"), "refused", "olika länder"),
    (a_line("", land="Finland"), "refused", "namn saknas"),
    (a_line("", "Porvoo"), "refused", "namn saknas"),
    (a_line("???"), "refused", "inget namn"),
    (a_line("12345", "", "FI"), "refused", "inget namn"),
    (a_line('=HYPERLINK("https://example.org";"Klicka")'), "refused", "formel"),
    (a_line("@SUM(A1)"), "refused", "formel"),
    (a_line("<script>alert(1)</script>"), "refused", "formel eller kod"),
    (a_line(LONG, "", "FI"), "refused", "för långt"),
    (a_line("Sunnfjord", "", "NO", sedan="19777"), "refused", "kan inte stämma"),
    (a_line("Sunnfjord", "", "NO", sedan="2999"), "refused", "kan inte stämma"),
    (a_line("Sunnfjord", "", "NO", sedan="-5"), "refused", "kan inte stämma"),
    (a_line("Sunnfjord", "", "NO", sedan="9" * 4000), "refused", "kan inte stämma"),
    (a_line("Sunnfjord", "", "NO", sedan="1977-02-30"), "refused", "finns inte"),
    (a_line("Sunnfjord", "", "NO", sedan="länge sedan"), "refused", "säger inte när"),
    (a_line("Sunnfjord", "", "NO", sedan="okänt", läge="uppgift saknas"), "new", ""),
    (a_line("Sunnfjord", "", "NO", sedan="1990", avslutad="1980"), "refused", "slutat innan"),
    (a_line("Sunnfjord", "", "NO", lat="61,45", lon="5,86"), "new", ""),
    (a_line("Sunnfjord", "", "NO", lat="91", lon="5"), "refused", "ingen position"),
    (a_line("Sunnfjord", "", "NO", lat="norr", lon="5"), "refused", "ingen position"),
    (a_line("Sunnfjord", "", "NO", lat="Infinity", lon="5"), "refused", "ingen position"),
    (a_line("Sunnfjord", "", "NO", lat="61"), "refused", "både latitud"),
    (a_line("Sunnfjord", "", "NO", slag="arvfiende"), "refused", "slag av samarbete"),
    (a_line("Sunnfjord", "", "NO", slag_av_partner="planet"), "refused", "slag av partner"),
    (a_line("Sunnfjord", "", "NO", läge="kanske"), "refused", "inget läge"),
    (a_line("Storköping", "", "SE"), "refused", "sin egen partner"),
    (a_line("Sveriges ekokommuner", slag="nätverk"), "new", ""),
    (a_line("Robert'); DROP TABLE partner;--", "", "US"), "new", ""),
    (a_line("Borgå\u200b", "", "FI"), "same", ""),
    (a_line("Borgå", "", "FI", anteckning="Första vänorten.\nSkolutbyte."), "changed", "anteckning"),
]  # fmt: skip


def test_there_are_enough_odd_lines():
    assert len(ODD) >= 40


@pytest.mark.parametrize("line, outcome, words", ODD, ids=[f"{n}-{line[0][:20]}-{o}" for n, (line, o, _w) in enumerate(ODD)])
def test_what_an_odd_line_becomes(home, line, outcome, words):
    (found,) = judged(home, line)
    assert found.outcome == outcome, found
    assert words in " ".join([found.reason, *found.changes])
    assert found.reason or outcome in ("same", "changed", "new")


@pytest.mark.parametrize("line, outcome, words", ODD, ids=[f"{n}-{line[0][:20]}" for n, (line, _o, _w) in enumerate(ODD)])
def test_a_line_that_is_taken_in_twice_changes_nothing_the_second_time(home, line, outcome, words):
    run = taken_in(home, line)
    assert run.counts[outcome] == 1
    (again,) = judged(home, line)
    assert again.outcome == ("same" if outcome in ("new", "changed") else outcome)


def test_the_files_spelling_of_a_new_partner_is_kept(home):
    taken_in(home, a_line("Großkrotzenburg", "", "DE", sedan="ca 1990", källa="Vänortsregistret"))
    partner = Partner.objects.get(code="grosskrotzenburg")
    assert (partner.name, partner.country, partner.note) == ("Großkrotzenburg", "DE", "Källa: Vänortsregistret")
    relation = partner.relations.get()
    assert (relation.kind, relation.status, relation.started_text, relation.started_year) == ("twin_town", "in_force", "ca 1990", None)
    assert judged(home, a_line("GROSSKROTZENBURG"))[0].outcome == "same"


@pytest.mark.parametrize("name, country, kind, expected", [
    ("Toholampi socken", "Finland", "", ("district", "FI", "")), ("Kaarina", "Finland", "församling", ("district", "FI", "")),
    ("Prince William County", "USA", "", ("county", "US", "")), ("Hajdú-Bihar", "Ungern", "grevskap", ("county", "HU", "")),
    ("Island", "IS", "land", ("country", "IS", "")), ("Rostock", "DDR", "stad", ("city", "", "DDR")), ("Stirling", "Skottland", "", ("municipality", "GB", "Skottland")),
    ("Pärnu", "Sovjetunionen", "", ("municipality", "", "Sovjetunionen")), ("Tórshavn", "Färöarna", "", ("municipality", "FO", "")),
    ("Mariehamn", "Åland", "", ("municipality", "AX", "")), ("Nuuk", "Greenland", "", ("municipality", "GL", "")),
    ("Gjilan", "Kosovo", "", ("municipality", "XK", "")), ("Hualien", "Taiwan", "region", ("region", "TW", "")),
])  # fmt: skip
def test_kinds_and_countries_of_partners(home, name, country, kind, expected):
    taken_in(home, a_line(name, land=country, slag_av_partner=kind))
    partner = Partner.objects.get(name=name)
    assert (partner.kind, partner.country, partner.country_text) == expected


# ── doubt


def test_a_doubtful_line_is_answered(home):
    line = a_line("Borgå stad", "", "FI", sedan="1980")
    (asked,) = judged(home, line)
    same, new, skip = [value for value, _words in asked.choices]
    assert judged(home, line, answers={"2": skip})[0].outcome == "refused"
    assert judged(home, line, answers={"2": new})[0].outcome == "new"
    taken_in(home, line, answers={"2": same})
    assert PartnerName.objects.get().name == "Borgå stad"
    assert Relation.objects.get(code="borga").started_year == 1980
    assert judged(home, line)[0].outcome == "same"


def test_an_answer_may_raise_the_next_question(home):
    line = a_line("Porvooo", "", "", "Finnland")
    (first,) = judged(home, line)
    (second,) = judged(home, line, answers={"2": first.choices[0][0]})
    assert (first.choices[0][0], "liknar" in second.reason) == ("country:FI", True)
    (third,) = judged(home, line, answers={"2": second.choices[0][0]})
    assert third.outcome == "changed"


def test_lines_of_one_file_are_compared_with_each_other(home):
    found = judged(
        home,
        a_line("Cēsis", "", "LV", sedan="1990"),
        a_line("Cesis", "", "", "Lettland", sedan="1990"),
        a_line("CĒSIS", "", "LV", sedan="1991"),
        a_line("Cesiss", "", "LV"),
    )
    assert [line.outcome for line in found] == ["new", "doubtful", "doubtful", "doubtful"]
    assert (found[1].reason, found[2].reason) == ("Är det samma som Cēsis (Lettland)?", "Rad 2 säger något annat om samma samarbete.")
    assert found[3].choices[0] == ("line:2", "Samma som Cēsis på rad 2")


def test_a_partner_that_has_become_another_is_found_by_its_old_name(home):
    pernaja = s.a_partner(home, "Pernå", "FI")
    lovisa = s.a_partner(home, "Lovisa", "FI", local_name="Loviisa")
    s.a_relation(home.container_ptr, "Pernå", partner=pernaja)
    pernaja.successor, pernaja.succession = lovisa, "dissolved"
    s.saved(pernaja)
    assert [line.outcome for line in judged(home, a_line("Pernå", "", "FI"), a_line("Loviisa", "", "FI"))] == ["same", "same"]


def test_what_is_written_says_which_file_it_came_with(home):
    by = s.somebody("coordinator", home)
    taken_in(home, a_line("Cēsis", "", "LV"), by=by)
    version = Relation.objects.get(code="cesis").history.get()
    assert (version.history_user, version.history_change_reason) == (by, "Import: lista.csv")


# ── undoing


def test_what_nobody_has_touched_is_as_it_was(home):
    before = (Partner.objects.count(), Relation.objects.count())
    run = taken_in(home, a_line("Cēsis", "", "LV"), a_line("Borgå", "", "FI", sedan="1980", lat="60,4", lon="25,7"))
    assert (Partner.objects.count(), Relation.objects.count()) == (before[0] + 1, before[1] + 1)
    undo_run(run, by=None)
    run.refresh_from_db()
    borga = Relation.objects.get(code="borga")
    assert (run.state, run.left, borga.started_year, borga.partner.latitude) == ("undone", [], 1977, None)
    assert (Partner.objects.count(), Relation.objects.count()) == before
    with pytest.raises(ValidationError, match="bara en gång"):
        undo_run(run, by=None)


def test_what_somebody_has_touched_or_used_stands_and_is_named(home):
    run = taken_in(
        home, a_line("Cēsis", "", "LV"), a_line("Bömlo", "", "NO"), a_line("Borgå", "", "FI", sedan="1980", lat="60,4", lon="25,7")
    )
    s.an_activity(s.an_area(home), relation=Relation.objects.get(code="cesis"))
    touched = Relation.objects.get(code="bomlo")
    touched.about = "Vi ses varje sommar."
    s.saved(touched)
    again = Relation.objects.get(code="borga")
    again.started_year = 1981
    s.saved(again)
    left = undo_run(run, by=None).left
    assert [("Cēsis" in one, "används" in one) for one in left if "Cēsis" in one] == [
        (True, True)
    ] * 2  # relation, and the partner it needs
    assert sum("Bömlo" in one for one in left) == 2
    assert any("sedan år" in one and "ändrats igen" in one for one in left)
    borga = Relation.objects.get(code="borga")
    assert (borga.started_year, borga.partner.latitude) == (1981, None)


def test_only_who_relates_may(home):
    run = s.an_import(home)
    member = s.somebody("board_member", s.a_body(home))
    for act in (import_jobs.carry_out, import_jobs.take_back):
        with pytest.raises(PermissionDenied):
            act(run=run, by=member)


def test_nothing_is_written_when_one_line_fails(home, monkeypatch):
    lines = []

    def fails(*args):
        raise RuntimeError("the disk is full")

    def judging(*args):
        lines[:] = judge(*args)
        lines[-1].write = fails
        return lines

    run = s.an_import(home, as_csv([a_line("Cēsis", "", "LV"), a_line("Bömlo", "", "NO")], COLUMNS))
    monkeypatch.setitem(import_jobs.IMPORTERS, "relations", type(RELATIONS)(**vars(RELATIONS) | {"judge": judging}))
    with pytest.raises(RuntimeError):
        write_run(run, import_jobs.table_of(run), by=None)
    assert not Partner.objects.filter(name="Cēsis").exists()
    assert not ImportedRow.objects.exists()
    assert ImportRun.objects.get(pk=run.pk).state == "read"


# ── many municipalities


def test_municipalities_are_found_as_people_write_them(home):
    rows = [(name, "Kretinga", "", "LT", "", "", "", "") for name in ("Storköping", "STORKÖPINGS kommun", " storkopings  stad ", "Habo", "0643", "643", "Habo kommun",
                                                                      "Håbos kommun", "Region Gotland", "Upplands Bro", "Osbyy", "Atlantis", "")]  # fmt: skip
    outcome = import_many("lista.csv", as_csv(rows), apply=False)
    refused = {line.number: line.reason for line in outcome.lines if line.outcome == "refused"}
    assert list(refused) == [12, 13, 14]
    assert "Menas Osby?" in refused[12]
    assert (sorted(outcome.set_up), Municipality.objects.count()) == (["Gotland", "Habo", "Håbo", "Upplands-Bro"], 1)


def test_eight_hundred_pairs_over_two_hundred_municipalities():
    content, began = as_csv(pairs()), time.perf_counter()
    told = []
    with CaptureQueriesContext(
        connection,
    ) as first:
        outcome = import_many("stor.csv", content, apply=False, tell=lambda *step: told.append(step))
    assert outcome.counts == {"received": 800, "new": 800, "changed": 0, "same": 0, "doubtful": 0, "refused": 0}, outcome.counts
    assert (len(first), len(told), Municipality.objects.count()) == (1, 200, 0)
    written = import_many("stor.csv", content, apply=True)
    assert (Municipality.objects.count(), Relation.objects.count()) == (200, 800)
    with CaptureQueriesContext(connection) as again:
        twice = import_many("stor.csv", content, apply=False)
    assert twice.counts["same"] == 800, [line for line in twice.lines if line.outcome != "same"][:5]
    assert len(again) <= 4 * 200 + 1  # four for each municipality, however many its lines
    assert len(undo_batch(written.batch)) == 200
    assert (Relation.objects.count(), Partner.objects.count()) == (0, 0)
    assert time.perf_counter() - began < 60


def test_the_command_writes_only_when_told_to(home, tmp_path):
    file = tmp_path / "lista.csv"
    file.write_bytes(as_csv([("Storköping", "Cēsis", "", "LV", "", "1990", "", ""), ("Atlantis", "Borgå", "", "", "", "", "", "")]))

    def said(*options):
        out = io.StringIO()
        call_command("import_relations", str(file), *options, stdout=out, stderr=io.StringIO())
        return out.getvalue()

    assert "received 2, new 1, changed 0, same 0, doubtful 0, refused 1" in said()
    assert "line 3: refused: Borgå: Kommunen ”Atlantis” känns inte igen." in said()
    assert not Partner.objects.filter(name="Cēsis").exists()
    assert "new 1" in said("--apply")
    assert "same 1" in said("--apply", "--municipality", "storkoping")
    first = ImportRun.objects.order_by("pk").first().batch
    assert "undone in 1 municipalities, left 0" in said("--undo", str(first))
    assert not Partner.objects.filter(name="Cēsis").exists()
    with pytest.raises(CommandError, match="nothing that was written"):
        said("--undo", str(first))
    with pytest.raises(CommandError, match="Ingen kommun"):
        call_command("import_relations", str(file), "--municipality", "nowhere")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_relations", str(tmp_path / "no.csv"))


def test_the_document_names_the_columns_that_the_code_knows(settings):
    document = (settings.BASE_DIR / "docs" / "import.md").read_text()
    assert columns_in_words() in document


def test_the_runs_of_one_list_share_a_batch(home):
    outcome = import_many("lista.csv", as_csv([("Storköping", "Cēsis", "", "LV", "", "1990", "", "")], HEAD), apply=True)
    run = ImportRun.objects.get()
    assert (run.batch, run.file_name, run.by, run.file) == (outcome.batch, "lista.csv", None, None)
    assert isinstance(run.batch, uuid.UUID)
    assert run.applied_on.date() >= dt.date(2026, 1, 1) or run.applied_on
