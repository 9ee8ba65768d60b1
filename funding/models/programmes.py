"""What can be applied for: programmes, their calls with their deadlines, and the harvests that bring them."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.history import Recorded, RecordedManager, RecordedQuerySet
from councils.models import Municipality
from partnerships.models.money import Currency

BRUSSELS = "Europe/Brussels"


class Level(models.TextChoices):
    """On which level the funder stands."""

    MUNICIPAL = "municipal", _("kommunal")
    REGIONAL = "regional", _("regional")
    NATIONAL = "national", _("nationell")
    NORDIC = "nordic", _("nordisk")
    EU = "EU", _("EU")
    INTERNATIONAL = "international", _("internationell")


class KnownToQuerySet(RecordedQuerySet):
    def known_to(self, municipality):
        """What everybody knows, and what the municipality itself has entered."""
        return self.filter(Q(municipality=None) | Q(municipality=municipality))


class ProgrammeManager(RecordedManager.from_queryset(KnownToQuerySet)):
    pass


class Programme(Recorded):
    """A source of money: an EU programme, a foundation, a committee's own fund. Without municipality it is known to everybody."""

    class FunderKind(models.TextChoices):
        PROGRAMME = "programme", _("program")
        AUTHORITY = "authority", _("myndighet eller institution")
        FOUNDATION = "foundation", _("stiftelse")
        FUND = "fund", _("fond")
        COMMITTEE = "committee", _("kommitté eller nämnd")

    class Rounding(models.TextChoices):
        CENT = "cent", _("till två decimaler")
        WHOLE = "whole", _("till hela")
        DOWN = "down", _("nedåt till hela")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="programmes", verbose_name=_("kommun"), editable=False
    )
    code = models.SlugField(_("kod"), max_length=60, unique=True)
    name = models.CharField(_("namn"), max_length=200)
    name_en = models.CharField(_("namn på engelska"), max_length=200, blank=True)
    funder = models.CharField(_("finansiär"), max_length=200, blank=True)
    funder_kind = models.CharField(_("slag av finansiär"), max_length=10, choices=FunderKind, default=FunderKind.PROGRAMME)
    level = models.CharField(_("nivå"), max_length=13, choices=Level, default=Level.EU)
    portal_code = models.CharField(_("kod i EU:s portal"), max_length=20, blank=True)
    period_from = models.PositiveSmallIntegerField(_("från år"), null=True, blank=True)
    period_to = models.PositiveSmallIntegerField(_("till år"), null=True, blank=True)
    support_share = models.DecimalField(
        _("högsta stödandel, procent"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    rounding = models.CharField(_("belopp avrundas"), max_length=5, choices=Rounding, default=Rounding.CENT)
    keep_years = models.PositiveSmallIntegerField(_("handlingar sparas, år efter slutbetalning"), null=True, blank=True)
    web = models.URLField(_("webbplats"), blank=True)
    about = models.TextField(_("om programmet"), blank=True)
    is_current = models.BooleanField(_("går att söka"), default=True)

    objects = ProgrammeManager()

    class Meta(Recorded.Meta):
        verbose_name = _("program")
        verbose_name_plural = _("program")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class CallQuerySet(KnownToQuerySet):
    def not_closed(self):
        return self.exclude(status=Call.Status.CLOSED)


class CallManager(RecordedManager.from_queryset(CallQuerySet)):
    pass


class Call(Recorded):
    """A call for applications. What the source says is renewed with each harvest; what a municipality says of it stands in Assessment."""

    class Status(models.TextChoices):
        FORTHCOMING = "forthcoming", _("kommande")
        OPEN = "open", _("öppen")
        CLOSED = "closed", _("stängd")

    class DeadlineModel(models.TextChoices):
        SINGLE = "single", _("en ansökan, en sista dag")
        TWO_STAGE = "two_stage", _("två steg i samma ansökan")
        CUT_OFF = "cut_off", _("flera ansökningstillfällen")

    class Source(models.TextChoices):
        EU_PORTAL = "eu_portal", _("EU:s portal")
        LIST = "list", _("lista")
        OWN = "own", _("egen uppgift")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("kommun"), editable=False
    )
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("program"))
    source = models.CharField(_("källa"), max_length=9, choices=Source, default=Source.OWN, editable=False)
    source_key = models.CharField(_("källans nyckel"), max_length=200, blank=True, editable=False)
    identifier = models.CharField(_("beteckning"), max_length=200, blank=True)
    call_identifier = models.CharField(_("utlysningens beteckning"), max_length=200, blank=True)
    title = models.CharField(_("rubrik"), max_length=500)
    kind = models.CharField(_("slag av stöd"), max_length=200, blank=True)
    status = models.CharField(_("läge"), max_length=11, choices=Status, default=Status.OPEN)
    opens_on = models.DateField(_("öppnar"), null=True, blank=True)
    deadline_model = models.CharField(_("ansökan görs"), max_length=9, choices=DeadlineModel, blank=True)
    budget = models.DecimalField(_("att fördela"), max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("valuta"), max_length=3, choices=Currency, default=Currency.EUR)
    grant_least = models.DecimalField(_("minsta bidrag"), max_digits=14, decimal_places=2, null=True, blank=True)
    grant_most = models.DecimalField(_("högsta bidrag"), max_digits=14, decimal_places=2, null=True, blank=True)
    grants_expected = models.PositiveIntegerField(_("antal bidrag"), null=True, blank=True)
    support_share = models.DecimalField(
        _("stödandel, procent"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    who_may_apply = models.TextField(_("vem kan söka"), blank=True)
    topics = models.JSONField(_("ämnen"), default=list, blank=True)
    summary = models.TextField(_("beskrivning"), blank=True)  # cleaned HTML
    news = models.TextField(_("senaste nytt från källan"), blank=True)  # cleaned HTML
    links = models.JSONField(_("länkar"), default=list, blank=True)  # [{title, url}]
    url = models.URLField(_("sida hos källan"), max_length=500, blank=True)
    content_key = models.CharField(max_length=64, blank=True, editable=False)  # of what the source says, without its bookkeeping
    first_seen_on = models.DateField(_("kom in"), auto_now_add=True)
    changed_on = models.DateField(_("ändrades"), null=True, blank=True, editable=False)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later", verbose_name=_("förra årets utlysning"), editable=False
    )

    objects = CallManager()

    class Meta(Recorded.Meta):
        verbose_name = _("utlysning")
        verbose_name_plural = _("utlysningar")
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], condition=~Q(source_key=""), name="one_call_per_source_key"),
        ]
        indexes = [models.Index(fields=["status", "opens_on"])]

    def __str__(self):
        return self.title


