"""What people fill in about an agreement or a membership: a few facts first, the rest under «mer»; and each act in its life."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from councils.forms import DayField, DecisionField
from councils.models import Container, Decision
from councils.spoken import spoken
from councils.uploads import checked_upload
from councils.words import Words

from .models import AGREEMENT_TERMS, Partner, Party, Relation, RelationEvent
from .names import name_key, spelling_key
from .partner_forms import countries_by_name, labelled
from .register import likely_matches
from .row_forms import RowForm, yes_no_or_unknown
from .visit_forms import TwoPartForm
from .years import read_year

KINDS = (
    "twin_town", "cooperation_town", "partner_city", "friendship", "cooperation", "letter_of_intent", "municipal_partnership", "charter",
    "no_agreement", "network", "project_network",
)  # fmt: skip
TERM = "term_"
OF_AGREEMENTS = (
    "has_obligation", "amount", "currency", "rate", "rate_on", "initiator", "force_needs_all", "approve_by", "others",
    *(TERM + code for code in AGREEMENT_TERMS),
)  # fmt: skip
OF_NETWORKS = ("level", "fee", "fee_currency", "benefit", "benefit_noted_on")
LEVELS = (("", _("Vet inte")), ("regional", _("Regionalt")), ("national", _("Nationellt")), ("european", _("Europeiskt")),
          ("eu_project", _("I ett EU-projekt")))  # fmt: skip


def kinds_of(municipality) -> list[tuple[str, str]]:
    """Those that the product knows and those that the municipality uses, in its own words."""
    words, used = Words(municipality), Relation.objects.of(municipality).order_by("kind").values_list("kind", flat=True).distinct()
    return [(code, capfirst(words.kind(code))) for code in dict.fromkeys([*KINDS, *used])]


class AgreementForm(TwoPartForm):
    first_fields = ("kind", "partner", "new_partner", "country", "another", "name", "container")

    new_partner = forms.CharField(label=_("Ny partner"), max_length=200, required=False, help_text=_("När partnern inte finns i listan."))
    country = forms.ChoiceField(label=_("Den nya partnerns land"), required=False)
    another = forms.BooleanField(label=_("Nej, det är en annan partner"), required=False)
    since = forms.CharField(
        label=_("Sedan"), max_length=60, required=False, help_text=_("Året som källan skriver det: 1977, 197? eller 1980-talet.")
    )
    others = forms.CharField(
        label=_("Fler parter"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("En på varje rad. Kommunen och partnern räknas ändå."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))

    class Meta:
        model = Relation
        fields = (
            "kind", "partner", "name", "container", "initiator", "has_obligation", "amount", "currency", "rate", "rate_on", "valid_to", "review",
            "review_months", "force_needs_all", "approve_by", "theme", "level", "fee", "fee_currency", "benefit", "benefit_noted_on", "about",
            "about_en", "published",
        )  # fmt: skip
        field_classes = dict.fromkeys(("valid_to", "approve_by", "rate_on", "benefit_noted_on"), DayField)
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("about", "about_en", "benefit")}
        labels = {"amount": _("Åtagande i pengar")}

    def __init__(self, *args, municipality, containers, **kwargs):
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        self.fields["kind"] = forms.ChoiceField(label=_("Slag"), choices=kinds_of(municipality))
        self.fields["container"].queryset = containers
        self.fields["container"].empty_label = None
        chosen = Partner.objects.filter(pk=self.instance.partner_id or 0)
        self.fields["partner"].queryset = (Partner.objects.of(municipality).current() | chosen).in_order()
        self.fields["partner"].label_from_instance = labelled
        self.fields["partner"].empty_label = _("Ingen i listan")
        self.fields["name"].required = False
        self.fields["name"].help_text = spoken(_("Vad avtalet eller %(the_network)s kallas. Utan namn heter det som partnern."))
        self.fields["country"].choices = [("", _("Vet inte")), *countries_by_name()]
        self.fields["level"] = forms.ChoiceField(label=spoken(_("%(The_network)ss nivå")), choices=LEVELS, required=False)
        self.fields["has_obligation"] = yes_no_or_unknown(self.fields["has_obligation"])
        for code, label in AGREEMENT_TERMS.items():
            self.fields[TERM + code] = forms.CharField(label=capfirst(label), required=False, widget=forms.Textarea(attrs={"rows": 2}))
            self.initial[TERM + code] = self.instance.terms.get(code, "")
        self.fields["reason"] = self.fields.pop("reason")
        self.initial["since"] = self.instance.since
        self.leave_out()

    def leave_out(self):
        unasked = {"another"} if "another" not in self.data and "new_partner" not in self.data else set()
        if self.instance.pk is None:
            unasked |= {"reason", "since", "published"}
        else:
            unasked |= {"new_partner", "country", "another", "others"} | set(OF_AGREEMENTS if self.instance.is_network else OF_NETWORKS)
            if self.instance.started_on:
                unasked.add("since")  # the day says more
        for name in unasked & set(self.fields):
            del self.fields[name]

    def clean(self):
        facts = super().clean()
        partner, new = facts.get("partner"), (facts.get("new_partner") or "").strip()
        if partner and new:
            self.add_error("new_partner", _("Välj en partner i listan eller skriv en ny, inte båda."))
        elif new and not facts.get("another"):
            self.ask_about_likely_ones(new, facts.get("country", ""))
        facts["name"] = (facts.get("name") or "").strip() or new or (partner.name if partner else "")
        if not facts["name"]:
            self.add_error(
                "partner" if "new_partner" in self.fields else "name", _("Välj en partner, skriv en ny, eller skriv vad det heter.")
            )
        if facts.get("review") == Relation.Review.MONTHS and not facts.get("review_months"):
            self.add_error("review_months", _("Skriv hur många månader det ska gå mellan översynerna."))
        if facts.get("has_obligation") is False and facts.get("amount"):
            self.add_error("has_obligation", _("Det står ett belopp. Svara ja, eller ta bort beloppet."))
        return facts

    def ask_about_likely_ones(self, name, country):
        if found := likely_matches(self.municipality, [name], country=country):
            listed = ", ".join(match.name for match in found)
            sentence = _("Är det samma som %(partner)s? Välj den i listan, eller kryssa för att det är en annan.")
            self.add_error("another", sentence % {"partner": listed})

    def _post_clean(self):
        super()._post_clean()
        relation, facts = self.instance, self.cleaned_data
        relation.terms = {
            code: facts.get(TERM + code, relation.terms.get(code, "")).strip()
            for code in AGREEMENT_TERMS
            if facts.get(TERM + code, relation.terms.get(code, "")).strip()
        }
        if "since" in self.fields and "since" in facts:
            relation.started_year, relation.started_text = read_year(facts["since"])

    @property
    def new(self) -> Partner | None:
        name = self.cleaned_data.get("new_partner", "").strip()
        return Partner(name=name, country=self.cleaned_data.get("country", "")) if name else None

    def parties(self, new_partner=None) -> list[Party]:
        """The municipality, its partner and everybody on a line of their own; nobody where only those two are."""
        lines = [line.strip()[:200] for line in self.cleaned_data.get("others", "").splitlines() if line.strip()]
        if not lines:
            return []
        known = {spelling_key(name): row for row in self.fields["partner"].queryset.prefetch_related("names") for name in row.spellings}
        main, found = new_partner or self.cleaned_data.get("partner"), {}
        for line in lines:
            partner = known.get(spelling_key(line))
            found[partner.pk if partner else name_key(line)] = Party(partner=partner) if partner else Party(name=line)
        if main:
            found.pop(main.pk, None)
        return [Party(), *([Party(partner=main)] if main else []), *found.values()]


class ActForm(forms.Form):
    """One act in the life of an agreement: what it asks for stands in `asks`."""

    ended_by = forms.ChoiceField(
        label=_("Varför upphör det?"), choices=Relation.EndedBy.choices, error_messages={"required": _("Välj varför.")}
    )
    successor = forms.ModelChoiceField(Relation.objects.none(), label=_("Vilket tar över?"), required=False)
    day = DayField(label=_("Vilken dag?"), required=False)
    since = forms.CharField(
        label=_("Eller året, som källan skriver det"),
        max_length=60,
        required=False,
        help_text=_("Till exempel 1977, 197? eller 1980-talet."),
    )
    valid_to = DayField(label=_("Gäller sedan till och med"), error_messages={"required": _("Skriv den nya sista dagen.")})
    decision = DecisionField(Decision.objects.none(), label=_("Beslut som ligger bakom"), required=False, empty_label=_("Inget beslut"))
    reason = forms.CharField(label=_("Varför?"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
                             help_text=_("Syns i historiken."))  # fmt: skip

    def __init__(self, *args, relation, asks, needs_reason=False, **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(asks):
            del self.fields[name]
        if "decision" in self.fields:
            own = [pk for pk in (relation.matter_id, relation.ending_matter_id, relation.changing_matter_id) if pk]
            confirmed = Decision.objects.of(relation.municipality).confirmed().select_related("body", "post", "matter")
            self.fields["decision"].queryset = confirmed.newest_first()
            self.fields["decision"].initial = confirmed.filter(matter__in=own).saying_yes().newest_first().first()
        if "successor" in self.fields:
            others = Relation.objects.of(relation.municipality).alive().exclude(pk=relation.pk)
            self.fields["successor"].queryset = others.in_order()
            self.fields["successor"].empty_label = _("Inget")
        if "day" in self.fields and "since" not in self.fields:
            self.fields["day"].required = True
            self.fields["day"].initial = timezone.localdate
            self.fields["day"].error_messages["required"] = _("Skriv vilken dag.")
        if needs_reason and "reason" in self.fields:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = _("Skriv varför. Skälet syns i historiken.")


class EndManyForm(forms.Form):
    """Several agreements that end by one decision."""

    relations = forms.ModelMultipleChoiceField(
        Relation.objects.none(), label=_("Vilka avslutas?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kryssa för minst ett avtal.")},
    )  # fmt: skip
    decision = DecisionField(
        Decision.objects.none(), label=_("Beslutet"), empty_label=_("Välj beslutet"), error_messages={"required": _("Välj beslutet.")}
    )
    day = DayField(label=_("Upphör den"), initial=timezone.localdate, error_messages={"required": _("Skriv vilken dag.")})
    reason = forms.CharField(label=_("Varför?"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
                             help_text=_("Står i vart och ett av avtalens historik."),
                             error_messages={"required": _("Skriv varför. Skälet syns i historiken.")})  # fmt: skip

    def __init__(self, *args, municipality, container_ids, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Relation.objects.of(municipality).alive().agreements().filter(container__in=container_ids)
        self.fields["relations"].queryset = rows.in_order()
        self.fields["decision"].queryset = (
            Decision.objects.of(municipality).confirmed().saying_yes().select_related("body", "post", "matter").newest_first()
        )


class PaperForm(forms.Form):
    upload = forms.FileField(label=_("Fil"), allow_empty_file=True, error_messages={"required": _("Välj en fil.")})
    caption = forms.CharField(label=_("Vad är det?"), max_length=200, required=False)
    is_signed = forms.BooleanField(label=_("Det är det undertecknade avtalet"), required=False)

    def clean_upload(self):
        return checked_upload(self.cleaned_data["upload"])


# What a person tells of by hand; the rest is written by the acts.
TOLD = (RelationEvent.Kind.AMENDED, RelationEvent.Kind.REVIEWED, RelationEvent.Kind.OTHER)


class EventForm(RowForm):
    def narrow(self):
        kinds = TOLD if self.instance.pk is None or self.instance.kind in TOLD else (self.instance.kind,)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Vad hände?"),
            choices=[(kind, RelationEvent.Kind(kind).label) for kind in kinds],
            initial=self.instance.kind or kinds[0],
        )
        self.fields["decision"].queryset = (
            self.fields["decision"].queryset.confirmed().select_related("body", "post", "matter").newest_first()
        )

    def clean(self):
        facts = super().clean()
        if facts.get("kind") == RelationEvent.Kind.AMENDED and not facts.get("amendment"):
            self.add_error("amendment", _("Välj vad som ändrades."))
        if not (facts.get("day") or facts.get("year") or facts.get("when_text")):
            self.add_error("day", _("Skriv när det hände: en dag, ett år, eller som källan skriver."))
        if facts.get("day") and facts["day"] > timezone.localdate():
            self.add_error("day", _("Dagen har inte varit än."))
        return facts


class PartyForm(RowForm):
    itself = forms.BooleanField(label=_("Det är kommunen själv"), required=False)

    def narrow(self):
        self.fields["partner"].queryset = self.fields["partner"].queryset.current().in_order()
        self.fields["partner"].empty_label = _("Ingen i listan")
        self.fields["itself"].initial = self.instance.pk is not None and not (self.instance.partner_id or self.instance.name)
        self.order_fields(["partner", "name", "itself"])

    def clean(self):
        facts = super().clean()
        given = [name for name in ("partner", "name", "itself") if facts.get(name)]
        if not given and not self.errors:
            self.add_error("partner", _("Välj en partner, skriv vem det är, eller kryssa för att det är kommunen själv."))
        elif "itself" in given and len(given) > 1:
            self.add_error("itself", _("Kryssa inte för kommunen när du har valt eller skrivit någon annan."))
        if facts.get("partner") and facts.get("name"):
            self.add_error("name", _("Välj en partner eller skriv ett namn, inte båda."))
        if facts.get("approved_on") and facts["approved_on"] > timezone.localdate():
            raise ValidationError({"approved_on": _("Dagen har inte varit än. Skriv den när parten har godkänt.")})
        return facts


def containers_for(user_ids, municipality):
    """Whose relation it can be: the municipality itself and the units in which the user may relate."""
    return Container.objects.filter(pk__in=user_ids).filter(pk=municipality.pk) | Container.objects.of(municipality).filter(pk__in=user_ids)
