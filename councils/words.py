"""The municipality's own words, with general ones where it has none."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from .models import Area, Word
from .roles import ROLES

GENERAL = {
    "contact": (_("kontaktperson"), _("kontaktpersonen"), _("kontaktpersoner"), _("kontaktpersonerna")),
    "coordinator": (_("samordnare"), _("samordnaren"), _("samordnare"), _("samordnarna")),
    "council": (_("internationellt råd"), _("rådet"), _("internationella råd"), _("råden")),
    "area": (_("område"), _("området"), _("områden"), _("områdena")),
    "administration": (_("förvaltning"), _("förvaltningen"), _("förvaltningar"), _("förvaltningarna")),
    "office": (_("kontor"), _("kontoret"), _("kontor"), _("kontoren")),
    "department": (_("avdelning"), _("avdelningen"), _("avdelningar"), _("avdelningarna")),
    "company": (_("bolag"), _("bolaget"), _("bolag"), _("bolagen")),
    "board": (_("nämnd"), _("nämnden"), _("nämnder"), _("nämnderna")),
    "company_board": (_("bolagsstyrelse"), _("bolagsstyrelsen"), _("bolagsstyrelser"), _("bolagsstyrelserna")),
    "unit": (_("enhet"), _("enheten"), _("enheter"), _("enheterna")),
    "policy": (_("policy"), _("policyn"), _("policyer"), _("policyerna")),
    "strategy": (_("strategi"), _("strategin"), _("strategier"), _("strategierna")),
    "guidelines": (_("riktlinjer"), _("riktlinjerna"), _("riktlinjer"), _("riktlinjerna")),
    "instructions": (_("anvisningar"), _("anvisningarna"), _("anvisningar"), _("anvisningarna")),
    "action_plan": (_("handlingsplan"), _("handlingsplanen"), _("handlingsplaner"), _("handlingsplanerna")),
    "operational_plan": (_("verksamhetsplan"), _("verksamhetsplanen"), _("verksamhetsplaner"), _("verksamhetsplanerna")),
    "statute": (_("lag"), _("lagen"), _("lagar"), _("lagarna")),
    "twin_town": (_("vänort"), _("vänorten"), _("vänorter"), _("vänorterna")),
    "cooperation": (_("samarbetsavtal"), _("samarbetsavtalet"), _("samarbetsavtal"), _("samarbetsavtalen")),
    "cooperation_town": (_("samarbetsort"), _("samarbetsorten"), _("samarbetsorter"), _("samarbetsorterna")),
    "partner_city": (_("partnerstad"), _("partnerstaden"), _("partnerstäder"), _("partnerstäderna")),
    "friendship": (_("vänskapsavtal"), _("vänskapsavtalet"), _("vänskapsavtal"), _("vänskapsavtalen")),
    "letter_of_intent": (_("avsiktsförklaring"), _("avsiktsförklaringen"), _("avsiktsförklaringar"), _("avsiktsförklaringarna")),
    "charter": (_("charter"), _("chartern"), _("chartrar"), _("chartrarna")),
    "no_agreement": (_("samarbete utan avtal"), _("samarbetet"), _("samarbeten utan avtal"), _("samarbetena")),
    "project_network": (_("projektnätverk"), _("projektnätverket"), _("projektnätverk"), _("projektnätverken")),
    "municipal_partnership": (_("kommunalt partnerskap"), _("partnerskapet"), _("kommunala partnerskap"), _("partnerskapen")),
    "network": (_("nätverk"), _("nätverket"), _("nätverk"), _("nätverken")),
    "yearly_report": (_("årsrapport"), _("årsrapporten"), _("årsrapporter"), _("årsrapporterna")),
}


@dataclass(frozen=True)
class Forms:
    """One word in its four Swedish forms; English has two."""

    singular: str
    definite: str
    plural: str
    definite_plural: str

    def __str__(self):
        return self.singular


class Words:
    """`words.contact.plural` in templates. Reads the municipality's rows once, on first use."""

    def __init__(self, municipality):
        self.municipality = municipality

    @classmethod
    def read(cls, municipality):
        """With the rows read at once, for what may not query later: the checks of rules."""
        words = cls(municipality)
        words.own = dict(words.own)
        return words

    @cached_property
    def own(self):
        if self.municipality is None:
            return {}
        return {word.code: word for word in Word.objects.filter(municipality=self.municipality)}

    def __getattr__(self, code):
        if code.startswith("_"):
            raise AttributeError(code)
        return self[code]

    def __getitem__(self, code):
        if code == "unit" and "unit" not in self.own and self.one_kind:
            return self[self.one_kind]
        word = self.own.get(code)
        if word and get_language() != "en":
            return Forms(word.singular, word.definite, word.plural, word.definite_plural)
        if word and word.singular_en:
            return Forms(
                word.singular_en, f"the {word.singular_en}", word.plural_en or word.singular_en, f"the {word.plural_en or word.singular_en}"
            )
        if code in GENERAL:
            return Forms(*(gettext(form) for form in GENERAL[code]))
        return Forms(*[code.replace("_", " ")] * 4)

    @cached_property
    def one_kind(self) -> str:
        """The kind that all units are of: its word is then what the municipality calls a unit. Else the general word."""
        kinds = set(Area.objects.of(self.municipality).values_list("kind", flat=True).order_by()) if self.municipality else set()
        return kinds.pop() if len(kinds) == 1 else ""

    def role(self, code) -> str:
        """What the holder of a role is called here."""
        named_here = code in self.own or code in GENERAL or code not in ROLES
        return self[code].singular if named_here else str(ROLES[code].label)

    def kind(self, code) -> str:
        """What a kind of unit, document or relation is called here."""
        return self[code].singular
