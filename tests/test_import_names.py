"""Names of partners in lists: what is the same letter by letter, what is asked about, and that an answer is remembered."""

import pytest

from partnerships.models import PartnerName, Relation
from tests import situations as s
from tests.test_import_relations import COLUMNS, a_line, judged, taken_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return s.a_municipality("storkoping", "Storköping")


def test_a_name_in_other_letters_is_asked_about_once(home):
    """«Wismår» may be Wismar, and may be another place. The answer is a spelling of it ever after."""
    wismar = s.a_partner(home, "Wismar", "DE", code="wismar")
    s.a_relation(home.container_ptr, "Wismar", partner=wismar, code="wismar")
    line, again = a_line("Wismår", "", "DE", sedan="1996"), a_line("WISMÅR", "", "", "Tyskland")
    (asked, _unanswered) = judged(home, line, again)
    assert (asked.outcome, asked.reason) == ("doubtful", "Är det samma som Wismar (Tyskland)?")
    assert [words for _value, words in asked.choices] == ["Samma som Wismar", "En ny partner", "Hoppa över raden"]
    same, new, _skip = [value for value, _words in asked.choices]
    assert [one.outcome for one in judged(home, line, again, answers={"2": same})] == ["changed", "same"]
    assert [one.outcome for one in judged(home, line, again, answers={"2": new})] == ["new", "same"]
    taken_in(home, line, answers={"2": same})
    assert list(PartnerName.objects.filter(partner=wismar).values_list("name", "kind")) == [("Wismår", "spelling")]
    assert Relation.objects.get(code="wismar").started_year == 1996
    assert [one.outcome for one in judged(home, line, again)] == ["same", "same"]


def test_two_places_whose_names_differ_by_an_accent_are_told_apart(home):
    for name in ("Bürgel", "Burgel"):
        s.a_relation(home.container_ptr, name, partner=s.a_partner(home, name, "DE"))
    assert [one.outcome for one in judged(home, a_line("BÜRGEL", "", "DE"), a_line("burgel", "", "DE"))] == ["same", "same"]
    (asked,) = judged(home, a_line("Búrgel", "", "DE"))
    assert asked.reason == "Är det samma som Bürgel (Tyskland) eller Burgel (Tyskland)?"


@pytest.mark.parametrize("here, also, line", [
    ("Köpenhamn", "København", a_line("København", "", "DK")), ("Köpenhamn", "København", a_line("KØBENHAVN", "Köpenhamn", "DK")),
    ("Åbo", "Turku", a_line("Turku", "", "FI")), ("Prag", "Praha", a_line("Praha", "Prag", "CZ")), ("Reval", "Tallinn", a_line("Tallinn", "Reval", "EE")),
    ("Pärnu", "Пярну", a_line("ПЯРНУ", "", "EE")), ("Tainan", "臺南", a_line("臺南", "", "TW")), ("Strasbourg", "Straßburg", a_line("STRASSBURG", "", "FR")),
    ("L'Aquila", "", a_line("L’AQUILA", "", "IT")), ("Savigny-le-Temple", "", a_line("Savigny le  Temple", "", "FR")),
])  # fmt: skip
def test_each_of_a_partners_names_is_known_letter_by_letter(home, here, also, line):
    country = line[COLUMNS.index("landskod")]
    s.a_relation(home.container_ptr, here, partner=s.a_partner(home, here, country, local_name=also))
    assert [one.outcome for one in judged(home, line)] == ["same"]


def test_the_names_that_a_line_gives_a_new_partner_are_its_own(home):
    """The exonym and the name on the spot stand in one line: either of them is the same the next time."""
    taken_in(home, a_line("Köpenhamn", "København", "DK"))
    assert [one.outcome for one in judged(home, a_line("KÖPENHAMN", "", "DK"), a_line("København", "", "DK"))] == ["same", "same"]
    assert judged(home, a_line("Kobenhavn", "", "DK"))[0].outcome == "doubtful"
