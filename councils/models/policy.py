"""What the policy asks: questions, settings of rules, steps of routes, and the municipality's own words."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..history import Owned, Recorded, RecordedManager, RecordedQuerySet
from ..spoken import spoken
from .decisions import Act, MatterCode
from .documents import Clause, Document


class Question(Owned):
    """Something that no record can answer and that the yearly report therefore asks."""

    class Report(models.TextChoices):
        AREA = "area", spoken(_("%(the_unit)ss rapport"))
        YEAR = "year", spoken("%(the_yearly_report)s")
        BOTH = "both", _("båda")

    municipality = models.ForeignKey("Municipality", models.PROTECT, related_name="questions", verbose_name=_("kommun"), editable=False)
    code = models.SlugField(_("kod"), max_length=60)
    text = models.CharField(_("fråga"), max_length=300)
    text_en = models.CharField(_("fråga på engelska"), max_length=300, blank=True)
    report = models.CharField(_("ställs i"), max_length=4, choices=Report, default=Report.AREA)
    section = models.CharField(_("rubrik"), max_length=100, blank=True)
    section_en = models.CharField(_("rubrik på engelska"), max_length=100, blank=True)
    ordinal = models.PositiveSmallIntegerField(_("ordning"), default=0)

    class Meta(Recorded.Meta):
        verbose_name = _("fråga")
        verbose_name_plural = _("frågor")
        ordering = ["ordinal", "pk"]
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="one_question_per_code")]

    def __str__(self):
        return self.text

    @property
    def label(self):
        return self.text_en if get_language() == "en" and self.text_en else self.text

    @property
    def section_label(self):
        return self.section_en if get_language() == "en" and self.section_en else self.section


class ClauseQuestion(Owned):
    """A clause is asked by a question; several clauses may share one."""

    municipality_from = "clause"
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="questions", verbose_name=_("klausul"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="clauses", verbose_name=_("fråga"))

    class Meta(Recorded.Meta):
        verbose_name = _("klausulens fråga")
        verbose_name_plural = _("klausulernas frågor")
        constraints = [models.UniqueConstraint(fields=["clause", "question"], name="clause_asks_once")]


class DatedQuerySet(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)

    def in_force(self, on):
        """A setting for last year is last year's setting. What a draft lays down never acts."""
        dated = self.filter(Q(in_force_to=None) | Q(in_force_to__gte=on), in_force_from__lte=on)
        return dated.exclude(clause__document__state=Document.State.DRAFT)


class RuleSettingManager(RecordedManager.from_queryset(DatedQuerySet)):
    pass


class RuleSetting(Owned):
    """A rule switched on for a municipality: how strongly, with which parameters, from when, on the authority of which clause."""

    class Strength(models.TextChoices):
        MUST = "must", _("ska")
        SHOULD = "should", _("bör")
        MAY = "may", _("kan")

    municipality_from = "clause"
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="settings", verbose_name=_("klausul"))
    ordinal = models.PositiveSmallIntegerField(_("ordning"), default=1)
    rule = models.CharField(_("regel"), max_length=60)
    strength = models.CharField(_("styrka"), max_length=6, choices=Strength)
    parameters = models.JSONField(_("värden"), default=dict, blank=True)
    where = models.JSONField(_("villkor"), default=list, blank=True)
    assumed = models.JSONField(_("antagna värden"), default=list, blank=True, help_text=_("Värden som inget dokument anger."))
    gate = models.CharField(_("grind"), max_length=40, blank=True)
    on = models.BooleanField(_("på"), default=True)
    in_force_from = models.DateField(_("gäller från"))
    in_force_to = models.DateField(_("gäller till"), null=True, blank=True)

    objects = RuleSettingManager()

    class Meta(Recorded.Meta):
        verbose_name = _("regelinställning")
        verbose_name_plural = _("regelinställningar")
        ordering = ["clause__document", "clause__ordinal", "ordinal"]
        constraints = [
            models.CheckConstraint(condition=Q(in_force_to=None) | Q(in_force_to__gte=F("in_force_from")), name="setting_ends_after_start"),
            models.UniqueConstraint(fields=["clause", "ordinal", "in_force_from"], name="one_setting_per_place_and_day"),
        ]

    def __str__(self):
        return f"{self.rule} ({self.clause.code})"


class RouteStepManager(RecordedManager.from_queryset(DatedQuerySet)):
    pass


class RouteStep(Owned):
    """One adopted step: which organ does what, in which order, when the conditions hold, by which clause."""

    municipality_from = "clause"
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="route_steps", verbose_name=_("klausul"))
    ordinal = models.PositiveSmallIntegerField(default=1, editable=False)
    matter_code = models.CharField(_("slag av ärende"), max_length=40, choices=MatterCode)
    order = models.PositiveSmallIntegerField(_("steg"), default=1)
    organs = models.JSONField(_("organ"), help_text=_("Koder. Flera betyder: vilket som helst av dem."))
    act = models.CharField(_("vad organet gör"), max_length=10, choices=Act, default=Act.DECIDE)
    strength = models.CharField(_("styrka"), max_length=6, choices=RuleSetting.Strength, default=RuleSetting.Strength.MUST)
    where = models.JSONField(_("villkor"), default=list, blank=True)
    otherwise = models.BooleanField(_("annars"), default=False)
    in_force_from = models.DateField(_("gäller från"))
    in_force_to = models.DateField(_("gäller till"), null=True, blank=True)

    objects = RouteStepManager()

    class Meta(Recorded.Meta):
        verbose_name = _("beslutssteg")
        verbose_name_plural = _("beslutssteg")
        ordering = ["matter_code", "order", "clause__ordinal", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "ordinal", "in_force_from"], name="one_step_per_place_and_day"),
            models.CheckConstraint(condition=Q(in_force_to=None) | Q(in_force_to__gte=F("in_force_from")), name="step_ends_after_start"),
        ]

    def __str__(self):
        return f"{self.get_matter_code_display()}, {self.order}"


class Word(Owned):
    """What the municipality calls something: «utbytesansvarig» where others say «kontaktperson»."""

    municipality = models.ForeignKey("Municipality", models.PROTECT, related_name="words", verbose_name=_("kommun"), editable=False)
    code = models.SlugField(_("kod"), max_length=40)
    singular = models.CharField(_("en"), max_length=80)
    definite = models.CharField(_("den"), max_length=80)
    plural = models.CharField(_("flera"), max_length=80)
    definite_plural = models.CharField(_("de"), max_length=80)
    singular_en = models.CharField(_("på engelska, en"), max_length=80, blank=True)
    plural_en = models.CharField(_("på engelska, flera"), max_length=80, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("ord")
        verbose_name_plural = _("ord")
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="one_word_per_code")]

    def __str__(self):
        return self.singular
