"""Calls that come in: lists that municipalities keep, and the portal asked over the network; politely, and as often as one likes."""

import io
import json
import time
import urllib.error
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from councils import imports
from councils.models import ImportRun, Job
from funding import fetching, harvest_jobs
from funding.call_imports import CALLS
from funding.fetching import PAGE_SIZE, Portal, Unfetched
from funding.harvest import bring_in
from funding.known import keep_programmes
from funding.models import Call, CallNews, Deadline, Harvest
from funding.portal import read
from partnerships.many_homes import columns_in_words
from tests import situations as s
from tests.test_import_calls import answer, record
from tests.test_watch import a_watch, client_of

pytestmark = pytest.mark.django_db
HEAD = "Program;Utlysning;Sista dag;Belopp;Stödandel;Vem kan söka;Länk;Anteckning"
LIST = f"""{HEAD}
Erasmus+ KA2;Partnerskap för skolor 2027;2027-03-05 12:00;€ 60 000;80 %;Skolor;www.exempel.se/skolor;Små partnerskap
CERV;Vänortsmöten;2027-04 (prel.);;;;;
Sparbanksstiftelsen;Bygdens bästa;löpande;500 000 kr;60 %;Föreningar och kommuner;;
LIFE;Våtmarker;15 mars 2027; vår 2028;;;;;
"""


@pytest.fixture
def home():
    keep_programmes()
    return s.a_municipality()


def outcome(home, text, name="utlysningar.csv", answers=None):
    """{title: (outcome, reason)}, and what was written."""
    table = imports.read_table(text.encode() if isinstance(text, str) else text, name, CALLS.columns)
    run = imports.a_run(CALLS, home, name=name, content=b"x", by=None)
    run.answers, run.state = answers or {}, ImportRun.State.READ
    run.save()
    lines = imports.write_run(run, table, by=None)
    return {line.what: (str(line.outcome), line.reason) for line in lines}, run


# ── lists


def test_a_list_as_municipalities_keep_it(home):
    said, _run = outcome(home, LIST.replace("15 mars 2027; vår 2028", '"15 mars 2027; vår 2028"'))
    assert {what: result for what, (result, _reason) in said.items()} == dict.fromkeys(
        ("Partnerskap för skolor 2027", "Vänortsmöten", "Bygdens bästa", "Våtmarker"), "new"
    )
    school = Call.objects.get(title="Partnerskap för skolor 2027")
    assert (school.municipality, school.source, school.programme.code) == (home, "list", "erasmus-plus")
    assert (school.grant_most, school.currency, school.support_share) == (60_000, "EUR", 80)
    assert (school.url, school.summary) == ("https://www.exempel.se/skolor", "Små partnerskap")
    assert school.deadlines.get().states_hour
    towns = Call.objects.get(title="Vänortsmöten")
    assert (towns.grant_most, towns.support_share) == (None, None)
    assert [(d.day, d.text, d.is_preliminary) for d in towns.deadlines.all()] == [(None, "2027-04 (prel.)", True)]
    fund = Call.objects.get(title="Bygdens bästa")
    assert (fund.programme, fund.grant_most, fund.currency) == (None, 500_000, "SEK")
    assert "Sparbanksstiftelsen" in fund.summary
    assert Call.objects.get(title="Våtmarker").deadlines.count() == 2


def test_running_it_twice_changes_nothing(home):
    text = LIST.replace("15 mars 2027; vår 2028", '"15 mars 2027; vår 2028"')
    outcome(home, text)
    before = Call.history.count(), Deadline.history.count()
    said, _run = outcome(home, text)
    assert {result for result, _reason in said.values()} == {"same"}
    assert (Call.history.count(), Deadline.history.count()) == before


def test_a_changed_line_says_what_changes_and_an_empty_cell_changes_nothing(home):
    outcome(home, "utlysning;sista dag;belopp;stödandel\nFonden;vår 2027;500 000 kr;60 %\n")
    said, run = outcome(home, "utlysning;sista dag;belopp;stödandel\nfonden;2027-04-01;;65 %\n")
    assert said["fonden"][0] == "changed"
    call = Call.objects.get()
    assert (call.grant_most, call.support_share, call.deadlines.get().day.isoformat()) == (500_000, Decimal(65), "2027-04-01")
    imports.undo_run(run, by=None)
    call.refresh_from_db()
    assert (call.support_share, call.deadlines.get().text) == (Decimal(60), "vår 2027")


