"""Lists that people keep in Excel or as CSV, read into rows of text with the number of their line.

Judged by content, never by name. A file that cannot be read is refused whole, with a sentence that says what to do instead.
"""

import csv
import datetime as dt
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from openpyxl import load_workbook

HIGHEST_SIZE = 10 * 1024 * 1024  # bytes
HIGHEST_UNPACKED = 100 * 1024 * 1024  # bytes of an Excel file's parts, taken together
HIGHEST_PARTS = 2000
HIGHEST_ROWS = 5000
HIGHEST_COLUMNS = 100
LONGEST_CELL = 20_000  # characters
DELIMITERS = (";", ",", "\t")
OLD_EXCEL, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
# What an export puts before a cell that a spreadsheet would take for a formula (councils.exports).
AS_TEXT = re.compile(r"^'(?=[=+\-@\t\r])")


@dataclass(frozen=True)
class Column:
    """A column that an import knows. `also`: other headings that mean the same, in Swedish and English."""

    name: str
    about: str
    also: tuple[str, ...] = ()
    required: bool = False
    example: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the file: its number as a text editor or Excel shows it, and its cells by the column's name."""

    line: int
    cells: dict[str, str]
    too_many: bool = False  # cells beyond the last heading

    def __getitem__(self, name) -> str:
        return self.cells.get(name, "")


@dataclass
class Table:
    rows: list[Row]
    names: list[str]  # the known columns that the file has
    notes: list[str] = field(default_factory=list)  # what is said of the file as a whole


def read_table(content: bytes, name: str, columns: Sequence[Column]) -> Table:
    """The rows of a CSV file or of an Excel file's first sheet. ValidationError when the file cannot be read."""
    if not content.strip():
        raise ValidationError(_("Filen är tom. Välj en annan fil."))
    if len(content) > HIGHEST_SIZE:
        raise ValidationError(_("Filen är för stor. Den får vara högst %(size)s.") % {"size": filesizeformat(HIGHEST_SIZE)})
    if content.startswith(OLD_EXCEL):
        raise ValidationError(
            _("Filen är sparad i ett äldre Excelformat eller har lösenord. Spara den som .xlsx utan lösenord, eller som CSV.")
        )
    if content.startswith(ZIP):
        return as_table(excel_lines(content), columns)
    if name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods")):
        raise ValidationError(_("Filen heter som en Excelfil men är ingen. Spara den på nytt som .xlsx eller CSV."))
    return as_table(csv_lines(decoded(content)), columns)


# ── CSV


def decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, what Excel calls Unicode text, else what older Windows programs write."""
    if content.startswith(UTF16):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as fault:
            raise not_a_list() from fault
    if b"\0" in content:
        raise not_a_list()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def not_a_list():
    return ValidationError(_("Filen är ingen lista som går att läsa. Spara listan som CSV eller .xlsx."))


def csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells): the line is where the row begins, since a quoted cell may hold line breaks."""
    told = re.match(r"sep=(.)\r?\n", text)  # Excel's own way to say the delimiter
    delimiter = told[1] if told else likely_delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            if not (told and begins == 1):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as fault:
        raise ValidationError(_("Rad %(line)s går inte att läsa. Kontrollera citattecknen på raden.") % {"line": begins}) from fault


def likely_delimiter(text: str) -> str:
    """The one that parts the first line into most cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))


# ── Excel


def excel_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The first sheet, rows that a filter hides among them: they are part of the list."""
    broken = ValidationError(_("Excelfilen går inte att läsa. Öppna den, spara den på nytt som .xlsx eller CSV, och försök igen."))
    require_room(content, broken)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles and filters that it does not know
        try:
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheets = book.worksheets
            if not sheets:
                raise broken
            sheets[0].reset_dimensions()  # some programs write a size that is not true
            for line, cells in enumerate(sheets[0].iter_rows(max_col=HIGHEST_COLUMNS, values_only=True), 1):
                yield line, [as_text(value) for value in cells]
        except ValidationError:
            raise
        except Exception as fault:  # whatever a broken file makes the reader stumble on
            raise broken from fault


def require_room(content: bytes, broken: ValidationError):
    """A small file that unpacks to a huge one is refused before anything is unpacked; zipfile reads no more than a part says it holds."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as fault:
        raise broken from fault
    if len(parts) > HIGHEST_PARTS or sum(part.file_size for part in parts) > HIGHEST_UNPACKED:
        raise ValidationError(_("Excelfilen är för stor när den packas upp. Dela listan i flera filer."))


def as_text(value) -> str:
    """A cell as a person would write it: 1977 and not 1977.0, 1977-06-12 and not a point in time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


# ── headings and rows


def heading_key(text: str) -> str:
    """«Partner (som skrivet)» and «partner_som_skrivet» are one heading."""
    return "".join(letter for letter in unicodedata.normalize("NFC", text).casefold() if letter.isalnum())


def clean(text: str) -> str:
    """One spelling of each letter, no invisible marks, no needless space; line breaks inside a cell stay."""
    text = unicodedata.normalize("NFC", AS_TEXT.sub("", text.strip(" \xa0\u3000\ufeff")))
    text = "".join(mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cf"))
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()


def as_table(lines: Iterable[tuple[int, list[str]]], columns: Sequence[Column]) -> Table:
    names, table, filled = None, None, 0
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if names is None:
            names, notes = matched(cells, columns)
            table = Table([], [name for name in names if name], notes)
            continue
        filled += 1
        if filled > HIGHEST_ROWS:
            raise ValidationError(_("Listan har fler än %(number)s rader. Dela den i flera filer.") % {"number": HIGHEST_ROWS})
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise ValidationError(_("En cell på rad %(line)s är för lång. Korta den.") % {"line": line})
        values = {name: clean(cell) for name, cell in zip(names, cells, strict=False) if name}
        table.rows.append(Row(line, values, any(cell.strip() for cell in cells[len(names) :])))
    if not table or not table.rows:
        raise ValidationError(_("Filen har inga rader under rubrikerna. Första raden ska vara rubriker."))
    return table


def matched(headings: list[str], columns: Sequence[Column]) -> tuple[list[str], list[str]]:
    """The column's name for each heading ("" where nobody knows it), and what to say of those unknown."""
    known = {heading_key(text): column.name for column in columns for text in (column.name, *column.also)}
    while headings and not headings[-1].strip():
        headings = headings[:-1]
    names = [known.get(heading_key(heading), "") for heading in headings]
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        shown = ", ".join(f"”{heading.strip()}”" for heading, name in zip(headings, names, strict=True) if name in twice)
        raise ValidationError(_("Flera rubriker betyder samma sak: %(headings)s. Ta bort alla utom en.") % {"headings": shown})
    missing = [column for column in columns if column.required and column.name not in names]
    if missing:
        shown = ", ".join(f"”{column.name}”" for column in missing)
        raise ValidationError(_("Rubrik saknas: %(headings)s. Första raden ska vara rubriker.") % {"headings": shown})
    unknown = [heading.strip()[:60] for heading, name in zip(headings, names, strict=True) if heading.strip() and not name]
    notes = [_("Kolumner som inte läses: %(headings)s.") % {"headings": ", ".join(f"”{one}”" for one in unknown)}] if unknown else []
    return names, notes
