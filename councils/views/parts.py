"""The parts of a governing document: its goals, areas, priorities and measures, one form each."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, UpdateView

from .. import document_parts
from ..access import RowMixin
from ..editing import StaleMixin
from ..models import Document, DocumentPart
from ..part_forms import DocumentPartForm, RemovePartForm
from ..part_words import part_word
from .people import add_errors


class OfDocumentMixin(RowMixin):
    """The right is to the document; the part is looked for in it."""

    rows = Document.objects.select_related("container", "municipality")
    permission = document_parts.PERMISSION

    def dispatch(self, request, *args, **kwargs):
        self.document = self.part = None
        return super().dispatch(request, *args, **kwargs)

    def find(self):
        self.document = self.get_row()
        if "part" in self.kwargs:
            self.part = get_object_or_404(self.document.parts.select_related("document"), pk=self.kwargs["part"])
        return self.part

    def back(self):
        return reverse("document", args=[self.municipality.slug, self.document.pk]) + "#parts"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"document": self.document, "part": self.part, "back": self.back()}


class DocumentPartView(StaleMixin, OfDocumentMixin, UpdateView):
    """A new part of the kind that the address names, or one that is there."""

    submit = gettext_lazy("Spara delen")
    form_class = DocumentPartForm
    template_name = "councils/document_part_form.html"

    def get_object(self, queryset=None):
        found = self.find()
        if found is None:
            asked = document_parts.asked_of(self.document, timezone.localdate())
            kinds = document_parts.kinds_of_parts(self.document, asked)
            kind = self.request.GET.get("slag")
            found = DocumentPart(document=self.document, kind=kind if kind in kinds else kinds[0])
        return found

    def get_form_kwargs(self):
        asked = [one for _setting, lines in document_parts.asked_of(self.document, timezone.localdate()) for one in lines]
        kinds = {*DocumentPart.TARGETS, *(one.tied_to for one in asked if one.tied_to)}
        standing = DocumentPart.objects.in_force(self.municipality, timezone.localdate()).filter(kind__in=kinds)
        own = Q(document=self.document, kind__in=kinds) | Q(pk=self.object.serves_id)
        targets = (standing | DocumentPart.objects.of(self.municipality).filter(own)).exclude(pk=self.object.pk)
        return super().get_form_kwargs() | {
            "fields_asked": {name for one in asked if one.part == self.object.kind for name in one.fields},
            "targets": targets.select_related("document").in_order(),
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(kind=part_word(self.object.kind), **kwargs)

    def form_valid(self, form):
        try:
            document_parts.keep_part(part=form.instance, by=self.request.user, reason=form.cleaned_data.get("reason", ""))
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Delen är sparad."))
        return redirect(self.back())


class RemovePartView(OfDocumentMixin, FormView):
    form_class = RemovePartForm
    template_name = "councils/document_part_remove.html"

    def get_form(self, form_class=None):
        self.find()
        return super().get_form(form_class)

    def form_valid(self, form):
        try:
            document_parts.remove_part(part=self.part, by=self.request.user, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Delen är borttagen."))
        return redirect(self.back())
