"""Functions that a unit has, or somebody outside: one form for each. They are told among the organs and posts."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, UpdateView

from .. import commissioning
from ..access import MemberMixin, RowMixin
from ..commission_forms import CommissionForm
from ..editing import StaleMixin
from ..models import Commission, Container
from ..roles import FUNCTIONS, ROLES
from ..words import Words
from .people import add_errors


class CommissionFormMixin:
    form_class = CommissionForm
    template_name = "councils/commission_form.html"
    permission = commissioning.PERMISSION

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"municipality": self.municipality, "words": Words(self.municipality)}

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("funktion", "")
        in_person = asked if self.object is None and asked in ROLES.keys() & FUNCTIONS.keys() else ""
        return super().get_context_data(commission=self.object, in_person=in_person, back=self.back(), **kwargs)

    def form_valid(self, form):
        reason = form.cleaned_data.get("reason", "")
        try:
            commissioning.keep_commission(commission=form.instance, by=self.request.user, reason=reason)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Funktionen är sparad."))
        return HttpResponseRedirect(self.back())

    def back(self):
        return f"{reverse('bodies', args=[self.municipality.slug])}#functions"


class CommissionNewView(CommissionFormMixin, MemberMixin, CreateView):
    def get_initial(self):
        asked = self.request.GET
        chosen = Container.objects.of(self.municipality).filter(code=asked.get("enhet", "")).first()
        return {"role": asked.get("funktion", "") if asked.get("funktion") in FUNCTIONS else "", "container": chosen.pk if chosen else None}


class CommissionEditView(StaleMixin, CommissionFormMixin, RowMixin, UpdateView):
    submit = gettext_lazy("Spara funktionen")
    rows = Commission.objects.select_related("container", "municipality")
