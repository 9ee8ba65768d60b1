"""Reviews of chances: what each unit has gone through, by year, and one form for each."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, FormView, TemplateView, UpdateView

from councils.access import MemberMixin, RowMixin, container_ids
from councils.editing import StaleMixin
from councils.views.people import add_errors

from .. import reviewing
from ..models import OpportunityReview
from ..review_forms import RemoveReviewForm, ReviewForm
from .watch import UnitsMixin


class ReviewsView(MemberMixin, TemplateView):
    template_name = "funding/opportunities.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            years=reviewing.by_year(self.municipality, timezone.localdate().year),
            mine=container_ids(self.request.user, "log"),
            may_log=self.may("log"),
            **kwargs,
        )


class ReviewFormMixin(UnitsMixin):
    form_class = ReviewForm
    template_name = "funding/opportunity_form.html"

    def back(self):
        return reverse("opportunities", args=[self.municipality.slug])

    def form_valid(self, form):
        facts = {"calls": form.cleaned_data.get("calls", ()), "reason": form.cleaned_data.get("reason", "")}
        try:
            review = reviewing.keep_review(review=form.instance, by=self.request.user, **facts)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Genomgången är sparad."))
        return redirect(f"{self.back()}#review-{review.pk}")


class ReviewNewView(ReviewFormMixin, MemberMixin, CreateView):
    """With «?enhet» for a unit."""

    def get_initial(self):
        return {"container": self.preset()}

    def get_context_data(self, **kwargs):
        return super().get_context_data(review=None, back=self.back(), **kwargs)


class ReviewEditView(StaleMixin, ReviewFormMixin, RowMixin, UpdateView):
    submit = gettext_lazy("Spara genomgången")
    rows = OpportunityReview.objects.select_related("container")

    def get_context_data(self, **kwargs):
        return super().get_context_data(review=self.object, back=self.back(), **kwargs)


class ReviewRemoveView(RowMixin, FormView):
    """What was entered by mistake."""

    rows = OpportunityReview.objects.select_related("container")
    form_class = RemoveReviewForm
    template_name = "funding/opportunity_remove.html"
    permission = "log"

    def get_context_data(self, **kwargs):
        edit = reverse("opportunity_edit", args=[self.municipality.slug, self.kwargs["pk"]])
        return super().get_context_data(review=self.get_row(), back=edit, **kwargs)

    def form_valid(self, form):
        reviewing.remove_review(review=self.get_row(), by=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("Genomgången är borttagen."))
        return redirect("opportunities", slug=self.municipality.slug)

    def post(self, request, *args, **kwargs):
        self.get_row()
        return super().post(request, *args, **kwargs)
