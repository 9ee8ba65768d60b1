"""What is done with an adopted document: it is evaluated, and looked over. And what its text leans on, which one day ends."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..history import Owned, Recorded, RecordedManager, RecordedQuerySet
from .containers import Municipality
from .decisions import Decision
from .documents import Document
from .files import StoredFile
from .parts import DocumentPart


class FrameworkQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def in_order(self):
        return self.order_by("ends_on", "name", "pk")


class FrameworkManager(RecordedManager.from_queryset(FrameworkQuerySet)):
    pass


class Framework(Owned):
    """Somebody else's plan or goals that governing documents lean on, with its days.

    What work is tagged with, such as the framework's priorities, are values of a list (partnerships.ListValue): they have no days.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="frameworks", verbose_name=_("kommun"), editable=False)
    code = models.CharField(_("kod"), max_length=60, blank=True, editable=False)  # what a profile calls it
    name = models.CharField(_("namn"), max_length=200)
    name_en = models.CharField(_("namn på engelska"), max_length=200, blank=True)
    starts_on = models.DateField(_("första dagen"), null=True, blank=True)
    ends_on = models.DateField(_("sista dagen"), null=True, blank=True, help_text=_("Lämnas tom om det inte har någon."))
    web = models.URLField(_("webbadress"), blank=True)
    note = models.TextField(_("anteckning"), blank=True)
    documents = models.ManyToManyField(Document, through="DocumentFramework", related_name="frameworks", verbose_name=_("dokument"))

    objects = FrameworkManager()

    class Meta(Recorded.Meta):
        verbose_name = _("ramverk")
        verbose_name_plural = _("ramverk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")), name="framework_ends_after_start"
            ),
            models.UniqueConstraint(fields=["municipality", "code"], condition=~Q(code=""), name="one_framework_per_code"),
            models.UniqueConstraint(fields=["municipality", "name"], name="one_framework_per_name"),
        ]

    def __str__(self):
        return self.label

    def clean(self):
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("Sista dagen kan inte vara före första dagen. Kontrollera dagarna.")})
        same = Framework.objects.filter(municipality=self.municipality_id, name__iexact=self.name).exclude(pk=self.pk)
        if self.municipality_id and same.exists():
            raise ValidationError(
                {"name": _("Det finns redan ett ramverk med det namnet. Välj det i stället, eller skriv ett annat namn.")}
            )

    @property
    def label(self):
        return self.name_en if get_language() == "en" and self.name_en else self.name

    def has_ended(self, on):
        return self.ends_on is not None and self.ends_on < on


class DocumentFramework(Owned):
    """The document's text leans on the framework."""

    municipality_from = "document"
    document = models.ForeignKey(Document, models.PROTECT, related_name="framework_links", verbose_name=_("dokument"))
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="document_links", verbose_name=_("ramverk"))

    class Meta(Recorded.Meta):
        verbose_name = _("vad dokumentet bygger på")
        verbose_name_plural = _("vad dokumenten bygger på")
        constraints = [models.UniqueConstraint(fields=["document", "framework"], name="leans_on_a_framework_once")]

    def clean(self):
        if self.framework.municipality_id != self.document.municipality_id:
            raise ValidationError(_("Ramverket hör till en annan kommun. Välj ett av kommunens egna."))


class DocumentReview(Owned):
    """Something that was done with the document on a day: it was evaluated, or looked over and left as it is.

    A new version is no such row: it is a document of its own.
    """

    class Act(models.TextChoices):
        EVALUATE = "evaluate", _("utvärdering")
        UNCHANGED = "unchanged", _("översyn utan ändring")

    municipality_from = "document"
    document = models.ForeignKey(Document, models.PROTECT, related_name="reviews", verbose_name=_("dokument"))
    act = models.CharField(_("vad som gjordes"), max_length=10, choices=Act, editable=False)
    done_on = models.DateField(_("gjord den"))
    summary = models.TextField(_("vad det ledde till"), blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="document_reviews", verbose_name=_("beslut om det")
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fil"))

    class Meta(Recorded.Meta):
        verbose_name = _("utvärdering eller översyn")
        verbose_name_plural = _("utvärderingar och översyner")
        ordering = ["-done_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["document", "act", "done_on"], name="one_review_of_a_kind_a_day")]

    def __str__(self):
        return f"{self.get_act_display()}, {date_format(self.done_on, 'j F Y')}"

    def clean(self):
        faults = {}
        if self.document.state == Document.State.DRAFT or self.document.is_law:
            raise ValidationError(_("Bara det som kommunen har antagit utvärderas och ses över. Sätt dokumentet i kraft först."))
        if self.done_on and self.done_on > timezone.localdate():
            faults["done_on"] = _("Dagen har inte kommit än. Registrera det när det är gjort.")
        adoption = self.document.adoption
        if self.done_on and adoption and adoption.decided_on and self.done_on < adoption.decided_on:
            faults["done_on"] = _("Dokumentet antogs %(day)s. Kontrollera dagen, eller registrera det på den förra versionen.") % {
                "day": date_format(adoption.decided_on, "j F Y")
            }
        same = DocumentReview.objects.filter(document=self.document, act=self.act, done_on=self.done_on).exclude(pk=self.pk)
        if self.done_on and same.exists():
            faults["done_on"] = _("Det är redan registrerat den dagen. Öppna det i stället, eller kontrollera dagen.")
        if self.decision_id and self.decision.municipality_id != self.document.municipality_id:
            faults["decision"] = _("Beslutet är fattat av en annan kommun. Välj ett av kommunens egna beslut.")
        if faults:
            raise ValidationError(faults)


class ReviewResult(Owned):
    """What an evaluation says of one measure of the document."""

    class Reached(models.TextChoices):
        YES = "yes", _("ja")
        PARTLY = "partly", _("delvis")
        NO = "no", _("nej")

    municipality_from = "review"
    review = models.ForeignKey(DocumentReview, models.PROTECT, related_name="results", verbose_name=_("utvärdering"))
    part = models.ForeignKey(DocumentPart, models.PROTECT, related_name="results", verbose_name=_("åtgärd"))
    reached = models.CharField(_("nåddes den?"), max_length=6, choices=Reached, blank=True)
    text = models.TextField(_("resultat"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("resultat av åtgärd")
        verbose_name_plural = _("resultat av åtgärder")
        constraints = [
            models.UniqueConstraint(fields=["review", "part"], name="one_result_per_measure"),
            models.CheckConstraint(condition=~Q(reached="", text=""), name="result_says_something"),
        ]

    def __str__(self):
        return str(self.part)

    def clean(self):
        if self.part.document_id != self.review.document_id or self.review.act != DocumentReview.Act.EVALUATE:
            raise ValidationError(_("Resultatet hör till en åtgärd i ett annat dokument. Välj en åtgärd i det som utvärderas."))
