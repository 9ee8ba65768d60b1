"""What is written about a partner: the partner itself, a new name, a duplicate, a successor, how it is reached."""

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from councils.editing import VersionedForm
from councils.forms import DayField
from councils.sorting import sort_key

from .countries import COUNTRIES, country_name
from .models import ContactPoint, Partner
from .partner_card import country_in_words
from .register import likely_matches
from .row_forms import RowForm

EARLIEST_YEAR = 1000


def countries_by_name() -> list[tuple[str, str]]:
    """(code, name) in the reader's language and in Swedish order."""
    named = [(code, country_name(code, get_language())) for code in COUNTRIES]
    return sorted(named, key=lambda pair: sort_key(pair[1]))


class PartnerForm(VersionedForm):
    """The name is kept as it is written. One that is likely in the register already is asked about, never taken for the same."""

    another = forms.BooleanField(label=_("Nej, det är en annan partner"), required=False)
    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))

    class Meta:
        model = Partner
        fields = (
            "name", "local_name", "kind", "country", "country_text", "latitude", "longitude", "population", "population_year", "web", "note",
        )  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        localized_fields = ("latitude", "longitude")

    def __init__(self, *args, municipality, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.municipality = municipality
        self.matches = []
        self.fields["country"] = forms.ChoiceField(
            label=_("Land"), choices=[("", _("Inget av dem, eller vet inte")), *countries_by_name()], required=False
        )
        self.order_fields(("name", "another", "local_name", "kind", "country"))
        self.fields["name"].help_text = _("Som kommunens eget dokument stavar det.")
        self.fields["name"].error_messages["required"] = _("Skriv vad partnern heter.")
        self.fields["local_name"].help_text = _("Fler namn, med språk, läggs till på partnerns sida.")
        self.fields["latitude"].help_text = _("I grader med decimaler, till exempel 60,393. Söder om ekvatorn är talet negativt.")
        self.fields["longitude"].help_text = _("I grader med decimaler, till exempel 25,663. Väster om Greenwich är talet negativt.")
        if self.instance.pk is None:
            del self.fields["reason"]
        if "another" not in self.data:  # asked for when there is somebody to mistake it for
            self.hide("another")

    def hide(self, name):
        self.held = self.fields.pop(name)

    def clean(self):
        facts = super().clean()
        for name, most in (("latitude", 90), ("longitude", 180)):
            if facts.get(name) is not None and abs(facts[name]) > most:
                self.add_error(name, _("Det ligger utanför jorden: skriv ett tal mellan −%(most)s och %(most)s.") % {"most": most})
        together(self, facts, "latitude", "longitude", _("Fyll i både latitud och longitud, eller ingen av dem."))
        if facts.get("population") is not None and not facts.get("population_year"):
            self.add_error("population_year", _("Skriv vilket år invånarantalet gäller."))
        if facts.get("population_year") and not EARLIEST_YEAR <= facts["population_year"] <= timezone.localdate().year:
            self.add_error("population_year", _("Kontrollera året."))
        self.ask_about_likely_ones(facts)
        return facts

    def ask_about_likely_ones(self, facts):
        if not facts.get("name") or facts.get("another") or not {"name", "local_name", "country"} & set(self.changed_data):
            return
        names = [facts["name"], facts.get("local_name")]
        found = likely_matches(self.instance.municipality, names, country=facts.get("country", ""), but=self.instance)
        self.matches = [(match, labelled(match)) for match in found]
        if self.matches:
            if "another" not in self.fields:
                self.fields = {"name": self.fields.pop("name"), "another": self.held, **self.fields}
            listed = ", ".join(match.name for match in found)
            self.add_error(
                "another", _("Är det samma som %(partner)s? Öppna den, eller kryssa för att det är en annan.") % {"partner": listed}
            )


def together(form, facts, one, other, sentence):
    if (facts.get(one) is None) != (facts.get(other) is None) and not {one, other} & set(form.errors):
        form.add_error(other if facts.get(other) is None else one, sentence)


class RenameForm(forms.Form):
    name = forms.CharField(label=_("Nytt namn"), max_length=200, error_messages={"required": _("Skriv det nya namnet.")})
    until = forms.CharField(
        label=_("Det förra namnet användes till"), max_length=60, required=False, help_text=_("Året, eller som källan skriver.")
    )
    reason = forms.CharField(label=_("Varför?"), max_length=500, required=False, help_text=_("Syns i historiken."))


class OtherPartnerForm(forms.Form):
    """Which of the other partners: those that are likely the same stand first."""

    partner = forms.ModelChoiceField(Partner.objects.none(), label=_("Vilken?"), error_messages={"required": _("Välj en partner.")})

    def __init__(self, *args, partner, likely=(), **kwargs):
        super().__init__(*args, **kwargs)
        others = Partner.objects.of(partner.municipality).current().exclude(pk=partner.pk).in_order()
        self.fields["partner"].queryset = others
        self.fields["partner"].label_from_instance = labelled
        self.fields["partner"].empty_label = _("Välj")
        self.initial.setdefault("partner", likely[0].pk if likely else None)


def labelled(partner) -> str:
    where = country_in_words(partner)
    return f"{partner.name} ({where})" if where else partner.name


class MergeForm(OtherPartnerForm):
    reason = forms.CharField(label=_("Varför är de samma?"), max_length=500, help_text=_("Syns i historiken."),
                             error_messages={"required": _("Skriv hur du vet att de är samma.")})  # fmt: skip
    sure = forms.BooleanField(label=_("Ja, de är samma partner"), error_messages={"required": _("Kryssa för att de är samma.")})


class DissolveForm(OtherPartnerForm):
    on = DayField(label=_("Dagen"), required=False, help_text=_("Om den är känd. Annars räcker året."))
    year = forms.IntegerField(label=_("Året"), required=False, min_value=EARLIEST_YEAR, max_value=2999)
    reason = forms.CharField(label=_("Varför?"), max_length=500, required=False, help_text=_("Syns i historiken."))

    def clean(self):
        facts = super().clean()
        if facts.get("on") and facts.get("year") and facts["on"].year != facts["year"]:
            self.add_error("year", _("Året är ett annat än dagens. Fyll i ett av dem."))
        return facts


class ContactPointForm(RowForm):
    """A person only with a day until which the person's facts are kept."""

    class Meta:
        model = ContactPoint
        fields = ()

    def narrow(self):
        if self.instance.is_past(timezone.localdate()):
            self.initial |= {"person_name": "", "email": "", "phone": "", "keep_person_until": None}

    def clean(self):
        facts = super().clean()
        person, until = facts.get("person_name"), facts.get("keep_person_until")
        if person and not until and "keep_person_until" not in self.errors:
            self.add_error("keep_person_until", _("Skriv till vilken dag personens uppgifter sparas. Dagen efter tas de bort."))
        if until and not person:
            self.add_error("keep_person_until", _("Dagen gäller en person. Skriv vem, eller lämna dagen tom."))
        if until and person and until < timezone.localdate():
            self.add_error("keep_person_until", _("Dagen har redan varit. Välj en senare, eller ta bort personen."))
        return facts
