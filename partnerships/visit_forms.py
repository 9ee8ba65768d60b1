"""What people fill in about invitations and visits: a few facts first, the rest under «mer»."""

from copy import deepcopy

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from councils.editing import VersionedForm
from councils.forms import DayField
from councils.models import Container, DocumentPart, Person
from councils.uploads import checked_upload

from .accounts import account_prefilled
from .emissions import suggested_distance
from .models import Account, Invitation, ListValue, Relation, Visit
from .row_forms import RowForm, yes_no_or_unknown
from .rules.work import list_in_words
from .visiting import GOALS

ONE_OF_US = _("Någon annan, som inte finns i registret")


class TwoPartForm(VersionedForm):
    """The few facts that are enough stand first; the rest waits behind a word."""

    first_fields: tuple = ()

    @property
    def first(self):
        return [self[name] for name in self.first_fields if name in self.fields]

    @property
    def later(self):
        return [self[name] for name in self.fields if name not in self.first_fields and name != "version"]

    @property
    def later_has_errors(self):
        return any(field.errors for field in self.later)


class WithSomebodyForm(TwoPartForm):
    """With a relation of the register, or with somebody who is named."""

    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))

    def __init__(self, *args, municipality, containers, **kwargs):
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        self.fields["container"].queryset = containers
        self.fields["container"].empty_label = None
        relations = Relation.objects.of(municipality)
        chosen = relations.filter(pk=self.instance.relation_id or 0)
        self.fields["relation"].queryset = (relations.alive() | chosen).in_order()
        self.fields["relation"].empty_label = ONE_OF_US
        self.fields["counterpart"].label = _("Vem?")
        self.fields["counterpart"].help_text = _("När ingen i listan passar.")
        for name, field in self.fields.items():
            if isinstance(field, forms.NullBooleanField):
                self.fields[name] = yes_no_or_unknown(field)
        if self.instance.pk is None:
            del self.fields["reason"]

    def clean(self):
        facts = super().clean()
        if not facts.get("relation") and not facts.get("counterpart", "").strip() and "relation" not in self.errors:
            self.add_error("counterpart", _("Välj vem det är med, eller skriv det här."))
        if facts.get("relation"):
            facts["counterpart"] = ""
        return facts


class InvitationForm(WithSomebodyForm):
    first_fields = ("direction", "relation", "counterpart", "about", "received_on", "container")

    class Meta:
        model = Invitation
        fields = (
            "direction", "relation", "counterpart", "about", "received_on", "container", "answer_by", "wished_from", "wished_to", "guests",
            "initiator", "is_field_related", "is_official",
        )  # fmt: skip
        field_classes = dict.fromkeys(("received_on", "answer_by", "wished_from", "wished_to"), DayField)
        widgets = {"about": forms.Textarea(attrs={"rows": 3}), "direction": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["direction"].choices = [("incoming", _("De vill komma hit")), ("outgoing", _("De bjuder oss dit"))]
        self.fields["received_on"].initial = timezone.localdate

    def clean(self):
        facts = super().clean()
        if facts.get("received_on") and facts["received_on"] > timezone.localdate():
            self.add_error("received_on", _("Dagen har inte varit än."))
        if facts.get("wished_from") and facts.get("wished_to") and facts["wished_to"] < facts["wished_from"]:
            self.add_error("wished_to", _("Sista dagen kan inte vara före första dagen."))
        return facts


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Varför tackar ni nej?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv varför. Skälet sparas med inbjudan.")},
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Varför ställs besöket in?"),
        max_length=400,
        error_messages={"required": _("Skriv varför. Skälet syns i historiken.")},
    )


class FileForm(forms.Form):
    upload = forms.FileField(
        label=_("Bild eller fil"),
        allow_empty_file=True,
        help_text=_("Be om lov innan du tar med någon på bild."),
        error_messages={"required": _("Välj en fil.")},
    )
    caption = forms.CharField(label=_("Vad visar bilden?"), max_length=200, required=False)

    def clean_upload(self):
        return checked_upload(self.cleaned_data["upload"])


