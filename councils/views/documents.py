"""Governing documents: what is in force, on whose decision, and clause by clause how each is handled."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, DetailView, ListView, UpdateView, View

from .. import actions, document_parts, reviewing
from ..access import MemberMixin, RowMixin, container_ids
from ..basis import basis_of
from ..compliance import findings
from ..editing import StaleMixin
from ..forms import DocumentForm
from ..models import Document
from ..remarks import Reader, remarks_of
from ..rules.errands import errand_of
from ..spoken import spoken
from ..standing import by_section, standing_on
from ..templatetags.page import day
from ..transitions import Blocked, closed_by
from ..words import Words
from ..workflow import DOCUMENT
from .people import add_errors
from .routes import way_of

GENERAL_KINDS = ("policy", "strategy", "guidelines", "instructions", "action_plan", "operational_plan")


def header_cells(document):
    """The eight cells of the header box; what is unknown says so and is never left out. A statute has those of a statute."""
    if document.is_law:
        return [
            (_("Beslutad av"), _("Riksdagen")),
            (_("Gäller för"), document.applies_to),
            (_("Gäller från"), document.valid_from),
            (_("Gäller till"), document.valid_to or _("Tills vidare")),
        ]
    adoption = document.adoption
    section = f"§ {adoption.section}" if adoption and adoption.section else None
    replaced = [str(older) for older in adoption.supersedes.all()] if adoption else []
    valid_to = _("Tills vidare") if document.until_further_notice else document.valid_to
    return [
        (_("Antagen av"), adoption.organ if adoption else None),
        (_("Datum och paragraf"), date_and_section(adoption, section)),
        (_("Diarienummer"), adoption.diary_number if adoption else None),
        (_("Gäller för"), document.applies_to),
        (_("Ansvarig"), document.responsible),
        (_("Gäller från"), document.valid_from),
        (_("Gäller till"), valid_to),
        (_("Ersätter"), "; ".join(replaced)),
    ]


def date_and_section(adoption, section):
    from_day = adoption.decided_on if adoption else None
    if from_day and section:
        return f"{day(from_day)}, {section}"
    return from_day or section


def kinds_of(municipality):
    """The kinds of document that the municipality uses, in its own words."""
    words = Words(municipality)
    used = Document.objects.of(municipality).without_law().values_list("kind", flat=True).distinct()
    return [(code, capfirst(words.kind(code))) for code in dict.fromkeys([*GENERAL_KINDS, *used])]


class DocumentsView(MemberMixin, ListView):
    template_name = "councils/documents.html"

    def get_queryset(self):
        rows = Document.objects.of(self.municipality).with_decisions()
        return rows.annotate(clause_count=Count("clauses", distinct=True)).order_by("state", "kind", "pk")

    def get_context_data(self, **kwargs):
        words, today = Words(self.municipality), timezone.localdate()
        every = [(document, words.kind(document.kind), header_cells(document)) for document in sorted(self.object_list, key=by_rank)]
        rows = [row for row in every if not row[0].is_law]
        in_force = [row for row in rows if row[0].state == Document.State.IN_FORCE and not row[0].has_run_out(today)]
        return super().get_context_data(
            in_force=[row for row in in_force if row[0].container_id == self.municipality.pk],
            of_units=[row for row in in_force if row[0].container_id != self.municipality.pk],
            drafts=[row for row in rows if row[0].state == Document.State.DRAFT],
            earlier=[row for row in rows if row not in in_force and row[0].state != Document.State.DRAFT],
            laws=[row for row in every if row[0].is_law],
            may_edit=self.may("edit_documents"),
            **kwargs,
        )


def by_rank(document):
    """Policy before strategy before plans; those of the whole municipality before a unit's; the newest first."""
    rank = GENERAL_KINDS.index(document.kind) if document.kind in GENERAL_KINDS else len(GENERAL_KINDS)
    return rank, document.container.sort != "municipality", document.container.name_sort, -(document.valid_from or dt.date.min).toordinal()


