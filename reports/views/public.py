"""What everybody may see: the municipalities, each one's page, documents, reports and files. Never 403: what is not published is not there."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, UpdateView, View

from councils.access import MemberMixin, MunicipalityMixin
from councils.editing import stale_response
from councils.models import Clause, StoredFile
from councils.views.documents import header_cells
from councils.views.files import attachment
from councils.words import Words

from .. import actions
from ..forms import PublicPageForm
from ..models import EditionFile, PublicPage
from ..public_page import listed_municipalities, public_view, published_documents, published_editions
from .answers import edition_answer


class HomeView(TemplateView):
    template_name = "reports/home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(municipalities=listed_municipalities(timezone.localdate()), **kwargs)


class PublicPageView(MunicipalityMixin, TemplateView):
    template_name = "reports/public_page.html"

    def get_context_data(self, **kwargs):
        view = public_view(self.municipality, timezone.localdate())
        words = Words(self.municipality)
        deeds = [(document, words.kind(document.kind), header_cells(document)) for document in view.in_force]
        return super().get_context_data(view=view, deeds=deeds, **kwargs)


class PublicDocumentView(MunicipalityMixin, TemplateView):
    """A published document clause by clause; one that no longer is in force says what came instead."""

    template_name = "reports/public_document.html"

    def get_context_data(self, **kwargs):
        rows = published_documents(self.municipality)
        clauses = Prefetch("clauses", Clause.objects.order_by("ordinal"))
        document = get_object_or_404(rows.with_decisions().prefetch_related(clauses), pk=self.kwargs["pk"])
        sections = {}
        for clause in document.clauses.all():
            sections.setdefault(clause.section, []).append(clause)
        return super().get_context_data(
            document=document,
            kind=Words(self.municipality).kind(document.kind),
            cells=header_cells(document),
            sections=list(sections.items()),
            below=rows.filter(parent=document),
            file=document.file,
            **kwargs,
        )


class PublicReportView(MunicipalityMixin, View):
    """The published report as it was frozen, in the language of the address."""

    def get(self, request, *args, **kwargs):
        editions = published_editions(self.municipality, kwargs["year"])
        if not editions:
            raise Http404
        return edition_answer(editions[0].file(EditionFile.Kind.HTML))


class PublicFileView(MunicipalityMixin, View):
    """A published file, or the file of a published document."""

    def get(self, request, *args, **kwargs):
        papers = published_documents(self.municipality).filter(file__isnull=False).values("file")
        rows = StoredFile.objects.filter(Q(published=True) | Q(pk__in=papers), municipality=self.municipality)
        return attachment(get_object_or_404(rows, pk=kwargs["pk"]))


class PublicPageEditView(MemberMixin, UpdateView):
    """The words of the public page. Going through it counts too, also when nothing had to be changed."""

    permission = "publish"
    form_class = PublicPageForm
    template_name = "reports/public_page_edit.html"

    def get_object(self, queryset=None):
        rows = PublicPage.objects.select_related("municipality")
        return rows.filter(municipality=self.municipality).first() or PublicPage(municipality=self.municipality)

    def get_success_url(self):
        return reverse("public_page_edit", args=[self.municipality.slug])

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        if request.POST.get("act") == "checked":
            actions.save_public_page(page=self.object, by=request.user, checked=True)
            messages.success(request, _("Det är noterat att du har gått igenom sidan i dag."))
            return redirect(self.get_success_url())
        form = self.get_form()
        if form.is_stale:
            return stale_response(request, form, submit=_("Spara sidans texter"), url=self.get_success_url())
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form):
        actions.save_public_page(page=form.instance, by=self.request.user)
        messages.success(self.request, _("Sidans texter är sparade."))
        return redirect(self.get_success_url())