class DeadlineQuerySet(RecordedQuerySet):
    def standing(self):
        """Those that the source still names."""
        return self.filter(withdrawn_on=None)


class DeadlineManager(RecordedManager.from_queryset(DeadlineQuerySet)):
    pass


class Deadline(Recorded):
    """One deadline of a call, to the minute in its own zone; `day` is the day it is in Sweden. A preliminary one may be words only.

    `list_says` are the words of the list that it came from; one that somebody has typed has none.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="deadlines", verbose_name=_("utlysning"))
    ordinal = models.PositiveSmallIntegerField(_("ordning"), default=1)
    stage = models.PositiveSmallIntegerField(_("steg"), null=True, blank=True)
    at = models.DateTimeField(_("tidpunkt"), null=True, blank=True)
    zone = models.CharField(_("tidszon"), max_length=40, default=BRUSSELS)
    day = models.DateField(_("sista dag"), null=True, blank=True)
    text = models.CharField(_("som källan skriver"), max_length=100, blank=True)
    is_preliminary = models.BooleanField(_("preliminär"), default=False)
    list_says = models.CharField(_("som listan skriver"), max_length=100, blank=True, editable=False)
    withdrawn_on = models.DateField(_("borttagen hos källan"), null=True, blank=True, editable=False)

    objects = DeadlineManager()

    class Meta(Recorded.Meta):
        verbose_name = _("sista dag")
        verbose_name_plural = _("sista dagar")
        ordering = ["call", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["call", "ordinal"], name="one_deadline_per_place"),
            models.CheckConstraint(condition=Q(day__isnull=False) | ~Q(text=""), name="a_deadline_says_when"),
        ]
        indexes = [models.Index(fields=["day"])]

    def __str__(self):
        return self.text or self.day.isoformat()

    @property
    def states_hour(self) -> bool:
        """Midnight, in Brussels or as UTC, is how the portal writes a day without its hour; what is typed has a moment only with its hour."""
        if self.at is None or self.zone != BRUSSELS:
            return self.at is not None
        return dt.time(0) not in (self.at.astimezone(ZoneInfo(BRUSSELS)).time(), self.at.astimezone(dt.UTC).time())


class Harvest(Recorded):
    """One reading of a source: what it promised and what came of it."""

    source = models.CharField(_("källa"), max_length=9, choices=Call.Source)
    file_name = models.CharField(_("fil eller adress"), max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    read_at = models.DateTimeField(_("läst"), auto_now_add=True)
    received = models.PositiveIntegerField(_("mottagna"), default=0)
    distinct = models.PositiveIntegerField(_("olika"), default=0)
    promised = models.PositiveIntegerField(_("utlovade"), null=True, blank=True)
    new = models.PositiveIntegerField(_("nya"), default=0)
    changed = models.PositiveIntegerField(_("ändrade"), default=0)
    same = models.PositiveIntegerField(_("oförändrade"), default=0)
    refused = models.PositiveIntegerField(_("avvisade"), default=0)
    faults = models.JSONField(_("fel"), default=list, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("skörd")
        verbose_name_plural = _("skördar")
        ordering = ["-read_at", "-pk"]

    @property
    def passed_over(self):
        """Tenders, which nobody applies for."""
        return max(0, self.distinct - self.new - self.changed - self.same - self.refused)

    @property
    def is_incomplete(self):
        """Fewer distinct records than the source promised."""
        return self.promised is not None and self.distinct < self.promised
