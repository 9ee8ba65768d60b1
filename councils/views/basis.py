"""The decision basis of a matter: read by everybody, written by those who work with it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import UpdateView

from ..access import RowMixin
from ..basis import basis_of, keep_basis, may_write
from ..basis_forms import BasisForm
from ..editing import stale_response
from ..models import Matter
from ..rules.errands import errand_of


class BasisView(RowMixin, UpdateView):
    rows = Matter.objects.select_related("municipality", "container")
    form_class = BasisForm
    template_name = "councils/basis_page.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"basis": basis_of(self.object)}

    def back(self):
        """The page of what is to be decided, else the matter's newest decision, else all decisions."""
        slug, row = self.municipality.slug, errand_of(self.object, timezone.localdate()).subject
        if row != self.object:
            try:
                return reverse(getattr(row, "row", "") or row._meta.model_name, args=[slug, row.pk])
            except NoReverseMatch:
                pass
        newest = self.object.decisions.order_by("-pk").first()
        return reverse("decision", args=[slug, newest.pk]) if newest else reverse("decisions", args=[slug])

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"matter": self.object, "may_write": may_write(self.object, self.request.user), "back": self.back()}

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not may_write(self.object, request.user):
            raise PermissionDenied
        form = self.get_form()
        if form.is_stale:
            return stale_response(request, form, submit=_("Spara underlaget"), url=self.back())
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form):
        keep_basis(matter=form.instance, answers=form.answers(), by=self.request.user)
        messages.success(self.request, _("Underlaget är sparat."))
        return redirect("basis", slug=self.municipality.slug, pk=self.object.pk)
