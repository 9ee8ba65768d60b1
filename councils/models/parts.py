"""What a governing document consists of beside its clauses: its strategic areas, priorities, goals and measures."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from ..history import Owned, Recorded, RecordedManager, RecordedQuerySet
from .documents import Document, adopted_on


class DocumentPartQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def in_force(self, municipality, on):
        """The parts of the documents that stood on the day: the goals, areas and priorities that work may say that it serves."""
        return self.of(municipality).filter(adopted_on(on, "document__"))

    def in_order(self):
        return self.order_by("document", "kind", "ordinal", "pk")


class DocumentPartManager(RecordedManager.from_queryset(DocumentPartQuerySet)):
    pass


class DocumentPart(Owned):
    """One part of a document. The kinds are free codes: a rule's setting may ask for others than those that the product knows."""

    KINDS = ("goal", "strategic_area", "priority", "international_section", "measure")
    TARGETS = ("goal", "strategic_area", "priority")  # what other parts and other rows are tied to
    FIELDS = ("text", "indicator", "target", "responsible", "deadline")  # what a rule may ask each part of a kind to have

    municipality_from = "document"
    document = models.ForeignKey(Document, models.PROTECT, related_name="parts", verbose_name=_("dokument"))
    kind = models.CharField(_("slag av del"), max_length=40)
    code = models.CharField(_("kod"), max_length=60, blank=True, editable=False)  # what a profile calls it
    title = models.CharField(_("rubrik"), max_length=300)
    text = models.TextField(_("text"), blank=True)
    ordinal = models.PositiveSmallIntegerField(_("ordning"), default=0)
    serves = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="served_by", verbose_name=_("knuten till"),
        help_text=_("Det strategiska område, det mål eller den prioritering som delen bidrar till."),
    )  # fmt: skip
    indicator = models.CharField(_("mått"), max_length=300, blank=True)
    target = models.CharField(_("målvärde"), max_length=300, blank=True)
    responsible = models.CharField(_("ansvarig"), max_length=200, blank=True)
    deadline = models.DateField(_("klar senast"), null=True, blank=True)

    objects = DocumentPartManager()

    class Meta(Recorded.Meta):
        verbose_name = _("del av dokument")
        verbose_name_plural = _("delar av dokument")
        constraints = [
            models.UniqueConstraint(fields=["document", "code"], condition=~Q(code=""), name="one_code_per_part_of_document"),
            models.CheckConstraint(condition=Q(serves=None) | ~Q(serves=F("id")), name="part_serves_another"),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if self.serves_id and self.serves.municipality_id != self.document.municipality_id:
            raise ValidationError({"serves": _("Delen hör till en annan kommuns dokument. Välj en i kommunens egna.")})
        if self.serves_id and self.serves_id == self.pk:
            raise ValidationError({"serves": _("En del kan inte vara knuten till sig själv.")})

    def next_place(self) -> int:
        """The place after the last of its kind in the document."""
        same = DocumentPart.objects.filter(document=self.document, kind=self.kind)
        return (same.aggregate(last=Max("ordinal"))["last"] or 0) + 1