def test_an_import_that_is_undone_takes_its_news_with_it(home):
    a_watch(s.an_area(home), "fonden")
    _said, run = outcome(home, "utlysning;sista dag\nFonden;löpande\n")
    assert CallNews.objects.count() == 1
    run = imports.undo_run(run, by=None)
    assert (run.left, Call.objects.count(), CallNews.objects.count(), Deadline.objects.count()) == ([], 0, 0, 0)


@pytest.mark.parametrize("line, result, why", [
    ("Fonden;snart;;", "refused", "säger inte när"),
    ("Fonden;2027-02-30;;", "refused", "finns inte"),
    ("Fonden;;mycket;", "refused", "inget belopp"),
    ("Fonden;;5000;", "doubtful", "saknar valuta"),
    ("Fonden;;;160 %", "refused", "inte mellan"),
    (";2027-01-01;;", "refused", "saknas"),
    ("=1+1;;;", "refused", "namn"),
    ("<b>x</b>;;;", "refused", "kod"),
    ("Fonden;;;;för;många", "refused", "fler celler"),
])  # fmt: skip
def test_what_cannot_be_right_is_refused_or_asked_about(home, line, result, why):
    said, _run = outcome(home, f"utlysning;sista dag;belopp;stödandel\n{line}\n")
    [(found, reason)] = said.values()
    assert found == result
    assert why in reason
    assert not Call.objects.exists()


def test_a_doubt_about_the_currency_is_answered(home):
    said, _run = outcome(home, "utlysning;belopp\nFonden;5000\n", answers={"2": "currency:EUR"})
    assert said["Fonden"][0] == "new"
    assert Call.objects.get().currency == "EUR"


def test_two_lines_about_the_same_call(home):
    said, _run = outcome(home, "utlysning;sista dag;länk\nFonden;löpande;\nFonden;löpande;\n")
    assert said["Fonden"] == ("same", "Samma sak står på rad 2.")
    said, _run = outcome(home, "utlysning;sista dag\nEn till;löpande\nEn till;2027-01-01\n")
    assert said["En till"][0] == "doubtful"


def test_last_years_call_of_a_list_is_found_when_it_comes_back(home):
    outcome(home, "utlysning\nSkolfonden 2026\n")
    outcome(home, "utlysning\nSkolfonden 2027\n")
    assert Call.objects.get(title="Skolfonden 2027").previous.title == "Skolfonden 2026"


def test_excel_keeps_a_share_as_a_number_and_a_day_as_a_day(home):
    book = Workbook()
    book.active.append(["Utlysning", "Sista dag", "Belopp", "Valuta", "Stödandel"])
    book.active.append(["Fonden", timezone.datetime(2027, 3, 5), 250000, "SEK", 0.6])
    file = io.BytesIO()
    book.save(file)
    outcome(home, file.getvalue(), "lista.xlsx")
    call = Call.objects.get()
    assert (call.grant_most, call.currency, call.support_share, call.deadlines.get().day.isoformat()) == (250_000, "SEK", 60, "2027-03-05")


def test_the_document_names_the_columns_that_the_code_knows(settings):
    assert columns_in_words(CALLS) in (settings.BASE_DIR / "docs" / "import.md").read_text()


# ── the command


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_calls", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_knows_a_list_by_its_name_and_content(home, tmp_path):
    file = tmp_path / "utlysningar.csv"
    file.write_text("utlysning;sista dag\nFonden;löpande\nAndra;snart\n")
    with pytest.raises(CommandError, match="--municipality"):
        run(file)
    out, err = run(file, "--municipality", "osby")
    assert out.splitlines() == ["received: 2", "new: 1", "changed: 0", "same: 0", "doubtful: 0", "refused: 1"]
    assert "line 3: refused: Andra" in err
    assert "same: 1" in run(file, "--municipality", "osby")[0]
    assert ImportRun.objects.count() == 1
    named_so = tmp_path / "portal.csv"
    named_so.write_bytes(answer(record()))
    assert "new: 1" in run(named_so)[0]
    for arguments, why in (((), "give files"), ((file, "--url"), "give files"), ((file, file, "--municipality", "osby"), "one list")):
        with pytest.raises(CommandError, match=why):
            run(*arguments)


