"""Logging an activity: four facts are enough, the rest may come later."""

import datetime as dt

from django import forms
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from councils.editing import VersionedForm
from councils.forms import DayField
from councils.models import Container
from councils.spoken import spoken
from councils.uploads import checked_upload
from partnerships.models import Relation, Work
from partnerships.visit_forms import tag_fields

from .models import Activity

TODAY, YESTERDAY, OTHER_DAY, SOMEBODY_ELSE = "0", "1", "2", "other"
BIG_CHOICES = 5  # as many partners as stand as big buttons on a phone, with «någon annan» last
IN_USE = dt.timedelta(days=365)


def by_use(municipality, units, preset="", kept=None) -> list[Relation]:
    """Those that live, and the one that the entry already has: the one asked for, then those that the own units, then others, logged most lately with; last by name."""
    since = timezone.localdate() - IN_USE
    used = Work.objects.of(municipality).filter(starts_on__gte=since).exclude(relation=None).order_by().values("relation")
    lines = used.annotate(own=Count("pk", filter=Q(container__in=units)), number=Count("pk"), last=Max("starts_on"))
    use = {line["relation"]: (line["own"], line["last"].toordinal(), line["number"]) for line in lines}
    rows = Relation.objects.of(municipality)
    relations = (rows.alive() | rows.filter(pk=kept)) if kept else rows.alive()
    return sorted(relations.in_order(), key=lambda one: (str(one.pk) == str(preset), *use.get(one.pk, (0, 0, 0))), reverse=True)


class ActivityForm(VersionedForm):
    kind = forms.ChoiceField(
        label=_("Vad för slag?"),
        choices=Activity.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vad för slag det var.")},
    )
    title = forms.CharField(
        label=_("Vad gjorde ni?"),
        max_length=200,
        help_text=_("En mening. Till exempel: Två klasser hade digital lektion om vatten."),
        error_messages={"required": _("Skriv en mening om vad ni gjorde.")},
    )
    when = forms.ChoiceField(
        label=_("När?"),
        widget=forms.RadioSelect,
        initial=TODAY,
        choices=[(TODAY, _("I dag")), (YESTERDAY, _("I går")), (OTHER_DAY, _("Annan dag"))],
        error_messages={"required": _("Välj vilken dag.")},
    )
    day = DayField(label=_("Vilken dag?"), required=False)
    party = forms.ChoiceField(label=_("Med vem?"), error_messages={"required": _("Välj vem ni gjorde det med.")})
    listed = forms.ChoiceField(label=_("Välj i registret"), required=False)
    counterpart = forms.CharField(label=_("Vem?"), max_length=200, required=False)
    container = forms.ModelChoiceField(Container.objects.none(), label=spoken("%(Unit)s"), empty_label=None)
    upload = forms.FileField(
        label=_("Bild eller fil"), required=False, allow_empty_file=True, help_text=_("Be om lov innan du tar med någon på bild.")
    )

    class Meta:
        model = Activity
        fields = ("container", "kind", "title", "ends_on", "people_reached", "young_reached", "own_cost", "description", "got", "gave")
        field_classes = {"ends_on": DayField}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("description", "got", "gave")}

    first_fields = ("kind", "title", "when", "day", "party", "counterpart")
    later_fields = ("ends_on", "people_reached", "young_reached", "own_cost", "description", "got", "gave", "upload")

    def __init__(self, *args, municipality, containers, **kwargs):
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        self.fields["container"].queryset = containers
        kept = self.instance.relation_id
        self.parties(by_use(municipality, containers, kept or self.initial.get("party", ""), kept))
        for name in ("people_reached", "young_reached"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"
        tags = tag_fields(municipality, self.instance)
        self.fields |= tags
        self.later_fields = (*self.later_fields[:-1], *tags, self.later_fields[-1])
        if self.instance.pk:
            self.initial |= {
                "when": OTHER_DAY,
                "day": self.instance.starts_on,
                "party": str(self.instance.relation_id or SOMEBODY_ELSE),
                "counterpart": self.instance.counterpart,
            }
            self.fields["reason"] = forms.CharField(
                label=_("Varför rättar du?"), required=False, max_length=300, help_text=_("Syns i historiken.")
            )
            del self.fields["upload"]
            self.later_fields = (*self.later_fields[:-1], "reason")

    def parties(self, relations):
        """The first few as big buttons; the rest of the register stands with «någon annan», and is as good an answer."""
        self.relations = {str(relation.pk): relation for relation in relations}
        names, rest = [(pk, one.name) for pk, one in self.relations.items()], relations[BIG_CHOICES:]
        self.fields["party"].choices = [*names, (SOMEBODY_ELSE, _("Någon annan"))]
        self.fields["party"].widget = forms.RadioSelect(choices=[*names[:BIG_CHOICES], (SOMEBODY_ELSE, _("Någon annan"))])
        in_order = sorted(rest, key=lambda one: one.name_sort)
        self.fields["listed"].choices = [("", _("Finns inte i listan")), *((str(one.pk), one.name) for one in in_order)]
        if not rest:
            del self.fields["listed"]

    @property
    def tags(self) -> list:
        """What the entry serves, of all the municipality's lists."""
        return [value for name in self.fields if name.startswith("tags_") for value in self.cleaned_data[name]]

    @property
    def first(self):
        return [self[name] for name in self.first_fields]

    @property
    def later(self):
        return [self[name] for name in self.later_fields]

    @property
    def later_has_errors(self):
        return any(self[name].errors for name in self.later_fields)

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        return checked_upload(upload) if upload else None

    def clean(self):
        facts = super().clean()
        today = timezone.localdate()
        days = {TODAY: today, YESTERDAY: today - dt.timedelta(days=1), OTHER_DAY: facts.get("day")}
        day = days.get(facts.get("when"))
        if facts.get("when") == OTHER_DAY and not day and not self.has_error("day"):
            self.add_error("day", _("Skriv vilken dag det var."))
        elif day and day > today:
            self.add_error("day", _("Logga det som har hänt. Dagen kan inte ligga i framtiden."))
        party = facts.get("party")
        if party == SOMEBODY_ELSE and facts.get("listed"):
            party = facts["listed"]
        if party == SOMEBODY_ELSE and not facts.get("counterpart"):
            self.add_error("counterpart", _("Skriv vem ni gjorde det med."))
        facts["starts_on"], facts["relation"] = day, self.relations.get(party)
        if facts["relation"]:
            facts["counterpart"] = ""
        return facts

    def _post_clean(self):
        """The day and the other party are worked out here, before the row judges itself."""
        for name in ("starts_on", "relation", "counterpart"):
            if name in self.cleaned_data and (name != "starts_on" or self.cleaned_data[name]):
                setattr(self.instance, name, self.cleaned_data[name])
        super()._post_clean()


class ActivityFileForm(forms.Form):
    upload = forms.FileField(
        label=_("Bild eller fil"),
        allow_empty_file=True,
        help_text=_("Be om lov innan du tar med någon på bild."),
        error_messages={"required": _("Välj en fil.")},
    )
    caption = forms.CharField(label=_("Vad visar bilden?"), max_length=200, required=False)

    def clean_upload(self):
        return checked_upload(self.cleaned_data["upload"])
