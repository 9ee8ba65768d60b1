"""Bars: as long as their numbers say, silent where nothing is known."""

import re
import xml.etree.ElementTree as ET

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from partnerships.charts import bar_rows
from partnerships.tints import on_paper

ROWS = [("Barn och skola", 19), ("Samhällsbyggnad", 12), ("Vård och omsorg", 0), ("Kultur", None)]
BEFORE = {"Barn och skola": 14, "Samhällsbyggnad": 38, "Kultur": 3}


def bars(row):
    return {bar.get("class"): bar for bar in ET.fromstring(row.svg())}


def test_bars_are_as_long_as_their_numbers():
    widths = [row.width for row in bar_rows(ROWS)]
    assert widths == pytest.approx([100, 100 * 12 / 19, 0, 0])


def test_both_years_share_one_scale():
    rows = bar_rows(ROWS, BEFORE)
    assert rows[1].previous_width == 100
    assert rows[0].width == pytest.approx(50)
    assert [row.previous for row in rows] == [14, 38, None, 3]


def test_nothing_is_drawn_for_zero_and_for_the_unknown():
    rows = bar_rows(ROWS, BEFORE)
    assert set(bars(rows[0])) == {"now", "prev"}
    assert set(bars(rows[2])) == set()
    assert set(bars(rows[3])) == {"prev"}
    assert rows[3].value is None


def test_colours_are_attributes():
    drawn = bars(bar_rows(ROWS, BEFORE, tint="gran")[0])
    assert drawn["now"].get("fill") == "#1d5940"
    assert drawn["prev"].get("fill") == on_paper("gran", 0.38)


@pytest.mark.parametrize("rows", [[], [("Ingen", None)], [("Noll", 0)]], ids=["no rows", "unknown", "zero"])
def test_no_numbers_no_bars(rows):
    assert [row.width for row in bar_rows(rows)] == [0] * len(rows)


def test_less_than_nothing_is_refused():
    with pytest.raises(ValueError, match="shorter than nothing"):
        bar_rows([("Fel", -1)])


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**9)), max_size=12))
def test_bars_keep_their_proportions(values):
    rows = bar_rows([(str(i), value) for i, value in enumerate(values)])
    known = [row for row in rows if row.value]
    assert all(0 <= row.width <= 100 for row in rows)
    assert not known or max(row.width for row in known) == 100
    assert all(a.width * b.value == pytest.approx(b.width * a.value) for a in known for b in known)


def test_the_table_says_what_the_bars_show():
    page = render_to_string(
        "partials/chart.html",
        {"rows": bar_rows(ROWS, BEFORE), "caption": "Aktiviteter per område", "head": "Område", "year": 2025, "previous_year": 2024},
    )
    table = ET.fromstring(re.sub(r"\s+", " ", page))
    assert table.find("caption").text == "Aktiviteter per område"
    assert [cell.text for cell in table.find("thead/tr")][2:] == ["2025", "2024"]
    said = [["".join(cell.itertext()) for cell in row] for row in table.find("tbody")]
    assert said[0] == ["Barn och skola", "", "19", "14"]
    assert said[2] == ["Vård och omsorg", "", "0", "uppgift saknas"]
    assert all(image.get("aria-hidden") == "true" for image in table.iter("svg"))


def test_the_state_bar_follows_the_order_of_states_and_their_shares():
    counts = {"shown": 13, "asked": 10, "kept": 24, "unknown": 2, "due": 4, "overdue": 2, "breached": 3}
    image = ET.fromstring(render_to_string("partials/bar.html", {"counts": counts}))
    assert [piece.get("data-state") for piece in image] == ["breached", "overdue", "due", "unknown", "kept", "asked", "shown"]
    starts = [float(piece.get("x")) for piece in image]
    assert starts == pytest.approx([0, 20.7, 34.5, 62.1, 75.9, 241.4, 310.3], abs=0.06)
    assert [float(piece.get("width")) for piece in image] == pytest.approx([19.2, 12.3, 26.1, 12.3, 164.0, 67.5, 88.2], abs=0.06)
    assert all(piece.get("fill").startswith("#") for piece in image)
