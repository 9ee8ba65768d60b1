"""What people fill in about applications: three short steps, each saved by itself, and what is asked at each act."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from councils.editing import VersionedForm
from councils.forms import DayField
from councils.models import Container, Person
from councils.words import Words
from partnerships.models import Relation
from partnerships.row_forms import yes_no_or_unknown
from partnerships.visit_forms import tag_fields

from .applying import require_sense
from .models import Application, Deadline, Programme
from .planning import deadline_of, minute_of

WHAT, MONEY, WITH = "what", "money", "with"
STEPS = {
    WHAT: (_("Vad ni söker till"), ("title", "kind", "container", "programme", "funder", "level", "deadline", "description")),
    MONEY: (
        _("Pengar, tid och personal"),
        ("amount", "currency", "rate", "rate_on", "total_cost", "own_cash", "own_time", "own_hours", "staff_needed", "planned_from",
         "planned_to"),
    ),
    WITH: (
        _("Vilka som är med"),
        ("applicant", "applicant_company", "is_joint", "relation", "counterpart", "responsible", "after_prestudy", "is_development",
         "is_outside", "is_work_related"),
    ),
}  # fmt: skip
DAYS = ("rate_on", "planned_from", "planned_to")


class ApplicationForm(VersionedForm):
    """One of the steps. Whatever can be chosen belongs to the municipality."""

    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))

    def __init__(self, *args, municipality, containers, **kwargs):
        super().__init__(*args, **kwargs)
        self.municipality, self.words = municipality, Words(municipality)
        for name, field in self.fields.items():
            if isinstance(field, forms.NullBooleanField):
                self.fields[name] = yes_no_or_unknown(field)
        if "title" in self.fields:
            self.shape_what(containers)
        if "applicant" in self.fields:
            self.shape_with()
        if "amount" in self.fields:
            self.fields["rate"].help_text = _("Bara när beloppet är i euro.")
            self.fields["own_time"].help_text = _("0 är ett svar. Lämna tomt om ni inte vet än.")
        if self.instance.pk is None:
            del self.fields["reason"]
        else:
            self.order_fields([name for name in self.fields if name != "reason"])

    def shape_what(self, containers):
        fields, today = self.fields, timezone.localdate()
        fields["title"].label = _("Vad ska ni söka till?")
        fields["title"].help_text = _("Några ord räcker, till exempel ”Grön skolgård”.")
        fields["container"].queryset = containers
        fields["container"].empty_label = None
        fields["programme"].queryset = Programme.objects.known_to(self.municipality)
        fields["programme"].empty_label = _("Inget av dem, eller vet inte än")
        fields["funder"].help_text = _("När programmet inte finns i listan.")
        call = self.instance.call
        if call is None:
            del fields["deadline"]
            last, minute = deadline_of(self.instance), minute_of(self.instance)
            fields["last_day"] = DayField(label=_("Sista dag att söka"), required=False, initial=last)
            fields["last_time"] = forms.TimeField(
                label=_("Klockan, svensk tid"), required=False, initial=timezone.localtime(minute).time() if minute else None,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), help_text=_("Lämna tomt om hela dagen gäller."),
            )  # fmt: skip
        else:
            coming = Deadline.objects.filter(call=call)
            fields["deadline"].queryset = (
                coming.standing().filter(day__gte=today) | coming.filter(pk=self.instance.deadline_id or 0)
            ).distinct()
            fields["deadline"].label_from_instance = lambda one: one.text or str(one.day)
            fields["deadline"].empty_label = _("Vet inte än")
        fields["description"].widget = forms.Textarea(attrs={"rows": 4})

    def shape_with(self):
        fields, today = self.fields, timezone.localdate()
        mine = Container.objects.of(self.municipality)
        fields["applicant"].queryset = (mine.active(today) | mine.filter(pk=self.instance.applicant_id or 0)).in_order()
        fields["applicant"].empty_label = _("%(unit)s själv") % {"unit": self.instance.container.label}
        relations = Relation.objects.of(self.municipality)
        fields["relation"].queryset = (relations.alive() | relations.filter(pk=self.instance.relation_id or 0)).in_order()
        fields["relation"].empty_label = _("Ingen av dem")
        people = Person.objects.filter(appointments__municipality=self.municipality).distinct()
        fields["responsible"].queryset = people.order_by("name_sort", "pk")
        earlier = Application.objects.of(self.municipality).filter(kind=Application.Kind.PRESTUDY).exclude(pk=self.instance.pk)
        fields["after_prestudy"].queryset = earlier.newest_first()
        fields["after_prestudy"].empty_label = _("Ingen förstudie")
        for name, field in tag_fields(self.municipality, self.instance).items():
            fields[name] = field

    @property
    def tags(self) -> list | None:
        """None in the steps that do not ask for them."""
        chosen = [value for name in self.fields if name.startswith("tags_") for value in self.cleaned_data[name]]
        return chosen if "applicant" in self.fields else None

    def clean(self):
        facts = super().clean()
        if facts.get("last_time") and not facts.get("last_day"):
            self.add_error("last_day", _("Skriv vilken dag klockslaget gäller."))
        return facts

    def _post_clean(self):
        """Facts that contradict each other are said beside their fields, before the table's own conditions are asked."""
        if not self.errors:
            construct_instance(self, self.instance, self._meta.fields)
            if "last_day" in self.fields:
                self.instance.own_deadline = moment(self.cleaned_data["last_day"], self.cleaned_data["last_time"])
            try:
                require_sense(self.instance)
            except ValidationError as fault:
                for name, errors in fault.message_dict.items():
                    self.add_error(name if name in self.fields else None, errors)
                return
        super()._post_clean()


