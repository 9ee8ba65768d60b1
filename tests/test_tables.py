"""Files as they come: encodings, delimiters, Excel, and what is no list at all."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from councils import tables
from councils.tables import Column, read_table

COLUMNS = (Column("name", "", ("namn", "ort"), required=True), Column("year", "", ("år", "sedan år")), Column("note", "", ("anteckning",)))


def read(content, name="lista.csv"):
    table = read_table(content.encode() if isinstance(content, str) else content, name, COLUMNS)
    return [(row.line, row["name"], row["year"], row["note"]) for row in table.rows]


def excel(*rows, prepare=lambda book: None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    prepare(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


BORGA = [(2, "Borgå", "1977", "")]


@pytest.mark.parametrize("content", [
    "namn;år\nBorgå;1977", "namn,år\nBorgå,1977", "namn\tår\nBorgå\t1977", "\ufeffnamn;år\r\nBorgå;1977\r\n", "Namn ; ÅR\nBorgå;1977",
    '"namn";"år"\n"Borgå";"1977"', "sedan_år;Ort\n1977;Borgå", "namn;år;;\nBorgå;1977;;", "namn;år;okänd kolumn\nBorgå;1977;x",
    "namn;år\nBorgå;1977".encode("cp1252"), "namn;år\nBorgå;1977".encode("utf-16"), "namn;år\nBorga\u030a;1977", "namn;år\n'Borgå;1977",
], ids=range(13))  # fmt: skip
def test_one_list_in_many_forms(content):
    found = read(content)
    assert found == ([(2, "'Borgå", "1977", "")] if b"'" in (content if isinstance(content, bytes) else content.encode()) else BORGA)


def test_what_a_delimiter_says_of_itself_is_believed():
    assert read("sep=;\nnamn;år\nBorgå;1977\n") == [(3, "Borgå", "1977", "")]


def test_lines_are_counted_as_an_editor_counts_them():
    assert read('namn;anteckning\n\nBorgå;"en\ntvå"\n\nSkjern;x') == [(3, "Borgå", "", "en\ntvå"), (6, "Skjern", "", "x")]


def test_ragged_rows():
    table = read_table("namn;år;anteckning\nBorgå\nSkjern;1977;x;y;z\nPärnu;;;;;".encode(), "a.csv", COLUMNS)
    assert [(row["name"], row["year"], row.too_many) for row in table.rows] == [
        ("Borgå", "", False),
        ("Skjern", "1977", True),
        ("Pärnu", "", False),
    ]


def test_text_marks_of_an_export_are_taken_away():
    assert read("namn;anteckning\nBorgå;'=1+1\nSkjern;'- ett") == [(2, "Borgå", "", "=1+1"), (3, "Skjern", "", "- ett")]


def test_unknown_headings_are_told():
    table = read_table(b"namn;farg\nX;y", "a.csv", COLUMNS)
    assert "farg" in table.notes[0]


@pytest.mark.parametrize("content, words", [
    ("", "tom"), ("   \n ", "tom"), ("namn;år", "inga rader"), ("år;anteckning\n1;2", "Rubrik saknas"), ("namn;ort\nA;B", "betyder samma sak"),
    ("namn;namn\nA;B", "betyder samma sak"), (b"\x00\x01\x02namn", "ingen lista"), (b"\xd0\xcf\x11\xe0" + b"x" * 99, "äldre Excelformat"),
    (b"PK\x03\x04 nonsense", "går inte att läsa"), ("namn;år\n" + "x" * 20_001 + ";1", "för lång"), ('namn;år\n"' + "x" * 200_000, "går inte att läsa"),
    (b"\xff\xfen\x00a", "ingen lista"), ("<html><body>namn</body></html>\n<p>x", "Rubrik saknas"),
    ("namn\n" + "Borg\n" * (tables.HIGHEST_ROWS + 1), "fler än"),
], ids=range(14))  # fmt: skip
def test_what_is_no_list_is_refused_with_what_to_do(content, words):
    with pytest.raises(ValidationError, match=words):
        read(content)


def test_a_text_that_calls_itself_excel_is_refused():
    with pytest.raises(ValidationError, match="heter som en Excelfil"):
        read("namn;år\nBorgå;1977", "lista.xlsx")


def test_too_big(monkeypatch):
    monkeypatch.setattr(tables, "HIGHEST_SIZE", 10)
    with pytest.raises(ValidationError, match="för stor"):
        read("namn;år\nBorgå;1977")


def test_excel_is_read_as_it_looks():
    a_moment = dt.datetime.combine(dt.date(1977, 6, 12), dt.time())  # as Excel keeps a day
    book = excel(["Namn", "Sedan år", "Anteckning"], ["Borgå", 1977, None], [None, None, None], ["Skjern", 1977.0, a_moment],
                 ["Pärnu", dt.date(1990, 1, 2), 60.39], ["Kretinga", True, "=1+1"])  # fmt: skip
    assert read(book, "lista.xlsx") == [(2, "Borgå", "1977", ""), (4, "Skjern", "1977", "1977-06-12"), (5, "Pärnu", "1990-01-02", "60.39"),
                                        (6, "Kretinga", "ja", "")]  # fmt: skip


def test_the_first_sheet_and_its_hidden_rows():
    def prepare(book):
        book.active.row_dimensions[3].hidden = True
        book.create_sheet("Annat").append(["namn", "år"])

    assert len(read(excel(["namn"], ["Borgå"], ["Skjern"], prepare=prepare), "a.xlsx")) == 2


def a_zip(**parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def test_a_zip_that_is_no_excel_file():
    with pytest.raises(ValidationError, match="går inte att läsa"):
        read(a_zip(readme="hej"), "lista.xlsx")


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(tables, "HIGHEST_UNPACKED", 1_000_000)
    bomb = a_zip(bomb=b"\0" * 2_000_000)
    assert len(bomb) < 10_000
    with pytest.raises(ValidationError, match="packas upp"):
        read(bomb, "lista.xlsx")


def test_entities_in_excel_are_not_followed():
    content, out = excel(["namn"], ["Borgå"]), io.BytesIO()
    laughs = '<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            text = old.read(part).decode()
            new.writestr(part.filename, text.replace("<worksheet", f"{laughs}<worksheet", 1))
    with pytest.raises(ValidationError, match="går inte att läsa"):
        read(out.getvalue(), "lista.xlsx")
