"""A list handed out as a file: the same address, the same filters and the same right as the page, since it is the page that makes it."""

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# A spreadsheet takes a cell that begins so for something to work out.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_000  # characters that Excel holds


def plain(value):
    """Numbers and days as such; everything else as text, without marks that Excel refuses."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, int | float | Decimal | dt.date):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST_CELL]


def harmless(value: str) -> str:
    """Text that no spreadsheet works out: an apostrophe before what would be a formula."""
    return f"'{value}" if value.startswith(FORMULA) else value


def csv_cell(value) -> str:
    """As Excel in Swedish reads it: a comma in decimals, days by ISO."""
    value = plain(value)
    if isinstance(value, float | Decimal):
        return f"{value}".replace(".", ",")
    return value.isoformat() if isinstance(value, dt.date) else harmless(str(value)) if isinstance(value, str) else str(value)


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence]) -> HttpResponse:
    """With the mark by which Excel knows UTF-8, and the delimiter that it expects in Swedish."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    writer = csv.writer(response, delimiter=";")
    writer.writerow([csv_cell(cell) for cell in head])
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    return handed_out(response, f"{name}.csv")


def as_excel(name: str, head: Sequence[str], rows: Iterable[Sequence]) -> HttpResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    for row in (head, *rows):
        sheet.append([excel_cell(sheet, plain(cell)) for cell in row])
    response = HttpResponse(content_type=EXCEL)
    book.save(response)
    return handed_out(response, f"{name}.xlsx")


def excel_cell(sheet, value):
    """Text is said to be text, and quoted where it would be a formula, also when it is saved as CSV later."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=harmless(value))
    cell.data_type = "s"
    return cell


def handed_out(response, filename):
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


WRITERS = {"csv": as_csv, "xlsx": as_excel}


class ExportMixin:
    """Before a list view: `?fil=csv` and `?fil=xlsx` hand out the rows that the same address shows. Stands after MemberMixin's check.

    `export_name` names the file; `export()` gives (headings, rows of cells), with the page's filters but without its page breaks.
    """

    export_name = ""

    def get(self, request, *args, **kwargs):
        writer = WRITERS.get(request.GET.get("fil", ""))
        if writer is None:
            return super().get(request, *args, **kwargs)
        head, rows = self.export()
        return writer(f"{slugify(self.municipality.slug)}-{self.export_name}", list(map(str, head)), rows)
