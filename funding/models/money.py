"""Budget and outcome, what the funder pays and when, and the pots from which the municipality itself grants money."""

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from councils.history import Owned, Recorded, RecordedManager, RecordedQuerySet
from councils.models import Container, Decision, Matter
from councils.spoken import spoken
from partnerships.models import Money, Work

from .projects import Project


class BudgetLine(Money, Owned):
    """A line of the budget of an application or a project."""

    class Side(models.TextChoices):
        COST = "cost", _("kostnad")
        GRANT = "grant", _("bidrag")
        OWN_CASH = "own_cash", _("egen insats i pengar")
        OWN_TIME = "own_time", _("egen insats i arbetstid")
        OTHER = "other", _("annan finansiering")

    municipality_from = "work"
    work = models.ForeignKey(Work, models.PROTECT, related_name="budget_lines", verbose_name=_("arbete"))
    side = models.CharField(_("slag av rad"), max_length=8, choices=Side, default=Side.COST)
    text = models.CharField(_("vad"), max_length=200)
    cost_type = models.CharField(_("slag av kostnad"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("år"), null=True, blank=True)
    hours = models.PositiveIntegerField(_("timmar"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("budgetrad")
        verbose_name_plural = _("budgetrader")
        ordering = ["side", "year", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="a_budget_line_is_not_negative")]

    def __str__(self):
        return self.text

    @property
    def container_id(self):
        """A line lies where its work does."""
        return self.work.container_id


class BookedAmount(Money, Owned):
    """What was booked on a line: the outcome, as the accounts say it. A correction may be negative."""

    municipality_from = "line"
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="booked", verbose_name=_("budgetrad"))
    booked_on = models.DateField(_("bokförd"))
    text = models.CharField(_("text"), max_length=200, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("utfall")
        verbose_name_plural = _("utfall")
        ordering = ["booked_on", "pk"]

    def __str__(self):
        return self.text or date_format(self.booked_on, "j F Y")


class Instalment(Money, Owned):
    """Money that the funder pays in advance or at a stage."""

    municipality_from = "project"
    project = models.ForeignKey(Project, models.PROTECT, related_name="instalments", verbose_name=_("projekt"))
    text = models.CharField(_("vad"), max_length=200, blank=True)
    due_on = models.DateField(_("väntas"), null=True, blank=True)
    received_on = models.DateField(_("kom in"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("utbetalning")
        verbose_name_plural = _("utbetalningar")
        ordering = ["due_on", "pk"]

    def __str__(self):
        return self.text or str(self._meta.verbose_name)


class Claim(Money, Owned):
    """A claim (rekvisition): what we ask the funder to pay for a time that has been, and what was paid."""

    municipality_from = "project"
    project = models.ForeignKey(Project, models.PROTECT, related_name="claims", verbose_name=_("projekt"))
    period_from = models.DateField(_("från och med"), null=True, blank=True)
    period_to = models.DateField(_("till och med"), null=True, blank=True)
    due_on = models.DateField(_("ska lämnas senast"), null=True, blank=True)
    sent_on = models.DateField(_("lämnad"), null=True, blank=True)
    paid_on = models.DateField(_("utbetald"), null=True, blank=True)
    paid = models.DecimalField(_("utbetalt"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("rekvisition")
        verbose_name_plural = _("rekvisitioner")
        ordering = ["period_from", "pk"]

    def __str__(self):
        days = " – ".join(date_format(day, "j F Y") for day in (self.period_from, self.period_to) if day)
        return f"{super().__str__()} {days}".strip()


class PotQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def for_year(self, year):
        return self.filter(year=year)


class PotManager(RecordedManager.from_queryset(PotQuerySet)):
    pass


class Pot(Owned):
    """Money set aside for a year, in kronor: a central pot that grants, or a unit's reserve for its own share. 0 is an amount."""

    class Kind(models.TextChoices):
        CENTRAL = "central", _("centrala medel")
        RESERVE = "reserve", _("reserv för egen insats")

    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="pots", verbose_name=_("vems budget"))
    kind = models.CharField(_("slag"), max_length=7, choices=Kind)
    year = models.PositiveSmallIntegerField(_("år"))
    amount = models.DecimalField(_("avsatt, kronor"), max_digits=14, decimal_places=2, null=True, blank=True)
    terms = models.TextField(_("vad pengarna får gå till"), blank=True)
    account_code = models.CharField(_("kod i bokföringen"), max_length=40, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="pots", verbose_name=_("beslut som ligger bakom")
    )

    objects = PotManager()

    class Meta(Recorded.Meta):
        verbose_name = _("avsatta medel")
        verbose_name_plural = _("avsatta medel")
        ordering = ["-year", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["container", "kind", "year"], name="one_pot_per_unit_kind_and_year"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="a_pot_is_not_negative"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.year}, {self.container.label}"


class Allocation(Owned):
    """A request for money from a pot, and its answer. Amounts in kronor."""

    class Status(models.TextChoices):
        ASKED = "asked", _("sökt")
        GRANTED = "granted", _("beviljad")
        REFUSED = "refused", _("avslagen")
        WITHDRAWN = "withdrawn", _("återkallad")
        PAID = "paid", _("utbetald")

    municipality_from = "pot"
    pot = models.ForeignKey(Pot, models.PROTECT, related_name="allocations", verbose_name=_("ur"))
    work = models.ForeignKey(Work, models.PROTECT, null=True, blank=True, related_name="allocations", verbose_name=_("för"))
    applicant = models.ForeignKey(
        Container, models.PROTECT, null=True, blank=True, related_name="allocations", verbose_name=spoken(_("sökande %(unit)s"))
    )
    applicant_name = models.CharField(_("sökande utanför kommunen"), max_length=200, blank=True)
    applicant_kind = models.CharField(_("slag av sökande"), max_length=40, blank=True)
    purpose = models.CharField(_("ändamål"), max_length=200)
    cost_type = models.CharField(_("slag av kostnad"), max_length=40, blank=True)
    participants = models.PositiveSmallIntegerField(_("antal personer"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("antal dagar"), null=True, blank=True)
    eligible_cost = models.DecimalField(_("kostnad som får räknas"), max_digits=12, decimal_places=2, null=True, blank=True)
    asked = models.DecimalField(_("sökt"), max_digits=12, decimal_places=2, null=True, blank=True)
    granted = models.DecimalField(_("beviljat"), max_digits=12, decimal_places=2, null=True, blank=True)
    paid = models.DecimalField(_("utbetalt"), max_digits=12, decimal_places=2, null=True, blank=True)
    status = models.CharField(_("läge"), max_length=9, choices=Status, default=Status.ASKED, editable=False)
    applied_on = models.DateField(_("sökt den"))
    granted_on = models.DateField(_("beviljat den"), null=True, blank=True, editable=False)
    paid_on = models.DateField(_("utbetalt den"), null=True, blank=True, editable=False)
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, blank=True, related_name="allocation", verbose_name=_("ärende"), editable=False
    )

    class Meta(Recorded.Meta):
        verbose_name = _("fördelning av medel")
        verbose_name_plural = _("fördelningar av medel")
        ordering = ["-applied_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applicant__isnull=False, applicant_name="") | Q(applicant=None), name="one_applicant_of_an_allocation"
            ),
            models.CheckConstraint(
                condition=(Q(asked=None) | Q(asked__gte=0)) & (Q(granted=None) | Q(granted__gte=0)) & (Q(paid=None) | Q(paid__gte=0)),
                name="allocations_are_not_negative",
            ),
        ]

    def __str__(self):
        return self.purpose

    @property
    def container_id(self):
        """A request lies with the unit that asks; one from outside lies with whose the pot is."""
        return self.applicant_id or self.pot.container_id

    @property
    def applicant_label(self) -> str:
        return self.applicant.label if self.applicant_id else self.applicant_name

    @property
    def amount(self):
        """What was granted; while nobody has, what is asked for."""
        return self.asked if self.granted is None else self.granted
