"""Years as sources give them: what is certain becomes a number, the rest keeps its words and still finds its place in a list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.years import earliest, read_year, sorting


@pytest.mark.parametrize(
    "text, year, words",
    [
        ("1977", 1977, ""),
        (" 1977 ", 1977, ""),
        ("år 1977", 1977, ""),
        ("1977-05", 1977, ""),
        ("1977-05-12", 1977, ""),
        ("197?", None, "197?"),
        ("1980-talet", None, "1980-talet"),
        ("ca 1990", None, "ca 1990"),
        ("1989/1990", None, "1989/1990"),
        ("mitten av  1990-talet", None, "mitten av 1990-talet"),
        ("19??", None, "19??"),
        ("okänt", None, "okänt"),
        ("", None, ""),
        ("77", None, "77"),
        ("19777", None, "19777"),
        ("0977", None, "0977"),
    ],
)
def test_what_the_source_says(text, year, words):
    assert read_year(text) == (year, words)


@pytest.mark.parametrize(
    "text, year",
    [
        ("197?", 1970),
        ("19??", 1900),
        ("197x", 1970),
        ("197-", 1970),
        ("1980-talet", 1980),
        ("1980-tal", 1980),
        ("80-talet", 1980),
        ("slutet av 1980-talet", 1980),
        ("1900-talets mitt", 1900),
        ("ca 1990", 1990),
        ("före 1950", 1950),
        ("1989/1990", 1989),
        ("1989–1990", 1989),
        ("2000-talet", 2000),
        ("okänt", None),
        ("19777", None),
        ("", None),
    ],
)
def test_where_it_stands_in_a_list(text, year):
    assert earliest(text) == year


def test_certain_and_vague_years_among_each_other():
    rows = [(None, "okänt"), (1990, ""), (None, "1980-talet"), (None, ""), (1979, ""), (None, "197?")]
    assert sorted(rows, key=lambda row: sorting(*row)) == [
        (None, "197?"),
        (1979, ""),
        (None, "1980-talet"),
        (1990, ""),
        (None, ""),
        (None, "okänt"),
    ]


@given(st.text(max_size=80))
def test_no_text_is_lost_and_nothing_is_made_up(text):
    year, words = read_year(text)
    assert words == "" if year else words == " ".join(text.split())
    assert year is None or str(year) in text
    sorting(year, words)


@given(st.integers(1000, 2999))
def test_a_plain_year_is_itself(year):
    assert read_year(str(year)) == (year, "")
