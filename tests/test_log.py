"""The activity log: four facts, corrected with a trail, read page by page."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from partnerships.models import Work
from reports.models import Activity
from reports.views import log as view
from tests import situations as a

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC))


@pytest.fixture
def home():
    return a.a_municipality()


@pytest.fixture
def area(home):
    return a.an_area(home, "skola", "Barn och skola")


@pytest.fixture
def contact(area):
    return a.somebody("contact", area)


@pytest.fixture
def page(client, contact):
    """The contact person at the phone."""
    client.force_login(contact, backend="councils.access.ContainerBackend")
    return client


@pytest.fixture
def twin(home):
    return a.a_relation(home.container_ptr)


def sent(area, whom, **more):
    """The four facts and the unit, which stands there from the start."""
    return {"kind": "meeting", "title": "Två klasser hade digital lektion om vatten.", "when": "0", "party": getattr(whom, "pk", whom),
            "container": area.pk, **more}  # fmt: skip


def log(page, area, whom, **more):
    return page.post(reverse("log_new", args=["osby"]), sent(area, whom, **more))


def errors(response):
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context["form"].errors.items()}


# ── four facts


def test_four_facts_are_enough(page, area, contact, twin):
    response = log(page, area, twin)
    entry = Activity.objects.get()
    assert response["Location"] == reverse("activity", args=["osby", entry.pk])
    assert (entry.kind, entry.title, entry.starts_on, entry.relation) == (
        "meeting",
        "Två klasser hade digital lektion om vatten.",
        TODAY,
        twin,
    )
    assert (entry.container.pk, entry.people_reached, entry.own_cost) == (area.pk, None, None)
    assert entry.history.get().history_user == contact
    shown = page.get(response["Location"]).content.decode()
    assert shown.count("uppgift saknas") == 2  # how many people, and what it cost


@pytest.mark.parametrize("left_out, says", [
    ("kind", "Välj vad för slag det var."), ("title", "Skriv en mening om vad ni gjorde."), ("when", "Välj vilken dag."),
    ("party", "Välj vem ni gjorde det med."),
])  # fmt: skip
def test_each_of_the_four_is_needed_and_the_rest_of_what_was_typed_stays(page, area, twin, left_out, says):
    response = log(page, area, twin, description="Det blev bra", **{left_out: ""})
    assert errors(response) == {left_out: [says]}
    assert "Det blev bra" in response.content.decode()
    assert not Activity.objects.exists()


def test_the_form_asks_for_four_things_and_folds_the_rest_away(page, area):
    form = page.get(reverse("log_new", args=["osby"])).context["form"]
    required = {name for name, field in form.fields.items() if field.required}
    assert required == {"kind", "title", "when", "party", "container"}
    assert {field.name for field in form.later} == set(form.fields) - {field.name for field in form.first} - {"container", "version"}


# ── where


def test_ones_own_unit_stands_there_from_the_start(page, home, area):
    a.an_area(home, "kultur", "Kultur och fritid")
    response = page.get(reverse("log_new", args=["osby"]))
    assert (response.context["preset"].pk, response.context["one_unit"]) == (area.pk, True)
    assert f'<input type="hidden" name="container" value="{area.pk}">' in response.content.decode()


def test_who_has_several_units_may_choose(page, home, area, contact):
    other = a.an_area(home, "kultur", "Kultur och fritid")
    a.an_appointment("contact", other, person=contact.person)
    response = page.get(reverse("log_new", args=["osby"]), {"enhet": "kultur"})
    assert (response.context["preset"].pk, response.context["one_unit"]) == (other.pk, False)


def test_another_unit_cannot_be_logged_for(page, home, twin):
    other = a.an_area(home, "kultur", "Kultur och fritid")
    assert set(errors(log(page, other, twin))) == {"container"}


# ── when


def test_yesterday_and_another_day(page, area, twin):
    log(page, area, twin, when="1")
    log(page, area, twin, when="2", day="2026-03-01")
    assert set(Activity.objects.values_list("starts_on", flat=True)) == {dt.date(2026, 11, 23), dt.date(2026, 3, 1)}


WRONG_DAYS = [
    ("to come", "2026-11-25", "Logga det som har hänt. Dagen kan inte ligga i framtiden."),
    ("not given", "", "Skriv vilken dag det var."),
    ("not a day", "2026-02-30", "Skriv dagen som år-månad-dag, till exempel 2026-03-01."),
    ("of no year", "0026-03-01", "Kontrollera året i datumet."),
]


@pytest.mark.parametrize("day, says", [line[1:] for line in WRONG_DAYS], ids=[line[0] for line in WRONG_DAYS])
def test_a_day_that_cannot_be_is_refused(page, area, twin, day, says):
    assert errors(log(page, area, twin, when="2", day=day)) == {"day": [says]}


def test_the_day_is_swedish_just_after_midnight(page, area, twin, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 24, 23, 30, tzinfo=dt.UTC))
    log(page, area, twin)
    assert Activity.objects.get().starts_on == dt.date(2026, 11, 25)


# ── with whom


def test_somebody_else_is_written_by_name(page, area):
    assert errors(log(page, area, "other")) == {"counterpart": ["Skriv vem ni gjorde det med."]}
    log(page, area, "other", counterpart="Goethe-institutet")
    entry = Activity.objects.get()
    assert (entry.relation, entry.with_whom) == (None, "Goethe-institutet")


def test_a_partner_that_is_chosen_wins_over_a_name_left_in_the_field(page, area, twin):
    log(page, area, twin, counterpart="Goethe-institutet")
    assert Activity.objects.get().with_whom == "Gribskov"


def test_another_municipalitys_partner_is_not_among_them(page, area):
    theirs = a.a_relation(a.a_municipality("lomma", "Lomma").container_ptr, "Hemligt")
    assert set(errors(log(page, area, theirs))) == {"party"}


def offered(page, query=""):
    """(the big buttons, the rest of the register)"""
    form = page.get(reverse("log_new", args=["osby"]) + query).context["form"]
    buttons = [str(option.choice_label) for option in form["party"]]
    return buttons, [label for value, label in form.fields["listed"].choices if value] if "listed" in form.fields else []


def test_the_few_most_used_are_big_buttons_and_the_rest_of_the_register_one_tap_away(page, home, area):
    towns = [a.a_relation(home.container_ptr, f"Ort {number}") for number in range(7)]
    other = a.an_area(home, "andra", "De andra")
    a.an_activity(other, dt.date(2026, 11, 20), relation=towns[6])
    a.an_activity(area, dt.date(2026, 3, 1), relation=towns[5])
    for _number in range(2):
        a.an_activity(area, dt.date(2026, 2, 1), relation=towns[4])
    a.an_activity(area, dt.date(2024, 2, 1), relation=towns[3])  # long ago
    buttons, rest = offered(page)
    assert buttons == ["Ort 4", "Ort 5", "Ort 6", "Ort 0", "Ort 1", "Någon annan"]
    assert rest == ["Ort 2", "Ort 3"]
    log(page, area, "other", listed=towns[3].pk)
    assert Activity.objects.latest("pk").relation == towns[3]


def test_few_partners_need_no_list(page, home):
    for number in range(5):
        a.a_relation(home.container_ptr, f"Ort {number}")
    buttons, rest = offered(page)
    assert (len(buttons), rest) == (6, [])


def test_the_partners_own_page_presets_it(page, home):
    towns = [a.a_relation(home.container_ptr, f"Ort {number}") for number in range(7)]
    answer = page.get(reverse("log_new", args=["osby"]) + f"?med={towns[6].pk}")
    form = answer.context["form"]
    assert offered(page, f"?med={towns[6].pk}")[0][0] == "Ort 6"
    assert form["party"].value() == str(towns[6].pk)
    assert offered(page, "?med=nonsense")[0][0] == "Ort 0"


def test_an_entry_keeps_a_partner_that_has_ended_since(page, home, area, twin):
    log(page, area, twin)
    twin.status = "ended"
    a.saved(twin)
    entry = Activity.objects.get()
    facts = sent(area, twin, version=entry.version, when="2", day="2026-11-20", title="Rättad")
    assert page.post(reverse("activity_edit", args=["osby", entry.pk]), facts).status_code == 302


# ── figures that contradict each other


WRONG_FACTS = [
    ({"people_reached": "3", "young_reached": "4"}, "young_reached", "De unga kan inte vara fler än alla personer tillsammans."),
    ({"when": "2", "day": "2026-03-02", "ends_on": "2026-03-01"}, "ends_on", "Sista dagen kan inte vara före första dagen."),
    ({"own_cost": "-1"}, None, None),
    ({"people_reached": "-1"}, "people_reached", None),
]


@pytest.mark.parametrize("wrong, field, says", WRONG_FACTS)
def test_facts_that_cannot_be_are_refused(page, area, twin, wrong, field, says):
    found = errors(log(page, area, twin, **wrong))
    assert field is None or list(found) == [field]
    assert says is None or found[field] == [says]
    assert not Activity.objects.exists()


# ── correcting


def changed(entry, **more):
    return {**sent(entry.container, entry.relation_id or "other"), "title": entry.title, "when": "2", "day": str(entry.starts_on),
            "version": entry.version, "reason": "", **more}  # fmt: skip


def test_a_correction_keeps_the_trail(page, area, twin, contact):
    log(page, area, twin)
    entry = Activity.objects.get()
    page.post(
        reverse("activity_edit", args=["osby", entry.pk]), changed(entry, title="Tre klasser", people_reached="62", reason="Räknade fel")
    )
    trail = page.get(reverse("history", args=["osby", "activity", entry.pk])).context["entries"]
    assert [(one.what, one.who, one.why) for one in trail] == [("Ändrad", contact.called, "Räknade fel"), ("Skapad", contact.called, "")]
    assert sorted(trail[0].changes) == [("Antal personer", "", "62"), ("Vad", "Två klasser hade digital lektion om vatten.", "Tre klasser")]
    assert Work.objects.get(pk=entry.pk).title == "Tre klasser"


def test_a_stale_correction_is_told(page, area, twin):
    log(page, area, twin)
    entry = Activity.objects.get()
    mine = changed(entry, title="Min")
    entry.title = "Någon annans"
    entry.recorded(by=None)
    response = page.post(reverse("activity_edit", args=["osby", entry.pk]), mine)
    assert response.status_code == 409
    assert [(change.saved, change.mine) for change in response.context["changes"]] == [("Någon annans", "Min")]


def test_an_entry_of_a_closed_unit_can_still_be_corrected(page, area, twin):
    log(page, area, twin, when="2", day="2026-03-01")
    entry = Activity.objects.get()
    area.active_to = dt.date(2026, 6, 30)
    a.saved(area)
    assert page.post(reverse("activity_edit", args=["osby", entry.pk]), changed(entry, title="Rättad")).status_code == 302
    assert set(errors(log(page, area, twin))) == {"container"}  # nothing new


# ── files


def test_a_picture_may_come_with_it_or_follow(page, area, twin):
    log(page, area, twin, upload=SimpleUploadedFile("lektion.png", PNG))
    entry = Activity.objects.get()
    page.post(
        reverse("activity_file", args=["osby", entry.pk]), {"upload": SimpleUploadedFile("två.png", PNG + b"x"), "caption": "Klass 5"}
    )
    assert [(f.file.name, f.file.content_type, f.caption) for f in entry.files.order_by("pk")] == [
        ("lektion.png", "image/png", ""), ("två.png", "image/png", "Klass 5")]  # fmt: skip
    shown = page.get(reverse("activity", args=["osby", entry.pk])).content.decode()
    assert all(reverse("file", args=["osby", f.file_id]) in shown for f in entry.files.all())


@pytest.mark.parametrize(
    "name, content", [("bild.png", b"<script>alert(1)</script>"), ("bild.svg", b"<svg xmlns='x'/>"), ("bild.png", b"")]
)
def test_what_is_not_a_picture_or_a_document_is_refused_with_the_whole_entry(page, area, twin, name, content):
    response = log(page, area, twin, upload=SimpleUploadedFile(name, content))
    assert list(errors(response)) == ["upload"]
    assert response.context["form"].later_has_errors
    assert not Activity.objects.exists()
    assert list(errors(page.post(reverse("activity_file", args=["osby", a.an_activity(area.container_ptr).pk]), {}))) == ["upload"]


# ── reading page by page


def read_through(page, **chosen):
    """Titles of every page, following «Äldre» to the end."""
    titles, url, data = [], reverse("log", args=["osby"]), chosen
    for _ in range(20):
        response = page.get(url, data)
        titles.append([entry.title for entry in response.context["activities"]])
        if not response.context["older_url"]:
            return titles
        url, data = reverse("log", args=["osby"]) + response.context["older_url"], None
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("unit", [{}, {"enhet": "skola"}], ids=["all units", "one unit"])
@pytest.mark.parametrize("number, pages", [(0, [0]), (3, [3]), (4, [3, 1]), (6, [3, 3]), (8, [3, 3, 2])])
def test_no_entry_is_skipped_or_repeated(page, area, monkeypatch, number, pages, unit):
    monkeypatch.setattr(view, "PAGE", 3)
    for place in range(number):  # several on one day, so that the day alone does not order them
        a.an_activity(area.container_ptr, TODAY - dt.timedelta(days=place // 4), title=f"{place}")
    read = read_through(page, **unit)
    assert [len(titles) for titles in read] == pages
    ordered = Activity.objects.newest_first().values_list("title", flat=True)
    assert [title for titles in read for title in titles] == list(ordered)


def test_an_entry_that_comes_in_while_one_reads_moves_nothing(page, area, monkeypatch):
    monkeypatch.setattr(view, "PAGE", 2)
    for place in range(4):
        a.an_activity(area.container_ptr, TODAY, title=f"{place}")
    older = page.get(reverse("log", args=["osby"])).context["older_url"]
    a.an_activity(area.container_ptr, TODAY, title="ny")
    response = page.get(reverse("log", args=["osby"]) + older)
    assert [entry.title for entry in response.context["activities"]] == ["1", "0"]


def test_the_choice_of_unit_and_year_is_kept_from_page_to_page(page, home, area, monkeypatch):
    monkeypatch.setattr(view, "PAGE", 1)
    for day in (TODAY, dt.date(2025, 2, 1), dt.date(2025, 1, 1)):
        a.an_activity(area.container_ptr, day, title=str(day))
    a.an_activity(a.an_area(home, "kultur", "Kultur").container_ptr, dt.date(2025, 3, 1), title="någon annans")
    assert read_through(page, enhet="skola", ar="2025") == [["2025-02-01"], ["2025-01-01"]]


NONSENSE = ["x", "2026", "2026-13-01.1", ".", "2026-11-24.", "2026-11-24.x", "²", "2026-11-24.²", f"2026-11-24.{'9' * 5000}"]


@pytest.mark.parametrize("asked", [{"fore": one} for one in NONSENSE] + [{"ar": "²²²²"}, {"ar": "20x6"}, {"enhet": "finns-inte"}], ids=str)
def test_nonsense_in_the_address_gives_the_first_page(page, area, asked):
    a.an_activity(area.container_ptr, TODAY)
    response = page.get(reverse("log", args=["osby"]), asked)
    assert (response.status_code, len(response.context["activities"])) == (200, 1)
    assert response.context["newer_url"] == ""


def test_a_huge_id_is_only_a_place_in_the_order(page, area):
    a.an_activity(area.container_ptr, TODAY)
    response = page.get(reverse("log", args=["osby"]), {"fore": "2026-11-24.99999999999999999999"})
    assert len(response.context["activities"]) == 1


def test_another_municipalitys_entries_are_never_among_them(page, area):
    theirs = a.an_area(a.a_municipality("lomma", "Lomma"), "hemlig")
    a.an_activity(theirs.container_ptr, TODAY, title="Deras")
    for asked in ({}, {"enhet": "hemlig"}):
        assert read_through(page, **asked) == [[]]
    assert timezone.localdate() == TODAY
