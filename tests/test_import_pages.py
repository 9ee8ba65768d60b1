"""The pages of an import: the list comes in, doubtful lines are answered, it is carried out and undone; big ones by a job."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from councils import import_jobs
from councils.imports import IMPORTERS
from councils.models import ImportRun, Job, StoredFile
from partnerships.models import Partner, Relation
from tests import situations as s
from tests.lists_to_import import as_csv

HEAD = ("partner", "land", "sedan")
LIST = as_csv([("Cēsis", "Lettland", "1990"), ("Gribskow", "Danmark", "1999"), ("???", "", "")], HEAD)


@pytest.fixture
def home(db):
    home = s.a_municipality()
    s.a_relation(home.container_ptr, "Gribskov", country="DK")
    return home


@pytest.fixture
def coordinator(home):
    return s.somebody("coordinator", home)


@pytest.fixture
def visitor(coordinator):
    client = Client()
    client.force_login(coordinator, backend="councils.access.ContainerBackend")
    return client


def a_file(folder, content=LIST, name="vanorter.csv"):
    path = folder / name
    path.write_bytes(content)
    return path


def brought_in(visitor, path, **more):
    with path.open("rb") as upload:
        return visitor.post(reverse("imports", args=["osby"]), {"kind": "relations", "upload": upload}, **more)


def act(visitor, name, run, **data):
    return visitor.post(reverse(name, args=["osby", run.pk]), data, follow=True).content.decode()


def test_a_list_from_file_to_rows_and_back(visitor, tmp_path):
    page = brought_in(visitor, a_file(tmp_path), follow=True).content.decode()
    run = ImportRun.objects.get()
    assert (run.state, run.counts) == ("read", {"received": 3, "new": 1, "changed": 0, "same": 0, "doubtful": 1, "refused": 1})
    for words in ("Inget är inskrivet än", "Ta in 1 rad", "Namnet liknar", "inget namn", "Rad 4"):
        assert words in page
    assert not Partner.objects.filter(name="Cēsis").exists()
    only = visitor.get(reverse("import", args=["osby", run.pk]), {"utfall": "refused"}).content.decode()
    assert ("inget namn" in only, "Namnet liknar" in only) == (True, False)
    assert visitor.get(reverse("import", args=["osby", run.pk]), {"utfall": "nonsense"}).status_code == 404
    (line,) = [one for one in run.lines if one["outcome"] == "doubtful"]
    act(visitor, "import_answer", run, **{"rad-3": "partner:999999", "rad-2": "skip"})  # neither was asked
    run.refresh_from_db()
    assert run.answers == {}
    assert "Ta in 2 rader" in act(visitor, "import_answer", run, **{"rad-3": line["choices"][0][0]})
    assert "Listan är införd" in act(visitor, "import_apply", run)
    assert Relation.objects.get(name="Gribskov").started_year == 1999
    assert "redan genomförd" in act(visitor, "import_apply", run)
    assert "Importen är ångrad" in act(visitor, "import_undo", run)
    assert (Partner.objects.count(), Relation.objects.get().started_year) == (1, None)
    assert "bara en gång" in act(visitor, "import_undo", run)
    assert "vanorter.csv" in visitor.get(reverse("imports", args=["osby"])).content.decode()


@pytest.mark.parametrize("kind", IMPORTERS)
def test_a_preview_is_thrown_away_with_its_file(visitor, home, coordinator, tmp_path, django_capture_on_commit_callbacks, kind):
    importer = IMPORTERS[kind]
    content = as_csv([("Cēsis",)], [next(column.name for column in importer.columns if column.required)])
    run, _job = import_jobs.bring_in(importer=importer, municipality=home, name="egen.csv", content=content, by=coordinator)
    stored = run.file
    twin, _job = import_jobs.bring_in(importer=importer, municipality=home, name="igen.csv", content=content, by=coordinator)
    assert "Kasta förhandsgranskningen" in visitor.get(reverse("import", args=["osby", run.pk])).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page = act(visitor, "import_drop", run)
    run.refresh_from_db()
    assert (run.state, run.file, run.lines, run.counts["received"], run.dropped_on is not None) == ("dropped", None, [], 1, True)
    assert (
        "Inget togs in, och filen är borta" in page,
        "Kasta förhandsgranskningen" in page,
        reverse("import_apply", args=["osby", run.pk]) in page,
    ) == (
        True,
        False,
        False,
    )
    assert not StoredFile.objects.filter(pk=stored.pk).exists()
    assert stored.content.storage.exists(stored.content.name)  # the other list has the same bytes
    for name, words in (
        ("import_apply", "redan genomförd"),
        ("import_undo", "Bara en genomförd"),
        ("import_drop", "Bara en förhandsgranskning"),
    ):
        assert words in act(visitor, name, run)
    with django_capture_on_commit_callbacks(execute=True):
        act(visitor, "import_drop", twin)
    assert not stored.content.storage.exists(stored.content.name)
    assert "egen.csv" in visitor.get(reverse("imports", args=["osby"])).content.decode()


def test_what_is_carried_out_is_not_thrown_away(visitor, tmp_path):
    brought_in(visitor, a_file(tmp_path))
    run = ImportRun.objects.get()
    act(visitor, "import_apply", run)
    assert "går att ångra" in act(visitor, "import_drop", run)
    run.refresh_from_db()
    assert (run.state, run.file is None) == ("applied", False)


@pytest.mark.parametrize("content, name, words", [
    (b"", "tom.csv", "tom"), (b"namn\n", "a.csv", "inga rader"), (b"a;b\n1;2", "a.csv", "Rubrik saknas"), (b"partner\nX", "a.xlsx", "ingen"),
    (b"PK\x03\x04", "a.xlsx", "går inte att läsa"), (b"\x89PNG\r\n\x1a\n\0\0", "a.csv", "ingen lista"),
])  # fmt: skip
def test_what_is_no_list_is_said_at_the_field(visitor, tmp_path, content, name, words):
    response = brought_in(visitor, a_file(tmp_path, content, name))
    assert (response.status_code, ImportRun.objects.exists()) == (200, False)
    assert words in response.context["form"].errors["upload"][0]


def test_another_municipalitys_lines_are_refused_on_the_page(visitor, tmp_path):
    s.a_municipality("lomma", "Lomma")
    rows = [("Osby kommun", "Cēsis", "LV"), ("Lomma", "Borgå", "FI"), ("Atlantis", "Borgå", "FI"), ("", "Bömlo", "NO")]
    brought_in(visitor, a_file(tmp_path, as_csv(rows, ("kommun", "partner", "landskod"))))
    assert [line["outcome"] for line in ImportRun.objects.get().lines] == ["new", "refused", "refused", "new"]
    assert "annan kommun" in ImportRun.objects.get().lines[1]["reason"]


def work():
    call_command("db_worker", batch=True, reload=False, startup_delay=False, interval=0, verbosity=0)


@pytest.mark.django_db(transaction=True)  # the worker closes its connection after each task
def test_a_big_list_is_read_written_and_undone_by_jobs(monkeypatch, visitor, tmp_path):
    monkeypatch.setattr(import_jobs, "AT_ONCE", 1)
    assert "/jobb/" in brought_in(visitor, a_file(tmp_path)).url
    run = ImportRun.objects.get()
    assert (run.state, "Kom tillbaka" in visitor.get(reverse("import", args=["osby", run.pk])).content.decode()) == ("waiting", True)
    for name, state in (("", "read"), ("import_apply", "applied"), ("import_undo", "undone")):
        if name:
            visitor.post(reverse(name, args=["osby", run.pk]))
        work()
        run.refresh_from_db()
        assert run.state == state
    assert [job.state for job in Job.objects.all()] == ["done"] * 3
    assert not Partner.objects.filter(name="Cēsis").exists()


@pytest.mark.django_db(transaction=True)
def test_a_list_that_is_thrown_away_before_it_is_read_is_never_read(monkeypatch, visitor, tmp_path):
    monkeypatch.setattr(import_jobs, "AT_ONCE", 1)
    brought_in(visitor, a_file(tmp_path))
    run = ImportRun.objects.get()
    act(visitor, "import_drop", run)
    work()
    run.refresh_from_db()
    assert (run.state, run.lines, Job.objects.get().state) == ("dropped", [], "failed")
    assert "kastad" in Job.objects.get().error


@pytest.mark.django_db(transaction=True)
def test_a_right_that_ended_while_the_list_waited_stops_it(monkeypatch, visitor, coordinator, tmp_path):
    brought_in(visitor, a_file(tmp_path))
    monkeypatch.setattr(import_jobs, "AT_ONCE", 1)
    visitor.post(reverse("import_apply", args=["osby", ImportRun.objects.get().pk]))
    post = coordinator.person.appointments.get()
    post.ends_on = s.LONG_AGO
    s.saved(post)
    work()
    assert (Job.objects.get().state, ImportRun.objects.get().state) == ("failed", "read")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_import_in_the_browser(open_page, sign_in, coordinator, tmp_path):
    page = open_page(width=390, javascript=False)
    sign_in(page, coordinator)
    page.goto(reverse("imports", args=["osby"]))
    page.get_by_label("Vänorter och avtal").check()
    page.get_by_label("Listan").set_input_files(a_file(tmp_path))
    page.get_by_role("button", name="Läs listan").click()
    expect(page.get_by_role("heading", name="vanorter.csv")).to_be_visible()
    page.get_by_label("Vad är det? Gribskow").select_option(label="Samma som Gribskov")
    page.get_by_role("button", name="Spara svaren").click()
    page.get_by_role("button", name="Ta in 2 rader").click()
    expect(page.get_by_text("Listan är införd")).to_be_visible()
    page.goto(reverse("relations", args=["osby"]))
    expect(page.get_by_role("link", name="Cēsis")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Ångra importen").click()
    expect(page.get_by_text("Importen är ångrad")).to_be_visible()