# The page that a clause belongs to, in words; the clause itself is always shown here.
BELONGS_TO = {
    "governance": gettext_lazy("vem som beslutar vad"),
    "decisions": gettext_lazy("besluten"),
    "units": spoken("%(the_units)s"),
    "contacts": spoken("%(the_contacts)s"),
    "body": gettext_lazy("organen"),
    "partners": gettext_lazy("samarbetena"),
    "networks": spoken("%(the_networks)s"),
    "visits": gettext_lazy("besöken"),
    "projects": gettext_lazy("projekten"),
    "applications": gettext_lazy("ansökningarna"),
    "watch": gettext_lazy("bevakningen"),
    "budget": gettext_lazy("pengarna"),
    "plans": gettext_lazy("planerna"),
    "reports": gettext_lazy("rapporterna"),
    "public": gettext_lazy("den publika sidan"),
}


def sections_of(document, municipality, on):
    """[(section, [(how the clause stands, what it belongs to)])] in the document's order."""
    found = findings(municipality, on, clause__document=document)
    standing = standing_on(municipality, on, found=found, documents=Document.objects.filter(pk=document.pk))
    return [(section, [(row, BELONGS_TO.get(row.clause.shown_on, "")) for row in rows]) for section, rows in by_section(standing.clauses)]


class DocumentView(RowMixin, DetailView):
    rows = Document.objects.with_decisions()
    template_name = "councils/document.html"

    def get_context_data(self, **kwargs):
        document, on = self.object, timezone.localdate()
        may_edit = not document.is_law and document.container_id in container_ids(self.request.user, "edit_documents")
        transition = DOCUMENT["bring_into_force"]
        blocking, asking = closed_by(transition, document, on) if document.state == Document.State.DRAFT else ([], [])
        asked = document_parts.asked_of(document, on)
        groups = document_parts.groups_of(document, asked)
        return super().get_context_data(
            document=document,
            kind=Words(self.municipality).kind(document.kind),
            cells=header_cells(document),
            sections=sections_of(document, self.municipality, on),
            replaced_by=[newer for older in replaced_links(document) for newer in older],
            way=way_of(errand_of(document.matter, on), on) if document.matter else None,
            blocking=remarks_of(blocking, Reader.of(self, document)),
            asking=asking,
            basis=basis_of(document.matter),
            groups=groups,
            groups_shown=any(group.parts for group in groups),
            matrices=document_parts.matrices(document, asked, on),
            reviews=reviewing.reviews_of(document, on),
            may_edit=may_edit,
            may_record=self.municipality.pk in container_ids(self.request.user, "record_decisions"),
            **kwargs,
        )


def replaced_links(document):
    """The later decisions that replaced the one that adopted this document."""
    adoption = document.adoption
    return [[link.newer for link in adoption.replaced_by.select_related("newer__body", "newer__matter__document")]] if adoption else []


class DocumentFormMixin:
    form_class = DocumentForm
    template_name = "councils/document_form.html"
    permission = "edit_documents"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"municipality": self.municipality, "kinds": kinds_of(self.municipality)}

    def form_valid(self, form):
        document, reason = form.instance, form.cleaned_data.get("reason", "")
        try:
            if upload := form.cleaned_data.get("upload"):
                document.file = actions.store_file(
                    content=upload, name=upload.name, content_type=upload.content_type, container=document.container, by=self.request.user
                )
            self.object = actions.register_document(document=document, by=self.request.user, reason=reason)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Dokumentet är sparat."))
        return redirect("document", slug=self.municipality.slug, pk=self.object.pk)


class DocumentNewView(DocumentFormMixin, MemberMixin, CreateView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(back=reverse("documents", args=[self.municipality.slug]), document=None, **kwargs)


class DocumentEditView(StaleMixin, DocumentFormMixin, RowMixin, UpdateView):
    submit = gettext_lazy("Spara dokumentet")
    rows = Document.objects.without_law().select_related("matter", "container")

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=self.back(), document=self.object, **kwargs)

    def back(self):
        return reverse("document", args=[self.municipality.slug, self.object.pk])


class DocumentInForceView(RowMixin, View):
    """Bring an adopted document into force: the rules at the gate decide."""

    rows = Document.objects.without_law().with_decisions()
    permission = "edit_documents"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        document = self.get_row()
        try:
            actions.bring_into_force(document=document, by=request.user, reason=request.POST.get("reason", ""))
        except Blocked as blocked:
            for finding in blocked.findings:
                messages.error(request, str(finding.verdict.sentence))
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        else:
            messages.success(request, _("Dokumentet gäller nu."))
        return redirect("document", slug=self.municipality.slug, pk=document.pk)
