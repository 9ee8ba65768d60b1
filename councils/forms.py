"""What people fill in. Every error says what to do next."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .conditions import FIELDS
from .editing import VersionedForm
from .fact_fields import PREFIX, asked, fact_field
from .models import Appointment, Body, Container, Decision, Delegation, Document, Matter, MatterCode
from .roles import ROLES
from .routes import SUBJECT
from .uploads import checked_upload
from .words import Words

EARLIEST, LATEST_YEARS_AHEAD = dt.date(1900, 1, 1), 50


class DayField(forms.DateField):
    """A day that can be: neither before 1900 nor half a century ahead."""

    default_error_messages = {"invalid": _("Skriv dagen som år-månad-dag, till exempel 2026-03-01.")}

    def validate(self, value):
        super().validate(value)
        if value and not EARLIEST <= value <= timezone.localdate() + dt.timedelta(days=366 * LATEST_YEARS_AHEAD):
            raise ValidationError(_("Kontrollera året i datumet."))


class DecisionField(forms.ModelChoiceField):
    def label_from_instance(self, decision):
        return f"{decision}: {decision.matter.title}"


class AppointForm(forms.Form):
    """Give somebody a post. The person is added if nobody of that name or address has a post here."""

    name = forms.CharField(
        label=_("Vem?"),
        max_length=200,
        help_text=_("Skriv namnet. Finns personen inte redan läggs den till."),
        error_messages={"required": _("Skriv vem som utses.")},
    )
    email = forms.EmailField(label=_("E-post"), required=False, help_text=_("Behövs för att personen ska kunna logga in."))
    container = forms.ModelChoiceField(Container.objects.none(), label=_("Var?"), empty_label=None)
    deputy = forms.TypedChoiceField(
        label=_("Uppdrag"),
        choices=[("", _("Ordinarie")), ("1", _("Ersättare"))],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    starts_on = DayField(label=_("Från och med"), initial=timezone.localdate, error_messages={"required": _("Skriv från vilken dag.")})
    ends_on = DayField(
        label=_("Till och med"), required=False, help_text=_("Sista dagen i uppdraget. Dagen efter stängs behörigheten av sig själv.")
    )
    decision = DecisionField(
        Decision.objects.none(),
        label=_("Beslut som ligger bakom"),
        required=False,
        empty_label=_("Inget beslut än"),
        help_text=_("Saknas beslutet kan du spara ändå. Då står det på listan över beslut som saknas."),
        error_messages={"invalid_choice": _("Beslutet är fattat av en annan kommun. Välj ett av kommunens egna beslut.")},
    )
    publish_name = forms.BooleanField(
        label=_("Namnet får visas på den publika sidan"),
        required=False,
        help_text=_("Bara om personen har sagt ja. Annars visas funktionen."),
    )
    note = forms.CharField(label=_("Anteckning"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(
        label=_("Skäl"), required=False, max_length=500, help_text=_("Behövs om ett annat organ borde ha beslutat. Syns i historiken.")
    )

    def __init__(self, *args, role, containers, municipality, **kwargs):
        super().__init__(*args, **kwargs)
        self.role = role
        self.fields["container"].queryset = containers
        self.fields["decision"].queryset = (
            Decision.objects.of(municipality).confirmed().select_related("body", "post", "matter").newest_first()
        )
        self.fields["deputy"].required = False
        if role not in ("contact", "council_member"):
            del self.fields["deputy"]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Slutdagen kan inte vara före startdagen."))
        container = cleaned.get("container")
        if container and container.kind not in ROLES[self.role].held_in:
            self.add_error("container", _("Uppdraget kan inte finnas här. Välj någon annanstans i kommunen."))
        return cleaned


class EndAppointmentForm(forms.Form):
    ends_on = DayField(label=_("Sista dagen"), initial=timezone.localdate, help_text=_("Dagen efter öppnas ingenting längre för personen."))
    reason = forms.CharField(label=_("Varför?"), required=False, max_length=500, help_text=_("Syns i historiken."))


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-post"), help_text=_("Dit skickas ett brev med en adress där personen väljer sitt lösenord."),
                             error_messages={"required": _("Skriv personens e-postadress. Inbjudan skickas dit.")})  # fmt: skip


class DecisionForm(forms.ModelForm):
    """What an organ decided. Once recorded it is locked."""

    title = forms.CharField(
        label=_("Ärendets rubrik"), max_length=300, required=False, help_text=_("Fyll i när ärendet inte finns från förut.")
    )
    code = forms.ChoiceField(label=_("Slag av ärende"), choices=MatterCode, initial=MatterCode.OTHER, required=False)
    supersedes = forms.ModelMultipleChoiceField(
        Decision.objects.none(),
        label=_("Ersätter"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Beslut som inte gäller längre. De kan vara flera och av andra organ."),
    )
    link = forms.URLField(label=_("Länk till protokollet"), required=False, assume_scheme="https")
    not_stated = forms.MultipleChoiceField(
        label=_("Uppgifter som inte finns i källan"),
        choices=list(Decision.FACTS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Kryssa för det som protokollet inte anger. Då visas att vi har letat."),
    )

    class Meta:
        model = Decision
        fields = (
            "matter", "body", "post", "delegation", "outside_party", "decided_on", "section", "diary_number", "act", "outcome", "text",
            "prepared_by", "link", "departure",
        )  # fmt: skip
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "departure": forms.Textarea(attrs={"rows": 3})}
        field_classes = {"decided_on": DayField}

    field_order = (
        "matter",
        "title",
        "code",
        "body",
        "post",
        "delegation",
        "outside_party",
        "decided_on",
        "section",
        "diary_number",
        "act",
        "outcome",
    )

    def __init__(self, *args, municipality, matter=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        self.fields["matter"].queryset = Matter.objects.filter(municipality=municipality).order_by("-opened_on", "-pk")
        self.fields["matter"].required = False
        self.fields["matter"].empty_label = _("Nytt ärende")
        self.fields["body"].queryset = Body.objects.of(municipality).in_order()
        self.fields["body"].empty_label = _("Inget organ")
        self.offer_others(municipality)
        self.fields["body"].error_messages["invalid_choice"] = _("Organet hör till en annan kommun. Välj ett av kommunens egna organ.")
        self.fields["outcome"].required = True
        self.fields["outcome"].error_messages["required"] = _("Välj hur det gick.")
        earlier = Decision.objects.of(municipality).confirmed().select_related("body", "post", "matter").newest_first()
        self.fields["supersedes"].queryset = earlier
        self.fields["supersedes"].label_from_instance = lambda d: f"{d}: {d.matter.title}"
        if not earlier.exists():
            del self.fields["supersedes"]
        if matter is not None:
            self.initial["matter"] = matter.pk
            del self.fields["title"], self.fields["code"]

    def offer_others(self, municipality):
        """Who else may decide than a body: somebody by a point of delegation, or somebody outside."""
        posts = Appointment.objects.of(municipality).select_related("person", "container").order_by("person__name_sort", "pk")
        self.fields["post"].queryset = posts
        self.fields["post"].empty_label = _("Ingen: ett organ beslutade")
        self.fields["post"].help_text = _("När en person beslutade i organets ställe, eller själv ska besluta enligt beslutsvägen.")
        self.fields["delegation"].queryset = Delegation.objects.of(municipality).select_related("body", "post")
        self.fields["delegation"].label_from_instance = lambda point: f"{point}: {point.get_matter_code_display()}"
        self.fields["delegation"].empty_label = _("Ingen delegation")
        self.fields["outside_party"].help_text = _("När någon utanför kommunen beslutade eller samtyckte.")
        if not posts.exists():
            del self.fields["post"]
        if not self.fields["delegation"].queryset.exists():
            del self.fields["delegation"]
        if "departure" not in self.data:  # asked for when the route says otherwise
            del self.fields["departure"]
        for name in [key.removeprefix(PREFIX) for key in self.data if key.startswith(PREFIX)]:
            if name in FIELDS[SUBJECT]:
                self.fields[PREFIX + name] = fact_field(name, self.data.getlist(PREFIX + name), Words(municipality))

    def has_asked(self, name) -> bool:
        return PREFIX + name in self.fields

    def ask_facts(self, names, steps, words):
        """What the route or the delegation hangs on: asked for once, and whoever does not know saves again."""
        named = asked(steps)
        for name in names:
            self.fields[PREFIX + name] = fact_field(name, named.get(name, []), words)
            self.add_error(PREFIX + name, _("Det här avgör vem som ska besluta. Fyll i det, eller spara igen om det inte är känt."))

    def ask_why(self, sentence):
        """The decision goes against the adopted route: say so, and let it be recorded with a reason."""
        if "departure" not in self.fields:
            self.fields["departure"] = Decision._meta.get_field("departure").formfield(widget=forms.Textarea(attrs={"rows": 3}))
        self.fields["departure"].label = _("Skäl")
        self.fields["departure"].help_text = _("Beslutet registreras som det togs, men öppnar ingenting och visas som ett avsteg.")
        self.fields["departure"].required = True
        self.add_error("departure", _("%(sentence)s Skriv skälet, så registreras beslutet ändå.") % {"sentence": sentence})

    def clean_organ(self, cleaned):
        chosen = [name for name in ("body", "post", "outside_party") if cleaned.get(name)]
        if not chosen and "body" not in self.errors:
            self.add_error("body", _("Välj vilket organ som beslutade."))
        if len(chosen) > 1:
            self.add_error(chosen[1], _("Ange bara en som beslutade: ett organ, en person eller någon utanför kommunen."))

    def clean(self):
        cleaned = super().clean()
        self.clean_organ(cleaned)
        if not cleaned.get("matter") and not cleaned.get("title"):
            self.add_error("matter", _("Välj ett ärende, eller skriv en rubrik för ett nytt."))
        day = cleaned.get("decided_on")
        if day and day > timezone.localdate():
            self.add_error("decided_on", _("Beslutet kan inte vara fattat i framtiden. Kontrollera dagen."))
        return cleaned

    def _get_validation_exclusions(self):
        """The matter may be new, so the row is judged whole by the action."""
        return super()._get_validation_exclusions() | {"matter", "body", "post", "outside_party"}


class DocumentForm(VersionedForm):
    upload = forms.FileField(label=_("Dokumentet som fil"), required=False, allow_empty_file=True, help_text=_("PDF, högst 20 MB."))
    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))

    class Meta:
        model = Document
        fields = (
            "kind",
            "title",
            "title_en",
            "container",
            "parent",
            "valid_from",
            "valid_to",
            "until_further_notice",
            "applies_to",
            "responsible",
            "prepared_by",
            "summary",
            "summary_en",
            "published",
        )
        widgets = {"summary": forms.Textarea(attrs={"rows": 4}), "summary_en": forms.Textarea(attrs={"rows": 4})}
        field_classes = {"valid_from": DayField, "valid_to": DayField}

    def __init__(self, *args, municipality, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(label=_("Slag av dokument"), choices=kinds, initial=self.instance.kind)
        self.fields["container"].queryset = Container.objects.filter(pk=municipality.pk) | Container.objects.of(municipality)
        self.fields["container"].initial = municipality.pk
        self.fields["container"].empty_label = None
        others = Document.objects.of(municipality).without_law().exclude(pk=self.instance.pk or 0)
        self.fields["parent"].queryset = others
        self.fields["parent"].empty_label = _("Inget dokument")
        if self.instance.pk is None:
            del self.fields["reason"]

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        return checked_upload(upload, kinds=("application/pdf",)) if upload else None
