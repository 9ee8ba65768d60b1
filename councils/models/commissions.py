"""Functions that a unit has as a whole, or that somebody outside has by agreement: nobody is appointed to them by name."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..history import Owned, Recorded, RecordedManager, RecordedQuerySet
from ..roles import FUNCTIONS
from ..spoken import speak, spoken
from .containers import AREA_KINDS, BODY_KINDS, Container
from .decisions import Decision

SERVED = frozenset(map(str, (*AREA_KINDS, *BODY_KINDS)))


class CommissionQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def not_over(self, on):
        """Those held on the day, and those that begin later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def in_order(self):
        return self.order_by("role", "starts_on", "pk")


class CommissionManager(RecordedManager.from_queryset(CommissionQuerySet)):
    pass


class Commission(Owned):
    """A function with the one unit that has it, or with somebody outside and the agreement by which they do; from a day to a day."""

    role = models.CharField(_("funktion"), max_length=30, choices=list(FUNCTIONS.items()))
    container = models.ForeignKey(
        Container, models.PROTECT, null=True, blank=True, related_name="commissions", verbose_name=spoken(_("%(unit)s som har funktionen"))
    )
    provider = models.CharField(_("utomstående som har funktionen"), max_length=200, blank=True)
    agreement = models.CharField(
        _("avtal"), max_length=300, blank=True, help_text=_("Diarienummer, eller var avtalet finns. Behövs för den som är utomstående.")
    )
    serves = models.JSONField(_("vilka den är till för"), default=list, blank=True)  # kinds of unit and body; none of them: all
    starts_on = models.DateField(_("från och med"))
    ends_on = models.DateField(_("till och med"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="commissions", verbose_name=_("beslut som ligger bakom")
    )
    note = models.TextField(_("anteckning"), blank=True)

    objects = CommissionManager()

    class Meta(Recorded.Meta):
        verbose_name = _("funktion")
        verbose_name_plural = _("funktioner")
        constraints = [
            models.CheckConstraint(
                condition=Q(container__isnull=False, provider="") | (Q(container__isnull=True) & ~Q(provider="")),
                name="a_unit_or_somebody_outside",
            ),
            models.CheckConstraint(condition=Q(provider="") | ~Q(agreement=""), name="somebody_outside_by_agreement"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="commission_ends_after_start"),
        ]

    def __str__(self):
        return f"{self.get_role_display()}, {self.holder}"

    def clean(self):
        faults = {}
        if self.container_id and self.provider:
            faults["provider"] = speak(_("Välj bara det ena: %(unit)s eller någon utomstående."))
        elif not self.container_id and not self.provider:
            faults["container"] = speak(_("Välj %(unit)s, eller skriv vem utanför kommunen som har funktionen."))
        if self.provider and not self.agreement:
            faults["agreement"] = _("Skriv avtalets diarienummer, eller var avtalet finns.")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            faults["ends_on"] = _("Slutdagen kan inte vara före startdagen.")
        if self.container_id and self.container.home_id != self.municipality_id:
            faults["container"] = speak(_("%(The_unit)s hör till en annan kommun. Välj i den egna kommunen."))
        if self.decision_id and self.decision.municipality_id != self.municipality_id:
            faults["decision"] = _("Beslutet är fattat av en annan kommun. Välj ett av kommunens egna beslut.")
        if set(self.serves) - SERVED:
            faults["serves"] = _("Välj bland de slag som finns.")
        if faults:
            raise ValidationError(faults)

    @property
    def holder(self) -> str:
        return self.container.label if self.container_id else self.provider

    def is_in_force(self, on):
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)

    def is_for(self, kind) -> bool:
        """Whether units of the kind are among those that the function is there for."""
        return not self.serves or kind in self.serves
