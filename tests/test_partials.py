"""The parts that pages are made of: what is said, what is wired for screen readers, which language it is marked as."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import BLANK_CHOICE_DASH
from django.template import Context, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from councils.templatetags import page

DAY = dt.date(2026, 11, 24)
STYLES = (Path(settings.BASE_DIR) / "static/app.css").read_text()


def plain(text):
    """With ordinary spaces, as one reads it."""
    return str(text).replace(page.NBSP, " ").replace(page.THIN, " ")


def shown(name, **context):
    return plain(render_to_string(f"partials/{name}.html", context))


# Days, numbers, words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written, expected",
    [
        (lambda: page.day(dt.date(2004, 3, 25)), ("25 mars 2004", "25 March 2004")),
        (lambda: page.weekday(DAY), ("Tisdag 24 november", "Tuesday 24 November")),
        (lambda: page.short_day(dt.date(2026, 10, 14), DAY), ("14 okt", "14 Oct")),
        (lambda: page.short_day(dt.date(2025, 3, 4), DAY), ("4 mars 2025", "4 Mar 2025")),
        (lambda: page.day_range(dt.date(2027, 4, 14), dt.date(2027, 4, 16)), ("14–16 april 2027", "14–16 April 2027")),
        (lambda: page.day_range(dt.date(2027, 4, 30), dt.date(2027, 5, 2)), ("30 april–2 maj 2027", "30 April–2 May 2027")),
        (lambda: page.day_range(dt.date(2026, 12, 30), dt.date(2027, 1, 2)),
         ("30 december 2026 – 2 januari 2027", "30 December 2026 – 2 January 2027")),
        (lambda: page.day_range(DAY), ("24 november 2026", "24 November 2026")),
        (lambda: page.thousands(14400), ("14 400", "14,400")),
        (lambda: page.thousands(11.25), ("11,25", "11.25")),
        (lambda: page.thousands(-400), ("−400", "−400")),
        (lambda: page.amount(62000), ("62 000 kr", "62,000 kr")),
        (lambda: page.amount(60000, "€"), ("60 000 €", "60,000 €")),
    ],
)  # fmt: skip
def test_days_and_numbers_in_both_languages(written, expected):
    said = []
    for language in ("sv", "en"):
        with translation.override(language):
            said.append(plain(written()))
    assert tuple(said) == expected


@pytest.mark.parametrize("days, said", [(0, "I dag"), (1, "I morgon"), (7, "Om 7 dagar"), (-1, "En dag sen"), (-27, "27 dagar sen")])
def test_distance_to_a_day(days, said):
    assert page.in_days(DAY + dt.timedelta(days), DAY) == said


def test_moments_are_swedish_days_and_swedish_clocks():
    midnight_in_stockholm = dt.datetime(2026, 2, 27, 23, 30, tzinfo=dt.UTC)
    assert plain(page.day_time(midnight_in_stockholm)) == "28 februari 2026 kl. 00.30"
    now = timezone.now()
    assert page.when(now) == f"i dag {timezone.localtime(now):%H.%M}"
    assert page.when(timezone.localdate() - dt.timedelta(1)) == "i går"


@pytest.mark.parametrize("number, word", [(1, "en"), (2, "två"), (12, "tolv"), (13, "13"), (0, "0")])
def test_small_counts_are_words(number, word):
    assert page.count_word(number) == word
    assert page.count_word(1, "ett") == "ett"


@pytest.mark.parametrize(
    "said", [page.or_unknown, page.day, page.short_day, page.day_time, page.when, page.in_days, page.latest, page.amount, page.thousands]
)
def test_what_is_missing_is_said(said):
    assert str(said(None)) == '<span class="unknown">uppgift saknas</span>'


def test_zero_is_not_missing():
    assert page.or_unknown(0) == 0
    assert plain(page.amount(0)) == "0 kr"


# Partials ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", page.STATES)
def test_every_state_has_a_shape_of_its_own_and_a_word(state):
    html = shown("state", state=state)
    shape = page.state_shape(state)
    assert f'data-state="{shape}"' in html
    assert str(page.state_word(state)) in html
    assert shape == "unknown" or f'[data-state="{shape}"] {{' in STYLES


def test_row_in_its_three_forms():
    full = shown(
        "row",
        state="overdue",
        word="27 dagar sen",
        what="Skriv anteckningar",
        url="/x/",
        clause="A-50",
        strength="must",
        clause_url="/y/",
        when="1 dec",
    )
    assert 'data-state="overdue">27 dagar sen<' in full
    assert '<a href="/x/">Skriv anteckningar</a>' in full
    assert "<b>ska</b>" in full
    assert '<a href="/y/">A-50</a>' in full
    assert '<span class="who">Rapport</span>' in shown("row", kind="Rapport", what="Inlämnad")
    assert '<li class="one">' in shown("row", what="Fullmäktige", about="Antar policyn")


def test_decision_box_leaves_no_cell_out():
    html = shown(
        "deed",
        title="Policy",
        cells=[("Antagen av", "Fullmäktige"), ("Gäller från", dt.date(2004, 3, 25)), ("Diarienummer", None), ("Ersätter", "")],
    )
    assert html.count("<dt>") == 4
    assert html.count("uppgift saknas") == 2
    assert "<dd>25 mars 2004</dd>" in html


def test_bar_and_tally_tell_the_same_in_the_same_order():
    counts = {"kept": 24, "breached": 3, "unknown": 2, "asked": 0}
    bar, tally = shown("bar", counts=counts), shown("tally", counts=counts, link="?lage=", current="kept")
    assert re.findall(r'data-state="(\w+)"', bar) == ["breached", "unknown", "kept"]
    assert re.findall(r'data-state="(\w+)"', tally) == ["breached", "unknown", "kept", "asked"]
    assert 'aria-hidden="true"' in bar
    assert "style" not in bar
    widths = [float(width) for width in re.findall(r' width="([\d.]+)"', bar)]
    assert sum(widths) == pytest.approx(400 - 1.5 * len(widths), abs=0.5)
    assert 'href="?lage=kept" aria-current="true"' in tally


def test_gate_says_what_is_missing_and_where_it_stands():
    reasons = [SimpleNamespace(sentence="Beslutet saknas.", clause="A-61", strength="must", clause_url="/c/")]
    html = shown("gate", title="Inte godkänd", reasons=reasons, url="/x/", act="Bered")
    assert 'data-state="closed">Kan inte göras än<' in html
    assert "Beslutet saknas." in html
    assert '<a href="/c/">A-61</a>' in html
    assert "disabled" not in html


def test_pager_and_empty():
    assert shown("pager").strip() == ""
    assert 'rel="next">Äldre<' in shown("pager", older_url="?efter=1")
    assert "<h" not in shown("empty", title="Inget än", url="")  # it stands under headings of any depth
    assert '<a href="/n/">Anteckna</a>' in shown("empty", title="Inget än", url="/n/", act="Anteckna")


@pytest.mark.parametrize("state, polls", [("waiting", True), ("running", True), ("done", False), ("failed", False)])
def test_a_job_is_asked_for_until_it_is_over_and_has_a_link_without_script(state, polls):
    job = SimpleNamespace(
        title="Frysa", state=state, done=1200, total=3000, message="", error="Försök igen.", result_url="/r/", again_url=""
    )
    html = shown("job", job=job, url="/j/", page_url="/p/")
    assert ('hx-get="/j/"' in html) is polls
    assert ('<a href="/p/">' in html) is polls
    assert ('max="3000" value="1200"' in html) is polls
    assert 'role="status"' in html


# Languages -----------------------------------------------------------------------------------------------------------


def test_swedish_text_is_marked_on_an_english_page_only():
    clause = SimpleNamespace(text="Varje område", text_en="", code="X", code_en="Y")
    with translation.override("sv"):
        assert page.swedish_text("Varje område") == "Varje område"
        assert page.lang_sv() == ""
        assert shown("in_swedish").strip() == ""
    with translation.override("en"):
        assert page.localised(clause, "text") == '<span lang="sv">Varje område</span>'
        assert page.localised(clause, "code") == "Y"
        assert page.lang_sv() == ' lang="sv"'
        assert page.swedish_text("<b>") == '<span lang="sv">&lt;b&gt;</span>'
        assert shown("in_swedish").strip() != ""


def test_the_language_link_is_in_the_other_language():
    link = "{% include 'partials/language.html' with by_address=True %}"
    request = RequestFactory().get("/")
    html = engines["django"].from_string(link).render({"request": request})
    assert 'lang="en" hreflang="en">In English<' in html


# Forms ---------------------------------------------------------------------------------------------------------------


class Appointing(forms.Form):
    name = forms.CharField(label="Vem?", help_text="Skriv namnet.", error_messages={"required": "Skriv vem som utses"})
    kind = forms.ChoiceField(
        label="Uppdrag", widget=forms.RadioSelect, choices=[("a", "Ordinarie"), ("b", "Ersättare")], help_text="Ett av två."
    )
    starts_on = forms.DateField(label="Från och med", initial=DAY)
    ends_on = forms.DateField(label="Till och med", required=False)
    areas = forms.MultipleChoiceField(
        label="Områden", required=False, widget=forms.CheckboxSelectMultiple, choices=[(str(i), str(i)) for i in range(8)]
    )
    note = forms.CharField(label="Anteckning", required=False, widget=forms.Textarea(attrs={"placeholder": "Skriv här"}))
    publish = forms.BooleanField(label="Får visas", required=False, help_text="Fråga först.")
    file = forms.FileField(label="Fil", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=3)

    def clean(self):
        if self.cleaned_data.get("note") == "fel":
            raise ValidationError("Platsen är redan fylld.")


def group(name, data=None):
    return str(Appointing(data)[name].as_field_group())


def test_field_is_label_help_control_error_in_that_order():
    html = group("name", {})
    parts = ['<label class="ds-label" for="id_name">Vem?</label>', 'id="id_name_helptext"', "<input", 'id="id_name_error"']
    assert [html.index(part) for part in parts] == sorted(html.index(part) for part in parts)
    control = re.search(r"<input[^>]*>", html)[0]
    assert 'class="ds-input"' in control
    assert 'aria-invalid="true"' in control
    assert 'aria-describedby="id_name_helptext id_name_error"' in control
    assert "(frivilligt)" not in html


def test_optional_is_marked_and_placeholders_are_dropped():
    html = group("note")
    assert '<span class="opt">(frivilligt)</span>' in html
    assert "placeholder" not in html
    assert "aria-describedby" not in html


def test_choices_are_a_fieldset_that_is_described():
    html = group("kind", {})
    assert '<fieldset aria-describedby="id_kind_helptext id_kind_error">' in html
    assert "<legend>Uppdrag</legend>" in html
    assert '<label for="id_kind_0"><input type="radio" name="kind" value="a"' in html
    assert '<div class="picks">' in html
    assert '<div class="picks list">' in group("areas")


def test_nothing_chosen_is_said_in_words():
    class Choosing(forms.Form):
        must = forms.ChoiceField(choices=[*BLANK_CHOICE_DASH, ("a", "Ja")])
        may = forms.ChoiceField(choices=[*BLANK_CHOICE_DASH, ("a", "Ja")], required=False)
        big = forms.ChoiceField(choices=[*BLANK_CHOICE_DASH, ("a", "Ja")], widget=forms.RadioSelect)

    form = Choosing()
    assert '<option value="" selected>Välj</option>' in str(form["must"])
    assert '<option value="" selected>Vet inte</option>' in str(form["may"])
    assert str(form["big"]).count("<input") == 1


def test_day_box_and_file():
    assert '<input type="date" name="starts_on" value="2026-11-24"' in group("starts_on")
    box = group("publish")
    assert re.search(
        r'<label for="id_publish"><input type="checkbox" [^>]*aria-describedby="id_publish_helptext"[^>]*> <span>Får visas</span>', box
    )
    assert "(frivilligt)" not in box
    assert 'type="file"' in group("file")


def test_error_summary_counts_in_words_and_links_into_the_fields():
    html = str(Appointing({"note": "fel", "version": "x"}))
    summary = html[: html.index("</div>")]
    assert "Fem uppgifter behöver rättas" in summary
    assert 'tabindex="-1" autofocus' in summary
    assert '<a href="#id_name">Skriv vem som utses</a>' in summary
    assert '<a href="#id_kind_0">' in summary
    assert '<a href="#id_starts_on">Fyll i ”Från och med”.</a>' in summary
    assert "<li>Platsen är redan fylld.</li>" in summary
    for anchor in re.findall(r'href="#([^"]+)"', summary):
        assert f'id="{anchor}"' in html
    assert "En uppgift behöver rättas" in str(Appointing({"name": "A", "kind": "a", "starts_on": "nej", "version": 1}))
    assert "ds-error-summary" not in str(Appointing())


# Whole pages ---------------------------------------------------------------------------------------------------------

FRAME = {
    "municipality": None,
    "person": None,
    "post_title": "",
    "duties": [],
    "sub_items": [],
    "sub_title": "",
    "other_municipalities": [],
    "demo": False,
    "csrf_token": "x",
}


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "403_csrf"])
def test_error_pages_need_no_context_and_say_what_to_do(name):
    html = engines["django"].engine.get_template(f"{name}.html").render(Context())
    assert '<html lang="sv"' in html
    assert html.count("<h1>") == 1
    assert 'class="ds-skip-link" href="#main"' in html
    assert '<a class="ds-button" href="/">' in html
    assert "style=" not in html


def test_a_stale_save_keeps_the_users_text():
    changes = [SimpleNamespace(label="Anteckning", saved="Deras", mine="")]
    form = Appointing({"name": "Mitt namn", "kind": "a", "starts_on": "2026-12-01", "version": "4"})
    context = FRAME | {
        "form": form,
        "changes": changes,
        "saved_by": "Nora",
        "saved_at": timezone.now(),
        "submit": "Spara min text",
        "url": "/x/",
    }
    html = render_to_string("409.html", context)
    assert "Nora sparade samma uppgift i dag" in html
    assert "Deras" in html
    assert 'value="Mitt namn"' in html
    assert '<input type="hidden" name="version" value="4"' in html
    assert '<a href="/x/">Behåll det som är sparat</a>' in html


def test_the_frame_names_the_place_and_tells_of_errors_in_the_title():
    duty = SimpleNamespace(label="Följa policyn", url="/p/", current=True, count=4)
    municipality = SimpleNamespace(
        slug="storlunda", tint="gran", official_name="Storlunda kommun", official_name_en="Storlunda Municipality"
    )
    context = FRAME | {
        "municipality": municipality,
        "duties": [duty],
        "sub_items": [duty],
        "sub_title": "Följa policyn",
        "form": Appointing({}),
    }
    source = "{% extends 'base.html' %}{% block title %}Utse{% endblock %}{% block content %}<h1>Utse</h1>{% endblock %}"
    html = engines["django"].from_string(source).render(context)
    assert "<title>Fel: Utse – Storlunda kommun</title>" in html
    assert 'data-tint="gran"' in html
    assert html.count('aria-current="page"') == 2
    assert '<span class="ds-sr-only"> försenade</span>' in html
    with translation.override("en"):
        assert "<b>Storlunda Municipality</b>" in engines["django"].from_string(source).render(context)
