"""Noting who was at a meeting."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import UpdateView

from .. import attending
from ..access import RowMixin
from ..attendance_forms import AttendanceForm
from ..editing import StaleMixin
from ..models import Meeting
from .people import add_errors


class AttendanceView(StaleMixin, RowMixin, UpdateView):
    """Stands on the meeting's own page until something is noted; afterwards it is changed here."""

    rows = Meeting.objects.select_related("body__municipality", "municipality")
    form_class = AttendanceForm
    template_name = "councils/attendance_form.html"
    permission = "meet"
    submit = gettext_lazy("Spara närvaron")

    def get_object(self, queryset=None):
        meeting = self.get_row()
        if not attending.may_be_noted(meeting, timezone.localdate()):
            raise Http404
        return meeting

    def get_context_data(self, **kwargs):
        return super().get_context_data(meeting=self.object, back=self.back(), **kwargs)

    def back(self):
        return reverse("meeting", args=[self.municipality.slug, self.object.pk])

    def form_valid(self, form):
        try:
            attending.note_attendance(meeting=self.object, by=self.request.user, on=timezone.localdate(), **form.cleaned_facts)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Närvaron är sparad."))
        return redirect(f"{self.back()}#attendance")
