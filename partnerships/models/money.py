"""Money: an amount is never without its currency, 0 is a value and empty is not."""

from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.history import Owned, Recorded
from councils.models import Container
from councils.spoken import spoken


class Currency(models.TextChoices):
    SEK = "SEK", _("kronor")
    EUR = "EUR", _("euro")


class Money(models.Model):
    """An amount in the currency it was given in, with the rate and its day where somebody has turned euro into kronor."""

    amount = models.DecimalField(_("belopp"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("valuta"), max_length=3, choices=Currency, default=Currency.SEK)
    rate = models.DecimalField(_("kurs, kronor för en euro"), max_digits=9, decimal_places=4, null=True, blank=True)
    rate_on = models.DateField(_("kursens dag"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def kronor(self) -> Decimal | None:
        """In kronor, rounded to öre; None while the amount, or the rate of a foreign one, is not known."""
        if self.amount is None or (self.currency != Currency.SEK and self.rate is None):
            return None
        factor = Decimal(1) if self.currency == Currency.SEK else self.rate
        return (self.amount * factor).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def clean(self):
        super().clean()
        if (self.rate is None) != (self.rate_on is None):
            raise ValidationError({"rate_on": _("Ange både kursen och vilken dag den gällde.")})


class Cost(Money, Owned):
    """What one thing in a piece of work costs, and who bears it: a unit of the municipality, or somebody outside."""

    class Source(models.TextChoices):
        OWN = "own", spoken(_("%(the_unit)ss budget"))
        CENTRAL = "central", _("centrala medel")
        GRANT = "grant", _("bidrag")
        OUTSIDE = "outside", _("någon utanför kommunen")

    municipality_from = "work"
    work = models.ForeignKey("Work", models.PROTECT, related_name="costs", verbose_name=_("hör till"))
    cost_type = models.CharField(_("slag av kostnad"), max_length=40, blank=True)
    text = models.CharField(_("vad"), max_length=200)
    source = models.CharField(_("varifrån pengarna kommer"), max_length=8, choices=Source, default=Source.OWN)
    bearer = models.ForeignKey(Container, models.PROTECT, null=True, blank=True, related_name="costs_borne", verbose_name=_("vem betalar"))
    outside_bearer = models.CharField(_("betalare utanför kommunen"), max_length=200, blank=True)
    paid_on = models.DateField(_("betald"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("kostnad")
        verbose_name_plural = _("kostnader")
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="a_cost_is_not_negative"),
            models.CheckConstraint(condition=Q(bearer=None) | Q(outside_bearer=""), name="one_bears_the_cost"),
        ]

    def __str__(self):
        return self.text

    @property
    def container_id(self):
        """A cost lies where its work does."""
        return self.work.container_id
