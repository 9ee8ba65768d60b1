"""The PDF, opened and read back: tagged, titled, navigable, and saying the same as the page."""

import io
import re

import pikepdf
import pypdfium2
import pytest
from django.utils.translation import override
from weasyprint.urls import FatalURLFetchingError

from reports.pdf import edition_html, render_pdf
from reports.yearly import yearly_view
from tests.a_year import a_year

pytestmark = [pytest.mark.django_db, pytest.mark.pdf, pytest.mark.smoke]


def rendered(yearly, language):
    with override(language):
        html = edition_html(yearly_view(yearly))
    return html, *render_pdf(html, language)


@pytest.fixture
def swedish():
    return rendered(a_year().yearly, "sv")


def text_of(content):
    with pypdfium2.PdfDocument(content) as pdf:
        return " ".join(page.get_textpage().get_text_range() for page in pdf)


def plain(text):
    """One kind of space, no line ends: how a line was broken says nothing."""
    return re.sub(r"\s+", " ", text)


def elements(node, kind=None):
    """The structure tree, depth first, as dictionaries."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if kind is None or kind == kid.S:
                yield kid
            yield from elements(kid, kind)


def words_in(html, pattern):
    return [plain(re.sub(r"<[^>]*>", " ", found)).strip() for found in re.findall(pattern, html, re.DOTALL)]


def test_it_is_a_tagged_document_with_title_language_and_bookmarks(swedish):
    _html, content, pages = swedish
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Internationellt arbete 2025 – Osby kommun"
        assert str(pdf.Root.Lang) == "sv"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert len(pdf.pages) == pages
        kinds = {str(element.S) for element in elements(pdf.Root.StructTreeRoot)}
        assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/Figure", "/Caption", "/L"} <= kinds
        with pdf.open_outline() as outline:
            (first,) = outline.root
            titles = [entry.title for entry in first.children]
    assert first.title.startswith("Årsrapport internationellt arbete")
    assert [title for title in titles if title in ("Året på en sida", "Besluten", "Det som saknas")] == [
        "Året på en sida",
        "Besluten",
        "Det som saknas",
    ]
    assert any("Barn och skola" in title for title in titles)


def test_every_figure_has_a_text_and_the_maps_says_what_it_shows(swedish):
    _html, content, _pages = swedish
    with pikepdf.open(io.BytesIO(content)) as pdf:
        texts = [str(figure.get("/Alt", "")) for figure in elements(pdf.Root.StructTreeRoot, "/Figure")]
    assert len(texts) >= 6
    assert all(texts)
    assert any("Gribskov" in text and "Łódź" in text for text in texts)


def test_every_figure_and_table_cell_of_the_page_stands_in_the_pdf(swedish):
    html, content, _pages = swedish
    body = html[html.index("<main") :]
    said = (
        words_in(body, r"<dd[^>]*>(.*?)</dd>")
        + words_in(body, r'<td class="[^"]*num[^"]*">(.*?)</td>')
        + words_in(body, r'<b class="num">(.*?)</b>')
    )
    text = plain(text_of(content))
    assert len(said) > 20
    assert [figure for figure in said if figure not in text] == []
    headings = words_in(body, r"<h[23][^>]*>(.*?)</h[23]>")
    assert [heading for heading in headings if heading not in text] == []


def test_no_letter_is_an_empty_box(swedish):
    _html, content, _pages = swedish
    text = text_of(content)
    assert "Łódź" in text
    assert "\ufffd" not in text
    with pikepdf.open(io.BytesIO(content)) as pdf:
        names = {str(font.BaseFont) for page in pdf.pages for font in page.get("/Resources", {}).get("/Font", {}).values()}
    assert names
    assert all("Source-Sans-3" in name for name in names)


def test_the_english_one_is_english():
    html, content, _pages = rendered(a_year().yearly, "en")
    assert '<html lang="en"' in html
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == "en"


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "ftp://127.0.0.1/x"])
def test_what_stands_outside_the_page_is_never_fetched(address):
    html = f'<html lang="sv"><head><title>x</title></head><body><img alt="x" src="{address}"><p>Text</p></body></html>'
    with pytest.raises(FatalURLFetchingError) as fault:
        render_pdf(html, "sv")
    assert "disallowed protocol" in str(fault.value.__cause__)
