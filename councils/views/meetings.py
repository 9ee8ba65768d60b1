"""Meetings of bodies: planned, called, held or cancelled, with notes and what was reported there."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, DetailView, TemplateView, UpdateView

from .. import actions, attending, delegating
from ..access import MemberMixin, RowMixin, container_ids
from ..attendance_forms import AttendanceForm
from ..editing import StaleMixin
from ..meeting_forms import MeetingForm
from ..models import Appointment, Body, Meeting
from .people import add_errors


class MeetingsView(MemberMixin, TemplateView):
    template_name = "councils/meetings.html"
    PAST = 50  # as many past meetings as one looks for by eye

    def get_context_data(self, **kwargs):
        rows, today = Meeting.objects.of(self.municipality).select_related("body"), timezone.localdate()
        return super().get_context_data(
            coming=list(rows.filter(day__gte=today).order_by("day", "pk")),
            past=list(rows.filter(day__lt=today).order_by("-day", "-pk")[: self.PAST]),
            may_meet=self.may("meet"),
            **kwargs,
        )


class MeetingView(RowMixin, DetailView):
    rows = Meeting.objects.select_related("body__municipality", "municipality").prefetch_related("delegation_reports__decision__matter")
    template_name = "councils/meeting.html"

    def get_context_data(self, **kwargs):
        may_meet = self.object.body_id in container_ids(self.request.user, "meet")
        coming = delegating.next_meeting(self.object.body, timezone.localdate())
        untold = delegating.to_report(self.municipality, self.object.body) if coming == self.object else []
        posts = (
            Appointment.objects.filter(container=self.object.body_id, role="convener").in_force(self.object.day).select_related("person")
        )
        return super().get_context_data(
            meeting=self.object,
            may_meet=may_meet,
            untold=untold,
            conveners=", ".join(post.person.name for post in posts),
            **self.attendance(self.object, may_meet),
            **kwargs,
        )

    @staticmethod
    def attendance(meeting, may_meet) -> dict:
        """Who was there, once the day has come; the list to tick for those who write, while nothing is noted."""
        if not attending.may_be_noted(meeting, timezone.localdate()):
            return {"roll": None}
        roll = attending.roll_of(meeting)
        form = AttendanceForm(instance=meeting, roll=roll) if may_meet and roll.called and not roll.is_noted else None
        return {"roll": roll, "attendance_form": form, "may_note": may_meet}


class MeetingFormMixin:
    form_class = MeetingForm
    template_name = "councils/meeting_form.html"
    permission = "meet"

    def get_form_kwargs(self):
        bodies = Body.objects.of(self.municipality).filter(pk__in=container_ids(self.request.user, "meet")).in_order()
        return super().get_form_kwargs() | {"bodies": bodies}

    def form_valid(self, form):
        try:
            self.object = actions.keep_meeting(meeting=form.instance, by=self.request.user, reason=form.cleaned_data.get("reason", ""))
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Mötet är sparat."))
        return redirect("meeting", slug=self.municipality.slug, pk=self.object.pk)


class MeetingNewView(MeetingFormMixin, MemberMixin, CreateView):
    def get_initial(self):
        chosen = Body.objects.of(self.municipality).filter(code=self.request.GET.get("organ", "")).first()
        return {"body": chosen.pk if chosen else None}

    def get_context_data(self, **kwargs):
        return super().get_context_data(meeting=None, back=reverse("meetings", args=[self.municipality.slug]), **kwargs)


class MeetingEditView(StaleMixin, MeetingFormMixin, RowMixin, UpdateView):
    submit = gettext_lazy("Spara mötet")
    rows = Meeting.objects.select_related("body", "municipality")

    def get_context_data(self, **kwargs):
        return super().get_context_data(meeting=self.object, back=self.back(), **kwargs)

    def back(self):
        return reverse("meeting", args=[self.municipality.slug, self.object.pk])
