"""One page to add a small row to its parent, one to change it and one to take it away, for every kind in `rows.ROW_KINDS`."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import resolve
from django.utils.translation import gettext as _
from django.views.generic import FormView, UpdateView

from councils.access import MemberMixin, visible_to
from councils.editing import StaleMixin
from councils.views.people import add_errors

from ..row_forms import RemoveRowForm, form_of
from ..rows import PARENTS, ROW_KINDS, keep_row, may_keep, remove_row


class RowOfParentMixin(MemberMixin):
    """The row is of this municipality, else 404; the right is to its parent, else 403."""

    def find(self):
        self.kind = ROW_KINDS.get(self.kwargs["kind"])
        if self.kind is None:
            raise Http404
        row = self.find_row()
        try:
            self.known, self.parent = self.kind.parent_of(row)
        except KeyError as fault:  # it belongs to work without a page of its own
            raise Http404 from fault
        if not visible_to(self.known.model.objects.filter(pk=self.parent.pk), self.request.user).exists():
            raise Http404
        if not may_keep(self.request.user, self.kind, self.known, self.parent):
            raise PermissionDenied
        self.request.stands_under = resolve(self.back().partition("#")[0]).url_name
        return row

    def find_row(self):
        return get_object_or_404(self.kind.model, pk=self.kwargs["pk"], municipality=self.municipality)

    def back(self):
        return self.kind.back(self.known, self.parent)

    def get_context_data(self, **kwargs):
        return super().get_context_data(kind=self.kind, parent=self.parent, back=self.back(), **kwargs)


class RowFormView(StaleMixin, RowOfParentMixin, UpdateView):
    template_name = "partnerships/row_form.html"

    def get_object(self, queryset=None):
        return self.find()

    def get_form_class(self):
        return form_of(self.kind)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kind": self.kind, "parent": self.parent}

    def get_context_data(self, **kwargs):
        return super().get_context_data(row=self.object if self.object.pk else None, **kwargs)

    def form_valid(self, form):
        try:
            keep_row(row=form.instance, by=self.request.user, **form.answers)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Sparat: %(row)s.") % {"row": self.kind.label})
        return redirect(self.back())


class RowNewView(RowFormView):
    """The address may fill in fields by their own names: «?direction=given»."""

    def find_row(self):
        known = PARENTS.get(self.kwargs["parent"])
        if known is None or not issubclass(known.model, self.kind.parent_model):
            raise Http404
        parent = get_object_or_404(known.model, pk=self.kwargs["pk"], municipality=self.municipality)
        return self.kind.model(**{self.kind.parent_field: parent})

    def get_initial(self):
        return {name: value for name, value in self.request.GET.items() if name in self.kind.fields}


class RowRemoveView(RowOfParentMixin, FormView):
    form_class = RemoveRowForm
    template_name = "partnerships/row_remove.html"

    def get(self, request, *args, **kwargs):
        self.row = self.find()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.row = self.find()
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(row=self.row, **kwargs)

    def form_valid(self, form):
        try:
            remove_row(row=self.row, by=self.request.user, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Borttaget: %(row)s.") % {"row": self.kind.label})
        return redirect(self.back())
