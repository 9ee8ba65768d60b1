"""Training: what has been offered and what is coming, one form for each occasion."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, TemplateView, UpdateView

from .. import training
from ..access import MemberMixin, RowMixin
from ..editing import StaleMixin
from ..models import TrainingOffer
from ..training_forms import TrainingForm
from .people import add_errors


class TrainingsView(MemberMixin, TemplateView):
    template_name = "councils/trainings.html"

    def get_context_data(self, **kwargs):
        rows, today = TrainingOffer.objects.of(self.municipality).prefetch_related("invitations__person"), timezone.localdate()
        return super().get_context_data(
            coming=list(rows.filter(day__gte=today).order_by("day", "pk")),
            past=list(rows.filter(day__lt=today).order_by("-day", "-pk")),
            may_offer=self.may(training.PERMISSION, self.municipality),
            **kwargs,
        )


class TrainingFormMixin:
    form_class = TrainingForm
    template_name = "councils/training_form.html"
    permission = training.PERMISSION

    def get_form_kwargs(self):
        people = training.who_may_be_offered(self.municipality, timezone.localdate(), getattr(self, "object", None))
        return super().get_form_kwargs() | {"people": people}

    def get_context_data(self, **kwargs):
        return super().get_context_data(offer=self.object, back=reverse("trainings", args=[self.municipality.slug]), **kwargs)

    def form_valid(self, form):
        form.instance.container = self.municipality.container_ptr
        facts = {name: form.cleaned_data.get(name, ()) for name in ("people", "attended")}
        try:
            training.keep_offer(offer=form.instance, by=self.request.user, reason=form.cleaned_data.get("reason", ""), **facts)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Tillfället är sparat."))
        return redirect("trainings", slug=self.municipality.slug)


class TrainingNewView(TrainingFormMixin, MemberMixin, CreateView):
    def get_initial(self):
        kind = self.request.GET.get("slag")
        return {"kind": kind if kind in TrainingOffer.Kind else TrainingOffer.Kind.JOINT}


class TrainingEditView(StaleMixin, TrainingFormMixin, RowMixin, UpdateView):
    submit = gettext_lazy("Spara tillfället")
    rows = TrainingOffer.objects.select_related("container", "municipality")

    def back(self):
        return reverse("trainings", args=[self.municipality.slug])