class TagsField(forms.MultipleChoiceField):
    """Values of one of the municipality's lists, and for the goals also those of the documents in force."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, name, values, parts=()):
        self.rows = {f"v{value.pk}": value for value in values} | {f"p{part.pk}": part for part in parts}
        label = capfirst(list_in_words(name))
        choices = [(key, value.name if isinstance(value, ListValue) else value.title) for key, value in self.rows.items()]
        super().__init__(label=label, choices=choices, required=False)

    def clean(self, value):
        return [self.rows[key] for key in super().clean(value)]


def tag_fields(municipality, work) -> dict[str, TagsField]:
    """A field for each of the municipality's lists that has values; what the work is tagged with can be chosen though it is current no more."""
    chosen = set(work.tags.values_list("value", flat=True)) if work.pk else set()
    values: dict[str, list] = {}
    for value in ListValue.objects.of(municipality):
        if (value.is_current and not value.code.startswith("part-")) or value.pk in chosen:
            values.setdefault(value.list, []).append(value)
    used = {value.code for value in values.get(GOALS, ())}
    goals = DocumentPart.objects.in_force(municipality, timezone.localdate()).filter(kind="goal").in_order()
    parts = [part for part in goals if f"part-{part.pk}" not in used]
    names = sorted({*values, *([GOALS] if parts else [])}, key=lambda name: (name != GOALS, name))
    fields = {f"tags_{name}": TagsField(name=name, values=values.get(name, ()), parts=parts if name == GOALS else ()) for name in names}
    for field in fields.values():
        field.initial = [key for key, value in field.rows.items() if isinstance(value, ListValue) and value.pk in chosen]
    return fields


