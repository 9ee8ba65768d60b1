"""The register of partners: the list, one partner with its names and ways in, and what happens to it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, FormView, TemplateView, UpdateView

from councils.access import MemberMixin, RowMixin, container_ids
from councils.editing import StaleMixin
from councils.exports import ExportMixin
from councils.sorting import sort_key
from councils.views.people import add_errors
from councils.words import Words

from .. import register
from ..countries import country_name
from ..exports import partners_as_table
from ..marks import Spot, marked_maps
from ..models import Partner, PartnerName
from ..names import name_key
from ..partner_card import card_of, country_in_words
from ..partner_forms import DissolveForm, MergeForm, PartnerForm, RenameForm


class PartnersView(ExportMixin, MemberMixin, TemplateView):
    """All of them at once: the search goes over every name, in any spelling, which no database does alike."""

    template_name = "partnerships/partners.html"
    export_name = "partner"

    def export(self):
        return partners_as_table([partner for partner, _country in self.get_context_data()["partners"]])

    def get_context_data(self, **kwargs):
        asked = {name: self.request.GET.get(name, "").strip()[:100] for name in ("namn", "slag", "land")}
        rows = Partner.objects.of(self.municipality).select_related("successor").prefetch_related("names").in_order()
        partners = list(rows.annotate(relation_count=Count("relations", distinct=True)))
        countries = {row.country for row in partners if row.country}
        named = sorted(((code, country_name(code, get_language())) for code in countries), key=lambda pair: sort_key(pair[1]))
        shown = [row for row in partners if fits(row, asked)]
        return super().get_context_data(
            maps=self.maps(shown),
            partners=[(row, country_in_words(row)) for row in shown],
            number=len(partners),
            asked=asked,
            kinds=[(kind.value, kind.label) for kind in Partner.Kind if kind in {row.kind for row in partners}],
            countries=named,
            may_relate=self.may("relate"),
            **kwargs,
        )

    def maps(self, partners):
        """A mark leads to its partner's page; one that stands for several leads to the list of them."""
        found = marked_maps([spot for partner in partners if (spot := spot_of(partner))], tint=self.municipality.tint)
        return [one.svg(self.address) for one in found]

    def address(self, mark):
        return reverse("partner", args=[self.municipality.slug, mark.key]) if len(mark.spots) == 1 else f"#p{mark.key}"


def spot_of(partner) -> Spot | None:
    if partner.latitude is None or partner.longitude is None or not partner.is_current:
        return None
    return Spot(str(partner.pk), partner.name, float(partner.latitude), float(partner.longitude), partner.country, partner.relation_count)


def fits(partner, asked) -> bool:
    wanted = name_key(asked["namn"])
    return (
        (not asked["slag"] or partner.kind == asked["slag"])
        and (not asked["land"] or partner.country == asked["land"])
        and (not wanted or any(wanted in name_key(name) for name in partner.spellings))
    )


class PartnerView(RowMixin, DetailView):
    rows = Partner.objects.select_related("municipality", "successor").prefetch_related("names", "contact_points", "predecessors")
    template_name = "partnerships/partner.html"

    def get_context_data(self, **kwargs):
        partner = self.object
        former = list(partner.predecessors.all())
        relations = list(register.relations_of([partner, *former]).select_related("partner", "container"))
        words = Words(self.municipality)
        return super().get_context_data(
            partner=partner,
            card=card_of(partner, timezone.localdate()),
            relations=[(relation, words.kind(relation.kind)) for relation in relations],
            former=former,
            may_relate=self.municipality.pk in container_ids(self.request.user, "relate"),
            **kwargs,
        )


class PartnerFormMixin:
    form_class = PartnerForm
    template_name = "partnerships/partner_form.html"
    permission = "relate"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"municipality": self.municipality}

    def form_valid(self, form):
        self.object = register.keep_partner(partner=form.instance, by=self.request.user, reason=form.cleaned_data.get("reason", ""))
        messages.success(self.request, _("Partnern är sparad."))
        return redirect("partner", slug=self.municipality.slug, pk=self.object.pk)


class PartnerNewView(PartnerFormMixin, MemberMixin, CreateView):
    def get_initial(self):
        return {"name": self.request.GET.get("namn", "")[:200]}

    def get_context_data(self, **kwargs):
        return super().get_context_data(partner=None, back=reverse("partners", args=[self.municipality.slug]), **kwargs)


class PartnerEditView(StaleMixin, PartnerFormMixin, RowMixin, UpdateView):
    submit = gettext_lazy("Spara partnern")
    rows = Partner.objects.select_related("municipality").prefetch_related("names")

    def back(self):
        return reverse("partner", args=[self.municipality.slug, self.object.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(partner=self.get_row(), back=self.back(), **kwargs)


class PartnerActMixin(RowMixin):
    """A form about one partner: what cannot be done is said on the form."""

    rows = Partner.objects.select_related("municipality", "successor").prefetch_related(Prefetch("names", PartnerName.objects.all()))
    permission = "relate"

    def dispatch(self, request, *args, **kwargs):
        self.partner = None
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.partner = self.get_row()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.partner = self.get_row()
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            partner=self.partner, back=reverse("partner", args=[self.municipality.slug, self.partner.pk]), **kwargs
        )

    def form_valid(self, form):
        try:
            kept = self.act(form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect("partner", slug=self.municipality.slug, pk=kept.pk)


class PartnerRenameView(PartnerActMixin, FormView):
    form_class = RenameForm
    template_name = "partnerships/partner_rename.html"

    def act(self, facts):
        self.done = _("Partnern har fått ett nytt namn. Det förra finns kvar bland namnen.")
        return register.rename_partner(partner=self.partner, by=self.request.user, **facts)


class PartnerMergeView(PartnerActMixin, FormView):
    """Shows all that will move before it moves."""

    form_class = MergeForm
    template_name = "partnerships/partner_merge.html"

    def likely(self):
        return register.likely_matches(self.municipality, self.partner.spellings, country=self.partner.country, but=self.partner)

    def get_initial(self):
        chosen = self.request.GET.get("med", "")
        return {"partner": int(chosen)} if chosen.isdecimal() else {}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"partner": self.partner, "likely": self.likely()}

    def get_context_data(self, **kwargs):
        return super().get_context_data(moving=register.what_moves(self.partner), **kwargs)

    def act(self, facts):
        self.done = _("De är nu en partner. Dubbletten finns kvar och pekar hit.")
        return register.merge_partners(duplicate=self.partner, into=facts["partner"], by=self.request.user, reason=facts["reason"])


class PartnerDissolveView(PartnerActMixin, FormView):
    form_class = DissolveForm
    template_name = "partnerships/partner_dissolve.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"partner": self.partner}

    def act(self, facts):
        self.done = _("Det är noterat att partnern har gått upp i en annan. Samarbetena står kvar med sina år.")
        facts = dict(facts)
        return register.dissolve_into(partner=self.partner, successor=facts.pop("partner"), by=self.request.user, **facts)


class PartnerUndissolveView(RowMixin, TemplateView):
    rows = Partner.objects.select_related("municipality")
    permission = "relate"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        partner = self.get_row()
        try:
            register.undo_dissolution(partner=partner, by=request.user)
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        else:
            messages.success(request, _("Partnern står för sig själv igen."))
        return redirect("partner", slug=self.municipality.slug, pk=partner.pk)