def moment(day, time) -> dt.datetime | None:
    """A day without an hour ends at midnight."""
    if day is None:
        return None
    naive = dt.datetime.combine(day, time) if time else dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min)
    return timezone.make_aware(naive)


def form_of(step) -> type[ApplicationForm]:
    names = STEPS[step][1]
    days = {name: DayField for name in names if name in DAYS}
    return forms.modelform_factory(Application, form=ApplicationForm, fields=names, field_classes=days)


# ── what is asked at each act


class PressForm(forms.Form):
    """Nothing but the press. The reason is for those steps that a rule warns about."""

    reason = forms.CharField(label=_("Varför?"), required=False, max_length=400, help_text=_("Behövs inte. Syns i historiken."))


class SubmitForm(forms.Form):
    submitted_on = DayField(label=_("Vilken dag lämnades den in?"), initial=timezone.localdate)
    reference = forms.CharField(label=_("Finansiärens nummer"), required=False, max_length=100)
    reason = forms.CharField(
        label=_("Varför lämnas den in ändå?"), required=False, max_length=400, help_text=_("Behövs när något som bör finnas saknas.")
    )


class RefuseForm(forms.Form):
    answered_on = DayField(label=_("Vilken dag kom svaret?"), initial=timezone.localdate)
    learnt = forms.CharField(label=_("Vad lärde ni er av svaret?"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class GrantForm(RefuseForm):
    granted = forms.DecimalField(label=_("Beviljat belopp"), required=False, min_value=0, max_digits=14, decimal_places=2)
    reference = forms.CharField(label=_("Finansiärens nummer"), required=False, max_length=100)
    field_order = ("answered_on", "granted", "reference", "learnt")


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Varför dras den tillbaka?"), max_length=400, error_messages={"required": _("Skriv varför. Skälet syns i historiken.")}
    )


class ProjectForm(forms.Form):
    starts_on = DayField(label=_("När börjar projektet?"), error_messages={"required": _("Skriv när projektet börjar.")})


class CoversForm(VersionedForm):
    class Meta:
        model = Application
        fields = ("covers_money", "covers_staff")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in list(self.fields.items()):
            if isinstance(field, forms.NullBooleanField):
                self.fields[name] = yes_no_or_unknown(field)


ACT_FORMS = {
    "analyse": PressForm,
    "draft": PressForm,
    "submit": SubmitForm,
    "grant": GrantForm,
    "refuse": RefuseForm,
    "withdraw": WithdrawForm,
}
