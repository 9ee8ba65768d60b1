"""From idea to answer: the application, what is tested before it, who is in it, and what outsiders commit themselves to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.history import Owned, Recorded
from councils.models import Container, Matter, StoredFile
from councils.spoken import spoken
from partnerships.models import Money, Partner, Work, WorkManager

from .programmes import Call, Deadline, Level, Programme


class Application(Money, Work):
    """An application for outside money. `amount` is what is applied for; `starts_on` the day the idea was noted.

    The unit it belongs to owns it; the applicant may be a board above it, or a company.
    """

    class Kind(models.TextChoices):
        PROJECT = "project", _("projekt")
        PRESTUDY = "prestudy", _("förstudie")
        MOBILITY = "mobility", _("mobilitet eller utbyte")
        TOWN_TWINNING = "town_twinning", _("vänortsmöte")
        INVESTMENT = "investment", _("investering")
        OTHER = "other", _("annat")

    kind = models.CharField(_("slag"), max_length=13, choices=Kind, default=Kind.PROJECT)
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("utlysning"))
    deadline = models.ForeignKey(
        Deadline, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("sista dag i utlysningen")
    )
    own_deadline = models.DateTimeField(_("sista dag, när utlysningen inte säger den"), null=True, blank=True)
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("program"))
    funder = models.CharField(_("finansiär"), max_length=200, blank=True)
    level = models.CharField(_("finansiärens nivå"), max_length=13, choices=Level, blank=True)
    applicant = models.ForeignKey(Container, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("sökande"))
    applicant_company = models.CharField(_("sökande företag"), max_length=200, blank=True)
    is_joint = models.BooleanField(_("söks tillsammans med andra"), null=True, blank=True)
    total_cost = models.DecimalField(_("total kostnad"), max_digits=14, decimal_places=2, null=True, blank=True)
    own_cash = models.DecimalField(_("egen insats i pengar"), max_digits=14, decimal_places=2, null=True, blank=True)
    own_time = models.DecimalField(_("egen insats i arbetstid, värde"), max_digits=14, decimal_places=2, null=True, blank=True)
    own_hours = models.PositiveIntegerField(_("egen insats, timmar"), null=True, blank=True)
    staff_needed = models.DecimalField(_("årsarbetskrafter som behövs"), max_digits=6, decimal_places=2, null=True, blank=True)
    planned_from = models.DateField(_("projektet börjar"), null=True, blank=True)
    planned_to = models.DateField(_("projektet slutar"), null=True, blank=True)
    after_prestudy = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="main_applications", verbose_name=_("bygger på förstudien")
    )
    submitted_on = models.DateField(_("inlämnad den"), null=True, blank=True)
    answered_on = models.DateField(_("svar kom"), null=True, blank=True)
    granted = models.DecimalField(_("beviljat"), max_digits=14, decimal_places=2, null=True, blank=True)
    reference = models.CharField(_("finansiärens nummer"), max_length=100, blank=True)
    learnt = models.TextField(_("vad vi lärde oss av svaret"), blank=True)
    covers_money = models.BooleanField(_("beslutet omfattar pengarna"), null=True, blank=True)
    covers_staff = models.BooleanField(_("beslutet omfattar personalen"), null=True, blank=True)
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, blank=True, related_name="application", verbose_name=_("ärende"), editable=False
    )

    objects = WorkManager()

    class Meta(Recorded.Meta):
        verbose_name = _("ansökan")
        verbose_name_plural = _("ansökningar")
        constraints = [
            models.CheckConstraint(condition=Q(applicant=None) | Q(applicant_company=""), name="one_applicant"),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(submitted_on=None) | Q(answered_on__gte=models.F("submitted_on")),
                name="an_answer_comes_after_the_submission",
            ),
        ]


class WorkUnit(Owned):
    """A unit or board that a piece of work concerns or that takes part in it."""

    class Part(models.TextChoices):
        CONCERNED = "concerned", _("berörs")
        TAKES_PART = "takes_part", _("deltar")

    municipality_from = "work"
    work = models.ForeignKey(Work, models.PROTECT, related_name="units", verbose_name=_("arbete"))
    container = models.ForeignKey(Container, models.PROTECT, related_name="part_in", verbose_name=spoken("%(unit)s"))
    part = models.CharField(_("hur"), max_length=10, choices=Part, default=Part.TAKES_PART)

    class Meta(Recorded.Meta):
        verbose_name = spoken(_("deltagande %(unit)s"))
        verbose_name_plural = spoken(_("deltagande %(units)s"))
        constraints = [models.UniqueConstraint(fields=["work", "container", "part"], name="a_unit_takes_part_once")]

    def __str__(self):
        return self.container.label


class WorkPartner(Owned):
    """Somebody outside who applies or works together with us: a partner of the register, or a name."""

    class Part(models.TextChoices):
        LEAD = "lead", _("leder")
        PARTNER = "partner", _("partner")
        ASSOCIATED = "associated", _("associerad")

    municipality_from = "work"
    work = models.ForeignKey(Work, models.PROTECT, related_name="partners", verbose_name=_("arbete"))
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="in_work", verbose_name=_("partner"))
    name = models.CharField(_("namn"), max_length=200, blank=True)
    country = models.CharField(_("land"), max_length=2, blank=True)
    part = models.CharField(_("roll"), max_length=10, choices=Part, default=Part.PARTNER)

    class Meta(Recorded.Meta):
        verbose_name = _("projektpartner")
        verbose_name_plural = _("projektpartner")
        constraints = [
            models.CheckConstraint(
                condition=Q(partner__isnull=False, name="") | (Q(partner=None) & ~Q(name="")), name="a_partner_or_a_name"
            ),
        ]

    def __str__(self):
        return self.name or str(self.partner)


class OptionTest(Owned):
    """A possibility was tested before the work began. «No» is an answer."""

    class Test(models.TextChoices):
        FUNDING = "funding", _("extern finansiering")
        COOPERATION = "cooperation", _("samarbete")
        EXCHANGE = "exchange", _("utbyte")

    class Answer(models.TextChoices):
        CHOSEN = "chosen", _("ja, vi går vidare")
        NONE_SUITABLE = "none_suitable", _("inget passade")
        NOT_CHOSEN = "not_chosen", _("möjligt, men vi valde bort det")

    municipality_from = "work"
    work = models.ForeignKey(Work, models.PROTECT, related_name="option_tests", verbose_name=_("arbete"))
    test = models.CharField(_("vad som prövades"), max_length=11, choices=Test)
    tested_on = models.DateField(_("prövat den"))
    answer = models.CharField(_("svar"), max_length=13, choices=Answer)
    why = models.TextField(_("varför"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("prövad möjlighet")
        verbose_name_plural = _("prövade möjligheter")
        constraints = [models.UniqueConstraint(fields=["work", "test"], name="a_possibility_is_tested_once")]

    def __str__(self):
        return self.get_test_display().capitalize()


class Commitment(Money, Owned):
    """What somebody outside the administrations has promised for the work: money, to represent, or something else."""

    class Kind(models.TextChoices):
        FINANCE = "finance", _("finansierar")
        REPRESENT = "represent", _("företräder kommunen")
        OTHER = "other", _("bidrar på annat sätt")

    municipality_from = "work"
    work = models.ForeignKey(Work, models.PROTECT, related_name="commitments", verbose_name=_("arbete"))
    organisation = models.CharField(_("organisation"), max_length=200)
    organisation_kind = models.CharField(_("slag av organisation"), max_length=40, blank=True)
    kind = models.CharField(_("åtagande"), max_length=9, choices=Kind)
    secured_on = models.DateField(_("säkrat den"), null=True, blank=True)
    file = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="commitment", verbose_name=_("undertecknad fil")
    )
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, blank=True, related_name="commitment", verbose_name=_("ärende"), editable=False
    )

    class Meta(Recorded.Meta):
        verbose_name = _("åtagande")
        verbose_name_plural = _("åtaganden")

    def __str__(self):
        return f"{self.organisation}: {self.get_kind_display()}"
