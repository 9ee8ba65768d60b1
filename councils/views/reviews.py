"""What was done with an adopted document, and what it leans on: one form each, from the page of the document."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, UpdateView

from .. import reviewing
from ..access import RowMixin
from ..actions import store_file
from ..document_parts import PERMISSION
from ..editing import StaleMixin
from ..models import Document, DocumentReview, Framework
from ..review_forms import DocumentReviewForm, FrameworkForm, RemoveForm
from .people import add_errors


class OfDocumentMixin(RowMixin):
    """The right is to the document; the row is looked for in it."""

    rows = Document.objects.without_law().with_decisions()
    permission = PERMISSION

    def find(self, key, rows):
        """The row of the document that the address names under `key`, or None."""
        self.document = self.get_row()
        return get_object_or_404(rows(self.document), pk=self.kwargs[key]) if key in self.kwargs else None

    def back(self):
        return reverse("document", args=[self.municipality.slug, self.document.pk]) + "#review"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"document": self.document, "back": self.back()}


class ReviewView(StaleMixin, OfDocumentMixin, UpdateView):
    """A new row of the kind that the address names, or one that is there."""

    submit = gettext_lazy("Spara")
    form_class = DocumentReviewForm
    template_name = "councils/review_form.html"

    def get_object(self, queryset=None):
        found = self.find("review", lambda document: document.reviews.all())
        if found is None:
            act = self.request.GET.get("slag")
            found = DocumentReview(act=act if act in DocumentReview.Act else DocumentReview.Act.EVALUATE)
        found.document = self.document
        return found

    def get_context_data(self, **kwargs):
        return super().get_context_data(review=self.object, **kwargs)

    def form_valid(self, form):
        review, upload = form.instance, form.cleaned_data.get("upload")
        try:
            if upload:
                review.file = store_file(
                    content=upload,
                    name=upload.name,
                    content_type=upload.content_type,
                    container=self.document.container,
                    by=self.request.user,
                )
            reviewing.keep_review(review=review, results=form.results(), by=self.request.user, reason=form.cleaned_data.get("reason", ""))
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Det är sparat."))
        return redirect(self.back())


class FrameworkView(StaleMixin, OfDocumentMixin, UpdateView):
    """What the document leans on: a new framework, one that the municipality has already, or one that changes."""

    form_class = FrameworkForm
    template_name = "councils/framework_form.html"

    def get_object(self, queryset=None):
        found = self.find("framework", lambda document: document.frameworks.all())
        return found or Framework(municipality_id=self.document.municipality_id)

    def get_form_kwargs(self):
        known = None if self.object.pk else reviewing.known_frameworks(self.document)
        return super().get_form_kwargs() | {"known": known}

    def get_context_data(self, **kwargs):
        others = self.object.documents.exclude(pk=self.document.pk).order_by("title") if self.object.pk else ()
        return super().get_context_data(framework=self.object, others=list(others), **kwargs)

    def form_valid(self, form):
        facts = form.cleaned_data
        try:
            if facts.get("known"):
                reviewing.lean_on(self.document, facts["known"], by=self.request.user)
            else:
                reviewing.keep_framework(
                    framework=form.instance, document=self.document, by=self.request.user, reason=facts.get("reason", "")
                )
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Ramverket är sparat."))
        return redirect(self.back())


class RemoveMixin(OfDocumentMixin):
    form_class = RemoveForm
    template_name = "councils/review_remove.html"

    def get_form(self, form_class=None):
        self.row = self.find_row()
        return super().get_form(form_class)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)  # the form finds the row
        return context | {"row": self.row}

    def form_valid(self, form):
        self.remove(by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Det är borttaget."))
        return redirect(self.back())


class RemoveReviewView(RemoveMixin, FormView):
    def find_row(self):
        return self.find("review", lambda document: document.reviews.select_related("document__container"))

    def remove(self, **facts):
        reviewing.remove_review(review=self.row, **facts)


class RemoveFrameworkView(RemoveMixin, FormView):
    def find_row(self):
        return self.find("framework", lambda document: document.frameworks.all())

    def remove(self, **facts):
        reviewing.remove_framework(framework=self.row, document=self.document, **facts)
