"""What came of it: the log, area reports, the yearly report and its frozen editions."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from councils.history import Owned, Recorded, RecordedManager, RecordedQuerySet
from councils.models import Body, Container, Matter, Municipality, Question, StoredFile
from councils.spoken import spoken
from partnerships.models import Work, WorkManager


class Activity(Work):
    """One entry of the log: what kind, what, when, with whom. Everything else is optional and may come later."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Möte")
        INCOMING = "incoming", _("Besök här")
        OUTGOING = "outgoing", _("Resa")
        EXCHANGE = "exchange", _("Elevutbyte")
        APPLICATION = "application", _("Ansökan")
        OTHER = "other", _("Annat")

    kind = models.CharField(_("slag"), max_length=12, choices=Kind)
    published = models.BooleanField(_("visas för alla"), default=False)

    objects = WorkManager()

    class Meta(Recorded.Meta):
        verbose_name = _("aktivitet")
        verbose_name_plural = _("aktiviteter")

    @property
    def direction(self):
        """Which way a visit went, as a visit's own row says it."""
        return {self.Kind.INCOMING: "incoming", self.Kind.OUTGOING: "outgoing"}.get(self.kind)


class ReportQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def for_year(self, year):
        return self.filter(year=year)


class ReportManager(RecordedManager.from_queryset(ReportQuerySet)):
    pass


class Report(Owned):
    """A unit's yearly report: figures and list come from the log, answers from the people."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("påbörjad")
        SUBMITTED = "submitted", _("inlämnad")
        RETURNED = "returned", _("återlämnad")

    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="reports", verbose_name=spoken("%(unit)s"))
    year = models.PositiveSmallIntegerField(_("år"))
    status = models.CharField(_("läge"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    nothing_this_year = models.BooleanField(_("inget internationellt arbete i år"), default=False)
    highlight = models.CharField(_("en mening som sammanfattar året"), max_length=300, blank=True)
    summary = models.TextField(_("året i korthet"), blank=True)
    submitted_on = models.DateField(_("inlämnad den"), null=True, blank=True, editable=False)

    objects = ReportManager()

    class Meta(Recorded.Meta):
        verbose_name = spoken(_("%(the_unit)ss rapport"))
        verbose_name_plural = spoken(_("%(the_units)ss rapporter"))
        constraints = [
            models.UniqueConstraint(fields=["container", "year"], name="one_report_per_unit_and_year"),
            models.CheckConstraint(condition=~Q(status="submitted") | Q(submitted_on__isnull=False), name="submitted_has_its_day"),
        ]

    def __str__(self):
        return f"{self.container} {self.year}"

    @property
    def is_locked(self):
        return self.status == self.Status.SUBMITTED


class ReportAnswer(Owned):
    """A unit's answer to a question of the policy. «Inget i år» is an answer; an empty one is not."""

    municipality_from = "report"
    report = models.ForeignKey(Report, models.PROTECT, related_name="answers", verbose_name=_("rapport"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("fråga"))
    text = models.TextField(_("svar"), blank=True)
    nothing = models.BooleanField(_("inget i år"), default=False)

    class Meta(Recorded.Meta):
        verbose_name = _("svar")
        verbose_name_plural = _("svar")
        constraints = [models.UniqueConstraint(fields=["report", "question"], name="one_answer_per_question")]

    @property
    def is_given(self):
        return self.nothing or bool(self.text.strip())


class YearlyReport(Owned):
    """The municipality's report of one year, compiled from the units' reports."""

    class Status(models.TextChoices):
        COLLECTING = "collecting", _("samlas in")
        COMPILED = "compiled", _("sammanställd")
        PUBLISHED = "published", _("publicerad")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="yearly_reports", verbose_name=_("kommun"), editable=False)
    year = models.PositiveSmallIntegerField(_("år"))
    status = models.CharField(_("läge"), max_length=10, choices=Status, default=Status.COLLECTING, editable=False)
    introduction = models.TextField(_("inledning"), blank=True)
    introduction_en = models.TextField(_("inledning på engelska"), blank=True)
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, blank=True, related_name="yearly_report", verbose_name=_("ärende"), editable=False
    )

    class Meta(Recorded.Meta):
        verbose_name = spoken("%(yearly_report)s")
        verbose_name_plural = spoken("%(yearly_reports)s")
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["municipality", "year"], name="one_yearly_report_per_year")]

    def __str__(self):
        return capfirst(f"{self._meta.verbose_name} {self.year}")

    @property
    def container(self):
        return self.municipality

    @property
    def container_id(self):
        return self.municipality_id


