"""Texts that borrow the municipality's words: «Välj %(the_unit)s» becomes «Välj området» or «Välj kontoret».

As texts follow the language that is active, they follow the municipality that is spoken of: a page's, a job's. Where none is, the
general words stand. A text names a word by its code: `%(unit)s` and `%(the_unit)s` for one, `%(units)s` and `%(the_units)s` for several,
with a capital where a sentence begins: `%(The_units)s`. `%(policy)s` is the kind of document that is followed there.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

GENERAL = {
    "contact": (_("kontaktperson"), _("kontaktpersonen"), _("kontaktpersoner"), _("kontaktpersonerna")),
    "coordinator": (_("samordnare"), _("samordnaren"), _("samordnare"), _("samordnarna")),
    "convener": (_("sammankallande"), _("den sammankallande"), _("sammankallande"), _("de sammankallande")),
    "responsible": (_("ansvarig"), _("den ansvariga"), _("ansvariga"), _("de ansvariga")),
    "expert_support": (_("sakkunnigt stöd"), _("det sakkunniga stödet"), _("sakkunniga stöd"), _("de sakkunniga stöden")),
    "coordinating_function": (
        _("samordnande funktion"), _("den samordnande funktionen"), _("samordnande funktioner"), _("de samordnande funktionerna"),
    ),
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
}  # fmt: skip


@dataclass(frozen=True)
class Forms:
    """One word in its four Swedish forms; English has two."""

    singular: str
    definite: str
    plural: str
    definite_plural: str

    def __str__(self):
        return self.singular


_active = ContextVar("words", default=None)


class General:
    """The words where no municipality is spoken of."""

    municipality = None

    def __getitem__(self, code) -> Forms:
        return Forms(*(gettext(form) for form in GENERAL[code]))

    @property
    def adopted(self) -> Forms:
        return self["policy"]


def active():
    """The words of the municipality that is spoken of."""
    return _active.get() or General()


def speak_with(words):
    """From here on and until the request ends."""
    _active.set(words)


@contextmanager
def speaking_with(words):
    before = _active.set(words)
    try:
        yield
    finally:
        _active.reset(before)


class Borrowed(dict):
    """What a text may name: its own facts, and every word in its forms."""

    def __missing__(self, name):
        plain = name[0].lower() + name[1:]
        bare = plain.removeprefix("the_")
        code, several = (bare, False) if bare in GENERAL else (bare.removesuffix("s"), True)
        if code not in GENERAL:
            raise KeyError(name)
        forms = active().adopted if code == "policy" else active()[code]
        plain_form, definite = (forms.plural, forms.definite_plural) if several else (forms.singular, forms.definite)
        word = plain_form if bare == plain else definite
        return word if name == plain else capfirst(word)


def speak(text, **facts) -> str:
    """The text with its facts and the words it names."""
    return str(text) % Borrowed(facts)


spoken = lazy(speak, str)
