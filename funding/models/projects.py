"""What was granted and done: the project, its milestones and reports, and the steps that a policy asks of every contact."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.history import Owned, Recorded
from councils.models import Matter, StoredFile
from councils.spoken import spoken
from partnerships.models import Money, Work, WorkManager

from .applications import Application
from .programmes import Level, Programme


class Project(Money, Work):
    """A project. `amount` is what was granted. A pre-study and the main project after it are two rows."""

    class Lead(models.TextChoices):
        OWN = "own", _("vi leder")
        OTHER = "other", _("någon annan leder")

    kind = models.CharField(_("slag"), max_length=13, choices=Application.Kind, default=Application.Kind.PROJECT)
    origin = models.OneToOneField(
        Application, models.PROTECT, null=True, blank=True, related_name="resulting_project", verbose_name=_("ansökan som ligger bakom")
    )
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("program"))
    funder = models.CharField(_("finansiär"), max_length=200, blank=True)
    level = models.CharField(_("finansiärens nivå"), max_length=13, choices=Level, blank=True)
    reference = models.CharField(_("finansiärens nummer"), max_length=100, blank=True)
    lead = models.CharField(_("ledare"), max_length=5, choices=Lead, blank=True)
    when_text = models.CharField(_("tid, som källan skriver"), max_length=60, blank=True)
    goals = models.TextField(_("mål"), blank=True)
    account_code = models.CharField(_("kod i bokföringen"), max_length=40, blank=True)
    total_cost = models.DecimalField(_("total kostnad"), max_digits=14, decimal_places=2, null=True, blank=True)
    own_cash = models.DecimalField(_("egen insats i pengar"), max_digits=14, decimal_places=2, null=True, blank=True)
    own_time = models.DecimalField(_("egen insats i arbetstid, värde"), max_digits=14, decimal_places=2, null=True, blank=True)
    whole_life_cost = models.DecimalField(_("kostnad även efter projektet, kronor"), max_digits=14, decimal_places=2, null=True, blank=True)
    came = models.TextField(_("vad det blev"), blank=True)
    learnt = models.TextField(_("vad vi lärde oss"), blank=True)
    lives_on = models.TextField(_("vad som lever vidare"), blank=True)
    closed_on = models.DateField(_("avslutat den"), null=True, blank=True)
    final_payment_on = models.DateField(_("slutbetalning"), null=True, blank=True)
    keep_years = models.PositiveSmallIntegerField(_("handlingar sparas, år"), null=True, blank=True)
    published = models.BooleanField(_("visas för alla"), default=False)
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, blank=True, related_name="project", verbose_name=_("ärende"), editable=False
    )

    objects = WorkManager()

    class Meta(Recorded.Meta):
        verbose_name = _("projekt")
        verbose_name_plural = _("projekt")

    @property
    def funder_level(self) -> str:
        """Where the funder stands: as somebody said, else where the programme does."""
        return self.level or (self.programme.level if self.programme_id else "")

    @property
    def funder_name(self) -> str:
        return self.funder or (str(self.programme) if self.programme_id else "")

    @property
    def units_taking_part(self) -> frozenset[int]:
        """Ids of the units, beside its own, that take part. Reads `units`."""
        return frozenset(unit.container_id for unit in self.units.all() if unit.part == "takes_part")


class Milestone(Owned):
    """Something that the project shall have reached by a day."""

    municipality_from = "project"
    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones", verbose_name=_("projekt"))
    title = models.CharField(_("vad"), max_length=200)
    due_on = models.DateField(_("senast"), null=True, blank=True)
    done_on = models.DateField(_("nått"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("delmål")
        verbose_name_plural = _("delmål")
        ordering = ["due_on", "pk"]

    def __str__(self):
        return self.title


class FunderReport(Owned):
    """A report that the funder wants."""

    municipality_from = "project"
    project = models.ForeignKey(Project, models.PROTECT, related_name="funder_reports", verbose_name=_("projekt"))
    title = models.CharField(_("vilken rapport"), max_length=200)
    due_on = models.DateField(_("senast"))
    delivered_on = models.DateField(_("lämnad"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("rapport till finansiären")
        verbose_name_plural = _("rapporter till finansiären")
        ordering = ["due_on", "pk"]

    def __str__(self):
        return self.title


class WorkStep(Owned):
    """One of the steps that a policy asks of a contact or a project: plan, budget, document, evaluate; some for each year."""

    class Step(models.TextChoices):
        PLAN = "plan", _("planera")
        BUDGET = "budget", _("budgetera")
        DOCUMENT = "document", _("dokumentera")
        EVALUATE = "evaluate", _("utvärdera")
        BUDGET_LINE = "budget_line", _("ta upp i budgeten")
        OPERATIONAL_PLAN = "operational_plan", spoken(_("ta upp i %(the_operational_plan)s"))

    municipality_from = "work"
    work = models.ForeignKey(Work, models.PROTECT, related_name="steps", verbose_name=_("arbete"))
    step = models.CharField(_("steg"), max_length=16, choices=Step)
    year = models.PositiveSmallIntegerField(_("för år"), null=True, blank=True)
    taken_on = models.DateField(_("gjort den"), null=True, blank=True)
    text = models.TextField(_("i ord"), blank=True)
    amount = models.DecimalField(_("belopp, kronor"), max_digits=14, decimal_places=2, null=True, blank=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, blank=True, related_name="work_step", verbose_name=_("fil"))

    class Meta(Recorded.Meta):
        verbose_name = _("steg")
        verbose_name_plural = _("steg")
        constraints = [
            models.UniqueConstraint(fields=["work", "step", "year"], name="a_step_once_a_year"),
            models.UniqueConstraint(fields=["work", "step"], condition=Q(year=None), name="a_step_once"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="a_step_costs_nothing_or_more"),
        ]

    def __str__(self):
        return f"{self.get_step_display()} {self.year or ''}".strip()
