"""A relation's page as PDF, to read on the way."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.generic import View

from councils.access import RowMixin
from councils.remarks import Reader, remarks_of
from partnerships.relation_page import ROWS, page_of
from partnerships.relation_paper import on_paper

from ..pdf import own_style, render_pdf


class RelationPdfView(RowMixin, View):
    rows = ROWS

    def get(self, request, *args, **kwargs):
        relation, today, language = self.get_row(), timezone.localdate(), get_language()
        page = on_paper(page_of(relation, today))
        context = {
            "relation": relation,
            "page": page,
            "seat_remarks": remarks_of(page.seats.findings, Reader(self.municipality)) if page.seats else [],
            "municipality": self.municipality,
            "today": today,
            "language": language,
            "style": mark_safe(own_style()),
            "paper": True,
            "first_page": True,
            "may_relate": False,
        }
        content, _pages = render_pdf(render_to_string("partnerships/relation_paper.html", context), language)
        name = f"{slugify(relation.name) or relation.pk}-{today.isoformat()}.pdf"
        return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
