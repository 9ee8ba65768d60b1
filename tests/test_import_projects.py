"""Lists of projects: what each odd line becomes, amounts and years as people write them, that twice changes nothing, and that a run is undone."""

import datetime as dt
import time
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from councils import import_jobs
from councils.imports import a_run, undo_run, write_run
from councils.models import ImportRun, Municipality
from councils.tables import read_table
from funding.imports import PROJECTS, judge
from funding.models import Programme, Project, WorkPartner
from funding.project_columns import STATE_OF, STATES, amount_of, period_of
from partnerships.many_homes import columns_in_words
from partnerships.names import name_key
from tests import situations as s
from tests.lists_to_import import as_csv

pytestmark = pytest.mark.django_db
HEAD = ("projekt", "enhet", "program", "finansiär", "projektnummer", "tid", "läge", "beviljat", "total kostnad", "egen insats", "valuta", "kurs",
        "kursdag", "partner", "mål")  # fmt: skip


@pytest.fixture
def home():
    home = s.a_municipality("storkoping", "Storköping")
    school = s.an_area(home, "skola", "Barn och skola")
    cerv = s.saved(Programme(code="cerv-prov", name="CERV (Medborgare, jämlikhet)", level="EU"))
    s.a_partner(home, "Borgå", "FI", code="borga", local_name="Porvoo")
    s.a_project(school, dt.date(2019, 1, 1), title="Gröna gårdar", ends_on=dt.date(2021, 12, 31), when_text="2019–2021", programme=cerv,
                amount=Decimal(450000), status="held", reference="101")  # fmt: skip
    return home


def a_line(title="Ny mötesplats", **named):
    values = dict.fromkeys(HEAD, "") | {"projekt": title, "tid": "2023"} | {name.replace("_", " "): value for name, value in named.items()}
    return [values[name] for name in HEAD]


def a_table(*lines):
    return read_table(as_csv(lines, HEAD), "projekt.csv", PROJECTS.columns)


def judged(home, *lines, answers=None):
    return judge(home, a_table(*lines), answers or {})


def written(home, *lines, answers=None):
    run = a_run(PROJECTS, home, name="projekt.csv", content=b"x", by=None)
    run.answers = answers or {}
    write_run(run, a_table(*lines), by=None)
    return run


# ── amounts and times