def test_seven_hundred_calls_come_in_within_the_time(tmp_path):
    text = "<p>" + "Long text of a call. " * 1500 + "</p>"
    file = tmp_path / "calls.json"
    file.write_bytes(answer(*[record(f"MANY-2026-{number}", descriptionByte=text, deadlineDate="2059-01-01") for number in range(700)]))
    a_watch(s.an_area(s.a_municipality()), "town")
    began = time.monotonic()
    assert "new: 700" in run(file)[0]
    assert time.monotonic() - began < 40  # 20 on a machine of its own
    assert CallNews.objects.count() == 700


# ── the portal asked


class FakePortal:
    """Answers pages as the portal does, and keeps what it was asked."""

    def __init__(self, number, faults=()):
        self.records = [record(f"FAKE-2026-{n:03}") for n in range(number)]
        self.faults, self.asked, self.slept = list(faults), [], []

    def open(self, request, timeout):
        self.asked.append(request)
        if self.faults and (fault := self.faults.pop(0)):
            raise fault
        page = int(request.full_url.rpartition("pageNumber=")[2])
        return answer(*self.records[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], total=len(self.records))

    def portal(self, folder, **more):
        return Portal(opener=self.open, sleep=self.slept.append, folder=folder, **more)


def http(code):
    return urllib.error.HTTPError("https://x", code, "no", {}, None)


def test_pages_come_one_at_a_time_sorted_and_with_a_pause(tmp_path):
    fake = FakePortal(230)
    pages = list(fake.portal(tmp_path).pages("43251589"))
    assert [len(json.loads(page)["results"]) for page in pages] == [100, 100, 30]
    assert fake.slept == [fetching.PAUSE, fetching.PAUSE]
    request = fake.asked[0]
    body = request.data.decode()
    assert request.full_url.startswith(f"https://{fetching.HOST}/")
    assert request.get_header("User-agent") == fetching.USER_AGENT
    assert '{"field": "identifier", "order": "ASC"}' in body
    assert '"frameworkProgramme": ["43251589"]' in body
    counts = bring_in([read(page) for page in pages])
    assert (len(counts.new), counts.is_incomplete) == (230, False)


def test_what_came_today_is_not_asked_for_again_and_a_broken_harvest_goes_on_where_it_was(tmp_path):
    fake = FakePortal(230, faults=[None, http(404)])
    with pytest.raises(Unfetched, match="404"):
        list(fake.portal(tmp_path).pages())
    assert len(fake.asked) == 2
    assert len(list(fake.portal(tmp_path).pages())) == 3
    assert len(fake.asked) == 4  # the first page lay there
    assert len(list(fake.portal(tmp_path).pages())) == 3
    assert len(fake.asked) == 4
    tomorrow = fake.portal(tmp_path, on=timezone.localdate() + s.days(1))
    assert len(list(tomorrow.pages())) == 3
    assert len(fake.asked) == 7
    tomorrow.forget_other_days()
    assert len(list(tmp_path.glob("*/*.json"))) == 3
    list(tomorrow.pages("43251589"))
    assert len(fake.asked) == 10  # another question


def test_a_portal_that_is_busy_is_asked_again_later_and_later(tmp_path):
    fake = FakePortal(1, faults=[http(503), TimeoutError(), urllib.error.URLError("gone")])
    assert len(list(fake.portal(tmp_path).pages())) == 1
    assert fake.slept == list(fetching.WAITS)
    gone = FakePortal(1, faults=[http(503)] * 4)
    with pytest.raises(Unfetched, match="Inget är skrivet"):
        list(gone.portal(tmp_path / "other").pages())
    assert len(gone.asked) == 4


@pytest.mark.parametrize("address", ["http://api.tech.ec.europa.eu/x", "https://example.org/", "https://api.tech.ec.europa.eu.example.org/", "file:///etc/passwd",
                                     "https://api.tech.ec.europa.eu:8443/"])  # fmt: skip