class VisitForm(WithSomebodyForm):
    first_fields = ("direction", "title", "relation", "counterpart", "starts_on", "ends_on", "container", "why")
    why = forms.CharField(label=_("Varför planeras det ändå?"), required=False, max_length=400, help_text=_("Syns i historiken."))

    class Meta:
        model = Visit
        fields = (
            "direction", "title", "relation", "counterpart", "starts_on", "ends_on", "container", "purpose", "place", "responsible",
            "initiator", "is_field_related", "is_official", "is_work_related", "is_development", "is_outside", "description",
        )  # fmt: skip
        field_classes = dict.fromkeys(("starts_on", "ends_on"), DayField)
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("purpose", "description")} | {"direction": forms.RadioSelect}
        labels = {"title": _("Vad gäller besöket?"), "starts_on": _("Första dagen"), "ends_on": _("Sista dagen")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["direction"].choices = [("incoming", _("Besök här")), ("outgoing", _("Resa"))]
        self.fields["ends_on"].help_text = _("Lämna tomt om besöket är över på en dag.")
        if (
            self.instance.pk is None
        ):  # a visit is seldom more than a visit: the answer that gates ask for is given unless somebody changes it
            self.initial |= {"is_development": False, "is_outside": False}
        people = Person.objects.filter(appointments__municipality=self.municipality).distinct()
        self.fields["responsible"].queryset = people.order_by("name_sort", "pk")
        for name, field in tag_fields(self.municipality, self.instance).items():
            self.fields[name] = field
        if "reason" in self.fields:
            self.fields["reason"] = self.fields.pop("reason")
        if "why" not in self.data:
            del self.fields["why"]

    def ask_why(self):
        """Something that should be is not: the next time the form comes it may say why."""
        self.fields["why"] = deepcopy(self.base_fields["why"])
        self.fields["why"].required = True  # as it is shown; with another day it may not be asked for

    @property
    def tags(self) -> list:
        return [value for name in self.fields if name.startswith("tags_") for value in self.cleaned_data[name]]


class HeldForm(TwoPartForm):
    """What came of it, in place of an entry in the log."""

    first_fields = ("people_reached", "young_reached", "got", "gave", "reason")
    reason = forms.CharField(
        label=_("Varför saknas det?"), max_length=400, error_messages={"required": _("Skriv varför. Skälet syns i historiken.")}
    )

    class Meta:
        model = Visit
        fields = ("people_reached", "young_reached", "got", "gave")
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("got", "gave")}

    def __init__(self, *args, asking, **kwargs):
        """`asking`: sentences about what should be there; without any, nobody is asked why."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = " ".join(asking)
        if not asking:
            del self.fields["reason"]


class AccountForm(TwoPartForm):
    """The account, filled in beforehand with what the work already says."""

    first_fields = ("text", "got", "gave", "next_steps")
    got = forms.CharField(label=_("Vad fick vi?"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    gave = forms.CharField(label=_("Vad gav vi?"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    next_steps = forms.CharField(
        label=_("Nästa steg"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ett på varje rad. De följs upp på partnerns sida."),
    )
    gift_given = forms.CharField(label=_("Gåva från oss"), required=False, max_length=200)
    gift_received = forms.CharField(label=_("Gåva till oss"), required=False, max_length=200)

    class Meta:
        model = Account
        fields = ("text", "follow_up", "participants", "costs")
        widgets = {name: forms.Textarea(attrs={"rows": 6 if name == "text" else 3}) for name in fields}

    def __init__(self, *args, work, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"got": work.got, "gave": work.gave}
        if self.instance.pk is None:
            self.initial |= account_prefilled(work)
        if work.relation_id is None:
            for name in ("next_steps", "gift_given", "gift_received"):
                del self.fields[name]

    def clean(self):
        facts = super().clean()
        if not any(facts.get(name, "").strip() for name in ("text", "got", "gave", "follow_up")):
            self.add_error("text", _("Skriv något om vad det gav."))
        return facts


class DeliverForm(forms.Form):
    receiver = forms.ModelChoiceField(Container.objects.none(), label=_("Till vem?"), empty_label=None)
    delivered_on = DayField(label=_("Vilken dag?"), initial=timezone.localdate, error_messages={"required": _("Skriv vilken dag.")})

    def __init__(self, *args, receivers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = receivers


class ProgrammeForm(RowForm):
    def narrow(self):
        self.fields["day"].initial = self.parent.starts_on

    def clean(self):
        facts = super().clean()
        if facts.get("begins") and facts.get("ends") and facts["ends"] < facts["begins"]:
            self.add_error("ends", _("Punkten kan inte sluta innan den börjar."))
        return facts


class ParticipantForm(RowForm):
    def clean(self):
        facts = super().clean()
        if not (facts.get("person") or facts.get("function", "").strip() or facts.get("name", "").strip()):
            self.add_error("function", _("Skriv vilken funktion personen har, eller välj en person hos oss."))
        return facts


class CostForm(RowForm):
    """The unit that does the work pays, unless somebody says another."""

    def narrow(self):
        self.fields["bearer"].empty_label = _("Ingen hos oss")
        if self.instance.pk is None:
            self.initial.setdefault("bearer", self.parent.container_id)

    def clean(self):
        facts = super().clean()
        if self.instance.pk is None and "bearer" not in self.changed_data and facts.get("outside_bearer", "").strip():
            facts["bearer"] = None  # it was proposed, and another is named
        if facts.get("bearer") and facts.get("outside_bearer", "").strip():
            self.add_error("outside_bearer", _("Välj någon hos oss eller skriv vem utanför kommunen som betalar, inte båda."))
        return facts


class JourneyForm(RowForm):
    def narrow(self):
        from_here = suggested_distance(self.parent)
        if self.instance.pk is None and from_here is not None:
            self.fields["distance_km"].initial = from_here
            self.fields["distance_km"].help_text = _("Förslaget är en uppskattning: fågelvägen och en femtedel till.")