@pytest.mark.parametrize(
    "text, value, currency",
    [
        ("450 000 kr", 450000, "SEK"), ("€ 12,500", 12500, "EUR"), ("1,2 mnkr", 1_200_000, "SEK"), ("45 tkr", 45000, "SEK"), ("0", 0, ""), ("", None, ""),
        ("okänt", None, ""), ("12.500,00 €", 12500, "EUR"), ("300 000:-", 300000, "SEK"), ("SEK 300 000", 300000, "SEK"), ("1 200 000,50", Decimal("1200000.50"), ""),
        ("1.250.000", 1250000, ""), ("12,5", Decimal("12.5"), ""), ("0,125 MEUR", 125000, "EUR"), ("1,250 mnkr", 1250000, "SEK"), ("12,500.25 EUR", Decimal("12500.25"), "EUR"),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(text, value, currency):
    found = amount_of(text)
    assert (found.value, found.currency, found.fault) == (value, currency, "")


@pytest.mark.parametrize("text", ["mycket", "-5", "ca 300", "10 % av 500", "9" * 20, "1e9", "=1+1", "12 USD", "1,2,3.4,5"])
def test_no_amount_is_guessed(text):
    assert amount_of(text).fault


@given(st.decimals(min_value=0, max_value=Decimal("99999999.99"), places=2), st.sampled_from([("kr", "SEK"), ("€", "EUR")]))
def test_what_we_write_ourselves_is_read_again(value, unit):
    sign, currency = unit
    swedish = f"{value:,.2f}".replace(",", " ").replace(".", ",")
    for text in (f"{swedish} {sign}", f"{sign} {value:,.2f}", f"{value} {sign}"):
        assert (amount_of(text).value, amount_of(text).currency) == (value, currency)


@pytest.mark.parametrize(
    "text, first, last, kept",
    [
        ("2019–2021", (2019, 1, 1), (2021, 12, 31), True), ("2019-2021", (2019, 1, 1), (2021, 12, 31), True), ("2020-", (2020, 1, 1), None, True),
        ("HT 2023", (2023, 7, 1), (2023, 12, 31), True), ("våren 2024", (2024, 1, 1), (2024, 6, 30), True), ("2023", (2023, 1, 1), (2023, 12, 31), True),
        ("2019/20", (2019, 1, 1), (2020, 12, 31), True), ("2023-05", (2023, 5, 1), (2023, 5, 31), True), ("maj 2023 – juni 2024", (2023, 5, 1), (2024, 6, 30), True),
        ("2023-05-01 – 2024-02-29", (2023, 5, 1), (2024, 2, 29), False), ("2023-05-01", (2023, 5, 1), (2023, 5, 1), False), ("2020 – tills vidare", (2020, 1, 1), None, True),
    ],
)  # fmt: skip
def test_years_in_place_of_dates(text, first, last, kept):
    found = period_of(text)
    assert (found.first, found.last) == (dt.date(*first), dt.date(*last) if last else None)
    assert found.text == (text if kept else "")


@pytest.mark.parametrize("text", ["2021–2019", "nyligen", "2023-02-30", "1023", "2023-13", "2019–2020–2021", "9" * 80])
def test_no_time_is_guessed(text):
    assert period_of(text).fault


# ── what a line becomes

LINES = [
    (a_line(), "new", ""),
    (a_line(beviljat="", tid="2020-"), "new", ""),
    (a_line("Gröna gårdar", tid="2019–2021", beviljat="450 000 kr"), "same", ""),
    (a_line("GRÖNA  GÅRDAR", tid="2019-2021", program="CERV"), "changed", "tid"),
    (a_line("Gröna gårdar", tid="2019–2021", beviljat="0 kr"), "changed", "belopp"),
    (a_line("Gröna gårdar", tid="2019-09-01 – 2021-06-30"), "changed", "2019-09-01"),
    (a_line("Ett annat namn", projektnummer="101", tid="2019–2021"), "same", ""),  # known by the funder's number
    (a_line("Gröna gårdar", projektnummer="102", tid="2022"), "new", ""),  # another number is another project
    (a_line("Gröna gårdar", tid="2023"), "doubtful", "annat år"),
    (a_line("Gröna gårdarna", tid="2019"), "doubtful", "liknar"),
    (a_line("Gröna gårdar", tid="2019–2021", läge="avslutat"), "doubtful", "Läget ändras"),
    (a_line(program="Rymdfonden"), "doubtful", "känns inte igen"),
    (a_line(program="cerv"), "new", ""),
    (a_line(enhet="Barn och skola"), "new", ""),
    (a_line(enhet="Storköping"), "new", ""),
    (a_line(enhet="Barn o skola"), "refused", "Menas Barn och skola"),
    (a_line(""), "refused", "namn saknas"),
    (a_line("12345"), "refused", "inget namn"),
    (a_line("=HYPERLINK(1)"), "refused", "formel"),
    (a_line("X" * 201), "refused", "för långt"),
    (a_line(tid=""), "refused", "minst ett år"),
    (a_line(tid="snart"), "refused", "går inte att läsa"),
    (a_line(beviljat="mycket"), "refused", "går inte att läsa"),
    (a_line(beviljat="100 kr", total_kostnad="100 €"), "refused", "olika valutor"),
    (a_line(beviljat="100 kr", valuta="EUR"), "refused", "olika valutor"),
    (a_line(beviljat="100", valuta="EUR", kurs="11,25"), "refused", "vilken dag"),
    (a_line(beviljat="100", valuta="EUR", kurs="11,25", kursdag="2023-05-01"), "new", ""),
    (a_line(läge="i fas"), "refused", "inget läge"),
    (a_line(läge="pågår"), "new", ""),
]  # fmt: skip


@pytest.mark.parametrize("line, outcome, why", LINES)
def test_each_line(home, line, outcome, why):
    (found,) = judged(home, line)
    assert found.outcome == outcome, found.reason
    assert why in f"{found.reason} {' '.join(map(str, found.changes))}"


def test_what_is_written(home):
    written(home, a_line(enhet="skola", program="CERV", tid="HT 2023", beviljat="€ 12,500", total_kostnad="", egen_insats="0", kurs="11,25",
                         kursdag="2023-07-01", partner="Porvoo; Ringerike", mål="Mötas"))  # fmt: skip
    project = Project.objects.get(title="Ny mötesplats")
    assert (project.container.code, project.programme.code, project.when_text, project.status) == ("skola", "cerv-prov", "HT 2023", "held")
    assert (project.amount, project.currency, project.kronor) == (12500, "EUR", 140625)
    assert (project.total_cost, project.own_cash) == (None, 0)  # empty is not known, 0 is nothing
    assert sorted(str(one) for one in project.partners.all()) == ["Borgå", "Ringerike"]
    assert project.history.first().history_change_reason == "Import: projekt.csv"


def test_twice_changes_nothing(home):
    lines = [line for line, outcome, _why in LINES if outcome == "new"]
    lines = [[f"{cell} {number}" if at == 0 else cell for at, cell in enumerate(line)] for number, line in enumerate(lines)]
    written(home, *lines)
    before = (Project.objects.count(), Project.history.count(), WorkPartner.objects.count())
    run = written(home, *lines)
    assert {line["outcome"] for line in run.lines} == {"same"}
    assert (Project.objects.count(), Project.history.count(), WorkPartner.objects.count()) == before


def test_answers_settle_doubts(home):
    line = a_line("Gröna gårdar", tid="2023")
    (found,) = judged(home, line, answers={"2": "new"})
    assert found.outcome == "new"
    (found,) = judged(home, a_line(program="Rymdfonden"), answers={"2": "text"})
    assert found.outcome == "new"
    written(home, a_line(program="Rymdfonden"), answers={"2": "text"})
    assert Project.objects.get(title="Ny mötesplats").funder == "Rymdfonden"


def test_a_run_is_undone_but_not_what_somebody_has_touched(home):
    run = written(home, a_line("Ett", partner="Ringerike"), a_line("Två"), a_line("Gröna gårdar", tid="2019–2021", beviljat="1 kr"))
    touched = Project.objects.get(title="Två")
    touched.goals = "Mer"
    s.saved(touched)
    run = undo_run(run, by=None)
    assert sorted(Project.objects.values_list("title", flat=True)) == ["Gröna gårdar", "Två"]
    assert Project.objects.get(title="Gröna gårdar").amount == 450000
    assert len(run.left) == 1


def test_only_who_takes_care_of_money_imports(home):
    contact = s.an_account(s.a_contact_person(home.containers.get(code="skola")).person)
    content = as_csv([a_line()], HEAD)
    with pytest.raises(PermissionDenied):
        import_jobs.bring_in(importer=PROJECTS, municipality=home, name="p.csv", content=content, by=contact)
    run, _job = import_jobs.bring_in(
        importer=PROJECTS, municipality=home, name="p.csv", content=content, by=s.somebody("coordinator", home)
    )
    import_jobs.carry_out(run=run, by=s.somebody("coordinator", home))
    assert Project.objects.filter(title="Ny mötesplats").exists()


def test_the_command_shows_first_and_writes_then(home, tmp_path, capsys):
    file = tmp_path / "projekt.csv"
    file.write_bytes(as_csv([a_line(), a_line(beviljat="mycket")], HEAD))
    call_command("import_projects", str(file), "--municipality", "storkoping")
    said = capsys.readouterr().out
    assert "received 2, new 1, changed 0, same 0, doubtful 0, refused 1" in said
    assert Project.objects.count() == 1
    call_command("import_projects", str(file), "--apply", "--municipality", "storkoping")
    assert Project.objects.count() == 2
    assert ImportRun.objects.get().kind == "projects"


def test_a_municipality_that_is_not_there_is_only_shown(tmp_path, capsys):
    file = tmp_path / "projekt.csv"
    file.write_bytes(as_csv([["Kiruna", *a_line()]], ("kommun", *HEAD)))
    call_command("import_projects", str(file))
    assert "new 1" in capsys.readouterr().out
    assert not Municipality.objects.exists()


@pytest.mark.parametrize(
    "words, state",
    [
        ("in progress", "running"), ("In Progress ", "running"), ("under way", "running"), ("igång", "running"), ("i gång", "running"),
        ("carried out", "held"), ("Klar", "held"), ("finished", "held"), ("not started", "planned"), ("inte påbörjat", "planned"),
        ("slutredovisad", "closed"), ("archived", "closed"), ("blev inte av", "cancelled"), ("canceled", "cancelled"), ("called off", "cancelled"),
    ],
)  # fmt: skip
def test_states_in_the_words_that_people_use(words, state):
    assert STATE_OF[name_key(words)] == state


def test_no_word_means_two_states():
    words = [name_key(word) for said in STATES.values() for word in said.split(", ")]
    assert len(words) == len(set(words))


def test_the_columns_stand_in_the_manual():
    assert columns_in_words(PROJECTS) in (settings.BASE_DIR / "docs" / "import.md").read_text()


def test_many_lines_are_judged_with_few_questions(home):
    def questions(many):
        with CaptureQueriesContext(connection) as queries:
            judged(home, *(a_line(f"Projekt {number} {'abcdefghij'[number % 10] * 9}") for number in range(many)))
        return len(queries)

    started = time.monotonic()
    assert questions(2) == questions(300)
    assert time.monotonic() - started < 10