def test_only_the_portals_own_host_is_asked(tmp_path, address):
    fake = FakePortal(1)
    with pytest.raises(Unfetched, match="egen adress"):
        list(fake.portal(tmp_path, address=address).pages())
    with pytest.raises(Unfetched):
        fetching.OwnHostOnly().redirect_request(None, None, 302, "", {}, address)
    assert not fake.asked


@pytest.mark.parametrize("data", [b"<html>", b"{}", b'{"totalResults": "many"}', b'{"totalResults": 999999999}'])
def test_what_is_no_answer_is_not_kept(tmp_path, data):
    portal = Portal(opener=lambda request, timeout: data, sleep=lambda seconds: None, folder=tmp_path)
    with pytest.raises((Unfetched, ValueError)):
        list(portal.pages())
    assert not list(tmp_path.glob("*/*"))


def test_the_command_asks_for_one_programme(tmp_path, monkeypatch):
    fake = FakePortal(2)
    monkeypatch.setattr("intl_admin.management.commands.import_calls.Portal", lambda: fake.portal(tmp_path))
    out, _err = run("--url", "--programme", "cerv")
    assert "pages: 1, of which asked for now: 1" in out
    assert "new: 2" in out
    assert "of which asked for now: 0" in run("--url", "--programme", "43251589")[0]
    with pytest.raises(CommandError, match="Known: "):
        run("--url", "--programme", "nothing")


# ── by the pages


@pytest.fixture
def coordinator(home):
    return s.somebody("coordinator", home)


def upload(client, *contents):
    files = [io.BytesIO(content) for content in contents]
    for number, file in enumerate(files, 1):
        file.name = f"sida{number}.json"
    return client.post(reverse("calls_import", args=["osby"]), {"upload": files})


def queue(monkeypatch, name) -> list:
    """What would wait for the worker."""
    queued, real = [], getattr(harvest_jobs, name)
    waiting = SimpleNamespace(enqueue=lambda *arguments: queued.append(arguments), func=real.func)
    monkeypatch.setattr(harvest_jobs, name, waiting)
    return queued


def test_files_of_one_harvest_become_a_job_with_its_result(home, coordinator, monkeypatch):
    queued = queue(monkeypatch, "read_in_background")
    client = client_of(coordinator)
    pages = [answer(record("A-2026-1"), record("A-2026-2"), total=5), answer(record("A-2026-2"), record("B-2026-3", status="?"), total=5)]
    response = upload(client, *pages)
    job = Job.objects.get()
    assert response.url == reverse("job", args=["osby", job.pk])
    harvest_jobs.read_in_background.func(*queued[0])
    job.refresh_from_db()
    harvest = Harvest.objects.get()
    assert (job.state, job.result_url) == ("done", reverse("harvest", args=["osby", harvest.pk]))
    text = client.get(job.result_url).content.decode()
    assert "Hämtningen är inte hel: 2 av 5 utlovade poster kom aldrig." in text
    assert "B-2026-3" in text
    assert "Inte hel" in client.get(reverse("calls_import", args=["osby"])).content.decode()


@pytest.mark.parametrize("content", [b"{", b"<html>", b"[]", b""])
def test_a_file_that_is_no_answer_is_refused_at_once(home, coordinator, content):
    response = upload(client_of(coordinator), answer(record()), content)
    assert response.status_code == 200
    assert "upload" in response.context["form"].errors
    assert not Job.objects.exists()


def test_the_portal_is_asked_by_a_job_and_a_silent_portal_writes_nothing(home, coordinator, monkeypatch, tmp_path):
    queued = queue(monkeypatch, "fetch_in_background")
    client, fake = client_of(coordinator), FakePortal(3, faults=[http(404)])
    monkeypatch.setattr("funding.harvest_jobs.Portal", lambda: fake.portal(tmp_path))
    for state, number in (("failed", 0), ("done", 3)):
        client.post(reverse("calls_fetch", args=["osby"]), {"program": "cerv"})
        harvest_jobs.fetch_in_background.func(*queued.pop())
        job = Job.objects.latest("pk")
        assert (job.state, Call.objects.count()) == (state, number)
    assert "43251589" in fake.asked[0].data.decode()
