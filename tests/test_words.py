"""The municipality's own words: its own, else those of the kind of its units, else the general ones."""

import re
from html.parser import HTMLParser

import pytest
from django.template import engines
from django.urls import reverse

from councils.route_words import organ_in_words, value_in_words
from councils.rule_values import Codes
from councils.spoken import GENERAL, active, speak
from councils.words import Words, speaking_of
from reports.models import Activity
from reports.pdf import edition_html
from reports.yearly import yearly_view
from tests import situations as a
from tests.page_table import SIGNED_IN
from tests.test_pages import a_client, a_furnished_municipality, address, answer

pytestmark = pytest.mark.django_db


def test_units_of_one_kind_give_their_word():
    municipality = a.a_municipality()
    a.an_area(municipality, code="skola", name="Skolkontoret", kind="office")
    assert (Words(municipality).unit.plural, Words(municipality)["unit"].definite) == ("kontor", "kontoret")


def test_units_of_several_kinds_are_called_units():
    municipality = a.a_municipality()
    a.an_area(municipality, code="skola", name="Skolkontoret", kind="office")
    a.an_area(municipality, code="bolaget", name="Bostadsbolaget", kind="company")
    assert Words(municipality).unit.singular == "enhet"


def test_a_word_of_its_own_comes_first():
    municipality = a.a_municipality()
    a.an_area(municipality, kind="office")
    a.a_word(municipality, "unit", "sektor", "sektorn", "sektorer", "sektorerna")
    assert Words(municipality).unit.definite_plural == "sektorerna"


def test_without_a_municipality_the_words_are_general():
    assert (Words(None).unit.singular, Words(None).contact.plural) == ("enhet", "kontaktpersoner")


def test_units_are_spoken_of_by_the_municipalitys_word_in_values_and_organs():
    home = a.a_municipality()
    a.saved(a.Word(municipality=home, code="unit", singular="kontor", definite="kontoret", plural="kontor", definite_plural="kontoren"))
    codes, words = Codes(home), Words(home)
    assert codes.called("choice", "each_unit") == "varje kontor"
    assert codes.called("choice", "area_reports") == "kontorens rapporter"
    assert organ_in_words("unit_concerned", {}, words) == "kontoret som berörs"
    assert value_in_words("area_report", words) == "kontorets rapport"


# ── a municipality whose words are strange: none of the general ones is left on its pages

STRANGE = {
    "unit": ("bruk", "bruket", "brukar", "brukarna"),
    "contact": ("ombud", "ombudet", "ombudspar", "ombudsparen"),
    **{code: (f"ord{n}", f"ordet{n}", f"orden{n}", f"ordena{n}") for n, code in enumerate(GENERAL) if code not in ("unit", "contact")},
}
GENERAL_WORDS = re.compile(
    r"\b(enhet\w*|kontaktperson\w*|samordnare\w*|policy\w*|råd|rådets?|årsrapport\w*|vänort\w*|nämnd|nämnde\w*|förvaltning\w*|område\w*"
    r"|kontor|kontore\w*|avdelning\w*|bolag\w*|handlingsplan\w*|verksamhetsplan\w*|riktlinje\w*|anvisning\w*|nätverk\w*)\b",
    re.IGNORECASE,
)
LEFT = [
    # what somebody has written: titles, clauses and names of bodies
    "Policy för internationellt arbete", "Varje område ska ha två kontaktpersoner.", "Lokala internationella rådet",
    # another sense of the word: places, and subjects that a document takes up
    "Geografiskt område", "strategiskt område", "Det strategiska område", "Strategiska områden",
    # not the municipality's own: a funder's organ, a form of meeting that the European Commission pays for
    "kommitté eller nämnd", "vänortsmöte",
    # the page where a word is changed shows the general one beside it
    "”kontaktperson”", "i kontaktperson, kontaktpersonen, kontaktpersoner, kontaktpersonerna",
    # the headings and kinds that an import understands, wherever the list comes from
    "ämne, ämnen, område, tema", "partner, vänort, vänorten, ort", "Slag av samarbete: vänort, samarbetsavtal, avsiktsförklaring, nätverk … Tomt: vänort",
    "enhet, förvaltning, nämnd, kontor, område, ansvarig enhet",
]  # fmt: skip


