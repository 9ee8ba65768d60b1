"""On what paper: governing documents and the clauses they consist of."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..history import Owned, Recorded, RecordedManager, RecordedQuerySet
from .containers import Container
from .decisions import Decision, Matter
from .files import StoredFile

STATUTE = "statute"  # the kind of a document that is law: the same for every municipality, adopted by nobody there


def law_last(prefix=""):
    """For `order_by`: the municipality's own documents first."""
    return ExpressionWrapper(Q(**{f"{prefix}kind": STATUTE}), BooleanField())


def adopted_on(on, prefix="") -> Q:
    """Documents as they stood on a day, also those that have been replaced or have ended since."""
    state, first, last = f"{prefix}state", f"{prefix}valid_from", f"{prefix}valid_to"
    later = Q(**{f"{state}__in": (Document.State.REPLACED, Document.State.ENDED), f"{last}__gte": on})
    now = Q(**{state: Document.State.IN_FORCE}) & (Q(**{last: None}) | Q(**{f"{last}__gte": on}))
    return (Q(**{first: None}) | Q(**{f"{first}__lte": on})) & (now | later)


class DocumentQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def in_force(self, on):
        """Adopted and not replaced, and covering the day as far as its days are known."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on), state=Document.State.IN_FORCE
        )

    def with_decisions(self):
        return self.select_related("matter", "container", "parent", "file").prefetch_related(
            models.Prefetch("matter__decisions", Decision.objects.select_related("body", "post", "matter").newest_first()),
            models.Prefetch("matter__decisions__supersedes", Decision.objects.select_related("body", "post", "matter")),
        )

    def without_law(self):
        """The municipality's own documents."""
        return self.exclude(kind=STATUTE)

    def in_order(self):
        return self.order_by(law_last(), F("parent").asc(nulls_first=True), "kind", "-valid_from", "pk")


class DocumentManager(RecordedManager.from_queryset(DocumentQuerySet)):
    pass


class Document(Owned):
    """One version of a governing document: policy, strategy, guidelines, instructions, plan. A new version is a new row."""

    class State(models.TextChoices):
        DRAFT = "draft", _("utkast")
        IN_FORCE = "in_force", _("gäller")
        REPLACED = "replaced", _("ersatt")
        ENDED = "ended", _("har upphört")

    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="documents", verbose_name=_("hör till"))
    kind = models.CharField(_("slag av dokument"), max_length=40)
    code = models.SlugField(_("kod"), max_length=60, blank=True, editable=False, db_index=False)  # what a profile calls it
    title = models.CharField(_("titel"), max_length=300)
    title_en = models.CharField(_("titel på engelska"), max_length=300, blank=True)
    edition = models.PositiveSmallIntegerField(_("version"), default=1)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="below", verbose_name=_("hör till dokumentet"))
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="next_editions", verbose_name=_("förra versionen")
    )
    state = models.CharField(_("läge"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    valid_from = models.DateField(_("gäller från"), null=True, blank=True)
    valid_to = models.DateField(_("gäller till"), null=True, blank=True)
    until_further_notice = models.BooleanField(_("gäller tills vidare"), default=False)
    applies_to = models.CharField(_("gäller för"), max_length=200, blank=True)
    responsible = models.CharField(_("ansvarig"), max_length=200, blank=True)
    prepared_by = models.CharField(_("berett av"), max_length=200, blank=True)
    summary = models.TextField(_("sammanfattning"), blank=True)
    summary_en = models.TextField(_("sammanfattning på engelska"), blank=True)
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, blank=True, related_name="document", verbose_name=_("ärende om antagande")
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fil"))
    published = models.BooleanField(_("visas för alla"), default=False)

    objects = DocumentManager()

    class Meta(Recorded.Meta):
        verbose_name = _("styrande dokument")
        verbose_name_plural = _("styrande dokument")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")), name="document_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(until_further_notice=False), name="either_an_end_or_until_further_notice"
            ),
            models.UniqueConstraint(
                fields=["municipality", "code"], condition=~Q(code="") & ~Q(kind=STATUTE), name="one_document_per_code"
            ),
            models.UniqueConstraint(fields=["municipality", "code"], condition=~Q(code="") & Q(kind=STATUTE), name="one_statute_per_code"),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        faults = {}
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            faults["valid_to"] = _("Sista dagen kan inte vara före första dagen.")
        if self.valid_to and self.until_further_notice:
            faults["until_further_notice"] = _("Välj antingen en sista dag eller tills vidare.")
        if self.parent_id and self.parent_id == self.pk:
            faults["parent"] = _("Ett dokument kan inte höra till sig självt.")
        if faults:
            raise ValidationError(faults)

    @property
    def is_law(self):
        return self.kind == STATUTE

    def has_run_out(self, on):
        """Its last day has passed; nothing has to run for that."""
        return self.valid_to is not None and self.valid_to < on

    @property
    def label(self):
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def summary_label(self):
        return self.summary_en if get_language() == "en" and self.summary_en else self.summary

    @property
    def adoption(self):
        """The confirmed decision that adopted it, or None. Fetch the document `with_decisions()`."""
        if self.matter is None:
            return None
        steps = [d for d in self.matter.decisions.all() if d.state == Decision.State.CONFIRMED and d.act in ("decide", "approve")]
        return next((d for d in steps if d.says_yes), None)


class Clause(Owned):
    """A statement of an adopted document, with the strength of its verb. It is checked, asked or shown; never none of them."""

    class Strength(models.TextChoices):
        MUST = "must", _("ska")
        SHOULD = "should", _("bör")
        MAY = "may", _("kan")
        FACT = "fact", _("upplysning")

    municipality_from = "document"
    document = models.ForeignKey(Document, models.PROTECT, related_name="clauses", verbose_name=_("dokument"))
    code = models.CharField(_("beteckning"), max_length=30)
    section = models.CharField(_("avsnitt"), max_length=200)
    ordinal = models.PositiveSmallIntegerField(_("ordning"))
    strength = models.CharField(_("styrka"), max_length=6, choices=Strength)
    modal = models.CharField(_("verbets form"), max_length=30, blank=True)
    actor = models.CharField(_("vem"), max_length=200, blank=True)
    text = models.CharField(_("lydelse i korthet"), max_length=400)
    text_en = models.CharField(_("lydelse på engelska"), max_length=600, blank=True)
    shown_on = models.CharField(_("visas på"), max_length=20, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("klausul")
        verbose_name_plural = _("klausuler")
        ordering = ["document", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["document", "code"], name="one_code_per_document"),
            models.UniqueConstraint(fields=["document", "ordinal"], name="one_place_per_clause"),
        ]

    def __str__(self):
        return self.code

    @property
    def label(self):
        return self.text_en if get_language() == "en" and self.text_en else self.text

    @property
    def handled(self):
        """checked, asked or shown. Prefetch `settings` and `questions`."""
        if self.settings.all():
            return "checked"
        return "asked" if self.questions.all() else "shown"
