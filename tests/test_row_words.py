"""What stands inside a rule's values is read as words: rows, sums, shares, and the codes that are a municipality's own."""

import pytest

from councils.rule_values import Codes
from tests.situations import a_body, a_municipality, an_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def osby():
    return a_municipality()


@pytest.mark.parametrize(
    "kind, value, says",
    [
        ("amount", {"value": 12500, "currency": "SEK"}, "12\u202f500\u00a0kr"),
        ("amount", {"value": 1.5, "currency": "EUR"}, "1,5\u00a0EUR"),
        ("amount", {"factor": 0.5, "index": "prisbasbelopp", "round_to": 1000}, "0,5 × prisbasbelopp, avrundat till 1\u202f000"),
        ("share", {"part": 1, "of": 2}, "1 av 2"),
        (
            "parts",
            [{"part": "goal", "at_least": 2, "fields": ["target"], "tied_to": "strategic_area", "reach": "each"}, {"part": "egen_del", "reach": "any"}],
            "mål (minst 2, med målvärde, knutet till strategiskt område, vart och ett nås), egen del",
        ),
        (
            "seats",
            [{"unit": "skola", "number": 2, "as": "ledamot", "vote": True}, {"party": "each", "number": 1, "vote": False}],
            "Skolan (2 platser, som ledamot, med rösträtt), varje parti (1 plats, utan rösträtt)",
        ),
        (
            "rates",
            [{"amount": 400, "per": ["person", "day"], "most_persons": 10, "where": [{"field": "amount", "op": "gt", "value": 5}]}],
            "400\u00a0kr (per person och dag, högst 10 personer, belopp är mer än 5)",
        ),
        ("caps", [{"amount": 50, "per": "applicant", "every": {"every": 1, "unit": "year"}}], "50\u00a0kr (per sökande, varje kalenderår)"),
        ("table", {"travel": "guest", "gifts": "skola"}, "travel: gäst, gifts: Skolan"),
        ("table", {"EU": 2, "south_america": 1}, "EU: 2, Sydamerika: 1"),
        ("list", ["continent_of_partner", "egen_lista"], "partnerns världsdel, egen lista"),
    ],
)  # fmt: skip
def test_a_value_is_read_as_words(osby, kind, value, says):
    a_body(osby)
    an_area(osby, "skola", "Skolan")
    assert Codes(osby).in_words(kind, value).replace("\u2009", "\u202f") == says
