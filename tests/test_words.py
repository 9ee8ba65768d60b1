"""The municipality's own words: its own, else those of the kind of its units, else the general ones."""

import pytest

from councils.route_words import organ_in_words, value_in_words
from councils.rule_values import Codes
from councils.words import Words
from tests import situations as a

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