class YearlyAnswer(Owned):
    """The co-ordinator's answer to a question that is asked of the whole municipality."""

    municipality_from = "yearly_report"
    yearly_report = models.ForeignKey(YearlyReport, models.PROTECT, related_name="answers", verbose_name=spoken("%(yearly_report)s"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("fråga"))
    text = models.TextField(_("svar"), blank=True)
    nothing = models.BooleanField(_("inget i år"), default=False)

    class Meta(Recorded.Meta):
        verbose_name = spoken(_("svar i %(the_yearly_report)s"))
        verbose_name_plural = spoken(_("svar i %(the_yearly_report)s"))
        constraints = [models.UniqueConstraint(fields=["yearly_report", "question"], name="one_yearly_answer_per_question")]


class Edition(Owned):
    """A frozen edition. Nothing of it is ever rendered again: it is the stored bytes of its files."""

    municipality_from = "yearly_report"
    yearly_report = models.ForeignKey(YearlyReport, models.PROTECT, related_name="editions", verbose_name=spoken("%(yearly_report)s"))
    number = models.PositiveSmallIntegerField(_("utgåva"))
    frozen_at = models.DateTimeField(_("fryst"))
    pages = models.PositiveSmallIntegerField(_("sidor"), default=0)
    missing = models.JSONField(spoken(_("%(units)s utan rapport")), default=list, blank=True)
    tells_of = models.JSONField(_("rader som den tar upp"), null=True, blank=True)  # {relations, memberships, projects, applications: ids}

    class Meta(Recorded.Meta):
        verbose_name = _("utgåva")
        verbose_name_plural = _("utgåvor")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["yearly_report", "number"], name="one_edition_per_number")]

    def __str__(self):
        return f"{self.yearly_report}, {self.number}"

    def file(self, kind, language=None):
        """The stored file of the kind in the reader's language. Prefetch `files__file`."""
        language = language or get_language()
        found = [f for f in self.files.all() if f.kind == kind]
        return next((f for f in found if f.language == language), found[0] if found else None)


class EditionFile(Owned):
    """One file of an edition, by language and kind."""

    class Kind(models.TextChoices):
        HTML = "html", _("webbsida")
        PDF = "pdf", _("PDF")

    municipality_from = "edition"
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="files", verbose_name=_("utgåva"))
    language = models.CharField(_("språk"), max_length=2)
    kind = models.CharField(_("slag"), max_length=4, choices=Kind)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="edition_file", verbose_name=_("fil"))

    class Meta(Recorded.Meta):
        verbose_name = _("utgåvans fil")
        verbose_name_plural = _("utgåvans filer")
        constraints = [models.UniqueConstraint(fields=["edition", "language", "kind"], name="one_file_per_language_and_kind")]


class Delivery(Owned):
    """The yearly report reached a receiver. One receiver's copy never keeps the duty to another."""

    municipality_from = "edition"
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="deliveries", verbose_name=_("utgåva"))
    receiver = models.ForeignKey(Body, models.PROTECT, related_name="deliveries", verbose_name=_("mottagare"))
    delivered_on = models.DateField(_("lämnad den"))

    class Meta(Recorded.Meta):
        verbose_name = _("överlämning")
        verbose_name_plural = _("överlämningar")
        constraints = [models.UniqueConstraint(fields=["edition", "receiver"], name="one_delivery_per_receiver")]

    def clean(self):
        if self.receiver.municipality_id != self.edition.municipality_id:
            raise ValidationError({"receiver": _("Organet hör till en annan kommun. Välj ett av kommunens egna organ.")})


class PublicPage(Owned):
    """The words of the municipality's public page, and whom to turn to: a function and a channel, not a person."""

    municipality = models.OneToOneField(Municipality, models.PROTECT, related_name="public_page", verbose_name=_("kommun"), editable=False)
    title = models.CharField(_("rubrik"), max_length=120, blank=True)
    title_en = models.CharField(_("rubrik på engelska"), max_length=120, blank=True)
    lead = models.TextField(_("ingress"), blank=True)
    lead_en = models.TextField(_("ingress på engelska"), blank=True)
    contact_function = models.CharField(_("funktion att vända sig till"), max_length=120, blank=True)
    contact_function_en = models.CharField(_("funktion på engelska"), max_length=120, blank=True)
    contact_unit = models.CharField(spoken("%(unit)s"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-post"), blank=True)
    contact_phone = models.CharField(_("telefon"), max_length=40, blank=True)
    owner = models.CharField(_("ansvarig för sidan"), max_length=120, blank=True)
    checked_on = models.DateField(_("senast genomgången"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("publik sida")
        verbose_name_plural = _("publika sidor")
