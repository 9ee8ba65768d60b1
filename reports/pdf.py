"""The frozen report as files: one HTML page that carries its stylesheet and typeface, and the PDF made from that very page."""

import base64
import hashlib
import io
import logging
import re
from functools import lru_cache
from xml.etree import ElementTree

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

SVG = "{http://www.w3.org/2000/svg}"
STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
# (family, part of the typeface, weight). Two parts under one name would give empty boxes in the PDF, so the second has its own.
FACES = [("Source Sans 3", "latin", 400), ("Source Sans 3", "latin", 600),
         ("Source Sans 3 Ext", "latin-ext", 400), ("Source Sans 3 Ext", "latin-ext", 600)]  # fmt: skip
FAMILIES = ':root { --ds-font-family: "Source Sans 3", "Source Sans 3 Ext", sans-serif } .map text { font-family: var(--ds-font-family) }'


@lru_cache(maxsize=1)
def own_style() -> str:
    """app.css with the typeface inside: what the page needs to look the same in fifty years."""
    files = settings.NODE_MODULES / "@fontsource/source-sans-3/files"
    faces = []
    for family, part, weight in FACES:
        font = base64.b64encode((files / f"source-sans-3-{part}-{weight}-normal.woff2").read_bytes()).decode()
        faces.append(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url(data:font/woff2;base64,{font}) format("woff2") }}'
        )
    return "\n".join([*faces, (settings.BASE_DIR / "static/app.css").read_text(), FAMILIES])


def edition_html(view) -> str:
    """The whole report as one page without a single address to fetch."""
    with override(view.language):
        return render_to_string("reports/edition.html", {"view": view, "municipality": view.municipality, "style": mark_safe(own_style())})


def page_policy(content: bytes) -> str:
    """The content security policy that lets this page show its own style and typeface, and do nothing else."""
    found = STYLE.search(content)
    digest = base64.b64encode(hashlib.sha256(found[1] if found else b"").digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def render_pdf(html: str, language: str) -> tuple[bytes, int]:
    """The page as a tagged PDF (PDF/UA-1), and its number of pages. Nothing outside the page is fetched."""
    # imported here: without Pango it dies at import, and the site must run on
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    class OwnFilesOnly(URLFetcher):
        """The typeface stands in the page; whatever has another address is refused."""

        def __init__(self):
            super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)

    # it warns of each declaration that is for a screen only
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    page = HTML(string=html, url_fetcher=OwnFilesOnly())
    with override(language):
        name_decoration(page.etree_element)
    document = page.render(pdf_variant="pdf/ua-1")
    target = io.BytesIO()
    document.write_pdf(target, pdf_variant="pdf/ua-1")
    return target.getvalue(), len(document.pages)


def name_decoration(root: ElementTree.Element):
    """Every drawing of a tagged PDF is a figure and must have a text; those that a screen reader passes over on a page get a short one."""
    for drawing in root.iter(f"{SVG}svg"):
        if drawing.find(f"{SVG}title") is None:
            is_art = "art" in drawing.get("class", "").split()
            title = ElementTree.SubElement(drawing, f"{SVG}title")
            title.text = _("Kommunens karta som bakgrund") if is_art else _("Stapel. Talen står bredvid.")