class Visible(HTMLParser):
    """What is read or heard on a page."""

    def __init__(self, page):
        super().__init__()
        self.texts, self.inside = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.inside = tag
        self.texts += [value for name, value in attributes if name in ("aria-label", "title", "alt", "placeholder") and value]

    def handle_data(self, data):
        if self.inside not in ("style", "script"):
            self.texts.append(" ".join(data.split()))


def general_words(page) -> list[str]:
    found = []
    for text in Visible(page).texts:
        for left in LEFT:
            text = re.sub(re.escape(left), "", text, flags=re.IGNORECASE)
        found += [text] if GENERAL_WORDS.search(text) else []
    return found


@pytest.fixture
def strange():
    rows = a_furnished_municipality("osby", "Osby")
    for code, forms in STRANGE.items():
        a.a_word(rows["home"], code, *forms)
    a.a_council(rows["home"])
    return rows


def reader(who, rows):
    """One of those who may read the page."""
    role = who.split()[0] if who not in ("all", "") and "coordinator" not in who else "coordinator"
    return a_client(a.somebody(role, rows["area"] if role == "contact" else rows["home"]))


def test_no_general_word_is_left_on_the_pages_of_those_who_have_their_own(strange, monkeypatch):
    monkeypatch.setattr("reports.views.relation.render_pdf", lambda html, language: (b"%PDF-1", 1))
    readers = {who: reader(who, strange) for who in {who for _page, who, *_answers in SIGNED_IN}}
    seen, left = 0, {}
    for page, who, *_answers in SIGNED_IN:
        for method in ("GET", "POST"):
            shown = answer(readers[who], method, address(page, strange))
            if shown.status_code in (200, 409) and shown["Content-Type"].startswith("text/html"):
                seen += 1
                left |= dict.fromkeys(general_words(shown.text), f"{method} {page}")
    assert seen > 150
    assert left == {}


def test_no_general_word_is_left_on_the_public_pages(strange):
    pages = [reverse("public_page", args=["osby"]), reverse("public_document", args=["osby", strange["policy"].pk])]
    assert {text: page for page in pages for text in general_words(a_client().get(page).text)} == {}


def test_the_frozen_report_calls_things_what_they_are_called_there(strange):
    with speaking_of(strange["home"]):
        page = edition_html(yearly_view(strange["yearly"]))
    assert "Ord" in page
    assert general_words(page) == []


def test_labels_and_errors_follow_the_municipality_that_is_spoken_of(strange):
    label = Activity._meta.get_field("container").verbose_name
    assert str(label) == "enhet"
    with speaking_of(strange["home"]):
        assert str(label) == "bruk"
        assert speak("%(The_units)s, %(the_unit)s: %(contacts)s i %(place)s", place="Osby") == "Brukarna, bruket: ombudspar i Osby"
    assert str(label) == "enhet"


def test_a_text_that_names_no_word_is_a_fault():
    with pytest.raises(KeyError):
        speak("%(the_mayor)s")


def test_what_is_followed_is_called_after_the_documents_that_stand_above_the_others():
    municipality, lomma = a.a_municipality(), a.a_municipality("lomma", "Lomma")
    a.a_document(municipality.container_ptr, kind="guidelines", state="in_force")
    a.a_document(lomma.container_ptr, kind="guidelines", state="in_force")
    a.a_document(lomma.container_ptr, kind="strategy", state="in_force")
    assert (Words(municipality).adopted.definite, Words(lomma).adopted.definite) == ("riktlinjerna", "policyn")
    assert engines["django"].from_string("{{ words.adopted.definite }}").render({"words": Words(municipality)}) == "riktlinjerna"
    assert Words(a.a_municipality("torsby", "Torsby")).adopted.definite == "policyn"


def test_nothing_is_left_of_the_page_before(strange):
    assert a_client().get(reverse("public_page", args=["osby"])).status_code == 200
    assert active().municipality is None
